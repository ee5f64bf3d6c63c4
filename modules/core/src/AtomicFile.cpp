#include "lastra/core/AtomicFile.h"

#include "lastra/core/Digest.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lastra::core {

Error fileError(const QString &path, int errorNumber) {
    const QFileInfo info(path);
    const QString reason = QString::fromLocal8Bit(std::strerror(errorNumber));
    if (errorNumber == ENOSPC || errorNumber == EDQUOT)
        return {"core.diskFull", {info.absolutePath()}, reason, nullptr};
    return {"core.fileUnwritable", {info.fileName(), reason}, reason, nullptr};
}

namespace {
tl::unexpected<Error> failed(const QString &path, int errorNumber) {
    return tl::make_unexpected(fileError(path, errorNumber));
}

Done syncFolder(const QString &folder) {
    const int fd =
        ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return failed(folder, errno);
    ::fsync(
        fd); // some network file systems refuse this on folders; the rename is done all the same
    ::close(fd);
    return {};
}
} // namespace

AtomicFile::AtomicFile(QString path) : m_path(std::move(path)) {}

AtomicFile::AtomicFile(AtomicFile &&other) noexcept
    : m_path(std::move(other.m_path)), m_temporary(std::move(other.m_temporary)),
      m_fd(std::exchange(other.m_fd, -1)) {
    other.m_temporary.clear();
}

AtomicFile::~AtomicFile() {
    if (m_fd >= 0)
        ::close(m_fd);
    if (!m_temporary.isEmpty())
        ::unlink(QFile::encodeName(m_temporary).constData());
}

Done AtomicFile::open() {
    const QFileInfo info(m_path);
    const QString name = info.absolutePath() + QStringLiteral("/.") +
                         QString::fromLatin1(randomBytes(6).toHex()) + QStringLiteral(".part");
    m_fd =
        ::open(QFile::encodeName(name).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (m_fd < 0)
        return failed(m_path, errno);
    m_temporary = name;
    return {};
}

Done AtomicFile::write(QByteArrayView bytes) {
    const char *at = bytes.data();
    qsizetype left = bytes.size();
    while (left > 0) {
        const ssize_t wrote = ::write(m_fd, at, size_t(left));
        if (wrote < 0) {
            if (errno == EINTR)
                continue;
            return failed(m_path, errno);
        }
        at += wrote;
        left -= wrote;
    }
    return {};
}

Done AtomicFile::closeForBatch() {
    if (::close(std::exchange(m_fd, -1)) != 0)
        return failed(m_path, errno);
    return {};
}

Done AtomicFile::commit() {
    if (::fsync(m_fd) != 0)
        return failed(m_path, errno);
    LASTRA_CHECK(closeForBatch());
    if (::rename(QFile::encodeName(m_temporary).constData(),
                 QFile::encodeName(m_path).constData()) != 0)
        return failed(m_path, errno);
    m_temporary.clear();
    return syncFolder(QFileInfo(m_path).absolutePath());
}

Done AtomicFile::writeAll(const QString &path, QByteArrayView bytes) {
    AtomicFile file(path);
    LASTRA_CHECK(file.open());
    LASTRA_CHECK(file.write(bytes));
    return file.commit();
}

Done AtomicBatch::add(AtomicFile &&file) {
    LASTRA_CHECK(file.closeForBatch());
    m_files.push_back(std::move(file));
    return {};
}

Done AtomicBatch::commit() {
    if (m_files.empty())
        return {};
    const QString folder = QFileInfo(m_files.front().m_path).absolutePath();
    const int fd =
        ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return failed(folder, errno);
    const int synced = ::syncfs(fd);
    const int number = errno;
    ::close(fd);
    if (synced != 0)
        return failed(folder, number);
    QStringList folders;
    for (AtomicFile &file : m_files) {
        if (::rename(QFile::encodeName(file.m_temporary).constData(),
                     QFile::encodeName(file.m_path).constData()) != 0)
            return failed(file.m_path, errno);
        file.m_temporary.clear();
        const QString parent = QFileInfo(file.m_path).absolutePath();
        if (!folders.contains(parent))
            folders << parent;
    }
    for (const QString &parent : folders)
        LASTRA_CHECK(syncFolder(parent));
    m_files.clear();
    return {};
}

Result<QByteArray> readFile(const QString &path, qint64 maxBytes) {
    const QString name = QFileInfo(path).fileName();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail("core.fileUnreadable", {name}, file.errorString());
    QByteArray bytes = file.read(maxBytes + 1);
    if (bytes.size() > maxBytes)
        return fail("core.fileTooLarge", {name, QString::number(maxBytes)});
    if (file.error() != QFileDevice::NoError)
        return fail("core.fileUnreadable", {name}, file.errorString());
    return bytes;
}

Done makeFolder(const QString &path, bool ownerOnly) {
    if (!QDir().mkpath(path))
        return failed(path, errno ? errno : EACCES);
    if (ownerOnly && ::chmod(QFile::encodeName(path).constData(), 0700) != 0)
        return failed(path, errno);
    return {};
}

} // namespace lastra::core
