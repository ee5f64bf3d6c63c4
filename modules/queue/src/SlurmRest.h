#pragma once
// slurmrestd over HTTP: the two headers, the token's renewal, and telling a stale token from a dead
// controller although both answer 500.

#include "SlurmAnswers.h"
#include "lastra/queue/SlurmQueue.h"

#include <mutex>

namespace lastra::net {
class HttpClient;
}

namespace lastra::queue {

class SlurmRest {
public:
    explicit SlurmRest(const SlurmSettings &settings);
    ~SlurmRest();

    // "queue.tokenExpired" [queue], "queue.unreachable" [queue], "queue.badAnswer" [queue].
    core::Result<QJsonObject> get(const QString &path);
    core::Result<SubmitAnswer> submit(const QJsonObject &body);
    core::Done remove(const QString &path);

private:
    struct Answer {
        int status = 0;
        QJsonObject json;
        double seconds = 0;
    };
    core::Result<Answer> perform(const QByteArray &method, const QString &path,
                                 const QJsonObject &body = {});
    core::Result<core::SecretBytes> token();
    [[nodiscard]] static bool looksStale(const Answer &answer);
    core::Done renew();
    core::Done take(bool renew); // m_mutex held
    [[nodiscard]] core::Error trouble(const char *code, const core::Error &cause) const;

    SlurmSettings m_settings;
    std::unique_ptr<net::HttpClient> m_client;
    std::mutex m_mutex;
    core::SecretBytes m_token;
};

} // namespace lastra::queue
