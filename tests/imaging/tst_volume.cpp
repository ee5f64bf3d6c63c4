#include "lastra/imaging/Parallel.h"
#include "lastra/imaging/Volume.h"

#include <QTest>

#include <atomic>
#include <numbers>

using namespace lastra::imaging;

namespace {

Geometry tilted() {
    Geometry g;
    g.size = {7, 5, 4};
    g.spacing = {0.5, 0.7, 2.5};
    g.origin = {-12, 30, 101.5};
    const double a = 10 * std::numbers::pi / 180;
    g.direction = {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, std::sin(a), std::cos(a)}};
    return g;
}

} // namespace

class TestVolume : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void goesToThePatientAndBack() {
        const Geometry g = tilted();
        QVERIFY(g.isValid());
        QCOMPARE(g.toPatient({0, 0, 0}).y, 30.0);
        const Vec3 p = g.toPatient({2, 3, 1});
        QVERIFY(std::abs(p.x - (-12 + 1.0)) < 1e-12);
        QVERIFY(std::abs(p.y - (30 + 2.1 + 2.5 * std::sin(10 * std::numbers::pi / 180))) < 1e-12);
        const Vec3 back = g.toVoxel(p);
        QVERIFY(length(back - Vec3{2, 3, 1}) < 1e-9);
    }

    void refusesNonsenseGeometry() {
        Geometry g;
        QVERIFY(!g.isValid()); // size 0
        g.size = {1, 1, 1};
        QVERIFY(g.isValid());
        g.spacing.z = 0;
        QVERIFY(!g.isValid());
        g.spacing.z = std::nan("");
        QVERIFY(!g.isValid());
        g.spacing.z = 1;
        g.direction[1] = g.direction[0];
        QVERIFY(!g.isValid());
        QCOMPARE(Volume::create(g, VoxelType::Int16).error().code, "imaging.volumeInvalid");
    }

    void refusesImpossibleSizesBeforeAskingForMemory() {
        Geometry g;
        g.size = {65535, 65535, 2147483647};
        const auto volume = Volume::create(g, VoxelType::Float32);
        QVERIFY(!volume);
        QCOMPARE(volume.error().code, "imaging.volumeTooLarge");
    }

    void copiesShareVoxels() {
        Geometry g;
        g.size = {3, 2, 2};
        Volume a = *Volume::create(g, VoxelType::Int16, {2, -10, "HU", {}});
        const Volume b = a;
        a.mutableVoxels<int16_t>()[size_t(1 + 3 * (1 + 2 * 1))] = 7;
        QCOMPARE(b.stored(1, 1, 1), 7.0);
        QCOMPARE(b.value(1, 1, 1), 4.0);
        QVERIFY(!b.isReady(1));
        a.markReady(1);
        a.markReady(1);
        QVERIFY(b.isReady(1));
        QCOMPARE(b.readyCount(), 1);
    }

    void interpolatesBetweenCentresButNotIntoPadding() {
        Geometry g;
        g.size = {2, 1, 1};
        g.spacing = {4, 1, 1};
        Volume v = *Volume::create(g, VoxelType::Int16, {1, 0, "HU", Padding{-2000, -2000}});
        v.mutableVoxels<int16_t>()[0] = 100;
        v.mutableVoxels<int16_t>()[1] = 200;
        v.markAllReady();
        QCOMPARE(v.valueAt({1, 0, 0}).value(), 125.0);
        QVERIFY(!v.valueAt({7, 0, 0}));
        v.mutableVoxels<int16_t>()[1] = -2000;
        QVERIFY(!v.valueAt({1, 0, 0}));
        QCOMPARE(v.valueAt({0, 0, 0}).value(), 100.0);
    }

    void noValueWhereASliceWasNotRead() {
        Geometry g;
        g.size = {1, 1, 3};
        Volume v = *Volume::create(g, VoxelType::Float32, {1, -1024, "HU", {}});
        v.mutableVoxels<float>()[0] = 1124;
        v.mutableVoxels<float>()[1] = std::nanf("");
        v.markReady(0);
        QCOMPARE(v.valueAt({0, 0, 0}).value(), 100.0);
        QVERIFY(!v.awaitsAt({0, 0, 0}));
        QVERIFY(!v.valueAt({0, 0, 0.5})); // half of it would be the untouched slice above
        QVERIFY(v.awaitsAt({0, 0, 0.5}));
        QVERIFY(!v.valueAt({0, 0, 2}));
        QVERIFY(v.awaitsAt({0, 0, 2}));
        QVERIFY(!v.awaitsAt({0, 0, 9})); // outside: nothing will come
        v.markAllReady();
        QVERIFY(!v.valueAt({0, 0, 0.5})); // no number
        QVERIFY(!v.awaitsAt({0, 0, 0.5}));
        QCOMPARE(v.valueAt({0, 0, 2}).value(), -1024.0);
    }

    void parallelForCoversEachItemOnceEvenNested() {
        std::vector<std::atomic<int>> seen(1000);
        parallelFor(10, 1, [&](int first, int last) {
            for (int outer = first; outer < last; ++outer)
                parallelFor(100, 7, [&](int a, int b) {
                    for (int inner = a; inner < b; ++inner)
                        ++seen[size_t(outer * 100 + inner)];
                });
        });
        for (const auto &count : seen)
            QCOMPARE(count.load(), 1);
    }
};

QTEST_APPLESS_MAIN(TestVolume)
#include "tst_volume.moc"
