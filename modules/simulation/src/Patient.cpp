#include "lastra/simulation/Patient.h"

#include "Anatomy.h"
#include "Parallel.h"
#include "Tissues.h"

namespace lastra::simulation {

namespace {

constexpr int kLanes = 8; // floats of one SIMD register
constexpr int kStripRows = 8;

// Local density relative to the tissue's mean.
double texture(Tissue tissue, const Point &p, std::uint64_t seed) {
    switch (tissue) {
    case Tissue::Lung: {
        // Denser where it lies lower (supine: the back), and along the fissures.
        double f = 1 + 0.16 * p[1] / 90 + 0.09 * smoothNoise(p, 16, seed) +
                   0.07 * smoothNoise(p, 5, seed + 1);
        const double bow = std::abs(p[0]) - 70;
        const double oblique = (p[2] + 15 - 1.07 * p[1] + 0.006 * bow * bow) / 1.5;
        f += 1.1 * std::exp(-oblique * oblique);
        if (p[0] < 0 && oblique > 0) {
            const double horizontal = p[2] - 4 + 0.08 * p[1] + 0.004 * bow * bow;
            f += 0.9 * std::exp(-horizontal * horizontal);
        }
        return f;
    }
    case Tissue::SpongyBone:
        return 1 + 0.035 * smoothNoise(p, 4, seed + 2);
    case Tissue::Muscle:
        return 1 + 0.007 * smoothNoise({p[0], p[1], p[2] / 3}, 6, seed + 3);
    case Tissue::Fat:
    case Tissue::Mediastinum:
        return 1 + 0.008 * smoothNoise(p, 8, seed + 4);
    case Tissue::Liver:
    case Tissue::Brain:
        return 1 + 0.003 * smoothNoise(p, 9, seed + 5);
    default:
        return 1;
    }
}

} // namespace

void BasisVolume::allocate() {
    paddedZ = (lattice.nz + kLanes - 1) / kLanes * kLanes;
    data.assign(size_t(lattice.nx) * size_t(lattice.ny) * columnSize(), 0.f);
}

struct VirtualPatient::Impl {
    PatientSpec spec;
    Build build;
    std::unique_ptr<Trunk> trunk; // torso only
    Anatomy anatomy;
    TissueTable tissues;

    // Paints rows [row0, row1) of one plane.
    void paint(const Lattice &lattice, double z, int row0, int row1, int sub,
               const std::vector<const Shape *> &shapes, std::vector<Tissue> &labels) const;
    void voxeliseStrip(const Lattice &lattice, int strip, Voxels &out) const;
};

void VirtualPatient::Impl::paint(const Lattice &lattice, double worldZ, int row0, int row1, int sub,
                                 const std::vector<const Shape *> &shapes,
                                 std::vector<Tissue> &labels) const {
    const int width = lattice.nx * sub, height = (row1 - row0) * sub;
    const Point &scale = build.scale;
    const double dx = lattice.dx / sub / scale[0], dy = lattice.dy / sub / scale[1];
    const double x0 = (lattice.origin[0] - lattice.dx / 2) / scale[0] + dx / 2;
    const double y0 = (lattice.origin[1] + (row0 - 0.5) * lattice.dy) / scale[1] + dy / 2;
    const double z = worldZ / scale[2];

    std::fill(labels.begin(), labels.end(), Tissue::Air);
    if (trunk) {
        std::array<Trunk::Ring, Trunk::LayerCount> rings;
        for (int layer = 0; layer < Trunk::LayerCount; ++layer)
            rings[size_t(layer)] = trunk->ring(Trunk::Layer(layer), z);
        for (int j = 0; j < height; ++j) {
            const double y = y0 + j * dy;
            std::array<double, Trunk::LayerCount> half;
            for (size_t layer = 0; layer < half.size(); ++layer)
                half[layer] = rings[layer].halfWidth(y);
            const double reach = half[Trunk::SkinOuter];
            const int first = std::max(0, int(std::ceil((-reach - x0) / dx)));
            const int last = std::min(width - 1, int(std::floor((reach - x0) / dx)));
            for (int i = first; i <= last; ++i)
                labels[size_t(j) * size_t(width) + size_t(i)] =
                    trunk->at({x0 + i * dx, y, z}, half);
        }
    }
    for (const Shape *shape : shapes) {
        if (z < shape->low[2] || z > shape->high[2])
            continue;
        const int i0 = std::max(0, int(std::ceil((shape->low[0] - x0) / dx)));
        const int i1 = std::min(width - 1, int(std::floor((shape->high[0] - x0) / dx)));
        const int j0 = std::max(0, int(std::ceil((shape->low[1] - y0) / dy)));
        const int j1 = std::min(height - 1, int(std::floor((shape->high[1] - y0) / dy)));
        for (int j = j0; j <= j1; ++j)
            for (int i = i0; i <= i1; ++i) {
                Tissue &label = labels[size_t(j) * size_t(width) + size_t(i)];
                if (!(bit(label) & shape->over))
                    continue;
                const Tissue t = shape->at({x0 + i * dx, y0 + j * dy, z});
                if (t != Tissue::Count)
                    label = t;
            }
    }
    if (!anatomy.nodule)
        return;
    // The nodule keeps its shape whatever the patient's scale.
    const Nodule &nodule = *anatomy.nodule;
    const double radius = nodule.diameterMm / 2;
    const double wz = worldZ - nodule.centreMm[2];
    if (std::abs(wz) > 1.2 * radius)
        return;
    for (int j = 0; j < height; ++j) {
        const double wy = (y0 + j * dy) * scale[1] - nodule.centreMm[1];
        if (std::abs(wy) > 1.2 * radius)
            continue;
        for (int i = 0; i < width; ++i) {
            const double wx = (x0 + i * dx) * scale[0] - nodule.centreMm[0];
            const double r = std::sqrt(wx * wx + wy * wy + wz * wz);
            if (r > 1.2 * radius)
                continue;
            const double l = std::max(r, 1e-6);
            const double lobes = 0.06 * (std::sin(5 * wx / l + 1) * std::cos(4 * wz / l) +
                                         std::sin(6 * wy / l + 2) * std::cos(3 * wx / l));
            if (r < radius * (1 + lobes))
                labels[size_t(j) * size_t(width) + size_t(i)] = Tissue::Nodule;
        }
    }
}

void VirtualPatient::Impl::voxeliseStrip(const Lattice &lattice, int strip, Voxels &out) const {
    const int row0 = strip * kStripRows, row1 = std::min(lattice.ny, row0 + kStripRows);
    const int sub = lattice.dx > 1.05 ? 2 : 1;
    const int subZ = std::clamp(int(std::ceil(lattice.dz / 1.6)), 1, 8);
    const float share = 1.f / float(sub * sub * subZ);
    const Point &scale = build.scale;
    std::vector<const Shape *> shapes;
    const double yLow = (lattice.origin[1] + (row0 - 1) * lattice.dy) / scale[1];
    const double yHigh = (lattice.origin[1] + row1 * lattice.dy) / scale[1];
    for (const Shape &shape : anatomy.shapes)
        if (shape.high[1] >= yLow && shape.low[1] <= yHigh)
            shapes.push_back(&shape);

    const int width = lattice.nx * sub;
    std::vector<Tissue> labels(size_t(width) * size_t((row1 - row0) * sub));
    BasisVolume &bases = out.bases;
    const size_t padded = size_t(bases.paddedZ);
    for (int k = 0; k < lattice.nz; ++k)
        for (int kz = 0; kz < subZ; ++kz) {
            const double z = lattice.origin[2] + (k + (kz + 0.5) / subZ - 0.5) * lattice.dz;
            paint(lattice, z, row0, row1, sub, shapes, labels);
            for (int j = row0; j < row1; ++j)
                for (int i = 0; i < lattice.nx; ++i) {
                    BasisDensity sum{};
                    for (int s = 0; s < sub * sub; ++s) {
                        const Tissue t = labels[size_t((j - row0) * sub + s / sub) * size_t(width) +
                                                size_t(i * sub + s % sub)];
                        const Point p{(lattice.origin[0] + i * lattice.dx) / scale[0],
                                      (lattice.origin[1] + j * lattice.dy) / scale[1],
                                      z / scale[2]};
                        const double f = t == Tissue::Air ? 1 : texture(t, p, build.seed);
                        for (size_t b = 0; b < BasisCount; ++b)
                            sum[b] += f * tissues.of(t)[b];
                    }
                    const size_t column = size_t(j) * size_t(lattice.nx) + size_t(i);
                    float *at = bases.data.data() + column * bases.columnSize() + size_t(k);
                    for (size_t b = 0; b < size_t(bases.bases); ++b)
                        at[b * padded] += share * float(sum[b]);
                    if (kz == subZ / 2)
                        out.labels[size_t(k) * size_t(lattice.nx) * size_t(lattice.ny) + column] =
                            std::uint8_t(labels[size_t((j - row0) * sub + sub / 2) * size_t(width) +
                                                size_t(i * sub + sub / 2)]);
                }
        }
}

VirtualPatient::VirtualPatient(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
VirtualPatient::~VirtualPatient() = default;
VirtualPatient::VirtualPatient(VirtualPatient &&) noexcept = default;
VirtualPatient &VirtualPatient::operator=(VirtualPatient &&) noexcept = default;

core::Result<VirtualPatient> VirtualPatient::draw(const PatientSpec &spec) {
    const auto bad = [](const char *name, const QString &value) {
        return core::fail("simulation.parameter", {QString::fromLatin1(name), value});
    };
    if (spec.anatomy != QStringLiteral("torso") && spec.anatomy != QStringLiteral("head"))
        return bad("patient.anatomy", spec.anatomy);
    if (!(spec.bmi == 0 || (spec.bmi >= 14 && spec.bmi <= 45)))
        return bad("patient.bmi", QString::number(spec.bmi));
    if (!(spec.iodineMgPerMl >= 0 && spec.iodineMgPerMl <= 30))
        return bad("patient.iodineMgPerMl", QString::number(spec.iodineMgPerMl));
    const NoduleSpec &n = spec.nodule;
    if (!(n.diameterMm == 0 || (n.diameterMm >= 2 && n.diameterMm <= 40)))
        return bad("patient.nodule.diameterMm", QString::number(n.diameterMm));
    if (!(n.densityGcc >= 0 && n.densityGcc <= 2))
        return bad("patient.nodule.densityGcc", QString::number(n.densityGcc));

    auto impl = std::make_unique<Impl>();
    impl->spec = spec;
    Build &build = impl->build;
    Stream stream(spec.seed, 10);
    build.seed = spec.seed * 0x9E3779B97F4A7C15ull + 0x5851F42D4C957F2Dull;
    build.sex = spec.sex != Sex::Either ? spec.sex : stream.chance(0.5) ? Sex::Female : Sex::Male;
    const bool male = build.sex == Sex::Male;
    build.age = int(stream.uniform(38, 82));
    build.heightM = stream.normal(male ? 1.76 : 1.63, 0.065);
    build.bmi = spec.bmi > 0 ? spec.bmi : std::clamp(stream.normal(25.5, 3.6), 19.0, 33.0);
    build.lungDensity = stream.normal(0.155, 0.018);
    build.noduleDensity = n.densityGcc > 0 ? n.densityGcc : stream.uniform(1.02, 1.06);
    const double size = build.heightM / 1.70;
    build.scale = {size * stream.normal(male ? 1.03 : 0.96, 0.025),
                   size * stream.normal(male ? 1.02 : 0.96, 0.03), size * stream.normal(1, 0.02)};
    LASTRA_TRY(tissues, tissueTable(build.lungDensity, build.noduleDensity, spec.iodineMgPerMl));
    impl->tissues = tissues;
    if (spec.anatomy == QStringLiteral("torso")) {
        impl->trunk = std::make_unique<Trunk>(build, spec);
        impl->anatomy = torsoAnatomy(build, *impl->trunk, spec);
    } else {
        impl->anatomy = headAnatomy(build);
    }
    return VirtualPatient(std::move(impl));
}

Sex VirtualPatient::sex() const {
    return m_impl->build.sex;
}
int VirtualPatient::ageYears() const {
    return m_impl->build.age;
}
double VirtualPatient::heightM() const {
    return m_impl->build.heightM;
}
double VirtualPatient::weightKg() const {
    return m_impl->build.bmi * m_impl->build.heightM * m_impl->build.heightM;
}
const std::optional<Nodule> &VirtualPatient::nodule() const {
    return m_impl->anatomy.nodule;
}

double VirtualPatient::extentMm() const {
    if (!m_impl->trunk)
        return 250;
    double most = 0;
    for (double z = -160; z <= 120; z += 20)
        most = std::max(most, m_impl->trunk->ring(Trunk::SkinOuter, z).a);
    return 2 * (most * m_impl->build.scale[0] + 12);
}

double VirtualPatient::trueHu(Tissue tissue, double keV) const {
    const auto mu = basisAttenuation(keV);
    if (!mu)
        return 0;
    const BasisDensity &rho = m_impl->tissues.of(tissue);
    const double value = rho[0] * (*mu)[0] + rho[1] * (*mu)[1] + rho[2] * (*mu)[2];
    const double air = m_impl->tissues.of(Tissue::Air)[0] * (*mu)[0];
    return 1000 * (value - (*mu)[0]) / ((*mu)[0] - air);
}

core::Result<VirtualPatient::Voxels> VirtualPatient::voxelise(const Lattice &lattice, int threads,
                                                              core::Work &work) const {
    if (lattice.nx < 1 || lattice.ny < 1 || lattice.nz < 1 || lattice.count() > (1u << 29))
        return core::fail(
            "simulation.parameter",
            {QStringLiteral("lattice"),
             QStringLiteral("%1 x %2 x %3").arg(lattice.nx).arg(lattice.ny).arg(lattice.nz)});
    Voxels out;
    out.bases.lattice = lattice;
    out.bases.bases = m_impl->spec.iodineMgPerMl > 0 ? 3 : 2;
    out.bases.allocate();
    out.labels.assign(lattice.count(), 0);
    const int strips = (lattice.ny + kStripRows - 1) / kStripRows;
    LASTRA_CHECK(parallelFor(strips, threads, work,
                             [&](int strip, int) { m_impl->voxeliseStrip(lattice, strip, out); }));
    return out;
}

BasisVolume waterCylinder(const Lattice &lattice, double radiusMm, double xMm, double yMm) {
    BasisVolume out;
    out.lattice = lattice;
    out.allocate();
    constexpr int sub = 8; // partial volume at the edge
    for (int j = 0; j < lattice.ny; ++j)
        for (int i = 0; i < lattice.nx; ++i) {
            int in = 0;
            for (int s = 0; s < sub * sub; ++s) {
                const double x = lattice.origin[0] + lattice.dx * (i + (s % sub + 0.5) / sub - 0.5);
                const double y = lattice.origin[1] + lattice.dy * (j + (s / sub + 0.5) / sub - 0.5);
                in += (x - xMm) * (x - xMm) + (y - yMm) * (y - yMm) < radiusMm * radiusMm;
            }
            float *column =
                out.data.data() + (size_t(j) * size_t(lattice.nx) + size_t(i)) * out.columnSize();
            std::fill(column, column + lattice.nz, float(in) / float(sub * sub));
        }
    return out;
}

} // namespace lastra::simulation
