#include "FanKernels.h"
#include "Parallel.h"
#include "Random.h"
#include "Simd.h"

namespace lastra::simulation {

namespace {

EnergyTable energyTable(const BeamModel &beam, int bases) {
    EnergyTable table;
    table.count = int(beam.spectrum.keV.size());
    table.bases = bases;
    for (size_t k = 0; k < beam.spectrum.keV.size(); ++k) {
        for (size_t b = 0; b < size_t(bases); ++b)
            table.attenuation.push_back(float(beam.bases[b][k]));
        const double keV = beam.spectrum.keV[k];
        const double absorbed = beam.spectrum.photons[k] * beam.efficiency[k];
        table.energy.push_back(absorbed * keV);
        table.energy2.push_back(absorbed * keV * keV);
    }
    return table;
}

struct Readout {
    const ScannerSpec &scanner;
    const BeamModel &beam;
    const NoiseSpec &noise;
    Philox random;

    // Water-corrected line integral of a reading.
    [[nodiscard]] float lineIntegral(double signal) const {
        const double p = -std::log(signal / beam.airSignal);
        if (beam.hardening.empty())
            return float(p);
        double sum = 0;
        for (size_t i = beam.hardening.size(); i-- > 0;)
            sum = (sum + beam.hardening[i]) * p;
        return float(sum);
    }
    // A reading of this mean and quantum variance; the count of equivalent quanta is Poisson.
    [[nodiscard]] double draw(double mean, double variance, std::uint32_t view, std::uint32_t cell,
                              std::uint32_t slice) const {
        const auto words = random(view, cell, slice, 0);
        const double radius = std::sqrt(-2 * std::log(openUniform(words[0])));
        const double angle = 2 * std::numbers::pi * openUniform(words[1]);
        double signal = mean;
        if (noise.quantum) {
            const double quanta = mean * mean / variance;
            signal =
                poisson(quanta, radius * std::cos(angle), openUniform(words[2])) * variance / mean;
        }
        if (noise.electronic)
            signal += scanner.electronicNoiseKeV * radius * std::sin(angle);
        return signal;
    }
};

} // namespace

core::Result<ScanResult> scan(const BasisVolume &volume, const ScannerSpec &scanner,
                              const BeamModel &beam, const NoiseSpec &noise, bool keepClean,
                              int threads, core::Work &work) {
    const bool noisy = noise.quantum || noise.electronic;
    ScanResult out;
    for (Sinogram *s : {&out.noisy, &out.clean}) {
        if (s == &out.noisy ? !noisy : !(keepClean || !noisy))
            continue;
        s->views = scanner.views;
        s->cells = scanner.cells;
        s->nz = volume.lattice.nz;
        s->paddedZ = volume.paddedZ;
        s->data.resize(size_t(s->views) * size_t(s->cells) * size_t(s->paddedZ));
    }
    const EnergyTable table = energyTable(beam, volume.bases);
    const Readout readout{scanner, beam, noise,
                          Philox{std::uint32_t(noise.seed), std::uint32_t(noise.seed >> 32)}};
    const FanProjector projector(volume, scanner);
    const int padded = volume.paddedZ;
    // The least signal that counts: about one quantum.
    const double least = beam.referenceKeV;
    std::atomic<qint64> starved = 0;
    constexpr int kViews = 16; // projected together

    const auto block = [&](int index, int) {
        const int v0 = index * kViews, v1 = std::min(scanner.views, v0 + kViews);
        const size_t rays = size_t(scanner.cells) * size_t(scanner.subRays);
        const AlignedFloats paths = alignedFloats(size_t(kViews) * rays * volume.columnSize());
        projector.project(v0, v1, paths.get());
        std::vector<double> mean(static_cast<size_t>(padded)), variance(mean), m(mean), q(mean);
        qint64 starvedHere = 0;
        for (int v = v0; v < v1; ++v)
            for (int cell = 0; cell < scanner.cells; ++cell) {
                std::fill(mean.begin(), mean.end(), 0);
                std::fill(variance.begin(), variance.end(), 0);
                for (int sub = 0; sub < scanner.subRays; ++sub) {
                    const size_t ray = size_t(v - v0) * rays +
                                       size_t(cell) * size_t(scanner.subRays) + size_t(sub);
                    detect(table, paths.get() + ray * volume.columnSize(), padded, m.data(),
                           q.data());
                    for (size_t z = 0; z < size_t(padded); ++z) {
                        mean[z] += m[z] / scanner.subRays;
                        variance[z] += q[z] / scanner.subRays;
                    }
                }
                const size_t at =
                    (size_t(v) * size_t(scanner.cells) + size_t(cell)) * size_t(padded);
                for (int z = 0; z < volume.lattice.nz; ++z) {
                    const double signal = std::max(mean[size_t(z)], 1e-12 * beam.airSignal);
                    if (!out.clean.data.empty())
                        out.clean.data[at + size_t(z)] = readout.lineIntegral(signal);
                    if (!noisy)
                        continue;
                    double drawn =
                        readout.draw(signal, std::max(variance[size_t(z)], 1e-30), std::uint32_t(v),
                                     std::uint32_t(cell), std::uint32_t(z));
                    if (drawn < least) {
                        drawn = least;
                        ++starvedHere;
                    }
                    out.noisy.data[at + size_t(z)] = readout.lineIntegral(drawn);
                }
            }
        starved += starvedHere;
    };
    LASTRA_CHECK(parallelFor((scanner.views + kViews - 1) / kViews, threads, work, block));
    out.noisy.starved = starved;
    return out;
}

} // namespace lastra::simulation
