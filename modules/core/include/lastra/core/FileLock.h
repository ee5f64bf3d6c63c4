#pragma once
// One owner at a time over threads and processes (flock); the kernel lets go of it when a process
// dies. The file itself stays: it holds nothing.

#include "lastra/core/Work.h"

#include <memory>

namespace lastra::core {

class FileLock {
public:
    // Null when somebody else holds it. Errors: core's of files.
    [[nodiscard]] static Result<std::unique_ptr<FileLock>> tryTake(const QString &file);
    // Waits for it; "core.cancelled".
    [[nodiscard]] static Result<std::unique_ptr<FileLock>> take(const QString &file, Work &work);
    ~FileLock();
    FileLock(const FileLock &) = delete;
    FileLock &operator=(const FileLock &) = delete;

private:
    explicit FileLock(int fd) : m_fd(fd) {}
    int m_fd;
};

} // namespace lastra::core
