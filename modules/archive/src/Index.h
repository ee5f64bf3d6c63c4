#pragma once
// The SQLite index over the library's folders.

#include "lastra/archive/LocalArchive.h"
#include "lastra/core/Database.h"
#include "lastra/dicom/Header.h"

namespace lastra::archive {

// One import: datasets/<dataset>/<number>/ with part.json and files/.
struct Part {
    Dataset dataset;
    int number = 1;
    QStringList shared; // paths, below the library, of files that lie in older parts
};

struct Entry {
    dicom::Header header;
    QString path;      // below the library
    QByteArray sha256; // hex
};

struct Known { // a file with the same SOP Instance UID in the same project
    QString path;
    QByteArray sha256;
};

class Index {
public:
    [[nodiscard]] static core::Result<std::unique_ptr<Index>> open(const QString &path);

    core::Done clear();
    core::Done addProject(const QString &id, const QString &name, const QString &description,
                          qint64 created);
    core::Done addPart(const Part &part, const std::vector<Entry> &entries);
    [[nodiscard]] core::Result<std::vector<std::pair<QString, int>>> parts();
    core::Done removePart(const QString &dataset, int number);
    [[nodiscard]] core::Result<std::vector<Known>> known(const QString &project,
                                                         const QString &sopUid);
    [[nodiscard]] core::Database &database() { return *m_database; }

private:
    core::Done addEntry(const Part &part, const Entry &entry, qint64 now);
    core::Done recount();
    std::unique_ptr<core::Database> m_database;
};

// Ids of the index: the same for the same content, so that a rebuild keeps them.
[[nodiscard]] QString subjectId(const QString &project, const dicom::Header &header);
[[nodiscard]] QString sessionId(const QString &project, const dicom::Header &header);
[[nodiscard]] QString scanId(const dicom::Header &header);

} // namespace lastra::archive
