#pragma once
// MD5 over OpenSSL, for servers that list it of their files (XNAT): it finds damage, it proves
// nothing.

#include "lastra/core/Result.h"

#include <memory>

namespace lastra::core {

class Md5Hasher {
public:
    Md5Hasher();
    ~Md5Hasher();
    Md5Hasher(const Md5Hasher &) = delete;
    Md5Hasher &operator=(const Md5Hasher &) = delete;
    void add(QByteArrayView bytes);
    [[nodiscard]] QByteArray finish(); // hex; the hasher starts over
    void reset();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

// Hex, of a file's content, streamed. "core.fileUnreadable" [name].
[[nodiscard]] Result<QByteArray> md5File(const QString &path);

} // namespace lastra::core
