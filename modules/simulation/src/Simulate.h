#pragma once
// One virtual patient through one scanner: what the job runner and the sample cohort share.

#include "lastra/imaging/Volume.h"
#include "lastra/simulation/Job.h"

#include <functional>

namespace lastra::simulation {

struct Simulated {
    imaging::Volume image;           // HU, 16 bit
    imaging::Volume truth;           // HU of the phantom at referenceKeV, 16 bit
    imaging::Volume labels;          // Tissue of each voxel of the image
    std::vector<float> noisy, clean; // HU, x fastest; clean is empty when not asked for
    Lattice lattice;
    double referenceKeV = 0, waterMuPerCm = 0;
    qint64 starved = 0, clamped = 0;
    int ageYears = 0;
    Sex sex = Sex::Either;
    double heightM = 0, weightKg = 0;
    std::optional<Nodule> nodule;
    std::array<double, size_t(Tissue::Count)> trueHu{};
    QByteArray phantomDigest; // of the labels and basis densities, hexadecimal
};

// The phantom's HU on the image's grid, averaged over each pixel; mu: of the bases, cm2/g.
[[nodiscard]] core::Result<imaging::Volume> trueVolume(const BasisVolume &bases,
                                                       const Lattice &lattice,
                                                       const std::array<double, BasisCount> &mu);
// progress(share in 0..1) is called now and then from the calling thread.
[[nodiscard]] core::Result<Simulated> simulate(const CaseSpec &spec, std::uint64_t noiseSeed,
                                               bool keepClean, int threads, core::Work &work,
                                               const std::function<void(double)> &progress);

} // namespace lastra::simulation
