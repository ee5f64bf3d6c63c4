#include "lastra/workflow/SiteCheck.h"

#include "lastra/core/Version.h"
#include "lastra/net/HttpClient.h"

namespace lastra::workflow {
namespace {

core::Result<net::Response> ask(net::HttpClient &http, QUrl url, const QString &path,
                                core::Work &work) {
    while (url.path().endsWith(u'/'))
        url.setPath(url.path().chopped(1));
    url.setPath(url.path() + path);
    net::Request request;
    request.url = url;
    request.timeouts = {5, 10, 10};
    return http.perform(request, work);
}

QString protection(const net::Response &response) {
    return response.tlsVersion > 0 ? QStringLiteral(", TLS %1.%2")
                                         .arg(response.tlsVersion / 10)
                                         .arg(response.tlsVersion % 10)
                                   : QString();
}

core::Result<QString> identity(net::HttpClient &http, const Site &site, core::Work &work) {
    LASTRA_TRY(answer, ask(http, QUrl(site.issuer),
                           QStringLiteral("/.well-known/openid-configuration"), work));
    LASTRA_CHECK(net::requireSuccess(answer));
    LASTRA_TRY(json, net::jsonObject(answer));
    if (!json.contains(QLatin1String("authorization_endpoint")))
        return core::fail("core.jsonInvalid", {answer.url.host()});
    return QStringLiteral("OpenID Connect") + protection(answer);
}

core::Result<QString> archive(net::HttpClient &http, const Site &site, core::Work &work) {
    LASTRA_TRY(answer,
               ask(http, site.archiveUrl, QStringLiteral("/xapi/siteConfig/buildInfo"), work));
    const QString xnat = QStringLiteral("XNAT");
    if (answer.status == 401 || answer.status == 403) // says no more before a sign-in
        return xnat + protection(answer);
    const auto json = net::jsonObject(answer);
    if (!answer.ok() || !json || !json->contains(QLatin1String("version")))
        return core::fail("xnat.notXnat", {site.archiveUrl.host()});
    return xnat + u' ' + (*json)[QLatin1String("version")].toString().left(32) + protection(answer);
}

core::Result<QString> queue(net::HttpClient &http, const Site &site, core::Work &work) {
    // Without a token it answers with a refusal: it is there.
    LASTRA_TRY(answer, ask(http, site.queueUrl, QStringLiteral("/openapi"), work));
    if (answer.status >= 500)
        LASTRA_CHECK(net::requireSuccess(answer));
    return QStringLiteral("Slurm REST") + protection(answer);
}

} // namespace

std::vector<PartAnswer> askSite(const Site &site, core::Work &work) {
    net::ClientOptions options;
    options.extraCaFile = site.caFile;
    options.userAgent = "Lastra/" + core::version().toLatin1();
    options.retry.attempts = 1;
    net::HttpClient http(options);
    std::vector<PartAnswer> answers;
    const auto add = [&](PartAnswer::Part part, const QUrl &url, const auto &question) {
        const auto note = question(http, site, work);
        answers.push_back({part, url.host(), note ? *note : QString(),
                           note ? std::nullopt : std::optional(note.error())});
    };
    if (site.identity == Site::Identity::Oidc)
        add(PartAnswer::Part::Identity, QUrl(site.issuer), identity);
    if (site.archive == Site::ArchiveKind::Xnat)
        add(PartAnswer::Part::Archive, site.archiveUrl, archive);
    if (site.queue == Site::QueueKind::Slurm)
        add(PartAnswer::Part::Queue, site.queueUrl, queue);
    return answers;
}

} // namespace lastra::workflow
