#include "RawDicom.h"

#include "lastra/dicom/CharacterSet.h"

#include <QFileInfo>
#include <QStringList>
#include <QtEndian>

#include <algorithm>
#include <cstring>
#include <zlib.h>

namespace lastra::deid {

using dicom::Tag;
using dicom::Vr;
namespace VR = dicom::VR;

namespace {
constexpr quint32 kOpen = 0xffffffff;
constexpr qsizetype kMaxInflated = 512 << 20;

QByteArray inflateRaw(QByteArrayView in) {
    QByteArray out;
    z_stream z{};
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return out;
    z.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(in.data()));
    z.avail_in = uInt(std::min<qsizetype>(in.size(), kMaxInflated));
    QByteArray chunk(256 << 10, Qt::Uninitialized);
    int state = Z_OK;
    while (state == Z_OK && out.size() < kMaxInflated) {
        z.next_out = reinterpret_cast<Bytef *>(chunk.data());
        z.avail_out = uInt(chunk.size());
        state = inflate(&z, Z_NO_FLUSH);
        out.append(chunk.constData(), chunk.size() - qsizetype(z.avail_out));
    }
    inflateEnd(&z);
    return out;
}

bool knownVr(const char *p) {
    return dicom::isKnownVr(Vr(quint16(uchar(p[0]) << 8 | uchar(p[1]))));
}
} // namespace

struct RawFile::Scope {
    bool isExplicit = true, big = false;
    std::vector<Tag> path;
    QByteArray characterSet;
    int depth = 0;
};

QByteArray RawElement::trimmed() const {
    QByteArrayView v = value;
    while (!v.isEmpty() && (v.back() == ' ' || v.back() == '\0'))
        v.chop(1);
    while (!v.isEmpty() && v.front() == ' ')
        v = v.sliced(1);
    return v.toByteArray();
}

QStringList RawElement::texts() const {
    const QByteArray bytes = trimmed();
    if (bytes.isEmpty())
        return {};
    const QString text = dicom::usesCharacterSet(vr)
                             ? dicom::decodeText(bytes, characterSet, vr == VR::PN)
                             : QString::fromLatin1(bytes);
    return text.split(QLatin1Char('\\'));
}

quint16 RawFile::u16(qint64 at, bool big) const {
    const char *p = m_data.data() + at;
    return big ? qFromBigEndian<quint16>(p) : qFromLittleEndian<quint16>(p);
}

quint32 RawFile::u32(qint64 at, bool big) const {
    const char *p = m_data.data() + at;
    return big ? qFromBigEndian<quint32>(p) : qFromLittleEndian<quint32>(p);
}

bool RawFile::open(const QString &path) {
    m_file.setFileName(path);
    // A pipe would wait for somebody to write.
    if (!QFileInfo(path).isFile() || !m_file.open(QIODevice::ReadOnly) || m_file.size() < 8)
        return false;
    const uchar *mapped = m_file.map(0, m_file.size());
    if (!mapped)
        return false;
    m_bytes = QByteArrayView(reinterpret_cast<const char *>(mapped), m_file.size());
    return scan();
}

bool RawFile::scan() {
    m_data = m_bytes;
    qint64 at = 0;
    if (m_bytes.size() >= 132 && std::memcmp(m_bytes.data() + 128, "DICM", 4) == 0) {
        m_preambleZero =
            std::all_of(m_bytes.begin(), m_bytes.begin() + 128, [](char c) { return c == 0; });
        at = 132;
    }
    Scope scope;
    QByteArray syntax;
    while (at + 8 <= m_data.size() && u16(at, false) == 2) {
        RawElement element;
        element.tag = Tag(2, u16(at + 2, false));
        if (!knownVr(m_data.data() + at + 4))
            return false;
        element.vr = Vr(quint16(uchar(m_data[at + 4]) << 8 | uchar(m_data[at + 5])));
        const bool wide = dicom::hasLongLength(element.vr);
        if (wide && at + 12 > m_data.size())
            return false;
        const qint64 length = wide ? u32(at + 8, false) : u16(at + 6, false);
        at += wide ? 12 : 8;
        if (length > m_data.size() - at)
            return false;
        element.value = m_data.sliced(at, length);
        element.offset = at;
        if (element.tag == Tag(0x00020010))
            syntax = element.trimmed();
        m_meta.push_back(std::move(element));
        at += length;
    }
    if (syntax == "1.2.840.10008.1.2.1.99" || syntax == "1.2.840.10008.1.2.4.95") {
        m_inflated = inflateRaw(m_bytes.sliced(at));
        m_data = m_inflated;
        at = 0;
    }
    if (at + 8 > m_data.size())
        return false;
    // What the bytes look like decides, not what the header says.
    m_bigEndian = u16(at, false) > 0x00ff && u16(at, true) <= 0x00ff;
    scope.big = m_bigEndian;
    scope.isExplicit = knownVr(m_data.data() + at + 4);
    if (u16(at, scope.big) > 0x0040 || u16(at, scope.big) == 0)
        return false;
    m_whole = set(at, m_data.size(), false, scope) && at == m_data.size();
    return true;
}

bool RawFile::sequence(qint64 &at, qint64 end, bool open, Scope &scope, Tag tag) {
    if (scope.depth > 64)
        return false;
    while (at < end) {
        if (at + 8 > end)
            return false;
        const Tag item(u16(at, scope.big), u16(at + 2, scope.big));
        const quint32 length = u32(at + 4, scope.big);
        at += 8;
        if (item == Tag(0xfffee0dd))
            return open;
        if (item != Tag(0xfffee000) || (length != kOpen && length > end - at))
            return false;
        Scope inner = scope;
        inner.path.push_back(tag);
        ++inner.depth;
        if (!set(at, length == kOpen ? end : at + length, length == kOpen, inner))
            return false;
    }
    return !open;
}

bool RawFile::set(qint64 &at, qint64 end, bool open, Scope &scope) {
    std::vector<std::pair<quint32, QByteArray>> creators;
    while (at < end) {
        if (at + 8 > end)
            return false;
        RawElement e;
        e.tag = Tag(u16(at, scope.big), u16(at + 2, scope.big));
        if (e.tag == Tag(0xfffee00d))
            return at += 8, open;
        quint32 length = u32(at + 4, scope.big);
        const dicom::DictionaryEntry *entry = dicom::lookUp(e.tag);
        bool unknownVr = !scope.isExplicit;
        if (scope.isExplicit) {
            if (!knownVr(m_data.data() + at + 4))
                return false;
            e.vr = Vr(quint16(uchar(m_data[at + 4]) << 8 | uchar(m_data[at + 5])));
            unknownVr = e.vr == VR::UN;
            if (dicom::hasLongLength(e.vr)) {
                if (at + 12 > end)
                    return false;
                length = u32(at + 8, scope.big);
                at += 12;
            } else {
                length = u16(at + 6, scope.big);
                at += 8;
            }
        } else {
            at += 8;
        }
        if (unknownVr && entry)
            e.vr = entry->vr;
        if (length != kOpen && length > end - at)
            return false;
        e.path = scope.path;
        e.characterSet = scope.characterSet;
        e.offset = at;
        if (e.tag.isPrivate() && !e.tag.isPrivateCreator())
            for (const auto &[block, name] : creators)
                if (block == (quint32(e.tag.group) << 8 | e.tag.element >> 8))
                    e.creator = name;
        // A private value of unknown VR that starts like an item is read as a sequence.
        const bool looksNested =
            e.vr == VR::UN && length != kOpen && length >= 8 && u32(at, false) == 0xe000fffe;
        if (e.tag == Tag(0x7fe00010) && length == kOpen) {
            e.encapsulated = true;
            const qint64 start = at;
            for (;;) {
                if (at + 8 > end)
                    return false;
                const quint32 item = u32(at, false), size = u32(at + 4, false);
                at += 8;
                if (item == 0xe0ddfffe)
                    break;
                if (item != 0xe000fffe || size > end - at)
                    return false;
                at += size;
            }
            e.value = m_data.sliced(start, at - start);
        } else if (e.vr == VR::SQ || length == kOpen || looksNested) {
            Scope inner = scope;
            if (unknownVr && scope.isExplicit)
                inner.isExplicit = inner.big = false;
            const qint64 stop = length == kOpen ? end : at + length;
            const size_t before = m_elements.size();
            qint64 inside = at;
            const bool good = sequence(inside, stop, length == kOpen, inner, e.tag);
            if (!good && !looksNested)
                return false;
            if (!good) { // bytes after all
                m_elements.resize(before);
                e.value = m_data.sliced(at, length);
                inside = stop;
            } else {
                e.vr = VR::SQ;
            }
            at = inside;
        } else {
            e.value = m_data.sliced(at, length);
            at += length;
        }
        if (e.tag == Tag(0x00080005))
            scope.characterSet = e.trimmed();
        if (e.tag.isPrivateCreator())
            creators.push_back({quint32(e.tag.group) << 8 | e.tag.element, e.trimmed()});
        m_elements.push_back(std::move(e));
    }
    return !open;
}

const RawElement *RawFile::top(Tag tag) const {
    for (const RawElement &element : m_elements)
        if (element.tag == tag && element.path.empty())
            return &element;
    return nullptr;
}

} // namespace lastra::deid
