#pragma once
// What every queue whose jobs have a folder shares: the ledger's view, outputs, logs.

#include "JobFolder.h"
#include "lastra/queue/Ledger.h"

#include <mutex>

namespace lastra::queue {

class FolderQueue : public Queue {
public:
    FolderQueue(std::shared_ptr<Ledger> ledger, QString name, QString folder, QString nodeFolder)
        : m_ledger(std::move(ledger)), m_name(std::move(name)), m_folder(std::move(folder)),
          m_nodeFolder(std::move(nodeFolder)) {}

    [[nodiscard]] QString name() const override { return m_name; }
    core::Result<JobStatus> status(const QString &id) override;
    core::Result<std::vector<JobStatus>> jobs() override;
    core::Result<QStringList> fetch(const QString &id, const QString &folder,
                                    core::Work &work) override;
    core::Result<QByteArray> logTail(const QString &id, int shard, qint64 bytes) override;
    core::Done remove(const QString &id) override;

protected:
    [[nodiscard]] JobFolder folderOf(const QString &id) const {
        return {m_folder + u'/' + id, m_nodeFolder + u'/' + id};
    }
    // "queue.badSpec" [field].
    [[nodiscard]] static core::Done check(const JobSpec &spec);
    // This queue's job of that id.
    [[nodiscard]] core::Result<LedgerJob> mine(const QString &id);
    // Job state from shard states once the shards decide it; times and error as well.
    void settle(LedgerJob &job, const std::vector<LedgerShard> &shards) const;
    // Why a shard ended the way it did.
    [[nodiscard]] static JobState stateOfExit(const JobSpec &spec, int code);
    [[nodiscard]] static core::Error errorOf(const LedgerJob &job, JobState state, int code);

    std::shared_ptr<Ledger> m_ledger;
    std::mutex m_mutex; // step, submit and cancel of this object

private:
    [[nodiscard]] core::Result<JobStatus> statusOf(const LedgerJob &job);
    QString m_name, m_folder, m_nodeFolder;
};

} // namespace lastra::queue
