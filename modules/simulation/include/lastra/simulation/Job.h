#pragma once
// What a queue runs: a JSON job of cases (resources/simulation/job.schema.json), each one virtual
// patient under one arm of a trial.
// Errors: "simulation.jobInvalid" [path in the document, what is expected],
// "simulation.jobVersion" [version], "simulation.shard" [text], "simulation.caseFailed" [case].

#include "lastra/simulation/Scanner.h"

#include <QJsonObject>

namespace lastra::simulation {

struct ReconstructionSpec {
    QString kernel = QStringLiteral("standard");
    int matrix = 256, slices = 64;
    double fovMm = 0; // 0: from the patient's size
    double sliceMm = 3, centreZMm = -10;
};

struct CaseSpec {
    QString caseId;
    QString arm; // free words for the trial's own use
    PatientSpec patient;
    ScannerSpec scanner;
    ProtocolSpec protocol;
    ReconstructionSpec reconstruction;
    NoiseSpec noise;
    QJsonObject source; // as written in the job, for the manifest
};

struct Job {
    QString trialId, sponsor, site;
    std::vector<CaseSpec> cases;
    bool dicom = true, truth = true;
};

[[nodiscard]] core::Result<Job> parseJob(const QJsonObject &document);
[[nodiscard]] core::Result<Job> readJob(const QString &path);

struct RunOptions {
    QString outDir;
    int threads = 0;               // 0: all
    int shard = 0, shardCount = 1; // cases with index % shardCount == shard
    bool resume = false;           // skip cases whose result.json and files prove them done
};
[[nodiscard]] core::Result<RunOptions> parseShard(const QString &text, RunOptions options);

struct RunReport {
    int done = 0, skipped = 0, failed = 0;
    std::vector<std::pair<QString, core::Error>> failures; // case, why
};

// Writes OUT/<caseId>/{dicom/*.dcm, truth/, result.json}; each folder appears whole or not at all.
// Progress in images, the stage is the case. A failing case does not stop the others.
[[nodiscard]] core::Result<RunReport> runJob(const Job &job, const RunOptions &options,
                                             core::Work &work);

// Name and version in manifests, DICOM headers and digests.
[[nodiscard]] QString engineName();
[[nodiscard]] QString engineVersion();

} // namespace lastra::simulation
