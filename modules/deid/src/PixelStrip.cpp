#include "PixelStrip.h"

#include "FrameStrip.h"

#include <QtEndian>

#include <vector>

namespace lastra::deid {
namespace {

using dicom::DataElement;
using dicom::DataSet;
using dicom::Tag;
namespace VR = dicom::VR;

constexpr Tag kPixels(0x7fe00010), kOffsets(0x7fe00001), kLengths(0x7fe00002);
constexpr qint64 kMaxLoaded = 2'000'000'000;

struct Items {
    QByteArrayView table;
    std::vector<QByteArrayView> fragments;
    std::vector<qint64> starts; // of each, from the first
};

bool readItems(QByteArrayView in, Items &out) {
    bool first = true;
    qint64 base = 0;
    for (qsizetype at = 0; in.size() - at >= 8;) {
        const quint32 item = qFromLittleEndian<quint32>(in.data() + at);
        const qint64 length = qFromLittleEndian<quint32>(in.data() + at + 4);
        if (item == 0xe0ddfffe)
            return !first;
        if (item != 0xe000fffe || length > in.size() - at - 8)
            return false;
        const QByteArrayView content = in.sliced(at + 8, length);
        if (first) {
            out.table = content;
            base = at + 8 + length;
        } else {
            out.fragments.push_back(content);
            out.starts.push_back(at - base);
        }
        first = false;
        at += 8 + length;
    }
    return false;
}

template <class Number>
bool says(QByteArrayView bytes, const std::vector<qint64> &numbers) {
    if (bytes.size() != qsizetype(numbers.size() * sizeof(Number)))
        return false;
    for (size_t i = 0; i < numbers.size(); ++i)
        if (qint64(qFromLittleEndian<Number>(bytes.data() + i * sizeof(Number))) != numbers[i])
            return false;
    return true;
}

template <class Number>
QByteArray written(const std::vector<qint64> &numbers) {
    QByteArray out(qsizetype(numbers.size() * sizeof(Number)), '\0');
    for (size_t i = 0; i < numbers.size(); ++i)
        qToLittleEndian(Number(numbers[i]), out.data() + i * sizeof(Number));
    return out;
}

// Which fragment each frame begins with: one each, or as an offset table or the streams say.
std::vector<size_t> frameStarts(const Items &items, size_t frames, QByteArrayView offsets,
                                FrameCoding coding) {
    std::vector<size_t> out;
    const size_t count = items.fragments.size();
    if (count == frames || frames == 1) {
        for (size_t i = 0; i < frames && count > 0; ++i)
            out.push_back(i);
        return out;
    }
    const bool narrow = items.table.size() == qsizetype(frames * 4);
    const bool wide = offsets.size() == qsizetype(frames * 8);
    for (size_t i = 0; i < count; ++i) {
        const size_t n = out.size();
        bool starts = false;
        if (narrow || wide)
            starts = n < frames &&
                     items.starts[i] ==
                         (narrow ? qint64(qFromLittleEndian<quint32>(items.table.data() + 4 * n))
                                 : qint64(qFromLittleEndian<quint64>(offsets.data() + 8 * n)));
        else
            starts = items.fragments[i].startsWith(coding == FrameCoding::Jpeg ? "\xff\xd8\xff"
                                                                               : "\xff\x4f\xff");
        if (starts)
            out.push_back(i);
    }
    if (out.size() != frames || out[0] != 0)
        out.clear();
    return out;
}

core::Result<QString> strip(dicom::DataSetFile &file, DataElement &pixels, const FrameShape &shape,
                            qint64 frames) {
    const auto coding = frameCoding(file.transferSyntax);
    if (!coding)
        return QStringLiteral("transferSyntax");
    if (pixels.length() > kMaxLoaded)
        return QStringLiteral("tooLarge");
    QByteArray bytes = pixels.bytes;
    if (pixels.onFile()) {
        LASTRA_TRY(loaded, file.load(pixels, kMaxLoaded));
        bytes = std::move(loaded);
    }
    const auto malformed = [] { return QStringLiteral("malformed"); };
    Items items;
    if (!readItems(bytes, items) || qint64(items.fragments.size()) < frames)
        return malformed();
    DataSet &set = file.data;
    QByteArray offsets, lengths;
    for (const auto &[tag, value] : {std::pair{kOffsets, &offsets}, {kLengths, &lengths}})
        if (const DataElement *e = set.find(tag)) {
            LASTRA_TRY(loaded, file.load(*e, 64 << 20));
            *value = std::move(loaded);
        }
    const std::vector<size_t> first = frameStarts(items, size_t(frames), offsets, *coding);
    if (first.empty())
        return malformed();
    bool changed = false;
    std::vector<qint64> starts, sizes;
    std::vector<QByteArray> clean;
    for (size_t n = 0; n < first.size(); ++n) {
        const size_t end = n + 1 < first.size() ? first[n + 1] : items.fragments.size();
        QByteArray joined;
        QByteArrayView stream = items.fragments[first[n]];
        if (end - first[n] > 1) {
            for (size_t i = first[n]; i < end; ++i)
                joined.append(items.fragments[i]);
            stream = joined;
        }
        auto stripped = strippedFrame(*coding, stream, shape);
        if (!stripped)
            return malformed();
        sizes.push_back(stripped->size());
        if (stripped->size() % 2)
            stripped->append('\0');
        changed = changed || *stripped != stream;
        starts.push_back(items.starts[first[n]]);
        clean.push_back(std::move(*stripped));
    }
    const bool extended = !offsets.isEmpty() || !lengths.isEmpty();
    if (!changed && (items.table.isEmpty() || says<quint32>(items.table, starts)) &&
        (!extended || (says<quint64>(offsets, starts) && says<quint64>(lengths, sizes))))
        return QString();
    const bool table = !items.table.isEmpty() && !extended;
    starts.clear();
    qint64 at = 0;
    for (const QByteArray &frame : clean) {
        starts.push_back(at);
        at += 8 + frame.size();
    }
    QByteArray out;
    out.reserve(at + 16 + 4 * frames);
    const auto item = [&](QByteArrayView content) {
        out.append(written<quint32>({0xe000fffe, content.size()})).append(content);
    };
    item(table && at < 0xffffffffLL ? written<quint32>(starts) : QByteArray());
    for (const QByteArray &frame : clean)
        item(frame);
    out.append(written<quint32>({0xe0ddfffe, 0}));
    pixels.bytes = std::move(out);
    pixels.range = {};
    if (extended) { // invalidates `pixels`
        set.set(kOffsets, VR::OV, written<quint64>(starts));
        set.set(kLengths, VR::OV, written<quint64>(sizes));
    }
    return QString();
}
} // namespace

core::Result<QString> stripPixels(dicom::DataSetFile &file) {
    DataSet &set = file.data;
    const qint64 pixels =
        qint64(set.u16(Tag(0x00280010)).value_or(0)) * set.u16(Tag(0x00280011)).value_or(0);
    const FrameShape shape{pixels, set.u16(Tag(0x00280002)).value_or(1),
                           set.u16(Tag(0x00280100)).value_or(0)};
    const double frames = std::max(1.0, set.number(Tag(0x00280008)).value_or(1));
    for (const quint32 number : {0x7fe00008u, 0x7fe00009u, 0x7fe00010u}) {
        DataElement *element = set.find(Tag(number));
        if (!element)
            continue;
        if (element->tag == kPixels && element->encapsulated) {
            if (pixels == 0 || frames > 1e9)
                return QStringLiteral("malformed");
            LASTRA_TRY(reason, strip(file, *element, shape, qint64(frames)));
            if (!reason.isEmpty())
                return reason;
            continue;
        }
        const int bits = element->tag == kPixels           ? shape.bitsAllocated
                         : element->tag == Tag(0x7fe00008) ? 32
                                                           : 64;
        const bool halved = set.raw(Tag(0x00280004)) == "YBR_FULL_422" && shape.samples == 3;
        const double all = double(pixels) * (halved ? 2 : shape.samples) * frames * bits;
        if (all <= 0 || all > double(element->length()) * 8 + 7)
            return element->length() == 0 ? QString() : QStringLiteral("pixelsTruncated");
        const qint64 want = (qint64(all) + 7) / 8;
        if (want >= element->length())
            continue;
        if (element->onFile() && want % element->range.swap != 0) {
            LASTRA_TRY(loaded, file.load(*element, kMaxLoaded));
            element->bytes = std::move(loaded);
            element->range = {};
        }
        if (element->onFile())
            element->range.length = want;
        else
            element->bytes.truncate(want);
    }
    if (const DataElement *element = set.find(kPixels); !element || !element->encapsulated) {
        set.remove(kOffsets);
        set.remove(kLengths);
    }
    return QString();
}

} // namespace lastra::deid
