// lastra-sim: the simulation engine that a queue runs. Progress as JSON lines on stdout, words on
// stderr. Exit status: 0 done, 1 failed, 2 wrong usage, 5 done in part.

#include "lastra/core/Json.h"
#include "lastra/core/Program.h"
#include "lastra/core/Sentence.h"
#include "lastra/imaging/MetaImage.h"
#include "lastra/simulation/ConeBeam.h"
#include "lastra/simulation/Job.h"
#include "lastra/simulation/SampleCohort.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <thread>

using namespace lastra;

namespace {

constexpr int kDone = 0, kFailed = 1, kUsage = 2, kPart = 5;

volatile std::sig_atomic_t stopped = 0;
extern "C" void stop(int) {
    stopped = 1;
}

void say(const QString &text) {
    std::fprintf(stderr, "%s\n", text.toLocal8Bit().constData());
}

void printLine(const QJsonObject &object) {
    std::printf("%s\n", QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

int usage(const QString &text) {
    say(text);
    return kUsage;
}

// English: the words of the modules, from their own lists.
QString sentence(const core::Error &error) {
    const QString module = QString::fromLatin1(error.code.left(error.code.indexOf('.')));
    QFile file(QStringLiteral(":/messages/%1.json").arg(module));
    const QByteArray bytes = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("{}");
    const QString text = QJsonDocument::fromJson(bytes)
                             .object()[QString::fromLatin1(error.code)]
                             .toObject()[QLatin1String("en")]
                             .toString();
    return text.isEmpty() ? error.toLog() : core::filledIn(text, error, sentence);
}

int failed(const core::Error &error) {
    printLine({{QStringLiteral("error"),
                QJsonObject{
                    {QStringLiteral("code"), QString::fromLatin1(error.code)},
                    {QStringLiteral("arguments"), QJsonArray::fromStringList(error.arguments)}}}});
    say(sentence(error));
    return kFailed;
}

// Prints progress when it changes and turns SIGTERM into cancelling, until it goes.
class Watch {
public:
    explicit Watch(core::Work &work) : m_thread([this, &work] { run(work); }) {}
    ~Watch() {
        {
            const std::lock_guard lock(m_mutex);
            m_over = true;
        }
        m_wake.notify_all();
        m_thread.join();
    }

private:
    void run(core::Work &work) {
        qint64 last = -1;
        QString stage;
        std::unique_lock lock(m_mutex);
        for (bool over = false; !over;) {
            over = m_wake.wait_for(lock, std::chrono::milliseconds(200), [this] { return m_over; });
            if (stopped)
                work.cancel();
            const core::Progress p = work.progress();
            if (p.total <= 0 || (p.done == last && p.stage == stage))
                continue;
            last = p.done;
            stage = p.stage;
            printLine({{QStringLiteral("progress"),
                        QJsonObject{{QStringLiteral("done"), p.done},
                                    {QStringLiteral("total"), p.total},
                                    {QStringLiteral("unit"), QStringLiteral("images")},
                                    {QStringLiteral("case"), p.stage}}}});
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_over = false;
    std::thread m_thread; // last: starts when the rest is there
};

struct Arguments {
    QStringList positional;
    QString out, shard;
    int threads = 0;
    bool resume = false, dicom = false, cohort = false;
    simulation::CohortOptions cohortOptions;
};

int runCommand(const Arguments &a) {
    if (a.positional.size() != 1 || a.out.isEmpty())
        return usage(QStringLiteral("lastra-sim run JOB.json --out DIR"));
    const auto job = simulation::readJob(a.positional[0]);
    if (!job)
        return failed(job.error());
    core::Result<simulation::RunOptions> options = simulation::RunOptions{};
    if (!a.shard.isEmpty())
        options = simulation::parseShard(a.shard, *options);
    if (!options) {
        failed(options.error());
        return kUsage;
    }
    options->outDir = a.out;
    options->threads = a.threads;
    options->resume = a.resume;
    core::Work work;
    const auto report = [&] {
        const Watch watch(work);
        return simulation::runJob(*job, *options, work);
    }();
    if (!report)
        return failed(report.error());
    for (const auto &[name, error] : report->failures) {
        say(name);
        failed(error);
    }
    printLine(
        {{QStringLiteral("finished"), QJsonObject{{QStringLiteral("done"), report->done},
                                                  {QStringLiteral("skipped"), report->skipped},
                                                  {QStringLiteral("failed"), report->failed}}}});
    if (report->failed == 0)
        return kDone;
    return report->done + report->skipped > 0 ? kPart : kFailed;
}

int coneCommand(const QString &command, const Arguments &a) {
    if (a.positional.size() != 3)
        return usage(
            command == QStringLiteral("project")
                ? QStringLiteral("lastra-sim project VOLUME GEOMETRY.json OUT.mha")
                : QStringLiteral("lastra-sim reconstruct PROJECTIONS GEOMETRY.json OUT.mha"));
    const auto document = core::readJsonObject(a.positional[1]);
    if (!document)
        return failed(document.error());
    const auto geometry = simulation::coneGeometry(*document);
    if (!geometry)
        return failed(geometry.error());
    const auto volume = imaging::readMetaImage(a.positional[0]);
    if (!volume)
        return failed(volume.error());
    core::Work work;
    const auto result = [&] {
        const Watch watch(work);
        return command == QStringLiteral("project")
                   ? simulation::project(*volume, *geometry, a.threads, work)
                   : simulation::feldkamp(*volume, *geometry, a.threads, work);
    }();
    if (!result)
        return failed(result.error());
    const auto written = imaging::writeMetaImage(*result, a.positional[2]);
    return written ? kDone : failed(written.error());
}

int phantomCommand(const Arguments &a) {
    if (a.positional.size() != 2 ||
        (a.positional[0] != QStringLiteral("torso") && a.positional[0] != QStringLiteral("head")))
        return usage(QStringLiteral("lastra-sim phantom torso|head OUT.mha | OUT_DIR --dicom"));
    core::Work work;
    if (a.dicom) {
        simulation::CohortOptions options = a.cohortOptions;
        options.planted = a.cohort;
        options.threads = a.threads;
        options.head = a.positional[0] == QStringLiteral("head");
        const auto report = [&] {
            const Watch watch(work);
            return simulation::makeSampleCohort(a.positional[1], work, options);
        }();
        if (!report)
            return failed(report.error());
        printLine(
            {{QStringLiteral("finished"), QJsonObject{{QStringLiteral("files"), report->files},
                                                      {QStringLiteral("bytes"), report->bytes}}}});
        return kDone;
    }
    simulation::PatientSpec spec;
    spec.seed = a.cohortOptions.seed;
    spec.anatomy = a.positional[0];
    const auto volume = simulation::phantomVolume(spec, a.threads, work);
    if (!volume)
        return failed(volume.error());
    const auto written = imaging::writeMetaImage(*volume, a.positional[1]);
    return written ? kDone : failed(written.error());
}

} // namespace

int main(int argc, char **argv) {
    core::letWritesFail();
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("lastra-sim"));
    QCoreApplication::setApplicationVersion(simulation::engineVersion());
    std::signal(SIGTERM, stop);
    std::signal(SIGINT, stop);

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "run JOB.json --out DIR | project VOLUME GEOMETRY.json OUT.mha | "
        "reconstruct PROJECTIONS GEOMETRY.json OUT.mha | "
        "phantom torso|head OUT.mha | phantom torso|head OUT_DIR --dicom [--cohort]"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("command"),
                                 QStringLiteral("run, project, reconstruct or phantom"));
    const auto value = [&parser](const char *name, const char *what, const char *preset = "") {
        parser.addOption({QString::fromLatin1(name), QString::fromLatin1(what),
                          QStringLiteral("value"), QString::fromLatin1(preset)});
    };
    value("out", "Folder for the results of run");
    value("device", "auto or cpu", "auto");
    value("threads", "Threads, 0 for all", "0");
    value("shard", "I/N: the cases whose index leaves I when divided by N");
    value("seed", "Seed of the phantom or cohort", "1");
    value("count", "Patients of --dicom", "");
    value("slices", "Slices of --dicom", "72");
    parser.addOption({QStringLiteral("resume"), QStringLiteral("Skip cases that are proven done")});
    parser.addOption({QStringLiteral("dicom"), QStringLiteral("Write DICOM CT series")});
    parser.addOption(
        {QStringLiteral("cohort"), QStringLiteral("Plant invented identities; three patients")});
    parser.process(app);

    Arguments a;
    a.positional = parser.positionalArguments();
    if (a.positional.isEmpty())
        return usage(parser.helpText());
    const QString command = a.positional.takeFirst();
    bool ok[4];
    a.out = parser.value(QStringLiteral("out"));
    a.shard = parser.value(QStringLiteral("shard"));
    a.threads = parser.value(QStringLiteral("threads")).toInt(&ok[0]);
    a.resume = parser.isSet(QStringLiteral("resume"));
    a.dicom = parser.isSet(QStringLiteral("dicom"));
    a.cohort = parser.isSet(QStringLiteral("cohort"));
    a.cohortOptions.seed = parser.value(QStringLiteral("seed")).toULongLong(&ok[1]);
    a.cohortOptions.slices = parser.value(QStringLiteral("slices")).toInt(&ok[2]);
    const QString count = parser.value(QStringLiteral("count"));
    a.cohortOptions.count = count.isEmpty() ? (a.cohort ? 3 : 1) : count.toInt(&ok[3]);
    if (!ok[0] || a.threads < 0 || a.threads > 1024 || !ok[1] || !ok[2] ||
        (!count.isEmpty() && !ok[3]))
        return usage(QStringLiteral("--threads, --seed, --slices and --count take whole numbers."));
    const QString device = parser.value(QStringLiteral("device"));
    if (device == QStringLiteral("cuda"))
        return usage(QStringLiteral("This build has no CUDA; use --device auto or cpu."));
    if (device != QStringLiteral("auto") && device != QStringLiteral("cpu"))
        return usage(QStringLiteral("--device is auto or cpu."));

    if (command == QStringLiteral("run"))
        return runCommand(a);
    if (command == QStringLiteral("project") || command == QStringLiteral("reconstruct"))
        return coneCommand(command, a);
    if (command == QStringLiteral("phantom"))
        return phantomCommand(a);
    return usage(QStringLiteral("Unknown command: %1").arg(command));
}
