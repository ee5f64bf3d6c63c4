#include "lastra/queue/LocalQueue.h"

#include "FolderQueue.h"
#include "lastra/core/AtomicFile.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>

#include <csignal>
#include <fcntl.h>
#include <map>
#include <set>
#include <sys/file.h>
#include <thread>
#include <tuple>
#include <unistd.h>

namespace lastra::queue {

namespace {

// Longer than any shell needs between being started and saying so.
constexpr int kStartSeconds = 20;

class LocalQueue final : public FolderQueue {
public:
    LocalQueue(std::shared_ptr<Ledger> ledger, const LocalQueueSettings &settings)
        : FolderQueue(std::move(ledger), settings.name, settings.folder, settings.folder),
          m_lockFile(settings.folder + QStringLiteral("/lock")), m_cores(settings.cores),
          m_maxAttempts(settings.maxAttempts) {
        if (m_cores <= 0)
            m_cores = localCores();
    }
    ~LocalQueue() override {
        if (m_lock >= 0)
            ::close(m_lock);
    }

    core::Result<QString> submit(const JobSpec &spec) override;
    core::Result<QStringList> step() override;
    core::Done cancel(const QString &id) override;

private:
    using Spawn = std::tuple<QString, int, int>; // job, shard, attempt

    // One process drives the queue; another one only reads.
    bool drive();
    core::Done follow(LedgerJob &job, std::vector<LedgerShard> &shards);
    core::Done followShard(LedgerJob &job, LedgerShard &shard);
    core::Done stop(LedgerJob &job, LedgerShard &shard);
    core::Done start(LedgerJob &job, LedgerShard &shard);
    core::Done died(LedgerJob &job, LedgerShard &shard);

    QString m_lockFile;
    int m_lock = -1, m_cores, m_maxAttempts;
    std::map<Spawn, QDeadlineTimer> m_spawned; // by when the worker must have said who it is
    std::set<Spawn> m_terminated;
};

bool LocalQueue::drive() {
    if (m_lock >= 0)
        return true;
    const int fd =
        ::open(QFile::encodeName(m_lockFile).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        ::close(fd);
        return false;
    }
    m_lock = fd;
    return true;
}

core::Result<QString> LocalQueue::submit(const JobSpec &spec) {
    LASTRA_CHECK(check(spec));
    const std::lock_guard lock(m_mutex);
    LASTRA_TRY(added, m_ledger->add(name(), spec));
    LedgerJob &job = added.job;
    if (job.state != JobState::Sending)
        return job.id;
    if (auto ready = folderOf(job.id).prepare(job.spec, false); !ready) {
        // Never started, so it never was: the same key may be sent again once the cause is gone.
        (void)folderOf(job.id).remove();
        LASTRA_CHECK(m_ledger->remove(job.id));
        return core::passOn(ready);
    }
    job.state = JobState::Queued;
    LASTRA_CHECK(m_ledger->save(job, QStringLiteral("user")));
    return job.id;
}

core::Result<QStringList> LocalQueue::step() {
    const std::lock_guard lock(m_mutex);
    QStringList changed;
    if (!drive())
        return changed;
    LASTRA_TRY(open, m_ledger->jobs(name(), true));
    struct Waiting {
        LedgerJob *job;
        std::vector<LedgerShard> shards;
        JobState before;
    };
    std::vector<Waiting> waiting;
    int busy = 0;
    for (LedgerJob &job : open) {
        const JobState before = job.state;
        if (job.state == JobState::Sending) { // a program that died between two lines of submit()
            if (auto ready = folderOf(job.id).prepare(job.spec, false); !ready) {
                job.state = JobState::Failed;
                job.error = std::move(ready.error());
                job.ended = job.asOf = m_ledger->now();
                LASTRA_CHECK(m_ledger->save(job, QStringLiteral("worker")));
                changed << job.id;
                continue;
            }
            job.state = JobState::Queued;
        }
        LASTRA_TRY(shards, m_ledger->shards(job.id));
        LASTRA_CHECK(follow(job, shards));
        for (const LedgerShard &shard : shards)
            busy += shard.state == JobState::Running ? job.spec.cpus : 0;
        waiting.push_back({&job, std::move(shards), before});
    }
    for (Waiting &w : waiting) {
        for (LedgerShard &shard : w.shards) {
            // A shard larger than the computer runs when it has the computer to itself.
            const bool fits = busy == 0 || busy + w.job->spec.cpus <= m_cores;
            if (shard.state != JobState::Queued || w.job->cancelAsked || !fits)
                continue;
            LASTRA_CHECK(start(*w.job, shard));
            busy += w.job->spec.cpus;
        }
        settle(*w.job, w.shards);
        LASTRA_CHECK(m_ledger->save(*w.job, QStringLiteral("worker")));
        if (w.job->state != w.before)
            changed << w.job->id;
    }
    return changed;
}

core::Done LocalQueue::follow(LedgerJob &job, std::vector<LedgerShard> &shards) {
    for (LedgerShard &shard : shards) {
        if (isFinal(shard.state))
            continue;
        if (shard.state == JobState::Running)
            LASTRA_CHECK(followShard(job, shard));
        if (job.cancelAsked && !isFinal(shard.state))
            LASTRA_CHECK(stop(job, shard));
    }
    return {};
}

core::Done LocalQueue::followShard(LedgerJob &job, LedgerShard &shard) {
    const JobFolder folder = folderOf(job.id);
    const auto worker = folder.worker(shard.index, shard.attempt);
    const bool alive = worker && isAlive(*worker);
    // Read after the look at the process: a worker that ended in between has written its end.
    if (const auto end = folder.end(shard.index, shard.attempt)) {
        if (end->code == 128 + SIGKILL && !job.cancelAsked)
            return died(job, shard);
        shard.exitCode = end->code;
        shard.ended = end->at;
        shard.state = job.cancelAsked && end->code != 0 ? JobState::Cancelled
                                                        : stateOfExit(job.spec, end->code);
        return m_ledger->save(job.id, shard);
    }
    if (alive)
        return {};
    if (worker) {
        signalGroup(*worker,
                    SIGKILL); // what a killed wrapper left behind must not go on beside a new one
        return job.cancelAsked ? core::Done() : died(job, shard);
    }
    const auto claimed = folder.claimedAt(shard.index, shard.attempt);
    if (claimed && claimed->secsTo(QDateTime::currentDateTimeUtc()) > kStartSeconds)
        return died(job, shard);
    if (claimed || job.cancelAsked)
        return {};
    const auto spawned = m_spawned.find({job.id, shard.index, shard.attempt});
    if (spawned == m_spawned.end())
        return start(job, shard); // written down as started, but this program died before it did
    return spawned->second.hasExpired() ? died(job, shard) : core::Done();
}

core::Done LocalQueue::died(LedgerJob &job, LedgerShard &shard) {
    if (shard.attempt + 1 < m_maxAttempts) {
        ++shard.attempt;
        shard.state = JobState::Queued;
        shard.started = {};
        job.why = QStringLiteral("WorkerDied");
    } else {
        shard.state = JobState::Failed;
        shard.exitCode = 128 + SIGKILL;
        shard.ended = m_ledger->now();
    }
    return m_ledger->save(job.id, shard);
}

core::Done LocalQueue::stop(LedgerJob &job, LedgerShard &shard) {
    const Spawn one{job.id, shard.index, shard.attempt};
    const auto worker = folderOf(job.id).worker(shard.index, shard.attempt);
    const auto spawned = m_spawned.find(one);
    if (shard.state == JobState::Running && !worker && spawned != m_spawned.end() &&
        !spawned->second.hasExpired()) // it says who it is in a moment
        return {};
    if (shard.state == JobState::Running && worker) {
        // Asked once, then made to.
        if (signalGroup(*worker, m_terminated.insert(one).second ? SIGTERM : SIGKILL))
            return {};
    }
    shard.state = JobState::Cancelled;
    shard.ended = m_ledger->now();
    return m_ledger->save(job.id, shard);
}

core::Done LocalQueue::start(LedgerJob &job, LedgerShard &shard) {
    // First in the ledger, then for real; the claim inside the wrapper makes a second start
    // harmless.
    shard.state = JobState::Running;
    shard.started = m_ledger->now();
    LASTRA_CHECK(m_ledger->save(job.id, shard));
    m_spawned[{job.id, shard.index, shard.attempt}] = QDeadlineTimer(kStartSeconds * 1000);
    return startDetached(folderOf(job.id).script(),
                         {QString::number(shard.index), QString::number(shard.attempt)});
}

core::Done LocalQueue::cancel(const QString &id) {
    {
        const std::lock_guard lock(m_mutex);
        LASTRA_TRY(job, mine(id));
        if (isFinal(job.state))
            return {};
        job.cancelAsked = true;
        job.state = JobState::Cancelling;
        LASTRA_CHECK(m_ledger->save(job, QStringLiteral("user")));
    }
    auto stepped = step();
    if (!stepped)
        return core::passOn(stepped);
    return {};
}

} // namespace

int localCores() {
    return std::max(1, int(std::thread::hardware_concurrency()) - 1);
}

core::Result<std::unique_ptr<Queue>> openLocalQueue(std::shared_ptr<Ledger> ledger,
                                                    LocalQueueSettings settings) {
    LASTRA_CHECK(core::makeFolder(settings.folder, true));
    settings.folder = QDir(settings.folder).absolutePath();
    return std::make_unique<LocalQueue>(std::move(ledger), settings);
}

} // namespace lastra::queue
