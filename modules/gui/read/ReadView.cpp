#include "read/ReadView.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Log.h"
#include "lastra/rendering/VolumePresets.h"
#include "lastra/viewer/ReadCommands.h"
#include "parts/Basic.h"
#include "parts/Messages.h"
#include "parts/StatusPill.h"
#include "read/MeasurementPanel.h"
#include "read/ObjectWords.h"
#include "read/ReadToolBar.h"
#include "read/SeriesStrip.h"
#include "read/SlicePane.h"
#include "read/VolumePane.h"
#include "read/WindowPanel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace lastra::gui {
namespace {

constexpr int kSaveAfterMs = 300;
constexpr int kStripWidth = 176, kPanelWidth = 312;
constexpr int kPresetKeys = 9;
enum MiddlePage { kEmptyPage, kPanesPage, kNoPicturePage };

QByteArray presetCommand(int key) {
    return "read.preset." + QByteArray::number(key);
}

// The gutters of the panes, black in both themes.
class PaneArea : public QWidget {
protected:
    void paintEvent(QPaintEvent *) override {
        QPainter(this).fillRect(rect(), Theme::make(ThemeKind::Dark).g1);
    }
};

// Takes the keyboard as a pane does, so that the keys of the place and a screen reader find it.
class NoPicturePlace : public EmptyPlace {
public:
    NoPicturePlace() : EmptyPlace(QStringLiteral("document"), {}, {}) {
        setFocusPolicy(Qt::StrongFocus);
        setObjectName(QStringLiteral("noPicture"));
    }

protected:
    void paintEvent(QPaintEvent *) override {
        if (!hasFocus())
            return;
        QPainter painter(this);
        painter.setPen(theme().accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
};

// Colour images come as pictures; a volume of their size gives panes and tools the grid. Its
// memory is never touched, and its zeros are no values.
imaging::Volume gridOf(const dicom::Image &image) {
    imaging::Geometry g;
    const auto &first = image.pictures.front();
    g.size = {first.width, first.height, int(image.pictures.size())};
    g.spacing = {image.spacing.column, image.spacing.row, 1};
    auto volume = imaging::Volume::create(g, imaging::VoxelType::Int16,
                                          {.unit = {}, .padding = imaging::Padding{0, 0}});
    if (!volume)
        return {};
    volume->markAllReady();
    return std::move(*volume);
}

} // namespace

ReadView::ReadView(Commands *commands, core::TaskList *tasks, QWidget *parent)
    : QWidget(parent), m_commands(commands), m_reading(std::make_unique<viewer::Reading>()),
      m_loader(std::make_unique<ReadLoader>(tasks)) {
    m_saver.setMaxThreadCount(1); // saves keep their order
    addCommands(commands);
    m_bar = new ReadToolBar(commands, m_reading.get());
    m_strip = new SeriesStrip;
    m_strip->setFixedWidth(kStripWidth);
    m_middle = new QStackedWidget;
    m_empty = new EmptyPlace(QStringLiteral("read"), tr("No series open"),
                             tr("Open a folder of images, or choose a session under Projects."));
    m_empty->setObjectName(QStringLiteral("emptyRoom"));
    connect(m_empty->addButton(tr("Open images"), QStringLiteral("folder"), true),
            &QPushButton::clicked, this, &ReadView::openRequested);
    m_paneArea = new PaneArea;
    m_grid = new QGridLayout(m_paneArea);
    m_grid->setContentsMargins(2, 2, 2, 2);
    m_grid->setSpacing(2);
    for (const int pane :
         {viewer::kAxial, viewer::kCoronal, viewer::kSagittal, viewer::kAcquired}) {
        auto *slices = new SlicePane(m_reading.get(), pane, m_paneArea);
        slices->hide();
        slices->addAction(m_commands->action("read.point"));
        connect(slices, &SlicePane::menuRequested, this, &ReadView::fillMenu);
        m_panes[size_t(pane)] = slices;
    }
    m_volume = new VolumePane(m_reading.get(), m_paneArea);
    m_volume->hide();
    connect(m_volume, &VolumePane::menuRequested, this, &ReadView::fillMenu);
    m_noPicture = new NoPicturePlace;
    m_toPictures = m_noPicture->addButton(tr("Show the images"), QStringLiteral("series"), false);
    connect(m_toPictures, &QPushButton::clicked, this, [this] {
        const dicom::Series *here = find(m_key);
        if (const dicom::Series *there = here ? firstPictures(here->first().studyUid) : nullptr)
            open(there->key);
    });
    m_middle->addWidget(m_empty);
    m_middle->addWidget(m_paneArea);
    m_middle->addWidget(m_noPicture);

    auto *panel = new Surface(Ground::Surface, Qt::LeftEdge);
    panel->setFixedWidth(kPanelWidth);
    auto *panelLayout = new QVBoxLayout(panel);
    panelLayout->setContentsMargins(1, 0, 0, 0);
    panelLayout->setSpacing(0);
    m_measurements = new MeasurementPanel(m_reading.get());
    m_windows = new WindowPanel(m_reading.get());
    panelLayout->addWidget(m_measurements, 1);
    panelLayout->addWidget(m_windows);
    m_note = new Surface(Ground::Surface, Qt::TopEdge);
    auto *note = new QHBoxLayout(m_note);
    note->setContentsMargins(12, 10, 12, 10);
    note->setSpacing(10);
    m_notePill = new StatusPill;
    m_notePill->setFocusPolicy(Qt::NoFocus);
    m_noteText = new Label({}, Text::Small, Tone::Second);
    m_noteText->wrapped();
    note->addWidget(m_notePill, 0, Qt::AlignTop);
    note->addWidget(m_noteText, 1);
    panelLayout->addWidget(m_note);
    m_note->hide();

    m_banner = new Banner;
    m_banner->hide();
    connect(m_banner, &Banner::action, m_banner, &QWidget::hide);
    auto *strip = new Surface(Ground::Window, Qt::RightEdge);
    auto *stripLayout = new QVBoxLayout(strip);
    stripLayout->setContentsMargins(0, 4, 1, 4);
    stripLayout->addWidget(m_strip);
    auto *middle = new QVBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_banner);
    middle->addWidget(m_middle, 1);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(0);
    columns->addWidget(strip);
    columns->addLayout(middle, 1);
    columns->addWidget(panel);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_bar);
    whole->addLayout(columns, 1);

    connect(m_strip, &SeriesStrip::chosen, this, &ReadView::open);
    connect(m_loader.get(), &ReadLoader::first, this,
            [this](const LoadedSeries &s) { present(s, false); });
    connect(m_loader.get(), &ReadLoader::grew, this, [this] { m_reading->volumeGrew(); });
    connect(m_loader.get(), &ReadLoader::complete, this,
            [this](const LoadedSeries &s) { present(s, true); });
    connect(m_loader.get(), &ReadLoader::failed, this, &ReadView::explain);
    connect(m_loader.get(), &ReadLoader::thumbnail, m_strip, &SeriesStrip::setThumbnail);
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(kSaveAfterMs);
    connect(&m_saveTimer, &QTimer::timeout, this, &ReadView::saveMeasurements);
    m_reading->onChanged([this](unsigned what) { follow(what); });
    follow(~0U);
}

ReadView::~ReadView() {
    m_loader.reset();
    saveMeasurements();
    m_saver.waitForDone();
    m_reading->onChanged({});
}

void ReadView::addCommands(Commands *commands) {
    const QString group = tr("Read");
    for (const viewer::ReadCommand &c : viewer::readCommands()) {
        const QByteArray id = c.id;
        QAction *action = commands->add(
            {id, QCoreApplication::translate("ReadCommands", c.text),
             QCoreApplication::translate("ReadCommands", c.help), QString::fromLatin1(c.icon),
             group, QKeySequence(QString::fromLatin1(c.key), QKeySequence::PortableText),
             c.checkable},
            [this, id] {
                m_reading->run(id);
                follow(viewer::ToolChanged); // a checkable action toggles by itself: set it right
            });
        if (id == "read.point") {
            // Only the panes take it: elsewhere Space presses buttons.
            action->setShortcutContext(Qt::WidgetShortcut);
            continue;
        }
        // Letters alone are keys of this place, not of the whole program.
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
    }
    const auto add = [&](const Command &command, const std::function<void()> &run) {
        QAction *action = commands->add(command, run);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
    };
    for (int key = 1; key <= kPresetKeys; ++key)
        add({presetCommand(key), tr("Window preset %1").arg(key),
             tr("The window of this number for the images shown."), QStringLiteral("window"), group,
             QKeySequence(Qt::Key_0 + key)},
            [this, key] { m_reading->applyPreset(key); });
    const auto step = [this](int by) {
        if (const QString next = m_strip->neighbour(m_key, by); !next.isEmpty())
            open(next);
    };
    add({"read.series.next", tr("Next series"), tr("The next series of the strip."),
         QStringLiteral("down"), group, Qt::Key_PageDown},
        [step] { step(1); });
    add({"read.series.previous", tr("Previous series"), tr("The series before in the strip."),
         QStringLiteral("up"), group, Qt::Key_PageUp},
        [step] { step(-1); });
}

void ReadView::setSeries(const std::vector<dicom::Series> &series, SeriesLoader loader) {
    saveMeasurements();
    m_loader->stop();
    m_loader->setLoader(std::move(loader));
    m_key.clear();
    m_reading->clear();
    m_volume->setVolume({});
    m_series.clear();
    addSeries(series);
    m_middle->setCurrentIndex(kEmptyPage);
    m_banner->hide();
    m_note->hide();
    if (const dicom::Series *pictures = firstPictures())
        open(pictures->key);
    else if (!m_series.empty())
        open(m_series.front().key);
}

void ReadView::addSeries(const std::vector<dicom::Series> &series) {
    for (const auto &s : series)
        if (!s.files.empty() && !find(s.key))
            m_series.push_back(s);
    // The newest study first; the order within a study stays.
    std::stable_sort(m_series.begin(), m_series.end(), [](const auto &a, const auto &b) {
        if (a.first().studyDate != b.first().studyDate)
            return a.first().studyDate > b.first().studyDate;
        return a.first().studyUid < b.first().studyUid;
    });
    m_strip->setSeries(m_series);
    m_strip->setCurrent(m_key);
    for (const auto &s : m_series)
        if (s.kind != dicom::SeriesKind::Other)
            m_loader->requestThumbnail(s, 2 * SeriesStrip::thumbnailWidth);
    follow(viewer::VolumeChanged); // there may be a next series now
}

const dicom::Series *ReadView::find(const QString &key) const {
    const auto found = std::find_if(m_series.begin(), m_series.end(),
                                    [&](const dicom::Series &s) { return s.key == key; });
    return found == m_series.end() ? nullptr : &*found;
}

const dicom::Series *ReadView::firstPictures(const QString &studyUid) const {
    const auto found = std::find_if(m_series.begin(), m_series.end(), [&](const auto &s) {
        return s.kind != dicom::SeriesKind::Other &&
               (studyUid.isEmpty() || s.first().studyUid == studyUid);
    });
    return found == m_series.end() ? nullptr : &*found;
}

void ReadView::showNoPicture(const dicom::Series &series) {
    m_loader->stop();
    const ObjectWords words = ObjectWords::of(series);
    const QString title =
        QStringList{words.name, PaneTexts::seriesName(series)}.join(QStringLiteral(" · "));
    QString why = words.why;
    if (m_series.size() > 1)
        why += QLatin1Char('\n') + tr("Page Up and Page Down go to the other series.");
    m_noPicture->setWords(PaneTexts::seriesName(series).isEmpty() ? words.name : title, why);
    m_noPicture->setAccessibleName(words.name);
    m_noPicture->setAccessibleDescription(why);
    m_toPictures->setVisible(firstPictures(series.first().studyUid) != nullptr);
    m_middle->setCurrentIndex(kNoPicturePage);
    focusPane();
    Q_EMIT opened(m_key);
}

void ReadView::open(const QString &key) {
    const dicom::Series *series = find(key);
    if (!series)
        return;
    saveMeasurements();
    m_key = key;
    m_strip->setCurrent(key);
    m_banner->hide();
    {
        const QScopedValueRollback<bool> loading(m_loadingMeasurements, true);
        (void)m_reading->document().load({});
        m_reading->clear();
    }
    m_volume->setVolume({});
    if (series->kind == dicom::SeriesKind::Other) {
        showNoPicture(*series);
        return;
    }
    const SeriesTexts texts = PaneTexts::of(*series);
    for (SlicePane *pane : m_panes)
        if (pane)
            pane->setTexts(texts);
    m_volume->setTexts(texts);
    m_middle->setCurrentIndex(kPanesPage);
    focusPane();
    m_loader->load(*series, tr("Open %1").arg(PaneTexts::seriesTitle(*series)));
}

bool ReadView::isLoading() const {
    return m_loader->isLoading();
}

void ReadView::present(const LoadedSeries &loaded, bool complete) {
    const dicom::Series *series = find(loaded.key);
    if (!series || loaded.key != m_key)
        return;
    const dicom::Image &image = loaded.image;
    const bool isNew = m_reading->volume().isNull() ||
                       (!image.isColour() && m_reading->volume().data() != image.volume.data()) ||
                       image.isColour();
    if (isNew) {
        viewer::SeriesFacts facts;
        const dicom::Header &h = series->first();
        facts.modality = h.modality;
        facts.seriesUid = h.seriesUid;
        facts.frameOfReferenceUid = h.frameOfReferenceUid;
        facts.spacing = image.spacing.source;
        facts.placed = image.placed;
        facts.voi = image.voi;
        facts.stored = image.stored;
        facts.pictures = image.pictures;
        m_reading->setVolume(image.isColour() ? gridOf(image) : image.volume, std::move(facts));
        loadMeasurements();
        Q_EMIT opened(m_key);
    }
    m_reading->volumeGrew();
    if (!complete)
        return;
    if (m_reading->hasStack())
        m_volume->setVolume(m_reading->volume());
    if (series->repeated > 0) { // the panes say it all along; this says why
        m_banner->say(Status::Attention, PaneTexts::repeatedCount(series->repeated) + u'.',
                      tr("Their files have the SOP Instance UID of an image that is shown."),
                      tr("Understood"));
        m_banner->show();
    }
    showProblems(image.problems.empty() ? series->problems : image.problems);
    if (!image.damaged.empty()) {
        const QString why = m_sentence ? m_sentence(image.damaged.front())
                                       : QString::fromLatin1(image.damaged.front().code);
        m_banner->say(
            Status::Attention,
            tr("Images that could not be decoded stay black: %1.").arg(image.damaged.size()), why,
            tr("Understood"));
        m_banner->show();
    }
    Q_EMIT this->loaded(m_key);
}

void ReadView::explain(const core::Error &error) {
    core::logError("read", error);
    m_banner->say(Status::Fails, tr("The series could not be opened."),
                  m_sentence ? m_sentence(error) : QString::fromLatin1(error.code),
                  tr("Understood"));
    m_banner->show();
    Q_EMIT failed(error);
}

void ReadView::showProblems(const std::vector<dicom::GeometryProblem> &problems) {
    if (problems.empty())
        return;
    const auto &p = problems.front();
    const QString pair = tr("images %1 and %2").arg(p.first + 1).arg(p.second + 1);
    QString what;
    switch (p.kind) {
    case dicom::GeometryProblem::Kind::UnevenSpacing:
        what = tr("The distance between %1 is %2 mm instead of %3 mm.")
                   .arg(pair, number(p.value, 2), number(p.expected, 2));
        break;
    case dicom::GeometryProblem::Kind::MissingSlice:
        what = tr("An image is missing between %1.").arg(pair);
        break;
    case dicom::GeometryProblem::Kind::DuplicatePosition:
        what = tr("Two images lie at the same place: %1.").arg(pair);
        break;
    case dicom::GeometryProblem::Kind::Tilt:
        what = tr("The gantry was tilted by %1°.").arg(number(p.value, 1));
        break;
    }
    QString next = tr("Measure along the stack with care; within one image lengths are right.");
    if (problems.size() > 1)
        next = tr("Places like it: %1 more.").arg(problems.size() - 1) + QLatin1Char(' ') + next;
    m_banner->say(Status::Attention, what, next, tr("Understood"));
    m_banner->show();
}

void ReadView::setMeasurementFolder(const QString &folder) {
    m_measurementFolder = folder;
}

void ReadView::setSentence(std::function<QString(const core::Error &)> sentence) {
    m_sentence = sentence;
    m_volume->setSentence(std::move(sentence));
}

void ReadView::setNote(Status status, const QString &word, const QString &text) {
    m_notePill->setStatus(status, word, text);
    m_noteText->setText(text);
    m_note->setVisible(!text.isEmpty());
}

SlicePane *ReadView::slicePane(int pane) const {
    return pane >= 0 && pane < viewer::kPanes ? m_panes[size_t(pane)] : nullptr;
}

void ReadView::layOutPanes(bool focus) {
    while (QLayoutItem *item = m_grid->takeAt(0))
        delete item;
    const auto shown = m_reading->shownPanes();
    const auto widgetOf = [&](int pane) -> QWidget * {
        return pane == viewer::kVolume ? static_cast<QWidget *>(m_volume) : m_panes[size_t(pane)];
    };
    const int columns = shown.size() > 1 ? 2 : 1;
    for (size_t i = 0; i < shown.size(); ++i) {
        m_grid->addWidget(widgetOf(shown[i]), int(i) / columns, int(i) % columns);
        widgetOf(shown[i])->show();
    }
    // Before the others go: hiding the one with the focus hands it to whatever comes next.
    if (focus)
        focusPane();
    for (int pane = 0; pane < viewer::kPanes; ++pane)
        if (std::find(shown.begin(), shown.end(), pane) == shown.end())
            widgetOf(pane)->hide();
    for (int i = 0; i < 2; ++i) {
        m_grid->setRowStretch(i, i < (int(shown.size()) + columns - 1) / columns ? 1 : 0);
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    }
}

void ReadView::focusPane() {
    if (m_middle->currentIndex() == kNoPicturePage) {
        m_noPicture->setFocus();
        return;
    }
    QWidget *pane = m_reading->activePane() == viewer::kVolume
                        ? static_cast<QWidget *>(m_volume)
                        : m_panes[size_t(m_reading->activePane())];
    if (pane->isVisible())
        pane->setFocus();
}

void ReadView::follow(unsigned what) {
    const QWidget *focus = window()->focusWidget();
    if (what & viewer::LayoutChanged) {
        layOutPanes(!focus || isAncestorOf(focus));
        m_bar->refresh();
    } else if ((what & viewer::PanesChanged) && focus && m_paneArea->isAncestorOf(focus)) {
        focusPane(); // the arrow keys go from pane to pane
    }
    if (what & (viewer::PanesChanged | viewer::WindowChanged | viewer::LayoutChanged)) {
        for (SlicePane *pane : m_panes)
            if (pane && pane->isVisible())
                pane->update();
        m_volume->update();
    }
    if (what & viewer::MeasurementsChanged) {
        m_measurements->refresh();
        if (!m_loadingMeasurements && !m_reading->volume().isNull()) {
            m_dirty = true;
            m_saveTimer.start();
        }
        Q_EMIT measurementsChanged(int(m_reading->document().items().size()));
    }
    if (what & (viewer::WindowChanged | viewer::VolumeChanged))
        m_windows->refresh();
    if (what & (viewer::ToolChanged | viewer::LayoutChanged | viewer::MeasurementsChanged |
                viewer::VolumeChanged | viewer::WindowChanged)) {
        for (const viewer::ReadCommand &c : viewer::readCommands()) {
            QAction *action = m_commands->action(c.id);
            action->setEnabled(m_reading->canRun(c.id));
            if (c.checkable)
                action->setChecked(m_reading->isOn(c.id));
        }
    }
    if (what & viewer::VolumeChanged) {
        const auto presets = m_reading->presets();
        for (int key = 1; key <= kPresetKeys; ++key)
            m_commands->action(presetCommand(key))
                ->setEnabled(std::any_of(presets.begin(), presets.end(),
                                         [key](const auto &p) { return p.key == key; }));
        for (const auto &[id, by] :
             {std::pair{"read.series.next", 1}, {"read.series.previous", -1}})
            m_commands->action(id)->setEnabled(!m_strip->neighbour(m_key, by).isEmpty());
    }
}

void ReadView::loadMeasurements() {
    const QScopedValueRollback<bool> loading(m_loadingMeasurements, true);
    m_measurementsKept = true;
    if (m_measurementFolder.isEmpty()) {
        (void)m_reading->document().load({});
        return;
    }
    const QString path = measurementPath();
    m_saver.waitForDone(); // the file may be this series' own, still being written
    if (auto done = m_reading->document().load(path); !done) {
        // Someone else's file, or a damaged one: it stays, and nothing is written over it.
        m_measurementsKept = false;
        (void)m_reading->document().load({});
        core::logError("read", done.error());
        m_banner->say(Status::Attention, tr("The measurements of this series could not be read."),
                      m_sentence ? m_sentence(done.error())
                                 : QString::fromLatin1(done.error().code),
                      tr("Understood"));
        m_banner->show();
    }
    m_dirty = false;
}

QString ReadView::measurementPath() const {
    // Named by a digest: a UID in a file name would say whose it is.
    const auto digest = core::sha256(m_key.toUtf8());
    return m_measurementFolder + QLatin1Char('/') +
           QString::fromLatin1(core::hex(digest).left(24)) + QStringLiteral(".json");
}

void ReadView::saveMeasurements() {
    m_saveTimer.stop();
    if (!m_dirty || m_key.isEmpty() || m_measurementFolder.isEmpty() || !m_measurementsKept)
        return;
    m_dirty = false;
    m_saver.start([path = measurementPath(), folder = m_measurementFolder, this,
                   bytes = m_reading->document().toBytes()] {
        core::Done done = core::makeFolder(folder, true);
        if (done)
            done = core::AtomicFile::writeAll(path, bytes);
        if (!done)
            QMetaObject::invokeMethod(
                this,
                [this, error = done.error()] {
                    core::logError("read", error);
                    m_banner->say(Status::Fails, tr("The measurements could not be saved."),
                                  m_sentence ? m_sentence(error) : QString::fromLatin1(error.code),
                                  tr("Understood"));
                    m_banner->show();
                },
                Qt::QueuedConnection);
    });
}

void ReadView::fillMenu(int pane, const QPoint &global) {
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (pane == viewer::kVolume) {
        const bool hounsfield = m_reading->volume().unit() == QLatin1String("HU");
        for (const auto &preset : rendering::volumePresets()) {
            if (preset.hounsfield && !hounsfield)
                continue;
            QAction *action =
                menu->addAction(QCoreApplication::translate("VolumePreset", preset.name));
            action->setCheckable(true);
            action->setChecked(preset.id == m_volume->preset());
            connect(action, &QAction::triggered, this,
                    [this, id = preset.id] { m_volume->setPreset(id); });
        }
        menu->addSeparator();
        menu->addAction(m_commands->action("read.maximise"));
    } else {
        for (const char *id :
             {"read.tool.window", "read.tool.length", "read.tool.ellipse", "read.tool.probe",
              "read.tool.crosshair", "", "read.fit", "read.invert", "read.flip.horizontal",
              "read.flip.vertical", "read.rotate.right", "read.interpolation", "",
              "read.window.stored", "read.annotations", "read.maximise", "", "read.delete"})
            if (*id)
                menu->addAction(m_commands->action(id));
            else
                menu->addSeparator();
    }
    menu->popup(global);
}

void ReadView::showEvent(QShowEvent *) {
    focusPane();
}

void ReadView::hideEvent(QHideEvent *) {
    saveMeasurements();
}

} // namespace lastra::gui
