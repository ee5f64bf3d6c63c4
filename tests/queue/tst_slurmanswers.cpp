// Answers as a real slurmrestd 22.05 gives them.
#include "SlurmAnswers.h"
#include "lastra/queue/SlurmQueue.h"

#include <QJsonDocument>
#include <QtTest>

using namespace lastra;
using namespace lastra::queue;

namespace {
QJsonObject json(const char *text) {
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(text, &error);
    if (!document.isObject())
        qFatal("%s", qPrintable(error.errorString()));
    return document.object();
}
} // namespace

class tst_slurmanswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void submitAnswers_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("kind");
        using Kind = SubmitAnswer::Kind;
        const auto row = [](const char *tag, int status, const char *answer, Kind kind) {
            QTest::newRow(tag) << status << QByteArray(answer) << int(kind);
        };
        row("accepted", 200, R"({"errors":[],"job_id":8123,"step_id":"BATCH"})", Kind::Accepted);
        row("accepted with an error", 200,
            R"({"errors":[{"error_number":2015,"error":"Requested partition configuration not available now"}],"job_id":8})",
            Kind::Accepted);
        row("accepted with a 500", 500, R"({"errors":[{"error_code":5004}],"job_id":9})",
            Kind::Accepted);
        row("partition", 500,
            R"({"errors":[{"error":"Invalid partition name specified","error_number":2000}],"job_id":0})",
            Kind::Refused);
        row("unknown key", 400, R"({"errors":[{"description":"Unknown key","error_number":9202}]})",
            Kind::Refused);
        row("filter", 500, R"({"errors":[{"error":"Unspecified error","error_number":-1}]})",
            Kind::RefusedSilently);
        row("no controller", 500, R"({"errors":[{"errno":1800}]})", Kind::NotSent);
        row("timed out", 500, R"({"errors":[{"error_number":5004}]})", Kind::Doubtful);
        row("zero bytes", 500, R"({"errors":[{"error_code":5005}]})", Kind::Doubtful);
        row("a proxy's page", 502, "{}", Kind::Doubtful);
        row("empty but fine", 200, "{}", Kind::Doubtful);
        row("no headers", 401, "{}", Kind::TokenRefused);
    }
    void submitAnswers() {
        QFETCH(int, status);
        QFETCH(QByteArray, answer);
        QFETCH(int, kind);
        QCOMPARE(int(readSubmit(status, json(answer)).kind), kind);
    }

    void states_data() {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<int>("state");
        const auto row = [](const char *word, const char *reason, JobState state) {
            QTest::newRow(qPrintable(QString("%1 %2").arg(word, reason)))
                << QString(word) << QString(reason) << int(state);
        };
        row("PENDING", "Resources", JobState::Queued);
        row("PENDING", "PartitionDown", JobState::Stuck);
        row("PENDING", "JobHeldUser", JobState::Stuck);
        row("RUNNING", "None", JobState::Running);
        row("COMPLETING", "None", JobState::Finishing);
        row("COMPLETED", "None", JobState::Done);
        row("FAILED", "NonZeroExitCode", JobState::Failed);
        row("OUT_OF_MEMORY", "OutOfMemory", JobState::OutOfMemory);
        row("TIMEOUT", "TimeLimit", JobState::TimedOut);
        row("PREEMPTED", "None", JobState::Preempted);
        row("NODE_FAIL", "NodeDown", JobState::NodeLost);
        row("CANCELLED", "None", JobState::Cancelled);
        row("SOMETHING_NEW", "None", JobState::Unknown);
        row("", "", JobState::Unknown);
    }
    void states() {
        QFETCH(QString, word);
        QFETCH(QString, reason);
        QFETCH(int, state);
        const SlurmRecord record =
            readRecord({{"job_id", 5}, {"job_state", word}, {"state_reason", reason}});
        QCOMPARE(int(record.state), state);
    }

    void record() {
        const SlurmRecord failed = readRecord(json(
            R"({"job_id":8123,"array_job_id":0,"array_task_id":null,"name":"lastra-x","job_state":"FAILED",
                "state_reason":"NonZeroExitCode","exit_code":768,"restart_cnt":1,
                "start_time":1790000012,"end_time":1790000840})"));
        QCOMPARE(failed.jobId, 8123);
        QCOMPARE(failed.exitCode, 3);
        QCOMPARE(failed.ended, QDateTime::fromSecsSinceEpoch(1790000840, Qt::UTC));
        QVERIFY(failed.tasks.empty());
        const SlurmRecord killed =
            readRecord(json(R"({"job_id":1,"job_state":"FAILED","exit_code":9})"));
        QCOMPARE(killed.exitCode, 137);
        const SlurmRecord waiting = readRecord(json(
            R"({"job_id":7,"array_job_id":7,"array_task_id":null,"array_task_string":"2-4,9%2",
                "job_state":"PENDING","state_reason":"Resources","start_time":1790000012})"));
        QCOMPARE(waiting.tasks, (std::vector<int>{2, 3, 4, 9}));
        QVERIFY(waiting.expectedStart.isValid() && !waiting.started.isValid());
        const SlurmRecord task = readRecord(
            json(R"({"job_id":8,"array_job_id":7,"array_task_id":1,"job_state":"RUNNING"})"));
        QCOMPARE(task.jobId, 7);
        QCOMPARE(task.tasks, std::vector<int>{1});
    }

    void hostileTasks() {
        QVERIFY(readTasks("0-99999999").empty());
        QVERIFY(readTasks("5-2").empty());
        QVERIFY(readTasks("x,-1,").empty());
        // Repeated, it names no more tasks than a job can have.
        QCOMPARE(readTasks(QStringLiteral("0-999,").repeated(20000)).size(), size_t(1000));
        QVERIFY(readTasks(QStringLiteral("0-100000,").repeated(20000)).empty());
        QCOMPARE(readTasks("7,3,3-4,7"), (std::vector<int>{3, 4, 7}));
    }

    void tokenEnds() {
        const QByteArray body =
            QByteArray(R"({"exp":1790000000,"sun":"x"})")
                .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        QCOMPARE(tokenEnd(QByteArray("h." + body + ".s")),
                 QDateTime::fromSecsSinceEpoch(1790000000, Qt::UTC));
        QVERIFY(!tokenEnd(QByteArray("opaque")).isValid());
        QVERIFY(!tokenEnd(QByteArray("a.!!.c")).isValid());
    }

    void sitesThatCannotWork() {
        QTemporaryDir dir;
        SlurmSettings good;
        good.url = "http://127.0.0.1:1";
        good.user = "u";
        good.sharedFolder = dir.path();
        good.token = [](bool) -> core::Result<core::SecretBytes> { return core::SecretBytes("t"); };
        std::shared_ptr<Ledger> ledger = Ledger::open(dir.filePath("l.db"), nullptr).value();
        QVERIFY(openSlurmQueue(ledger, good));
        const auto field = [&](SlurmSettings settings) {
            const auto queue = openSlurmQueue(ledger, std::move(settings));
            return queue ? QString() : queue.error().arguments.value(1);
        };
        for (const char *url :
             {"http://far.example.org", "ftp://x", "", "https://user@far.example.org"}) {
            SlurmSettings bad = good;
            bad.url = QString::fromLatin1(url);
            QCOMPARE(field(bad), QString("url"));
        }
        SlurmSettings bad = good;
        bad.sharedFolder = dir.filePath("nowhere");
        QCOMPARE(field(bad), QString("sharedFolder"));
        bad = good;
        bad.token = nullptr;
        QCOMPARE(field(bad), QString("token"));
    }
};

QTEST_GUILESS_MAIN(tst_slurmanswers)
#include "tst_slurmanswers.moc"
