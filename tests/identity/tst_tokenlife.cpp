// After signing in: tokens are renewed, kept, narrowed, and forgotten.

#include "SignInBench.h"

#include <QJsonDocument>
#include <QTest>

#include <future>

using namespace lastra;
using namespace lastra::identity;
using namespace lastra::testing;

class TestTokenLife : public QObject, private SignInBench {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { m_issuer.reset(); }

    void rolledKeysAreFetchedOnce() {
        m_issuer->start();
        auto in = signIn();
        QVERIFY(throughBrowser(*in));
        QCOMPARE(m_issuer->seen().keyRequests, 1);
        m_issuer->rollKeys();
        QVERIFY(throughBrowser(*in));
        QCOMPARE(m_issuer->seen().keyRequests, 2);
    }

    void tokenIsRenewedOnceForAllThreads() {
        m_issuer->start();
        auto in = signIn();
        QVERIFY(throughBrowser(*in));
        const auto first = in->accessToken({}, {}, m_work);
        m_clock->set(m_clock->now().addSecs(3550)); // less than a minute left
        m_issuer->clockOffsetSeconds = 3550;
        std::vector<std::future<QByteArray>> running;
        for (int i = 0; i < 6; ++i)
            running.push_back(std::async(std::launch::async, [&] {
                core::Work work;
                const auto token = in->accessToken({}, {}, work);
                return token ? token->value.view().toByteArray() : token.error().code;
            }));
        QByteArrayList values;
        for (auto &one : running)
            values << one.get();
        QCOMPARE(m_issuer->seen().refreshes, 1);
        QCOMPARE(values.count(values[0]), 6);
        QVERIFY(values[0].startsWith("access-") && values[0] != first->value.view());
    }

    void twoProgramsShareOneRotatingToken() {
        m_issuer->start();
        auto window = signIn(), shell = signIn();
        QVERIFY(throughBrowser(*window));
        QCOMPARE(codeOf(shell->accessToken({}, {}, m_work)), QByteArray("ok"));
        window->forgetAccessTokens(); // a 401 came
        QCOMPARE(codeOf(window->accessToken({}, {}, m_work)), QByteArray("ok"));
        shell->forgetAccessTokens();
        QCOMPARE(codeOf(shell->accessToken({}, {}, m_work)), QByteArray("ok"));
        QCOMPARE(m_issuer->seen().refreshes, 3);
    }

    void failedRenewalsAreToldApart() {
        std::optional<TokenAnswer> answer;
        m_issuer->editToken = [&](const QMap<QString, QString> &form) {
            return form[QStringLiteral("grant_type")] == QStringLiteral("refresh_token")
                       ? answer
                       : std::nullopt;
        };
        m_issuer->start();
        auto in = signIn();
        QVERIFY(throughBrowser(*in));
        const auto renewed = [&](int status, const char *body) {
            answer = TokenAnswer{status, body};
            in->forgetAccessTokens();
            return codeOf(in->accessToken({}, {}, m_work));
        };
        QCOMPARE(
            renewed(
                400,
                R"({"error":"invalid_grant","error_description":"User ada needs to sign AUP for this organization in order to proceed."})"),
            QByteArray("identity.rulesOfUse"));
        QCOMPARE(
            renewed(401,
                    R"({"error":"unauthorized","error_description":"User ada is not active."})"),
            QByteArray("identity.suspended"));
        QCOMPARE(
            renewed(401,
                    R"({"error":"invalid_client","error_description":"Client is suspended: x"})"),
            QByteArray("identity.clientBlocked"));
        QCOMPARE(renewed(500, ""), QByteArray("identity.serviceError"));
        for (int i = 0; i < 4; ++i)
            QCOMPARE(renewed(400, ""), QByteArray("identity.serviceError"));
        QCOMPARE(renewed(400, ""), QByteArray("identity.signInEnded")); // asked after five
        answer.reset();
        QCOMPARE(codeOf(in->accessToken({}, {}, m_work)), QByteArray("ok")); // but nothing was lost
        QCOMPARE(
            renewed(
                401,
                R"({"error":"invalid_token","error_description":"Refresh token for value X was not found"})"),
            QByteArray("identity.signInEnded"));
        answer.reset();
        QCOMPARE(codeOf(in->accessToken({}, {}, m_work)), QByteArray("identity.signInEnded"));
        QCOMPARE(in->account()->name, QStringLiteral("Ada Test"));
    }

    void errorsNeverRepeatTheServicesWords() {
        m_issuer->editToken = [](const QMap<QString, QString> &) {
            return TokenAnswer{
                400,
                R"({"error":"invalid_grant","error_description":"Invalid authorization code: s3cret"})"};
        };
        m_issuer->start();
        const auto result = throughBrowser(*signIn());
        QVERIFY(!result);
        QVERIFY(!(result.error().toLog() + result.error().arguments.join(QLatin1Char(' ')))
                     .contains(QStringLiteral("s3cret")));
    }

    void refusedStoreKeepsTheSignInInMemory() {
        m_issuer->start();
        m_store->refusing = true;
        auto in = signIn();
        QCOMPARE(throughBrowser(*in)->keptIn, QStringLiteral("memory"));
        in->forgetAccessTokens();
        QCOMPARE(codeOf(in->accessToken({}, {}, m_work)), QByteArray("ok"));
        m_store->refusing = false;
        QCOMPARE(codeOf(in->account()), QByteArray("ok"));
        QVERIFY(m_store->last.contains("refresh-")); // tried again by itself
        QCOMPARE(in->account()->keptIn, QStringLiteral("system keyring"));
    }

    void lockedKeyringIsNotAMissingSignIn() {
        m_issuer->start();
        QVERIFY(throughBrowser(*signIn()));
        m_store->locked = true;
        QCOMPARE(codeOf(signIn()->account()), QByteArray("identity.keyringLocked"));
    }

    void missingScopeIsAState() {
        m_issuer->start();
        auto in = signIn();
        QVERIFY(throughBrowser(*in));
        const auto token = in->accessToken({}, {QStringLiteral("compute.create")}, m_work);
        QCOMPARE(codeOf(token), QByteArray("identity.scopeMissing"));
    }

    void narrowerTokensNameAudienceAndScope() {
        m_issuer->start();
        auto in = signIn();
        QVERIFY(throughBrowser(*in));
        QCOMPARE(codeOf(in->accessToken(QStringLiteral("https://compute.test/"),
                                        {QStringLiteral("openid")}, m_work)),
                 QByteArray("ok"));
        const auto form = m_issuer->seen().tokenForms.last();
        QCOMPARE(form[QStringLiteral("resource")], QStringLiteral("https://compute.test/"));
        QCOMPARE(form[QStringLiteral("audience")], QStringLiteral("https://compute.test/"));
        QCOMPARE(form[QStringLiteral("scope")], QStringLiteral("openid"));
    }

    void signOutRevokesForgetsAndProvesIt() {
        m_issuer->start();
        auto in = signIn();
        QVERIFY(throughBrowser(*in));
        const auto outcome = in->signOut(m_work);
        QVERIFY(outcome && outcome->serviceTold);
        QCOMPARE(m_issuer->seen().revoked.size(), 1);
        QVERIFY(m_issuer->seen().revoked[0].startsWith(QStringLiteral("refresh-")));
        QCOMPARE(codeOf(in->account()), QByteArray("identity.notSignedIn"));
        QCOMPARE(codeOf(in->accessToken({}, {}, m_work)), QByteArray("identity.notSignedIn"));
    }

    void signOutWorksOffline() {
        m_issuer->start();
        QVERIFY(throughBrowser(*signIn()));
        auto in = signIn();
        m_issuer.reset(); // the service is gone
        const auto outcome = in->signOut(m_work);
        QVERIFY(outcome && !outcome->serviceTold);
        QCOMPARE(codeOf(in->account()), QByteArray("identity.notSignedIn"));
    }
};

QTEST_GUILESS_MAIN(TestTokenLife)
#include "tst_tokenlife.moc"
