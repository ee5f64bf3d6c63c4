#include "Service.h"

namespace lastra::identity {

namespace {

core::Error error(const char *code, QStringList arguments) {
    return {code, std::move(arguments), {}, nullptr};
}

core::Error serviceError(const TokenReply &reply, const SiteIdentity &site) {
    return error("identity.serviceError", {site.site, QString::number(reply.status)});
}

core::Error unknownClient(const SiteIdentity &site, const QString &redirect) {
    return error("identity.clientUnknown", {site.site, site.clientId, redirect});
}

} // namespace

// Descriptions are compared with fixed parts of INDIGO IAM's sentences and go nowhere else.
core::Error explainRefusal(const TokenReply &reply, Asked asked, const SiteIdentity &site) {
    const QString &code = reply.error;
    if (code == QStringLiteral("access_denied"))
        return asked == Asked::Device ? error("identity.deviceDenied", {})
                                      : error("identity.denied", {site.site});
    if (code == QStringLiteral("expired_token"))
        return error("identity.deviceExpired", {});
    if (code == QStringLiteral("invalid_client") || code == QStringLiteral("unauthorized_client"))
        return reply.description.startsWith(QStringLiteral("Client is suspended"))
                   ? error("identity.clientBlocked", {site.site})
                   : unknownClient(site, QStringLiteral("-"));
    if (code == QStringLiteral("invalid_scope"))
        return error("identity.scopeMissing", {site.scopes.join(QLatin1Char(' '))});
    if (code == QStringLiteral("unauthorized") && reply.status == 401)
        return error("identity.suspended", {site.site});
    if (code == QStringLiteral("invalid_grant") &&
        reply.description.contains(QStringLiteral("needs to sign AUP")))
        return error("identity.rulesOfUse", {site.site});
    const bool gone =
        code == QStringLiteral("invalid_grant") || code == QStringLiteral("invalid_token");
    if (gone && asked == Asked::Refresh)
        return error("identity.signInEnded", {site.site});
    if (gone && asked == Asked::Device)
        return error("identity.deviceExpired", {});
    return serviceError(reply, site);
}

core::Error explainCallbackError(const QByteArray &code, const SiteIdentity &site,
                                 const QByteArray &redirectUri) {
    if (code == "access_denied" || code == "login_required" || code == "consent_required")
        return error("identity.denied", {site.site});
    if (code == "unauthorized_client" || code == "invalid_client" || code == "invalid_request")
        return unknownClient(site, QString::fromLatin1(redirectUri));
    if (code == "invalid_scope")
        return error("identity.scopeMissing", {site.scopes.join(QLatin1Char(' '))});
    return error("identity.serviceError", {site.site, QStringLiteral("-")});
}

core::Error explainTransport(const core::Error &cause, const SiteIdentity &site) {
    const auto wrapped = [&](const char *code, QStringList arguments) {
        return core::Error{
            code, std::move(arguments), {}, std::make_shared<const core::Error>(cause)};
    };
    const QString host = cause.arguments.value(0, QUrl(site.issuer).host());
    for (const char *away : {"net.dns", "net.refused", "net.connection", "net.timeout",
                             "net.interrupted", "net.proxy"}) {
        if (cause.code == away)
            return wrapped("identity.unreachable", {site.site, host});
    }
    if (cause.code == "net.captivePortal")
        return wrapped("identity.captivePortal", {site.site});
    if (cause.code == "core.jsonInvalid" || cause.code == "net.badUrl" ||
        cause.code == "net.protocol" || cause.code == "net.tooLarge")
        return wrapped("identity.notAService", {site.issuer});
    return cause;
}

} // namespace lastra::identity
