#pragma once
// The few header values a receiver files an instance by, read without the product's own reader, so
// that the stand-in is a second opinion on what arrives.

#include <QByteArray>
#include <QMap>
#include <QString>

#include <optional>

namespace lastra::sandbox {

struct DicomHead {
    QByteArray transferSyntax;
    QMap<quint32, QString> values; // group << 16 | element, of the top level up to group 0x0020
    struct Place {
        qint64 header = 0, value = 0, size = 0;
    };
    QMap<quint32, Place> places;
    [[nodiscard]] QString value(quint32 tag) const { return values.value(tag).trimmed(); }
};

// Nothing when the bytes are not a DICOM file with a little-endian data set.
[[nodiscard]] std::optional<DicomHead> readDicomHead(const QByteArray &bytes);
// The shipped site script: StudyDescription, PatientName and PatientID replaced; explicit VR only.
[[nodiscard]] QByteArray applySiteScript(const QByteArray &bytes, const QString &project,
                                         const QString &subject, const QString &session);

} // namespace lastra::sandbox
