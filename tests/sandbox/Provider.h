#pragma once
// A real OpenID provider for the tests: Glewlwyd from Debian's package on a free loopback port,
// behind TLS with the sandbox's CA. Its database, configuration and log lie in one folder.

#include "Certificates.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace lastra::sandbox {

struct ProviderOptions {
    QString folder; // must exist; emptied of nothing
    QString clientId = QStringLiteral("lastra");
    // Loopback redirect addresses http://127.0.0.1:<port><path>; Glewlwyd compares whole strings.
    QList<quint16> redirectPorts;
    QString redirectPath = QStringLiteral("/cb/sandbox");
    QStringList scopes{QStringLiteral("openid"), QStringLiteral("profile"),
                       QStringLiteral("offline_access"), QStringLiteral("compute.create"),
                       QStringLiteral("storage.read")};
    int accessTokenSeconds = 3600;
    int deviceIntervalSeconds = 5;
};

// A person the provider knows.
struct ProviderUser {
    QString name, password, displayName;
    QStringList groups;
};

class Provider {
public:
    // Empty when it can run here, else what is missing ("glewlwyd is not installed").
    [[nodiscard]] static QString missing();
    // Ada Test (ada / lastra-sandbox-1, groups imaging, imaging/phantom) and Bob Nogroup (bob, same
    // password).
    [[nodiscard]] static QList<ProviderUser> users();

    Provider(ProviderOptions options, const Certificates &certificates);
    ~Provider(); // stops it

    // Starts and configures; false with errorString() set. Takes about two seconds.
    [[nodiscard]] bool start();
    void stop();
    [[nodiscard]] QString errorString() const;
    [[nodiscard]] QString issuer() const; // https://127.0.0.1:<port>/api/oidc
    [[nodiscard]] QString jwksUri() const;
    [[nodiscard]] QString clientId() const;
    [[nodiscard]] qint64 processId() const;

    // Plays the browser: signs the person in at an authorize address, agrees to the scopes and
    // returns where the provider sends the browser (the loopback redirect). Empty when refused.
    [[nodiscard]] QString approve(const QString &authorizeUrl, const ProviderUser &user) const;
    // The same for a device code that the program showed.
    [[nodiscard]] bool approveDevice(const QString &userCode, const ProviderUser &user) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

// A whole browser, also from another process: approves at the provider the address names, and
// follows the redirect back to the program that asked. A device page with its code needs no more
// than the approval.
[[nodiscard]] bool playBrowser(const QString &address, const ProviderUser &user,
                               const QString &caFile);

} // namespace lastra::sandbox
