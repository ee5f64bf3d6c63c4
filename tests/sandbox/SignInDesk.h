#pragma once
// Who asks: cookies, passwords, alias tokens and bearer tokens as an XNAT server takes them.

#include "Http.h"
#include "Store.h"

#include <map>
#include <optional>

namespace lastra::sandbox {

struct BearerVerdict {
    int status = 401; // 200, 401 or 403 as the OpenID plugin answers
    QString subject, name;
};
using VerifyBearer = std::function<BearerVerdict(const QByteArray &token)>;

class SignInDesk {
public:
    explicit SignInDesk(Store &store) : m_store(store) {}

    void verifyBearerWith(VerifyBearer verify) { m_verify = std::move(verify); }

    struct Visit {
        QString session; // cookie to set; empty for a bearer request
        QString login;   // empty: nobody
        int refused = 0; // 401 or 403: the credential was looked at and refused
    };
    Visit visit(const Call &call);
    void forget(const QString &session);
    void forgetAll();
    // Opens a session for a login, or nothing when the password is wrong or locked.
    std::optional<QString> open(const QString &user, const QString &password);
    QString csrfToken(const QString &session);

    Answer tokens(const Call &call); // /data/services/tokens/...

private:
    struct Session {
        QString login, csrf;
        qint64 lastMs = 0;
    };
    struct Alias {
        QString alias, secret, login;
        qint64 expiresMs = 0;
    };
    QString newSession(const QString &login);
    QString checkPassword(const QString &user, const QString &password);
    QJsonObject aliasJson(const Alias &alias) const;

    Store &m_store;
    VerifyBearer m_verify;
    std::map<QString, Session> m_sessions;
    std::map<QString, Alias> m_aliases;
};

} // namespace lastra::sandbox
