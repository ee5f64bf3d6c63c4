// The one file that meets DCMTK: its JPEG decoders (8, 12 and 16 bits, lossy and lossless), fed
// with the code stream of one frame. DCMTK never parses a file here.
#include "Pixels.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/oflog/oflog.h>

#include <mutex>

namespace lastra::dicom {

namespace {

void registerCodecs() {
    static std::once_flag once;
    std::call_once(once, [] {
        OFLog::configure(OFLogger::OFF_LOG_LEVEL); // values of patients would reach stderr
        DJDecoderRegistration::registerCodecs(EDC_photometricInterpretation, EUC_default,
                                              EPC_colorByPixel);
    });
}

bool isJpeg2000(QStringView uid) {
    return uid == u"1.2.840.10008.1.2.4.90" || uid == u"1.2.840.10008.1.2.4.91" ||
           uid == u"1.2.840.10008.1.2.4.201" || uid == u"1.2.840.10008.1.2.4.202" ||
           uid == u"1.2.840.10008.1.2.4.203";
}

constexpr QStringView kRle = u"1.2.840.10008.1.2.5", kJpegLs = u"1.2.840.10008.1.2.4.80",
                      kJpegLsNear = u"1.2.840.10008.1.2.4.81",
                      kDeflatedFrame = u"1.2.840.10008.1.2.8.1";
constexpr E_TransferSyntax kNone = EXS_Unknown;

E_TransferSyntax dcmtkSyntax(QStringView uid) {
    static constexpr struct {
        QStringView uid;
        E_TransferSyntax syntax;
    } known[] = {{u"1.2.840.10008.1.2.4.50", EXS_JPEGProcess1},
                 {u"1.2.840.10008.1.2.4.51", EXS_JPEGProcess2_4},
                 {u"1.2.840.10008.1.2.4.53", EXS_JPEGProcess6_8},
                 {u"1.2.840.10008.1.2.4.55", EXS_JPEGProcess10_12},
                 {u"1.2.840.10008.1.2.4.57", EXS_JPEGProcess14},
                 {u"1.2.840.10008.1.2.4.70", EXS_JPEGProcess14SV1}};
    for (const auto &k : known)
        if (k.uid == uid)
            return k.syntax;
    return kNone;
}

// One frame's description and bytes as a data set that DCMTK's codecs understand.
bool describe(DcmDataset &d, const Header &h) {
    return d.putAndInsertUint16(DCM_SamplesPerPixel, Uint16(h.samples)).good() &&
           d.putAndInsertOFStringArray(DCM_PhotometricInterpretation,
                                       h.photometric.toLatin1().constData())
               .good() &&
           (h.samples == 1 || d.putAndInsertUint16(DCM_PlanarConfiguration, 0).good()) &&
           d.putAndInsertUint16(DCM_Rows, Uint16(h.rows)).good() &&
           d.putAndInsertUint16(DCM_Columns, Uint16(h.columns)).good() &&
           d.putAndInsertUint16(DCM_BitsAllocated, Uint16(h.bitsAllocated)).good() &&
           d.putAndInsertUint16(DCM_BitsStored, Uint16(h.bitsStored)).good() &&
           d.putAndInsertUint16(DCM_HighBit, Uint16(h.highBit)).good() &&
           d.putAndInsertUint16(DCM_PixelRepresentation, h.isSigned ? 1 : 0).good() &&
           d.putAndInsertOFStringArray(DCM_NumberOfFrames, "1").good() &&
           d.putAndInsertOFStringArray(DCM_SOPClassUID, h.sopClassUid.toLatin1().constData())
               .good();
}

} // namespace

bool canDecode(QStringView uid) {
    return uid == kRle || uid == kJpegLs || uid == kJpegLsNear || uid == kDeflatedFrame ||
           isJpeg2000(uid) || dcmtkSyntax(uid) != kNone;
}

core::Result<RawFrame> decodeCompressed(const Header &h, const QByteArray &bytes,
                                        const QString &name) {
    if (isJpeg2000(h.transferSyntax))
        return decodeJpeg2000(h, bytes, name);
    if (h.transferSyntax == kRle)
        return decodeRle(h, bytes, name);
    if (h.transferSyntax == kJpegLs || h.transferSyntax == kJpegLsNear)
        return decodeJpegLs(h, bytes, name);
    if (h.transferSyntax == kDeflatedFrame)
        return decodeDeflatedFrame(h, bytes, name);
    registerCodecs();
    const auto failed = [&](const char *why) {
        return core::fail("dicom.decodeFailed", {name}, QString::fromLatin1(why));
    };
    if (h.bitsAllocated != 8 && h.bitsAllocated != 16)
        return failed("bits allocated");

    DcmDataset d;
    if (!describe(d, h))
        return failed("description");
    auto sequence = std::make_unique<DcmPixelSequence>(DCM_PixelSequenceTag);
    if (sequence->insert(new DcmPixelItem(DCM_PixelItemTag)).bad()) // empty offset table
        return failed("offset table");
    auto item = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
    QByteArray even = bytes;
    if (even.size() % 2)
        even.append('\0');
    if (item->putUint8Array(reinterpret_cast<const Uint8 *>(even.constData()), Uint32(even.size()))
            .bad() ||
        sequence->insert(item.get()).bad())
        return failed("fragment");
    item.release();
    auto pixels = std::make_unique<DcmPixelData>(DCM_PixelData);
    pixels->putOriginalRepresentation(dcmtkSyntax(h.transferSyntax), nullptr, sequence.release());
    DcmPixelData *data = pixels.get();
    if (d.insert(pixels.get(), OFTrue).bad())
        return failed("pixel data");
    pixels.release();

    RawFrame raw = emptyFrame(h);
    raw.bytes.resize(raw.bytes.size() + raw.bytes.size() % 2);
    Uint32 fragment = 0;
    OFString model;
    OFCondition condition;
    try {
        condition = data->getUncompressedFrame(&d, 0, fragment, raw.bytes.data(),
                                               Uint32(raw.bytes.size()), model);
    } catch (...) {
        return failed("exception");
    }
    if (condition.bad())
        return failed(condition.text());
    raw.photometric = model.empty() ? h.photometric : QString::fromLatin1(model.c_str());
    return raw;
}

} // namespace lastra::dicom
