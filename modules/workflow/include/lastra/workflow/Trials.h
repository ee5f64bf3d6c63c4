#pragma once
// Trials from design to results: expand, submit, follow, fetch, analyse.

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
    bool fetched = false; // results lie in folder/results
    QString folder;       // <home>/trials/<id>
};

// Checks the design and writes it under a new id. "trial.*" for what is wrong with it.
[[nodiscard]] core::Result<TrialState> planTrial(Workspace &ws, const trial::Design &design);
// The same design with the same seeds is submitted once: a second call answers with the first job.
[[nodiscard]] core::Result<TrialState> submitTrial(Workspace &ws, const QString &id,
                                                   const QString &queue, core::Work &work);
[[nodiscard]] core::Result<std::vector<TrialState>> trials(Workspace &ws);
[[nodiscard]] core::Result<TrialState> trialState(Workspace &ws, const QString &id);
// Carries all queues one step on; called by a timer of the windows and while the CLI waits.
[[nodiscard]] core::Done stepQueues(Workspace &ws);
[[nodiscard]] core::Done cancelTrial(Workspace &ws, const QString &id);
// Copies the results, imports the simulated series into the library as a dataset of kind Simulated.
[[nodiscard]] core::Result<TrialState> fetchTrial(Workspace &ws, const QString &id,
                                                  core::Work &work);
[[nodiscard]] core::Result<trial::Analysis> analyseTrial(Workspace &ws, const QString &id,
                                                         core::Work &work);

// One case's images for looking at: the reconstruction and its truth on the same grid.
struct CaseImages {
    QString caseId, arm;
    imaging::Volume simulated, truth; // HU
};
[[nodiscard]] core::Result<CaseImages> caseImages(Workspace &ws, const QString &id,
                                                  const QString &caseId, core::Work &work);

} // namespace lastra::workflow
