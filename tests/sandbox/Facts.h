#pragma once
#include <QString>

namespace lastra::sandbox {

// What the data steward of an invented institute states: the facts no program can observe, dated
// from now, as `lastra-cli compliance attest` takes them.
[[nodiscard]] bool writeFacts(const QString &path);
// The institute's policy: the shipped one with the research profile agreed on.
[[nodiscard]] bool writePolicy(const QString &path);

} // namespace lastra::sandbox
