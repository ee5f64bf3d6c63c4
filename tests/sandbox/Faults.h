#pragma once
// Misbehaviour on demand: rules that match requests and say how the answer goes wrong.
// As JSON: {"method":"GET","path":"regex","skip":0,"times":1,"do":"reset","after":1000, ...}
//   reset     the connection breaks after `after` bytes of the body
//   truncate  the body ends after `after` bytes as if it were whole
//   lie       Content-Length says `extra` bytes more than come
//   slow      `ms` pass before each `chunk` bytes (65536)
//   status    `status` with a proxy's page; `retryAfter` seconds when given
//   login     200 and the login page
//   loginMid  the login page after `after` bytes of the right body
//   expire    the sign-in session is forgotten first
//   lose      the request is done, the answer never comes
//   wrongDigest  every digest in the answer is wrong
//   replace   the bytes of `file` as `type`

#include "Http.h"

#include <QJsonArray>
#include <QJsonObject>

#include <mutex>
#include <optional>

namespace lastra::sandbox {

class Faults {
public:
    void add(const QJsonObject &rule);
    void clear();
    [[nodiscard]] QJsonArray list() const;
    // The first rule that applies to this request now; counts it.
    [[nodiscard]] std::optional<QJsonObject> match(const QByteArray &method, const QString &path);

    // Changes an answer as reset, truncate, slow, loginMid, wrongDigest and replace say. What only
    // the connection can do (lie, lose) is left to the server.
    static void spoil(Answer &answer, const QJsonObject &rule);

private:
    mutable std::mutex m_mutex;
    QList<QJsonObject> m_rules;
};

} // namespace lastra::sandbox
