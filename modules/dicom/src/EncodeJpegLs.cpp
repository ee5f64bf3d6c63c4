// JPEG-LS Lossless of plain pixels (PS3.5 A.4.3), by CharLS.
#include "HeaderReader.h"
#include "Pixels.h"
#include "lastra/dicom/Samples.h"

#include <QtEndian>

#include <charls/charls.h>

#include <bit>

namespace lastra::dicom {
namespace {

constexpr Tag kPixelData(0x7fe00010);

void append32(QByteArray &out, quint32 value) {
    value = qToLittleEndian(value);
    out.append(reinterpret_cast<const char *>(&value), 4);
}

core::Done codable(const DataSetFile &file, const Header &h) {
    const auto unsupported = [](const QString &what) {
        return core::fail("dicom.unsupportedPixels", {QString(), what});
    };
    const DataElement *pixels = file.data.find(kPixelData);
    if (!pixels || h.floatPixels || h.doublePixels)
        return unsupported(QStringLiteral("floating point"));
    if (pixels->encapsulated)
        return unsupported(h.transferSyntax);
    if (h.bitsAllocated != 8 && h.bitsAllocated != 16)
        return unsupported(QStringLiteral("Bits Allocated %1").arg(h.bitsAllocated));
    if (h.photometric.endsWith(u"_422") || h.photometric.endsWith(u"_420"))
        return unsupported(h.photometric);
    if (pixels->length() > kMaxFrameBytes) // held in memory, with 32-bit offsets
        return core::fail("dicom.tooLarge", {QString()});
    const qint64 frame = qint64(h.rows) * h.columns * h.samples * h.bitsAllocated / 8;
    if (frame > pixels->length() / h.frames)
        return core::fail("dicom.frameMissing", {QString(), QString::number(h.frames)});
    if (pixels->length() - frame * h.frames > 1) // more than padding would be lost
        return unsupported(QStringLiteral("more bytes than frames"));
    return {};
}

// Bits that the words of all frames use: Bits Stored when nothing lies above, so that every decoder
// agrees. Words of eight bits or fewer are coded at the width they are stored in.
core::Result<int> precision(const PixelSource &source) {
    const Header &h = source.header();
    if (h.bitsAllocated == 8 || h.bitsStored <= 8)
        return h.bitsAllocated;
    quint16 used = 0;
    for (int n = 0; n < h.frames; ++n) {
        LASTRA_TRY(raw, source.frame(n));
        for (qsizetype i = 0; i + 2 <= raw.bytes.size(); i += 2)
            used |= qFromLittleEndian<quint16>(raw.bytes.constData() + i);
    }
    return std::bit_width(used) <= h.bitsStored ? h.bitsStored : h.bitsAllocated;
}

core::Result<QByteArray> code(const Header &h, const QByteArray &samples, int bits) {
    try {
        charls::jpegls_encoder encoder;
        encoder.frame_info({uint32_t(h.columns), uint32_t(h.rows), bits, h.samples});
        if (h.samples > 1)
            encoder.interleave_mode(charls::interleave_mode::sample);
        QByteArray out(samples.size() * 2 + 4096, Qt::Uninitialized); // noise grows
        encoder.destination(out.data(), size_t(out.size()));
        out.truncate(qsizetype(encoder.encode(samples.constData(), size_t(samples.size()), 0)));
        if (out.size() % 2)
            out.append('\0');
        return out;
    } catch (const std::exception &e) {
        return core::fail("dicom.unsupportedPixels", {QString(), QStringLiteral("JPEG-LS")},
                          QString::fromLatin1(e.what()));
    }
}

// Implicit VR says US for what is US or SS by Pixel Representation; explicit VR has to say which.
void settleVrs(DataSet &set) {
    for (DataElement &element : set.elements()) {
        for (DataSet &item : element.items)
            settleVrs(item);
        if (element.vr != VR::US)
            continue;
        const quint32 tag = element.tag.number();
        if ((tag >= 0x00280104 && tag <= 0x00280121) || tag == 0x00283002 || tag == 0x00189810 ||
            tag == 0x00221452 || tag == 0x00409211 || tag == 0x00409216)
            element.vr = VR::SS;
    }
}
} // namespace

core::Done codeJpegLs(DataSetFile &file) {
    const Header described = headerOf(file, {});
    LASTRA_TRY(source, PixelSource::open(file, described));
    const Header &h = source.header();
    LASTRA_CHECK(codable(file, h));
    LASTRA_TRY(bits, precision(source));
    QByteArray table, fragments;
    for (int n = 0; n < h.frames; ++n) {
        LASTRA_TRY(raw, source.frame(n));
        LASTRA_TRY(stream, code(h, byPixel(std::move(raw)), bits));
        append32(table, quint32(fragments.size()));
        append32(fragments, 0xe000fffe);
        append32(fragments, quint32(stream.size()));
        fragments += stream;
    }
    QByteArray value;
    append32(value, 0xe000fffe);
    append32(value, quint32(table.size()));
    value += table + fragments;
    append32(value, 0xe0ddfffe);
    append32(value, 0);

    if (file.transferSyntax == "1.2.840.10008.1.2" && h.isSigned)
        settleVrs(file.data);
    file.data.set(kPixelData, VR::OB, std::move(value)).encapsulated = true;
    if (h.samples > 1)
        file.data.set(Tag(0x00280006), VR::US, QByteArray(2, '\0'));
    file.transferSyntax = "1.2.840.10008.1.2.4.80";
    return {};
}

} // namespace lastra::dicom
