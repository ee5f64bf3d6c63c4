#pragma once
#include "lastra/net/HttpClient.h"

namespace lastra::net {

// The body of a request while libcurl reads it: from memory, from a file or from a BodySource.
class UploadSource {
public:
    static core::Result<std::unique_ptr<UploadSource>> open(const Body &body);
    ~UploadSource();

    [[nodiscard]] bool present() const { return m_present; }
    [[nodiscard]] qint64 size() const { return m_size; }
    [[nodiscard]] qint64 sent() const { return m_sent; }
    core::Result<qint64> read(char *data, qint64 capacity);
    // Back to the start, for a second sending.
    [[nodiscard]] bool rewind();

private:
    UploadSource() = default;
    bool m_present = false;
    QByteArrayView m_memory;
    std::shared_ptr<BodySource> m_source;
    QString m_path;
    int m_fd = -1;
    qint64 m_size = 0, m_sent = 0;
};

} // namespace lastra::net
