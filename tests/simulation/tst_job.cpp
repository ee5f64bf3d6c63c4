#include "lastra/core/Json.h"
#include "lastra/imaging/MetaImage.h"
#include "lastra/simulation/Job.h"
#include "lastra/simulation/SampleCohort.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace lastra;
using namespace lastra::simulation;

namespace {

// Small enough for a test: 8 slices of 64 x 64.
QJsonObject jobDocument(int cases = 2) {
    QJsonArray list;
    for (int i = 0; i < cases; ++i)
        list.append(QJsonObject{
            {"caseId", QStringLiteral("c%1").arg(i)},
            {"patient", QJsonObject{{"seed", 4}, {"nodule", QJsonObject{{"diameterMm", 22}}}}},
            {"scanner", QJsonObject{{"views", 120}, {"cells", 256}}},
            {"protocol", QJsonObject{{"mAs", i == 0 ? 400 : 40}}},
            {"reconstruction", QJsonObject{{"matrix", 128}, {"slices", 24}, {"sliceMm", 6}}}});
    return {{"lastraJob", 1}, {"trial", "test"}, {"cases", list}};
}

QStringList filesBelow(const QString &folder) {
    QStringList out;
    QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext())
        out << QDir(folder).relativeFilePath(it.next());
    out.sort();
    return out;
}

QByteArray content(const QString &path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct Ran {
    int status = -1;
    QByteArray out, err;
};
Ran lastraSim(const QStringList &arguments) {
    QProcess process;
    process.start(QStringLiteral(LASTRA_SIM), arguments);
    process.waitForFinished(100000);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

class TstJob : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusesBadJobs_data() {
        QTest::addColumn<QString>("place");
        QTest::addColumn<QJsonObject>("job");
        const auto with = [](auto change) {
            QJsonObject job = jobDocument(1);
            QJsonObject one = job["cases"].toArray()[0].toObject();
            change(job, one);
            if (!one.isEmpty())
                job["cases"] = QJsonArray{one};
            return job;
        };
        QTest::newRow("leaves its folder")
            << "/cases/0/caseId" << with([](auto &, auto &c) { c["caseId"] = "../escape"; });
        QTest::newRow("hidden") << "/cases/0/caseId"
                                << with([](auto &, auto &c) { c["caseId"] = ".partial-x"; });
        QTest::newRow("no seed") << "/cases/0/patient/seed"
                                 << with([](auto &, auto &c) { c["patient"] = QJsonObject(); });
        QTest::newRow("dose") << "/cases/0/protocol/mAs" << with([](auto &, auto &c) {
            c["protocol"] = QJsonObject{{"mAs", -5}};
        });
        QTest::newRow("text for a number") << "/cases/0/scanner/views" << with([](auto &, auto &c) {
            c["scanner"] = QJsonObject{{"views", "many"}};
        });
        QTest::newRow("half a slice")
            << "/cases/0/reconstruction/slices" << with([](auto &, auto &c) {
                   c["reconstruction"] = QJsonObject{{"slices", 2.5}};
               });
        QTest::newRow("kernel") << "/cases/0/reconstruction/kernel" << with([](auto &, auto &c) {
            c["reconstruction"] = QJsonObject{{"kernel", "B30f"}};
        });
        QTest::newRow("no cases") << "/cases" << with([](auto &j, auto &c) {
            j["cases"] = QJsonArray();
            c = {};
        });
    }
    void refusesBadJobs() {
        QFETCH(QString, place);
        QFETCH(QJsonObject, job);
        const auto parsed = parseJob(job);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, QByteArray("simulation.jobInvalid"));
        QCOMPARE(parsed.error().arguments.value(0), place);
    }
    void namesUnknownKeysAndTwins() {
        QJsonObject job = jobDocument(1);
        QJsonObject one = job["cases"].toArray()[0].toObject();
        job["cases"] = QJsonArray{one, one};
        auto parsed = parseJob(job);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, QByteArray("simulation.caseTwice"));
        QCOMPARE(parsed.error().arguments, QStringList{one["caseId"].toString()});
        one["colour"] = "red";
        job["cases"] = QJsonArray{one};
        parsed = parseJob(job);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, QByteArray("simulation.keyUnknown"));
        QCOMPARE(parsed.error().arguments, QStringList{"/cases/0/colour"});
    }
    void versionAndShard() {
        QJsonObject job = jobDocument();
        job["lastraJob"] = 2;
        QCOMPARE(parseJob(job).error().code, QByteArray("simulation.jobVersion"));
        QCOMPARE(parseShard(QStringLiteral("1/3"), {})->shard, 1);
        for (const char *bad : {"3/3", "-1/2", "1", "a/b", "1/0", ""})
            QCOMPARE(parseShard(QString::fromLatin1(bad), {}).error().code,
                     QByteArray("simulation.shard"));
    }
    void runsResumesAndShards() {
        QTemporaryDir dir;
        const auto job = parseJob(jobDocument());
        QVERIFY(job);
        core::Work work;
        RunOptions options;
        options.outDir = dir.filePath(QStringLiteral("a"));
        options.threads = 2;
        const auto report = runJob(*job, options, work);
        QVERIFY(report);
        QCOMPARE(report->done, 2);
        QCOMPARE(work.progress().done, 48);

        // The truth of the nodule and what was measured.
        const auto result =
            core::readJsonObject(options.outDir + QStringLiteral("/c0/result.json"));
        QVERIFY(result);
        const QJsonObject metrics = (*result)["metrics"].toObject();
        const auto metric = [&](const char *name) {
            return metrics[QLatin1String(name)].toObject()["value"].toDouble(-1e9);
        };
        QVERIFY2(std::abs(metric("huError.nodule")) < 12,
                 qPrintable(QString::number(metric("huError.nodule"))));
        QVERIFY(std::abs(metric("meanHu.lung") + 850) < 60);
        QVERIFY(metric("dPrimeNpw.nodule") > 3 && metric("cnr.nodule") > 3);
        const auto other = core::readJsonObject(options.outDir + QStringLiteral("/c1/result.json"));
        const double ratio =
            (*other)["metrics"].toObject()["noiseSd.lung"].toObject()["value"].toDouble() /
            metric("noiseSd.lung");
        QVERIFY2(ratio > 2.7 && ratio < 3.8, qPrintable(QString::number(ratio))); // sqrt(10)
        const auto labels =
            imaging::readMetaImage(options.outDir + QStringLiteral("/c0/truth/labels.mha"));
        QVERIFY(labels);
        const auto truth =
            core::readJsonObject(options.outDir + QStringLiteral("/c0/truth/truth.json"));
        const QJsonArray centre = (*truth)["nodule"].toObject()["centreMm"].toArray();
        const auto at = labels->geometry().toVoxel(
            {centre[0].toDouble(), centre[1].toDouble(), centre[2].toDouble()});
        QCOMPARE(int(labels->stored(int(std::lround(at.x)), int(std::lround(at.y)),
                                    int(std::lround(at.z)))),
                 int(Tissue::Nodule));

        // Another number of threads, one shard each: the same bytes.
        RunOptions again = options;
        again.outDir = dir.filePath(QStringLiteral("b"));
        again.shardCount = 2;
        for (const int shard : {0, 1}) {
            again.shard = shard;
            again.threads = 1 + 2 * shard;
            core::Work w;
            QCOMPARE(runJob(*job, again, w)->done, 1);
        }
        const QStringList files = filesBelow(options.outDir);
        QCOMPARE(files.size(), 2 * (24 + 4));
        QCOMPARE(filesBelow(again.outDir), files);
        for (const QString &file : files)
            QVERIFY2(content(options.outDir + '/' + file) == content(again.outDir + '/' + file),
                     qPrintable(file));

        // What is proven done is skipped; a damaged case is made again.
        options.resume = true;
        core::Work w1;
        QCOMPARE(runJob(*job, options, w1)->skipped, 2);
        const QString victim = options.outDir + QStringLiteral("/c1/dicom/IM0003.dcm");
        const QByteArray before = content(victim);
        QVERIFY(QFile::resize(victim, 100));
        core::Work w2;
        const auto repaired = runJob(*job, options, w2);
        QCOMPARE(repaired->skipped, 1);
        QCOMPARE(repaired->done, 1);
        QCOMPARE(content(victim), before);

        // Cancelled: nothing half-written is left.
        core::Work w3;
        w3.cancel();
        RunOptions third = options;
        third.outDir = dir.filePath(QStringLiteral("c"));
        QCOMPARE(runJob(*job, third, w3).error().code, QByteArray("core.cancelled"));
        QVERIFY(filesBelow(third.outDir).isEmpty());
    }
    void program() {
        QTemporaryDir dir;
        const QString job = dir.filePath(QStringLiteral("job.json"));
        QVERIFY(core::writeJsonObject(job, jobDocument(1)));
        const QString out = dir.filePath(QStringLiteral("out"));
        const Ran ran = lastraSim({"run", job, "--out", out, "--device", "auto", "--threads", "2"});
        QVERIFY2(ran.status == 0, ran.err);
        const QList<QByteArray> lines = ran.out.trimmed().split('\n');
        bool sawAll = false;
        for (const QByteArray &line : lines) {
            const QJsonObject o = QJsonDocument::fromJson(line).object();
            QVERIFY2(!o.isEmpty(), line);
            const QJsonObject p = o["progress"].toObject();
            sawAll = sawAll || (p["done"].toInt() == 24 && p["total"].toInt() == 24 &&
                                p["unit"].toString() == QLatin1String("images"));
        }
        QVERIFY(sawAll);

        // The series is what DICOM asks for.
        const QString verifier = QStandardPaths::findExecutable(QStringLiteral("dciodvfy"));
        if (verifier.isEmpty())
            QSKIP("dciodvfy (dicom3tools) is not installed");
        QProcess check;
        check.start(verifier, {out + QStringLiteral("/c0/dicom/IM0001.dcm")});
        QVERIFY(check.waitForFinished());
        const QByteArray said = check.readAllStandardError() + check.readAllStandardOutput();
        for (const QByteArray &line : said.split('\n'))
            // Synthetic Data is younger than the verifier's dictionary.
            QVERIFY2(!line.startsWith("Error") || line.contains("(0x0008,0x001c)"), line);
    }
    void programRefuses() {
        QTemporaryDir dir;
        QCOMPARE(lastraSim({}).status, 2);
        QCOMPARE(lastraSim({"dance"}).status, 2);
        QCOMPARE(lastraSim({"run", "x.json"}).status, 2);
        QCOMPARE(lastraSim({"run", "x.json", "--out", dir.path(), "--device", "cuda"}).status, 2);
        const Ran missing = lastraSim({"run", dir.filePath("none.json"), "--out", dir.path()});
        QCOMPARE(missing.status, 1);
        QVERIFY(missing.err.contains("none.json"));
        QFile broken(dir.filePath("broken.json"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("{\"lastraJob\": 1, \"trial\"");
        broken.close();
        const Ran bad = lastraSim({"run", dir.filePath("broken.json"), "--out", dir.path()});
        QCOMPARE(bad.status, 1);
        QVERIFY(bad.err.contains("broken.json"));
        QJsonObject job = jobDocument(1);
        job["trial"] = "no/slash";
        QVERIFY(core::writeJsonObject(dir.filePath("slash.json"), job));
        const Ran slash = lastraSim({"run", dir.filePath("slash.json"), "--out", dir.path()});
        QCOMPARE(slash.status, 1);
        QVERIFY(slash.err.contains("/trial"));
        QCOMPARE(
            lastraSim({"run", dir.filePath("slash.json"), "--out", dir.path(), "--threads", "two"})
                .status,
            2);
    }
    void terminated() {
        QTemporaryDir dir;
        QJsonObject job = jobDocument(1);
        QJsonObject one = job["cases"].toArray()[0].toObject();
        one["scanner"] = QJsonObject{{"views", 4000}, {"cells", 1024}};
        job["cases"] = QJsonArray{one};
        const QString path = dir.filePath("job.json"), out = dir.filePath("out");
        QVERIFY(core::writeJsonObject(path, job));
        QProcess process;
        process.start(QStringLiteral(LASTRA_SIM), {"run", path, "--out", out});
        QVERIFY(process.waitForReadyRead(60000)); // its first progress line
        process.terminate();
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardOutput().contains("core.cancelled"));
        QVERIFY(filesBelow(out).isEmpty());
    }
    void cohort() {
        QTemporaryDir dir;
        CohortOptions options;
        options.slices = 6;
        options.matrix = 64;
        options.sliceMm = 20;
        core::Work work;
        const auto report = makeSampleCohort(dir.filePath("cohort"), work, options);
        QVERIFY(report);
        QCOMPARE(report->folders.size(), 3);
        QCOMPARE(report->files, 3 * 6 + 1);
        const auto truth = core::readJsonObject(report->truthFile);
        QVERIFY(truth);
        const QJsonArray patients = (*truth)["patients"].toArray();
        QCOMPARE(patients.size(), 3);
        for (int i = 0; i < 3; ++i) {
            // Each planted value really is in the file.
            const QByteArray bytes = content(report->folders[i] + QStringLiteral("/ct/IM0001.dcm"));
            QVERIFY(bytes.size() > 64 * 64 * 2);
            const QJsonArray planted = patients[i].toObject()["planted"].toArray();
            QCOMPARE(planted.size(), 10);
            for (const auto &value : planted)
                QVERIFY2(bytes.contains(value.toString().toUtf8()), qPrintable(value.toString()));
            QVERIFY(bytes.contains("SIMULATED"));
        }
        QVERIFY(QFile::exists(report->folders[0] + QStringLiteral("/capture/SC0001.dcm")));
        options.count = 0;
        QCOMPARE(makeSampleCohort(dir.filePath("x"), work, options).error().code,
                 QByteArray("simulation.parameter"));
    }
};

QTEST_GUILESS_MAIN(TstJob)
#include "tst_job.moc"
