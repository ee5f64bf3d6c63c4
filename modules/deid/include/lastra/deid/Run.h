#pragma once
// De-identifies a folder: released files into the release tree, everything identifying into the
// custody folder. What cannot be parsed, classified or cleaned is quarantined with a reason.
//
// Errors: "deid.inputMissing" [folder], "deid.overlap" [folder, folder], "deid.outputNotEmpty"
// [folder], core's, and "core.cancelled" (finished files stay).

#include "lastra/core/Work.h"
#include "lastra/deid/Policy.h"
#include "lastra/dicom/Scan.h"

#include <QJsonObject>

#include <optional>

namespace lastra::deid {

struct RunOptions {
    QString input;   // folder (or one file), never written to
    QString release; // made when missing; must be empty
    QString custody; // empty: <release>-custody beside it
    Policy policy;
    std::optional<Key> key; // none: one is made for this run alone and forgotten
    int threads = 0;        // 0: as many as the machine has
    bool resume = false; // a release tree from a broken run of the same key and policy is gone on
};

// Reasons are stable words: "truncated", "malformed", "tooLarge", "privateSopClass",
// "unknownSopClass", "encapsulatedDocument", "structuredReport", "burnedInText", "rawData",
// "voice", "executablePreamble", "overlayInPixels", "missingUid", "duplicateInstance",
// "pixelsTruncated", "numberInPixels", "numberInData", "transferSyntax", "unreadable", "notDicom",
// "dicomDirectory", "identifierInMeasure" (digits of a measure spell an identifier, and no equal
// form avoids it).
struct FileFate {
    enum class State { Released, Quarantined, Skipped };
    QString source; // relative to the input: identifying, custody only
    State state = State::Skipped;
    QString reason;
    QString release; // relative to the release tree
};

struct RunReport {
    qint64 filesIn = 0, released = 0, quarantined = 0, skipped = 0;
    dicom::FileCount count; // of the input, as a scan or an import counts it
    qint64 subjects = 0, studies = 0, series = 0;
    qint64 subjectsWithoutId = 0;
    qint64 bytes = 0;
    double seconds = 0;
    bool complete = false; // all in, none quarantined
    QString custody;
    QString keyId;
    bool oneTimeKey = false;
    int keyDraws = 0; // of the one-time key, until no new UID held an identifier
    // New UIDs in which digits happen to spell an identifier of the run (five digits or more).
    qint64 uidCoincidences = 0;
    // Numeric texts (DS, IS, TM) that held such an identifier: written in another form of the
    // same value; whole numbers and times that have none, without a value.
    qint64 numbersRewritten = 0, numbersEmptied = 0;
    // Files whose plain samples happened to spell one: written in JPEG-LS Lossless.
    qint64 pixelsCoded = 0;
    std::vector<FileFate> files; // identifying: never shown outside, never logged
    // Reason, number of files.
    QList<std::pair<QString, qint64>> reasons;

    // Without source values or paths: fit to be attached to anything.
    QJsonObject json;
};

[[nodiscard]] core::Result<RunReport> run(const RunOptions &options, core::Work &work);

} // namespace lastra::deid
