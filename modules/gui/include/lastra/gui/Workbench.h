#pragma once
// Connects the window's models with workflow: every request of a page becomes a task, its result
// fills the model. The one object besides MainWindow that the program makes. GUI thread.
//
//   setUpLook(app, look); core::TaskList tasks;
//   MainWindow window(&tasks, sentence); Workbench bench(&window, options); bench.open();

#include "lastra/gui/MainWindow.h"

#include "lastra/workflow/Compliance.h"
#include "lastra/workflow/Deidentify.h"
#include "lastra/workflow/Messages.h"
#include "lastra/workflow/Release.h"
#include "lastra/workflow/SiteCheck.h"
#include "lastra/workflow/Trials.h"

#include <QHash>
#include <QMap>
#include <QSet>
#include <QTimer>

#include <array>
#include <optional>

namespace lastra::gui {

class ReadView;

class Workbench : public QObject {
    Q_OBJECT
public:
    Workbench(MainWindow *window, workflow::WorkspaceOptions options, QObject *parent = nullptr);
    ~Workbench() override;

    // Opens the site of the options (or another) in a task and shows what is there; opened() says
    // how it went, the window what went wrong. While nothing is open yet, `otherwise` is opened in
    // place of a site that cannot be.
    void open(const QString &site = {}, const QString &otherwise = {});
    // Null until something is open.
    [[nodiscard]] workflow::Workspace *workspace() const { return m_ws.get(); }
    // How a sign-in page is opened; the desktop's browser unless a test brings its own.
    void setBrowser(identity::OpenBrowser browser) { m_browser = std::move(browser); }
    [[nodiscard]] ReadView *readView() const { return m_read; }

    // What pages ask for, callable by the program and by the tour as well.
    void refresh();
    void importPaths(const QStringList &paths);
    void importSample();
    void chooseProject(const QString &node);
    void chooseSession(const QString &id);
    void openSession(const QString &id, const QString &seriesKey = {});
    void pull(const QString &session);
    // What the gate says is shown on the page that asked; the Projects page when left out.
    void push(const QString &dataset, const QString &project, PageModel *asker = nullptr);
    // The key and the tables that name patients go to the keeper's folder.
    void handOverKey(const QString &folder, PageModel *asker);
    void takeBackKey(const QString &file, PageModel *asker);
    void chooseDataset(const QString &dataset); // on the De-identify page
    void preview();
    void deidentify();
    void signOff(); // of what de-identify gave, once every image of the sheet was seen
    void planTrial(const TrialForm &form);
    void chooseTrial(const QString &id);
    void submitTrial(const QString &queue = {});
    void openCase(); // the chosen one, in the reading room
    void fetchResults(const QString &trial);
    void chooseCase(const QString &caseId);
    void judge(const QString &dataset); // on the Compliance page
    void chooseControl(const QString &id);
    void writeReport(const QString &folder);
    void attest(const QString &file);
    void signIn(bool device);

Q_SIGNALS:
    void opened(bool open);
    void refreshed();
    void imported(const QString &dataset);
    void sessionsShown(int count);
    void detailShown(const QString &session);
    void seriesOpened(const QString &seriesKey);
    void previewed(int changes);
    void deidentified(const QString &dataset); // the released one
    void signedOff(const QString &dataset);
    void pushed(qint64 files);
    void keyHandedOver(const QString &folder);
    void keyTakenBack();
    void trialPlanned(const QString &id);
    void trialChanged(const QString &id, bool finished);
    void trialAnalysed(const QString &id);
    void caseShown(const QString &caseId);
    void judged(const QString &dataset);
    void reportWritten(const QStringList &files);
    void signedIn(const QString &person);
    void failed(const lastra::core::Error &error); // said in a banner already

private:
    using Ws = std::shared_ptr<workflow::Workspace>;
    void connectProjects();
    void connectDeid();
    void connectRelease();
    void connectTrials();
    void connectCompliance();
    void connectAccount();
    void start(std::unique_ptr<workflow::Workspace> ws);
    [[nodiscard]] std::array<PageModel *, 4> pages() const;
    // Whether there is something to work with; otherwise the pages say why not.
    bool isOpen();
    void sayNotOpen();
    void showAccount();
    void showConnection(const std::vector<workflow::PartAnswer> &answers);
    void askWhereTo(const QString &title, const QString &dataset, PageModel *asker);
    void release(const QString &dataset, const QString &project, bool acknowledged,
                 PageModel *asker);
    void askForKeyFolder(PageModel *asker);
    void askForKeyFile(PageModel *asker);
    void showSeries(const std::vector<dicom::Series> &series, const QString &seriesKey = {});
    void noteStatus(const QString &session);
    void showTree();
    void sayImported(const archive::ImportReport &report, const QString &project);
    void tellOfNoProject();
    void readDatasets();
    void showTrials();
    void showTrial(const workflow::TrialState &state);
    void showJobs(const workflow::TrialState &state);
    void showAnalysis(const trial::Design &design, const trial::Analysis &analysis);
    void analyse(const workflow::TrialState &state);
    void cancelTrial(const QString &id);
    void followTrial(const QString &id);
    void sayTrialEnded(const QString &id, const core::Result<bool> &ended);
    void showProgress();
    void sayQueues();
    void showDataset(const workflow::DatasetRow &row);
    void explainDeid(const core::Error &error);
    void recall();
    void showOutcome(const workflow::DeidOutcome &outcome, const QString &original);
    void sayOutcome(const workflow::DeidOutcome &outcome);
    void showReview(const QString &original, const QString &dataset);
    void showMarks();
    void stepQueues();
    // Says the error on the page, with a button when there is something to do, and emits failed().
    void explain(PageModel *page, const core::Error &error, const QString &action = {},
                 std::function<void()> run = {});
    [[nodiscard]] bool italian() const;
    [[nodiscard]] compliance::Language language() const;

    // Work that the drawer shows, and short looks that it does not. Only once something is open;
    // the task's number, 0 otherwise.
    template <class Fn, class Then>
    qint64 run(const QString &name, const char *icon, Fn work, Then then) {
        return isOpen() ? m_window->tasks()->run(this, name, QString::fromLatin1(icon),
                                                 std::move(work), std::move(then))
                        : 0;
    }
    template <class Fn, class Then>
    void look(Fn work, Then then) {
        if (isOpen())
            m_quiet->run(this, {}, {}, std::move(work), std::move(then));
    }

    MainWindow *m_window;
    workflow::WorkspaceOptions m_options;
    Ws m_ws;
    core::TaskList *m_quiet;
    ReadView *m_read = nullptr;
    std::vector<workflow::ProjectRow> m_projects;
    std::vector<workflow::SessionRow> m_sessions;
    std::vector<workflow::DatasetRow> m_datasets;
    std::vector<workflow::TrialState> m_trials;
    std::shared_ptr<core::Work> m_signingIn;
    identity::OpenBrowser m_browser;
    QTimer m_queueTimer;
    QSet<QString> m_stepping;                 // queues
    QMap<QString, core::Error> m_queueErrors; // of the last step, by queue
    QString m_queuesSaid;                     // about them in the banner of the Trials page
    bool m_watching = false;
    QHash<qint64, QString> m_followed; // tasks of the drawer that show a trial
    QString m_shownTrial;              // that the pictures and numbers belong to
    int m_generation = 0;              // results of an older choice are dropped
    int m_opening = 0;
    std::optional<core::Error> m_openError;     // why nothing could be opened
    std::optional<core::Error> m_insteadOf;     // why not the site that was wanted
    QStringList m_waitingPaths;                 // given before anything was open
    QStringList m_siteFiles;                    // sites opened by the path of their file
    QHash<QString, core::Error> m_siteProblems; // of sites that cannot be opened, by ref
};

} // namespace lastra::gui
