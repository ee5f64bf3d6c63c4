#include "lastra/trial/Design.h"
#include "lastra/trial/Estimate.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace lastra::trial;

namespace {
Design small() {
    Design d;
    d.title = QStringLiteral("Dose");
    d.patients = 2;
    d.doses = {25, 100};
    return d;
}
} // namespace

class TestDesign : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAreTheProductOfTheFactors() {
        Design d = small();
        QCOMPARE(d.cases(), 4);
        d.kernels = {QStringLiteral("smooth"), QStringLiteral("sharp")};
        d.realisations = 3;
        QCOMPARE(d.arms(), 4);
        QCOMPARE(d.cases(), 24);
        QCOMPARE(qint64(casesOf(d).size()), d.cases());
        QSet<QString> ids;
        for (const Case &c : casesOf(d))
            ids << c.id;
        QCOMPARE(ids.size(), 24);
    }

    void theSameAnatomyUnderEveryArm() {
        const auto cases = casesOf(small());
        QCOMPARE(cases[0].patientSeed, cases[1].patientSeed);
        QVERIFY(cases[0].patientSeed != cases[2].patientSeed);
        QVERIFY(cases[0].noiseSeed != cases[1].noiseSeed);
    }

    void addingAnArmMovesNoOtherCase() {
        Design more = small();
        more.doses = {25, 50, 100};
        for (const Case &a : casesOf(small()))
            for (const Case &b : casesOf(more))
                if (a.patient == b.patient && a.arm.mAs == b.arm.mAs) {
                    QCOMPARE(a.noiseSeed, b.noiseSeed);
                    QCOMPARE(a.patientSeed, b.patientSeed);
                }
    }

    void theDesignSurvivesItsFile() {
        Design d = small();
        d.noduleMm = 6.5;
        d.seed = 9007199254740991;
        const auto back = Design::fromJson(d.toJson());
        QVERIFY(back);
        QCOMPARE(back->toJson(), d.toJson());
        QCOMPARE(back->digest(), d.digest());
        d.title = QStringLiteral("Another title");
        QCOMPARE(back->digest(), d.digest());
        d.seed = 2;
        QVERIFY(back->digest() != d.digest());
    }

    void whatCannotRunIsNamed_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QStringList>("arguments");
        const auto row = [](const char *name, const char *key, const QJsonValue &value,
                            const char *code, const QStringList &arguments) {
            QTest::newRow(name) << QString::fromLatin1(key) << value << QByteArray(code)
                                << arguments;
        };
        // Arguments are values of the document and figures, never words of one language.
        row("no patient", "patients", 0, "trial.designRange", {"patients", "1", "100000"});
        row("no repeat", "realisations", 0, "trial.designRange", {"realisations", "1", "1000"});
        row("a fist", "noduleMm", 40.5, "trial.designRange", {"noduleMm", "0", "40"});
        row("half a patient", "patients", 1.5, "trial.designType", {"patients"});
        row("text for a number", "slices", "many", "trial.designType", {"slices"});
        row("unknown word", "dosis", 1, "trial.designKey", {"dosis"});
        row("unknown scanner", "scanners", QJsonArray{"X"}, "trial.scannerUnknown",
            {"X", "Lastra LA-1, Lastra LA-2"});
        row("no scanner", "scanners", QJsonArray{}, "trial.designEmpty", {"scanners"});
        row("no dose", "doses", QJsonArray{}, "trial.designEmpty", {"doses"});
        row("a dose twice", "doses", QJsonArray{10, 10}, "trial.designTwice", {"doses"});
        row("no title", "title", "", "trial.titleLength", {"120"});
        row("other version", "lastraTrial", 2, "trial.designVersion", {});
    }
    void whatCannotRunIsNamed() {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QJsonObject json = small().toJson();
        json.insert(key, value);
        const auto design = Design::fromJson(json);
        QVERIFY(!design);
        QTEST(QByteArray(design.error().code), "code");
        QTEST(design.error().arguments, "arguments");
    }

    void theEngineRefusesWhatItCannotSimulate() {
        QJsonObject json = small().toJson();
        json.insert(QStringLiteral("doses"), QJsonArray{-5});
        QVERIFY(!Design::fromJson(json));
        json = small().toJson();
        json.insert(QStringLiteral("kVps"), QJsonArray{500});
        QVERIFY(!Design::fromJson(json));
    }

    void tooManyCasesAreCounted() {
        Design d = small();
        d.patients = 100000;
        const auto done = d.check();
        QVERIFY(!done);
        QCOMPARE(done.error().code, QByteArray("trial.tooManyCases"));
        QCOMPARE(done.error().arguments.first(), QStringLiteral("200000"));
    }

    void theEstimateGrowsWithTheTrial() {
        Design d = small();
        const Estimate one = estimate(d, 2);
        d.patients = 4;
        const Estimate two = estimate(d, 2);
        QCOMPARE(two.cases, 2 * one.cases);
        QCOMPARE(two.images, 2 * one.images);
        QCOMPARE(two.coreSeconds, 2 * one.coreSeconds);
        QVERIFY(estimate(d, 4).seconds < two.seconds);
        // A case is one core's; a core more than there are cases has nothing to do.
        QCOMPARE(estimate(d, 100).seconds, two.coreSeconds / double(two.cases));
        Design fine = d;
        fine.scanners = {QStringLiteral("Lastra LA-2")};
        QVERIFY(estimate(fine, 2).seconds > two.seconds);
        QCOMPARE(two.written, 2 * one.written);
        QCOMPARE(two.bytes, 2 * one.bytes);
    }

    void theDiskIsWhatACaseTakes() {
        Design d = small();
        d.patients = 1;
        d.doses = {100};
        d.slices = 12;
        d.matrix = 64;
        auto job = lastra::simulation::parseJob(*jobOf(d, QStringLiteral("t-0001")));
        QVERIFY(job);
        // A coarse scanner: what is written is the same, and there at once.
        job->cases.front().scanner.cells = 64;
        job->cases.front().scanner.views = 60;
        QTemporaryDir folder;
        lastra::core::Work work;
        lastra::simulation::RunOptions options;
        options.outDir = folder.path();
        const auto report = lastra::simulation::runJob(*job, options, work);
        QVERIFY(report);
        QCOMPARE(report->done, 1);
        qint64 written = 0, images = 0;
        QDirIterator files(folder.path(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QFileInfo file(files.next());
            written += file.size();
            images += file.suffix() == QLatin1String("dcm") ? file.size() : 0;
        }
        const auto close = [](qint64 guess, qint64 real) {
            return std::abs(double(guess - real)) < 0.02 * double(real);
        };
        const Estimate e = estimate(d, 1);
        QVERIFY2(close(e.written, written), qPrintable(QString::number(written)));
        // The queue's copy, the fetched one, and the images in the library.
        QVERIFY(close(e.bytes, 2 * written + images));
    }
};

QTEST_GUILESS_MAIN(TestDesign)
#include "tst_design.moc"
