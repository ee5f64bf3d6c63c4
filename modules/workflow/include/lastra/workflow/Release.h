#pragma once
// The gate, and what passes it: nothing leaves this computer but through releaseTo().

#include "lastra/workflow/Datasets.h"

namespace lastra::workflow {

struct ReleaseTarget {
    QString project; // of the site's archive
    QString subject; // empty: one session per study, subject labels are the pseudonyms in the files
    bool acknowledged = false; // the person accepted what the gate asks to acknowledge
    compliance::Language language = compliance::Language::English; // of a refusal's words
};

struct ReleaseReport {
    std::vector<archive::PushReceipt> sessions;
    qint64 files = 0, bytes = 0;
};

// Judges the upload gate for this dataset and this site, logs the decision, then pushes every study
// of the dataset and confirms the archive's copy. Refuses with "workflow.gateShut" [ids of the shut
// rows, the first of them with their titles] before one byte is sent; "workflow.releaseOriginal"
// for originals. What goes wrong midway is logged; after the first session it is
// "workflow.releaseStopped" [sessions there, sessions in all, their names] with the cause.
[[nodiscard]] core::Result<ReleaseReport> releaseTo(Workspace &ws, const QString &dataset,
                                                    const ReleaseTarget &target, core::Work &work);
// Judged, not logged: for the windows.
[[nodiscard]] core::Result<compliance::GateDecision>
uploadGate(Workspace &ws, const QString &dataset, const QString &project,
           compliance::Language language, core::Work &work);

// Pulls a session of the site's archive into the library, as a dataset of its own.
[[nodiscard]] core::Result<archive::ImportReport> pullSession(Workspace &ws, const QString &session,
                                                              core::Work &work);

} // namespace lastra::workflow
