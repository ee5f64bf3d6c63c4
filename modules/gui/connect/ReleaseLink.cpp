// What leaves: the question where to, the gate's answer, the push, and the key that must have gone
// its own way before.

#include "lastra/gui/Workbench.h"
#include "parts/Messages.h"

#include "lastra/workflow/KeyCustody.h"

#include <QFileDialog>
#include <QInputDialog>

namespace lastra::gui {

namespace {
const QString kKeyControl = QStringLiteral("DEI-07"); // the key kept elsewhere
} // namespace

void Workbench::connectRelease() {
    DeidModel *m = m_window->deidModel();
    connect(m, &DeidModel::releaseRequested, this, [this, m] {
        if (!isOpen())
            return;
        if (!m_ws->archiveIsRemote()) {
            m->say({Status::Attention, tr("This site keeps everything on this computer."),
                    tr("Connect a site with an archive, then release the dataset to one of its "
                       "projects."),
                    tr("Connect a site"), [this] { m_window->openSignIn(); }});
            return;
        }
        askWhereTo(tr("Release"), m->result, m);
    });
    connect(m, &DeidModel::handOverRequested, this, [this, m] { askForKeyFolder(m); });
}

void Workbench::askWhereTo(const QString &title, const QString &dataset, PageModel *asker) {
    auto *dialog = new QInputDialog(m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(tr("Project of %1 to push to").arg(m_ws->site().title));
    dialog->setOkButtonText(tr("Push"));
    QStringList names;
    for (const workflow::ProjectRow &p : m_projects)
        if (!p.onThisComputer)
            names << p.project.id;
    dialog->setComboBoxItems(names);
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, dataset, asker](const QString &project) { push(dataset, project, asker); });
    dialog->open();
}

void Workbench::push(const QString &dataset, const QString &project, PageModel *asker) {
    if (!asker)
        asker = m_window->projectsModel();
    look([ws = m_ws, dataset, project, l = language()](
             core::Work &work) { return workflow::uploadGate(*ws, dataset, project, l, work); },
         [this, dataset, project, asker](core::Result<compliance::GateDecision> gate) {
             if (!gate) {
                 explain(asker, gate.error());
                 return;
             }
             if (gate->state != compliance::GateState::Acknowledge) {
                 // Open, or shut: then the refusal names what is missing, and is logged.
                 release(dataset, project, false, asker);
                 return;
             }
             QStringList rows;
             for (const compliance::Blocking &b : gate->blocking)
                 rows << b.id + u' ' + b.title;
             ask(m_window, tr("Push to %1?").arg(m_ws->site().title),
                 tr("Seen and accepted: %1").arg(rows.join(QStringLiteral("; "))),
                 tr("I have seen this, push"), false, [this, dataset, project, asker](bool yes) {
                     if (yes)
                         release(dataset, project, true, asker);
                 });
         });
}

void Workbench::release(const QString &dataset, const QString &project, bool acknowledged,
                        PageModel *asker) {
    if (!isOpen())
        return;
    run(
        tr("Push to %1").arg(m_ws->site().title), "push",
        [ws = m_ws, dataset,
         target = workflow::ReleaseTarget{project, {}, acknowledged, language()}](
            core::Work &work) { return workflow::releaseTo(*ws, dataset, target, work); },
        [this, dataset, asker](core::Result<workflow::ReleaseReport> report) {
            if (report) {
                asker->sayNothing();
                m_window->toast(tr("Pushed %Ln file(s)", nullptr, int(report->files)));
                refresh();
                Q_EMIT pushed(report->files);
                return;
            }
            const core::Error &error = report.error();
            if (error.code != "workflow.gateShut")
                explain(asker, error);
            else if (error.arguments.first().contains(kKeyControl))
                explain(asker, error, tr("Hand over the key..."),
                        [this, asker] { askForKeyFolder(asker); });
            else
                explain(asker, error, tr("Show its controls"),
                        [this, dataset, first = error.arguments.first().section(u',', 0, 0)] {
                            // The gravest row is the chosen one, not what was looked at last.
                            m_window->complianceModel()->control.id = first;
                            m_window->go(MainWindow::Compliance);
                            judge(dataset);
                        });
        });
}

void Workbench::askForKeyFolder(PageModel *asker) {
    if (!isOpen())
        return;
    ask(m_window, tr("Hand over the key?"),
        tr("The key and the tables that name the patients are written to a folder and removed from "
           "Lastra. The key keeper carries the folder away; nobody here can then tell whom a "
           "pseudonym stands for."),
        tr("Choose the folder..."), false, [this, asker](bool yes) {
            if (!yes)
                return;
            auto *dialog = new QFileDialog(m_window, tr("Folder for the key keeper"));
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->setFileMode(QFileDialog::Directory);
            dialog->setLabelText(QFileDialog::Accept, tr("Hand over"));
            connect(dialog, &QFileDialog::fileSelected, this,
                    [this, asker](const QString &folder) { handOverKey(folder, asker); });
            dialog->open();
        });
}

void Workbench::handOverKey(const QString &folder, PageModel *asker) {
    run(
        tr("Hand over the key"), "key",
        [ws = m_ws, folder](core::Work &work) { return workflow::handOverKey(*ws, folder, work); },
        [this, folder, asker](core::Result<QStringList> files) {
            if (!files) {
                explain(asker, files.error());
                return;
            }
            asker->say(
                {Status::Meets,
                 tr("%Ln file(s) for the key keeper are in %1.", nullptr, int(files->size()))
                     .arg(folder),
                 tr("Lastra keeps none of them now: carry the folder away and delete it here."),
                 {}});
            refresh();
            Q_EMIT keyHandedOver(folder);
        });
}

void Workbench::askForKeyFile(PageModel *asker) {
    auto *dialog = new QFileDialog(m_window, tr("File of the key, from its keeper"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Keys (key-*.hex)"));
    dialog->setLabelText(QFileDialog::Accept, tr("Take back"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, asker](const QString &file) { takeBackKey(file, asker); });
    dialog->open();
}

void Workbench::takeBackKey(const QString &file, PageModel *asker) {
    run(
        tr("Take the key back"), "key",
        [ws = m_ws, file](core::Work &) -> core::Result<int> {
            LASTRA_CHECK(workflow::takeBackKey(*ws, file));
            return 1;
        },
        [this, asker](core::Result<int> done) {
            if (!done) {
                explain(asker, done.error());
                return;
            }
            asker->say({Status::Meets,
                        tr("The key is back."),
                        tr("What was made with it may not leave until it is handed over again."),
                        {}});
            refresh();
            Q_EMIT keyTakenBack();
        });
}

} // namespace lastra::gui
