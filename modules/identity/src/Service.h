#pragma once
// What is said to the sign-in service and what it answers: discovery, keys, tokens, user
// information, revocation. Knows no account.

#include "Jws.h"

#include "lastra/identity/SignIn.h"

#include <mutex>

namespace lastra::identity {

struct Endpoints {
    QString issuer;
    QUrl authorization, token, keys, userInfo, revocation, device;
    bool announcesIssuerInCallback = false;
};

struct Tokens {
    core::SecretBytes access, refresh; // refresh may be empty
    QByteArray id;                     // may be empty
    QStringList scopes;                // empty: as asked
    qint64 lifetimeSeconds = 0;
};

// The token endpoint's answer: tokens, or its reason for none.
struct TokenReply {
    std::optional<Tokens> tokens;
    int status = 0;
    QString error, description; // OAuth's; the description is hostile and may hold secrets
};

class Service {
public:
    Service(SiteIdentity site, std::shared_ptr<net::HttpClient> http,
            std::shared_ptr<core::Clock> clock);

    core::Result<Endpoints> endpoints(core::Work &work);
    // Cached; `fresh` fetches at most once in five minutes.
    core::Result<KeySet> keys(bool fresh, core::Work &work);
    core::Result<TokenReply> token(const net::HeaderList &form, core::Work &work);
    core::Result<QJsonObject> startDevice(const net::HeaderList &form, core::Work &work);
    core::Result<QJsonObject> userInfo(const core::SecretBytes &access, core::Work &work);
    // Whether the service confirmed it.
    core::Result<bool> revoke(const core::SecretBytes &refresh, const core::SecretBytes &access,
                              core::Work &work);
    // The service's clock less ours, as last seen.
    [[nodiscard]] qint64 clockDifferenceSeconds() const;

private:
    core::Result<net::Response> send(net::Request request, core::Work &work);
    core::Result<net::Response> post(const QUrl &url, const net::HeaderList &form,
                                     core::Work &work);
    core::Result<Endpoints> discover(core::Work &work);

    const SiteIdentity m_site;
    std::shared_ptr<net::HttpClient> m_http;
    std::shared_ptr<core::Clock> m_clock;
    mutable std::mutex m_mutex;
    std::optional<Endpoints> m_endpoints;
    std::optional<KeySet> m_keys;
    QDateTime m_endpointsUntil, m_keysUntil, m_keysForced;
    qint64 m_clockDifference = 0;
};

// What a refusal of the token endpoint means for the person.
enum class Asked { Code, Refresh, Device };
[[nodiscard]] core::Error explainRefusal(const TokenReply &reply, Asked asked,
                                         const SiteIdentity &site);
// What an error in the browser's callback means.
[[nodiscard]] core::Error explainCallbackError(const QByteArray &error, const SiteIdentity &site,
                                               const QByteArray &redirectUri);
// A transport error in the words of sign-in; TLS and cancelling keep their own.
[[nodiscard]] core::Error explainTransport(const core::Error &error, const SiteIdentity &site);

} // namespace lastra::identity
