#pragma once
// What Import, De-identify and Trials share when a dataset is new: its facts, its content root, its
// first lines in the audit log.

#include "lastra/compliance/Facts.h"
#include "lastra/workflow/Workspace.h"

namespace lastra::workflow {

// Digest tree over the dataset's files as they lie in the library.
[[nodiscard]] core::Result<QString> datasetRoot(Workspace &ws, const QString &id, core::Work &work);
// Stores what the headers show and `extra`, bound to the content root; logs both. Nothing when it
// was done for exactly this content before.
// signedOff: the person accepted exactly this content.
[[nodiscard]] core::Done registerDataset(Workspace &ws, const QString &id,
                                         std::vector<compliance::Fact> extra, bool signedOff,
                                         core::Work &work);
// No patient stands behind the images: the simulation engine drew them.
[[nodiscard]] std::vector<compliance::Fact> virtualPatientFacts(Workspace &ws);

} // namespace lastra::workflow
