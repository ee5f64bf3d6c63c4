// Push and pull 1 GB over TLS on the loopback, against curl with the same bytes on the same server.
// LASTRA_BENCH_BYTES changes the size. Files lie in memory (/dev/shm) when it has room, so that the
// disk is not what is measured.

#include "TestServer.h"

#include "lastra/net/HttpClient.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStorageInfo>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace lastra;

namespace {

constexpr int kRounds = 3;

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double secondsOf(const std::function<bool()> &run) {
    QElapsedTimer timer;
    timer.start();
    if (!run())
        return -1;
    return double(timer.nsecsElapsed()) / 1e9;
}

qint64 peakMegabytes() {
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ')[0].toLongLong() / 1024;
    }
    return -1;
}

bool curl(const QStringList &arguments) {
    return QProcess::execute(QStringLiteral("curl"),
                             QStringList{QStringLiteral("--silent"), QStringLiteral("--fail"),
                                         QStringLiteral("--http1.1")} +
                                 arguments) == 0;
}

// One row: both in turn, so that what else the machine does hits both. False when either failed.
bool row(const char *work, const std::function<bool()> &ours, const std::function<bool()> &theirs) {
    std::vector<double> ourSeconds, theirSeconds;
    for (int round = 0; round < kRounds; ++round) {
        ourSeconds.push_back(secondsOf(ours));
        theirSeconds.push_back(secondsOf(theirs));
        if (ourSeconds.back() < 0 || theirSeconds.back() < 0) {
            std::fprintf(stderr, "%s: a transfer failed\n", work);
            return false;
        }
    }
    const double our = median(ourSeconds), their = median(theirSeconds);
    const QJsonObject line{{QStringLiteral("work"), QLatin1String(work)},
                           {QStringLiteral("against"), QStringLiteral("curl")},
                           {QStringLiteral("ours_s"), our},
                           {QStringLiteral("theirs_s"), their},
                           {QStringLiteral("ratio"), our / their},
                           {QStringLiteral("budget"), 1.15}};
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    return true;
}

} // namespace

int main() {
    const qint64 wished = qEnvironmentVariableIntValue("LASTRA_BENCH_BYTES");
    const qint64 size = wished > 0 ? wished : qint64(1) << 30;
    const bool inMemory = QStorageInfo(QStringLiteral("/dev/shm")).bytesAvailable() > 3 * size;
    QTemporaryDir dir((inMemory ? QStringLiteral("/dev/shm") : QDir::tempPath()) +
                      QStringLiteral("/bench_net-XXXXXX"));
    if (!inMemory)
        std::fprintf(stderr, "files lie on the disk: it is measured as well\n");

    const sandbox::Certificates ca(dir.path());
    testing::TestServer server(ca.server());
    const std::string piece(size_t(1) << 20, 'x');
    server.routes().Get("/pull", [&](const httplib::Request &, httplib::Response &response) {
        response.set_content_provider(size_t(size), "application/octet-stream",
                                      [&](size_t, size_t length, httplib::DataSink &sink) {
                                          return sink.write(piece.data(),
                                                            std::min(length, piece.size()));
                                      });
    });
    std::atomic<qint64> pushed = 0;
    server.routes().Put("/push", [&](const httplib::Request &, httplib::Response &,
                                     const httplib::ContentReader &reader) {
        pushed = 0;
        reader([&](const char *, size_t length) {
            pushed += qint64(length);
            return true;
        });
    });
    server.start();

    const QString up = dir.filePath(QStringLiteral("up")),
                  down = dir.filePath(QStringLiteral("down"));
    QFile source(up);
    if (!source.open(QIODevice::WriteOnly))
        return 1;
    for (qint64 written = 0; written < size;)
        written +=
            source.write(piece.data(), std::min<qint64>(size - written, qint64(piece.size())));
    source.close();

    net::ClientOptions options;
    options.extraCaFile = ca.caFile();
    net::HttpClient client(options);
    core::Work work;
    const auto perform = [&](net::Request request) {
        const auto result = client.perform(request, work);
        if (!result)
            std::fprintf(stderr, "%s\n", qPrintable(result.error().toLog()));
        return result && result->ok();
    };
    const QUrl pushUrl = server.url(QStringLiteral("/push"));
    const QUrl pullUrl = server.url(QStringLiteral("/pull"));
    const qint64 before = peakMegabytes();
    const bool done = row(
                          "push 1 GB, loopback",
                          [&] {
                              net::Request request;
                              request.method = "PUT";
                              request.url = pushUrl;
                              request.body = net::FileBody{up};
                              return perform(request) && pushed == size;
                          },
                          [&] {
                              return curl({QStringLiteral("--cacert"), ca.caFile(),
                                           QStringLiteral("-T"), up, pushUrl.toString()}) &&
                                     pushed == size;
                          }) &&
                      row(
                          "pull 1 GB, loopback",
                          [&] {
                              net::Request request;
                              request.url = pullUrl;
                              request.sink = net::FileSink{down};
                              return perform(request) && QFile(down).size() == size;
                          },
                          [&] {
                              return curl({QStringLiteral("--cacert"), ca.caFile(),
                                           QStringLiteral("-o"), down, pullUrl.toString()}) &&
                                     QFile(down).size() == size;
                          });
    std::fprintf(stderr, "peak memory grew by %lld MiB\n",
                 static_cast<long long>(peakMegabytes() - before));
    return done ? 0 : 1;
}
