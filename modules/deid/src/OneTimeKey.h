#pragma once
// A key for one run alone is free to choose: one whose new UIDs do not happen to spell an
// identifier of the run.

#include "NumberSet.h"
#include "lastra/core/Work.h"
#include "lastra/deid/Policy.h"

namespace lastra::deid {

struct OneTimeKey {
    Key key;
    int draws = 0;
};

// Draws until no mapped UID and no pseudonym holds one of the numbers, at most 5000 times and three
// seconds long; then the best one seen.
[[nodiscard]] core::Result<OneTimeKey> drawKey(const QSet<QByteArray> &uids,
                                               const QSet<QByteArray> &identities,
                                               const NumberSet &numbers, core::Work &work);

} // namespace lastra::deid
