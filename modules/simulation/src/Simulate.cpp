#include "Simulate.h"

#include "Tissues.h"
#include "lastra/core/Digest.h"

#include <cmath>

namespace lastra::simulation {

namespace {

Lattice centredLattice(int matrix, double fieldMm, const ReconstructionSpec &r) {
    const double step = fieldMm / matrix;
    return {matrix,
            matrix,
            r.slices,
            step,
            step,
            r.sliceMm,
            {-step * (matrix - 1) / 2, -step * (matrix - 1) / 2,
             r.centreZMm - r.sliceMm * (r.slices - 1) / 2}};
}

// Columns of slices to slices of rows, attenuation to HU.
std::vector<float> toHu(const std::vector<float> &columns, const Lattice &lattice, int paddedZ,
                        double water) {
    std::vector<float> out(lattice.count());
    const size_t plane = size_t(lattice.nx) * size_t(lattice.ny);
    const float scale = float(1000 / water);
    for (size_t c = 0; c < plane; ++c)
        for (int k = 0; k < lattice.nz; ++k)
            out[size_t(k) * plane + c] = columns[c * size_t(paddedZ) + size_t(k)] * scale - 1000;
    return out;
}

imaging::Geometry geometryOf(const Lattice &l) {
    imaging::Geometry g;
    g.size = {l.nx, l.ny, l.nz};
    g.spacing = {l.dx, l.dy, l.dz};
    g.origin = {l.origin[0], l.origin[1], l.origin[2]};
    return g;
}

} // namespace

core::Result<imaging::Volume> trueVolume(const BasisVolume &bases, const Lattice &lattice,
                                         const std::array<double, BasisCount> &mu) {
    LASTRA_TRY(out, imaging::Volume::create(geometryOf(lattice), imaging::VoxelType::Int16,
                                            {1, 0, QStringLiteral("HU"), std::nullopt}));
    const auto voxel = out.mutableVoxels<int16_t>();
    const Lattice &fine = bases.lattice;
    constexpr int sub = 3;
    std::vector<double> column(static_cast<size_t>(lattice.nz));
    for (int j = 0; j < lattice.ny; ++j)
        for (int i = 0; i < lattice.nx; ++i) {
            std::fill(column.begin(), column.end(), 0);
            for (int s = 0; s < sub * sub; ++s) {
                const double x = lattice.origin[0] + lattice.dx * (i + (s % sub + 0.5) / sub - 0.5);
                const double y = lattice.origin[1] + lattice.dy * (j + (s / sub + 0.5) / sub - 0.5);
                const auto fi = std::lround((x - fine.origin[0]) / fine.dx);
                const auto fj = std::lround((y - fine.origin[1]) / fine.dy);
                if (fi < 0 || fj < 0 || fi >= fine.nx || fj >= fine.ny)
                    continue;
                const float *at =
                    bases.data.data() + size_t(fj * fine.nx + fi) * bases.columnSize();
                for (int b = 0; b < bases.bases; ++b)
                    for (int k = 0; k < lattice.nz; ++k)
                        column[size_t(k)] += mu[size_t(b)] * double(at[b * bases.paddedZ + k]);
            }
            for (int k = 0; k < lattice.nz; ++k) {
                const double hu = 1000 * (column[size_t(k)] / (sub * sub) / mu[WaterBasis] - 1);
                voxel[(size_t(k) * size_t(lattice.ny) + size_t(j)) * size_t(lattice.nx) +
                      size_t(i)] = int16_t(std::lround(std::clamp(hu, -1024.0, 32767.0)));
            }
        }
    out.markAllReady();
    return out;
}

core::Result<Simulated> simulate(const CaseSpec &spec, std::uint64_t noiseSeed, bool keepClean,
                                 int threads, core::Work &work,
                                 const std::function<void(double)> &progress) {
    const ReconstructionSpec &rec = spec.reconstruction;
    LASTRA_TRY(kernel, kernelNamed(rec.kernel));
    LASTRA_TRY(patient, VirtualPatient::draw(spec.patient));
    LASTRA_TRY(beam, beamModel(spec.scanner, spec.protocol, rec.sliceMm));
    const double field = rec.fovMm > 0 ? rec.fovMm : 5 * std::ceil(patient.extentMm() / 5);

    Simulated out;
    out.referenceKeV = beam.referenceKeV;
    out.ageYears = patient.ageYears();
    out.sex = patient.sex();
    out.heightM = patient.heightM();
    out.weightKg = patient.weightKg();
    out.nodule = patient.nodule();
    for (size_t t = 0; t < out.trueHu.size(); ++t)
        out.trueHu[t] = patient.trueHu(Tissue(t), beam.referenceKeV);

    // The phantom covers what the fan sees, finer than the image.
    const int fine = spec.patient.anatomy == QStringLiteral("head") ? 448 : 512;
    const double phantomField =
        spec.patient.anatomy == QStringLiteral("head") ? 260 : spec.scanner.fieldMm * 0.97;
    const Lattice phantomLattice = centredLattice(fine, phantomField, rec);
    out.lattice = centredLattice(rec.matrix, field, rec);
    LASTRA_TRY(voxels, patient.voxelise(phantomLattice, threads, work));
    core::Sha256Hasher hasher;
    hasher.add(voxels.labels.data(), voxels.labels.size());
    hasher.add(voxels.bases.data.data(), voxels.bases.data.size() * sizeof(float));
    out.phantomDigest = core::hex(hasher.finish());
    LASTRA_TRY(mu, basisAttenuation(beam.referenceKeV));
    LASTRA_TRY(truth, trueVolume(voxels.bases, out.lattice, mu));
    out.truth = truth;
    progress(0.2);

    LASTRA_TRY(water, measuredWater(spec.scanner, beam, kernel, threads, work));
    out.waterMuPerCm = water;
    NoiseSpec noise = spec.noise;
    noise.seed = noiseSeed;
    LASTRA_TRY(data, scan(voxels.bases, spec.scanner, beam, noise, keepClean, threads, work));
    voxels.bases.data = {};
    out.starved = data.noisy.starved;
    progress(0.7);
    const bool noisy = !data.noisy.data.empty();
    const int padded = noisy ? data.noisy.paddedZ : data.clean.paddedZ;
    if (keepClean || !noisy) {
        LASTRA_TRY(image,
                   reconstruct(data.clean, spec.scanner, out.lattice, kernel, threads, work));
        out.clean = toHu(image, out.lattice, padded, water);
        data.clean.data = {};
    }
    if (noisy) {
        LASTRA_TRY(image,
                   reconstruct(data.noisy, spec.scanner, out.lattice, kernel, threads, work));
        out.noisy = toHu(image, out.lattice, padded, water);
    } else {
        out.noisy = out.clean;
    }
    progress(0.92);

    LASTRA_TRY(image, imaging::Volume::create(geometryOf(out.lattice), imaging::VoxelType::Int16,
                                              {1, 0, QStringLiteral("HU"), std::nullopt}));
    LASTRA_TRY(labels,
               imaging::Volume::create(geometryOf(out.lattice), imaging::VoxelType::UInt16));
    const auto voxel = image.mutableVoxels<int16_t>();
    const auto label = labels.mutableVoxels<uint16_t>();
    const auto nearest = [](double at, double origin, double step, int n) {
        return std::clamp(int(std::lround((at - origin) / step)), 0, n - 1);
    };
    size_t at = 0;
    for (int k = 0; k < out.lattice.nz; ++k)
        for (int j = 0; j < out.lattice.ny; ++j) {
            const int fj = nearest(out.lattice.origin[1] + j * out.lattice.dy,
                                   phantomLattice.origin[1], phantomLattice.dy, fine);
            for (int i = 0; i < out.lattice.nx; ++i, ++at) {
                if (!std::isfinite(out.noisy[at]))
                    return core::fail("simulation.notFinite");
                const double hu = std::nearbyint(out.noisy[at]);
                out.clamped += hu < -1024 || hu > 32767;
                voxel[at] = int16_t(std::clamp(hu, -1024.0, 32767.0));
                const int fi = nearest(out.lattice.origin[0] + i * out.lattice.dx,
                                       phantomLattice.origin[0], phantomLattice.dx, fine);
                label[at] = voxels.labels[(size_t(k) * size_t(fine) + size_t(fj)) * size_t(fine) +
                                          size_t(fi)];
            }
        }
    image.markAllReady();
    labels.markAllReady();
    out.image = image;
    out.labels = labels;
    return out;
}

} // namespace lastra::simulation
