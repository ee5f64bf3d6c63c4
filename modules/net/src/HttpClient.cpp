#include "lastra/net/HttpClient.h"

#include "Transfer.h"

#include <QRandomGenerator>
#include <QThread>

#include <curl/curl.h>

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <mutex>

namespace lastra::net {

namespace {

void startCurlOnce() {
    static std::once_flag once;
    std::call_once(once, [] {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        // A server that closes while we send must be an error, not the end of the program.
        struct sigaction old = {};
        if (sigaction(SIGPIPE, nullptr, &old) == 0 && old.sa_handler == SIG_DFL)
            std::signal(SIGPIPE, SIG_IGN);
    });
}

bool isThisComputer(const QString &host) {
    in_addr address = {};
    if (inet_pton(AF_INET, host.toLatin1().constData(), &address) == 1)
        return (ntohl(address.s_addr) >> 24) == 127;
    return host == QStringLiteral("localhost") || host == QStringLiteral("::1");
}

bool sameServer(const QUrl &a, const QUrl &b) {
    const auto port = [](const QUrl &url) {
        return url.port(url.scheme() == QStringLiteral("https") ? 443 : 80);
    };
    return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

bool worthAnotherTry(const core::Error &error) {
    static const std::array<const char *, 6> codes{
        "net.dns", "net.refused", "net.connection", "net.timeout", "net.interrupted", "net.proxy"};
    return std::find(codes.begin(), codes.end(), error.code) != codes.end();
}

bool worthAnotherTry(int status) {
    static const std::array<int, 5> statuses{408, 429, 502, 503, 504};
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

core::Done pause(qint64 milliseconds, core::Work &work) {
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < milliseconds) {
        LASTRA_CHECK(work.check());
        QThread::msleep(ulong(std::min<qint64>(50, milliseconds - timer.elapsed())));
    }
    return work.check();
}

// Doubling, with half of it left to chance so that many clients do not come back together.
qint64 delayMs(const RetryPolicy &policy, int attempt, qint64 retryAfterSeconds) {
    if (retryAfterSeconds >= 0)
        return retryAfterSeconds * 1000;
    const qint64 full =
        std::min<qint64>(policy.longestDelayMs, qint64(policy.firstDelayMs) << (attempt - 1));
    return full / 2 + QRandomGenerator::global()->bounded(full / 2 + 1);
}

core::Done checkUrl(const QUrl &url, const ClientOptions &options) {
    const bool plainHere = url.scheme() == QStringLiteral("http") &&
                           (isThisComputer(url.host()) || !options.unixSocket.isEmpty());
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty() ||
        (url.scheme() != QStringLiteral("https") && !plainHere))
        return core::fail("net.badUrl", {hostOf(url)});
    return {};
}

} // namespace

struct HttpClient::Impl {
    explicit Impl(ClientOptions given) : options(std::move(given)) {
        startCurlOnce();
        share = curl_share_init();
        curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
        curl_share_setopt(share, CURLSHOPT_LOCKFUNC, &Impl::lock);
        curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, &Impl::unlock);
        curl_share_setopt(share, CURLSHOPT_USERDATA, this);
        if (!options.extraCaFile.isEmpty())
            authorities = ExtraAuthorities::load(options.extraCaFile);
    }
    ~Impl() {
        idle.clear();
        curl_share_cleanup(share);
    }

    static void lock(CURL *, curl_lock_data data, curl_lock_access, void *self) {
        static_cast<Impl *>(self)->shareLocks[size_t(data)].lock();
    }
    static void unlock(CURL *, curl_lock_data data, void *self) {
        static_cast<Impl *>(self)->shareLocks[size_t(data)].unlock();
    }

    std::unique_ptr<Channel> takeChannel() {
        const std::lock_guard guard(mutex);
        if (idle.empty())
            return std::make_unique<Channel>();
        auto channel = std::move(idle.back());
        idle.pop_back();
        return channel;
    }
    void giveChannel(std::unique_ptr<Channel> channel) {
        // The handle must not keep pointing at the transfer that ends now.
        curl_easy_reset(channel->easy);
        const std::lock_guard guard(mutex);
        idle.push_back(std::move(channel));
    }

    core::Result<Response> exchange(const Request &request, const QUrl &url, core::Work &work);

    ClientOptions options;
    CURLSH *share = nullptr;
    std::array<std::mutex, CURL_LOCK_DATA_LAST> shareLocks;
    core::Result<std::shared_ptr<ExtraAuthorities>> authorities;
    std::mutex mutex;
    std::vector<std::unique_ptr<Channel>> idle;
};

// One address, with the attempts it is worth.
core::Result<Response> HttpClient::Impl::exchange(const Request &request, const QUrl &url,
                                                  core::Work &work) {
    if (!authorities)
        return tl::make_unexpected(authorities.error());
    const bool idempotent =
        request.idempotent.value_or(request.method != "POST" && request.method != "PATCH");
    const ClientContext context{options, share, *authorities};
    SinkWriter sink(request.sink, hostOf(url));
    LASTRA_TRY(upload, UploadSource::open(request.body));
    bool restarted = false;
    for (int attempt = 1;; ++attempt) {
        LASTRA_CHECK(work.check());
        auto channel = takeChannel();
        auto transfer = std::make_unique<Transfer>(context, request, url, sink, *upload, work);
        core::Result<Response> result = transfer->run(*channel);
        const qint64 retryAfter = transfer->retryAfterSeconds();
        giveChannel(std::move(channel));
        transfer.reset();

        if (result && result->status == 416 && !restarted) {
            sink.dropPart();
            restarted = true;
            continue;
        }
        const bool again =
            result ? worthAnotherTry(result->status) : worthAnotherTry(result.error());
        if (!again || !idempotent || attempt >= options.retry.attempts || !sink.mayRestart() ||
            retryAfter * 1000 > options.retry.longestDelayMs || !upload->rewind())
            return result;
        LASTRA_CHECK(pause(delayMs(options.retry, attempt, retryAfter), work));
    }
}

HttpClient::HttpClient(ClientOptions options)
    : m_impl(std::make_unique<Impl>(std::move(options))) {}
HttpClient::~HttpClient() = default;

const ClientOptions &HttpClient::options() const {
    return m_impl->options;
}

core::Result<Response> HttpClient::perform(const Request &request, core::Work &work) {
    QUrl url = request.url;
    LASTRA_CHECK(checkUrl(url, m_impl->options));
    const bool mayFollow = request.method == "GET" || request.method == "HEAD";
    for (int redirects = 0;; ++redirects) {
        LASTRA_TRY(response, m_impl->exchange(request, url, work));
        const QByteArray location = response.header("location");
        const bool redirect =
            response.status >= 301 && response.status <= 308 && !location.isEmpty();
        if (!redirect || !mayFollow || request.followRedirects == 0)
            return response;
        if (redirects >= request.followRedirects)
            return core::fail("net.tooManyRedirects", {hostOf(url)});
        const QUrl target = url.resolved(QUrl::fromEncoded(location));
        if (!sameServer(url, target))
            return core::fail("net.redirectElsewhere", {hostOf(url), hostOf(target)});
        LASTRA_CHECK(checkUrl(target, m_impl->options));
        url = target;
    }
}

void HttpClient::clearCookies() {
    auto channel = m_impl->takeChannel();
    curl_easy_setopt(channel->easy, CURLOPT_SHARE, m_impl->share);
    curl_easy_setopt(channel->easy, CURLOPT_COOKIELIST, "ALL");
    m_impl->giveChannel(std::move(channel));
}

} // namespace lastra::net
