#include "lastra/queue/Ledger.h"

#include "lastra/core/Database.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"

#include <optional>

namespace lastra::queue {

namespace {

constexpr qint32 kApplicationId = 0x4c515545; // "LQUE"
const std::vector<QByteArray> kMigrations{
    "CREATE TABLE job(id TEXT PRIMARY KEY, queue TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT "
    "NULL,"
    " spec BLOB NOT NULL, state TEXT NOT NULL, remote TEXT NOT NULL, why TEXT NOT NULL,"
    " error TEXT NOT NULL, arguments TEXT NOT NULL, cancel INTEGER NOT NULL, misses INTEGER NOT "
    "NULL,"
    " submitted INTEGER, started INTEGER, ended INTEGER, asof INTEGER, expected INTEGER,"
    " UNIQUE(queue, key));"
    "CREATE TABLE shard(job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE, idx INTEGER NOT "
    "NULL,"
    " state TEXT NOT NULL, attempt INTEGER NOT NULL, exit INTEGER NOT NULL, pid INTEGER NOT NULL,"
    " started INTEGER, ended INTEGER, PRIMARY KEY(job, idx));"
    "CREATE TABLE event(seq INTEGER PRIMARY KEY, job TEXT NOT NULL, at INTEGER NOT NULL,"
    " source TEXT NOT NULL, was TEXT NOT NULL, now TEXT NOT NULL, why TEXT NOT NULL);"
    "CREATE INDEX event_job ON event(job);"};
constexpr char kColumns[] =
    "SELECT id, queue, key, hash, spec, state, remote, why, error, arguments, cancel, misses,"
    " submitted, started, ended, asof, expected FROM job ";
constexpr QChar kSeparator(0x1f); // between an error's arguments

QVariant stamp(const QDateTime &at) {
    return at.isValid() ? QVariant(at.toMSecsSinceEpoch()) : QVariant();
}

QDateTime unstamp(const core::Row &row, int column) {
    return row.isNull(column) ? QDateTime()
                              : QDateTime::fromMSecsSinceEpoch(row.integer(column), Qt::UTC);
}

// Time first, so that ids sort by age; letters that are not mistaken for each other.
QString makeId(const QDateTime &now) {
    static constexpr char kLetters[] = "0123456789abcdefghjkmnpqrstvwxyz";
    QString id(26, QLatin1Char('0'));
    qint64 ms = now.toMSecsSinceEpoch();
    for (int i = 9; i >= 0; --i, ms >>= 5)
        id[i] = QLatin1Char(kLetters[ms & 31]);
    const QByteArray random = core::randomBytes(16);
    for (int i = 10; i < 26; ++i)
        id[i] = QLatin1Char(kLetters[random[i - 10] & 31]);
    return id;
}

LedgerJob readJob(const core::Row &row) {
    LedgerJob job;
    job.id = row.text(0);
    job.queue = row.text(1);
    job.key = row.text(2);
    job.hash = row.text(3);
    job.spec = JobSpec::fromJson(QJsonDocument::fromJson(row.blob(4)).object());
    job.state = stateFromKey(row.text(5));
    job.remoteId = row.text(6);
    job.why = row.text(7);
    job.error.code = row.text(8).toLatin1();
    if (const QString arguments = row.text(9); !arguments.isEmpty())
        job.error.arguments = arguments.split(kSeparator);
    job.cancelAsked = row.integer(10) != 0;
    job.misses = int(row.integer(11));
    job.submitted = unstamp(row, 12);
    job.started = unstamp(row, 13);
    job.ended = unstamp(row, 14);
    job.asOf = unstamp(row, 15);
    job.expectedStart = unstamp(row, 16);
    return job;
}

} // namespace

struct Ledger::Impl {
    std::unique_ptr<core::Database> db;
    std::shared_ptr<const core::Clock> clock;

    core::Done event(const QString &id, const QString &source, const QString &from,
                     const QString &to, const QString &why) const {
        return db->execute(
            "INSERT INTO event(job, at, source, was, now, why) VALUES(?1,?2,?3,?4,?5,?6)",
            {id, clock->now().toMSecsSinceEpoch(), source, from, to, why});
    }
    core::Result<std::vector<LedgerJob>> list(const QByteArray &where,
                                              const QVariantList &parameters) const {
        std::vector<LedgerJob> jobs;
        LASTRA_CHECK(db->query(kColumns + where, parameters, [&](const core::Row &row) {
            jobs.push_back(readJob(row));
            return true;
        }));
        return jobs;
    }
};

Ledger::Ledger() : m_impl(std::make_unique<Impl>()) {}
Ledger::~Ledger() = default;

core::Result<std::unique_ptr<Ledger>> Ledger::open(const QString &path,
                                                   std::shared_ptr<const core::Clock> clock) {
    std::unique_ptr<Ledger> ledger(new Ledger);
    LASTRA_TRY(db, core::Database::open(path, kApplicationId, kMigrations));
    // A job that was sent must be in here even after the power fails.
    LASTRA_CHECK(db->execute("PRAGMA synchronous=FULL"));
    ledger->m_impl->db = std::move(db);
    ledger->m_impl->clock = clock ? std::move(clock) : std::make_shared<core::Clock>();
    return ledger;
}

QDateTime Ledger::now() const {
    return m_impl->clock->now();
}

core::Result<Ledger::Added> Ledger::add(const QString &queue, JobSpec spec) {
    Added added;
    const QString id = makeId(now());
    if (spec.key.isEmpty())
        spec.key = id;
    const QByteArray json = QJsonDocument(spec.toJson()).toJson(QJsonDocument::Compact);
    const QString hash = QLatin1String(core::hex(core::sha256(json)));
    core::Done stored = m_impl->db->transaction([&]() -> core::Done {
        LASTRA_TRY(found, m_impl->list("WHERE queue = ?1 AND key = ?2", {queue, spec.key}));
        if (!found.empty()) {
            if (found.front().hash != hash)
                return core::fail("queue.keyReused", {spec.key});
            added = {found.front(), false};
            return {};
        }
        const QDateTime at = now();
        LASTRA_CHECK(m_impl->db->execute(
            "INSERT INTO job VALUES(?1,?2,?3,?4,?5,'sending','','','','',0,0,?6,NULL,NULL,?6,NULL)",
            {id, queue, spec.key, hash, json, at.toMSecsSinceEpoch()}));
        for (int i = 0; i < spec.shards; ++i)
            LASTRA_CHECK(m_impl->db->execute(
                "INSERT INTO shard VALUES(?1,?2,'queued',0,-1,0,NULL,NULL)", {id, i}));
        LASTRA_CHECK(m_impl->event(id, QStringLiteral("user"), {}, QStringLiteral("sending"), {}));
        LASTRA_TRY(made, m_impl->list("WHERE id = ?1", {id}));
        added = {made.front(), true};
        return {};
    });
    LASTRA_CHECK(std::move(stored));
    return added;
}

core::Result<LedgerJob> Ledger::job(const QString &id) {
    LASTRA_TRY(found, m_impl->list("WHERE id = ?1", {id}));
    if (found.empty())
        return core::fail("queue.jobUnknown", {id});
    return found.front();
}

core::Result<std::vector<LedgerJob>> Ledger::jobs(const QString &queue, bool openOnly) {
    return m_impl->list(
        openOnly ? "WHERE queue = ?1 AND state NOT IN ('done','failed','outOfMemory','timedOut',"
                   "'preempted','nodeLost','cancelled','resultsMissing') ORDER BY id"
                 : "WHERE queue = ?1 ORDER BY id DESC",
        {queue});
}

core::Result<std::vector<LedgerShard>> Ledger::shards(const QString &id) {
    std::vector<LedgerShard> shards;
    LASTRA_CHECK(
        m_impl->db->query("SELECT idx, state, attempt, exit, pid, started, ended FROM shard "
                          "WHERE job = ?1 ORDER BY idx",
                          {id}, [&](const core::Row &row) {
                              LedgerShard shard;
                              shard.index = int(row.integer(0));
                              shard.state = stateFromKey(row.text(1));
                              shard.attempt = int(row.integer(2));
                              shard.exitCode = int(row.integer(3));
                              shard.pid = row.integer(4);
                              shard.started = unstamp(row, 5);
                              shard.ended = unstamp(row, 6);
                              shards.push_back(shard);
                              return true;
                          }));
    return shards;
}

core::Result<std::vector<LedgerEvent>> Ledger::events(const QString &id) {
    std::vector<LedgerEvent> events;
    LASTRA_CHECK(m_impl->db->query(
        "SELECT at, source, was, now, why FROM event WHERE job = ?1 ORDER BY seq", {id},
        [&](const core::Row &row) {
            events.push_back({unstamp(row, 0), row.text(1), row.text(2), row.text(3), row.text(4)});
            return true;
        }));
    return events;
}

core::Done Ledger::save(const LedgerJob &job, const QString &source) {
    return m_impl->db->transaction([&]() -> core::Done {
        LASTRA_TRY(before, this->job(job.id));
        LASTRA_CHECK(m_impl->db->execute(
            "UPDATE job SET state=?2, remote=?3, why=?4, error=?5, arguments=?6, cancel=?7, "
            "misses=?8,"
            " submitted=?9, started=?10, ended=?11, asof=?12, expected=?13 WHERE id=?1",
            {job.id, stateKey(job.state), job.remoteId, job.why,
             QString::fromLatin1(job.error.code), job.error.arguments.join(kSeparator),
             // A cancel that came in meanwhile from another process stays.
             int(job.cancelAsked || before.cancelAsked), job.misses, stamp(job.submitted),
             stamp(job.started), stamp(job.ended), stamp(job.asOf), stamp(job.expectedStart)}));
        if (before.state == job.state && before.remoteId == job.remoteId)
            return {};
        return m_impl->event(job.id, source, stateKey(before.state), stateKey(job.state), job.why);
    });
}

core::Done Ledger::save(const QString &id, const LedgerShard &shard) {
    return m_impl->db->execute("UPDATE shard SET state=?3, attempt=?4, exit=?5, pid=?6, started=?7,"
                               " ended=?8 WHERE job=?1 AND idx=?2",
                               {id, shard.index, stateKey(shard.state), shard.attempt,
                                shard.exitCode, shard.pid, stamp(shard.started),
                                stamp(shard.ended)});
}

core::Done Ledger::remove(const QString &id) {
    return m_impl->db->transaction([&]() -> core::Done {
        LASTRA_CHECK(m_impl->db->execute("DELETE FROM event WHERE job = ?1", {id}));
        LASTRA_CHECK(m_impl->db->execute("DELETE FROM shard WHERE job = ?1", {id}));
        return m_impl->db->execute("DELETE FROM job WHERE id = ?1", {id});
    });
}

} // namespace lastra::queue
