#include "lastra/imaging/Presets.h"
#include "lastra/imaging/Statistics.h"
#include "lastra/imaging/Thumbnail.h"
#include "lastra/imaging/Voi.h"

#include <QTest>

using namespace lastra::imaging;

class TestVoi : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // PS3.3 C.11.2.1.2.1, the note's examples scaled to 0..1.
    void linearFollowsTheStandardsExamples() {
        const Voi a{.window = {2048, 4096}}; // c=2048 w=4096: 0 at 0, 1 at 4095
        QCOMPARE(a.apply(0), 0.0);
        QCOMPARE(a.apply(4095), 1.0);
        QVERIFY(std::abs(a.apply(2047.5) - 0.5) < 1e-12);
        const Voi step{.window = {2048, 1}}; // a step: <= 2047.5 black
        QCOMPARE(step.apply(2047), 0.0);
        QCOMPARE(step.apply(2048), 1.0);
        const Voi b{.window = {0, 100}}; // -50 -> 0, 49 -> 1
        QCOMPARE(b.apply(-50), 0.0);
        QCOMPARE(b.apply(49), 1.0);
        const Voi c{.window = {0, 1}};
        QCOMPARE(c.apply(-1), 0.0);
        QCOMPARE(c.apply(0), 1.0);
    }

    void linearExactIsNotShifted() {
        const Voi v{.window = {0, 100}, .function = VoiFunction::LinearExact};
        QCOMPARE(v.apply(-50), 0.0);
        QCOMPARE(v.apply(0), 0.5);
        QCOMPARE(v.apply(50), 1.0);
        QVERIFY(v.apply(49) < 1.0);
    }

    void sigmoidIsHalfAtItsCentre() {
        const Voi v{.window = {40, 400}, .function = VoiFunction::Sigmoid};
        QCOMPARE(v.apply(40), 0.5);
        QVERIFY(std::abs(v.apply(140) - 1 / (1 + std::exp(-1.0))) < 1e-12);
    }

    void tableOfStoredValuesUsesSlopeAndSign() {
        const DisplayTable t(Voi{.window = {40, 400}}, VoxelType::Int16, {1, -1024, "HU", {}});
        const int16_t stored[] = {0, 863, 864, 1263, 1264, -32768, 32767};
        uint8_t grey[7];
        t.apply(stored, 7, grey);
        QCOMPARE(grey[0], uint8_t(0));
        QCOMPARE(grey[2], uint8_t(0));   // -160 HU
        QCOMPARE(grey[3], uint8_t(255)); // 239 HU: c - 0.5 + (w - 1) / 2
        QCOMPARE(grey[5], uint8_t(0));
        QCOMPARE(grey[6], uint8_t(255));
    }

    void paddingStaysBlackWhenInverted() {
        const Meaning meaning{1, 0, "", Padding{-2000, -1900}};
        const DisplayTable t(Voi{.window = {0, 100}, .inverted = true}, VoxelType::Int16, meaning);
        const int16_t stored[] = {-2000, -1900, -1899};
        uint8_t grey[3];
        t.apply(stored, 3, grey);
        QCOMPARE(grey[0], uint8_t(0));
        QCOMPARE(grey[1], uint8_t(0));
        QCOMPARE(grey[2], uint8_t(255)); // MONOCHROME1: low is white
    }

    void floatsAndLookUpTables() {
        auto lut = std::make_shared<VoiLut>();
        lut->first = 10;
        lut->bits = 8;
        lut->entries = {0, 51, 255};
        const Voi v{.lut = lut};
        QCOMPARE(v.apply(-100), 0.0);
        QCOMPARE(v.apply(11), 0.2);
        QCOMPARE(v.apply(99), 1.0);
        const DisplayTable t(v, VoxelType::Float32, {});
        const float stored[] = {11.0F, std::nanf("")};
        uint8_t grey[2];
        t.apply(stored, 2, grey);
        QCOMPARE(grey[0], uint8_t(51));
        QCOMPARE(grey[1], uint8_t(0));
    }

    void presetsAreTheReferenceTable() {
        QCOMPARE(ctPresets().size(), size_t(8));
        QCOMPARE(ctPresets()[1].window, (Window{-600, 1500}));
        QCOMPARE(ctPresets()[3].window, (Window{40, 80}));
    }

    void percentilesLeavePaddingOut() {
        Geometry g;
        g.size = {101, 1, 10};
        Volume v = *Volume::create(g, VoxelType::Int16, {2, 0, "", Padding{-32768, -32768}});
        for (int k = 0; k < 10; ++k)
            for (int i = 0; i < 101; ++i)
                v.mutableVoxels<int16_t>()[size_t(k * 101 + i)] =
                    k == 3 ? int16_t(-32768) : int16_t(i);
        QVERIFY(valueRange(v).empty); // nothing ready yet
        v.markAllReady();
        QCOMPARE(valueRange(v).min, 0.0);
        QCOMPARE(valueRange(v).max, 200.0);
        const Voi voi = percentileVoi(v, 5, 95);
        QCOMPARE(voi.apply(200), 1.0);
        QVERIFY(std::abs(voi.window.center - 100) <= 2 && std::abs(voi.window.width - 180) <= 4);
    }

    void thumbnailKeepsTheShape() {
        Geometry g;
        g.size = {10, 10, 1};
        g.spacing = {1, 2, 1}; // twice as tall as wide
        Volume v = *Volume::create(g, VoxelType::UInt16);
        std::fill(v.mutableVoxels<uint16_t>().begin(), v.mutableVoxels<uint16_t>().end(),
                  uint16_t(500));
        v.markAllReady();
        const GreyImage image = thumbnail(v, 0, Voi{.window = {100, 100}}, 64);
        QCOMPARE(image.pixels.size(), size_t(64 * 64));
        QCOMPARE(image.pixels[32 * 64 + 32], uint8_t(255));
        QCOMPARE(image.pixels[32 * 64 + 2], uint8_t(0)); // the side bars
        QCOMPARE(image.pixels[1 * 64 + 32], uint8_t(255));
    }
};

QTEST_APPLESS_MAIN(TestVoi)
#include "tst_voi.moc"
