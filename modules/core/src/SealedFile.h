#pragma once
// Bytes sealed by a passphrase: header {magic, version, scrypt cost, salt, nonce} as associated
// data, then AES-256-GCM ciphertext and tag. The key is derived once and kept while the file is
// open, because scrypt is slow on purpose.

#include "lastra/core/Result.h"
#include "lastra/core/SecretBytes.h"

namespace lastra::core {

struct ScryptCost {
    quint8 logN = 17; // 2^17 * 8 * 128 bytes = 128 MiB
    quint8 r = 8;
    quint8 p = 1;
};

struct SealKey {
    ScryptCost cost;
    QByteArray salt; // 16 bytes
    SecretBytes key; // 32 bytes
};

// "core.secretBackend" when scrypt cannot have its memory.
[[nodiscard]] Result<SealKey> deriveSealKey(const SecretBytes &passphrase, const QByteArray &salt,
                                            ScryptCost cost);
[[nodiscard]] Result<QByteArray> seal(const SealKey &key, const SecretBytes &plain);
// Salt and cost of a sealed file. "core.secretDamaged" [name] when it is none.
[[nodiscard]] Result<SealKey> readSealHeader(const QByteArray &sealed, const QString &name);
// "core.secretWrongPassphrase": the tag does not fit (or the file was changed, which looks alike).
[[nodiscard]] Result<SecretBytes> unseal(const SealKey &key, const QByteArray &sealed,
                                         const QString &name);

} // namespace lastra::core
