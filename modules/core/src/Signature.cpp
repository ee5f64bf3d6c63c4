#include "lastra/core/Signature.h"

#include <memory>
#include <openssl/evp.h>

namespace lastra::core {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char *bytes(QByteArrayView view) {
    return reinterpret_cast<const unsigned char *>(view.data());
}

Key privateKey(const SecretBytes &seed) {
    return {EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes(seed.view()),
                                         size_t(seed.size())),
            EVP_PKEY_free};
}

} // namespace

QByteArray ed25519PublicKey(const SecretBytes &seed) {
    const Key key = privateKey(seed);
    QByteArray out(32, Qt::Uninitialized);
    size_t size = 32;
    if (!key || EVP_PKEY_get_raw_public_key(
                    key.get(), reinterpret_cast<unsigned char *>(out.data()), &size) != 1)
        return {};
    return out;
}

QByteArray ed25519Sign(const SecretBytes &seed, QByteArrayView message) {
    const Key key = privateKey(seed);
    const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    QByteArray out(kEd25519SignatureBytes, Qt::Uninitialized);
    size_t size = kEd25519SignatureBytes;
    if (!key || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(out.data()), &size,
                       bytes(message), size_t(message.size())) != 1)
        return {};
    return out;
}

bool ed25519Verify(QByteArrayView publicKey, QByteArrayView message, QByteArrayView signature) {
    const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(publicKey),
                                              size_t(publicKey.size())),
                  EVP_PKEY_free);
    const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    return key && signature.size() == kEd25519SignatureBytes &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes(signature), size_t(signature.size()),
                            bytes(message), size_t(message.size())) == 1;
}

} // namespace lastra::core
