#include "Luts.h"
#include "Pixels.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>

namespace lastra::dicom {

namespace {

uint8_t clamp8(double v) {
    return uint8_t(std::clamp(v + 0.5, 0.0, 255.0));
}

// PS3.3 C.7.6.3.1.2; partial range is what digital video uses.
void fromYbr(double y, double cb, double cr, bool partial, uint8_t *rgb) {
    if (partial) {
        y = (y - 16) * 255 / 219;
        cb = (cb - 128) * 255 / 224 + 128;
        cr = (cr - 128) * 255 / 224 + 128;
    }
    rgb[0] = clamp8(y + 1.402 * (cr - 128));
    rgb[1] = clamp8(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128));
    rgb[2] = clamp8(y + 1.772 * (cb - 128));
}

// A palette's descriptor (count, first value, bits) and entries as eight bits.
struct Palette {
    int first = 0;
    std::vector<uint8_t> entries;
};

// Segmented palette data (PS3.3 C.7.9.2): runs, ramps, and repeats of earlier segments.
std::optional<std::vector<uint16_t>> expand(const QByteArray &bytes, size_t wanted) {
    std::vector<uint16_t> in(size_t(bytes.size() / 2)), out;
    for (size_t n = 0; n < in.size(); ++n)
        in[n] = qFromLittleEndian<quint16>(bytes.constData() + 2 * n);
    out.reserve(wanted);
    // One discrete (0) or linear (1) segment at `at`; where the next begins, or 0 when damaged.
    const auto segment = [&](size_t at) -> size_t {
        if (at + 2 > in.size())
            return 0;
        const size_t length = in[at + 1];
        if (length == 0)
            return 0;
        if (in[at] == 0) {
            if (at + 2 + length > in.size() || out.size() + length > wanted)
                return 0;
            out.insert(out.end(), in.begin() + ptrdiff_t(at + 2),
                       in.begin() + ptrdiff_t(at + 2 + length));
            return at + 2 + length;
        }
        if (in[at] != 1 || at + 3 > in.size() || out.empty() || out.size() + length > wanted)
            return 0;
        const double from = out.back(), to = in[at + 2];
        for (size_t n = 1; n <= length; ++n)
            out.push_back(uint16_t(std::lround(from + (to - from) * double(n) / double(length))));
        return at + 3;
    };
    size_t at = 0;
    while (at < in.size() && out.size() < wanted) {
        if (in[at] != 2) {
            at = segment(at);
            if (at == 0)
                return std::nullopt;
            continue;
        }
        if (at + 4 > in.size())
            return std::nullopt;
        // Indirect: a count of segments and the byte offset of the first.
        size_t from = (in[at + 2] | size_t(in[at + 3]) << 16) / 2;
        for (int n = 0; n < in[at + 1]; ++n) {
            from = segment(from);
            if (from == 0)
                return std::nullopt;
        }
        at += 4;
    }
    return out.size() == wanted ? std::optional(std::move(out)) : std::nullopt;
}

core::Result<Palette> palette(const PixelSource &source, int channel) {
    const QString name = fileName(source.header());
    const DataSet &d = source.file().data;
    const Tag descriptor(0x0028, quint16(0x1101 + channel)),
        data(0x0028, quint16(0x1201 + channel));
    const auto unusable = [&] {
        return core::fail("dicom.unsupportedPixels", {name, QStringLiteral("PALETTE COLOR")});
    };
    const DataElement *element = d.find(data);
    const bool segmented = !element;
    if (segmented)
        element = d.find(Tag(0x0028, quint16(0x1221 + channel)));
    const auto shape = lutShape(d, descriptor, source.header().isSigned);
    if (!element || !shape)
        return unusable();
    Palette p;
    p.first = shape->first;
    const int entries = shape->entries, bits = shape->bits;
    LASTRA_TRY(bytes, source.file().load(*element, 1 << 20));
    p.entries.resize(size_t(entries));
    if (segmented) {
        const auto whole = bits == 16 ? expand(bytes, size_t(entries)) : std::nullopt;
        if (!whole)
            return unusable();
        for (size_t n = 0; n < whole->size(); ++n)
            p.entries[n] = uint8_t((*whole)[n] >> 8);
        return p;
    }
    // Eight-bit entries may be stored one a byte or one a word; only the length tells.
    const bool words = bytes.size() >= qsizetype(entries) * 2;
    if (!words && bytes.size() < entries)
        return unusable();
    int top = 0;
    for (int n = 0; n < entries && words; ++n)
        top = std::max<int>(top, qFromLittleEndian<quint16>(bytes.constData() + 2 * n));
    const bool eight = bits == 8 && top < 256; // some write 16-bit entries and say 8
    for (int n = 0; n < entries; ++n) {
        const int v =
            words ? qFromLittleEndian<quint16>(bytes.constData() + 2 * n) : uchar(bytes[n]);
        p.entries[size_t(n)] = uint8_t(words && !eight ? v >> 8 : v);
    }
    return p;
}

core::Result<imaging::RgbImage> fromPalette(const RawFrame &f, const PixelSource &source) {
    LASTRA_TRY(red, palette(source, 0));
    LASTRA_TRY(green, palette(source, 1));
    LASTRA_TRY(blue, palette(source, 2));
    const auto count = size_t(f.rows) * size_t(f.columns);
    std::vector<uint16_t> stored(count);
    LASTRA_CHECK(
        storeGrey(f, imaging::VoxelType::UInt16, stored.data(), fileName(source.header())));
    imaging::RgbImage image{f.columns, f.rows, {}};
    image.pixels.resize(count * 3);
    const auto look = [&](const Palette &p, int v) {
        return p.entries[size_t(std::clamp(v - p.first, 0, int(p.entries.size()) - 1))];
    };
    for (size_t i = 0; i < count; ++i) {
        const int v = f.isSigned ? int16_t(stored[i]) : stored[i];
        image.pixels[i * 3] = look(red, v);
        image.pixels[i * 3 + 1] = look(green, v);
        image.pixels[i * 3 + 2] = look(blue, v);
    }
    return image;
}

} // namespace

core::Result<imaging::RgbImage> toRgb(const RawFrame &f, const PixelSource &source) {
    const QString name = fileName(source.header());
    if (f.photometric == u"PALETTE COLOR" && f.samples == 1)
        return fromPalette(f, source);
    const QString &model = f.photometric;
    const bool half = model.endsWith(u"_422") && f.bytes.size() < qsizetype(f.rows) * f.columns * 3;
    const bool ybr = model.startsWith(u"YBR_FULL") || model.startsWith(u"YBR_PARTIAL");
    if (f.samples != 3 || (!ybr && model != u"RGB") ||
        (half && (f.bitsAllocated != 8 || f.columns % 2)))
        return core::fail("dicom.unsupportedPixels", {name, model});
    const auto count = size_t(f.rows) * size_t(f.columns);
    const size_t bytes = f.bitsAllocated == 16 ? 2 : 1;
    if (size_t(f.bytes.size()) < (half ? count * 2 : count * 3 * bytes))
        return core::fail("dicom.decodeFailed", {name});
    imaging::RgbImage image{f.columns, f.rows, {}};
    image.pixels.resize(count * 3);
    const auto *in = reinterpret_cast<const uint8_t *>(f.bytes.constData());
    const bool partial = model.startsWith(u"YBR_PARTIAL");
    // Sixteen-bit colour keeps the upper eight of its stored bits.
    const int down = std::max(0, f.bitsStored - 8);
    const auto sample = [&](size_t pixel, size_t channel) -> double {
        const size_t at = f.planar ? channel * count + pixel : pixel * 3 + channel;
        return bytes == 1 ? in[at] : uint8_t(qFromLittleEndian<quint16>(in + at * 2) >> down);
    };
    for (size_t i = 0; i < count; ++i) {
        uint8_t *out = image.pixels.data() + i * 3;
        if (half) {
            const uint8_t *pair = in + i / 2 * 4; // Y1 Y2 Cb Cr
            fromYbr(pair[i % 2], pair[2], pair[3], partial, out);
        } else if (ybr) {
            fromYbr(sample(i, 0), sample(i, 1), sample(i, 2), partial, out);
        } else {
            for (size_t c = 0; c < 3; ++c)
                out[c] = uint8_t(sample(i, c));
        }
    }
    return image;
}

} // namespace lastra::dicom
