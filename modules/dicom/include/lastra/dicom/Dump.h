#pragma once
// A file's elements for people and scripts, bounded in size.
// Errors: those of Header.h.

#include "lastra/core/Result.h"

#include <QJsonArray>

namespace lastra::dicom {

struct DumpOptions {
    int maxValueLength = 128; // characters of one value
    int maxElements = 20000;  // then a line says that more follow
};

// One element a line: indentation, (gggg,eeee), VR, value, # length, name.
[[nodiscard]] core::Result<QString> dumpText(const QString &path, const DumpOptions &options = {});
// [{"tag": "0010,0010", "vr": "PN", "name": "PatientName", "length": 8, "value": "..." |
//   "items": [[...], ...]}, ...]
[[nodiscard]] core::Result<QJsonArray> dumpJson(const QString &path,
                                                const DumpOptions &options = {});

} // namespace lastra::dicom
