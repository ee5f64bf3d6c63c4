#include "TinyDicom.h"

#include <QDir>
#include <QFile>
#include <QtEndian>

namespace lastra::sandbox {
namespace {

template <class T>
void put(QByteArray &out, T value) {
    const T little = qToLittleEndian(value);
    out.append(reinterpret_cast<const char *>(&little), sizeof little);
}

void element(QByteArray &out, quint16 group, quint16 number, const char *vr, QByteArray value) {
    if (value.size() % 2)
        value.append(qstrcmp(vr, "UI") == 0 || qstrcmp(vr, "OB") == 0 ? '\0' : ' ');
    put(out, group);
    put(out, number);
    out.append(vr, 2);
    if (qstrcmp(vr, "OW") == 0 || qstrcmp(vr, "OB") == 0) {
        put<quint16>(out, 0);
        put(out, quint32(value.size()));
    } else {
        put(out, quint16(value.size()));
    }
    out += value;
}

void number(QByteArray &out, quint16 group, quint16 element, quint16 value) {
    QByteArray bytes;
    put(bytes, value);
    sandbox::element(out, group, element, "US", bytes);
}

} // namespace

QByteArray tinyCt(const TinyCt &ct) {
    const QByteArray sopClass = "1.2.840.10008.5.1.4.1.1.2";
    QByteArray meta;
    element(meta, 2, 1, "OB", QByteArray("\0\1", 2));
    element(meta, 2, 2, "UI", sopClass);
    element(meta, 2, 3, "UI", ct.sopUid.toLatin1());
    element(meta, 2, 0x10, "UI", "1.2.840.10008.1.2.1");
    element(meta, 2, 0x12, "UI", "1.2.826.0.1.3680043.10.99");
    QByteArray length;
    put(length, quint32(meta.size()));
    QByteArray out(128, '\0');
    out += "DICM";
    element(out, 2, 0, "UL", length);
    out += meta;
    element(out, 8, 0x05, "CS", "ISO_IR 192");
    element(out, 8, 0x08, "CS", "ORIGINAL\\PRIMARY\\AXIAL");
    element(out, 8, 0x16, "UI", sopClass);
    element(out, 8, 0x18, "UI", ct.sopUid.toLatin1());
    element(out, 8, 0x20, "DA", ct.studyDate.toLatin1());
    element(out, 8, 0x60, "CS", "CT");
    element(out, 8, 0x1030, "LO", ct.studyDescription.toUtf8());
    element(out, 8, 0x103E, "LO", ct.seriesDescription.toUtf8());
    element(out, 0x10, 0x10, "PN", ct.patientName.toUtf8());
    element(out, 0x10, 0x20, "LO", ct.patientId.toUtf8());
    element(out, 0x18, 0x50, "DS", "2");
    element(out, 0x20, 0x0D, "UI", ct.studyUid.toLatin1());
    element(out, 0x20, 0x0E, "UI", ct.seriesUid.toLatin1());
    element(out, 0x20, 0x11, "IS", QByteArray::number(ct.seriesNumber));
    element(out, 0x20, 0x13, "IS", QByteArray::number(ct.instanceNumber));
    element(out, 0x20, 0x32, "DS", "0\\0\\" + QByteArray::number(2 * ct.instanceNumber));
    element(out, 0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0");
    element(out, 0x20, 0x52, "UI", ct.seriesUid.toLatin1() + ".0");
    number(out, 0x28, 0x02, 1);
    element(out, 0x28, 0x04, "CS", "MONOCHROME2");
    number(out, 0x28, 0x10, quint16(ct.rows));
    number(out, 0x28, 0x11, quint16(ct.columns));
    element(out, 0x28, 0x30, "DS", "1\\1");
    number(out, 0x28, 0x100, 16);
    number(out, 0x28, 0x101, 16);
    number(out, 0x28, 0x102, 15);
    number(out, 0x28, 0x103, 1);
    element(out, 0x28, 0x1050, "DS", "40");
    element(out, 0x28, 0x1051, "DS", "400");
    element(out, 0x28, 0x1052, "DS", "0");
    element(out, 0x28, 0x1053, "DS", "1");
    QByteArray pixels;
    pixels.reserve(qsizetype(2) * ct.rows * ct.columns);
    put(pixels, qint16(ct.instanceNumber));
    for (int i = 1; i < ct.rows * ct.columns; ++i)
        put(pixels, qint16(ct.value));
    element(out, 0x7FE0, 0x10, "OW", pixels);
    return out;
}

int writeTinySeries(const QString &folder, TinyCt ct, int count) {
    QDir().mkpath(folder);
    int written = 0;
    for (int n = 1; n <= count; ++n) {
        ct.instanceNumber = n;
        ct.sopUid = ct.seriesUid + '.' + QString::number(n);
        QFile file(folder + QStringLiteral("/IM%1.dcm").arg(n, 4, 10, QLatin1Char('0')));
        const QByteArray bytes = tinyCt(ct);
        written += file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }
    return written;
}

} // namespace lastra::sandbox
