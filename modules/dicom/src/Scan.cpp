#include "lastra/dicom/Scan.h"

#include "lastra/core/Digest.h"
#include "lastra/imaging/Parallel.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sys/stat.h>

namespace lastra::dicom {

namespace {

namespace fs = std::filesystem;

// Files under a folder. Links to folders are not followed, so there is no way round in a circle. A
// folder that cannot be looked into is named: what lies in there is nobody's to judge.
core::Done collect(const QString &root, core::Work &work, QStringList &out,
                   std::vector<Skipped> &skipped) {
    const QFileInfo info(root);
    if (!info.exists() || !info.isReadable())
        return core::fail("dicom.folderUnreadable", {info.fileName()});
    if (info.isFile()) {
        out << root;
        return {};
    }
    QStringList folders{root};
    while (!folders.isEmpty()) {
        LASTRA_CHECK(work.check());
        const QString folder = folders.takeLast();
        std::error_code error;
        fs::directory_iterator it(QFile::encodeName(folder).toStdString(), error);
        for (; !error && it != fs::directory_iterator(); it.increment(error)) {
            const QString path = QFile::decodeName(it->path().c_str());
            std::error_code none;
            if (!it->is_directory(none))
                out << path;
            else if (!it->is_symlink(none))
                folders << path;
        }
        if (error)
            skipped.push_back({folder,
                               {"dicom.folderUnreadable",
                                {QFileInfo(folder).fileName()},
                                QString::fromStdString(error.message()),
                                nullptr}});
    }
    return {};
}

} // namespace

core::Result<Scan> scanFolder(const QStringList &paths, core::Work &work) {
    work.begin(core::Unit::Files, -1, QStringLiteral("listing"));
    Scan scan;
    QStringList files;
    for (const QString &path : paths)
        LASTRA_CHECK(collect(path, work, files, scan.skipped));
    files.sort();
    files.removeDuplicates();

    // The same file through two links is one file.
    std::set<std::pair<dev_t, ino_t>> seen;
    files.removeIf([&](const QString &path) {
        struct stat status {};
        if (::stat(QFile::encodeName(path).constData(), &status) != 0 ||
            seen.insert({status.st_dev, status.st_ino}).second)
            return false;
        scan.otherNames << path;
        return true;
    });

    work.begin(core::Unit::Files, files.size(), QStringLiteral("reading headers"));
    const int count = int(files.size());
    std::vector<core::Result<Header>> headers(size_t(count), core::Result<Header>{});
    imaging::parallelFor(count, 8, [&](int first, int last) {
        for (int n = first; n < last && !work.cancelled(); ++n) {
            headers[size_t(n)] = readHeader(files[n]);
            work.advance();
        }
    });
    LASTRA_CHECK(work.check());

    scan.files.reserve(size_t(count));
    for (int n = 0; n < count; ++n) {
        auto &header = headers[size_t(n)];
        if (header)
            scan.files.push_back(std::move(*header));
        else
            scan.skipped.push_back({files[n], std::move(header.error())});
    }
    return scan;
}

core::Result<bool> Repeats::has(const QString &sopInstanceUid, const QString &path) {
    std::vector<Known> &known = m_known[sopInstanceUid];
    Known file{path, {}};
    const auto read = [](Known &one) -> core::Done {
        if (!one.digest.isEmpty())
            return {};
        LASTRA_TRY(digest, core::sha256File(one.path));
        one.digest = core::view(digest).toByteArray();
        return {};
    };
    if (!known.empty())
        LASTRA_CHECK(read(file));
    for (Known &other : known)
        if (read(other) && other.digest == file.digest) // one that is gone meanwhile is no match
            return true;
    known.push_back(std::move(file));
    return false;
}

FileCount SortedFiles::count() const {
    return {qint64(taken.size()), qint64(repeated.size()), qint64(leftAlone.size())};
}

core::Result<SortedFiles> sortFiles(Scan scan, core::Work &work) {
    SortedFiles sorted;
    sorted.leftAlone = std::move(scan.skipped);
    sorted.repeated = std::move(scan.otherNames);
    Repeats repeats;
    work.begin(core::Unit::Files, qint64(scan.files.size()), QStringLiteral("sorting"));
    for (Header &header : scan.files) {
        LASTRA_CHECK(work.check());
        work.advance();
        if (header.isDicomdir || header.sopInstanceUid.isEmpty()) {
            sorted.leftAlone.push_back({header.path,
                                        {header.isDicomdir ? "dicom.directory" : "dicom.noUid",
                                         {QFileInfo(header.path).fileName()},
                                         {},
                                         nullptr}});
            continue;
        }
        auto again = repeats.has(header.sopInstanceUid, header.path);
        if (!again)
            sorted.leftAlone.push_back({header.path, std::move(again.error())});
        else if (*again)
            sorted.repeated << header.path;
        else
            sorted.taken.push_back(std::move(header));
    }
    return sorted;
}

} // namespace lastra::dicom
