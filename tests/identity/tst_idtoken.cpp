#include "IdToken.h"
#include "Pkce.h"
#include "Profile.h"
#include "StrictJson.h"
#include "TestIssuer.h"

#include "lastra/core/Digest.h"
#include "lastra/core/SecretBytes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace lastra;
using namespace lastra::identity;
using lastra::testing::compactJson;
using lastra::testing::SigningKey;

namespace {

const qint64 kNow = 1'800'000'000;

// JSON with ' for ": readable in a source file, and no raw strings, which moc trips over.
QByteArray json(const char *text) {
    return QByteArray(text).replace('\'', '"');
}

QJsonObject object(const char *text) {
    return QJsonDocument::fromJson(json(text)).object();
}

QJsonObject setOf(const QJsonObject &jwk) {
    return {{QStringLiteral("keys"), QJsonArray{jwk}}};
}

QJsonObject goodClaims() {
    return {{QStringLiteral("iss"), QStringLiteral("https://iam.test/")},
            {QStringLiteral("sub"), QStringLiteral("person-1")},
            {QStringLiteral("aud"), QJsonArray{QStringLiteral("lastra")}},
            {QStringLiteral("iat"), kNow - 5},
            {QStringLiteral("exp"), kNow + 600},
            {QStringLiteral("nonce"), QStringLiteral("n-1")}};
}

IdTokenExpectation expectation() {
    IdTokenExpectation expected;
    expected.site = QStringLiteral("test");
    expected.issuer = QStringLiteral("https://iam.test/");
    expected.clientId = QStringLiteral("lastra");
    expected.nonce = QStringLiteral("n-1");
    expected.now = QDateTime::fromSecsSinceEpoch(kNow, Qt::UTC);
    expected.attemptBegan = expected.now.addSecs(-30);
    return expected;
}

// The check that failed, or "good".
QString verdict(const QByteArray &token, const KeySet &keys,
                const IdTokenExpectation &expected = expectation()) {
    const auto result = verifyIdToken(token, expected, [&](bool) { return keys; });
    if (result)
        return QStringLiteral("good");
    return result.error().code == "identity.tokenRejected"
               ? result.error().arguments.value(1)
               : QString::fromLatin1(result.error().code);
}

} // namespace

class TestIdToken : public QObject {
    Q_OBJECT
    SigningKey m_rsa{SigningKey::Kind::Rsa, QStringLiteral("r1")};
    SigningKey m_ec{SigningKey::Kind::P256, QStringLiteral("e1")};
    KeySet m_keys =
        KeySet::fromJwks({{QStringLiteral("keys"), QJsonArray{m_rsa.jwk(), m_ec.jwk()}}});

private Q_SLOTS:
    void pkceMatchesRfc7636AppendixB() {
        QCOMPARE(codeChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
                 QByteArray("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        const QByteArray one = randomToken(), other = randomToken();
        QCOMPARE(one.size(), 43);
        QVERIFY(one != other);
    }

    void rs256MatchesRfc7515AppendixA2() {
        const KeySet keys = KeySet::fromJwks(setOf(object(
            "{'kty':'RSA','n':'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-"
            "Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_"
            "YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-"
            "UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-"
            "DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ','e':'AQAB'}")));
        const QByteArray token =
            "eyJhbGciOiJSUzI1NiJ9"
            ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290I"
            "jp0cnVlfQ"
            ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
            "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
            "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--"
            "xi12jzDwusC-"
            "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmt"
            "VrBp0igcN_IoypGlUPQGe77Rw";
        const ParsedJws parsed = parseJws(token);
        QVERIFY(parsed.parts);
        QVERIFY(keys.verify(*parsed.parts) == KeySet::Outcome::Good);
        QCOMPARE(parsed.parts->payload[QStringLiteral("iss")].toString(), QStringLiteral("joe"));
        JwsParts altered = *parsed.parts;
        altered.signedBytes[30] = char(altered.signedBytes[30] ^ 1);
        QVERIFY(keys.verify(altered) == KeySet::Outcome::BadSignature);
    }

    void es256MatchesRfc7515AppendixA3() {
        const KeySet keys = KeySet::fromJwks(setOf(
            object("{'kty':'EC','crv':'P-256','x':'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU','y'"
                   ":'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'}")));
        const QByteArray token = "eyJhbGciOiJFUzI1NiJ9"
                                 ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                                 "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
                                 ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-"
                                 "F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        const ParsedJws parsed = parseJws(token);
        QVERIFY(parsed.parts);
        QVERIFY(keys.verify(*parsed.parts) == KeySet::Outcome::Good);
        JwsParts padded = *parsed.parts; // 66 bytes: not r || s
        padded.signature += QByteArray(2, '\0');
        QVERIFY(keys.verify(padded) == KeySet::Outcome::BadSignature);
    }

    void keysForOtherUsesAreLeftOut() {
        // RFC 7517 appendix A.1: an encryption key and a signature key.
        const QJsonObject encryption =
            object("{'kty':'EC','crv':'P-256','x':'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4','y'"
                   ":'4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM','use':'enc','kid':'1'}");
        const QJsonObject signature =
            object("{'kty':'RSA','n':'"
                   "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR"
                   "1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_"
                   "RN5w6Cf0h4QyQ5v-65YGjQR0_"
                   "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdk"
                   "t-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
                   "kEgU8awapJzKnqDKgw','e':'AQAB','alg':'RS256','kid':'2011-04-29'}");
        QVERIFY(KeySet::fromJwks(setOf(encryption)).isEmpty());
        QVERIFY(!KeySet::fromJwks(setOf(signature)).isEmpty());
        QJsonObject usable = encryption;
        usable.remove(QStringLiteral("use"));
        QVERIFY(!KeySet::fromJwks(setOf(usable)).isEmpty());
        QJsonObject offCurve = usable;
        offCurve[QStringLiteral("y")] = usable[QStringLiteral("x")];
        QVERIFY(KeySet::fromJwks(setOf(offCurve)).isEmpty());
        QJsonObject other = signature;
        other[QStringLiteral("alg")] = QStringLiteral("PS256");
        QVERIFY(KeySet::fromJwks(setOf(other)).isEmpty());
        const SigningKey small(SigningKey::Kind::Rsa, QStringLiteral("s"), 1024);
        QVERIFY(KeySet::fromJwks(setOf(small.jwk())).isEmpty());
    }

    void goodTokensPass() {
        QCOMPARE(verdict(m_rsa.sign(goodClaims()), m_keys), QStringLiteral("good"));
        QCOMPARE(verdict(m_ec.sign(goodClaims()), m_keys), QStringLiteral("good"));
    }

    void claimsAreChecked_data() {
        QTest::addColumn<QString>("claim");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *claim, const QJsonValue &value,
                            const char *expected) {
            QTest::newRow(name) << QString::fromLatin1(claim) << value
                                << QString::fromLatin1(expected);
        };
        row("issuer without its slash", "iss", QStringLiteral("https://iam.test"), "iss");
        row("no issuer", "iss", QJsonValue(QJsonValue::Undefined), "iss");
        row("other audience", "aud", QStringLiteral("somebody"), "aud");
        row("audience as text", "aud", QStringLiteral("lastra"), "good");
        row("two audiences", "aud", QJsonArray{QStringLiteral("lastra"), QStringLiteral("x")},
            "azp");
        row("other party", "azp", QStringLiteral("x"), "azp");
        row("expired", "exp", kNow - 61, "exp");
        row("just expired", "exp", kNow - 30, "good");
        row("expiry as text", "exp", QStringLiteral("9999999999"), "exp");
        row("from the future", "iat", kNow + 61, "iat");
        row("old", "iat", kNow - 700, "iat");
        row("not yet", "nbf", kNow + 61, "nbf");
        row("wrong nonce", "nonce", QStringLiteral("n-2"), "nonce");
        row("no nonce", "nonce", QJsonValue(QJsonValue::Undefined), "nonce");
        row("empty subject", "sub", QString(), "sub");
        row("long subject", "sub", QString(256, QLatin1Char('x')), "sub");
        row("control in subject", "sub", QStringLiteral("a\nb"), "sub");
    }
    void claimsAreChecked() {
        QFETCH(QString, claim);
        QFETCH(QJsonValue, value);
        QFETCH(QString, expected);
        QJsonObject claims = goodClaims();
        if (value.isUndefined())
            claims.remove(claim);
        else
            claims[claim] = value;
        QCOMPARE(verdict(m_rsa.sign(claims), m_keys), expected);
    }

    void forgeriesAreRefused() {
        const QByteArray payload = toBase64Url(compactJson(goodClaims()));
        const auto unsignedToken = [&](const QByteArray &header, const QByteArray &signature) {
            return toBase64Url(header) + '.' + payload + '.' + signature;
        };
        QCOMPARE(verdict(unsignedToken(json("{'alg':'none'}"), {}), m_keys), QStringLiteral("alg"));
        QCOMPARE(verdict(unsignedToken(json("{'alg':'NONE'}"), "AAAA"), m_keys),
                 QStringLiteral("alg"));
        // Key confusion: HMAC keyed with the published RSA key.
        const QByteArray text = toBase64Url(json("{'alg':'HS256','kid':'r1'}")) + '.' + payload;
        const core::Sha256 mac = core::hmacSha256(core::SecretBytes(m_rsa.publicPem()), text);
        QCOMPARE(verdict(text + '.' + toBase64Url(core::view(mac)), m_keys), QStringLiteral("alg"));
        // An RSA token that claims the EC key, and a key of the token's own.
        QCOMPARE(verdict(m_rsa.sign(goodClaims(), {{QStringLiteral("kid"), QStringLiteral("e1")}}),
                         m_keys),
                 QStringLiteral("kid"));
        const SigningKey stranger(SigningKey::Kind::Rsa, QStringLiteral("r1"));
        QCOMPARE(
            verdict(stranger.sign(goodClaims(), {{QStringLiteral("jwk"), stranger.jwk()}}), m_keys),
            QStringLiteral("JWS"));
        QCOMPARE(verdict(m_rsa.sign(goodClaims(),
                                    {{QStringLiteral("crit"), QJsonArray{QStringLiteral("b64")}}}),
                         m_keys),
                 QStringLiteral("crit"));
        QByteArray altered = m_rsa.sign(goodClaims());
        altered[altered.size() - 10] = altered[altered.size() - 10] == 'A' ? 'B' : 'A';
        QCOMPARE(verdict(altered, m_keys), QStringLiteral("JWS"));
    }

    void malformedTokensAreRefused() {
        const QByteArray good = m_rsa.sign(goodClaims());
        for (const QByteArray &bad :
             {QByteArray(), QByteArray("a.b"), good + ".x", good + "=", " " + good,
              QByteArray(good).replace('.', ".."), QByteArray(70'000, 'a'),
              toBase64Url("[]") + "." + toBase64Url("{}") + ".AAAA"})
            QVERIFY2(verdict(bad, m_keys) == QStringLiteral("JWT"), bad.left(60).constData());
    }

    void unknownKeyIsLookedUpOnceAndABadSignatureNever() {
        int fetched = 0;
        const KeySet old = KeySet::fromJwks(setOf(m_ec.jwk()));
        const auto result = verifyIdToken(m_rsa.sign(goodClaims()), expectation(), [&](bool fresh) {
            fetched += fresh;
            return fresh ? m_keys : old;
        });
        QVERIFY(result);
        QCOMPARE(fetched, 1);
        QByteArray altered = m_rsa.sign(goodClaims());
        altered[altered.size() - 10] = altered[altered.size() - 10] == 'A' ? 'B' : 'A';
        fetched = 0;
        QVERIFY(!verifyIdToken(altered, expectation(), [&](bool fresh) {
            fetched += fresh;
            return m_keys;
        }));
        QCOMPARE(fetched, 0);
    }

    void twoKeysOfOneNameAreNobodys() {
        const SigningKey twin(SigningKey::Kind::Rsa, QStringLiteral("r1"));
        const KeySet keys =
            KeySet::fromJwks({{QStringLiteral("keys"), QJsonArray{m_rsa.jwk(), twin.jwk()}}});
        QCOMPARE(verdict(m_rsa.sign(goodClaims()), keys), QStringLiteral("kid"));
    }

    void accessTokenHashIsComparedWhenPresent() {
        // OpenID Connect Core appendix A.3: the hash of its example access token.
        IdTokenExpectation expected = expectation();
        expected.accessToken = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        QJsonObject claims = goodClaims();
        claims[QStringLiteral("at_hash")] = QStringLiteral("77QmUPtjPfzWtF2AnpK9RQ");
        QCOMPARE(verdict(m_rsa.sign(claims), m_keys, expected), QStringLiteral("good"));
        expected.accessToken = "another";
        QCOMPARE(verdict(m_rsa.sign(claims), m_keys, expected), QStringLiteral("at_hash"));
    }

    void jsonWithTwoMeaningsIsRefused() {
        QVERIFY(strictJsonObject(json("{'a':1,'b':{'a':2},'c':[{'a':3},{'a':4}]}")));
        QVERIFY(!strictJsonObject(json("{'a':1,'a':2}")));
        QVERIFY(!strictJsonObject(json("{'b':{'x':1,'x':1}}")));
        QVERIFY(!strictJsonObject("{\"iss\":1,\"\\u0069ss\":2}")); // the same name, escaped
        QVERIFY(strictJsonObject("{\"a\":\"x\\\",\\\"a\\\":\\\"\",\"b\":\"}{\"}"));
        QVERIFY(!strictJsonObject(
            QByteArray("{\"a\":").append(QByteArray(40, '[')).append(QByteArray(40, ']')) + '}'));
        QVERIFY(!strictJsonObject("[]") && !strictJsonObject("{") && !strictJsonObject(""));
    }

    void base64UrlIsStrict() {
        QCOMPARE(*strictBase64Url("AQAB"), QByteArray("\x01\x00\x01", 3));
        QCOMPARE(*strictBase64Url(""), QByteArray());
        for (const char *bad : {"AQAB=", "AQ==", "A", "AQ AB", "A+/B", "AR"}) // AR: stray bits
            QVERIFY2(!strictBase64Url(bad), bad);
    }

    void groupsOfEveryFormBecomeOne() {
        const QJsonObject claims = object("{'groups':['vo/team'],'wlcg.groups':['/vo','/vo/"
                                          "team'],'eduperson_entitlement':['urn:geant:example.org:"
                                          "group:vo:sub%20team:role=member#iam.example.org']}");
        QCOMPARE(groupsOf(claims), (QStringList{QStringLiteral("vo/team"), QStringLiteral("vo"),
                                                QStringLiteral("vo/sub team")}));
    }

    void namesCannotTurnTheTextAround() {
        QCOMPARE(displayName({{QStringLiteral("name"), QString::fromUtf8("A\xe2\x80\xae"
                                                                         "da\n\t Test")}}),
                 QStringLiteral("Ada Test"));
        QCOMPARE(displayName({{QStringLiteral("sub"), QStringLiteral("x-1")}}),
                 QStringLiteral("x-1"));
    }
};

QTEST_GUILESS_MAIN(TestIdToken)
#include "tst_idtoken.moc"
