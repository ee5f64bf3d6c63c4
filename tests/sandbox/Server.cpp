#include "Server.h"

#include "Routes.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QUrl>
#include <QUrlQuery>

#include <httplib.h>

#include <thread>

namespace lastra::sandbox {
namespace {

constexpr int kThreads = 32; // a kept-alive connection occupies one
constexpr qint64 kMaxFormBytes = 1 << 20;

QStringList elements(QByteArray rawPath) {
    QStringList path;
    for (const QByteArray &part : rawPath.split('/'))
        if (!part.isEmpty())
            path << QUrl::fromPercentEncoding(part);
    if (path.value(0) == QLatin1String("REST"))
        path[0] = "data";
    if (path.value(0) == QLatin1String("data") && path.value(1) == QLatin1String("archive"))
        path.removeAt(1);
    return path;
}

void addForm(Call &call, const QByteArray &form) {
    QByteArray plain = form;
    plain.replace('+', "%20");
    const QUrlQuery query(QString::fromLatin1(plain));
    for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded))
        call.query.insert(name.toLower(), value);
}

} // namespace

struct Server::Impl {
    explicit Impl(ServerOptions o)
        : options(std::move(o)), store(options.folder), desk(store), routes(store, desk) {}

    ServerOptions options;
    Store store;
    SignInDesk desk;
    Routes routes;
    Faults faults;
    std::unique_ptr<httplib::SSLServer> http;
    std::thread thread;
    int port = 0;
    mutable std::mutex journalMutex;
    QList<Seen> journal;

    Call read(const httplib::Request &request, const httplib::ContentReader *reader,
              QStringList &temporaries);
    Answer control(const Call &call);
    void handle(const httplib::Request &request, httplib::Response &response,
                const httplib::ContentReader *reader);
    void send(const Answer &answer, const std::optional<QJsonObject> &fault,
              httplib::Response &response);
};

Call Server::Impl::read(const httplib::Request &request, const httplib::ContentReader *reader,
                        QStringList &temporaries) {
    Call call;
    call.method = QByteArray::fromStdString(request.method);
    const QByteArray target = QByteArray::fromStdString(request.target);
    const qsizetype question = target.indexOf('?');
    const QByteArray rawPath = question < 0 ? target : target.left(question);
    call.rawPath = QString::fromLatin1(target);
    call.path = elements(rawPath);
    if (question >= 0)
        addForm(call, target.mid(question + 1));
    for (const auto &[name, value] : request.headers)
        call.headers.insert(QByteArray::fromStdString(name).toLower(),
                            QByteArray::fromStdString(value));
    call.chunked = call.headers.value("transfer-encoding").toLower() == "chunked";
    const QByteArray agent = call.headers.value("user-agent");
    for (const char *word : {"MSIE", "Mozilla", "AppleWebKit", "Opera"})
        call.interactive |= agent.contains(word);
    const auto newTemporary = [&] {
        temporaries << store.temporaryFile();
        return temporaries.last();
    };
    if (!reader)
        return call;
    if (request.is_multipart_form_data()) {
        QFile out;
        (*reader)(
            [&](const httplib::MultipartFormData &part) {
                out.close();
                call.parts.append({QString::fromStdString(part.name),
                                   QString::fromStdString(part.filename),
                                   QByteArray::fromStdString(part.content_type), newTemporary()});
                out.setFileName(call.parts.last().file);
                return out.open(QIODevice::WriteOnly);
            },
            [&](const char *data, size_t size) {
                return out.write(data, qint64(size)) == qint64(size);
            });
        out.close();
        return call;
    }
    QFile out;
    (*reader)([&](const char *data, size_t size) {
        if (!out.isOpen()) {
            call.bodyFile = newTemporary();
            out.setFileName(call.bodyFile);
            if (!out.open(QIODevice::WriteOnly))
                return false;
        }
        call.bodySize += qint64(size);
        return out.write(data, qint64(size)) == qint64(size);
    });
    out.close();
    if (call.headers.value("content-type").startsWith("application/x-www-form-urlencoded") &&
        call.bodySize < kMaxFormBytes && !call.bodyFile.isEmpty() && out.open(QIODevice::ReadOnly))
        addForm(call, out.readAll());
    return call;
}

// Not XNAT's: how tests set faults and the clock of a stand-in in another process.
Answer Server::Impl::control(const Call &call) {
    const QString what = call.path.value(1);
    QByteArray body;
    if (QFile file(call.bodyFile); !call.bodyFile.isEmpty() && file.open(QIODevice::ReadOnly))
        body = file.readAll();
    if (what == QLatin1String("faults")) {
        if (call.method == "DELETE")
            faults.clear();
        if (call.method == "POST") {
            const QJsonDocument document = QJsonDocument::fromJson(body);
            if (document.isObject())
                faults.add(document.object());
            for (const auto &rule : document.array())
                faults.add(rule.toObject());
        }
        return json(QJsonDocument(faults.list()));
    }
    if (what == QLatin1String("clock")) {
        store.advanceClock(call.value("advance").toLongLong());
        return text(200, {});
    }
    if (what == QLatin1String("journal")) {
        const std::lock_guard lock(journalMutex);
        QJsonArray lines;
        for (const Seen &seen : std::as_const(journal))
            lines.append(QJsonObject{{"method", QString::fromLatin1(seen.method)},
                                     {"path", seen.path},
                                     {"credential", QString::fromLatin1(seen.credential)},
                                     {"status", seen.status}});
        return json(QJsonDocument(lines));
    }
    return text(404, {});
}

void Server::Impl::handle(const httplib::Request &request, httplib::Response &response,
                          const httplib::ContentReader *reader) {
    QStringList temporaries;
    Call call = read(request, reader, temporaries);
    if (call.path.value(0) == QLatin1String("sandbox")) {
        send(control(call), std::nullopt, response);
        for (const QString &path : std::as_const(temporaries))
            QFile::remove(path);
        return;
    }
    const auto fault = faults.match(call.method, call.rawPath);
    const QString wrong = fault ? (*fault)["do"].toString() : QString();
    if (wrong == QLatin1String("expire"))
        desk.forgetAll();
    const SignInDesk::Visit visit = desk.visit(call);
    call.login = visit.login;

    Answer answer;
    if (wrong == QLatin1String("status")) {
        answer.status = (*fault)["status"].toInt(500);
        answer.type = "text/html";
        answer.body = "<html><head><title>" + QByteArray::number(answer.status) +
                      "</title></head><body><center><h1>" + QByteArray::number(answer.status) +
                      "</h1></center><hr><center>nginx</center></body></html>";
        if (fault->contains("retryAfter"))
            answer.headers.emplaceBack("Retry-After",
                                       QByteArray::number((*fault)["retryAfter"].toInt()));
    } else if (wrong == QLatin1String("login")) {
        answer = loginPage();
    } else if (visit.refused == 403) {
        answer = text(403, "The account may not use this server");
    } else if (call.login.isEmpty() && !Routes::isOpen(call)) {
        answer = call.interactive ? loginPage() : page(401, "Unauthorized");
        if (!call.interactive)
            answer.headers.emplaceBack("WWW-Authenticate", "Basic realm=\"XNAT Protected Area\"");
    } else if (call.interactive && call.method != "GET" &&
               call.headers.value("authorization").isEmpty() && !Routes::isOpen(call) &&
               call.value("XNAT_CSRF") != desk.csrfToken(visit.session)) {
        answer = page(500, "Invalid CSRF token");
    } else {
        answer = routes.answer(call, visit.session);
    }
    bool cookieSet = false;
    for (const auto &[name, value] : std::as_const(answer.headers))
        cookieSet |= name == "Set-Cookie";
    if (!visit.session.isEmpty() && !cookieSet)
        answer.headers.emplaceBack("Set-Cookie", "JSESSIONID=" + visit.session.toLatin1() +
                                                     "; Path=/; Secure; HttpOnly");
    answer.headers.emplaceBack(
        "Set-Cookie", "SESSION_EXPIRATION_TIME=\"" + QByteArray::number(store.nowMs()) + ',' +
                          QByteArray::number(store.sessionTimeoutMs) + "\"; Path=/; Secure");
    answer.headers.emplaceBack("Server", call.path.value(0) == QLatin1String("data")
                                             ? "Restlet-Framework/1.1.10"
                                             : "Apache-Coyote/1.1");
    answer.headers.emplaceBack("X-Content-Type-Options", "nosniff");
    if (fault)
        Faults::spoil(answer, *fault);
    const QByteArray authorization = call.headers.value("authorization");
    {
        const std::lock_guard lock(journalMutex);
        journal.append({call.method, call.rawPath,
                        authorization.startsWith("Bearer ")                   ? "bearer"
                        : authorization.startsWith("Basic ")                  ? "basic"
                        : call.headers.value("cookie").contains("JSESSIONID") ? "cookie"
                                                                              : "none",
                        call.headers.value("user-agent"), answer.status});
    }
    send(answer, fault, response);
    for (const QString &path : std::as_const(temporaries))
        QFile::remove(path);
}

void Server::Impl::send(const Answer &answer, const std::optional<QJsonObject> &fault,
                        httplib::Response &response) {
    response.status = answer.status;
    for (const auto &[name, value] : answer.headers)
        response.headers.emplace(name.toStdString(), value.toStdString());
    const std::string type = answer.type.toStdString();
    const QString wrong = fault ? (*fault)["do"].toString() : QString();
    if (wrong == QLatin1String("lose")) {
        response.set_content_provider(1 << 20, type,
                                      [](size_t, size_t, httplib::DataSink &) { return false; });
        return;
    }
    if (wrong == QLatin1String("lie")) {
        const QByteArray body = answer.body;
        const size_t claimed = size_t(body.size()) + size_t((*fault)["extra"].toInt(1000));
        response.set_content_provider(
            claimed, type, [body](size_t offset, size_t, httplib::DataSink &sink) {
                return offset < size_t(body.size()) &&
                       sink.write(body.constData() + offset, size_t(body.size()) - offset);
            });
        return;
    }
    if (answer.stream) {
        response.set_chunked_content_provider(
            type, [stream = answer.stream](size_t, httplib::DataSink &sink) {
                const bool whole =
                    stream([&](const char *data, size_t size) { return sink.write(data, size); });
                if (whole)
                    sink.done();
                return whole;
            });
        return;
    }
    if (!answer.file.isEmpty()) {
        const auto file = std::make_shared<QFile>(answer.file);
        if (!file->open(QIODevice::ReadOnly)) {
            response.status = 404;
            return;
        }
        response.set_content_provider(
            size_t(file->size()), type,
            [file](size_t offset, size_t length, httplib::DataSink &sink) {
                if (!file->seek(qint64(offset)))
                    return false;
                const QByteArray block = file->read(qint64(std::min(length, size_t(1 << 18))));
                return !block.isEmpty() && sink.write(block.constData(), size_t(block.size()));
            });
        return;
    }
    response.set_content(answer.body.toStdString(), type);
}

Server::Server(ServerOptions options) : m_impl(std::make_unique<Impl>(std::move(options))) {}

Server::~Server() {
    stop();
}

bool Server::start() {
    Impl &d = *m_impl;
    d.http = std::make_unique<httplib::SSLServer>(
        QFile::encodeName(d.options.certificateFile).constData(),
        QFile::encodeName(d.options.keyFile).constData());
    if (!d.http->is_valid())
        return false;
    d.http->new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    d.http->set_keep_alive_max_count(10000);
    d.http->set_tcp_nodelay(true);
    const auto plain = [this](const httplib::Request &request, httplib::Response &response) {
        m_impl->handle(request, response, nullptr);
    };
    const auto withBody = [this](const httplib::Request &request, httplib::Response &response,
                                 const httplib::ContentReader &reader) {
        m_impl->handle(request, response, &reader);
    };
    d.http->Get(".*", plain).Put(".*", withBody).Post(".*", withBody).Delete(".*", withBody);
    d.port = d.options.port == 0 ? d.http->bind_to_any_port("127.0.0.1") : d.options.port;
    if (d.options.port != 0 && !d.http->bind_to_port("127.0.0.1", d.options.port))
        return false;
    if (d.port <= 0)
        return false;
    d.thread = std::thread([&d] { d.http->listen_after_bind(); });
    while (!d.http->is_running())
        std::this_thread::yield();
    return true;
}

void Server::stop() {
    if (m_impl->http)
        m_impl->http->stop();
    if (m_impl->thread.joinable())
        m_impl->thread.join();
}

QString Server::url() const {
    return QStringLiteral("https://127.0.0.1:%1").arg(m_impl->port);
}
Store &Server::store() {
    return m_impl->store;
}
Faults &Server::faults() {
    return m_impl->faults;
}
SignInDesk &Server::desk() {
    return m_impl->desk;
}

QList<Seen> Server::journal() const {
    const std::lock_guard lock(m_impl->journalMutex);
    return m_impl->journal;
}

void Server::clearJournal() {
    const std::lock_guard lock(m_impl->journalMutex);
    m_impl->journal.clear();
}

} // namespace lastra::sandbox
