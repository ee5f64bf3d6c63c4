#pragma once
// A real OpenID provider for the tests on a free loopback port, behind TLS with the sandbox's CA:
// Glewlwyd from Debian's package, or npm's oidc-provider where Node and the package are there.

#include "Certificates.h"

#include <QList>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <memory>

namespace lastra::sandbox {

struct ProviderOptions {
    QString folder; // must exist; the provider's configuration, state and log
    QString clientId = QStringLiteral("lastra");
    // Loopback redirect addresses http://127.0.0.1:<port><path>; Glewlwyd compares whole strings,
    // oidc-provider takes any port.
    QList<quint16> redirectPorts;
    QString redirectPath = QStringLiteral("/cb/sandbox");
    QStringList scopes{QStringLiteral("openid"), QStringLiteral("profile"),
                       QStringLiteral("offline_access"), QStringLiteral("compute.create"),
                       QStringLiteral("storage.read")};
    // Whom access tokens are for; with one they are JWTs at oidc-provider, else opaque. Glewlwyd's
    // are JWTs always.
    QString audience;
    int accessTokenSeconds = 3600;
    int deviceIntervalSeconds = 5; // oidc-provider names none: clients wait 5 s, RFC 8628 3.2
};

// A person the provider knows.
struct ProviderUser {
    QString name, password, displayName;
    QStringList groups;
};

class Provider {
public:
    // The kind is named by LASTRA_SANDBOX_PROVIDER: "oidc-provider", else Glewlwyd.
    [[nodiscard]] static std::unique_ptr<Provider> create(ProviderOptions options,
                                                          const Certificates &certificates);
    // Empty when that kind can run here, else what is missing ("glewlwyd is not installed").
    [[nodiscard]] static QString missing();
    // Ada Test (ada / lastra-sandbox-1, groups imaging, imaging/phantom) and Bob Nogroup (bob, same
    // password).
    [[nodiscard]] static QList<ProviderUser> users();

    Provider(const Provider &) = delete;
    Provider &operator=(const Provider &) = delete;
    virtual ~Provider(); // stops it

    // Starts and configures; false with errorString() set. Takes about two seconds.
    [[nodiscard]] bool start();
    void stop();
    [[nodiscard]] QString errorString() const { return m_error; }
    [[nodiscard]] QString clientId() const { return m_options.clientId; }
    [[nodiscard]] virtual QString issuer() const = 0;
    [[nodiscard]] virtual QString jwksUri() const = 0;

    // Plays the browser: signs the person in at an authorize address, agrees to the scopes and
    // returns where the provider sends the browser (the loopback redirect). Empty when refused.
    [[nodiscard]] virtual QString approve(const QString &authorizeUrl,
                                          const ProviderUser &user) const = 0;
    // The same for a device code that the program showed.
    [[nodiscard]] virtual bool approveDevice(const QString &userCode,
                                             const ProviderUser &user) const = 0;

protected:
    Provider(ProviderOptions options, const Certificates &certificates);
    virtual bool launch() = 0;    // on port(), answering at its end
    virtual bool configure() = 0; // once launched
    bool run(const QString &program, const QStringList &arguments);
    bool refuse(const QString &why);
    [[nodiscard]] QString base() const; // https://127.0.0.1:<port>
    [[nodiscard]] QString file(const char *name) const;

    ProviderOptions m_options;
    Certificates m_certificates;
    QProcess m_process; // ends with this object, however the program ends
    quint16 m_port = 0;

private:
    QString m_error;
};

// A whole browser, also from another process: approves at the provider the address names, and
// follows the redirect back to the program that asked. A device page with its code needs no more
// than the approval.
[[nodiscard]] bool playBrowser(const QString &address, const ProviderUser &user,
                               const QString &caFile);

} // namespace lastra::sandbox
