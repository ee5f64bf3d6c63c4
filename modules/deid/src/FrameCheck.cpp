#include "FrameCheck.h"

#include "lastra/core/Digest.h"

#include <QtEndian>

#include <zlib.h>

namespace lastra::deid {
namespace {

class Reader {
public:
    explicit Reader(QByteArrayView bytes) : m_bytes(bytes) {}
    [[nodiscard]] qsizetype left() const { return m_bytes.size() - m_at; }
    [[nodiscard]] bool has(qsizetype count) const { return left() >= count; }
    [[nodiscard]] int peek(qsizetype ahead = 0) const {
        return has(ahead + 1) ? uchar(m_bytes[m_at + ahead]) : -1;
    }
    [[nodiscard]] int word() const { return has(2) ? peek() << 8 | peek(1) : -1; }
    QByteArrayView take(qsizetype count) {
        count = std::min(count, left());
        m_at += count;
        return m_bytes.sliced(m_at - count, count);
    }
    [[nodiscard]] qsizetype at() const { return m_at; }

private:
    QByteArrayView m_bytes;
    qsizetype m_at = 0;
};

// One zero makes an odd stream even.
bool onlyPadding(Reader &in) {
    return in.left() == 0 || (in.left() == 1 && in.at() % 2 == 1 && in.peek() == 0);
}

FrameContent jpegContent(QByteArrayView stream) {
    FrameContent out;
    Reader in(stream);
    core::Sha256Hasher hash;
    bool bare = true, lossless = false;
    if (in.word() != 0xffd8)
        return out;
    in.take(2);
    while (in.has(2)) {
        if (in.peek() != 0xff)
            return out;
        if (in.peek(1) == 0xff) { // fill
            in.take(1);
            bare = false;
            continue;
        }
        const int marker = in.peek(1);
        in.take(2);
        if (marker == 0xd9) {
            out = {true, bare && onlyPadding(in), core::hex(hash.finish())};
            return out;
        }
        const int length = in.word();
        if (length < 2 || !in.has(length))
            return out;
        const QByteArrayView body = in.take(length).sliced(2);
        if (marker == 0xfe || (marker >= 0xe0 && marker <= 0xef)) {
            const bool jfif = marker == 0xe0 && body.size() == 14 &&
                              body.startsWith(QByteArrayView("JFIF\0", 5)) && body[12] == 0 &&
                              body[13] == 0;
            const bool colour = marker == 0xe8 && body.size() == 5 && body.startsWith("mrfx");
            const bool adobe = marker == 0xee && body.size() == 12 &&
                               body.startsWith(QByteArrayView("Adobe\0\x64\0\0\0\0", 11));
            bare = bare && (jfif || colour || adobe);
            // What they say of colours counts, wherever else they differ.
            if (marker == 0xee && body.startsWith("Adobe") && body.size() >= 12)
                hash.add(body.sliced(11, 1));
            if (marker == 0xe8 && body.startsWith("mrfx") && body.size() >= 5)
                hash.add(body.sliced(4, 1));
            continue;
        }
        lossless = lossless || marker == 0xf7;
        const char name = char(marker);
        hash.add(&name, 1);
        hash.add(body);
        if (marker != 0xda)
            continue;
        qsizetype coded = 0;
        for (;; ++coded) {
            const int here = in.peek(coded), next = in.peek(coded + 1);
            if (next < 0)
                return out;
            const bool inside = next >= 0xd0 && next <= 0xd7;
            if (here == 0xff && !inside && (lossless ? next >= 0x80 : next != 0))
                break;
        }
        hash.add(in.take(coded));
    }
    return out;
}

FrameContent jpeg2000Content(QByteArrayView stream) {
    FrameContent out;
    Reader in(stream);
    core::Sha256Hasher hash;
    bool bare = true;
    if (in.word() != 0xff4f)
        return out;
    in.take(2);
    qsizetype partEnd = -1; // of the tile part at hand; 0: with the stream
    while (in.has(2)) {
        const int marker = in.word();
        if (marker == 0xffd9) {
            in.take(2);
            return {true, bare && onlyPadding(in), core::hex(hash.finish())};
        }
        if (marker == 0xff93) {
            if (partEnd < 0)
                return out;
            qsizetype size = partEnd - in.at();
            if (partEnd == 0)
                size = stream.sliced(in.at()).indexOf("\xff\xd9");
            if (size < 2 || size > in.left())
                return out;
            hash.add(in.take(size));
            partEnd = -1;
            continue;
        }
        if (marker < 0xff50 || marker > 0xff90)
            break;
        const qsizetype start = in.at();
        in.take(2);
        const int length = in.word();
        if (length < 2 || !in.has(length))
            return out;
        const QByteArrayView body = in.take(length).sliced(2);
        if (marker == 0xff90) {
            if (body.size() != 8)
                return out;
            const quint32 part = qFromBigEndian<quint32>(body.data() + 2);
            partEnd = part == 0 ? 0 : start + part;
            hash.add(body.first(2));
            hash.add(body.sliced(6));
        } else if (marker == 0xff64) {
            bare = false;
        } else if (marker != 0xff55) { // lengths of tile parts: checked by walking them
            hash.add(stream.sliced(start, 2 + length));
        }
    }
    // Some writers leave the end out: then the stream ends with its last tile part.
    const bool whole = partEnd < 0 && in.at() > 2 && in.left() <= 1;
    return {whole, false, whole ? core::hex(hash.finish()) : QByteArray()};
}

FrameContent rleContent(QByteArrayView stream, qint64 planeBytes, qint64 frameBytes) {
    if (stream.size() < 64 || planeBytes <= 0)
        return {};
    core::Sha256Hasher hash;
    const auto offset = [&](int i) { return qFromLittleEndian<quint32>(stream.data() + 4 * i); };
    const quint32 count = offset(0);
    if (count == 0 || count > 15 || qint64(count) * planeBytes != frameBytes)
        return {};
    bool bare = true;
    qint64 end = 64;
    for (int i = 1; i <= 15; ++i) {
        if (i > int(count)) {
            bare = bare && offset(i) == 0;
            continue;
        }
        if (offset(i) < 64 || offset(i) > stream.size())
            return {};
        bare = bare && offset(i) == end;
        Reader in(stream.sliced(offset(i)));
        QByteArray plane;
        plane.reserve(planeBytes);
        while (plane.size() < planeBytes) {
            const int code = in.peek();
            if (code < 0)
                return {};
            in.take(1);
            if (code < 128)
                plane.append(in.take(code + 1));
            else if (code > 128)
                plane.append(QByteArray(257 - code, in.has(1) ? in.take(1)[0] : char(0)));
        }
        if (plane.size() != planeBytes)
            return {};
        hash.add(plane);
        end = offset(i) + in.at();
        if (end % 2 && end < stream.size())
            bare = bare && stream[end++] == 0;
    }
    return {true, bare && end == stream.size(), core::hex(hash.finish())};
}

FrameContent deflatedContent(QByteArrayView stream, qint64 frameBytes) {
    z_stream z{};
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return {};
    core::Sha256Hasher hash;
    QByteArray chunk(64 << 10, '\0');
    z.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(stream.data()));
    z.avail_in = uInt(stream.size());
    int state = Z_OK;
    qint64 made = 0;
    while (state == Z_OK && made <= frameBytes + 1) {
        z.next_out = reinterpret_cast<Bytef *>(chunk.data());
        z.avail_out = uInt(chunk.size());
        state = inflate(&z, Z_NO_FLUSH);
        const qsizetype size = chunk.size() - qsizetype(z.avail_out);
        hash.add(QByteArrayView(chunk).first(size));
        made += size;
    }
    Reader rest(stream);
    rest.take(qsizetype(z.total_in));
    inflateEnd(&z);
    const bool good = state == Z_STREAM_END && made >= frameBytes && made <= frameBytes + 1;
    return {good, good && onlyPadding(rest), core::hex(hash.finish())};
}
} // namespace

FrameContent frameContent(const QByteArray &transferSyntax, QByteArrayView stream,
                          qint64 planeBytes, qint64 frameBytes) {
    if (transferSyntax == "1.2.840.10008.1.2.5")
        return rleContent(stream, planeBytes, frameBytes);
    if (transferSyntax == "1.2.840.10008.1.2.8.1")
        return deflatedContent(stream, frameBytes);
    if (stream.startsWith("\xff\xd8"))
        return jpegContent(stream);
    if (stream.startsWith("\xff\x4f"))
        return jpeg2000Content(stream);
    return {};
}

FrameList framesOf(QByteArrayView encapsulated, qint64 frames, QByteArrayView offsets) {
    struct Fragment {
        QByteArrayView content;
        qint64 start;
    };
    std::vector<Fragment> fragments;
    FrameList out;
    Reader in(encapsulated);
    QByteArrayView table;
    qint64 base = -1;
    while (in.has(8)) {
        const qint64 start = in.at();
        const QByteArrayView header = in.take(8);
        const auto size = qFromLittleEndian<quint32>(header.data() + 4);
        if (!header.startsWith(QByteArrayView("\xfe\xff\x00\xe0", 4)) || !in.has(size))
            break;
        const QByteArrayView content = in.take(size);
        if (base < 0) {
            table = content;
            base = in.at();
        } else {
            fragments.push_back({content, start - base});
        }
    }
    const auto count = qint64(fragments.size());
    if (frames < 1 || count < frames)
        return out;
    // Where frames begin, by the first of these that says it.
    std::vector<qint64> begins;
    const auto entry = [&](qint64 n) {
        return table.size() == 4 * frames
                   ? qint64(qFromLittleEndian<quint32>(table.data() + 4 * n))
                   : qint64(qFromLittleEndian<quint64>(offsets.data() + 8 * n));
    };
    const bool told = table.size() == 4 * frames || offsets.size() == 8 * frames;
    for (qint64 i = 0; i < count; ++i) {
        const auto n = qint64(begins.size());
        const QByteArrayView content = fragments[size_t(i)].content;
        const bool begin =
            count == frames ? true
            : frames == 1   ? i == 0
            : told          ? n < frames && entry(n) == fragments[size_t(i)].start
                   : content.startsWith("\xff\xd8\xff") || content.startsWith("\xff\x4f\xff");
        if (begin)
            begins.push_back(i);
    }
    if (qint64(begins.size()) != frames || begins[0] != 0)
        return out;
    out.joined.resize(size_t(frames));
    out.tableRight = table.isEmpty() || table.size() == 4 * frames;
    for (qint64 n = 0; n < frames; ++n) {
        const qint64 first = begins[size_t(n)];
        const qint64 end = n + 1 < frames ? begins[size_t(n + 1)] : count;
        if (table.size() == 4 * frames)
            out.tableRight = out.tableRight && qFromLittleEndian<quint32>(table.data() + 4 * n) ==
                                                   fragments[size_t(first)].start;
        if (end - first == 1) {
            out.streams.push_back(fragments[size_t(first)].content);
            continue;
        }
        for (qint64 i = first; i < end; ++i)
            out.joined[size_t(n)].append(fragments[size_t(i)].content);
        out.streams.push_back(out.joined[size_t(n)]);
    }
    return out;
}

} // namespace lastra::deid
