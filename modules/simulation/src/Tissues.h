#pragma once
// What each tissue is made of, as densities of the bases.

#include "lastra/simulation/Patient.h"

namespace lastra::simulation {

using BasisDensity = std::array<double, BasisCount>;

struct TissueTable {
    std::array<BasisDensity, size_t(Tissue::Count)> mean{};
    [[nodiscard]] const BasisDensity &of(Tissue t) const { return mean[size_t(t)]; }
};

// lungDensity, noduleDensity in g/cm3; iodine in the blood pool in mg/ml.
[[nodiscard]] core::Result<TissueTable> tissueTable(double lungDensity, double noduleDensity,
                                                    double iodineMgPerMl);
// Mass attenuation of the bases at keV, cm2/g.
[[nodiscard]] core::Result<BasisDensity> basisAttenuation(double keV);

} // namespace lastra::simulation
