#pragma once
// Basic image quality of one simulated case, against its truth.

#include "Simulate.h"

#include <QJsonObject>

namespace lastra::simulation {

// {"meanHu.liver": {"value", "unit", "n"}, ...}: mean HU and its error in eroded organs, noise SD,
// contrast, CNR and NPW detectability of the nodule.
[[nodiscard]] QJsonObject measure(const Simulated &simulated);

} // namespace lastra::simulation
