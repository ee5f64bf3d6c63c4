// Signing in: through the browser, with a code, and what can go wrong on the way.

#include "SignInBench.h"

#include "CallbackListener.h"

#include <QJsonDocument>
#include <QTest>
#include <QUrlQuery>

#include <future>

using namespace lastra;
using namespace lastra::identity;
using namespace lastra::testing;

class TestSignIn : public QObject, private SignInBench {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { m_issuer.reset(); }

    void codeFlowSignsIn() {
        m_issuer->start();
        Browser browser;
        BrowserOptions options;
        options.open = browser.following(*m_issuer);
        options.language = QStringLiteral("it");
        auto in = signIn();
        const auto account = in->withBrowser(options, m_work);
        QVERIFY2(account, codeOf(account).constData());
        QCOMPARE(account->issuer, m_issuer->issuer());
        QCOMPARE(account->subject, QStringLiteral("person-1"));
        QCOMPARE(account->name, QStringLiteral("Ada Test"));
        QCOMPARE(account->groups,
                 (QStringList{QStringLiteral("imaging"), QStringLiteral("imaging/phantom")}));
        QCOMPARE(account->keptIn, QStringLiteral("system keyring"));
        QCOMPARE(account->expires, m_clock->now().addSecs(3600));
        QVERIFY(browser.page().contains(QStringLiteral("Puoi chiudere questa pagina")));
        QCOMPARE(browser.cacheControl, QStringLiteral("no-store"));

        const QUrlQuery query(browser.authorize);
        QCOMPARE(query.queryItemValue(QStringLiteral("code_challenge_method")),
                 QStringLiteral("S256"));
        QCOMPARE(query.queryItemValue(QStringLiteral("state")).size(), 43);
        const auto seen = m_issuer->seen();
        QCOMPARE(seen.tokenForms.size(), 1);
        QCOMPARE(seen.tokenForms[0][QStringLiteral("client_id")], QStringLiteral("lastra"));
        QVERIFY(!seen.tokenForms[0].contains(QStringLiteral("client_secret")));
        QCOMPARE(seen.tokenAuthorization, QStringList{QString()});
        QVERIFY(m_store->last.contains("refresh-"));
        QVERIFY(!m_store->last.contains("access-"));

        const auto token = in->accessToken({}, {}, m_work);
        QVERIFY(token->value.view().startsWith("access-"));
        QCOMPARE(m_issuer->seen().refreshes, 0);
        // A second program on this computer knows who is signed in without the network.
        m_issuer.reset();
        QCOMPARE(
            SignIn(SiteIdentity{QStringLiteral("test"), account->issuer, QStringLiteral("lastra")},
                   surroundings())
                .account()
                ->name,
            QStringLiteral("Ada Test"));
    }

    void offlineAccessIsAskedForWhereItWasLeftOut() {
        m_issuer->start();
        for (const bool needed : {false, true}) {
            m_issuer->offlineNeedsConsent = needed;
            Browser browser;
            QStringList prompts;
            BrowserOptions options;
            options.open = [&, follow = browser.following(*m_issuer)](const QUrl &address) {
                prompts << QUrlQuery(address).queryItemValue(QStringLiteral("prompt"));
                return follow(address);
            };
            const auto in = signIn();
            const auto account = in->withBrowser(options, m_work);
            QCOMPARE(codeOf(account), QByteArray("ok"));
            QCOMPARE(prompts, needed ? (QStringList{QString(), QStringLiteral("consent")})
                                     : QStringList{{}});
            in->forgetAccessTokens();
            QCOMPARE(codeOf(in->accessToken({}, {}, m_work)), QByteArray("ok"));
        }
    }

    void issuerMustBeWhoItSaysItIs() {
        QJsonObject edits;
        m_issuer->editDiscovery = [&](QJsonObject document) {
            for (auto it = edits.begin(); it != edits.end(); ++it)
                document[it.key()] = it.value();
            return document;
        };
        m_issuer->start();
        SiteIdentity typed = site();
        typed.issuer.chop(1); // the slash a person leaves out
        SignIn without(typed, surroundings());
        QCOMPARE(codeOf(throughBrowser(without)), QByteArray("ok"));

        edits = {{QStringLiteral("issuer"), QStringLiteral("https://evil.example/")}};
        const auto other = throughBrowser(*signIn());
        QCOMPARE(codeOf(other), QByteArray("identity.issuerMismatch"));
        QCOMPARE(other.error().arguments.value(1), QStringLiteral("https://evil.example/"));
        edits = {{QStringLiteral("token_endpoint"), QStringLiteral("https://evil.example/token")}};
        QCOMPARE(codeOf(throughBrowser(*signIn())), QByteArray("identity.issuerMismatch"));
        edits = {{QStringLiteral("token_endpoint"), QJsonValue::Null}};
        QCOMPARE(codeOf(throughBrowser(*signIn())), QByteArray("identity.notAService"));
    }

    void networkFaultsKeepTheirMeaning() {
        m_issuer->start();
        Surroundings strange = surroundings();
        strange.http = std::make_shared<net::HttpClient>();
        SignIn untrusting(site(), strange);
        QCOMPARE(codeOf(throughBrowser(untrusting)), QByteArray("net.tlsUntrusted"));

        SiteIdentity away = site();
        away.issuer = QStringLiteral("https://127.0.0.1:%1/").arg(unusedPort());
        SignIn unreachable(away, surroundings());
        const auto refused = throughBrowser(unreachable);
        QCOMPARE(codeOf(refused), QByteArray("identity.unreachable"));
        QCOMPARE(refused.error().cause->code, QByteArray("net.refused"));
    }

    void pageInsteadOfTokensIsAPortal() {
        m_issuer->editToken = [](const auto &) {
            return TokenAnswer{200, "<html>hotel</html>", "text/html"};
        };
        m_issuer->start();
        QCOMPARE(codeOf(throughBrowser(*signIn())), QByteArray("identity.captivePortal"));
    }

    void forgedCallbackDoesNotSpendTheRealOne() {
        m_issuer->start();
        QString first;
        Browser browser;
        BrowserOptions options;
        options.open = [&](const QUrl &address) {
            const QUrl real = m_issuer->redirectFor(address);
            browser.visit(real);
            return true;
        };
        // The forged one comes first, on the same port, while the program listens.
        const OpenBrowser realOne = options.open;
        std::thread forger;
        options.open = [&](const QUrl &address) {
            forger = std::thread([&, address] {
                QUrl forged = m_issuer->redirectFor(
                    address, {{QStringLiteral("state"), QStringLiteral("guessed")}});
                const auto refused = Browser::get(forged);
                first = refused ? QString::number(refused->status) : QStringLiteral("none");
                realOne(address);
            });
            return true;
        };
        const auto account = signIn()->withBrowser(options, m_work);
        forger.join();
        QVERIFY2(account, codeOf(account).constData());
        QCOMPARE(first, QStringLiteral("400"));
        QCOMPARE(m_issuer->seen().tokenForms.size(), 1);
    }

    void issuerParameterIsCompared() {
        bool announced = false;
        m_issuer->editDiscovery = [&](QJsonObject document) {
            document[QStringLiteral("authorization_response_iss_parameter_supported")] = announced;
            return document;
        };
        m_issuer->start();
        const QString iss = QStringLiteral("iss");
        QCOMPARE(
            checkOf(throughBrowser(*signIn(), {{iss, QStringLiteral("https://evil.example/")}})),
            QStringLiteral("iss (RFC 9207)"));
        QCOMPARE(codeOf(throughBrowser(*signIn(), {{iss, QString()}})), QByteArray("ok"));
        announced = true;
        QCOMPARE(checkOf(throughBrowser(*signIn(), {{iss, QString()}})),
                 QStringLiteral("iss (RFC 9207)"));
    }

    void refusalInTheBrowserIsNamed() {
        m_issuer->start();
        const auto result = [&](const char *error) {
            return codeOf(
                throughBrowser(*signIn(), {{QStringLiteral("error"), QLatin1String(error)}}));
        };
        QCOMPARE(result("access_denied"), QByteArray("identity.denied"));
        QCOMPARE(result("unauthorized_client"), QByteArray("identity.clientUnknown"));
        QCOMPARE(result("invalid_scope"), QByteArray("identity.scopeMissing"));
        QCOMPARE(result("server_error"), QByteArray("identity.serviceError"));
        QCOMPARE(m_issuer->seen().tokenForms.size(), 0);
    }

    void takenPortsAreSkippedAndThenNamed() {
        m_issuer->start();
        auto taken = CallbackListener::open({}, "/x");
        const quint16 port = quint16(QUrl(QString::fromLatin1((*taken)->redirectUri())).port());
        SiteIdentity fixed = site();
        fixed.redirectPorts = {port, unusedPort()};
        SignIn second(fixed, surroundings());
        QCOMPARE(codeOf(throughBrowser(second)), QByteArray("ok"));
        fixed.redirectPorts = {port};
        SignIn none(fixed, surroundings());
        const auto result = throughBrowser(none);
        QCOMPARE(codeOf(result), QByteArray("identity.portsTaken"));
        QCOMPARE(result.error().arguments, QStringList{QString::number(port)});
    }

    void waitingForTheBrowserEnds() {
        m_issuer->start();
        BrowserOptions options;
        options.open = [](const QUrl &) { return false; };
        QCOMPARE(codeOf(signIn()->withBrowser(options, m_work)),
                 QByteArray("identity.browserFailed"));
        options.open = [](const QUrl &) { return true; };
        options.patience = std::chrono::seconds(0);
        QCOMPARE(codeOf(signIn()->withBrowser(options, m_work)), QByteArray("identity.noCallback"));
        options.patience = std::chrono::seconds(600);
        core::Work work;
        options.open = [&work](const QUrl &) {
            work.cancel();
            return true;
        };
        QCOMPARE(codeOf(signIn()->withBrowser(options, work)), QByteArray("core.cancelled"));
    }

    void listenerAnswersOnlyItsOwnRequest() {
        auto listener = CallbackListener::open({}, "/cb/test");
        const QUrl base(QString::fromLatin1((*listener)->redirectUri()));
        auto waiting = std::async(std::launch::async, [&] {
            return (*listener)->wait("good", QStringLiteral("en"), std::chrono::seconds(30),
                                     m_work);
        });
        const auto status = [&](const QString &path, const httplib::Headers &headers = {}) {
            const auto answer = Browser::get(base.resolved(QUrl(path)), headers);
            return answer ? answer->status : 0;
        };
        QCOMPARE(status(QStringLiteral("/other?state=good&code=1")), 404);
        QCOMPARE(status(QStringLiteral("/cb/test?state=good&code=1"), {{"Host", "evil.example"}}),
                 400);
        QCOMPARE(
            status(QStringLiteral("/cb/test?state=good&code=1"), {{"Sec-Purpose", "prefetch"}}),
            405);
        QCOMPARE(status(QStringLiteral("/cb/test?state=good&code=1&code=2")), 400);
        QCOMPARE(status(QStringLiteral("/cb/test?state=good&x=") + QString(9000, QLatin1Char('a'))),
                 431);
        httplib::Client client("127.0.0.1", base.port());
        QCOMPARE(client.Head("/cb/test?state=good&code=1")->status, 405);
        QCOMPARE(client.Post("/cb/test?state=good&code=1", "", "text/plain")->status, 405);
        QCOMPARE(status(QStringLiteral("/cb/test?state=good&code=a%2Fb")), 200);
        const auto found = waiting.get();
        QCOMPARE(found->value("code"), QByteArray("a/b"));
    }

    void falseIdTokensStoreNothing() {
        QString claim;
        QJsonValue value;
        m_issuer->editClaims = [&](QJsonObject claims) {
            claims[claim] = value;
            return claims;
        };
        m_issuer->start();
        const auto check = [&](const char *name, const QJsonValue &given) {
            claim = QLatin1String(name);
            value = given;
            return checkOf(throughBrowser(*signIn()));
        };
        QCOMPARE(check("nonce", QStringLiteral("other")), QStringLiteral("nonce"));
        QCOMPARE(check("aud", QStringLiteral("other")), QStringLiteral("aud"));
        QCOMPARE(check("iss", QStringLiteral("https://other/")), QStringLiteral("iss"));
        QCOMPARE(check("exp", 1), QStringLiteral("exp"));
        QCOMPARE(check("sub", QStringLiteral("person-2")),
                 QStringLiteral("sub")); // not userinfo's
        QVERIFY(m_store->last.isEmpty());
        QCOMPARE(codeOf(signIn()->account()), QByteArray("identity.notSignedIn"));
    }

    void wrongClockIsBlamedOnTheClock() {
        m_issuer->clockOffsetSeconds = 720;
        m_issuer->start();
        const auto behind = throughBrowser(*signIn());
        QCOMPARE(codeOf(behind), QByteArray("identity.clockBehind"));
        QCOMPARE(behind.error().arguments, QStringList{QStringLiteral("12")});
        m_clock->set(QDateTime::currentDateTimeUtc().addSecs(720 + 7200));
        const auto ahead = throughBrowser(*signIn());
        QCOMPARE(codeOf(ahead), QByteArray("identity.clockAhead"));
        QCOMPARE(ahead.error().arguments, QStringList{QStringLiteral("120")});
    }

    void otherPersonIsAskedAbout() {
        m_issuer->userInfoFails = true;
        QString subject = QStringLiteral("person-1");
        m_issuer->editClaims = [&](QJsonObject claims) {
            claims[QStringLiteral("sub")] = subject;
            claims[QStringLiteral("name")] = subject;
            return claims;
        };
        m_issuer->start();
        QVERIFY(throughBrowser(*signIn()));
        subject = QStringLiteral("person-2");
        const auto other = throughBrowser(*signIn());
        QCOMPARE(codeOf(other), QByteArray("identity.otherPerson"));
        QCOMPARE(other.error().arguments,
                 (QStringList{QStringLiteral("person-2"), QStringLiteral("person-1")}));
        QCOMPARE(signIn()->account()->subject, QStringLiteral("person-1"));
    }

    void deviceCodeWaitsAsTold() {
        QByteArrayList answers{"authorization_pending", "slow_down", "authorization_pending"};
        m_issuer->editToken = [&](const QMap<QString, QString> &) -> std::optional<TokenAnswer> {
            if (answers.isEmpty())
                return std::nullopt;
            return TokenAnswer{400, "{\"error\":\"" + answers.takeFirst() + "\"}"};
        };
        m_issuer->start();
        QString shown;
        const auto account =
            signIn()->withDevice([&](const DeviceCode &code) { shown = code.userCode; }, m_work);
        QVERIFY2(account, codeOf(account).constData());
        QCOMPARE(shown, QStringLiteral("AB_c-9")); // exactly as the service wrote it
        QCOMPARE(m_waits, (QList<qint64>{5, 5, 10, 10}));
    }

    void deviceCodeEnds() {
        QByteArray error = "authorization_pending";
        QJsonObject edits;
        m_issuer->editToken = [&](const QMap<QString, QString> &) {
            return TokenAnswer{400, "{\"error\":\"" + error + "\"}"};
        };
        m_issuer->editDevice = [&](QJsonObject answer) {
            for (auto it = edits.begin(); it != edits.end(); ++it)
                answer[it.key()] = it.value();
            return answer;
        };
        m_issuer->start();
        const auto result = [&] { return signIn()->withDevice([](const DeviceCode &) {}, m_work); };
        edits = {{QStringLiteral("expires_in"), 20}};
        QCOMPARE(codeOf(result()), QByteArray("identity.deviceExpired")); // IAM never says "denied"
        error = "expired_token";
        QCOMPARE(codeOf(result()), QByteArray("identity.deviceExpired"));
        error = "access_denied";
        QCOMPARE(codeOf(result()), QByteArray("identity.deviceDenied"));
        edits = {
            {QStringLiteral("verification_uri"), QStringLiteral("https://evil.example/device")}};
        QCOMPARE(checkOf(result()), QStringLiteral("verification_uri"));
    }

    void serviceWithoutDeviceCodesIsNamed() {
        m_issuer->editDiscovery = [](QJsonObject document) {
            document.remove(QStringLiteral("device_authorization_endpoint"));
            return document;
        };
        m_issuer->start();
        QCOMPARE(codeOf(signIn()->withDevice([](const DeviceCode &) {}, m_work)),
                 QByteArray("identity.deviceUnsupported"));
    }
};

QTEST_GUILESS_MAIN(TestSignIn)
#include "tst_signin.moc"
