#pragma once
// Keys and an OpenID provider inside the test that answers honestly unless told otherwise.

#include "TestServer.h"

#include <QJsonObject>
#include <QMap>

#include <openssl/types.h>

#include <mutex>

namespace lastra::testing {

class SigningKey {
public:
    enum class Kind { Rsa, P256 };
    SigningKey(Kind kind, QString id, int rsaBits = 2048);
    ~SigningKey();
    SigningKey(const SigningKey &) = delete;

    [[nodiscard]] QJsonObject jwk() const;
    // header.payload.signature; the header gets this key's alg and kid unless it names others.
    [[nodiscard]] QByteArray sign(const QJsonObject &payload, QJsonObject header = {}) const;
    [[nodiscard]] QByteArray publicPem() const;

private:
    Kind m_kind;
    QString m_id;
    EVP_PKEY *m_key;
};

[[nodiscard]] QByteArray compactJson(const QJsonObject &object);

// What a request to the token endpoint gets.
struct TokenAnswer {
    int status = 200;
    QByteArray body;
    QByteArray type = "application/json";
};

class TestIssuer {
public:
    explicit TestIssuer(const sandbox::Certificates &certificates);

    // Set before start(). Given the honest document, returns what is served.
    std::function<QJsonObject(QJsonObject)> editDiscovery;
    std::function<QJsonObject(QJsonObject claims)> editClaims;
    // Given the form, an answer instead of the honest one.
    std::function<std::optional<TokenAnswer>(const QMap<QString, QString> &form)> editToken;
    std::function<QJsonObject(QJsonObject)> editDevice;
    bool userInfoFails = false;
    bool offlineNeedsConsent = false; // as OpenID Connect Core 11 has it
    qint64 clockOffsetSeconds = 0;
    qint64 accessLifetime = 3600;

    void start();
    [[nodiscard]] QString issuer() const; // with a slash at the end, as INDIGO IAM has
    // The browser: where the redirect goes for this authorize address.
    [[nodiscard]] QUrl redirectFor(const QUrl &authorize,
                                   const QMap<QString, QString> &extra = {}) const;

    // What was asked, for the test to look at; safe while the server runs.
    struct Seen {
        QList<QMap<QString, QString>> tokenForms;
        QStringList tokenAuthorization;
        int keyRequests = 0, refreshes = 0;
        QStringList revoked;
    };
    [[nodiscard]] Seen seen() const;
    void rollKeys();

    // One for all issuers of a test program: making an RSA key takes longer than most tests.
    const SigningKey &rsa = sharedKey();

private:
    static const SigningKey &sharedKey();
    [[nodiscard]] QJsonObject claims(const QString &nonce) const;
    TokenAnswer tokenFor(const QMap<QString, QString> &form);
    QJsonObject tokens(const QString &nonce);

    TestServer m_server;
    mutable std::mutex m_mutex;
    mutable QMap<QString, QMap<QString, QString>> m_codes; // code -> authorize parameters
    std::unique_ptr<SigningKey> m_rolled;
    QString m_refresh;
    Seen m_seen;
    mutable int m_serial = 0;
};

} // namespace lastra::testing
