#include "PixelCheck.h"

#include "FrameCheck.h"
#include "lastra/dicom/Samples.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lastra::deid {
namespace {

using dicom::Tag;
namespace VR = dicom::VR;

constexpr Tag kPixelData(0x7fe00010);

qint64 number(const RawFile &file, quint32 tag, qint64 fallback) {
    const RawElement *e = file.top(Tag(tag));
    if (!e || e->value.isEmpty())
        return fallback;
    if (e->vr != VR::US)
        return e->trimmed().split('\\').first().trimmed().toLongLong();
    if (e->value.size() < 2)
        return fallback;
    return file.bigEndian() ? qFromBigEndian<quint16>(e->value.data())
                            : qFromLittleEndian<quint16>(e->value.data());
}

struct Shape {
    qint64 pixels, samples, bits, frames;
    explicit Shape(const RawFile &file)
        : pixels(number(file, 0x00280010, 0) * number(file, 0x00280011, 0)),
          samples(number(file, 0x00280002, 1)), bits(number(file, 0x00280100, 0)),
          frames(std::max<qint64>(1, number(file, 0x00280008, 1))) {
        const RawElement *photometric = file.top(Tag(0x00280004));
        if (photometric && photometric->trimmed() == "YBR_FULL_422" && samples == 3)
            stored = 2;
        else
            stored = samples;
    }
    qint64 stored; // samples of a pixel in native form
};

// The pixels of the original, all of them and nothing after but one zero that makes it even.
bool sameNative(const RawElement &a, const RawElement &b, const RawFile &original) {
    const Shape shape(original);
    const qint64 bits = a.tag == kPixelData ? shape.bits : a.tag == Tag(0x7fe00008) ? 32 : 64;
    const double size = double(shape.pixels) * double(shape.stored * shape.frames * bits) / 8;
    if (size <= 0 || size > double(a.value.size()))
        return a.value.isEmpty() && b.value.isEmpty();
    const auto want = qsizetype(std::ceil(size));
    if (b.value.size() != want + want % 2 || (want % 2 && b.value.back() != 0))
        return false;
    if (!original.bigEndian())
        return std::memcmp(a.value.data(), b.value.data(), size_t(want)) == 0;
    QByteArray turned = a.value.toByteArray();
    const int word = dicom::wordSize(a.vr);
    for (qsizetype i = 0; word > 1 && i + word <= turned.size(); i += word)
        std::reverse(turned.begin() + i, turned.begin() + i + word);
    return b.value.startsWith(QByteArrayView(turned).first(want));
}

QByteArrayView valueOf(const RawFile &file, quint32 tag) {
    const RawElement *e = file.top(Tag(tag));
    return e ? e->value : QByteArrayView();
}

// Frame by frame what a decoder uses is the same, and the released one holds nothing else.
bool sameCoded(const RawElement &a, const RawElement &b, const RawFile &original,
               const RawFile &released) {
    QByteArray syntax;
    for (const RawElement &e : released.meta())
        if (e.tag == Tag(0x00020010))
            syntax = e.trimmed();
    const Shape shape(released);
    const QByteArrayView offsets = valueOf(released, 0x7fe00001);
    const FrameList before = framesOf(a.value, shape.frames, valueOf(original, 0x7fe00001)),
                    after = framesOf(b.value, shape.frames, offsets);
    if (before.streams.empty() || before.streams.size() != after.streams.size() ||
        !after.tableRight || (!offsets.isEmpty() && offsets.size() != 8 * shape.frames))
        return false;
    const qint64 bits = shape.pixels * shape.samples * shape.bits;
    const qint64 frame = (bits + 7) / 8;
    const qint64 plane = shape.bits < 8 ? frame : shape.pixels; // single bits are packed
    qint64 place = 0;
    for (size_t n = 0; n < after.streams.size(); ++n) {
        const FrameContent was = frameContent(syntax, before.streams[n], plane, frame);
        const FrameContent is = frameContent(syntax, after.streams[n], plane, frame);
        if (!was.known || !is.known || !is.bare || was.digest != is.digest)
            return false;
        if (!offsets.isEmpty() &&
            qint64(qFromLittleEndian<quint64>(offsets.data() + 8 * n)) != place)
            return false;
        place += 8 + after.streams[n].size();
    }
    return true;
}

// An offset table, then one fragment a frame that begins and ends as a code stream of JPEG-LS and
// holds no segment in which something else could travel (comments, application data).
bool onlyFrames(QByteArrayView value, int frames) {
    qsizetype at = 0;
    const auto word = [&](qsizetype place) {
        return qFromLittleEndian<quint32>(value.data() + place);
    };
    const auto item = [&](QByteArrayView &content) {
        if (value.size() - at < 8 || word(at) != 0xe000fffe || word(at + 4) > value.size() - at - 8)
            return false;
        content = value.sliced(at + 8, word(at + 4));
        at += 8 + content.size();
        return true;
    };
    QByteArrayView table, stream;
    if (!item(table) || table.size() != qsizetype(frames) * 4)
        return false;
    const qsizetype base = at;
    for (int n = 0; n < frames; ++n) {
        if (qsizetype(qFromLittleEndian<quint32>(table.data() + 4 * n)) != at - base ||
            !item(stream))
            return false;
        if (stream.endsWith('\0'))
            stream.chop(1);
        if (!stream.startsWith("\xff\xd8") || !stream.endsWith("\xff\xd9"))
            return false;
        qsizetype place = 2;
        bool scan = false;
        while (!scan) {
            if (stream.size() - place < 4 || uchar(stream[place]) != 0xff)
                return false;
            const uchar marker = uchar(stream[place + 1]);
            // Frame, preset parameters, scan.
            if (marker != 0xf7 && marker != 0xf8 && marker != 0xda)
                return false;
            const quint16 length = qFromBigEndian<quint16>(stream.data() + place + 2);
            if (marker == 0xf8 && length != 13)
                return false;
            scan = marker == 0xda;
            place += 2 + length;
        }
        // Within the coded data no byte above 7F follows FF: the first marker is the end.
        for (; place + 2 < stream.size(); ++place)
            if (uchar(stream[place]) == 0xff && uchar(stream[place + 1]) >= 0x80)
                return false;
    }
    return value.size() - at == 8 && word(at) == 0xe0ddfffe && word(at + 4) == 0;
}

bool sameShape(const dicom::Header &a, const dicom::Header &b) {
    return a.rows == b.rows && a.columns == b.columns && a.frames == b.frames &&
           a.samples == b.samples && a.bitsAllocated == b.bitsAllocated &&
           a.bitsStored == b.bitsStored && a.highBit == b.highBit && a.isSigned == b.isSigned &&
           a.photometric == b.photometric && !b.floatPixels && !b.doublePixels;
}

bool sameSamples(const RawFile &original, const RawFile &released, const RawElement &pixels) {
    const auto a = dicom::Samples::open(original.path());
    const auto b = dicom::Samples::open(released.path());
    if (!a || !b || b->header().transferSyntax != u"1.2.840.10008.1.2.4.80" ||
        !sameShape(a->header(), b->header()) || !onlyFrames(pixels.value, b->header().frames))
        return false;
    for (int n = 0; n < a->header().frames; ++n) {
        const auto before = a->frame(n), after = b->frame(n);
        if (!before || !after || *before != *after)
            return false;
    }
    return true;
}
} // namespace

void checkPixels(const RawFile &original, const RawFile &released,
                 const std::function<void(const char *check, const QString &where)> &report) {
    for (const quint32 number : {0x7fe00008u, 0x7fe00009u, 0x7fe00010u}) {
        const RawElement *a = original.top(Tag(number));
        const RawElement *b = released.top(Tag(number));
        if (!a && !b)
            continue;
        const bool coded = a && b && !a->encapsulated && b->encapsulated && a->tag == kPixelData;
        const bool same = a && b &&
                          (coded ? sameSamples(original, released, *b)
                           : a->encapsulated != b->encapsulated ? false
                           : a->encapsulated ? sameCoded(*a, *b, original, released)
                                             : sameNative(*a, *b, original));
        if (!same)
            report("pixels", Tag(number).toString());
    }
}

} // namespace lastra::deid
