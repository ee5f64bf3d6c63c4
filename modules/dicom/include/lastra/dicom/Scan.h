#pragma once
// Finds the DICOM files under folders, quickly and whatever else lies there.

#include "lastra/core/Work.h"
#include "lastra/dicom/Header.h"

#include <vector>

namespace lastra::dicom {

// A file that was not taken, with the reason: the errors of Header.h; or a folder below the ones
// given that cannot be looked into: "dicom.folderUnreadable" [folder].
struct Skipped {
    QString path;
    core::Error reason;
};

struct Scan {
    std::vector<Header> files; // by path
    std::vector<Skipped> skipped;
};

// Files and folders, recursively. Links to files are read, links to folders are not followed
// (loops); each file once. DICOMDIR files are recognised (isDicomdir) and their folder is read as
// plain files. Errors: "dicom.folderUnreadable" [folder] when a path given cannot be read at all;
// "core.cancelled".
[[nodiscard]] core::Result<Scan> scanFolder(const QStringList &paths, core::Work &work);

} // namespace lastra::dicom
