#include "lastra/core/Database.h"

#include <QFileInfo>

#include <mutex>
#include <sqlite3.h>
#include <unordered_map>

namespace lastra::core {

namespace {
sqlite3_stmt *stmt(void *p) {
    return static_cast<sqlite3_stmt *>(p);
}
} // namespace

qint64 Row::integer(int c) const {
    return sqlite3_column_int64(stmt(m_statement), c);
}
double Row::real(int c) const {
    return sqlite3_column_double(stmt(m_statement), c);
}
bool Row::isNull(int c) const {
    return sqlite3_column_type(stmt(m_statement), c) == SQLITE_NULL;
}
QString Row::text(int c) const {
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(stmt(m_statement), c));
    return QString::fromUtf8(text, sqlite3_column_bytes(stmt(m_statement), c));
}
QByteArray Row::blob(int c) const {
    const auto *data = static_cast<const char *>(sqlite3_column_blob(stmt(m_statement), c));
    return QByteArray(data, sqlite3_column_bytes(stmt(m_statement), c));
}

struct Database::Impl {
    sqlite3 *db = nullptr;
    QString name;
    std::recursive_mutex mutex;
    std::unordered_map<std::string, sqlite3_stmt *> prepared;

    ~Impl() {
        for (auto &[sql, statement] : prepared)
            sqlite3_finalize(statement);
        sqlite3_close(db);
    }

    tl::unexpected<Error> error() const {
        const int code = sqlite3_errcode(db);
        const QString detail = QString::fromUtf8(sqlite3_errmsg(db));
        if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
            return fail("core.databaseDamaged", {name}, detail);
        if (code == SQLITE_FULL)
            return fail("core.diskFull", {name}, detail);
        return fail("core.database", {name}, detail);
    }

    Result<qint64> pragma(const char *sql) {
        sqlite3_stmt *statement = nullptr;
        if (sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) != SQLITE_OK)
            return error();
        qint64 value = 0;
        if (sqlite3_step(statement) == SQLITE_ROW)
            value = sqlite3_column_int64(statement, 0);
        sqlite3_finalize(statement);
        return value;
    }

    Done script(const QByteArray &sql) {
        if (sqlite3_exec(db, sql.constData(), nullptr, nullptr, nullptr) != SQLITE_OK)
            return error();
        return {};
    }
};

Database::Database() : m_impl(std::make_unique<Impl>()) {}
Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const QString &path, qint32 applicationId,
                                                 const std::vector<QByteArray> &migrations) {
    std::unique_ptr<Database> database(new Database);
    Impl &d = *database->m_impl;
    d.name = QFileInfo(path).fileName();
    if (sqlite3_open_v2(path.toUtf8().constData(), &d.db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) != SQLITE_OK)
        return d.error();
    sqlite3_busy_timeout(d.db, 10000);
    // Look before writing: a file of another program must come out of this untouched.
    LASTRA_TRY(tables, d.pragma("SELECT count(*) FROM sqlite_master"));
    LASTRA_TRY(id, d.pragma("PRAGMA application_id"));
    if (tables > 0 && id != applicationId)
        return fail("core.databaseForeign", {d.name});
    LASTRA_TRY(current, d.pragma("PRAGMA user_version"));
    if (current > qint64(migrations.size()))
        return fail("core.databaseNewer", {d.name});
    LASTRA_CHECK(
        d.script("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"));
    if (current < qint64(migrations.size())) {
        LASTRA_CHECK(d.script("BEGIN IMMEDIATE"));
        // Another process may have migrated while this one waited for the lock.
        LASTRA_TRY(version, d.pragma("PRAGMA user_version"));
        Done done = d.script("PRAGMA application_id=" + QByteArray::number(applicationId));
        for (qint64 v = version; done && v < qint64(migrations.size()); ++v)
            done = d.script(migrations[size_t(v)] +
                            "; PRAGMA user_version=" + QByteArray::number(v + 1));
        if (!done) {
            (void)d.script("ROLLBACK");
            return tl::make_unexpected(done.error());
        }
        LASTRA_CHECK(d.script("COMMIT"));
    }
    return database;
}

Done Database::execute(const QByteArray &sql, const QVariantList &parameters) {
    return query(sql, parameters, [](const Row &) { return true; });
}

Done Database::query(const QByteArray &sql, const QVariantList &parameters,
                     const std::function<bool(const Row &)> &row) {
    Impl &d = *m_impl;
    const std::lock_guard lock(d.mutex);
    // A statement in use (a query inside a row callback) is prepared anew; the usual case is
    // cached.
    sqlite3_stmt *&cached = d.prepared[sql.toStdString()];
    sqlite3_stmt *statement = cached;
    const bool own = statement && sqlite3_stmt_busy(statement);
    if (!statement || own) {
        statement = nullptr;
        if (sqlite3_prepare_v2(d.db, sql.constData(), int(sql.size()), &statement, nullptr) !=
            SQLITE_OK)
            return d.error();
        if (!own)
            cached = statement;
    }
    for (int i = 0; i < parameters.size(); ++i) {
        const QVariant &value = parameters[i];
        switch (value.typeId()) {
        case QMetaType::UnknownType:
            sqlite3_bind_null(statement, i + 1);
            break;
        case QMetaType::QByteArray: {
            const QByteArray bytes = value.toByteArray();
            sqlite3_bind_blob(statement, i + 1, bytes.constData(), int(bytes.size()),
                              SQLITE_TRANSIENT);
            break;
        }
        case QMetaType::Double:
        case QMetaType::Float:
            sqlite3_bind_double(statement, i + 1, value.toDouble());
            break;
        case QMetaType::QString: {
            const QByteArray text = value.toString().toUtf8();
            sqlite3_bind_text(statement, i + 1, text.constData(), int(text.size()),
                              SQLITE_TRANSIENT);
            break;
        }
        default:
            sqlite3_bind_int64(statement, i + 1, value.toLongLong());
        }
    }
    Done done;
    for (;;) {
        const int step = sqlite3_step(statement);
        if (step == SQLITE_DONE)
            break;
        if (step != SQLITE_ROW) {
            done = d.error();
            break;
        }
        if (!row(Row(statement)))
            break;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (own)
        sqlite3_finalize(statement);
    return done;
}

Done Database::transaction(const std::function<Done()> &body) {
    const std::lock_guard lock(m_impl->mutex);
    LASTRA_CHECK(m_impl->script("BEGIN IMMEDIATE"));
    if (Done done = body(); !done) {
        (void)m_impl->script("ROLLBACK");
        return done;
    }
    if (Done done = m_impl->script("COMMIT"); !done) {
        (void)m_impl->script("ROLLBACK");
        return done;
    }
    return {};
}

qint64 Database::changes() const {
    return sqlite3_changes(m_impl->db);
}
qint64 Database::lastInsertId() const {
    return sqlite3_last_insert_rowid(m_impl->db);
}

} // namespace lastra::core
