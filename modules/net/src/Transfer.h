#pragma once
// One exchange over libcurl: request out, answer in, cancellable, with libcurl's codes turned into
// this module's errors.

#include "SinkWriter.h"
#include "TlsCheck.h"
#include "UploadSource.h"

using CURL = void;
using CURLM = void;
using CURLSH = void;
struct curl_slist;

namespace lastra::net {

// A connection cache with the handle that uses it; one thread at a time.
class Channel {
public:
    Channel();
    ~Channel();
    Channel(const Channel &) = delete;
    CURLM *multi = nullptr;
    CURL *easy = nullptr;
};

// What all transfers of a client share.
struct ClientContext {
    const ClientOptions &options;
    CURLSH *share;
    std::shared_ptr<ExtraAuthorities> authorities;
};

class Transfer {
public:
    Transfer(const ClientContext &client, const Request &request, QUrl url, SinkWriter &sink,
             UploadSource &upload, core::Work &work);
    ~Transfer();

    core::Result<Response> run(Channel &channel);
    // Seconds the server asked us to wait (Retry-After), or -1.
    [[nodiscard]] qint64 retryAfterSeconds() const { return m_retryAfter; }

private:
    static size_t onHeader(char *data, size_t size, size_t count, void *self);
    static size_t onBody(char *data, size_t size, size_t count, void *self);
    static size_t onRead(char *data, size_t size, size_t count, void *self);
    static int onSeek(void *self, qint64 offset, int origin);

    void configure(CURL *easy, const HeaderList &resume);
    void addHeader(const QByteArray &name, QByteArrayView value);
    void addCredential();
    core::Done beginBody();
    void reportDone(qint64 received);
    int drive(Channel &channel);
    core::Error explain(CURL *easy, int code) const;
    [[nodiscard]] int totalSeconds() const;

    const ClientContext &m_client;
    const Request &m_request;
    QUrl m_url;
    QString m_host;
    SinkWriter &m_sink;
    UploadSource &m_upload;
    core::Work &m_work;
    TlsCheck m_tls;
    curl_slist *m_headers = nullptr;
    void *m_easy = nullptr; // while run() lasts
    Response m_response;
    std::optional<core::Error> m_failure; // what a callback stopped the transfer for
    qint64 m_headerBytes = 0, m_received = 0, m_retryAfter = -1;
    bool m_bodyBegun = false;
    QDateTime m_started;
};

// "host" or "host:port", never more: paths and queries may identify somebody.
[[nodiscard]] QString hostOf(const QUrl &url);

} // namespace lastra::net
