#pragma once
// Sign-in at one site, its tokens and its end. Synchronous, thread-safe; every wait ends within
// 100 ms of work.cancel(). Errors (besides net.* for the network and TLS, core.secret* for the
// store):
//   identity.unreachable [site, host]       identity.captivePortal [site]
//   identity.clockAhead [minutes]           identity.clockBehind [minutes]
//   identity.notAService [address]          identity.issuerMismatch [address, other]
//   identity.portsTaken [ports]             identity.browserFailed [site]
//   identity.noCallback [minutes]           identity.denied [site]
//   identity.clientUnknown [site, client, redirect]     identity.clientBlocked [site]
//   identity.rulesOfUse [site]              identity.suspended [site]
//   identity.signInEnded [site]             identity.notSignedIn [site]
//   identity.scopeMissing [scope]           identity.tokenRejected [site, check]
//   identity.otherPerson [now, before]      identity.deviceExpired   identity.deviceDenied
//   identity.deviceUnsupported [site]       identity.keyringLocked   identity.serviceError [site,
//   status]

#include "lastra/identity/SiteIdentity.h"

#include "lastra/core/Clock.h"
#include "lastra/core/SecretStore.h"
#include "lastra/net/HttpClient.h"

#include <chrono>
#include <functional>
#include <memory>

namespace lastra::identity {

// Opens the address in the person's browser without waiting for it; false when there is none.
using OpenBrowser = std::function<bool(const QUrl &address)>;

struct BrowserOptions {
    OpenBrowser open;
    QString language = QStringLiteral("en"); // of the page that ends the sign-in: "en" or "it"
    bool otherAccount = false;               // ask the service to show its sign-in page again
    std::chrono::seconds patience{600};
};

// What the person types on another device; shown as it is.
struct DeviceCode {
    QString userCode;
    QUrl page;
    QUrl pageWithCode; // empty when the service has none
    QDateTime expires;
};

struct AccessToken {
    core::SecretBytes value;
    QStringList scopes;
    QDateTime expires;
};

struct SignedOut {
    bool serviceTold = false; // false: the service could not be reached or does not revoke
};

// Waits, cancellable; tests count instead.
using Wait = std::function<core::Done(std::chrono::milliseconds, core::Work &)>;

struct Surroundings {
    std::shared_ptr<net::HttpClient> http; // with the site's extra CA
    std::shared_ptr<core::SecretStore> secrets;
    QString stateFolder; // lock files and which account is kept where; no secret
    std::shared_ptr<core::Clock> clock = std::make_shared<core::Clock>();
    Wait wait; // empty: really waits
};

class SignIn {
public:
    SignIn(SiteIdentity site, Surroundings surroundings);
    ~SignIn();
    SignIn(const SignIn &) = delete;

    // Authorization code with PKCE in the system browser.
    core::Result<Account> withBrowser(const BrowserOptions &options, core::Work &work);
    // A code typed on another device; show() is called once, on this thread.
    core::Result<Account> withDevice(const std::function<void(const DeviceCode &)> &show,
                                     core::Work &work);
    // Who is signed in here, from the store alone; works offline. "identity.notSignedIn",
    // "identity.keyringLocked".
    core::Result<Account> account();
    // A token that lives at least another minute, renewed when needed by one writer across threads
    // and processes. Empty audience or scopes: those of the sign-in.
    core::Result<AccessToken> accessToken(const QString &audience, const QStringList &scopes,
                                          core::Work &work);
    // After a 401: the next accessToken() renews.
    void forgetAccessTokens();
    // Revokes, forgets, and reads back to prove it. Works offline.
    core::Result<SignedOut> signOut(core::Work &work);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace lastra::identity
