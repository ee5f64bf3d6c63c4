#pragma once
// The policy file: numbers and lists that the law or the controller may change without a release.

#include "lastra/core/Result.h"

#include <QDate>
#include <QMap>

#include <utility>
#include <vector>

namespace lastra::compliance {

struct Policy {
    QString version;
    QDate date;
    QString digest;          // "sha256:..." of the file
    QString catalogueDigest; // of the controls.csv this policy was approved with
    QStringList countries;   // ISO 3166 alpha-2 codes where copies may be
    int kInternal = 0, kRelease = 0, lRelease = 0, labelMinimum = 0;
    QString profileDigest; // agreed de-identification profile; empty: not agreed yet, so unknown
    // Facts the catalogue wants looked at or answered by a service, which the controller lets a
    // role state instead because Lastra cannot ask yet: name, role. Never one that Lastra sees
    // itself.
    QMap<QString, QString> stated;
    std::vector<std::pair<QString, QString>> pairs; // Art. 6 ground, Art. 9 condition that fit

    // "compliance.policyInvalid" [file, field].
    [[nodiscard]] static core::Result<Policy> load(const QString &path);
    // resources/compliance/policy.json
    [[nodiscard]] static core::Result<Policy> loadShipped();
};

} // namespace lastra::compliance
