#pragma once
// X-ray tube spectra: Ebel's closed form (X-Ray Spectrometry 28, 1999) with two constants and the
// K-line yield refitted to measured half-value layers, through flat filters. Tungsten anode.
// Errors: "simulation.parameter" [name, value], those of Materials.h.

#include "lastra/core/Result.h"

#include <vector>

namespace lastra::simulation {

struct Filter {
    QString material;
    double mm = 0;
};

struct TubeSettings {
    double kVp = 120;
    double anodeAngleDeg = 12;
    std::vector<Filter> filters{{QStringLiteral("Al"), 2.5}};
    double binKeV = 0.5;
    // The raw constants give about twice the measured output; scanners are calibrated by one
    // number.
    double outputCalibration = 0.5;
};

// Photons per mAs and steradian in each bin; keV is the bin's middle.
struct Spectrum {
    std::vector<double> keV, photons;
    double kLineShare = 0; // share of characteristic photons

    [[nodiscard]] double total() const;
    [[nodiscard]] double meanKeV() const;
    // Kerma-weighted: thickness of aluminium (mm) that leaves `fraction` of the air kerma.
    [[nodiscard]] double layerForFraction(double fraction) const;
    [[nodiscard]] double hvl1() const { return layerForFraction(0.5); }
    [[nodiscard]] double hvl2() const { return layerForFraction(0.25) - hvl1(); }
    // Merges neighbouring bins to about `keVWidth`, keeping photons and their energy.
    [[nodiscard]] Spectrum rebinned(double keVWidth) const;
};

[[nodiscard]] core::Result<Spectrum> tubeSpectrum(const TubeSettings &settings);
// One line, for verification; `photons` per mAs and steradian.
[[nodiscard]] Spectrum monochromatic(double keV, double photons = 1e11);

} // namespace lastra::simulation
