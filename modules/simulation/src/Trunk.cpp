#include "Anatomy.h"

namespace lastra::simulation {

namespace {

constexpr double kCavityA = 130, kCavityB = 88; // half axes of the thorax inside the ribs
constexpr double kApexZ = 116, kShoulderZ = -40;

// 1 in the lower chest, 0 at the apex of the lungs.
double narrowing(double z) {
    if (z <= kShoulderZ)
        return 1 - 0.0004 * (kShoulderZ - z);
    const double t = (z - kShoulderZ) / (kApexZ - kShoulderZ);
    return t >= 1 ? 0 : std::pow(1 - std::pow(t, 2.6), 1 / 2.6);
}

double square(double v) {
    return v * v;
}

std::uint32_t hash(int x, int y, int z, std::uint64_t seed) {
    std::uint64_t h = seed ^ (std::uint64_t(std::uint32_t(x)) * 0x9E3779B97F4A7C15ull);
    h ^= std::uint64_t(std::uint32_t(y)) * 0xC2B2AE3D27D4EB4Full;
    h ^= std::uint64_t(std::uint32_t(z)) * 0x165667B19E3779F9ull;
    h ^= h >> 31;
    h *= 0xBF58476D1CE4E5B9ull;
    h ^= h >> 29;
    return std::uint32_t(h);
}

} // namespace

double smoothNoise(const Point &p, double sizeMm, std::uint64_t seed) {
    std::array<int, 3> i;
    Point f;
    for (size_t d = 0; d < 3; ++d) {
        const double v = p[d] / sizeMm, base = std::floor(v);
        i[d] = int(base);
        f[d] = v - base;
        f[d] = f[d] * f[d] * (3 - 2 * f[d]);
    }
    double sum = 0;
    for (int c = 0; c < 8; ++c) {
        const int x = c & 1, y = (c >> 1) & 1, z = c >> 2;
        sum += (x ? f[0] : 1 - f[0]) * (y ? f[1] : 1 - f[1]) * (z ? f[2] : 1 - f[2]) *
               (hash(i[0] + x, i[1] + y, i[2] + z, seed) * (2.0 / 4294967295.0) - 1);
    }
    return sum;
}

Trunk::Trunk(const Build &build, const PatientSpec &)
    : m_fat(4 + std::max(0.0, build.bmi - 17) * 1.25), m_seed(build.seed) {
    Stream stream(build.seed, 11);
    m_wall = build.sex == Sex::Male ? 26 : 22;
    m_domeRight = stream.normal(-60, 5);
    m_domeLeft = m_domeRight - stream.uniform(8, 16);
}

double Trunk::Ring::halfWidth(double atY) const {
    const double t = std::abs(atY - y) / b;
    return t >= 1 || a <= 0 ? -1 : a * std::pow(1 - std::pow(t, n), 1 / n);
}

Trunk::Ring Trunk::ring(Layer layer, double z) const {
    const double r = narrowing(z);
    const double top = std::clamp((z - 20) / 100, 0.0, 1.0); // towards the shoulders
    const Ring cavity{kCavityA * r, kCavityB * std::pow(r, 0.8), 8 * top * top, 2.3};
    // The outer trunk narrows far less than the rib cage: the space is shoulder muscle.
    const double belly = std::clamp((-60 - z) / 120, 0.0, 1.0);
    const Ring muscle{(kCavityA + m_wall) * (1 + 0.05 * top - 0.03 * belly),
                      (kCavityB + m_wall) * (1 - 0.20 * top * top) + 2 * belly, 6 - 1 * top, 2.4};
    const double side = m_fat * (1 + 0.35 * belly), front = m_fat * (0.8 + 0.7 * belly);
    switch (layer) {
    case SkinOuter:
        return {muscle.a + side + 2, muscle.b + front + 2, muscle.y, 2.35};
    case SkinInner:
        return {muscle.a + side, muscle.b + front, muscle.y, 2.35};
    case MuscleOuter:
        return muscle;
    case WallOuter: { // a plane of fat between the shoulder muscles and the rib cage
        const double f = 0.45;
        return {cavity.a + 15 + f * (muscle.a - cavity.a - 15),
                cavity.b + 15 + f * (muscle.b - cavity.b - 15), muscle.y, 2.35};
    }
    case RibOuter:
        return {cavity.a + 12, cavity.b + 12, cavity.y, 2.3};
    case Cavity:
        return cavity;
    default:
        return {cavity.a - 2, cavity.b - 2, cavity.y, 2.3};
    }
}

double Trunk::dome(double x, double y) const {
    const double right = m_domeRight - 50 * (square((x + 62) / 74) + square((y + 4) / 84));
    const double left = m_domeLeft - 50 * (square((x - 64) / 70) + square((y + 4) / 84));
    const double centre = m_domeLeft - 14 - 45 * square((y + 8) / 80) - 30 * square(x / 60);
    return std::max({right, left, centre});
}

double Trunk::mediastinum(double y, double z) const {
    const double t = square((y - 2) / 46);
    const double wide = z > 60 ? 27 + 0.12 * (z - 60) : 27;
    return 5 + (wide - 5) * std::exp(-t * t);
}

Tissue Trunk::at(const Point &p, const std::array<double, LayerCount> &w) const {
    const double x = std::abs(p[0]);
    if (x > w[SkinOuter])
        return Tissue::Air;
    if (x > w[SkinInner])
        return Tissue::Skin;
    if (x > w[MuscleOuter])
        return Tissue::Fat;
    if (x > w[Cavity]) {
        if (x > w[RibOuter]) {
            // Fat planes and streaks between the muscles.
            const double streak = smoothNoise({p[0], p[1], p[2] / 2}, 14, m_seed ^ 77);
            const double inner = x - w[WallOuter];
            if (w[WallOuter] > 0 && std::abs(inner + 5 * streak) < 1.2 + 0.1 * m_fat)
                return Tissue::Fat;
            if (streak * smoothNoise(p, 6, m_seed ^ 78) > 0.32)
                return Tissue::Fat;
        }
        return Tissue::Muscle;
    }
    const double above = p[2] - dome(p[0], p[1]);
    if (above < 0)
        return above > -3 ? Tissue::Muscle : Tissue::Mediastinum;
    if (x > w[Pleura])
        return Tissue::Muscle;
    const double axis = p[2] < 10 ? 6 : 0; // the lower mediastinum leans to the left
    if (std::abs(p[0] - axis) < mediastinum(p[1], p[2]))
        return Tissue::Mediastinum;
    if (square(p[0]) + square(p[1] - 72) < square(25)) // around the spine
        return Tissue::Mediastinum;
    return Tissue::Lung;
}

Tissue Trunk::at(const Point &p) const {
    std::array<double, LayerCount> w;
    for (int layer = 0; layer < LayerCount; ++layer)
        w[size_t(layer)] = ring(Layer(layer), p[2]).halfWidth(p[1]);
    return at(p, w);
}

double Trunk::backY() const {
    double most = 0;
    for (double z = -160; z <= 120; z += 20) {
        const Ring r = ring(SkinOuter, z);
        most = std::max(most, r.y + r.b);
    }
    return most;
}

} // namespace lastra::simulation
