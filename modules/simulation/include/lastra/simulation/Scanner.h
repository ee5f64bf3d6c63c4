#pragma once
// Axial fan-beam CT: an equiangular arc, one rotation a slice, all slices at once; polychromatic,
// energy-integrating. Signals and noise depend on the case alone, never on the number of threads.
// Errors: "simulation.parameter" [name, value], "core.cancelled".

#include "lastra/simulation/Patient.h"
#include "lastra/simulation/Spectrum.h"

namespace lastra::simulation {

struct ScannerSpec {
    QString name = QStringLiteral("Lastra LA-1");
    double sidMm = 540, sddMm = 950; // source to isocentre, source to detector
    double fieldMm = 500;            // diameter the fan covers
    int cells = 512, views = 720;
    int subRays = 1;                 // rays a cell; intensities are averaged
    double quarterOffset = 0.25;     // of a cell
    double electronicNoiseKeV = 200; // per reading, in absorbed energy
    double scintillatorMm = 1.2;     // Gd2O2S, 7.44 g/cm3; 0: ideal detector
};

struct ProtocolSpec {
    double kVp = 120;
    double mAs = 100; // a rotation
    double aluminiumMm = 7, anodeAngleDeg = 7;
    double monoKeV = 0; // > 0: one line instead of the tube
};

struct NoiseSpec {
    bool quantum = true, electronic = true;
    std::uint64_t seed = 1; // with trial and case hashed in by the job runner
};

// What the detector registers of each energy, and what is needed to undo beam hardening.
struct BeamModel {
    Spectrum spectrum;                     // reaching one cell, photons a view
    std::vector<double> efficiency;        // absorbed share of each bin
    std::vector<double> bases[BasisCount]; // mass attenuation, cm2/g
    double airSignal = 0;                  // keV a reading
    double referenceKeV = 0;
    double waterMuPerCm = 0;       // at referenceKeV
    std::vector<double> hardening; // p_mono = sum c_i p^(i+1); empty: none
};
// sliceMm scales the photons that reach a cell; water correction is fitted when asked.
[[nodiscard]] core::Result<BeamModel> beamModel(const ScannerSpec &scanner,
                                                const ProtocolSpec &protocol, double sliceMm,
                                                bool waterCorrection = true);
// Poly-energetic log signal of g/cm2 of the three bases, without correction.
[[nodiscard]] double logSignal(const BeamModel &beam, const std::array<double, BasisCount> &gcm2);

// Readings, z fastest: (view, cell, z) at (view cells + cell) paddedZ + z.
struct Sinogram {
    int views = 0, cells = 0, nz = 0, paddedZ = 0;
    std::vector<float> data; // line integrals, cm-1 cm, water-corrected
    qint64 starved = 0;      // readings without a countable signal, set to the least one
};

struct ScanResult {
    Sinogram noisy, clean; // noisy is empty without noise
};
[[nodiscard]] core::Result<ScanResult> scan(const BasisVolume &volume, const ScannerSpec &scanner,
                                            const BeamModel &beam, const NoiseSpec &noise,
                                            bool keepClean, int threads, core::Work &work);

enum class Kernel { Smooth, Standard, Sharp, RamLak };
[[nodiscard]] core::Result<Kernel> kernelNamed(const QString &name); // smooth|standard|sharp|ramlak

// Filtered back-projection onto nx x ny of `lattice` (its z is the scan's). Linear attenuation in
// 1/cm, z fastest in columns of paddedZ.
[[nodiscard]] core::Result<std::vector<float>> reconstruct(const Sinogram &sinogram,
                                                           const ScannerSpec &scanner,
                                                           const Lattice &lattice, Kernel kernel,
                                                           int threads, core::Work &work);
// The attenuation this protocol and kernel give water, from a simulated 200 mm cylinder, 1/cm.
[[nodiscard]] core::Result<double> measuredWater(const ScannerSpec &scanner, const BeamModel &beam,
                                                 Kernel kernel, int threads, core::Work &work);

} // namespace lastra::simulation
