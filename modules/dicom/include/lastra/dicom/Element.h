#pragma once
#include <QByteArray>
#include <QString>

#include <vector>

namespace lastra::dicom {

// One data element to write: texts and numbers as text (several values split by a backslash; UTF-8,
// stored as ISO_IR 192), binary VRs (OB, UN) as bytes, sequences as items.
struct Element {
    quint16 group = 0, element = 0;
    QByteArray vr;
    QString text;
    QByteArray bytes;
    std::vector<std::vector<Element>> items; // SQ
};

} // namespace lastra::dicom
