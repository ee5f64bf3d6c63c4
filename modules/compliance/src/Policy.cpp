#include "lastra/compliance/Policy.h"

#include "lastra/compliance/Facts.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Home.h"
#include "lastra/core/Json.h"

#include <QFileInfo>

namespace lastra::compliance {

namespace {

// What decides which bytes are judged, whose they are and whether the record of it holds.
bool onlySeen(const QString &fact) {
    static const QStringList kinds{QStringLiteral("content."), QStringLiteral("signoff."),
                                   QStringLiteral("scan."),    QStringLiteral("lineage."),
                                   QStringLiteral("upload."),  QStringLiteral("policy.")};
    static const QStringList names{
        QStringLiteral("dataset.class"),          QStringLiteral("dataset.personal"),
        QStringLiteral("dataset.patient_origin"), QStringLiteral("key.on_workstation"),
        QStringLiteral("log.chain_ok"),           QStringLiteral("log.identifier_hits"),
        QStringLiteral("clock.monotonic")};
    return names.contains(fact) || std::any_of(kinds.begin(), kinds.end(), [&](const QString &k) {
               return fact.startsWith(k);
           });
}

// Strings only, none empty.
bool texts(const QJsonValue &value, QStringList &into) {
    for (const auto &item : value.toArray()) {
        if (item.toString().isEmpty())
            return false;
        into << item.toString();
    }
    return !into.isEmpty();
}

} // namespace

core::Result<Policy> Policy::load(const QString &path) {
    const QString name = QFileInfo(path).fileName();
    LASTRA_TRY(bytes, core::readFile(path, 1 << 20));
    LASTRA_TRY(json, core::parseJsonObject(bytes, name));
    const auto invalid = [&](const char *field) {
        return core::fail("compliance.policyInvalid", {name, QLatin1String(field)});
    };

    Policy policy;
    policy.digest = QStringLiteral("sha256:") + QLatin1String(core::hex(core::sha256(bytes)));
    policy.version = json.value(QStringLiteral("version")).toString();
    if (policy.version.isEmpty())
        return invalid("version");
    policy.date = QDate::fromString(json.value(QStringLiteral("date")).toString(), Qt::ISODate);
    if (!policy.date.isValid())
        return invalid("date");
    policy.catalogueDigest = json.value(QStringLiteral("catalogue")).toString();
    if (!policy.catalogueDigest.startsWith(u"sha256:") || policy.catalogueDigest.size() != 71)
        return invalid("catalogue");
    if (!texts(json.value(QStringLiteral("countries")), policy.countries))
        return invalid("countries");
    const std::pair<const char *, int *> numbers[] = {{"kInternal", &policy.kInternal},
                                                      {"kRelease", &policy.kRelease},
                                                      {"lRelease", &policy.lRelease},
                                                      {"labelMinimum", &policy.labelMinimum}};
    for (const auto &[field, number] : numbers) {
        *number = json.value(QLatin1String(field)).toInt(-1);
        if (*number < 0 || *number > 1000)
            return invalid(field);
    }
    policy.profileDigest = json.value(QStringLiteral("profileDigest")).toString();
    for (const auto &item : json.value(QStringLiteral("pairs")).toArray()) {
        QStringList pair;
        if (!texts(item, pair) || pair.size() != 2)
            return invalid("pairs");
        policy.pairs.emplace_back(pair[0], pair[1]);
    }
    if (policy.pairs.empty())
        return invalid("pairs");
    const QJsonObject stated = json.value(QStringLiteral("stated")).toObject();
    for (auto it = stated.begin(); it != stated.end(); ++it) {
        const QString role = it.value().toString();
        if (factIndex(it.key()) < 0 || onlySeen(it.key()) || role.isEmpty() || isProgram(role))
            return invalid("stated");
        policy.stated.insert(it.key(), role);
    }
    return policy;
}

core::Result<Policy> Policy::loadShipped() {
    return load(core::resource(QStringLiteral("compliance/policy.json")));
}

} // namespace lastra::compliance
