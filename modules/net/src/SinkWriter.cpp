#include "SinkWriter.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lastra::net {

namespace {

// Pages and messages of a failed request; never the data itself.
constexpr qint64 kMaxRefusalBytes = 1 << 20;

// What tells that the server's file is still the same one: a strong ETag, else Last-Modified.
QByteArray validator(const Response &response) {
    const QByteArray tag = response.header("etag");
    if (tag.startsWith('"'))
        return tag;
    return response.header("last-modified");
}

int openFile(const QString &path, int flags) {
    return ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC, 0600);
}

} // namespace

SinkWriter::SinkWriter(const Sink &sink, QString host)
    : m_sink(sink), m_file(std::get_if<FileSink>(&sink)), m_stream(std::get_if<StreamSink>(&sink)),
      m_host(std::move(host)) {}

SinkWriter::~SinkWriter() {
    if (m_partFd >= 0)
        ::close(m_partFd);
}

qint64 SinkWriter::limit() const {
    if (!m_toSink && (m_file || m_stream))
        return kMaxRefusalBytes;
    return std::visit([](const auto &sink) { return sink.maxBytes; }, m_sink);
}

HeaderList SinkWriter::resumeHeaders() {
    m_offset = 0;
    if (!m_file || !m_file->resume)
        return {};
    const qint64 size = QFileInfo(partPath()).size();
    const auto tag = core::readFile(tagPath(), 1024);
    if (size <= 0 || !tag || tag->isEmpty())
        return {};
    m_offset = size;
    return {{"Range", "bytes=" + QByteArray::number(size) + "-"}, {"If-Range", *tag}};
}

void SinkWriter::dropPart() {
    QFile::remove(partPath());
    QFile::remove(tagPath());
    m_offset = 0;
}

core::Done SinkWriter::begin(const Response &response) {
    m_memory.clear();
    m_count = 0;
    m_toSink = response.ok();
    if (!m_toSink)
        return {};
    if (m_file && m_file->resume)
        return openPart(response);
    if (m_file) {
        m_atomic = std::make_unique<core::AtomicFile>(m_file->path);
        return m_atomic->open();
    }
    return {};
}

core::Done SinkWriter::openPart(const Response &response) {
    const QByteArray start = "bytes " + QByteArray::number(m_offset) + "-";
    const bool continues =
        response.status == 206 && response.header("content-range").startsWith(start);
    if (response.status == 206 && !continues)
        return core::fail("net.protocol", {m_host}, QStringLiteral("another range than asked"));
    if (m_partFd >= 0)
        ::close(m_partFd);
    m_partFd = openFile(partPath(), O_WRONLY | O_CREAT | (continues ? O_APPEND : O_TRUNC));
    if (m_partFd < 0)
        return tl::make_unexpected(core::fileError(m_file->path, errno));
    if (!continues) {
        m_offset = 0;
        LASTRA_CHECK(core::AtomicFile::writeAll(tagPath(), validator(response)));
    }
    m_count = m_offset;
    return {};
}

core::Done SinkWriter::write(QByteArrayView bytes) {
    m_count += bytes.size();
    if (m_count > limit())
        return core::fail("net.tooLarge", {m_host, QString::number(limit() >> 20)});
    if (!m_toSink || (!m_file && !m_stream)) {
        m_memory.append(bytes.data(), bytes.size());
        return {};
    }
    if (m_stream) {
        m_delivered = true;
        return m_stream->write(bytes);
    }
    if (m_atomic)
        return m_atomic->write(bytes);
    for (qsizetype done = 0; done < bytes.size();) {
        const auto wrote = ::write(m_partFd, bytes.data() + done, size_t(bytes.size() - done));
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return tl::make_unexpected(core::fileError(m_file->path, errno));
        done += wrote;
    }
    return {};
}

core::Done SinkWriter::finish(Response &response) {
    response.bodyBytes = m_count;
    response.body = std::move(m_memory);
    m_memory.clear();
    if (!m_toSink || !m_file)
        return {};
    if (m_atomic)
        return m_atomic->commit();
    const bool synced = fsync(m_partFd) == 0;
    const int problem = errno;
    ::close(m_partFd);
    m_partFd = -1;
    if (!synced)
        return tl::make_unexpected(core::fileError(m_file->path, problem));
    if (::rename(QFile::encodeName(partPath()).constData(),
                 QFile::encodeName(m_file->path).constData()) != 0)
        return tl::make_unexpected(core::fileError(m_file->path, errno));
    QFile::remove(tagPath());
    const int folder = openFile(QFileInfo(m_file->path).absolutePath(), O_RDONLY | O_DIRECTORY);
    if (folder >= 0) {
        fsync(folder);
        ::close(folder);
    }
    return {};
}

} // namespace lastra::net
