#include "lastra/core/AtomicFile.h"
#include "lastra/core/Json.h"
#include "lastra/trial/Analysis.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace lastra::trial;

class TestAnalysis : public QObject {
    Q_OBJECT

    static Design design(int patients) {
        Design d;
        d.title = QStringLiteral("t");
        d.patients = patients;
        d.doses = {50, 100};
        return d;
    }
    static Measurement row(int patient, const QString &arm, double value) {
        return {QStringLiteral("p%1-%2-1").arg(patient).arg(arm),
                arm,
                QStringLiteral("noise"),
                QStringLiteral("HU"),
                patient,
                value};
    }

private Q_SLOTS:
    // Student's sleep data (Biometrika 6, 1908): extra hours under two drugs in ten patients.
    // Paired difference 1.58, 95 % interval 0.70 to 2.46, t = 4.0621, p = 0.002833.
    void pairedComparisonMatchesStudent() {
        const double first[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
        const double second[] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
        std::vector<Measurement> table;
        for (int i = 0; i < 10; ++i) {
            table.push_back(row(i, QStringLiteral("A"), first[i]));
            table.push_back(row(i, QStringLiteral("B"), second[i]));
        }
        const Analysis a = summarise(design(10), table);
        QCOMPARE(a.summaries.size(), size_t(2));
        QVERIFY(std::abs(a.summaries[0].mean - 0.75) < 1e-12);
        QVERIFY(std::abs(a.summaries[1].mean - 2.33) < 1e-12);
        QVERIFY(std::abs(a.summaries[0].sd - 1.789010) < 1e-6);
        QCOMPARE(a.differences.size(), size_t(1));
        QVERIFY(std::abs(a.differences[0].mean - 1.58) < 1e-12);
        QVERIFY(std::abs(a.differences[0].low - 0.7001142) < 1e-6);
        QVERIFY(std::abs(a.differences[0].high - 2.4598858) < 1e-6);
        QVERIFY(std::abs(a.differences[0].p - 0.00283289) < 1e-7);
    }

    void onePatientHasNoInterval() {
        const Analysis a =
            summarise(design(1), {row(0, QStringLiteral("A"), 3), row(0, QStringLiteral("B"), 4)});
        QVERIFY(!a.summaries[0].intervalKnown);
        QVERIFY(a.differences.empty());
    }

    void realisationsAreAveragedWithinAPatient() {
        std::vector<Measurement> table{row(0, QStringLiteral("A"), 1),
                                       row(0, QStringLiteral("A"), 3),
                                       row(1, QStringLiteral("A"), 6)};
        const Analysis a = summarise(design(2), table);
        QCOMPARE(a.summaries[0].n, 2);
        QCOMPARE(a.summaries[0].mean, 4.0); // (2 + 6) / 2, not (1 + 3 + 6) / 3
    }

    void resultsAreFoundAndForeignOnesLeftOut() {
        QTemporaryDir dir;
        const auto put = [&](const QString &folder, const QString &caseId, double value) {
            QDir(dir.path()).mkpath(folder);
            QVERIFY(lastra::core::writeJsonObject(
                dir.filePath(folder + "/result.json"),
                {{"caseId", caseId},
                 {"metrics",
                  QJsonObject{{"noise", QJsonObject{{"value", value}, {"unit", "HU"}}}}}}));
        };
        put("shard-0000/p01-A-1", "p01-A-1", 10);
        put("shard-0001/p01-B-1", "p01-B-1", 7);
        put("shard-0001/other", "p99-Z-1", 1);
        const auto analysis = analyse(design(1), dir.path());
        QVERIFY(analysis);
        QCOMPARE(analysis->table.size(), size_t(2));
        QCOMPARE(analysis->casesDone, 2);
        QCOMPARE(analysis->casesPlanned, 2);
        QVERIFY(analysis->toCsv().contains("p01-A-1,A,1,noise,10,HU"));

        QTemporaryDir empty;
        const auto none = analyse(design(1), empty.path());
        QVERIFY(!none);
        QCOMPARE(none.error().code, QByteArray("trial.noResults"));
    }

    void theManifestKnowsItsGaps() {
        QTemporaryDir folder;
        const Design two = design(2);
        QVERIFY(two.cases() >= 2);
        lastra::core::Work work;
        const auto manifest = manifestOf(two, QStringLiteral("t-0001"), folder.path(), work);
        QVERIFY(manifest);
        // Nothing ran: every case, and what no manifest of ours pins yet: the engine's digest and
        // the acceptance limits.
        QCOMPARE(missingIn(*manifest, two), two.cases() + 2);
        const QString id = casesOf(two).front().id;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("0/") + id));
        QVERIFY(lastra::core::AtomicFile::writeAll(
            folder.filePath(QStringLiteral("0/") + id + QStringLiteral("/result.json")), "{}"));
        auto fuller = manifestOf(two, QStringLiteral("t-0001"), folder.path(), work);
        QVERIFY(fuller);
        QCOMPARE(missingIn(*fuller, two), two.cases() + 1);
        fuller->remove(QStringLiteral("designDigest"));
        QCOMPARE(missingIn(*fuller, two), two.cases() + 2);
    }
};

QTEST_GUILESS_MAIN(TestAnalysis)
#include "tst_analysis.moc"
