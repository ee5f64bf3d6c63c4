// lastra-sandbox --dir DIR [--provider] [--slurm] [--port N]
// Serves the XNAT stand-in, with --provider a real OpenID provider and with --slurm a real Slurm
// where its packages are, on loopback until it gets SIGTERM or SIGINT. Prints one JSON line once
// everything answers:
//   {"xnat": url, "issuer": url or "", "ca": file, "site": file, "facts": file, "queue": name}
// where site is a site file for `lastra --site` and facts a file for `lastra --tour-facts`.

#include "Sandbox.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>
#include <cstdio>
#include <sys/prctl.h>

using namespace lastra::sandbox;

namespace {

int fail(const QString &why) {
    std::fprintf(stderr, "lastra-sandbox: %s\n", why.toLocal8Bit().constData());
    return 1;
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
    prctl(PR_SET_PDEATHSIG, SIGTERM); // it ends with the program that started it, however that ends

    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{"dir", "Where the state lies.", "folder"},
                       {"provider", "Start the OpenID provider as well."},
                       {"slurm", "Start Slurm as well, where root and its packages are."},
                       {"port", "Of the stand-in; a free one when not given.", "number", "0"}});
    parser.process(application);
    if (!parser.isSet("dir"))
        return fail(QStringLiteral("--dir is missing"));
    SandboxOptions options;
    options.folder = parser.value("dir");
    options.provider = parser.isSet("provider");
    options.slurm = parser.isSet("slurm");
    options.port = parser.value("port").toInt();
    options.engine = QCoreApplication::applicationDirPath() + "/lastra-sim";
    Sandbox sandbox(options);
    if (!sandbox.start())
        return fail(sandbox.errorString());
    if (!sandbox.slurmMissing().isEmpty())
        std::fprintf(stderr, "lastra-sandbox: %s; jobs go to the local queue\n",
                     qPrintable(sandbox.slurmMissing()));

    const QJsonObject line{
        {"xnat", sandbox.server().url()},
        {"issuer", sandbox.provider() ? sandbox.provider()->issuer() : QString()},
        {"ca", sandbox.caFile()},
        {"site", sandbox.siteFile()},
        {"facts", sandbox.factsFile()},
        {"queue", options.slurm && sandbox.slurmMissing().isEmpty() ? "slurm" : "local"}};
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);

    int received = 0;
    sigwait(&ends, &received);
    sandbox.stop();
    return 0;
}
