#include "AuditLine.h"

#include "lastra/compliance/AuditLog.h"
#include "lastra/compliance/Catalogue.h"
#include "lastra/compliance/Judgement.h"

#include <QRegularExpression>

namespace lastra::compliance {

namespace {

// Fields in canonical order; `ev` is a list, `seq` and `v` are numbers.
struct TextField {
    const char *key;
    QByteArray AuditLine::*member;
    bool required;
};
constexpr TextField kTexts[] = {
    {"act", &AuditLine::act, true},     {"actor", &AuditLine::actor, true},
    {"app", &AuditLine::app, true},     {"cat", &AuditLine::cat, true},
    {"ctl", &AuditLine::ctl, false},    {"ds", &AuditLine::ds, false},
    {"floor", &AuditLine::floor, true}, {"from", &AuditLine::from, false},
    {"gate", &AuditLine::gate, false},  {"prev", &AuditLine::prev, true},
    {"root", &AuditLine::root, false},  {"to", &AuditLine::to, false},
    {"ts", &AuditLine::ts, true},       {"why", &AuditLine::why, false}};

bool plain(char c) {
    return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
}

// A strict reader of one canonical object.
class Reader {
public:
    explicit Reader(QByteArrayView bytes) : m_bytes(bytes) {}
    bool take(char c) { return m_at < m_bytes.size() && m_bytes[m_at] == c && ++m_at; }
    [[nodiscard]] bool atEnd() const { return m_at == m_bytes.size(); }
    std::optional<QByteArray> string() {
        if (!take('"'))
            return std::nullopt;
        const qsizetype from = m_at;
        while (m_at < m_bytes.size() && plain(m_bytes[m_at]))
            ++m_at;
        const QByteArray text = m_bytes.sliced(from, m_at - from).toByteArray();
        return take('"') ? std::optional(text) : std::nullopt;
    }
    std::optional<qint64> integer() {
        const qsizetype from = m_at;
        while (m_at < m_bytes.size() && m_at - from < 17 && m_bytes[m_at] >= '0' &&
               m_bytes[m_at] <= '9')
            ++m_at;
        const QByteArray digits = m_bytes.sliced(from, m_at - from).toByteArray();
        const qint64 value = digits.toLongLong();
        if (digits.isEmpty() || (digits.size() > 1 && digits[0] == '0') || value > 9007199254740991)
            return std::nullopt;
        return value;
    }

private:
    QByteArrayView m_bytes;
    qsizetype m_at = 0;
};

bool isTime(const QByteArray &t) {
    if (t.size() != 20 || t[4] != '-' || t[7] != '-' || t[10] != 'T' || t[13] != ':' ||
        t[16] != ':' || t[19] != 'Z')
        return false;
    return QDateTime::fromString(QString::fromLatin1(t), Qt::ISODate).isValid();
}

bool isHex(QByteArrayView text, qsizetype size) {
    return text.size() == size && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

bool isDigest(const QByteArray &text) {
    return text.startsWith("sha256:") && isHex(QByteArrayView(text).sliced(7), 64);
}

bool isDataset(const QByteArray &t) {
    if (t.size() != 45 || !t.startsWith("urn:uuid:"))
        return false;
    for (int i = 0; i < 36; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? t[9 + i] != '-' : !isHex(QByteArrayView(t).sliced(9 + i, 1), 1))
            return false;
    }
    return true;
}

bool isControl(const QByteArray &t) {
    return t.size() == 6 && t[3] == '-' && isdigit(t[4]) && isdigit(t[5]) && isupper(t[0]) &&
           isupper(t[1]) && isupper(t[2]);
}

const QList<QByteArray> &outcomes() {
    static const QList<QByteArray> list{
        "PASS",      "ATTENTION",     "FAIL", "NOT_APPLICABLE", "UNKNOWN",
        "COMPLIANT", "NOT_COMPLIANT", "OPEN", "ACKNOWLEDGE",    "SHUT",
        "NOT_ASKED", "DONE",          "PART", "FAILED",         "CANCELLED"};
    return list;
}

} // namespace

const QStringList &auditActs() {
    static const QStringList list{
        QStringLiteral("dataset.registered"), QStringLiteral("content.sealed"),
        QStringLiteral("fact.observed"),      QStringLiteral("fact.fetched"),
        QStringLiteral("attestation.added"),  QStringLiteral("attestation.revoked"),
        QStringLiteral("document.linked"),    QStringLiteral("control.evaluated"),
        QStringLiteral("status.changed"),     QStringLiteral("gate.decided"),
        QStringLiteral("action.started"),     QStringLiteral("action.finished"),
        QStringLiteral("action.failed"),      QStringLiteral("waiver.granted"),
        QStringLiteral("waiver.ended"),       QStringLiteral("incident.opened"),
        QStringLiteral("incident.closed"),    QStringLiteral("deletion.proven"),
        QStringLiteral("report.written"),     QStringLiteral("checkpoint.made"),
        QStringLiteral("clock.changed"),      QStringLiteral("log.reopened")};
    return list;
}

const QStringList &auditReasons() {
    static const QStringList list = [] {
        QStringList made{QStringLiteral("in_force"),     QStringLiteral("acknowledged"),
                         QStringLiteral("rows_fail"),    QStringLiteral("rows_unknown"),
                         QStringLiteral("torn_line"),    QStringLiteral("clock_behind"),
                         QStringLiteral("deidentified"), QStringLiteral("verified"),
                         QStringLiteral("quarantined"),  QStringLiteral("imported"),
                         QStringLiteral("simulated"),    QStringLiteral("signed_off"),
                         QStringLiteral("uploaded"),     QStringLiteral("downloaded"),
                         QStringLiteral("exported"),     QStringLiteral("deleted"),
                         QStringLiteral("by_person"),    QStringLiteral("by_error"),
                         QStringLiteral("no_anchor")};
        for (int r = 0; r <= int(Reason::Undecided); ++r)
            made << reasonKey(Reason(r));
        return made;
    }();
    return list;
}

QByteArray AuditLine::write() const {
    QByteArray out = "{";
    const auto key = [&](const char *name) {
        if (out.size() > 1)
            out += ',';
        out += '"';
        out += name;
        out += "\":";
    };
    const auto string = [&](const QByteArray &text) { out += '"' + text + '"'; };
    bool listed = false, numbered = false;
    for (const TextField &field : kTexts) {
        if (!listed && qstrcmp(field.key, "ev") > 0) {
            listed = true;
            if (!ev.isEmpty()) {
                key("ev");
                out += '[';
                for (qsizetype i = 0; i < ev.size(); ++i) {
                    if (i)
                        out += ',';
                    string(ev[i]);
                }
                out += ']';
            }
        }
        if (!numbered && qstrcmp(field.key, "seq") > 0) {
            numbered = true;
            key("seq");
            out += QByteArray::number(seq);
        }
        if (qstrcmp(field.key, "why") == 0) {
            key("v");
            out += QByteArray::number(version);
        }
        const QByteArray &text = this->*field.member;
        if (text.isEmpty())
            continue;
        key(field.key);
        string(text);
    }
    return out + '}';
}

std::optional<AuditLine> AuditLine::read(QByteArrayView bytes) {
    Reader reader(bytes);
    AuditLine line;
    if (!reader.take('{'))
        return std::nullopt;
    QByteArray last;
    bool hasSeq = false, hasVersion = false;
    do {
        const auto key = reader.string();
        if (!key || key->isEmpty() || *key <= last || !reader.take(':'))
            return std::nullopt;
        last = *key;
        if (*key == "seq" || *key == "v") {
            const auto number = reader.integer();
            if (!number)
                return std::nullopt;
            (*key == "v" ? line.version : line.seq) = *number;
            (*key == "v" ? hasVersion : hasSeq) = true;
            continue;
        }
        if (*key == "ev") {
            if (!reader.take('['))
                return std::nullopt;
            do {
                const auto item = reader.string();
                if (!item)
                    return std::nullopt;
                line.ev << *item;
            } while (reader.take(','));
            if (!reader.take(']'))
                return std::nullopt;
            continue;
        }
        const auto text = reader.string();
        bool known = false;
        for (const TextField &field : kTexts)
            if (text && !text->isEmpty() && *key == field.key) {
                line.*field.member = *text;
                known = true;
            }
        if (!known)
            return std::nullopt;
    } while (reader.take(','));
    if (!reader.take('}') || !reader.atEnd() || !hasSeq || !hasVersion || line.version != 1)
        return std::nullopt;
    for (const TextField &field : kTexts)
        if (field.required && (line.*field.member).isEmpty())
            return std::nullopt;
    return line;
}

QByteArray AuditLine::misshapen() const {
    static const QStringList &acts = auditActs(), &reasons = auditReasons();
    if (!acts.contains(QLatin1String(act)))
        return "act";
    if (!actor.startsWith("u:") || !isHex(QByteArrayView(actor).sliced(2), 16))
        return "actor";
    if (!isDigest(app))
        return "app";
    if (!isDigest(cat))
        return "cat";
    if (!ctl.isEmpty() && !isControl(ctl))
        return "ctl";
    if (!ds.isEmpty() && !isDataset(ds))
        return "ds";
    for (const QByteArray &item : ev)
        if (!isDigest(item))
            return "ev";
    if (!isTime(floor))
        return "floor";
    if (!from.isEmpty() && !outcomes().contains(from))
        return "from";
    if (!gate.isEmpty() && !gateFromKey(QString::fromLatin1(gate)))
        return "gate";
    if (!isHex(prev, 64))
        return "prev";
    if (!root.isEmpty() && !isDigest(root))
        return "root";
    if (!to.isEmpty() && !outcomes().contains(to))
        return "to";
    if (!isTime(ts))
        return "ts";
    if (!why.isEmpty() && !reasons.contains(QLatin1String(why)))
        return "why";
    return {};
}

QByteArray AuditLine::privacyBreach() const {
    if (misshapen().isEmpty()) // nothing but closed lists, digests and random names
        return {};
    struct Pattern {
        const char *rule;
        QRegularExpression expression;
    };
    const auto pattern = [](const char *expression) {
        return QRegularExpression(QLatin1String(expression));
    };
    static const Pattern kPatterns[] = {
        {"email", pattern(R"([^@\s]+@[^@\s]+\.[A-Za-z]{2,})")},
        {"taxCode", pattern(R"((?i)\b[A-Z]{6}[0-9]{2}[A-Z][0-9]{2}[A-Z][0-9]{3}[A-Z]\b)")},
        {"uid", pattern(R"(\b[0-2](\.(0|[1-9][0-9]*)){5,})")},
        {"personName", pattern(R"([A-Za-z]+\^)")},
        {"birthDate", pattern(R"((?<![0-9])(19|20)[0-9]{2}[-/.]?(0[1-9]|1[0-2])[-/.]?)"
                              R"((0[1-9]|[12][0-9]|3[01])(?![0-9]))")}};
    QList<QByteArray> suspects = ev;
    for (const TextField &field : kTexts)
        if (field.member != &AuditLine::ts && field.member != &AuditLine::floor)
            suspects << this->*field.member;
    for (const QByteArray &text : suspects) {
        if (isDigest(text) || isDataset(text) || isHex(text, 64))
            continue;
        const QString shown = QString::fromLatin1(text);
        for (const Pattern &rule : kPatterns)
            if (rule.expression.match(shown).hasMatch())
                return rule.rule;
    }
    return {};
}

} // namespace lastra::compliance
