#include "UploadSource.h"

#include "lastra/core/AtomicFile.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lastra::net {

core::Result<std::unique_ptr<UploadSource>> UploadSource::open(const Body &body) {
    std::unique_ptr<UploadSource> upload(new UploadSource);
    upload->m_present = !std::holds_alternative<std::monostate>(body);
    if (const auto *bytes = std::get_if<QByteArray>(&body)) {
        upload->m_memory = *bytes;
        upload->m_size = bytes->size();
    } else if (const auto *secret = std::get_if<core::SecretBytes>(&body)) {
        upload->m_memory = secret->view();
        upload->m_size = secret->size();
    } else if (const auto *file = std::get_if<FileBody>(&body)) {
        upload->m_path = file->path;
        upload->m_fd = ::open(QFile::encodeName(file->path).constData(), O_RDONLY | O_CLOEXEC);
        struct stat status = {};
        if (upload->m_fd < 0 || fstat(upload->m_fd, &status) != 0 || !S_ISREG(status.st_mode))
            return core::fail("core.fileUnreadable", {QFileInfo(file->path).fileName()});
        posix_fadvise(upload->m_fd, 0, 0, POSIX_FADV_SEQUENTIAL);
        upload->m_size = status.st_size;
    } else if (const auto *source = std::get_if<std::shared_ptr<BodySource>>(&body)) {
        upload->m_source = *source;
        upload->m_size = (*source)->size();
    }
    return upload;
}

UploadSource::~UploadSource() {
    if (m_fd >= 0)
        ::close(m_fd);
}

core::Result<qint64> UploadSource::read(char *data, qint64 capacity) {
    if (m_size >= 0)
        capacity = std::min(capacity, m_size - m_sent);
    if (capacity <= 0)
        return 0;
    qint64 got = 0;
    if (m_source) {
        LASTRA_TRY(read, m_source->read(data, capacity));
        got = read;
    } else if (m_fd >= 0) {
        do {
            got = ::read(m_fd, data, size_t(capacity));
        } while (got < 0 && errno == EINTR);
    } else {
        std::memcpy(data, m_memory.data() + m_sent, size_t(capacity));
        got = capacity;
    }
    // The length was announced: a body that ends before it must not look complete to the server.
    if (got < 0 || (got == 0 && m_size >= 0))
        return core::fail("core.fileUnreadable", {QFileInfo(m_path).fileName()},
                          QStringLiteral("shorter than when the transfer began"));
    m_sent += got;
    return got;
}

bool UploadSource::rewind() {
    if (m_sent == 0)
        return true;
    if (m_source && !m_source->rewind())
        return false;
    if (m_fd >= 0 && lseek(m_fd, 0, SEEK_SET) != 0)
        return false;
    m_sent = 0;
    return true;
}

} // namespace lastra::net
