#pragma once
// What the tests of signing in share: a person's browser, a store with moods, an issuer of the
// test's own and a clock it turns.

#include "TestIssuer.h"

#include "lastra/identity/SignIn.h"

#include <QTemporaryDir>

#include <thread>

namespace lastra::testing {

using namespace identity;

// Plays the person's browser: goes where the provider would send it, on a thread of its own.
class Browser {
public:
    ~Browser() {
        for (auto &thread : m_threads)
            thread.join();
    }
    OpenBrowser following(const TestIssuer &issuer, QMap<QString, QString> extra = {}) {
        return [this, &issuer, extra](const QUrl &address) {
            authorize = address;
            visit(issuer.redirectFor(address, extra));
            return true;
        };
    }
    void visit(const QUrl &url, const httplib::Headers &headers = {}) {
        m_threads.emplace_back([this, url, headers] {
            if (const auto answer = get(url, headers)) {
                m_page = QString::fromStdString(answer->body);
                cacheControl = QString::fromStdString(answer->get_header_value("Cache-Control"));
            }
        });
    }
    static httplib::Result get(const QUrl &url, const httplib::Headers &headers = {}) {
        httplib::Client client("127.0.0.1", url.port());
        return client.Get(url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority).toStdString(),
                          headers);
    }
    QString page() {
        for (auto &thread : m_threads)
            thread.join();
        m_threads.clear();
        return m_page;
    }
    QUrl authorize;
    QString cacheControl;

private:
    QString m_page;
    std::vector<std::thread> m_threads;
};

// A store that can be told to refuse or to lose its memory.
class MoodyStore : public core::SecretStore {
public:
    core::Result<std::optional<core::SecretBytes>> read(const QString &name) override {
        if (locked)
            return std::nullopt; // exactly what a locked keyring says
        return inner->read(name);
    }
    core::Done write(const QString &name, const core::SecretBytes &value) override {
        if (refusing)
            return core::fail("core.secretBackend");
        last = value.view().toByteArray();
        return inner->write(name, value);
    }
    core::Done remove(const QString &name) override { return inner->remove(name); }
    QString kind() const override { return QStringLiteral("system keyring"); }

    std::unique_ptr<core::SecretStore> inner = core::memoryStore();
    bool locked = false, refusing = false;
    QByteArray last;
};

template <class T>
QByteArray codeOf(const core::Result<T> &result) {
    return result ? QByteArray("ok") : result.error().code;
}

class SignInBench {
protected:
    void begin() {
        ++m_folder;
        m_issuer = std::make_unique<TestIssuer>(*m_ca);
        m_store = std::make_shared<MoodyStore>();
        m_clock = std::make_shared<core::FixedClock>(QDateTime::currentDateTimeUtc());
        m_waits.clear();
    }

    QTemporaryDir m_dir;
    std::unique_ptr<sandbox::Certificates> m_ca =
        std::make_unique<sandbox::Certificates>(m_dir.filePath(QStringLiteral("ca")));
    std::unique_ptr<TestIssuer> m_issuer;
    std::shared_ptr<MoodyStore> m_store;
    std::shared_ptr<core::FixedClock> m_clock;
    QList<qint64> m_waits;
    core::Work m_work;
    int m_folder = 0;

    SiteIdentity site() const {
        SiteIdentity result;
        result.site = QStringLiteral("test");
        result.issuer = m_issuer->issuer();
        result.clientId = QStringLiteral("lastra");
        return result;
    }
    Surroundings surroundings() {
        net::ClientOptions options;
        options.extraCaFile = m_ca->caFile();
        options.retry = {2, 1, 10};
        Surroundings result;
        result.http = std::make_shared<net::HttpClient>(options);
        result.secrets = m_store;
        result.stateFolder = m_dir.filePath(QString::number(m_folder));
        result.clock = m_clock;
        result.wait = [this](std::chrono::milliseconds time, core::Work &work) {
            m_waits << time.count() / 1000;
            return work.check();
        };
        return result;
    }
    std::unique_ptr<SignIn> signIn() { return std::make_unique<SignIn>(site(), surroundings()); }
    core::Result<Account> throughBrowser(SignIn &in, QMap<QString, QString> extra = {}) {
        Browser browser;
        BrowserOptions options;
        options.open = browser.following(*m_issuer, std::move(extra));
        return in.withBrowser(options, m_work);
    }
    // The check named when the answer did not prove who sent it.
    static QString checkOf(const core::Result<Account> &result) {
        return codeOf(result) == "identity.tokenRejected" ? result.error().arguments.value(1)
                                                          : QString::fromLatin1(codeOf(result));
    }
};

} // namespace lastra::testing
