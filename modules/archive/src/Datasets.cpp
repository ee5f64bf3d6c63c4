#include "Library.h"

#include <QFileInfo>

namespace lastra::archive {
namespace {

const QByteArray kDatasetColumns =
    "SELECT id, name, project, kind, parent, created, (SELECT count(*) FROM member WHERE dataset ="
    " dataset.id), (SELECT coalesce(sum(size), 0) FROM member JOIN file ON file.id = member.file"
    " WHERE member.dataset = dataset.id), source FROM dataset";

Dataset datasetOf(const core::Row &row, const QString &libraryFolder) {
    return {row.text(0),
            row.text(1),
            row.text(2),
            DatasetKind(row.integer(3)),
            row.text(4),
            libraryFolder + "/datasets/" + row.text(0),
            QDateTime::fromMSecsSinceEpoch(row.integer(5), Qt::UTC),
            row.integer(6),
            row.integer(7),
            row.text(8)};
}

} // namespace

core::Result<std::vector<Dataset>> LocalArchive::datasets(const QString &project) {
    std::vector<Dataset> all;
    LASTRA_CHECK(m_impl->db().query(
        kDatasetColumns + " WHERE ?1 = '' OR project = ?1 ORDER BY created DESC, id",
        {project.isNull() ? QStringLiteral("") : project}, [&](const auto &row) {
            all.push_back(datasetOf(row, m_impl->folder));
            return true;
        }));
    return all;
}

core::Result<Dataset> LocalArchive::Impl::dataset(const QString &id) const {
    std::optional<Dataset> found;
    LASTRA_CHECK(db().query(kDatasetColumns + " WHERE id = ?1", {id}, [&](const auto &row) {
        found = datasetOf(row, folder);
        return false;
    }));
    if (!found)
        return core::fail("archive.notFound", {id});
    return *found;
}

core::Result<Dataset> LocalArchive::dataset(const QString &id) {
    return m_impl->dataset(id);
}

core::Result<std::vector<FileEntry>> LocalArchive::datasetFiles(const QString &id) {
    std::vector<FileEntry> all;
    LASTRA_CHECK(m_impl->db().query(
        "SELECT path, size, sha256, scan FROM member JOIN file ON file.id = member.file WHERE"
        " member.dataset = ?1 ORDER BY session, scan, instance, path",
        {id}, [&](const auto &row) {
            const QString path = row.text(0);
            all.push_back({row.text(3) + '/' + QFileInfo(path).fileName(), row.integer(1),
                           "sha256:" + row.text(2).toLatin1(), row.text(3),
                           m_impl->folder + '/' + path});
            return true;
        }));
    if (all.empty())
        return core::fail("archive.notFound", {id});
    return all;
}

core::Result<std::vector<Session>> LocalArchive::datasetSessions(const QString &id) {
    std::vector<Session> all;
    LASTRA_CHECK(m_impl->db().query(
        "SELECT " + kSessionColumns +
            " FROM session JOIN subject ON subject.id = session.subject WHERE session.id IN (SELECT"
            " file.session FROM member JOIN file ON file.id = member.file WHERE member.dataset ="
            " ?1) ORDER BY session.date DESC, session.id",
        {id}, [&](const auto &row) {
            all.push_back(sessionOf(row, m_impl->folder));
            return true;
        }));
    return all;
}

} // namespace lastra::archive
