#include "TestIssuer.h"

#include "Pkce.h"
#include "StrictJson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrlQuery>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace lastra::testing {

using identity::toBase64Url;

namespace {

QString number(EVP_PKEY *key, const char *name, int size) {
    BIGNUM *value = nullptr;
    EVP_PKEY_get_bn_param(key, name, &value);
    QByteArray bytes(size > 0 ? size : BN_num_bytes(value), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char *>(bytes.data()), int(bytes.size()));
    BN_free(value);
    return QString::fromLatin1(toBase64Url(bytes));
}

// r and s, 32 bytes each, as RFC 7518 3.4 wants.
QByteArray rawSignature(const QByteArray &der) {
    const auto *at = reinterpret_cast<const unsigned char *>(der.constData());
    ECDSA_SIG *signature = d2i_ECDSA_SIG(nullptr, &at, long(der.size()));
    QByteArray raw(64, '\0');
    auto *out = reinterpret_cast<unsigned char *>(raw.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + 32, 32);
    ECDSA_SIG_free(signature);
    return raw;
}

QMap<QString, QString> formOf(const httplib::Request &request) {
    QMap<QString, QString> form;
    for (const auto &[name, value] : request.params)
        form[QString::fromStdString(name)] = QString::fromStdString(value);
    return form;
}

} // namespace

QByteArray compactJson(const QJsonObject &object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

SigningKey::SigningKey(Kind kind, QString id, int rsaBits)
    : m_kind(kind), m_id(std::move(id)),
      m_key(kind == Kind::Rsa ? EVP_RSA_gen(unsigned(rsaBits)) : EVP_EC_gen("P-256")) {}

SigningKey::~SigningKey() {
    EVP_PKEY_free(m_key);
}

QJsonObject SigningKey::jwk() const {
    QJsonObject jwk{{QStringLiteral("kid"), m_id}, {QStringLiteral("use"), QStringLiteral("sig")}};
    if (m_kind == Kind::Rsa) {
        jwk[QStringLiteral("kty")] = QStringLiteral("RSA");
        jwk[QStringLiteral("n")] = number(m_key, OSSL_PKEY_PARAM_RSA_N, 0);
        jwk[QStringLiteral("e")] = number(m_key, OSSL_PKEY_PARAM_RSA_E, 0);
    } else {
        jwk[QStringLiteral("kty")] = QStringLiteral("EC");
        jwk[QStringLiteral("crv")] = QStringLiteral("P-256");
        jwk[QStringLiteral("x")] = number(m_key, OSSL_PKEY_PARAM_EC_PUB_X, 32);
        jwk[QStringLiteral("y")] = number(m_key, OSSL_PKEY_PARAM_EC_PUB_Y, 32);
    }
    return jwk;
}

QByteArray SigningKey::sign(const QJsonObject &payload, QJsonObject header) const {
    if (!header.contains(QStringLiteral("alg")))
        header[QStringLiteral("alg")] =
            m_kind == Kind::Rsa ? QStringLiteral("RS256") : QStringLiteral("ES256");
    if (!header.contains(QStringLiteral("kid")))
        header[QStringLiteral("kid")] = m_id;
    const QByteArray text =
        toBase64Url(compactJson(header)) + '.' + toBase64Url(compactJson(payload));
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestSignInit_ex(context, nullptr, "SHA256", nullptr, nullptr, m_key, nullptr);
    const auto *data = reinterpret_cast<const unsigned char *>(text.constData());
    size_t size = 0;
    EVP_DigestSign(context, nullptr, &size, data, size_t(text.size()));
    QByteArray signature(qsizetype(size), '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char *>(signature.data()), &size, data,
                   size_t(text.size()));
    EVP_MD_CTX_free(context);
    signature.truncate(qsizetype(size));
    return text + '.' + toBase64Url(m_kind == Kind::Rsa ? signature : rawSignature(signature));
}

QByteArray SigningKey::publicPem() const {
    BIO *memory = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(memory, m_key);
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    QByteArray pem(data, qsizetype(size));
    BIO_free(memory);
    return pem;
}

const SigningKey &TestIssuer::sharedKey() {
    static const SigningKey key(SigningKey::Kind::Rsa, QStringLiteral("rsa1"));
    return key;
}

TestIssuer::TestIssuer(const sandbox::Certificates &certificates)
    : m_server(certificates.server(QStringLiteral("issuer"))) {}

QString TestIssuer::issuer() const {
    return m_server.url(QStringLiteral("/")).toString();
}

TestIssuer::Seen TestIssuer::seen() const {
    const std::lock_guard guard(m_mutex);
    return m_seen;
}

void TestIssuer::rollKeys() {
    const std::lock_guard guard(m_mutex);
    m_rolled = std::make_unique<SigningKey>(SigningKey::Kind::Rsa, QStringLiteral("rsa2"));
}

QJsonObject TestIssuer::claims(const QString &nonce) const {
    const qint64 now = QDateTime::currentSecsSinceEpoch() + clockOffsetSeconds;
    QJsonObject result{{QStringLiteral("iss"), issuer()},
                       {QStringLiteral("sub"), QStringLiteral("person-1")},
                       {QStringLiteral("aud"), QJsonArray{QStringLiteral("lastra")}},
                       {QStringLiteral("iat"), now},
                       {QStringLiteral("exp"), now + 600},
                       {QStringLiteral("name"), QStringLiteral("Ada Test")}};
    if (!nonce.isEmpty())
        result[QStringLiteral("nonce")] = nonce;
    return editClaims ? editClaims(result) : result;
}

QJsonObject TestIssuer::tokens(const QString &nonce) {
    ++m_serial;
    m_refresh = QStringLiteral("refresh-%1").arg(m_serial);
    const SigningKey &key = m_rolled ? *m_rolled : rsa;
    return {{QStringLiteral("access_token"), QStringLiteral("access-%1").arg(m_serial)},
            {QStringLiteral("token_type"), QStringLiteral("Bearer")},
            {QStringLiteral("expires_in"), accessLifetime},
            {QStringLiteral("refresh_token"), m_refresh},
            {QStringLiteral("scope"), QStringLiteral("openid profile offline_access")},
            {QStringLiteral("id_token"), QString::fromLatin1(key.sign(claims(nonce)))}};
}

TokenAnswer TestIssuer::tokenFor(const QMap<QString, QString> &form) {
    const auto refuse = [](const char *why) {
        return TokenAnswer{400, QByteArray("{\"error\":\"") + why + "\"}"};
    };
    const QString grant = form.value(QStringLiteral("grant_type"));
    if (grant == QStringLiteral("authorization_code")) {
        const auto asked = m_codes.take(form.value(QStringLiteral("code")));
        const QByteArray challenge =
            identity::codeChallenge(form.value(QStringLiteral("code_verifier")).toLatin1());
        if (asked.isEmpty() ||
            asked.value(QStringLiteral("code_challenge")).toLatin1() != challenge ||
            asked.value(QStringLiteral("redirect_uri")) !=
                form.value(QStringLiteral("redirect_uri")))
            return refuse("invalid_grant");
        QJsonObject given = tokens(asked.value(QStringLiteral("nonce")));
        if (offlineNeedsConsent &&
            asked.value(QStringLiteral("prompt")) != QStringLiteral("consent"))
            given.remove(QStringLiteral("refresh_token"));
        return {200, compactJson(given)};
    }
    if (grant == QStringLiteral("refresh_token")) {
        ++m_seen.refreshes;
        if (form.value(QStringLiteral("refresh_token")) != m_refresh)
            return refuse("invalid_grant");
        return {200, compactJson(tokens({}))};
    }
    if (grant == QStringLiteral("urn:ietf:params:oauth:grant-type:device_code"))
        return {200, compactJson(tokens({}))};
    return refuse("unsupported_grant_type");
}

QUrl TestIssuer::redirectFor(const QUrl &authorize, const QMap<QString, QString> &extra) const {
    QMap<QString, QString> asked;
    for (const auto &[name, value] : QUrlQuery(authorize).queryItems(QUrl::FullyDecoded))
        asked[name] = value;
    const std::lock_guard guard(m_mutex);
    const QString code = QStringLiteral("code-%1").arg(++m_serial);
    m_codes[code] = asked;
    QMap<QString, QString> query{{QStringLiteral("code"), code},
                                 {QStringLiteral("state"), asked[QStringLiteral("state")]},
                                 {QStringLiteral("iss"), issuer()}};
    for (auto it = extra.begin(); it != extra.end(); ++it) {
        if (it.value().isNull())
            query.remove(it.key());
        else
            query[it.key()] = it.value();
    }
    QByteArray address = asked[QStringLiteral("redirect_uri")].toUtf8() + '?';
    for (auto it = query.begin(); it != query.end(); ++it)
        address += it.key().toUtf8() + '=' + QUrl::toPercentEncoding(it.value()) + '&';
    address.chop(1);
    return QUrl::fromEncoded(address);
}

void TestIssuer::start() {
    auto &routes = m_server.routes();
    const auto date = [this](httplib::Response &response) {
        const QDateTime now = QDateTime::currentDateTimeUtc().addSecs(clockOffsetSeconds);
        response.set_header("Date",
                            QLocale::c()
                                .toString(now, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"))
                                .toStdString());
    };
    const auto send = [date](httplib::Response &response, const QJsonObject &object) {
        date(response);
        response.set_content(compactJson(object).toStdString(), "application/json");
    };
    routes.Get("/.well-known/openid-configuration", [this, send](const httplib::Request &,
                                                                 httplib::Response &response) {
        QJsonObject document{{QStringLiteral("issuer"), issuer()}};
        for (const auto &[name, path] : {std::pair{"authorization_endpoint", "authorize"},
                                         {"token_endpoint", "token"},
                                         {"jwks_uri", "jwk"},
                                         {"userinfo_endpoint", "userinfo"},
                                         {"revocation_endpoint", "revoke"},
                                         {"device_authorization_endpoint", "devicecode"}})
            document[QLatin1String(name)] = issuer() + QLatin1String(path);
        send(response, editDiscovery ? editDiscovery(document) : document);
    });
    routes.Get("/jwk", [this, send](const httplib::Request &, httplib::Response &response) {
        const std::lock_guard guard(m_mutex);
        ++m_seen.keyRequests;
        const SigningKey &key = m_rolled ? *m_rolled : rsa;
        send(response, {{QStringLiteral("keys"), QJsonArray{key.jwk()}}});
    });
    routes.Post("/token",
                [this, date](const httplib::Request &request, httplib::Response &response) {
                    const auto form = formOf(request);
                    const std::lock_guard guard(m_mutex);
                    m_seen.tokenForms << form;
                    m_seen.tokenAuthorization
                        << QString::fromStdString(request.get_header_value("Authorization"));
                    const auto edited = editToken ? editToken(form) : std::nullopt;
                    const TokenAnswer answer = edited ? *edited : tokenFor(form);
                    date(response);
                    response.status = answer.status;
                    response.set_content(answer.body.toStdString(), answer.type.constData());
                });
    routes.Post("/devicecode", [this, send](const httplib::Request &, httplib::Response &response) {
        const QJsonObject answer{
            {QStringLiteral("device_code"), QStringLiteral("dev-1")},
            {QStringLiteral("user_code"), QStringLiteral("AB_c-9")},
            {QStringLiteral("verification_uri"), issuer() + QStringLiteral("device")},
            {QStringLiteral("expires_in"), 600}};
        send(response, editDevice ? editDevice(answer) : answer);
    });
    routes.Get("/userinfo", [this, send](const httplib::Request &, httplib::Response &response) {
        if (userInfoFails) {
            response.status = 403;
            return;
        }
        send(response, {{QStringLiteral("sub"), QStringLiteral("person-1")},
                        {QStringLiteral("name"), QString::fromUtf8("Ada \xe2\x80\xaeTest")},
                        {QStringLiteral("groups"), QJsonArray{QStringLiteral("imaging"),
                                                              QStringLiteral("imaging/phantom")}}});
    });
    routes.Post("/revoke", [this](const httplib::Request &request, httplib::Response &) {
        const std::lock_guard guard(m_mutex);
        m_seen.revoked << formOf(request).value(QStringLiteral("token"));
    });
    m_server.start();
}

} // namespace lastra::testing
