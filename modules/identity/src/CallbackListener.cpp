#include "CallbackListener.h"

#include "CallbackPage.h"

#include "lastra/core/Digest.h"

#include <QStringList>

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lastra::identity {

namespace {

constexpr qsizetype kMaxRequestBytes = 8 << 10;
constexpr qint64 kConnectionMs = 5000;
constexpr size_t kMaxConnections = 8;
constexpr int kPollMs = 100;

int bindLoopback(quint16 port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    // On Linux this never lets two programs listen on one port; it only skips the minute in which
    // the port of an earlier sign-in is still being wound down.
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0 &&
        listen(fd, int(kMaxConnections)) == 0)
        return fd;
    ::close(fd);
    return -1;
}

quint16 portOf(int fd) {
    sockaddr_in address = {};
    socklen_t size = sizeof address;
    getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size);
    return ntohs(address.sin_port);
}

void sendAll(int fd, const QByteArray &bytes) {
    for (qsizetype done = 0; done < bytes.size();) {
        const auto sent =
            ::send(fd, bytes.constData() + done, size_t(bytes.size() - done), MSG_NOSIGNAL);
        if (sent <= 0)
            return; // a browser that went away does not need its page
        done += sent;
    }
}

QByteArray headerOf(const QByteArrayList &lines, const QByteArray &lowerCaseName) {
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).trimmed().toLower() == lowerCaseName)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

// Empty when a parameter occurs twice: then it is not clear which one was meant.
std::optional<CallbackParameters> parseQuery(const QByteArray &query) {
    CallbackParameters parameters;
    for (const QByteArray &field : query.split('&')) {
        if (field.isEmpty())
            continue;
        const qsizetype equals = field.indexOf('=');
        const auto decode = [](QByteArray text) {
            return QByteArray::fromPercentEncoding(text.replace('+', ' '));
        };
        const QByteArray name = decode(equals < 0 ? field : field.left(equals));
        if (parameters.contains(name))
            return std::nullopt;
        parameters[name] = equals < 0 ? QByteArray() : decode(field.mid(equals + 1));
    }
    return parameters;
}

} // namespace

core::Result<std::unique_ptr<CallbackListener>> CallbackListener::open(const QList<quint16> &ports,
                                                                       const QByteArray &path) {
    QStringList tried;
    for (const quint16 port : ports.isEmpty() ? QList<quint16>{0} : ports) {
        const int fd = bindLoopback(port);
        if (fd >= 0)
            return std::unique_ptr<CallbackListener>(new CallbackListener(fd, portOf(fd), path));
        tried << QString::number(port);
    }
    return core::fail("identity.portsTaken", {tried.join(QStringLiteral(", "))});
}

CallbackListener::CallbackListener(int fd, quint16 port, QByteArray path)
    : m_fd(fd), m_port(port), m_path(std::move(path)) {}

CallbackListener::~CallbackListener() {
    for (const Connection &connection : m_connections)
        ::close(connection.fd);
    ::close(m_fd);
}

QByteArray CallbackListener::redirectUri() const {
    return "http://127.0.0.1:" + QByteArray::number(m_port) + m_path;
}

void CallbackListener::accept() {
    const int fd = ::accept4(m_fd, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0)
        return;
    if (m_connections.size() >= kMaxConnections) {
        ::close(fd);
        return;
    }
    const timeval limit{1, 0};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    m_connections.push_back({fd, {}, {}});
    m_connections.back().since.start();
}

QByteArray CallbackListener::answerTo(const QByteArray &request, const QByteArray &state,
                                      const QString &language,
                                      std::optional<CallbackParameters> &found) const {
    QByteArrayList lines = request.left(request.indexOf("\r\n\r\n")).split('\n');
    const QByteArrayList words = lines.takeFirst().trimmed().split(' ');
    const QByteArray target = words.value(1);
    const qsizetype mark = target.indexOf('?');
    if (words.size() != 3 || (mark < 0 ? target : target.left(mark)) != m_path)
        return emptyAnswer(404);
    // A page elsewhere could point its own name at 127.0.0.1.
    if (headerOf(lines, "host") != "127.0.0.1:" + QByteArray::number(m_port))
        return emptyAnswer(400);
    const bool prefetch = headerOf(lines, "sec-purpose").contains("prefetch") ||
                          headerOf(lines, "purpose") == "prefetch";
    if (words[0] != "GET" || prefetch)
        return emptyAnswer(405);
    const auto parameters = parseQuery(mark < 0 ? QByteArray() : target.mid(mark + 1));
    if (!parameters || !core::sameSecret(parameters->value("state"), state))
        return callbackAnswer(CallbackOutcome::NotOurs, language);
    found = *parameters;
    return callbackAnswer(parameters->contains("error") ? CallbackOutcome::Refused
                                                        : CallbackOutcome::Received,
                          language);
}

bool CallbackListener::serve(Connection &connection, const QByteArray &state,
                             const QString &language, std::optional<CallbackParameters> &found) {
    char buffer[4096];
    const auto got = ::recv(connection.fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0)
        return errno != EAGAIN && errno != EINTR;
    if (got == 0)
        return true;
    connection.received.append(buffer, got);
    if (connection.received.size() > kMaxRequestBytes) {
        sendAll(connection.fd, emptyAnswer(431));
        return true;
    }
    if (!connection.received.contains("\r\n\r\n"))
        return false;
    sendAll(connection.fd, answerTo(connection.received, state, language, found));
    ::shutdown(connection.fd, SHUT_WR);
    return true;
}

core::Result<CallbackParameters> CallbackListener::wait(const QByteArray &state,
                                                        const QString &language,
                                                        std::chrono::seconds patience,
                                                        core::Work &work) {
    QElapsedTimer timer;
    timer.start();
    std::optional<CallbackParameters> found;
    while (!found) {
        LASTRA_CHECK(work.check());
        if (timer.elapsed() > std::chrono::milliseconds(patience).count())
            return core::fail("identity.noCallback",
                              {QString::number(std::max<qint64>(1, patience.count() / 60))});
        std::vector<pollfd> waiting{{m_fd, POLLIN, 0}};
        for (const Connection &connection : m_connections)
            waiting.push_back({connection.fd, POLLIN, 0});
        poll(waiting.data(), waiting.size(), kPollMs);
        for (size_t i = m_connections.size(); i > 0 && !found; --i) {
            Connection &connection = m_connections[i - 1];
            const bool ready = waiting[i].revents != 0;
            const bool done = ready ? serve(connection, state, language, found)
                                    : connection.since.elapsed() > kConnectionMs;
            if (done) {
                ::close(connection.fd);
                m_connections.erase(m_connections.begin() + qsizetype(i - 1));
            }
        }
        if (!found && waiting[0].revents != 0)
            accept();
    }
    return *found;
}

} // namespace lastra::identity
