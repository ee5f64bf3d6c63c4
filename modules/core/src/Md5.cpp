#include "lastra/core/Md5.h"

#include "DigestOfFile.h"
#include "lastra/core/Digest.h"

#include <openssl/evp.h>

#include <array>

namespace lastra::core {

struct Md5Hasher::Impl {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    ~Impl() { EVP_MD_CTX_free(context); }
};

Md5Hasher::Md5Hasher() : m_impl(std::make_unique<Impl>()) {
    reset();
}
Md5Hasher::~Md5Hasher() = default;

void Md5Hasher::add(QByteArrayView bytes) {
    EVP_DigestUpdate(m_impl->context, bytes.data(), size_t(bytes.size()));
}

QByteArray Md5Hasher::finish() {
    std::array<unsigned char, 16> digest{};
    EVP_DigestFinal_ex(m_impl->context, digest.data(), nullptr);
    reset();
    return hex(digest);
}

void Md5Hasher::reset() {
    EVP_DigestInit_ex(m_impl->context, EVP_md5(), nullptr);
}

Result<QByteArray> md5File(const QString &path) {
    return digestOfFile<Md5Hasher>(path);
}

} // namespace lastra::core
