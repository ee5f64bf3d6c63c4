#pragma once
// Virtual patients: stylised parametric anatomy drawn by seed. Patient LPS, millimetres; x to the
// left, y to the back, z to the head; z = 0 lies at the level of the left atrium.
// Errors: "simulation.parameter" [name, value].

#include "lastra/core/Result.h"
#include "lastra/core/Work.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace lastra::simulation {

using Point = std::array<double, 3>;

enum class Sex { Either, Female, Male };

struct NoduleSpec {
    bool present = true;
    double diameterMm = 0; // 0: drawn, 6-18 mm
    double densityGcc = 0; // 0: drawn, solid 1.00-1.06
};

struct PatientSpec {
    std::uint64_t seed = 1;
    QString anatomy = QStringLiteral("torso"); // "torso" | "head"
    Sex sex = Sex::Either;
    double bmi = 0;           // 0: drawn, 19-33
    double iodineMgPerMl = 0; // in the blood pool: contrast medium
    NoduleSpec nodule;
    bool table = true;
};

struct Nodule {
    Point centreMm{};
    double diameterMm = 0; // of the sphere with its volume
    double densityGcc = 0;
};

enum class Tissue : std::uint8_t {
    Air,
    Skin,
    Fat,
    Muscle,
    Lung,
    Airway,
    Mediastinum,
    Heart,
    Blood,
    Liver,
    Spleen,
    Kidney,
    Stomach,
    Bowel,
    Gland,
    CorticalBone,
    SpongyBone,
    Cartilage,
    Disc,
    Cord,
    Nodule,
    Brain,
    GreyMatter,
    Csf,
    Eye,
    TableShell,
    TableCore,
    Water,
    Count
};
[[nodiscard]] QString tissueName(Tissue tissue);

// Voxels: x fastest within a row, then y, then z; the first voxel's centre is `origin`.
struct Lattice {
    int nx = 0, ny = 0, nz = 0;
    double dx = 1, dy = 1, dz = 1;
    Point origin{};
    [[nodiscard]] size_t count() const { return size_t(nx) * size_t(ny) * size_t(nz); }
};

// The three bases every tissue is made of: mu(E) = sum of density_b x mass attenuation_b(E).
enum Basis { WaterBasis, BoneBasis, IodineBasis, BasisCount };

// Basis densities in g/cm3, z fastest: value(x, y, basis, z) lies at ((y nx + x) bases + basis)
// paddedZ + z. Slices are padded with air to whole SIMD registers.
struct BasisVolume {
    Lattice lattice;
    int bases = 2, paddedZ = 0;
    std::vector<float> data;
    [[nodiscard]] size_t columnSize() const { return size_t(bases) * size_t(paddedZ); }
    void allocate();
};

class VirtualPatient {
public:
    [[nodiscard]] static core::Result<VirtualPatient> draw(const PatientSpec &spec);
    ~VirtualPatient();
    VirtualPatient(VirtualPatient &&) noexcept;
    VirtualPatient &operator=(VirtualPatient &&) noexcept;

    [[nodiscard]] Sex sex() const;
    [[nodiscard]] int ageYears() const;
    [[nodiscard]] double heightM() const;
    [[nodiscard]] double weightKg() const;
    [[nodiscard]] const std::optional<Nodule> &nodule() const;
    // Diameter in mm that holds the body, for the choice of a field of view.
    [[nodiscard]] double extentMm() const;
    // Linear attenuation relative to water at keV, as HU; `tissue` with its mean density.
    [[nodiscard]] double trueHu(Tissue tissue, double keV) const;

    struct Voxels {
        BasisVolume bases;
        std::vector<std::uint8_t> labels; // x fastest; Tissue at the voxel's middle
    };
    // Averages of sub x sub x sub points a voxel. The same for any number of threads.
    [[nodiscard]] core::Result<Voxels> voxelise(const Lattice &lattice, int threads,
                                                core::Work &work) const;

private:
    struct Impl;
    explicit VirtualPatient(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

// A water cylinder along z, for calibration and verification.
[[nodiscard]] BasisVolume waterCylinder(const Lattice &lattice, double radiusMm, double xMm = 0,
                                        double yMm = 0);

} // namespace lastra::simulation
