#pragma once
// Small DICOM files for tests, written without the product's own writer.

#include <QByteArray>
#include <QString>

namespace lastra::sandbox {

struct TinyCt {
    QString studyUid = QStringLiteral("1.2.826.0.1.3680043.10.99.1");
    QString seriesUid = QStringLiteral("1.2.826.0.1.3680043.10.99.1.1");
    QString sopUid = QStringLiteral("1.2.826.0.1.3680043.10.99.1.1.1");
    QString patientName = QStringLiteral("Rossi^Ada"), patientId = QStringLiteral("ID-0001");
    QString studyDate = QStringLiteral("20260203"), seriesDescription = QStringLiteral("Axial");
    QString studyDescription = QStringLiteral("Chest");
    int seriesNumber = 1, instanceNumber = 1;
    int rows = 16, columns = 16;
    short value = 40; // of every voxel but the first, which is the instance number
};

// CT Image Storage, explicit VR little endian, slices 2 mm apart along z by instance number.
[[nodiscard]] QByteArray tinyCt(const TinyCt &ct);
// Files IM0001.dcm ... in the folder, SOP Instance UIDs <series>.<n>; returns how many were
// written.
int writeTinySeries(const QString &folder, TinyCt ct, int count);

} // namespace lastra::sandbox
