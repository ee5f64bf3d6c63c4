// Against a real Slurm that tests/slurm/slurm-up starts from Debian's packages.
#include "lastra/core/AtomicFile.h"
#include "lastra/queue/SlurmQueue.h"

#include <QDir>
#include <QProcess>
#include <QtTest>

#include <sys/stat.h>

using namespace lastra;
using namespace lastra::queue;

class tst_slurmqueue : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QTemporaryDir> m_state;
    QHash<QString, QString> m_env;
    bool m_up = false;
    std::shared_ptr<core::FixedClock> m_clock =
        std::make_shared<core::FixedClock>(QDateTime::currentDateTimeUtc());
    std::shared_ptr<Ledger> m_ledger;
    std::unique_ptr<Queue> m_queue;
    QByteArray m_token;
    int m_renewals = 0;

    static QString tool(const char *name) {
        return QStringLiteral(LASTRA_SOURCE_DIR "/tests/slurm/") + QLatin1String(name);
    }
    SlurmSettings settings() {
        SlurmSettings s;
        s.url = m_env["URL"];
        s.user = m_env["NAME"];
        s.sharedFolder = m_env["JOBS"];
        s.worldWritable = true; // jobs run as nobody here
        s.token = [this](bool renew) -> core::Result<core::SecretBytes> {
            m_renewals += renew;
            return core::SecretBytes(renew ? m_env["TOKEN"].toLatin1() : m_token);
        };
        return s;
    }
    void open(const SlurmSettings &s) {
        m_queue.reset();
        m_ledger = Ledger::open(m_state->filePath("ledger.db"), m_clock).value();
        auto queue = openSlurmQueue(m_ledger, s);
        QVERIFY(queue.has_value());
        m_queue = std::move(*queue);
    }
    static JobSpec shell(const QString &script, int shards = 1) {
        JobSpec spec;
        spec.name = QStringLiteral("test");
        spec.command = {"/bin/sh", "-c", script, "sh", "{out}", "{shard}", "{folder}"};
        spec.shards = shards;
        spec.timeLimitMinutes = 5;
        return spec;
    }
    JobState stepped(const QString &id) {
        const auto step = m_queue->step();
        if (!step)
            qWarning("%s", qPrintable(step.error().toLog()));
        return m_queue->status(id)->state;
    }
    QString scontrol(const QStringList &arguments) {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("SLURM_CONF", m_env["CONF"]);
        process.setProcessEnvironment(environment);
        process.start("scontrol", arguments);
        process.waitForFinished();
        return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
    }

private Q_SLOTS:
    void initTestCase() {
        m_dir = std::make_unique<QTemporaryDir>(QDir::tempPath() + "/lsXXXXXX");
        ::chmod(qPrintable(m_dir->path()), 0755); // the gateway and the jobs run as nobody
        QProcess up;
        up.setProcessChannelMode(QProcess::MergedChannels);
        up.start(tool("slurm-up"), {m_dir->filePath("s")});
        up.waitForFinished(90000);
        if (up.exitCode() == 77)
            QSKIP(up.readAll().trimmed().constData());
        QVERIFY2(up.exitCode() == 0, up.readAll().constData());
        m_up = true;
        for (const QByteArray &line :
             core::readFile(m_dir->filePath("s/env"), 65536).value().split('\n'))
            m_env.insert(line.left(line.indexOf('=')), line.mid(line.indexOf('=') + 1));
        QVERIFY(m_env["URL"].startsWith("http://127.0.0.1:"));
    }
    void cleanupTestCase() {
        m_queue.reset();
        if (m_up)
            QCOMPARE(QProcess::execute(tool("slurm-down"), {m_dir->filePath("s")}), 0);
    }
    void init() {
        m_state = std::make_unique<QTemporaryDir>();
        m_token = m_env["TOKEN"].toLatin1();
        m_renewals = 0;
        m_clock->set(QDateTime::currentDateTimeUtc());
        open(settings());
    }

    void runsToTheEndWithOutputs() {
        JobSpec spec = shell("cat \"$3/in/a.txt\" > \"$1/b.txt\"; "
                             "echo '{\"progress\":{\"done\":5,\"total\":5,\"unit\":\"views\"}}'");
        const QString input = m_state->filePath("a.txt");
        QVERIFY(core::AtomicFile::writeAll(input, "through the queue"));
        spec.inputs = {{input, "a.txt"}};
        spec.key = "k";
        const auto id = m_queue->submit(spec);
        QVERIFY2(id.has_value(), id ? "" : qPrintable(id.error().toLog()));
        QVERIFY(m_queue->status(*id)->remoteId.toInt() > 0);
        QCOMPARE(m_queue->submit(spec).value(), *id); // same key
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id), JobState::Done, 30000);
        QCOMPARE(m_queue->status(*id)->progress.done, 5);
        core::Work work;
        QVERIFY(m_queue->fetch(*id, m_state->filePath("got"), work));
        QCOMPARE(core::readFile(m_state->filePath("got/b.txt"), 99).value(),
                 QByteArray("through the queue"));
    }

    void anArrayIsManyShards() {
        const auto id = m_queue->submit(shell("echo $2 > \"$1/x\"", 3));
        QVERIFY2(id.has_value(), id ? "" : qPrintable(id.error().toLog()));
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id), JobState::Done, 40000);
        core::Work work;
        QCOMPARE(m_queue->fetch(*id, m_state->filePath("got"), work)->size(), 3);
        QCOMPARE(core::readFile(m_state->filePath("got/shard-0001/x"), 9).value(),
                 QByteArray("1/3\n"));
    }

    void exitCodeComesBack() {
        const auto id = m_queue->submit(shell("echo broken; exit 7"));
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id), JobState::Failed, 30000);
        QCOMPARE(m_queue->status(*id)->error.arguments.value(1), QString("7"));
        QCOMPARE(m_queue->logTail(*id, 0, 99).value(), QByteArray("broken\n"));
    }

    void cancelStopsIt() {
        const auto id = m_queue->submit(shell("sleep 600"));
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id), JobState::Running, 30000);
        QVERIFY(m_queue->cancel(*id));
        QCOMPARE(m_queue->status(*id)->state, JobState::Cancelling);
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id), JobState::Cancelled, 30000);
    }

    void refusalsAreShown() {
        SlurmSettings s = settings();
        s.partition = "nowhere";
        open(s);
        const auto wrong = m_queue->submit(shell("true"));
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, QByteArray("queue.refused"));
        QVERIFY2(wrong.error().arguments.value(1).contains("partition"),
                 qPrintable(wrong.error().arguments.value(1)));
        open(settings());
        const QString refuse = m_dir->filePath("s/refuse");
        QVERIFY(core::AtomicFile::writeAll(refuse, "x"));
        ::chmod(qPrintable(refuse), 0644);
        const auto filtered = m_queue->submit(shell("true"));
        QVERIFY(QFile::remove(refuse));
        QVERIFY(!filtered);
        QCOMPARE(filtered.error().code, QByteArray("queue.refusedSilently"));
        QCOMPARE(m_queue->jobs()->size(), size_t(0)); // neither ever was
        QCOMPARE(m_renewals, 0);                      // a refusal is not a stale token
    }

    void aStaleTokenIsRenewed() {
        m_token = scontrol({"token", "username=nobody", "lifespan=1"}).mid(10).toLatin1();
        QVERIFY(m_token.size() > 50);
        const auto id = m_queue->submit(shell("true"));
        QVERIFY2(id.has_value(), id ? "" : qPrintable(id.error().toLog()));
        QVERIFY(m_renewals > 0);
        // One that does not tell its end is found out by the answer.
        open(settings());
        m_token = m_env["TOKEN"].toLatin1().chopped(6) + "AAAAAA";
        m_renewals = 0;
        QVERIFY(m_queue->submit(shell("true")).has_value());
        QCOMPARE(m_renewals, 1);
        // And one that stays bad is said to be.
        SlurmSettings s = settings();
        s.token = [this](bool) -> core::Result<core::SecretBytes> {
            return core::SecretBytes(m_token);
        };
        open(s);
        const auto refused = m_queue->submit(shell("true"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, QByteArray("queue.tokenExpired"));
        QVERIFY(!refused.error().toLog().contains(m_token));
        // Where a token cannot be had, what is in the way is said.
        s.token = [](bool) -> core::Result<core::SecretBytes> {
            return core::fail("net.refused", {QStringLiteral("iam.example.org")});
        };
        open(s);
        QCOMPARE(m_queue->submit(shell("true")).error().code, QByteArray("net.refused"));
    }

    // The scheduler has forgotten the job (its number means nothing any more): the results decide.
    void forgottenJobWithResultsIsDone() {
        const auto id = m_queue->submit(shell("echo r > \"$1/r\""));
        QVERIFY(id.has_value());
        const QString folder = m_queue->status(*id)->folder;
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder + "/shards/0/end-0"), 30000);
        LedgerJob job = m_ledger->job(*id).value();
        job.remoteId = "99999999";
        QVERIFY(m_ledger->save(job, "test"));
        QCOMPARE(stepped(*id), JobState::Done);
        // Without results a missing record ends nothing.
        const auto lost = m_queue->submit(shell("sleep 600"));
        job = m_ledger->job(*lost).value();
        const QString number = std::exchange(job.remoteId, "99999999");
        QVERIFY(m_ledger->save(job, "test"));
        QCOMPARE(stepped(*lost), JobState::Unknown);
        job.remoteId = number;
        QVERIFY(m_ledger->save(job, "test"));
        QVERIFY(m_queue->cancel(*lost));
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*lost), JobState::Cancelled, 30000);
    }

    // The program died between sending and hearing the answer: the job is found by its name.
    void doubtfulSubmissionIsAdopted() {
        const auto id = m_queue->submit(shell("echo x >> \"$3/shards/ran\"; sleep 1"));
        QVERIFY(id.has_value());
        LedgerJob job = m_ledger->job(*id).value();
        const QString number = std::exchange(job.remoteId, QString());
        job.state = JobState::Sending;
        QVERIFY(m_ledger->save(job, "test"));
        open(settings());
        stepped(*id);
        QCOMPARE(m_queue->status(*id)->remoteId, number);
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id), JobState::Done, 30000);
        QCOMPARE(core::readFile(m_queue->status(*id)->folder + "/shards/ran", 99).value(),
                 QByteArray("x\n"));
    }

    // It never arrived: after two looks a minute apart it is sent again, once.
    void lostSubmissionIsSentAgain() {
        const auto added = m_ledger->add("slurm", shell("echo x >> \"$3/shards/ran\""));
        const QString id = added->job.id;
        QCOMPARE(stepped(id), JobState::Sending);
        m_clock->set(m_clock->now().addSecs(61));
        QCOMPARE(stepped(id), JobState::Sending);
        QCOMPARE(stepped(id), JobState::Sending);
        m_clock->set(m_clock->now().addSecs(61));
        stepped(id);
        QVERIFY(!m_queue->status(id)->remoteId.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(stepped(id), JobState::Done, 30000);
        QCOMPARE(core::readFile(m_queue->status(id)->folder + "/shards/ran", 99).value(),
                 QByteArray("x\n"));
    }

    void overTheUnixSocket() {
        SlurmSettings s = settings();
        s.url.clear();
        s.unixSocket = m_env["SOCKET"];
        open(s);
        const auto id = m_queue->submit(shell("true"));
        QVERIFY2(id.has_value(), id ? "" : qPrintable(id.error().toLog()));
        QTRY_COMPARE_WITH_TIMEOUT(stepped(*id), JobState::Done, 30000);
    }

    void aDeadGatewayIsSaid() {
        SlurmSettings s = settings();
        s.url = "http://127.0.0.1:1";
        open(s);
        const auto refused = m_queue->submit(shell("true"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, QByteArray("queue.unreachable"));
        QCOMPARE(m_queue->jobs()->size(), size_t(0));
    }
};

QTEST_GUILESS_MAIN(tst_slurmqueue)
#include "tst_slurmqueue.moc"
