#include "lastra/simulation/Materials.h"
#include "lastra/simulation/Scanner.h"

#include "Tissues.h"

#include <cmath>

namespace lastra::simulation {

namespace {

// Least squares of y = sum c_i x^(i+1) over samples, order 5, by normal equations.
std::vector<double> fitPolynomial(const std::vector<double> &x, const std::vector<double> &y) {
    constexpr int n = 5;
    double a[n][n + 1] = {};
    for (size_t s = 0; s < x.size(); ++s) {
        double powers[n];
        for (int i = 0; i < n; ++i)
            powers[i] = std::pow(x[s] / x.back(), i + 1);
        // Relative errors count, so that thin paths are as right as thick ones.
        const double weight = 1 / (y[s] * y[s]);
        for (int i = 0; i < n; ++i) {
            for (int j = 0; j < n; ++j)
                a[i][j] += weight * powers[i] * powers[j];
            a[i][n] += weight * powers[i] * y[s];
        }
    }
    for (int i = 0; i < n; ++i) {
        int pivot = i;
        for (int r = i + 1; r < n; ++r)
            if (std::abs(a[r][i]) > std::abs(a[pivot][i]))
                pivot = r;
        std::swap(a[i], a[pivot]);
        for (int r = 0; r < n; ++r) {
            if (r == i)
                continue;
            const double f = a[r][i] / a[i][i];
            for (int c = i; c <= n; ++c)
                a[r][c] -= f * a[i][c];
        }
    }
    std::vector<double> out;
    for (int i = 0; i < n; ++i)
        out.push_back(a[i][n] / a[i][i] / std::pow(x.back(), i + 1));
    return out;
}

core::Done checkScanner(const ScannerSpec &s) {
    const auto within = [](const char *name, double v, double low, double high) -> core::Done {
        if (v >= low && v <= high)
            return {};
        return core::fail("simulation.parameter", {QString::fromLatin1(name), QString::number(v)});
    };
    LASTRA_CHECK(within("scanner.sidMm", s.sidMm, 200, 2000));
    LASTRA_CHECK(within("scanner.sddMm", s.sddMm, s.sidMm, 4000));
    LASTRA_CHECK(within("scanner.fieldMm", s.fieldMm, 50, 1.6 * s.sidMm));
    LASTRA_CHECK(within("scanner.cells", s.cells, 16, 2048));
    LASTRA_CHECK(within("scanner.views", s.views, 2, 4096));
    LASTRA_CHECK(within("scanner.subRays", s.subRays, 1, 8));
    LASTRA_CHECK(within("scanner.quarterOffset", s.quarterOffset, -1, 1));
    LASTRA_CHECK(within("scanner.scintillatorMm", s.scintillatorMm, 0, 10));
    return within("scanner.electronicNoiseKeV", s.electronicNoiseKeV, 0, 1e5);
}

} // namespace

core::Result<BeamModel> beamModel(const ScannerSpec &scanner, const ProtocolSpec &protocol,
                                  double sliceMm, bool waterCorrection) {
    LASTRA_CHECK(checkScanner(scanner));
    const auto bad = [](const char *name, double v) {
        return core::fail("simulation.parameter", {QString::fromLatin1(name), QString::number(v)});
    };
    if (!(protocol.mAs > 0 && protocol.mAs <= 10000))
        return bad("protocol.mAs", protocol.mAs);
    if (protocol.monoKeV != 0 && !(protocol.monoKeV >= 10 && protocol.monoKeV <= kMaxKeV))
        return bad("protocol.monoKeV", protocol.monoKeV);
    if (!(sliceMm > 0 && sliceMm <= 50))
        return bad("sliceMm", sliceMm);

    BeamModel beam;
    if (protocol.monoKeV > 0) {
        beam.spectrum = monochromatic(protocol.monoKeV);
    } else {
        TubeSettings tube;
        tube.kVp = protocol.kVp;
        tube.anodeAngleDeg = protocol.anodeAngleDeg;
        tube.filters = {{QStringLiteral("Al"), protocol.aluminiumMm}};
        LASTRA_TRY(fine, tubeSpectrum(tube));
        beam.spectrum = fine.rebinned(2.5);
    }
    // Photons into one cell: its solid angle, and the charge of one view.
    const double magnification = scanner.sddMm / scanner.sidMm;
    const double cellMm =
        2 * std::asin(scanner.fieldMm / 2 / scanner.sidMm) / scanner.cells * scanner.sddMm;
    const double solidAngle = cellMm * sliceMm * magnification / (scanner.sddMm * scanner.sddMm);
    LASTRA_TRY(scintillator, material(QStringLiteral("Gd2O2S")));
    double energyWeight = 0, energyMean = 0;
    for (size_t i = 0; i < beam.spectrum.keV.size(); ++i) {
        const double keV = beam.spectrum.keV[i];
        beam.spectrum.photons[i] *= solidAngle * protocol.mAs / scanner.views;
        beam.efficiency.push_back(scanner.scintillatorMm > 0
                                      ? 1 - std::exp(-scintillator->massAttenuation(keV) * 7.44 *
                                                     scanner.scintillatorMm / 10)
                                      : 1);
        LASTRA_TRY(mu, basisAttenuation(keV));
        for (size_t b = 0; b < BasisCount; ++b)
            beam.bases[b].push_back(mu[b]);
        const double signal = beam.spectrum.photons[i] * beam.efficiency[i] * keV;
        beam.airSignal += signal;
        // Behind 20 cm of water: the energy that soft tissue is seen at.
        const double behind = signal * std::exp(-20 * mu[WaterBasis]);
        energyWeight += behind;
        energyMean += behind * mu[WaterBasis];
    }
    if (!(beam.airSignal > 0))
        return bad("protocol.mAs", protocol.mAs);
    // The reference energy is where water attenuates as the hardened beam does.
    const double wanted = energyMean / energyWeight;
    double low = kMinKeV, high = kMaxKeV;
    for (int step = 0; step < 50; ++step) {
        const double keV = (low + high) / 2;
        LASTRA_TRY(mu, basisAttenuation(keV));
        (mu[WaterBasis] > wanted ? low : high) = keV;
    }
    beam.referenceKeV = protocol.monoKeV > 0 ? protocol.monoKeV : (low + high) / 2;
    LASTRA_TRY(reference, basisAttenuation(beam.referenceKeV));
    beam.waterMuPerCm = reference[WaterBasis];
    if (waterCorrection && protocol.monoKeV <= 0) {
        std::vector<double> poly, mono;
        for (double cm = 0.5; cm <= 52; cm += 0.5) {
            poly.push_back(logSignal(beam, {cm, 0, 0}));
            mono.push_back(beam.waterMuPerCm * cm);
        }
        beam.hardening = fitPolynomial(poly, mono);
    }
    return beam;
}

double logSignal(const BeamModel &beam, const std::array<double, BasisCount> &gcm2) {
    double sum = 0;
    for (size_t i = 0; i < beam.spectrum.keV.size(); ++i) {
        double path = 0;
        for (size_t b = 0; b < BasisCount; ++b)
            path += beam.bases[b][i] * gcm2[b];
        sum +=
            beam.spectrum.photons[i] * beam.efficiency[i] * beam.spectrum.keV[i] * std::exp(-path);
    }
    return -std::log(sum / beam.airSignal);
}

} // namespace lastra::simulation
