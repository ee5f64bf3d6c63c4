#pragma once
// Finds the DICOM files under folders, quickly and whatever else lies there.

#include "lastra/core/Work.h"
#include "lastra/dicom/Header.h"

#include <QHash>

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
    QStringList otherNames; // links to files that are here under another name
};

// Files and folders, recursively. Links to files are read, links to folders are not followed
// (loops); each file once. DICOMDIR files are recognised (isDicomdir) and their folder is read as
// plain files. Errors: "dicom.folderUnreadable" [folder] when a path given cannot be read at all;
// "core.cancelled".
[[nodiscard]] core::Result<Scan> scanFolder(const QStringList &paths, core::Work &work);

// What became of the files under a folder, the same numbers whether they are listed, imported or
// de-identified.
struct FileCount {
    qint64 taken = 0;     // DICOM objects with a SOP Instance UID, no directory of a medium
    qint64 repeated = 0;  // bytes and UID of one that was taken
    qint64 leftAlone = 0; // all others, each with a reason
    [[nodiscard]] qint64 found() const { return taken + repeated + leftAlone; }
};

// Tells a file that is there twice from two files that share a UID. Files come in the order in
// which the first of two is kept.
class Repeats {
public:
    // True when a file given before has the same UID and bytes; only files whose UID was seen
    // before are read. Errors: "core.fileUnreadable" [file].
    [[nodiscard]] core::Result<bool> has(const QString &sopInstanceUid, const QString &path);

private:
    struct Known {
        QString path;
        QByteArray digest; // empty until it is asked for
    };
    QHash<QString, std::vector<Known>> m_known;
};

struct SortedFiles {
    std::vector<Header> taken; // by path
    QStringList repeated;
    std::vector<Skipped> leftAlone; // also "dicom.directory" [file], "dicom.noUid" [file]
    [[nodiscard]] FileCount count() const;
};

// The one place that says which files of a scan are taken. Errors: "core.cancelled".
[[nodiscard]] core::Result<SortedFiles> sortFiles(Scan scan, core::Work &work);

} // namespace lastra::dicom
