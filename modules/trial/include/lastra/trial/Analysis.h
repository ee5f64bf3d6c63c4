#pragma once
// From the result.json of every case to a table, intervals and comparisons.
// The patient is the unit: realisations are averaged within a patient first, intervals are
// Student's t over patients, comparisons are paired by patient. Errors: "trial.noResults" [folder],
// "trial.resultInvalid" [file].

#include "lastra/trial/Design.h"

namespace lastra::trial {

struct Measurement {
    QString caseId, armId, metric, unit;
    int patient = 0;
    double value = 0;
};

// Of one metric in one arm over the patients.
struct Summary {
    QString metric, unit;
    Arm arm;
    int n = 0; // patients
    double mean = 0, sd = 0;
    double low = 0, high = 0; // 95 % confidence; equal to mean when n < 2 (not known)
    bool intervalKnown = false;
};

// Arm b minus arm a, paired by patient.
struct Difference {
    QString metric, unit, a, b; // arm ids
    int n = 0;
    double mean = 0, low = 0, high = 0, p = 1; // two-sided
};

struct Analysis {
    std::vector<Measurement> table;      // tidy: one row a case and metric
    std::vector<Summary> summaries;      // by metric, then arm
    std::vector<Difference> differences; // each arm against the first, by metric
    QStringList metrics;                 // in the order of the results
    int casesDone = 0, casesPlanned = 0;

    [[nodiscard]] QByteArray toCsv() const; // the tidy table, RFC 4180
    [[nodiscard]] QJsonObject toJson() const;
};

// folder holds the queue's fetched outputs: */<caseId>/result.json at any depth.
[[nodiscard]] core::Result<Analysis> analyse(const Design &design, const QString &folder);
// The statistics alone.
[[nodiscard]] Analysis summarise(const Design &design, std::vector<Measurement> table);

// Pins what made the results: design, engine, seeds, digest of every result file.
[[nodiscard]] core::Result<QJsonObject> manifestOf(const Design &design, const QString &trialId,
                                                   const QString &folder, core::Work &work);

// How much of what would reproduce the trial the manifest does not pin (control VIT-01): engine,
// digests of it and of the inputs, seed, anatomy, scanners, acceptance limits, and each case
// without a result.
[[nodiscard]] qint64 missingIn(const QJsonObject &manifest, const Design &design);

} // namespace lastra::trial
