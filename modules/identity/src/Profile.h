#pragma once
#include <QJsonObject>
#include <QStringList>

namespace lastra::identity {

// A person's name as it may be shown: no control or direction-changing characters, at most 100
// long; the subject when no name was given.
[[nodiscard]] QString displayName(const QJsonObject &claims);
// Groups of the four forms services use ("groups", "wlcg.groups", entitlement URNs) as "a/b", in
// the service's order, each once.
[[nodiscard]] QStringList groupsOf(const QJsonObject &claims);

} // namespace lastra::identity
