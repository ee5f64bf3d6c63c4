#include "lastra/dicom/Scan.h"
#include "lastra/gui/Look.h"
#include "lastra/rendering/VolumePresets.h"
#include "parts/Messages.h"
#include "read/MeasurementPanel.h"
#include "read/PaneTexts.h"
#include "read/ReadView.h"
#include "read/SlicePane.h"
#include "read/VolumePane.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QRegularExpression>
#include <QSemaphore>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace lastra;
using gui::ReadView;

namespace {

constexpr int kSide = 128;

// A chest by formula: body, lungs, spine, ribs, a nodule of 12 mm; 128^3 voxels of 2.5 mm.
imaging::Volume chest() {
    imaging::Geometry g;
    g.size = {kSide, kSide, kSide};
    g.spacing = {2.5, 2.5, 2.5};
    g.origin = {-158.75, -158.75, -158.75};
    imaging::Meaning meaning;
    meaning.unit = QStringLiteral("HU");
    auto volume = imaging::Volume::create(g, imaging::VoxelType::Int16, meaning);
    auto voxels = volume->mutableVoxels<int16_t>();
    size_t at = 0;
    for (int k = 0; k < kSide; ++k)
        for (int j = 0; j < kSide; ++j)
            for (int i = 0; i < kSide; ++i) {
                const auto p = g.toPatient({double(i), double(j), double(k)}) / 160.0;
                const double body = p.x * p.x / 0.8 + p.y * p.y / 0.36;
                const double lung =
                    std::pow((std::abs(p.x) - 0.42) / 0.28, 2) + p.y * p.y / 0.13 + p.z * p.z / 0.6;
                const double nodule = length(p * 160.0 - imaging::Vec3{-65, -10, 20});
                int value = body > 1 ? -1000 : 40;
                if (body <= 0.93 && body > 0.80 && std::sin(22 * p.z + 5 * p.y) > 0.35)
                    value = 600;
                else if (nodule < 6)
                    value = 60;
                else if (lung < 1)
                    value = -860;
                else if (p.x * p.x + (p.y - 0.4) * (p.y - 0.4) < 0.012)
                    value = 500;
                voxels[at++] = int16_t(value);
            }
    volume->markAllReady();
    return std::move(*volume);
}

dicom::Series seriesNamed(const QString &uid, int seriesNumber) {
    dicom::Series series;
    series.key = uid;
    series.kind = dicom::SeriesKind::Volume;
    series.images = kSide;
    dicom::Header h;
    h.path = QStringLiteral("/nowhere/%1").arg(uid);
    h.seriesUid = uid;
    h.studyUid = QStringLiteral("2.25.1");
    h.frameOfReferenceUid = QStringLiteral("2.25.7");
    h.modality = QStringLiteral("CT");
    h.patientId = QStringLiteral("LAS-0417");
    h.deidentified = true;
    h.studyId = QStringLiteral("Session 2");
    h.studyDate = h.seriesDate = QStringLiteral("20261112");
    h.studyTime = h.seriesTime = QStringLiteral("094100");
    h.studyDescription = QStringLiteral("CT chest");
    h.seriesDescription = QStringLiteral("Chest 2.5 lung");
    h.seriesNumber = seriesNumber;
    h.sliceThickness = 2.5;
    h.kvp = 120;
    h.position = imaging::Vec3{-158.75, -158.75, -158.75};
    h.orientation = std::array{imaging::Vec3{1, 0, 0}, imaging::Vec3{0, 1, 0}};
    h.pixelSpacing = std::array{2.5, 2.5};
    h.simulated = true;
    series.files = {h};
    return series;
}

core::Result<dicom::Image> loadChest(const dicom::Series &, core::Work &,
                                     const dicom::ReadOptions &options) {
    dicom::Image image;
    image.volume = chest();
    image.spacing = {2.5, 2.5, dicom::SpacingSource::Patient};
    image.placed = true;
    image.voi.window = {-600, 1500};
    image.stored = {image.voi};
    if (options.onFirst)
        options.onFirst(image);
    return image;
}

// Where the pictures go when someone wants to look at them.
void keepPicture(QWidget &widget, const QString &name) {
    if (const QString folder = qEnvironmentVariable("LASTRA_TEST_PICTURES"); !folder.isEmpty())
        widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

void drag(QWidget *pane, QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton) {
    QTest::mousePress(pane, button, {}, from);
    for (int i = 1; i <= 4; ++i)
        QTest::mouseMove(pane, from + (to - from) * i / 4);
    // QTest's moves carry no buttons, so one real move with the button goes before the release.
    QMouseEvent move(QEvent::MouseMove, to, pane->mapToGlobal(to), Qt::NoButton, button, {});
    QApplication::sendEvent(pane, &move);
    QTest::mouseRelease(pane, button, {}, to);
}

} // namespace

class TestReadingRoom : public QObject {
    Q_OBJECT
    struct Room {
        core::TaskList tasks;
        gui::Commands commands;
        ReadView view{&commands, &tasks};
        Room() {
            view.resize(1400, 900);
            view.show();
            // No window manager under Xvfb: keys go nowhere until the window asks for them.
            view.activateWindow();
            (void)QTest::qWaitForWindowActive(&view);
        }
        void open() {
            QSignalSpy loaded(&view, &ReadView::loaded);
            view.setSeries({seriesNamed(QStringLiteral("2.25.2"), 2),
                            seriesNamed(QStringLiteral("2.25.3"), 3)},
                           loadChest);
            QVERIFY(loaded.wait(10'000));
            QCoreApplication::processEvents();
        }
    };

private Q_SLOTS:
    void initTestCase() {
        gui::Look look;
        look.language = QStringLiteral("en");
        gui::setUpLook(*qobject_cast<QApplication *>(qApp), look);
    }

    void emptyRoomSaysWhatToDo() {
        Room room;
        auto *place = room.view.findChild<gui::EmptyPlace *>(QStringLiteral("emptyRoom"));
        QVERIFY(place && place->isVisible());
    }

    void opensWithFourPanesAndWords() {
        Room room;
        room.open();
        for (const int pane : {viewer::kAxial, viewer::kCoronal, viewer::kSagittal}) {
            auto *widget = room.view.slicePane(pane);
            QVERIFY(widget->isVisible());
            QVERIFY(!widget->accessibleName().isEmpty());
            QVERIFY(widget->width() > 300 && widget->height() > 300);
            const auto overlay = widget->overlay();
            QCOMPARE(overlay.topLeft.value(0), QStringLiteral("LAS-0417"));
            QCOMPARE(overlay.simulated, QStringLiteral("SIMULATED"));
            QVERIFY(!overlay.foot.isEmpty());
            QCOMPARE(overlay.crosshair.size(), size_t(2));
        }
        QVERIFY(room.view.volumePane()->isVisible());
        QCOMPARE(room.view.slicePane(viewer::kAxial)->overlay().letters[0], QStringLiteral("R"));
        // Every tool button says what it is.
        for (auto *button : room.view.findChildren<QToolButton *>())
            QVERIFY(!button->accessibleName().isEmpty());
    }

    void namesAreFamilyFirst() {
        auto series = seriesNamed(QStringLiteral("2.25.4"), 4);
        dicom::Header &header = series.files.front();
        header.deidentified = false;
        header.patientName = QString::fromUtf8("Shirakaba^Midori=\xe7\x99\xbd\xe6\xa8\xba");
        QCOMPARE(gui::PaneTexts::of(series).patient.first(), QStringLiteral("Shirakaba, Midori"));
        header.patientName = QStringLiteral("Quartapelle^Ada^^Dott.");
        QCOMPARE(gui::PaneTexts::of(series).patient.first(),
                 QStringLiteral("Quartapelle, Ada Dott."));
    }

    void draggedLengthIsRightInMillimetres() {
        QTemporaryDir folder;
        Room room;
        room.view.setMeasurementFolder(folder.path());
        room.open();
        auto *pane = room.view.slicePane(viewer::kAxial);
        pane->setFocus();
        QTest::keyClick(pane, Qt::Key_L);
        QCOMPARE(room.view.reading().tool(), viewer::ToolKind::Length);
        const auto geometry = room.view.reading().geometry(viewer::kAxial);
        const double z = room.view.reading().crosshair().z;
        const QPoint a = geometry.toPane({-60, -20, z}).toPoint();
        const QPoint b = geometry.toPane({40, 55, z}).toPoint();
        drag(pane, a, b);
        const auto &items = room.view.reading().document().items();
        QCOMPARE(items.size(), size_t(1));
        // 125 mm; the ends stand on whole pixels.
        QVERIFY(std::abs(items.front()->value - 125) < 1.5 / geometry.pixelsPerMm());
        const double exact = std::hypot(b.x() - a.x(), b.y() - a.y()) / geometry.pixelsPerMm();
        QVERIFY(std::abs(items.front()->value - exact) < 1e-6);
        auto *list = room.view.findChild<gui::MeasurementPanel *>()->list();
        QCOMPARE(list->model()->rowCount(), 1);
        // Undo by key, redo by key.
        QTest::keyClick(pane, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(list->model()->rowCount(), 0);
        QTest::keyClick(pane, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(list->model()->rowCount(), 1);
        const double value = room.view.reading().document().items().front()->value;
        // Another series has none; coming back brings it back.
        QSignalSpy loaded(&room.view, &ReadView::loaded);
        room.view.open(QStringLiteral("2.25.3"));
        QVERIFY(loaded.wait(10'000));
        QCOMPARE(list->model()->rowCount(), 0);
        room.view.open(QStringLiteral("2.25.2"));
        QVERIFY(loaded.wait(10'000));
        QCOMPARE(list->model()->rowCount(), 1);
        QCOMPARE(room.view.reading().document().items().front()->value, value);
    }

    void lengthByKeysAlone() {
        Room room;
        room.open();
        const auto key = [](Qt::Key k, Qt::KeyboardModifiers with = {}) {
            QTest::keyClick(QApplication::focusWidget(), k, with);
        };
        auto &reading = room.view.reading();
        const auto start = reading.crosshair();
        key(Qt::Key_L);
        key(Qt::Key_Space);
        key(Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
        key(Qt::Key_Up, Qt::ControlModifier);
        QVERIFY(room.view.slicePane(viewer::kAxial)->overlay().cursor);
        keepPicture(room.view, QStringLiteral("length-by-key"));
        key(Qt::Key_Space);
        QCOMPARE(reading.document().items().size(), size_t(1));
        const auto &m = *reading.document().items().front();
        QVERIFY(length(m.points[0] - start) < 1e-9);
        QVERIFY(std::abs(m.value - 2.5 * std::hypot(10, 1)) < 1e-9);
        auto *list = room.view.findChild<gui::MeasurementPanel *>()->list();
        QVERIFY(list->model()
                    ->index(0, 0)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("axial slice 65")));
        // In the 3-D pane the same keys turn the volume.
        room.view.volumePane()->setFocus();
        const auto before = reading.crosshair();
        key(Qt::Key_Left, Qt::ControlModifier);
        QVERIFY(reading.crosshair() == before);
    }

    void sizesSayTheirSourceAndValuesWhetherTheyAreWhole() {
        imaging::Geometry g;
        g.size = {64, 64, 4};
        auto volume = *imaging::Volume::create(g, imaging::VoxelType::Int16, {1, -1024, "HU", {}});
        using annotation::MeasurementKind, annotation::SpacingSource, gui::PaneTexts;
        const auto made = [&](MeasurementKind kind, SpacingSource source) {
            return annotation::makeMeasurement(kind, {{20, 20, 1}, {30, 20, 1}, {20, 28, 1}},
                                               volume, source, QDateTime::currentDateTimeUtc());
        };
        const QString nbsp(QChar(0xa0));
        const auto plain = [&](QString text) { return text.replace(nbsp, QStringLiteral(" ")); };
        auto region = made(MeasurementKind::Ellipse, SpacingSource::Pixels);
        QCOMPARE(PaneTexts::valueOf(region), QStringLiteral("not read"));
        QCOMPARE(plain(PaneTexts::detailOf(region)), QStringLiteral("n 0 of 245 · 251 px²"));
        QCOMPARE(PaneTexts::valueOf(made(MeasurementKind::Probe, SpacingSource::Patient)),
                 QStringLiteral("not read"));
        volume.markAllReady();
        region = annotation::movedTo(region, region.points, volume);
        QCOMPARE(plain(PaneTexts::detailOf(region)), QStringLiteral("n 245 · 251 px²"));
        QVERIFY(plain(PaneTexts::labelOf(region)).endsWith(QStringLiteral("\n251 px²")));
        region.spacing = SpacingSource::Detector;
        QVERIFY(plain(PaneTexts::labelOf(region))
                    .endsWith(QStringLiteral("\n251 mm² at the detector")));
        const auto length = [&](SpacingSource source) {
            return plain(PaneTexts::labelOf(made(MeasurementKind::Length, source)));
        };
        QCOMPARE(length(SpacingSource::Patient), QStringLiteral("10.0 mm patient"));
        QCOMPARE(length(SpacingSource::Estimated), QStringLiteral("10.0 mm estimated"));
        QCOMPARE(length(SpacingSource::Pixels), QStringLiteral("10.0 px"));
    }

    void measuresAgainWhatWasStillLoading() {
        // The reader gives half of the stack first; the rest comes when the test says so.
        imaging::Volume volume = *imaging::Volume::create(
            chest().geometry(), imaging::VoxelType::Int16, {1, 0, "HU", {}});
        std::copy_n(static_cast<const char *>(chest().data()), volume.byteCount(),
                    static_cast<char *>(volume.mutableData()));
        for (int k = 0; k < kSide / 2; ++k)
            volume.markReady(k);
        QSemaphore more;
        QTemporaryDir folder;
        Room room;
        room.view.setMeasurementFolder(folder.path());
        QSignalSpy opened(&room.view, &ReadView::opened), loaded(&room.view, &ReadView::loaded);
        room.view.setSeries({seriesNamed(QStringLiteral("2.25.2"), 2)},
                            [&](const dicom::Series &, core::Work &,
                                const dicom::ReadOptions &options) -> core::Result<dicom::Image> {
                                dicom::Image image;
                                image.volume = volume;
                                image.placed = true;
                                options.onFirst(image);
                                more.acquire();
                                image.volume.markAllReady();
                                return image;
                            });
        QVERIFY(opened.wait(10'000));
        auto &reading = room.view.reading();
        QVERIFY(room.view.slicePane(viewer::kAxial)
                    ->overlay()
                    .warnings.contains(QStringLiteral("PARTIAL 64/128")));
        // In the middle of the body, from ready slices into those to come.
        reading.document().add(reading.measured(annotation::MeasurementKind::Ellipse,
                                                {{0, 60, 0}, {10, 60, 0}, {0, 60, 40}},
                                                viewer::kCoronal));
        QVERIFY(reading.document().items().front()->awaiting);
        const auto half = *reading.document().items().front()->statistics;
        QVERIFY(half.unread > 50 && half.count > 50);
        more.release();
        QVERIFY(loaded.wait(10'000));
        const auto now = reading.document().items().front();
        QVERIFY(!now->awaiting);
        QCOMPARE(now->statistics->count, half.count + half.unread);
        QCOMPARE(now->statistics->unread, 0);
        // And it is the new value that is kept.
        QTRY_VERIFY([&] {
            for (const QString &name : QDir(folder.path()).entryList(QDir::Files)) {
                annotation::MeasurementDocument kept;
                if (kept.load(folder.filePath(name)) && kept.items().size() == 1 &&
                    !kept.items().front()->awaiting)
                    return true;
            }
            return false;
        }());
    }

    void wheelWindowAndPresetsByRealEvents() {
        Room room;
        room.open();
        auto *pane = room.view.slicePane(viewer::kCoronal);
        const int before = room.view.reading().geometry(viewer::kCoronal).index();
        const QPointF at(50, 50);
        QWheelEvent wheel(at, pane->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(pane, &wheel);
        QCOMPARE(room.view.reading().geometry(viewer::kCoronal).index(), before + 1);
        pane->setFocus();
        QTest::keyClick(pane, Qt::Key_3);
        QCOMPARE(room.view.reading().voi().window.width, 2000.0);
        drag(pane, {100, 100}, {200, 100});
        QVERIFY(room.view.reading().voi().window.width > 2000);
        QTest::mouseDClick(pane, Qt::LeftButton, {}, {80, 80});
        QVERIFY(!room.view.slicePane(viewer::kAxial)->isVisible());
        QTest::mouseDClick(pane, Qt::LeftButton, {}, {80, 80});
        QVERIFY(room.view.slicePane(viewer::kAxial)->isVisible());
    }

    void keysWorkWithoutAClickOnAPane() {
        core::TaskList tasks;
        gui::Commands commands;
        QWidget window;
        auto *pages = new QStackedWidget;
        auto *elsewhere = new QLineEdit;
        auto *view = new ReadView(&commands, &tasks);
        pages->addWidget(elsewhere);
        pages->addWidget(view);
        (new QVBoxLayout(&window))->addWidget(pages);
        window.resize(1400, 900);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        elsewhere->setFocus();
        const auto key = [](Qt::Key k, Qt::KeyboardModifiers with = {}) {
            if (QWidget *focus = QApplication::focusWidget())
                QTest::keyClick(focus, k, with);
        };
        auto &reading = view->reading();
        QSignalSpy loaded(view, &ReadView::loaded);
        pages->setCurrentWidget(view);
        view->setSeries(
            {seriesNamed(QStringLiteral("2.25.2"), 2), seriesNamed(QStringLiteral("2.25.3"), 3)},
            loadChest);
        QVERIFY(loaded.wait(10'000));
        QCOMPARE(QApplication::focusWidget(), view->slicePane(viewer::kAxial));
        key(Qt::Key_L);
        QCOMPARE(reading.tool(), viewer::ToolKind::Length);
        key(Qt::Key_PageDown);
        QVERIFY(loaded.wait(10'000));
        QCOMPARE(view->currentSeries(), QStringLiteral("2.25.3"));
        key(Qt::Key_E);
        QCOMPARE(reading.tool(), viewer::ToolKind::Ellipse);
        commands.action("read.layout.single")->trigger();
        QCOMPARE(QApplication::focusWidget(), view->slicePane(viewer::kAcquired));
        key(Qt::Key_3);
        QCOMPARE(reading.voi().window.width, 2000.0);
        commands.action("read.layout.mpr")->trigger();
        key(Qt::Key_Right);
        QCOMPARE(QApplication::focusWidget(), view->slicePane(viewer::kCoronal));
        key(Qt::Key_Tab);
        QCOMPARE(reading.activePane(), viewer::kSagittal);
        auto *strip = view->findChild<QListView *>(QStringLiteral("seriesStrip"));
        const QModelIndex card = strip->model()->index(1, 0); // under the day of the study
        QTest::mouseClick(strip->viewport(), Qt::LeftButton, {}, strip->visualRect(card).center());
        QVERIFY(loaded.wait(10'000));
        QCOMPARE(view->currentSeries(), QStringLiteral("2.25.2"));
        key(Qt::Key_P);
        QCOMPARE(reading.tool(), viewer::ToolKind::Probe);
        // Away and back.
        pages->setCurrentWidget(elsewhere);
        elsewhere->setFocus();
        pages->setCurrentWidget(view);
        key(Qt::Key_H);
        QCOMPARE(reading.tool(), viewer::ToolKind::Crosshair);
    }

    void presetsAndSeriesStandInTheListOfCommands() {
        Room room;
        room.open();
        const auto &all = room.commands.all();
        const auto keyOf = [&](const char *id) {
            const auto found = std::find_if(all.begin(), all.end(),
                                            [id](const gui::Command &c) { return c.id == id; });
            return found == all.end() ? QKeySequence() : found->key;
        };
        QCOMPARE(keyOf("read.preset.1"), QKeySequence(Qt::Key_1));
        QCOMPARE(keyOf("read.preset.9"), QKeySequence(Qt::Key_9));
        QCOMPARE(keyOf("read.series.next"), QKeySequence(Qt::Key_PageDown));
        QCOMPARE(keyOf("read.series.previous"), QKeySequence(Qt::Key_PageUp));
        room.commands.action("read.preset.2")->trigger();
        QCOMPARE(room.view.reading().voi().window.width, 1500.0);
        QVERIFY(!room.commands.action("read.series.previous")->isEnabled());
        QSignalSpy loaded(&room.view, &ReadView::loaded);
        room.commands.action("read.series.next")->trigger();
        QVERIFY(loaded.wait(10'000));
        QCOMPARE(room.view.currentSeries(), QStringLiteral("2.25.3"));
        QVERIFY(!room.commands.action("read.series.next")->isEnabled());
    }

    void imagesWithNoPlaceClaimNone() {
        Room room;
        QSignalSpy loaded(&room.view, &ReadView::loaded);
        room.view.setSeries({seriesNamed(QStringLiteral("2.25.2"), 2)},
                            [](const dicom::Series &, core::Work &,
                               const dicom::ReadOptions &) -> core::Result<dicom::Image> {
                                dicom::Image image;
                                image.volume = chest();
                                image.spacing = {2.5, 2.5, dicom::SpacingSource::Patient};
                                return image;
                            });
        QVERIFY(loaded.wait(10'000));
        QCOMPARE(room.view.reading().shownPanes(), std::vector<int>{viewer::kAcquired});
        auto overlay = room.view.slicePane(viewer::kAcquired)->overlay();
        QVERIFY(overlay.planeName.isEmpty());
        for (const QString &letter : overlay.letters)
            QVERIFY2(letter.isEmpty(), qPrintable(letter));
        QVERIFY(overlay.bottomLeft.contains(QStringLiteral("Picture 65 / 128")));
        const QString words = (overlay.bottomLeft + overlay.bottomRight).join(QLatin1Char('\n'));
        QVERIFY2(!words.contains(QRegularExpression(QStringLiteral("\\b[xyz] "))),
                 qPrintable(words));
        QVERIFY(overlay.ruler); // the header says how large a pixel is
    }

    void thicknessStandsOnTheAcquiredPlane() {
        // The same voxels, their slices stacked from right to left.
        const auto sagittal = [](const dicom::Series &, core::Work &,
                                 const dicom::ReadOptions &) -> core::Result<dicom::Image> {
            imaging::Geometry g = chest().geometry();
            g.direction = {imaging::Vec3{0, 1, 0}, {0, 0, -1}, {1, 0, 0}};
            g.origin = {-158.75, -158.75, 158.75};
            dicom::Image image;
            image.volume = *imaging::Volume::create(g, imaging::VoxelType::Int16, {1, 0, "HU", {}});
            image.volume.markAllReady();
            image.spacing = {2.5, 2.5, dicom::SpacingSource::Patient};
            image.placed = true;
            return image;
        };
        const QString nbsp(QChar(0xa0));
        const QString thickness = QStringLiteral("2.5%1mm").arg(nbsp);
        Room room;
        const auto said = [&](int pane) {
            return room.view.slicePane(pane)->overlay().bottomRight.filter(thickness).size();
        };
        room.open();
        QCOMPARE(said(viewer::kAxial), 1);
        QCOMPARE(said(viewer::kCoronal), 0);
        QCOMPARE(said(viewer::kSagittal), 0);
        QSignalSpy loaded(&room.view, &ReadView::loaded);
        room.view.setSeries({seriesNamed(QStringLiteral("2.25.2"), 2)}, sagittal);
        QVERIFY(loaded.wait(10'000));
        room.view.reading().setCrosshair({0, 0, 100});
        QCOMPARE(said(viewer::kAxial), 0);
        QCOMPARE(said(viewer::kCoronal), 0);
        QCOMPARE(said(viewer::kSagittal), 1);
    }

    void presetOfTheVolumeFollowsTheImagesUnlessChosen() {
        Room room;
        room.open();
        auto *pane = room.view.volumePane();
        const QByteArray bone = rendering::defaultVolumePreset(true);
        const QByteArray other = rendering::defaultVolumePreset(false);
        QVERIFY(bone != other);
        imaging::Geometry g;
        g.size = {4, 4, 4};
        const auto plain = *imaging::Volume::create(g, imaging::VoxelType::Int16);
        const auto ct = *imaging::Volume::create(g, imaging::VoxelType::Int16, {1, 0, "HU", {}});
        QCOMPARE(pane->preset(), bone);
        pane->setVolume(plain);
        QCOMPARE(pane->preset(), other);
        pane->setVolume(ct);
        QCOMPARE(pane->preset(), bone);
        pane->setPreset(other); // now someone wants it
        pane->setVolume(plain);
        pane->setVolume(ct);
        QCOMPARE(pane->preset(), other);
    }

    void patientTextGoesWithX() {
        Room room;
        room.open();
        auto *pane = room.view.slicePane(viewer::kAxial);
        pane->setFocus();
        QTest::keyClick(pane, Qt::Key_X);
        QVERIFY(pane->overlay().topLeft.isEmpty());
        QVERIFY(!pane->overlay().bottomLeft.isEmpty());
        QTest::keyClick(pane, Qt::Key_X);
        QVERIFY(!pane->overlay().texts);
        QVERIFY(!pane->overlay().foot.isEmpty());
    }

    void volumeIsDrawnOrExplained() {
        Room room;
        room.open();
        auto *pane = room.view.volumePane();
        if (rendering::display().surface == rendering::Surface::None) {
            QTRY_VERIFY(!pane->explanation().isEmpty());
            return;
        }
        QTRY_VERIFY_WITH_TIMEOUT(pane->isStill(), 30'000);
        int lit = 0;
        const QImage picture = pane->picture();
        for (int y = 0; y < picture.height(); y += 4)
            for (int x = 0; x < picture.width(); x += 4)
                lit += qGray(picture.pixel(x, y)) > 30;
        QVERIFY(lit > picture.width() * picture.height() / 16 / 20);
        QVERIFY(pane->overlay().cube == rendering::VolumeCamera{}); // from the front
        QTRY_VERIFY(pane->accessibleDescription().endsWith(QStringLiteral("Facing you: A")));
        QSignalSpy drawn(pane, &gui::VolumePane::drawn);
        drag(pane, {100, 100}, {220, 120});
        QTRY_VERIFY_WITH_TIMEOUT(drawn.count() >= 1, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(pane->isStill() && pane->picture() != picture, 30'000);
        QVERIFY(pane->overlay().cube->azimuth < -30); // as the picture that is shown
        room.view.setNote(
            gui::Status::Unknown, QStringLiteral("Not known"),
            QStringLiteral(
                "Burned-in text not checked on 2 scout images. Reading is not blocked."));
        auto *axial = room.view.slicePane(viewer::kAxial);
        room.view.reading().setCrosshair({-65, -10, 20});
        room.view.reading().applyPreset(2);
        room.view.reading().setTool(viewer::ToolKind::Length);
        const auto g = room.view.reading().geometry(viewer::kAxial);
        drag(axial, g.toPane({-71, -10, 20}).toPoint(), g.toPane({-59, -10, 20}).toPoint());
        room.view.reading().setTool(viewer::ToolKind::Ellipse);
        drag(axial, g.toPane({40, -20, 20}).toPoint(), g.toPane({90, 20, 20}).toPoint());
        QCOMPARE(room.view.reading().document().items().size(), size_t(2));
        keepPicture(room.view, QStringLiteral("reading-room"));
    }

    void seriesWithoutImagesSayWhatTheyAre() {
        auto structures = seriesNamed(QStringLiteral("2.25.1"), 1);
        structures.kind = dicom::SeriesKind::Other;
        structures.images = 0;
        dicom::Header &h = structures.files.front();
        h.pixelOffset = -1;
        h.modality = QStringLiteral("RTSTRUCT");
        h.sopClassUid = QStringLiteral("1.2.840.10008.5.1.4.1.1.481.3");
        auto images = seriesNamed(QStringLiteral("2.25.2"), 2);
        images.files.front().pixelOffset = 0;
        Room room;
        QSignalSpy loaded(&room.view, &ReadView::loaded), failed(&room.view, &ReadView::failed);
        room.view.setSeries({structures, images}, loadChest);
        QVERIFY(loaded.wait(10'000)); // the images come first
        QCOMPARE(room.view.currentSeries(), QStringLiteral("2.25.2"));
        auto *strip = room.view.findChild<QListView *>(QStringLiteral("seriesStrip"));
        const QModelIndex card = strip->model()->index(1, 0);
        QVERIFY(card.flags() & Qt::ItemIsSelectable);
        QVERIFY(card.data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("RT Structure Set, no image")));
        // By key, and the keys go on working there.
        auto *place = room.view.findChild<gui::EmptyPlace *>(QStringLiteral("noPicture"));
        QVERIFY(!place->isVisible());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_PageUp);
        QCOMPARE(room.view.currentSeries(), QStringLiteral("2.25.1"));
        QVERIFY(place->isVisible());
        QCOMPARE(QApplication::focusWidget(), place);
        QCOMPARE(place->accessibleName(), QStringLiteral("RT Structure Set"));
        QVERIFY(place->accessibleDescription().contains(QStringLiteral("no image of its own")));
        QVERIFY(!room.view.findChild<gui::Banner *>()->isVisible());
        keepPicture(room.view, QStringLiteral("no-picture"));
        QTest::keyClick(place, Qt::Key_PageDown);
        QVERIFY(loaded.wait(10'000));
        QCOMPARE(room.view.currentSeries(), QStringLiteral("2.25.2"));
        // By mouse; the button leads back to the images.
        QTest::mouseClick(strip->viewport(), Qt::LeftButton, {}, strip->visualRect(card).center());
        QVERIFY(place->isVisible());
        auto *button = place->findChild<QPushButton *>();
        QVERIFY(button->isVisible());
        button->click();
        QVERIFY(loaded.wait(10'000));
        QVERIFY(room.view.slicePane(viewer::kAxial)->isVisible());
        // Alone, it is no empty room.
        room.view.setSeries({structures});
        QVERIFY(place->isVisible());
        QVERIFY(!button->isVisible());
        QVERIFY(failed.isEmpty());
    }

    void failuresAreSaid() {
        Room room;
        room.view.setSentence([](const core::Error &) { return QStringLiteral("a sentence"); });
        QSignalSpy failed(&room.view, &ReadView::failed);
        room.view.setSeries({seriesNamed(QStringLiteral("2.25.2"), 2)},
                            [](const dicom::Series &, core::Work &,
                               const dicom::ReadOptions &) -> core::Result<dicom::Image> {
                                return core::fail("dicom.truncated");
                            });
        QVERIFY(failed.wait(10'000));
        QVERIFY(room.view.findChild<gui::Banner *>()->isVisible());
    }

    void repeatedImagesAreCountedNotDroppedInSilence() {
        auto series = seriesNamed(QStringLiteral("2.25.2"), 2);
        series.repeated = 16;
        const QString words = QStringLiteral("16 repeated images not shown");
        Room room;
        QSignalSpy loaded(&room.view, &ReadView::loaded);
        room.view.setSeries({series}, loadChest);
        QVERIFY(loaded.wait(10'000));
        for (const int pane : {viewer::kAxial, viewer::kCoronal, viewer::kSagittal})
            QVERIFY(room.view.slicePane(pane)->overlay().warnings.contains(words));
        QTRY_VERIFY(room.view.slicePane(viewer::kAxial)->accessibleDescription().contains(words));
        QVERIFY(room.view.findChild<gui::Banner *>()->isVisible());
        auto *strip = room.view.findChild<QListView *>(QStringLiteral("seriesStrip"));
        const QModelIndex card = strip->model()->index(1, 0);
        QVERIFY(card.data(Qt::AccessibleTextRole).toString().contains(words));
        QVERIFY(card.data(Qt::ToolTipRole).toString().contains(words));
        keepPicture(room.view, QStringLiteral("repeated"));
    }

    void realObjectsWithoutImagesAreExplained() {
        const QString folder = QStringLiteral(LASTRA_SHARED_DATA);
        if (!QDir(folder).exists())
            QSKIP("no shared data beside the repository");
        for (const auto &[file, name] : {std::pair{"waveform/waveform_ecg.dcm", "Waveform"},
                                         {"rt/rtstruct.dcm", "RT Structure Set"},
                                         {"rt/rtplan.dcm", "RT Plan"},
                                         {"sr/reportsi.dcm", "Structured report"}}) {
            core::Work work;
            auto scan = dicom::scanFolder({folder + QLatin1Char('/') + QLatin1String(file)}, work);
            QVERIFY2(scan, file);
            Room room;
            room.view.setSeries(
                dicom::groupSeries(std::move(scan->files)).front().studies.front().series);
            auto *place = room.view.findChild<gui::EmptyPlace *>(QStringLiteral("noPicture"));
            QVERIFY2(place->isVisible(), file);
            QCOMPARE(place->accessibleName(), QLatin1String(name));
            keepPicture(room.view, QStringLiteral("real-") + QLatin1String(name));
        }
    }

    void realSeriesOpen() {
        const QString folder = QStringLiteral(LASTRA_SHARED_DATA);
        if (!QDir(folder).exists())
            QSKIP("no shared data beside the repository");
        for (const char *name : {"ct-head-lowres", "mr-t1-head", "us-burned-in", "nm"}) {
            core::Work work;
            auto scan = dicom::scanFolder({folder + QLatin1Char('/') + QLatin1String(name)}, work);
            QVERIFY2(scan, name);
            std::vector<dicom::Series> series;
            for (const auto &patient : dicom::groupSeries(std::move(scan->files)))
                for (const auto &study : patient.studies)
                    series.insert(series.end(), study.series.begin(), study.series.end());
            Room room;
            QSignalSpy loaded(&room.view, &ReadView::loaded), failed(&room.view, &ReadView::failed);
            room.view.setSeries(series);
            QTRY_VERIFY_WITH_TIMEOUT(loaded.count() + failed.count() > 0, 20'000);
            QVERIFY2(failed.isEmpty(), name);
            QVERIFY(!room.view.reading().volume().isNull());
            if (room.view.reading().hasStack() && room.view.volumePane()->explanation().isEmpty())
                QTRY_VERIFY_WITH_TIMEOUT(room.view.volumePane()->isStill(), 30'000);
            keepPicture(room.view, QStringLiteral("real-") + QLatin1String(name));
        }
    }
};

QTEST_MAIN(TestReadingRoom)
#include "tst_reading_room.moc"
