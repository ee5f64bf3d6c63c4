#pragma once
// Branching trees that fill a region: points are joined to the tree so that both wire and paths
// stay short; radii follow Murray's law.

#include "Random.h"
#include "Shapes.h"

namespace lastra::simulation {

struct Segment {
    Point a{}, b{};
    double r0 = 0, r1 = 0;
};

[[nodiscard]] std::vector<Segment> growTree(const Point &root, const Point &boxLow,
                                            const Point &boxHigh, int leaves, double leafRadius,
                                            const std::function<bool(const Point &)> &inside,
                                            Stream &stream);

} // namespace lastra::simulation
