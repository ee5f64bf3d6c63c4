#include "lastra/rendering/VolumeRenderThread.h"
#include "lastra/rendering/VolumeRenderer.h"

#include <QSemaphore>
#include <QTest>

#include <cmath>
#include <mutex>

using namespace lastra;
using rendering::VolumeCamera;
using rendering::VolumePicture;
using rendering::VolumeRenderer;

namespace {

// A ball of bone (800 HU, radius 20 mm) at `centre` in 80 mm of air.
imaging::Volume ball(imaging::Vec3 centre, int side = 64) {
    imaging::Geometry g;
    g.size = {side, side, side};
    const double spacing = 80.0 / side;
    g.spacing = {spacing, spacing, spacing};
    g.origin = {-40 + spacing / 2, -40 + spacing / 2, -40 + spacing / 2};
    imaging::Meaning meaning;
    meaning.unit = QStringLiteral("HU");
    auto volume = imaging::Volume::create(g, imaging::VoxelType::Int16, meaning);
    auto voxels = volume->mutableVoxels<int16_t>();
    size_t at = 0;
    for (int k = 0; k < side; ++k)
        for (int j = 0; j < side; ++j)
            for (int i = 0; i < side; ++i)
                voxels[at++] = length(g.toPatient({double(i), double(j), double(k)}) - centre) < 20
                                   ? 800
                                   : -1000;
    volume->markAllReady();
    return std::move(*volume);
}

struct Blob {
    int lit = 0;
    double x = 0, y = 0; // centre of light, 0..1
};

Blob blobOf(const QImage &image) {
    Blob blob;
    double sum = 0, x = 0, y = 0;
    for (int row = 0; row < image.height(); ++row)
        for (int column = 0; column < image.width(); ++column) {
            const int grey = qGray(image.pixel(column, row));
            blob.lit += grey > 20;
            sum += grey;
            x += double(grey) * column;
            y += double(grey) * row;
        }
    if (sum > 0) {
        blob.x = x / sum / image.width();
        blob.y = y / sum / image.height();
    }
    return blob;
}

} // namespace

class TestVolume : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (rendering::display().surface == rendering::Surface::None)
            QSKIP("no X display with OpenGL: run under xvfb-run");
    }

    void everyPresetShowsTheBallOrNothingSensible() {
        auto renderer = VolumeRenderer::create();
        QVERIFY(renderer);
        QVERIFY((*renderer)->setVolume(ball({0, 0, 0})));
        QVERIFY(rendering::volumePresets().size() >= 6);
        for (const auto &preset : rendering::volumePresets()) {
            (*renderer)->setPreset(preset.id);
            auto picture = (*renderer)->render({200, 200}, {}, false);
            QVERIFY2(picture, preset.id);
            QCOMPARE(picture->image.size(), QSize(200, 200));
            const Blob blob = blobOf(picture->image);
            if (preset.id == "lung")
                continue; // made for what is neither air nor bone
            // The ball covers pi 20^2 of about 83^2 mm.
            const double part = blob.lit / 40000.0;
            QVERIFY2(part > 0.1 && part < 0.3,
                     (preset.id + " " + QByteArray::number(part)).constData());
            QVERIFY(std::abs(blob.x - 0.5) < 0.02 && std::abs(blob.y - 0.5) < 0.02);
        }
    }

    void patientsLeftIsAtTheViewersRightAndTheHeadUp() {
        auto renderer = VolumeRenderer::create();
        QVERIFY(renderer);
        QVERIFY((*renderer)->setVolume(ball({15, 0, 12})));
        (*renderer)->setPreset("bone");
        const Blob front = blobOf((*renderer)->render({200, 200}, {}, false)->image);
        QVERIFY(front.x > 0.6);
        QVERIFY(front.y < 0.4);
        VolumeCamera behind;
        behind.azimuth = 180;
        QVERIFY(blobOf((*renderer)->render({200, 200}, behind, false)->image).x < 0.4);
        VolumeCamera side; // from the patient's left: the ball, in the middle front to back
        side.azimuth = 90;
        QVERIFY(std::abs(blobOf((*renderer)->render({200, 200}, side, false)->image).x - 0.5) <
                0.03);
    }

    void zoomAndCoarsePicturesKeepTheShape() {
        auto renderer = VolumeRenderer::create();
        QVERIFY(renderer);
        QVERIFY((*renderer)->setVolume(ball({0, 0, 0})));
        (*renderer)->setPreset("bone");
        const Blob still = blobOf((*renderer)->render({200, 200}, {}, false)->image);
        auto coarse = (*renderer)->render({200, 200}, {}, true);
        QVERIFY(coarse && coarse->moving);
        QVERIFY(std::abs(blobOf(coarse->image).lit - still.lit) < 0.15 * still.lit);
        VolumeCamera near;
        near.zoom = 1.5;
        const Blob zoomed = blobOf((*renderer)->render({200, 200}, near, false)->image);
        QVERIFY(std::abs(zoomed.lit / double(still.lit) - 2.25) < 0.25);
    }

    void oneSliceIsNoVolume() {
        auto renderer = VolumeRenderer::create();
        QVERIFY(renderer);
        imaging::Geometry flat;
        flat.size = {10, 10, 1};
        const auto done =
            (*renderer)->setVolume(*imaging::Volume::create(flat, imaging::VoxelType::Int16));
        QVERIFY(!done);
        QCOMPARE(done.error().code, QByteArray("rendering.noVolume"));
    }

    void stopEndsAPictureEmpty() {
        auto renderer = VolumeRenderer::create();
        QVERIFY(renderer);
        QVERIFY((*renderer)->setVolume(ball({0, 0, 0})));
        auto picture = (*renderer)->render({200, 200}, {}, false, [] { return true; });
        QVERIFY(picture);
        QVERIFY(picture->image.isNull());
        QVERIFY(!(*renderer)->render({200, 200}, {}, false)->image.isNull());
    }

    void threadAnswersTheNewestRequest() {
        std::mutex mutex;
        std::vector<QSize> sizes;
        QSemaphore still;
        rendering::VolumeRenderThread thread([&](core::Result<VolumePicture> picture) {
            const std::lock_guard lock(mutex);
            if (!picture)
                return;
            sizes.push_back(picture->image.size());
            if (!picture->moving)
                still.release();
        });
        thread.setVolume(ball({0, 0, 0}));
        rendering::VolumeRequest request;
        request.preset = "bone";
        for (int i = 0; i < 50; ++i) {
            request.size = {100 + i, 100};
            request.moving = true;
            thread.request(request); // returns at once: most are never drawn
        }
        request.size = {321, 100};
        request.moving = false;
        thread.request(request);
        QVERIFY(still.tryAcquire(1, 60'000));
        const std::lock_guard lock(mutex);
        QCOMPARE(sizes.back(), QSize(321, 100));
        QVERIFY(sizes.size() < 20);
    }
};

QTEST_GUILESS_MAIN(TestVolume)
#include "tst_volume_renderer.moc"
