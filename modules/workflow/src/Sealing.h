#pragma once
// What Import, De-identify and Trials share when a dataset is new: its facts, its content root, its
// first lines in the audit log.

#include "lastra/compliance/Facts.h"
#include "lastra/workflow/Workspace.h"

#include <QHash>

namespace lastra::workflow {

// The dataset's files as they lie in the library now, each read whole.
struct Content {
    QString root;                       // digest tree over them: "sha256:..."
    QHash<QString, QByteArray> digests; // SHA-256 in hex, by path
};
[[nodiscard]] core::Result<Content> contentOf(Workspace &ws, const QString &id, core::Work &work);
// Stores what the headers show and `extra`, bound to the content root; logs both. Nothing when it
// was done for exactly this content before.
// sealedAs: "deidentified" or "simulated" where this program made every file and knows them all;
// only such a seal lets the dataset leave. Empty: taken in.
[[nodiscard]] core::Done registerDataset(Workspace &ws, const QString &id,
                                         std::vector<compliance::Fact> extra,
                                         const QString &sealedAs, core::Work &work);
// Whether every file of the dataset is, byte for byte, one of those under `folders`. A library
// answers an import of known files with the dataset it has, which may hold more, and other bytes.
[[nodiscard]] core::Result<bool> holdsOnly(Workspace &ws, const QString &id,
                                           const QStringList &folders, core::Work &work);
// That the content is what it was sealed as. "workflow.notSealed" [dataset],
// "workflow.contentChanged" [dataset, how many files, the first of them], "workflow.filesOther"
// [dataset].
[[nodiscard]] core::Done checkSealed(Workspace &ws, const QString &id, const Content &content);
// Stored facts and the live ones; root: of the content as it is now, empty when nobody looked.
[[nodiscard]] core::Result<compliance::Facts> factsOfContent(Workspace &ws, const QString &id,
                                                             const QString &root);
// No patient stands behind the images: the simulation engine drew them.
[[nodiscard]] std::vector<compliance::Fact> virtualPatientFacts(Workspace &ws);

} // namespace lastra::workflow
