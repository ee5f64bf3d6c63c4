#include "SignInDesk.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QUuid>

namespace lastra::sandbox {
namespace {

constexpr qint64 kAliasLifeMs = qint64(2) * 24 * 3600 * 1000; // "2 days", the default
constexpr int kMaxFailed = 20;

QString randomHex(int words) {
    QString out;
    for (int i = 0; i < words; ++i)
        out += QStringLiteral("%1").arg(QRandomGenerator::system()->generate(), 8, 16,
                                        QLatin1Char('0'));
    return out.toUpper();
}

QString cookie(const Call &call, const QByteArray &name) {
    for (const QByteArray &part : call.headers.value("cookie").split(';')) {
        const QByteArray trimmed = part.trimmed();
        if (trimmed.startsWith(name + '='))
            return QString::fromLatin1(trimmed.mid(name.size() + 1));
    }
    return {};
}

} // namespace

QString SignInDesk::newSession(const QString &login) {
    const QString id = randomHex(4);
    m_sessions[id] =
        Session{login, QUuid::createUuid().toString(QUuid::WithoutBraces), m_store.nowMs()};
    return id;
}

QString SignInDesk::checkPassword(const QString &user, const QString &password) {
    if (const auto it = m_aliases.find(user); it != m_aliases.end()) {
        if (it->second.secret == password && it->second.expiresMs > m_store.nowMs())
            return it->second.login;
        return {};
    }
    const auto it = m_store.accounts.find(user);
    if (it == m_store.accounts.end() || it->second.password.isEmpty())
        return {};
    Account &account = it->second;
    if (account.failed >= kMaxFailed || account.password != password) {
        ++account.failed;
        return {};
    }
    account.failed = 0;
    return account.login;
}

std::optional<QString> SignInDesk::open(const QString &user, const QString &password) {
    const std::lock_guard lock(m_store.mutex);
    const QString login = checkPassword(user, password);
    if (login.isEmpty())
        return std::nullopt;
    return newSession(login);
}

SignInDesk::Visit SignInDesk::visit(const Call &call) {
    const QByteArray authorization = call.headers.value("authorization");
    // The provider may have to be asked: not under the lock.
    std::optional<BearerVerdict> bearer;
    std::unique_lock lock(m_store.mutex);
    const qint64 now = m_store.nowMs();
    const QString presented = cookie(call, "JSESSIONID");
    const auto known = m_sessions.find(presented);
    if (known != m_sessions.end() && now - known->second.lastMs > m_store.sessionTimeoutMs)
        m_sessions.erase(known);
    else if (known != m_sessions.end()) {
        known->second.lastMs = now;
        if (!known->second.login.isEmpty())
            return {presented, known->second.login, 0};
    }
    if (authorization.startsWith("Bearer ")) {
        if (!m_verify)
            return {newSession({}), {}, 401};
        const VerifyBearer verify = m_verify;
        lock.unlock();
        bearer = verify(authorization.mid(7));
        lock.lock();
        if (bearer->status != 200)
            return {{}, {}, bearer->status};
        // forceUserCreate with the plugin's default pattern [providerId]_[sub].
        const QString login = "sandbox_" + bearer->subject;
        if (!m_store.accounts.contains(login)) {
            m_store.accounts[login] = Account{login, {}, bearer->name, {}, false, 0};
            for (auto &[id, project] : m_store.projects)
                project.roles.insert(login, QStringLiteral("member"));
            m_store.save();
        }
        return {{}, login, 0};
    }
    if (authorization.startsWith("Basic ")) {
        const QByteArray pair = QByteArray::fromBase64(authorization.mid(6));
        const qsizetype colon = pair.indexOf(':');
        const QString login = checkPassword(QString::fromUtf8(pair.left(colon)),
                                            QString::fromUtf8(pair.mid(colon + 1)));
        if (login.isEmpty())
            return {newSession({}), {}, 401};
        return {newSession(login), login, 0};
    }
    // An unknown or expired id is not refused: a new anonymous one takes its place.
    if (m_sessions.contains(presented))
        return {presented, {}, 0};
    return {newSession({}), {}, 0};
}

void SignInDesk::forget(const QString &session) {
    const std::lock_guard lock(m_store.mutex);
    m_sessions.erase(session);
}

void SignInDesk::forgetAll() {
    const std::lock_guard lock(m_store.mutex);
    m_sessions.clear();
}

QString SignInDesk::csrfToken(const QString &session) {
    const std::lock_guard lock(m_store.mutex);
    const auto it = m_sessions.find(session);
    return it == m_sessions.end() ? QString() : it->second.csrf;
}

QJsonObject SignInDesk::aliasJson(const Alias &alias) const {
    return {{"alias", alias.alias},
            {"secret", alias.secret},
            {"xdatUserId", alias.login},
            {"singleUse", false},
            {"estimatedExpirationTime", alias.expiresMs},
            {"validIPAddresses", QJsonArray()},
            {"enabled", true}};
}

Answer SignInDesk::tokens(const Call &call) {
    const std::lock_guard lock(m_store.mutex);
    const QString what = call.path.value(3);
    if (call.login.isEmpty())
        return page(403, "Guests may not have tokens");
    if (what == QLatin1String("issue")) {
        if (call.path.size() > 4)
            return page(403, "Only administrators issue tokens for others");
        Alias alias{QUuid::createUuid().toString(QUuid::WithoutBraces), randomHex(8), call.login,
                    m_store.nowMs() + kAliasLifeMs};
        m_aliases[alias.alias] = alias;
        return json(QJsonDocument(aliasJson(alias)));
    }
    if (what == QLatin1String("show")) {
        QJsonArray all;
        for (const auto &[name, alias] : m_aliases)
            if (alias.login == call.login)
                all.append(aliasJson(alias));
        return json(QJsonDocument(all));
    }
    const auto it = m_aliases.find(call.path.value(4));
    if (what == QLatin1String("validate")) {
        QJsonObject answer;
        if (it != m_aliases.end() && it->second.secret == call.path.value(5))
            answer.insert("valid", it->second.login);
        return json(QJsonDocument(answer));
    }
    if (what == QLatin1String("invalidate")) {
        if (it == m_aliases.end())
            return page(404, "No such token");
        if (it->second.login != call.login)
            return page(403, "Not your token");
        m_aliases.erase(it);
        return json(QJsonDocument(QJsonObject{{"result", "OK"}}));
    }
    return page(400, "Unknown operation");
}

} // namespace lastra::sandbox
