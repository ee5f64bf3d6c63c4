#pragma once
// What was asked of which queue, and what became of it. SQLite; every change is an event with its
// source beside the current state, so that a killed program finds its jobs again.

#include "lastra/core/Clock.h"
#include "lastra/queue/Queue.h"

namespace lastra::queue {

struct LedgerJob {
    QString id, queue, key, hash; // hash: of the request, to tell a reused key
    JobSpec spec;
    JobState state = JobState::Sending;
    QString remoteId, why;
    core::Error error;
    bool cancelAsked = false;
    int misses = 0; // listings since sending that did not show the job
    QDateTime submitted, started, ended, asOf, expectedStart;
};

struct LedgerShard {
    int index = 0;
    JobState state = JobState::Queued;
    int attempt = 0;
    int exitCode = -1;
    qint64 pid = 0; // local queue
    QDateTime started, ended;
};

struct LedgerEvent {
    QDateTime at;
    QString source, from, to, why; // source: "user", "worker", "scheduler", "results"
};

// Errors: core's database errors, "queue.jobUnknown" [id], "queue.keyReused" [key].
class Ledger {
public:
    [[nodiscard]] static core::Result<std::unique_ptr<Ledger>>
    open(const QString &path, std::shared_ptr<const core::Clock> clock);
    ~Ledger();

    // Writes the job in state Sending, or answers with the job that already has this key.
    struct Added {
        LedgerJob job;
        bool fresh = true;
    };
    core::Result<Added> add(const QString &queue, JobSpec spec);
    [[nodiscard]] core::Result<LedgerJob> job(const QString &id);
    [[nodiscard]] core::Result<std::vector<LedgerJob>> jobs(const QString &queue, bool openOnly);
    [[nodiscard]] core::Result<std::vector<LedgerShard>> shards(const QString &id);
    [[nodiscard]] core::Result<std::vector<LedgerEvent>> events(const QString &id);
    // Saves the row; a changed state leaves an event.
    core::Done save(const LedgerJob &job, const QString &source);
    core::Done save(const QString &id, const LedgerShard &shard);
    core::Done remove(const QString &id);

    [[nodiscard]] QDateTime now() const;

private:
    Ledger();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace lastra::queue
