#include "SlurmRest.h"

#include "lastra/net/HttpClient.h"

#include <QElapsedTimer>
#include <QJsonDocument>

namespace lastra::queue {

namespace {

constexpr char kApi[] = "/slurm/v0.0.38/";
// A refused token answers in milliseconds, a dead controller after nine seconds.
constexpr double kQuick = 5;
constexpr int kDeadlineSeconds = 30;
constexpr qint64 kMaxAnswer = 256 << 20;
constexpr qint64 kRenewAhead = 30; // seconds before a token's end

net::ClientOptions options(const SlurmSettings &settings) {
    net::ClientOptions o;
    o.extraCaFile = settings.caFile;
    o.unixSocket = settings.unixSocket;
    o.cookies = false;
    o.retry.attempts = 1; // what may be sent again is decided here
    return o;
}

} // namespace

SlurmRest::SlurmRest(const SlurmSettings &settings)
    : m_settings(settings), m_client(std::make_unique<net::HttpClient>(options(settings))) {}

SlurmRest::~SlurmRest() = default;

core::Error SlurmRest::trouble(const char *code, const core::Error &cause) const {
    return {code, {m_settings.name}, {}, std::make_shared<const core::Error>(cause)};
}

core::Done SlurmRest::take(bool renew) {
    auto got = m_settings.token(renew);
    if (!got) // what keeps it from coming says more than "expired"
        return core::passOn(got);
    if (got->isEmpty())
        return core::fail("queue.tokenExpired", {m_settings.name});
    m_token = std::move(*got);
    return {};
}

core::Result<core::SecretBytes> SlurmRest::token() {
    const std::lock_guard lock(m_mutex);
    const auto ended = [&] {
        const QDateTime end = tokenEnd(m_token.view());
        return end.isValid() && end <= QDateTime::currentDateTimeUtc().addSecs(kRenewAhead);
    };
    if (m_token.isEmpty())
        LASTRA_CHECK(take(false));
    if (ended())
        LASTRA_CHECK(take(true));
    if (const QDateTime end = tokenEnd(m_token.view());
        end.isValid() && end <= QDateTime::currentDateTimeUtc())
        return core::fail("queue.tokenExpired", {m_settings.name});
    return m_token;
}

core::Done SlurmRest::renew() {
    const std::lock_guard lock(m_mutex);
    return take(true);
}

core::Result<SlurmRest::Answer> SlurmRest::perform(const QByteArray &method, const QString &path,
                                                   const QJsonObject &body) {
    LASTRA_TRY(secret, token());
    net::Request request;
    request.method = method;
    const QString base =
        m_settings.unixSocket.isEmpty() ? m_settings.url : QStringLiteral("http://localhost");
    request.url = QUrl(base + QLatin1String(kApi) + path);
    request.headers = {{"X-SLURM-USER-NAME", m_settings.user.toUtf8()},
                       {"Accept", "application/json"}};
    request.credential = net::Credential::header("X-SLURM-USER-TOKEN", secret);
    request.timeouts.totalSeconds = kDeadlineSeconds;
    request.sink = net::MemorySink{kMaxAnswer};
    if (!body.isEmpty()) {
        request.headers << qMakePair(QByteArray("Content-Type"), QByteArray("application/json"));
        request.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    }
    request.idempotent = false;
    QElapsedTimer clock;
    clock.start();
    core::Work work;
    auto response = m_client->perform(request, work);
    if (!response)
        return tl::make_unexpected(trouble("queue.unreachable", response.error()));
    Answer answer;
    answer.status = response->status;
    answer.seconds = double(clock.elapsed()) / 1000;
    // A proxy's page or an empty body leaves an empty object: judged by its status alone.
    answer.json = QJsonDocument::fromJson(response->body).object();
    return answer;
}

bool SlurmRest::looksStale(const Answer &answer) {
    if (answer.status == 401 || answer.status == 511)
        return true;
    const int number = firstError(answer.json).number;
    return answer.status == 500 && answer.seconds < kQuick && (number == -1 || number == 5005);
}

core::Result<QJsonObject> SlurmRest::get(const QString &path) {
    LASTRA_TRY(answer, perform("GET", path));
    if (looksStale(answer)) {
        LASTRA_CHECK(renew());
        LASTRA_TRY(again, perform("GET", path));
        if (looksStale(again))
            return core::fail("queue.tokenExpired", {m_settings.name});
        answer = std::move(again);
    }
    if (answer.status >= 500 && !answer.json.contains(QStringLiteral("jobs")))
        return core::fail("queue.unreachable", {m_settings.name}, firstError(answer.json).text);
    if (answer.json.isEmpty())
        return core::fail("queue.badAnswer", {m_settings.name},
                          QStringLiteral("HTTP %1").arg(answer.status));
    return answer.json;
}

core::Result<SubmitAnswer> SlurmRest::submit(const QJsonObject &body) {
    using Kind = SubmitAnswer::Kind;
    for (int attempt = 0;; ++attempt) {
        auto answer = perform("POST", QStringLiteral("job/submit"), body);
        if (!answer && answer.error().code != "queue.unreachable")
            return core::passOn(answer);
        if (!answer) {
            // Only where no connection came about is it sure that nothing was sent.
            static const QList<QByteArray> unsent{"net.refused",       "net.dns",
                                                  "net.badUrl",        "net.tlsUntrusted",
                                                  "net.tlsExpired",    "net.tlsHostMismatch",
                                                  "net.tlsNotYetValid"};
            const auto &cause = answer.error().cause;
            if (cause && unsent.contains(cause->code))
                return core::passOn(answer);
            return SubmitAnswer{};
        }
        SubmitAnswer read = readSubmit(answer->status, answer->json);
        if (read.kind == Kind::Accepted || !looksStale(*answer))
            return read;
        // The same answer stands for a stale token, a filter that said no and a lost reply: ask
        // something harmless with the same token.
        auto probe = perform("GET", QStringLiteral("diag"));
        if (!probe || !looksStale(*probe))
            return read;
        if (attempt > 0)
            return core::fail("queue.tokenExpired", {m_settings.name});
        LASTRA_CHECK(renew());
    }
}

core::Done SlurmRest::remove(const QString &path) {
    LASTRA_TRY(answer, perform("DELETE", path));
    if (looksStale(answer)) {
        LASTRA_CHECK(renew());
        LASTRA_TRY(again, perform("DELETE", path));
        if (looksStale(again))
            return core::fail("queue.tokenExpired", {m_settings.name});
    }
    return {};
}

} // namespace lastra::queue
