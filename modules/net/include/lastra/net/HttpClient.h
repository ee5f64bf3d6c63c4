#pragma once
// HTTP over TLS for every server of a site. An answer with any status is a Response; an Error means
// that no whole answer came. Errors:
//   net.badUrl [host]                not https (plain http only to this computer)
//   net.dns [host]                   net.refused [host]          net.connection [host]
//   net.timeout [host, seconds]      net.interrupted [host]      (stopped in mid-answer)
//   net.tlsUntrusted [host, issuer]  net.tlsExpired [host, date] net.tlsNotYetValid [host, date]
//   net.tlsHostMismatch [host, names]    net.tls [host]          net.caUnreadable [file]
//   net.tooLarge [host, MiB]         net.protocol [host]         net.captivePortal [host]
//   net.proxy [host]                 net.redirectElsewhere [host, other host]
//   net.tooManyRedirects [host]      net.httpStatus [host, status] (requireSuccess only)
//   and core.cancelled, core.diskFull, core.fileUnwritable, core.fileUnreadable.

#include "lastra/core/Result.h"
#include "lastra/core/SecretBytes.h"
#include "lastra/core/Work.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QPair>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace lastra::net {

using HeaderList = QList<QPair<QByteArray, QByteArray>>;

// A body made while it is sent (a zip being written, a subprocess).
class BodySource {
public:
    virtual ~BodySource() = default;
    // Fills at most `capacity` bytes and says how many; 0 at the end.
    virtual core::Result<qint64> read(char *data, qint64 capacity) = 0;
    [[nodiscard]] virtual qint64 size() const { return -1; } // -1: not known, sent chunked
    [[nodiscard]] virtual bool rewind() { return false; }    // false: cannot be sent again
};

struct FileBody {
    QString path;
};
using Body = std::variant<std::monostate, QByteArray, core::SecretBytes, FileBody,
                          std::shared_ptr<BodySource>>;

// The answer in Response::body.
struct MemorySink {
    qint64 maxBytes = 16 << 20;
};
// The answer in a file that appears whole or not at all; only a 2xx answer goes there, others go to
// Response::body. With resume, <path>.part stays after a broken transfer and the next request for
// it continues there if the server still has the same version (ETag or Last-Modified).
struct FileSink {
    QString path;
    qint64 maxBytes = qint64(1) << 40;
    bool resume = false;
};
// Called on the calling thread with each piece of a 2xx answer; an error stops the transfer. Never
// retried once a piece was delivered.
struct StreamSink {
    std::function<core::Done(QByteArrayView)> write;
    qint64 maxBytes = qint64(1) << 40;
};
using Sink = std::variant<MemorySink, FileSink, StreamSink>;

// What proves who asks. Sent to the host of the URL only, never along a redirect elsewhere.
struct Credential {
    enum class Kind { None, Bearer, Basic, Header };
    Kind kind = Kind::None;
    QByteArray name; // user name of Basic, header name of Header
    core::SecretBytes secret;

    static Credential bearer(core::SecretBytes token) {
        return {Kind::Bearer, {}, std::move(token)};
    }
    static Credential basic(QByteArray user, core::SecretBytes password) {
        return {Kind::Basic, std::move(user), std::move(password)};
    }
    static Credential header(QByteArray name, core::SecretBytes value) {
        return {Kind::Header, std::move(name), std::move(value)};
    }
};

struct Timeouts {
    int connectSeconds = 10;
    int stallSeconds = 30; // no byte either way for so long
    int totalSeconds = 0;  // 0: 60 s when both bodies are in memory, else 24 h
};

struct Request {
    QByteArray method = "GET";
    QUrl url;
    HeaderList headers;
    Credential credential;
    Body body;
    Sink sink;
    Timeouts timeouts;
    // Only then may the request be sent twice. Not set: GET, HEAD, PUT, DELETE, OPTIONS are.
    std::optional<bool> idempotent;
    int followRedirects = 0;     // how many, on the same scheme, host and port; GET and HEAD only
    bool reportProgress = false; // work counts the bytes of this transfer
};

struct Response {
    int status = 0;
    HeaderList headers; // names in lower case
    QByteArray body;
    qint64 bodyBytes = 0; // what came, wherever it went
    QUrl url;             // after redirects
    // The server's Date less this computer's time in the middle of the exchange; absent without a
    // Date header.
    std::optional<qint64> clockDifferenceSeconds;
    int tlsVersion = 0; // what was agreed on: 12, 13; 0 without TLS

    [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
    [[nodiscard]] QByteArray header(QByteArrayView lowerCaseName) const;
};

struct RetryPolicy {
    int attempts = 3; // in all; 1: never again
    int firstDelayMs = 500;
    int longestDelayMs = 30000; // also the longest Retry-After that is waited for
};

struct ClientOptions {
    QString extraCaFile; // PEM; trusted besides the system's authorities
    QString unixSocket;  // the server listens there; the URL's host is only a name
    bool cookies = true; // kept in memory for this client alone
    RetryPolicy retry;
    QByteArray userAgent = "Lastra";
};

// Thread-safe: each thread's transfers run on their own connections, cookies are shared.
class HttpClient {
public:
    explicit HttpClient(ClientOptions options = {});
    virtual ~HttpClient();
    HttpClient(const HttpClient &) = delete;

    virtual core::Result<Response> perform(const Request &request, core::Work &work);
    void clearCookies();
    [[nodiscard]] const ClientOptions &options() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

// The JSON object of an answer. "net.captivePortal" when a page came where JSON was due,
// "core.jsonInvalid" otherwise.
[[nodiscard]] core::Result<QJsonObject> jsonObject(const Response &response);
// "net.httpStatus" unless 2xx.
[[nodiscard]] core::Done requireSuccess(const Response &response);

// RFC 3986 unreserved characters stay, the rest is %XX.
[[nodiscard]] QByteArray percentEncode(QByteArrayView text);
// application/x-www-form-urlencoded, encoded as above (a blank is %20, read alike everywhere).
[[nodiscard]] QByteArray formEncode(const HeaderList &fields);

} // namespace lastra::net
