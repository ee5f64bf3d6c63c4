#pragma once
#include "lastra/core/AtomicFile.h"
#include "lastra/net/HttpClient.h"

namespace lastra::net {

// Where an answer's body goes, over all attempts of one request.
class SinkWriter {
public:
    SinkWriter(const Sink &sink, QString host);
    ~SinkWriter();

    // Before an attempt: headers that ask for the rest of a file begun earlier.
    [[nodiscard]] HeaderList resumeHeaders();
    // Once the answer's headers are known.
    core::Done begin(const Response &response);
    core::Done write(QByteArrayView bytes);
    // After a whole answer.
    core::Done finish(Response &response);
    // Whether a second attempt would not repeat what somebody already got.
    [[nodiscard]] bool mayRestart() const { return !m_delivered; }
    // The server says that what is on disk is not part of its file: start over.
    void dropPart();

private:
    core::Done openPart(const Response &response);
    [[nodiscard]] QString partPath() const { return m_file->path + QStringLiteral(".part"); }
    [[nodiscard]] QString tagPath() const { return partPath() + QStringLiteral(".tag"); }
    [[nodiscard]] qint64 limit() const;

    const Sink &m_sink;
    const FileSink *m_file = nullptr;
    const StreamSink *m_stream = nullptr;
    QString m_host;
    bool m_toSink = false, m_delivered = false;
    QByteArray m_memory;
    qint64 m_offset = 0, m_count = 0;
    int m_partFd = -1;
    std::unique_ptr<core::AtomicFile> m_atomic;
};

} // namespace lastra::net
