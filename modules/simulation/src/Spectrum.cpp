#include "lastra/simulation/Spectrum.h"

#include "lastra/simulation/Materials.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <xraylib.h>

namespace lastra::simulation {

namespace {

constexpr int kTungsten = 74;
// Refit of the published 0.00175, 1, 1 to standards-laboratory half-value layers.
constexpr double kExponentSlope = 0.00165, kDepthFactor = 0.66, kLineFactor = 5.0;

struct Ebel {
    double e0, z = kTungsten, a, j, rzm, h, geometry;

    explicit Ebel(const TubeSettings &s) : e0(s.kVp), a(AtomicWeight(kTungsten, nullptr)) {
        j = 0.0135 * z;
        rzm = (a / z) * (0.787e-5 * std::sqrt(j) * std::pow(e0, 1.5) + 0.735e-6 * e0 * e0);
        const double l = std::log(z), m = 0.1382 - 0.9211 / std::sqrt(z);
        h = std::pow(e0, m) * (0.1904 - 0.2236 * l + 0.1292 * l * l - 0.0149 * l * l * l);
        const double eps = s.anodeAngleDeg * std::numbers::pi / 180;
        geometry = std::cos(eps) / std::sin(eps); // sin(phi)/sin(eps), phi = 90 deg - eps
    }
    // Self-absorption in the anode of a photon made by an electron at overvoltage u.
    [[nodiscard]] double absorption(double keV, double u) const {
        const double l = std::log(u);
        const double rz = rzm * l * (0.49269 - 1.0987 * h + 0.78557 * h * h) /
                          (0.70256 - 1.09865 * h + 1.0046 * h * h + l);
        const double y = kDepthFactor * 2 * CS_Photo(kTungsten, keV, nullptr) * rz * geometry;
        return y > 1e-9 ? (1 - std::exp(-y)) / y : 1;
    }
    [[nodiscard]] double continuum(double keV) const {
        const double x = 1.109 - 0.00435 * z + kExponentSlope * e0;
        return 1.35e9 * z * std::pow(e0 / keV - 1, x) * absorption(keV, e0 / keV);
    }
    [[nodiscard]] double kYield(double edge) const {
        const double u = e0 / edge;
        if (u <= 1)
            return 0;
        const double core = u * std::log(u) + 1 - u, b = 0.35, electrons = 2;
        const double s = electrons * b / z * core *
                         (1 + 16.05 * std::sqrt(j / edge) *
                                  (std::sqrt(u) * std::log(u) + 2 * (1 - std::sqrt(u))) / core);
        const double r =
            1 - 0.0081517 * z + 3.613e-5 * z * z + 0.009583 * z * std::exp(-u) + 0.001141 * e0;
        return kLineFactor * 5e13 * s * r * FluorYield(kTungsten, K_SHELL, nullptr);
    }
};

} // namespace

double Spectrum::total() const {
    return std::accumulate(photons.begin(), photons.end(), 0.0);
}

double Spectrum::meanKeV() const {
    return std::inner_product(photons.begin(), photons.end(), keV.begin(), 0.0) / total();
}

double Spectrum::layerForFraction(double fraction) const {
    const auto aluminium = material(QStringLiteral("Al"));
    if (!aluminium || keV.empty())
        return 0;
    std::vector<double> kerma(keV.size()), mu(keV.size());
    for (size_t i = 0; i < keV.size(); ++i) {
        kerma[i] = photons[i] * keV[i] * airEnergyAbsorption(keV[i]);
        mu[i] = (*aluminium)->massAttenuation(keV[i]) * (*aluminium)->density / 10;
    }
    const double all = std::accumulate(kerma.begin(), kerma.end(), 0.0);
    double low = 0, high = 1000;
    for (int step = 0; step < 60; ++step) {
        const double mm = (low + high) / 2;
        double left = 0;
        for (size_t i = 0; i < kerma.size(); ++i)
            left += kerma[i] * std::exp(-mu[i] * mm);
        (left > fraction * all ? low : high) = mm;
    }
    return (low + high) / 2;
}

Spectrum Spectrum::rebinned(double keVWidth) const {
    Spectrum out;
    out.kLineShare = kLineShare;
    double n = 0, energy = 0, edge = keV.empty() ? 0 : keV.front() + keVWidth;
    const auto flush = [&] {
        if (n > 0) {
            out.keV.push_back(energy / n);
            out.photons.push_back(n);
        }
        n = energy = 0;
    };
    for (size_t i = 0; i < keV.size(); ++i) {
        if (keV[i] >= edge) {
            flush();
            edge = keV[i] + keVWidth;
        }
        n += photons[i];
        energy += photons[i] * keV[i];
    }
    flush();
    return out;
}

core::Result<Spectrum> tubeSpectrum(const TubeSettings &settings) {
    const auto bad = [](const char *name, double value) {
        return core::fail("simulation.parameter",
                          {QString::fromLatin1(name), QString::number(value)});
    };
    if (!(settings.kVp >= 30 && settings.kVp <= kMaxKeV))
        return bad("kVp", settings.kVp);
    if (!(settings.anodeAngleDeg >= 2 && settings.anodeAngleDeg <= 45))
        return bad("anodeAngleDeg", settings.anodeAngleDeg);
    if (!(settings.binKeV >= 0.1 && settings.binKeV <= 5))
        return bad("binKeV", settings.binKeV);
    std::vector<std::pair<std::shared_ptr<const Material>, double>> filters;
    for (const Filter &filter : settings.filters) {
        if (!(filter.mm >= 0 && filter.mm <= 5000))
            return bad("filters.mm", filter.mm);
        LASTRA_TRY(found, material(filter.material));
        filters.emplace_back(found, filter.mm / 10);
    }
    const auto filtered = [&](double keV) {
        double sum = 0;
        for (const auto &[m, cm] : filters)
            sum += m->massAttenuation(keV) * m->density * cm;
        return std::exp(-sum);
    };

    const Ebel ebel(settings);
    Spectrum out;
    const int bins = int((settings.kVp - kMinKeV) / settings.binKeV);
    for (int i = 0; i < bins; ++i) {
        const double keV = kMinKeV + (i + 0.5) * settings.binKeV;
        out.keV.push_back(keV);
        out.photons.push_back(ebel.continuum(keV) * settings.binKeV * filtered(keV) *
                              settings.outputCalibration);
    }
    double lines = 0;
    const double edge = EdgeEnergy(kTungsten, K_SHELL, nullptr), yield = ebel.kYield(edge);
    for (const int line : {KL2_LINE, KL3_LINE, KM2_LINE, KM3_LINE, KN2_LINE, KN3_LINE}) {
        if (yield <= 0)
            break;
        const double keV = LineEnergy(kTungsten, line, nullptr);
        const double photons = yield * RadRate(kTungsten, line, nullptr) *
                               ebel.absorption(keV, settings.kVp / edge) * filtered(keV) *
                               settings.outputCalibration;
        const auto bin = size_t(
            std::clamp(int((keV - kMinKeV) / settings.binKeV), 0, int(out.photons.size()) - 1));
        out.photons[bin] += photons;
        lines += photons;
    }
    out.kLineShare = lines / out.total();
    return out;
}

Spectrum monochromatic(double keV, double photons) {
    return {{keV}, {photons}, 0};
}

} // namespace lastra::simulation
