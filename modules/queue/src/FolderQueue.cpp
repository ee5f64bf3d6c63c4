#include "FolderQueue.h"

#include <csignal>

namespace lastra::queue {

core::Done FolderQueue::check(const JobSpec &spec) {
    const auto bad = [](const char *field) {
        return core::fail("queue.badSpec", {QLatin1String(field)});
    };
    if (spec.command.isEmpty() || spec.command.front().isEmpty())
        return bad("command");
    for (const QString &word : spec.command)
        if (word.contains(QChar(0)))
            return bad("command");
    if (spec.shards < 1 || spec.shards > kMaxShards)
        return bad("shards");
    if (spec.cpus < 1 || spec.memoryMiB < 0 || spec.gpus < 0)
        return bad("resources");
    if (spec.timeLimitMinutes < 0)
        return bad("timeLimitMinutes");
    return {};
}

core::Result<LedgerJob> FolderQueue::mine(const QString &id) {
    LASTRA_TRY(job, m_ledger->job(id));
    if (job.queue != m_name)
        return core::fail("queue.jobUnknown", {id});
    return job;
}

JobState FolderQueue::stateOfExit(const JobSpec &spec, int code) {
    if (code == 0)
        return JobState::Done;
    return code == 124 && spec.timeLimitMinutes > 0 ? JobState::TimedOut : JobState::Failed;
}

core::Error FolderQueue::errorOf(const LedgerJob &job, JobState state, int code) {
    const auto error = [&](const char *what, QStringList arguments) {
        return core::Error{what, std::move(arguments), {}, nullptr};
    };
    switch (state) {
    case JobState::TimedOut:
        return error("queue.timedOut", {job.spec.name, QString::number(job.spec.timeLimitMinutes)});
    case JobState::OutOfMemory:
        return error("queue.outOfMemory", {job.spec.name, QString::number(job.spec.memoryMiB)});
    case JobState::Preempted:
        return error("queue.preempted", {job.spec.name});
    case JobState::NodeLost:
        return error("queue.nodeLost", {job.spec.name});
    case JobState::ResultsMissing:
        return error("queue.resultsMissing", {job.spec.name});
    default:
        break;
    }
    if (code == 126 || code == 127)
        return error("queue.programMissing", {job.spec.name, job.spec.command.front()});
    if (code == 128 + SIGKILL)
        return error("queue.workerDied", {job.spec.name});
    return error("queue.exitCode", {job.spec.name, QString::number(code)});
}

void FolderQueue::settle(LedgerJob &job, const std::vector<LedgerShard> &shards) const {
    int open = 0, cancelled = 0;
    // What the job as a whole is doing: the liveliest of its shards.
    static constexpr JobState kLiveliest[] = {JobState::Running, JobState::Finishing,
                                              JobState::Paused,  JobState::Queued,
                                              JobState::Stuck,   JobState::Unknown};
    size_t liveliest = std::size(kLiveliest) - 1;
    const LedgerShard *failed = nullptr;
    QDateTime started, ended;
    for (const LedgerShard &shard : shards) {
        open += !isFinal(shard.state);
        for (size_t i = 0; i < liveliest; ++i)
            if (shard.state == kLiveliest[i])
                liveliest = i;
        cancelled += shard.state == JobState::Cancelled;
        if (isFinal(shard.state) && shard.state != JobState::Done &&
            shard.state != JobState::Cancelled && !failed)
            failed = &shard;
        if (shard.started.isValid() && (!started.isValid() || shard.started < started))
            started = shard.started;
        ended = std::max(ended, shard.ended);
    }
    job.started = started;
    job.asOf = m_ledger->now();
    if (open > 0) {
        job.state = job.cancelAsked ? JobState::Cancelling : kLiveliest[liveliest];
        return;
    }
    job.ended = ended.isValid() ? ended : job.asOf;
    if (failed) {
        job.state = failed->state;
        job.error = errorOf(job, failed->state, failed->exitCode);
    } else {
        job.state = cancelled > 0 ? JobState::Cancelled : JobState::Done;
    }
}

core::Result<JobStatus> FolderQueue::statusOf(const LedgerJob &job) {
    JobStatus status;
    status.id = job.id;
    status.queue = job.queue;
    status.name = job.spec.name;
    status.key = job.key;
    status.remoteId = job.remoteId;
    status.state = job.state;
    status.why = job.why;
    status.error = job.error;
    status.submitted = job.submitted;
    status.started = job.started;
    status.ended = job.ended;
    status.expectedStart = job.expectedStart;
    status.asOf = job.asOf;
    const JobFolder folder = folderOf(job.id);
    status.folder = folder.path();
    LASTRA_TRY(shards, m_ledger->shards(job.id));
    qint64 total = 0;
    for (const LedgerShard &shard : shards) {
        ShardStatus one;
        one.index = shard.index;
        one.state = shard.state;
        one.attempt = shard.attempt;
        one.exitCode = shard.exitCode;
        one.started = shard.started;
        one.ended = shard.ended;
        if (shard.state != JobState::Queued)
            one.progress = folder.progress(shard.index, shard.attempt);
        status.shardsDone += shard.state == JobState::Done;
        status.progress.done += one.progress.done;
        if (one.progress.total >= 0 && total >= 0)
            total += one.progress.total;
        else
            total = -1; // one shard that cannot say how much makes the sum unknown
        if (!one.progress.unit.isEmpty())
            status.progress.unit = one.progress.unit;
        if (shard.state == JobState::Running)
            status.progress.item = one.progress.item;
        status.shards.push_back(std::move(one));
    }
    status.progress.total = total;
    return status;
}

core::Result<JobStatus> FolderQueue::status(const QString &id) {
    LASTRA_TRY(job, mine(id));
    return statusOf(job);
}

core::Result<std::vector<JobStatus>> FolderQueue::jobs() {
    LASTRA_TRY(jobs, m_ledger->jobs(m_name, false));
    std::vector<JobStatus> list;
    for (const LedgerJob &job : jobs) {
        LASTRA_TRY(status, statusOf(job));
        list.push_back(std::move(status));
    }
    return list;
}

core::Result<QStringList> FolderQueue::fetch(const QString &id, const QString &folder,
                                             core::Work &work) {
    LASTRA_TRY(job, mine(id));
    LASTRA_TRY(shards, m_ledger->shards(id));
    QStringList files;
    bool any = false;
    work.begin(core::Unit::Bytes, -1, QStringLiteral("fetch"));
    for (const LedgerShard &shard : shards) {
        if (shard.state != JobState::Done)
            continue;
        any = true;
        const QString into =
            job.spec.shards == 1
                ? folder
                : folder + QStringLiteral("/shard-%1").arg(shard.index, 4, 10, QLatin1Char('0'));
        LASTRA_TRY(some, folderOf(id).fetch(shard.index, shard.attempt, into, work));
        files += some;
    }
    if (!any)
        return core::fail("queue.outputsNotReady", {job.spec.name});
    return files;
}

core::Result<QByteArray> FolderQueue::logTail(const QString &id, int shard, qint64 bytes) {
    LASTRA_TRY(job, mine(id));
    LASTRA_TRY(shards, m_ledger->shards(job.id));
    for (const LedgerShard &one : shards)
        if (one.index == shard)
            return folderOf(id).logTail(shard, one.attempt, bytes);
    return core::fail("queue.jobUnknown", {id});
}

core::Done FolderQueue::remove(const QString &id) {
    const std::lock_guard lock(m_mutex);
    LASTRA_TRY(job, mine(id));
    if (!isFinal(job.state))
        return core::fail("queue.stillOpen", {job.spec.name});
    LASTRA_CHECK(folderOf(id).remove());
    return m_ledger->remove(id);
}

} // namespace lastra::queue
