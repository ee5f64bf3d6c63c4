#include "lastra/rendering/DisplayProbe.h"
#include "lastra/rendering/VolumeRenderThread.h"
#include "lastra/rendering/VolumeRenderer.h"

#include <QSemaphore>
#include <QTest>

using namespace lastra;

// A machine without X must get a sentence, not an abort.
class TestNoDisplay : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qunsetenv("DISPLAY"); }

    void probeSaysWhy() {
        const auto probe = rendering::probeDisplay();
        QCOMPARE(probe.surface, rendering::Surface::None);
        QCOMPARE(probe.reason, QByteArray("rendering.noDisplay"));
    }

    void displayThatDoesNotAnswer() {
        qputenv("DISPLAY", ":93847");
        QCOMPARE(rendering::probeDisplay().surface, rendering::Surface::None);
        qunsetenv("DISPLAY");
    }

    void rendererIsRefused() {
        const auto renderer = rendering::VolumeRenderer::create();
        QVERIFY(!renderer);
        QCOMPARE(renderer.error().code, QByteArray("rendering.noDisplay"));
    }

    void threadDeliversTheReason() {
        QSemaphore delivered;
        QByteArray code;
        imaging::Geometry g;
        g.size = {4, 4, 4};
        rendering::VolumeRenderThread thread([&](core::Result<rendering::VolumePicture> picture) {
            code = picture ? QByteArray() : picture.error().code;
            delivered.release();
        });
        thread.setVolume(*imaging::Volume::create(g, imaging::VoxelType::Int16));
        QVERIFY(delivered.tryAcquire(1, 10'000));
        QCOMPARE(code, QByteArray("rendering.noDisplay"));
    }

    void softwareRenderersAreKnown() {
        QVERIFY(rendering::isSoftwareGl(QStringLiteral("llvmpipe (LLVM 15.0.6, 256 bits)")));
        QVERIFY(rendering::isSoftwareGl(QStringLiteral("GDI Generic")));
        QVERIFY(!rendering::isSoftwareGl(QStringLiteral("NVIDIA GeForce RTX 3060/PCIe/SSE2")));
        QVERIFY(!rendering::isSoftwareGl(QStringLiteral("Mesa Intel(R) UHD Graphics 620")));
    }
};

QTEST_GUILESS_MAIN(TestNoDisplay)
#include "tst_no_display.moc"
