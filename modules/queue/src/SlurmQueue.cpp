#include "lastra/queue/SlurmQueue.h"

#include "FolderQueue.h"
#include "SlurmRest.h"
#include "lastra/core/AtomicFile.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QUrl>

#include <map>

namespace lastra::queue {

namespace {

constexpr int kMissSeconds = 60; // between two looks for a job that may never have arrived
constexpr int kMissesToResend = 2;
constexpr int kLooksForResults =
    5; // a shared folder may show a file later than the scheduler its end

class SlurmQueue final : public FolderQueue {
public:
    SlurmQueue(std::shared_ptr<Ledger> ledger, const SlurmSettings &settings)
        : FolderQueue(std::move(ledger), settings.name, settings.sharedFolder, settings.nodeFolder),
          m_settings(settings), m_rest(settings) {}

    core::Result<QString> submit(const JobSpec &spec) override;
    core::Result<QStringList> step() override;
    core::Done cancel(const QString &id) override;

private:
    using Records = std::vector<const SlurmRecord *>;
    [[nodiscard]] static QString remoteName(const LedgerJob &job) {
        return QStringLiteral("lastra-") + job.id;
    }
    [[nodiscard]] QJsonObject request(const LedgerJob &job) const;
    core::Done send(LedgerJob &job);
    core::Done reconcile(LedgerJob &job, const Records &records);
    core::Done follow(LedgerJob &job, const Records &records, bool listed);
    void followShard(LedgerJob &job, LedgerShard &shard, const SlurmRecord *record, bool listed);
    core::Done sendCancel(const LedgerJob &job);

    SlurmSettings m_settings;
    SlurmRest m_rest;
    std::map<QString, QDeadlineTimer> m_cancelSent;
};

QJsonObject SlurmQueue::request(const LedgerJob &job) const {
    const JobSpec &spec = job.spec;
    const JobFolder folder = folderOf(job.id);
    const QString there = m_settings.nodeFolder + u'/' + job.id;
    QJsonObject environment;
    for (const auto &[key, value] : m_settings.environment)
        environment.insert(key, value);
    if (!environment.contains(QStringLiteral("PATH")))
        environment.insert(QStringLiteral("PATH"), QStringLiteral("/usr/local/bin:/usr/bin:/bin"));
    if (!environment.contains(QStringLiteral("HOME")))
        environment.insert(QStringLiteral("HOME"), there);
    QJsonObject ask{
        {QStringLiteral("name"), remoteName(job)},
        {QStringLiteral("comment"), QStringLiteral("lastra:%1:%2").arg(job.id, job.hash.left(12))},
        {QStringLiteral("tasks"), 1},
        {QStringLiteral("cpus_per_task"), spec.cpus},
        // Of two twins with this name only one runs at a time.
        {QStringLiteral("dependency"), QStringLiteral("singleton")},
        {QStringLiteral("current_working_directory"), there},
        {QStringLiteral("standard_output"),
         there + (spec.shards > 1 ? QStringLiteral("/shards/slurm-%A_%a.txt")
                                  : QStringLiteral("/shards/slurm-%j.txt"))},
        {QStringLiteral("environment"), environment}};
    const std::pair<const char *, QString> texts[] = {{"partition", m_settings.partition},
                                                      {"account", m_settings.account}};
    for (const auto &[key, value] : texts)
        if (!value.isEmpty())
            ask.insert(QLatin1String(key), value);
    if (spec.gpus > 0)
        ask.insert(QStringLiteral("gres"),
                   (m_settings.gres.isEmpty() ? QStringLiteral("gpu") : m_settings.gres) + u':' +
                       QString::number(spec.gpus));
    if (spec.memoryMiB > 0)
        ask.insert(QStringLiteral("memory_per_node"), spec.memoryMiB);
    if (spec.timeLimitMinutes > 0)
        ask.insert(QStringLiteral("time_limit"), spec.timeLimitMinutes);
    if (spec.shards > 1)
        ask.insert(QStringLiteral("array"), QStringLiteral("0-%1").arg(spec.shards - 1));
    return {{QStringLiteral("job"), ask},
            {QStringLiteral("script"),
             QString::fromUtf8(folder.wrapper(spec, m_settings.worldWritable))}};
}

// Success, doubt (nothing changes: step() finds out), or an error when it is surely not there.
core::Done SlurmQueue::send(LedgerJob &job) {
    using Kind = SubmitAnswer::Kind;
    LASTRA_TRY(answer, m_rest.submit(request(job)));
    switch (answer.kind) {
    case Kind::Accepted:
        job.remoteId = QString::number(answer.jobId);
        job.state = JobState::Queued;
        job.why = answer.words;
        job.misses = 0;
        break;
    case Kind::Refused:
        return core::fail("queue.refused", {name(), answer.words});
    case Kind::RefusedSilently:
        return core::fail("queue.refusedSilently", {name()});
    case Kind::NotSent:
        return core::fail("queue.unreachable", {name()}, answer.words);
    case Kind::TokenRefused:
        return core::fail("queue.tokenExpired", {name()});
    case Kind::Doubtful:
        job.why = QStringLiteral("NoAnswer");
        job.misses = 0;
        break;
    }
    job.asOf = m_ledger->now();
    return m_ledger->save(job, QStringLiteral("scheduler"));
}

core::Result<QString> SlurmQueue::submit(const JobSpec &spec) {
    LASTRA_CHECK(check(spec));
    const std::lock_guard lock(m_mutex);
    LASTRA_TRY(added, m_ledger->add(name(), spec));
    LedgerJob &job = added.job;
    if (!added.fresh)
        return job.id; // in the ledger already: step() carries it on, even out of Sending
    core::Done sent = folderOf(job.id).prepare(job.spec, m_settings.worldWritable);
    if (sent)
        sent = send(job);
    if (!sent) {
        (void)folderOf(job.id).remove();
        LASTRA_CHECK(m_ledger->remove(job.id));
        return core::passOn(sent);
    }
    return job.id;
}

// A job that may or may not have arrived.
core::Done SlurmQueue::reconcile(LedgerJob &job, const Records &records) {
    for (const SlurmRecord *record : records) {
        // A refused job of too many GPUs leaves such a record behind.
        if (record->state == JobState::Failed && record->reason == u"BadConstraints")
            continue;
        job.remoteId = QString::number(record->jobId);
        job.state = JobState::Queued;
        return m_ledger->save(job, QStringLiteral("scheduler"));
    }
    if (folderOf(job.id).lastAttempt(0) >= 0) { // it ran and is listed no more
        job.state = JobState::Unknown;
        return m_ledger->save(job, QStringLiteral("results"));
    }
    if (job.asOf.secsTo(m_ledger->now()) < kMissSeconds)
        return {};
    job.asOf = m_ledger->now();
    if (++job.misses < kMissesToResend)
        return m_ledger->save(job, QStringLiteral("scheduler"));
    if (job.cancelAsked) {
        job.state = JobState::Cancelled;
        job.ended = job.asOf;
        return m_ledger->save(job, QStringLiteral("user"));
    }
    // The program may have died before the folder was whole.
    LASTRA_CHECK(folderOf(job.id).prepare(job.spec, m_settings.worldWritable));
    if (auto sent = send(job); !sent) {
        const QByteArray &code = sent.error().code;
        if (code != "queue.refused" && code != "queue.refusedSilently")
            return sent;
        job.state = JobState::Failed;
        job.error = std::move(sent.error());
        job.ended = job.asOf;
        return m_ledger->save(job, QStringLiteral("scheduler"));
    }
    return {};
}

void SlurmQueue::followShard(LedgerJob &job, LedgerShard &shard, const SlurmRecord *record,
                             bool listed) {
    const JobFolder folder = folderOf(job.id);
    shard.attempt = std::max(0, folder.lastAttempt(shard.index));
    const auto end = folder.end(shard.index, shard.attempt);
    if (end && end->manifest) {
        shard.state = JobState::Done;
        shard.exitCode = 0;
        shard.ended = end->at;
        if (record && record->started.isValid())
            shard.started = record->started;
        return;
    }
    if (!record) {
        if (!listed)
            return;
        if (end) {
            shard.exitCode = end->code;
            shard.ended = end->at;
            shard.state = stateOfExit(job.spec, end->code);
        } else {
            // Forgotten by the scheduler, and nothing in the folder: only a cancel explains that.
            shard.state = job.cancelAsked ? JobState::Cancelled : JobState::Unknown;
            job.why = QStringLiteral("NotListed");
        }
        return;
    }
    shard.state = record->state;
    shard.started = record->started;
    shard.ended = record->ended;
    shard.exitCode = record->exitCode;
    if (end && record->state == JobState::Failed)
        shard.exitCode = end->code; // the program's own, where the scheduler knows the wrapper's
    if (!record->reason.isEmpty())
        job.why = record->reason;
    if (record->expectedStart.isValid())
        job.expectedStart = record->expectedStart;
    if (record->state == JobState::Done)
        shard.state =
            ++job.misses < kLooksForResults ? JobState::Finishing : JobState::ResultsMissing;
}

core::Done SlurmQueue::follow(LedgerJob &job, const Records &records, bool listed) {
    LASTRA_TRY(shards, m_ledger->shards(job.id));
    job.why.clear();
    for (LedgerShard &shard : shards) {
        if (isFinal(shard.state))
            continue;
        const SlurmRecord *record = nullptr;
        for (const SlurmRecord *candidate : records) {
            if (QString::number(candidate->jobId) != job.remoteId)
                continue;
            const auto &tasks = candidate->tasks;
            if (tasks.empty() || std::find(tasks.begin(), tasks.end(), shard.index) != tasks.end())
                record = candidate;
        }
        followShard(job, shard, record, listed);
        LASTRA_CHECK(m_ledger->save(job.id, shard));
    }
    const QDateTime asOf = job.asOf;
    settle(job, shards);
    if (!listed && !isFinal(job.state))
        job.asOf = asOf; // knowledge does not grow younger by not being heard of
    if (job.cancelAsked && !isFinal(job.state) && listed)
        (void)sendCancel(job); // sent again until the listing shows its effect
    return m_ledger->save(job, listed ? QStringLiteral("scheduler") : QStringLiteral("results"));
}

core::Result<QStringList> SlurmQueue::step() {
    const std::lock_guard lock(m_mutex);
    QStringList changed;
    LASTRA_TRY(open, m_ledger->jobs(name(), true));
    if (open.empty())
        return changed;
    auto listing = m_rest.get(QStringLiteral("jobs"));
    std::map<QString, std::vector<SlurmRecord>> byName;
    const bool listed = listing && listing->value(QStringLiteral("jobs")).isArray();
    if (listed)
        for (const auto &item : listing->value(QStringLiteral("jobs")).toArray()) {
            SlurmRecord record = readRecord(item.toObject());
            if (record.name.startsWith(u"lastra-"))
                byName[record.name].push_back(std::move(record));
        }
    for (LedgerJob &job : open) {
        const JobState before = job.state;
        Records records;
        for (const SlurmRecord &record : byName[remoteName(job)])
            records.push_back(&record);
        if (listed && job.remoteId.isEmpty() && job.state != JobState::Unknown)
            LASTRA_CHECK(reconcile(job, records));
        if (!isFinal(job.state) && (!job.remoteId.isEmpty() || job.state == JobState::Unknown))
            LASTRA_CHECK(follow(job, records, listed));
        if (job.state != before)
            changed << job.id;
    }
    if (!listing)
        return core::passOn(listing);
    return changed;
}

core::Done SlurmQueue::sendCancel(const LedgerJob &job) {
    auto &sent = m_cancelSent[job.id];
    if (job.remoteId.isEmpty() || !sent.hasExpired())
        return {};
    sent = QDeadlineTimer(10000);
    return m_rest.remove(QStringLiteral("job/") + job.remoteId);
}

core::Done SlurmQueue::cancel(const QString &id) {
    const std::lock_guard lock(m_mutex);
    LASTRA_TRY(job, mine(id));
    if (isFinal(job.state))
        return {};
    job.cancelAsked = true;
    // One that may not have arrived stays Sending: it is looked for first.
    if (!job.remoteId.isEmpty())
        job.state = JobState::Cancelling;
    LASTRA_CHECK(m_ledger->save(job, QStringLiteral("user")));
    return sendCancel(job);
}

} // namespace

core::Result<std::unique_ptr<Queue>> openSlurmQueue(std::shared_ptr<Ledger> ledger,
                                                    SlurmSettings settings) {
    const auto bad = [&](const char *field) {
        return core::fail("queue.badSite", {settings.name, QLatin1String(field)});
    };
    if (settings.unixSocket.isEmpty()) {
        const QUrl url(settings.url, QUrl::StrictMode);
        const QString host = url.host();
        const bool near = host == u"localhost" || host == u"127.0.0.1" || host == u"::1";
        if (!url.isValid() || host.isEmpty() || !url.userInfo().isEmpty() ||
            (url.scheme() != u"https" && !(url.scheme() == u"http" && near)))
            return bad("url");
        settings.url = url.adjusted(QUrl::StripTrailingSlash).toString();
    }
    if (settings.user.isEmpty())
        return bad("user");
    if (!settings.token)
        return bad("token");
    if (!QDir(settings.sharedFolder).exists() || settings.sharedFolder.isEmpty())
        return bad("sharedFolder");
    settings.sharedFolder = QDir(settings.sharedFolder).absolutePath();
    if (settings.nodeFolder.isEmpty())
        settings.nodeFolder = settings.sharedFolder;
    return std::make_unique<SlurmQueue>(std::move(ledger), settings);
}

} // namespace lastra::queue
