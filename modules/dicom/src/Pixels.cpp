#include "Pixels.h"

#include <QFileInfo>
#include <QtEndian>

#include <algorithm>
#include <cstring>

namespace lastra::dicom {

namespace {

// Bits of one plain frame; 1-bit frames follow one another without a byte's alignment.
qint64 frameBits(const Header &h) {
    const qint64 bits = qint64(h.rows) * h.columns * h.samples * h.bitsAllocated;
    // 4:2:2 as plain bytes: two luma and two chroma samples for each pair of pixels.
    return h.photometric.endsWith(u"_422") ? bits * 2 / 3 : bits;
}

core::Done describable(const Header &h) {
    const QString name = fileName(h);
    const auto unsupported = [&](const QString &what) {
        return core::fail("dicom.unsupportedPixels", {name, what});
    };
    if (!h.hasPixels()) {
        QString kind = QString::fromLatin1(registeredUidName(h.sopClassUid.toLatin1()));
        if (kind.isEmpty())
            kind = h.modality.isEmpty() ? QStringLiteral("DICOM") : h.modality;
        return core::fail("dicom.noPixels", {name, kind});
    }
    if (h.rows <= 0 || h.columns <= 0)
        return core::fail("dicom.sizeMissing", {name});
    const bool isFloat = h.floatPixels || h.doublePixels;
    const int bits = h.bitsAllocated;
    if (isFloat ? bits != (h.doublePixels ? 64 : 32)
                : bits != 1 && bits != 8 && bits != 16 && bits != 32)
        return unsupported(QStringLiteral("Bits Allocated %1").arg(bits));
    if (!isFloat && (h.bitsStored < 1 || h.bitsStored > bits || h.highBit >= bits ||
                     h.highBit + 1 < h.bitsStored))
        return unsupported(
            QStringLiteral("Bits Stored %1, High Bit %2").arg(h.bitsStored).arg(h.highBit));
    if (h.samples != 1 && h.samples != 3)
        return unsupported(QStringLiteral("Samples per Pixel %1").arg(h.samples));
    if (h.samples == 3 && (bits == 1 || bits == 32 || isFloat))
        return unsupported(QStringLiteral("%1 x %2 bits").arg(h.samples).arg(bits));
    if (h.photometric == u"PALETTE COLOR" && (isFloat || bits > 16)) // no index into a palette
        return unsupported(QStringLiteral("PALETTE COLOR x %1 bits").arg(bits));
    if (frameBits(h) / 8 > kMaxFrameBytes)
        return core::fail("dicom.tooLarge", {name});
    return {};
}

} // namespace

QString fileName(const Header &header) {
    return QFileInfo(header.path).fileName();
}

core::Result<PixelSource> PixelSource::open(DataSetFile file, Header header) {
    LASTRA_CHECK(describable(header));
    PixelSource source;
    source.m_file = std::move(file);
    source.m_header = std::move(header);
    const Header &h = source.m_header;
    source.m_pixels = source.m_file.data.find(h.floatPixels    ? Tag(0x7fe00008)
                                              : h.doublePixels ? Tag(0x7fe00009)
                                                               : Tag(0x7fe00010));
    if (source.m_pixels->encapsulated) {
        if (!canDecode(h.transferSyntax)) {
            QString syntax = QString::fromLatin1(registeredUidName(h.transferSyntax.toLatin1()));
            return core::fail("dicom.unsupportedSyntax",
                              {fileName(h), syntax.isEmpty() ? h.transferSyntax : syntax});
        }
        LASTRA_CHECK(source.indexFragments());
    }
    return source;
}

core::Result<QByteArray> PixelSource::part(qint64 offset, qint64 length) const {
    const qint64 whole = m_pixels->length();
    if (offset < 0 || length < 0 || offset > whole - length)
        return core::fail("dicom.truncated", {fileName(m_header)});
    if (!m_pixels->onFile())
        return m_pixels->bytes.mid(offset, length);
    if (length == 0)
        return QByteArray();
    DataElement piece;
    piece.range = {m_pixels->range.offset + offset, length, m_pixels->range.swap};
    return m_file.load(piece, kMaxFrameBytes);
}

core::Done PixelSource::indexFragments() {
    const qint64 end = m_pixels->length();
    std::vector<qint64> starts; // Basic or Extended Offset Table
    qint64 at = 0;
    bool first = true;
    qint64 base = 0;
    while (at + 8 <= end) {
        LASTRA_TRY(head, part(at, 8));
        const auto *p = reinterpret_cast<const uchar *>(head.constData());
        if (qFromLittleEndian<quint32>(p) != 0xe000fffeU)
            break;
        const qint64 length = qFromLittleEndian<quint32>(p + 4);
        if (length > end - at - 8)
            return core::fail("dicom.truncated", {fileName(m_header)});
        if (first) {
            LASTRA_TRY(table, part(at + 8, std::min<qint64>(length, qint64(m_header.frames) * 4)));
            for (qsizetype n = 0; n + 4 <= table.size(); n += 4)
                starts.push_back(qFromLittleEndian<quint32>(table.constData() + n));
            base = at + 8 + length;
            first = false;
        } else {
            m_fragments.push_back({at + 8, length});
        }
        at += 8 + length;
    }
    if (const DataElement *extended = m_file.data.find(Tag(0x7fe00001));
        extended && starts.empty()) {
        LASTRA_TRY(table, m_file.load(*extended, 64 << 20));
        for (qsizetype n = 0; n + 8 <= table.size(); n += 8)
            starts.push_back(qint64(qFromLittleEndian<quint64>(table.constData() + n)));
    }
    const auto frames = size_t(m_header.frames);
    if (frames == 1) {
        m_frameStarts = {0};
    } else if (m_fragments.size() == frames) {
        for (size_t n = 0; n < frames; ++n)
            m_frameStarts.push_back(n);
    } else if (starts.size() == frames) {
        for (const qint64 start : starts) {
            auto found = std::lower_bound(
                m_fragments.begin(), m_fragments.end(), start,
                [&](const Fragment &f, qint64 wanted) { return f.offset - 8 - base < wanted; });
            if (found != m_fragments.end() && found->offset - 8 - base != start)
                found = m_fragments.end();
            m_frameStarts.push_back(size_t(found - m_fragments.begin()));
        }
    } else {
        // No table: a frame begins where a fragment starts like a code stream.
        for (size_t n = 0; n < m_fragments.size(); ++n) {
            LASTRA_TRY(mark,
                       part(m_fragments[n].offset, std::min<qint64>(4, m_fragments[n].length)));
            if (mark.startsWith("\xff\xd8") || mark.startsWith("\xff\x4f") ||
                mark.startsWith(QByteArray("\0\0\0\x0c", 4)))
                m_frameStarts.push_back(n);
        }
    }
    return {};
}

core::Result<std::vector<PixelSource::Fragment>> PixelSource::fragmentsOf(int frame) const {
    const auto n = size_t(frame);
    const auto missing = [&] {
        return core::fail("dicom.frameMissing", {fileName(m_header), QString::number(frame + 1)});
    };
    if (n >= m_frameStarts.size() || m_frameStarts[n] >= m_fragments.size())
        return missing();
    const size_t end = n + 1 < m_frameStarts.size() ? m_frameStarts[n + 1] : m_fragments.size();
    if (end <= m_frameStarts[n] || end > m_fragments.size())
        return missing();
    return std::vector<Fragment>(m_fragments.begin() + ptrdiff_t(m_frameStarts[n]),
                                 m_fragments.begin() + ptrdiff_t(end));
}

int PixelSource::frameCount() const {
    const qint64 held = m_pixels->encapsulated
                            ? qint64(std::min(m_frameStarts.size(), m_fragments.size()))
                            : m_pixels->length() * 8 / frameBits(m_header);
    return int(std::clamp<qint64>(held, 1, m_header.frames));
}

core::Result<RawFrame> PixelSource::frame(int n) const {
    const Header &h = m_header;
    const QString name = fileName(h);
    if (n < 0 || n >= h.frames)
        return core::fail("dicom.frameMissing", {name, QString::number(n + 1)});
    if (m_pixels->encapsulated) {
        LASTRA_TRY(fragments, fragmentsOf(n));
        QByteArray bytes;
        for (const Fragment &f : fragments) {
            if (bytes.size() + f.length > kMaxFrameBytes)
                return core::fail("dicom.tooLarge", {name});
            LASTRA_TRY(piece, part(f.offset, f.length));
            bytes += piece;
        }
        return decodeCompressed(h, bytes, name);
    }
    RawFrame raw;
    raw.rows = h.rows;
    raw.columns = h.columns;
    raw.samples = h.samples;
    raw.bitsAllocated = h.bitsAllocated;
    raw.bitsStored = h.bitsStored;
    raw.highBit = h.highBit;
    raw.isSigned = h.isSigned;
    raw.isFloat = h.floatPixels || h.doublePixels;
    raw.planar = h.planar == 1;
    raw.photometric = h.photometric;
    const qint64 bits = frameBits(h);
    const qint64 begin = bits * n;
    raw.firstBit = int(begin % 8);
    const qint64 length = (raw.firstBit + bits + 7) / 8;
    if (begin / 8 + length > m_pixels->length())
        return core::fail(n == 0 ? "dicom.truncated" : "dicom.frameMissing",
                          n == 0 ? QStringList{name} : QStringList{name, QString::number(n + 1)});
    LASTRA_TRY(bytes, part(begin / 8, length));
    raw.bytes = std::move(bytes);
    return raw;
}

imaging::VoxelType voxelTypeFor(const Header &h) {
    if (h.floatPixels || h.doublePixels || h.bitsAllocated == 32)
        return imaging::VoxelType::Float32;
    return h.isSigned ? imaging::VoxelType::Int16 : imaging::VoxelType::UInt16;
}

namespace {

template <class Word>
void storeWords(const RawFrame &f, imaging::VoxelType type, void *out, size_t count) {
    const auto *in = reinterpret_cast<const Word *>(f.bytes.constData());
    const int shift = f.highBit + 1 - f.bitsStored;
    const int top = int(sizeof(Word)) * 8 - f.bitsStored;
    const auto clean = [&](Word w) -> int64_t {
        // To the top of the word and back: drops what lies above, extends the sign.
        const Word up = Word(Word(w >> shift) << top);
        using Signed = std::make_signed_t<Word>;
        return f.isSigned ? int64_t(Signed(up) >> top) : int64_t(Word(up >> top));
    };
    if (type == imaging::VoxelType::Float32) {
        auto *to = static_cast<float *>(out);
        for (size_t i = 0; i < count; ++i)
            to[i] = float(clean(in[i]));
    } else if (sizeof(Word) == 2 && top == 0) {
        std::memcpy(out, in, count * 2);
    } else {
        auto *to = static_cast<uint16_t *>(out);
        for (size_t i = 0; i < count; ++i)
            to[i] = uint16_t(clean(in[i]));
    }
}

} // namespace

core::Done storeGrey(const RawFrame &f, imaging::VoxelType type, void *out, const QString &name) {
    // Voxels of two bytes do not take what is wider, and one bit makes no fraction.
    const bool wide = f.isFloat || f.bitsAllocated == 32;
    const bool wants = type == imaging::VoxelType::Float32;
    if (f.samples != 1 || (wide && !wants) || (f.bitsAllocated == 1 && wants))
        return core::fail("dicom.decodeFailed", {name}, QStringLiteral("voxel type"));
    const auto count = size_t(f.rows) * size_t(f.columns);
    const size_t need = f.bitsAllocated == 1 ? (size_t(f.firstBit) + count + 7) / 8
                                             : count * size_t(f.bitsAllocated) / 8;
    if (size_t(f.bytes.size()) < need)
        return core::fail("dicom.decodeFailed", {name});
    if (f.isFloat) {
        auto *to = static_cast<float *>(out);
        if (f.bitsAllocated == 64) {
            for (size_t i = 0; i < count; ++i)
                to[i] = float(qFromLittleEndian<double>(f.bytes.constData() + i * 8));
        } else {
            std::memcpy(to, f.bytes.constData(), count * 4);
        }
        return {};
    }
    if (f.bitsAllocated == 1) {
        auto *to = static_cast<uint16_t *>(out);
        for (size_t i = 0; i < count; ++i) {
            const size_t bit = size_t(f.firstBit) + i;
            to[i] = uchar(f.bytes[qsizetype(bit / 8)]) >> (bit % 8) & 1;
        }
    } else if (f.bitsAllocated == 8) {
        storeWords<uint8_t>(f, type, out, count);
    } else if (f.bitsAllocated == 16) {
        storeWords<uint16_t>(f, type, out, count);
    } else {
        storeWords<uint32_t>(f, type, out, count);
    }
    return {};
}

} // namespace lastra::dicom
