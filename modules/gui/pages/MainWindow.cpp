#include "lastra/gui/MainWindow.h"

#include "pages/CompliancePage.h"
#include "pages/DeidentifyPage.h"
#include "pages/ProjectsPage.h"
#include "pages/ReadPage.h"
#include "pages/SettingsPage.h"
#include "pages/SignInDialog.h"
#include "pages/TrialsPage.h"
#include "parts/Frame.h"
#include "parts/Palette.h"
#include "parts/TaskDrawer.h"
#include "theme/Icon.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QScreen>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace lastra::gui {

namespace {
constexpr int kCompactBelow = 1440;
} // namespace

MainWindow::MainWindow(core::TaskList *tasks, std::function<QString(const core::Error &)> sentence,
                       QWidget *parent)
    : QWidget(parent), m_tasks(tasks), m_sentence(std::move(sentence)),
      m_commands(new Commands(this)), m_projects(new ProjectsModel(this)),
      m_deid(new DeidModel(this)), m_trials(new TrialsModel(this)),
      m_compliance(new ComplianceModel(this)), m_settings(new SettingsModel(this)),
      m_signIn(new SignInModel(this)) {
    setWindowTitle(QStringLiteral("Lastra"));
    setWindowIcon(applicationIcon());
    setAcceptDrops(true);
    setMinimumSize(1024, 640);
    addCommands();

    auto *all = column(0);
    m_topBar = new TopBar;
    all->addWidget(m_topBar);
    auto *middle = row(0);
    m_rail = new Rail;
    const QString altKey = QStringLiteral("Alt+%1");
    m_rail->add(QStringLiteral("projects"), tr("Projects"), QKeySequence(altKey.arg(1)));
    m_rail->add(QStringLiteral("deidentify"), tr("De-identify"), QKeySequence(altKey.arg(2)));
    m_rail->add(QStringLiteral("read"), tr("Read"), QKeySequence(altKey.arg(3)));
    m_rail->add(QStringLiteral("trials"), tr("Trials"), QKeySequence(altKey.arg(4)));
    m_rail->add(QStringLiteral("compliance"), tr("Compliance"), QKeySequence(altKey.arg(5)));
    m_rail->add(QStringLiteral("settings"), tr("Settings"), QKeySequence(QStringLiteral("Ctrl+,")),
                true);
    middle->addWidget(m_rail);
    auto *right = column(0);
    m_pages = new QStackedLayout;
    m_pages->addWidget(m_projectsPage = new ProjectsPage(m_projects, m_commands));
    m_pages->addWidget(m_deidPage = new DeidentifyPage(m_deid));
    m_pages->addWidget(m_readPage = new ReadPage);
    m_pages->addWidget(m_trialsPage = new TrialsPage(m_trials));
    m_pages->addWidget(m_compliancePage = new CompliancePage(m_compliance));
    m_pages->addWidget(m_settingsPage = new SettingsPage(m_settings, m_commands));
    right->addLayout(m_pages, 1);
    m_drawer = new TaskDrawer(tasks, m_sentence);
    right->addWidget(m_drawer);
    middle->addLayout(right, 1);
    all->addLayout(middle, 1);
    setLayout(all);
    m_palette = new Palette(
        m_commands, [this] { return m_entries ? m_entries() : std::vector<PaletteEntry>(); }, this);
    resize(QSize(1600, 1000).boundedTo(screen()->availableSize()));

    connect(m_rail, &Rail::chosen, this, [this](int place) { go(Place(place)); });
    m_topBar->setCommands(m_commands);
    connect(m_topBar, &TopBar::searchRequested, this, [this] { m_palette->openOver(this); });
    const auto take = [this](const QStringList &paths) {
        if (paths.isEmpty())
            chooseFolder();
        else
            Q_EMIT pathsGiven(paths);
    };
    connect(m_projects, &ProjectsModel::importRequested, this, take);
    connect(m_deid, &DeidModel::importRequested, this, &MainWindow::chooseFolder);
    connect(m_readPage, &ReadPage::openRequested, this, &MainWindow::chooseFolder);
    connect(m_readPage, &ReadPage::projectsRequested, this, [this] { go(Projects); });
    connect(m_settings, &SettingsModel::lookChanged, this, [this] {
        metric::setComfortable(m_settings->comfortable);
        setTheme(m_settings->light ? ThemeKind::Light : ThemeKind::Dark, m_settings->highContrast);
    });
    m_topBar->setSite(tr("This computer"), QString(), QStringLiteral("computer"));
    m_topBar->setSession(tr("No network needed"));
    m_topBar->setAccount(tr("Nobody"), QString(), {});
    go(Projects);
}

MainWindow::~MainWindow() = default;

void MainWindow::addCommands() {
    const QString go = tr("Go to"), file = tr("File"), view = tr("View"), help = tr("Help");
    const auto add = [this](const char *id, const QString &text, const QString &helpText,
                            const char *iconName, const QString &group, const char *key,
                            std::function<void()> run) {
        QAction *action = m_commands->add({id, text, helpText, QString::fromLatin1(iconName), group,
                                           QKeySequence(QString::fromLatin1(key))},
                                          std::move(run));
        addAction(action);
    };
    const std::pair<const char *, QString> places[] = {{"projects", tr("Projects")},
                                                       {"deidentify", tr("De-identify")},
                                                       {"read", tr("Read")},
                                                       {"trials", tr("Trials")},
                                                       {"compliance", tr("Compliance")}};
    for (int i = 0; i < 5; ++i)
        add(("view." + QByteArray(places[i].first)).constData(), places[i].second,
            tr("Shows this place"), places[i].first, go,
            ("Alt+" + QByteArray::number(i + 1)).constData(), [this, i] { this->go(Place(i)); });
    add("view.settings", tr("Settings"), tr("Look, language, site, keys"), "settings", go, "Ctrl+,",
        [this] { this->go(Settings); });
    add("file.open", tr("Open..."),
        tr("Takes DICOM files into the library; the originals are only read"), "document", file,
        "Ctrl+O", [this] { chooseFiles(); });
    add("file.import", tr("Import a folder..."),
        tr("Takes a folder of DICOM files into the library; the originals are only read"), "import",
        file, "Ctrl+Shift+O", [this] { chooseFolder(); });
    add("file.sample", tr("Make a sample cohort"),
        tr("Three invented patients drawn by the simulation engine"), "subject", file, "",
        [this] { Q_EMIT m_projects->sampleRequested(); });
    add("project.new", tr("New project"), tr("Makes a project on this computer"), "add", file,
        "Ctrl+Shift+N", [this] { Q_EMIT m_projects->newProjectRequested({}); });
    add("archive.find", tr("Find in archive"), tr("Finds a session, a site or a command by name"),
        "search", file, "Ctrl+F", [this] { m_palette->openOver(this); });
    add("trial.new", tr("New trial..."), tr("Plans a virtual imaging trial"), "trials",
        tr("Trials"), "Ctrl+T", [this] {
            this->go(Trials);
            m_trialsPage->newTrial();
        });
    add("deid.preview", tr("Show what will change"),
        tr("Reads the dataset and lists what de-identification will do"), "show", tr("De-identify"),
        "", [this] {
            this->go(Deidentify);
            Q_EMIT m_deid->previewRequested();
        });
    add("compliance.report", tr("Write the compliance report"),
        tr("HTML and JSON of the selected dataset"), "report", tr("Compliance"), "", [this] {
            this->go(Compliance);
            Q_EMIT m_compliance->reportRequested();
        });
    add("account.signIn", tr("Connect a site..."),
        tr("Signs in through the browser or with a code"), "sign-in", file, "",
        [this] { openSignIn(); });
    add("view.menu", tr("Open the menu"), {}, "down", view, "F10",
        [this] { m_topBar->openMenu(); });
    add("view.palette", tr("Search or run a command"), {}, "search", view, "Ctrl+K",
        [this] { m_palette->openOver(this); });
    add("view.tasks", tr("Open or close the task drawer"), {}, "tasks", view, "Ctrl+J",
        [this] { m_drawer->setOpen(!m_drawer->isOpen()); });
    add("view.inspector", tr("Fold or unfold the inspector"), {}, "panel", view, "F9", [this] {
        if (Page *p = page())
            p->toggleInspector();
    });
    add("view.theme", tr("Switch between dark and light"), {}, "theme", view, "Ctrl+Shift+L",
        [this] {
            m_settings->light = !m_settings->light;
            Q_EMIT m_settings->lookChanged();
            Q_EMIT m_settings->changed();
        });
    add("view.nextArea", tr("Next area of the window"), {}, "right", view, "F6",
        [this] { nextArea(1); });
    add("view.previousArea", tr("Previous area of the window"), {}, "left", view, "Shift+F6",
        [this] { nextArea(-1); });
    add("help.keys", tr("All keys"), {}, "keyboard", help, "F1",
        [this] { makeKeySheet(m_commands, this)->show(); });
    add("app.quit", tr("Quit"), {}, "sign-out", file, "Ctrl+Q", [this] { close(); });
}

void MainWindow::go(Place place) {
    m_pages->setCurrentIndex(int(place));
    m_rail->setCurrent(int(place));
}

MainWindow::Place MainWindow::place() const {
    return Place(m_pages->currentIndex());
}

Page *MainWindow::page() const {
    return qobject_cast<Page *>(m_pages->currentWidget());
}

void MainWindow::setPaletteEntries(std::function<std::vector<PaletteEntry>()> entries) {
    m_entries = std::move(entries);
}

void MainWindow::toast(const QString &text, const QString &action, std::function<void()> run) {
    Toast::popUp(this, text, action, std::move(run));
}

void MainWindow::openSignIn() {
    auto *dialog = new SignInDialog(m_signIn, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::chooseFolder() {
    auto *dialog = new QFileDialog(this, tr("Import a folder of DICOM files"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setLabelText(QFileDialog::Accept, tr("Import"));
    choose(dialog);
}

void MainWindow::chooseFiles() {
    // No filter by name: DICOM files often have none, or only numbers.
    auto *dialog = new QFileDialog(this, tr("Open DICOM files"));
    dialog->setFileMode(QFileDialog::ExistingFiles);
    choose(dialog);
}

void MainWindow::choose(QFileDialog *dialog) {
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filesSelected, this, &MainWindow::pathsGiven);
    dialog->open();
}

// F6 goes round rail, page and drawer.
void MainWindow::nextArea(int step) {
    QList<QWidget *> areas{m_rail->item(std::max(0, m_rail->current()))};
    if (Page *p = page())
        areas += p->areas();
    else
        areas << m_pages->currentWidget();
    if (m_drawer->isOpen())
        areas << m_drawer->table();
    areas.removeAll(nullptr);
    areas.removeIf([](QWidget *w) { return !w->isVisible() || !w->isEnabled(); });
    int at = -1;
    for (int i = 0; i < areas.size(); ++i)
        if (areas[i]->hasFocus() || areas[i]->isAncestorOf(focusWidget()))
            at = i;
    const int to = at < 0 ? 0 : int((at + step + areas.size()) % areas.size());
    areas[to]->setFocus(step > 0 ? Qt::TabFocusReason : Qt::BacktabFocusReason);
}

void MainWindow::resizeEvent(QResizeEvent *event) {
    QWidget::resizeEvent(event);
    const bool compact = width() < kCompactBelow;
    if (compact == m_compact)
        return;
    m_compact = compact;
    m_rail->setNarrow(compact);
    m_topBar->setCompact(compact);
    for (Page *p : {static_cast<Page *>(m_projectsPage), static_cast<Page *>(m_deidPage),
                    static_cast<Page *>(m_trialsPage), static_cast<Page *>(m_compliancePage)})
        p->setCompact(compact);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event) {
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event) {
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls())
        if (url.isLocalFile())
            paths << url.toLocalFile();
    if (paths.isEmpty())
        return;
    event->acceptProposedAction();
    Q_EMIT pathsGiven(paths);
}

void MainWindow::changeEvent(QEvent *event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
}

} // namespace lastra::gui
