// RLE Lossless (PS3.5 annex G) and Deflated Image Frame Compression (annex A.4.13): both short, and
// one-bit images, which DCMTK's RLE decoder refuses, come as well.
#include "Pixels.h"

#include <QtEndian>

#include <zlib.h>

namespace lastra::dicom {

namespace {

// PackBits into every `step`-th byte. Stops at the end of either side; how many were written.
qint64 unpack(const QByteArray &in, qint64 at, qint64 end, char *out, qint64 count, int step) {
    qint64 done = 0;
    while (at < end && done < count) {
        const int n = uchar(in[at++]);
        if (n < 128) {
            for (int i = 0; i <= n && at < end && done < count; ++i)
                out[step * done++] = in[at++];
        } else if (n > 128 && at < end) {
            for (int i = 0; i < 257 - n && done < count; ++i)
                out[step * done++] = in[at];
            ++at;
        }
    }
    return done;
}

} // namespace

RawFrame emptyFrame(const Header &h) {
    RawFrame raw;
    raw.rows = h.rows;
    raw.columns = h.columns;
    raw.samples = h.samples;
    raw.bitsAllocated = h.bitsAllocated;
    raw.bitsStored = h.bitsStored;
    raw.highBit = h.highBit;
    raw.isSigned = h.isSigned;
    raw.photometric = h.photometric;
    const qint64 bits = qint64(h.rows) * h.columns * h.samples * h.bitsAllocated;
    raw.bytes = QByteArray((bits + 7) / 8, Qt::Uninitialized);
    return raw;
}

core::Result<RawFrame> decodeRle(const Header &h, const QByteArray &bytes, const QString &name) {
    const auto failed = [&] { return core::fail("dicom.decodeFailed", {name}); };
    if (bytes.size() < 64)
        return failed();
    const auto word = [head = bytes.cbegin()](int n) {
        return qFromLittleEndian<quint32>(head + 4 * n);
    };
    RawFrame raw = emptyFrame(h);
    const int width = std::max(1, h.bitsAllocated / 8); // bytes of a sample
    const int step = width * h.samples;
    if (word(0) != quint32(step) || step > 15)
        return failed();
    const qint64 count = raw.bytes.size() / step;
    for (int segment = 0; segment < step; ++segment) {
        const qint64 from = word(segment + 1);
        const qint64 to = segment + 1 < step ? qint64(word(segment + 2)) : bytes.size();
        if (from < 64 || to < from || to > bytes.size())
            return failed();
        // One segment a byte of a sample, the highest first.
        const int place = segment / width * width + (width - 1 - segment % width);
        if (unpack(bytes, from, to, raw.bytes.data() + place, count, step) < count)
            return failed();
    }
    return raw;
}

core::Result<RawFrame> decodeDeflatedFrame(const Header &h, const QByteArray &bytes,
                                           const QString &name) {
    RawFrame raw = emptyFrame(h);
    raw.planar = h.planar == 1;
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return core::fail("dicom.decodeFailed", {name});
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(raw.bytes.data());
    stream.avail_out = uInt(raw.bytes.size()); // a bomb stops where the image ends
    inflate(&stream, Z_FINISH);
    const bool whole = stream.avail_out == 0;
    inflateEnd(&stream);
    if (!whole)
        return core::fail("dicom.decodeFailed", {name});
    return raw;
}

} // namespace lastra::dicom
