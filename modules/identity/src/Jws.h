#pragma once
// Signatures of tokens (RFC 7515, 7517, 7518): RS256 and ES256, nothing else. There is no HMAC code
// in this module, so a public key cannot be mistaken for a shared secret.

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace lastra::identity {

inline constexpr qsizetype kMaxTokenBytes = 64 << 10;
inline constexpr qsizetype kMaxKeys = 50;

struct JwsParts {
    QJsonObject header, payload;
    QByteArray signedBytes; // header.payload as they came
    QByteArray signature;
};

// Why a token was refused; the word goes into the sentence and the log.
using Refusal = QString;

// Empty reason when it is a well-formed token with an algorithm we know; decides nothing yet.
struct ParsedJws {
    std::optional<JwsParts> parts;
    Refusal refusal;
};
[[nodiscard]] ParsedJws parseJws(const QByteArray &compact);

class KeySet {
public:
    // Keys of other kinds, too short or off their curve are left out.
    static KeySet fromJwks(const QJsonObject &jwks);

    enum class Outcome { Good, BadSignature, UnknownKey };
    [[nodiscard]] Outcome verify(const JwsParts &token) const;
    [[nodiscard]] bool isEmpty() const { return m_keys.empty(); }

private:
    struct Key;
    std::vector<std::shared_ptr<const Key>> m_keys;
};

} // namespace lastra::identity
