#include "Command.h"

#include "lastra/queue/LocalQueue.h"
#include "lastra/workflow/Trials.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QThread>

namespace lastra::cli {
namespace {

Outcome shown(const workflow::TrialState &state) {
    Outcome outcome;
    outcome.json = {{QStringLiteral("id"), state.id},
                    {QStringLiteral("title"), state.title},
                    {QStringLiteral("cases"), state.design.cases()},
                    {QStringLiteral("fetched"), state.fetched},
                    {QStringLiteral("folder"), state.folder},
                    {QStringLiteral("job"), state.job.toJson()}};
    const QString where = state.job.id.isEmpty() ? QStringLiteral("not submitted")
                                                 : QStringLiteral("%1 (%2 of %3 shards, queue %4)")
                                                       .arg(queue::stateKey(state.job.state))
                                                       .arg(state.job.shardsDone)
                                                       .arg(state.job.shards.size())
                                                       .arg(state.job.queue);
    outcome.text = QStringLiteral("%1  %2  %3 cases  %4\n")
                       .arg(state.id, state.title)
                       .arg(state.design.cases())
                       .arg(where);
    return outcome;
}

constexpr int kFollowMs = 500; // between two looks at the queue

// Follows the job until it ends.
core::Result<workflow::TrialState> follow(workflow::Workspace &ws, const QString &id,
                                          core::Work &work) {
    for (;;) {
        LASTRA_CHECK(work.check());
        LASTRA_CHECK(workflow::stepQueues(ws));
        LASTRA_TRY(state, workflow::trialState(ws, id));
        if (state.job.id.isEmpty() || queue::isFinal(state.job.state))
            return state;
        if (work.progress().total < 0 && state.job.progress.total > 0)
            work.begin(core::Unit::Images, state.job.progress.total);
        work.setDone(state.job.progress.done);
        QThread::msleep(kFollowMs);
    }
}

core::Result<Outcome> plan(Call &call) {
    LASTRA_TRY(design, trial::Design::read(call.words.first()));
    LASTRA_TRY(ws, call.workspace());
    LASTRA_TRY(state, workflow::planTrial(*ws, design));
    const trial::Estimate cost = trial::estimate(design, queue::localCores());
    Outcome outcome = shown(state);
    outcome.json.insert(QStringLiteral("estimate"),
                        QJsonObject{{QStringLiteral("images"), cost.images},
                                    {QStringLiteral("bytes"), cost.bytes},
                                    {QStringLiteral("seconds"), cost.seconds},
                                    {QStringLiteral("energyWh"), cost.energyWh}});
    outcome.text += QStringLiteral("About %1 s on this computer, %2 MB, %3 Wh. Submit it with: "
                                   "lastra-cli trial submit %4\n")
                        .arg(qRound(cost.seconds))
                        .arg(cost.bytes / 1000000)
                        .arg(cost.energyWh, 0, 'f', 1)
                        .arg(state.id);
    return outcome;
}

// TRIAL is an id, or a design file, which is planned first.
core::Result<Outcome> submit(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    QString id = call.words.first();
    if (QFileInfo(id).isFile()) {
        LASTRA_TRY(design, trial::Design::read(id));
        LASTRA_TRY(planned, workflow::planTrial(*ws, design));
        id = planned.id;
    }
    LASTRA_TRY(state, workflow::submitTrial(*ws, id, call.options.value(QStringLiteral("queue")),
                                            call.work));
    if (!call.options.isSet(QStringLiteral("wait")))
        return shown(state);
    LASTRA_TRY(ended, follow(*ws, id, call.work));
    if (ended.job.state != queue::JobState::Done) {
        Outcome outcome = shown(ended);
        outcome.exit = ended.job.shardsDone > 0 ? InPart : Failed;
        return outcome;
    }
    return shown(ended);
}

core::Result<Outcome> status(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_CHECK(workflow::stepQueues(*ws));
    if (!call.words.isEmpty()) {
        LASTRA_TRY(state, workflow::trialState(*ws, call.words.first()));
        return shown(state);
    }
    LASTRA_TRY(all, workflow::trials(*ws));
    Outcome outcome;
    QJsonArray rows;
    for (const workflow::TrialState &state : all) {
        const Outcome one = shown(state);
        rows.append(one.json);
        outcome.text += one.text;
    }
    outcome.json = {{QStringLiteral("trials"), rows}};
    return outcome;
}

core::Result<Outcome> cancel(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_CHECK(workflow::cancelTrial(*ws, call.words.first()));
    LASTRA_CHECK(workflow::stepQueues(*ws));
    LASTRA_TRY(state, workflow::trialState(*ws, call.words.first()));
    return shown(state);
}

core::Result<Outcome> fetch(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_CHECK(workflow::stepQueues(*ws));
    LASTRA_TRY(state, workflow::fetchTrial(*ws, call.words.first(), call.work));
    Outcome outcome = shown(state);
    outcome.exit = state.fetched ? Done : InPart;
    return outcome;
}

core::Result<Outcome> analyse(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_TRY(analysis, workflow::analyseTrial(*ws, call.words.first(), call.work));
    Outcome outcome;
    outcome.json = analysis.toJson();
    for (const trial::Summary &s : analysis.summaries) {
        outcome.text += QStringLiteral("%1  %2: %3 %4")
                            .arg(s.metric, -16)
                            .arg(s.arm.label())
                            .arg(s.mean, 0, 'g', 4)
                            .arg(s.unit);
        outcome.text += s.intervalKnown ? QStringLiteral(" (95 %: %1 to %2, %3 patients)\n")
                                              .arg(s.low, 0, 'g', 4)
                                              .arg(s.high, 0, 'g', 4)
                                              .arg(s.n)
                                        : QStringLiteral(" (one patient: no interval)\n");
    }
    return outcome;
}

} // namespace

QList<Command> trialCommands() {
    return {
        {QStringLiteral("trial plan"),
         QStringLiteral("TRIAL.json"),
         QStringLiteral("Checks a design and says what it will cost."),
         1,
         1,
         {},
         plan},
        {QStringLiteral("trial submit"),
         QStringLiteral("TRIAL"),
         QStringLiteral("Submits a planned trial, or a design file, to a queue."),
         1,
         1,
         {{QStringLiteral("queue"), QStringLiteral("Queue to use; the site's own when left out."),
           QStringLiteral("NAME")},
          {QStringLiteral("wait"), QStringLiteral("Follow it to the end.")}},
         submit},
        {QStringLiteral("trial status"),
         QStringLiteral("[ID]"),
         QStringLiteral("Where the trials stand."),
         0,
         1,
         {},
         status},
        {QStringLiteral("trial cancel"),
         QStringLiteral("ID"),
         QStringLiteral("Stops a trial's jobs; what is done stays."),
         1,
         1,
         {},
         cancel},
        {QStringLiteral("trial fetch"),
         QStringLiteral("ID"),
         QStringLiteral("Brings the results here and the simulated series into the library."),
         1,
         1,
         {},
         fetch},
        {QStringLiteral("trial analyse"),
         QStringLiteral("ID"),
         QStringLiteral("Computes the metrics with their confidence intervals."),
         1,
         1,
         {},
         analyse}};
}

} // namespace lastra::cli
