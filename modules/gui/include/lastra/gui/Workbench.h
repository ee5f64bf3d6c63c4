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
#include "lastra/workflow/Trials.h"

#include <QHash>
#include <QTimer>

namespace lastra::gui {

class ReadView;

class Workbench : public QObject {
    Q_OBJECT
public:
    Workbench(MainWindow *window, workflow::WorkspaceOptions options, QObject *parent = nullptr);
    ~Workbench() override;

    // Opens the site of the options (or another) and shows what is there. Also after a change of
    // site. The error is said in the window as well.
    core::Done open(const QString &site = {});
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
    void push(const QString &dataset, const QString &project);
    void chooseDataset(const QString &dataset); // on the De-identify page
    void preview();
    void deidentify();
    void signOff(); // of what de-identify gave, once every image of the sheet was seen
    void planTrial(const TrialForm &form);
    void chooseTrial(const QString &id);
    void submitTrial(const QString &queue = {});
    void fetchResults();
    void chooseCase(const QString &caseId);
    void judge(const QString &dataset); // on the Compliance page
    void chooseControl(const QString &id);
    void writeReport(const QString &folder);
    void attest(const QString &file);
    void signIn(bool device);

Q_SIGNALS:
    void refreshed();
    void imported(const QString &dataset);
    void sessionsShown(int count);
    void detailShown(const QString &session);
    void seriesOpened(const QString &seriesKey);
    void previewed(int changes);
    void deidentified(const QString &dataset); // the released one
    void signedOff(const QString &dataset);
    void pushed(qint64 files);
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
    void connectTrials();
    void connectCompliance();
    void connectAccount();
    void showAccount();
    void showTree();
    void readDatasets();
    void showTrials();
    void showTrial(const workflow::TrialState &state);
    void showJobs(const workflow::TrialState &state);
    void showAnalysis(const trial::Design &design, const trial::Analysis &analysis);
    void showDataset(const workflow::DatasetRow &row);
    void showOutcome(const workflow::DeidOutcome &outcome);
    void showReview(const QString &dataset);
    void showMarks();
    void stepQueues();
    // Says the error on the page and emits failed().
    void explain(PageModel *page, const core::Error &error);
    [[nodiscard]] bool italian() const;
    [[nodiscard]] compliance::Language language() const;

    // Work that the drawer shows, and short looks that it does not.
    template <class Fn, class Then>
    void run(const QString &name, const char *icon, Fn work, Then then) {
        m_window->tasks()->run(this, name, QString::fromLatin1(icon), std::move(work),
                               std::move(then));
    }
    template <class Fn, class Then>
    void look(Fn work, Then then) {
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
    bool m_stepping = false;
    int m_generation = 0; // results of an older choice are dropped
};

} // namespace lastra::gui
