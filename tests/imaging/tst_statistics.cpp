#include "lastra/imaging/Statistics.h"

#include <QTest>

#include <numbers>

using namespace lastra::imaging;

class TestStatistics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rectangleWithKnownNumbers() {
        Geometry g;
        g.size = {5, 5, 3};
        g.spacing = {2, 2, 5};
        Volume v = *Volume::create(g, VoxelType::Int16, {2, -100, "HU", Padding{-32768, -32768}});
        auto voxels = v.mutableVoxels<int16_t>();
        std::fill(voxels.begin(), voxels.end(), int16_t(1000));
        // 3 x 3 voxels around (2, 2, 1): 1..9, the middle one padding.
        int n = 0;
        for (int j = 1; j <= 3; ++j)
            for (int i = 1; i <= 3; ++i)
                voxels[size_t(i + 5 * (j + 5))] = ++n == 5 ? int16_t(-32768) : int16_t(n);
        v.markAllReady();
        const Region r{RegionShape::Rectangle, {4, 4, 5}, {1, 0, 0}, {0, 1, 0}, 2.5, 2.5};
        const RegionStatistics s = regionStatistics(v, r);
        QCOMPARE(s.count, 8);
        QCOMPARE(s.mean, 2 * 5.0 - 100); // 1..9 without 5 has mean 5
        QCOMPARE(s.min, -98.0);
        QCOMPARE(s.max, -82.0);
        QVERIFY(std::abs(s.sd - 2 * std::sqrt(60.0 / 7)) < 1e-12);
        QCOMPARE(s.areaMm2, 25.0);
        QCOMPARE(s.unit, QStringLiteral("HU"));
    }

    void discOnARotatedPlane() {
        // A ball of 200 in 50; a disc through its middle, half its radius, on an oblique plane.
        Geometry g;
        g.size = {64, 64, 64};
        g.spacing = {1, 1, 1};
        g.origin = {-31.5, -31.5, -31.5};
        Volume v = *Volume::create(g, VoxelType::Float32);
        for (int k = 0; k < 64; ++k)
            for (int j = 0; j < 64; ++j)
                for (int i = 0; i < 64; ++i)
                    v.mutableVoxels<float>()[size_t(i + 64 * (j + 64 * k))] =
                        length(g.toPatient({double(i), double(j), double(k)})) < 24 ? 200.0F
                                                                                    : 50.0F;
        v.markAllReady();
        Region r;
        r.u = normalised(Vec3{1, 0, 0.5});
        r.v = {0, 1, 0};
        r.halfU = r.halfV = 12;
        const RegionStatistics s = regionStatistics(v, r);
        QCOMPARE(s.mean, 200.0);
        QCOMPARE(s.sd, 0.0);
        const double area = std::numbers::pi * 144;
        QVERIFY(std::abs(s.areaMm2 - area) < 1e-9);
        // Columns along z, each covering 1 mm^2 / cos of the plane's tilt.
        const double cosine = std::abs(cross(r.u, r.v).z);
        QVERIFY(std::abs(double(s.count) - area * cosine) < 0.03 * area);
        r.halfU = 30;
        QVERIFY(regionStatistics(v, r).min == 50.0);
    }

    void slicesThatWereNotReadAreNoVoxels() {
        Geometry g;
        g.size = {5, 5, 4};
        Volume v = *Volume::create(g, VoxelType::Int16, {1, -1024, "HU", {}});
        auto voxels = v.mutableVoxels<int16_t>();
        std::fill(voxels.begin(), voxels.begin() + 50, int16_t(1064)); // slices 0 and 1: 40 HU
        v.markReady(0);
        v.markReady(1);
        // Along the stack: 5 columns of 4 slices, half of them not read.
        const Region r{RegionShape::Rectangle, {2, 2, 1.5}, {1, 0, 0}, {0, 0, 1}, 2.1, 1.6};
        RegionStatistics s = regionStatistics(v, r);
        QCOMPARE(s.count, 10);
        QCOMPARE(s.unread, 10);
        QCOMPARE(s.mean, 40.0); // not halfway to the -1024 of untouched memory
        QCOMPARE(s.min, 40.0);
        std::fill(voxels.begin() + 50, voxels.end(), int16_t(1084));
        v.markAllReady();
        s = regionStatistics(v, r);
        QCOMPARE(s.count, 20);
        QCOMPARE(s.unread, 0);
        QCOMPARE(s.mean, 50.0);
    }

    void nothingInside() {
        Geometry g;
        g.size = {4, 4, 4};
        Volume v = *Volume::create(g, VoxelType::Int16);
        v.markAllReady();
        Region r;
        r.centre = {100, 0, 0};
        r.halfU = r.halfV = 2;
        QCOMPARE(regionStatistics(v, r).count, 0);
        r.centre = {0, 0, 50}; // the plane misses the volume
        QCOMPARE(regionStatistics(v, r).count, 0);
        r.centre = {1, 1, 1};
        r.halfU = r.halfV = 0.1;
        QCOMPARE(regionStatistics(v, r).count, 1);
        QCOMPARE(regionStatistics(v, r).sd, 0.0);
    }
};

QTEST_APPLESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
