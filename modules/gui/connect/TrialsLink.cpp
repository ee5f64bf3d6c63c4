// Trials page: the list, the requests, and following what runs.

#include "connect/TrialWords.h"
#include "lastra/gui/Workbench.h"

#include "lastra/core/Log.h"

#include <QThread>

namespace lastra::gui {

void Workbench::connectTrials() {
    TrialsModel *m = m_window->trialsModel();
    m->scanners = trial::scannerNames();
    m->kernels = {QStringLiteral("standard"), QStringLiteral("smooth"), QStringLiteral("sharp"),
                  QStringLiteral("ramlak")};
    connect(m, &TrialsModel::newTrialRequested, this, &Workbench::planTrial);
    connect(m, &TrialsModel::trialChosen, this, &Workbench::chooseTrial);
    connect(m, &TrialsModel::submitRequested, this, &Workbench::submitTrial);
    connect(m, &TrialsModel::resultsRequested, this, [this, m] { fetchResults(m->trial); });
    connect(m, &TrialsModel::caseChosen, this, &Workbench::chooseCase);
    connect(m, &TrialsModel::openCaseRequested, this, &Workbench::openCase);
    connect(m, &TrialsModel::cancelRequested, this, [this, m] { cancelTrial(m->trial); });
    connect(m, &TrialsModel::manifestRequested, this, [this, m] {
        for (const workflow::TrialState &t : m_trials)
            if (t.id == m->trial)
                m->say({Status::Meets,
                        tr("The manifest lies beside the results."),
                        t.folder + QStringLiteral("/manifest.json"),
                        {}});
    });
    // Stopping its task stops the trial; a program that ends leaves it running.
    connect(m_window->tasks(), &core::TaskList::cancelAsked, this, [this](qint64 task) {
        if (m_followed.contains(task))
            cancelTrial(m_followed.value(task));
    });
}

void Workbench::showTrials() {
    look([ws = m_ws](core::Work &) { return workflow::trials(*ws); },
         [this](core::Result<std::vector<workflow::TrialState>> list) {
             TrialsModel &m = *m_window->trialsModel();
             if (!list) {
                 explain(&m, list.error());
                 return;
             }
             m_trials = std::move(*list);
             m.trials.clear();
             for (const workflow::TrialState &t : m_trials) {
                 m.trials.push_back({t.id, t.id + u' ' + t.title, {}});
                 if (!t.job.id.isEmpty() && !queue::isFinal(t.job.state))
                     followTrial(t.id);
             }
             if (m.trial.isEmpty() && !m_trials.empty())
                 m.trial = m_trials.back().id;
             Q_EMIT m.changed();
             if (!m.trial.isEmpty())
                 chooseTrial(QString(m.trial));
         });
}

void Workbench::chooseTrial(const QString &id) {
    m_window->trialsModel()->trial = id;
    look([ws = m_ws, id](core::Work &) { return workflow::trialState(*ws, id); },
         [this, id](core::Result<workflow::TrialState> state) {
             if (m_window->trialsModel()->trial != id)
                 return;
             if (!state) {
                 explain(m_window->trialsModel(), state.error());
                 return;
             }
             showTrial(*state);
         });
}

void Workbench::submitTrial(const QString &queue) {
    const QString id = m_window->trialsModel()->trial;
    run(
        tr("Send trial %1").arg(id), "trials",
        [ws = m_ws, id, queue](core::Work &work) {
            return workflow::submitTrial(*ws, id, queue, work);
        },
        [this](core::Result<workflow::TrialState> state) {
            if (!state) {
                explain(m_window->trialsModel(), state.error());
                return;
            }
            m_window->trialsModel()->sayNothing();
            showTrial(*state);
            followTrial(state->id);
        });
}

// The drawer shows the job to its end.
void Workbench::followTrial(const QString &id) {
    for (const QString &followed : std::as_const(m_followed))
        if (followed == id)
            return;
    const qint64 task = run(
        tr("Trial %1").arg(id), "trials",
        [ws = m_ws, id](core::Work &work) -> core::Result<bool> {
            for (bool begun = false;;) {
                LASTRA_CHECK(work.check());
                LASTRA_TRY(now, workflow::trialState(*ws, id));
                const qint64 images = qint64(now.design.cases()) * now.design.slices;
                if (!begun && now.job.state == queue::JobState::Running)
                    work.begin(core::Unit::Images, images);
                begun = begun || now.job.state == queue::JobState::Running;
                if (begun)
                    work.setDone(qint64(now.job.part() * double(images)));
                if (now.job.state == queue::JobState::Done)
                    return true;
                if (now.job.state == queue::JobState::Cancelled)
                    return core::fail("core.cancelled");
                if (queue::isFinal(now.job.state))
                    return tl::make_unexpected(now.job.error);
                QThread::msleep(250);
            }
        },
        [this, id](core::Result<bool> ended) {
            m_followed.removeIf([&](auto entry) { return entry.value() == id; });
            sayTrialEnded(id, ended);
        });
    m_followed.insert(task, id);
}

// Whoever sent it is reading or planning elsewhere by now.
void Workbench::sayTrialEnded(const QString &id, const core::Result<bool> &ended) {
    const auto show = [this, id] {
        m_window->go(MainWindow::Trials);
        chooseTrial(id);
    };
    if (ended)
        m_window->toast(tr("Trial %1 is done").arg(id), tr("Fetch results"), [this, id, show] {
            show();
            fetchResults(id);
        });
    else if (ended.error().code != "core.cancelled")
        m_window->toast(tr("Trial %1 did not come to its end").arg(id), tr("Show it"), show);
}

void Workbench::cancelTrial(const QString &id) {
    look(
        [ws = m_ws, id](core::Work &) -> core::Result<int> {
            LASTRA_CHECK(workflow::cancelTrial(*ws, id));
            return 1;
        },
        [this](core::Result<int> done) {
            if (!done)
                explain(m_window->trialsModel(), done.error());
        });
}

// Each queue by itself: one that does not answer keeps no other waiting.
void Workbench::stepQueues() {
    for (const QString &name : m_ws->queueNames()) {
        if (m_stepping.contains(name))
            continue;
        m_stepping.insert(name);
        look(
            [ws = m_ws, name](core::Work &) -> core::Result<int> {
                LASTRA_CHECK(workflow::stepQueue(*ws, name));
                return 1;
            },
            [this, name](core::Result<int> done) {
                m_stepping.remove(name);
                m_quiet->clearEnded();
                if (done)
                    m_queueErrors.remove(name);
                else
                    m_queueErrors.insert(name, done.error());
                sayQueues();
            });
    }
    showProgress();
}

// The first of the queues that cannot go on; asked again in a second, it takes itself back.
void Workbench::sayQueues() {
    TrialsModel &m = *m_window->trialsModel();
    const bool ours = m.notice && m.notice->what == m_queuesSaid;
    if (m.notice && !ours)
        return; // what a person asked for is answered first
    const QString said =
        m_queueErrors.isEmpty() ? QString() : m_window->sentence(m_queueErrors.first());
    if (ours && said.isEmpty())
        m.sayNothing();
    else if (!said.isEmpty() && !(ours && said == m_queuesSaid))
        m.say({Status::Attention, said, tr("Other queues go on; this one is asked again."), {}});
    if (!said.isEmpty() && said != m_queuesSaid)
        core::logError("gui", m_queueErrors.first());
    m_queuesSaid = said;
}

void Workbench::showProgress() {
    const QString id = m_window->trialsModel()->trial;
    if (m_watching || id.isEmpty())
        return;
    m_watching = true;
    look([ws = m_ws, id](core::Work &) { return workflow::trialState(*ws, id); },
         [this, id](core::Result<workflow::TrialState> state) {
             m_watching = false;
             TrialsModel &m = *m_window->trialsModel();
             if (!state || m.trial != id || state->job.id.isEmpty())
                 return;
             const TrialsModel::State was = m.state, now = stateOf(*state);
             if (was == now && now != TrialsModel::State::Running &&
                 now != TrialsModel::State::Queued)
                 return;
             m.state = now;
             showJobs(*state);
             if (was == now)
                 Q_EMIT m.jobsChanged();
             else
                 Q_EMIT m.changed();
             if (was != now)
                 Q_EMIT trialChanged(id, queue::isFinal(state->job.state));
         });
}

} // namespace lastra::gui
