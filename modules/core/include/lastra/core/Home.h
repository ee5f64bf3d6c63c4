#pragma once
// Where this person's state lives: --home DIR, else $XDG_DATA_HOME/lastra.

#include "lastra/core/Result.h"

namespace lastra::core {

class Home {
public:
    // Makes the folder, owner-only. An empty path means the default.
    [[nodiscard]] static Result<Home> open(const QString &path = {});
    [[nodiscard]] const QString &path() const { return m_path; }
    // A folder or file under the home; its parent folder is made.
    [[nodiscard]] QString file(const QString &relative) const;
    [[nodiscard]] Result<QString> folder(const QString &relative) const;

private:
    QString m_path;
};

// Read-only data shipped with the program: $LASTRA_RESOURCES, the source tree, or
// <prefix>/share/lastra.
[[nodiscard]] QString resource(const QString &relative);

} // namespace lastra::core
