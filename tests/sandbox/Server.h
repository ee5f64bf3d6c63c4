#pragma once
// The XNAT stand-in: an HTTPS server on 127.0.0.1 whose state lies in one folder. It follows the
// documented behaviour of XNAT 1.8.10, quirks included, and misbehaves on request.

#include "Faults.h"
#include "SignInDesk.h"
#include "Store.h"

#include <memory>

namespace lastra::sandbox {

struct ServerOptions {
    QString folder;
    QString certificateFile, keyFile; // PEM
    int port = 0;                     // 0: a free one
};

struct Seen { // one line of the journal
    QByteArray method;
    QString path;          // with its query
    QByteArray credential; // "none", "cookie", "basic", "bearer"
    QByteArray userAgent;
    int status = 0;
};

class Server {
public:
    explicit Server(ServerOptions options);
    ~Server(); // stops it
    [[nodiscard]] bool start();
    void stop();

    [[nodiscard]] QString url() const; // https://127.0.0.1:<port>
    [[nodiscard]] Store &store();
    [[nodiscard]] Faults &faults();
    [[nodiscard]] SignInDesk &desk();
    [[nodiscard]] QList<Seen> journal() const;
    void clearJournal();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace lastra::sandbox
