#include "lastra/dicom/CtWriter.h"

#include "ElementWriter.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"

#include <QDir>
#include <QSet>
#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lastra::dicom {

namespace {

using imaging::Geometry;
using imaging::Vec3;
using imaging::VoxelType;

void text(DataSet &d, quint32 tag, const QString &value) {
    d.setText(Tag(tag), value);
}

// Optional: no element at all without a value.
void given(DataSet &d, quint32 tag, const QString &value) {
    if (!value.isEmpty())
        d.setText(Tag(tag), value);
}

void given(DataSet &d, quint32 tag, double value) {
    if (value > 0)
        d.setText(Tag(tag), QString::fromLatin1(decimalString(value)));
}

void unsignedShort(DataSet &d, quint32 tag, int value) {
    const quint16 little = qToLittleEndian(quint16(value));
    d.set(Tag(tag), VR::US, QByteArray(reinterpret_cast<const char *>(&little), 2));
}

// Patient, General Study, General Series, General Equipment and SOP Common modules.
core::Done common(DataSet &d, const CommonAttributes &a) {
    d.set(Tag(0x00080005), VR::CS, "ISO_IR 192");
    if (a.synthetic)
        d.set(Tag(0x0008001c), VR::CS, "YES");
    text(d, 0x00080020, a.studyDate);
    text(d, 0x00080030, a.studyTime);
    given(d, 0x00080022, a.contentDate);
    given(d, 0x00080032, a.contentTime);
    text(d, 0x00080023, a.contentDate);
    text(d, 0x00080033, a.contentTime);
    text(d, 0x00080050, a.accessionNumber);
    text(d, 0x00080070, a.manufacturer);
    given(d, 0x00080080, a.institution);
    text(d, 0x00080090, a.referringPhysician);
    given(d, 0x00080201, a.timezone);
    given(d, 0x00081010, a.station);
    given(d, 0x00081030, a.studyDescription);
    given(d, 0x0008103e, a.seriesDescription);
    given(d, 0x00081070, a.operatorName);
    given(d, 0x00081090, a.model);
    given(d, 0x00082111, a.derivation);
    text(d, 0x00100010, a.patientName);
    text(d, 0x00100020, a.patientId);
    text(d, 0x00100030, a.patientBirthDate);
    text(d, 0x00100040, a.patientSex);
    given(d, 0x00101010, a.patientAge);
    if (a.patientIdentityRemoved) {
        text(d, 0x00120062, QStringLiteral("YES"));
        text(d, 0x00120063, a.deidentificationMethod);
    }
    given(d, 0x00180015, a.bodyPart);
    given(d, 0x00181000, a.deviceSerial);
    given(d, 0x00181020, a.softwareVersion);
    given(d, 0x00181030, a.protocol);
    text(d, 0x0020000d, a.studyUid);
    text(d, 0x0020000e, a.seriesUid);
    text(d, 0x00200010, a.studyId);
    text(d, 0x00200011, QString::number(a.seriesNumber));
    // Type 2C: empty says that nobody knows whether the part is one of a pair.
    if (!a.laterality.isEmpty() || a.bodyPart.isEmpty())
        text(d, 0x00200060, a.laterality);
    return {};
}

core::Done extras(DataSet &d, const std::vector<Element> &extra) {
    for (const Element &e : extra)
        LASTRA_CHECK(addElement(d, e));
    return {};
}

bool isUid(const QString &uid) {
    if (uid.isEmpty() || uid.size() > 64)
        return false;
    return std::all_of(uid.begin(), uid.end(),
                       [](QChar c) { return c == u'.' || (c >= u'0' && c <= u'9'); });
}

core::Done checkUids(const CommonAttributes &a, const QStringList &more) {
    for (const QString &uid : QStringList{a.studyUid, a.seriesUid} + more)
        if (!isUid(uid))
            return core::fail("dicom.writeInvalid", {QStringLiteral("UID")});
    return {};
}

void contributors(DataSet &d, const std::vector<ContributingEquipment> &list) {
    std::vector<DataSet> items;
    for (const ContributingEquipment &c : list) {
        DataSet item, purpose;
        item.setInheritedCharacterSet(d.characterSet());
        text(item, 0x00080070, c.manufacturer);
        given(item, 0x00081090, c.model);
        given(item, 0x00181020, c.softwareVersion);
        given(item, 0x0018a003, c.description);
        text(purpose, 0x00080100, c.purposeCode);
        text(purpose, 0x00080102, QStringLiteral("DCM"));
        text(purpose, 0x00080104, c.purposeMeaning);
        item.setItems(Tag(0x0040a170), {std::move(purpose)});
        items.push_back(std::move(item));
    }
    if (!items.empty())
        d.setItems(Tag(0x0018a001), std::move(items));
}

// How the voxels of a slice are stored.
struct Storage {
    bool isSigned = false;
    double slope = 1, intercept = 0;
};

Storage storageOf(const imaging::Volume &volume) {
    if (volume.type() == VoxelType::Float32)
        return {false, 1, -1024};
    return {volume.type() == VoxelType::Int16, volume.meaning().slope, volume.meaning().intercept};
}

QByteArray slicePixels(const imaging::Volume &volume, int k) {
    const auto &size = volume.geometry().size;
    const size_t count = size_t(size[0]) * size_t(size[1]);
    QByteArray bytes(qsizetype(count * 2), Qt::Uninitialized);
    if (volume.type() != VoxelType::Float32) {
        std::memcpy(bytes.data(), static_cast<const char *>(volume.data()) + size_t(k) * count * 2,
                    count * 2);
        return bytes;
    }
    const auto in = volume.voxels<float>().subspan(size_t(k) * count, count);
    auto *out = reinterpret_cast<quint16 *>(bytes.data());
    const imaging::Meaning &m = volume.meaning();
    for (size_t i = 0; i < count; ++i) {
        const double hu = double(in[i]) * m.slope + m.intercept;
        // Not a number is air: there is nothing to see there.
        const double stored = std::isnan(hu) ? 0 : std::clamp(std::round(hu + 1024), 0.0, 65535.0);
        out[i] = qToLittleEndian(quint16(stored));
    }
    return bytes;
}

void imagePixel(DataSet &d, int rows, int columns, int samples, int bits, bool isSigned) {
    unsignedShort(d, 0x00280002, samples);
    text(d, 0x00280004, samples == 3 ? QStringLiteral("RGB") : QStringLiteral("MONOCHROME2"));
    if (samples == 3)
        unsignedShort(d, 0x00280006, 0);
    unsignedShort(d, 0x00280010, rows);
    unsignedShort(d, 0x00280011, columns);
    unsignedShort(d, 0x00280100, bits);
    unsignedShort(d, 0x00280101, bits);
    unsignedShort(d, 0x00280102, bits - 1);
    unsignedShort(d, 0x00280103, isSigned ? 1 : 0);
}

void ctSeries(DataSet &d, const imaging::Volume &volume, const CtAttributes &a) {
    const Geometry &g = volume.geometry();
    const Storage storage = storageOf(volume);
    text(d, 0x00080008, a.imageType.join(QLatin1Char('\\')));
    text(d, 0x00080016, QStringLiteral("1.2.840.10008.5.1.4.1.1.2"));
    text(d, 0x00080060, QStringLiteral("CT"));
    contributors(d, a.contributing);
    given(d, 0x00180022, a.scanOptions);
    text(d, 0x00180050,
         QString::fromLatin1(decimalString(a.sliceThickness > 0 ? a.sliceThickness : g.spacing.z)));
    text(d, 0x00180060, a.kvp > 0 ? QString::fromLatin1(decimalString(a.kvp)) : QString());
    given(d, 0x00181100, a.reconstructionDiameter);
    given(d, 0x00181110, a.sourceToDetector);
    given(d, 0x00181111, a.sourceToIsocentre);
    // Integer strings: times and products below one would be lost, so they are rounded up to one.
    const auto integer = [](double v) {
        return v > 0 ? QString::number(std::max(1LL, std::llround(v))) : QString();
    };
    given(d, 0x00181150, integer(a.exposureTime));
    given(d, 0x00181151, integer(a.tubeCurrent));
    given(d, 0x00181152, integer(a.mAs));
    given(d, 0x00181210, a.kernel);
    text(d, 0x00185100, a.patientPosition);
    text(d, 0x00200012, QStringLiteral("1"));
    text(d, 0x00200037,
         decimalStrings({g.direction[0].x, g.direction[0].y, g.direction[0].z, g.direction[1].x,
                         g.direction[1].y, g.direction[1].z}));
    text(d, 0x00200052, a.frameOfReferenceUid);
    text(d, 0x00201040, QString());
    imagePixel(d, g.size[1], g.size[0], 1, 16, storage.isSigned);
    text(d, 0x00280030, decimalStrings({g.spacing.y, g.spacing.x}));
    if (a.windowWidth >= 1) {
        text(d, 0x00281050, decimalStrings({a.windowCenter}));
        text(d, 0x00281051, decimalStrings({a.windowWidth}));
    }
    text(d, 0x00281052, decimalStrings({storage.intercept}));
    text(d, 0x00281053, decimalStrings({storage.slope}));
    text(d, 0x00281054, QStringLiteral("HU"));
}

core::Done captureFile(int width, int height, int samples, const std::vector<uint8_t> &pixels,
                       const CaptureAttributes &a, const QString &path) {
    LASTRA_CHECK(checkUids(a, {a.instanceUid}));
    if (width <= 0 || height <= 0 || width > 65535 || height > 65535 ||
        pixels.size() != size_t(width) * size_t(height) * size_t(samples))
        return core::fail("dicom.writeInvalid", {QStringLiteral("size")});
    DataSetFile file = DataSetFile::create();
    DataSet &d = file.data;
    LASTRA_CHECK(common(d, a));
    text(d, 0x00080008, a.imageType.join(QLatin1Char('\\')));
    text(d, 0x00080016, QStringLiteral("1.2.840.10008.5.1.4.1.1.7"));
    text(d, 0x00080018, a.instanceUid);
    text(d, 0x00080060, a.modality);
    text(d, 0x00080064, QStringLiteral("SYN"));
    text(d, 0x00200013, QString::number(a.instanceNumber));
    text(d, 0x00200020, QString());
    imagePixel(d, height, width, samples, 8, false);
    text(d, 0x00280301, a.burnedInAnnotation ? QStringLiteral("YES") : QStringLiteral("NO"));
    d.set(Tag(0x7fe00010), VR::OB,
          QByteArray(reinterpret_cast<const char *>(pixels.data()), qsizetype(pixels.size())));
    LASTRA_CHECK(extras(d, a.extra));
    return file.write(path);
}

} // namespace

core::Result<QStringList> writeCtSeries(const imaging::Volume &volume, const CtAttributes &a,
                                        const QString &folder, core::Work &work) {
    if (volume.isNull())
        return core::fail("dicom.writeInvalid", {QStringLiteral("volume")});
    const Geometry &g = volume.geometry();
    if (g.size[0] > 65535 || g.size[1] > 65535)
        return core::fail("dicom.writeInvalid", {QStringLiteral("size")});
    if (a.instanceUids.size() != g.size[2] ||
        QSet<QString>(a.instanceUids.begin(), a.instanceUids.end()).size() != g.size[2])
        return core::fail("dicom.writeInvalid", {QStringLiteral("instanceUids")});
    LASTRA_CHECK(checkUids(a, QStringList{a.frameOfReferenceUid} + a.instanceUids));
    LASTRA_CHECK(core::makeFolder(folder));
    DataSetFile file = DataSetFile::create();
    LASTRA_CHECK(common(file.data, a));
    ctSeries(file.data, volume, a);

    work.begin(core::Unit::Images, g.size[2], QStringLiteral("writing images"));
    const Vec3 normal = cross(g.direction[0], g.direction[1]);
    core::AtomicBatch batch;
    QStringList paths;
    for (int k = 0; k < g.size[2]; ++k) {
        LASTRA_CHECK(work.check());
        DataSet &d = file.data;
        const Vec3 position = g.toPatient({0, 0, double(k)});
        text(d, 0x00080018, a.instanceUids[k]);
        text(d, 0x00200013, QString::number(k + 1));
        text(d, 0x00200032, decimalStrings({position.x, position.y, position.z}));
        text(d, 0x00201041, decimalStrings({dot(position, normal)}));
        d.set(Tag(0x7fe00010), VR::OW, slicePixels(volume, k));
        LASTRA_CHECK(extras(d, a.extra));
        const QString path =
            QDir(folder).filePath(QStringLiteral("IM%1.dcm").arg(k + 1, 4, 10, QLatin1Char('0')));
        core::AtomicFile out(path);
        LASTRA_CHECK(out.open());
        LASTRA_CHECK(file.write(out));
        LASTRA_CHECK(batch.add(std::move(out)));
        paths << path;
        work.advance();
    }
    LASTRA_CHECK(batch.commit());
    return paths;
}

core::Done writeSecondaryCapture(const imaging::GreyImage &image,
                                 const CaptureAttributes &attributes, const QString &path) {
    return captureFile(image.width, image.height, 1, image.pixels, attributes, path);
}

core::Done writeSecondaryCapture(const imaging::RgbImage &image,
                                 const CaptureAttributes &attributes, const QString &path) {
    return captureFile(image.width, image.height, 3, image.pixels, attributes, path);
}

QString uidFromText(const QByteArray &textOf) {
    const core::Sha256 digest = core::sha256(textOf);
    std::array<unsigned char, 16> number;
    std::copy_n(digest.begin(), number.size(), number.begin());
    // The bits of a name-based UUID (version 8, RFC 9562), as PS3.5 B.2 asks for.
    number[6] = (number[6] & 0x0f) | 0x80;
    number[8] = (number[8] & 0x3f) | 0x80;
    QByteArray digits;
    while (std::any_of(number.begin(), number.end(), [](unsigned char b) { return b != 0; })) {
        int rest = 0; // long division by ten
        for (unsigned char &byte : number) {
            const int value = rest * 256 + byte;
            byte = static_cast<unsigned char>(value / 10);
            rest = value % 10;
        }
        digits.prepend(char('0' + rest));
    }
    return QStringLiteral("2.25.") + QString::fromLatin1(digits);
}

} // namespace lastra::dicom
