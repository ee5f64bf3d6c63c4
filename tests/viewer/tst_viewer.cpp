#include "lastra/viewer/ReadCommands.h"
#include "lastra/viewer/Reading.h"

#include <QSet>
#include <QTest>

#include <cmath>

using namespace lastra;
using viewer::Button;
using viewer::PaneEvent;
using viewer::Reading;
using viewer::ToolKind;

namespace {

// 100 x 80 x 60 voxels of 1 x 1 x 2 mm; the value is the voxel's own place: i + j + k.
imaging::Volume ramp() {
    imaging::Geometry g;
    g.size = {100, 80, 60};
    g.spacing = {1, 1, 2};
    g.origin = {-50, -40, -60};
    imaging::Meaning meaning;
    meaning.unit = QStringLiteral("HU");
    auto volume = imaging::Volume::create(g, imaging::VoxelType::Int16, meaning);
    auto voxels = volume->mutableVoxels<int16_t>();
    size_t at = 0;
    for (int k = 0; k < 60; ++k)
        for (int j = 0; j < 80; ++j)
            for (int i = 0; i < 100; ++i)
                voxels[at++] = int16_t(i + j + k);
    volume->markAllReady();
    return std::move(*volume);
}

std::unique_ptr<Reading> opened() {
    auto reading = std::make_unique<Reading>();
    viewer::SeriesFacts facts;
    facts.modality = QStringLiteral("CT");
    facts.placed = true;
    facts.voi.window = {40, 400};
    facts.stored = {facts.voi, {{-600, 1500}}};
    reading->setVolume(ramp(), std::move(facts));
    for (int pane = 0; pane < viewer::kPanes; ++pane)
        reading->setPaneSize(pane, {500, 400}); // 5 pixels a mm in the axial pane
    return reading;
}

PaneEvent at(int pane, double x, double y, Button button = Button::Left, bool shift = false) {
    PaneEvent e;
    e.pane = pane;
    e.at = {x, y};
    e.button = button;
    e.shift = shift;
    return e;
}

void drag(Reading &reading, int pane, QPointF from, QPointF to, Button button = Button::Left) {
    reading.press(at(pane, from.x(), from.y(), button));
    for (int i = 1; i <= 5; ++i) {
        const QPointF p = from + (to - from) * (i / 5.0);
        reading.move(at(pane, p.x(), p.y(), Button::None));
    }
    reading.release(at(pane, to.x(), to.y(), button));
}

bool near(double a, double b, double tolerance = 1e-6) {
    return std::abs(a - b) <= tolerance;
}

} // namespace

class TestViewer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onePointDrivesThreePanes() {
        auto r = opened();
        r->setCrosshair({-20, 13, 30});
        QCOMPARE(r->geometry(viewer::kAxial).index(), 45);    // (30 + 60) / 2, from the feet
        QCOMPARE(r->geometry(viewer::kCoronal).index(), 53);  // 13 + 40, from the front
        QCOMPARE(r->geometry(viewer::kSagittal).index(), 30); // -20 + 50, from the right
        // A scroll in one pane is a move of the point that the other two draw.
        const auto before = r->crosshairLines(viewer::kCoronal);
        r->wheel(at(viewer::kAxial, 10, 10, Button::None), -3);
        QCOMPARE(r->geometry(viewer::kAxial).index(), 48);
        QVERIFY(near(r->crosshair().z, 36));
        QVERIFY(near(r->crosshair().x, -20));
        const auto after = r->crosshairLines(viewer::kCoronal);
        QCOMPARE(after.size(), size_t(2));
        // Three slices of 2 mm upwards on the screen.
        const double pixels = 6 * r->geometry(viewer::kCoronal).pixelsPerMm();
        QVERIFY(near(before[0].centre.y() - after[0].centre.y(), pixels));
    }

    void crosshairToolInOnePaneMovesTheOthers() {
        auto r = opened();
        r->setTool(ToolKind::Crosshair);
        const auto geometry = r->geometry(viewer::kAxial);
        const QPointF where = geometry.toPane({25, -11, 0});
        r->press(at(viewer::kAxial, where.x(), where.y()));
        r->release(at(viewer::kAxial, where.x(), where.y()));
        QVERIFY(near(r->crosshair().x, 25));
        QVERIFY(near(r->crosshair().y, -11));
        QCOMPARE(r->geometry(viewer::kSagittal).index(), 75);
        QCOMPARE(r->geometry(viewer::kCoronal).index(), 29);
    }

    void crosshairStaysInsideTheVolume() {
        auto r = opened();
        r->setCrosshair({900, -900, 900});
        QVERIFY(near(r->crosshair().x, 49));
        QVERIFY(near(r->crosshair().y, -40));
        QVERIFY(near(r->crosshair().z, 58));
        r->wheel(at(viewer::kAxial, 1, 1, Button::None), -100);
        QCOMPARE(r->geometry(viewer::kAxial).index(), 59);
    }

    void windowDragFollowsTheConvention() {
        auto r = opened();
        drag(*r, viewer::kAxial, {100, 100}, {200, 100});
        QVERIFY(r->voi().window.width > 400); // right: wider
        QCOMPARE(r->voi().window.center, 40.0);
        r->setVoi({{40, 400}});
        drag(*r, viewer::kAxial, {100, 200}, {100, 100});
        QVERIFY(r->voi().window.center < 40); // up: lower level, brighter
        QCOMPARE(r->voi().window.width, 400.0);
        QCOMPARE(r->view(viewer::kSagittal).voi.window, r->voi().window); // linked
        // Steps go with the width.
        r->setVoi({{1, 4}});
        drag(*r, viewer::kAxial, {100, 100}, {100, 200});
        QVERIFY(near(r->voi().window.center, 2));
    }

    void presetsOnNumberKeys() {
        auto r = opened();
        r->applyPreset(2);
        QCOMPARE(r->voi().window.width, 1500.0);
        QCOMPARE(r->voi().window.center, -600.0);
        QCOMPARE(r->presetKey(), 2);
        r->applyPreset(9);
        QCOMPARE(r->voi().window.center - r->voi().window.width / 2, 0.0);
        QCOMPARE(r->voi().window.center + r->voi().window.width / 2, double(99 + 79 + 59));
        r->run("read.window.stored");
        QCOMPARE(r->voi().window.width, 400.0);
        r->run("read.window.stored");
        QCOMPARE(r->voi().window.width, 1500.0);
    }

    void presetsDependOnModality() {
        QVERIFY(viewer::windowPresets(QStringLiteral("CT"), QStringLiteral("HU")).size() >= 8);
        for (const auto &p : viewer::windowPresets(QStringLiteral("CT"), QString()))
            QVERIFY(!p.window); // no HU presets on localizers
        QVERIFY(
            viewer::windowPresets(QStringLiteral("PT"), QStringLiteral("SUV")).front().inverted);
    }

    void buttonsDoWhatReadersExpect() {
        auto r = opened();
        const auto before = r->geometry(viewer::kAxial).toPane({0, 0, 0});
        drag(*r, viewer::kAxial, {100, 100}, {130, 90}, Button::Middle);
        const auto moved = r->geometry(viewer::kAxial).toPane({0, 0, 0});
        QVERIFY(near(moved.x() - before.x(), 30) && near(moved.y() - before.y(), -10));
        drag(*r, viewer::kAxial, {100, 200}, {100, 100}, Button::Right);
        QVERIFY(r->view(viewer::kAxial).zoom > 1.5);
        // A right click without a drag asks for the menu.
        r->press(at(viewer::kAxial, 50, 50, Button::Right));
        QVERIFY(r->release(at(viewer::kAxial, 50, 50, Button::Right)));
        QCOMPARE(r->voi().window, (imaging::Window{40, 400}));
        // Ctrl and the wheel zoom at the pointer: the point under it stays.
        const QPointF pointer(333, 77);
        const auto under = r->geometry(viewer::kAxial).toPatient(pointer);
        PaneEvent wheel = at(viewer::kAxial, pointer.x(), pointer.y(), Button::None);
        wheel.control = true;
        r->wheel(wheel, 3);
        const auto still = r->geometry(viewer::kAxial).toPane(under);
        QVERIFY(near(still.x(), pointer.x()) && near(still.y(), pointer.y()));
    }

    void lengthByDragIsRightInMillimetres() {
        auto r = opened();
        r->setTool(ToolKind::Length);
        const auto g = r->geometry(viewer::kAxial);
        const auto z = r->crosshair().z;
        drag(*r, viewer::kAxial, g.toPane({-10, -5, z}), g.toPane({20, 35, z}));
        QCOMPARE(r->document().items().size(), size_t(1));
        const auto m = r->document().items().front();
        QVERIFY(near(m->value, 50, 1e-9));
        QCOMPARE(m->image, g.index() + 1);
        QCOMPARE(r->selected(), m->id);
        // It is the same whatever the zoom, and only seen on its own cut and plane.
        r->zoomAt(viewer::kAxial, 3, {10, 10});
        QCOMPARE(r->shown(viewer::kAxial).size(), size_t(1));
        QVERIFY(r->shown(viewer::kCoronal).empty());
        r->scroll(viewer::kAxial, 1);
        QVERIFY(r->shown(viewer::kAxial).empty());
        r->select(m->id, true); // choosing it in the list goes back to it
        QCOMPARE(r->shown(viewer::kAxial).size(), size_t(1));
    }

    void lengthByTwoClicks() {
        auto r = opened();
        r->setTool(ToolKind::Length);
        const auto g = r->geometry(viewer::kCoronal);
        const auto y = r->crosshair().y;
        const QPointF a = g.toPane({0, y, 0}), b = g.toPane({0, y, 24});
        for (const QPointF &p : {a, b}) {
            r->move(at(viewer::kCoronal, p.x(), p.y(), Button::None));
            r->press(at(viewer::kCoronal, p.x(), p.y()));
            r->release(at(viewer::kCoronal, p.x(), p.y()));
        }
        QCOMPARE(r->document().items().size(), size_t(1));
        QVERIFY(near(r->document().items().front()->value, 24, 1e-9));
    }

    void pointerLandsOnSlicesAndMeasurementsSayTheirPlane() {
        auto r = opened();
        r->setTool(ToolKind::Crosshair);
        const QPointF where = r->geometry(viewer::kCoronal).toPane({10.4, 0, 12.7});
        r->press(at(viewer::kCoronal, where.x(), where.y()));
        r->release(at(viewer::kCoronal, where.x(), where.y()));
        QCOMPARE(r->crosshair(),
                 (imaging::Vec3{10, r->crosshair().y, 12})); // slices lie 2 mm apart
        const auto cut = r->geometry(viewer::kAxial);
        QVERIFY(near(dot(r->crosshair() - cut.plane().origin, cut.normal()), 0));
        r->setTool(ToolKind::Length);
        const auto draw = [&](int pane) {
            drag(*r, pane, {200, 200}, {260, 220});
            return r->document().items().back();
        };
        const auto axial = draw(viewer::kAxial);
        QVERIFY(near(axial->points[0].z, 12) && near(axial->points[1].z, 12));
        QCOMPARE(axial->plane, annotation::CutPlane::Axial);
        QCOMPARE(axial->image, 37);
        QCOMPARE(draw(viewer::kCoronal)->plane, annotation::CutPlane::Coronal);
        QCOMPARE(draw(viewer::kSagittal)->plane, annotation::CutPlane::Sagittal);
        r->run("read.layout.single");
        drag(*r, viewer::kAcquired, {200, 300}, {260, 320});
        QCOMPARE(r->document().items().back()->plane, annotation::CutPlane::Acquired);
        // Shift and a move drag the point along the slices as well.
        r->move(at(viewer::kCoronal, where.x() + 3, where.y() + 3, Button::None, true));
        QVERIFY(near(std::remainder(r->crosshair().z, 2), 0));
    }

    void lengthStaysInOneCut() {
        auto r = opened();
        r->setTool(ToolKind::Length);
        const auto click = [&](int pane, double x, double y) {
            r->press(at(pane, x, y));
            r->release(at(pane, x, y));
        };
        click(viewer::kAxial, 200, 200);
        r->scroll(viewer::kAxial, 3); // between the two clicks
        click(viewer::kAxial, 300, 200);
        const auto m = r->document().items().front();
        QVERIFY(near(m->points[0].z, r->crosshair().z) && near(m->points[1].z, r->crosshair().z));
        QVERIFY(near(m->value, 20)); // 100 pixels, five to the millimetre
        QCOMPARE(r->shown(viewer::kAxial).size(), size_t(1));
        // A handle held while the pane scrolls does not pull the length out of its cut.
        r->press(at(viewer::kAxial, 300, 200));
        r->scroll(viewer::kAxial, 1);
        r->move(at(viewer::kAxial, 350, 200, Button::None));
        r->release(at(viewer::kAxial, 350, 200));
        const auto moved = r->document().items().front();
        QVERIFY(near(moved->points[1].z, moved->points[0].z));
        QVERIFY(near(moved->value, 30));
    }

    void lengthSurvivesOddClicks() {
        auto r = opened();
        r->setTool(ToolKind::Length);
        const auto click = [&](int pane, double x, double y) {
            r->press(at(pane, x, y));
            r->release(at(pane, x, y));
        };
        // The first end in one pane, then a change of mind: it begins anew in the other.
        click(viewer::kAxial, 200, 200);
        click(viewer::kCoronal, 200, 200);
        click(viewer::kCoronal, 260, 200);
        QCOMPARE(r->document().items().size(), size_t(1));
        QCOMPARE(r->document().items().back()->plane, annotation::CutPlane::Coronal);
        // The release went to a dialog: the next drag works all the same.
        r->press(at(viewer::kAxial, 100, 100));
        drag(*r, viewer::kAxial, {150, 300}, {250, 300});
        QCOMPARE(r->document().items().size(), size_t(2));
        QVERIFY(near(r->document().items().back()->value, 20));
        // A double click maximises and leaves no end behind.
        click(viewer::kAxial, 300, 100);
        r->doubleClick(at(viewer::kAxial, 300, 100));
        QCOMPARE(r->shownPanes(), std::vector<int>{viewer::kAxial});
        r->move(at(viewer::kAxial, 400, 150, Button::None));
        QCOMPARE(r->shown(viewer::kAxial).size(), size_t(1)); // no preview
        // Zooming between the clicks is no way between the ends.
        click(viewer::kAxial, 100, 300);
        r->zoomAt(viewer::kAxial, 2, {0, 0});
        click(viewer::kAxial, 200, 600);
        QCOMPARE(r->document().items().size(), size_t(2));
    }

    void measuringByKey() {
        auto r = opened();
        QVERIFY(!r->canRun("read.point")); // the window tool takes no points
        r->setTool(ToolKind::Length);
        QVERIFY(!r->cursor(viewer::kAxial));
        const auto start = r->crosshair();
        for (int n = 0; n < 3; ++n)
            QVERIFY(r->run("read.cursor.left"));
        QVERIFY(near(r->crosshair().x, start.x - 3) && near(r->crosshair().y, start.y));
        QVERIFY(r->cursor(viewer::kAxial));
        QVERIFY(!r->cursor(viewer::kCoronal));
        QVERIFY(r->run("read.point"));
        r->run("read.cursor.far.right");
        r->run("read.cursor.far.right");
        QCOMPARE(r->shown(viewer::kAxial).size(), size_t(1)); // the preview follows
        for (int n = 0; n < 15; ++n)
            r->run("read.cursor.down");
        QVERIFY(r->run("read.point"));
        QCOMPARE(r->document().items().size(), size_t(1));
        QVERIFY(near(r->document().items().front()->value, 25)); // 20 across, 15 down
        // One pixel is a length too, and it does not take hold of the one that is there.
        r->run("read.point");
        r->run("read.cursor.up");
        r->run("read.point");
        QCOMPARE(r->document().items().size(), size_t(2));
        QVERIFY(near(r->document().items().back()->value, 1));
        // In the coronal pane a pixel upwards is a slice.
        r->setActivePane(viewer::kCoronal);
        const double z = r->crosshair().z;
        r->run("read.cursor.up");
        QVERIFY(near(r->crosshair().z, z + 2));
        r->run("read.rotate.right"); // the head now points right
        r->run("read.cursor.right");
        QVERIFY(near(r->crosshair().z, z + 4));
        r->setTool(ToolKind::Probe);
        r->run("read.point");
        QCOMPARE(r->document().items().size(), size_t(3));
        r->press(at(viewer::kCoronal, 10, 10, Button::Middle));
        QVERIFY(!r->cursor(viewer::kCoronal)); // the mouse took over
    }

    void toolsTakeHoldOfTheirOwnKindOnly() {
        auto r = opened();
        r->setTool(ToolKind::Ellipse);
        const auto g = r->geometry(viewer::kAxial);
        const auto z = r->crosshair().z;
        drag(*r, viewer::kAxial, g.toPane({-10, -10, z}), g.toPane({10, 10, z}));
        r->setTool(ToolKind::Probe);
        for (const QPointF p : {g.toPane({0, 0, z}), g.toPane({10, 0, z}), g.toPane({4, 3, z})}) {
            r->press(at(viewer::kAxial, p.x(), p.y()));
            r->release(at(viewer::kAxial, p.x(), p.y()));
        }
        QCOMPARE(r->document().items().size(), size_t(4));
        QVERIFY(near(r->document().items()[1]->points[0].x, 0));
        r->setTool(ToolKind::Length); // a diameter, from the edge through the middle
        drag(*r, viewer::kAxial, g.toPane({-10, 0, z}), g.toPane({10, 0, z}));
        QCOMPARE(r->document().items().size(), size_t(5));
        QVERIFY(near(r->document().items().back()->value, 20));
        QVERIFY(near(r->document().items().front()->points[0].x, 0)); // the ellipse stayed
        // Its own tool moves it by the outline, and draws a second one inside.
        r->setTool(ToolKind::Ellipse);
        const QPointF edge = g.toPane({-10 * std::sqrt(0.5), 10 * std::sqrt(0.5), z});
        drag(*r, viewer::kAxial, edge, edge + QPointF(25, 0));
        QCOMPARE(r->document().items().size(), size_t(5));
        QVERIFY(near(r->document().items().front()->points[0].x, 5));
        r->select({}, false);
        drag(*r, viewer::kAxial, g.toPane({5, 0, z}), g.toPane({9, 4, z}));
        QCOMPARE(r->document().items().size(), size_t(6));
    }

    void ellipseAndProbe() {
        auto r = opened();
        r->setTool(ToolKind::Ellipse);
        const auto g = r->geometry(viewer::kAxial);
        const auto z = r->crosshair().z;
        drag(*r, viewer::kAxial, g.toPane({-10, -8, z}), g.toPane({10, 8, z}));
        const auto ellipse = r->document().items().front();
        const double k = (z + 60) / 2;
        QVERIFY(ellipse->statistics);
        QVERIFY(near(ellipse->statistics->mean, 50 + 40 + k, 0.2)); // symmetric about (0, 0)
        r->setTool(ToolKind::Probe);
        const QPointF p = g.toPane({5, 6, z});
        r->press(at(viewer::kAxial, p.x(), p.y()));
        r->release(at(viewer::kAxial, p.x(), p.y()));
        QVERIFY(near(r->document().items().back()->value, 55 + 46 + k, 1e-6));
    }

    void editingAHandleUndoesAsOne() {
        auto r = opened();
        r->setTool(ToolKind::Length);
        const auto g = r->geometry(viewer::kAxial);
        const auto z = r->crosshair().z;
        drag(*r, viewer::kAxial, g.toPane({0, 0, z}), g.toPane({10, 0, z}));
        drag(*r, viewer::kAxial, g.toPane({10, 0, z}), g.toPane({20, 0, z})); // its end
        QCOMPARE(r->document().items().size(), size_t(1));
        QVERIFY(near(r->document().items().front()->value, 20, 1e-9));
        QVERIFY(r->run("read.undo"));
        QVERIFY(near(r->document().items().front()->value, 10, 1e-9));
        QVERIFY(r->run("read.redo"));
        QVERIFY(near(r->document().items().front()->value, 20, 1e-9));
    }

    void escapeEndsTheGestureThenTheTool() {
        auto r = opened();
        r->setTool(ToolKind::Length);
        r->press(at(viewer::kAxial, 100, 100));
        r->move(at(viewer::kAxial, 200, 100, Button::None));
        QCOMPARE(r->shown(viewer::kAxial).size(), size_t(1)); // the preview
        r->run("read.cancel");
        QVERIFY(r->shown(viewer::kAxial).empty());
        QCOMPARE(r->tool(), ToolKind::Length);
        r->release(at(viewer::kAxial, 200, 100));
        QVERIFY(r->document().items().empty());
        r->run("read.cancel");
        QCOMPARE(r->tool(), ToolKind::Window);
    }

    void deleteRemovesTheSelectedOne() {
        auto r = opened();
        QVERIFY(!r->run("read.delete"));
        r->setTool(ToolKind::Length);
        drag(*r, viewer::kAxial, {100, 100}, {200, 100});
        QVERIFY(r->run("read.delete"));
        QVERIFY(r->document().items().empty());
        r->run("read.undo");
        QCOMPARE(r->document().items().size(), size_t(1));
    }

    void lettersFollowFlipsAndTurns() {
        auto r = opened();
        const auto letters = [&] { return r->geometry(viewer::kAxial).letters(); };
        QCOMPARE(letters()[0], QStringLiteral("R")); // the patient's right at the viewer's left
        QCOMPARE(letters()[2], QStringLiteral("A"));
        r->run("read.flip.horizontal");
        QCOMPARE(letters()[0], QStringLiteral("L"));
        r->run("read.flip.horizontal");
        r->run("read.rotate.right"); // what was up points right
        QCOMPARE(letters()[1], QStringLiteral("A"));
        QCOMPARE(letters()[2], QStringLiteral("R"));
        QCOMPARE(r->geometry(viewer::kCoronal).letters()[2], QStringLiteral("S"));
        QCOMPARE(r->geometry(viewer::kSagittal).letters()[0], QStringLiteral("A"));
    }

    void layoutAndMaximise() {
        auto r = opened();
        QCOMPARE(r->shownPanes().size(), size_t(4));
        r->doubleClick(at(viewer::kCoronal, 5, 5));
        QCOMPARE(r->shownPanes(), std::vector<int>{viewer::kCoronal});
        r->doubleClick(at(viewer::kCoronal, 5, 5));
        QCOMPARE(r->shownPanes().size(), size_t(4));
        r->run("read.layout.single");
        QCOMPARE(r->shownPanes(), std::vector<int>{viewer::kAcquired});
        QVERIFY(r->crosshairLines(viewer::kAcquired).empty());
        // One image alone has no MPR, and MPR comes back with the next stack.
        r->run("read.layout.mpr");
        imaging::Geometry flat;
        flat.size = {10, 10, 1};
        auto one = imaging::Volume::create(flat, imaging::VoxelType::Int16);
        r->setVolume(*one, {});
        QCOMPARE(r->layout(), viewer::Layout::Single);
        QVERIFY(!r->canRun("read.layout.mpr"));
        viewer::SeriesFacts placed;
        placed.placed = true;
        r->setVolume(ramp(), placed);
        QCOMPARE(r->layout(), viewer::Layout::Mpr);
    }

    void imagesWithNoPlaceAreAStackOfPictures() {
        auto r = opened();
        viewer::SeriesFacts facts; // the pixels may well have a size
        facts.spacing = annotation::SpacingSource::Patient;
        r->setVolume(ramp(), facts);
        QVERIFY(!r->hasStack());
        QVERIFY(!r->canRun("read.layout.mpr"));
        QCOMPARE(r->shownPanes(), std::vector<int>{viewer::kAcquired});
        QCOMPARE(r->geometry(viewer::kAcquired).count(), 60);
        const int before = r->geometry(viewer::kAcquired).index();
        r->scroll(viewer::kAcquired, 3);
        QCOMPARE(r->geometry(viewer::kAcquired).index(), before + 3);
    }

    void emptyReadingTakesEveryEventAndCommand() {
        Reading r;
        drag(r, viewer::kAxial, {1, 1}, {50, 50});
        r.wheel(at(viewer::kAxial, 1, 1, Button::None), 4);
        r.setCrosshair({1, 2, 3});
        r.applyPreset(3);
        for (const auto &c : viewer::readCommands())
            r.run(c.id);
        QVERIFY(r.document().items().empty());
        QVERIFY(!r.geometry(viewer::kAxial).isValid());
    }

    void commandsHaveUniqueIdsAndKeys() {
        QSet<QByteArray> ids, keys;
        for (const auto &c : viewer::readCommands()) {
            QVERIFY2(!ids.contains(c.id), c.id);
            ids.insert(c.id);
            QVERIFY2(!*c.key || !keys.contains(c.key), c.id);
            keys.insert(c.key);
            QVERIFY(*c.text && *c.help && *c.icon);
        }
        auto r = opened();
        for (const auto &c : viewer::readCommands())
            if (r->canRun(c.id))
                QVERIFY2(r->run(c.id), c.id); // every command does something
    }
};

QTEST_GUILESS_MAIN(TestViewer)
#include "tst_viewer.moc"
