#include "Library.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/dicom/Scan.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <fcntl.h>
#include <unistd.h>

namespace lastra::archive {
namespace {

// Removed when the import does not come to its end.
class Staging {
public:
    explicit Staging(QString folder) : m_folder(std::move(folder)) {}
    ~Staging() {
        if (!m_folder.isEmpty())
            QDir(m_folder).removeRecursively();
    }
    [[nodiscard]] const QString &folder() const { return m_folder; }
    void keep() { m_folder.clear(); }

private:
    QString m_folder;
};

// Copies and hashes in one reading. The original is only read.
core::Result<QByteArray> copy(const QString &source, const QString &target, core::Work &work) {
    QFile in(source), out(target);
    if (!in.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return core::fail("archive.unreadable", {QFileInfo(source).fileName()});
    if (!out.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered))
        return tl::make_unexpected(core::fileError(target, errno));
    core::Sha256Hasher hasher;
    QByteArray block(1 << 20, Qt::Uninitialized);
    qint64 got = 0;
    while ((got = in.read(block.data(), block.size())) > 0) {
        LASTRA_CHECK(work.check());
        hasher.add(block.constData(), size_t(got));
        if (out.write(block.constData(), got) != got)
            return tl::make_unexpected(core::fileError(target, errno));
    }
    if (got < 0)
        return core::fail("archive.unreadable", {QFileInfo(source).fileName()});
    const core::Sha256 digest = hasher.finish();
    return core::hex(digest);
}

core::Done syncFileSystem(const QString &folder) {
    const int fd =
        ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || ::syncfs(fd) != 0) {
        const int number = errno;
        if (fd >= 0)
            ::close(fd);
        return tl::make_unexpected(core::fileError(folder, number));
    }
    ::close(fd);
    return {};
}

core::Result<QByteArray> hashFile(const QString &path) {
    auto digest = core::sha256File(path);
    if (!digest)
        return core::passOn(digest);
    return core::hex(*digest);
}

} // namespace

core::Result<QString> LocalArchive::Impl::freeName(const QByteArray &column,
                                                   const QString &wanted) {
    if (wanted.isEmpty())
        return wanted;
    for (int n = 1;; ++n) {
        const QString name = n == 1 ? wanted : QStringLiteral("%1 (%2)").arg(wanted).arg(n);
        bool taken = false;
        LASTRA_CHECK(db().query("SELECT 1 FROM dataset WHERE " + column + " = ?1", {name},
                                [&](const auto &) { return taken = true; }));
        if (!taken)
            return name;
    }
}

core::Result<ImportReport> LocalArchive::Impl::import(const QStringList &paths,
                                                      const ImportOptions &options,
                                                      core::Work &work) {
    if (!isProjectId(options.project))
        return core::fail("archive.badLabel", {options.project});
    LASTRA_TRY(scan, dicom::scanFolder(paths, work));
    LASTRA_TRY(sorted, dicom::sortFiles(std::move(scan), work));
    ImportReport report;
    report.duplicates = sorted.repeated.size();
    for (dicom::Skipped &file : sorted.leftAlone)
        report.skipped.push_back({file.path, std::move(file.reason)});

    work.begin(core::Unit::Files, -1, QStringLiteral("waiting for another import"));
    LASTRA_TRY(lock, core::FileLock::take(lockFile(), work));
    const QDateTime now = clock->now();
    Part part;
    if (!options.dataset.isEmpty()) {
        LASTRA_TRY(known, dataset(options.dataset));
        int highest = 0;
        LASTRA_CHECK(db().query("SELECT max(number) FROM part WHERE dataset = ?1",
                                {options.dataset}, [&](const auto &row) {
                                    highest = int(row.integer(0));
                                    return true;
                                }));
        part.dataset = std::move(known);
        part.number = highest + 1;
    } else {
        LASTRA_TRY(name, freeName("name", options.name.isEmpty()
                                              ? now.toString(QStringLiteral("yyyy-MM-dd HH:mm"))
                                              : options.name));
        LASTRA_TRY(source, freeName("source", options.source));
        part.dataset = {QUuid::createUuid().toString(QUuid::WithoutBraces),
                        name,
                        options.project,
                        options.kind,
                        options.parent,
                        {},
                        now,
                        0,
                        0,
                        source};
    }
    Staging staging(folder + "/incoming/" + QUuid::createUuid().toString(QUuid::WithoutBraces));
    LASTRA_CHECK(core::makeFolder(staging.folder() + "/files", true));

    work.begin(core::Unit::Files, qint64(sorted.taken.size()), QStringLiteral("import"));
    std::vector<Entry> entries;
    QHash<QString, std::vector<Known>> seen; // of this import, by SOP Instance UID
    for (dicom::Header &header : sorted.taken) {
        LASTRA_CHECK(work.check());
        work.advance();
        LASTRA_TRY(known, index->known(part.dataset.project, header.sopInstanceUid));
        const qsizetype indexed = qsizetype(known.size());
        const auto &here = seen[header.sopInstanceUid];
        known.insert(known.end(), here.begin(), here.end());
        if (!known.empty()) {
            auto digest = hashFile(header.path);
            if (!digest) {
                report.skipped.push_back({header.path, std::move(digest.error())});
                continue;
            }
            const auto indexedEnd = known.begin() + indexed;
            auto same = std::find_if(known.begin(), indexedEnd,
                                     [&](const Known &k) { return k.sha256 == *digest; });
            // The index says what the file was when it came; only its bytes say what it is.
            if (same != indexedEnd)
                if (const auto now = hashFile(folder + '/' + same->path); !now || *now != *digest)
                    same = indexedEnd;
            if (same != indexedEnd) {
                ++report.duplicates;
                part.shared << same->path;
                continue;
            }
            report.conflicts.push_back({header.path, folder + '/' + known.front().path});
        }
        const QString below = uidName(header.studyUid) + '/' + uidName(header.seriesUid);
        const QString name = uidName(header.sopInstanceUid) +
                             (known.empty() ? QString() : '-' + QString::number(known.size())) +
                             ".dcm";
        LASTRA_CHECK(core::makeFolder(staging.folder() + "/files/" + below, true));
        const QString target = staging.folder() + "/files/" + below + '/' + name;
        auto digest = copy(header.path, target, work);
        if (!digest) {
            if (digest.error().code != "archive.unreadable")
                return core::passOn(digest);
            QFile::remove(target);
            report.skipped.push_back({header.path, std::move(digest.error())});
            continue;
        }
        Entry entry{std::move(header),
                    "datasets/" + part.dataset.id + '/' + QString::number(part.number) + "/files/" +
                        below + '/' + name,
                    *digest};
        entry.header.fileSize = QFileInfo(target).size();
        report.bytes += entry.header.fileSize;
        seen[entry.header.sopInstanceUid].push_back({entry.path, entry.sha256});
        entries.push_back(std::move(entry));
    }
    report.imported = qint64(entries.size());
    if (entries.empty() && part.shared.isEmpty())
        return report;
    if (entries.empty() && options.dataset.isEmpty()) {
        // Everything was there: the dataset it came with is the answer, not a second one.
        LASTRA_CHECK(db().query("SELECT dataset FROM file WHERE path = ?1", {part.shared.first()},
                                [&](const auto &row) {
                                    report.dataset = row.text(0);
                                    return true;
                                }));
        return report;
    }
    LASTRA_CHECK(core::AtomicFile::writeAll(staging.folder() + "/part.json", partJson(part)));
    LASTRA_CHECK(syncFileSystem(staging.folder()));
    LASTRA_CHECK(work.check());
    // From the rename on the import has happened: a program killed before the index knows it finds
    // the folder when it starts again.
    const QString target = partFolder(part.dataset.id, part.number);
    LASTRA_CHECK(core::makeFolder(QFileInfo(target).path(), true));
    if (::rename(QFile::encodeName(staging.folder()).constData(),
                 QFile::encodeName(target).constData()) != 0)
        return tl::make_unexpected(core::fileError(target, errno));
    staging.keep();
    report.dataset = part.dataset.id;
    LASTRA_CHECK(index->addPart(part, entries));
    LASTRA_CHECK(writeProjects());
    return report;
}

} // namespace lastra::archive
