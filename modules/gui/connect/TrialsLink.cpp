// Trials page: plan, cost, run, follow, fetch, analyse, look at a case beside its truth.

#include "connect/Words.h"
#include "lastra/gui/Workbench.h"
#include "parts/Basic.h"

#include <QThread>

namespace lastra::gui {

namespace {

constexpr double kLungLow = -1350, kLungHigh = 150, kDifference = 200; // HU

TrialsModel::State stateOf(const workflow::TrialState &t) {
    using S = queue::JobState;
    using M = TrialsModel::State;
    if (t.job.id.isEmpty())
        return M::Planned;
    if (t.fetched)
        return M::Fetched;
    switch (t.job.state) {
    case S::Sending:
    case S::Queued:
    case S::Stuck:
    case S::Paused:
    case S::Unknown:
        return M::Queued;
    case S::Running:
    case S::Finishing:
    case S::Cancelling:
        return M::Running;
    case S::Done:
        return M::Finished;
    default:
        return M::Failed;
    }
}

struct Words {
    Q_DECLARE_TR_FUNCTIONS(lastra::gui::TrialWords)
public:
    static QString job(queue::JobState s) {
        using S = queue::JobState;
        switch (s) {
        case S::Sending:
            return tr("being sent");
        case S::Queued:
            return tr("waiting in the queue");
        case S::Stuck:
            return tr("stuck, needs a person");
        case S::Running:
            return tr("running");
        case S::Paused:
            return tr("paused");
        case S::Finishing:
            return tr("finishing");
        case S::Cancelling:
            return tr("stopping");
        case S::Done:
            return tr("done");
        case S::Failed:
            return tr("failed");
        case S::OutOfMemory:
            return tr("out of memory");
        case S::TimedOut:
            return tr("out of time");
        case S::Preempted:
            return tr("preempted");
        case S::NodeLost:
            return tr("node lost");
        case S::Cancelled:
            return tr("stopped");
        case S::ResultsMissing:
            return tr("results missing");
        case S::Unknown:
            return tr("not known yet");
        }
        return {};
    }
    // "noiseSd.lung" of the engine: what is measured, and where.
    static QString metric(const QString &name) {
        static const QHash<QString, const char *> what{
            {"cnr", QT_TR_NOOP("CNR")},
            {"contrast", QT_TR_NOOP("Contrast")},
            {"dPrimeNpw", QT_TR_NOOP("Detectability d′, NPW")},
            {"huError", QT_TR_NOOP("HU error")},
            {"meanHu", QT_TR_NOOP("Mean HU")},
            {"noiseSd", QT_TR_NOOP("Noise")}};
        static const QHash<QString, const char *> where{
            {"blood", QT_TR_NOOP("blood")},   {"bone", QT_TR_NOOP("bone")},
            {"brain", QT_TR_NOOP("brain")},   {"fat", QT_TR_NOOP("fat")},
            {"heart", QT_TR_NOOP("heart")},   {"liver", QT_TR_NOOP("liver")},
            {"lung", QT_TR_NOOP("lung")},     {"muscle", QT_TR_NOOP("muscle")},
            {"nodule", QT_TR_NOOP("nodule")}, {"water", QT_TR_NOOP("water")}};
        const auto word = [](const auto &words, const QString &key) {
            const auto found = words.constFind(key);
            return found == words.cend() ? key : tr(*found);
        };
        const QString place = name.section(u'.', 1);
        const QString kind = word(what, name.section(u'.', 0, 0));
        return place.isEmpty() ? kind : tr("%1, %2").arg(kind, word(where, place));
    }
    // What a trial is mostly asked: can it be seen, and how noisy is it.
    static QString chip(const QString &name) {
        static const std::pair<const char *, const char *> chips[] = {
            {"cnr.nodule", QT_TR_NOOP("CNR")},
            {"dPrimeNpw.nodule", QT_TR_NOOP("d′")},
            {"noiseSd.liver", QT_TR_NOOP("Noise, liver")},
            {"noiseSd.brain", QT_TR_NOOP("Noise, brain")}};
        for (const auto &[metric, word] : chips)
            if (name == QLatin1String(metric))
                return tr(word);
        return {};
    }
};

QString list(const std::vector<double> &values, const QString &unit) {
    QStringList texts;
    for (double v : values)
        texts << number(v, v == std::floor(v) ? 0 : 1);
    return texts.join(QStringLiteral(", ")) + QChar(0xa0) + unit;
}

QString list(const std::vector<QString> &values) {
    return QStringList(values.begin(), values.end()).join(QStringLiteral(", "));
}

// What tells an arm from the others of its design.
QString armWords(const trial::Design &d, const trial::Arm &arm) {
    QStringList words;
    if (d.doses.size() > 1)
        words << list({arm.mAs}, QStringLiteral("mAs"));
    if (d.kVps.size() > 1)
        words << list({arm.kVp}, QStringLiteral("kV"));
    if (d.kernels.size() > 1)
        words << arm.kernel;
    if (d.scanners.size() > 1)
        words << arm.scanner;
    return words.isEmpty() ? arm.label() : words.join(QStringLiteral(", "));
}

int decimalsFor(double value) {
    const double size = std::abs(value);
    return size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
}

} // namespace

void Workbench::connectTrials() {
    TrialsModel *m = m_window->trialsModel();
    const QStringList scanners = trial::scannerNames();
    m->scanners = scanners;
    m->kernels = {QStringLiteral("standard"), QStringLiteral("smooth"), QStringLiteral("sharp"),
                  QStringLiteral("ramlak")};
    connect(m, &TrialsModel::newTrialRequested, this, &Workbench::planTrial);
    connect(m, &TrialsModel::trialChosen, this, &Workbench::chooseTrial);
    connect(m, &TrialsModel::submitRequested, this, &Workbench::submitTrial);
    connect(m, &TrialsModel::resultsRequested, this, &Workbench::fetchResults);
    connect(m, &TrialsModel::caseChosen, this, &Workbench::chooseCase);
    connect(m, &TrialsModel::cancelRequested, this, [this, m] {
        look(
            [ws = m_ws, id = m->trial](core::Work &) -> core::Result<int> {
                LASTRA_CHECK(workflow::cancelTrial(*ws, id));
                return 1;
            },
            [this](core::Result<int> done) {
                if (!done)
                    explain(m_window->trialsModel(), done.error());
            });
    });
    connect(m, &TrialsModel::manifestRequested, this, [this, m] {
        for (const workflow::TrialState &t : m_trials)
            if (t.id == m->trial)
                m->say({Status::Meets,
                        tr("The manifest lies beside the results."),
                        t.folder + QStringLiteral("/manifest.json"),
                        {}});
    });
    connect(m, &TrialsModel::openCaseRequested, this, [this] {
        // Fetched series lie in the library as a dataset of their own.
        for (const workflow::DatasetRow &row : m_datasets)
            if (row.dataset.kind == archive::DatasetKind::Simulated) {
                look([ws = m_ws, id = row.dataset.id](
                         core::Work &) { return ws->library().datasetSessions(id); },
                     [this](core::Result<std::vector<archive::Session>> sessions) {
                         if (!sessions)
                             explain(m_window->trialsModel(), sessions.error());
                         else if (!sessions->empty())
                             openSession(sessions->front().id);
                     });
                return;
            }
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
             for (const workflow::TrialState &t : m_trials)
                 m.trials.push_back({t.id, t.id + u' ' + t.title, {}});
             if (m.trial.isEmpty() && !m_trials.empty())
                 m.trial = m_trials.back().id;
             Q_EMIT m.changed();
             if (!m.trial.isEmpty())
                 chooseTrial(m.trial);
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

void Workbench::showTrial(const workflow::TrialState &t) {
    TrialsModel &m = *m_window->trialsModel();
    const trial::Design &d = t.design;
    m.title = t.title;
    m.version = tr("Seed %1").arg(d.seed);
    m.state = stateOf(t);
    m.designNote = tr("full factorial, paired by patient");
    const auto design = [](size_t n) { return n > 1 ? tr("crossed") : tr("fixed"); };
    m.factors = {
        {tr("Patients"), tr("population"),
         d.anatomy == QStringLiteral("torso") ? tr("Adult torso") : tr("Adult head"),
         tr("drawn by seed %1").arg(d.seed), d.patients},
        {tr("Lesions"),
         tr("in every patient"),
         d.noduleMm > 0 ? tr("Nodule %1 mm")
                              .arg(number(d.noduleMm, d.noduleMm == std::floor(d.noduleMm) ? 0 : 1))
                        : tr("drawn with the patient"),
         {},
         1},
        {tr("Scanner"), design(d.scanners.size()), list(d.scanners), {}, qint64(d.scanners.size())},
        {tr("Dose"), design(d.doses.size()), list(d.doses, QStringLiteral("mAs")),
         tr("per rotation"), qint64(d.doses.size())},
        {tr("Tube voltage"),
         design(d.kVps.size()),
         list(d.kVps, QStringLiteral("kV")),
         {},
         qint64(d.kVps.size())},
        {tr("Reconstruction"), design(d.kernels.size()), list(d.kernels),
         tr("%1 slices").arg(d.slices), qint64(d.kernels.size())},
        {tr("Noise"),
         design(size_t(d.realisations)),
         tr("%1 per case").arg(d.realisations),
         {},
         d.realisations}};
    const trial::Estimate e = trial::estimate(d, QThread::idealThreadCount());
    m.figures = {
        {tr("Cases"), number(e.cases), tr("%1 arms").arg(d.arms())},
        {tr("CPU time"), duration(e.coreSeconds), tr("on one core")},
        {tr("Wall time"), duration(e.seconds), tr("%1 cores").arg(QThread::idealThreadCount())},
        {tr("Disk"), bytes(e.bytes), tr("%1 images").arg(number(e.images))},
        {tr("Energy"),
         number(e.energyWh, e.energyWh < 10 ? 1 : 0) + QChar(0xa0) + QStringLiteral("Wh"),
         tr("estimated")}};
    m.cases.clear();
    for (const trial::Case &c : trial::casesOf(d))
        if (m.cases.size() < 500)
            m.cases.push_back(
                {c.id, tr("Patient %1, %2").arg(c.patient + 1).arg(armWords(d, c.arm)), {}});
    if (std::none_of(m.cases.begin(), m.cases.end(),
                     [&](const Choice &c) { return c.id == m.caseId; })) {
        m.caseId = m.cases.empty() ? QString() : m.cases.front().id;
        m.pictures = {};
        m.metrics.clear();
        m.table.clear();
        m.resultNote.clear();
    }
    showJobs(t);
    Q_EMIT m.changed();
    if (t.fetched && m.metrics.empty()) {
        look([ws = m_ws,
              id = t.id](core::Work &work) { return workflow::analyseTrial(*ws, id, work); },
             [this, id = t.id, d](core::Result<trial::Analysis> analysis) {
                 if (m_window->trialsModel()->trial != id)
                     return;
                 if (!analysis) {
                     explain(m_window->trialsModel(), analysis.error());
                     return;
                 }
                 showAnalysis(d, *analysis);
                 chooseCase(m_window->trialsModel()->caseId);
                 Q_EMIT trialAnalysed(id);
             });
    }
}

void Workbench::showJobs(const workflow::TrialState &t) {
    TrialsModel &m = *m_window->trialsModel();
    m.jobs.clear();
    m.shards.clear();
    if (t.job.id.isEmpty()) {
        m.place.clear();
        return;
    }
    m.place =
        tr("%1, queue %2, trial %3")
            .arg(t.job.queue == QStringLiteral("local") ? tr("this computer") : m_ws->site().title,
                 t.job.queue, t.id);
    const bool done = t.job.state == queue::JobState::Done,
               bad = queue::isFinal(t.job.state) && !done;
    const qint64 seconds =
        t.job.started.isValid()
            ? t.job.started.secsTo(t.job.ended.isValid() ? t.job.ended : m_ws->clock().now())
            : 0;
    const double part = t.job.part();
    QString left;
    if (!done && !bad && seconds > 2 && part > 0.02)
        left = tr("%1 left").arg(duration(double(seconds) * (1 - part) / part));
    else if (seconds > 0)
        left = duration(double(seconds));
    m.jobs.push_back({tr("Simulate"),
                      number(done ? t.design.cases() : qint64(part * double(t.design.cases()))) +
                          QStringLiteral(" / ") + number(t.design.cases()),
                      Words::job(t.job.state), left, part,
                      done  ? Tone::Ok
                      : bad ? Tone::Fail
                            : Tone::Accent});
    m.jobs.push_back({tr("Fetch and analyse"),
                      {},
                      t.fetched ? tr("done") : tr("waits"),
                      {},
                      t.fetched ? 1.0 : 0.0,
                      Tone::Ok});
    for (const queue::ShardStatus &s : t.job.shards)
        m.shards.push_back(
            s.state == queue::JobState::Done                                               ? 2
            : queue::isFinal(s.state)                                                      ? 3
            : s.state == queue::JobState::Running || s.state == queue::JobState::Finishing ? 1
                                                                                           : 0);
    if (bad && t.job.state != queue::JobState::Cancelled)
        explain(&m, t.job.error);
}

void Workbench::stepQueues() {
    if (m_stepping || !m_ws)
        return;
    m_stepping = true;
    const QString id = m_window->trialsModel()->trial;
    look(
        [ws = m_ws, id](core::Work &) -> core::Result<workflow::TrialState> {
            LASTRA_CHECK(workflow::stepQueues(*ws));
            if (id.isEmpty())
                return workflow::TrialState{};
            return workflow::trialState(*ws, id);
        },
        [this, id](core::Result<workflow::TrialState> state) {
            m_stepping = false;
            m_quiet->clearEnded();
            TrialsModel &m = *m_window->trialsModel();
            if (!state || state->id.isEmpty() || m.trial != id || state->job.id.isEmpty())
                return; // a queue that does not answer is asked again
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
            if (was != now && now == TrialsModel::State::Finished)
                m_window->toast(tr("Trial %1 is done").arg(id), tr("Fetch results"),
                                [this] { fetchResults(); });
        });
}

void Workbench::planTrial(const TrialForm &f) {
    trial::Design d;
    d.title = f.title;
    d.patients = f.patients;
    d.noduleMm = f.noduleMm;
    d.doses.assign(f.doses.begin(), f.doses.end());
    d.kVps.assign(f.kVps.begin(), f.kVps.end());
    if (!f.scanners.isEmpty())
        d.scanners.assign(f.scanners.begin(), f.scanners.end());
    if (!f.kernels.isEmpty())
        d.kernels.assign(f.kernels.begin(), f.kernels.end());
    d.realisations = f.realisations;
    d.slices = f.slices;
    d.matrix = f.matrix;
    look([ws = m_ws, d](core::Work &) { return workflow::planTrial(*ws, d); },
         [this](core::Result<workflow::TrialState> state) {
             TrialsModel &m = *m_window->trialsModel();
             if (!state) {
                 explain(&m, state.error());
                 return;
             }
             m.sayNothing();
             m.trial = state->id;
             showTrials();
             Q_EMIT trialPlanned(state->id);
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
            showTrial(*state);
            // The drawer follows the job to its end; stopping the task stops the trial.
            run(
                tr("Trial %1").arg(state->id), "trials",
                [ws = m_ws, id = state->id](core::Work &work) -> core::Result<bool> {
                    for (bool begun = false;;) {
                        if (work.cancelled()) {
                            LASTRA_CHECK(workflow::cancelTrial(*ws, id));
                            LASTRA_CHECK(work.check());
                        }
                        LASTRA_TRY(now, workflow::trialState(*ws, id));
                        const qint64 images = qint64(now.design.cases()) * now.design.slices;
                        if (!begun && now.job.state == queue::JobState::Running)
                            work.begin(core::Unit::Images, images);
                        begun = begun || now.job.state == queue::JobState::Running;
                        if (begun)
                            work.setDone(qint64(now.job.part() * double(images)));
                        if (queue::isFinal(now.job.state)) {
                            if (now.job.state != queue::JobState::Done)
                                return tl::make_unexpected(now.job.error);
                            return true;
                        }
                        QThread::msleep(250);
                    }
                },
                [](core::Result<bool>) {});
        });
}

void Workbench::fetchResults() {
    const QString id = m_window->trialsModel()->trial;
    run(
        tr("Fetch trial %1").arg(id), "pull",
        [ws = m_ws, id](core::Work &work) { return workflow::fetchTrial(*ws, id, work); },
        [this, id](core::Result<workflow::TrialState> state) {
            TrialsModel &m = *m_window->trialsModel();
            if (!state) {
                explain(&m, state.error());
                return;
            }
            m.sayNothing();
            refresh();
            if (m.trial != id)
                return;
            m.metrics.clear();
            showTrial(*state);
        });
}

void Workbench::showAnalysis(const trial::Design &design, const trial::Analysis &a) {
    TrialsModel &m = *m_window->trialsModel();
    m.metrics.clear();
    m.table.clear();
    m.doseAxis = tr("Dose, mAs per rotation");
    m.logDose = design.doses.size() > 3;
    QHash<QString, QString> arms;
    for (const trial::Arm &arm : trial::armsOf(design))
        arms.insert(arm.id, armWords(design, arm));
    QStringList metrics = a.metrics;
    std::stable_sort(metrics.begin(), metrics.end(), [](const QString &one, const QString &other) {
        return Words::chip(one).isEmpty() < Words::chip(other).isEmpty();
    });
    for (const QString &metric : metrics) {
        MetricPlot plot;
        plot.name = plot.axis = Words::metric(metric);
        plot.chip = Words::chip(metric);
        for (const trial::Summary &s : a.summaries) {
            if (s.metric != metric)
                continue;
            if (!s.unit.isEmpty() && s.unit != QStringLiteral("1"))
                plot.axis = tr("%1 (%2)").arg(plot.name, s.unit);
            // One line for each arm that differs in anything but the dose.
            QStringList parts;
            if (design.scanners.size() > 1)
                parts << s.arm.scanner;
            if (design.kVps.size() > 1)
                parts << number(s.arm.kVp, 0) + QStringLiteral(" kV");
            parts << s.arm.kernel;
            const QString name = parts.join(QStringLiteral(", "));
            size_t at = size_t(std::find(plot.series.begin(), plot.series.end(), name) -
                               plot.series.begin());
            if (at == plot.series.size()) {
                plot.series.push_back(name);
                plot.x.emplace_back();
                plot.y.emplace_back();
                plot.low.emplace_back();
                plot.high.emplace_back();
            }
            plot.x[at].push_back(s.arm.mAs);
            plot.y[at].push_back(s.mean);
            plot.low[at].push_back(s.low);
            plot.high[at].push_back(s.high);
            const int decimals = decimalsFor(s.mean);
            m.table.push_back(
                {plot.axis, armWords(design, s.arm), number(s.mean, decimals),
                 s.intervalKnown
                     ? tr("%1 to %2").arg(number(s.low, decimals), number(s.high, decimals))
                     : tr("not known, one patient"),
                 s.n});
        }
        plot.conclusion = tr("Error bars: 95 % confidence interval, Student's t over patients.");
        for (const trial::Difference &d : a.differences) {
            if (d.metric != metric)
                continue;
            const int decimals = decimalsFor(d.mean);
            plot.conclusion += u' ' + tr("%1 minus %2: %3 (%4 to %5), p = %6.")
                                          .arg(arms.value(d.b, d.b), arms.value(d.a, d.a),
                                               number(d.mean, decimals), number(d.low, decimals),
                                               number(d.high, decimals), number(d.p, 3));
            break;
        }
        m.metrics.push_back(std::move(plot));
    }
    m.resultNote =
        tr("%1 of %2 cases").arg(number(qint64(a.casesDone)), number(qint64(a.casesPlanned)));
    Q_EMIT m.changed();
}

void Workbench::chooseCase(const QString &caseId) {
    TrialsModel &m = *m_window->trialsModel();
    if (caseId.isEmpty())
        return;
    m.caseId = caseId;
    struct Found {
        TrialPictures pictures;
        QString arm;
    };
    look(
        [ws = m_ws, id = m.trial, caseId](core::Work &work) -> core::Result<Found> {
            LASTRA_TRY(images, workflow::caseImages(*ws, id, caseId, work));
            LASTRA_TRY(state, workflow::trialState(*ws, id));
            Found found;
            for (const trial::Case &c : trial::casesOf(state.design))
                if (c.id == caseId)
                    found.arm = armWords(state.design, c.arm);
            found.pictures.truth = sliceImage(images.truth, kLungLow, kLungHigh);
            found.pictures.simulated = sliceImage(images.simulated, kLungLow, kLungHigh);
            const auto &size = images.truth.geometry().size;
            if (size == images.simulated.geometry().size) {
                QImage difference(size[0], size[1], QImage::Format_Grayscale8);
                const int k = size[2] / 2;
                for (int j = 0; j < size[1]; ++j)
                    for (int i = 0; i < size[0]; ++i)
                        difference.scanLine(j)[i] =
                            uchar(std::clamp((images.simulated.value(i, j, k) -
                                              images.truth.value(i, j, k) + kDifference) /
                                                 (2 * kDifference) * 255,
                                             0.0, 255.0));
                found.pictures.difference = difference;
            }
            return found;
        },
        [this, caseId](core::Result<Found> found) {
            TrialsModel &model = *m_window->trialsModel();
            if (model.caseId != caseId)
                return;
            if (!found) {
                explain(&model, found.error());
                return;
            }
            model.pictures = found->pictures;
            model.pictures.simulatedCaption = tr("Simulated, %1").arg(found->arm);
            model.pictures.differenceCaption = tr("Difference, ±%1 HU").arg(int(kDifference));
            Q_EMIT model.changed();
            Q_EMIT caseShown(caseId);
        });
}

} // namespace lastra::gui
