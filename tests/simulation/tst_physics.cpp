#include "Random.h"
#include "lastra/simulation/Materials.h"
#include "lastra/simulation/Scanner.h"
#include "lastra/simulation/Spectrum.h"

#include <QTest>

using namespace lastra::simulation;

class TstPhysics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void massAttenuation_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("keV");
        QTest::addColumn<double>("expected");
        // xraylib 4.0.0; water agrees with NIST XCOM within 0.03 %.
        QTest::newRow("water 20") << QStringLiteral("water") << 20.0 << 0.80983;
        QTest::newRow("water 60") << QStringLiteral("water") << 60.0 << 0.20587;
        QTest::newRow("water 120") << QStringLiteral("water") << 120.0 << 0.16135;
        QTest::newRow("aluminium 40") << QStringLiteral("Al") << 40.0 << 0.56839;
        QTest::newRow("copper 80") << QStringLiteral("Cu") << 80.0 << 0.76300;
        QTest::newRow("bone 60") << QStringLiteral("cortical bone") << 60.0 << 0.31022;
        QTest::newRow("PMMA 100") << QStringLiteral("PMMA") << 100.0 << 0.16409;
        QTest::newRow("tungsten 70") << QStringLiteral("W") << 70.0 << 11.0351;
        QTest::newRow("iodine 30") << QStringLiteral("I") << 30.0 << 8.5617;
    }
    void massAttenuation() {
        QFETCH(QString, name);
        QFETCH(double, keV);
        QFETCH(double, expected);
        const auto m = material(name);
        QVERIFY(m);
        QVERIFY(std::abs((*m)->massAttenuation(keV) / expected - 1) < 2e-5);
    }
    void unknownMaterial() {
        const auto m = material(QStringLiteral("unobtainium"));
        QVERIFY(!m);
        QCOMPARE(m.error().code, QByteArray("simulation.materialUnknown"));
        QCOMPARE(m.error().arguments, QStringList{QStringLiteral("unobtainium")});
    }
    void airEnergyAbsorptionIsNistNotXraylib() {
        // NIST mu_en/rho of air; xraylib's CS_Energy gives 0.355 at 20 keV.
        const std::pair<double, double> nist[] = {{10, 4.742},   {20, 0.5389},  {30, 0.1537},
                                                  {40, 0.06833}, {60, 0.03041}, {100, 0.02325}};
        for (const auto &[keV, expected] : nist)
            QVERIFY2(std::abs(airEnergyAbsorption(keV) / expected - 1) < 0.015,
                     qPrintable(QString::number(keV)));
    }
    void spectrumOfTheModel_data() {
        QTest::addColumn<double>("kVp");
        QTest::addColumn<double>("hvl1");
        QTest::addColumn<double>("hvl2");
        QTest::addColumn<double>("mean");
        QTest::newRow("60") << 60.0 << 2.04 << 2.84 << 35.8;
        QTest::newRow("80") << 80.0 << 2.68 << 4.01 << 42.7;
        QTest::newRow("100") << 100.0 << 3.40 << 5.33 << 49.1;
        QTest::newRow("120") << 120.0 << 4.15 << 6.60 << 54.3;
        QTest::newRow("140") << 140.0 << 4.90 << 7.74 << 58.8;
    }
    void spectrumOfTheModel() {
        QFETCH(double, kVp);
        QFETCH(double, hvl1);
        QFETCH(double, hvl2);
        QFETCH(double, mean);
        TubeSettings tube;
        tube.kVp = kVp;
        const auto s = tubeSpectrum(tube);
        QVERIFY(s);
        QVERIFY(std::abs(s->hvl1() - hvl1) < 0.01);
        QVERIFY(std::abs(s->hvl2() - hvl2) < 0.015);
        QVERIFY(std::abs(s->meanKeV() - mean) < 0.1);
    }
    void halfValueLayersOfPtb_data() {
        QTest::addColumn<double>("kVp");
        QTest::addColumn<double>("aluminium");
        QTest::addColumn<double>("hvl1");
        QTest::addColumn<double>("hvl2");
        // PTB RQR and RQA: 20 degrees, 0.25 mm Kapton, 1 mm Be (7 mm at 150 kV), 950 mm air.
        QTest::newRow("RQR2") << 40.0 << 2.5 << 1.36 << 1.72;
        QTest::newRow("RQR4") << 60.0 << 2.5 << 2.02 << 2.84;
        QTest::newRow("RQR6") << 80.0 << 2.5 << 2.59 << 3.96;
        QTest::newRow("RQR8") << 100.0 << 2.5 << 3.23 << 5.19;
        QTest::newRow("RQR9") << 120.0 << 2.5 << 3.88 << 6.37;
        QTest::newRow("RQR10") << 150.0 << 2.5 << 5.01 << 8.15;
        QTest::newRow("RQA3") << 50.0 << 12.5 << 3.67 << 4.05;
        QTest::newRow("RQA5") << 70.0 << 23.5 << 6.64 << 7.16;
        QTest::newRow("RQA7") << 90.0 << 32.5 << 9.03 << 9.57;
        QTest::newRow("RQA9") << 120.0 << 42.5 << 11.37 << 11.97;
    }
    void halfValueLayersOfPtb() {
        QFETCH(double, kVp);
        QFETCH(double, aluminium);
        QFETCH(double, hvl1);
        QFETCH(double, hvl2);
        TubeSettings tube;
        tube.kVp = kVp;
        tube.anodeAngleDeg = 20;
        tube.filters = {{QStringLiteral("Kapton"), 0.25},
                        {QStringLiteral("Be"), kVp == 150 ? 7.0 : 1.0},
                        {QStringLiteral("Al"), aluminium},
                        {QStringLiteral("air"), 950}};
        const auto s = tubeSpectrum(tube);
        QVERIFY(s);
        QVERIFY2(std::abs(s->hvl1() / hvl1 - 1) < 0.02, qPrintable(QString::number(s->hvl1())));
        QVERIFY2(std::abs(s->hvl2() / hvl2 - 1) < 0.02, qPrintable(QString::number(s->hvl2())));
    }
    void tubeRefusesNonsense() {
        for (const double kVp : {-1.0, 0.0, 29.0, 151.0, std::nan("")}) {
            TubeSettings tube;
            tube.kVp = kVp;
            const auto s = tubeSpectrum(tube);
            QVERIFY(!s);
            QCOMPARE(s.error().code, QByteArray("simulation.parameter"));
        }
    }
    void twoLinesThroughWater() {
        // 60 and 100 keV, equal photons, energy-integrating, 20 cm of water.
        BeamModel beam;
        beam.spectrum = {{60, 100}, {1, 1}, 0};
        beam.efficiency = {1, 1};
        for (const double keV : beam.spectrum.keV) {
            beam.bases[0].push_back((*material(QStringLiteral("water")))->massAttenuation(keV));
            beam.bases[1].push_back(0);
            beam.bases[2].push_back(0);
        }
        beam.airSignal = 160;
        QVERIFY(std::abs(logSignal(beam, {20, 0, 0}) - 3.624391) < 2e-5);
    }
    void polychromaticWaterLogs() {
        // 120 kV, 7 degrees, 7 mm Al, energy weighting, ideal detector.
        ScannerSpec ideal;
        ideal.scintillatorMm = 0;
        const auto beam = beamModel(ideal, {}, 3, false);
        QVERIFY(beam);
        const std::pair<double, double> logs[] = {{1, 0.2081}, {5, 1.0268},  {10, 2.0272},
                                                  {20, 3.976}, {30, 5.8765}, {40, 7.7415}};
        for (const auto &[cm, expected] : logs)
            QVERIFY2(std::abs(logSignal(*beam, {cm, 0, 0}) / expected - 1) < 2e-3,
                     qPrintable(QString::number(cm)));
    }
    void philoxKnownAnswer() {
        // Random123 kat_vectors: philox4x32-10.
        using Words = std::array<std::uint32_t, 4>;
        QCOMPARE((Philox{0, 0}(0, 0, 0, 0)),
                 (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
        QCOMPARE((Philox{0xffffffff, 0xffffffff}(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff)),
                 (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
        QCOMPARE((Philox{0xa4093822, 0x299f31d0}(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344)),
                 (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
    }
    void poissonCounts() {
        const Philox random{17, 4};
        for (const double mean : {3.0, 29.0, 30.0, 3000.0}) {
            double sum = 0, sum2 = 0;
            const int n = 60000;
            std::vector<int> histogram(40);
            for (int i = 0; i < n; ++i) {
                const auto w = random(std::uint32_t(i), std::uint32_t(mean), 0, 0);
                const double normal = std::sqrt(-2 * std::log(openUniform(w[0]))) *
                                      std::cos(2 * std::numbers::pi * openUniform(w[1]));
                const double k = poisson(mean, normal, openUniform(w[2]));
                QCOMPARE(k, std::floor(k));
                sum += k;
                sum2 += k * k;
                if (k < 40)
                    ++histogram[size_t(k)];
            }
            const double m = sum / n, v = sum2 / n - m * m;
            QVERIFY(std::abs(m - mean) < 4 * std::sqrt(mean / n));
            QVERIFY2(std::abs(v / m - 1) < 0.025, qPrintable(QString::number(v / m)));
            if (mean != 3.0)
                continue;
            double chi2 = 0, p = std::exp(-mean);
            for (int k = 0; k <= 10; ++k) {
                const double expected = n * p;
                chi2 += std::pow(histogram[size_t(k)] - expected, 2) / expected;
                p *= mean / (k + 1);
            }
            QVERIFY2(chi2 < 29.6, qPrintable(QString::number(chi2))); // 10 degrees, p = 0.001
        }
    }
};

QTEST_APPLESS_MAIN(TstPhysics)
#include "tst_physics.moc"
