// lastra-sandbox --dir DIR [--provider] [--port N] [--queue JSON]
// Serves the XNAT stand-in, and with --provider a real OpenID provider, on loopback until it gets
// SIGTERM or SIGINT. Prints one JSON line once everything answers:
//   {"xnat": url, "issuer": url or "", "ca": file, "site": file}
// where site is a site file for `lastra --site`.

#include "Bearer.h"
#include "Certificates.h"
#include "Provider.h"
#include "Seed.h"
#include "Server.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>

#include <arpa/inet.h>
#include <csignal>
#include <cstdio>
#include <sys/socket.h>
#include <unistd.h>

using namespace lastra::sandbox;

namespace {

int fail(const QString &why) {
    std::fprintf(stderr, "lastra-sandbox: %s\n", why.toLocal8Bit().constData());
    return 1;
}

// Ports that are free now; all are held until all are found.
QList<quint16> freePorts(int count) {
    QList<int> sockets;
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

} // namespace

int main(int argc, char **argv) {
    // Before any thread starts, so that only sigwait below takes them.
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{"dir", "Where the state lies.", "folder"},
         {"provider", "Start the OpenID provider as well."},
         {"port", "Of the stand-in; a free one when not given.", "number", "0"},
         {"queue", "The queue part of the site file.", "json", R"({"kind":"local"})"}});
    parser.process(application);
    if (!parser.isSet("dir"))
        return fail(QStringLiteral("--dir is missing"));
    const QString dir = QDir(parser.value("dir")).absolutePath();
    if (!QDir().mkpath(dir + "/tls") || !QDir().mkpath(dir + "/xnat") ||
        !QDir().mkpath(dir + "/provider"))
        return fail("cannot write to " + dir);

    const Certificates certificates(dir + "/tls");
    if (!certificates.isValid())
        return fail(QStringLiteral("cannot make certificates"));
    const ServerCertificate certificate = certificates.server(QStringLiteral("xnat"));
    Server server({dir + "/xnat", certificate.certificateFile, certificate.keyFile,
                   parser.value("port").toInt()});
    if (!seed(server.store()))
        return fail(QStringLiteral("cannot make the sample images"));

    QJsonObject identity{{"kind", "local"}};
    std::unique_ptr<Provider> provider;
    if (parser.isSet("provider")) {
        if (const QString missing = Provider::missing(); !missing.isEmpty())
            return fail(missing);
        ProviderOptions options;
        options.folder = dir + "/provider";
        options.redirectPorts = freePorts(3);
        provider = std::make_unique<Provider>(options, certificates);
        if (!provider->start())
            return fail(provider->errorString());
        server.desk().verifyBearerWith(
            bearerVerifier({provider->issuer(), provider->jwksUri(), certificates.caFile(), {}}));
        QJsonArray ports;
        for (const quint16 port : std::as_const(options.redirectPorts))
            ports.append(port);
        identity = {{"kind", "oidc"},
                    {"issuer", provider->issuer()},
                    {"clientId", provider->clientId()},
                    {"scopes", QJsonArray::fromStringList(options.scopes)},
                    {"redirectPorts", ports}};
    }
    if (!server.start())
        return fail(QStringLiteral("the stand-in does not start"));

    const QJsonObject site{
        {"name", "sandbox"},
        {"title", "Sandbox"},
        {"residency", QJsonObject{{"country", "IT"}, {"region", "Bologna"}}},
        {"identity", identity},
        {"archive", QJsonObject{{"kind", "xnat"}, {"url", server.url()}}},
        {"queue", QJsonDocument::fromJson(parser.value("queue").toUtf8()).object()},
        {"caFile", certificates.caFile()}};
    QFile siteFile(dir + "/sandbox.json");
    if (!siteFile.open(QIODevice::WriteOnly) || siteFile.write(QJsonDocument(site).toJson()) < 0)
        return fail("cannot write " + siteFile.fileName());
    siteFile.close();
    const QJsonObject line{{"xnat", server.url()},
                           {"issuer", provider ? provider->issuer() : QString()},
                           {"ca", certificates.caFile()},
                           {"site", siteFile.fileName()}};
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);

    int received = 0;
    sigwait(&ends, &received);
    server.stop();
    return 0;
}
