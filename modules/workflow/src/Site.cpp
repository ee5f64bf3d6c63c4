#include "lastra/workflow/Site.h"

#include "lastra/core/Json.h"

#include <QDir>
#include <QFileInfo>

namespace lastra::workflow {
namespace {

using core::fail;
using core::Result;

QStringList strings(const QJsonValue &value) {
    QStringList list;
    for (const QJsonValue &v : value.toArray())
        list << v.toString();
    return list;
}

// An address must be https, or http on this computer alone.
bool acceptable(const QUrl &url) {
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty())
        return false;
    if (url.scheme() == QLatin1String("https"))
        return true;
    return url.scheme() == QLatin1String("http") &&
           (url.host() == QLatin1String("127.0.0.1") || url.host() == QLatin1String("localhost"));
}

QString beside(const QString &file, const QString &path) {
    if (path.isEmpty() || QFileInfo(path).isAbsolute())
        return path;
    return QFileInfo(file).absoluteDir().filePath(path);
}

Site headOf(const QJsonObject &json) {
    Site site;
    site.name = json[QLatin1String("name")].toString();
    site.title = json[QLatin1String("title")].toString(site.name);
    const QJsonObject residency = json[QLatin1String("residency")].toObject();
    site.country = residency[QLatin1String("country")].toString();
    site.region = residency[QLatin1String("region")].toString();
    if (json[QLatin1String("archive")][QLatin1String("kind")].toString() == QLatin1String("xnat"))
        site.archive = Site::ArchiveKind::Xnat;
    return site;
}

Result<Site> parseSite(const QString &file, const QString &ref) {
    LASTRA_TRY(json, core::readJsonObject(file));
    Site site = headOf(json);
    site.ref = ref;
    const QString called = QFileInfo(file).fileName();
    if (site.name.isEmpty())
        return fail("workflow.siteIncomplete", {called, QStringLiteral("name")});

    const QJsonObject identity = json[QLatin1String("identity")].toObject();
    const QString identityKind = identity[QLatin1String("kind")].toString(QStringLiteral("local"));
    if (identityKind == QLatin1String("oidc")) {
        site.identity = Site::Identity::Oidc;
        site.issuer = identity[QLatin1String("issuer")].toString();
        site.clientId = identity[QLatin1String("clientId")].toString();
        site.scopes = strings(identity[QLatin1String("scopes")]);
        for (const QJsonValue &port : identity[QLatin1String("redirectPorts")].toArray()) {
            const int number = port.toInt();
            if (number < 1024 || number > 65535)
                return fail("workflow.siteInvalid",
                            {called, QStringLiteral("identity.redirectPorts")});
            site.redirectPorts << quint16(number);
        }
        if (site.issuer.isEmpty() || site.clientId.isEmpty())
            return fail("workflow.siteIncomplete",
                        {called, QStringLiteral("identity.issuer, identity.clientId")});
        if (!acceptable(QUrl(site.issuer)))
            return fail("workflow.siteInvalid", {called, QStringLiteral("identity.issuer")});
    } else if (identityKind != QLatin1String("local")) {
        return fail("workflow.siteInvalid", {called, QStringLiteral("identity.kind")});
    }

    const QJsonObject archive = json[QLatin1String("archive")].toObject();
    const QString archiveKind = archive[QLatin1String("kind")].toString(QStringLiteral("local"));
    if (archiveKind == QLatin1String("xnat")) {
        site.archive = Site::ArchiveKind::Xnat;
        site.archiveUrl = QUrl(archive[QLatin1String("url")].toString(), QUrl::StrictMode);
        if (site.archiveUrl.isEmpty())
            return fail("workflow.siteIncomplete", {called, QStringLiteral("archive.url")});
        if (!acceptable(site.archiveUrl))
            return fail("workflow.siteInvalid", {called, QStringLiteral("archive.url")});
    } else if (archiveKind != QLatin1String("local")) {
        return fail("workflow.siteInvalid", {called, QStringLiteral("archive.kind")});
    }

    const QJsonObject queue = json[QLatin1String("queue")].toObject();
    const QString queueKind = queue[QLatin1String("kind")].toString(QStringLiteral("local"));
    if (queueKind == QLatin1String("slurm")) {
        site.queue = Site::QueueKind::Slurm;
        site.queueUrl = QUrl(queue[QLatin1String("url")].toString(), QUrl::StrictMode);
        site.queueUser = queue[QLatin1String("user")].toString();
        site.queuePartition = queue[QLatin1String("partition")].toString();
        site.queueSharedFolder = beside(file, queue[QLatin1String("sharedFolder")].toString());
        site.queueTokenFile = beside(file, queue[QLatin1String("tokenFile")].toString());
        site.queueOtherUser = queue[QLatin1String("otherUser")].toBool();
        site.queueProgram = queue[QLatin1String("program")].toString();
        if (site.queueUrl.isEmpty() || site.queueUser.isEmpty() || site.queueSharedFolder.isEmpty())
            return fail("workflow.siteIncomplete",
                        {called, QStringLiteral("queue.url, queue.user, queue.sharedFolder")});
        if (!acceptable(site.queueUrl))
            return fail("workflow.siteInvalid", {called, QStringLiteral("queue.url")});
    } else if (queueKind != QLatin1String("local")) {
        return fail("workflow.siteInvalid", {called, QStringLiteral("queue.kind")});
    }

    site.compliancePolicy = beside(file, json[QLatin1String("compliancePolicy")].toString());
    if (!site.compliancePolicy.isEmpty() && !QFileInfo(site.compliancePolicy).isReadable())
        return fail("workflow.siteInvalid", {called, QStringLiteral("compliancePolicy")});
    site.caFile = beside(file, json[QLatin1String("caFile")].toString());
    if (!site.caFile.isEmpty() && !QFileInfo(site.caFile).isReadable())
        return fail("workflow.siteInvalid", {called, QStringLiteral("caFile")});
    return site;
}

QStringList folders(const core::Home &home) {
    return {home.path() + QStringLiteral("/sites"), core::resource(QStringLiteral("sites"))};
}

} // namespace

Result<Site> loadSite(const QString &nameOrFile, const core::Home &home) {
    const QString wanted = nameOrFile.isEmpty() ? QStringLiteral("this-computer") : nameOrFile;
    if (wanted.endsWith(QLatin1String(".json")))
        return parseSite(wanted, QFileInfo(wanted).absoluteFilePath());
    if (!wanted.contains(u'/'))
        for (const QString &folder : folders(home))
            if (const QString file = folder + u'/' + wanted + QStringLiteral(".json");
                QFileInfo::exists(file))
                return parseSite(file, wanted);
    return fail("workflow.siteUnknown", {wanted});
}

QList<KnownSite> listSites(const core::Home &home, const QStringList &also) {
    QList<KnownSite> sites;
    QStringList seen;
    const auto add = [&](const QString &file, const QString &ref) {
        if (seen.contains(ref))
            return;
        seen << ref;
        if (auto site = parseSite(file, ref)) {
            sites.push_back({std::move(*site), {}});
        } else {
            const auto json = core::readJsonObject(file);
            Site head = json ? headOf(*json) : Site();
            head.ref = ref;
            if (head.title.isEmpty())
                head.title = QFileInfo(file).completeBaseName();
            sites.push_back({std::move(head), std::move(site.error())});
        }
    };
    for (const QString &folder : folders(home))
        for (const QString &entry :
             QDir(folder).entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name))
            add(folder + u'/' + entry, QFileInfo(entry).completeBaseName());
    for (const QString &file : also)
        add(file, QFileInfo(file).absoluteFilePath());
    return sites;
}

} // namespace lastra::workflow
