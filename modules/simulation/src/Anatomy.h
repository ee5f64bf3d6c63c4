#pragma once
// The drawn shape of one virtual patient, in its reference frame (before the patient's scale).

#include "Random.h"
#include "Shapes.h"

namespace lastra::simulation {

struct Build {
    Sex sex = Sex::Female;
    int age = 50;
    double heightM = 1.7, bmi = 25;
    double lungDensity = 0.17, noduleDensity = 1.04;
    Point scale{1, 1, 1}; // world = scale x reference
    std::uint64_t seed = 1;
};

// Layers of the trunk in one transverse plane: superellipses as half-widths of each row.
class Trunk {
public:
    Trunk(const Build &build, const PatientSpec &spec);

    enum Layer {
        SkinOuter,
        SkinInner,
        MuscleOuter,
        WallOuter,
        RibOuter,
        Cavity,
        Pleura,
        LayerCount
    };
    struct Ring {
        double a = 0, b = 0, y = 0, n = 2.4; // half axes, centre, exponent
        // Half-width at y, negative outside.
        [[nodiscard]] double halfWidth(double atY) const;
    };
    [[nodiscard]] Ring ring(Layer layer, double z) const;
    // Height of the diaphragm, and of the mediastinum's half-width.
    [[nodiscard]] double dome(double x, double y) const;
    [[nodiscard]] double mediastinum(double y, double z) const;
    [[nodiscard]] Tissue at(const Point &p, const std::array<double, LayerCount> &halfWidths) const;
    [[nodiscard]] Tissue at(const Point &p) const;
    [[nodiscard]] double backY() const; // where the table begins

private:
    double m_fat, m_wall, m_domeRight, m_domeLeft;
    std::uint64_t m_seed;
};

struct Anatomy {
    std::vector<Shape> shapes;    // in painting order, over the trunk
    std::optional<Nodule> nodule; // world coordinates
};

[[nodiscard]] Anatomy torsoAnatomy(const Build &build, const Trunk &trunk, const PatientSpec &spec);
[[nodiscard]] Anatomy headAnatomy(const Build &build);

// Smooth noise in [-1, 1] with features of `sizeMm`.
[[nodiscard]] double smoothNoise(const Point &p, double sizeMm, std::uint64_t seed);

} // namespace lastra::simulation
