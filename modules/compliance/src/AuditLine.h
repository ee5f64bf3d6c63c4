#pragma once
// One line of the log: strict canonical reading and writing, and the shape each field must have.
// Strings are printable ASCII without quote and backslash, so that nothing ever needs escaping and
// any JCS writer agrees byte for byte.

#include <QByteArray>
#include <QList>

#include <optional>

namespace lastra::compliance {

struct AuditLine {
    qint64 version = 1;
    qint64 seq = 0;
    QByteArray ts, floor, prev, actor, act, app, cat; // always there
    QByteArray ds, root, ctl, gate, from, to, why;    // as needed
    QList<QByteArray> ev;

    [[nodiscard]] QByteArray write() const; // without LF
    // nullopt when the bytes are not exactly what write() would make.
    [[nodiscard]] static std::optional<AuditLine> read(QByteArrayView bytes);
    // The first field that is not of its closed list or shape; empty: none.
    [[nodiscard]] QByteArray misshapen() const;
    // The rule a field breaks when something that identifies a person stands in it; empty: none.
    [[nodiscard]] QByteArray privacyBreach() const;
};

} // namespace lastra::compliance
