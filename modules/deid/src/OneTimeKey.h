#pragma once
// A key for one run alone is free to choose: one under which nothing new happens to spell an
// identifier or a date of the run.

#include "NumberSet.h"
#include "lastra/core/Work.h"
#include "lastra/deid/Policy.h"

#include <QHash>
#include <QSet>

namespace lastra::deid {

struct OneTimeKey {
    Key key;
    int draws = 0;
};

// What such a key makes new.
struct KeyedValues {
    QSet<QByteArray> uids;
    QHash<QByteArray, QSet<QByteArray>> dates; // yyyymmdd to be shifted, by the subject's identity
    void unite(const KeyedValues &other);
};

// Draws until no mapped UID, no pseudonym and no shifted date holds one of the numbers, at most
// 5000 times and three seconds long; then the best one seen.
[[nodiscard]] core::Result<OneTimeKey> drawKey(const KeyedValues &values, const NumberSet &numbers,
                                               core::Work &work);

} // namespace lastra::deid
