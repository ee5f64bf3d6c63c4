#pragma once
// A finished case on disk: DICOM series, truth, result.json.

#include "Simulate.h"

namespace lastra::simulation {

// Marks that every image of the engine carries.
[[nodiscard]] QString engineManufacturer();
[[nodiscard]] QString engineSoftware();
[[nodiscard]] QString engineDerivation();
[[nodiscard]] QStringList engineImageType();
// What the images of one case are called; follows from the job alone.
struct ImageNames {
    QString subject, patientName, patientId, studyUid, seriesUid, frameOfReferenceUid;
    QStringList instanceUids; // by slice
};
[[nodiscard]] ImageNames imageNames(const Job &job, const CaseSpec &spec);
// Everything that decides the case's result, as hexadecimal SHA-256.
[[nodiscard]] QByteArray inputDigest(const Job &job, const CaseSpec &spec);
// Writes into `folder`, which exists and is empty. Returns result.json's content without "files".
[[nodiscard]] core::Result<QJsonObject>
writeCase(const Job &job, const CaseSpec &spec, const Simulated &simulated, const QString &folder);
// Digests of all files below folder, result.json apart: [{"path", "bytes", "sha256"}].
[[nodiscard]] core::Result<QJsonArray> listFiles(const QString &folder);
// result.json says these inputs, and its files are all there, unchanged.
[[nodiscard]] bool provenDone(const QString &folder, const QByteArray &inputDigest);

} // namespace lastra::simulation
