#include "lastra/xnat/XnatArchive.h"

#include "Impl.h"

#include "lastra/core/Json.h"

#include <QVersionNumber>

#include <algorithm>
#include <limits>

namespace lastra::xnat {
namespace {

const QString kSessionColumns =
    QStringLiteral("ID,label,project,xsiType,date,subject_label,modality,UID,insert_date");

// Scan IDs are texts that begin with a number: "4", "4-MR1", "10".
int leadingNumber(const QString &id) {
    qsizetype digits = 0;
    while (digits < id.size() && id[digits].isDigit())
        ++digits;
    bool ok = false;
    const int number = id.left(digits).toInt(&ok);
    return ok ? number : std::numeric_limits<int>::max();
}

qint64 countOf(const QString &text) {
    bool ok = false;
    const qint64 number = text.toLongLong(&ok);
    return ok ? number : archive::kUnknown;
}

// Where no project is named yet, it is the account that is refused.
core::Error ofAccount(const core::Error &error, const QString &host) {
    if (error.code == "archive.notAllowed")
        return {"xnat.accountNotEnabled", {host}, {}, {}};
    return error;
}

} // namespace

archive::Session sessionOf(const Row &row, const QString &host) {
    archive::Session session;
    session.id = row.value("id");
    session.label = row.value("label");
    session.project = row.value("project");
    session.subject = row.value("subject_label");
    session.uid = row.value("uid");
    session.modality = row.value("modality");
    if (session.modality.isEmpty()) {
        // "xnat:ctSessionData": the type says it when the column is empty.
        const QString type = row.value("xsitype");
        const qsizetype colon = type.indexOf(':');
        const qsizetype end = type.indexOf(QLatin1String("SessionData"));
        if (end > colon)
            session.modality = type.mid(colon + 1, end - colon - 1).toUpper();
    }
    session.date = QDate::fromString(row.value("date").left(10), Qt::ISODate);
    session.where = "https://" + host + "/data/experiments/" + session.id;
    return session;
}

XnatArchive::XnatArchive(XnatOptions options)
    : m_impl(std::make_unique<Impl>(std::move(options))) {}
XnatArchive::~XnatArchive() = default;

core::Result<archive::Description> XnatArchive::describe(core::Work &work) {
    Connection &server = m_impl->connection;
    LASTRA_TRY(can, capabilities(work));
    archive::Description description;
    description.kind = QStringLiteral("xnat");
    description.product = "XNAT " + can.version;
    description.where = server.options().url.toString();
    const auto name = server.get("/xapi/users/username", {}, Expect::Text, work);
    if (!name)
        return tl::make_unexpected(ofAccount(name.error(), server.host()));
    description.account = QString::fromUtf8(name->body.left(256)).trimmed();
    description.tlsVersion = name->tlsVersion;
    if (description.account.isEmpty() || description.account == QLatin1String("guest"))
        return core::fail("xnat.signInNeeded", {server.host()});
    return description;
}

core::Result<Capabilities> XnatArchive::capabilities(core::Work &work) {
    Connection &server = m_impl->connection;
    auto answer = server.get("/xapi/siteConfig/buildInfo", {}, Expect::Json, work);
    if (!answer) {
        const QByteArray &code = answer.error().code;
        if (code == "archive.notFound" || code == "xnat.pageInsteadOfData")
            return core::fail("xnat.notXnat", {server.host()}, answer.error());
        return tl::make_unexpected(ofAccount(answer.error(), server.host()));
    }
    const auto build = core::parseJsonObject(answer->body, server.host());
    if (!build || !build->contains(QLatin1String("version")))
        return core::fail("xnat.notXnat", {server.host()});
    Capabilities can;
    can.version = (*build)[QLatin1String("version")].toString().left(64);
    const QVersionNumber version = QVersionNumber::fromString(can.version);
    can.eventTracking = version >= QVersionNumber(1, 7, 7);
    can.directArchive = version >= QVersionNumber(1, 8, 3);
    can.customForms = version >= QVersionNumber(1, 8, 6);
    if (const auto plugins = server.get("/xapi/plugins", {}, Expect::Json, work))
        if (const auto object = core::parseJsonObject(plugins->body, server.host()))
            can.plugins = object->keys();
    return can;
}

core::Result<QStringList> XnatArchive::Impl::writableProjects(core::Work &work) {
    LASTRA_TRY(answer, connection.get("/xapi/users/projects", {}, Expect::Json, work));
    LASTRA_TRY(list, core::parseJsonArray(answer.body, connection.host()));
    QStringList ids;
    for (const QJsonValue &value : list)
        ids << value.toString();
    return ids;
}

core::Result<std::vector<archive::Project>> XnatArchive::projects(core::Work &work) {
    // This filter switches to the engine that knows the access; its columns are in lower case.
    const auto rows =
        m_impl->connection.table("/data/projects", {{QStringLiteral("accessible"), "true"}}, work);
    if (!rows)
        return tl::make_unexpected(ofAccount(rows.error(), m_impl->connection.host()));
    // Not every server lets everybody ask; then nothing is known to be writable.
    const QStringList writable = m_impl->writableProjects(work).value_or(QStringList());
    LASTRA_CHECK(work.check());
    std::vector<archive::Project> projects;
    for (const Row &row : *rows) {
        archive::Project project;
        project.id = row.value("id");
        project.name = row.value("name");
        project.description = row.value("description");
        project.access = row.value("project_access").toLower();
        project.mayWrite = writable.contains(project.id);
        if (!project.id.isEmpty())
            projects.push_back(std::move(project));
    }
    std::sort(projects.begin(), projects.end(),
              [](const auto &a, const auto &b) { return a.name.localeAwareCompare(b.name) < 0; });
    return projects;
}

core::Result<std::vector<archive::Subject>> XnatArchive::subjects(const QString &project,
                                                                  core::Work &work) {
    LASTRA_TRY(rows,
               m_impl->connection.table("/data/projects/" + element(project) + "/subjects",
                                        {{QStringLiteral("columns"), "ID,label,project"}}, work));
    std::vector<archive::Subject> subjects;
    for (const Row &row : rows)
        subjects.push_back({row.value("id"), row.value("label"), {}, project, archive::kUnknown});
    return subjects;
}

core::Result<archive::SessionPage> XnatArchive::sessions(const archive::SessionQuery &query,
                                                         core::Work &work) {
    Parameters parameters{{"columns", kSessionColumns},
                          {"sortBy", "insert_date"},
                          {"sortOrder", "DESC"},
                          {"limit", QString::number(query.limit + 1)},
                          {"offset", QString::number(query.offset)}};
    if (!query.subject.isEmpty())
        parameters.emplaceBack("subject_label", query.subject);
    if (!query.text.isEmpty()) {
        // A comma means OR and a star anything to the server; the person meant signs.
        QString text = query.text;
        text.remove(',').remove('*').remove('%');
        parameters.emplaceBack("label", '*' + text + '*');
    }
    LASTRA_TRY(rows,
               m_impl->connection.table("/data/projects/" + element(query.project) + "/experiments",
                                        parameters, work));
    archive::SessionPage page;
    page.more = qint64(rows.size()) > query.limit;
    if (page.more)
        rows.resize(size_t(query.limit));
    for (const Row &row : rows)
        if (row.value("xsitype").endsWith(QLatin1String("SessionData")))
            page.sessions.push_back(sessionOf(row, m_impl->connection.host()));
    return page;
}

core::Result<archive::Session> XnatArchive::session(const QString &id, core::Work &work) {
    LASTRA_TRY(rows, m_impl->connection.table(
                         "/data/experiments",
                         {{"ID", id}, {"columns", kSessionColumns}, {"limit", "2"}}, work));
    if (rows.size() != 1 || rows[0].value("id") != id)
        return core::fail("archive.notFound", {id});
    archive::Session session = sessionOf(rows[0], m_impl->connection.host());
    LASTRA_TRY(scanList, scans(id, work));
    session.scans = qint64(scanList.size());
    session.images = 0;
    for (const archive::Scan &scan : scanList)
        session.images = scan.images < 0 || session.images < 0 ? archive::kUnknown
                                                               : session.images + scan.images;
    return session;
}

core::Result<std::vector<archive::Scan>> XnatArchive::scans(const QString &session,
                                                            core::Work &work) {
    LASTRA_TRY(rows,
               m_impl->connection.table(
                   "/data/experiments/" + element(session) + "/scans",
                   {{"columns", "ID,type,quality,series_description,xsiType,frames,UID,modality"}},
                   work));
    std::vector<archive::Scan> scans;
    for (const Row &row : rows) {
        archive::Scan scan;
        scan.id = row.value("id");
        scan.session = session;
        scan.number = scan.id;
        scan.uid = row.value("uid");
        scan.modality = row.value("modality");
        scan.description = row.value("series_description");
        if (scan.description.isEmpty())
            scan.description = row.value("type");
        scan.quality = row.value("quality");
        scan.images = countOf(row.value("frames"));
        scan.where = "https://" + m_impl->connection.host() + "/data/experiments/" + session +
                     "/scans/" + scan.id;
        scans.push_back(std::move(scan));
    }
    std::stable_sort(scans.begin(), scans.end(), [](const auto &a, const auto &b) {
        return leadingNumber(a.id) < leadingNumber(b.id);
    });
    return scans;
}

core::Result<std::vector<RemoteFile>>
XnatArchive::Impl::listFiles(const QString &session, const QString &scan, core::Work &work) {
    const QByteArray which = scan.isEmpty() ? QByteArray("ALL") : element(scan);
    LASTRA_TRY(rows, connection.table("/data/experiments/" + element(session) + "/scans/" + which +
                                          "/files",
                                      {{"accept-not-found", "true"}}, work));
    std::vector<RemoteFile> files;
    for (const Row &row : rows) {
        RemoteFile file;
        file.name = row.value("name");
        file.collection = row.value("collection");
        file.size = countOf(row.value("size"));
        file.md5 = row.value("digest").toLatin1().toLower();
        const QString uri = row.value("uri");
        LASTRA_TRY(path, connection.pathOf(uri));
        file.path = path;
        // ".../scans/4/resources/1187/files/name"
        file.scan = uri.section(QLatin1String("/scans/"), 1).section('/', 0, 0);
        file.scan = QUrl::fromPercentEncoding(file.scan.toUtf8());
        files.push_back(std::move(file));
    }
    return files;
}

core::Result<std::vector<archive::FileEntry>>
XnatArchive::files(const QString &session, const QString &scan, core::Work &work) {
    LASTRA_TRY(list, m_impl->listFiles(session, scan, work));
    std::vector<archive::FileEntry> entries;
    for (const RemoteFile &file : list)
        entries.push_back({file.scan + '/' + file.name, file.size,
                           file.md5.isEmpty() ? QByteArray() : "md5:" + file.md5, file.scan,
                           QString::fromLatin1(file.path)});
    return entries;
}

core::Result<archive::Thumbnail> XnatArchive::thumbnail(const QString &, const QString &,
                                                        core::Work &work) {
    LASTRA_CHECK(work.check());
    return archive::Thumbnail{};
}

core::Result<std::optional<archive::Session>> XnatArchive::Impl::find(const QString &project,
                                                                      const QString &label,
                                                                      const QString &uid,
                                                                      core::Work &work) {
    const bool byLabel = !label.isEmpty();
    LASTRA_TRY(rows, connection.table("/data/projects/" + element(project) + "/experiments",
                                      {{byLabel ? "label" : "UID", byLabel ? label : uid},
                                       {"columns", kSessionColumns}},
                                      work));
    for (const Row &row : rows)
        if (byLabel ? row.value("label") == label : row.value("uid") == uid)
            return sessionOf(row, connection.host());
    return std::optional<archive::Session>();
}

core::Result<AliasToken> XnatArchive::issueAliasToken(core::Work &work) {
    Connection &server = m_impl->connection;
    LASTRA_TRY(answer, server.get("/data/services/tokens/issue", {}, Expect::Json, work));
    LASTRA_TRY(object, core::parseJsonObject(answer.body, server.host()));
    AliasToken token;
    token.alias = object[QLatin1String("alias")].toString().toLatin1();
    token.secret = core::SecretBytes(object[QLatin1String("secret")].toString().toLatin1());
    token.expires = QDateTime::fromMSecsSinceEpoch(
        object[QLatin1String("estimatedExpirationTime")].toVariant().toLongLong(), Qt::UTC);
    if (token.alias.isEmpty() || token.secret.isEmpty())
        return core::fail("xnat.badAnswer", {server.host(), QStringLiteral("token")});
    return token;
}

core::Done XnatArchive::invalidateAliasToken(const QByteArray &alias, core::Work &work) {
    const auto answer = m_impl->connection.get(
        "/data/services/tokens/invalidate/" + net::percentEncode(alias), {}, Expect::Json, work);
    if (!answer)
        return tl::make_unexpected(answer.error());
    return {};
}

core::Done XnatArchive::signOut(core::Work &work) {
    return m_impl->connection.signOut(work);
}

} // namespace lastra::xnat
