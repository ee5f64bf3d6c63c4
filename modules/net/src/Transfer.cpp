#include "Transfer.h"

#include <QFile>

#include <curl/curl.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <cstring>

namespace lastra::net {

namespace {

constexpr qint64 kMaxHeaderBytes = 256 << 10;
constexpr int kPollMs = 100;

// The person's own exceptions, and never a proxy for this computer.
QByteArray withoutProxy() {
    QByteArray hosts = qgetenv("no_proxy");
    if (hosts.isEmpty())
        hosts = qgetenv("NO_PROXY");
    if (hosts == "*")
        return hosts;
    return hosts + (hosts.isEmpty() ? "" : ",") + "127.0.0.1,localhost,::1";
}

// Only while the connection is in use does libcurl show it.
int tlsVersionOf(CURL *easy) {
    curl_tlssessioninfo *info = nullptr;
    if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || !info ||
        info->backend != CURLSSLBACKEND_OPENSSL || !info->internals)
        return 0;
    switch (SSL_version(static_cast<const SSL *>(info->internals))) {
    case TLS1_2_VERSION:
        return 12;
    case TLS1_3_VERSION:
        return 13;
    default:
        return 0;
    }
}

} // namespace

QString hostOf(const QUrl &url) {
    return url.port() > 0 ? url.host() + QLatin1Char(':') + QString::number(url.port())
                          : url.host();
}

Channel::Channel() : multi(curl_multi_init()), easy(curl_easy_init()) {}

Channel::~Channel() {
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
}

Transfer::Transfer(const ClientContext &client, const Request &request, QUrl url, SinkWriter &sink,
                   UploadSource &upload, core::Work &work)
    : m_client(client), m_request(request), m_url(std::move(url)), m_host(hostOf(m_url)),
      m_sink(sink), m_upload(upload), m_work(work), m_tls(client.authorities) {}

Transfer::~Transfer() {
    // Authorization headers are secrets; libcurl only frees them.
    for (curl_slist *entry = m_headers; entry; entry = entry->next)
        OPENSSL_cleanse(entry->data, std::strlen(entry->data));
    curl_slist_free_all(m_headers);
}

int Transfer::totalSeconds() const {
    if (m_request.timeouts.totalSeconds > 0)
        return m_request.timeouts.totalSeconds;
    const bool small = std::holds_alternative<MemorySink>(m_request.sink) &&
                       !std::holds_alternative<FileBody>(m_request.body) &&
                       !std::holds_alternative<std::shared_ptr<BodySource>>(m_request.body);
    return small ? 60 : 24 * 3600;
}

void Transfer::addHeader(const QByteArray &name, QByteArrayView value) {
    QByteArray line = name + ": ";
    line.append(value.data(), value.size());
    // A line break would start a header of the value's own; libcurl passes it through.
    line.replace('\r', ' ').replace('\n', ' ');
    m_headers = curl_slist_append(m_headers, line.constData());
    OPENSSL_cleanse(line.data(), size_t(line.size()));
}

void Transfer::addCredential() {
    const Credential &credential = m_request.credential;
    switch (credential.kind) {
    case Credential::Kind::None:
        break;
    case Credential::Kind::Bearer: {
        QByteArray value = "Bearer ";
        value.append(credential.secret.data(), credential.secret.size());
        addHeader("Authorization", value);
        OPENSSL_cleanse(value.data(), size_t(value.size()));
        break;
    }
    case Credential::Kind::Basic: {
        QByteArray pair = credential.name + ":";
        pair.append(credential.secret.data(), credential.secret.size());
        QByteArray value = "Basic " + pair.toBase64();
        addHeader("Authorization", value);
        OPENSSL_cleanse(pair.data(), size_t(pair.size()));
        OPENSSL_cleanse(value.data(), size_t(value.size()));
        break;
    }
    case Credential::Kind::Header:
        addHeader(credential.name, credential.secret.view());
        break;
    }
}

void Transfer::configure(CURL *easy, const HeaderList &resume) {
    const ClientOptions &options = m_client.options;
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, m_url.toEncoded().constData());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, withoutProxy().constData());
    curl_easy_setopt(easy, CURLOPT_USERAGENT, options.userAgent.constData());
    curl_easy_setopt(easy, CURLOPT_SHARE, m_client.share);
    if (options.cookies)
        curl_easy_setopt(easy, CURLOPT_COOKIEFILE, "");
    if (!options.unixSocket.isEmpty())
        curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH,
                         QFile::encodeName(options.unixSocket).constData());

    curl_easy_setopt(easy, CURLOPT_SSLVERSION, long(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &TlsCheck::prepareContext);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, &m_tls);
    const char *bundle = curl_version_info(CURLVERSION_NOW)->cainfo;
    if (bundle && !QFile::exists(QString::fromLocal8Bit(bundle)))
        curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr); // only the site's own CA is left to trust

    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, long(m_request.timeouts.connectSeconds));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, long(totalSeconds()));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, long(m_request.timeouts.stallSeconds));
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 512L << 10);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 64L << 10);
    // Compressed answers only where a limit in memory holds for what they unpack to.
    if (std::holds_alternative<MemorySink>(m_request.sink))
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");

    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &Transfer::onRead);
    curl_easy_setopt(easy, CURLOPT_READDATA, this);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &Transfer::onSeek);
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, this);

    const QByteArray &method = m_request.method;
    const bool sendsBody =
        m_upload.present() || method == "POST" || method == "PUT" || method == "PATCH";
    if (method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (sendsBody) {
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(m_upload.size()));
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.constData());
    } else {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.constData());
    }
    for (const auto &[name, value] : m_request.headers)
        addHeader(name, value);
    for (const auto &[name, value] : resume)
        addHeader(name, value);
    addCredential();
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, m_headers);
}

size_t Transfer::onHeader(char *data, size_t size, size_t count, void *self) {
    auto *transfer = static_cast<Transfer *>(self);
    const size_t bytes = size * count;
    transfer->m_headerBytes += qint64(bytes);
    if (transfer->m_headerBytes > kMaxHeaderBytes) {
        transfer->m_failure = core::Error{"net.protocol", {transfer->m_host}, {}, nullptr};
        return 0;
    }
    const QByteArray line = QByteArray(data, qsizetype(bytes)).trimmed();
    if (line.startsWith("HTTP/")) {
        // A new answer: what came before was 100 Continue or a proxy's.
        transfer->m_response.headers.clear();
        transfer->m_response.status = line.mid(line.indexOf(' ') + 1, 3).toInt();
        transfer->m_response.tlsVersion = tlsVersionOf(transfer->m_easy);
        return bytes;
    }
    const qsizetype colon = line.indexOf(':');
    if (colon > 0)
        transfer->m_response.headers.append(
            {line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed()});
    return bytes;
}

core::Done Transfer::beginBody() {
    if (m_bodyBegun)
        return {};
    m_bodyBegun = true;
    if (m_request.reportProgress && !m_upload.present()) {
        const QByteArray length = m_response.header("content-length");
        m_work.begin(core::Unit::Bytes, length.isEmpty() ? -1 : length.toLongLong());
    }
    return m_sink.begin(m_response);
}

size_t Transfer::onBody(char *data, size_t size, size_t count, void *self) {
    auto *transfer = static_cast<Transfer *>(self);
    const size_t bytes = size * count;
    core::Done done = transfer->beginBody();
    if (done)
        done = transfer->m_sink.write({data, qsizetype(bytes)});
    if (!done) {
        transfer->m_failure = done.error();
        return 0;
    }
    if (transfer->m_request.reportProgress && !transfer->m_upload.present())
        transfer->m_work.advance(qint64(bytes));
    return bytes;
}

size_t Transfer::onRead(char *data, size_t size, size_t count, void *self) {
    auto *transfer = static_cast<Transfer *>(self);
    const auto got = transfer->m_upload.read(data, qint64(size * count));
    if (!got) {
        transfer->m_failure = got.error();
        return CURL_READFUNC_ABORT;
    }
    if (transfer->m_request.reportProgress)
        transfer->m_work.setDone(transfer->m_upload.sent());
    return size_t(*got);
}

int Transfer::onSeek(void *self, qint64 offset, int origin) {
    auto *transfer = static_cast<Transfer *>(self);
    const bool toStart = offset == 0 && origin == SEEK_SET;
    return toStart && transfer->m_upload.rewind() ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

int Transfer::drive(Channel &channel) {
    curl_multi_add_handle(channel.multi, channel.easy);
    int running = 1, code = CURLE_OK;
    while (running > 0) {
        if (m_work.cancelled()) {
            m_failure = m_work.check().error();
            code = CURLE_ABORTED_BY_CALLBACK;
            break;
        }
        const CURLMcode state = curl_multi_perform(channel.multi, &running);
        if (state != CURLM_OK) {
            code = CURLE_FAILED_INIT;
            break;
        }
        if (running > 0)
            curl_multi_poll(channel.multi, nullptr, 0, kPollMs, nullptr);
    }
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(channel.multi, &left)) {
        if (message->msg == CURLMSG_DONE && code == CURLE_OK)
            code = message->data.result;
    }
    curl_multi_remove_handle(channel.multi, channel.easy);
    return code;
}

core::Result<Response> Transfer::run(Channel &channel) {
    const bool idempotent =
        m_request.idempotent.value_or(m_request.method != "POST" && m_request.method != "PATCH");
    m_easy = channel.easy;
    configure(channel.easy, m_sink.resumeHeaders());
    // On a reused connection libcurl silently sends again when the server had just closed it.
    curl_easy_setopt(channel.easy, CURLOPT_FRESH_CONNECT, idempotent ? 0L : 1L);
    if (m_request.reportProgress && m_upload.present())
        m_work.begin(core::Unit::Bytes, m_upload.size());

    m_started = QDateTime::currentDateTimeUtc();
    const int code = drive(channel);
    if (m_failure)
        return tl::make_unexpected(std::move(*m_failure));
    if (code != CURLE_OK)
        return tl::make_unexpected(explain(channel.easy, code));

    LASTRA_CHECK(beginBody());
    LASTRA_CHECK(m_sink.finish(m_response));
    m_response.url = m_url;
    curl_off_t retryAfter = 0;
    curl_easy_getinfo(channel.easy, CURLINFO_RETRY_AFTER, &retryAfter);
    m_retryAfter = retryAfter > 0 ? qint64(retryAfter) : -1;
    const time_t date = curl_getdate(m_response.header("date").constData(), nullptr);
    if (date > 0) {
        double firstByte = 0;
        curl_easy_getinfo(channel.easy, CURLINFO_STARTTRANSFER_TIME, &firstByte);
        const qint64 answered = m_started.toSecsSinceEpoch() + qint64(firstByte);
        m_response.clockDifferenceSeconds = qint64(date) - answered;
    }
    if (m_response.status == 511)
        return core::fail("net.captivePortal", {m_host});
    if (m_response.status == 407)
        return core::fail("net.proxy", {m_host});
    return std::move(m_response);
}

core::Error Transfer::explain(CURL *easy, int code) const {
    const auto error = [&](const char *what, QStringList more = {}) {
        return core::Error{what, QStringList{m_host} + more,
                           QString::fromLatin1(curl_easy_strerror(CURLcode(code))), nullptr};
    };
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return error("net.dns");
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return error("net.proxy");
    case CURLE_COULDNT_CONNECT: {
        long system = 0;
        curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &system);
        return error(system == ECONNREFUSED ? "net.refused" : "net.connection");
    }
    case CURLE_OPERATION_TIMEDOUT: {
        double seconds = 0;
        curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME, &seconds);
        return error("net.timeout", {QString::number(qMax(1, qRound(seconds)))});
    }
    case CURLE_PEER_FAILED_VERIFICATION:
        return m_tls.explain(m_host);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        return error("net.tls");
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        return error("net.interrupted");
    case CURLE_FAILED_INIT:
    case CURLE_OUT_OF_MEMORY:
    case CURLE_INTERFACE_FAILED:
        return error("net.connection");
    default:
        return error("net.protocol");
    }
}

} // namespace lastra::net
