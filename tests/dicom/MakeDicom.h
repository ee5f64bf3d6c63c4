#pragma once
// Small DICOM files made in the test, through the module's own data set.

#include "lastra/core/AtomicFile.h"
#include "lastra/dicom/CtWriter.h"
#include "lastra/dicom/DataSet.h"
#include "lastra/imaging/Volume.h"

#include <QDir>
#include <QtEndian>

namespace make {

using namespace lastra;

inline QByteArray shorts(std::initializer_list<int> values) {
    QByteArray bytes;
    for (const int v : values) {
        const quint16 little = qToLittleEndian(quint16(v));
        bytes.append(reinterpret_cast<const char *>(&little), 2);
    }
    return bytes;
}

struct Pixels {
    int rows = 2, columns = 2, samples = 1, bits = 16, stored = 0 /* = bits */;
    bool isSigned = false;
    QString photometric = QStringLiteral("MONOCHROME2");
    int planar = 0, frames = 1;
};

// A Secondary Capture with these pixels; group 0002 says `syntax` when it is encapsulated.
inline dicom::DataSetFile image(const Pixels &p, const QByteArray &bytes,
                                const QString &uid = "1.2.3") {
    dicom::DataSetFile file = dicom::DataSetFile::create();
    dicom::DataSet &d = file.data;
    const auto us = [&](quint32 tag, int v) { d.set(dicom::Tag(tag), dicom::VR::US, shorts({v})); };
    d.setText(dicom::Tag(0x00080016), "1.2.840.10008.5.1.4.1.1.7");
    d.setText(dicom::Tag(0x00080018), uid);
    d.setText(dicom::Tag(0x0020000d), "1.2.3.1");
    d.setText(dicom::Tag(0x0020000e), "1.2.3.2");
    d.setText(dicom::Tag(0x00080060), "OT");
    us(0x00280002, p.samples);
    d.setText(dicom::Tag(0x00280004), p.photometric);
    if (p.samples > 1)
        us(0x00280006, p.planar);
    if (p.frames > 1)
        d.setText(dicom::Tag(0x00280008), QString::number(p.frames));
    us(0x00280010, p.rows);
    us(0x00280011, p.columns);
    us(0x00280100, p.bits);
    us(0x00280101, p.stored ? p.stored : p.bits);
    us(0x00280102, (p.stored ? p.stored : p.bits) - 1);
    us(0x00280103, p.isSigned);
    d.set(dicom::Tag(0x7fe00010), p.bits > 8 ? dicom::VR::OW : dicom::VR::OB, bytes);
    return file;
}

// Turns native pixels into fragments: an empty offset table and one fragment each.
inline void encapsulate(dicom::DataSetFile &file, const QByteArray &syntax,
                        const QList<QByteArray> &fragments) {
    QByteArray bytes("\xfe\xff\x00\xe0\0\0\0\0", 8);
    for (QByteArray f : fragments) {
        if (f.size() % 2)
            f.append('\0');
        const quint32 length = qToLittleEndian(quint32(f.size()));
        bytes += QByteArray("\xfe\xff\x00\xe0", 4);
        bytes.append(reinterpret_cast<const char *>(&length), 4);
        bytes += f;
    }
    bytes += QByteArray("\xfe\xff\xdd\xe0\0\0\0\0", 8);
    dicom::DataElement e;
    e.tag = dicom::Tag(0x7fe00010);
    e.vr = dicom::VR::OB;
    e.encapsulated = true;
    e.bytes = bytes;
    file.data.append(std::move(e));
    file.transferSyntax = syntax;
}

inline QString save(const dicom::DataSetFile &file, const QString &path) {
    return file.write(path) ? path : QString();
}

inline QString saveBytes(const QByteArray &bytes, const QString &path) {
    return core::AtomicFile::writeAll(path, bytes) ? path : QString();
}

inline dicom::CtAttributes ctAttributes(int slices, const QByteArray &seed = "test") {
    dicom::CtAttributes a;
    a.patientName = QStringLiteral("Prova^Zoë");
    a.patientId = QStringLiteral("P-1");
    a.patientBirthDate = QStringLiteral("19700102");
    a.patientSex = QStringLiteral("F");
    a.studyUid = dicom::uidFromText(seed + " study");
    a.studyId = QStringLiteral("S1");
    a.studyDate = a.contentDate = QStringLiteral("20240305");
    a.studyTime = a.contentTime = QStringLiteral("101112");
    a.seriesUid = dicom::uidFromText(seed + " series");
    a.seriesDescription = QStringLiteral("Torace");
    a.frameOfReferenceUid = dicom::uidFromText(seed + " frame");
    a.manufacturer = QStringLiteral("Lastra");
    a.kvp = 120;
    a.mAs = 150;
    a.kernel = QStringLiteral("B30");
    for (int k = 0; k < slices; ++k)
        a.instanceUids << dicom::uidFromText(seed + " image " + QByteArray::number(k));
    return a;
}

// Voxel = i + 10 j + 100 k - 1000.
inline imaging::Volume ctVolume(int slices = 5, int columns = 6, int rows = 4) {
    imaging::Geometry g;
    g.size = {columns, rows, slices};
    g.spacing = {0.5, 0.75, 2.5};
    g.origin = {-20, -30, 100};
    imaging::Volume v =
        *imaging::Volume::create(g, imaging::VoxelType::Int16, {1, 0, QStringLiteral("HU"), {}});
    size_t at = 0;
    for (int k = 0; k < slices; ++k)
        for (int j = 0; j < rows; ++j)
            for (int i = 0; i < columns; ++i)
                v.mutableVoxels<int16_t>()[at++] = int16_t(i + 10 * j + 100 * k - 1000);
    v.markAllReady();
    return v;
}

} // namespace make
