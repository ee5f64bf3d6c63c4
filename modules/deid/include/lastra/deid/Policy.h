#pragma once
// What a run does: a profile of PS3.15 2026d Annex E with its options, read from JSON that a
// steward can read. Shipped in resources/deid/policies; a person's own is a file of the same form.
//
// Errors: "deid.policyUnknown" [name], "deid.policyInvalid" [file, what], "deid.keyInvalid" [file].

#include "lastra/core/Result.h"
#include "lastra/core/SecretBytes.h"
#include "lastra/dicom/Tag.h"

#include <QJsonObject>
#include <QSet>

#include <vector>

namespace lastra::deid {

// Columns of Table E.1-1 beside the basic profile.
enum class Option {
    SafePrivate,
    Uids,
    Device,
    Institution,
    PatientCharacteristics,
    FullDates,
    ModifiedDates,
    Descriptors,
    StructuredContent,
    Graphics,
};
inline constexpr int kOptionCount = 10;

struct Policy {
    QString name;
    QString title;       // English, for lists
    QString description; // English, one sentence
    QString titleItalian, descriptionItalian;
    bool options[kOptionCount] = {};
    QSet<quint32> alwaysRemove; // the project's own, tighter rules
    QByteArray digest;          // hex SHA-256 of its content and of the rule tables
    QJsonObject json;           // as it was read, parents merged

    [[nodiscard]] bool has(Option option) const { return options[int(option)]; }
    [[nodiscard]] QStringList optionNames() const;

    // "strict", "research", or the path of a JSON file. A policy may extend another by name.
    static core::Result<Policy> load(const QString &nameOrFile);
    static core::Result<Policy> fromJson(const QJsonObject &json, const QString &name);
    static core::Result<std::vector<Policy>> shipped();
};

// The 256-bit secret that pseudonyms are derived from: one per project and recipient.
class Key {
public:
    static Key random();
    // 32 raw bytes, or 64 hex digits.
    static core::Result<Key> parse(QByteArrayView bytes, const QString &name);
    static core::Result<Key> readFile(const QString &path);

    [[nodiscard]] const core::SecretBytes &secret() const { return m_secret; }
    [[nodiscard]] QString id() const; // public: tells keys apart, reveals nothing
    // HMAC-SHA256 of the label, the length and the value: one domain per label.
    [[nodiscard]] QByteArray derive(QByteArrayView label, QByteArrayView value) const;

private:
    core::SecretBytes m_secret;
};

} // namespace lastra::deid
