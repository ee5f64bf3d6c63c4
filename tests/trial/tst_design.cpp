#include "lastra/trial/Design.h"
#include "lastra/trial/Estimate.h"

#include <QJsonArray>
#include <QSet>
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
        QTest::newRow("no patient") << "patients" << QJsonValue(0);
        QTest::newRow("half a patient") << "patients" << QJsonValue(1.5);
        QTest::newRow("text for a number") << "slices" << QJsonValue("many");
        QTest::newRow("unknown word") << "dosis" << QJsonValue(1);
        QTest::newRow("unknown scanner") << "scanners" << QJsonValue(QJsonArray{"X"});
        QTest::newRow("no dose") << "doses" << QJsonValue(QJsonArray{});
        QTest::newRow("a dose twice") << "doses" << QJsonValue(QJsonArray{10, 10});
    }
    void whatCannotRunIsNamed() {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QJsonObject json = small().toJson();
        json.insert(key, value);
        const auto design = Design::fromJson(json);
        QVERIFY(!design);
        QCOMPARE(design.error().code, QByteArray("trial.designInvalid"));
        QCOMPARE(design.error().arguments.first(), key);
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
        QVERIFY(one.bytes > one.images * d.matrix * d.matrix * 2);
    }
};

QTEST_GUILESS_MAIN(TestDesign)
#include "tst_design.moc"
