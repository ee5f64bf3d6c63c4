#include "Memory.h"
#include "Part10Source.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

namespace lastra::dicom {

bool DataSetFile::Source::readAt(qint64 offset, char *to, qint64 length) const {
    if (offset < 0 || length < 0 || offset > size - length)
        return false;
    if (fd < 0) {
        std::memcpy(to, memory.constData() + offset, size_t(length));
        return true;
    }
    while (length > 0) {
        const ssize_t got = ::pread(fd, to, size_t(length), offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        offset += got;
        length -= got;
    }
    return true;
}

const uchar *Window::at(qint64 offset, qint64 length) {
    if (offset < 0 || length > m_source.size - offset)
        return nullptr;
    if (m_source.fd < 0)
        return reinterpret_cast<const uchar *>(m_source.memory.constData()) + offset;
    if (offset < m_start || offset + length > m_start + m_filled) {
        m_buffer.resize(size_t(std::max(kSize, length)));
        m_start = offset;
        m_filled = std::min<qint64>(qint64(m_buffer.size()), m_source.size - offset);
        if (!m_source.readAt(m_start, m_buffer.data(), m_filled)) {
            m_filled = 0;
            return nullptr;
        }
    }
    return reinterpret_cast<const uchar *>(m_buffer.data()) + (offset - m_start);
}

void swapWords(char *bytes, qint64 length, int word) {
    for (qint64 i = 0; word > 1 && i + word <= length; i += word)
        std::reverse(bytes + i, bytes + i + word);
}

namespace {

using core::Done;
using core::fail;

constexpr quint32 kUndefined = 0xffffffff;
constexpr Tag kItem(0xfffee000), kItemEnd(0xfffee00d), kSequenceEnd(0xfffee0dd);
constexpr Tag kPixelData(0x7fe00010);

struct Syntax {
    bool isExplicit = true;
    bool bigEndian = false;
};

class Parser {
public:
    Parser(const DataSetFile::Source &source, const ReadLimits &limits, FileFacts &facts)
        : m_source(source), m_window(source), m_limits(limits), m_facts(facts) {
        m_clock.start();
    }

    Window &window() { return m_window; }
    core::Result<qint64> meta(qint64 at, DataSet &out);
    // Elements from `at` to `end`; an item of undefined length also ends at its delimiter.
    core::Result<qint64> dataSet(qint64 at, qint64 end, int depth, bool untilDelimiter,
                                 Syntax syntax, DataSet &out);

private:
    struct Header {
        Tag tag;
        Vr vr = VR::UN;
        quint32 length = 0;
        qint64 value = 0; // where the value starts
    };
    core::Result<Header> header(qint64 at, qint64 end, Syntax syntax);
    core::Result<qint64> sequence(qint64 at, qint64 end, bool untilDelimiter, int depth,
                                  Syntax syntax, const QByteArray &characterSet, DataElement &out);
    core::Result<qint64> fragments(qint64 at, qint64 end);
    Done value(const Header &header, Syntax syntax, DataElement &out);
    // The VR that this program uses for what the file says.
    Vr effective(const Header &header, const DataSet &in) const;
    Done budget();

    tl::unexpected<core::Error> malformed(qint64 at) const {
        return fail("dicom.malformed", {m_source.name, QString::number(at)});
    }
    tl::unexpected<core::Error> truncated() const {
        return fail("dicom.truncated", {m_source.name});
    }

    const DataSetFile::Source &m_source;
    Window m_window;
    const ReadLimits &m_limits;
    FileFacts &m_facts;
    QElapsedTimer m_clock;
    qint64 m_elements = 0, m_loaded = 0;
};

quint16 word(const uchar *p, bool big) {
    return big ? qFromBigEndian<quint16>(p) : qFromLittleEndian<quint16>(p);
}
quint32 longWord(const uchar *p, bool big) {
    return big ? qFromBigEndian<quint32>(p) : qFromLittleEndian<quint32>(p);
}

Done Parser::budget() {
    ++m_elements;
    if (m_elements > m_limits.elements || m_loaded > m_limits.loadedBytes)
        return fail("dicom.tooLarge", {m_source.name});
    if (m_elements % 4096 == 0) {
        const qint64 allowed = (m_source.size / (1 << 20) + 1) * m_limits.secondsPerMiB * 1000;
        if (m_clock.elapsed() > allowed)
            return fail("dicom.tooLarge", {m_source.name}, QStringLiteral("parse budget spent"));
    }
    return {};
}

core::Result<Parser::Header> Parser::header(qint64 at, qint64 end, Syntax syntax) {
    const uchar *p = end - at >= 8 ? m_window.at(at, 8) : nullptr;
    if (!p)
        return truncated();
    Header h;
    h.tag = Tag(word(p, syntax.bigEndian), word(p + 2, syntax.bigEndian));
    if (h.tag.group == 0xfffe || !syntax.isExplicit) {
        h.length = longWord(p + 4, syntax.bigEndian);
        h.value = at + 8;
        if (h.tag.group != 0xfffe) {
            const DictionaryEntry *entry = lookUp(h.tag);
            h.vr = entry ? entry->vr : VR::UN;
            if (h.length == kUndefined && h.tag != kPixelData)
                h.vr = VR::SQ;
        }
        return h;
    }
    h.vr = Vr(quint16(p[4] << 8 | p[5]));
    if (!isKnownVr(h.vr)) {
        // "??" and two blanks are what some writers put for unknown, with the short length.
        return malformed(at);
    }
    if (hasLongLength(h.vr)) {
        p = end - at >= 12 ? m_window.at(at, 12) : nullptr;
        if (!p)
            return truncated();
        h.length = longWord(p + 8, syntax.bigEndian);
        h.value = at + 12;
    } else {
        h.length = word(p + 6, syntax.bigEndian);
        h.value = at + 8;
    }
    return h;
}

Vr Parser::effective(const Header &header, const DataSet &) const {
    if (header.vr != VR::UN)
        return header.vr;
    const DictionaryEntry *entry = lookUp(header.tag);
    return entry ? entry->vr : VR::UN;
}

Done Parser::value(const Header &header, Syntax syntax, DataElement &out) {
    const qint64 length = header.length;
    const int swap = syntax.bigEndian && header.vr != VR::UN ? wordSize(header.vr) : 1;
    if (length > m_limits.keepOnFile) {
        out.range = {header.value, length, swap};
        return {};
    }
    m_loaded += length;
    out.bytes.resize(length);
    if (const uchar *p = m_window.at(header.value, length))
        std::memcpy(out.bytes.data(), p, size_t(length));
    else
        return truncated();
    swapWords(out.bytes.data(), length, swap);
    return {};
}

core::Result<qint64> Parser::fragments(qint64 at, qint64 end) {
    for (;;) {
        LASTRA_CHECK(budget());
        const uchar *p = end - at >= 8 ? m_window.at(at, 8) : nullptr;
        if (!p)
            return truncated();
        const Tag tag(word(p, false), word(p + 2, false));
        const quint32 length = longWord(p + 4, false);
        at += 8;
        if (tag == kSequenceEnd)
            return at;
        if (tag != kItem)
            return malformed(at - 8);
        if (length == kUndefined || qint64(length) > end - at)
            return truncated();
        at += length;
    }
}

core::Result<qint64> Parser::sequence(qint64 at, qint64 end, bool untilDelimiter, int depth,
                                      Syntax syntax, const QByteArray &characterSet,
                                      DataElement &out) {
    if (depth > m_limits.depth)
        return fail("dicom.tooDeep", {m_source.name});
    while (at < end) {
        LASTRA_CHECK(budget());
        const uchar *p = end - at >= 8 ? m_window.at(at, 8) : nullptr;
        if (!p)
            return truncated();
        const Tag tag(word(p, syntax.bigEndian), word(p + 2, syntax.bigEndian));
        const quint32 length = longWord(p + 4, syntax.bigEndian);
        at += 8;
        if (tag == kSequenceEnd) {
            if (!untilDelimiter)
                return malformed(at - 8);
            return at;
        }
        if (tag != kItem)
            return malformed(at - 8);
        if (length != kUndefined && qint64(length) > end - at)
            return truncated();
        DataSet item;
        item.setInheritedCharacterSet(characterSet);
        const bool open = length == kUndefined;
        LASTRA_TRY(next, dataSet(at, open ? end : at + length, depth, open, syntax, item));
        at = next;
        out.items.push_back(std::move(item));
    }
    if (untilDelimiter)
        return truncated();
    return at;
}

core::Result<qint64> Parser::dataSet(qint64 at, qint64 end, int depth, bool untilDelimiter,
                                     Syntax syntax, DataSet &out) {
    const bool top = depth == 0;
    Tag last;
    while (at < end) {
        LASTRA_CHECK(budget());
        // What follows the pixels and is no element is padding or a stowaway: it is left behind.
        const bool tailAllowed = top && last >= kPixelData;
        auto read = header(at, end, syntax);
        if (!read || (tailAllowed && read->tag <= last) ||
            (top && read->tag == Tag(0xfffc, 0xfffc))) {
            if (tailAllowed || (read && top && read->tag == Tag(0xfffc, 0xfffc))) {
                m_facts.trailingBytes = end - at;
                return end;
            }
            return core::passOn(read);
        }
        const Header h = *read;
        if (h.tag == kItemEnd && untilDelimiter)
            return h.value;
        if (h.tag.group == 0xfffe || (top && h.tag.group == 0) || h.tag.group == 0x0002)
            return malformed(at);
        DataElement element;
        element.tag = h.tag;
        element.vr = effective(h, out);
        const bool open = h.length == kUndefined;
        if (!open && qint64(h.length) > end - h.value)
            return truncated();
        if (open && h.tag == kPixelData) {
            LASTRA_TRY(next, fragments(h.value, end));
            element.vr = VR::OB;
            element.encapsulated = true;
            element.range = {h.value, next - h.value, 1};
            at = next;
        } else if (open || element.vr == VR::SQ) {
            // UN of undefined length, and UN that is a known sequence, are implicit little endian.
            const Syntax inner =
                h.vr == VR::UN && syntax.isExplicit ? Syntax{false, false} : syntax;
            if (open && h.vr != VR::SQ && h.vr != VR::UN)
                return malformed(at);
            element.vr = VR::SQ;
            const qint64 stop = open ? end : h.value + h.length;
            LASTRA_TRY(
                next, sequence(h.value, stop, open, depth + 1, inner, out.characterSet(), element));
            at = next;
        } else {
            LASTRA_CHECK(value(h, syntax, element));
            at = h.value + h.length;
        }
        last = h.tag;
        if (h.tag.element == 0)
            continue; // group lengths would be wrong after any edit
        if (out.contains(h.tag))
            ++m_facts.duplicates;
        else
            out.append(std::move(element));
    }
    if (untilDelimiter)
        return truncated();
    return at;
}

core::Result<qint64> Parser::meta(qint64 at, DataSet &out) {
    while (at < m_source.size) {
        LASTRA_CHECK(budget());
        const uchar *p = m_window.at(at, std::min<qint64>(8, m_source.size - at));
        if (!p || m_source.size - at < 8)
            return truncated();
        if (word(p, false) != 0x0002)
            break;
        LASTRA_TRY(h, header(at, m_source.size, {true, false}));
        if (h.length == kUndefined || h.vr == VR::SQ)
            return malformed(at);
        if (qint64(h.length) > m_source.size - h.value)
            return truncated();
        DataElement element;
        element.tag = h.tag;
        element.vr = h.vr;
        LASTRA_CHECK(value(h, {true, false}, element));
        out.append(std::move(element));
        at = h.value + h.length;
    }
    return at;
}

core::Result<QByteArray> inflateTail(const DataSetFile::Source &source, qint64 at, qint64 limit) {
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return fail("dicom.malformed", {source.name, QString::number(at)});
    QByteArray out;
    std::vector<char> in(64 << 10), chunk(256 << 10);
    int state = Z_OK;
    bool tooLarge = false;
    while (state == Z_OK && at < source.size && !tooLarge) {
        const qint64 length = std::min<qint64>(qint64(in.size()), source.size - at);
        if (!source.readAt(at, in.data(), length))
            break;
        at += length;
        stream.next_in = reinterpret_cast<Bytef *>(in.data());
        stream.avail_in = uInt(length);
        do {
            stream.next_out = reinterpret_cast<Bytef *>(chunk.data());
            stream.avail_out = uInt(chunk.size());
            state = inflate(&stream, Z_NO_FLUSH);
            out.append(chunk.data(), qsizetype(chunk.size() - stream.avail_out));
            tooLarge = out.size() > limit;
        } while (state == Z_OK && stream.avail_out == 0 && !tooLarge);
        if (state == Z_BUF_ERROR)
            state = Z_OK;
    }
    inflateEnd(&stream);
    if (tooLarge)
        return fail("dicom.tooLarge", {source.name});
    if (state != Z_STREAM_END)
        return fail("dicom.truncated", {source.name});
    return out;
}

// Whether what stands there can be the first element of a data set in that syntax.
bool plausible(Window &window, qint64 at, qint64 size, Syntax syntax) {
    const uchar *p = window.at(at, 8);
    if (!p)
        return false;
    const quint16 group = word(p, syntax.bigEndian);
    if (group == 0 || group > 0x0028)
        return false;
    const Vr vr = Vr(quint16(p[4] << 8 | p[5]));
    if (syntax.isExplicit)
        return isKnownVr(vr);
    return !isKnownVr(vr) && longWord(p + 4, false) <= quint64(size);
}

bool looksExecutable(const uchar *p) {
    return std::memcmp(p, "MZ", 2) == 0 ||
           std::memcmp(p,
                       "\x7f"
                       "ELF",
                       4) == 0 ||
           std::memcmp(p, "#!", 2) == 0 || std::memcmp(p, "\xcf\xfa\xed\xfe", 4) == 0 ||
           std::memcmp(p, "\xca\xfe\xba\xbe", 4) == 0;
}

core::Done readInto(std::shared_ptr<DataSetFile::Source> &source, const ReadLimits &limits,
                    DataSetFile &out) {
    Parser parser(*source, limits, out.facts);
    out.facts.fileSize = source->size;
    qint64 at = 0;
    const uchar *start = parser.window().at(0, 132);
    if (start && std::memcmp(start + 128, "DICM", 4) == 0) {
        out.facts.preambleUsed =
            std::any_of(start, start + 128, [](uchar byte) { return byte != 0; });
        out.facts.executable = looksExecutable(start);
        at = 132;
    } else {
        out.facts.hadPreamble = false;
        const uchar *p = parser.window().at(0, 8);
        if (!p)
            return fail("dicom.notDicom", {source->name});
        const bool metaFirst = word(p, false) == 0x0002 && isKnownVr(Vr(quint16(p[4] << 8 | p[5])));
        if (!metaFirst && !plausible(parser.window(), 0, source->size, {true, false}) &&
            !plausible(parser.window(), 0, source->size, {false, false}))
            return fail("dicom.notDicom", {source->name});
        // Only the groups that a data set starts with: any text file would pass otherwise.
        if (!metaFirst && word(p, false) != 0x0008)
            return fail("dicom.notDicom", {source->name});
    }
    LASTRA_TRY(begin, parser.meta(at, out.meta));
    at = begin;
    out.facts.hadMeta = !out.meta.isEmpty();
    out.transferSyntax = out.meta.raw(Tag(0x00020010));
    const QByteArray declared = out.transferSyntax;
    Syntax syntax;
    if (declared == "1.2.840.10008.1.2")
        syntax.isExplicit = false;
    else if (declared == "1.2.840.10008.1.2.2")
        syntax.bigEndian = true;
    else if (declared.isEmpty()) {
        syntax.isExplicit = plausible(parser.window(), at, source->size, {true, false});
        out.transferSyntax = syntax.isExplicit ? "1.2.840.10008.1.2.1" : "1.2.840.10008.1.2";
    } else if (!declared.startsWith("1.2.840.10008.1.2.")) {
        return fail("dicom.transferSyntax", {source->name, QString::fromLatin1(declared)});
    }
    if (declared == "1.2.840.10008.1.2.1.99" || declared == "1.2.840.10008.1.2.4.95") {
        LASTRA_TRY(inflated, inflateTail(*source, at, limits.inflatedBytes));
        auto memory = std::make_shared<DataSetFile::Source>();
        memory->name = source->name;
        memory->memory = std::move(inflated);
        memory->size = memory->memory.size();
        source = memory;
        Parser inner(*source, limits, out.facts);
        LASTRA_TRY(end, inner.dataSet(0, source->size, 0, false, syntax, out.data));
        Q_UNUSED(end);
        return {};
    }
    // A data set that is not in its declared syntax is read in the one it is in.
    if (at < source->size && !plausible(parser.window(), at, source->size, syntax)) {
        for (const Syntax other : {Syntax{true, false}, Syntax{false, false}, Syntax{true, true}}) {
            const bool same =
                other.isExplicit == syntax.isExplicit && other.bigEndian == syntax.bigEndian;
            if (same || !plausible(parser.window(), at, source->size, other))
                continue;
            syntax = other;
            out.facts.syntaxCorrected = true;
            if (declared == "1.2.840.10008.1.2" || declared == "1.2.840.10008.1.2.1" ||
                declared == "1.2.840.10008.1.2.2")
                out.transferSyntax = !other.isExplicit ? "1.2.840.10008.1.2"
                                     : other.bigEndian ? "1.2.840.10008.1.2.2"
                                                       : "1.2.840.10008.1.2.1";
            break;
        }
    }
    LASTRA_TRY(end, parser.dataSet(at, source->size, 0, false, syntax, out.data));
    Q_UNUSED(end);
    return {};
}
} // namespace

core::Result<DataSetFile> DataSetFile::read(const QString &path, const ReadLimits &limits) {
    auto source = std::make_shared<Source>();
    source->name = QFileInfo(path).fileName();
    // Not blocking: a pipe among the files must not hang a run.
    source->fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status {};
    if (source->fd < 0 || ::fstat(source->fd, &status) != 0 || !S_ISREG(status.st_mode))
        return fail("core.fileUnreadable", {source->name});
    source->size = status.st_size;
    DataSetFile file;
    const QString name = source->name; // what is inflated becomes the source
    LASTRA_CHECK(withinMemory(name, [&] { return readInto(source, limits, file); }));
    file.m_source = std::move(source);
    return file;
}

core::Result<DataSetFile> DataSetFile::parse(QByteArray bytes, const ReadLimits &limits) {
    auto source = std::make_shared<Source>();
    source->memory = std::move(bytes);
    source->size = source->memory.size();
    DataSetFile file;
    const QString name = source->name; // what is inflated becomes the source
    LASTRA_CHECK(withinMemory(name, [&] { return readInto(source, limits, file); }));
    file.m_source = std::move(source);
    return file;
}

DataSetFile DataSetFile::create() {
    DataSetFile file;
    file.transferSyntax = "1.2.840.10008.1.2.1";
    return file;
}

core::Result<QByteArray> DataSetFile::load(const DataElement &element, qint64 maxBytes) const {
    if (!element.onFile())
        return element.bytes;
    if (!m_source || element.range.length > maxBytes)
        return fail("dicom.tooLarge", {m_source ? m_source->name : QString()});
    return withinMemory(m_source->name, [&]() -> core::Result<QByteArray> {
        QByteArray bytes(element.range.length, Qt::Uninitialized);
        if (!m_source->readAt(element.range.offset, bytes.data(), bytes.size()))
            return fail("dicom.truncated", {m_source->name});
        swapWords(bytes.data(), bytes.size(), element.range.swap);
        return bytes;
    });
}

} // namespace lastra::dicom
