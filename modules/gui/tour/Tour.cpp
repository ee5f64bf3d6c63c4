#include "tour/Tour.h"

#include "pages/CompliancePage.h"
#include "pages/DeidentifyPage.h"
#include "pages/ProjectsPage.h"
#include "pages/TrialsPage.h"
#include "parts/Messages.h"
#include "parts/TaskDrawer.h"
#include "read/ReadView.h"
#include "read/SlicePane.h"
#include "read/VolumePane.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Log.h"
#include "lastra/simulation/SampleCohort.h"
#include "lastra/workflow/KeyCustody.h"

#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPushButton>
#include <QScreen>
#include <QTimer>

#include <cstdio>

namespace lastra::gui {

namespace {

constexpr QSize kPicture{1600, 1000};

void mouse(QWidget *widget, QEvent::Type type, const QPointF &at, Qt::MouseButton button,
           Qt::MouseButtons buttons) {
    QMouseEvent event(type, at, widget->mapToGlobal(at), button, buttons, Qt::NoModifier);
    QApplication::sendEvent(widget, &event);
}

void drag(QWidget *widget, const QPointF &from, const QPointF &to) {
    mouse(widget, QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
    for (int i = 1; i <= 8; ++i)
        mouse(widget, QEvent::MouseMove, from + (to - from) * i / 8.0, Qt::NoButton,
              Qt::LeftButton);
    mouse(widget, QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
}

// The event loop for a while, asleep between events: the simulation beside it needs the cores.
void runEvents(int milliseconds) {
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

Tour::Tour(MainWindow *window, Workbench *bench, TourOptions options)
    : m_window(window), m_bench(bench), m_options(std::move(options)), m_report(m_options.folder) {
    connect(bench, &Workbench::failed, this, [this](const core::Error &error) {
        if (m_wrong.isEmpty())
            m_wrong = m_window->sentence(error);
    });
}

bool Tour::wait(const QString &what, const std::function<bool()> &done, int seconds) {
    QElapsedTimer clock;
    clock.start();
    while (!done()) {
        if (!m_wrong.isEmpty() || clock.elapsed() > seconds * 1000) {
            if (m_wrong.isEmpty())
                m_wrong = tr("waited %1 s in vain: %2").arg(seconds).arg(what);
            return false;
        }
        runEvents(20);
    }
    return true;
}

bool Tour::expect(bool held, const QString &what) {
    if (!held && m_wrong.isEmpty())
        m_wrong = tr("this did not happen: %1").arg(what);
    return held;
}

void Tour::picture(const QString &name, const QString &title, const QString &text) {
    // What is queued for painting belongs to the picture; what pops up and goes away does not.
    for (Toast *toast : m_window->findChildren<Toast *>(QString(), Qt::FindDirectChildrenOnly))
        delete toast;
    runEvents(400);
    if (!m_report.add(m_window->grab(), name, title, text) && m_wrong.isEmpty())
        m_wrong = tr("the picture of a step could not be written: %1").arg(title);
}

bool Tour::press(const char *name) {
    const auto buttons = m_window->findChildren<QPushButton *>(QLatin1String(name));
    const auto shown =
        std::find_if(buttons.begin(), buttons.end(), [](QPushButton *b) { return b->isVisible(); });
    if (!expect(shown != buttons.end() && (*shown)->isEnabled(),
                tr("a button to press: %1").arg(QLatin1String(name))))
        return false;
    (*shown)->click();
    return true;
}

bool Tour::signIn() {
    if (!m_bench->workspace()->signIn() || m_bench->workspace()->signIn()->account())
        return true;
    QString person;
    const auto connection =
        connect(m_bench, &Workbench::signedIn, this, [&](const QString &name) { person = name; });
    m_bench->signIn(false);
    const bool in = wait(
        tr("sign-in in the browser"), [&] { return !person.isEmpty(); }, 120);
    disconnect(connection);
    if (!in)
        return false;
    picture(QStringLiteral("signed-in"), tr("Signed in"),
            tr("By the site's OpenID provider, in the browser, with PKCE."));
    return true;
}

bool Tour::start() {
    bool seen = false;
    const auto connection = connect(m_bench, &Workbench::refreshed, this, [&] { seen = true; });
    m_bench->refresh();
    const bool refreshed =
        wait(tr("the lists"), [&] { return seen && !m_window->projectsModel()->loading; });
    disconnect(connection);
    if (!refreshed)
        return false;
    m_window->go(MainWindow::Projects);
    picture(QStringLiteral("start"), tr("First start"),
            tr("Nothing is here yet; the page says what to do first."));
    return true;
}

// At a site with an archive: a session of its first project that has one comes to this computer.
bool Tour::pull() {
    if (!m_bench->workspace()->archiveIsRemote())
        return true;
    ProjectsModel &model = *m_window->projectsModel();
    QStringList nodes; // an archive need not say how many sessions a project holds
    for (const TreeNode &n : model.tree)
        if (n.id.startsWith(QStringLiteral("site/")))
            nodes << n.id;
    int shown = 0;
    const auto sessions =
        connect(m_bench, &Workbench::sessionsShown, this, [&](int count) { shown = count; });
    for (int i = 0; i < nodes.size() && shown <= 0; ++i) {
        shown = -1;
        m_bench->chooseProject(nodes[i]);
        if (!wait(tr("the site's sessions"), [&] { return shown >= 0; }))
            break;
    }
    disconnect(sessions);
    if (!expect(shown > 0, tr("a project of the site with a session")))
        return false;
    QString pulled;
    const auto connection = connect(m_bench, &Workbench::imported, this,
                                    [&](const QString &dataset) { pulled = dataset; });
    m_bench->pull(model.sessions.front().id);
    const bool done = wait(
        tr("a session pulled, and shown here"),
        [&] {
            return !pulled.isEmpty() && model.node.startsWith(QStringLiteral("here/")) &&
                   !model.sessions.empty() && model.detail.mayOpen &&
                   !model.detail.series.empty() && !model.detail.series.front().picture.isNull();
        },
        120);
    disconnect(connection);
    if (!done)
        return false;
    picture(QStringLiteral("pulled"), tr("Pulled from the archive"),
            tr("The site's projects, and one of its sessions on this computer, digest by digest."));
    return true;
}

bool Tour::import() {
    const QString cohort = m_options.folder + QStringLiteral("/cohort");
    if (!QFileInfo::exists(cohort)) {
        core::Result<simulation::CohortReport> made = core::fail("core.cancelled");
        bool done = false;
        m_window->tasks()->run(
            this, tr("Draw the sample cohort"), QStringLiteral("subject"),
            [cohort](core::Work &work) { return simulation::makeSampleCohort(cohort, work); },
            [&](core::Result<simulation::CohortReport> report) {
                made = std::move(report);
                done = true;
            });
        if (!wait(
                tr("three virtual patients"), [&] { return done; }, 300))
            return false;
        if (!made) {
            m_wrong = m_window->sentence(made.error());
            return false;
        }
    }
    // Not into the project of the session that was pulled.
    m_bench->chooseProject(QStringLiteral("here"));
    // The way a person does it: the folder dropped on the window.
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(cohort)});
    const QPoint middle = m_window->rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window, &enter);
    if (!expect(enter.isAccepted(), tr("the window takes a dropped folder")))
        return false;
    const auto connection = connect(m_bench, &Workbench::imported, this,
                                    [this](const QString &dataset) { m_original = dataset; });
    QDropEvent drop(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window, &drop);
    const bool imported = wait(
        tr("the import"), [&] { return !m_original.isEmpty(); }, 180);
    disconnect(connection);
    if (!imported)
        return false;

    ProjectsModel &model = *m_window->projectsModel();
    const auto ours = m_bench->workspace()->library().dataset(m_original);
    if (!expect(bool(ours), tr("the dataset is in the library")))
        return false;
    const QString node = QStringLiteral("here/") + ours->project;
    if (!wait(tr("the project in the tree"), [&] {
            return std::any_of(model.tree.begin(), model.tree.end(),
                               [&](const TreeNode &n) { return n.id == node; });
        }))
        return false;
    m_bench->chooseProject(node);
    if (!wait(tr("the sessions"), [&] { return model.sessions.size() >= 3; }))
        return false;
    for (const SessionItem &session : model.sessions)
        if (session.modality.contains(QStringLiteral("CT")) && m_session.isEmpty())
            m_session = session.id;
    if (!expect(!m_session.isEmpty(), tr("a CT session in the list")))
        return false;
    m_bench->chooseSession(m_session);
    if (!wait(tr("the series with their thumbnails"), [&] {
            return model.detail.id == m_session && !model.detail.series.empty() &&
                   std::all_of(model.detail.series.begin(), model.detail.series.end(),
                               [](const SeriesThumb &s) { return !s.picture.isNull(); });
        }))
        return false;
    picture(QStringLiteral("import"), tr("Imported"),
            tr("Three virtual patients with invented identities, dropped as a folder: subjects, "
               "sessions, series."));
    return true;
}

bool Tour::preview() {
    m_window->go(MainWindow::Deidentify);
    m_bench->chooseDataset(m_original);
    m_window->deidModel()->policy = QStringLiteral("research");
    int changes = 0;
    const auto connection =
        connect(m_bench, &Workbench::previewed, this, [&](int count) { changes = count; });
    Q_EMIT m_window->deidModel()->changed();
    const bool seen =
        press("deid.preview") && wait(
                                     tr("what will change"), [&] { return changes > 0; }, 120);
    disconnect(connection);
    if (!seen || !expect(changes > 20, tr("a full table of changes")))
        return false;
    picture(QStringLiteral("what-will-change"), tr("What will change"),
            tr("Every attribute, its action and the reason, before anything is written."));
    return true;
}

bool Tour::deidentify() {
    const auto connection = connect(m_bench, &Workbench::deidentified, this,
                                    [this](const QString &dataset) { m_clean = dataset; });
    const bool done = press("deid.run") && wait(
                                               tr("de-identification and its independent check"),
                                               [&] { return !m_clean.isEmpty(); }, 300);
    disconnect(connection);
    if (!done)
        return false;
    DeidModel &model = *m_window->deidModel();
    if (!wait(tr("the review sheet"), [&] { return !model.thumbs.empty(); }))
        return false;
    picture(QStringLiteral("deidentified"), tr("De-identified and verified"),
            tr("Written, then read again by a second parser that looks for every identifying value "
               "in every byte."));
    return true;
}

// A person looks at every image of the sheet, then signs.
bool Tour::signOff() {
    auto *sheet = m_window->findChild<ContactSheet *>(QStringLiteral("deid.sheet"));
    if (!expect(sheet, tr("the review sheet")))
        return false;
    QString done;
    const auto connection = connect(m_bench, &Workbench::signedOff, this,
                                    [&](const QString &dataset) { done = dataset; });
    sheet->setCurrent(0);
    for (size_t i = 0; i < m_window->deidModel()->thumbs.size(); ++i) {
        QKeyEvent space(QEvent::KeyPress, Qt::Key_Space, Qt::NoModifier);
        QApplication::sendEvent(sheet, &space);
    }
    const bool held =
        press("deid.signOff") && wait(tr("the signature"), [&] { return done == m_clean; });
    disconnect(connection);
    if (!held)
        return false;
    picture(QStringLiteral("signed-off"), tr("Reviewed and signed"),
            tr("A person looked at the sample; the signature is bound to exactly these bytes."));
    return true;
}

bool Tour::read() {
    QString opened;
    const auto connection =
        connect(m_bench, &Workbench::seriesOpened, this, [&](const QString &key) { opened = key; });
    m_window->go(MainWindow::Projects);
    const bool shown = press("projects.open") &&
                       wait(
                           tr("the first image"), [&] { return !opened.isEmpty(); }, 120);
    disconnect(connection);
    if (!shown)
        return false;
    ReadView *view = m_bench->readView();
    if (!wait(
            tr("the whole series"), [&] { return !view->isLoading(); }, 120))
        return false;
    m_window->commands()->action("read.layout.mpr")->trigger();
    m_window->commands()->action("read.tool.crosshair")->trigger();
    SlicePane *axial = view->slicePane(0);
    if (!wait(tr("the axial pane"), [&] { return axial->isVisible() && axial->width() > 100; }))
        return false;
    // One point, three planes: where the axial pane is pointed at, the others cut.
    viewer::Reading &reading = view->reading();
    const auto cut = [&](int pane) { return reading.geometry(pane).index(); };
    const int coronal = cut(viewer::kCoronal), sagittal = cut(viewer::kSagittal);
    const QPointF centre = axial->rect().center();
    drag(axial, centre, centre + QPointF(-axial->width() * 0.16, -axial->height() * 0.04));
    if (!expect(cut(viewer::kCoronal) != coronal && cut(viewer::kSagittal) != sagittal,
                tr("the crosshair moves the other planes")))
        return false;
    const double width = reading.voi().window.width;
    m_window->commands()->action("read.tool.window")->trigger();
    drag(axial, centre, centre + QPointF(axial->width() * 0.06, 0));
    if (!expect(reading.voi().window.width > width, tr("a wider window by dragging to the right")))
        return false;

    int measurements = 0;
    const auto counted = connect(view, &ReadView::measurementsChanged, this,
                                 [&](int count) { measurements = count; });
    m_window->commands()->action("read.tool.length")->trigger();
    drag(axial, centre + QPointF(-axial->width() * 0.20, axial->height() * 0.10),
         centre + QPointF(axial->width() * 0.12, axial->height() * 0.13));
    const bool measured = wait(
        tr("a measurement in the list"), [&] { return measurements > 0; }, 10);
    disconnect(counted);
    if (!measured)
        return false;
    VolumePane *volume = view->volumePane();
    if (!wait(
            tr("the volume rendering"),
            [&] { return volume->isStill() || !volume->explanation().isEmpty(); }, 120) ||
        !expect(volume->isStill(), volume->explanation()))
        return false;
    picture(QStringLiteral("read"), tr("Reading"),
            tr("Three planes with one crosshair, a length in patient millimetres, the volume."));
    return true;
}

bool Tour::design() {
    m_window->go(MainWindow::Trials);
    TrialForm form;
    form.title = tr("Dose and noise, sample cohort");
    form.patients = m_options.patients;
    form.doses = m_options.doses;
    form.kVps = {120};
    form.scanners = {QStringLiteral("Lastra LA-1")};
    form.kernels = {QStringLiteral("standard")};
    form.slices = 64;
    form.matrix = 256;
    QString planned;
    const auto connection =
        connect(m_bench, &Workbench::trialPlanned, this, [&](const QString &id) { planned = id; });
    m_bench->planTrial(form);
    const bool done = wait(tr("the plan"), [&] {
        return !planned.isEmpty() && m_window->trialsModel()->trial == planned &&
               !m_window->trialsModel()->figures.empty();
    });
    disconnect(connection);
    if (!done)
        return false;
    picture(QStringLiteral("trial-design"), tr("A trial, before it runs"),
            tr("Factors, cases, time, disk and energy."));
    return true;
}

bool Tour::follow() {
    TrialsModel &model = *m_window->trialsModel();
    bool finished = false;
    const auto connection = connect(m_bench, &Workbench::trialChanged, this,
                                    [&](const QString &, bool ended) { finished |= ended; });
    if (!press("trials.run") ||
        !wait(
            tr("the first case"),
            [&] {
                return finished || (model.state == TrialsModel::State::Running &&
                                    !model.jobs.empty() && model.jobs.front().part >= 0.25);
            },
            600))
        return false;
    m_window->drawer()->setOpen(true);
    picture(QStringLiteral("trial-running"), tr("On its way"),
            tr("The queue's jobs and the task drawer."));
    const bool done = wait(
        tr("the end of the trial"),
        [&] {
            return finished || model.state == TrialsModel::State::Finished ||
                   model.state == TrialsModel::State::Failed;
        },
        900);
    disconnect(connection);
    m_window->drawer()->setOpen(false);
    return done && expect(model.state != TrialsModel::State::Failed, tr("every case simulated"));
}

bool Tour::results() {
    QString analysed, shown;
    const auto first = connect(m_bench, &Workbench::trialAnalysed, this,
                               [&](const QString &id) { analysed = id; });
    const auto second =
        connect(m_bench, &Workbench::caseShown, this, [&](const QString &id) { shown = id; });
    TrialsModel &model = *m_window->trialsModel();
    const bool done =
        press("trials.results") &&
        wait(
            tr("the numbers"), [&] { return !analysed.isEmpty(); }, 180) &&
        wait(
            tr("a case beside its truth"),
            [&] { return !model.pictures.simulated.isNull() && !model.pictures.truth.isNull(); },
            60);
    disconnect(first);
    disconnect(second);
    if (!done)
        return false;
    const bool bars =
        std::any_of(model.metrics.begin(), model.metrics.end(), [](const MetricPlot &p) {
            return !p.y.empty() && p.y.front().size() >= 2 && !p.low.empty() &&
                   p.low.front().size() == p.y.front().size();
        });
    if (!expect(bars && !model.table.empty(), tr("a table and a plot with error bars")))
        return false;
    picture(QStringLiteral("trial-results"), tr("Results"),
            tr("Truth beside the simulated image, metrics with intervals over patients."));
    return true;
}

bool Tour::compliance() {
    m_window->go(MainWindow::Compliance);
    const auto met = [](const ComplianceModel &model) {
        return int(std::count_if(model.controls.begin(), model.controls.end(),
                                 [](const ControlItem &c) { return c.status == Status::Meets; }));
    };
    ComplianceModel &model = *m_window->complianceModel();
    const auto judge = [&](const QString &dataset) {
        QString judged;
        const auto connection =
            connect(m_bench, &Workbench::judged, this, [&](const QString &id) { judged = id; });
        m_bench->judge(dataset);
        const bool done =
            wait(tr("the judgement"), [&] { return judged == dataset && !model.controls.empty(); });
        disconnect(connection);
        return done;
    };
    if (!judge(m_original))
        return false;
    m_metBefore = met(model);
    picture(QStringLiteral("compliance-before"), tr("Compliance before"),
            tr("The dataset as it came: names inside, nothing signed."));
    if (!judge(m_clean))
        return false;
    if (!expect(met(model) > m_metBefore, tr("more controls met after de-identification")))
        return false;
    for (const ControlItem &control : model.controls)
        if (control.id == QStringLiteral("DEI-01"))
            m_bench->chooseControl(control.id);
    picture(QStringLiteral("compliance-after"), tr("Compliance after"),
            tr("What is met now, what is still asked, and of whom."));
    QStringList files;
    const auto connection = connect(m_bench, &Workbench::reportWritten, this,
                                    [&](const QStringList &written) { files = written; });
    m_bench->writeReport(m_options.folder + QStringLiteral("/report"));
    const bool written = wait(tr("the report"), [&] { return !files.isEmpty(); });
    disconnect(connection);
    return written && expect(std::all_of(files.begin(), files.end(),
                                         [](const QString &f) { return QFileInfo(f).size() > 0; }),
                             tr("a report with content"));
}

bool Tour::release() {
    if (m_options.project.isEmpty())
        return true;
    m_window->go(MainWindow::Deidentify);
    core::Work work;
    workflow::Workspace &ws = *m_bench->workspace();
    if (auto done = workflow::attest(ws, m_clean, m_options.facts, work); !done) {
        m_wrong = m_window->sentence(done.error());
        return false;
    }
    // The keeper carries the key away; while it lies here nothing pseudonymised may leave.
    if (auto done = workflow::handOverKey(ws, m_options.folder + QStringLiteral("/key"), work);
        !done) {
        m_wrong = m_window->sentence(done.error());
        return false;
    }
    qint64 files = 0;
    const auto connection =
        connect(m_bench, &Workbench::pushed, this, [&](qint64 count) { files = count; });
    m_bench->push(m_clean, m_options.project);
    // The gate asks to acknowledge what needs attention; a person reads it and presses the button.
    const bool done = wait(
        tr("the push, confirmed file by file"),
        [&] {
            if (QWidget *dialog = QApplication::activeModalWidget())
                if (auto *question = dialog->findChild<QPushButton *>(QStringLiteral("primary")))
                    question->click();
            return files > 0;
        },
        300);
    disconnect(connection);
    if (!done)
        return false;
    // There it is, asked of the archive again.
    int sessions = 0;
    const auto listed =
        connect(m_bench, &Workbench::sessionsShown, this, [&](int count) { sessions = count; });
    m_window->go(MainWindow::Projects);
    m_bench->chooseProject(QStringLiteral("site/") + m_options.project);
    const bool there = wait(tr("the released sessions in the list"), [&] { return sessions > 0; });
    disconnect(listed);
    if (!there)
        return false;
    picture(
        QStringLiteral("released"), tr("Released"),
        tr("%Ln file(s) pushed through the gate and confirmed by digest.", nullptr, int(files)));
    return true;
}

int Tour::run() {
    m_window->resize(kPicture);
    m_window->show();
    const bool complete = signIn() && start() && pull() && import() && preview() && deidentify() &&
                          signOff() && read() && design() && follow() && results() &&
                          compliance() && release() && m_wrong.isEmpty();
    if (!complete) {
        picture(QStringLiteral("stopped"), tr("Where it stopped"), m_wrong);
        std::fprintf(stderr, "tour: stopped: %s\n", qPrintable(m_wrong));
    }
    m_report.writeIndex(complete ? QString() : m_wrong);
    return complete ? 0 : 1;
}

} // namespace lastra::gui
