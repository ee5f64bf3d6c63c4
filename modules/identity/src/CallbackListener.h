#pragma once
// Waits on this computer's loopback address for the browser to bring the answer of a sign-in (RFC
// 8252 7.3). Only one path, only GET, only our own Host; anything else is answered and forgotten.

#include "lastra/core/Result.h"
#include "lastra/core/Work.h"

#include <QElapsedTimer>
#include <QList>
#include <QMap>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace lastra::identity {

using CallbackParameters = QMap<QByteArray, QByteArray>;

class CallbackListener {
public:
    // "identity.portsTaken" [ports]. An empty list means any free port.
    static core::Result<std::unique_ptr<CallbackListener>> open(const QList<quint16> &ports,
                                                                const QByteArray &path);
    ~CallbackListener();

    [[nodiscard]] QByteArray redirectUri() const;
    // The parameters of the one request that carries `state`. "identity.noCallback" [minutes].
    core::Result<CallbackParameters> wait(const QByteArray &state, const QString &language,
                                          std::chrono::seconds patience, core::Work &work);

private:
    struct Connection {
        int fd = -1;
        QByteArray received;
        QElapsedTimer since;
    };
    CallbackListener(int fd, quint16 port, QByteArray path);
    void accept();
    // True when the connection is done with.
    bool serve(Connection &connection, const QByteArray &state, const QString &language,
               std::optional<CallbackParameters> &found);
    [[nodiscard]] QByteArray answerTo(const QByteArray &request, const QByteArray &state,
                                      const QString &language,
                                      std::optional<CallbackParameters> &found) const;

    int m_fd;
    quint16 m_port;
    QByteArray m_path;
    std::vector<Connection> m_connections;
};

} // namespace lastra::identity
