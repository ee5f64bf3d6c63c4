#include "Sandbox.h"

#include "Bearer.h"
#include "Certificates.h"
#include "Facts.h"
#include "Seed.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <arpa/inet.h>
#include <csignal>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lastra::sandbox {
namespace {

constexpr int kSlurmStartMs = 90000;
constexpr int kSkipped = 77; // slurm-up: something it needs is not there

QString slurmTool(const char *name) {
    return QStringLiteral(LASTRA_SOURCE_DIR "/tests/slurm/") + QLatin1String(name);
}

// Whether another user may pass through every folder above it.
bool reachable(const QString &path) {
    for (QString at = QFileInfo(path).absolutePath(); at != QStringLiteral("/");
         at = QFileInfo(at).absolutePath())
        if (struct stat state; ::stat(QFile::encodeName(at).constData(), &state) != 0 ||
                               (state.st_mode & S_IXOTH) == 0)
            return false;
    return true;
}

bool write(const QString &path, const QByteArray &bytes, bool secret = false) {
    QFile file(path);
    return file.open(QIODevice::WriteOnly) &&
           (!secret || file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)) &&
           file.write(bytes) == bytes.size();
}

} // namespace

struct Sandbox::Impl {
    SandboxOptions options;
    std::unique_ptr<Certificates> certificates;
    std::unique_ptr<Server> server;
    std::unique_ptr<Provider> provider;
    bool slurmUp = false;
    QString error, slurmMissing;
    QJsonObject identity{{QStringLiteral("kind"), QStringLiteral("local")}};
    QJsonObject queue{{QStringLiteral("kind"), QStringLiteral("local")}};

    [[nodiscard]] QString at(const char *name) const {
        return options.folder + u'/' + QLatin1String(name);
    }
    bool refuse(const QString &why) {
        error = why;
        return false;
    }
    bool startProvider();
    bool startSlurm();
    bool writeSite();
};

Sandbox::Sandbox(SandboxOptions options) : m_impl(std::make_unique<Impl>()) {
    options.folder = QDir(options.folder).absolutePath();
    m_impl->options = std::move(options);
}

Sandbox::~Sandbox() {
    stop();
}

bool Sandbox::start() {
    Impl &d = *m_impl;
    for (const char *part : {"tls", "xnat", "provider"})
        if (!QDir().mkpath(d.at(part)))
            return d.refuse(QStringLiteral("cannot write to ") + d.options.folder);
    for (const char *part : {"xnat", "provider"})
        ::chmod(QFile::encodeName(d.at(part)).constData(), 0700);
    d.certificates = std::make_unique<Certificates>(d.at("tls"));
    if (!d.certificates->isValid())
        return d.refuse(QStringLiteral("cannot make certificates"));
    const ServerCertificate certificate = d.certificates->server(QStringLiteral("xnat"));
    d.server = std::make_unique<Server>(ServerOptions{d.at("xnat"), certificate.certificateFile,
                                                      certificate.keyFile, d.options.port});
    if (!seed(d.server->store()))
        return d.refuse(QStringLiteral("cannot make the sample images"));
    if (d.options.provider && !d.startProvider())
        return false;
    if (!d.server->start())
        return d.refuse(QStringLiteral("the stand-in does not start"));
    if (d.options.slurm && !d.startSlurm())
        return false;
    return d.writeSite();
}

bool Sandbox::Impl::startProvider() {
    if (const QString missing = Provider::missing(); !missing.isEmpty())
        return refuse(missing);
    ProviderOptions wanted;
    wanted.folder = at("provider");
    wanted.redirectPorts = freePorts(3);
    wanted.deviceIntervalSeconds = options.deviceIntervalSeconds;
    wanted.audience = QStringLiteral("https://xnat.sandbox.test/");
    provider = Provider::create(wanted, *certificates);
    if (!provider->start())
        return refuse(provider->errorString());
    server->desk().verifyBearerWith(
        bearerVerifier({provider->issuer(), provider->jwksUri(), certificates->caFile(), {}}));
    QJsonArray ports;
    for (const quint16 port : std::as_const(wanted.redirectPorts))
        ports.append(port);
    identity = {{QStringLiteral("kind"), QStringLiteral("oidc")},
                {QStringLiteral("issuer"), provider->issuer()},
                {QStringLiteral("clientId"), provider->clientId()},
                {QStringLiteral("scopes"), QJsonArray::fromStringList(wanted.scopes)},
                {QStringLiteral("redirectPorts"), ports}};
    return true;
}

bool Sandbox::Impl::startSlurm() {
    // The gateway and the jobs run as nobody and must reach their folder.
    ::chmod(QFile::encodeName(options.folder).constData(), 0755);
    for (const QString &path : {at("slurm"), options.engine})
        if (!reachable(path)) {
            slurmMissing = QStringLiteral("Slurm runs jobs as nobody, who cannot reach ") + path;
            return true;
        }
    QProcess up;
    up.setProcessChannelMode(QProcess::MergedChannels);
    up.setStandardOutputFile(at("slurm.log")); // daemons keep it open: a pipe would never end
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LIFE"), QStringLiteral("86400"));
    up.setProcessEnvironment(environment);
    up.setChildProcessModifier([] {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
    });
    up.start(slurmTool("slurm-up"), {at("slurm")});
    const bool ended = up.waitForFinished(kSlurmStartMs);
    const auto said = [&] {
        QFile log(at("slurm.log"));
        return log.open(QIODevice::ReadOnly) ? QString::fromUtf8(log.readAll()).trimmed()
                                             : QString();
    };
    if (ended && up.exitStatus() == QProcess::NormalExit && up.exitCode() == kSkipped) {
        slurmMissing = said();
        return true;
    }
    if (!ended || up.exitStatus() != QProcess::NormalExit || up.exitCode() != 0)
        return refuse(QStringLiteral("Slurm did not start: ") + said());
    slurmUp = true;
    QFile file(at("slurm/env"));
    if (!file.open(QIODevice::ReadOnly))
        return refuse(QStringLiteral("Slurm's env file is not there"));
    QMap<QByteArray, QByteArray> values;
    for (const QByteArray &line : file.readAll().split('\n'))
        values.insert(line.left(line.indexOf('=')), line.mid(line.indexOf('=') + 1));
    if (!write(at("slurm-token"), values["TOKEN"], true))
        return refuse(QStringLiteral("cannot write the Slurm token"));
    queue = {{QStringLiteral("kind"), QStringLiteral("slurm")},
             {QStringLiteral("url"), QString::fromUtf8(values["URL"])},
             {QStringLiteral("user"), QString::fromUtf8(values["NAME"])},
             {QStringLiteral("sharedFolder"), QString::fromUtf8(values["JOBS"])},
             {QStringLiteral("tokenFile"), at("slurm-token")},
             {QStringLiteral("otherUser"), true},
             {QStringLiteral("program"), options.engine}};
    return true;
}

bool Sandbox::Impl::writeSite() {
    if (!writeFacts(at("facts.json")) || !writePolicy(at("policy.json")))
        return refuse(QStringLiteral("cannot write the facts"));
    const QJsonObject site{
        {QStringLiteral("name"), QStringLiteral("sandbox")},
        {QStringLiteral("title"), QStringLiteral("Sandbox")},
        {QStringLiteral("residency"),
         QJsonObject{{QStringLiteral("country"), QStringLiteral("IT")},
                     {QStringLiteral("region"), QStringLiteral("Bologna")}}},
        {QStringLiteral("identity"), identity},
        {QStringLiteral("archive"), QJsonObject{{QStringLiteral("kind"), QStringLiteral("xnat")},
                                                {QStringLiteral("url"), server->url()}}},
        {QStringLiteral("queue"), queue},
        {QStringLiteral("compliancePolicy"), at("policy.json")},
        {QStringLiteral("caFile"), certificates->caFile()}};
    return write(at("sandbox.json"), QJsonDocument(site).toJson()) ||
           refuse(QStringLiteral("cannot write the site file"));
}

void Sandbox::stop() {
    Impl &d = *m_impl;
    if (d.server)
        d.server->stop();
    if (d.provider)
        d.provider->stop();
    if (d.slurmUp)
        QProcess::execute(slurmTool("slurm-down"), {d.at("slurm")});
    d.slurmUp = false;
}

QString Sandbox::errorString() const {
    return m_impl->error;
}
Server &Sandbox::server() {
    return *m_impl->server;
}
Provider *Sandbox::provider() {
    return m_impl->provider.get();
}
QString Sandbox::caFile() const {
    return m_impl->certificates->caFile();
}
QString Sandbox::siteFile() const {
    return m_impl->at("sandbox.json");
}
QString Sandbox::factsFile() const {
    return m_impl->at("facts.json");
}
QString Sandbox::slurmMissing() const {
    return m_impl->slurmMissing;
}

QList<quint16> freePorts(int count) {
    QList<int> sockets; // held until all are found
    QList<quint16> ports;
    for (int i = 0; i < count; ++i) {
        const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        if (::bind(s, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0 &&
            ::getsockname(s, reinterpret_cast<sockaddr *>(&address), &length) == 0)
            ports.append(ntohs(address.sin_port));
        sockets.append(s);
    }
    for (const int s : sockets)
        ::close(s);
    return ports;
}

} // namespace lastra::sandbox
