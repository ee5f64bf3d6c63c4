#include "Profile.h"

#include <QJsonArray>
#include <QUrl>

namespace lastra::identity {

namespace {

constexpr qsizetype kMaxGroups = 500;

QString shown(const QString &text) {
    QString clean;
    for (const QChar c : text.left(100)) {
        const bool changesDirection = (c.unicode() >= 0x202a && c.unicode() <= 0x202e) ||
                                      (c.unicode() >= 0x2066 && c.unicode() <= 0x2069) ||
                                      c.unicode() == 0x200e || c.unicode() == 0x200f;
        if ((c.isPrint() || c.isSurrogate()) && !changesDirection)
            clean += c;
    }
    return clean.trimmed();
}

// AARC-G069: urn:<nid>:<namespace>:group:<a>:<b>[:role=<r>][#<authority>]
QString groupOfUrn(const QString &urn) {
    const qsizetype at = urn.indexOf(QStringLiteral(":group:"));
    if (!urn.startsWith(QStringLiteral("urn:")) || at < 0)
        return {};
    QStringList path;
    for (const QString &part :
         urn.mid(at + 7).section(QLatin1Char('#'), 0, 0).split(QLatin1Char(':'))) {
        if (part.startsWith(QStringLiteral("role=")))
            break;
        path << QUrl::fromPercentEncoding(part.toUtf8());
    }
    return path.join(QLatin1Char('/'));
}

void add(QStringList &groups, QString group) {
    while (group.startsWith(QLatin1Char('/')))
        group.remove(0, 1);
    group = shown(group);
    if (!group.isEmpty() && groups.size() < kMaxGroups && !groups.contains(group))
        groups << group;
}

QJsonArray listOf(const QJsonValue &value) {
    return value.isString() ? QJsonArray{value} : value.toArray();
}

} // namespace

QString displayName(const QJsonObject &claims) {
    for (const char *claim : {"name", "preferred_username", "sub"}) {
        const QString name = shown(claims[QLatin1String(claim)].toString());
        if (!name.isEmpty())
            return name;
    }
    return {};
}

QStringList groupsOf(const QJsonObject &claims) {
    QStringList groups;
    for (const char *claim : {"groups", "wlcg.groups"}) {
        for (const auto &value : listOf(claims[QLatin1String(claim)]))
            add(groups, value.toString());
    }
    for (const char *claim : {"eduperson_entitlement", "entitlements"}) {
        for (const auto &value : listOf(claims[QLatin1String(claim)]))
            add(groups, groupOfUrn(value.toString()));
    }
    return groups;
}

} // namespace lastra::identity
