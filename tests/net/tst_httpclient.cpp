#include "TestServer.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/net/HttpClient.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace lastra;
using namespace lastra::net;
using lastra::testing::RawServer;
using lastra::testing::TestServer;
using lastra::testing::unusedPort;

namespace {

QByteArray codeOf(const core::Result<Response> &result) {
    return result ? "status " + QByteArray::number(result->status) : result.error().code;
}

Request get(const QUrl &url) {
    Request request;
    request.url = url;
    return request;
}

QByteArray pattern(qsizetype size) {
    QByteArray bytes(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = char(i * 131 >> 3);
    return bytes;
}

} // namespace

class TestHttpClient : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<sandbox::Certificates> m_ca;
    sandbox::ServerCertificate m_certificate;
    std::unique_ptr<TestServer> m_server;
    std::atomic<int> m_hits = 0;

    ClientOptions options() const {
        ClientOptions result;
        result.extraCaFile = m_ca->caFile();
        result.retry = {3, 5, 200};
        return result;
    }
    QString path(const char *name) const { return m_dir.filePath(QLatin1String(name)); }

private Q_SLOTS:
    void initTestCase() {
        m_ca = std::make_unique<sandbox::Certificates>(m_dir.path());
        QVERIFY(m_ca->isValid());
        m_certificate = m_ca->server();
        m_server = std::make_unique<TestServer>(m_certificate);
        auto &routes = m_server->routes();
        routes.Get("/hello", [](const httplib::Request &request, httplib::Response &response) {
            response.set_content(request.get_header_value("Authorization") + "|" +
                                     request.get_header_value("Cookie"),
                                 "text/plain");
            response.set_header("Set-Cookie", "JSESSIONID=abc; Path=/; Secure; HttpOnly");
        });
        routes.Get("/flaky", [this](const httplib::Request &, httplib::Response &response) {
            response.status = ++m_hits < 3 ? 503 : 200;
        });
        routes.Post("/flaky", [this](const httplib::Request &, httplib::Response &response) {
            ++m_hits;
            response.status = 503;
        });
        routes.Get("/later", [this](const httplib::Request &, httplib::Response &response) {
            ++m_hits;
            response.status = 503;
            response.set_header("Retry-After", "3600");
        });
        routes.Get("/huge", [](const httplib::Request &, httplib::Response &response) {
            response.set_content_provider(size_t(64) << 20, "application/octet-stream",
                                          [](size_t, size_t length, httplib::DataSink &sink) {
                                              const std::string piece(
                                                  std::min<size_t>(length, 1 << 16), 'x');
                                              return sink.write(piece.data(), piece.size());
                                          });
        });
        routes.Get("/away", [](const httplib::Request &, httplib::Response &response) {
            response.set_redirect("https://localhost:1/elsewhere");
        });
        routes.Get("/near", [](const httplib::Request &, httplib::Response &response) {
            response.set_redirect("/hello");
        });
        routes.Get("/loop", [](const httplib::Request &, httplib::Response &response) {
            response.set_redirect("/loop");
        });
        routes.Put("/echo", [](const httplib::Request &request, httplib::Response &response) {
            response.set_content(request.body, "application/octet-stream");
        });
        routes.Get("/slow", [](const httplib::Request &, httplib::Response &response) {
            response.set_chunked_content_provider(
                "text/plain", [](size_t, httplib::DataSink &sink) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(50));
                    return sink.write(".", 1);
                });
        });
        routes.Get("/page", [](const httplib::Request &, httplib::Response &response) {
            response.set_content("<html>sign in to the network</html>", "text/html");
        });
        m_server->start();
    }

    void trustsTheSitesCaAndNoOther() {
        core::Work work;
        QCOMPARE(codeOf(HttpClient(options()).perform(get(m_server->url(QStringLiteral("/hello"))),
                                                      work)),
                 QByteArray("status 200"));
        const auto stranger =
            HttpClient().perform(get(m_server->url(QStringLiteral("/hello"))), work);
        QCOMPARE(codeOf(stranger), QByteArray("net.tlsUntrusted"));
        QCOMPARE(stranger.error().arguments.value(1), QStringLiteral("Lastra test CA"));
    }

    void saysWhichTlsWasAgreedOn() {
        core::Work work;
        HttpClient client(options());
        for (int request = 0; request < 2; ++request) { // the second on the same connection
            const auto answer = client.perform(get(m_server->url(QStringLiteral("/hello"))), work);
            QCOMPARE(codeOf(answer), QByteArray("status 200"));
            QCOMPARE(answer->tlsVersion, 13);
        }
        TestServer older(m_ca->server(QStringLiteral("older")));
        SSL_CTX_set_max_proto_version(
            static_cast<httplib::SSLServer &>(older.routes()).ssl_context(), TLS1_2_VERSION);
        older.start();
        const auto answer = client.perform(get(older.url(QStringLiteral("/"))), work);
        QCOMPARE(codeOf(answer), QByteArray("status 404"));
        QCOMPARE(answer->tlsVersion, 12);
    }

    void namesTheFaultOfACertificate() {
        core::Work work;
        const auto now = QDateTime::currentDateTimeUtc();
        TestServer expired(m_ca->server(QStringLiteral("expired"), {QStringLiteral("127.0.0.1")},
                                        now.addDays(-9), now.addDays(-2)));
        expired.start();
        const auto past =
            HttpClient(options()).perform(get(expired.url(QStringLiteral("/"))), work);
        QCOMPARE(codeOf(past), QByteArray("net.tlsExpired"));
        QCOMPARE(past.error().arguments.value(1), now.addDays(-2).date().toString(Qt::ISODate));

        TestServer other(
            m_ca->server(QStringLiteral("other"), {QStringLiteral("archive.example.org")}));
        other.start();
        const auto mismatch =
            HttpClient(options()).perform(get(other.url(QStringLiteral("/"))), work);
        QCOMPARE(codeOf(mismatch), QByteArray("net.tlsHostMismatch"));
        QCOMPARE(mismatch.error().arguments.value(1), QStringLiteral("archive.example.org"));
    }

    void unreadableCaFileIsNamed() {
        ClientOptions bad;
        bad.extraCaFile = path("nothing.pem");
        core::Work work;
        const auto result =
            HttpClient(bad).perform(get(m_server->url(QStringLiteral("/hello"))), work);
        QCOMPARE(codeOf(result), QByteArray("net.caUnreadable"));
        QCOMPARE(result.error().arguments, QStringList{QStringLiteral("nothing.pem")});
    }

    void unsafeAddressesAreRefused() {
        core::Work work;
        HttpClient client(options());
        for (const char *url : {"http://example.org/", "ftp://127.0.0.1/", "https://a:b@127.0.0.1/",
                                "file:///etc/passwd", ""})
            QCOMPARE(codeOf(client.perform(get(QUrl(QLatin1String(url))), work)),
                     QByteArray("net.badUrl"));
    }

    void connectionFaultsHaveTheirOwnCodes() {
        core::Work work;
        ClientOptions once = options();
        once.retry.attempts = 1;
        HttpClient client(once);
        const QUrl closed(QStringLiteral("https://127.0.0.1:%1/").arg(unusedPort()));
        QCOMPARE(codeOf(client.perform(get(closed), work)), QByteArray("net.refused"));
        QCOMPARE(
            codeOf(client.perform(get(QUrl(QStringLiteral("https://no.such.invalid/"))), work)),
            QByteArray("net.dns"));
        Request slow = get(m_server->url(QStringLiteral("/slow")));
        slow.timeouts.totalSeconds = 1;
        const auto late = client.perform(slow, work);
        QCOMPARE(codeOf(late), QByteArray("net.timeout"));
        QCOMPARE(late.error().arguments.value(1), QStringLiteral("1"));
    }

    void serverThatStopsMidAnswerLeavesNoFile() {
        ClientOptions once = options();
        once.retry.attempts = 1;
        RawServer server(m_certificate, [](int, const QByteArray &) {
            return QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nonly this");
        });
        core::Work work;
        Request request = get(server.url(QStringLiteral("/file")));
        request.sink = FileSink{path("half.bin")};
        QCOMPARE(codeOf(HttpClient(once).perform(request, work)), QByteArray("net.interrupted"));
        QVERIFY(!QFile::exists(path("half.bin")));
        QVERIFY(QDir(m_dir.path())
                    .entryList({QStringLiteral("*half*")}, QDir::AllEntries | QDir::Hidden)
                    .isEmpty());
    }

    void nonsenseIsAProtocolError() {
        RawServer server(m_certificate, [](int, const QByteArray &) {
            return QByteArray("220 smtp.example.org ready\r\n\r\n");
        });
        core::Work work;
        QCOMPARE(codeOf(HttpClient(options()).perform(get(server.url(QStringLiteral("/"))), work)),
                 QByteArray("net.protocol"));
    }

    void resumesAtTheRightByteWhenTheFileIsStillTheSame() {
        const QByteArray whole = pattern(300'000);
        QList<QByteArray> ranges;
        QByteArray tag = "\"v1\"";
        RawServer server(m_certificate, [&](int connection, const QByteArray &request) {
            const qsizetype at = request.indexOf("Range: bytes=");
            const qint64 from =
                at < 0 ? 0 : request.mid(at + 13, request.indexOf('-', at) - at - 13).toLongLong();
            const bool same = request.contains("If-Range: " + tag);
            ranges << QByteArray::number(from) + (same ? " same" : "");
            const bool part = from > 0 && same;
            const QByteArray body = part ? whole.mid(from) : whole;
            const QByteArray head =
                (part ? "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " +
                            QByteArray::number(from) + "-" + QByteArray::number(whole.size() - 1) +
                            "/" + QByteArray::number(whole.size())
                      : QByteArray("HTTP/1.1 200 OK")) +
                "\r\nETag: " + tag + "\r\nContent-Length: " + QByteArray::number(body.size()) +
                "\r\n\r\n";
            // The first connection dies after 100 000 bytes.
            return head + (connection == 0 ? body.left(100'000) : body);
        });
        core::Work work;
        Request request = get(server.url(QStringLiteral("/scan")));
        request.sink = FileSink{path("scan.bin"), 1 << 20, true};
        QCOMPARE(codeOf(HttpClient(options()).perform(request, work)), QByteArray("status 206"));
        QCOMPARE(ranges, (QList<QByteArray>{"0", "100000 same"}));
        QCOMPARE(*core::readFile(path("scan.bin"), 1 << 20), whole);
        QVERIFY(!QFile::exists(path("scan.bin.part")));
        QVERIFY(!QFile::exists(path("scan.bin.part.tag")));
    }

    void changedFileIsNotPatchedTogether() {
        const QByteArray now = pattern(50'000);
        QVERIFY(core::AtomicFile::writeAll(path("x.bin.part"), QByteArray(1000, 'o')));
        QVERIFY(core::AtomicFile::writeAll(path("x.bin.part.tag"), "\"old\""));
        RawServer server(m_certificate, [&](int, const QByteArray &request) {
            return request.contains("If-Range: \"old\"")
                       ? QByteArray(
                             "HTTP/1.1 200 OK\r\nETag: \"new\"\r\nContent-Length: 50000\r\n\r\n") +
                             now
                       : QByteArray("HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n");
        });
        core::Work work;
        Request request = get(server.url(QStringLiteral("/x")));
        request.sink = FileSink{path("x.bin"), 1 << 20, true};
        QCOMPARE(codeOf(HttpClient(options()).perform(request, work)), QByteArray("status 200"));
        QCOMPARE(*core::readFile(path("x.bin"), 1 << 20), now);
    }

    void fullDiskIsNamedAndTheTransferStops() {
        QVERIFY(QFile::link(QStringLiteral("/dev/full"), path("full.bin.part")));
        core::Work work;
        Request request = get(m_server->url(QStringLiteral("/huge")));
        request.sink = FileSink{path("full.bin"), qint64(1) << 30, true};
        QCOMPARE(codeOf(HttpClient(options()).perform(request, work)), QByteArray("core.diskFull"));
        QVERIFY(!QFile::exists(path("full.bin")));
    }

    void bodiesAreBounded() {
        core::Work work;
        Request request = get(m_server->url(QStringLiteral("/huge")));
        request.sink = MemorySink{1 << 20};
        const auto result = HttpClient(options()).perform(request, work);
        QCOMPARE(codeOf(result), QByteArray("net.tooLarge"));
        QCOMPARE(result.error().arguments.value(1), QStringLiteral("1"));
    }

    void compressedBombIsBoundedByWhatItUnpacksTo() {
        TestServer server(m_certificate);
        server.routes().Get("/bomb", [](const httplib::Request &, httplib::Response &response) {
            response.set_content(std::string(20 << 20, 'a'), "text/plain"); // httplib gzips it
        });
        server.start();
        core::Work work;
        Request request = get(server.url(QStringLiteral("/bomb")));
        request.sink = MemorySink{1 << 20};
        QCOMPARE(codeOf(HttpClient(options()).perform(request, work)), QByteArray("net.tooLarge"));
    }

    void retriesOnlyWhatMayBeRepeated() {
        core::Work work;
        HttpClient client(options());
        m_hits = 0;
        QCOMPARE(codeOf(client.perform(get(m_server->url(QStringLiteral("/flaky"))), work)),
                 QByteArray("status 200"));
        QCOMPARE(int(m_hits), 3);
        m_hits = 0;
        Request post = get(m_server->url(QStringLiteral("/flaky")));
        post.method = "POST";
        QCOMPARE(codeOf(client.perform(post, work)), QByteArray("status 503"));
        QCOMPARE(int(m_hits), 1);
        post.idempotent = true;
        m_hits = 0;
        QCOMPARE(codeOf(client.perform(post, work)), QByteArray("status 503"));
        QCOMPARE(int(m_hits), 3);
        m_hits = 0;
        QCOMPARE(codeOf(client.perform(get(m_server->url(QStringLiteral("/later"))), work)),
                 QByteArray("status 503"));
        QCOMPARE(int(m_hits), 1); // an hour is longer than anybody waits here
    }

    void streamIsNotRepeatedOnceDelivered() {
        RawServer server(m_certificate, [](int, const QByteArray &) {
            return QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        });
        QByteArray seen;
        core::Work work;
        Request request = get(server.url(QStringLiteral("/")));
        request.sink = StreamSink{[&](QByteArrayView bytes) -> core::Done {
            seen.append(bytes.data(), bytes.size());
            return {};
        }};
        QCOMPARE(codeOf(HttpClient(options()).perform(request, work)),
                 QByteArray("net.interrupted"));
        QCOMPARE(seen, QByteArray("half"));
        QCOMPARE(server.connections(), 1);
    }

    void redirectsStayOnTheirServer() {
        core::Work work;
        HttpClient client(options());
        QCOMPARE(codeOf(client.perform(get(m_server->url(QStringLiteral("/away"))), work)),
                 QByteArray("status 302"));
        Request request = get(m_server->url(QStringLiteral("/away")));
        request.followRedirects = 5;
        request.credential = Credential::bearer(core::SecretBytes("token"));
        const auto away = client.perform(request, work);
        QCOMPARE(codeOf(away), QByteArray("net.redirectElsewhere"));
        QCOMPARE(away.error().arguments.value(1), QStringLiteral("localhost:1"));
        request.url = m_server->url(QStringLiteral("/near"));
        const auto near = client.perform(request, work);
        QCOMPARE(codeOf(near), QByteArray("status 200"));
        QVERIFY(near->body.startsWith("Bearer token|"));
        request.url = m_server->url(QStringLiteral("/loop"));
        QCOMPARE(codeOf(client.perform(request, work)), QByteArray("net.tooManyRedirects"));
    }

    void cookiesBelongToOneClient() {
        core::Work work;
        HttpClient client(options()), other(options());
        QCOMPARE(client.perform(get(m_server->url(QStringLiteral("/hello"))), work)->body,
                 QByteArray("|"));
        QCOMPARE(client.perform(get(m_server->url(QStringLiteral("/hello"))), work)->body,
                 QByteArray("|JSESSIONID=abc"));
        QCOMPARE(other.perform(get(m_server->url(QStringLiteral("/hello"))), work)->body,
                 QByteArray("|"));
        client.clearCookies();
        QCOMPARE(client.perform(get(m_server->url(QStringLiteral("/hello"))), work)->body,
                 QByteArray("|"));
    }

    void credentialsTakeTheirForm() {
        core::Work work;
        HttpClient client(options());
        Request request = get(m_server->url(QStringLiteral("/hello")));
        request.credential = Credential::basic("Aladdin", core::SecretBytes("open sesame"));
        // RFC 7617 section 2.
        QVERIFY(
            client.perform(request, work)->body.startsWith("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==|"));
        request.credential =
            Credential::header("Authorization", core::SecretBytes("a\r\nX-Evil: 1"));
        QVERIFY(client.perform(request, work)->body.startsWith("a  X-Evil: 1|"));
    }

    void bodiesOfEveryKindArrive() {
        core::Work work;
        HttpClient client(options());
        const QByteArray bytes = pattern(3 << 20);
        QVERIFY(core::AtomicFile::writeAll(path("up.bin"), bytes));
        struct Counted : BodySource {
            explicit Counted(QByteArray all) : data(std::move(all)) {}
            core::Result<qint64> read(char *to, qint64 capacity) override {
                const qint64 n = std::min<qint64>(capacity, data.size() - at);
                std::copy_n(data.constData() + at, n, to);
                at += n;
                return n;
            }
            QByteArray data;
            qint64 at = 0;
        };
        const std::vector<Body> bodies{bytes, FileBody{path("up.bin")},
                                       std::make_shared<Counted>(bytes)};
        for (const Body &body : bodies) {
            Request request = get(m_server->url(QStringLiteral("/echo")));
            request.method = "PUT";
            request.body = body;
            const auto result = client.perform(request, work);
            QCOMPARE(codeOf(result), QByteArray("status 200"));
            QVERIFY(result->body == bytes);
        }
        Request empty = get(m_server->url(QStringLiteral("/echo")));
        empty.method = "PUT";
        QCOMPARE(client.perform(empty, work)->body, QByteArray());
        empty.body = FileBody{path("absent.bin")};
        QCOMPARE(codeOf(client.perform(empty, work)), QByteArray("core.fileUnreadable"));
    }

    void failingSourceStopsTheUpload() {
        struct Broken : BodySource {
            core::Result<qint64> read(char *, qint64) override { return core::fail("test.source"); }
            qint64 size() const override { return 1000; }
        };
        core::Work work;
        Request request = get(m_server->url(QStringLiteral("/echo")));
        request.method = "PUT";
        request.body = std::make_shared<Broken>();
        QCOMPARE(codeOf(HttpClient(options()).perform(request, work)), QByteArray("test.source"));
    }

    void cancellingEndsAWait() {
        core::Work work;
        HttpClient client(options());
        auto running = std::async(std::launch::async, [&] {
            return codeOf(client.perform(get(m_server->url(QStringLiteral("/slow"))), work));
        });
        QElapsedTimer timer;
        timer.start();
        work.cancel();
        QCOMPARE(running.get(), QByteArray("core.cancelled"));
        QVERIFY2(timer.elapsed() < 500, QByteArray::number(timer.elapsed()).constData());
    }

    void progressCountsBytes() {
        core::Work work;
        Request request = get(m_server->url(QStringLiteral("/huge")));
        request.sink = StreamSink{[](QByteArrayView) -> core::Done { return {}; }};
        request.reportProgress = true;
        QCOMPARE(codeOf(HttpClient(options()).perform(request, work)), QByteArray("status 200"));
        QCOMPARE(work.progress().total, qint64(64) << 20);
        QCOMPARE(work.progress().done, qint64(64) << 20);
        QVERIFY(work.progress().unit == core::Unit::Bytes);
    }

    void oneClientServesManyThreads() {
        HttpClient client(options());
        std::vector<std::future<QByteArray>> running;
        for (int i = 0; i < 8; ++i)
            running.push_back(std::async(std::launch::async, [&] {
                core::Work work;
                QByteArray codes;
                for (int k = 0; k < 5; ++k)
                    codes +=
                        codeOf(client.perform(get(m_server->url(QStringLiteral("/hello"))), work));
                return codes;
            }));
        for (auto &one : running)
            QCOMPARE(one.get(), QByteArray("status 200").repeated(5));
    }

    void pageInsteadOfJsonHintsAtAPortal() {
        core::Work work;
        HttpClient client(options());
        const auto page = client.perform(get(m_server->url(QStringLiteral("/page"))), work);
        QCOMPARE(jsonObject(*page).error().code, QByteArray("net.captivePortal"));
        const auto text = client.perform(get(m_server->url(QStringLiteral("/hello"))), work);
        QCOMPARE(jsonObject(*text).error().code, QByteArray("core.jsonInvalid"));
        const auto missing = client.perform(get(m_server->url(QStringLiteral("/missing"))), work);
        QCOMPARE(requireSuccess(*missing).error().arguments.value(1), QStringLiteral("404"));
    }

    void clockDifferenceIsMeasured() {
        RawServer server(m_certificate, [](int, const QByteArray &) {
            return QByteArray("HTTP/1.1 200 OK\r\nDate: ") +
                   QLocale::c()
                       .toString(QDateTime::currentDateTimeUtc().addSecs(-600),
                                 QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"))
                       .toLatin1() +
                   "\r\nContent-Length: 0\r\n\r\n";
        });
        core::Work work;
        const auto result =
            HttpClient(options()).perform(get(server.url(QStringLiteral("/"))), work);
        QVERIFY(result->clockDifferenceSeconds.has_value());
        QVERIFY(qAbs(*result->clockDifferenceSeconds + 600) <= 2);
    }

    void formsAreEncodedForEveryServer() {
        QCOMPARE(percentEncode("a b+c/d=e&f~g.h-i_j\xc3\xa9"),
                 QByteArray("a%20b%2Bc%2Fd%3De%26f~g.h-i_j%C3%A9"));
        QCOMPARE(formEncode({{"a", "1 2"}, {"b", "x&y"}}), QByteArray("a=1%202&b=x%26y"));
    }

    void errorsNeverHoldPathOrQuery() {
        core::Work work;
        ClientOptions once = options();
        once.retry.attempts = 1;
        const QUrl url(
            QStringLiteral("https://127.0.0.1:%1/patients/ROSSI?token=s3cret").arg(unusedPort()));
        const auto result = HttpClient(once).perform(get(url), work);
        const QString all =
            result.error().toLog() + result.error().arguments.join(QLatin1Char(' '));
        QVERIFY(!all.contains(QStringLiteral("ROSSI")) && !all.contains(QStringLiteral("s3cret")));
    }
};

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_httpclient.moc"
