#include "Part10Source.h"

#include <QtEndian>

#include <algorithm>
#include <cerrno>

namespace lastra::dicom {
namespace {

using core::Done;

// Bytes go to a buffer; a value on file is copied by the kernel between two of them.
class Sink {
public:
    virtual ~Sink() = default;
    virtual Done bytes(QByteArrayView) = 0;
    virtual Done range(const DataSetFile::Source &source, const FileRange &range) = 0;
};

class FileSink : public Sink {
public:
    explicit FileSink(core::AtomicFile &file) : m_file(file) {}
    Done bytes(QByteArrayView view) override { return m_file.write(view); }
    Done range(const DataSetFile::Source &source, const FileRange &range) override;

private:
    core::AtomicFile &m_file;
};

class MemorySink : public Sink {
public:
    explicit MemorySink(QByteArray &out) : m_out(out) {}
    Done bytes(QByteArrayView view) override {
        m_out.append(view);
        return {};
    }
    Done range(const DataSetFile::Source &source, const FileRange &range) override {
        const qsizetype at = m_out.size();
        m_out.resize(at + range.length);
        if (!source.readAt(range.offset, m_out.data() + at, range.length))
            return core::fail("dicom.truncated", {source.name});
        swapWords(m_out.data() + at, range.length, range.swap);
        return {};
    }

private:
    QByteArray &m_out;
};

Done FileSink::range(const DataSetFile::Source &source, const FileRange &range) {
    qint64 offset = range.offset, left = range.length;
    if (source.fd >= 0 && range.swap == 1) {
        while (left > 0) {
            off_t from = offset;
            const ssize_t sent =
                ::copy_file_range(source.fd, &from, m_file.descriptor(), nullptr, size_t(left), 0);
            if (sent < 0 && errno == EINTR)
                continue;
            if (sent < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EIO))
                return tl::make_unexpected(core::fileError(m_file.path(), errno));
            if (sent <= 0)
                break; // not between these file systems: the loop below reads and writes
            offset += sent;
            left -= sent;
        }
    }
    std::vector<char> buffer(size_t(std::min<qint64>(left, 1 << 20)));
    while (left > 0) {
        const qint64 part = std::min<qint64>(left, qint64(buffer.size()));
        if (!source.readAt(offset, buffer.data(), part))
            return core::fail("dicom.truncated", {source.name});
        swapWords(buffer.data(), part, range.swap);
        LASTRA_CHECK(m_file.write({buffer.data(), qsizetype(part)}));
        offset += part;
        left -= part;
    }
    return {};
}

class Writer {
public:
    Writer(Sink &sink, const DataSetFile::Source *source) : m_sink(sink), m_source(source) {
        m_buffer.reserve(32 << 10);
    }

    void raw(QByteArrayView bytes) { m_buffer.append(bytes); }
    Done dataSet(const DataSet &set, bool isExplicit);
    Done flush() {
        LASTRA_CHECK(m_sink.bytes(m_buffer));
        m_buffer.clear();
        return {};
    }

private:
    void u16(quint16 v) {
        v = qToLittleEndian(v);
        m_buffer.append(reinterpret_cast<const char *>(&v), 2);
    }
    void u32(quint32 v) {
        v = qToLittleEndian(v);
        m_buffer.append(reinterpret_cast<const char *>(&v), 4);
    }
    void tag(Tag t) {
        u16(t.group);
        u16(t.element);
    }
    void header(Tag t, Vr vr, quint32 length, bool isExplicit);
    Done element(const DataElement &e, bool isExplicit);

    Sink &m_sink;
    const DataSetFile::Source *m_source;
    QByteArray m_buffer;
};

void Writer::header(Tag t, Vr vr, quint32 length, bool isExplicit) {
    tag(t);
    if (!isExplicit) {
        u32(length);
        return;
    }
    if (!hasLongLength(vr) && length > 0xfffe)
        vr = VR::UN; // PS3.5 6.2.2, note on long values
    const char letters[2] = {char(quint16(vr) >> 8), char(quint16(vr) & 0xff)};
    m_buffer.append(letters, 2);
    if (hasLongLength(vr)) {
        u16(0);
        u32(length);
    } else {
        u16(quint16(length));
    }
}

Done Writer::element(const DataElement &e, bool isExplicit) {
    if (e.isSequence()) {
        if (e.items.empty()) {
            header(e.tag, VR::SQ, 0, isExplicit);
            return {};
        }
        // Undefined lengths: a value on file may lie inside, and nothing has to be counted first.
        header(e.tag, VR::SQ, 0xffffffff, isExplicit);
        for (const DataSet &item : e.items) {
            tag(Tag(0xfffee000));
            u32(0xffffffff);
            LASTRA_CHECK(dataSet(item, isExplicit));
            tag(Tag(0xfffee00d));
            u32(0);
        }
        tag(Tag(0xfffee0dd));
        u32(0);
        return {};
    }
    const qint64 length = e.length();
    const bool odd = length % 2 != 0;
    header(e.tag, e.vr, e.encapsulated ? 0xffffffff : quint32(length + odd), isExplicit);
    if (e.onFile()) {
        if (!m_source)
            return core::fail("dicom.truncated", {QString()});
        LASTRA_CHECK(flush());
        LASTRA_CHECK(m_sink.range(*m_source, e.range));
    } else {
        m_buffer.append(e.bytes);
    }
    if (odd)
        m_buffer.append(isText(e.vr) && e.vr != VR::UI ? ' ' : '\0');
    if (m_buffer.size() > (1 << 20))
        LASTRA_CHECK(flush());
    return {};
}

Done Writer::dataSet(const DataSet &set, bool isExplicit) {
    for (const DataElement &e : set.elements())
        LASTRA_CHECK(element(e, isExplicit));
    return {};
}

QByteArray evenUid(QByteArray uid) {
    if (uid.size() % 2)
        uid.append('\0');
    return uid;
}

Done writeAll(const DataSetFile &file, const DataSetFile::Source *source, Sink &sink) {
    const QByteArray syntax = file.outputSyntax();
    DataSet meta;
    meta.set(Tag(0x00020001), VR::OB, QByteArray("\0\1", 2));
    meta.set(Tag(0x00020002), VR::UI, evenUid(file.data.raw(Tag(0x00080016))));
    meta.set(Tag(0x00020003), VR::UI, evenUid(file.data.raw(Tag(0x00080018))));
    meta.set(Tag(0x00020010), VR::UI, evenUid(syntax));
    meta.set(Tag(0x00020012), VR::UI, evenUid(kImplementationUid));
    meta.set(Tag(0x00020013), VR::SH, kImplementationVersion);
    QByteArray metaBytes;
    MemorySink metaSink(metaBytes);
    Writer metaWriter(metaSink, nullptr);
    LASTRA_CHECK(metaWriter.dataSet(meta, true));
    LASTRA_CHECK(metaWriter.flush());

    Writer writer(sink, source);
    writer.raw(QByteArray(128, '\0'));
    writer.raw("DICM");
    const quint32 length = qToLittleEndian(quint32(metaBytes.size()));
    writer.raw(QByteArrayView("\x02\0\0\0UL\x04\0", 8));
    writer.raw({reinterpret_cast<const char *>(&length), 4});
    writer.raw(metaBytes);
    LASTRA_CHECK(writer.dataSet(file.data, syntax != "1.2.840.10008.1.2"));
    return writer.flush();
}
} // namespace

QByteArray DataSetFile::outputSyntax() const {
    if (transferSyntax.isEmpty() || transferSyntax == "1.2.840.10008.1.2.2" ||
        transferSyntax == "1.2.840.10008.1.2.1.99")
        return "1.2.840.10008.1.2.1";
    if (transferSyntax == "1.2.840.10008.1.2.4.95")
        return "1.2.840.10008.1.2.4.94"; // JPIP referenced without the deflation
    return transferSyntax;
}

core::Done DataSetFile::write(core::AtomicFile &file) const {
    FileSink sink(file);
    return writeAll(*this, m_source.get(), sink);
}

core::Done DataSetFile::write(const QString &path) const {
    core::AtomicFile file(path);
    LASTRA_CHECK(file.open());
    LASTRA_CHECK(write(file));
    return file.commit();
}

core::Result<QByteArray> DataSetFile::toBytes() const {
    QByteArray out;
    MemorySink sink(out);
    LASTRA_CHECK(writeAll(*this, m_source.get(), sink));
    return out;
}

} // namespace lastra::dicom
