#pragma once
// What is known about one dataset: named values with their papers. A fact is known, absent (looked
// for, not there) or unknown (not looked, failed, too old, bound to other content). Absent can fail
// a control; unknown can never pass one.

#include "lastra/core/Result.h"

#include <QDateTime>
#include <QJsonObject>

#include <vector>

namespace lastra::compliance {

// Lastra looked; XNAT, IAM or EPIC answered; a named role signed; a file with its digest.
enum class FactKind { Observed, Fetched, Attested, Document };
enum class Knowledge { Known, Absent, Unknown };

struct Value {
    enum class Type { None, Bool, Number, Text, Date, List };
    Type type = Type::None;
    bool flag = false;
    double number = 0;
    QString text;
    QStringList list;
    QDateTime date; // UTC

    Value() = default;
    Value(bool v) : type(Type::Bool), flag(v) {}
    Value(int v) : type(Type::Number), number(v) {}
    Value(qint64 v) : type(Type::Number), number(double(v)) {}
    Value(double v) : type(Type::Number), number(v) {}
    Value(QString v) : type(Type::Text), text(std::move(v)) {}
    Value(const char *v) : type(Type::Text), text(QString::fromUtf8(v)) {}
    Value(QStringList v) : type(Type::List), list(std::move(v)) {}
    Value(QDateTime v) : type(Type::Date), date(v.toUTC()) {}
    // The first instant of a legal day, which begins at midnight in Rome.
    [[nodiscard]] static Value legalDate(QDate day);

    [[nodiscard]] bool operator==(const Value &other) const;
    [[nodiscard]] QString toText() const; // for people
    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static Value fromJson(const QJsonObject &json);
};

struct Fact {
    QString name; // one of factNames(), "scan.coverage"
    Knowledge knowledge = Knowledge::Known;
    Value value;
    FactKind kind = FactKind::Observed;
    QString source;       // who says it: "lastra.scan", "xnat:host", a role. Never a patient's name
    QDateTime occurredAt; // the moment the fact is about
    QDateTime receivedAt; // the moment it reached this computer
    QDateTime validUntil; // first instant not covered; invalid: no own end
    QString boundRoot;    // content root it was true for; empty: not bound to bytes
    QString boundProfile; // de-identification profile digest
    QString boundSite;    // destination site
    QString signer;       // role or key name
    QString evidence;     // "sha256:..." of the paper or report behind it

    [[nodiscard]] static Fact observed(QString name, Value value, QString source, QDateTime at);
    [[nodiscard]] static Fact absent(QString name, QString source, QDateTime at);

    [[nodiscard]] QJsonObject toJson() const;
    // A person's word or paper, not a look of this program or a service's answer.
    [[nodiscard]] bool isStated() const {
        return kind == FactKind::Attested || kind == FactKind::Document;
    }
    // "compliance.factUnknown" [name], "compliance.factInvalid" [name].
    [[nodiscard]] static core::Result<Fact> fromJson(const QJsonObject &json);
};

// Sources that speak for this program, for the site file and for services it asks; no statement may
// bear one.
[[nodiscard]] bool isProgram(const QString &source);

// The closed list of fact names (and of what a rule may speak about).
[[nodiscard]] const std::vector<QString> &factNames();
// Its place in the list, -1 for a word that is no fact.
[[nodiscard]] int factIndex(const QString &name);
// The type values of this fact must have.
[[nodiscard]] Value::Type factType(int index);

// The facts of one dataset. A newer fact of one source replaces the older one, but a statement
// never an observation; those that disagree are all kept, and a judgement counts the worse.
class Facts {
public:
    Facts();
    // "compliance.factUnknown" [name]; "compliance.factInvalid" [name] when the type is another.
    core::Done add(Fact fact);
    // add() for what has just been looked at; a wrong name is a programming error and aborts.
    void set(const QString &name, Value value, const QString &source = {}, QDateTime at = {});
    void setAbsent(const QString &name, const QString &source = {}, QDateTime at = {});
    void forget(const QString &name);

    [[nodiscard]] const std::vector<Fact> &at(int index) const { return m_slots[size_t(index)]; }
    // Newest fact of that name; nullptr when there is none.
    [[nodiscard]] const Fact *find(const QString &name) const;
    [[nodiscard]] std::vector<const Fact *> all() const;

private:
    std::vector<std::vector<Fact>> m_slots; // by factIndex
};

} // namespace lastra::compliance
