#include "lastra/imaging/Geometry.h"

#include <algorithm>

namespace lastra::imaging {

Vec3 Geometry::toPatient(Vec3 voxel) const {
    return origin + direction[0] * (voxel.x * spacing.x) + direction[1] * (voxel.y * spacing.y) +
           direction[2] * (voxel.z * spacing.z);
}

Vec3 Geometry::toVoxel(Vec3 patient) const {
    // Cramer's rule: exact for perpendicular and for tilted axes alike.
    const Vec3 d = patient - origin;
    const Vec3 &a = direction[0], &b = direction[1], &c = direction[2];
    const double det = dot(a, cross(b, c));
    if (det == 0)
        return {};
    return {dot(d, cross(b, c)) / det / spacing.x, dot(a, cross(d, c)) / det / spacing.y,
            dot(a, cross(b, d)) / det / spacing.z};
}

bool Geometry::isValid() const {
    for (int axis = 0; axis < 3; ++axis) {
        if (size[size_t(axis)] <= 0)
            return false;
        if (!(spacing[axis] > 0) || !std::isfinite(spacing[axis]) || !std::isfinite(origin[axis]))
            return false;
        if (!(std::abs(length(direction[size_t(axis)]) - 1) < 1e-3))
            return false;
    }
    return std::abs(dot(direction[0], cross(direction[1], direction[2]))) > 1e-3;
}

Vec3 Geometry::centre() const {
    return toPatient({(size[0] - 1) / 2.0, (size[1] - 1) / 2.0, (size[2] - 1) / 2.0});
}

std::array<int, 3> Geometry::axesNearestPatient() const {
    std::array<int, 3> best{0, 1, 2}, order{0, 1, 2};
    double bestScore = -1;
    do {
        double score = 0;
        for (int axis = 0; axis < 3; ++axis)
            score += std::abs(direction[size_t(order[size_t(axis)])][axis]);
        if (score > bestScore + 1e-9) {
            bestScore = score;
            best = order;
        }
    } while (std::next_permutation(order.begin(), order.end()));
    return best;
}

bool Geometry::sameGrid(const Geometry &other) const {
    if (size != other.size)
        return false;
    const Vec3 last{size[0] - 1.0, size[1] - 1.0, size[2] - 1.0};
    const double tolerance = 1e-3 * std::min({spacing.x, spacing.y, spacing.z});
    for (int corner = 0; corner < 8; ++corner) {
        const Vec3 v{corner & 1 ? last.x : 0, corner & 2 ? last.y : 0, corner & 4 ? last.z : 0};
        if (length(toPatient(v) - other.toPatient(v)) > tolerance)
            return false;
    }
    return true;
}

} // namespace lastra::imaging
