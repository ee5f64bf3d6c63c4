#pragma once
// A finished case on disk: DICOM series, truth, result.json.

#include "Simulate.h"

namespace lastra::simulation {

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
