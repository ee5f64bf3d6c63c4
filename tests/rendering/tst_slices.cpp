#include "lastra/rendering/LabelPlaces.h"
#include "lastra/rendering/PaneOverlay.h"
#include "lastra/rendering/SliceRenderer.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QTest>

#include <cmath>

using namespace lastra;
using rendering::PaneGeometry;
using rendering::SliceRenderer;
using rendering::SliceView;
using rendering::ViewPlane;

namespace {

// Every voxel holds 10 * its slice + its column's and row's parity; axes as in DICOM.
imaging::Volume steps(imaging::Geometry g = {}) {
    if (g.voxelCount() == 0) {
        g.size = {40, 30, 20};
        g.spacing = {1, 1, 3};
        g.origin = {-20, -15, -30};
    }
    auto volume = imaging::Volume::create(g, imaging::VoxelType::Int16);
    auto voxels = volume->mutableVoxels<int16_t>();
    size_t at = 0;
    for (int k = 0; k < g.size[2]; ++k)
        for (int j = 0; j < g.size[1]; ++j)
            for (int i = 0; i < g.size[0]; ++i)
                voxels[at++] = int16_t(10 * k + (i < g.size[0] / 2 ? 0 : 5));
    volume->markAllReady();
    return std::move(*volume);
}

// Grey = value: LINEAR_EXACT from 0 to 255.
SliceView viewOf(ViewPlane plane, imaging::Vec3 focus = {}) {
    SliceView view;
    view.plane = plane;
    view.focus = focus;
    view.voi.function = imaging::VoiFunction::LinearExact;
    view.voi.window = {127.5, 255};
    view.interpolation = imaging::Interpolation::Nearest;
    return view;
}

rendering::PaneColours colours() {
    rendering::PaneColours c;
    c.text = c.strongText = c.letters = c.hint = QColor(200, 200, 200);
    c.axial = QColor(211, 169, 76);
    c.coronal = QColor(90, 167, 160);
    c.sagittal = QColor(165, 139, 208);
    c.measurement = QColor(255, 215, 106);
    c.warning = QColor(234, 181, 67);
    c.accent = QColor(95, 178, 242);
    return c;
}

bool close(double a, double b, double by = 1e-9) {
    return std::abs(a - b) <= by;
}

} // namespace

class TestSlices : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void axialPixelsAreTheVoxels() {
        // 40 x 30 mm into 400 x 300: ten pixels a voxel, nothing left over.
        SliceRenderer renderer;
        const QImage image =
            renderer.image(steps(), viewOf(ViewPlane::Axial, {0, 0, 0}), {400, 300});
        // z = 0 is slice 10; the patient's right (low x) stands at the left.
        QCOMPARE(qGray(image.pixel(5, 5)), 100);
        QCOMPARE(qGray(image.pixel(199, 150)), 100);
        QCOMPARE(qGray(image.pixel(200, 150)), 105);
        QCOMPARE(qGray(image.pixel(395, 295)), 105);
    }

    void coronalHasTheHeadUp() {
        SliceRenderer renderer;
        // 40 mm wide, 60 mm high.
        const QImage image = renderer.image(steps(), viewOf(ViewPlane::Coronal), {400, 600});
        QCOMPARE(qGray(image.pixel(5, 5)), 190); // highest slice at the top
        QCOMPARE(qGray(image.pixel(5, 595)), 0); // lowest at the bottom
        QCOMPARE(qGray(image.pixel(395, 5)), 195);
        QCOMPARE(qGray(image.pixel(5, 5 + 30 * 3)), 160); // three slices of 30 pixels down
    }

    void paneIsBlackOutsideTheCut() {
        SliceRenderer renderer;
        SliceView view = viewOf(ViewPlane::Axial);
        view.voi.window = {-100, 10}; // everything white
        const QImage image = renderer.image(steps(), view, {800, 300});
        QCOMPARE(image.pixel(100, 150), qRgb(0, 0, 0));
        QCOMPARE(image.pixel(400, 150), qRgb(255, 255, 255));
    }

    void obliqueAgreesWithOrthogonal() {
        SliceRenderer straight, oblique;
        SliceView view = viewOf(ViewPlane::Oblique, {0, 0, 0});
        view.right = {1, 0, 0};
        view.down = {0, 1, 0};
        const QImage a = straight.image(steps(), viewOf(ViewPlane::Axial), {400, 300});
        const QImage b = oblique.image(steps(), view, {400, 300});
        int different = 0;
        for (int y = 0; y < 300; y += 7)
            for (int x = 0; x < 400; x += 7)
                different += std::abs(qGray(a.pixel(x, y)) - qGray(b.pixel(x, y))) > 1;
        QVERIFY2(different < 20, qPrintable(QString::number(different)));
        // Tilted by 45 degrees about x: slices change on the way down.
        view.down = {0, std::sqrt(0.5), -std::sqrt(0.5)};
        const QImage tilted = oblique.image(steps(), view, {400, 300});
        QVERIFY(qGray(tilted.pixel(150, 60)) > qGray(tilted.pixel(150, 240)));
    }

    void windowChangesWithoutTheCutMoving() {
        SliceRenderer renderer;
        const auto volume = steps();
        SliceView view = viewOf(ViewPlane::Axial);
        QCOMPARE(qGray(renderer.image(volume, view, {400, 300}).pixel(5, 5)), 100);
        view.voi.inverted = true;
        QCOMPARE(qGray(renderer.image(volume, view, {400, 300}).pixel(5, 5)), 155);
        view.voi.inverted = false;
        view.voi.window = {100, 20};
        QVERIFY(std::abs(qGray(renderer.image(volume, view, {400, 300}).pixel(5, 5)) - 128) <= 1);
        // And another volume at once: nothing of the old one stays.
        imaging::Geometry g;
        g.size = {40, 30, 20};
        auto empty = imaging::Volume::create(g, imaging::VoxelType::Int16);
        empty->markAllReady();
        view.voi.window = {127.5, 255};
        QCOMPARE(qGray(renderer.image(*empty, view, {400, 300}).pixel(5, 5)), 0);
    }

    void missingSlicesAreBlackNotGrey() {
        imaging::Geometry g;
        g.size = {10, 10, 10};
        auto volume = imaging::Volume::create(g, imaging::VoxelType::Int16);
        volume->markReady(5); // holds zeros like the others
        SliceView view = viewOf(ViewPlane::Coronal, {4, 4, 5});
        view.voi.window = {0, 100}; // zero is mid-grey
        SliceRenderer renderer;
        const QImage image = renderer.image(*volume, view, {100, 100});
        QVERIFY(std::abs(qGray(image.pixel(50, 45)) - 128) <= 1); // slice 5, from the top
        QCOMPARE(qGray(image.pixel(50, 5)), 0);
        QCOMPARE(qGray(image.pixel(50, 95)), 0);
        // They appear as they come.
        volume->markReady(9);
        QVERIFY(std::abs(qGray(renderer.image(*volume, view, {100, 100}).pixel(50, 5)) - 128) <= 1);
    }

    void flipsAndTurnsMovePixelsAndLettersTogether() {
        SliceRenderer renderer;
        const auto volume = steps();
        SliceView view = viewOf(ViewPlane::Axial);
        view.flipHorizontal = true;
        QImage image = renderer.image(volume, view, {400, 300});
        QCOMPARE(qGray(image.pixel(5, 150)), 105);
        QCOMPARE(PaneGeometry(volume.geometry(), view, {400, 300}).letters()[0],
                 QStringLiteral("L"));
        view.flipHorizontal = false;
        view.quarterTurns = 1; // the patient's right now points up
        image = renderer.image(volume, view, {300, 400});
        QCOMPARE(qGray(image.pixel(150, 5)), 100);
        QCOMPARE(qGray(image.pixel(150, 395)), 105);
        QCOMPARE(PaneGeometry(volume.geometry(), view, {300, 400}).letters()[2],
                 QStringLiteral("R"));
    }

    void panePointsAndPatientPointsAreInverse() {
        imaging::Geometry g;
        g.size = {64, 48, 32};
        g.spacing = {0.7, 0.7, 2.5};
        g.origin = {-100, 40, 7};
        const double c = std::cos(0.2), s = std::sin(0.2);
        g.direction = {imaging::Vec3{c, s, 0}, imaging::Vec3{-s, c, 0}, imaging::Vec3{0, 0, 1}};
        SliceView view = viewOf(ViewPlane::Sagittal, g.centre());
        view.zoom = 2.3;
        view.pan = {4, -7};
        view.quarterTurns = 3;
        view.flipVertical = true;
        const PaneGeometry pane(g, view, {517, 391});
        for (const QPointF &p : {QPointF(0, 0), QPointF(517, 391), QPointF(123.25, 88)}) {
            const QPointF back = pane.toPane(pane.toPatient(p));
            QVERIFY(close(back.x(), p.x(), 1e-6) && close(back.y(), p.y(), 1e-6));
        }
        const auto a = pane.toPatient({10, 10}), b = pane.toPatient({110, 10});
        QVERIFY(close(length(b - a) * pane.pixelsPerMm(), 100, 1e-6));
    }

    void lettersOfObliqueDirections() {
        using rendering::orientationLetters;
        QCOMPARE(orientationLetters({1, 0, 0}), QStringLiteral("L"));
        QCOMPARE(orientationLetters({-0.8, 0.6, 0}), QStringLiteral("RP"));
        QCOMPARE(orientationLetters({0.05, -0.2, 0.97}),
                 QStringLiteral("SA")); // below 0.1: dropped
        QCOMPARE(orientationLetters({}), QString());
    }

    void colourPicturesReplaceVoxels() {
        imaging::Geometry g;
        g.size = {4, 4, 1};
        auto volume = imaging::Volume::create(g, imaging::VoxelType::Int16);
        volume->markAllReady();
        imaging::RgbImage colour;
        colour.width = colour.height = 4;
        colour.pixels.assign(48, 0);
        for (size_t i = 0; i < 48; i += 3)
            colour.pixels[i] = 200;
        QImage image(40, 40, QImage::Format_RGB32);
        QPainter painter(&image);
        SliceRenderer renderer;
        renderer.paint(painter, *volume, viewOf(ViewPlane::Acquired), {40, 40}, false, &colour);
        painter.end();
        QCOMPARE(image.pixel(20, 20), qRgb(200, 0, 0));
    }

    void crosshairLinesKeepTheMiddleFree() {
        QImage image(400, 400, QImage::Format_RGB32);
        image.fill(Qt::black);
        QPainter painter(&image);
        rendering::PaneOverlay overlay;
        overlay.crosshair.push_back({{200, 200}, {1, 0}, rendering::LineStyle::Axial});
        rendering::OverlayPainter().paint(painter, overlay, image.size(), colours(), QFont());
        painter.end();
        QCOMPARE(image.pixelColor(20, 200), colours().axial);
        QCOMPARE(image.pixelColor(390, 200), colours().axial);
        QCOMPARE(image.pixelColor(200, 200), QColor(Qt::black)); // gapped at the centre
        QCOMPARE(image.pixelColor(20, 190), QColor(Qt::black));  // one pixel thin
    }

    void permanentMarksStayWhenTextsAreOff() {
        rendering::PaneOverlay overlay;
        overlay.topLeft = {QStringLiteral("Rossi, Anna")};
        overlay.foot = QStringLiteral("NOT FOR DIAGNOSTIC USE");
        overlay.texts = false;
        QImage image(500, 400, QImage::Format_RGB32);
        image.fill(Qt::black);
        QPainter painter(&image);
        rendering::OverlayPainter overlays;
        overlays.paint(painter, overlay, image.size(), colours(), QFont());
        painter.end();
        const auto lit = [&](const QRect &area) {
            int count = 0;
            for (int y = area.top(); y <= area.bottom(); ++y)
                for (int x = area.left(); x <= area.right(); ++x)
                    count += qGray(image.pixel(x, y)) > 40;
            return count;
        };
        QCOMPARE(lit({0, 0, 300, 60}), 0); // no patient text
        QVERIFY(lit({100, 375, 300, 25}) > 50);
        // The middle 60 % holds no text at any time.
        overlay.texts = true;
        image.fill(Qt::black);
        QPainter again(&image);
        overlays.paint(again, overlay, image.size(), colours(), QFont());
        again.end();
        QVERIFY(lit({0, 0, 300, 60}) > 50);
        QCOMPARE(lit({100, 80, 300, 240}), 0);
    }

    void ellipseMarkIsDrawnWhereItIs() {
        rendering::PaneOverlay overlay;
        rendering::Mark mark;
        mark.shape = rendering::MarkShape::Ellipse;
        mark.points = {{200, 200}, {300, 200}, {200, 250}};
        overlay.marks.push_back(mark);
        QImage image(400, 400, QImage::Format_RGB32);
        image.fill(Qt::black);
        QPainter painter(&image);
        rendering::OverlayPainter().paint(painter, overlay, image.size(), colours(), QFont());
        painter.end();
        QVERIFY(qGray(image.pixel(300, 200)) > 120);
        QVERIFY(qGray(image.pixel(200, 250)) > 120);
        QCOMPARE(qGray(image.pixel(200, 200)), 0);
        QCOMPARE(qGray(image.pixel(290, 245)), 0); // a corner of its box is outside
    }

    void labelsKeepApartAndInside() {
        const QSizeF pane(400, 300);
        std::vector<rendering::LabelWish> wishes;
        for (int n = 0; n < 6; ++n) // as good as on one spot
            wishes.push_back({QRectF(200 + n, 150 - n, 10, 10), {110, 32}});
        wishes.push_back({QRectF(390, 2, 8, 8), {110, 32}});     // in a corner
        wishes.push_back({QRectF(-50, 100, 600, 20), {90, 16}}); // wider than the pane
        const QRectF written(0, 250, 150, 50);
        const auto places = rendering::placeLabels(wishes, pane, {written});
        QCOMPARE(places.size(), wishes.size());
        for (size_t n = 0; n < places.size(); ++n) {
            QVERIFY(QRectF(QPointF(), pane).contains(places[n]));
            QVERIFY(!places[n].intersects(written));
            QCOMPARE(places[n].size(), wishes[n].size);
            for (size_t m = 0; m < n; ++m)
                QVERIFY(!places[n].intersects(places[m]));
        }
        // The first stands where it always stood, and stays there whatever comes later.
        QCOMPARE(places[0].topLeft(), QPointF(210 + 26, 150 - 14 - 32));
        wishes.resize(1);
        QCOMPARE(rendering::placeLabels(wishes, pane)[0], places[0]);
        // A step aside keeps the label off a mark that was there before.
        const QRectF line(250, 120, 60, 6);
        const auto aside = rendering::placeLabels({{line, {60, 16}}, wishes[0]}, pane);
        QVERIFY(!aside[1].intersects(line));
        QVERIFY(std::abs(aside[1].center().y() - places[0].center().y()) < 60);
        // No room at all: still inside as far as it goes.
        const auto tight = rendering::placeLabels({wishes[0], wishes[0]}, {100, 40});
        QCOMPARE(tight[1].topLeft(), QPointF(4, 4));
        // A file of measurements may put any number on one cut: the pane is drawn all the same.
        QElapsedTimer clock;
        clock.start();
        const std::vector<rendering::LabelWish> many(3000, wishes[0]);
        QCOMPARE(rendering::placeLabels(many, pane).size(), many.size());
        QVERIFY(clock.elapsed() < 2000);
    }

    void cubeTurnsWithTheCamera() {
        using rendering::VolumeCamera;
        const auto letters = [](const VolumeCamera &camera) {
            QStringList out;
            for (const auto &face : rendering::visibleFaces(camera))
                out << face.letter;
            out.sort();
            return out.join(QString());
        };
        QCOMPARE(letters({0, 0}), QStringLiteral("A"));
        QCOMPARE(letters({90, 0}), QStringLiteral("L")); // from the patient's left side
        QCOMPARE(letters({180, 0}), QStringLiteral("P"));
        QCOMPARE(letters({-30, 20}), QStringLiteral("ARS"));
        QCOMPARE(letters({-30, -20}), QStringLiteral("AIR"));
        const auto front = rendering::visibleFaces({0, 0}).front();
        QVERIFY(close(front.right.x(), 1) && close(front.down.y(), 1)); // reads as written
        QVERIFY(close(front.facing, 1));
        for (const auto &face : rendering::visibleFaces({-30, 20})) {
            // Never mirrored, and where it belongs: the head on top, the right at the left.
            QVERIFY(face.right.x() * face.down.y() - face.right.y() * face.down.x() > 0);
            QVERIFY(face.letter != QLatin1String("S") || face.centre.y() < -0.5);
            QVERIFY(face.letter != QLatin1String("R") || face.centre.x() < -0.5);
        }
    }

    void cubeIsDrawnAtTheTopRight() {
        rendering::PaneOverlay overlay;
        overlay.cube = rendering::VolumeCamera{0, 0};
        QImage image(400, 400, QImage::Format_RGB32);
        image.fill(Qt::black);
        QPainter painter(&image);
        rendering::OverlayPainter().paint(painter, overlay, image.size(), colours(), QFont());
        painter.end();
        QRect lit;
        for (int y = 0; y < 400; ++y)
            for (int x = 0; x < 400; ++x)
                if (qGray(image.pixel(x, y)) > 20)
                    lit |= QRect(x, y, 1, 1);
        QVERIFY(lit.left() > 300 && lit.right() < 400 && lit.bottom() < 100);
        QVERIFY(std::abs(lit.width() - lit.height()) <= 1); // one face, from straight ahead
    }

    void rulerIsRound() {
        QCOMPARE(rendering::rulerLength(2, 160), 50.0);
        QCOMPARE(rendering::rulerLength(1, 160), 100.0);
        QCOMPARE(rendering::rulerLength(30, 160), 5.0);
        QCOMPARE(rendering::rulerLength(0, 160), 0.0);
    }
};

QTEST_MAIN(TestSlices)
#include "tst_slices.moc"
