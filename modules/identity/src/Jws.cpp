#include "Jws.h"

#include "StrictJson.h"

#include <QJsonArray>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

namespace lastra::identity {

namespace {

using PublicKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

const unsigned char *bytes(const QByteArray &data) {
    return reinterpret_cast<const unsigned char *>(data.constData());
}

QByteArray member(const QJsonObject &jwk, const char *name) {
    return strictBase64Url(jwk[QLatin1String(name)].toString().toLatin1()).value_or(QByteArray());
}

PublicKey build(const char *type, OSSL_PARAM_BLD *builder) {
    EVP_PKEY *key = nullptr;
    OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr);
    if (parameters && context && EVP_PKEY_fromdata_init(context) == 1)
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    return {key, &EVP_PKEY_free};
}

PublicKey rsaKey(const QJsonObject &jwk) {
    const QByteArray n = member(jwk, "n"), e = member(jwk, "e");
    if (n.isEmpty() || n.size() > 1025 || e.isEmpty() || e.size() > 8)
        return {nullptr, &EVP_PKEY_free};
    BIGNUM *modulus = BN_bin2bn(bytes(n), int(n.size()), nullptr);
    BIGNUM *exponent = BN_bin2bn(bytes(e), int(e.size()), nullptr);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus);
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent);
    PublicKey key = build("RSA", builder);
    OSSL_PARAM_BLD_free(builder);
    BN_free(modulus);
    BN_free(exponent);
    // RFC 7518 3.3: 2048 bits or more.
    if (key && EVP_PKEY_get_bits(key.get()) < 2048)
        key.reset();
    return key;
}

PublicKey p256Key(const QJsonObject &jwk) {
    const QByteArray x = member(jwk, "x"), y = member(jwk, "y");
    if (jwk[QStringLiteral("crv")].toString() != QStringLiteral("P-256") || x.size() != 32 ||
        y.size() != 32)
        return {nullptr, &EVP_PKEY_free};
    const QByteArray point = '\x04' + x + y;
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.constData(),
                                     size_t(point.size()));
    PublicKey key = build("EC", builder);
    OSSL_PARAM_BLD_free(builder);
    if (key) {
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr);
        const bool onCurve = context && EVP_PKEY_public_check(context) == 1;
        EVP_PKEY_CTX_free(context);
        if (!onCurve)
            key.reset();
    }
    return key;
}

// ES256 signatures are r and s, 32 bytes each; OpenSSL wants them in DER.
QByteArray toDer(const QByteArray &raw) {
    if (raw.size() != 64)
        return {};
    ECDSA_SIG *signature = ECDSA_SIG_new();
    ECDSA_SIG_set0(signature, BN_bin2bn(bytes(raw), 32, nullptr),
                   BN_bin2bn(bytes(raw) + 32, 32, nullptr));
    unsigned char *der = nullptr;
    const int size = i2d_ECDSA_SIG(signature, &der);
    QByteArray result(reinterpret_cast<char *>(der), std::max(size, 0));
    OPENSSL_free(der);
    ECDSA_SIG_free(signature);
    return result;
}

} // namespace

struct KeySet::Key {
    QString id, algorithm;
    PublicKey key;
};

KeySet KeySet::fromJwks(const QJsonObject &jwks) {
    KeySet set;
    const QJsonArray keys = jwks[QStringLiteral("keys")].toArray();
    for (qsizetype i = 0; i < std::min(keys.size(), kMaxKeys); ++i) {
        const QJsonObject jwk = keys[i].toObject();
        const QString use = jwk[QStringLiteral("use")].toString();
        const QJsonValue operations = jwk[QStringLiteral("key_ops")];
        if ((!use.isEmpty() && use != QStringLiteral("sig")) ||
            (operations.isArray() &&
             !operations.toArray().contains(QJsonValue(QStringLiteral("verify")))))
            continue;
        const QString type = jwk[QStringLiteral("kty")].toString();
        const bool rsa = type == QStringLiteral("RSA");
        if (!rsa && type != QStringLiteral("EC"))
            continue;
        const QString fits = rsa ? QStringLiteral("RS256") : QStringLiteral("ES256");
        const QString stated = jwk[QStringLiteral("alg")].toString();
        PublicKey key = rsa ? rsaKey(jwk) : p256Key(jwk);
        if (!key || (!stated.isEmpty() && stated != fits))
            continue;
        set.m_keys.push_back(std::make_shared<const Key>(
            Key{jwk[QStringLiteral("kid")].toString(), fits, std::move(key)}));
    }
    return set;
}

ParsedJws parseJws(const QByteArray &compact) {
    const auto refuse = [](const char *why) {
        return ParsedJws{std::nullopt, QString::fromLatin1(why)};
    };
    if (compact.size() > kMaxTokenBytes)
        return refuse("JWT");
    const QByteArrayList parts = compact.split('.');
    if (parts.size() != 3)
        return refuse("JWT");
    const auto header = strictBase64Url(parts[0]), payload = strictBase64Url(parts[1]),
               signature = strictBase64Url(parts[2]);
    if (!header || !payload || !signature)
        return refuse("JWT");
    const auto head = strictJsonObject(*header), body = strictJsonObject(*payload);
    if (!head || !body)
        return refuse("JWT");
    const QString algorithm = (*head)[QStringLiteral("alg")].toString();
    if (algorithm != QStringLiteral("RS256") && algorithm != QStringLiteral("ES256"))
        return refuse("alg");
    // RFC 7515 4.1.11: an extension we must understand and do not.
    if (head->contains(QStringLiteral("crit")))
        return refuse("crit");
    return {JwsParts{*head, *body, parts[0] + '.' + parts[1], *signature}, {}};
}

KeySet::Outcome KeySet::verify(const JwsParts &token) const {
    const QString algorithm = token.header[QStringLiteral("alg")].toString();
    const QString id = token.header[QStringLiteral("kid")].toString();
    const Key *chosen = nullptr;
    int fitting = 0;
    for (const auto &key : m_keys) {
        if (key->algorithm != algorithm || (!id.isEmpty() && key->id != id))
            continue;
        chosen = key.get();
        ++fitting;
    }
    // Without a kid only a single candidate is unambiguous; two keys of one kid are nobody's.
    if (fitting != 1)
        return Outcome::UnknownKey;
    const QByteArray signature =
        algorithm == QStringLiteral("ES256") ? toDer(token.signature) : token.signature;
    if (signature.isEmpty())
        return Outcome::BadSignature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const bool good =
        EVP_DigestVerifyInit_ex(context, nullptr, "SHA256", nullptr, nullptr, chosen->key.get(),
                                nullptr) == 1 &&
        EVP_DigestVerify(context, bytes(signature), size_t(signature.size()),
                         bytes(token.signedBytes), size_t(token.signedBytes.size())) == 1;
    EVP_MD_CTX_free(context);
    return good ? Outcome::Good : Outcome::BadSignature;
}

} // namespace lastra::identity
