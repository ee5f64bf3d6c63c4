#include "lastra/compliance/Facts.h"

#include <QJsonArray>
#include <QTimeZone>

#include <cmath>

namespace lastra::compliance {

namespace {

constexpr qsizetype kMaxText = 8192;

const char *kindKey(FactKind kind) {
    static constexpr const char *kKeys[] = {"observed", "fetched", "attested", "document"};
    return kKeys[int(kind)];
}

const char *knowledgeKey(Knowledge knowledge) {
    static constexpr const char *kKeys[] = {"known", "absent", "unknown"};
    return kKeys[int(knowledge)];
}

QString stamp(const QDateTime &at) {
    return at.isValid() ? at.toUTC().toString(Qt::ISODateWithMs) : QString();
}

bool wellFormed(const Value &value, Value::Type type) {
    if (value.type != type)
        return false;
    switch (type) {
    case Value::Type::None:
        return false;
    case Value::Type::Bool:
        return true;
    case Value::Type::Number:
        return std::isfinite(value.number);
    case Value::Type::Text:
        return !value.text.isEmpty() && value.text.size() <= kMaxText;
    case Value::Type::Date:
        return value.date.isValid();
    case Value::Type::List:
        return value.list.size() <= kMaxText;
    }
    return false;
}

} // namespace

Value Value::legalDate(QDate day) {
    return QDateTime(day, QTime(0, 0), QTimeZone("Europe/Rome")).toUTC();
}

bool Value::operator==(const Value &other) const {
    return type == other.type && flag == other.flag && number == other.number &&
           text == other.text && list == other.list && date == other.date;
}

QString Value::toText() const {
    switch (type) {
    case Type::None:
        return {};
    case Type::Bool:
        return flag ? QStringLiteral("true") : QStringLiteral("false");
    case Type::Number:
        return QString::number(number, 'g', 15);
    case Type::Text:
        return text;
    case Type::Date:
        return date.toString(Qt::ISODate);
    case Type::List:
        return list.join(QStringLiteral(", "));
    }
    return {};
}

QJsonObject Value::toJson() const {
    switch (type) {
    case Type::None:
        return {};
    case Type::Bool:
        return {{QStringLiteral("bool"), flag}};
    case Type::Number:
        return {{QStringLiteral("number"), number}};
    case Type::Text:
        return {{QStringLiteral("text"), text}};
    case Type::Date:
        return {{QStringLiteral("date"), stamp(date)}};
    case Type::List:
        return {{QStringLiteral("list"), QJsonArray::fromStringList(list)}};
    }
    return {};
}

Value Value::fromJson(const QJsonObject &json) {
    if (json.size() != 1)
        return {};
    const QString key = json.begin().key();
    const QJsonValue value = json.begin().value();
    if (key == u"bool" && value.isBool())
        return value.toBool();
    if (key == u"number" && value.isDouble())
        return value.toDouble();
    if (key == u"text" && value.isString())
        return value.toString();
    if (key == u"date" && value.isString())
        return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    if (key == u"list" && value.isArray()) {
        QStringList list;
        for (const auto &item : value.toArray())
            list << item.toString();
        return list;
    }
    return {};
}

Fact Fact::observed(QString name, Value value, QString source, QDateTime at) {
    Fact fact;
    fact.name = std::move(name);
    fact.value = std::move(value);
    fact.source = std::move(source);
    fact.occurredAt = at;
    fact.receivedAt = at;
    return fact;
}

Fact Fact::absent(QString name, QString source, QDateTime at) {
    Fact fact = observed(std::move(name), {}, std::move(source), at);
    fact.knowledge = Knowledge::Absent;
    return fact;
}

QJsonObject Fact::toJson() const {
    QJsonObject json{{QStringLiteral("name"), name},
                     {QStringLiteral("knowledge"), QLatin1String(knowledgeKey(knowledge))},
                     {QStringLiteral("kind"), QLatin1String(kindKey(kind))}};
    if (knowledge == Knowledge::Known)
        json.insert(QStringLiteral("value"), value.toJson());
    const std::pair<const char *, QString> texts[] = {{"source", source},
                                                      {"occurredAt", stamp(occurredAt)},
                                                      {"receivedAt", stamp(receivedAt)},
                                                      {"validUntil", stamp(validUntil)},
                                                      {"boundRoot", boundRoot},
                                                      {"boundProfile", boundProfile},
                                                      {"boundSite", boundSite},
                                                      {"signer", signer},
                                                      {"evidence", evidence}};
    for (const auto &[key, text] : texts)
        if (!text.isEmpty())
            json.insert(QLatin1String(key), text);
    return json;
}

core::Result<Fact> Fact::fromJson(const QJsonObject &json) {
    const auto text = [&](const char *key) { return json.value(QLatin1String(key)).toString(); };
    const auto time = [&](const char *key) {
        return QDateTime::fromString(text(key), Qt::ISODateWithMs).toUTC();
    };
    Fact fact;
    fact.name = text("name");
    if (factIndex(fact.name) < 0)
        return core::fail("compliance.factUnknown", {fact.name});
    const auto invalid = [&] { return core::fail("compliance.factInvalid", {fact.name}); };
    int knowledge = 0, kind = 0;
    while (knowledge < 3 && text("knowledge") != QLatin1String(knowledgeKey(Knowledge(knowledge))))
        ++knowledge;
    while (kind < 4 && text("kind") != QLatin1String(kindKey(FactKind(kind))))
        ++kind;
    if (knowledge == 3 || kind == 4)
        return invalid();
    fact.knowledge = Knowledge(knowledge);
    fact.kind = FactKind(kind);
    fact.value = Value::fromJson(json.value(QStringLiteral("value")).toObject());
    if (fact.knowledge == Knowledge::Known &&
        !wellFormed(fact.value, factType(factIndex(fact.name))))
        return invalid();
    fact.source = text("source");
    fact.occurredAt = time("occurredAt");
    fact.receivedAt = time("receivedAt");
    fact.validUntil = time("validUntil");
    // An end that cannot be read must not become "no end".
    if (!text("validUntil").isEmpty() && !fact.validUntil.isValid())
        return invalid();
    fact.boundRoot = text("boundRoot");
    fact.boundProfile = text("boundProfile");
    fact.boundSite = text("boundSite");
    fact.signer = text("signer");
    fact.evidence = text("evidence");
    return fact;
}

bool isProgram(const QString &source) {
    return source.startsWith(u"lastra.") || source.startsWith(u"system.") ||
           source.startsWith(u"xnat:") || source == u"archive" || source == u"site";
}

Facts::Facts() : m_slots(factNames().size()) {}

core::Done Facts::add(Fact fact) {
    const int index = factIndex(fact.name);
    if (index < 0)
        return core::fail("compliance.factUnknown", {fact.name});
    if (fact.knowledge == Knowledge::Known && !wellFormed(fact.value, factType(index)))
        return core::fail("compliance.factInvalid", {fact.name});
    auto &slot = m_slots[size_t(index)];
    for (Fact &old : slot) {
        if (old.source != fact.source || old.isStated() != fact.isStated())
            continue;
        if (!old.occurredAt.isValid() || !fact.occurredAt.isValid() ||
            fact.occurredAt >= old.occurredAt)
            old = std::move(fact);
        return {};
    }
    slot.push_back(std::move(fact));
    return {};
}

void Facts::set(const QString &name, Value value, const QString &source, QDateTime at) {
    if (!add(Fact::observed(name, std::move(value), source, at)))
        qFatal("not a fact, or not its type: %s", qPrintable(name));
}

void Facts::setAbsent(const QString &name, const QString &source, QDateTime at) {
    if (!add(Fact::absent(name, source, at)))
        qFatal("not a fact: %s", qPrintable(name));
}

void Facts::forget(const QString &name) {
    if (const int index = factIndex(name); index >= 0)
        m_slots[size_t(index)].clear();
}

const Fact *Facts::find(const QString &name) const {
    const int index = factIndex(name);
    const Fact *newest = nullptr;
    if (index >= 0)
        for (const Fact &fact : m_slots[size_t(index)])
            if (!newest || fact.occurredAt > newest->occurredAt)
                newest = &fact;
    return newest;
}

std::vector<const Fact *> Facts::all() const {
    std::vector<const Fact *> facts;
    for (const auto &slot : m_slots)
        for (const Fact &fact : slot)
            facts.push_back(&fact);
    return facts;
}

} // namespace lastra::compliance
