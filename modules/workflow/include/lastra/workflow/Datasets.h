#pragma once
// Import, the lists people see, and what is known of each dataset.

#include "lastra/compliance/GateDecision.h"
#include "lastra/core/Work.h"
#include "lastra/dicom/Series.h"
#include "lastra/workflow/Workspace.h"

#include <array>
#include <vector>

namespace lastra::workflow {

using Gates = std::array<compliance::GateDecision, compliance::kGateCount>;

// One dataset as lists show it; judged when the row is made.
struct DatasetRow {
    archive::Dataset dataset;
    QString uuid; // what facts, audit and reports call it
    compliance::Judgement judgement;
    Gates gates;
    QString waitingFor; // role whose turn it is, in `language`; empty: nobody's
    qint64 subjects = 0, sessions = 0, series = 0, images = 0;
};

// One session (study) of the library or of the site's archive.
struct SessionRow {
    archive::Session session;
    bool onThisComputer = false, onSite = false;
    QString dataset; // id of the dataset its files belong to; empty: not on this computer
    compliance::Status status = compliance::Status::Unknown;
    std::array<compliance::GateState, compliance::kGateCount> gates{};
    QDateTime nextExpiry; // of what needs a person; invalid: none
    QString waitingFor;
};

struct ProjectRow {
    archive::Project project;
    bool onThisComputer = false;
};

// Folder, files or a zip already unpacked: what File > Open, a drop and `lastra-cli` all call.
// What Lastra can see of the files becomes facts; "workflow.nothingToImport" [folder].
[[nodiscard]] core::Result<archive::ImportReport>
importPaths(Workspace &ws, const QStringList &paths, const QString &project, const QString &name,
            core::Work &work);
// Three invented patients drawn by the simulation engine, imported as a dataset of their own.
[[nodiscard]] core::Result<archive::ImportReport> importSampleCohort(Workspace &ws,
                                                                     core::Work &work);

[[nodiscard]] core::Result<std::vector<ProjectRow>> projectRows(Workspace &ws, core::Work &work);
// Of the library (onThisComputer) or of the site's archive.
[[nodiscard]] core::Result<std::vector<SessionRow>> sessionRows(Workspace &ws,
                                                                const ProjectRow &project,
                                                                compliance::Language language,
                                                                core::Work &work);
[[nodiscard]] core::Result<std::vector<DatasetRow>>
datasetRows(Workspace &ws, compliance::Language language, core::Work &work);
[[nodiscard]] core::Result<DatasetRow> datasetRow(Workspace &ws, const QString &id,
                                                  compliance::Language language, core::Work &work);

// The series of one session of the library, ready for dicom::readSeries.
[[nodiscard]] core::Result<std::vector<dicom::Series>>
seriesOfSession(Workspace &ws, const QString &session, core::Work &work);
// The series of any folder or files, without importing them.
[[nodiscard]] core::Result<std::vector<dicom::Series>> seriesOfPaths(const QStringList &paths,
                                                                     core::Work &work);

} // namespace lastra::workflow
