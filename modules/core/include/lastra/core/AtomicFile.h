#pragma once
// Files that matter appear whole or not at all: temporary beside the target, fsync, rename, fsync
// of the folder. Errors: "core.fileUnwritable" [name], "core.diskFull" [folder].

#include "lastra/core/Result.h"

#include <vector>

namespace lastra::core {

class AtomicFile {
public:
    explicit AtomicFile(QString path);
    ~AtomicFile(); // an uncommitted temporary is removed
    AtomicFile(AtomicFile &&) noexcept;
    AtomicFile &operator=(AtomicFile &&) = delete;

    Done open();
    Done write(QByteArrayView bytes);
    // The open descriptor, for libraries and system calls that write themselves.
    [[nodiscard]] int descriptor() const { return m_fd; }
    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] const QString &temporaryPath() const { return m_temporary; }
    Done commit();

    static Done writeAll(const QString &path, QByteArrayView bytes);

private:
    friend class AtomicBatch;
    Done closeForBatch();
    QString m_path, m_temporary;
    int m_fd = -1;
};

// Many files that belong together: temporaries, one sync of the file system, renames.
class AtomicBatch {
public:
    // The file must be open and written; the batch takes it and closes it.
    Done add(AtomicFile &&file);
    Done commit();
    [[nodiscard]] size_t size() const { return m_files.size(); }

private:
    std::vector<AtomicFile> m_files;
};

// Reads a whole file of at most maxBytes. "core.fileUnreadable" [name], "core.fileTooLarge" [name,
// limit].
[[nodiscard]] Result<QByteArray> readFile(const QString &path, qint64 maxBytes);
// Makes a folder and its parents, owner-only when asked. "core.fileUnwritable" [folder].
[[nodiscard]] Done makeFolder(const QString &path, bool ownerOnly = false);
// errno as one of this header's errors.
[[nodiscard]] Error fileError(const QString &path, int errorNumber);

} // namespace lastra::core
