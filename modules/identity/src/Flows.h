#pragma once
// The two ways to prove who sits here: a code through the system browser, or a code typed on
// another device.

#include "Service.h"

namespace lastra::identity {

struct Granted {
    Tokens tokens;
    QJsonObject claims; // of the verified ID token
    QDateTime asked;    // before the token request was sent
};

// prompt: what the service shall ask the person for in any case (OpenID Connect Core 3.1.2.1);
// empty: what it thinks right.
core::Result<Granted> browserFlow(Service &service, const SiteIdentity &site,
                                  const core::Clock &clock, const BrowserOptions &options,
                                  const QByteArray &prompt, core::Work &work);
core::Result<Granted> deviceFlow(Service &service, const SiteIdentity &site,
                                 const core::Clock &clock, const Wait &wait,
                                 const std::function<void(const DeviceCode &)> &show,
                                 core::Work &work);

struct IdTokenContext {
    QString nonce, subject;
    QDateTime attemptBegan;
};
// The ID token of an answer, checked; a failed time check is blamed on the clock when the clocks
// disagree.
core::Result<QJsonObject> checkedClaims(Service &service, const SiteIdentity &site,
                                        const core::Clock &clock, const Tokens &tokens,
                                        const IdTokenContext &context, core::Work &work);

} // namespace lastra::identity
