#pragma once
// Reads a log from the beginning (or goes on where it stopped) and holds it against every rule of
// the format: form, order, hashes, time, privacy.

#include "AuditLine.h"
#include "lastra/compliance/ContentRoot.h"

#include <QFile>

#include <functional>

namespace lastra::compliance {

inline constexpr qint64 kMaxAuditLine = 65536;

struct AuditFault {
    qint64 line = -1; // seq; -1: none
    QByteArray why;
    [[nodiscard]] explicit operator bool() const { return line >= 0; }
    void note(qint64 at, const char *reason) {
        if (line < 0) {
            line = at;
            why = reason;
        }
    }
};

class AuditReader {
public:
    // Called for each good line with its leaf.
    std::function<void(const AuditLine &, const core::Sha256 &)> onLine;
    // Takes one line without its LF. False once altered: nothing after it can be trusted.
    bool take(QByteArrayView bytes);
    // All whole lines from the file's present position; what follows the last LF is left, its size
    // in tail().
    bool readFrom(QFile &file);

    [[nodiscard]] qint64 size() const { return m_tree.size(); }
    [[nodiscard]] const GrowingTree &tree() const { return m_tree; }
    [[nodiscard]] const QByteArray &lastLeaf() const { return m_lastLeaf; } // hex
    [[nodiscard]] const QByteArray &lastTs() const { return m_ts; }
    [[nodiscard]] const QByteArray &lastFloor() const { return m_floor; }
    [[nodiscard]] qint64 offset() const { return m_offset; } // bytes of whole good lines
    [[nodiscard]] qint64 tail() const { return m_tail; }
    // Line that says the anchor was lost, unless a later one of a person accepts that; -1: none.
    [[nodiscard]] qint64 anchorLost() const { return m_anchorLost; }
    AuditFault altered, backwards, breach;

private:
    GrowingTree m_tree;
    QByteArray m_lastLeaf = QByteArray(64, '0');
    QByteArray m_ts, m_floor;
    qint64 m_offset = 0, m_tail = 0, m_anchorLost = -1;
};

} // namespace lastra::compliance
