#include "FrameStrip.h"

#include <QtEndian>

#include <cstring>
#include <zlib.h>

namespace lastra::deid {
namespace {

using Stripped = std::optional<QByteArray>;

quint16 big16(QByteArrayView in, qsizetype at) {
    return qFromBigEndian<quint16>(in.data() + at);
}

void segment(QByteArray &out, uchar marker, QByteArrayView body) {
    const quint16 length = quint16(body.size() + 2);
    out.append('\xff').append(char(marker));
    out.append(char(length >> 8)).append(char(length & 0xff)).append(body);
}

// Tables whose length follows from their content hold nothing else.
bool wholeTable(uchar marker, QByteArrayView body) {
    qsizetype at = 0;
    if (marker == 0xdb) {
        while (at < body.size())
            at += 1 + (uchar(body[at]) >> 4 ? 128 : 64);
        return at == body.size();
    }
    if (marker == 0xc4) {
        while (body.size() - at >= 17) {
            qsizetype codes = 0;
            for (int i = 1; i <= 16; ++i)
                codes += uchar(body[at + i]);
            at += 17 + codes;
        }
        return at == body.size();
    }
    if (marker == 0xdd || marker == 0xdc)
        return body.size() == 2 || marker == 0xdd;
    if (marker == 0xda)
        return !body.isEmpty() && body.size() == 4 + 2 * qsizetype(uchar(body[0]));
    if (marker == 0xcc)
        return body.size() % 2 == 0 && body.size() <= 32;
    if (marker == 0xf8)
        return !body.isEmpty() && (body[0] != 1 || body.size() == 11);
    return body.size() >= 6 && body.size() == 6 + 3 * qsizetype(uchar(body[5])); // frame
}

// JPEG and JPEG-LS (ITU-T T.81 annex B, T.87 annex C).
Stripped jpeg(QByteArrayView in) {
    if (!in.startsWith("\xff\xd8"))
        return {};
    QByteArray out("\xff\xd8");
    out.reserve(in.size());
    bool scanned = false, ls = false;
    for (qsizetype at = 2;;) {
        if (in.size() - at < 2 || uchar(in[at]) != 0xff)
            return {};
        while (in.size() - at > 2 && uchar(in[at + 1]) == 0xff)
            ++at;
        const uchar marker = uchar(in[at + 1]);
        at += 2;
        if (marker == 0xd9)
            return scanned ? Stripped(out.append("\xff\xd9")) : Stripped();
        const bool known = (marker >= 0xc0 && marker <= 0xcf && marker != 0xc8) ||
                           (marker >= 0xda && marker <= 0xdd) || marker == 0xf7 || marker == 0xf8;
        const bool extra = (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
        if ((!known && !extra) || in.size() - at < 2 || big16(in, at) < 2 ||
            big16(in, at) > in.size() - at)
            return {};
        const QByteArrayView body = in.sliced(at + 2, big16(in, at) - 2);
        at += 2 + body.size();
        if (extra) {
            if (marker == 0xe0 && body.size() >= 14 && body.startsWith(QByteArrayView("JFIF\0", 5)))
                segment(out, marker, body.first(12).toByteArray().append(2, '\0'));
            else if (marker == 0xe8 && body.size() >= 5 && body.startsWith("mrfx"))
                segment(out, marker, body.first(5));
            else if (marker == 0xee && body.size() >= 12 && body.startsWith("Adobe"))
                segment(out, marker, QByteArray("Adobe\0\x64\0\0\0\0", 11).append(body[11]));
            continue;
        }
        if (!wholeTable(marker, body))
            return {};
        ls = ls || marker == 0xf7;
        segment(out, marker, body);
        if (marker != 0xda)
            continue;
        scanned = true;
        const qsizetype start = at;
        for (;;) {
            const void *next = at < in.size()
                                   ? std::memchr(in.data() + at, 0xff, size_t(in.size() - at))
                                   : nullptr;
            if (!next)
                return {}; // no end: nobody knows where the picture stops
            at = static_cast<const char *>(next) - in.data();
            if (in.size() - at < 2)
                return {};
            const uchar follower = uchar(in[at + 1]);
            const bool coded = ls ? follower < 0x80 : follower == 0;
            if (!coded && (follower < 0xd0 || follower > 0xd7))
                break;
            at += 2;
        }
        out.append(in.sliced(start, at - start));
    }
}

// JPEG 2000 and its high-throughput form (ITU-T T.800 annex A).
Stripped jpeg2000(QByteArrayView in) {
    if (!in.startsWith("\xff\x4f"))
        return {};
    QByteArray header, lengths, tiles;
    bool shrunk = false;
    qsizetype at = 2;
    // Segments up to a marker of one of the two kinds that end a header.
    const auto segments = [&](QByteArray &out, uchar end) {
        while (in.size() - at >= 4 && uchar(in[at]) == 0xff) {
            const uchar marker = uchar(in[at + 1]);
            if (marker == end)
                return true;
            const quint16 length = big16(in, at + 2);
            if (marker < 0x50 || marker > 0x64 || length < 2 || length > in.size() - at - 2)
                return false;
            const QByteArrayView whole = in.sliced(at, 2 + length);
            at += whole.size();
            if (marker == 0x64)
                shrunk = shrunk || end == 0x93;
            else
                (marker == 0x55 ? lengths : out).append(whole);
        }
        return false;
    };
    if (!segments(header, 0x90))
        return {};
    while (in.size() - at >= 12 && uchar(in[at]) == 0xff && uchar(in[at + 1]) == 0x90) {
        const qsizetype start = at;
        if (big16(in, at + 2) != 10)
            return {};
        quint32 length = qFromBigEndian<quint32>(in.data() + at + 6);
        QByteArray part = in.sliced(at, 12).toByteArray();
        at += 12;
        if (!segments(part, 0x93))
            return {};
        qsizetype stop = start + length;
        if (length == 0) { // to the end of the code stream
            const qsizetype end = in.sliced(at).indexOf("\xff\xd9");
            stop = end < 0 ? -1 : at + end;
        }
        if (stop < at + 2 || stop > in.size())
            return {};
        part.append(in.sliced(at, stop - at));
        at = stop;
        if (length)
            qToBigEndian(quint32(part.size()), part.data() + 6);
        tiles.append(part);
    }
    const QByteArrayView rest = in.sliced(at);
    if (tiles.isEmpty() || (!rest.startsWith("\xff\xd9") && rest.size() > 1))
        return {};
    // Lengths of tile parts may be left out, and are wrong once a header became shorter.
    return QByteArray("\xff\x4f") + header + (shrunk ? QByteArray() : lengths) + tiles + "\xff\xd9";
}

// PS3.5 annex G.
Stripped rle(QByteArrayView in, const FrameShape &shape) {
    // Pixels of one bit are packed, and make one plane of bytes.
    const bool packed = shape.bitsAllocated < 8;
    const int planes = shape.samples * (packed ? 1 : shape.bitsAllocated / 8);
    const qint64 bytes = packed ? (shape.pixels * shape.bitsAllocated + 7) / 8 : shape.pixels;
    const auto word = [&](int i) { return qFromLittleEndian<quint32>(in.data() + 4 * i); };
    if (in.size() < 64 || planes < 1 || planes > 15 || word(0) != quint32(planes))
        return {};
    QByteArray out(64, '\0');
    qToLittleEndian(quint32(planes), out.data());
    for (int plane = 0; plane < planes; ++plane) {
        const qint64 start = word(plane + 1);
        if (start < 64 || start > in.size())
            return {};
        qsizetype at = start;
        qint64 made = 0;
        while (made < bytes) {
            if (at >= in.size())
                return {};
            const int code = static_cast<signed char>(in[at]);
            at += code >= 0 ? 2 + code : code == -128 ? 1 : 2;
            made += code >= 0 ? 1 + code : code == -128 ? 0 : 1 - code;
        }
        if (made != bytes || at > in.size())
            return {};
        qToLittleEndian(quint32(out.size()), out.data() + 4 * (plane + 1));
        out.append(in.sliced(start, at - start));
        if (out.size() % 2)
            out.append('\0');
    }
    return out;
}

// PS3.5 annex A.4.13: raw deflate, each frame by itself.
Stripped deflated(QByteArrayView in, const FrameShape &shape) {
    const qint64 size = (shape.pixels * shape.samples * shape.bitsAllocated + 7) / 8;
    z_stream z{};
    if (size > (1LL << 31) || inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return {};
    QByteArray plain(size + 2, Qt::Uninitialized);
    z.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(in.data()));
    z.avail_in = uInt(in.size());
    z.next_out = reinterpret_cast<Bytef *>(plain.data());
    z.avail_out = uInt(plain.size());
    const bool ended = inflate(&z, Z_FINISH) == Z_STREAM_END;
    const qint64 made = qint64(z.total_out), used = qint64(z.total_in);
    inflateEnd(&z);
    const bool padded = made == size + 1 && size % 2 && plain[size] == 0;
    return ended && (made == size || padded) ? Stripped(in.first(used).toByteArray()) : Stripped();
}
} // namespace

std::optional<FrameCoding> frameCoding(const QByteArray &transferSyntax) {
    const QByteArray root = "1.2.840.10008.1.2.";
    if (transferSyntax == root + "5")
        return FrameCoding::Rle;
    if (transferSyntax == root + "8.1")
        return FrameCoding::Deflate;
    if (!transferSyntax.startsWith(root + "4."))
        return {};
    const int number = transferSyntax.mid(root.size() + 2).toInt();
    if (number >= 50 && number <= 81)
        return FrameCoding::Jpeg;
    if ((number >= 90 && number <= 93) || (number >= 201 && number <= 203))
        return FrameCoding::Jpeg2000;
    return {};
}

Stripped strippedFrame(FrameCoding coding, QByteArrayView stream, const FrameShape &shape) {
    switch (coding) {
    case FrameCoding::Jpeg:
        return jpeg(stream);
    case FrameCoding::Jpeg2000:
        return jpeg2000(stream);
    case FrameCoding::Rle:
        return rle(stream, shape);
    case FrameCoding::Deflate:
        return deflated(stream, shape);
    }
    return {};
}

} // namespace lastra::deid
