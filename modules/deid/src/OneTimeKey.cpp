#include "OneTimeKey.h"

#include "lastra/deid/Pseudonym.h"

#include <QElapsedTimer>

#include <limits>

namespace lastra::deid {

core::Result<OneTimeKey> drawKey(const QSet<QByteArray> &uids, const QSet<QByteArray> &identities,
                                 const NumberSet &numbers, core::Work &work) {
    constexpr int kDraws = 5000;
    constexpr qint64 kMilliseconds = 3000;
    QElapsedTimer clock;
    clock.start();
    OneTimeKey best{Key::random(), 1};
    if (numbers.isEmpty())
        return best;
    qint64 fewest = std::numeric_limits<qint64>::max();
    Key key = best.key;
    for (int draws = 1;; ++draws) {
        qint64 hits = 0;
        for (auto it = identities.begin(); it != identities.end() && hits < fewest; ++it)
            hits += numbers.isIn(subjectOf(key, *it).pseudonym.toLatin1());
        for (auto it = uids.begin(); it != uids.end() && hits < fewest; ++it)
            hits += numbers.isIn(mapUid(key, *it));
        if (hits < fewest) {
            fewest = hits;
            best.key = key;
        }
        best.draws = draws;
        if (fewest == 0 || draws >= kDraws || clock.elapsed() > kMilliseconds)
            return best;
        LASTRA_CHECK(work.check());
        key = Key::random();
    }
}

} // namespace lastra::deid
