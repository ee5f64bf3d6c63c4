#pragma once
// A folder for work in progress: gone with its owner, and where the owner was killed, gone at the
// next start. Whole results are renamed out of it, never written in place.

#include "lastra/core/FileLock.h"
#include "lastra/core/Home.h"

namespace lastra::core {

class Scratch {
public:
    // Where these folders lie under the home: what is renamed must come from the disk it goes to.
    static constexpr const char *kWork = "work", *kCustody = "custody/incoming";

    // `purpose` starts its name. Errors: core's of files.
    [[nodiscard]] static Result<Scratch> make(const Home &home, const QString &purpose,
                                              const char *place = kWork);
    // Removes the folders there that no living program holds.
    static void sweep(const Home &home);

    Scratch(Scratch &&) = default;
    Scratch &operator=(Scratch &&) = delete;
    ~Scratch();

    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] QString file(const QString &name) const;
    // A folder in it, owner-only; its path.
    [[nodiscard]] Result<QString> folder(const QString &name) const;

private:
    Scratch(QString path, std::unique_ptr<FileLock> lock);
    QString m_path;
    std::unique_ptr<FileLock> m_lock; // beside the folder: what lies in it may be sent as a whole
};

} // namespace lastra::core
