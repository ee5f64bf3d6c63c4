#pragma once
// The one window: top bar, rail, pages, task drawer. It owns the page models; whoever connects
// them to the work (Session, or a test) fills them and answers their requests.

#include "lastra/gui/Commands.h"
#include "lastra/gui/PageModels.h"

#include "lastra/core/Task.h"

#include <QWidget>

#include <functional>

class QFileDialog;
class QStackedLayout;

namespace lastra::gui {

class Page;
class Palette;
struct PaletteEntry;
class ProjectsPage;
class DeidentifyPage;
class ReadPage;
class TrialsPage;
class CompliancePage;
class SettingsPage;
class Rail;
class TaskDrawer;
class TopBar;

class MainWindow : public QWidget {
    Q_OBJECT
public:
    enum Place { Projects, Deidentify, Read, Trials, Compliance, Settings };

    // sentence says an error in the interface's language.
    MainWindow(core::TaskList *tasks, std::function<QString(const core::Error &)> sentence,
               QWidget *parent = nullptr);
    ~MainWindow() override;

    void go(Place place);
    [[nodiscard]] Place place() const;
    [[nodiscard]] Commands *commands() const { return m_commands; }
    [[nodiscard]] core::TaskList *tasks() const { return m_tasks; }
    [[nodiscard]] QString sentence(const core::Error &error) const { return m_sentence(error); }

    [[nodiscard]] ProjectsModel *projectsModel() const { return m_projects; }
    [[nodiscard]] DeidModel *deidModel() const { return m_deid; }
    [[nodiscard]] TrialsModel *trialsModel() const { return m_trials; }
    [[nodiscard]] ComplianceModel *complianceModel() const { return m_compliance; }
    [[nodiscard]] SettingsModel *settingsModel() const { return m_settings; }
    [[nodiscard]] SignInModel *signInModel() const { return m_signIn; }

    [[nodiscard]] TopBar *topBar() const { return m_topBar; }
    [[nodiscard]] Rail *rail() const { return m_rail; }
    [[nodiscard]] TaskDrawer *drawer() const { return m_drawer; }
    [[nodiscard]] ProjectsPage *projectsPage() const { return m_projectsPage; }
    [[nodiscard]] DeidentifyPage *deidentifyPage() const { return m_deidPage; }
    [[nodiscard]] ReadPage *readPage() const { return m_readPage; }
    [[nodiscard]] TrialsPage *trialsPage() const { return m_trialsPage; }
    [[nodiscard]] CompliancePage *compliancePage() const { return m_compliancePage; }
    [[nodiscard]] Palette *palettePopup() const { return m_palette; }

    // What the palette finds beside the commands: sessions, sites.
    void setPaletteEntries(std::function<std::vector<PaletteEntry>()> entries);
    void toast(const QString &text, const QString &action = {}, std::function<void()> run = {});
    void openSignIn();
    // Ask for a folder, or for files; then the same path as a drop.
    void chooseFolder();
    void chooseFiles();

Q_SIGNALS:
    // Files or folders to take in: from File > Open, a drop, a page's button.
    void pathsGiven(const QStringList &paths);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void choose(QFileDialog *dialog);
    void addCommands();
    void nextArea(int step);
    [[nodiscard]] Page *page() const;

    core::TaskList *m_tasks;
    std::function<QString(const core::Error &)> m_sentence;
    std::function<std::vector<PaletteEntry>()> m_entries;
    Commands *m_commands;
    ProjectsModel *m_projects;
    DeidModel *m_deid;
    TrialsModel *m_trials;
    ComplianceModel *m_compliance;
    SettingsModel *m_settings;
    SignInModel *m_signIn;
    TopBar *m_topBar;
    Rail *m_rail;
    TaskDrawer *m_drawer;
    QStackedLayout *m_pages;
    ProjectsPage *m_projectsPage;
    DeidentifyPage *m_deidPage;
    ReadPage *m_readPage;
    TrialsPage *m_trialsPage;
    CompliancePage *m_compliancePage;
    SettingsPage *m_settingsPage;
    Palette *m_palette;
    bool m_compact = false;
};

} // namespace lastra::gui
