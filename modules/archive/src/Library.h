#pragma once
// The folders of the local archive and what holds them together with the index.

#include "Index.h"

#include "lastra/core/FileLock.h"

namespace lastra::archive {

struct LocalArchive::Impl {
    QString folder; // absolute
    std::shared_ptr<core::Clock> clock;
    std::unique_ptr<Index> index;
    // One import, repair or rebuild at a time, whichever program it runs in: what lies in incoming/
    // while nobody holds it is what a killed program left.
    [[nodiscard]] QString lockFile() const { return folder + "/lock"; }

    [[nodiscard]] core::Database &db() const { return index->database(); }
    [[nodiscard]] QString partFolder(const QString &dataset, int number) const;
    // Drops what a killed program left half done and brings the index in step with the folders.
    core::Result<RebuildReport> repair(core::Work &work);
    core::Done readPart(const QString &dataset, int number, RebuildReport &report,
                        core::Work &work);
    core::Done writeProjects();
    [[nodiscard]] core::Result<Dataset> dataset(const QString &id) const;
    // The name with a number behind it when a dataset has it in this column already.
    [[nodiscard]] core::Result<QString> freeName(const QByteArray &column, const QString &wanted);
    core::Done readProjects();
    core::Result<ImportReport> import(const QStringList &paths, const ImportOptions &options,
                                      core::Work &work);
};

[[nodiscard]] QByteArray partJson(const Part &part);
[[nodiscard]] core::Result<Part> readPartJson(const QString &path);
// A UID as the name of a file or folder: only digits and dots, else a digest of it.
[[nodiscard]] QString uidName(const QString &uid);
[[nodiscard]] Session sessionOf(const core::Row &row, const QString &libraryFolder);
// The columns sessionOf reads, of "session" joined with "subject".
inline const QByteArray kSessionColumns =
    "session.id, session.label, subject.label, session.project, session.uid, session.modality,"
    " session.description, session.date, session.scans, session.images, session.bytes";

} // namespace lastra::archive
