#pragma once
#include "lastra/dicom/Series.h"

namespace lastra::dicom {

struct StackGeometry {
    imaging::Geometry geometry;
    std::vector<GeometryProblem> problems;
};

// Of slices already sorted along the normal. thickness is used when there is only one.
[[nodiscard]] StackGeometry stackGeometry(const std::vector<imaging::Vec3> &positions,
                                          const std::array<imaging::Vec3, 2> &axes,
                                          std::array<double, 2> pixelSpacing, double thickness,
                                          int rows, int columns);

} // namespace lastra::dicom
