#pragma once
// Pseudonymised data may leave only while the key that undoes it lies with its keeper: not on this
// computer, not in the cloud (GDPR 4(5); control DEI-07).
//
// Errors: "workflow.noKey", "workflow.keyAway" (it was handed over), "workflow.keyFolderInside"
// [folder], "workflow.keyStillHere", "workflow.keyDiffers" [id of the file's, id of the one that is
// known here]; core's for files.

#include "lastra/deid/Policy.h"
#include "lastra/workflow/Workspace.h"

#include <optional>

namespace lastra::workflow {

// The key that new pseudonyms come from: made for the first of them, kept with the secrets.
// "workflow.keyAway" when there was one: another would give the same people other pseudonyms.
[[nodiscard]] core::Result<deid::Key> projectKey(Workspace &ws);
// The same where it is here, else nothing: for what only looks.
[[nodiscard]] core::Result<std::optional<deid::Key>> keptKey(Workspace &ws);

// Writes the key and the tables that name patients (crosswalks, file lists) into the folder, which
// the keeper carries away; forgets both here, reads back to prove it, and notes the fact for every
// de-identified dataset. Answers with the files written.
[[nodiscard]] core::Result<QStringList> handOverKey(Workspace &ws, const QString &folder,
                                                    core::Work &work);
// The keeper brings the key back, so that the same people get the same pseudonyms again. The
// datasets made with it wait for the next hand-over. Any other key is refused.
[[nodiscard]] core::Done takeBackKey(Workspace &ws, const QString &file);

} // namespace lastra::workflow
