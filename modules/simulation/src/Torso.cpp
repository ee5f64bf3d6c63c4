#include "Anatomy.h"
#include "VesselTree.h"

#include <numbers>

namespace lastra::simulation {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kSpineY = 72;

// Thoracic kyphosis, as an offset of the spine towards the back.
double kyphosis(double z) {
    return 3 - 0.0006 * (z - 10) * (z - 10);
}

void addSpine(std::vector<Shape> &out) {
    const double pitch = 25;
    for (int level = -8; level <= 6; ++level) {
        const double z = level * pitch + 6, y = kSpineY + kyphosis(z);
        const double grow = 1 - 0.018 * level;
        const double a = 15.5 * grow, b = 12.5 * grow;
        Shape body;
        body.low = {-a - 2, y - b - 2, z - pitch / 2};
        body.high = {a + 2, y + b + 2, z + pitch / 2};
        body.at = [=](const Point &p) {
            const double up = std::abs(p[2] - z);
            // Waisted: narrower half-way between the end plates.
            const double waist = 1 - 0.10 * std::max(0.0, 1 - up / 7);
            const double dx = p[0] / (a * waist), dy = (p[1] - y) / (b * waist);
            const double dent = p[1] > y + 0.55 * b ? 0.12 * (1 - dx * dx) : 0; // canal side
            const double r = std::sqrt(dx * dx + dy * dy) + dent;
            if (r > 1)
                return Tissue::Count;
            if (up > pitch / 2 - 2.4)
                return Tissue::Disc;
            return r > 1 - 1.3 / b || up > pitch / 2 - 3.6 ? Tissue::CorticalBone
                                                           : Tissue::SpongyBone;
        };
        out.push_back(std::move(body));
        const double canal = y + b + 8;
        const auto bone = [&](const Point &p, const Point &q, double r0, double r1,
                              double metric = 1) {
            out.push_back(tube(p, q, r0, r1, Tissue::CorticalBone, 1.3, Tissue::SpongyBone,
                               kAnywhere, metric));
        };
        for (const double side : {-1.0, 1.0}) {
            bone({side * 10, y + b - 2, z + 3}, {side * 11, canal + 2, z + 2}, 4.2, 4.2, 0.75);
            bone({side * 11, canal + 2, z + 2}, {side * 2, canal + 11, z - 5}, 3.6, 3.4, 0.5);
            bone({side * 11, canal + 1, z + 2}, {side * 31, canal + 7, z + 4}, 4.6, 3.6);
        }
        bone({0, canal + 10, z - 3}, {0, canal + 24, z - 18}, 3.2, 2.6, 0.5);
        out.push_back(tube({0, canal, z - pitch / 2}, {0, canal, z + pitch / 2}, 8, 8,
                           Tissue::Mediastinum, 1.5, Tissue::Cord));
        out.push_back(
            tube({0, canal, z - pitch / 2}, {0, canal, z + pitch / 2}, 4.2, 4.2, Tissue::Brain));
    }
}

void addRibs(std::vector<Shape> &out, const Trunk &trunk) {
    for (int k = 0; k < 12; ++k) {
        const double zBack = 112 - 25.0 * k + 6;
        const double drop = k == 0 ? 26 : k == 1 ? 42 : 58;
        const double ends = k < 7 ? 166 : k < 9 ? 152 : k < 10 ? 128 : 100; // degrees round
        const double bone = k < 7 ? 126 + 2 * k : 122;
        for (const double side : {-1.0, 1.0}) {
            Point last{};
            for (double t = 13; t <= ends; t += 3) {
                const double a = t * kPi / 180;
                const double along = (t - 13) / 150;
                // Down from the back to the front; cartilage turns up again towards the sternum.
                double z = zBack - drop * std::sin(std::min(1.0, along * 1.15) * kPi / 2);
                if (t > bone)
                    z += (t - bone) * (k < 4 ? 0.15 : 0.16 * k);
                const Trunk::Ring ring = trunk.ring(Trunk::Cavity, std::min(z, 98.0));
                const double n = 2 / ring.n;
                const Point p{
                    side * (ring.a + 6) * std::pow(std::sin(a), n),
                    ring.y + (ring.b + 6) *
                                 std::copysign(std::pow(std::abs(std::cos(a)), n), std::cos(a)),
                    z};
                if (t > 13) {
                    if (t <= bone)
                        out.push_back(tube(last, p, 4.3, 4.3, Tissue::CorticalBone, 1.1,
                                           Tissue::SpongyBone, kAnywhere, 0.68));
                    else
                        out.push_back(tube(last, p, 4.6, 4.6, Tissue::Cartilage, 0, Tissue::Count,
                                           kAnywhere, 0.75));
                }
                last = p;
            }
        }
    }
}

void addShoulderGirdle(std::vector<Shape> &out, const Trunk &trunk) {
    Shape sternum;
    sternum.low = {-32, -125, -72};
    sternum.high = {32, -20, 88};
    sternum.at = [&trunk](const Point &p) {
        const Trunk::Ring ring = trunk.ring(Trunk::Cavity, p[2]);
        const double y = ring.y - ring.b - 7.5;
        const double half = p[2] > 52 ? 19 + 0.28 * (p[2] - 52) : p[2] < -50 ? 8 : 17;
        const double thick = 5.6;
        const double r = std::pow(p[0] / half, 4) + std::pow((p[1] - y) / thick, 4);
        if (r > 1)
            return Tissue::Count;
        const double core =
            std::pow(p[0] / (half - 1.3), 4) + std::pow((p[1] - y) / (thick - 1.2), 4);
        if (std::abs(p[2] - 52) < 1.5)
            return Tissue::Cartilage;
        return core > 1 ? Tissue::CorticalBone : Tissue::SpongyBone;
    };
    out.push_back(std::move(sternum));
    for (const double s : {-1.0, 1.0}) {
        out.push_back(tube({s * 24, -66, 86}, {s * 70, -66, 98}, 6.5, 5.5, Tissue::CorticalBone,
                           1.6, Tissue::SpongyBone));
        out.push_back(tube({s * 70, -66, 98}, {s * 128, -18, 114}, 5.5, 6, Tissue::CorticalBone,
                           1.6, Tissue::SpongyBone));
        // Blade, spine and neck of the scapula.
        out.push_back(ellipsoid({s * 104, 84, 58}, {37, 3.4, 46}, Tissue::CorticalBone,
                                {s * 0.86, -0.50, 0.0}, 1.3, Tissue::SpongyBone));
        out.push_back(tube({s * 137, 64, 28}, {s * 140, 52, 92}, 5, 9, Tissue::CorticalBone, 1.5,
                           Tissue::SpongyBone));
        out.push_back(tube({s * 76, 100, 88}, {s * 134, 78, 104}, 3.6, 6, Tissue::CorticalBone, 1.3,
                           Tissue::SpongyBone));
    }
}

void addHeartAndVessels(std::vector<Shape> &out) {
    const Point centre{22, -26, -40}, axis{0.74, -0.46, -0.48};
    out.push_back(ellipsoid(centre, {60, 46, 44}, Tissue::Mediastinum, axis, 0, Tissue::Count,
                            bit(Tissue::Lung)));
    out.push_back(ellipsoid(centre, {55, 41, 39}, Tissue::Heart, axis));
    // Chambers: left ventricle, right ventricle, right and left atrium.
    const auto blood = [&](const Point &c, const Point &axes, const Point &d) {
        out.push_back(ellipsoid(c, axes, Tissue::Blood, d));
    };
    blood({38, -22, -48}, {30, 16, 17}, axis);
    blood({13, -48, -48}, {29, 13, 20}, {0.80, -0.30, -0.5});
    blood({-16, -20, -38}, {20, 17, 24}, {0.2, 0.1, 1});
    blood({10, 8, -22}, {25, 15, 18}, {1, 0.1, 0});
    const auto vessel = [&](const Point &a, const Point &b, double r0, double r1) {
        out.push_back(tube(a, b, r0 + 2.2, r1 + 2.2, Tissue::Mediastinum, 0, Tissue::Count,
                           bit(Tissue::Lung)));
        out.push_back(tube(a, b, r0 + 1.2, r1 + 1.2, Tissue::Heart, 1.2, Tissue::Blood));
    };
    // Pulmonary trunk and arteries.
    vessel({14, -46, -22}, {16, -30, 14}, 13, 12.5);
    vessel({16, -30, 14}, {28, -6, 24}, 12, 10);
    vessel({28, -6, 24}, {46, 10, 18}, 10, 7);
    vessel({14, -22, 14}, {-20, -8, 12}, 10.5, 10);
    vessel({-20, -8, 12}, {-46, 6, 6}, 9.5, 7);
    // Pulmonary veins.
    for (const double s : {-1.0, 1.0}) {
        vessel({10 + s * 20, 8, -20}, {6 + s * 44, 6, -10}, 6.5, 5);
        vessel({10 + s * 20, 12, -26}, {6 + s * 44, 18, -38}, 6.5, 5);
    }
    // Aorta: root, ascending, arch, descending.
    const Point arch[] = {{2, -24, -22}, {-10, -30, 8}, {-12, -30, 34}, {-6, -22, 52},
                          {6, -4, 61},   {17, 14, 59},  {23, 30, 49},   {25, 42, 34},
                          {25, 47, 0},   {23, 49, -60}, {17, 48, -110}, {10, 47, -180}};
    const double radius[] = {15, 15.5, 15, 14, 13.2, 12.8, 12.4, 12, 11.6, 11.2, 10.5, 9.5};
    for (size_t i = 0; i + 1 < std::size(arch); ++i)
        vessel(arch[i], arch[i + 1], radius[i], radius[i + 1]);
    // Branches of the arch, and the great veins.
    vessel({-4, -16, 58}, {-20, -8, 118}, 6.5, 5.5);
    vessel({6, -4, 66}, {15, -4, 122}, 4.5, 4);
    vessel({16, 10, 64}, {27, 10, 118}, 5, 4.5);
    vessel({-30, -18, -24}, {-27, -16, 62}, 9, 8.5);
    vessel({-27, -16, 62}, {-32, -20, 116}, 7, 6);
    vessel({-26, -20, 60}, {26, -34, 84}, 6, 5.5);
    vessel({26, -34, 84}, {34, -22, 116}, 5.5, 5.5);
    vessel({-20, 2, -52}, {-22, 26, -100}, 10.5, 10.5);
    vessel({-22, 26, -100}, {-20, 42, -190}, 10.5, 10.5);
    // Azygos vein and oesophagus.
    vessel({-4, 54, -150}, {-6, 50, 36}, 3, 3.4);
    out.push_back(tube({4, 34, 124}, {8, 36, -40}, 7, 7.5, Tissue::Bowel, 3.2, Tissue::Stomach));
    out.push_back(tube({8, 36, -40}, {26, 20, -104}, 7.5, 7.5, Tissue::Bowel));
    out.push_back(tube({5, 34, 100}, {5, 33, 60}, 2, 1.2, Tissue::Airway));
    // Lymph nodes and the thyroid's lower poles.
    out.push_back(ellipsoid({-14, 2, 40}, {5, 4, 7}, Tissue::Bowel, {1, 0.4, 0}));
    out.push_back(ellipsoid({2, 20, 14}, {7, 4.5, 5}, Tissue::Bowel));
    for (const double s : {-1.0, 1.0})
        out.push_back(ellipsoid({s * 15 + 2, 4, 116}, {8, 10, 16}, Tissue::Spleen));
}

void addAirways(std::vector<Shape> &out) {
    const auto airway = [&](const Point &a, const Point &b, double r0, double r1) {
        out.push_back(tube(a, b, r0 + 1.4, r1 + 1.3, Tissue::Bowel, 1.35, Tissue::Airway));
    };
    airway({1, 18, 126}, {0, 19, 36}, 8.6, 8.8);
    airway({0, 19, 36}, {-30, 16, 10}, 7.2, 6.2);
    airway({0, 19, 36}, {38, 18, 4}, 6.6, 5.6);
    airway({-26, 16, 14}, {-48, 12, 26}, 4.4, 3.4);
    airway({-30, 16, 10}, {-42, 20, -24}, 5.2, 4);
    airway({38, 18, 4}, {54, 10, 14}, 4.2, 3.2);
    airway({38, 18, 4}, {50, 26, -24}, 4.8, 3.6);
}

void addAbdomen(std::vector<Shape> &out, const Trunk &trunk, const Build &build) {
    const double seed = double(build.seed % 997);
    Stream stream(build.seed, 12);
    const double size = stream.normal(1, 0.06);
    Shape liver;
    liver.low = {-130, -95, -230};
    liver.high = {75, 95, -40};
    liver.over = bit(Tissue::Mediastinum);
    liver.at = [&trunk, size, seed](const Point &p) {
        if (p[2] > trunk.dome(p[0], p[1]) - 4)
            return Tissue::Count;
        const Trunk::Ring wall = trunk.ring(Trunk::Cavity, p[2]);
        if (std::abs(p[0]) > Trunk::Ring{wall.a - 5, wall.b - 5, wall.y, wall.n}.halfWidth(p[1]))
            return Tissue::Count;
        const double wobble = 0.05 * smoothNoise(p, 30, std::uint64_t(seed) + 5);
        const auto level = [&](const Point &c, const Point &a) {
            return std::pow((p[0] - c[0]) / a[0], 2) + std::pow((p[1] - c[1]) / a[1], 2) +
                   std::pow((p[2] - c[2]) / a[2], 2) + wobble;
        };
        const bool right =
            level({-66, 2, -128}, {80 * size, 84, 92 * size}) < 1 && p[0] + 0.25 * p[1] < 12;
        const bool left = level({14, -44, -104}, {56 * size, 36, 40}) < 1;
        return right || left ? Tissue::Liver : Tissue::Count;
    };
    out.push_back(std::move(liver));
    const TissueMask inLiver = bit(Tissue::Liver), belly = bit(Tissue::Mediastinum);
    const auto vein = [&](const Point &a, const Point &b, double r0, double r1) {
        out.push_back(tube(a, b, r0, r1, Tissue::Blood, 0, Tissue::Count, inLiver));
    };
    vein({-22, 18, -86}, {-84, 14, -100}, 5.5, 3);
    vein({-22, 16, -86}, {-64, -34, -104}, 5, 2.6);
    vein({-20, 14, -86}, {16, -40, -98}, 4.6, 2.4);
    vein({-10, 2, -130}, {-46, 6, -128}, 6, 5);
    vein({-46, 6, -128}, {-90, -16, -124}, 4.4, 2.4);
    vein({-46, 6, -128}, {-84, 40, -136}, 4.2, 2.4);
    vein({-30, 2, -128}, {0, -46, -112}, 4, 2.2);
    out.push_back(ellipsoid({-42, -40, -168}, {14, 26, 20}, Tissue::Stomach, {1, 0, 0}, 0,
                            Tissue::Count, belly | inLiver));
    out.push_back(ellipsoid({87, 40, -112}, {30, 46, 46}, Tissue::Spleen, {0.9, -0.45, 0}, 0,
                            Tissue::Count, belly));
    // Stomach: wall, content, and the air that lies in front when the patient lies on the back.
    Shape stomach = ellipsoid({56, -16, -116}, {46, 38, 38}, Tissue::Bowel, {0.9, -0.3, -0.4}, 4,
                              Tissue::Stomach, belly);
    const double air = stream.uniform(-44, -28);
    stomach.at = [inner = stomach.at, air](const Point &p) {
        const Tissue t = inner(p);
        return t == Tissue::Stomach && p[1] < air ? Tissue::Airway : t;
    };
    out.push_back(std::move(stomach));
    for (const double s : {-1.0, 1.0}) {
        const Point c{s * 56, 56, s < 0 ? -184.0 : -172.0};
        out.push_back(
            ellipsoid(c, {27, 25, 52}, Tissue::Kidney, {1, 0.35 * s, 0}, 0, Tissue::Count, belly));
        out.push_back(ellipsoid(c + Point{-s * 12, -2, 0}, {14, 9, 26}, Tissue::Mediastinum,
                                {1, 0.35 * s, 0}));
        out.push_back(tube({s * 30, 70, -120}, {s * 36, 74, -230}, 8, 17, Tissue::Muscle, 0,
                           Tissue::Count, belly));
        out.push_back(tube({s * 8, 54, -96}, {s * 14, 48, -190}, 5, 8, Tissue::Muscle, 0,
                           Tissue::Count, belly));
    }
    out.push_back(tube({-30, 22, -150}, {44, 26, -138}, 10, 7, Tissue::Bowel, 0, Tissue::Count,
                       belly)); // pancreas
    for (int i = 0; i < 14; ++i) {
        const Point c{stream.uniform(-60, 96), stream.uniform(-66, 16), stream.uniform(-240, -166)};
        const double r = stream.uniform(11, 17);
        out.push_back(ellipsoid(c, {r * 1.5, r, r}, Tissue::Bowel,
                                {stream.normal(0, 1), stream.normal(0, 1), 0.3}, 3,
                                stream.chance(0.35) ? Tissue::Airway : Tissue::Stomach, belly));
    }
}

void addBreasts(std::vector<Shape> &out, const Trunk &trunk, const Build &build) {
    if (build.sex != Sex::Female)
        return;
    Stream stream(build.seed, 13);
    const double size = stream.normal(1, 0.12) * (0.8 + 0.012 * build.bmi);
    const Trunk::Ring ring = trunk.ring(Trunk::SkinOuter, -30);
    const double y = ring.y - ring.b * 0.86;
    for (const double s : {-1.0, 1.0}) {
        const Point c{s * 84, y, -34}, axes{56 * size, 42 * size, 56 * size};
        const TissueMask outside = bit(Tissue::Air) | bit(Tissue::Skin);
        out.push_back(ellipsoid(c, axes, Tissue::Skin, {1, s * 0.45, 0}, 2, Tissue::Fat, outside));
        const std::uint64_t seed = build.seed + (s > 0 ? 31 : 32);
        Shape gland = ellipsoid(c + Point{s * 4, 2, 0}, 0.72 * axes, Tissue::Gland,
                                {1, s * 0.45, 0}, 0, Tissue::Count, bit(Tissue::Fat));
        gland.at = [inner = gland.at, seed](const Point &p) {
            const bool lobe = smoothNoise(p, 11, seed) + 0.5 * smoothNoise(p, 5, seed) > 0.10;
            return lobe ? inner(p) : Tissue::Count;
        };
        out.push_back(std::move(gland));
    }
}

void addLungVessels(std::vector<Shape> &out, const Trunk &trunk, const Build &build) {
    for (const double s : {-1.0, 1.0}) {
        const auto inLung = [&trunk, s](const Point &p) {
            return p[0] * s > 0 && trunk.at(p) == Tissue::Lung &&
                   trunk.at({p[0] + s * 4, p[1], p[2] - 4}) == Tissue::Lung;
        };
        const auto grow = [&](const Point &root, const Point &box0, const Point &box1, int leaves,
                              double leaf, std::uint32_t purpose) {
            Stream stream(build.seed, purpose + (s > 0 ? 100u : 0u));
            return growTree(root, box0, box1, leaves, leaf, inLung, stream);
        };
        const Point low{s > 0 ? 5.0 : -132.0, -92, -140}, high{s > 0 ? 132.0 : -5.0, 100, 114};
        const TissueMask lung = bit(Tissue::Lung);
        for (const Segment &b : grow({s * 46 + 4, 18, s < 0 ? 0.0 : -6.0}, low, high, 70, 0.55, 21))
            if (b.r0 > 0.7)
                out.push_back(tube(b.a, b.b, b.r0 + 0.8, b.r1 + 0.7, Tissue::Bowel, 0.8,
                                   Tissue::Airway, lung));
        for (const Segment &b : grow({s * 44 + 2, 7, 8}, low, high, 420, 0.72, 22))
            out.push_back(tube(b.a, b.b, b.r0, b.r1, Tissue::Blood, 0, Tissue::Count, lung));
        for (const Segment &b : grow({s * 44 + 6, 10, -18}, low, high, 300, 0.70, 23))
            out.push_back(tube(b.a, b.b, b.r0, b.r1, Tissue::Blood, 0, Tissue::Count, lung));
    }
}

std::optional<Nodule> placeNodule(const Build &build, const Trunk &trunk, const PatientSpec &spec) {
    if (!spec.nodule.present)
        return std::nullopt;
    Stream stream(build.seed, 14);
    const double diameter =
        spec.nodule.diameterMm > 0 ? spec.nodule.diameterMm : stream.uniform(8, 18);
    const double margin = diameter / 2 + 4;
    for (int attempt = 0; attempt < 2000; ++attempt) {
        const double side = stream.chance(0.5) ? -1 : 1;
        const Point p{side * stream.uniform(44, 112), stream.uniform(-62, 74),
                      stream.uniform(-48, 62)};
        bool inside = trunk.at(p) == Tissue::Lung;
        for (int i = 0; inside && i < 26; ++i) {
            const Point d{double(i % 3 - 1), double(i / 3 % 3 - 1), double(i / 9 - 1)};
            const double l = length(d);
            inside = l < 0.5 || trunk.at(p + (margin / l) * d) == Tissue::Lung;
        }
        // Away from the hilum, where vessels and airways are wide.
        const Point hilum{side * 44, 12, 0};
        if (!inside || length(p - hilum) < 30 + margin)
            continue;
        return Nodule{{p[0] * build.scale[0], p[1] * build.scale[1], p[2] * build.scale[2]},
                      diameter,
                      build.noduleDensity};
    }
    return std::nullopt;
}

void addTable(std::vector<Shape> &out, const Trunk &trunk) {
    const double top = trunk.backY() - 5; // the back is pressed flat
    Shape table;
    table.low = {-225, top - 40, -1000};
    table.high = {225, top + 60, 1000};
    table.over = bit(Tissue::Air);
    table.at = [top](const Point &p) {
        const double curve = -p[0] * p[0] / 1500; // a shallow trough
        const double d = p[1] - top - curve, thick = 26 - p[0] * p[0] / 3600;
        if (d < 0 || d > thick || std::abs(p[0]) > 215)
            return Tissue::Count;
        return d < 1.8 || d > thick - 1.8 || std::abs(p[0]) > 212 ? Tissue::TableShell
                                                                  : Tissue::TableCore;
    };
    out.push_back(std::move(table));
}

} // namespace

Anatomy torsoAnatomy(const Build &build, const Trunk &trunk, const PatientSpec &spec) {
    Anatomy out;
    addBreasts(out.shapes, trunk, build);
    addAbdomen(out.shapes, trunk, build);
    addLungVessels(out.shapes, trunk, build);
    addHeartAndVessels(out.shapes);
    addAirways(out.shapes);
    addRibs(out.shapes, trunk);
    addShoulderGirdle(out.shapes, trunk);
    addSpine(out.shapes);
    if (spec.table)
        addTable(out.shapes, trunk);
    out.nodule = placeNodule(build, trunk, spec);
    return out;
}

} // namespace lastra::simulation
