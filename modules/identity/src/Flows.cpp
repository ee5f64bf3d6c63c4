#include "Flows.h"

#include "CallbackListener.h"
#include "IdToken.h"
#include "Pkce.h"

#include <QRegularExpression>

namespace lastra::identity {

namespace {

constexpr qint64 kSkewSeconds = 60;
constexpr int kDeviceIntervalSeconds = 5; // RFC 8628 3.2, when the service names none
constexpr int kSlowDownSeconds = 5;       // 3.5
constexpr int kLongestIntervalSeconds = 60;
const char kDeviceGrant[] = "urn:ietf:params:oauth:grant-type:device_code";

// One path per site, so that one site's answer cannot be taken for another's.
QByteArray callbackPath(const SiteIdentity &site) {
    static const QRegularExpression other(QStringLiteral("[^A-Za-z0-9-]"));
    return "/cb/" + QString(site.site).replace(other, QStringLiteral("-")).toLatin1();
}

void addAudience(net::HeaderList &form, const SiteIdentity &site) {
    if (site.audience.isEmpty())
        return;
    // Services differ: RFC 8707 wants an address, older INDIGO IAM knows "audience" only.
    if (QUrl(site.audience).scheme().startsWith(QStringLiteral("http")))
        form.append({"resource", site.audience.toUtf8()});
    form.append({"audience", site.audience.toUtf8()});
}

QByteArray scopeText(const SiteIdentity &site) {
    return site.scopes.join(QLatin1Char(' ')).toUtf8();
}

} // namespace

core::Result<QJsonObject> checkedClaims(Service &service, const SiteIdentity &site,
                                        const core::Clock &clock, const Tokens &tokens,
                                        const IdTokenContext &context, core::Work &work) {
    LASTRA_TRY(where, service.endpoints(work));
    IdTokenExpectation expected;
    expected.site = site.site;
    expected.issuer = where.issuer;
    expected.clientId = site.clientId;
    expected.nonce = context.nonce;
    expected.subject = context.subject;
    expected.accessToken = tokens.access.view().toByteArray();
    expected.now = clock.now();
    expected.attemptBegan = context.attemptBegan;
    auto claims =
        verifyIdToken(tokens.id, expected, [&](bool fresh) { return service.keys(fresh, work); });
    if (claims || claims.error().code != "identity.tokenRejected")
        return claims;
    static const QStringList timeChecks{QStringLiteral("exp"), QStringLiteral("iat"),
                                        QStringLiteral("nbf")};
    const qint64 difference = service.clockDifferenceSeconds();
    if (timeChecks.contains(claims.error().arguments.value(1)) && qAbs(difference) > kSkewSeconds)
        return core::fail(difference < 0 ? "identity.clockAhead" : "identity.clockBehind",
                          {QString::number(qRound(double(qAbs(difference)) / 60))}, claims.error());
    return claims;
}

core::Result<Granted> browserFlow(Service &service, const SiteIdentity &site,
                                  const core::Clock &clock, const BrowserOptions &options,
                                  const QByteArray &prompt, core::Work &work) {
    LASTRA_TRY(where, service.endpoints(work));
    // Listening begins before the browser opens, or another program could take the port.
    LASTRA_TRY(listener, CallbackListener::open(site.redirectPorts, callbackPath(site)));
    const QByteArray redirect = listener->redirectUri();
    const QByteArray state = randomToken(), nonce = randomToken(), verifier = randomToken();
    net::HeaderList query{{"response_type", "code"},
                          {"client_id", site.clientId.toUtf8()},
                          {"redirect_uri", redirect},
                          {"scope", scopeText(site)},
                          {"state", state},
                          {"nonce", nonce},
                          {"code_challenge", codeChallenge(verifier)},
                          {"code_challenge_method", "S256"}};
    addAudience(query, site);
    if (!prompt.isEmpty())
        query.emplaceBack("prompt", prompt);
    QByteArray address = where.authorization.toEncoded();
    address += (address.contains('?') ? '&' : '?') + net::formEncode(query);

    const QDateTime began = clock.now();
    work.begin(core::Unit::Steps, -1, QStringLiteral("identity.waitingForBrowser"));
    if (!options.open || !options.open(QUrl::fromEncoded(address)))
        return core::fail("identity.browserFailed", {site.site});
    LASTRA_TRY(callback, listener->wait(state, options.language, options.patience, work));
    listener.reset();

    const auto rejected = [&](const char *check) {
        return core::fail("identity.tokenRejected", {site.site, QString::fromLatin1(check)});
    };
    const bool issuerGiven = callback.contains("iss");
    if (issuerGiven ? callback["iss"] != where.issuer.toUtf8() : where.announcesIssuerInCallback)
        return rejected("iss (RFC 9207)");
    if (callback.contains("error"))
        return tl::make_unexpected(explainCallbackError(callback["error"], site, redirect));
    if (callback["code"].isEmpty())
        return rejected("code");

    net::HeaderList form{{"grant_type", "authorization_code"},
                         {"client_id", site.clientId.toUtf8()},
                         {"code", callback["code"]},
                         {"redirect_uri", redirect},
                         {"code_verifier", verifier}};
    addAudience(form, site);
    Granted granted;
    granted.asked = clock.now();
    LASTRA_TRY(reply, service.token(form, work));
    if (!reply.tokens)
        return tl::make_unexpected(explainRefusal(reply, Asked::Code, site));
    granted.tokens = std::move(*reply.tokens);
    LASTRA_TRY(claims, checkedClaims(service, site, clock, granted.tokens,
                                     {QString::fromLatin1(nonce), {}, began}, work));
    granted.claims = std::move(claims);
    return granted;
}

core::Result<Granted> deviceFlow(Service &service, const SiteIdentity &site,
                                 const core::Clock &clock, const Wait &wait,
                                 const std::function<void(const DeviceCode &)> &show,
                                 core::Work &work) {
    LASTRA_TRY(where, service.endpoints(work));
    net::HeaderList start{{"client_id", site.clientId.toUtf8()}, {"scope", scopeText(site)}};
    addAudience(start, site);
    const QDateTime began = clock.now();
    LASTRA_TRY(answer, service.startDevice(start, work));
    const auto text = [&](const char *name) { return answer[QLatin1String(name)].toString(); };
    const qint64 lifetime = qint64(answer[QStringLiteral("expires_in")].toDouble(600));
    DeviceCode code{text("user_code"), QUrl(text("verification_uri")),
                    QUrl(text("verification_uri_complete")), began.addSecs(lifetime)};
    const QUrl issuer(where.issuer);
    const auto ours = [&](const QUrl &page) {
        return page.scheme() == issuer.scheme() && page.host() == issuer.host();
    };
    if (!ours(code.page) || code.userCode.isEmpty())
        return core::fail("identity.tokenRejected",
                          {site.site, QStringLiteral("verification_uri")});
    if (!ours(code.pageWithCode))
        code.pageWithCode.clear();
    work.begin(core::Unit::Steps, -1, QStringLiteral("identity.waitingForDevice"));
    show(code);

    const net::HeaderList form{{"grant_type", kDeviceGrant},
                               {"client_id", site.clientId.toUtf8()},
                               {"device_code", text("device_code").toUtf8()}};
    qint64 interval = std::clamp<qint64>(
        qint64(answer[QStringLiteral("interval")].toDouble(kDeviceIntervalSeconds)), 1,
        kLongestIntervalSeconds);
    for (qint64 waited = 0; waited < lifetime; waited += interval) {
        LASTRA_CHECK(wait(std::chrono::seconds(interval), work));
        Granted granted;
        granted.asked = clock.now();
        auto reply = service.token(form, work);
        if (!reply && reply.error().code == "identity.unreachable") {
            // A slow service gets more time (RFC 8628 3.5); the code stays good.
            if (reply.error().cause && reply.error().cause->code == "net.timeout")
                interval = std::min<qint64>(interval * 2, kLongestIntervalSeconds);
            continue;
        }
        if (!reply)
            return core::passOn(reply);
        if (reply->tokens) {
            granted.tokens = std::move(*reply->tokens);
            LASTRA_TRY(claims,
                       checkedClaims(service, site, clock, granted.tokens, {{}, {}, began}, work));
            granted.claims = std::move(claims);
            return granted;
        }
        if (reply->error == QStringLiteral("slow_down"))
            interval += kSlowDownSeconds;
        else if (reply->error != QStringLiteral("authorization_pending"))
            return tl::make_unexpected(explainRefusal(*reply, Asked::Device, site));
    }
    return core::fail("identity.deviceExpired");
}

} // namespace lastra::identity
