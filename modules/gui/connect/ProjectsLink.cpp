// Projects page: sites and projects, sessions, series of a session, import, pull, push.

#include "connect/FileList.h"
#include "connect/Slices.h"
#include "connect/Words.h"
#include "lastra/gui/Workbench.h"
#include "pages/ReadPage.h"
#include "parts/Basic.h"
#include "read/ReadView.h"

#include <QInputDialog>
#include <QVBoxLayout>

namespace lastra::gui {

QString projectWord(const workflow::ProjectRow &row) {
    const QString &name = row.project.name;
    if (row.onThisComputer && name == row.project.id) {
        if (name == QStringLiteral("library"))
            return Workbench::tr("Library");
        if (name == QStringLiteral("trials"))
            return Workbench::tr("Trials");
        if (name == QStringLiteral("samples"))
            return Workbench::tr("Samples");
    }
    return name;
}

QString datasetWord(const archive::Dataset &dataset) {
    QString word = dataset.shownName();
    const auto put = [&word](qsizetype at, const char *own, const QString &shown) {
        if (at >= 0)
            word.replace(at, qsizetype(qstrlen(own)), shown);
    };
    if (dataset.source.isEmpty() && word.startsWith(QLatin1String("Sample cohort")))
        put(0, "Sample cohort", Workbench::tr("Sample cohort"));
    if (dataset.kind == archive::DatasetKind::Deidentified) {
        put(word.lastIndexOf(QLatin1String(", research")), ", research",
            Workbench::tr(", research"));
        put(word.lastIndexOf(QLatin1String(", strict")), ", strict", Workbench::tr(", strict"));
    }
    return word;
}

namespace {
void showLeftAlone(MainWindow *window, const std::vector<archive::NotImported> &skipped) {
    std::vector<std::pair<QString, QString>> files;
    for (const archive::NotImported &file : skipped)
        files.emplace_back(file.source, window->sentence(file.reason));
    showFileList(window, Workbench::tr("Files left alone"), QStringLiteral("leftAlone"), files);
}
} // namespace

void Workbench::connectProjects() {
    ProjectsModel *m = m_window->projectsModel();
    connect(m, &ProjectsModel::nodeChosen, this, &Workbench::chooseProject);
    connect(m, &ProjectsModel::sessionChosen, this, &Workbench::chooseSession);
    connect(m, &ProjectsModel::openRequested, this, &Workbench::openSession);
    connect(m, &ProjectsModel::sampleRequested, this, &Workbench::importSample);
    connect(m, &ProjectsModel::pullRequested, this, &Workbench::pull);
    connect(m, &ProjectsModel::statusRequested, this, [this](const QString &session) {
        for (const workflow::SessionRow &s : m_sessions)
            if (s.session.id == session && !s.dataset.isEmpty()) {
                m_window->go(MainWindow::Compliance);
                judge(s.dataset);
            }
    });
    connect(m, &ProjectsModel::deidentifyRequested, this, [this](const QString &session) {
        for (const workflow::SessionRow &s : m_sessions)
            if (s.session.id == session && !s.dataset.isEmpty()) {
                m_window->go(MainWindow::Deidentify);
                chooseDataset(s.dataset);
            }
    });
    connect(m, &ProjectsModel::pushRequested, this, [this](const QString &session) {
        for (const workflow::SessionRow &s : m_sessions)
            if (s.session.id == session && !s.dataset.isEmpty()) {
                askWhereTo(tr("Push %1?").arg(s.session.subject), s.dataset,
                           m_window->projectsModel());
            }
    });
    connect(m, &ProjectsModel::newProjectRequested, this, [this] {
        if (!isOpen())
            return;
        auto *dialog = new QInputDialog(m_window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(tr("New project"));
        dialog->setLabelText(tr("Name: letters, digits, _ and -"));
        dialog->setOkButtonText(tr("Make it"));
        dialog->resize(480, dialog->sizeHint().height());
        connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &name) {
            if (auto done = m_ws->library().makeProject(name, name); !done)
                explain(m_window->projectsModel(), done.error());
            else // what is imported next is meant for it
                m_window->projectsModel()->node = QStringLiteral("here/") + name;
            refresh();
        });
        dialog->open();
    });
}

void Workbench::showTree() {
    ProjectsModel &m = *m_window->projectsModel();
    m.tree.clear();
    const QString here = QStringLiteral("here"), site = QStringLiteral("site");
    if (m_ws->archiveIsRemote())
        m.tree.push_back({site,
                          {},
                          m_ws->site().title,
                          m_ws->site().name == QStringLiteral("sandbox") ? QStringLiteral("sandbox")
                                                                         : QStringLiteral("cloud"),
                          -1});
    m.tree.push_back({here, {}, tr("This computer"), QStringLiteral("computer"), -1});
    bool known = m.node == here || m.node == site;
    qint64 sessionsHere = 0;
    for (const workflow::ProjectRow &row : m_projects) {
        const QString id = (row.onThisComputer ? here : site) + u'/' + row.project.id;
        m.tree.push_back({id, row.onThisComputer ? here : site, projectWord(row),
                          QStringLiteral("projects"), int(row.project.sessions)});
        known = known || id == m.node;
        if (row.onThisComputer)
            sessionsHere += std::max<qint64>(0, row.project.sessions);
    }
    m.libraryEmpty = sessionsHere == 0;
    if (!known) {
        m.node.clear();
        for (const TreeNode &node : m.tree)
            if (!node.parent.isEmpty() && (m.node.isEmpty() || node.count > 0)) {
                m.node = node.id;
                if (node.count > 0)
                    break;
            }
    }
    Q_EMIT m.changed();
    if (m.node.contains(u'/'))
        chooseProject(m.node);
}

void Workbench::chooseProject(const QString &node) {
    ProjectsModel &m = *m_window->projectsModel();
    m.node = node;
    const workflow::ProjectRow *chosen = nullptr;
    for (const workflow::ProjectRow &row : m_projects)
        if ((row.onThisComputer ? QStringLiteral("here/") : QStringLiteral("site/")) +
                row.project.id ==
            node)
            chosen = &row;
    if (!chosen)
        return;
    m.where = {chosen->onThisComputer ? tr("This computer") : m_ws->site().title,
               projectWord(*chosen)};
    look([ws = m_ws, row = *chosen,
          l = language()](core::Work &work) { return workflow::sessionRows(*ws, row, l, work); },
         [this, node](core::Result<std::vector<workflow::SessionRow>> rows) {
             ProjectsModel &model = *m_window->projectsModel();
             if (model.node != node)
                 return;
             if (!rows) {
                 explain(&model, rows.error());
                 return;
             }
             m_sessions = std::move(*rows);
             model.sessions.clear();
             const QDateTime now = m_ws->clock().now();
             bool kept = false;
             for (const workflow::SessionRow &row : m_sessions) {
                 SessionItem s;
                 s.id = row.session.id;
                 s.subject = row.session.subject;
                 s.session =
                     row.session.label.isEmpty() ? row.session.description : row.session.label;
                 s.dataset = row.dataset;
                 s.modality = row.session.modality;
                 s.acquired = row.session.date;
                 s.series = int(row.session.scans);
                 s.images = int(row.session.images);
                 s.bytes = row.session.bytes;
                 s.cloud = row.onSite;
                 s.here = row.onThisComputer;
                 s.status = statusOf(row.status);
                 for (size_t i = 0; i < s.gates.size(); ++i)
                     s.gates[i] = gateOf(row.gates[i]);
                 const Expiry expiry = expiryOf(row.nextExpiry, s.status, now);
                 s.expiry = expiry.text;
                 s.expiryTone = expiry.tone;
                 s.expiresSoon = expiry.soon;
                 s.waitingFor = row.waitingFor;
                 s.needsPerson = !row.waitingFor.isEmpty();
                 kept = kept || s.id == model.detail.id;
                 model.sessions.push_back(std::move(s));
             }
             if (!kept)
                 model.detail = {};
             Q_EMIT model.changed();
             Q_EMIT sessionsShown(int(model.sessions.size()));
             if (!kept && !model.sessions.empty())
                 chooseSession(model.sessions.front().id);
         });
}

void Workbench::chooseSession(const QString &id) {
    const auto found = std::find_if(m_sessions.begin(), m_sessions.end(),
                                    [&](const auto &s) { return s.session.id == id; });
    if (found == m_sessions.end())
        return;
    const workflow::SessionRow row = *found;
    ProjectsModel &m = *m_window->projectsModel();
    SessionDetail &d = m.detail;
    d = {};
    d.id = id;
    d.title = row.session.subject + QStringLiteral(" · ") +
              (row.session.label.isEmpty() ? row.session.description : row.session.label);
    QStringList words{row.session.modality, row.session.description, date(row.session.date)};
    words.removeAll(QString());
    d.subtitle = words.join(QStringLiteral(", "));
    d.status = statusOf(row.status);
    for (size_t i = 0; i < d.gates.size(); ++i)
        d.gates[i] = gateOf(row.gates[i]);
    d.mayOpen = row.onThisComputer;
    d.mayPull = row.onSite && !row.onThisComputer;
    const auto dataset = std::find_if(m_datasets.begin(), m_datasets.end(),
                                      [&](const auto &r) { return r.dataset.id == row.dataset; });
    if (dataset != m_datasets.end()) {
        d.statusText = dataset->judgement.countsIn(language());
        d.judged = tr("Judged %1")
                       .arg(interfaceLocale().toString(dataset->judgement.at.toLocalTime().time(),
                                                       QStringLiteral("HH:mm")));
        if (!row.waitingFor.isEmpty())
            d.judged += QStringLiteral(". ") + tr("Waiting for: %1").arg(row.waitingFor);
        d.gateWords = gateWordsOf(dataset->gates);
        d.mayDeidentify = dataset->dataset.kind == archive::DatasetKind::Original;
        d.mayPush = !d.mayDeidentify && m_ws->archiveIsRemote();
        d.facts.emplace_back(tr("Dataset"), datasetWord(dataset->dataset));
        if (!dataset->judgement.contentRoot.isEmpty())
            d.facts.emplace_back(tr("Content root"), dataset->judgement.contentRoot);
    } else if (!row.onThisComputer) {
        d.statusText = tr("Known once the session is on this computer.");
    }
    d.facts.emplace_back(tr("Copies"), row.onSite && row.onThisComputer
                                           ? tr("%1, this computer").arg(m_ws->site().title)
                                       : row.onSite ? m_ws->site().title
                                                    : tr("This computer"));
    Q_EMIT m.detailChanged();
    look(
        [ws = m_ws, row](core::Work &work) -> core::Result<std::vector<SeriesThumb>> {
            archive::Archive &from =
                row.onThisComputer ? static_cast<archive::Archive &>(ws->library()) : ws->archive();
            LASTRA_TRY(scans, from.scans(row.session.id, work));
            std::vector<SeriesThumb> thumbs;
            for (const archive::Scan &scan : scans) {
                LASTRA_CHECK(work.check());
                SeriesThumb t{scan.uid,
                              scan.modality + u' ' + scan.number,
                              scan.description,
                              {},
                              int(scan.images)};
                // A series without a picture is still a series.
                if (auto picture = from.thumbnail(row.session.id, scan.id, work))
                    t.picture = thumbnailImage(*picture);
                thumbs.push_back(std::move(t));
            }
            return thumbs;
        },
        [this, id](core::Result<std::vector<SeriesThumb>> thumbs) {
            ProjectsModel &model = *m_window->projectsModel();
            if (model.detail.id != id)
                return;
            if (!thumbs) {
                explain(&model, thumbs.error());
                return;
            }
            model.detail.series = std::move(*thumbs);
            Q_EMIT model.detailChanged();
            Q_EMIT detailShown(id);
        });
}

void Workbench::openSession(const QString &id, const QString &seriesKey) {
    const auto found = std::find_if(m_sessions.begin(), m_sessions.end(),
                                    [&](const auto &s) { return s.session.id == id; });
    if (found != m_sessions.end() && !found->onThisComputer) {
        pull(id);
        return;
    }
    look([ws = m_ws, id](core::Work &work) { return workflow::seriesOfSession(*ws, id, work); },
         [this, id, seriesKey](core::Result<std::vector<dicom::Series>> series) {
             if (!series) {
                 explain(m_window->projectsModel(), series.error());
                 return;
             }
             showSeries(*series, seriesKey);
             noteStatus(id);
         });
}

// What is not known of the session's dataset stands beside its images.
void Workbench::noteStatus(const QString &session) {
    const auto shown = std::find_if(m_sessions.begin(), m_sessions.end(),
                                    [&](const auto &s) { return s.session.id == session; });
    if (shown == m_sessions.end() || statusOf(shown->status) != Status::Unknown)
        return;
    const auto row = std::find_if(m_datasets.begin(), m_datasets.end(),
                                  [&](const auto &d) { return d.dataset.id == shown->dataset; });
    if (row != m_datasets.end())
        m_read->setNote(Status::Unknown, StatusWords::control(Status::Unknown),
                        tr("%1 Reading is not blocked.")
                            .arg(row->judgement.countsIn(language()) + QLatin1Char('.')));
}

void Workbench::showSeries(const std::vector<dicom::Series> &series, const QString &seriesKey) {
    m_window->go(MainWindow::Read);
    m_window->readPage()->setOpened(true);
    m_read->setSeries(series);
    if (seriesKey.isEmpty())
        return;
    for (const dicom::Series &s : series)
        if (s.key.startsWith(seriesKey)) {
            m_read->open(s.key);
            return;
        }
}

void Workbench::importPaths(const QStringList &paths) {
    if (!m_ws) { // a moment too early, or the secrets are locked: asked for once more
        m_waitingPaths += paths;
        if (m_openError)
            open();
        return;
    }
    QString project = QStringLiteral("library");
    const QString node = m_window->projectsModel()->node;
    if (node.startsWith(QStringLiteral("here/")))
        project = node.mid(5);
    const auto word = [this, project] { // one just made is not in the list yet
        for (const workflow::ProjectRow &row : m_projects)
            if (row.onThisComputer && row.project.id == project)
                return projectWord(row);
        return project == QStringLiteral("library") ? tr("Library") : project;
    };
    run(
        tr("Import into %1").arg(word()), "import",
        [ws = m_ws, paths, project](core::Work &work) {
            return workflow::importPaths(*ws, paths, project, {}, work);
        },
        [this, word](core::Result<archive::ImportReport> report) {
            ProjectsModel &m = *m_window->projectsModel();
            if (!report) {
                m_window->go(MainWindow::Projects);
                explain(&m, report.error());
                return;
            }
            sayImported(*report, word());
            if (!m_window->deidModel()->running)
                chooseDataset(report->dataset);
            refresh();
            Q_EMIT imported(report->dataset);
        });
}

// Where the files went and what became of each: the same numbers as lastra-cli says.
void Workbench::sayImported(const archive::ImportReport &report, const QString &project) {
    const dicom::FileCount count = report.count();
    QStringList words{tr("%Ln file(s) found", nullptr, int(count.found())),
                      tr("%Ln taken into %1", nullptr, int(count.taken)).arg(project)};
    if (count.repeated > 0)
        words << tr("%Ln there already", nullptr, int(count.repeated));
    if (count.leftAlone > 0)
        words << tr("%Ln left alone", nullptr, int(count.leftAlone));
    const QString all = words.join(QStringLiteral(", ")) + u'.';
    ProjectsModel &m = *m_window->projectsModel();
    if (report.skipped.empty())
        m.sayNothing();
    else
        m.say(
            {Status::Attention, all,
             tr("The first left alone: %1").arg(m_window->sentence(report.skipped.front().reason)),
             tr("Show all"),
             [window = m_window, skipped = report.skipped] { showLeftAlone(window, skipped); }});
    m_window->toast(all, tr("De-identify"), [this, id = report.dataset] {
        m_window->go(MainWindow::Deidentify);
        chooseDataset(id);
    });
}

void Workbench::importSample() {
    const QString name = tr("Make a sample cohort");
    for (const core::Task &task : m_window->tasks()->tasks())
        if (task.state == core::Task::State::Running && task.name == name)
            return; // one is being made
    run(
        name, "subject",
        [ws = m_ws](core::Work &work) { return workflow::importSampleCohort(*ws, work); },
        [this](core::Result<archive::ImportReport> report) {
            if (!report) {
                explain(m_window->projectsModel(), report.error());
                return;
            }
            refresh();
            Q_EMIT imported(report->dataset);
        });
}

void Workbench::pull(const QString &session) {
    run(
        tr("Pull a session"), "pull",
        [ws = m_ws, session](core::Work &work) {
            return workflow::pullSession(*ws, session, work);
        },
        [this](core::Result<archive::ImportReport> report) {
            if (!report) {
                explain(m_window->projectsModel(), report.error());
                return;
            }
            m_window->toast(
                tr("Pulled %Ln file(s)", nullptr, int(report->imported + report->duplicates)));
            // Shown where it lies now.
            if (const auto dataset = m_ws->library().dataset(report->dataset))
                m_window->projectsModel()->node = QStringLiteral("here/") + dataset->project;
            refresh();
            Q_EMIT imported(report->dataset);
        });
}

} // namespace lastra::gui
