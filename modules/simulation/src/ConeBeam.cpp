#include "lastra/simulation/ConeBeam.h"

#include "ConeKernels.h"
#include "Fft.h"
#include "JsonReader.h"
#include "Parallel.h"
#include "Simd.h"

#include <cstring>
#include <numbers>

namespace lastra::simulation {

namespace {

constexpr int kGuard = 32; // zeros around a column, for positions outside it

int padTo8(int n) {
    return (n + 7) / 8 * 8;
}

struct View {
    double c, s; // of the source's angle
};

View viewAt(const ConeGeometry &g, int view) {
    const double a = (g.startDeg + g.arcDeg * view / g.views) * std::numbers::pi / 180;
    return {std::cos(a), std::sin(a)};
}

// Attenuation in 1/mm, z fastest, each column with zeros before and after it.
struct Columns {
    Lattice lattice; // relative to the isocentre
    size_t stride = 0;
    AlignedFloats data;
    [[nodiscard]] const float *at(int column) const {
        return data.get() + size_t(column) * stride + kGuard;
    }
};

template <class T>
void fillColumns(std::span<const T> voxels, const imaging::Meaning &meaning, const ConeGeometry &g,
                 Columns &out, int threads, core::Work &work) {
    const Lattice &l = out.lattice;
    const double scale = g.hounsfield ? g.waterMuPerMm / 1000 : 1;
    const double offset = g.hounsfield ? g.waterMuPerMm : 0;
    const float slope = float(meaning.slope * scale);
    const float intercept = float(meaning.intercept * scale + offset);
    const size_t plane = size_t(l.nx) * size_t(l.ny);
    (void)parallelFor(l.ny, threads, work, [&](int y, int) {
        float *row = out.data.get() + size_t(y) * size_t(l.nx) * out.stride;
        std::memset(row, 0, size_t(l.nx) * out.stride * sizeof(float));
        for (int z = 0; z < l.nz; ++z) {
            const T *from = voxels.data() + size_t(z) * plane + size_t(y) * size_t(l.nx);
            for (int x = 0; x < l.nx; ++x)
                row[size_t(x) * out.stride + kGuard + size_t(z)] =
                    std::max(0.f, float(from[x]) * slope + intercept);
        }
    });
}

// Adds the part of every ray of one view that lies in the columns [x0, x1) x [y0, y1).
void projectTile(const Columns &volume, const ConeGeometry &g, const View &view, int x0, int x1,
                 int y0, int y1, float *mixed, float *out) {
    const Lattice &l = volume.lattice;
    const double pitchU = g.panelWidthMm / g.columns, pitchV = g.panelHeightMm / g.rows;
    const int paddedRows = padTo8(g.rows);
    double low = 1e18, high = -1e18;
    for (int corner = 0; corner < 4; ++corner) {
        const double x = l.origin[0] + (corner & 1 ? x1 + 1 : x0 - 1) * l.dx;
        const double y = l.origin[1] + (corner & 2 ? y1 + 1 : y0 - 1) * l.dy;
        const double along = std::max(1.0, g.sidMm - x * view.s + y * view.c);
        const double u = (x * view.c + y * view.s) * g.sddMm / along;
        low = std::min(low, u);
        high = std::max(high, u);
    }
    const double centre = (g.columns - 1) / 2.0;
    const int first = int(std::clamp(std::floor(low / pitchU + centre), 0.0, double(g.columns)));
    const int last = int(std::clamp(std::ceil(high / pitchU + centre), -1.0, g.columns - 1.0));
    const double sx = g.sidMm * view.s, sy = -g.sidMm * view.c;
    for (int column = first; column <= last; ++column) {
        const double u = (column - centre) * pitchU;
        // From the source to the panel, in the plane of rotation.
        const double dx = -view.s * g.sddMm + view.c * u, dy = view.c * g.sddMm + view.s * u;
        const bool alongX = std::abs(dx) > std::abs(dy);
        const double slope = alongX ? dy / dx : dx / dy;
        const double source = alongX ? sx : sy, beside = alongX ? sy : sx;
        const double origin = l.origin[alongX ? 0 : 1], across = l.origin[alongX ? 1 : 0];
        const double step = alongX ? l.dx : l.dy, side = alongX ? l.dy : l.dx;
        const double at0 = (beside + (origin - source) * slope - across) / side;
        const double perStep = slope * step / side;
        const int i0 = alongX ? x0 : y0, i1 = alongX ? x1 : y1;
        const int j0 = alongX ? y0 : x0;
        const int j1 = std::min(alongX ? y1 : x1, (alongX ? l.ny : l.nx) - 1);
        float *ray = out + size_t(column) * size_t(paddedRows);
        for (int i = i0; i < i1; ++i) {
            const double at = at0 + i * perStep;
            const int j = int(at) - (at < 0);
            if (j < j0 || j >= j1)
                continue;
            // How far along the ray, as a share of the way from the source to the panel.
            const double t = (origin + i * step - source) / (alongX ? dx : dy);
            // Rows from the feet up, so that z grows with the index.
            const double zStep = pitchV * t / l.dz;
            const double z0 = -(l.origin[2] / l.dz) - (g.rows - 1) / 2.0 * zStep;
            const int r0 = std::max(0, int((-1 - z0) / zStep)) & ~7;
            const int r1 = std::min(paddedRows, padTo8(std::max(0, int((l.nz - z0) / zStep) + 1)));
            if (r1 <= r0)
                continue;
            const int here = alongX ? j * l.nx + i : i * l.nx + j;
            mixColumns(mixed - 8, volume.at(here) - 8, volume.at(here + (alongX ? l.nx : 1)) - 8,
                       float(at - j), padTo8(l.nz) + 16);
            addResampled(ray + r0, r1 - r0, mixed, l.nz, float(z0 + r0 * zStep), float(zStep), 1);
        }
    }
}

core::Done checkGeometry(const ConeGeometry &g) {
    const auto bad = [](const char *path, const char *expected) {
        return core::fail("simulation.geometryInvalid",
                          {QString::fromLatin1(path), QString::fromUtf8(expected)});
    };
    if (g.sddMm <= g.sidMm)
        return bad("/sourceToDetectorMm", "> sourceToIsocentreMm");
    const double half = std::hypot(g.volume.nx * g.volume.dx, g.volume.ny * g.volume.dy) / 2;
    if (g.volume.nx > 0 && half >= g.sidMm)
        return bad("/volume", "√(x² + y²) < sourceToIsocentreMm");
    return {};
}

} // namespace

core::Result<ConeGeometry> coneGeometry(const QJsonObject &document) {
    ConeGeometry g;
    JsonReader r(document, {}, "simulation.geometryInvalid");
    r.number("sourceToIsocentreMm", g.sidMm, 10, 1e5);
    r.number("sourceToDetectorMm", g.sddMm, 20, 2e5);
    r.integer("views", g.views, 1, 100000);
    r.number("startDeg", g.startDeg, -3600, 3600);
    r.number("arcDeg", g.arcDeg, -3600, 3600);
    r.flag("hounsfield", g.hounsfield);
    r.number("waterMuPerMm", g.waterMuPerMm, 1e-4, 1);
    JsonReader p(r.object("panel"), r.path("panel"), "simulation.geometryInvalid");
    p.integer("columns", g.columns, 1, 8192);
    p.integer("rows", g.rows, 1, 8192);
    p.number("widthMm", g.panelWidthMm, 0.1, 1e4);
    p.number("heightMm", g.panelHeightMm, 0.1, 1e4);
    JsonReader i(r.object("isocentreMm"), r.path("isocentreMm"), "simulation.geometryInvalid");
    i.number("x", g.isocentreMm[0], -1e5, 1e5);
    i.number("y", g.isocentreMm[1], -1e5, 1e5);
    i.number("z", g.isocentreMm[2], -1e5, 1e5);
    Lattice &l = g.volume;
    l = {256, 256, 256, 1, 1, 1, {}};
    JsonReader v(r.object("volume"), r.path("volume"), "simulation.geometryInvalid");
    v.integer("nx", l.nx, 1, 4096);
    v.integer("ny", l.ny, 1, 4096);
    v.integer("nz", l.nz, 1, 4096);
    v.number("dxMm", l.dx, 0.001, 100);
    v.number("dyMm", l.dy, 0.001, 100);
    v.number("dzMm", l.dz, 0.001, 100);
    for (JsonReader *reader : {&r, &p, &i, &v})
        LASTRA_CHECK(reader->finish());
    LASTRA_CHECK(checkGeometry(g));
    l.origin = {g.isocentreMm[0] - l.dx * (l.nx - 1) / 2, g.isocentreMm[1] - l.dy * (l.ny - 1) / 2,
                g.isocentreMm[2] - l.dz * (l.nz - 1) / 2};
    return g;
}

core::Result<imaging::Volume> project(const imaging::Volume &volume, const ConeGeometry &g,
                                      int threads, core::Work &work) {
    if (volume.isNull())
        return core::fail("simulation.imageSize");
    const imaging::Geometry &in = volume.geometry();
    Columns columns;
    Lattice &l = columns.lattice;
    l = {in.size[0],
         in.size[1],
         in.size[2],
         in.spacing.x,
         in.spacing.y,
         in.spacing.z,
         {in.origin.x - g.isocentreMm[0], in.origin.y - g.isocentreMm[1],
          in.origin.z - g.isocentreMm[2]}};
    ConeGeometry checked = g;
    checked.volume = l;
    LASTRA_CHECK(checkGeometry(checked));
    columns.stride = size_t(padTo8(l.nz) + 2 * kGuard);
    columns.data = alignedFloats(columns.stride * size_t(l.nx) * size_t(l.ny));
    switch (volume.type()) {
    case imaging::VoxelType::Int16:
        fillColumns(volume.voxels<int16_t>(), volume.meaning(), g, columns, threads, work);
        break;
    case imaging::VoxelType::UInt16:
        fillColumns(volume.voxels<uint16_t>(), volume.meaning(), g, columns, threads, work);
        break;
    case imaging::VoxelType::Float32:
        fillColumns(volume.voxels<float>(), volume.meaning(), g, columns, threads, work);
        break;
    }
    LASTRA_CHECK(work.check());

    imaging::Geometry geometry;
    geometry.size = {g.columns, g.rows, g.views};
    geometry.spacing = {g.panelWidthMm / g.columns, g.panelHeightMm / g.rows, 1};
    LASTRA_TRY(out, imaging::Volume::create(geometry, imaging::VoxelType::Float32));
    float *pixels = out.mutableVoxels<float>().data();

    constexpr int tile = 16, kViews = 4;
    const int paddedRows = padTo8(g.rows);
    const size_t panel = size_t(g.columns) * size_t(paddedRows);
    LASTRA_CHECK(parallelFor((g.views + kViews - 1) / kViews, threads, work, [&](int block, int) {
        const int v0 = block * kViews, v1 = std::min(g.views, v0 + kViews);
        const AlignedFloats rays = alignedFloats(panel * kViews);
        const AlignedFloats mixed = alignedFloats(columns.stride);
        std::memset(rays.get(), 0, panel * kViews * sizeof(float));
        for (int y = 0; y < l.ny; y += tile)
            for (int x = 0; x < l.nx; x += tile)
                for (int v = v0; v < v1; ++v)
                    projectTile(columns, g, viewAt(g, v), x, std::min(l.nx, x + tile), y,
                                std::min(l.ny, y + tile), mixed.get() + kGuard,
                                rays.get() + size_t(v - v0) * panel);
        // Step lengths: the slant in the plane of rotation, then out of it.
        for (int v = v0; v < v1; ++v) {
            const View view = viewAt(g, v);
            float *image = pixels + size_t(v) * size_t(g.rows) * size_t(g.columns);
            for (int c = 0; c < g.columns; ++c) {
                const double u = (c - (g.columns - 1) / 2.0) * g.panelWidthMm / g.columns;
                const double dx = std::abs(-view.s * g.sddMm + view.c * u);
                const double dy = std::abs(view.c * g.sddMm + view.s * u);
                const double step = dx > dy ? l.dx / dx : l.dy / dy;
                const float *ray =
                    rays.get() + size_t(v - v0) * panel + size_t(c) * size_t(paddedRows);
                for (int r = 0; r < g.rows; ++r) {
                    const double up = ((g.rows - 1) / 2.0 - r) * g.panelHeightMm / g.rows;
                    image[size_t(r) * size_t(g.columns) + size_t(c)] =
                        ray[g.rows - 1 - r] *
                        float(step * std::sqrt(g.sddMm * g.sddMm + u * u + up * up));
                }
            }
        }
    }));
    out.markAllReady();
    return out;
}

core::Result<imaging::Volume> feldkamp(const imaging::Volume &projections, const ConeGeometry &g,
                                       int threads, core::Work &work) {
    LASTRA_CHECK(checkGeometry(g));
    if (projections.isNull() || projections.type() != imaging::VoxelType::Float32 ||
        projections.geometry().size != std::array<int, 3>{g.columns, g.rows, g.views})
        return core::fail("simulation.imageSize");
    const float *pixels = projections.voxels<float>().data();
    const double pitchU = g.panelWidthMm / g.columns, pitchV = g.panelHeightMm / g.rows;
    const double iso = g.sidMm / g.sddMm; // panel to isocentre
    int size = 16;
    while (size < 2 * g.columns)
        size *= 2;
    const Fft fft(size);
    std::vector<double> taps(size_t(size), 0.0);
    const double t = pitchU * iso;
    for (int n = 0; n <= size / 2; ++n) {
        const double pi = std::numbers::pi;
        const double h = n == 0 ? 1 / (4 * t * t) : n % 2 ? -1 / (pi * pi * n * n * t * t) : 0;
        taps[size_t(n)] = h * t;
        if (n > 0)
            taps[size_t(size - n)] = taps[size_t(n)];
    }
    const std::vector<float> filter = fft.transfer(taps, [](double) { return 1.0; });

    // Filtered, rows from the feet up and fastest, zeros around.
    const size_t stride = size_t(padTo8(g.rows) + 2 * kGuard);
    const size_t panel = stride * size_t(g.columns);
    const AlignedFloats filtered = alignedFloats(panel * size_t(g.views));
    LASTRA_CHECK(parallelFor(g.views, threads, work, [&](int v, int) {
        const size_t lanes = size_t(size) * kFftLanes;
        const AlignedFloats re = alignedFloats(lanes), im = alignedFloats(lanes);
        const float *image = pixels + size_t(v) * size_t(g.rows) * size_t(g.columns);
        float *to = filtered.get() + size_t(v) * panel;
        std::memset(to, 0, panel * sizeof(float));
        for (int row = 0; row < g.rows; row += 2 * kFftLanes) {
            std::memset(re.get(), 0, lanes * sizeof(float));
            std::memset(im.get(), 0, lanes * sizeof(float));
            const int count = std::min(2 * kFftLanes, g.rows - row);
            for (int i = 0; i < count; ++i) {
                const int r = g.rows - 1 - (row + i);
                const double z = ((g.rows - 1) / 2.0 - r) * pitchV;
                const float *from = image + size_t(r) * size_t(g.columns);
                float *lane = (i < kFftLanes ? re.get() : im.get()) + i % kFftLanes;
                const float zz = float(g.sddMm * g.sddMm + z * z);
                for (int c = 0; c < g.columns; ++c) {
                    const float u = float((c - (g.columns - 1) / 2.0) * pitchU);
                    lane[c * kFftLanes] = from[c] * float(g.sddMm) / std::sqrt(zz + u * u);
                }
            }
            fft.filter(re.get(), im.get(), filter.data());
            for (int c = 0; c < g.columns; ++c) {
                float *q = to + size_t(c) * stride + kGuard + row;
                std::memcpy(q, re.get() + size_t(c) * kFftLanes,
                            size_t(std::min(count, kFftLanes)) * sizeof(float));
                if (count > kFftLanes)
                    std::memcpy(q + kFftLanes, im.get() + size_t(c) * kFftLanes,
                                size_t(count - kFftLanes) * sizeof(float));
            }
        }
    }));

    const Lattice &l = g.volume;
    imaging::Geometry geometry;
    geometry.size = {l.nx, l.ny, l.nz};
    geometry.spacing = {l.dx, l.dy, l.dz};
    geometry.origin = {l.origin[0], l.origin[1], l.origin[2]};
    LASTRA_TRY(out, imaging::Volume::create(
                        geometry, imaging::VoxelType::Float32,
                        {1, 0, g.hounsfield ? QStringLiteral("HU") : QString(), std::nullopt}));
    float *voxels = out.mutableVoxels<float>().data();
    const int paddedZ = padTo8(l.nz);
    const double share = std::abs(g.arcDeg) * std::numbers::pi / 180 / g.views / 2;
    constexpr int tile = 16;
    const int tilesX = (l.nx + tile - 1) / tile, tilesY = (l.ny + tile - 1) / tile;
    LASTRA_CHECK(parallelFor(tilesX * tilesY, threads, work, [&](int index, int) {
        const int x0 = index % tilesX * tile, x1 = std::min(l.nx, x0 + tile);
        const int y0 = index / tilesX * tile, y1 = std::min(l.ny, y0 + tile);
        const AlignedFloats sums = alignedFloats(size_t(tile * tile) * size_t(paddedZ));
        const AlignedFloats mixed = alignedFloats(stride);
        std::memset(sums.get(), 0, size_t(tile * tile) * size_t(paddedZ) * sizeof(float));
        std::memset(mixed.get(), 0, stride * sizeof(float));
        for (int v = 0; v < g.views; ++v) {
            const View view = viewAt(g, v);
            const float *from = filtered.get() + size_t(v) * panel;
            for (int y = y0; y < y1; ++y)
                for (int x = x0; x < x1; ++x) {
                    const double px = l.origin[0] + x * l.dx - g.isocentreMm[0];
                    const double py = l.origin[1] + y * l.dy - g.isocentreMm[1];
                    const double along = g.sidMm - px * view.s + py * view.c;
                    const double u = (px * view.c + py * view.s) * g.sddMm / along;
                    const double at = u / pitchU + (g.columns - 1) / 2.0;
                    const int c = int(std::floor(at));
                    if (c < 0 || c + 1 >= g.columns)
                        continue;
                    const double step = l.dz * g.sddMm / along / pitchV;
                    const double first =
                        (l.origin[2] - g.isocentreMm[2]) / l.dz * step + (g.rows - 1) / 2.0;
                    // Only the rows that this column's voxels see.
                    const int r0 = std::clamp(int(first) - 8, -8, g.rows) & ~7;
                    const int r1 =
                        std::clamp(int(first + step * paddedZ) + 24, 0, padTo8(g.rows) + 16);
                    const float *a = from + size_t(c) * stride + kGuard + r0;
                    if (r1 > r0)
                        mixColumns(mixed.get() + kGuard + r0, a, a + stride, float(at - c),
                                   padTo8(r1 - r0));
                    addResampled(sums.get() + size_t((y - y0) * tile + x - x0) * size_t(paddedZ),
                                 paddedZ, mixed.get() + kGuard, g.rows, float(first), float(step),
                                 float(share * g.sidMm * g.sidMm / (along * along)));
                }
        }
        const float scale = g.hounsfield ? float(1000 / g.waterMuPerMm) : 1;
        const float offset = g.hounsfield ? -1000 : 0;
        for (int z = 0; z < l.nz; ++z)
            for (int y = y0; y < y1; ++y)
                for (int x = x0; x < x1; ++x)
                    voxels[(size_t(z) * size_t(l.ny) + size_t(y)) * size_t(l.nx) + size_t(x)] =
                        sums[size_t((y - y0) * tile + x - x0) * size_t(paddedZ) + size_t(z)] *
                            scale +
                        offset;
    }));
    out.markAllReady();
    return out;
}

} // namespace lastra::simulation
