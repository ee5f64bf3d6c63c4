#include "JobFolder.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/queue/LocalQueue.h"

#include <QtTest>

#include <csignal>
#include <sys/stat.h>

using namespace lastra;
using namespace lastra::queue;

class tst_localqueue : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Queue> m_queue;

    // As the program does when it starts: everything it knows comes from the disk.
    void restart(int cores = 4) {
        m_queue.reset();
        auto ledger = Ledger::open(m_dir->filePath("ledger.db"), nullptr);
        QVERIFY2(ledger.has_value(), ledger ? "" : qPrintable(ledger.error().toLog()));
        LocalQueueSettings settings;
        settings.folder = m_dir->filePath("jobs");
        settings.cores = cores;
        auto queue = openLocalQueue(std::move(*ledger), settings);
        QVERIFY(queue.has_value());
        m_queue = std::move(*queue);
    }
    static JobSpec shell(const QString &script, int shards = 1) {
        JobSpec spec;
        spec.name = QStringLiteral("test");
        spec.command = {"/bin/sh", "-c", script, "sh", "{out}", "{shard}", "{folder}", "{job}"};
        spec.shards = shards;
        return spec;
    }
    JobStatus stepped(const QString &id) {
        const auto step = m_queue->step();
        if (!step)
            qFatal("%s", qPrintable(step.error().toLog()));
        return m_queue->status(id).value();
    }
    QByteArray lines(const QString &id) {
        return core::readFile(m_queue->status(id)->folder + "/ran", 1 << 20).value_or(QByteArray());
    }

private Q_SLOTS:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        restart();
    }
    void cleanup() {
        // Nothing of a failed test may go on running.
        const auto jobs = m_queue->jobs().value();
        for (const JobStatus &job : jobs)
            (void)m_queue->cancel(job.id);
        m_queue.reset();
    }

    void runsToTheEndWithOutputs() {
        JobSpec spec = shell(
            "cat \"$4\" > \"$1/copy.json\"; mkdir \"$1/deep\"; "
            "cat \"$3/in/a b.txt\" > \"$1/deep/it's.txt\"; "
            "echo '{\"progress\":{\"done\":3,\"total\":8,\"unit\":\"views\",\"case\":\"c1\"}}'; "
            "echo end of log >&2");
        spec.job = {{"seed", 42}};
        const QString input = m_dir->filePath("input.txt");
        QVERIFY(core::AtomicFile::writeAll(input, "given"));
        spec.inputs = {{input, "a b.txt"}};
        const auto id = m_queue->submit(spec);
        QVERIFY2(id.has_value(), id ? "" : qPrintable(id.error().toLog()));
        QCOMPARE(m_queue->status(*id)->state, JobState::Queued);
        core::Work work;
        QCOMPARE(m_queue->fetch(*id, m_dir->filePath("early"), work).error().code,
                 QByteArray("queue.outputsNotReady"));
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id).state, JobState::Done, 10000);
        const JobStatus status = m_queue->status(*id).value();
        QCOMPARE(status.shardsDone, 1);
        QCOMPARE(status.shards[0].exitCode, 0);
        QCOMPARE(status.progress.done, 3);
        QCOMPARE(status.progress.total, 8);
        QCOMPARE(status.progress.unit, QString("views"));
        QVERIFY(status.ended.isValid());
        QVERIFY(m_queue->logTail(*id, 0, 1000)->endsWith("end of log\n"));
        const auto files = m_queue->fetch(*id, m_dir->filePath("got"), work);
        QVERIFY2(files.has_value(), files ? "" : qPrintable(files.error().toLog()));
        QCOMPARE(files->size(), 2);
        QCOMPARE(core::readFile(m_dir->filePath("got/deep/it's.txt"), 99).value(),
                 QByteArray("given"));
        QVERIFY(core::readFile(m_dir->filePath("got/copy.json"), 999)->contains("42"));
        // What was changed after the worker wrote it is not handed on.
        QVERIFY(core::AtomicFile::writeAll(status.folder + "/shards/0/out/copy.json", "{}"));
        QCOMPARE(m_queue->fetch(*id, m_dir->filePath("bad"), work).error().code,
                 QByteArray("queue.outputsDamaged"));
        QVERIFY(!QFile::exists(m_dir->filePath("bad/copy.json")));
        QVERIFY(m_queue->remove(*id));
        QVERIFY(!QFile::exists(status.folder));
        QCOMPARE(m_queue->status(*id).error().code, QByteArray("queue.jobUnknown"));
    }

    void shardsFillTheCores() {
        restart(2);
        const auto id = m_queue->submit(
            shell("echo $2 > \"$1/which\"; until [ -e \"$3/go\" ]; do sleep 0.05; done", 3));
        QTRY_COMPARE_WITH_TIMEOUT((stepped(*id), std::ranges::count_if(m_queue->status(*id)->shards,
                                                                       [](const ShardStatus &s) {
                                                                           return s.state ==
                                                                                  JobState::Running;
                                                                       })),
                                  2, 5000);
        QCOMPARE(m_queue->status(*id)->shards[2].state, JobState::Queued);
        QVERIFY(core::AtomicFile::writeAll(m_queue->status(*id)->folder + "/go", "x"));
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id).state, JobState::Done, 10000);
        core::Work work;
        QVERIFY(m_queue->fetch(*id, m_dir->filePath("got"), work));
        QCOMPARE(core::readFile(m_dir->filePath("got/shard-0002/which"), 99).value(),
                 QByteArray("2/3\n"));
    }

    // Whoever may write into the folder may leave anything there.
    void pipesAndLinksAreNotRead() {
        const JobFolder folder(m_dir->filePath("job"), m_dir->filePath("job"));
        const QString shard = folder.path() + "/shards/0/";
        QVERIFY(core::makeFolder(shard));
        const QString words = m_dir->filePath("words");
        QVERIFY(core::AtomicFile::writeAll(words, "0 2024-01-02T03:04:05Z\n"));
        core::Work work;
        for (const bool pipe : {true, false}) {
            for (const char *name : {"end-0", "worker-0", "log-0", "manifest-0"}) {
                QFile::remove(shard + name);
                if (pipe)
                    QCOMPARE(::mkfifo(QFile::encodeName(shard + name), 0600), 0);
                else
                    QVERIFY(QFile::link(words, shard + name));
            }
            QVERIFY(!folder.end(0, 0));
            QVERIFY(!folder.worker(0, 0));
            QCOMPARE(folder.logTail(0, 0, 100).value(), QByteArray());
            QCOMPARE(folder.progress(0, 0).done, JobProgress().done);
            QVERIFY(!folder.fetch(0, 0, m_dir->filePath("into"), work));
        }
        // The same words as a file are an end.
        QVERIFY(QFile::remove(shard + "end-0") && QFile::rename(words, shard + "end-0"));
        QVERIFY(folder.end(0, 0));
    }

    void sameKeySameJob() {
        JobSpec spec = shell("echo x >> \"$3/ran\"");
        spec.key = "trial-7";
        const auto first = m_queue->submit(spec);
        QCOMPARE(m_queue->submit(spec).value(), *first);
        restart();
        QCOMPARE(m_queue->submit(spec).value(), *first);
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*first).state, JobState::Done, 10000);
        QCOMPARE(m_queue->submit(spec).value(), *first);
        stepped(*first);
        QCOMPARE(lines(*first), QByteArray("x\n"));
        QCOMPARE(m_queue->jobs()->size(), size_t(1));
        spec.shards = 2;
        QCOMPARE(m_queue->submit(spec).error().code, QByteArray("queue.keyReused"));
    }

    void exitCodeIsSaid() {
        const auto id = m_queue->submit(shell("echo no luck; exit 3"));
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id).state, JobState::Failed, 10000);
        const JobStatus status = m_queue->status(*id).value();
        QCOMPARE(status.error.code, QByteArray("queue.exitCode"));
        QCOMPARE(status.error.arguments.value(1), QString("3"));
        JobSpec missing;
        missing.name = "m";
        missing.command = {"/no/such/program"};
        const auto other = m_queue->submit(missing);
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*other).state, JobState::Failed, 10000);
        QCOMPARE(m_queue->status(*other)->error.code, QByteArray("queue.programMissing"));
    }

    // The whole worker is killed once: it runs again, and only one of it at a time.
    void killedWorkerRunsAgain() {
        const auto id = m_queue->submit(
            shell("echo $$ >> \"$3/ran\"; [ $(wc -l < \"$3/ran\") -eq 2 ] || exec sleep 600"));
        QTRY_VERIFY_WITH_TIMEOUT((stepped(*id), lines(*id).endsWith('\n')), 10000);
        const auto worker =
            core::readFile(m_queue->status(*id)->folder + "/shards/0/worker-0", 999).value();
        const int wrapper = worker.split(' ')[0].toInt();
        QVERIFY(wrapper > 1);
        QCOMPARE(::kill(wrapper, SIGKILL), 0); // the shell alone; its sleep is left behind
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id).state, JobState::Done, 10000);
        QCOMPARE(m_queue->status(*id)->shards[0].attempt, 1);
        const QByteArray first = lines(*id).split('\n')[0];
        QTRY_VERIFY_WITH_TIMEOUT(::kill(first.toInt(), 0) != 0 ||
                                     core::readFile("/proc/" + first + "/stat", 999)
                                         .value_or(QByteArray("Z"))
                                         .contains(" Z "),
                                 5000);
    }

    void killedTwiceFails() {
        const auto id = m_queue->submit(shell("echo x >> \"$3/ran\"; kill -9 $$"));
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id).state, JobState::Failed, 10000);
        QCOMPARE(m_queue->status(*id)->error.code, QByteArray("queue.workerDied"));
        QCOMPARE(lines(*id), QByteArray("x\nx\n"));
    }

    void worksOnWhileTheProgramIsClosed() {
        const auto id = m_queue->submit(shell("echo x >> \"$3/ran\"; until [ -e \"$3/go\" ]; do "
                                              "sleep 0.05; done; echo r > \"$1/r\""));
        QTRY_COMPARE_WITH_TIMEOUT((stepped(*id), lines(*id)), QByteArray("x\n"), 10000);
        const QString folder = m_queue->status(*id)->folder;
        restart();
        QCOMPARE(stepped(*id).state, JobState::Running); // found again, not started again
        m_queue.reset();
        QVERIFY(core::AtomicFile::writeAll(folder + "/go", "x"));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder + "/shards/0/end-0"), 10000);
        restart();
        QCOMPARE(stepped(*id).state, JobState::Done);
        QCOMPARE(lines(*id), QByteArray("x\n"));
    }

    void cancelStopsEverything() {
        // A worker that does not listen is made to stop at the next step.
        const auto id = m_queue->submit(
            shell("trap '' TERM; echo $$ > \"$3/ran\"; while :; do sleep 0.1; done", 2));
        restart(1);
        QTRY_VERIFY_WITH_TIMEOUT((stepped(*id), !lines(*id).isEmpty()), 10000);
        QVERIFY(m_queue->cancel(*id));
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id).state, JobState::Cancelled, 10000);
        const QByteArray stat =
            core::readFile("/proc/" + lines(*id).trimmed() + "/stat", 999).value_or(QByteArray());
        QVERIFY(stat.isEmpty() || stat.contains(") Z "));
        QVERIFY(m_queue->cancel(*id)); // a second time is no mistake
        QCOMPARE(m_queue->cancel("nobody").error().code, QByteArray("queue.jobUnknown"));
    }

    void oneProcessDrives() {
        const auto id = m_queue->submit(shell("echo x >> \"$3/ran\""));
        auto ledger = Ledger::open(m_dir->filePath("ledger.db"), nullptr);
        LocalQueueSettings settings;
        settings.folder = m_dir->filePath("jobs");
        auto second = openLocalQueue(std::move(*ledger), settings);
        QVERIFY((*second)->step()); // takes the lock
        stepped(*id);
        QVERIFY((*second)->status(*id).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(
            (stepped(*id), (void)(*second)->step(), (*second)->status(*id)->state), JobState::Done,
            10000);
        QCOMPARE(lines(*id), QByteArray("x\n"));
    }

    void badSpecs() {
        const auto code = [&](JobSpec spec) { return m_queue->submit(spec).error().code; };
        QCOMPARE(code({}), QByteArray("queue.badSpec"));
        JobSpec spec = shell("true");
        spec.shards = 0;
        QCOMPARE(code(spec), QByteArray("queue.badSpec"));
        for (const char *name : {"../out", "/etc/x", "a/../../b", "", "a//b", "./a"}) {
            spec = shell("true");
            spec.inputs = {{"/etc/hostname", QString::fromLatin1(name)}};
            QCOMPARE(code(spec), QByteArray("queue.badSpec"));
        }
        spec.inputs = {{"/no/such/file", "x"}};
        QCOMPARE(code(spec), QByteArray("core.fileUnreadable"));
        QCOMPARE(m_queue->jobs()->size(), size_t(0));
    }

    void argumentsReachTheWorkerAsTheyAre() {
        JobSpec spec;
        spec.name = "quotes";
        const QString odd = "a'b \"c\" $HOME `id` \\ * {unknown} {cpus}";
        spec.command = {"/bin/sh", "-c", "printf %s \"$1\" > \"$2/x\"", "sh", odd, "{out}"};
        spec.cpus = 2;
        const auto id = m_queue->submit(spec);
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id).state, JobState::Done, 10000);
        QCOMPARE(core::readFile(m_queue->status(*id)->folder + "/shards/0/out/x", 999).value(),
                 QByteArray("a'b \"c\" $HOME `id` \\ * {unknown} 2"));
    }

    void everyChangeIsAnEvent() {
        const auto id = m_queue->submit(shell("true"));
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id).state, JobState::Done, 10000);
        auto ledger = Ledger::open(m_dir->filePath("ledger.db"), nullptr);
        QStringList states;
        const auto events = (*ledger)->events(*id).value();
        for (const LedgerEvent &event : events)
            states << event.to;
        QCOMPARE(states.first(), QString("sending"));
        QCOMPARE(states.last(), QString("done"));
        QVERIFY(states.contains("queued") && states.contains("running"));
    }
};

QTEST_GUILESS_MAIN(tst_localqueue)
#include "tst_localqueue.moc"
