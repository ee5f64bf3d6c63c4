#include "OidcProvider.h"

#include "Browser.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QStandardPaths>

namespace lastra::sandbox {

namespace {

constexpr int kMaxPages = 12; // login, consent and the redirects between them take six

QString modules() {
    return QStringLiteral(LASTRA_BINARY_DIR "/oidc-provider");
}

// Answers the login and consent pages and follows redirects on this provider. Returns where it
// sends the browser at last: the address of the program, or of a page that asks for nothing.
QUrl passPages(Browser &browser, QUrl page, const ProviderUser &user) {
    const QUrl provider = page;
    const ProviderForm login{{"prompt", "login"},
                             {"login", user.name.toStdString()},
                             {"password", user.password.toStdString()}};
    const ProviderForm consent{{"prompt", "consent"}};
    bool signedIn = false;
    for (int i = 0; i < kMaxPages; ++i) {
        if (page.scheme() != provider.scheme() || page.port() != provider.port())
            return page;
        const bool asks = page.path().startsWith(QLatin1String("/interaction/"));
        const auto answer = asks ? browser.submit(pathOf(page), signedIn ? consent : login)
                                 : browser.get(pathOf(page));
        if (!answer)
            return {};
        signedIn |= asks;
        if (answer->status == 200)
            return page;
        const QString next = QString::fromStdString(answer->get_header_value("Location"));
        if (next.isEmpty())
            return {};
        page = page.resolved(QUrl(next));
    }
    return {};
}

} // namespace

QString OidcProvider::missingHere() {
    if (QStandardPaths::findExecutable(QStringLiteral("node")).isEmpty())
        return QStringLiteral("Node is not installed");
    if (!QFile::exists(modules() + QStringLiteral("/node_modules/oidc-provider")))
        return QStringLiteral("npm's oidc-provider is not installed");
    return {};
}

QString OidcProvider::issuer() const {
    return base() + QLatin1Char('/');
}

QString OidcProvider::jwksUri() const {
    return base() + QStringLiteral("/jwk");
}

bool OidcProvider::launch() {
    const ServerCertificate tls = m_certificates.server(QStringLiteral("provider"));
    QJsonArray people;
    for (const ProviderUser &user : users())
        people << QJsonObject{{QStringLiteral("name"), user.name},
                              {QStringLiteral("password"), user.password},
                              {QStringLiteral("displayName"), user.displayName},
                              {QStringLiteral("groups"), QJsonArray::fromStringList(user.groups)}};
    const QJsonObject told{
        {QStringLiteral("port"), m_port},
        {QStringLiteral("key"), tls.keyFile},
        {QStringLiteral("certificate"), tls.certificateFile},
        {QStringLiteral("modules"), modules()},
        {QStringLiteral("clientId"), m_options.clientId},
        {QStringLiteral("redirects"),
         QJsonArray{QStringLiteral("http://127.0.0.1") + m_options.redirectPath}},
        {QStringLiteral("scopes"), QJsonArray::fromStringList(m_options.scopes)},
        {QStringLiteral("audience"), m_options.audience},
        {QStringLiteral("accessTokenSeconds"), m_options.accessTokenSeconds},
        {QStringLiteral("deviceSeconds"), 600},
        {QStringLiteral("people"), people}};
    QFile config(file("oidc-provider.json"));
    if (!config.open(QIODevice::WriteOnly) ||
        !config.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        config.write(QJsonDocument(told).toJson()) < 0)
        return refuse(QStringLiteral("the provider's configuration could not be written"));
    config.close();
    if (!run(QStandardPaths::findExecutable(QStringLiteral("node")),
             {QStringLiteral(LASTRA_SOURCE_DIR "/tests/sandbox/oidc-provider/serve.mjs"),
              config.fileName()}))
        return false;
    Browser browser(m_certificates.caFile(), m_port);
    for (int i = 0; i < 400; ++i) {
        if (const auto answer = browser.get("/.well-known/openid-configuration");
            answer && answer->status == 200)
            return true;
        if (m_process.waitForFinished(50))
            return refuse(QStringLiteral("oidc-provider ended at once; see provider.err"));
    }
    return refuse(QStringLiteral("oidc-provider did not answer within 20 seconds"));
}

QString OidcProvider::approve(const QString &authorizeUrl, const ProviderUser &user) const {
    return approveAt(QUrl(authorizeUrl), user, m_certificates.caFile());
}

bool OidcProvider::approveDevice(const QString &userCode, const ProviderUser &user) const {
    QUrl page(base() + QStringLiteral("/device"));
    page.setQuery(QStringLiteral("user_code=") +
                  QString::fromLatin1(QUrl::toPercentEncoding(userCode)));
    return approveDeviceAt(page, user, m_certificates.caFile());
}

bool OidcProvider::isDevicePage(const QUrl &page) {
    return page.path() == QLatin1String("/device");
}

QString OidcProvider::approveAt(const QUrl &page, const ProviderUser &user, const QString &caFile) {
    Browser browser(caFile, quint16(page.port(443)));
    return passPages(browser, page, user).toString(QUrl::FullyEncoded);
}

bool OidcProvider::approveDeviceAt(const QUrl &page, const ProviderUser &user,
                                   const QString &caFile) {
    Browser browser(caFile, quint16(page.port(443)));
    const auto form = browser.get(pathOf(page));
    if (!form || form->status != 200)
        return false;
    const auto hidden = [&](const char *name) {
        const QRegularExpression input(
            QStringLiteral("name=\"%1\"[^>]*value=\"([^\"]*)\"").arg(QLatin1String(name)));
        return input.match(QString::fromStdString(form->body)).captured(1).toStdString();
    };
    const auto asked = browser.submit(
        "/device",
        {{"xsrf", hidden("xsrf")}, {"user_code", hidden("user_code")}, {"confirm", "yes"}});
    if (!asked || !asked->has_header("Location"))
        return false;
    const QUrl first =
        page.resolved(QUrl(QString::fromStdString(asked->get_header_value("Location"))));
    return passPages(browser, first, user).path().startsWith(QLatin1String("/device"));
}

} // namespace lastra::sandbox
