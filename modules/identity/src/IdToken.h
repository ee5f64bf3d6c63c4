#pragma once
// What an ID token must say before anybody is believed to have signed in (OpenID Connect Core
// 3.1.3.7, RFC 8725).

#include "Jws.h"

#include "lastra/core/Result.h"

#include <QDateTime>

#include <functional>

namespace lastra::identity {

struct IdTokenExpectation {
    QString site; // for the sentence
    QString issuer, clientId;
    QString nonce;          // empty: none was sent (device flow, refresh)
    QString subject;        // not empty: must be the same person (refresh)
    QByteArray accessToken; // not empty: at_hash is compared when present
    QDateTime now, attemptBegan;
};

// Gives the keys; with `fresh`, fetched anew.
using FetchKeys = std::function<core::Result<KeySet>(bool fresh)>;

// The claims. "identity.tokenRejected" [site, name of the claim or part that failed].
[[nodiscard]] core::Result<QJsonObject>
verifyIdToken(const QByteArray &compact, const IdTokenExpectation &expected, const FetchKeys &keys);

} // namespace lastra::identity
