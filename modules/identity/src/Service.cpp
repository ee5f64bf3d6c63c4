#include "Service.h"

#include "StrictJson.h"

#include <QJsonArray>

#include <algorithm>

namespace lastra::identity {

namespace {

constexpr qint64 kMaxAnswerBytes = 1 << 20;
constexpr qint64 kEndpointsSeconds = 3600;
constexpr qint64 kKeysMinSeconds = 3600, kKeysMaxSeconds = 6 * 3600;
constexpr qint64 kForcedKeysSeconds = 300;

QString withoutSlash(QString address) {
    if (address.endsWith(QLatin1Char('/')))
        address.chop(1);
    return address;
}

bool sameOrigin(const QUrl &a, const QUrl &b) {
    return a.scheme() == b.scheme() && a.host() == b.host() && a.port(443) == b.port(443);
}

qint64 maxAge(const net::Response &response) {
    for (const QByteArray &part : response.header("cache-control").split(',')) {
        const QByteArray directive = part.trimmed();
        if (directive.startsWith("max-age="))
            return std::clamp(directive.mid(8).toLongLong(), kKeysMinSeconds, kKeysMaxSeconds);
    }
    return kKeysMinSeconds;
}

core::SecretBytes secretOf(const QJsonValue &value) {
    return core::SecretBytes(value.toString().toUtf8());
}

} // namespace

Service::Service(SiteIdentity site, std::shared_ptr<net::HttpClient> http,
                 std::shared_ptr<core::Clock> clock)
    : m_site(std::move(site)), m_http(std::move(http)), m_clock(std::move(clock)) {}

qint64 Service::clockDifferenceSeconds() const {
    const std::lock_guard guard(m_mutex);
    return m_clockDifference;
}

core::Result<net::Response> Service::send(net::Request request, core::Work &work) {
    request.sink = net::MemorySink{kMaxAnswerBytes};
    if (request.timeouts.totalSeconds == 0)
        request.timeouts.totalSeconds = 30;
    request.headers.emplaceBack("Accept", "application/json");
    auto response = m_http->perform(request, work);
    if (!response)
        return tl::make_unexpected(explainTransport(response.error(), m_site));
    if (response->clockDifferenceSeconds) {
        // net measured against the system's clock; ours may be another (tests own it).
        const qint64 ours = m_clock->now().secsTo(QDateTime::currentDateTimeUtc()) +
                            *response->clockDifferenceSeconds;
        const std::lock_guard guard(m_mutex);
        m_clockDifference = ours;
    }
    return response;
}

core::Result<net::Response> Service::post(const QUrl &url, const net::HeaderList &form,
                                          core::Work &work) {
    net::Request request;
    request.method = "POST";
    request.url = url;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = core::SecretBytes(net::formEncode(form));
    request.idempotent = false;
    return send(std::move(request), work);
}

core::Result<Endpoints> Service::discover(core::Work &work) {
    net::Request request;
    request.url =
        QUrl(withoutSlash(m_site.issuer) + QStringLiteral("/.well-known/openid-configuration"));
    LASTRA_TRY(response, send(std::move(request), work));
    const auto notAService = core::fail("identity.notAService", {m_site.issuer});
    if (response.status != 200)
        return notAService;
    LASTRA_CHECK(net::jsonObject(response).map_error(
        [&](const core::Error &error) { return explainTransport(error, m_site); }));
    const auto document = strictJsonObject(response.body);
    if (!document)
        return notAService;

    Endpoints found;
    found.issuer = (*document)[QStringLiteral("issuer")].toString();
    if (found.issuer.isEmpty())
        return notAService;
    // Exactly what was typed, but for one slash at the end (Discovery 4.3).
    if (withoutSlash(found.issuer) != withoutSlash(m_site.issuer))
        return core::fail("identity.issuerMismatch", {m_site.issuer, found.issuer.left(200)});
    const QUrl issuer(found.issuer);
    const std::pair<const char *, QUrl *> all[] = {
        {"authorization_endpoint", &found.authorization},
        {"token_endpoint", &found.token},
        {"jwks_uri", &found.keys},
        {"userinfo_endpoint", &found.userInfo},
        {"revocation_endpoint", &found.revocation},
        {"device_authorization_endpoint", &found.device}};
    for (const auto &[name, url] : all) {
        *url = QUrl((*document)[QLatin1String(name)].toString());
        // Tokens go to the site's own server, whatever a document says.
        if (!url->isEmpty() && !sameOrigin(*url, issuer))
            return core::fail("identity.issuerMismatch", {m_site.issuer, url->host()});
    }
    if (found.authorization.isEmpty() || found.token.isEmpty() || found.keys.isEmpty())
        return notAService;
    found.announcesIssuerInCallback =
        (*document)[QStringLiteral("authorization_response_iss_parameter_supported")].toBool();
    return found;
}

core::Result<Endpoints> Service::endpoints(core::Work &work) {
    {
        const std::lock_guard guard(m_mutex);
        if (m_endpoints && m_clock->now() < m_endpointsUntil)
            return *m_endpoints;
    }
    LASTRA_TRY(found, discover(work));
    const std::lock_guard guard(m_mutex);
    m_endpoints = found;
    m_endpointsUntil = m_clock->now().addSecs(kEndpointsSeconds);
    return found;
}

core::Result<KeySet> Service::keys(bool fresh, core::Work &work) {
    LASTRA_TRY(where, endpoints(work));
    const QDateTime now = m_clock->now();
    {
        const std::lock_guard guard(m_mutex);
        const bool forcedLately =
            m_keysForced.isValid() && m_keysForced.secsTo(now) < kForcedKeysSeconds;
        if (m_keys && (fresh ? forcedLately : now < m_keysUntil))
            return *m_keys;
    }
    net::Request request;
    request.url = where.keys;
    LASTRA_TRY(response, send(std::move(request), work));
    const auto document = strictJsonObject(response.body);
    if (!response.ok() || !document)
        return core::fail("identity.serviceError", {m_site.site, QString::number(response.status)});
    const std::lock_guard guard(m_mutex);
    m_keys = KeySet::fromJwks(*document);
    m_keysUntil = now.addSecs(maxAge(response));
    if (fresh)
        m_keysForced = now;
    return *m_keys;
}

core::Result<TokenReply> Service::token(const net::HeaderList &form, core::Work &work) {
    LASTRA_TRY(where, endpoints(work));
    LASTRA_TRY(response, post(where.token, form, work));
    TokenReply reply;
    reply.status = response.status;
    if (response.ok())
        LASTRA_CHECK(net::jsonObject(response).map_error(
            [&](const core::Error &error) { return explainTransport(error, m_site); }));
    const QJsonObject answer = strictJsonObject(response.body).value_or(QJsonObject());
    reply.error = answer[QStringLiteral("error")].toString();
    reply.description = answer[QStringLiteral("error_description")].toString();
    const bool bearer =
        answer[QStringLiteral("token_type")].toString().toLower() == QStringLiteral("bearer");
    if (!response.ok() || !bearer || !answer[QStringLiteral("access_token")].isString())
        return reply;
    Tokens tokens;
    tokens.access = secretOf(answer[QStringLiteral("access_token")]);
    tokens.refresh = secretOf(answer[QStringLiteral("refresh_token")]);
    tokens.id = answer[QStringLiteral("id_token")].toString().toUtf8();
    tokens.scopes =
        answer[QStringLiteral("scope")].toString().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    // Recommended, not required (RFC 6749 5.1); without it, renew soon.
    const qint64 lifetime = qint64(answer[QStringLiteral("expires_in")].toDouble(300));
    tokens.lifetimeSeconds = std::clamp<qint64>(lifetime, 0, 30 * 86400);
    reply.tokens = std::move(tokens);
    return reply;
}

core::Result<QJsonObject> Service::startDevice(const net::HeaderList &form, core::Work &work) {
    LASTRA_TRY(where, endpoints(work));
    if (where.device.isEmpty())
        return core::fail("identity.deviceUnsupported", {m_site.site});
    LASTRA_TRY(response, post(where.device, form, work));
    const QJsonObject answer = strictJsonObject(response.body).value_or(QJsonObject());
    if (response.ok() && !answer[QStringLiteral("device_code")].toString().isEmpty())
        return answer;
    TokenReply refusal;
    refusal.status = response.status;
    // An unknown client is a bare 404 at INDIGO IAM.
    refusal.error = response.status == 404 ? QStringLiteral("invalid_client")
                                           : answer[QStringLiteral("error")].toString();
    return tl::make_unexpected(explainRefusal(refusal, Asked::Device, m_site));
}

core::Result<QJsonObject> Service::userInfo(const core::SecretBytes &access, core::Work &work) {
    LASTRA_TRY(where, endpoints(work));
    if (where.userInfo.isEmpty())
        return QJsonObject();
    net::Request request;
    request.url = where.userInfo;
    request.credential = net::Credential::bearer(access);
    LASTRA_TRY(response, send(std::move(request), work));
    const auto answer = strictJsonObject(response.body);
    if (!response.ok() || !answer)
        return core::fail("identity.serviceError", {m_site.site, QString::number(response.status)});
    return *answer;
}

core::Result<bool> Service::revoke(const core::SecretBytes &refresh,
                                   const core::SecretBytes &access, core::Work &work) {
    LASTRA_TRY(where, endpoints(work));
    if (where.revocation.isEmpty())
        return false;
    net::Request request;
    request.method = "POST";
    request.url = where.revocation;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = core::SecretBytes(net::formEncode({{"token", refresh.view().toByteArray()},
                                                      {"token_type_hint", "refresh_token"},
                                                      {"client_id", m_site.clientId.toUtf8()}}));
    request.timeouts.totalSeconds = 5;
    LASTRA_TRY(response, send(request, work));
    // Some services want a token of the person instead of a client that has no secret.
    if (response.status == 401 && !access.isEmpty()) {
        request.credential = net::Credential::bearer(access);
        LASTRA_TRY(second, send(std::move(request), work));
        return second.ok();
    }
    return response.ok();
}

} // namespace lastra::identity
