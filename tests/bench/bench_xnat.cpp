// An archive of 50 000 sessions: how long until the first rows are there. And 1 GB pushed and
// pulled over loopback TLS against curl moving the same bytes to and from the same server.
#include "Certificates.h"
#include "Server.h"
#include "TinyDicom.h"

#include "lastra/core/Digest.h"
#include "lastra/xnat/XnatArchive.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>

using namespace lastra;

namespace {

constexpr int kSessions = 50000;
constexpr int kFiles = 512, kSide = 1024; // 2 MiB each

void row(const char *work, const char *against, double ours, double theirs, const char *budget) {
    if (theirs > 0)
        std::printf("{\"work\": \"%s\", \"against\": \"%s\", \"ours_s\": %.4f, \"theirs_s\": %.4f, "
                    "\"ratio\": %.3f, \"budget\": \"%s\"}\n",
                    work, against, ours, theirs, ours / theirs, budget);
    else
        std::printf("{\"work\": \"%s\", \"against\": \"%s\", \"ours_s\": %.4f, \"theirs_s\": null, "
                    "\"ratio\": null, \"budget\": \"%s\"}\n",
                    work, against, ours, budget);
    std::fflush(stdout);
}

double curl(const QStringList &arguments) {
    QElapsedTimer clock;
    clock.start();
    const int status =
        QProcess::execute("curl", QStringList{"-sSf", "-o", "/dev/null"} + arguments);
    return status == 0 ? double(clock.nsecsElapsed()) * 1e-9 : 0;
}

} // namespace

int main(int argc, char **argv) {
    const QCoreApplication application(argc, argv);
    const QTemporaryDir dir;
    const sandbox::Certificates certificates(dir.path());
    const auto certificate = certificates.server();
    sandbox::Server server(
        {dir.path() + "/xnat", certificate.certificateFile, certificate.keyFile, 0});
    sandbox::Store &store = server.store();
    store.accounts["ada"] = {"ada", "secret", "Ada", "Test", false, 0};
    for (const char *id : {"LARGE", "SHARED"}) {
        sandbox::Project project;
        project.id = project.name = id;
        project.roles = {{"ada", "member"}};
        store.projects[id] = project;
    }
    if (!server.start())
        return 1;

    net::ClientOptions http;
    http.extraCaFile = certificates.caFile();
    xnat::XnatOptions options;
    options.url = QUrl(server.url());
    options.http = std::make_shared<net::HttpClient>(http);
    options.credential = [](bool, core::Work &) -> core::Result<net::Credential> {
        return net::Credential::basic("ada", core::SecretBytes("secret"));
    };
    options.pollMilliseconds = 10;
    xnat::XnatArchive archive(options);
    core::Work work;
    QElapsedTimer clock;

    // 1 GB, before the large project makes saving the state slow.
    sandbox::TinyCt ct;
    ct.rows = ct.columns = kSide;
    const QString released = dir.path() + "/released";
    if (sandbox::writeTinySeries(released, ct, kFiles) != kFiles)
        return 1;
    QMap<QString, QByteArray> files;
    for (const QString &name : QDir(released).entryList(QDir::Files)) {
        const auto digest = core::sha256File(released + '/' + name);
        if (!digest)
            return 1;
        files.insert(name, core::hex(*digest));
    }
    const auto ticket = archive::ReleaseTicket::issuedByWorkflowGate("root", "bench", files);
    clock.start();
    const auto pushed = archive.push(released, ticket, {"SHARED", "S1", "S1_CT1"}, work);
    const double push = double(clock.nsecsElapsed()) * 1e-9;
    if (!pushed) {
        std::fprintf(stderr, "%s\n", qPrintable(pushed.error().toLog()));
        return 1;
    }
    clock.start();
    const auto pulled = archive.pull({pushed->session, {}}, dir.path() + "/pulled", work);
    const double pull = double(clock.nsecsElapsed()) * 1e-9;
    if (!pulled) {
        std::fprintf(stderr, "%s\n", qPrintable(pulled.error().toLog()));
        return 1;
    }
    const QStringList who{"--cacert", certificates.caFile(), "-u", "ada:secret"};
    const QString zip = dir.path() + "/session.zip";
    const QString address = server.url() + "/data/experiments/" + pushed->session +
                            "/scans/1/resources/DICOM/files?format=zip";
    // curl writes to disk as well; a file of its own keeps the page cache even.
    clock.start();
    const bool got =
        QProcess::execute("curl", QStringList{"-sSf", "-o", zip} + who + QStringList{address}) == 0;
    const double curlPull = got ? double(clock.nsecsElapsed()) * 1e-9 : 0;
    store.experiments.clear();
    const double curlPush = curl(
        who + QStringList{"-X", "POST", "-H", "Content-Type: application/zip", "-T", zip,
                          server.url() + "/data/services/import?import-handler=DICOM-zip&inbody="
                                         "true&PROJECT_ID=SHARED&SUBJECT_ID=S1&EXPT_LABEL=S1_CT1&"
                                         "rename=true&action=commit"});
    row("push 1 GB, checked before and confirmed after", "curl -T of the same bytes, same server",
        push, curlPush, "<= 1.15");
    row("pull 1 GB, unpacked and checked", "curl -o of the same bytes, same server", pull, curlPull,
        "<= 1.15");

    {
        const std::lock_guard lock(store.mutex);
        for (int i = 0; i < kSessions; ++i) {
            sandbox::Experiment session;
            session.id = store.newId('E');
            session.label = QStringLiteral("S%1_CT1").arg(i, 5, 10, QLatin1Char('0'));
            session.project = "LARGE";
            session.xsiType = "xnat:ctSessionData";
            session.insertDate = QStringLiteral("2026-01-01 00:00:%1.0").arg(i % 60);
            const QString id = session.id;
            store.experiments[id] = std::move(session);
        }
    }
    clock.start();
    const auto page = archive.sessions({"LARGE", {}, {}, 0, 200}, work);
    const double first = double(clock.nsecsElapsed()) * 1e-9;
    if (!page || page->sessions.size() != 200 || !page->more)
        return 1;
    row("list a project of 50 000 sessions: first 200 rows", "XNAT stand-in", first, 0, "<= 0.3 s");
    return 0;
}
