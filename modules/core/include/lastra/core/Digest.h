#pragma once
// SHA-256, HMAC and random bytes over OpenSSL (which uses the processor's SHA instructions).

#include "lastra/core/Result.h"

#include <array>
#include <memory>
#include <span>

namespace lastra::core {

class SecretBytes;

using Sha256 = std::array<unsigned char, 32>;

class Sha256Hasher {
public:
    Sha256Hasher();
    ~Sha256Hasher();
    Sha256Hasher(Sha256Hasher &&) noexcept;
    void add(const void *data, size_t size);
    void add(QByteArrayView bytes) { add(bytes.data(), size_t(bytes.size())); }
    [[nodiscard]] Sha256 finish(); // the hasher starts over
private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

[[nodiscard]] Sha256 sha256(QByteArrayView bytes);
// Digest of a file's content, streamed. "core.fileUnreadable" [name].
[[nodiscard]] Result<Sha256> sha256File(const QString &path);
[[nodiscard]] Sha256 hmacSha256(const SecretBytes &key, QByteArrayView message);
[[nodiscard]] QByteArray hex(std::span<const unsigned char> bytes);
[[nodiscard]] inline QByteArrayView view(const Sha256 &d) {
    return {reinterpret_cast<const char *>(d.data()), qsizetype(d.size())};
}
// Cryptographic random bytes; aborts when the system has none (nothing can be done safely then).
[[nodiscard]] QByteArray randomBytes(int count);
// Equal-time comparison.
[[nodiscard]] bool sameSecret(QByteArrayView a, QByteArrayView b);

} // namespace lastra::core
