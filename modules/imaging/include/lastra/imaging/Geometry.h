#pragma once
// Where the voxels of a volume lie in the patient.

#include "lastra/imaging/Vec3.h"

#include <array>
#include <cstdint>

namespace lastra::imaging {

struct Geometry {
    std::array<int, 3> size{};    // voxels along i, j, k
    Vec3 spacing{1, 1, 1};        // mm between voxel centres along i, j, k
    Vec3 origin;                  // centre of voxel (0, 0, 0), patient LPS mm
    std::array<Vec3, 3> direction // unit vectors of i, j, k: the columns of the direction matrix
        {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};

    // Continuous voxel indices to patient mm and back; voxel centres are at whole numbers.
    // The axes need not be perpendicular (gantry tilt).
    [[nodiscard]] Vec3 toPatient(Vec3 voxel) const;
    [[nodiscard]] Vec3 toVoxel(Vec3 patient) const;

    [[nodiscard]] int64_t voxelCount() const { return int64_t(size[0]) * size[1] * size[2]; }
    // Sizes positive, spacing positive and finite, axes of length one and independent.
    [[nodiscard]] bool isValid() const;
    // Half way between the first and the last voxel, patient mm.
    [[nodiscard]] Vec3 centre() const;
    // The voxel axis (0, 1, 2) nearest to patient x, y, z; each axis is used once.
    [[nodiscard]] std::array<int, 3> axesNearestPatient() const;
    // Same grid within a thousandth of a voxel.
    [[nodiscard]] bool sameGrid(const Geometry &other) const;
};

} // namespace lastra::imaging
