#pragma once
// Three virtual patients as DICOM CT series with planted, invented identities (names in several
// scripts, dates, private tags, nested sequences, institution) and one secondary-capture picture
// with burned-in text: something to import and de-identify on the first day.

#include "lastra/imaging/Volume.h"
#include "lastra/simulation/Patient.h"

namespace lastra::simulation {

struct CohortOptions {
    int count = 3; // 1-50
    std::uint64_t seed = 1;
    int slices = 72, matrix = 256;
    double sliceMm = 3.5;
    bool head = false;   // heads instead of torsos
    bool planted = true; // identities, private tags, the capture; false: marked simulated only
    int threads = 0;
};

struct CohortReport {
    qint64 files = 0, bytes = 0;
    QStringList folders; // one a patient
    QString truthFile;   // cohort-truth.json beside the DICOM: nodules, planted values
};

// Writes folder/<patient>/*.dcm. Errors: "simulation.parameter" [name, value], those of dicom and
// core. Progress in images.
[[nodiscard]] core::Result<CohortReport> makeSampleCohort(const QString &folder, core::Work &work,
                                                          const CohortOptions &options = {});

// The phantom itself, 256 x 256 x 128, HU at 65 keV.
[[nodiscard]] core::Result<imaging::Volume> phantomVolume(const PatientSpec &spec, int threads,
                                                          core::Work &work);

} // namespace lastra::simulation
