#include "Bearer.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QUrl>

#include <httplib.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <mutex>

namespace lastra::sandbox {
namespace {

constexpr qint64 kAllowanceSeconds = 60;

template <class T, void (*Free)(T *)>
struct Freed {
    void operator()(T *p) const { Free(p); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;

QByteArray decoded(const QByteArray &base64Url) {
    return QByteArray::fromBase64(base64Url, QByteArray::Base64UrlEncoding);
}

BIGNUM *number(const QJsonValue &value) {
    const QByteArray bytes = decoded(value.toString().toLatin1());
    return BN_bin2bn(reinterpret_cast<const unsigned char *>(bytes.constData()), int(bytes.size()),
                     nullptr);
}

Key rsaKey(const QJsonObject &jwk) {
    const std::unique_ptr<BIGNUM, Freed<BIGNUM, BN_free>> n(number(jwk["n"])), e(number(jwk["e"]));
    const std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>> builder(
        OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    const std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM, OSSL_PARAM_free>> parameters(
        OSSL_PARAM_BLD_to_param(builder.get()));
    const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX, EVP_PKEY_CTX_free>> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY *key = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return Key(key);
}

bool signedBy(EVP_PKEY *key, const EVP_MD *digest, const QByteArray &message,
              const QByteArray &signature) {
    const std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX, EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(),
                            reinterpret_cast<const unsigned char *>(signature.constData()),
                            size_t(signature.size()),
                            reinterpret_cast<const unsigned char *>(message.constData()),
                            size_t(message.size())) == 1;
}

QJsonArray fetchKeys(const BearerRules &rules) {
    const QUrl url(rules.jwksUri);
    httplib::SSLClient client(url.host().toStdString(), url.port(443));
    client.set_ca_cert_path(rules.caFile.toLocal8Bit().constData());
    const auto answer = client.Get(url.path().toStdString());
    if (!answer || answer->status != 200)
        return {};
    return QJsonDocument::fromJson(QByteArray::fromStdString(answer->body))
        .object()["keys"]
        .toArray();
}

} // namespace

VerifyBearer bearerVerifier(BearerRules rules) {
    struct Cache {
        std::mutex mutex;
        QJsonArray keys;
    };
    return [rules = std::move(rules),
            cache = std::make_shared<Cache>()](const QByteArray &token) -> BearerVerdict {
        const QList<QByteArray> parts = token.trimmed().split('.');
        if (parts.size() != 3)
            return {};
        const QJsonObject header = QJsonDocument::fromJson(decoded(parts[0])).object();
        const QJsonObject claims = QJsonDocument::fromJson(decoded(parts[1])).object();
        const QString algorithm = header["alg"].toString();
        const EVP_MD *digest = algorithm == QLatin1String("RS256")   ? EVP_sha256()
                               : algorithm == QLatin1String("RS384") ? EVP_sha384()
                               : algorithm == QLatin1String("RS512") ? EVP_sha512()
                                                                     : nullptr;
        if (!digest || claims["iss"].toString() != rules.issuer)
            return {};
        const qint64 expires = claims["exp"].toInteger();
        if (expires + kAllowanceSeconds < QDateTime::currentSecsSinceEpoch())
            return {};
        QJsonArray keys;
        {
            const std::lock_guard lock(cache->mutex);
            if (cache->keys.isEmpty())
                cache->keys = fetchKeys(rules);
            keys = cache->keys;
        }
        bool genuine = false;
        for (const auto &value : std::as_const(keys)) {
            const QJsonObject jwk = value.toObject();
            if (jwk["kty"].toString() != QLatin1String("RSA") ||
                (header.contains("kid") && jwk["kid"] != header["kid"]))
                continue;
            const Key key = rsaKey(jwk);
            genuine |=
                key && signedBy(key.get(), digest, parts[0] + '.' + parts[1], decoded(parts[2]));
        }
        if (!genuine)
            return {};
        if (!rules.audiences.isEmpty()) {
            QStringList audience;
            if (claims["aud"].isString())
                audience << claims["aud"].toString();
            for (const auto &one : claims["aud"].toArray())
                audience << one.toString();
            if (std::none_of(audience.begin(), audience.end(),
                             [&](const QString &a) { return rules.audiences.contains(a); }))
                return {403, {}, {}};
        }
        return {200, claims["sub"].toString(), claims["name"].toString()};
    };
}

} // namespace lastra::sandbox
