#pragma once
// A job's folder: job.json, in/, run.sh and for each shard its log, outputs, claim, end and
// manifest. The same shell wrapper runs on this computer and on a cluster's node.

#include "Process.h"
#include "lastra/queue/Queue.h"

#include <optional>

namespace lastra::queue {

inline constexpr int kMaxShards = 1000; // of one job

struct ShardEnd {
    int code = 0;
    QDateTime at;
    bool manifest = false;
};

class JobFolder {
public:
    JobFolder(QString path, QString nodePath)
        : m_path(std::move(path)), m_node(std::move(nodePath)) {}

    // Copies inputs and writes the wrapper, last. May be done again after a crash.
    core::Done prepare(const JobSpec &spec, bool worldWritable) const;
    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] QString script() const { return m_path + QStringLiteral("/run.sh"); }
    [[nodiscard]] QByteArray wrapper(const JobSpec &spec, bool worldWritable) const;

    // Newest attempt that was claimed; -1: none.
    [[nodiscard]] int lastAttempt(int shard) const;
    [[nodiscard]] std::optional<QDateTime> claimedAt(int shard, int attempt) const;
    [[nodiscard]] std::optional<WorkerId> worker(int shard, int attempt) const;
    [[nodiscard]] std::optional<ShardEnd> end(int shard, int attempt) const;
    [[nodiscard]] JobProgress progress(int shard, int attempt) const;
    [[nodiscard]] core::Result<QByteArray> logTail(int shard, int attempt, qint64 bytes) const;
    // Checked against the manifest while copied. "queue.outputsDamaged" [file].
    core::Result<QStringList> fetch(int shard, int attempt, const QString &into,
                                    core::Work &work) const;
    core::Done remove() const;

private:
    [[nodiscard]] QString shardFile(int shard, const char *what, int attempt) const;
    QString m_path, m_node;
};

} // namespace lastra::queue
