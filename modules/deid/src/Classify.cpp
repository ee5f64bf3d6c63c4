#include "Classify.h"

#include "Tables.h"
#include "Terms.h"

namespace lastra::deid {
namespace {

using dicom::DataSet;

bool startsWithAny(const QByteArray &value, std::initializer_list<const char *> prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const char *prefix) { return value.startsWith(prefix); });
}

// reference PS3.3 C.7.6.1.1.2 and R45: what screens and secondary captures call themselves.
bool saysScreen(const DataSet &set) {
    static const char *const words[] = {
        "SCREEN",   "SAVE",  "SECONDARY CAPTURE", "DOSE",    "RESULT", "REPORT",
        "PROTOCOL", "LABEL", "OVERVIEW",          "POSDISP", "SUMMARY"};
    const QByteArray types = set.raw(Tag(0x00080008)).toUpper();
    return std::any_of(std::begin(words), std::end(words),
                       [&](const char *word) { return types.contains(word); });
}

bool likelyBurnedIn(const DataSet &set, const QByteArray &sopClass) {
    if (set.raw(Tag(0x00280301)).toUpper() == "YES")
        return true;
    if (!set.contains(Tag(0x00280010)))
        return false; // no pixels
    // Secondary capture, ultrasound, visible light except whole-slide microscopy, video.
    if (startsWithAny(sopClass, {"1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.6.",
                                 "1.2.840.10008.5.1.4.1.1.3.", "1.2.840.10008.5.1.4.1.1.77.1"}) &&
        sopClass != "1.2.840.10008.5.1.4.1.1.77.1.6" &&
        sopClass != "1.2.840.10008.5.1.4.1.1.77.1.7")
        return true;
    if (sopClass == "1.2.840.10008.5.1.4.1.1.6" || sopClass == "1.2.840.10008.5.1.4.1.1.3")
        return true;
    const QByteArray modality = set.raw(Tag(0x00080060));
    for (const char *risky : {"US", "IVUS", "ES", "XC", "DOC", "GM"})
        if (modality == risky)
            return true;
    // Conversion type: anything but a synthetic image was once on film, paper or a screen.
    if (const QByteArray conversion = set.raw(Tag(0x00080064));
        !conversion.isEmpty() && conversion != "SYN")
        return true;
    const QByteArray photometric = set.raw(Tag(0x00280004));
    const bool colour = photometric == "RGB" || photometric.startsWith("YBR");
    if (colour && (modality == "CT" || modality == "MR" || modality == "PT" || modality == "NM"))
        return true;
    return saysScreen(set);
}

bool overlayInPixels(const DataSet &set) {
    for (quint16 group = 0x6000; group <= 0x601e; group += 2)
        if (set.contains(Tag(group, 0x0010)) && !set.contains(Tag(group, 0x3000)) &&
            set.u16(Tag(group, 0x0100)).value_or(1) > 1)
            return true;
    return false;
}

bool pixelsTooShort(const DataSet &set) {
    const dicom::DataElement *pixels = set.find(Tag(0x7fe00010));
    if (!pixels || pixels->encapsulated)
        return false;
    const double frames = std::max(1.0, set.number(Tag(0x00280008)).value_or(1));
    const double samples = set.u16(Tag(0x00280002)).value_or(1);
    const QByteArray photometric = set.raw(Tag(0x00280004));
    const double chroma = photometric == "YBR_FULL_422" ? 2.0 / 3.0 : 1.0;
    const double bits = double(set.u16(Tag(0x00280010)).value_or(0)) *
                        set.u16(Tag(0x00280011)).value_or(0) * samples * chroma * frames *
                        set.u16(Tag(0x00280100)).value_or(0);
    return double(pixels->length()) * 8 + 7 < bits;
}
} // namespace

QString quarantineReason(const dicom::DataSetFile &file) {
    const DataSet &set = file.data;
    QByteArray sopClass = set.raw(Tag(0x00080016));
    const QByteArray metaClass = file.meta.raw(Tag(0x00020002));
    if (sopClass == "1.2.840.10008.1.3.10" || metaClass == "1.2.840.10008.1.3.10" ||
        set.contains(Tag(0x00041220)))
        return QStringLiteral("dicomDirectory");
    if (file.facts.executable)
        return QStringLiteral("executablePreamble");
    if (sopClass.isEmpty())
        return QStringLiteral("unknownSopClass");
    if (!sopClass.startsWith("1.2.840.10008."))
        return QStringLiteral("privateSopClass");
    if (startsWithAny(sopClass, {"1.2.840.10008.5.1.4.1.1.104."}) || set.contains(Tag(0x00420011)))
        return QStringLiteral("encapsulatedDocument");
    if (startsWithAny(sopClass, {"1.2.840.10008.5.1.4.1.1.88."}) || set.contains(Tag(0x0040a730)))
        return QStringLiteral("structuredReport");
    if (sopClass == "1.2.840.10008.5.1.4.1.1.66")
        return QStringLiteral("rawData");
    if (startsWithAny(sopClass, {"1.2.840.10008.5.1.4.1.1.9.4."}))
        return QStringLiteral("voice");
    if (!tables().knowsSopClass(sopClass))
        return QStringLiteral("unknownSopClass");
    if (set.raw(Tag(0x00080018)).isEmpty())
        return QStringLiteral("missingUid");
    if (likelyBurnedIn(set, sopClass))
        return QStringLiteral("burnedInText");
    if (overlayInPixels(set))
        return QStringLiteral("overlayInPixels");
    if (const QByteArray photometric = set.raw(Tag(0x00280004));
        set.contains(Tag(0x7fe00010)) && !photometric.isEmpty() && !isPhotometric(photometric))
        return QStringLiteral("malformed");
    if (pixelsTooShort(set))
        return QStringLiteral("pixelsTruncated");
    return {};
}

QString reasonOf(const core::Error &error) {
    if (error.code == "dicom.notDicom")
        return QStringLiteral("notDicom");
    if (error.code == "dicom.truncated")
        return QStringLiteral("truncated");
    if (error.code == "dicom.tooDeep" || error.code == "dicom.tooLarge")
        return QStringLiteral("tooLarge");
    if (error.code == "dicom.transferSyntax")
        return QStringLiteral("transferSyntax");
    if (error.code == "core.fileUnreadable")
        return QStringLiteral("unreadable");
    return QStringLiteral("malformed");
}

bool pixelsDeserveALook(const DataSet &set) {
    const QByteArray modality = set.raw(Tag(0x00080060));
    for (const char *risky : {"CR", "DX", "MG", "XA", "RF", "IO", "PX", "RG"})
        if (modality == risky)
            return true;
    return false;
}

} // namespace lastra::deid
