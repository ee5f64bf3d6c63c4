#include "lastra/archive/LocalArchive.h"

#include "Library.h"

#include "lastra/archive/Release.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Log.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace lastra::archive {

bool isLabel(const QString &text) {
    return !text.isEmpty() && text.size() <= 64 &&
           std::all_of(text.begin(), text.end(), [](QChar c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-';
           });
}

bool isProjectId(const QString &text) {
    QString plain = text;
    plain.remove('.').remove(' ');
    return isLabel(plain) && text.size() <= 64 && text.trimmed() == text && !text.startsWith('.');
}

QString toText(DatasetKind kind) {
    switch (kind) {
    case DatasetKind::Original:
        return QStringLiteral("original");
    case DatasetKind::Deidentified:
        return QStringLiteral("deidentified");
    case DatasetKind::Simulated:
        return QStringLiteral("simulated");
    }
    return {};
}

Session sessionOf(const core::Row &row, const QString &libraryFolder) {
    Session session;
    session.id = row.text(0);
    session.label = row.text(1);
    session.subject = row.text(2);
    session.project = row.text(3);
    session.uid = row.text(4);
    session.modality = row.text(5);
    session.description = row.text(6);
    session.date = QDate::fromString(row.text(7), Qt::ISODate);
    session.scans = row.integer(8);
    session.images = row.integer(9);
    session.bytes = row.integer(10);
    session.where = libraryFolder;
    return session;
}

LocalArchive::LocalArchive() : m_impl(std::make_unique<Impl>()) {}
LocalArchive::~LocalArchive() = default;

core::Result<std::unique_ptr<LocalArchive>> LocalArchive::open(const QString &folder,
                                                               std::shared_ptr<core::Clock> clock) {
    std::unique_ptr<LocalArchive> archive(new LocalArchive);
    Impl &d = *archive->m_impl;
    d.folder = QDir(folder).absolutePath();
    d.clock = clock ? std::move(clock) : std::make_shared<core::Clock>();
    LASTRA_CHECK(core::makeFolder(d.folder, true));
    const QString path = d.folder + "/index.sqlite";
    auto index = Index::open(path);
    bool anew = false;
    if (!index && index.error().code == "core.databaseDamaged") {
        core::logError("archive", index.error());
        // Kept aside for whoever wants to look; the files are the truth.
        QFile::remove(path + ".damaged");
        for (const char *rest : {"-wal", "-shm"})
            QFile::remove(path + QLatin1String(rest));
        if (!QFile::rename(path, path + ".damaged"))
            return core::fail("archive.indexDamaged", {QFileInfo(path).fileName()});
        index = Index::open(path);
        anew = true;
    }
    if (!index)
        return core::passOn(index);
    d.index = std::move(*index);
    core::Work work;
    // While another program imports, nothing here is a killed one's: it cleared up when it opened.
    LASTRA_TRY(lock, anew ? core::FileLock::take(d.lockFile(), work)
                          : core::FileLock::tryTake(d.lockFile()));
    if (!lock)
        return archive;
    LASTRA_TRY(report, d.repair(work));
    if (report.datasets > 0)
        core::log(core::Level::Info, "archive",
                  QStringLiteral("indexed %1 files of %2 datasets found on disk")
                      .arg(report.files)
                      .arg(report.datasets));
    return archive;
}

core::Result<Description> LocalArchive::describe(core::Work &work) {
    LASTRA_CHECK(work.check());
    return Description{QStringLiteral("local"), {}, m_impl->folder, {}};
}

core::Result<std::vector<Project>> LocalArchive::projects(core::Work &work) {
    LASTRA_CHECK(work.check());
    std::vector<Project> all;
    LASTRA_CHECK(m_impl->db().query(
        "SELECT id, name, description, (SELECT count(*) FROM subject WHERE project = project.id),"
        " (SELECT count(*) FROM session WHERE project = project.id), (SELECT coalesce(sum(bytes),"
        " 0) FROM session WHERE project = project.id) FROM project ORDER BY name COLLATE NOCASE",
        {}, [&](const auto &row) {
            Project project;
            project.id = row.text(0);
            project.name = row.text(1);
            project.description = row.text(2);
            project.access = QStringLiteral("private");
            project.subjects = row.integer(3);
            project.sessions = row.integer(4);
            project.bytes = row.integer(5);
            project.mayWrite = true;
            all.push_back(std::move(project));
            return true;
        }));
    return all;
}

core::Result<std::vector<Subject>> LocalArchive::subjects(const QString &project,
                                                          core::Work &work) {
    LASTRA_CHECK(work.check());
    std::vector<Subject> all;
    LASTRA_CHECK(m_impl->db().query(
        "SELECT id, label, name, (SELECT count(*) FROM session WHERE subject = subject.id) FROM"
        " subject WHERE project = ?1 ORDER BY label COLLATE NOCASE",
        {project}, [&](const auto &row) {
            all.push_back({row.text(0), row.text(1), row.text(2), project, row.integer(3)});
            return true;
        }));
    return all;
}

core::Result<SessionPage> LocalArchive::sessions(const SessionQuery &query, core::Work &work) {
    LASTRA_CHECK(work.check());
    QByteArray where = "session.project = ?1";
    QVariantList values{query.project};
    if (!query.subject.isEmpty()) {
        values << query.subject;
        where += " AND subject.label = ?" + QByteArray::number(values.size());
    }
    if (!query.text.isEmpty()) {
        QString text = query.text;
        text.replace('!', QLatin1String("!!")).replace('%', QLatin1String("!%"));
        text.replace('_', QLatin1String("!_"));
        values << '%' + text + '%';
        const QByteArray like = " LIKE ?" + QByteArray::number(values.size()) + " ESCAPE '!'";
        where += " AND (session.label" + like + " OR session.description" + like +
                 " OR subject.label" + like + " OR subject.name" + like + ')';
    }
    SessionPage page;
    LASTRA_CHECK(m_impl->db().query("SELECT count(*) FROM session JOIN subject ON subject.id ="
                                    " session.subject WHERE " +
                                        where,
                                    values, [&](const auto &row) {
                                        page.total = row.integer(0);
                                        return true;
                                    }));
    QVariantList paged = values;
    paged << query.limit << query.offset;
    LASTRA_CHECK(m_impl->db().query(
        "SELECT " + kSessionColumns +
            " FROM session JOIN subject ON subject.id = session.subject WHERE " + where +
            " ORDER BY session.added DESC, session.id LIMIT ?" +
            QByteArray::number(paged.size() - 1) + " OFFSET ?" + QByteArray::number(paged.size()),
        paged, [&](const auto &row) {
            page.sessions.push_back(sessionOf(row, m_impl->folder));
            return true;
        }));
    page.more = query.offset + qint64(page.sessions.size()) < page.total;
    return page;
}

core::Result<Session> LocalArchive::session(const QString &id, core::Work &work) {
    LASTRA_CHECK(work.check());
    std::optional<Session> found;
    LASTRA_CHECK(m_impl->db().query("SELECT " + kSessionColumns +
                                        " FROM session JOIN subject ON subject.id ="
                                        " session.subject WHERE session.id = ?1",
                                    {id}, [&](const auto &row) {
                                        found = sessionOf(row, m_impl->folder);
                                        return false;
                                    }));
    if (!found)
        return core::fail("archive.notFound", {id});
    return *found;
}

core::Result<std::vector<Scan>> LocalArchive::scans(const QString &session, core::Work &work) {
    LASTRA_CHECK(work.check());
    std::vector<Scan> all;
    LASTRA_CHECK(m_impl->db().query(
        "SELECT id, uid, number, modality, description, images, bytes, (SELECT path FROM file"
        " WHERE file.session = scan.session AND file.scan = scan.id LIMIT 1) FROM scan WHERE"
        " session = ?1 ORDER BY CAST(number AS INTEGER), description, id",
        {session}, [&](const auto &row) {
            Scan scan;
            scan.id = row.text(0);
            scan.session = session;
            scan.uid = row.text(1);
            scan.number = row.text(2);
            scan.modality = row.text(3);
            scan.description = row.text(4);
            scan.images = row.integer(5);
            scan.bytes = row.integer(6);
            scan.where = QFileInfo(m_impl->folder + '/' + row.text(7)).path();
            all.push_back(std::move(scan));
            return true;
        }));
    return all;
}

core::Result<std::vector<FileEntry>> LocalArchive::files(const QString &session,
                                                         const QString &scan, core::Work &work) {
    LASTRA_CHECK(work.check());
    std::vector<FileEntry> all;
    LASTRA_CHECK(m_impl->db().query(
        "SELECT path, size, sha256, scan FROM file WHERE session = ?1 AND (?2 = '' OR scan = ?2)"
        " ORDER BY scan, instance, path",
        {session, scan.isNull() ? QStringLiteral("") : scan}, [&](const auto &row) {
            const QString path = row.text(0);
            all.push_back({row.text(3) + '/' + QFileInfo(path).fileName(), row.integer(1),
                           "sha256:" + row.text(2).toLatin1(), row.text(3),
                           m_impl->folder + '/' + path});
            return true;
        }));
    if (all.empty())
        return core::fail("archive.notFound", {session});
    return all;
}

core::Result<PullReceipt> LocalArchive::pull(const PullSource &source, const QString &folder,
                                             core::Work &work) {
    LASTRA_TRY(entries, files(source.session, {}, work));
    PullReceipt receipt;
    receipt.folder = QDir(folder).absolutePath();
    std::erase_if(entries, [&](const FileEntry &entry) {
        return !source.scans.isEmpty() && !source.scans.contains(entry.scan);
    });
    if (entries.empty())
        return core::fail("archive.notFound", {source.session});
    LASTRA_CHECK(core::makeFolder(receipt.folder));
    work.begin(core::Unit::Files, qint64(entries.size()), QStringLiteral("pull"));
    core::AtomicBatch batch;
    for (FileEntry &entry : entries) {
        LASTRA_CHECK(work.check());
        const QString target = receipt.folder + '/' + entry.name;
        if (QFileInfo::exists(target)) {
            LASTRA_TRY(there, core::sha256File(target));
            if ("sha256:" + core::hex(there) != entry.digest)
                return core::fail("archive.folderTaken", {QFileInfo(target).fileName()});
            ++receipt.kept;
        } else {
            LASTRA_CHECK(core::makeFolder(QFileInfo(target).path()));
            QFile in(entry.where);
            if (!in.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
                return core::fail("archive.unreadable", {QFileInfo(target).fileName()});
            core::AtomicFile out(target);
            LASTRA_CHECK(out.open());
            core::Sha256Hasher hasher;
            QByteArray block(1 << 20, Qt::Uninitialized);
            qint64 got = 0;
            while ((got = in.read(block.data(), block.size())) > 0) {
                hasher.add(block.constData(), size_t(got));
                LASTRA_CHECK(out.write({block.constData(), got}));
            }
            const core::Sha256 digest = hasher.finish();
            if ("sha256:" + core::hex(digest) != entry.digest)
                return core::fail("archive.verifyFailed", {QStringLiteral("1"), m_impl->folder});
            LASTRA_CHECK(batch.add(std::move(out)));
        }
        entry.where = target;
        receipt.bytes += entry.size;
        work.advance();
    }
    LASTRA_CHECK(batch.commit());
    receipt.files = std::move(entries);
    return receipt;
}

core::Result<PushReceipt> LocalArchive::push(const QString &folder, const ReleaseTicket &ticket,
                                             const PushTarget &target, core::Work &work) {
    LASTRA_TRY(released, checkRelease(folder, ticket, work));
    QStringList paths;
    for (const ReleasedFile &file : released)
        paths << file.path;
    LASTRA_TRY(report,
               m_impl->import(paths,
                              {target.project, {}, target.session, DatasetKind::Deidentified, {}},
                              work));
    if (!report.skipped.empty())
        return core::fail("archive.unreadable",
                          {QFileInfo(report.skipped.front().source).fileName()});
    PushReceipt receipt;
    receipt.contentRoot = ticket.contentRoot();
    receipt.decision = ticket.decision();
    receipt.wasThere = report.imported == 0;
    QSet<QByteArray> there;
    LASTRA_TRY(stored, datasetFiles(report.dataset));
    for (const FileEntry &entry : stored)
        there.insert(entry.digest);
    for (const ReleasedFile &file : released) {
        if (!there.contains("sha256:" + file.sha256))
            return core::fail("archive.verifyFailed", {QStringLiteral("1"), m_impl->folder});
        receipt.files.push_back({file.relative, file.size, "sha256:" + file.sha256, {}, {}});
        receipt.bytes += file.size;
    }
    LASTRA_TRY(sessions, datasetSessions(report.dataset));
    if (!sessions.empty())
        receipt.session = sessions.front().id;
    receipt.uri = m_impl->folder + "/datasets/" + report.dataset;
    return receipt;
}

core::Done LocalArchive::makeProject(const QString &id, const QString &name,
                                     const QString &description) {
    if (!isProjectId(id))
        return core::fail("archive.badLabel", {id});
    core::Work work;
    LASTRA_TRY(lock, core::FileLock::take(m_impl->lockFile(), work));
    LASTRA_CHECK(m_impl->db().execute(
        "INSERT INTO project VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET name = ?2,"
        " description = ?3",
        {id, name, description.isNull() ? QStringLiteral("") : description,
         m_impl->clock->now().toMSecsSinceEpoch()}));
    return m_impl->writeProjects();
}

core::Result<ImportReport> LocalArchive::importFiles(const QStringList &paths,
                                                     const ImportOptions &options,
                                                     core::Work &work) {
    return m_impl->import(paths, options, work);
}

core::Result<RebuildReport> LocalArchive::rebuild(core::Work &work) {
    LASTRA_TRY(lock, core::FileLock::take(m_impl->lockFile(), work));
    LASTRA_CHECK(m_impl->index->clear());
    return m_impl->repair(work);
}

} // namespace lastra::archive
