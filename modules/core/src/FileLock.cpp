#include "lastra/core/FileLock.h"

#include "lastra/core/AtomicFile.h"

#include <QFile>
#include <QThread>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace lastra::core {

constexpr int kPollMs = 20;

Result<std::unique_ptr<FileLock>> FileLock::tryTake(const QString &file) {
    const int fd = ::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return tl::make_unexpected(fileError(file, errno));
    std::unique_ptr<FileLock> lock(new FileLock(fd));
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return nullptr;
        if (errno != EINTR)
            return tl::make_unexpected(fileError(file, errno));
    }
    return lock;
}

Result<std::unique_ptr<FileLock>> FileLock::take(const QString &file, Work &work) {
    for (;;) {
        LASTRA_CHECK(work.check());
        LASTRA_TRY(lock, tryTake(file));
        if (lock)
            return lock;
        QThread::msleep(kPollMs);
    }
}

FileLock::~FileLock() {
    ::close(m_fd);
}

} // namespace lastra::core
