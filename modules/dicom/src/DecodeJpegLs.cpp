// CharLS 2 instead of the CharLS 1 inside DCMTK, which refuses valid images of seven bits.
#include "Pixels.h"

#include <charls/charls.h>

namespace lastra::dicom {

core::Result<RawFrame> decodeJpegLs(const Header &h, const QByteArray &bytes, const QString &name) {
    const auto failed = [&](const char *why) {
        return core::fail("dicom.decodeFailed", {name}, QString::fromLatin1(why));
    };
    try {
        const charls::jpegls_decoder decoder(bytes.constData(), size_t(bytes.size()), true);
        const charls::frame_info &info = decoder.frame_info();
        // Checked before any pixel memory is asked for.
        if (info.width != uint32_t(h.columns) || info.height != uint32_t(h.rows) ||
            info.component_count != h.samples || info.bits_per_sample > h.bitsAllocated)
            return failed("size differs from the header's");
        RawFrame raw = emptyFrame(h);
        raw.planar = decoder.interleave_mode() == charls::interleave_mode::none;
        const size_t need = decoder.destination_size();
        if (need == size_t(raw.bytes.size())) {
            decoder.decode(raw.bytes.data(), need);
            return raw;
        }
        // Eight bits or fewer in sixteen-bit words.
        const qint64 count = qint64(h.rows) * h.columns * h.samples;
        if (h.bitsAllocated != 16 || qint64(need) != count)
            return failed("bits allocated");
        QByteArray narrow(count, Qt::Uninitialized);
        decoder.decode(narrow.data(), need);
        auto *out = reinterpret_cast<uint16_t *>(raw.bytes.data());
        for (qint64 i = 0; i < count; ++i)
            out[i] = uchar(narrow[i]);
        return raw;
    } catch (const std::exception &e) {
        return failed(e.what());
    }
}

} // namespace lastra::dicom
