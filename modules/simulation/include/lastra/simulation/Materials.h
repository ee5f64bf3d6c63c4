#pragma once
// Mass attenuation of elements and compounds from xraylib, tabulated once (0.5 keV, 5-150 keV) so
// that no ray loop ever calls the library. Energies in keV, coefficients in cm2/g.
// Errors: "simulation.materialUnknown" [name].

#include "lastra/core/Result.h"

#include <algorithm>
#include <array>
#include <memory>

namespace lastra::simulation {

inline constexpr double kMinKeV = 5, kMaxKeV = 150, kTableStepKeV = 0.5;
inline constexpr int kTableSize = 291;

struct Material {
    QString name;
    double density = 1; // g/cm3, the table's own; phantoms override it
    std::array<double, kTableSize> muRho{};

    // Total attenuation with coherent scattering, log-linear between the nodes.
    [[nodiscard]] double massAttenuation(double keV) const;
};

// Names: "water", "air", "soft tissue", "muscle", "adipose", "blood", "lung", "skin", "cortical
// bone", "PMMA", a NIST compound's name as xraylib lists it, or an element or formula ("Al",
// "CsI").
[[nodiscard]] core::Result<std::shared_ptr<const Material>> material(const QString &name);

// Mass energy-absorption coefficient of dry air: photo-absorption plus the Klein-Nishina share of
// incoherent scattering. xraylib's own CS_Energy is up to 34 % low and must not be used.
[[nodiscard]] double airEnergyAbsorption(double keV);

} // namespace lastra::simulation
