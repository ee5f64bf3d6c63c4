#include "Provider.h"

#include "Browser.h"
#include "Glewlwyd.h"
#include "OidcProvider.h"

#include <arpa/inet.h>
#include <csignal>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lastra::sandbox {

namespace {

quint16 freePort() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    quint16 port = 0;
    if (bind(fd, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
        getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size) == 0)
        port = ntohs(address.sin_port);
    close(fd);
    return port;
}

bool onNode() {
    return qEnvironmentVariable("LASTRA_SANDBOX_PROVIDER") == QLatin1String("oidc-provider");
}

} // namespace

std::unique_ptr<Provider> Provider::create(ProviderOptions options,
                                           const Certificates &certificates) {
    if (onNode())
        return std::make_unique<OidcProvider>(std::move(options), certificates);
    return std::make_unique<Glewlwyd>(std::move(options), certificates);
}

QString Provider::missing() {
    return onNode() ? OidcProvider::missingHere() : Glewlwyd::missingHere();
}

QList<ProviderUser> Provider::users() {
    const QString password = QStringLiteral("lastra-sandbox-1");
    return {{QStringLiteral("ada"),
             password,
             QStringLiteral("Ada Test"),
             {QStringLiteral("imaging"), QStringLiteral("imaging/phantom")}},
            {QStringLiteral("bob"), password, QStringLiteral("Bob Nogroup"), {}}};
}

Provider::Provider(ProviderOptions options, const Certificates &certificates)
    : m_options(std::move(options)), m_certificates(certificates) {}

Provider::~Provider() {
    stop();
}

bool Provider::start() {
    if (!missing().isEmpty())
        return refuse(missing());
    // Another program may take the free port before the provider does.
    for (int attempt = 0; attempt < 3; ++attempt) {
        m_port = freePort();
        if (launch())
            return configure();
        stop();
    }
    return false;
}

void Provider::stop() {
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(5000)) {
        m_process.kill();
        m_process.waitForFinished(5000);
    }
}

bool Provider::run(const QString &program, const QStringList &arguments) {
    m_process.setStandardOutputFile(file("provider.out"));
    m_process.setStandardErrorFile(file("provider.err"));
    m_process.setChildProcessModifier([] {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        sigset_t none; // the program that starts it may hold SIGTERM back
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
    });
    m_process.start(program, arguments);
    return m_process.waitForStarted(5000) || refuse(program + QStringLiteral(" did not start"));
}

bool Provider::refuse(const QString &why) {
    m_error = why;
    return false;
}

QString Provider::base() const {
    return QStringLiteral("https://127.0.0.1:%1").arg(m_port);
}

QString Provider::file(const char *name) const {
    return m_options.folder + QLatin1Char('/') + QLatin1String(name);
}

bool playBrowser(const QString &address, const ProviderUser &user, const QString &caFile) {
    const QUrl page(address);
    if (Glewlwyd::isDevicePage(page))
        return Glewlwyd::approveDeviceAt(page, user, caFile);
    if (OidcProvider::isDevicePage(page))
        return OidcProvider::approveDeviceAt(page, user, caFile);
    const QUrl back(Glewlwyd::serves(page) ? Glewlwyd::approveAt(page, user, caFile)
                                           : OidcProvider::approveAt(page, user, caFile));
    if (back.scheme() != QLatin1String("http") || back.host() != QLatin1String("127.0.0.1") ||
        back.port() <= 0)
        return false;
    httplib::Client program("127.0.0.1", back.port());
    const auto answer = program.Get(pathOf(back));
    return answer && answer->status == 200;
}

} // namespace lastra::sandbox
