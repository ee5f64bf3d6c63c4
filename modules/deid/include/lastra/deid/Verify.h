#pragma once
// The second, independent pass: its own raw parser, sharing only the rule tables with the engine.
// Harvests what identifies from the originals and looks for it in every byte of the release tree.
//
// Errors: "deid.custodyMissing" [folder], "deid.inputMissing" [folder], core's.

#include "lastra/core/Work.h"

#include <QJsonObject>
#include <QStringList>

#include <vector>

namespace lastra::deid {

struct VerifyOptions {
    QString input, release, custody; // of the run; custody knows policy and pairs of files
    int threads = 0;
};

enum class Verdict { Pass, Hold, Fail };
[[nodiscard]] QString toText(Verdict verdict); // "pass", "hold", "fail"

// Checks are stable words: "identifyingText", "sourceUid", "sourceDate", "fileName", "tableAction",
// "privateElement", "markers", "fileMeta", "preamble", "trailingBytes", "pixels", "uidMap",
// "pseudonym", "intervals", "accounting", "foreignFile", "unreadable", "nothingVerified" (no file
// or no original was there: never a pass).
struct Check {
    QString name;
    qint64 examined = 0, failures = 0, holds = 0;
};

struct Finding {
    QString check;
    QString file;  // relative to the release tree
    QString where; // tag, offset or kind; never the value
    bool hold = false;
};

struct VerifyReport {
    Verdict verdict = Verdict::Fail;
    qint64 filesVerified = 0, originalsRead = 0;
    qint64 harvested = 0;  // identifying values looked for
    qint64 suppressed = 0; // too short or too common to look for as bytes; kinds are in the JSON
    double seconds = 0;
    std::vector<Check> checks;
    std::vector<Finding> findings; // the first thousand
    QByteArray treeDigest;         // hex SHA-256 over names and digests of the released files
    QJsonObject json;              // evidence, no source values, bound to the file digests
};

[[nodiscard]] core::Result<VerifyReport> verify(const VerifyOptions &options, core::Work &work);

} // namespace lastra::deid
