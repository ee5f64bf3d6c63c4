#pragma once
// The archive of the site this-computer: DICOM files in plain folders, found through an SQLite
// index that can be made again from the files in one call. Thread-safe.
//   <folder>/index.sqlite
//   <folder>/datasets/<dataset>/<import>/part.json
//   <folder>/datasets/<dataset>/<import>/files/<study>/<series>/<SOP instance>.dcm
// A file appears in the library whole or not at all; what a killed program left is removed when
// the library is opened. Several programs may have it open: imports wait for each other. Errors:
// Archive.h, and those of core and dicom.

#include "lastra/archive/Archive.h"
#include "lastra/core/Clock.h"
#include "lastra/dicom/Scan.h"

#include <QDateTime>

#include <memory>
#include <optional>

namespace lastra::archive {

enum class DatasetKind { Original, Deidentified, Simulated };
[[nodiscard]] QString toText(DatasetKind kind); // "original", "deidentified", "simulated"

// The files one compliance status is about. Files it shares with an older dataset of its project
// lie in that one's folder: ask datasetFiles for paths.
struct Dataset {
    QString id;
    QString name;
    QString project;
    DatasetKind kind = DatasetKind::Original;
    QString parent; // id of the dataset it was made from; empty when it was not
    QString folder; // where its own files lie
    QDateTime created;
    qint64 files = 0;
    qint64 bytes = 0;
    // Name of the folder or file it was taken from; empty: unknown. It may name a person: fit for
    // the screen of this computer, never for a log, a report or anything that leaves.
    QString source;

    // What a person knows it by, on the screen alone.
    [[nodiscard]] QString shownName() const { return source.isEmpty() ? name : source; }
};

struct ImportOptions {
    QString project = QStringLiteral("library"); // made when missing
    QString dataset;                             // id of one to add to; empty: a new one
    QString name;                                // of a new one; empty: made from the date
    DatasetKind kind = DatasetKind::Original;
    QString parent;
    QString source; // of a new one, as in Dataset; both names get a number where they are taken
};

// The same SOP Instance UID with other bytes is in the project: both are kept.
struct Conflict {
    QString source; // path that was imported
    QString kept;   // path of the other one, in the library
};

struct NotImported {
    QString source;
    core::Error reason;
};

struct ImportReport {
    QString dataset; // empty when there was nothing to import
    qint64 imported = 0;
    // Bytes and UID of a file of the library or of this import: counted into the dataset once, not
    // copied.
    qint64 duplicates = 0;
    qint64 bytes = 0; // copied
    std::vector<Conflict> conflicts;
    std::vector<NotImported> skipped; // each file that was not taken, with the reason

    [[nodiscard]] dicom::FileCount count() const {
        return {imported, duplicates, qint64(skipped.size())};
    }
};

struct RebuildReport {
    qint64 files = 0;
    qint64 datasets = 0;
    std::vector<NotImported> unreadable; // left where they are
};

class LocalArchive final : public Archive {
public:
    // Makes the folder when missing. A damaged index is put aside and made again from the files.
    [[nodiscard]] static core::Result<std::unique_ptr<LocalArchive>>
    open(const QString &folder, std::shared_ptr<core::Clock> clock = nullptr);
    ~LocalArchive() override;

    core::Result<Description> describe(core::Work &work) override;
    core::Result<std::vector<Project>> projects(core::Work &work) override;
    // A patient: label is the Patient ID. sessions() are studies, scans() are series.
    core::Result<std::vector<Subject>> subjects(const QString &project, core::Work &work) override;
    core::Result<SessionPage> sessions(const SessionQuery &query, core::Work &work) override;
    core::Result<Session> session(const QString &id, core::Work &work) override;
    core::Result<std::vector<Scan>> scans(const QString &session, core::Work &work) override;
    core::Result<std::vector<FileEntry>> files(const QString &session, const QString &scan,
                                               core::Work &work) override;
    // 96 x 96 at most, of the middle image; made once and kept in the index.
    core::Result<Thumbnail> thumbnail(const QString &session, const QString &scan,
                                      core::Work &work) override;
    core::Result<PullReceipt> pull(const PullSource &source, const QString &folder,
                                   core::Work &work) override;
    core::Result<PushReceipt> push(const QString &folder, const ReleaseTicket &ticket,
                                   const PushTarget &target, core::Work &work) override;

    core::Done makeProject(const QString &id, const QString &name, const QString &description = {});
    // Copies the DICOM files under these files and folders into the library. Cancelling leaves no
    // file of this import behind.
    core::Result<ImportReport> importFiles(const QStringList &paths, const ImportOptions &options,
                                           core::Work &work);
    // Newest first; an empty project means all.
    [[nodiscard]] core::Result<std::vector<Dataset>> datasets(const QString &project = {});
    [[nodiscard]] core::Result<Dataset> dataset(const QString &id);
    [[nodiscard]] core::Result<std::vector<FileEntry>> datasetFiles(const QString &id);
    // The sessions that hold files of this dataset.
    [[nodiscard]] core::Result<std::vector<Session>> datasetSessions(const QString &id);

    // Throws the index away and reads every file again.
    core::Result<RebuildReport> rebuild(core::Work &work);

private:
    LocalArchive();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace lastra::archive
