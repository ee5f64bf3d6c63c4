#pragma once
#include <QString>

namespace lastra::sandbox {

// What the roles of an invented institute state, each for itself, with the papers beside it: the
// facts no program can observe, dated from now, as `lastra-cli compliance attest` takes them.
[[nodiscard]] bool writeFacts(const QString &path);
// The institute's policy: the shipped one with the research profile agreed on, and what its steward
// may state in place of a look or an answer.
[[nodiscard]] bool writePolicy(const QString &path);

} // namespace lastra::sandbox
