#pragma once
// First look at every file: who it is about, whether it may be released, what to look for in texts.

#include "OneTimeKey.h"
#include "TextCleaner.h"
#include "lastra/deid/Pseudonym.h"
#include "lastra/deid/Run.h"

#include <QHash>

#include <functional>

namespace lastra::deid {

struct Entry {
    QString path; // absolute
    FileFate fate;
    QByteArray identity, sopUid, studyUid, seriesUid;
    QByteArray sopClass, modality, patientId;
    QByteArray digest; // hex SHA-256 of the file; empty when it cannot be read
    qint64 size = 0;
    bool look = false;
    // The instance as an import knows it, also from the file's meta header; empty: it is left
    // alone.
    QString instance;
};

struct Inventory {
    QString root;
    std::vector<Entry> entries; // by relative path
    TextCleaner cleaner;
    QHash<QByteArray, Subject> subjects; // by identity, after nameFiles()
    KeyedValues keyed; // of what is released; collected when the key is still to be chosen
    qint64 bytes = 0;
    dicom::FileCount count;
};

[[nodiscard]] core::Result<Inventory> takeInventory(const RunOptions &options, core::Work &work);
// Pseudonyms, and where each released file goes.
void nameFiles(Inventory &inventory, const Key &key);

// Calls fn(index) for 0..count-1 from `threads` threads until one fails or the work is cancelled.
[[nodiscard]] core::Done parallel(qint64 count, int threads, core::Work &work,
                                  const std::function<core::Done(qint64, int)> &fn);
[[nodiscard]] int threadCount(int asked);
// With links resolved, also of a path whose end does not exist yet.
[[nodiscard]] QString realPath(const QString &path);
[[nodiscard]] QList<std::pair<QString, qint64>> countReasons(const std::vector<Entry> &entries);

} // namespace lastra::deid
