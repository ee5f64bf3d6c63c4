#include "SealedFile.h"

#include "lastra/core/Digest.h"

#include <openssl/evp.h>

#include <memory>

namespace lastra::core {

namespace {

constexpr char kMagic[] = "LASTRA-SEALED";
constexpr int kMagicBytes = sizeof kMagic - 1;
constexpr int kSaltBytes = 16, kNonceBytes = 12, kTagBytes = 16;
// magic, version, logN, r, p, salt, nonce
constexpr int kHeaderBytes = kMagicBytes + 4 + kSaltBytes + kNonceBytes;
constexpr quint8 kVersion = 1;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char *bytes(const char *data) {
    return reinterpret_cast<const unsigned char *>(data);
}
unsigned char *bytes(char *data) {
    return reinterpret_cast<unsigned char *>(data);
}

} // namespace

Result<SealKey> deriveSealKey(const SecretBytes &passphrase, const QByteArray &salt,
                              ScryptCost cost) {
    QByteArray key(32, Qt::Uninitialized);
    const quint64 n = quint64(1) << cost.logN;
    // OpenSSL refuses more than 32 MiB unless told; the header of a foreign file asks no more.
    const quint64 memory = 129 * quint64(cost.r) * n + (1 << 20);
    if (EVP_PBE_scrypt(passphrase.data(), size_t(passphrase.size()), bytes(salt.constData()),
                       size_t(salt.size()), n, cost.r, cost.p, memory, bytes(key.data()),
                       size_t(key.size())) != 1)
        return fail("core.secretBackend", {}, QStringLiteral("scrypt failed"));
    SealKey result{cost, salt, SecretBytes(key)};
    key.fill('\0');
    return result;
}

Result<QByteArray> seal(const SealKey &key, const SecretBytes &plain) {
    QByteArray out(kMagic, kMagicBytes);
    out += char(kVersion);
    out += char(key.cost.logN);
    out += char(key.cost.r);
    out += char(key.cost.p);
    out += key.salt;
    const QByteArray nonce = randomBytes(kNonceBytes);
    out += nonce;

    QByteArray cipherText(plain.size(), Qt::Uninitialized);
    QByteArray tag(kTagBytes, Qt::Uninitialized);
    int length = 0;
    const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    const bool ok =
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(key.key.data()),
                           bytes(nonce.constData())) == 1 &&
        EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytes(out.constData()),
                          int(out.size())) == 1 &&
        EVP_EncryptUpdate(cipher.get(), bytes(cipherText.data()), &length, bytes(plain.data()),
                          int(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(cipher.get(), bytes(cipherText.data()) + length, &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag.data()) == 1;
    if (!ok)
        return fail("core.secretBackend", {}, QStringLiteral("AES-256-GCM failed"));
    return out + cipherText + tag;
}

Result<SealKey> readSealHeader(const QByteArray &sealed, const QString &name) {
    const auto damaged = fail("core.secretDamaged", {name});
    if (sealed.size() < kHeaderBytes + kTagBytes ||
        !sealed.startsWith(QByteArrayView(kMagic, kMagicBytes)) ||
        quint8(sealed[kMagicBytes]) != kVersion)
        return damaged;
    ScryptCost cost;
    cost.logN = quint8(sealed[kMagicBytes + 1]);
    cost.r = quint8(sealed[kMagicBytes + 2]);
    cost.p = quint8(sealed[kMagicBytes + 3]);
    // A changed header must not make us take gigabytes.
    if (cost.logN < 10 || cost.logN > 20 || cost.r != 8 || cost.p != 1)
        return damaged;
    return SealKey{cost, sealed.mid(kMagicBytes + 4, kSaltBytes), {}};
}

Result<SecretBytes> unseal(const SealKey &key, const QByteArray &sealed, const QString &name) {
    LASTRA_TRY(header, readSealHeader(sealed, name));
    const QByteArrayView all(sealed);
    const QByteArrayView nonce = all.sliced(kHeaderBytes - kNonceBytes, kNonceBytes);
    const QByteArrayView cipherText =
        all.sliced(kHeaderBytes, all.size() - kHeaderBytes - kTagBytes);
    QByteArray tag = all.last(kTagBytes).toByteArray();
    QByteArray plain(cipherText.size(), Qt::Uninitialized);
    int length = 0;
    const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    const bool ok =
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(key.key.data()),
                           bytes(nonce.data())) == 1 &&
        EVP_DecryptUpdate(cipher.get(), nullptr, &length, bytes(all.data()), kHeaderBytes) == 1 &&
        EVP_DecryptUpdate(cipher.get(), bytes(plain.data()), &length, bytes(cipherText.data()),
                          int(cipherText.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), bytes(plain.data()) + length, &length) == 1;
    Result<SecretBytes> result = SecretBytes(plain);
    plain.fill('\0');
    if (!ok)
        return fail("core.secretWrongPassphrase", {name});
    return result;
}

} // namespace lastra::core
