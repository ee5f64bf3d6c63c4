#include "lastra/imaging/Reslice.h"

#include <QTest>

#include <numbers>

using namespace lastra::imaging;

namespace {

// Modality value = a linear function of the patient point, which linear interpolation returns
// exactly.
double ramp(Vec3 p) {
    return 3 * p.x - 2 * p.y + 5 * p.z + 11;
}

template <class T>
Volume rampVolume(const Geometry &g, Meaning meaning = {}) {
    Volume v = *Volume::create(g, voxelTypeOf<T>, meaning);
    size_t at = 0;
    for (int k = 0; k < g.size[2]; ++k)
        for (int j = 0; j < g.size[1]; ++j)
            for (int i = 0; i < g.size[0]; ++i)
                v.mutableVoxels<T>()[at++] =
                    T(ramp(g.toPatient({double(i), double(j), double(k)})));
    v.markAllReady();
    return v;
}

Geometry box() {
    Geometry g;
    g.size = {20, 16, 12};
    g.spacing = {1, 2, 3};
    g.origin = {-10, 5, 40};
    return g;
}

} // namespace

class TestReslice : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void axialIsTheStoredRows() {
        const Volume v = rampVolume<int16_t>(box());
        QCOMPARE(sliceCount(v.geometry(), Orientation::Axial), 12);
        const Slice s = gridSlice(v, Orientation::Axial, 7);
        QCOMPARE(s.plane.width, 20);
        QCOMPARE(s.plane.height, 16);
        const auto voxels = v.voxels<int16_t>().subspan(7 * 320, 320);
        QVERIFY(std::equal(voxels.begin(), voxels.end(), s.pixels<int16_t>()));
    }

    void radiologicalConventionWhateverTheVoxelOrder() {
        // Voxel axes: i runs to superior, j to the right, k to posterior.
        Geometry g;
        g.size = {6, 5, 4};
        g.spacing = {2, 1, 3};
        g.origin = {30, -7, 11};
        g.direction = {Vec3{0, 0, 1}, Vec3{-1, 0, 0}, Vec3{0, 1, 0}};
        const Volume v = rampVolume<float>(g);
        for (const Orientation o :
             {Orientation::Axial, Orientation::Coronal, Orientation::Sagittal}) {
            const Plane p = gridPlane(g, o, 1);
            const Slice s = gridSlice(v, o, 1);
            QCOMPARE(p.u, o == Orientation::Sagittal ? (Vec3{0, 1, 0}) : (Vec3{1, 0, 0}));
            QCOMPARE(p.v, o == Orientation::Axial ? (Vec3{0, 1, 0}) : (Vec3{0, 0, -1}));
            for (int r = 0; r < p.height; ++r)
                for (int c = 0; c < p.width; ++c)
                    QVERIFY(std::abs(s.value(c, r) - ramp(p.toPatient(c, r))) < 1e-4);
            QCOMPARE(sliceIndexAt(g, o, p.toPatient(2, 2)), 1);
            // The general path must agree with the copying one.
            const Slice general = reslice(v, p);
            for (int n = 0; n < p.width * p.height; ++n)
                QVERIFY(std::abs(general.pixels<float>()[n] - s.pixels<float>()[n]) < 1e-4F);
        }
        QVERIFY(gridPlane(g, Orientation::Axial, 0).origin.z <
                gridPlane(g, Orientation::Axial, 1).origin.z);
        QVERIFY(gridPlane(g, Orientation::Coronal, 0).origin.y <
                gridPlane(g, Orientation::Coronal, 1).origin.y);
        QVERIFY(gridPlane(g, Orientation::Sagittal, 0).origin.x <
                gridPlane(g, Orientation::Sagittal, 1).origin.x);
    }

    void obliqueLinearReturnsARampExactly() {
        const Volume v = rampVolume<float>(box());
        Plane p;
        const double a = 0.6, b = -0.4;
        p.u = {std::cos(a), std::sin(a), 0};
        p.v = normalised(Vec3{-std::sin(a) * std::cos(b), std::cos(a) * std::cos(b), std::sin(b)});
        p.pixelWidth = 0.37;
        p.pixelHeight = 0.41;
        p.width = 60;
        p.height = 50;
        p.origin = v.geometry().centre() - p.u * (30 * 0.37) - p.v * (25 * 0.41);
        const Slice s = reslice(v, p);
        int inside = 0;
        for (int r = 0; r < p.height; ++r) {
            for (int c = 0; c < p.width; ++c) {
                const Vec3 at = v.geometry().toVoxel(p.toPatient(c, r));
                const bool within =
                    at.x >= 0 && at.x <= 19 && at.y >= 0 && at.y <= 15 && at.z >= 0 && at.z <= 11;
                const bool beyond = at.x < -0.51 || at.x > 19.51 || at.y < -0.51 || at.y > 15.51 ||
                                    at.z < -0.51 || at.z > 11.51;
                if (within) {
                    QVERIFY(std::abs(s.value(c, r) - ramp(p.toPatient(c, r))) < 1e-2);
                    ++inside;
                } else if (beyond) {
                    QVERIFY(std::isnan(s.value(c, r)));
                }
            }
        }
        QVERIFY(inside > 1000);
    }

    void nearestTakesStoredValues() {
        const Volume v = rampVolume<int16_t>(box());
        Plane p = gridPlane(v.geometry(), Orientation::Axial, 3);
        p.origin = p.origin + Vec3{0.3, -0.4, 1.2};
        const Slice s = reslice(v, p, {.interpolation = Interpolation::Nearest});
        const Slice exact = gridSlice(v, Orientation::Axial, 3);
        QCOMPARE(s.data, exact.data);
    }

    void slabsCombineSlices() {
        Volume v = *Volume::create(box(), VoxelType::Int16);
        for (int k = 0; k < 12; ++k)
            for (int n = 0; n < 320; ++n)
                v.mutableVoxels<int16_t>()[size_t(k * 320 + n)] = int16_t(k * 10);
        v.markAllReady();
        const Plane p = gridPlane(v.geometry(), Orientation::Axial, 5);
        const auto at = [&](SlabMode mode) {
            return reslice(v, p, {Interpolation::Linear, mode, 12}).value(4, 4); // slices 3 to 7
        };
        QCOMPARE(at(SlabMode::Maximum), 70.0);
        QCOMPARE(at(SlabMode::Minimum), 30.0);
        QCOMPARE(at(SlabMode::Mean), 50.0);
    }

    void outsideIsPaddingOrLowestAndMissingSlicesAreOutside() {
        Volume v = *Volume::create(box(), VoxelType::Int16);
        v.markReady(5);
        const Slice coronal = gridSlice(v, Orientation::Coronal, 2);
        QCOMPARE(coronal.value(3, 12 - 1 - 5), 0.0);
        QCOMPARE(coronal.value(3, 0), -32768.0);
        const Slice through = reslice(v, gridPlane(v.geometry(), Orientation::Coronal, 2));
        QCOMPARE(through.data, coronal.data);
        Plane away = gridPlane(v.geometry(), Orientation::Axial, 5);
        away.origin = away.origin + Vec3{1000, 0, 0};
        QCOMPARE(reslice(v, away).value(0, 0), -32768.0);
    }

    void interpolationDoesNotBleedPadding() {
        Geometry g;
        g.size = {4, 1, 1};
        Volume v = *Volume::create(g, VoxelType::Int16, {1, 0, "", Padding{-2000, -2000}});
        const int16_t stored[] = {-2000, 100, 100, -2000};
        std::copy(stored, stored + 4, v.mutableVoxels<int16_t>().begin());
        v.markAllReady();
        Plane p;
        p.origin = {0.25, 0, 0};
        p.pixelWidth = 0.5;
        p.width = 7;
        p.height = 1;
        const Slice s = reslice(v, p);
        for (int c = 0; c < 7; ++c)
            QVERIFY(s.value(c, 0) == 100.0 || s.value(c, 0) == -2000.0);
        QCOMPARE(s.value(1, 0), 100.0); // x = 0.75: the nearest voxel is 1
        QCOMPARE(s.value(0, 0), -2000.0);
    }

    void emptyPlanesAreHarmless() {
        const Volume v = rampVolume<uint16_t>([] {
            Geometry g;
            g.size = {1, 1, 1};
            return g;
        }());
        Plane p;
        QVERIFY(reslice(v, p).data.empty());
        p.width = p.height = 3;
        p.origin = {-1, -1, 0};
        QCOMPARE(reslice(v, p).value(1, 1), 11.0);
    }
};

QTEST_APPLESS_MAIN(TestReslice)
#include "tst_reslice.moc"
