#include "OneTimeKey.h"

#include "lastra/deid/Pseudonym.h"

#include <QElapsedTimer>

#include <limits>

namespace lastra::deid {

void KeyedValues::unite(const KeyedValues &other) {
    uids.unite(other.uids);
    for (auto it = other.dates.begin(); it != other.dates.end(); ++it)
        dates[it.key()].unite(it.value());
}

core::Result<OneTimeKey> drawKey(const KeyedValues &values, const NumberSet &numbers,
                                 core::Work &work) {
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
        for (auto it = values.dates.begin(); it != values.dates.end() && hits < fewest; ++it) {
            const Subject subject = subjectOf(key, it.key());
            hits += numbers.isIn(subject.pseudonym.toLatin1());
            for (const QByteArray &date : it.value())
                if (const auto moved = shiftDate(date, subject.shiftDays))
                    hits += numbers.isIn(*moved);
        }
        for (auto it = values.uids.begin(); it != values.uids.end() && hits < fewest; ++it)
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
