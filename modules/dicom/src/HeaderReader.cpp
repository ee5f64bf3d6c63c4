#include "HeaderReader.h"

#include "Memory.h"

#include <QFile>
#include <QFileInfo>

#include <cmath>
#include <limits>

namespace lastra::dicom {

namespace {

using imaging::Vec3;

std::optional<int> whole(const DataSet &d, quint32 tag) {
    const std::optional<double> v = d.number(Tag(tag));
    if (!v || !(std::abs(*v) < 2147483647.0))
        return std::nullopt;
    return int(*v);
}

std::optional<double> finite(const DataSet &d, quint32 tag, int index = 0) {
    const std::optional<double> v = d.number(Tag(tag), index);
    return v && std::isfinite(*v) ? v : std::nullopt;
}

std::optional<Vec3> point(const DataSet &d, quint32 tag, int from = 0) {
    const auto x = finite(d, tag, from), y = finite(d, tag, from + 1), z = finite(d, tag, from + 2);
    if (!x || !y || !z)
        return std::nullopt;
    return Vec3{*x, *y, *z};
}

// Unit vectors at right angles, within what rounding in a file explains.
std::optional<std::array<Vec3, 2>> axes(const DataSet &d) {
    const auto row = point(d, 0x00200037, 0), column = point(d, 0x00200037, 3);
    if (!row || !column || !(std::abs(length(*row) - 1) < 0.01) ||
        !(std::abs(length(*column) - 1) < 0.01) || !(std::abs(dot(*row, *column)) < 0.01))
        return std::nullopt;
    return std::array<Vec3, 2>{normalised(*row), normalised(*column)};
}

std::optional<std::array<double, 2>> spacing(const DataSet &d, quint32 tag) {
    const auto row = finite(d, tag, 0), column = finite(d, tag, 1);
    if (!row || !column || !(*row > 0) || !(*column > 0))
        return std::nullopt;
    return std::array<double, 2>{*row, *column};
}

std::vector<double> numbers(const DataSet &d, quint32 tag) {
    std::vector<double> out;
    for (int n = 0; n < 64; ++n) {
        const auto v = finite(d, tag, n);
        if (!v)
            break;
        out.push_back(*v);
    }
    return out;
}

int sizeOf(const DataSet &d, quint32 tag) {
    return d.u16(Tag(tag)).value_or(0);
}

bool isLossySyntax(QStringView uid) {
    static const QStringView lossy[] = {u"1.2.840.10008.1.2.4.50",  u"1.2.840.10008.1.2.4.51",
                                        u"1.2.840.10008.1.2.4.81",  u"1.2.840.10008.1.2.4.91",
                                        u"1.2.840.10008.1.2.4.93",  u"1.2.840.10008.1.2.4.203",
                                        u"1.2.840.10008.1.2.4.100", u"1.2.840.10008.1.2.4.101",
                                        u"1.2.840.10008.1.2.4.102", u"1.2.840.10008.1.2.4.103"};
    return std::find(std::begin(lossy), std::end(lossy), uid) != std::end(lossy);
}

// Pixel Padding Value is US or SS by Pixel Representation, and files get the VR wrong.
std::optional<double> paddingOf(const DataSet &d, quint32 tag, bool isSigned) {
    auto v = finite(d, tag);
    if (v && isSigned && *v > 32767)
        *v -= 65536;
    if (v && !isSigned && *v < 0)
        *v += 65536;
    return v;
}

void readPixelModule(const DataSet &d, Header &h) {
    h.rows = sizeOf(d, 0x00280010);
    h.columns = sizeOf(d, 0x00280011);
    h.frames = std::max(1, whole(d, 0x00280008).value_or(1));
    h.samples = std::max(1, sizeOf(d, 0x00280002));
    h.planar = sizeOf(d, 0x00280006);
    h.bitsAllocated = sizeOf(d, 0x00280100);
    h.bitsStored = sizeOf(d, 0x00280101);
    h.highBit = sizeOf(d, 0x00280102);
    h.isSigned = sizeOf(d, 0x00280103) == 1;
    h.photometric = d.text(Tag(0x00280004));
    h.presentationShape = d.text(Tag(0x20500020));
    h.slope = finite(d, 0x00281053);
    h.intercept = finite(d, 0x00281052);
    h.rescaleType = d.text(Tag(0x00281054));
    h.windowCenter = numbers(d, 0x00281050);
    h.windowWidth = numbers(d, 0x00281051);
    h.voiFunction = d.text(Tag(0x00281056));
    h.padding = paddingOf(d, 0x00280120, h.isSigned);
    h.paddingLimit = paddingOf(d, 0x00280121, h.isSigned);
    h.hasModalityLut = !d.items(Tag(0x00283000)).empty();
    h.hasVoiLut = !d.items(Tag(0x00283010)).empty();
    if (h.modality == u"PT" && h.rescaleType.isEmpty())
        h.rescaleType = d.text(Tag(0x00541001)); // Units
    if (h.modality == u"RTDOSE") {
        h.slope = finite(d, 0x3004000e); // Dose Grid Scaling
        h.rescaleType = d.text(Tag(0x30040002)) == u"GY" ? QStringLiteral("Gy") : QString();
    }
}

void readPixelElement(const DataSetFile &file, Header &h) {
    static constexpr struct {
        quint32 tag;
        bool isFloat, isDouble;
    } kinds[] = {{0x7fe00010, false, false}, {0x7fe00008, true, false}, {0x7fe00009, false, true}};
    for (const auto &kind : kinds) {
        const DataElement *pixels = file.data.find(Tag(kind.tag));
        if (!pixels || pixels->length() == 0)
            continue;
        // Where there is no place in the file (short or inflated values), 0: read through
        // DataSetFile.
        const bool direct = pixels->onFile() && pixels->range.swap == 1 &&
                            file.transferSyntax != "1.2.840.10008.1.2.1.99" &&
                            file.transferSyntax != "1.2.840.10008.1.2.4.95";
        h.pixelOffset = direct ? pixels->range.offset : 0;
        h.pixelLength = pixels->encapsulated ? -1 : pixels->length();
        h.floatPixels = kind.isFloat;
        h.doublePixels = kind.isDouble;
        return;
    }
}

// Centimetres (unit 3) in both directions, the same in every such region.
std::optional<std::array<double, 2>> ultrasoundSpacing(const DataSet &d) {
    std::optional<std::array<double, 2>> out;
    for (const DataSet &region : d.items(Tag(0x00186011))) {
        if (finite(region, 0x00186024) != 3.0 || finite(region, 0x00186026) != 3.0)
            continue;
        const auto x = finite(region, 0x0018602c), y = finite(region, 0x0018602e);
        if (!x || !y || *x == 0 || *y == 0)
            continue;
        const std::array<double, 2> mm{std::abs(*y) * 10, std::abs(*x) * 10};
        if (out && (std::abs((*out)[0] - mm[0]) > 1e-6 || std::abs((*out)[1] - mm[1]) > 1e-6))
            return std::nullopt;
        out = mm;
    }
    return out;
}

void readGeometry(const DataSet &d, Header &h) {
    h.position = point(d, 0x00200032);
    h.orientation = axes(d);
    h.pixelSpacing = spacing(d, 0x00280030);
    h.imagerPixelSpacing = spacing(d, 0x00181164);
    h.nominalSpacing = spacing(d, 0x00182010);
    h.magnification = finite(d, 0x00181114);
    h.calibrationType = d.text(Tag(0x00280a02));
    h.ultrasoundSpacing = ultrasoundSpacing(d);
    h.sliceThickness = finite(d, 0x00180050);
    h.gantryTilt = finite(d, 0x00181120);
    h.hasFunctionalGroups = !d.items(Tag(0x52009229)).empty() || !d.items(Tag(0x52009230)).empty();
}

void readMarks(const DataSet &d, Header &h) {
    h.lossy = d.text(Tag(0x00282110)) == u"01" || isLossySyntax(h.transferSyntax);
    h.synthetic = d.text(Tag(0x0008001c)).compare(u"YES", Qt::CaseInsensitive) == 0;
    const QString marks = h.imageType.join(QLatin1Char(' ')) + d.text(Tag(0x00082111));
    h.simulated = h.synthetic || marks.contains(u"SIMULAT", Qt::CaseInsensitive);
    h.burnedIn = d.text(Tag(0x00280301)).compare(u"YES", Qt::CaseInsensitive) == 0;
    h.deidentified = d.text(Tag(0x00120062)).compare(u"YES", Qt::CaseInsensitive) == 0;
    h.isDicomdir = h.sopClassUid == u"1.2.840.10008.1.3.10" || d.contains(Tag(0x00041220));
}

} // namespace

core::Result<DataSetFile> openForReading(const QString &path) {
    const QString name = QFileInfo(path).fileName();
    ReadLimits limits;
    limits.keepOnFile = 4096;
    auto file = DataSetFile::read(path, limits);
    if (file || file.error().code != "dicom.notDicom")
        return file;
    // Say more than "not DICOM" where there is more to say.
    QFile raw(path);
    if (!raw.open(QIODevice::ReadOnly))
        return file;
    const QByteArray start = raw.read(4);
    if (start.isEmpty())
        return core::fail("dicom.empty", {name});
    if (start.startsWith("\x1f\x8b") || start.startsWith("PK\x03\x04") ||
        start.startsWith("7z\xbc\xaf"))
        return core::fail("dicom.packed", {name});
    return file;
}

Header headerOf(const DataSetFile &file, const QString &path) {
    const DataSet &d = file.data;
    const auto text = [&](quint32 tag) { return d.text(Tag(tag)); };
    Header h;
    h.path = path;
    h.fileSize = file.facts.fileSize;
    h.transferSyntax = QString::fromLatin1(file.transferSyntax);
    h.characterSet = QString::fromLatin1(d.characterSet());

    h.patientName = text(0x00100010);
    h.patientId = text(0x00100020);
    h.patientBirthDate = text(0x00100030);
    h.patientSex = text(0x00100040);
    h.patientAge = text(0x00101010);
    h.studyUid = text(0x0020000d);
    h.studyId = text(0x00200010);
    h.studyDate = text(0x00080020);
    h.studyTime = text(0x00080030);
    h.studyDescription = text(0x00081030);
    h.accessionNumber = text(0x00080050);
    h.institution = text(0x00080080);
    h.referringPhysician = text(0x00080090);
    h.seriesUid = text(0x0020000e);
    h.seriesDate = text(0x00080021);
    h.seriesTime = text(0x00080031);
    h.seriesDescription = text(0x0008103e);
    h.modality = text(0x00080060);
    h.bodyPart = text(0x00180015);
    h.laterality = text(0x00200060);
    h.protocol = text(0x00181030);
    h.manufacturer = text(0x00080070);
    h.model = text(0x00081090);
    h.station = text(0x00081010);
    h.sopClassUid = text(0x00080016);
    h.sopInstanceUid = text(0x00080018);
    if (h.sopClassUid.isEmpty())
        h.sopClassUid = file.meta.text(Tag(0x00020002));
    if (h.sopInstanceUid.isEmpty())
        h.sopInstanceUid = file.meta.text(Tag(0x00020003));
    h.frameOfReferenceUid = text(0x00200052);
    h.acquisitionDate = text(0x00080022);
    h.acquisitionTime = text(0x00080032);
    h.contentDate = text(0x00080023);
    h.contentTime = text(0x00080033);
    h.contrastAgent = text(0x00180010);
    h.kernel = text(0x00181210);
    h.timezone = text(0x00080201);
    h.imageType = d.texts(Tag(0x00080008));
    h.seriesNumber = whole(d, 0x00200011);
    h.instanceNumber = whole(d, 0x00200013);
    h.acquisitionNumber = whole(d, 0x00200012);
    h.echoNumber = whole(d, 0x00180086);
    h.kvp = finite(d, 0x00180060);
    h.mAs = finite(d, 0x00181152);
    h.tubeCurrent = finite(d, 0x00181151);
    h.repetitionTime = finite(d, 0x00180080);
    h.echoTime = finite(d, 0x00180081);
    h.bValue = finite(d, 0x00189087);

    readPixelModule(d, h);
    readPixelElement(file, h);
    readGeometry(d, h);
    readMarks(d, h);
    return h;
}

core::Result<Header> readHeader(const QString &path) {
    return withinMemory(QFileInfo(path).fileName(), [&]() -> core::Result<Header> {
        LASTRA_TRY(file, openForReading(path));
        return headerOf(file, path);
    });
}

QString unitOf(const Header &h) {
    if (!h.rescaleType.isEmpty() && h.rescaleType != u"US" && h.rescaleType != u"HU")
        return h.rescaleType;
    // PS3.3 C.8.2.1: HU unless Rescale Type says otherwise; a localizer has no HU whatever it says.
    const bool ct = h.sopClassUid == u"1.2.840.10008.5.1.4.1.1.2" ||
                    h.sopClassUid == u"1.2.840.10008.5.1.4.1.1.2.1" ||
                    h.sopClassUid == u"1.2.840.10008.5.1.4.1.1.2.2";
    if (ct && h.rescaleType != u"US" && h.slope && !h.imageType.contains(u"LOCALIZER"))
        return QStringLiteral("HU");
    return {};
}

// Grid Frame Offset Vector, mm: a text that may be long enough to have stayed on the file.
std::vector<double> gridOffsets(const DataSetFile &file) {
    std::vector<double> out;
    const DataElement *element = file.data.find(Tag(0x3004000c));
    const auto bytes = element ? file.load(*element, 16 << 20) : QByteArray();
    if (!bytes || bytes->isEmpty())
        return out;
    for (const QByteArray &text : bytes->split('\\')) {
        bool ok = false;
        const double v = text.trimmed().toDouble(&ok);
        out.push_back(ok ? v : std::numeric_limits<double>::quiet_NaN());
    }
    return out;
}

std::vector<FrameInfo> frameInfos(const DataSetFile &file, const Header &h, int first, int count) {
    FrameInfo common;
    common.position = h.position;
    common.orientation = h.orientation;
    common.pixelSpacing = h.pixelSpacing;
    common.thickness = h.sliceThickness;
    common.slope = h.slope.value_or(1);
    common.intercept = h.intercept.value_or(0);
    common.unit = unitOf(h);
    if (!h.windowCenter.empty() && !h.windowWidth.empty())
        common.window = imaging::Window{h.windowCenter[0], h.windowWidth[0]};
    common.voiFunction = h.voiFunction;

    const auto overlay = [&h](const DataSet &group, FrameInfo &info) {
        const auto only = [&group](quint32 tag) -> const DataSet * {
            const auto &items = group.items(Tag(tag));
            return items.empty() ? nullptr : &items.front();
        };
        if (const DataSet *s = only(0x00209113)) // Plane Position
            if (const auto p = point(*s, 0x00200032))
                info.position = p;
        if (const DataSet *s = only(0x00209116)) // Plane Orientation
            if (const auto a = axes(*s))
                info.orientation = a;
        if (const DataSet *s = only(0x00289110)) { // Pixel Measures
            if (const auto p = spacing(*s, 0x00280030))
                info.pixelSpacing = p;
            if (const auto t = finite(*s, 0x00180050))
                info.thickness = t;
        }
        if (const DataSet *s = only(0x00289145)) { // Pixel Value Transformation
            info.slope = finite(*s, 0x00281053).value_or(1);
            info.intercept = finite(*s, 0x00281052).value_or(0);
            Header h2 = h;
            h2.rescaleType = s->text(Tag(0x00281054));
            h2.slope = info.slope;
            info.unit = unitOf(h2);
        }
        if (const DataSet *s = only(0x00289132)) { // Frame VOI LUT
            const auto center = finite(*s, 0x00281050), width = finite(*s, 0x00281051);
            if (center && width)
                info.window = imaging::Window{*center, *width};
            info.voiFunction = s->text(Tag(0x00281056));
        }
    };
    const auto &shared = file.data.items(Tag(0x52009229));
    if (!shared.empty())
        overlay(shared.front(), common);

    std::vector<FrameInfo> infos(size_t(count), common);
    const auto &perFrame = file.data.items(Tag(0x52009230));
    for (size_t n = 0; n < infos.size() && size_t(first) + n < perFrame.size(); ++n)
        overlay(perFrame[size_t(first) + n], infos[n]);

    // RT dose: planes by their offsets along the normal; absolute ones start at the position's z.
    if (common.position && common.orientation && h.frames > 1 && perFrame.empty()) {
        const Vec3 normal = cross((*common.orientation)[0], (*common.orientation)[1]);
        const std::vector<double> offsets = gridOffsets(file);
        const double start = !offsets.empty() && std::isfinite(offsets[0]) ? offsets[0] : 0;
        for (size_t n = 0; n < infos.size() && size_t(first) + n < offsets.size(); ++n)
            if (const double offset = offsets[size_t(first) + n]; std::isfinite(offset))
                infos[n].position = *common.position + normal * (offset - start);
    }
    return infos;
}

} // namespace lastra::dicom
