#include "IdToken.h"

#include "StrictJson.h"

#include "lastra/core/Digest.h"

#include <QJsonArray>

namespace lastra::identity {

namespace {

constexpr qint64 kSkewSeconds = 60;
constexpr qint64 kOldestSeconds = 600;

bool sameText(const QString &a, const QString &b) {
    return core::sameSecret(a.toUtf8(), b.toUtf8());
}

// The claim that failed its check, by its name in the token: the same in every language. Nothing
// when all is well.
const char *failedCheck(const QJsonObject &claims, const IdTokenExpectation &expected) {
    if (claims[QStringLiteral("iss")].toString() != expected.issuer)
        return "iss";
    const QJsonValue audience = claims[QStringLiteral("aud")];
    const QJsonArray audiences = audience.isArray() ? audience.toArray() : QJsonArray{audience};
    const QJsonValue party = claims[QStringLiteral("azp")];
    if (!audiences.contains(QJsonValue(expected.clientId)))
        return "aud";
    if (audiences.size() > 1 && party.toString() != expected.clientId)
        return "azp";
    if (!party.isUndefined() && party.toString() != expected.clientId)
        return "azp";

    const qint64 now = expected.now.toSecsSinceEpoch();
    const QJsonValue expires = claims[QStringLiteral("exp")],
                     issued = claims[QStringLiteral("iat")],
                     notBefore = claims[QStringLiteral("nbf")];
    if (!expires.isDouble() || expires.toDouble() <= double(now - kSkewSeconds))
        return "exp";
    if (!issued.isDouble() || issued.toDouble() > double(now + kSkewSeconds))
        return "iat";
    if (issued.toDouble() < double(expected.attemptBegan.toSecsSinceEpoch() - kOldestSeconds))
        return "iat";
    if (!notBefore.isUndefined() &&
        (!notBefore.isDouble() || notBefore.toDouble() > double(now + kSkewSeconds)))
        return "nbf";

    if (!expected.nonce.isEmpty() &&
        !sameText(claims[QStringLiteral("nonce")].toString(), expected.nonce))
        return "nonce";
    const QString subject = claims[QStringLiteral("sub")].toString();
    const bool ascii = std::all_of(subject.begin(), subject.end(), [](QChar c) {
        return c.unicode() > 0x1f && c.unicode() < 0x7f;
    });
    if (subject.isEmpty() || subject.size() > 255 || !ascii)
        return "sub";
    if (!expected.subject.isEmpty() && subject != expected.subject)
        return "sub";
    const QJsonValue hash = claims[QStringLiteral("at_hash")];
    if (!hash.isUndefined() && !expected.accessToken.isEmpty()) {
        const core::Sha256 digest = core::sha256(expected.accessToken);
        const QByteArray half = toBase64Url(core::view(digest).first(16));
        if (!core::sameSecret(half, hash.toString().toLatin1()))
            return "at_hash";
    }
    return nullptr;
}

} // namespace

core::Result<QJsonObject> verifyIdToken(const QByteArray &compact,
                                        const IdTokenExpectation &expected, const FetchKeys &keys) {
    const auto refuse = [&](const QString &check) {
        return core::fail("identity.tokenRejected", {expected.site, check});
    };
    const ParsedJws parsed = parseJws(compact);
    if (!parsed.parts)
        return refuse(parsed.refusal);
    LASTRA_TRY(known, keys(false));
    KeySet::Outcome outcome = known.verify(*parsed.parts);
    // The service may have rolled its keys; a bad signature is no reason to look again.
    if (outcome == KeySet::Outcome::UnknownKey) {
        LASTRA_TRY(fresh, keys(true));
        outcome = fresh.verify(*parsed.parts);
    }
    if (outcome == KeySet::Outcome::UnknownKey)
        return refuse(QStringLiteral("kid"));
    if (outcome != KeySet::Outcome::Good)
        return refuse(QStringLiteral("JWS"));
    if (const char *check = failedCheck(parsed.parts->payload, expected))
        return refuse(QString::fromLatin1(check));
    return parsed.parts->payload;
}

} // namespace lastra::identity
