#pragma once
// Jobs that outlive the program: submit, follow, cancel, fetch. What a queue knows is in the
// Ledger; a Queue object only carries it forward, one step() at a time, and may be destroyed and
// made again at any moment.

#include "lastra/core/Result.h"
#include "lastra/core/Work.h"

#include <QDateTime>
#include <QJsonObject>

#include <memory>
#include <vector>

namespace lastra::queue {

struct InputFile {
    QString path; // on this computer
    QString name; // below the job's folder; no "..", not absolute
};

struct JobSpec {
    // Same key, same job: a second submit answers with the first one's id. Empty: a fresh one.
    QString key;
    QString name; // what people call it; never identifying
    // Program and arguments. {job} job file, {in} input folder, {out} output folder of the shard,
    // {shard} "I/N" with I from 0, {index} I, {shards} N, {cpus}, {folder} the job's folder.
    QStringList command;
    QJsonObject job; // written as job.json when it is not empty
    std::vector<InputFile> inputs;
    int cpus = 1;                // of one shard
    int memoryMiB = 0, gpus = 0; // of one shard; 0: the site's default, none
    int timeLimitMinutes = 0;    // 0: none here, the site's default there
    int shards = 1;

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static JobSpec fromJson(const QJsonObject &json);
};

enum class JobState {
    Sending, // in the ledger, not surely at the queue
    Queued,
    Stuck, // will not start by itself: a person is needed
    Running,
    Paused,
    Finishing,
    Cancelling, // asked for, not yet confirmed
    Done,       // the results' manifest checks out
    Failed,
    OutOfMemory,
    TimedOut,
    Preempted, // may be sent again
    NodeLost,  // may be sent again
    Cancelled,
    ResultsMissing, // the scheduler says finished, no manifest came
    Unknown         // the queue gave no usable answer yet
};
[[nodiscard]] QString stateKey(JobState state); // "running"
[[nodiscard]] JobState stateFromKey(const QString &key);
[[nodiscard]] bool isFinal(JobState state);

struct JobProgress {
    qint64 done = 0, total = -1;
    QString unit; // "views", "histories", ...
    QString item; // the case being worked on; no real name or ID
};

struct ShardStatus {
    int index = 0;
    JobState state = JobState::Queued;
    int attempt = 0;   // 0 for the first
    int exitCode = -1; // 128 + signal when killed; -1: not ended
    JobProgress progress;
    QDateTime started, ended;
};

struct JobStatus {
    QString id;    // ours, stable: "01JB7QH3..."
    QString queue; // name of the queue it went to
    QString name, key;
    QString remoteId; // the scheduler's number, empty for a local job
    JobState state = JobState::Sending;
    QString why; // the scheduler's own reason word ("Resources", "PartitionDown"); may be empty
    core::Error error;    // set when state is a failure: a code with a sentence
    JobProgress progress; // over all shards
    std::vector<ShardStatus> shards;
    int shardsDone = 0;
    QDateTime submitted, started, ended;
    QDateTime expectedStart; // of a waiting job, when the scheduler estimates one
    QDateTime asOf;          // how old this knowledge is
    QString folder;          // the job's folder on this computer (inputs, outputs, logs)

    // How much is done, 0 to 1: every shard weighs the same, one that has not begun counts as 0.
    [[nodiscard]] double part() const;
    [[nodiscard]] QJsonObject toJson() const;
};

// Thread-safe; calls may be made from a pool. Errors are listed in messages.json; those that
// callers tell apart: "queue.refused" [queue, the site's words], "queue.tokenExpired" [queue],
// "queue.unreachable" [queue], "queue.jobUnknown" [id], "queue.keyReused" [key] (same key, other
// content), "queue.badSpec" [field], "queue.outputsNotReady" [id], "queue.outputsDamaged" [file].
class Queue {
public:
    virtual ~Queue() = default;
    [[nodiscard]] virtual QString name() const = 0; // "local", "slurm"
    // Our id. On disk before anything is sent; never makes two jobs of one key.
    virtual core::Result<QString> submit(const JobSpec &spec) = 0;
    // Carries every job one step on: starts, polls, notices ends. Does not wait longer than one
    // network deadline; call it every second or so. Changed job ids are returned.
    virtual core::Result<QStringList> step() = 0;
    virtual core::Result<JobStatus> status(const QString &id) = 0;
    virtual core::Result<std::vector<JobStatus>> jobs() = 0; // newest first
    virtual core::Done cancel(const QString &id) = 0;
    // Outputs of the finished shards, checked against their manifests, into folder (shard-0000/...
    // below it when the job has several shards). Partial results of a failed job as well.
    virtual core::Result<QStringList> fetch(const QString &id, const QString &folder,
                                            core::Work &work) = 0;
    // The last bytes of a shard's log (its standard output and error).
    virtual core::Result<QByteArray> logTail(const QString &id, int shard, qint64 bytes) = 0;
    // Forgets a finished job and removes its folder.
    virtual core::Done remove(const QString &id) = 0;
};

} // namespace lastra::queue
