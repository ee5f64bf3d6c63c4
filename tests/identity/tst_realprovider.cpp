// Sign-in against a provider that is not ours: Glewlwyd from Debian's package.

#include "Provider.h"
#include "TestServer.h"

#include "lastra/identity/SignIn.h"

#include <QTemporaryDir>
#include <QTest>

using namespace lastra;
using namespace lastra::identity;
using lastra::testing::unusedPort;

class TestRealProvider : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<sandbox::Certificates> m_ca;
    std::unique_ptr<sandbox::Provider> m_provider;
    std::shared_ptr<core::SecretStore> m_secrets = core::memoryStore();
    QList<quint16> m_ports{unusedPort(), unusedPort()};
    std::vector<std::thread> m_browsers;
    core::Work m_work;

    std::unique_ptr<SignIn> signIn(const QString &clientId = QStringLiteral("lastra")) const {
        SiteIdentity site;
        site.site = QStringLiteral("sandbox");
        site.issuer = m_provider->issuer();
        site.clientId = clientId;
        site.redirectPorts = m_ports;
        net::ClientOptions options;
        options.extraCaFile = m_ca->caFile();
        Surroundings around;
        around.http = std::make_shared<net::HttpClient>(options);
        around.secrets = m_secrets;
        around.stateFolder = m_dir.filePath(QStringLiteral("state"));
        return std::make_unique<SignIn>(site, around);
    }
    // Signs in at the provider and follows its redirect to the program, as a browser would.
    BrowserOptions browser(const sandbox::ProviderUser &user) {
        BrowserOptions options;
        options.open = [this, user](const QUrl &address) {
            m_browsers.emplace_back([this, user, address] {
                const QUrl back(m_provider->approve(address.toString(QUrl::FullyEncoded), user));
                if (back.isValid() && back.port() > 0)
                    httplib::Client("127.0.0.1", back.port())
                        .Get(back.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority)
                                 .toStdString());
            });
            return true;
        };
        return options;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!sandbox::Provider::missing().isEmpty())
            QSKIP(qPrintable(sandbox::Provider::missing()));
        m_ca = std::make_unique<sandbox::Certificates>(m_dir.path());
        sandbox::ProviderOptions options;
        options.folder = m_dir.path();
        options.redirectPorts = m_ports;
        options.deviceIntervalSeconds = 1;
        m_provider = sandbox::Provider::create(options, *m_ca);
        QVERIFY2(m_provider->start(), qPrintable(m_provider->errorString()));
    }
    void cleanup() {
        for (auto &thread : m_browsers)
            thread.join();
        m_browsers.clear();
    }
    void cleanupTestCase() { m_provider.reset(); }

    void codeFlowRefreshProfileAndSignOut() {
        auto in = signIn();
        const auto account = in->withBrowser(browser(sandbox::Provider::users()[0]), m_work);
        QVERIFY2(account, account ? "" : qPrintable(account.error().toLog()));
        QCOMPARE(account->issuer, m_provider->issuer());
        QCOMPARE(account->name, QStringLiteral("Ada Test"));
        QCOMPARE(account->groups,
                 (QStringList{QStringLiteral("imaging"), QStringLiteral("imaging/phantom")}));
        QVERIFY(account->scopes.contains(QStringLiteral("offline_access")));
        QVERIFY(account->expires > QDateTime::currentDateTimeUtc().addSecs(3000));

        const auto first = in->accessToken({}, {}, m_work);
        QVERIFY(first);
        in->forgetAccessTokens();
        const auto second = in->accessToken({}, {}, m_work);
        QVERIFY2(second, second ? "" : qPrintable(second.error().toLog()));
        QVERIFY(!(first->value == second->value));
        // This provider gives a refresh token for one use: a third renewal needs the second's.
        in->forgetAccessTokens();
        QVERIFY(in->accessToken({}, {}, m_work));

        const auto out = in->signOut(m_work);
        QVERIFY(out);
        QVERIFY(out->serviceTold);
        QCOMPARE(in->account().error().code, QByteArray("identity.notSignedIn"));
    }

    void deviceCodeFlow() {
        auto in = signIn();
        QString page;
        const auto account = in->withDevice(
            [&](const DeviceCode &code) {
                page = code.page.toString();
                m_browsers.emplace_back([this, code] {
                    if (!m_provider->approveDevice(code.userCode, sandbox::Provider::users()[1]))
                        qWarning("the provider refused the device code");
                });
            },
            m_work);
        QVERIFY2(account, account ? "" : qPrintable(account.error().toLog()));
        QVERIFY(page.startsWith(m_provider->issuer()));
        QCOMPARE(account->name, QStringLiteral("Bob Nogroup"));
        QVERIFY(account->groups.isEmpty());
        QVERIFY(in->signOut(m_work));
    }

    // A program that was started anew has no access token yet to prove itself with.
    void anotherProgramSignsOutAsWell() {
        QVERIFY(signIn()->withBrowser(browser(sandbox::Provider::users()[0]), m_work));
        const auto out = signIn()->signOut(m_work);
        QVERIFY2(out, out ? "" : qPrintable(out.error().toLog()));
        QVERIFY(out->serviceTold);
    }

    void unknownProgramIsNamed() {
        const auto result =
            signIn(QStringLiteral("nobody"))->withDevice([](const DeviceCode &) {}, m_work);
        QVERIFY(!result);
        QCOMPARE(result.error().code, QByteArray("identity.clientUnknown"));
    }

    void twoProgramsShareAOneUseToken() {
        auto in = signIn();
        QVERIFY(in->withBrowser(browser(sandbox::Provider::users()[0]), m_work));
        auto other = signIn();
        QVERIFY(other->accessToken({}, {}, m_work)); // rotates, and both share the store
        in->forgetAccessTokens();
        QVERIFY(in->accessToken({}, {}, m_work));
        QVERIFY(in->signOut(m_work));
    }
};

QTEST_GUILESS_MAIN(TestRealProvider)
#include "tst_realprovider.moc"
