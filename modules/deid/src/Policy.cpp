#include "lastra/deid/Policy.h"

#include "Tables.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Home.h"
#include "lastra/core/Json.h"

#include <QDir>
#include <QtEndian>

namespace lastra::deid {
namespace {

constexpr const char *kOptionNames[kOptionCount] = {
    "safePrivate", "uids",          "device",      "institution",       "patientCharacteristics",
    "fullDates",   "modifiedDates", "descriptors", "structuredContent", "graphics"};

QString shippedPath(const QString &name) {
    return core::resource(QStringLiteral("deid/policies/%1.json").arg(name));
}

bool isShippedName(const QString &name) {
    return !name.isEmpty() && !name.contains(QLatin1Char('/')) &&
           !name.contains(QLatin1Char('.')) && QFile::exists(shippedPath(name));
}
} // namespace

QStringList Policy::optionNames() const {
    QStringList names;
    for (int i = 0; i < kOptionCount; ++i)
        if (options[i])
            names << QString::fromLatin1(kOptionNames[i]);
    return names;
}

core::Result<Policy> Policy::fromJson(const QJsonObject &json, const QString &name) {
    core::Error error;
    const Tables *rules = Tables::load(&error);
    if (!rules)
        return tl::make_unexpected(std::move(error));
    QJsonObject merged;
    if (const QString parent = json.value(QStringLiteral("extends")).toString();
        !parent.isEmpty()) {
        if (!isShippedName(parent))
            return core::fail("deid.policyUnknown", {parent});
        LASTRA_TRY(base, core::readJsonObject(shippedPath(parent)));
        if (base.contains(QStringLiteral("extends")))
            return core::fail("deid.policyInvalid", {name, QStringLiteral("extends")});
        merged = base;
    }
    for (auto it = json.begin(); it != json.end(); ++it)
        if (it.key() != QStringLiteral("extends"))
            merged.insert(it.key(), it.value());
    static const QSet<QString> known = {QStringLiteral("name"),
                                        QStringLiteral("title"),
                                        QStringLiteral("titleItalian"),
                                        QStringLiteral("description"),
                                        QStringLiteral("descriptionItalian"),
                                        QStringLiteral("edition"),
                                        QStringLiteral("options"),
                                        QStringLiteral("alwaysRemove")};
    for (auto it = merged.begin(); it != merged.end(); ++it)
        if (!known.contains(it.key())) // a rule that is not understood must not be ignored
            return core::fail("deid.policyInvalid", {name, it.key()});
    Policy policy;
    policy.name = merged.value(QStringLiteral("name")).toString();
    policy.title = merged.value(QStringLiteral("title")).toString();
    policy.titleItalian = merged.value(QStringLiteral("titleItalian")).toString(policy.title);
    policy.description = merged.value(QStringLiteral("description")).toString();
    policy.descriptionItalian =
        merged.value(QStringLiteral("descriptionItalian")).toString(policy.description);
    if (policy.name.isEmpty())
        return core::fail("deid.policyInvalid", {name, QStringLiteral("name")});
    if (policy.title.isEmpty())
        policy.title = policy.name;
    for (const QJsonValue &value : merged.value(QStringLiteral("options")).toArray()) {
        bool found = false;
        for (int i = 0; i < kOptionCount; ++i)
            if (value.toString() == QLatin1String(kOptionNames[i]))
                found = policy.options[i] = true;
        if (!found)
            return core::fail("deid.policyInvalid", {name, value.toString()});
    }
    if (policy.has(Option::FullDates) && policy.has(Option::ModifiedDates))
        return core::fail("deid.policyInvalid", {name, QStringLiteral("fullDates, modifiedDates")});
    // What this version cannot do it must not promise.
    for (const Option missing : {Option::StructuredContent, Option::Graphics})
        if (policy.has(missing))
            return core::fail("deid.policyInvalid",
                              {name, QString::fromLatin1(kOptionNames[int(missing)])});
    for (const QJsonValue &value : merged.value(QStringLiteral("alwaysRemove")).toArray()) {
        const auto tag = Tag::parse(value.toString());
        if (!tag)
            return core::fail("deid.policyInvalid", {name, value.toString()});
        policy.alwaysRemove.insert(tag->number());
    }
    policy.json = merged;
    core::Sha256Hasher digest;
    digest.add(rules->digest());
    digest.add(QJsonDocument(merged).toJson(QJsonDocument::Compact));
    policy.digest = core::hex(digest.finish());
    return policy;
}

core::Result<Policy> Policy::load(const QString &nameOrFile) {
    const QString path = isShippedName(nameOrFile) ? shippedPath(nameOrFile) : nameOrFile;
    if (!QFile::exists(path))
        return core::fail("deid.policyUnknown", {QFileInfo(nameOrFile).fileName()});
    LASTRA_TRY(json, core::readJsonObject(path));
    return fromJson(json, QFileInfo(path).fileName());
}

core::Result<std::vector<Policy>> Policy::shipped() {
    std::vector<Policy> policies;
    for (const char *name : {"strict", "research"}) {
        LASTRA_TRY(policy, load(QString::fromLatin1(name)));
        policies.push_back(std::move(policy));
    }
    return policies;
}

Key Key::random() {
    Key key;
    key.m_secret = core::SecretBytes(core::randomBytes(32));
    return key;
}

core::Result<Key> Key::parse(QByteArrayView bytes, const QString &name) {
    Key key;
    if (bytes.size() == 32) {
        key.m_secret = core::SecretBytes(bytes);
        return key;
    }
    const QByteArray text = bytes.trimmed().toByteArray();
    const bool digits = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
    if (text.size() != 64 || !digits)
        return core::fail("deid.keyInvalid", {name});
    key.m_secret = core::SecretBytes(QByteArray::fromHex(text));
    return key;
}

core::Result<Key> Key::readFile(const QString &path) {
    LASTRA_TRY(bytes, core::readFile(path, 4096));
    return parse(bytes, QFileInfo(path).fileName());
}

QString Key::id() const {
    return QStringLiteral("k-") + QString::fromLatin1(derive("id", {}).left(4).toHex());
}

QByteArray Key::derive(QByteArrayView label, QByteArrayView value) const {
    QByteArray message = label.toByteArray();
    const quint32 length = qToBigEndian(quint32(value.size()));
    message.append('\0');
    message.append(reinterpret_cast<const char *>(&length), 4);
    message.append(value);
    return core::view(core::hmacSha256(m_secret, message)).toByteArray();
}

} // namespace lastra::deid
