#include "lastra/core/Md5.h"

#include "lastra/core/Digest.h"

#include <QFile>
#include <QFileInfo>

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
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail("core.fileUnreadable", {QFileInfo(path).fileName()}, file.errorString());
    Md5Hasher hasher;
    QByteArray buffer(1 << 20, Qt::Uninitialized);
    for (;;) {
        const qint64 got = file.read(buffer.data(), buffer.size());
        if (got < 0)
            return fail("core.fileUnreadable", {QFileInfo(path).fileName()}, file.errorString());
        if (got == 0)
            return hasher.finish();
        hasher.add({buffer.constData(), qsizetype(got)});
    }
}

} // namespace lastra::core
