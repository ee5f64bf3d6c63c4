#pragma once
// A TLS server on a free loopback port inside the test, and a raw one for answers that a proper
// server never gives.

#include "Certificates.h"

#include <QByteArray>
#include <QUrl>

#include <httplib.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace lastra::testing {

class TestServer {
public:
    explicit TestServer(const sandbox::ServerCertificate &certificate);
    ~TestServer();

    // Add handlers before start().
    httplib::Server &routes() { return m_server; }
    void start();
    [[nodiscard]] QUrl url(const QString &path) const;
    [[nodiscard]] quint16 port() const { return m_port; }

private:
    httplib::SSLServer m_server;
    std::thread m_thread;
    quint16 m_port = 0;
};

// Answers each TLS connection with fixed bytes after reading the request's headers, then closes it.
class RawServer {
public:
    RawServer(const sandbox::ServerCertificate &certificate,
              std::function<QByteArray(int connection, const QByteArray &request)> answer);
    ~RawServer();
    [[nodiscard]] QUrl url(const QString &path) const;
    [[nodiscard]] int connections() const { return m_connections; }

private:
    void serve(const sandbox::ServerCertificate &certificate);

    std::function<QByteArray(int, const QByteArray &)> m_answer;
    quint16 m_port = 0; // before m_fd, whose making sets it
    int m_fd = -1;
    std::atomic<int> m_connections = 0;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

// A port on which nothing listens.
[[nodiscard]] quint16 unusedPort();

} // namespace lastra::testing
