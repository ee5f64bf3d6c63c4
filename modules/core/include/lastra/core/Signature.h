#pragma once
// Ed25519 signatures (RFC 8032).

#include "lastra/core/Result.h"
#include "lastra/core/SecretBytes.h"

namespace lastra::core {

inline constexpr int kEd25519SeedBytes = 32;
inline constexpr int kEd25519SignatureBytes = 64;

// Empty when the seed is not 32 bytes.
[[nodiscard]] QByteArray ed25519PublicKey(const SecretBytes &seed);
[[nodiscard]] QByteArray ed25519Sign(const SecretBytes &seed, QByteArrayView message);
[[nodiscard]] bool ed25519Verify(QByteArrayView publicKey, QByteArrayView message,
                                 QByteArrayView signature);

} // namespace lastra::core
