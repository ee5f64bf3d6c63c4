#pragma once
// Trials from design to results: expand, submit, follow, fetch, analyse.

#include "lastra/dicom/Series.h"
#include "lastra/imaging/Volume.h"
#include "lastra/trial/Analysis.h"
#include "lastra/trial/Design.h"
#include "lastra/trial/Estimate.h"
#include "lastra/workflow/Workspace.h"

namespace lastra::workflow {

struct TrialState {
    QString id; // "t-0001"
    QString title;
    trial::Design design;
    QDateTime created;
    queue::JobStatus job; // state Unknown and empty id: not submitted
    bool fetched = false; // all results lie in folder/results
    bool partly = false;  // those of some cases do
    QString folder;       // <home>/trials/<id>
};

// Checks the design and writes it under a new id. "trial.*" for what is wrong with it.
[[nodiscard]] core::Result<TrialState> planTrial(Workspace &ws, const trial::Design &design);
// A trial under way or done is submitted once: a second call answers with the first job. One whose
// job failed or was cancelled gets a new job of the same design and seeds.
[[nodiscard]] core::Result<TrialState> submitTrial(Workspace &ws, const QString &id,
                                                   const QString &queue, core::Work &work);
[[nodiscard]] core::Result<std::vector<TrialState>> trials(Workspace &ws);
[[nodiscard]] core::Result<TrialState> trialState(Workspace &ws, const QString &id);
// Carries a queue one step on; called by a timer of the windows.
[[nodiscard]] core::Done stepQueue(Workspace &ws, const QString &name);
// All of them, for a program that waits: one that does not answer keeps no other from its step. The
// first error.
[[nodiscard]] core::Done stepQueues(Workspace &ws);
[[nodiscard]] core::Done cancelTrial(Workspace &ws, const QString &id);
// Copies the results of the cases that ended well, imports the simulated series into the library as
// a dataset of kind Simulated. While the job is not done it may be called again for more.
[[nodiscard]] core::Result<TrialState> fetchTrial(Workspace &ws, const QString &id,
                                                  core::Work &work);
[[nodiscard]] core::Result<trial::Analysis> analyseTrial(Workspace &ws, const QString &id,
                                                         core::Work &work);

// The series of one fetched case, and no other.
[[nodiscard]] core::Result<std::vector<dicom::Series>>
caseSeries(Workspace &ws, const QString &id, const QString &caseId, core::Work &work);
// One case's images for looking at: the reconstruction and its truth on the same grid.
struct CaseImages {
    QString caseId;
    imaging::Volume simulated, truth; // HU
};
[[nodiscard]] core::Result<CaseImages> caseImages(Workspace &ws, const QString &id,
                                                  const QString &caseId, core::Work &work);

} // namespace lastra::workflow
