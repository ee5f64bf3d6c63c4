#pragma once
// Checks of one released object against its original, and what the run as a whole needs from it.

#include "IdentityHarvest.h"
#include "lastra/deid/Policy.h"

#include <functional>

namespace lastra::deid {

struct ObjectFacts {
    QByteArray oldSop, newSop, oldStudy, newStudy, oldSeries, newSeries;
    QByteArray oldSubject, pseudonym;
    QList<QByteArray> references; // instances that the released object points to
    QList<qint64> shifts;         // days between a date and its replacement
};

using Report = std::function<void(const char *check, const QString &where)>;

[[nodiscard]] ObjectFacts checkObject(const RawFile &original, const RawFile &released,
                                      const QString &name, const Policy &policy,
                                      const IdentityHarvest &harvest, const Report &report);

} // namespace lastra::deid
