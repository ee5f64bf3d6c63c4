// Trials page: a design and what it costs, how far its job is.

#include "connect/TrialWords.h"
#include "lastra/gui/Workbench.h"
#include "parts/Basic.h"

#include "lastra/queue/LocalQueue.h"

namespace lastra::gui {

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
         tr("%Ln slice(s)", nullptr, d.slices), qint64(d.kernels.size())},
        {tr("Noise"),
         design(size_t(d.realisations)),
         tr("%1 per case").arg(d.realisations),
         {},
         d.realisations}};
    const trial::Estimate e = trial::estimate(d, queue::localCores());
    m.figures = {
        {tr("Cases"), number(e.cases), tr("%Ln arm(s)", nullptr, int(d.arms()))},
        {tr("CPU time"), duration(e.coreSeconds), tr("on one core")},
        {tr("Wall time"), duration(e.seconds), tr("%Ln core(s)", nullptr, queue::localCores())},
        {tr("Disk"), bytes(e.bytes),
         tr("%1 image(s)", nullptr, int(e.images)).arg(number(e.images))},
        {tr("Energy"),
         number(e.energyWh, e.energyWh < 10 ? 1 : 0) + QChar(0xa0) + QStringLiteral("Wh"),
         tr("estimated")}};
    m.cases.clear();
    for (const trial::Case &c : trial::casesOf(d))
        if (m.cases.size() < 500)
            m.cases.push_back(
                {c.id, tr("Patient %1, %2").arg(c.patient + 1).arg(armWords(d, c.arm)), {}});
    if (m_shownTrial != t.id) {
        m_shownTrial = t.id;
        m.caseId = m.cases.empty() ? QString() : m.cases.front().id;
        m.pictures = {};
        m.metrics.clear();
        m.table.clear();
        m.resultNote.clear();
    }
    showJobs(t);
    Q_EMIT m.changed();
    if ((t.fetched || t.partly) && m.metrics.empty())
        analyse(t);
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
    // What it makes a minute while it runs, else how it stands.
    QString rate = jobWords(t.job.state);
    if (t.job.state == queue::JobState::Running && seconds > 2 && part > 0)
        rate = tr("%1 cases/min")
                   .arg(number(part * double(t.design.cases()) * 60 / double(seconds), 1));
    m.jobs.push_back({tr("Simulate"),
                      number(done ? t.design.cases() : qint64(part * double(t.design.cases()))) +
                          QStringLiteral(" / ") + number(t.design.cases()),
                      rate, left, part,
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

} // namespace lastra::gui
