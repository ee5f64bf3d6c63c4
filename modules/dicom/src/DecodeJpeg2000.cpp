#include "Pixels.h"

#include <algorithm>
#include <cstring>
#include <openjpeg.h>

namespace lastra::dicom {

namespace {

struct Memory {
    const char *data;
    OPJ_SIZE_T size, at = 0;
};

OPJ_SIZE_T readBytes(void *to, OPJ_SIZE_T count, void *user) {
    auto *m = static_cast<Memory *>(user);
    if (m->at >= m->size)
        return OPJ_SIZE_T(-1);
    count = std::min(count, m->size - m->at);
    std::memcpy(to, m->data + m->at, count);
    m->at += count;
    return count;
}

OPJ_OFF_T skipBytes(OPJ_OFF_T count, void *user) {
    auto *m = static_cast<Memory *>(user);
    if (count < 0)
        return -1;
    const OPJ_SIZE_T step = std::min(OPJ_SIZE_T(count), m->size - m->at);
    m->at += step;
    return OPJ_OFF_T(step);
}

OPJ_BOOL seekBytes(OPJ_OFF_T to, void *user) {
    auto *m = static_cast<Memory *>(user);
    if (to < 0 || OPJ_SIZE_T(to) > m->size)
        return OPJ_FALSE;
    m->at = OPJ_SIZE_T(to);
    return OPJ_TRUE;
}

// Codec and stream are the same type (void *) to C++: one deleter each.
struct Codec {
    opj_codec_t *handle = nullptr;
    ~Codec() { opj_destroy_codec(handle); }
};
struct Stream {
    opj_stream_t *handle = nullptr;
    ~Stream() { opj_stream_destroy(handle); }
};
struct Decoded {
    opj_image_t *image = nullptr;
    ~Decoded() { opj_image_destroy(image); }
};

} // namespace

core::Result<RawFrame> decodeJpeg2000(const Header &h, const QByteArray &bytes,
                                      const QString &name) {
    const auto failed = [&](const char *why) {
        return core::fail("dicom.decodeFailed", {name}, QString::fromLatin1(why));
    };
    if (h.bitsAllocated != 1 && h.bitsAllocated != 8 && h.bitsAllocated != 16)
        return failed("bits allocated");
    Memory memory{bytes.constData(), OPJ_SIZE_T(bytes.size())};
    const bool boxed = bytes.size() > 8 && std::memcmp(bytes.constData() + 4, "jP", 2) == 0;
    const Codec codec{opj_create_decompress(boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K)};
    const Stream stream{opj_stream_create(1 << 16, OPJ_TRUE)};
    if (!codec.handle || !stream.handle)
        return failed("memory");
    opj_stream_set_user_data(stream.handle, &memory, nullptr);
    opj_stream_set_user_data_length(stream.handle, memory.size);
    opj_stream_set_read_function(stream.handle, readBytes);
    opj_stream_set_skip_function(stream.handle, skipBytes);
    opj_stream_set_seek_function(stream.handle, seekBytes);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    if (!opj_setup_decoder(codec.handle, &parameters))
        return failed("set-up");
    Decoded decoded;
    const bool read = opj_read_header(stream.handle, codec.handle, &decoded.image);
    const opj_image_t *image = decoded.image;
    if (!read || !image)
        return failed("header");
    // Checked before any pixel memory is asked for.
    if (image->numcomps != OPJ_UINT32(h.samples))
        return failed("components");
    for (OPJ_UINT32 c = 0; c < image->numcomps; ++c) {
        const opj_image_comp_t &comp = image->comps[c];
        if (comp.w != OPJ_UINT32(h.columns) || comp.h != OPJ_UINT32(h.rows) || comp.dx != 1 ||
            comp.dy != 1 || comp.prec > 16)
            return failed("size differs from the header's");
    }
    if (!opj_decode(codec.handle, stream.handle, decoded.image))
        return failed("code stream");
    // A code stream that ends too early leaves zeros; OpenJPEG only warns.

    RawFrame raw;
    raw.rows = h.rows;
    raw.columns = h.columns;
    raw.samples = h.samples;
    raw.bitsAllocated = h.bitsAllocated == 1 ? 8 : h.bitsAllocated;
    raw.bitsStored = h.bitsAllocated == 1 ? 1 : h.bitsStored;
    raw.highBit = raw.bitsStored - 1;
    raw.isSigned = h.isSigned;
    // OpenJPEG has undone the colour transform of the code stream.
    raw.photometric = h.photometric == u"YBR_ICT" || h.photometric == u"YBR_RCT"
                          ? QStringLiteral("RGB")
                          : h.photometric;
    const auto count = size_t(h.rows) * size_t(h.columns);
    const auto samples = size_t(h.samples);
    raw.bytes =
        QByteArray(qsizetype(count * samples * size_t(raw.bitsAllocated) / 8), Qt::Uninitialized);
    for (size_t c = 0; c < samples; ++c) {
        const OPJ_INT32 *in = image->comps[c].data;
        if (!in)
            return failed("no data");
        if (raw.bitsAllocated == 8) {
            auto *out = reinterpret_cast<uint8_t *>(raw.bytes.data());
            for (size_t i = 0; i < count; ++i)
                out[i * samples + c] = uint8_t(in[i]);
        } else {
            auto *out = reinterpret_cast<uint16_t *>(raw.bytes.data());
            for (size_t i = 0; i < count; ++i)
                out[i * samples + c] = uint16_t(in[i]);
        }
    }
    return raw;
}

} // namespace lastra::dicom
