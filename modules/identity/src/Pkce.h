#pragma once
#include <QByteArray>

namespace lastra::identity {

// 32 random bytes as 43 unreserved characters: PKCE verifier, state, nonce.
[[nodiscard]] QByteArray randomToken();
// RFC 7636 4.2, S256.
[[nodiscard]] QByteArray codeChallenge(const QByteArray &verifier);

} // namespace lastra::identity
