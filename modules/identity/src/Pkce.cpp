#include "Pkce.h"

#include "StrictJson.h"

#include "lastra/core/Digest.h"

namespace lastra::identity {

QByteArray randomToken() {
    return toBase64Url(core::randomBytes(32));
}

QByteArray codeChallenge(const QByteArray &verifier) {
    const core::Sha256 digest = core::sha256(verifier);
    return toBase64Url(core::view(digest));
}

} // namespace lastra::identity
