#include "lastra/compliance/FactStore.h"

#include "lastra/core/Database.h"
#include "lastra/core/Json.h"

#include <QUuid>

#include <optional>

namespace lastra::compliance {

namespace {

constexpr qint32 kApplicationId = 0x4c464143; // "LFAC"
const std::vector<QByteArray> kMigrations{
    "CREATE TABLE dataset(id TEXT PRIMARY KEY, handle TEXT NOT NULL UNIQUE);"
    "CREATE TABLE fact(seq INTEGER PRIMARY KEY, dataset TEXT NOT NULL REFERENCES dataset(id),"
    " name TEXT NOT NULL, json BLOB NOT NULL);"
    "CREATE INDEX fact_dataset ON fact(dataset, name);"};

core::Result<Fact> readFact(const QByteArray &json) {
    LASTRA_TRY(object, core::parseJsonObject(json, QStringLiteral("facts")));
    return Fact::fromJson(object);
}

} // namespace

struct FactStore::Impl {
    std::unique_ptr<core::Database> db;

    core::Done each(const QByteArray &sql, const QVariantList &parameters,
                    const std::function<core::Done(Fact)> &use) const {
        std::optional<core::Error> error;
        LASTRA_CHECK(db->query(sql, parameters, [&](const core::Row &row) {
            auto fact = readFact(row.blob(0));
            core::Done done = fact ? use(std::move(*fact)) : core::Done(core::passOn(fact));
            if (!done)
                error = std::move(done.error());
            return !error;
        }));
        if (error)
            return tl::make_unexpected(std::move(*error));
        return {};
    }
};

FactStore::FactStore() : m_impl(std::make_unique<Impl>()) {}
FactStore::~FactStore() = default;

core::Result<std::unique_ptr<FactStore>> FactStore::open(const QString &path) {
    std::unique_ptr<FactStore> store(new FactStore);
    LASTRA_TRY(db, core::Database::open(path, kApplicationId, kMigrations));
    store->m_impl->db = std::move(db);
    return store;
}

core::Result<QString> FactStore::datasetFor(const QString &handle) {
    const QString fresh =
        QStringLiteral("urn:uuid:") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    LASTRA_CHECK(m_impl->db->execute("INSERT OR IGNORE INTO dataset(id, handle) VALUES(?1, ?2)",
                                     {fresh, handle}));
    QString id;
    LASTRA_CHECK(m_impl->db->query("SELECT id FROM dataset WHERE handle = ?1", {handle},
                                   [&](const core::Row &row) {
                                       id = row.text(0);
                                       return true;
                                   }));
    return id;
}

core::Done FactStore::add(const QString &dataset, const std::vector<Fact> &facts) {
    Facts checked; // refuses wrong names and types before anything is written
    for (const Fact &fact : facts) {
        if (fact.isStated() && isProgram(fact.source))
            return core::fail("compliance.sourceReserved", {fact.source});
        LASTRA_CHECK(checked.add(fact));
    }
    return m_impl->db->transaction([&]() -> core::Done {
        for (const Fact &fact : facts)
            LASTRA_CHECK(m_impl->db->execute(
                "INSERT INTO fact(dataset, name, json) VALUES(?1, ?2, ?3)",
                {dataset, fact.name, QJsonDocument(fact.toJson()).toJson(QJsonDocument::Compact)}));
        return {};
    });
}

core::Result<Facts> FactStore::facts(const QString &dataset) {
    Facts facts;
    LASTRA_CHECK(m_impl->each("SELECT json FROM fact WHERE dataset = ?1 ORDER BY seq", {dataset},
                              [&](Fact fact) { return facts.add(std::move(fact)); }));
    return facts;
}

core::Result<std::vector<Fact>> FactStore::history(const QString &dataset, const QString &name) {
    std::vector<Fact> facts;
    LASTRA_CHECK(
        m_impl->each("SELECT json FROM fact WHERE dataset = ?1 AND name = ?2 ORDER BY seq DESC",
                     {dataset, name}, [&](Fact fact) -> core::Done {
                         facts.push_back(std::move(fact));
                         return {};
                     }));
    return facts;
}

core::Result<QStringList> FactStore::datasets() {
    QStringList ids;
    LASTRA_CHECK(
        m_impl->db->query("SELECT id FROM dataset ORDER BY rowid", {}, [&](const core::Row &row) {
            ids << row.text(0);
            return true;
        }));
    return ids;
}

} // namespace lastra::compliance
