#pragma once
// The steward's work: see what will change, write it, have it verified, keep the evidence.

#include "lastra/deid/Policy.h"
#include "lastra/deid/Preview.h"
#include "lastra/deid/Run.h"
#include "lastra/deid/Verify.h"
#include "lastra/workflow/Datasets.h"

namespace lastra::workflow {

struct DeidOutcome {
    archive::Dataset
        dataset; // the new one, of kind Deidentified; empty id when nothing was released
    deid::RunReport run;
    deid::VerifyReport verify;
    QString contentRoot; // of the released files
    bool signedOff = false;
    QString custody; // folder on this computer: quarantine list, crosswalk, evidence
    // File, relative to the dataset's own folder, and deid's word for why. Identifying: for the
    // steward's eyes.
    std::vector<std::pair<QString, QString>> setApart;
};

// The shipped policies and the person's own in <home>/policies.
[[nodiscard]] core::Result<std::vector<deid::Policy>> policies(Workspace &ws);

[[nodiscard]] core::Result<deid::Preview> previewDeid(Workspace &ws, const QString &dataset,
                                                      const QString &policy, core::Work &work);
// Writes, verifies independently, and only when the verify passes registers the released files as a
// new dataset with their facts. "workflow.verifyFailed" [count]: the files stay in custody,
// unreleased.
[[nodiscard]] core::Result<DeidOutcome> deidentify(Workspace &ws, const QString &dataset,
                                                   const QString &policy, core::Work &work);

// What deidentify() answers "workflow.alreadyDeidentified" about, read back from custody: counts,
// checks, reasons and what was set apart; nothing when it was never made. Needs no key. Only
// evidence with the digest that the dataset's facts name is believed; the bytes themselves are read
// again when they are signed and when they leave. "workflow.evidenceGone" [dataset].
[[nodiscard]] core::Result<std::optional<DeidOutcome>>
earlierOutcome(Workspace &ws, const QString &dataset, const QString &policy);

// The person accepts exactly these bytes; any later change voids it. "workflow.releaseOriginal"
// [name].
[[nodiscard]] core::Done signOff(Workspace &ws, const QString &dataset, core::Work &work);

} // namespace lastra::workflow
