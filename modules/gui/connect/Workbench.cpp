#include "lastra/gui/Workbench.h"

#include "connect/Words.h"
#include "lastra/gui/Look.h"
#include "pages/ReadPage.h"
#include "parts/Basic.h"
#include "parts/Frame.h"
#include "parts/Palette.h"
#include "read/ReadView.h"

#include "lastra/core/Log.h"
#include "lastra/workflow/Browser.h"

namespace lastra::gui {

namespace {
constexpr int kQueueStepMs = 1000;

// What happened, and what is to be done about it.
std::pair<QString, QString> parted(const QString &said) {
    const qsizetype end = said.indexOf(QStringLiteral(". "));
    return end < 0 ? std::pair(said, QString()) : std::pair(said.left(end + 1), said.mid(end + 2));
}
} // namespace

Expiry expiryOf(const QDateTime &when, Status status, const QDateTime &now) {
    if (status == Status::Fails)
        return {Workbench::tr("now"), Tone::Fail, true};
    if (!when.isValid())
        return {status == Status::Unknown ? Workbench::tr("not known") : QString(QChar(0x2013)),
                Tone::Hint, false};
    const qint64 days = now.daysTo(when);
    if (days < 0)
        return {Workbench::tr("now"), Tone::Fail, true};
    if (days <= 30)
        return {days == 0   ? Workbench::tr("today")
                : days == 1 ? Workbench::tr("tomorrow")
                            : Workbench::tr("in %1 days").arg(days),
                Tone::Attention, true};
    return {date(when.date()), Tone::Second, false};
}

QString shortDigest(const QString &digest) {
    const QString hex = digest.section(u':', -1);
    return hex.size() > 12 ? hex.left(4) + QChar(0x2026) + hex.right(4) : hex;
}

Workbench::Workbench(MainWindow *window, workflow::WorkspaceOptions options, QObject *parent)
    : QObject(parent), m_window(window), m_options(std::move(options)),
      m_quiet(new core::TaskList(this)), m_browser(workflow::openInBrowser) {
    m_read = new ReadView(window->commands(), window->tasks());
    m_read->setSentence([window](const core::Error &e) { return window->sentence(e); });
    window->readPage()->setView(m_read);
    for (const Command &c : window->commands()->all())
        if (c.group == QStringLiteral("read") || c.id.startsWith("read.") ||
            c.id.startsWith("tool."))
            m_read->addAction(window->commands()->action(c.id));
    connect(m_read, &ReadView::opened, this, &Workbench::seriesOpened);
    connect(m_read, &ReadView::openRequested, window, &MainWindow::chooseFolder);
    connect(window, &MainWindow::pathsGiven, this, &Workbench::importPaths);
    connectProjects();
    connectDeid();
    connectRelease();
    connectTrials();
    connectCompliance();
    connectAccount();
    m_queueTimer.setInterval(kQueueStepMs);
    connect(&m_queueTimer, &QTimer::timeout, this, &Workbench::stepQueues);
    window->setPaletteEntries([this] {
        std::vector<PaletteEntry> entries;
        for (const SessionItem &s : m_window->projectsModel()->sessions)
            entries.push_back({tr("Open %1, %2").arg(s.subject, s.session),
                               tr("Session"),
                               QStringLiteral("read"),
                               {},
                               [this, id = s.id] { openSession(id); }});
        for (const workflow::DatasetRow &row : m_datasets)
            entries.push_back({tr("Show the controls of %1").arg(datasetWord(row.dataset)),
                               tr("Compliance"),
                               QStringLiteral("compliance"),
                               {},
                               [this, id = row.dataset.id] {
                                   m_window->go(MainWindow::Compliance);
                                   judge(id);
                               }});
        return entries;
    });
}

Workbench::~Workbench() {
    if (m_signingIn)
        m_signingIn->cancel();
}

bool Workbench::italian() const {
    return interfaceLanguage() == QStringLiteral("it");
}

compliance::Language Workbench::language() const {
    return italian() ? compliance::Language::Italian : compliance::Language::English;
}

void Workbench::open(const QString &site, const QString &otherwise) {
    workflow::WorkspaceOptions options = m_options;
    if (!site.isEmpty())
        options.site = site;
    const int asked = ++m_opening;
    // In a task: the keyring may ask the person for its password first.
    m_quiet->run(
        this, {}, {}, [options](core::Work &) { return workflow::Workspace::open(options); },
        [this, asked, options,
         otherwise](core::Result<std::unique_ptr<workflow::Workspace>> opened) {
            if (asked != m_opening)
                return; // another site was chosen meanwhile
            if (opened) {
                m_options.site = options.site;
                start(std::move(*opened));
                return;
            }
            m_openError = opened.error();
            if (m_ws) {
                explain(m_window->projectsModel(), opened.error()); // what was open stays open
                const auto [what, next] = parted(m_window->sentence(opened.error()));
                m_window->signInModel()->say({Status::Fails, what, next, {}, {}});
                showAccount();
            } else if (!otherwise.isEmpty()) {
                core::logError("gui", opened.error());
                m_insteadOf = opened.error();
                open(otherwise);
                return;
            } else {
                core::logError("gui", opened.error());
                sayNotOpen();
                Q_EMIT failed(opened.error());
            }
            Q_EMIT this->opened(false);
        });
}

void Workbench::start(std::unique_ptr<workflow::Workspace> ws) {
    m_queueTimer.stop();
    m_ws = std::move(ws);
    ++m_generation;
    m_read->setMeasurementFolder(m_ws->home().file(QStringLiteral("measurements")));
    for (PageModel *page : pages())
        page->sayNothing();
    if (m_insteadOf)
        m_window->projectsModel()->say(
            {Status::Attention, m_window->sentence(*m_insteadOf),
             tr("Until another site is chosen, Lastra works with %1.").arg(m_ws->site().title),
             tr("Connect a site"), [this] { m_window->openSignIn(); }});
    m_insteadOf.reset();
    m_openError.reset();
    showAccount();
    refresh();
    showTrials();
    m_queueTimer.start();
    if (!m_waitingPaths.isEmpty())
        importPaths(std::exchange(m_waitingPaths, {}));
    Q_EMIT opened(true);
}

std::array<PageModel *, 4> Workbench::pages() const {
    return {m_window->projectsModel(), m_window->deidModel(), m_window->trialsModel(),
            m_window->complianceModel()};
}

void Workbench::sayNotOpen() {
    const auto [what, next] = parted(m_window->sentence(*m_openError));
    for (PageModel *page : pages())
        page->say({Status::Fails, what, next, tr("Try again"), [this] { open(); }});
}

bool Workbench::isOpen() {
    if (!m_ws && m_openError)
        sayNotOpen();
    return bool(m_ws);
}

void Workbench::explain(PageModel *page, const core::Error &error, const QString &action,
                        std::function<void()> run) {
    if (error.code == "core.cancelled") {
        page->sayNothing();
        return;
    }
    core::logError("gui", error);
    const auto [what, next] = parted(m_window->sentence(error));
    page->say({Status::Fails, what, next, action, std::move(run)});
    Q_EMIT failed(error);
}

void Workbench::refresh() {
    if (!isOpen())
        return;
    m_window->projectsModel()->loading = true;
    struct Seen {
        std::vector<workflow::ProjectRow> rows;
        std::optional<core::Error> site; // what keeps its projects away
    };
    look(
        [ws = m_ws](core::Work &work) -> core::Result<Seen> {
            auto rows = workflow::projectRows(*ws, work);
            if (rows)
                return Seen{std::move(*rows), {}};
            Seen seen{{}, rows.error()}; // what lies here is shown all the same
            LASTRA_TRY(local, ws->library().projects(work));
            for (archive::Project &project : local)
                seen.rows.push_back({std::move(project), true});
            return seen;
        },
        [this, generation = m_generation](core::Result<Seen> seen) {
            if (generation != m_generation)
                return;
            ProjectsModel *m = m_window->projectsModel();
            m->loading = false;
            if (!seen) {
                explain(m, seen.error());
                return;
            }
            m_projects = std::move(seen->rows);
            showTree();
            if (seen->site && seen->site->code == "workflow.signInNeeded") {
                // Where everybody begins: nothing went wrong.
                m->say({Status::Attention,
                        tr("You are not signed in at %1.").arg(m_ws->site().title),
                        tr("Its projects are shown once you are."), tr("Sign in..."),
                        [this] { m_window->openSignIn(); }});
            } else if (seen->site) {
                explain(m, *seen->site);
            } else {
                tellOfNoProject();
            }
        });
    readDatasets();
}

// A sign-in that opens nothing looks like an empty archive: says whom to ask.
void Workbench::tellOfNoProject() {
    ProjectsModel *m = m_window->projectsModel();
    const QString what = tr("Your account sees no project of %1.").arg(m_ws->site().title);
    const bool none =
        m_ws->archiveIsRemote() && std::all_of(m_projects.begin(), m_projects.end(),
                                               [](const auto &p) { return p.onThisComputer; });
    if (none)
        m->say({Status::Attention, what,
                tr("It may not be approved yet, or lack a group. Ask the archive's administrator, "
                   "or the owner of a project, to let it in."),
                tr("Look again"), [this] { refresh(); }});
    else if (m->notice && m->notice->what == what)
        m->sayNothing();
}

void Workbench::readDatasets() {
    look([ws = m_ws,
          l = language()](core::Work &work) { return workflow::datasetRows(*ws, l, work); },
         [this, generation = m_generation](core::Result<std::vector<workflow::DatasetRow>> rows) {
             if (generation != m_generation)
                 return;
             if (!rows) {
                 explain(m_window->complianceModel(), rows.error());
                 return;
             }
             m_datasets = std::move(*rows);
             // A session that was shown before its dataset was known: what may be done with it.
             if (const SessionDetail &d = m_window->projectsModel()->detail;
                 d.mayOpen && d.statusText.isEmpty())
                 chooseSession(QString(d.id));
             ComplianceModel &m = *m_window->complianceModel();
             m.catalogue = tr("Catalogue %1, %2 controls")
                               .arg(m_ws->catalogue().policy.version,
                                    number(qint64(m_ws->catalogue().controls.size())));
             m.datasets.clear();
             DeidModel &d = *m_window->deidModel();
             d.datasets.clear();
             const QDateTime now = m_ws->clock().now();
             for (const workflow::DatasetRow &row : m_datasets) {
                 const Status status = statusOf(row.judgement.status);
                 const Expiry expiry = expiryOf(row.judgement.nextPerson, status, now);
                 m.datasets.push_back({row.dataset.id, datasetWord(row.dataset), expiry.text,
                                       row.waitingFor, status, gatesOf(row.gates), expiry.tone,
                                       expiry.soon, !row.waitingFor.isEmpty()});
                 if (row.dataset.kind == archive::DatasetKind::Original)
                     d.datasets.push_back({row.dataset.id, datasetWord(row.dataset), {}});
             }
             Q_EMIT m.changed();
             if (!d.dataset.isEmpty())
                 chooseDataset(QString(d.dataset));
             else if (!d.datasets.empty())
                 chooseDataset(d.datasets.front().id);
             else
                 Q_EMIT d.changed();
             if (m.dataset.isEmpty() && !m.datasets.empty())
                 judge(m.datasets.front().id);
             Q_EMIT refreshed();
         });
}

} // namespace lastra::gui
