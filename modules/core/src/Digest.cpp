#include "lastra/core/Digest.h"

#include "DigestOfFile.h"
#include "lastra/core/SecretBytes.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstdlib>

namespace lastra::core {

struct Sha256Hasher::Impl {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    Impl() { EVP_DigestInit_ex(context, EVP_sha256(), nullptr); }
    ~Impl() { EVP_MD_CTX_free(context); }
};

Sha256Hasher::Sha256Hasher() : m_impl(std::make_unique<Impl>()) {}
Sha256Hasher::~Sha256Hasher() = default;
Sha256Hasher::Sha256Hasher(Sha256Hasher &&) noexcept = default;

void Sha256Hasher::add(const void *data, size_t size) {
    EVP_DigestUpdate(m_impl->context, data, size);
}

Sha256 Sha256Hasher::finish() {
    Sha256 digest;
    EVP_DigestFinal_ex(m_impl->context, digest.data(), nullptr);
    EVP_DigestInit_ex(m_impl->context, EVP_sha256(), nullptr);
    return digest;
}

Sha256 sha256(QByteArrayView bytes) {
    Sha256Hasher hasher;
    hasher.add(bytes);
    return hasher.finish();
}

Result<Sha256> sha256File(const QString &path) {
    return digestOfFile<Sha256Hasher>(path);
}

Sha256 hmacSha256(const SecretBytes &key, QByteArrayView message) {
    Sha256 digest;
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), int(key.size()),
         reinterpret_cast<const unsigned char *>(message.data()), size_t(message.size()),
         digest.data(), &size);
    return digest;
}

QByteArray hex(std::span<const unsigned char> bytes) {
    return QByteArray::fromRawData(reinterpret_cast<const char *>(bytes.data()),
                                   qsizetype(bytes.size()))
        .toHex();
}

QByteArray randomBytes(int count) {
    QByteArray bytes(count, Qt::Uninitialized);
    if (RAND_bytes(reinterpret_cast<unsigned char *>(bytes.data()), count) != 1)
        std::abort();
    return bytes;
}

bool sameSecret(QByteArrayView a, QByteArrayView b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), size_t(a.size())) == 0;
}

SecretBytes::SecretBytes(QByteArrayView bytes) : m_bytes(bytes.begin(), bytes.end()) {}

SecretBytes &SecretBytes::operator=(const SecretBytes &other) {
    if (this != &other) {
        wipe();
        m_bytes = other.m_bytes;
    }
    return *this;
}

SecretBytes &SecretBytes::operator=(SecretBytes &&other) noexcept {
    if (this != &other) {
        wipe();
        m_bytes = std::move(other.m_bytes);
    }
    return *this;
}

bool SecretBytes::operator==(const SecretBytes &other) const {
    return sameSecret(view(), other.view());
}

void SecretBytes::wipe() {
    if (!m_bytes.empty())
        OPENSSL_cleanse(m_bytes.data(), m_bytes.size());
    m_bytes.clear();
}

} // namespace lastra::core
