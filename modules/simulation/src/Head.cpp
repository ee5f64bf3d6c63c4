#include "Anatomy.h"

namespace lastra::simulation {

Anatomy headAnatomy(const Build &build) {
    Anatomy out;
    std::vector<Shape> &s = out.shapes;
    const auto in = [](std::initializer_list<Tissue> list) {
        TissueMask mask = 0;
        for (const Tissue t : list)
            mask |= bit(t);
        return mask;
    };
    const std::uint64_t seed = build.seed;
    // Neck and face first, then the cranium over them.
    s.push_back(tube({0, 22, -190}, {0, 10, -70}, 58, 60, Tissue::Skin, 2, Tissue::Fat));
    s.push_back(tube({0, 22, -190}, {0, 10, -70}, 52, 54, Tissue::Muscle));
    s.push_back(ellipsoid({0, -38, -62}, {58, 50, 62}, Tissue::Skin, {1, 0, 0}, 2, Tissue::Fat));
    s.push_back(ellipsoid({0, -34, -62}, {50, 42, 58}, Tissue::Muscle));
    s.push_back(ellipsoid({0, 0, 0}, {99, 80, 88}, Tissue::Skin, {0, 1, 0}, 2, Tissue::Fat));
    Shape skull = ellipsoid({0, 0, 0}, {94, 75, 83}, Tissue::CorticalBone, {0, 1, 0});
    skull.at = [outer = skull.at,
                dipInner =
                    ellipsoid({0, 0, 0}, {89.6, 70.6, 78.6}, Tissue::CorticalBone, {0, 1, 0}).at,
                dipOuter = ellipsoid({0, 0, 0}, {92, 73, 81}, Tissue::SpongyBone, {0, 1, 0}).at,
                inner = ellipsoid({0, 0, 0}, {87.6, 68.6, 76.6}, Tissue::Csf, {0, 1, 0}).at](
                   const Point &p) {
        if (outer(p) == Tissue::Count)
            return Tissue::Count;
        if (inner(p) != Tissue::Count)
            return Tissue::Csf;
        return dipOuter(p) != Tissue::Count && dipInner(p) == Tissue::Count ? Tissue::SpongyBone
                                                                            : Tissue::CorticalBone;
    };
    s.push_back(std::move(skull));
    // Cortex folded by noise; white matter below it; the falx and the ventricles.
    Shape brain = ellipsoid({0, 0, 1}, {85, 66, 74}, Tissue::GreyMatter, {0, 1, 0});
    brain.over = bit(Tissue::Csf);
    brain.at = [outer = brain.at, seed](const Point &p) {
        if (outer(p) == Tissue::Count)
            return Tissue::Count;
        const double depth = 1 - std::sqrt(p[0] * p[0] / (66 * 66) + p[1] * p[1] / (85 * 85) +
                                           (p[2] - 1) * (p[2] - 1) / (74 * 74));
        const double fold = smoothNoise(p, 9, seed) + 0.4 * smoothNoise(p, 5, seed + 1);
        if (std::abs(p[0]) < 0.9 + 0.02 * std::abs(p[2]) && p[2] > 8)
            return Tissue::Csf;
        if (depth < 0.17 && std::abs(fold) < 0.06)
            return Tissue::Csf; // sulci
        return depth < 0.06 + 0.09 * std::abs(fold) + 0.05 * fold ? Tissue::GreyMatter
                                                                  : Tissue::Brain;
    };
    s.push_back(std::move(brain));
    const TissueMask brainOnly = in({Tissue::Brain, Tissue::GreyMatter});
    for (const double side : {-1.0, 1.0}) {
        s.push_back(ellipsoid({side * 13, -14, 14}, {24, 6, 8}, Tissue::Csf, {side * 0.18, -1, 0.2},
                              0, Tissue::Count, brainOnly));
        s.push_back(ellipsoid({side * 19, 24, 10}, {24, 6.5, 8}, Tissue::Csf, {side * 0.32, 1, 0},
                              0, Tissue::Count, brainOnly));
        s.push_back(ellipsoid({side * 11, 2, 4}, {15, 8, 10}, Tissue::GreyMatter,
                              {side * 0.3, 1, 0}, 0, Tissue::Count, brainOnly));
        s.push_back(ellipsoid({side * 26, -8, 6}, {20, 7, 13}, Tissue::GreyMatter,
                              {side * 0.3, 1, 0}, 0, Tissue::Count, brainOnly));
        // Orbit, eye, lens; petrous bone with air cells; mandible.
        s.push_back(ellipsoid({side * 32, -66, -34}, {19, 21, 18}, Tissue::CorticalBone, {1, 0, 0},
                              2, Tissue::Fat));
        s.push_back(ellipsoid({side * 32, -76, -34}, {12.2, 12.2, 12.2}, Tissue::Muscle, {1, 0, 0},
                              1.2, Tissue::Eye));
        s.push_back(ellipsoid({side * 32, -85, -34}, {4.4, 2, 4.4}, Tissue::Cartilage));
        s.push_back(tube({side * 18, 2, -46}, {side * 58, 18, -44}, 8, 14, Tissue::CorticalBone, 4,
                         Tissue::SpongyBone));
        for (int i = 0; i < 9; ++i)
            s.push_back(ellipsoid({side * (50 + 4.0 * (i % 3)), 14 + 4.0 * (i / 3), -46.0 + i},
                                  {2.2, 2.2, 2.6}, Tissue::Airway));
        s.push_back(ellipsoid({side * 28, -50, -64}, {15, 17, 17}, Tissue::CorticalBone, {1, 0, 0},
                              1.2, Tissue::Airway));
        s.push_back(tube({side * 48, -8, -66}, {side * 10, -68, -112}, 6, 7, Tissue::CorticalBone,
                         2, Tissue::SpongyBone, kAnywhere, 0.6));
    }
    s.push_back(
        ellipsoid({0, 0, 0}, {3, 15, 9}, Tissue::Csf, {1, 0, 0}, 0, Tissue::Count, brainOnly));
    s.push_back(ellipsoid({0, -72, -50}, {9, 18, 18}, Tissue::Airway));
    s.push_back(ellipsoid({0, 44, -48}, {44, 26, 22}, Tissue::GreyMatter, {1, 0, 0}, 3,
                          Tissue::Brain,
                          in({Tissue::Csf, Tissue::Brain, Tissue::GreyMatter, Tissue::Muscle})));
    s.push_back(tube({0, 14, -30}, {0, 24, -70}, 15, 11, Tissue::Brain));
    s.push_back(tube({0, 24, -70}, {0, 40, -190}, 10, 9, Tissue::CorticalBone, 1.5, Tissue::Csf));
    s.push_back(tube({0, 24, -70}, {0, 40, -190}, 5, 5, Tissue::Brain));
    s.push_back(
        tube({0, 10, -76}, {0, 22, -190}, 12, 13, Tissue::CorticalBone, 1.4, Tissue::SpongyBone));
    s.push_back(tube({0, -22, -70}, {0, -14, -190}, 9, 9, Tissue::Airway));
    return out;
}

} // namespace lastra::simulation
