// Frames of the reading room at 1000 x 1000 in software: orthogonal and oblique cuts with the slice
// changing every frame, window changes, and turning a 512^3 volume. 3-D needs an X display.

#include "lastra/rendering/SliceRenderer.h"
#include "lastra/rendering/VolumeRenderer.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <vector>

using namespace lastra;

namespace {

constexpr int kSide = 512;

// A body of soft tissue with a spine, ribs and airy lungs; smooth enough to look at.
imaging::Volume phantom() {
    imaging::Geometry g;
    g.size = {kSide, kSide, kSide};
    g.spacing = {0.7, 0.7, 0.7};
    g.origin = {-179, -179, -179};
    imaging::Meaning meaning;
    meaning.unit = QStringLiteral("HU");
    auto volume = imaging::Volume::create(g, imaging::VoxelType::Int16, meaning);
    auto voxels = volume->mutableVoxels<int16_t>();
    size_t at = 0;
    for (int k = 0; k < kSide; ++k) {
        const double z = -1 + 2.0 * k / kSide;
        for (int j = 0; j < kSide; ++j) {
            const double y = -1 + 2.0 * j / kSide;
            for (int i = 0; i < kSide; ++i) {
                const double x = -1 + 2.0 * i / kSide;
                const double body = x * x / 0.72 + y * y / 0.4;
                const double lung =
                    std::pow((std::abs(x) - 0.38) / 0.26, 2) + y * y / 0.16 + z * z / 0.5;
                const double spine = (x * x + (y - 0.42) * (y - 0.42)) / 0.012;
                int value = body > 1 ? -1000 : 40;
                if (body <= 1 && body > 0.86 && std::sin(40 * z + 3 * y) > 0.3)
                    value = 700;
                else if (lung < 1)
                    value = -850;
                else if (spine < 1)
                    value = 600;
                voxels[at++] = int16_t(value);
            }
        }
    }
    volume->markAllReady();
    return std::move(*volume);
}

void row(const char *work, double seconds, double budget, const QString &note = {}) {
    QJsonObject json{{"work", QLatin1String(work)},
                     {"against", QString()},
                     {"ours_s", seconds > 0 ? QJsonValue(seconds) : QJsonValue()},
                     {"theirs_s", QJsonValue()},
                     {"ratio", QJsonValue()},
                     {"budget", budget}};
    if (!note.isEmpty())
        json["note"] = note;
    std::puts(QJsonDocument(json).toJson(QJsonDocument::Compact).constData());
}

// Seconds a frame: the median of three runs, each at least 30 frames and half a second.
double secondsPerFrame(const std::function<void(int)> &frame) {
    frame(0);
    std::vector<double> runs;
    for (int run = 0; run < 3; ++run) {
        QElapsedTimer clock;
        clock.start();
        int count = 0;
        while (count < 30 || clock.elapsed() < 500)
            frame(++count);
        runs.push_back(double(clock.nsecsElapsed()) / 1e9 / count);
    }
    std::sort(runs.begin(), runs.end());
    return runs[1];
}

double slices(const imaging::Volume &volume, rendering::ViewPlane plane, bool scroll) {
    rendering::SliceRenderer renderer;
    QImage image(1000, 1000, QImage::Format_RGB32);
    rendering::SliceView view;
    view.plane = plane;
    view.right = {0.8, 0.6, 0};
    view.down = {-0.36, 0.48, 0.8};
    return secondsPerFrame([&](int n) {
        const double at = (n * 7 % 400 - 200) * 0.7;
        if (scroll)
            view.focus = {at, at, at};
        else
            view.voi.window.center = at;
        QPainter painter(&image);
        renderer.paint(painter, volume, view, {1000, 1000});
    });
}

void turn(const imaging::Volume &volume) {
    auto made = rendering::VolumeRenderer::create();
    if (!made) {
        row("turn 512^3, a frame while moving", 0, 1.0 / 12, QStringLiteral("no X display"));
        return;
    }
    auto &renderer = **made;
    (void)renderer.setVolume(volume);
    const QSize size(1000, 1000);
    for (const char *preset : {"bone", "bone-shaded", "mip"}) {
        renderer.setPreset(preset);
        rendering::VolumeCamera camera;
        for (int i = 0; i < 8; ++i) { // learns how coarse it must be
            camera.azimuth += 5;
            (void)renderer.render(size, camera, true);
        }
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 24; ++i) {
            camera.azimuth += 5;
            (void)renderer.render(size, camera, true);
        }
        row(qPrintable(
                QStringLiteral("turn 512^3, a frame while moving, %1").arg(QLatin1String(preset))),
            double(clock.nsecsElapsed()) / 1e9 / 24, 1.0 / 12);
        const auto first = renderer.render(size, camera, false);
        camera.azimuth += 5;
        const auto still = renderer.render(size, camera, false);
        if (first && still)
            row(qPrintable(QStringLiteral("turn 512^3, at rest, %1").arg(QLatin1String(preset))),
                still->milliseconds / 1000, 1.5,
                QStringLiteral("first %1 s%2")
                    .arg(first->milliseconds / 1000, 0, 'f', 2)
                    .arg(still->halfVolume ? QStringLiteral(", from the half-size volume")
                                           : QString()));
    }
}

} // namespace

int main(int argc, char **argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    const auto volume = phantom();
    using rendering::ViewPlane;
    row("scroll axial 1000 x 1000", slices(volume, ViewPlane::Axial, true), 1.0 / 60);
    row("scroll coronal 1000 x 1000", slices(volume, ViewPlane::Coronal, true), 1.0 / 60);
    row("scroll sagittal 1000 x 1000", slices(volume, ViewPlane::Sagittal, true), 1.0 / 60);
    row("oblique 1000 x 1000", slices(volume, ViewPlane::Oblique, true), 1.0 / 20);
    row("window and level 1000 x 1000", slices(volume, ViewPlane::Axial, false), 0.016);
    turn(volume);
    return 0;
}
