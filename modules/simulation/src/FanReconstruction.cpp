#include "FanKernels.h"
#include "Fft.h"
#include "Parallel.h"
#include "Simd.h"

#include <cstring>
#include <numbers>

namespace lastra::simulation {

namespace {

int paddedSize(int cells) {
    int size = 16;
    while (size < 2 * cells)
        size *= 2;
    return size;
}

// The equiangular ramp, sampled in space so that its zero frequency is right.
std::vector<float> rampFilter(const Fft &fft, double fan, Kernel kernel) {
    std::vector<double> taps(static_cast<size_t>(fft.size()), 0.0);
    for (int n = 0; n <= fft.size() / 2; ++n) {
        double h = 0;
        if (n == 0)
            h = 1 / (4 * fan * fan);
        else if (n % 2 == 1)
            h = -1 / (std::numbers::pi * std::numbers::pi * n * n * fan * fan);
        const double gamma = n * fan;
        const double stretch = n == 0 ? 1 : gamma < 1.5 ? gamma / std::sin(gamma) : 0;
        taps[size_t(n)] = 0.5 * stretch * stretch * h * fan;
        if (n > 0)
            taps[size_t(fft.size() - n)] = taps[size_t(n)];
    }
    return fft.transfer(taps, [kernel](double f) {
        const auto hann = [f](double cut) {
            return f < cut ? 0.5 * (1 + std::cos(std::numbers::pi * f / cut)) : 0.0;
        };
        switch (kernel) {
        case Kernel::Smooth:
            return hann(0.62);
        case Kernel::Standard:
            return hann(0.95);
        case Kernel::Sharp: {
            const double x = std::numbers::pi * f / 2;
            return (x > 0 ? std::sin(x) / x : 1) *
                   (f < 0.9 ? 1 : std::cos((f - 0.9) * 5 * std::numbers::pi));
        }
        default:
            return 1.0;
        }
    });
}

} // namespace

core::Result<Kernel> kernelNamed(const QString &name) {
    if (name == QStringLiteral("smooth"))
        return Kernel::Smooth;
    if (name == QStringLiteral("standard"))
        return Kernel::Standard;
    if (name == QStringLiteral("sharp"))
        return Kernel::Sharp;
    if (name == QStringLiteral("ramlak"))
        return Kernel::RamLak;
    return core::fail("simulation.parameter", {QStringLiteral("reconstruction.kernel"), name});
}

core::Result<std::vector<float>> reconstruct(const Sinogram &sinogram, const ScannerSpec &scanner,
                                             const Lattice &lattice, Kernel kernel, int threads,
                                             core::Work &work) {
    if (sinogram.data.empty() || sinogram.cells != scanner.cells || sinogram.views != scanner.views)
        return core::fail("simulation.parameter", {QStringLiteral("sinogram"), QString()});
    const double fan = 2 * std::asin(scanner.fieldMm / 2 / scanner.sidMm) / scanner.cells;
    const Fft fft(paddedSize(scanner.cells));
    const std::vector<float> filter = rampFilter(fft, fan, kernel);
    const int padded = sinogram.paddedZ, cells = scanner.cells;
    const double firstGamma = fan * (scanner.quarterOffset - (cells - 1) / 2.0);

    std::vector<float> filtered(sinogram.data.size());
    LASTRA_CHECK(parallelFor(sinogram.views, threads, work, [&](int v, int) {
        const size_t lanes = size_t(fft.size()) * kFftLanes;
        const AlignedFloats re = alignedFloats(lanes), im = alignedFloats(lanes);
        const float *from = sinogram.data.data() + size_t(v) * size_t(cells) * size_t(padded);
        float *to = filtered.data() + size_t(v) * size_t(cells) * size_t(padded);
        // Two groups of eight slices a pass, one as the real and one as the imaginary part.
        for (int z = 0; z < padded; z += 2 * kFftLanes) {
            const bool both = z + kFftLanes < padded;
            std::memset(re.get(), 0, lanes * sizeof(float));
            std::memset(im.get(), 0, lanes * sizeof(float));
            for (int c = 0; c < cells; ++c) {
                const float weight = float(scanner.sidMm / 10 * std::cos(firstGamma + c * fan));
                const float *p = from + size_t(c) * size_t(padded) + z;
                for (int i = 0; i < kFftLanes; ++i) {
                    re[size_t(c * kFftLanes + i)] = weight * p[i];
                    if (both)
                        im[size_t(c * kFftLanes + i)] = weight * p[kFftLanes + i];
                }
            }
            fft.filter(re.get(), im.get(), filter.data());
            for (int c = 0; c < cells; ++c) {
                float *q = to + size_t(c) * size_t(padded) + z;
                std::memcpy(q, re.get() + size_t(c) * kFftLanes, kFftLanes * sizeof(float));
                if (both)
                    std::memcpy(q + kFftLanes, im.get() + size_t(c) * kFftLanes,
                                kFftLanes * sizeof(float));
            }
        }
    }));

    std::vector<float> image(size_t(lattice.nx) * size_t(lattice.ny) * size_t(padded), 0.f);
    const double perView = 2 * std::numbers::pi / scanner.views;
    constexpr int tile = kFanRow; // columns that stay in cache while the views pass
    const int tilesX = (lattice.nx + tile - 1) / tile, tilesY = (lattice.ny + tile - 1) / tile;
    LASTRA_CHECK(parallelFor(tilesX * tilesY, threads, work, [&](int index, int) {
        const int x0 = index % tilesX * tile, x1 = std::min(lattice.nx, x0 + tile);
        const int y0 = index / tilesX * tile, y1 = std::min(lattice.ny, y0 + tile);
        int cell[tile];
        float fraction[tile], weight[tile];
        for (int v = 0; v < sinogram.views; ++v) {
            const double angle = perView * v, c = std::cos(angle), s = std::sin(angle);
            const float *view = filtered.data() + size_t(v) * size_t(cells) * size_t(padded);
            for (int y = y0; y < y1; ++y) {
                const double py = lattice.origin[1] + y * lattice.dy;
                const double px = lattice.origin[0] + x0 * lattice.dx;
                const FanRow row{scanner.sidMm - px * s + py * c,
                                 -lattice.dx * s,
                                 px * c + py * s,
                                 lattice.dx * c,
                                 firstGamma,
                                 fan,
                                 100 * perView, // mm2 to cm2
                                 cells};
                fanCells(row, cell, fraction, weight);
                fanBackproject(image.data() +
                                   (size_t(y) * size_t(lattice.nx) + size_t(x0)) * size_t(padded),
                               view, cell, fraction, weight, x1 - x0, padded);
            }
        }
    }));
    return image;
}

core::Result<double> measuredWater(const ScannerSpec &scanner, const BeamModel &beam, Kernel kernel,
                                   int threads, core::Work &work) {
    const int n = 256;
    const double step = 0.9;
    const Lattice lattice{n, n, 1, step, step, 1, {-(n - 1) * step / 2, -(n - 1) * step / 2, 0}};
    const NoiseSpec quiet{.quantum = false, .electronic = false};
    LASTRA_TRY(data, scan(waterCylinder(lattice, 100), scanner, beam, quiet, true, threads, work));
    const int m = 32;
    const Lattice centre{m, m, 1, 2, 2, 1, {-(m - 1.0), -(m - 1.0), 0}};
    LASTRA_TRY(image, reconstruct(data.clean, scanner, centre, kernel, threads, work));
    double sum = 0;
    for (int i = 0; i < m * m; ++i)
        sum += image[size_t(i) * size_t(data.clean.paddedZ)];
    return sum / (m * m);
}

} // namespace lastra::simulation
