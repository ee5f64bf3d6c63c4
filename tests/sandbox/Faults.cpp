#include "Faults.h"

#include <QFile>
#include <QRegularExpression>

#include <chrono>
#include <memory>
#include <thread>

namespace lastra::sandbox {
namespace {

std::function<bool(const Write &)> asStream(const Answer &answer) {
    if (answer.stream)
        return answer.stream;
    if (!answer.file.isEmpty())
        return [path = answer.file](const Write &write) {
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly))
                return false;
            QByteArray block;
            while (!(block = file.read(1 << 16)).isEmpty())
                if (!write(block.constData(), size_t(block.size())))
                    return false;
            return true;
        };
    return [body = answer.body](const Write &write) {
        return body.isEmpty() || write(body.constData(), size_t(body.size()));
    };
}

// Passes on the first `limit` bytes and then drops the rest.
std::function<bool(const Write &)> cut(std::function<bool(const Write &)> source, qint64 limit,
                                       QByteArray tail, bool whole) {
    return [source = std::move(source), limit, tail, whole](const Write &write) {
        qint64 left = limit;
        source([&](const char *data, size_t size) {
            const size_t part = size_t(qMin(left, qint64(size)));
            left -= qint64(part);
            return (part == 0 || write(data, part)) && left > 0;
        });
        if (!tail.isEmpty())
            write(tail.constData(), size_t(tail.size()));
        return whole;
    };
}

} // namespace

void Faults::add(const QJsonObject &rule) {
    const std::lock_guard lock(m_mutex);
    m_rules.append(rule);
}

void Faults::clear() {
    const std::lock_guard lock(m_mutex);
    m_rules.clear();
}

QJsonArray Faults::list() const {
    const std::lock_guard lock(m_mutex);
    QJsonArray all;
    for (const QJsonObject &rule : m_rules)
        all.append(rule);
    return all;
}

std::optional<QJsonObject> Faults::match(const QByteArray &method, const QString &path) {
    const std::lock_guard lock(m_mutex);
    for (QJsonObject &rule : m_rules) {
        const int times = rule["times"].toInt(1);
        if (times == 0)
            continue;
        if (const QString wanted = rule["method"].toString();
            !wanted.isEmpty() && wanted != QLatin1String(method))
            continue;
        if (!QRegularExpression(rule["path"].toString()).match(path).hasMatch())
            continue;
        if (const int skip = rule["skip"].toInt(); skip > 0) {
            rule["skip"] = skip - 1;
            continue;
        }
        rule["times"] = times - 1;
        return rule;
    }
    return std::nullopt;
}

void Faults::spoil(Answer &answer, const QJsonObject &rule) {
    const QString what = rule["do"].toString();
    const qint64 after = rule["after"].toInteger();
    if (what == QLatin1String("reset")) {
        answer.stream = cut(asStream(answer), after, {}, false);
    } else if (what == QLatin1String("truncate")) {
        answer.stream = cut(asStream(answer), after, {}, true);
    } else if (what == QLatin1String("loginMid")) {
        answer.stream = cut(asStream(answer), after, loginPage().body, true);
    } else if (what == QLatin1String("slow")) {
        answer.stream = [source = asStream(answer), ms = rule["ms"].toInt(100),
                         chunk = size_t(rule["chunk"].toInt(65536))](const Write &write) {
            return source([&](const char *data, size_t size) {
                for (size_t at = 0; at < size; at += chunk) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
                    if (!write(data + at, std::min(chunk, size - at)))
                        return false;
                }
                return true;
            });
        };
    } else if (what == QLatin1String("wrongDigest")) {
        static const QRegularExpression digest(QStringLiteral("\"digest\":\"[0-9a-f]{32}\""));
        QString body = QString::fromUtf8(answer.body);
        answer.body = body.replace(digest, "\"digest\":\"" + QString(32, '0') + '"').toUtf8();
    } else if (what == QLatin1String("replace")) {
        answer = Answer{};
        answer.type = rule["type"].toString(QStringLiteral("application/zip")).toLatin1();
        answer.file = rule["file"].toString();
        answer.stream = asStream(answer);
    }
}

} // namespace lastra::sandbox
