#pragma once
// A trial design: virtual patients x scanners x doses x kernels x noise realisations, fully crossed
// and paired by patient (the same anatomy under every arm). One readable JSON file,
// resources/trial/design.schema.json.
// Errors: "trial.designVersion", "trial.designKey" [key], "trial.designType" [key],
// "trial.designRange" [key, low, high], "trial.designEmpty" [key], "trial.designTwice" [key],
// "trial.titleLength" [most], "trial.scannerUnknown" [name, known names], "trial.tooManyCases"
// [cases, limit], and those of simulation for what the engine refuses.

#include "lastra/simulation/Job.h"

#include <QJsonObject>

#include <vector>

namespace lastra::trial {

struct Design {
    QString title;
    QString question; // what the trial is to answer, for the report
    quint64 seed = 1; // of the draw of patients and noise
    int patients = 2;
    QString anatomy = QStringLiteral("torso");
    double noduleMm = 8; // diameter of the nodule in every patient; 0: drawn with the patient
    std::vector<QString> scanners{QStringLiteral("Lastra LA-1")}; // scannerNames()
    std::vector<double> doses{50, 100};                           // mAs a rotation
    std::vector<double> kVps{120};
    std::vector<QString> kernels{QStringLiteral("standard")};
    int realisations = 1; // noise draws of each patient and arm
    int slices = 64, matrix = 256;
    double sliceMm = 3;

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static core::Result<Design> fromJson(const QJsonObject &json);
    [[nodiscard]] static core::Result<Design> read(const QString &path);
    // What is wrong with it, in the order of the document; empty when it can run.
    [[nodiscard]] core::Done check() const;
    // SHA-256 in hex of the canonical JSON: two designs that differ in nothing that matters agree.
    [[nodiscard]] QString digest() const;
    [[nodiscard]] qint64 cases() const;
    [[nodiscard]] qint64 arms() const;
};

inline constexpr qint64 kMaxCases = 100000;

// The scanners a design may name.
[[nodiscard]] QStringList scannerNames();

struct Arm {
    QString id; // "A", "B" ... in the order of the factors
    QString scanner, kernel;
    double mAs = 0, kVp = 0;
    [[nodiscard]] QString
    label() const; // "50 mAs, 120 kV, standard": only what differs is shown by pages
};

struct Case {
    QString id; // "p01-A-1": patient, arm, realisation
    int patient = 0, realisation = 0;
    quint64 patientSeed = 0, noiseSeed = 0;
    Arm arm;
};

[[nodiscard]] std::vector<Arm> armsOf(const Design &design);
// Every case, by patient, arm, realisation. Seeds come from a hash of the trial's seed and the
// factors, so that adding an arm moves no other case.
[[nodiscard]] std::vector<Case> casesOf(const Design &design);
// The job lastra-sim runs, checked by the engine's own parser.
[[nodiscard]] core::Result<QJsonObject> jobOf(const Design &design, const QString &trialId);

} // namespace lastra::trial
