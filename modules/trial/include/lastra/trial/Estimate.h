#pragma once
// What a design will cost, before it is submitted.

#include "lastra/trial/Design.h"

namespace lastra::trial {

struct Estimate {
    qint64 cases = 0, images = 0;
    qint64 written = 0;     // bytes that the engine writes
    qint64 bytes = 0;       // of all copies, when the queue's folder lies on this computer as well
    double coreSeconds = 0; // on one core; measured rate of this engine, see tests/bench
    double seconds = 0;     // wall time on `cores`
    double energyWh = 0;    // kWattsPerCore for coreSeconds
};
inline constexpr double kWattsPerCore = 12; // a server's package power shared by its cores

[[nodiscard]] Estimate estimate(const Design &design, int cores);

} // namespace lastra::trial
