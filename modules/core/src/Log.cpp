#include "lastra/core/Log.h"

#include <QDateTime>
#include <QFile>

#include <cstdio>
#include <mutex>

namespace lastra::core {
namespace {
std::mutex mutex;
QFile file;
constexpr qint64 kMaxBytes = 4 << 20;
} // namespace

void openLog(const QString &path) {
    const std::lock_guard lock(mutex);
    file.close(); // of a workspace opened before, in this process
    file.setFileName(path);
    if (file.size() > kMaxBytes) {
        QFile::remove(path + QStringLiteral(".1"));
        QFile::rename(path, path + QStringLiteral(".1"));
    }
    if (file.open(QIODevice::Append))
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

void log(Level level, const char *area, const QString &message) {
    static constexpr const char *kNames[] = {"debug", "info", "warning", "error"};
    QString clean = message;
    clean.replace(u'\n', u' ').replace(u'\r', u' '); // one event stays one line
    const QByteArray line = QStringLiteral("%1 %2 %3: %4\n")
                                .arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs),
                                     QLatin1String(kNames[int(level)]), QLatin1String(area), clean)
                                .toUtf8();
    const std::lock_guard lock(mutex);
    if (level >= Level::Warning)
        std::fwrite(line.constData(), 1, size_t(line.size()), stderr);
    if (file.isOpen()) {
        file.write(line);
        file.flush();
    }
}

void logError(const char *area, const Error &error) {
    log(Level::Error, area, error.toLog());
}

} // namespace lastra::core
