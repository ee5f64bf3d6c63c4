#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"
#include "lastra/simulation/ConeBeam.h"
#include "lastra/simulation/Scanner.h"

#include <QTest>

#include <cmath>

using namespace lastra;
using namespace lastra::simulation;

namespace {

const NoiseSpec kQuiet{.quantum = false, .electronic = false};

Lattice square(int n, double step, int nz = 1) {
    return {n, n, nz, step, step, 1, {-step * (n - 1) / 2, -step * (n - 1) / 2, 0}};
}

ScannerSpec small() {
    ScannerSpec s;
    s.fieldMm = 260;
    s.cells = 256;
    s.views = 360;
    return s;
}

ProtocolSpec mono60() {
    ProtocolSpec p;
    p.monoKeV = 60;
    return p;
}

QByteArray digest(const std::vector<float> &v) {
    return core::hex(core::sha256(
        {reinterpret_cast<const char *>(v.data()), qsizetype(v.size() * sizeof(float))}));
}

// HU of rings of a 200 mm water cylinder.
std::vector<double> cylinderRings(const ProtocolSpec &protocol, bool correction, double *air) {
    core::Work work;
    const ScannerSpec scanner = small();
    const auto beam = beamModel(scanner, protocol, 3, correction);
    const auto water = measuredWater(scanner, *beam, Kernel::Standard, 2, work);
    const auto data =
        scan(waterCylinder(square(512, 0.5), 100), scanner, *beam, kQuiet, true, 2, work);
    const Lattice grid = square(128, 2);
    const auto image = reconstruct(data->clean, scanner, grid, Kernel::Standard, 2, work);
    std::vector<double> sum(6), n(6);
    double airSum = 0, airN = 0;
    for (int y = 0; y < 128; ++y)
        for (int x = 0; x < 128; ++x) {
            const double r = 2 * std::hypot(x - 63.5, y - 63.5);
            const double hu = 1000 * ((*image)[size_t((y * 128 + x) * 8)] / *water - 1);
            if (r < 90) {
                sum[size_t(r / 15)] += hu;
                n[size_t(r / 15)] += 1;
            } else if (r > 108 && r < 122) {
                airSum += hu;
                airN += 1;
            }
        }
    for (size_t i = 0; i < 6; ++i)
        sum[i] /= n[i];
    *air = airSum / airN;
    return sum;
}

} // namespace

class TstScanner : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void waterSlab() {
        // 200 mm of water across the central ray, 60 keV: p = 4.117470.
        ScannerSpec s = small();
        s.cells = 65;
        s.quarterOffset = 0;
        s.views = 4;
        const auto beam = beamModel(s, mono60(), 3);
        QVERIFY(beam);
        BasisVolume slab;
        slab.lattice = square(256, 1);
        slab.allocate();
        for (int y = 28; y < 228; ++y)
            for (int x = 0; x < 256; ++x)
                slab.data[size_t(y * 256 + x) * slab.columnSize()] = 1;
        core::Work work;
        const auto data = scan(slab, s, *beam, kQuiet, true, 1, work);
        QVERIFY(data);
        const float p = data->clean.data[32 * 8]; // view 0 looks along y
        QVERIFY2(std::abs(p - 4.117470) < 1e-4 * 4.117470, qPrintable(QString::number(p, 'g', 9)));
        QCOMPARE(data->clean.data[1 * 65 * 8 + 0], 0.f); // slab's end-on view, edge cell: air
    }
    void conjugateRays() {
        // (beta, gamma) and (beta + pi - 2 gamma, -gamma) are the same line.
        ScannerSpec s = small();
        s.quarterOffset = 0;
        s.cells = 129;
        s.fieldMm = 2 * s.sidMm * std::sin(129 * std::numbers::pi / 720 / 2);
        s.views = 720; // a cell is a quarter of a degree, a view half a degree
        const auto beam = beamModel(s, mono60(), 3);
        core::Work work;
        const auto data =
            scan(waterCylinder(square(256, 0.8), 60, 17, -9), s, *beam, kQuiet, true, 2, work);
        QVERIFY(data);
        const double cell = 2 * std::asin(s.fieldMm / 2 / s.sidMm) / s.cells;
        QVERIFY(std::abs(cell - std::numbers::pi / 720) < 1e-9);
        double worst = 0;
        for (int view = 0; view < 720; view += 7)
            for (int k = -60; k <= 60; k += 3) {
                // gamma = k cell: 2 gamma = k views of half a degree.
                const int other = (view + 360 - k + 720) % 720;
                const float a = data->clean.data[size_t((view * 129 + 64 + k) * 8)];
                const float b = data->clean.data[size_t((other * 129 + 64 - k) * 8)];
                worst = std::max(worst, double(std::abs(a - b)));
            }
        QVERIFY2(worst < 2e-6, qPrintable(QString::number(worst)));
    }
    void monochromaticWaterIsZeroHu() {
        double air = 0;
        const std::vector<double> rings = cylinderRings(mono60(), true, &air);
        for (const double hu : rings)
            QVERIFY2(std::abs(hu) < 0.5, qPrintable(QString::number(hu)));
        QVERIFY2(std::abs(air + 1000) < 1, qPrintable(QString::number(air)));
    }
    void beamHardening() {
        double air = 0;
        const std::vector<double> raw = cylinderRings({}, false, &air);
        QVERIFY2(raw.back() - raw.front() > 8, "cupping is visible without correction");
        const std::vector<double> corrected = cylinderRings({}, true, &air);
        const auto [low, high] = std::minmax_element(corrected.begin(), corrected.end());
        QVERIFY2(*high - *low < 2, qPrintable(QString::number(*high - *low)));
        QVERIFY(std::abs(air + 1000) < 1);
    }
    void noiseFollowsDose() {
        // sigma ~ 1/sqrt(mAs): the slope on log-log axes is -1/2, without electronic noise.
        core::Work work;
        ScannerSpec s = small();
        s.views = 240;
        const BasisVolume water = waterCylinder(square(256, 1), 100);
        const Lattice grid = square(48, 2);
        std::vector<double> logDose, logSigma;
        for (const double mAs : {25.0, 100.0, 400.0}) {
            ProtocolSpec p;
            p.mAs = mAs;
            const auto beam = beamModel(s, p, 3);
            const auto data = scan(
                water, s, *beam, {.quantum = true, .electronic = false, .seed = 5}, true, 2, work);
            const auto noisy = reconstruct(data->noisy, s, grid, Kernel::Standard, 2, work);
            const auto clean = reconstruct(data->clean, s, grid, Kernel::Standard, 2, work);
            double sum2 = 0;
            for (size_t i = 0; i < noisy->size(); i += 8)
                sum2 += std::pow((*noisy)[i] - (*clean)[i], 2);
            logDose.push_back(std::log(mAs));
            logSigma.push_back(0.5 * std::log(sum2));
        }
        const double slope = (logSigma[2] - logSigma[0]) / (logDose[2] - logDose[0]);
        QVERIFY2(std::abs(slope + 0.5) < 0.02, qPrintable(QString::number(slope)));
    }
    void energyIntegratingVariance() {
        // 1000 quanta of 60 keV and 500 of 100 keV: the log signal has sd 0.026660.
        ScannerSpec s = small();
        s.cells = 256;
        s.views = 128;
        s.scintillatorMm = 0;
        BeamModel beam;
        beam.spectrum = {{60, 100}, {1000, 500}, 0};
        beam.efficiency = {1, 1};
        for (auto &basis : beam.bases)
            basis = {0.2, 0.17};
        beam.airSignal = 110000;
        beam.referenceKeV = 60;
        BasisVolume empty;
        empty.lattice = square(16, 1);
        empty.allocate();
        core::Work work;
        const auto data =
            scan(empty, s, beam, {.quantum = true, .electronic = false, .seed = 9}, false, 2, work);
        double sum = 0, sum2 = 0;
        const int n = s.cells * s.views;
        for (int i = 0; i < n; ++i) {
            const double p = data->noisy.data[size_t(i) * 8];
            sum += p;
            sum2 += p * p;
        }
        const double sd = std::sqrt(sum2 / n - sum * sum / n / n);
        QVERIFY2(std::abs(sd / 0.026660 - 1) < 0.015, qPrintable(QString::number(sd)));
    }
    void sameForAnyNumberOfThreads() {
        const auto patient = VirtualPatient::draw({.seed = 3});
        QVERIFY(patient);
        QByteArray first;
        for (const int threads : {1, 2, 8}) {
            core::Work work;
            Lattice l = square(96, 4.5, 9);
            l.dz = 6;
            l.origin[2] = -30;
            const auto voxels = patient->voxelise(l, threads, work);
            ScannerSpec s;
            s.cells = 128;
            s.views = 90;
            const auto beam = beamModel(s, {}, 6);
            const auto data = scan(voxels->bases, s, *beam, {.seed = 77}, false, threads, work);
            const auto image =
                reconstruct(data->noisy, s, square(64, 6, 9), Kernel::Smooth, threads, work);
            const QByteArray sum = digest(data->noisy.data) + digest(*image);
            if (first.isEmpty())
                first = sum;
            QCOMPARE(sum, first);
        }
    }
    void seedsDiffer() {
        core::Work work;
        ScannerSpec s = small();
        s.views = 8;
        const auto beam = beamModel(s, {}, 3);
        const BasisVolume water = waterCylinder(square(128, 2), 100);
        const auto a = scan(water, s, *beam, {.seed = 1}, false, 1, work);
        const auto b = scan(water, s, *beam, {.seed = 2}, false, 1, work);
        QVERIFY(digest(a->noisy.data) != digest(b->noisy.data));
    }
    void orientation() {
        // A dense rod to the left, front and in the last slice comes out there.
        core::Work work;
        BasisVolume volume = waterCylinder(square(128, 2, 3), 90);
        const Lattice rod = square(128, 2);
        for (int y = 0; y < 128; ++y)
            for (int x = 0; x < 128; ++x) {
                const double px = rod.origin[0] + 2 * x - 50, py = rod.origin[1] + 2 * y + 30;
                if (px * px + py * py < 100)
                    volume.data[size_t(y * 128 + x) * volume.columnSize() + 2] = 2;
            }
        const ScannerSpec s = small();
        const auto beam = beamModel(s, mono60(), 3);
        const auto data = scan(volume, s, *beam, kQuiet, true, 2, work);
        const auto image =
            reconstruct(data->clean, s, square(128, 2, 3), Kernel::Standard, 2, work);
        const auto at = [&](double x, double y, int z) {
            return (*image)[size_t((int(y / 2 + 63.5) * 128 + int(x / 2 + 63.5)) * 8 + z)];
        };
        QVERIFY(at(50, -30, 2) > 1.8 * at(0, 0, 2));
        for (const auto &[x, y, z] :
             {std::tuple{-50., -30., 2}, {50., 30., 2}, {-50., 30., 2}, {50., -30., 0}})
            QVERIFY(at(x, y, z) < 1.05 * at(0, 0, 2));
    }
    void emptyAndStarved() {
        core::Work work;
        ScannerSpec s = small();
        s.views = 2;
        ProtocolSpec p;
        p.mAs = 1e-5; // no photons behind the object
        const auto beam = beamModel(s, p, 3);
        const auto data =
            scan(waterCylinder(square(128, 2), 120), s, *beam, {.seed = 3}, false, 1, work);
        QVERIFY(data->noisy.starved > 0);
        for (const float f : data->noisy.data)
            QVERIFY(std::isfinite(f));
        p.mAs = 0;
        QCOMPARE(beamModel(s, p, 3).error().code, QByteArray("simulation.parameter"));
        s.fieldMm = 5000;
        QCOMPARE(beamModel(s, {}, 3).error().code, QByteArray("simulation.parameter"));
        work.cancel();
        QCOMPARE(
            scan(waterCylinder(square(16, 2), 9), small(), *beam, {}, false, 1, work).error().code,
            QByteArray("core.cancelled"));
    }
    void virtualPatient() {
        core::Work work;
        const auto a = VirtualPatient::draw({.seed = 1}), b = VirtualPatient::draw({.seed = 2});
        QVERIFY(a && b);
        QVERIFY(a->heightM() != b->heightM());
        QVERIFY(a->nodule());
        QCOMPARE(VirtualPatient::draw({.seed = 1})->nodule()->centreMm, a->nodule()->centreMm);
        PatientSpec without;
        without.nodule.present = false;
        QVERIFY(!VirtualPatient::draw(without)->nodule());
        PatientSpec given;
        given.nodule.diameterMm = 16;
        const auto c = VirtualPatient::draw(given);
        // Its voxels hold the stated volume.
        const Point centre = c->nodule()->centreMm;
        const Lattice l{48, 48, 48, 0.5, 0.5, 0.5, centre};
        Lattice around = l;
        for (double &o : around.origin)
            o -= 0.5 * 23.5;
        const auto voxels = c->voxelise(around, 2, work);
        double count = 0;
        for (const std::uint8_t t : voxels->labels)
            count += t == std::uint8_t(Tissue::Nodule);
        const double diameter = std::cbrt(count * 0.125 * 6 / std::numbers::pi);
        QVERIFY2(std::abs(diameter / 16 - 1) < 0.02, qPrintable(QString::number(diameter)));
        QVERIFY(std::abs(c->trueHu(Tissue::Water, 70)) < 1e-9);
        QVERIFY(std::abs(c->trueHu(Tissue::Air, 70) + 1000) < 1e-9);
        QVERIFY(std::abs(c->trueHu(Tissue::Liver, 70) - 57) < 5);
        PatientSpec bad;
        bad.anatomy = QStringLiteral("elephant");
        QCOMPARE(VirtualPatient::draw(bad).error().code, QByteArray("simulation.parameter"));
    }
    void coneBeamBall() {
        // Chord lengths of a ball, and the ball back from FDK.
        const int n = 64;
        imaging::Geometry g;
        g.size = {n, n, n};
        g.spacing = {2, 2, 2};
        g.origin = {-63, -63, -63};
        auto ball = imaging::Volume::create(g, imaging::VoxelType::Float32);
        auto voxels = ball->mutableVoxels<float>();
        const double mu = 0.02;
        for (int k = 0; k < n; ++k)
            for (int j = 0; j < n; ++j)
                for (int i = 0; i < n; ++i) {
                    int in = 0;
                    for (int s = 0; s < 64; ++s) {
                        const double x = -63 + 2 * i + (s % 4 - 1.5) / 2 - 8;
                        const double y = -63 + 2 * j + (s / 4 % 4 - 1.5) / 2 + 6;
                        const double z = -63 + 2 * k + (s / 16 - 1.5) / 2 - 4;
                        in += x * x + y * y + z * z < 40 * 40;
                    }
                    voxels[size_t((k * n + j) * n + i)] = float(mu * in / 64);
                }
        ball->markAllReady();
        ConeGeometry cone;
        cone.columns = 96;
        cone.rows = 96;
        cone.panelWidthMm = cone.panelHeightMm = 240;
        cone.views = 120;
        cone.hounsfield = false;
        cone.volume = {n, n, n, 2, 2, 2, {-63, -63, -63}};
        core::Work work;
        const auto p1 = project(*ball, cone, 1, work), p2 = project(*ball, cone, 3, work);
        QVERIFY(p1 && p2);
        const auto a = p1->voxels<float>(), b = p2->voxels<float>();
        QVERIFY(std::equal(a.begin(), a.end(), b.begin()));
        double worst = 0;
        for (int view = 0; view < 120; view += 17)
            for (int r = 8; r < 88; r += 5)
                for (int c = 8; c < 88; c += 5) {
                    const double angle = 2 * std::numbers::pi * view / 120;
                    const double u = (c - 47.5) * 2.5, v = (r - 47.5) * 2.5;
                    const double sx = 1000 * std::sin(angle), sy = -1000 * std::cos(angle);
                    double d[3] = {-1500 * std::sin(angle) + u * std::cos(angle),
                                   1500 * std::cos(angle) + u * std::sin(angle), -v};
                    const double l = std::hypot(d[0], d[1], d[2]);
                    const double o[3] = {8 - sx, -6 - sy, 4};
                    const double along = (o[0] * d[0] + o[1] * d[1] + o[2] * d[2]) / l;
                    const double off2 = o[0] * o[0] + o[1] * o[1] + o[2] * o[2] - along * along;
                    const double chord = off2 < 1600 ? 2 * std::sqrt(1600 - off2) : 0;
                    if (std::abs(std::sqrt(off2) - 40) < 4)
                        continue; // the edge is as coarse as the voxels
                    const double got = p1->voxels<float>()[size_t((view * 96 + r) * 96 + c)];
                    worst = std::max(worst, std::abs(got - mu * chord));
                }
        QVERIFY2(worst < 0.02, qPrintable(QString::number(worst))); // of 1.6
        const auto back = feldkamp(*p1, cone, 2, work);
        QVERIFY(back);
        QVERIFY(std::abs(back->value(35, 28, 33) / mu - 1) < 0.01);
        QVERIFY(std::abs(back->value(35, 28, 43) / mu - 1) < 0.02);
        QVERIFY(std::abs(back->value(4, 32, 32) / mu) < 0.03);
        cone.views = 7;
        QCOMPARE(feldkamp(*p1, cone, 1, work).error().code, QByteArray("simulation.imageSize"));
    }
    void geometryFile() {
        const auto parse = [](const char *json) {
            return coneGeometry(QJsonDocument::fromJson(json).object());
        };
        const auto g = parse(R"({"views": 60, "panel": {"columns": 512, "rows": 256},
                                 "isocentreMm": {"z": 5}, "volume": {"nz": 3, "dzMm": 2}})");
        QVERIFY(g);
        QCOMPARE(g->rows, 256);
        QCOMPARE(g->volume.origin[2], 3.0);
        for (const char *bad :
             {R"({"views": 0})", R"({"views": "many"})", R"({"panel": 5})",
              R"({"sourceToDetectorMm": 900})", R"({"volume": {"nx": 4000, "dxMm": 2}})"})
            QCOMPARE(parse(bad).error().code, QByteArray("simulation.geometryInvalid"));
        QCOMPARE(parse(R"({"typo": 1})").error().code, QByteArray("simulation.keyUnknown"));
    }
};

QTEST_APPLESS_MAIN(TstScanner)
#include "tst_scanner.moc"
