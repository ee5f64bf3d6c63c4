#pragma once
// What is known of a dataset, put together: stored facts, and what this computer and the site say
// now.

#include "lastra/workflow/Datasets.h"

namespace lastra::workflow {

// Stored facts of the dataset and the live ones (clock, log, destination, content).
// checkContent reads every file again and compares with the sealed content root.
[[nodiscard]] core::Result<compliance::Facts> currentFacts(Workspace &ws, const QString &dataset,
                                                           bool checkContent, core::Work &work);
// Reads every file again: facts bound to other bytes lose their hold, or get it back.
// "workflow.contentChanged" [dataset, how many files, the first of them], after that.
[[nodiscard]] core::Done rereadContent(Workspace &ws, const QString &dataset, core::Work &work);
[[nodiscard]] compliance::Now judgingTime(Workspace &ws);

// Roles state facts about exactly this content: {"role": "...", "facts": [{"name": ..., "value":
// ..., "validUntil": ..., "role": its own, "document": a paper beside the file}, ...]}. Only what
// Catalogue::statementKind takes; nothing is added unless all of it is.
// "workflow.roleMissing" [file]; compliance's own for names, types and roles.
[[nodiscard]] core::Done attest(Workspace &ws, const QString &dataset, const QString &file,
                                core::Work &work);

// HTML (English, Italian) and JSON; the files written.
[[nodiscard]] core::Result<QStringList> writeComplianceReport(Workspace &ws, const QString &dataset,
                                                              const QString &folder,
                                                              core::Work &work);

} // namespace lastra::workflow
