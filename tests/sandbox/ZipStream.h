#pragma once
// Zip files as the stand-in sends and takes them.

#include "Http.h"

#include <QPair>

namespace lastra::sandbox {

// name in the zip -> file on disk; written stored, as a stream without a known length.
[[nodiscard]] bool writeZip(const QList<QPair<QString, QString>> &members, const Write &write);
// Calls member(name, temporary file) for each file; false when the bytes are not a whole zip.
[[nodiscard]] bool readZip(const QString &zip, const std::function<QString()> &temporaryFile,
                           const std::function<bool(const QString &, const QString &)> &member);

} // namespace lastra::sandbox
