#pragma once
// Pseudonymised data may leave only while the key that undoes it lies with its keeper: not on this
// computer, not in the cloud (GDPR 4(5); control DEI-07).
//
// Errors: "workflow.noKey", "workflow.keyFolderInside" [folder], "workflow.keyStillHere" [keeper of
// secrets]; core's for files.

#include "lastra/deid/Policy.h"
#include "lastra/workflow/Workspace.h"

namespace lastra::workflow {

// The key that new pseudonyms come from: made at first use, kept in the keyring.
[[nodiscard]] core::Result<deid::Key> projectKey(Workspace &ws);

// Writes the key and the tables that name patients (crosswalks, file lists) into the folder, which
// the keeper carries away; forgets both here, reads back to prove it, and notes the fact for every
// de-identified dataset. Answers with the files written.
[[nodiscard]] core::Result<QStringList> handOverKey(Workspace &ws, const QString &folder,
                                                    core::Work &work);
// The keeper brings the key back, so that the same people get the same pseudonyms again. The
// datasets made with it wait for the next hand-over.
[[nodiscard]] core::Done takeBackKey(Workspace &ws, const QString &file);

} // namespace lastra::workflow
