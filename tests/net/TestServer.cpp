#include "TestServer.h"

#include <QFile>

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lastra::testing {

namespace {

// Listens when `backlog` is not zero; the port comes back in `port`.
int bindLoopback(int backlog, quint16 &port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(fd, reinterpret_cast<sockaddr *>(&address), size) != 0 ||
        (backlog > 0 && listen(fd, backlog) != 0))
        qFatal("no loopback port");
    getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size);
    port = ntohs(address.sin_port);
    return fd;
}

QUrl loopbackUrl(quint16 port, const QString &path) {
    return QUrl(QStringLiteral("https://127.0.0.1:%1%2").arg(port).arg(path));
}

} // namespace

quint16 unusedPort() {
    quint16 port = 0;
    close(bindLoopback(0, port));
    return port;
}

TestServer::TestServer(const sandbox::ServerCertificate &certificate)
    : m_server(QFile::encodeName(certificate.certificateFile).constData(),
               QFile::encodeName(certificate.keyFile).constData()) {
    m_server.set_keep_alive_timeout(1);
    m_server.set_tcp_nodelay(true);
}

TestServer::~TestServer() {
    m_server.stop();
    if (m_thread.joinable())
        m_thread.join();
}

void TestServer::start() {
    m_port = quint16(m_server.bind_to_any_port("127.0.0.1"));
    m_thread = std::thread([this] { m_server.listen_after_bind(); });
    while (!m_server.is_running())
        std::this_thread::yield();
}

QUrl TestServer::url(const QString &path) const {
    return loopbackUrl(m_port, path);
}

RawServer::RawServer(const sandbox::ServerCertificate &certificate,
                     std::function<QByteArray(int, const QByteArray &)> answer)
    : m_answer(std::move(answer)), m_fd(bindLoopback(16, m_port)),
      m_thread([this, certificate] { serve(certificate); }) {}

RawServer::~RawServer() {
    m_stop = true;
    m_thread.join();
    close(m_fd);
}

QUrl RawServer::url(const QString &path) const {
    return loopbackUrl(m_port, path);
}

void RawServer::serve(const sandbox::ServerCertificate &certificate) {
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_file(
        context, QFile::encodeName(certificate.certificateFile).constData(), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context, QFile::encodeName(certificate.keyFile).constData(),
                                SSL_FILETYPE_PEM);
    while (!m_stop) {
        pollfd waiting{m_fd, POLLIN, 0};
        if (poll(&waiting, 1, 20) <= 0)
            continue;
        const int fd = accept(m_fd, nullptr, nullptr);
        SSL *ssl = SSL_new(context);
        SSL_set_fd(ssl, fd);
        if (SSL_accept(ssl) == 1) {
            QByteArray request;
            char buffer[4096];
            while (!request.contains("\r\n\r\n")) {
                const int got = SSL_read(ssl, buffer, sizeof buffer);
                if (got <= 0)
                    break;
                request.append(buffer, got);
            }
            const QByteArray answer = m_answer(m_connections++, request);
            if (!answer.isEmpty())
                SSL_write(ssl, answer.constData(), int(answer.size()));
            SSL_shutdown(ssl);
        }
        SSL_free(ssl);
        close(fd);
    }
    SSL_CTX_free(context);
}

} // namespace lastra::testing
