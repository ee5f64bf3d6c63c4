#include "PixelCheck.h"

#include "lastra/dicom/Samples.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>

namespace lastra::deid {
namespace {

using dicom::Tag;

constexpr Tag kPixelData(0x7fe00010);

bool sameBytes(const RawElement &a, const RawElement &b, bool bigEndian) {
    if (a.encapsulated != b.encapsulated || b.value.size() - a.value.size() > 1 ||
        b.value.size() < a.value.size())
        return false;
    if (!bigEndian || a.encapsulated)
        return std::memcmp(a.value.data(), b.value.data(), size_t(a.value.size())) == 0;
    QByteArray turned = a.value.toByteArray();
    const int word = dicom::wordSize(a.vr);
    for (qsizetype i = 0; word > 1 && i + word <= turned.size(); i += word)
        std::reverse(turned.begin() + i, turned.begin() + i + word);
    return b.value.startsWith(turned);
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
        const bool same =
            a && b &&
            (coded ? sameSamples(original, released, *b) : sameBytes(*a, *b, original.bigEndian()));
        if (!same)
            report("pixels", Tag(number).toString());
    }
}

} // namespace lastra::deid
