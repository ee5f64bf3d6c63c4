#pragma once
// Shapes that anatomy is painted with, slice by slice, later over earlier.

#include "lastra/simulation/Patient.h"

#include <cmath>
#include <functional>

namespace lastra::simulation {

using TissueMask = std::uint32_t;
constexpr TissueMask bit(Tissue t) {
    return TissueMask(1) << unsigned(t);
}
constexpr TissueMask kAnywhere = ~TissueMask(0);

struct Shape {
    Point low{}, high{};
    TissueMask over = kAnywhere; // paints only over these
    // The tissue at a point, or Count for none.
    std::function<Tissue(const Point &)> at;
};

inline Point operator+(const Point &a, const Point &b) {
    return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}
inline Point operator-(const Point &a, const Point &b) {
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}
inline Point operator*(double f, const Point &a) {
    return {f * a[0], f * a[1], f * a[2]};
}
inline double dot(const Point &a, const Point &b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
inline double length(const Point &a) {
    return std::sqrt(dot(a, a));
}

// Ellipsoid whose first axis points along `direction`; inside it a second tissue below the shell.
inline Shape ellipsoid(const Point &centre, const Point &axes, Tissue tissue,
                       const Point &direction = {1, 0, 0}, double shell = 0,
                       Tissue inner = Tissue::Count, TissueMask over = kAnywhere) {
    const Point e0 = (1 / length(direction)) * direction;
    const Point helper = std::abs(e0[2]) < 0.9 ? Point{0, 0, 1} : Point{0, 1, 0};
    Point e1{helper[1] * e0[2] - helper[2] * e0[1], helper[2] * e0[0] - helper[0] * e0[2],
             helper[0] * e0[1] - helper[1] * e0[0]};
    e1 = (1 / length(e1)) * e1;
    const Point e2{e0[1] * e1[2] - e0[2] * e1[1], e0[2] * e1[0] - e0[0] * e1[2],
                   e0[0] * e1[1] - e0[1] * e1[0]};
    Shape s;
    for (size_t i = 0; i < 3; ++i) {
        const double reach = std::sqrt(std::pow(axes[0] * e0[i], 2) + std::pow(axes[1] * e1[i], 2) +
                                       std::pow(axes[2] * e2[i], 2));
        s.low[i] = centre[i] - reach;
        s.high[i] = centre[i] + reach;
    }
    s.over = over;
    s.at = [=](const Point &p) {
        const Point d = p - centre;
        const double a = dot(d, e0), b = dot(d, e1), c = dot(d, e2);
        const auto level = [&](double less) {
            return std::pow(a / (axes[0] - less), 2) + std::pow(b / (axes[1] - less), 2) +
                   std::pow(c / (axes[2] - less), 2);
        };
        if (level(0) > 1)
            return Tissue::Count;
        return inner != Tissue::Count && level(shell) <= 1 ? inner : tissue;
    };
    return s;
}

// A tapering tube with round ends; zMetric < 1 makes it taller than wide.
inline Shape tube(const Point &a, const Point &b, double ra, double rb, Tissue tissue,
                  double shell = 0, Tissue inner = Tissue::Count, TissueMask over = kAnywhere,
                  double zMetric = 1) {
    Shape s;
    for (size_t i = 0; i < 3; ++i) {
        const double r = std::max(ra, rb) / (i == 2 ? zMetric : 1);
        s.low[i] = std::min(a[i], b[i]) - r;
        s.high[i] = std::max(a[i], b[i]) + r;
    }
    const Point d = b - a;
    const double dd = std::max(1e-9, dot(d, d));
    s.over = over;
    s.at = [=](const Point &p) {
        const Point v = p - a;
        const double t = std::clamp(dot(v, d) / dd, 0.0, 1.0), r = ra + t * (rb - ra);
        Point off = v - t * d;
        off[2] *= zMetric;
        const double d2 = dot(off, off);
        if (d2 > r * r)
            return Tissue::Count;
        return inner != Tissue::Count && d2 < (r - shell) * (r - shell) ? inner : tissue;
    };
    return s;
}

} // namespace lastra::simulation
