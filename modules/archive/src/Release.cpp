#include "lastra/archive/Release.h"

#include "lastra/core/Digest.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace lastra::archive {

core::Result<std::vector<ReleasedFile>>
checkRelease(const QString &folder, const ReleaseTicket &ticket, core::Work &work,
             const std::function<void(size_t, QByteArrayView)> &bytes) {
    if (!ticket.isValid())
        return core::fail("archive.ticketInvalid");
    const QDir root(folder);
    std::vector<ReleasedFile> files;
    qint64 total = 0;
    QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        const QString relative = root.relativeFilePath(path);
        if (!ticket.files().contains(relative) || it.fileInfo().isSymLink())
            return core::fail("archive.ticketMismatch", {relative});
        files.push_back({relative, path, 0, {}});
        total += it.fileInfo().size();
    }
    if (files.empty())
        return core::fail("archive.empty", {QFileInfo(folder).fileName()});
    if (qsizetype(files.size()) != ticket.files().size()) // one of them is gone
        return core::fail("archive.ticketMismatch", {QFileInfo(folder).fileName()});
    std::sort(files.begin(), files.end(),
              [](const auto &a, const auto &b) { return a.relative < b.relative; });

    work.begin(core::Unit::Bytes, total, QStringLiteral("check"));
    QByteArray block(1 << 20, Qt::Uninitialized);
    core::Sha256Hasher hasher;
    for (size_t index = 0; index < files.size(); ++index) {
        ReleasedFile &file = files[index];
        QFile in(file.path);
        if (!in.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            return core::fail("archive.unreadable", {file.relative});
        qint64 got = 0;
        while ((got = in.read(block.data(), block.size())) > 0) {
            LASTRA_CHECK(work.check());
            const QByteArrayView part(block.constData(), got);
            hasher.add(part);
            if (bytes)
                bytes(index, part);
            file.size += got;
            work.advance(got);
        }
        if (got < 0)
            return core::fail("archive.unreadable", {file.relative});
        const core::Sha256 digest = hasher.finish();
        file.sha256 = core::hex(digest);
        if (ticket.files().value(file.relative).toLower() != file.sha256)
            return core::fail("archive.ticketMismatch", {file.relative});
    }
    return files;
}

} // namespace lastra::archive
