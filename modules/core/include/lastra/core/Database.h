#pragma once
// SQLite as this program uses it: WAL, foreign keys, an application id checked before anything is
// written, numbered migrations in one transaction each. Thread-safe: one lock per database.

#include "lastra/core/Result.h"

#include <QVariant>

#include <functional>
#include <memory>
#include <vector>

namespace lastra::core {

// One row of a query; columns by position. Valid only inside the callback.
class Row {
public:
    [[nodiscard]] qint64 integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] QString text(int column) const;
    [[nodiscard]] QByteArray blob(int column) const;
    [[nodiscard]] bool isNull(int column) const;

private:
    friend class Database;
    explicit Row(void *statement) : m_statement(statement) {}
    void *m_statement;
};

// Errors: "core.databaseForeign" [file] (another program's file: left alone), "core.databaseNewer"
// [file], "core.databaseDamaged" [file], "core.database" [file].
class Database {
public:
    // migrations[i] brings version i to i+1. applicationId is stored in the file's header.
    [[nodiscard]] static Result<std::unique_ptr<Database>>
    open(const QString &path, qint32 applicationId, const std::vector<QByteArray> &migrations);
    ~Database();

    // Parameters bind to ?1, ?2 ...: QString, integers, double, QByteArray, or invalid for NULL.
    Done execute(const QByteArray &sql, const QVariantList &parameters = {});
    // Calls each row; return false to stop early.
    Done query(const QByteArray &sql, const QVariantList &parameters,
               const std::function<bool(const Row &)> &row);
    // Runs body inside one transaction; rolled back when it fails.
    Done transaction(const std::function<Done()> &body);
    [[nodiscard]] qint64 changes() const;
    [[nodiscard]] qint64 lastInsertId() const;

private:
    Database();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace lastra::core
