#include "FanKernels.h"

#include "Simd.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace lastra::simulation {

namespace {

using V = float __attribute__((vector_size(32), may_alias, aligned(4)));
constexpr int kBlock = 8; // registers in flight

struct Slab {
    int column; // first of the two columns
    float fraction;
};

// Adds w0 c0 + w1 c1 over the slabs of one ray, for one block of z values at a time.
LASTRA_KERNEL void sumColumns(const float *data, size_t columnSize, size_t neighbour,
                              const Slab *slabs, int count, float length, float *out) {
    size_t z = 0;
    for (; z + 8 * kBlock <= columnSize; z += 8 * kBlock) {
        V s0{}, s1{}, s2{}, s3{}, s4{}, s5{}, s6{}, s7{};
        for (int i = 0; i < count; ++i) {
            const float *a = data + size_t(slabs[i].column) * columnSize + z;
            const V *c0 = reinterpret_cast<const V *>(a);
            const V *c1 = reinterpret_cast<const V *>(a + neighbour * columnSize);
            const float f = slabs[i].fraction, g = 1 - f;
            s0 += c0[0] * g + c1[0] * f;
            s1 += c0[1] * g + c1[1] * f;
            s2 += c0[2] * g + c1[2] * f;
            s3 += c0[3] * g + c1[3] * f;
            s4 += c0[4] * g + c1[4] * f;
            s5 += c0[5] * g + c1[5] * f;
            s6 += c0[6] * g + c1[6] * f;
            s7 += c0[7] * g + c1[7] * f;
        }
        V *o = reinterpret_cast<V *>(out + z);
        o[0] += s0 * length;
        o[1] += s1 * length;
        o[2] += s2 * length;
        o[3] += s3 * length;
        o[4] += s4 * length;
        o[5] += s5 * length;
        o[6] += s6 * length;
        o[7] += s7 * length;
    }
    for (; z < columnSize; z += 8) {
        V s{};
        for (int i = 0; i < count; ++i) {
            const float *a = data + size_t(slabs[i].column) * columnSize + z;
            const float f = slabs[i].fraction;
            s += *reinterpret_cast<const V *>(a) * (1 - f) +
                 *reinterpret_cast<const V *>(a + neighbour * columnSize) * f;
        }
        *reinterpret_cast<V *>(out + z) += s * length;
    }
}

// exp for arguments in [-87, 0], relative error below 2e-7 (Cephes' polynomial).
inline float fastExp(float x) {
    x = x < -87.f ? -87.f : x;
    const float n = (x * 1.44269504f + 12582912.f) - 12582912.f;
    const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.f;
    return p * std::bit_cast<float>((int(n) + 127) << 23);
}

template <int Bases>
inline __attribute__((always_inline)) void detectLanes(const EnergyTable &table, const float *path,
                                                       int padded, double *__restrict mean,
                                                       double *__restrict variance) {
    for (int z = 0; z < padded; z += 8) {
        double m[8] = {}, v[8] = {};
        for (int k = 0; k < table.count; ++k) {
            const float *mu = table.attenuation.data() + size_t(k) * Bases;
            const double e = table.energy[size_t(k)], e2 = table.energy2[size_t(k)];
            for (int i = 0; i < 8; ++i) {
                float sum = mu[0] * path[z + i];
                for (int b = 1; b < Bases; ++b)
                    sum += mu[b] * path[b * padded + z + i];
                const double t = fastExp(-sum);
                m[i] += e * t;
                v[i] += e2 * t;
            }
        }
        for (int i = 0; i < 8; ++i) {
            mean[z + i] = m[i];
            variance[z + i] = v[i];
        }
    }
}

LASTRA_KERNEL void detect2(const EnergyTable &table, const float *path, int padded, double *mean,
                           double *variance) {
    detectLanes<2>(table, path, padded, mean, variance);
}
LASTRA_KERNEL void detect3(const EnergyTable &table, const float *path, int padded, double *mean,
                           double *variance) {
    detectLanes<3>(table, path, padded, mean, variance);
}

} // namespace

FanProjector::FanProjector(const BasisVolume &volume, const ScannerSpec &scanner)
    : m_volume(volume), m_scanner(scanner),
      m_ray(2 * std::asin(scanner.fieldMm / 2 / scanner.sidMm) / scanner.cells / scanner.subRays) {
    const Lattice &l = volume.lattice;
    // About half a megabyte of second-level cache.
    const int side = std::clamp(int(std::sqrt(300e3 / (4.0 * double(volume.columnSize())))), 8, 64);
    for (int y = 0; y < l.ny; y += side)
        for (int x = 0; x < l.nx; x += side) {
            const Tile tile{x, std::min(l.nx, x + side), y, std::min(l.ny, y + side)};
            bool empty = true;
            for (int j = y; empty && j < std::min(l.ny, tile.y1 + 1); ++j)
                for (int i = x; empty && i < std::min(l.nx, tile.x1 + 1); ++i) {
                    const float *c = volume.data.data() +
                                     (size_t(j) * size_t(l.nx) + size_t(i)) * volume.columnSize();
                    empty = std::all_of(c, c + volume.columnSize(), [](float f) { return f == 0; });
                }
            if (!empty)
                m_tiles.push_back(tile);
        }
}

struct FanProjector::Ray {
    double sx, sy, dx, dy; // source, unit direction
};

void FanProjector::project(int firstView, int lastView, float *out) const {
    const size_t perView =
        size_t(m_scanner.cells) * size_t(m_scanner.subRays) * m_volume.columnSize();
    std::fill(out, out + size_t(lastView - firstView) * perView, 0.f);
    for (const Tile &tile : m_tiles)
        for (int view = firstView; view < lastView; ++view)
            throughTile(tile, view, out + size_t(view - firstView) * perView);
}

void FanProjector::throughTile(const Tile &tile, int view, float *out) const {
    const Lattice &l = m_volume.lattice;
    const int rays = m_scanner.cells * m_scanner.subRays;
    const double angle = 2 * std::numbers::pi * view / m_scanner.views;
    const double c = std::cos(angle), s = std::sin(angle);
    const double firstGamma =
        m_ray * ((m_scanner.quarterOffset - m_scanner.cells / 2.0) * m_scanner.subRays + 0.5);
    // The rays that can meet the tile, from its corners with one voxel around.
    double low = 1e9, high = -1e9;
    for (int corner = 0; corner < 4; ++corner) {
        const double x = l.origin[0] + (corner & 1 ? tile.x1 + 1 : tile.x0 - 1) * l.dx;
        const double y = l.origin[1] + (corner & 2 ? tile.y1 + 1 : tile.y0 - 1) * l.dy;
        const double along = m_scanner.sidMm - x * s + y * c;
        const double gamma = std::atan2(x * c + y * s, std::max(along, 1.0));
        low = std::min(low, gamma);
        high = std::max(high, gamma);
    }
    const int first = std::max(0, int(std::floor((low - firstGamma) / m_ray)));
    const int last = std::min(rays - 1, int(std::ceil((high - firstGamma) / m_ray)));
    Slab slabs[64 + 2];
    for (int r = first; r <= last; ++r) {
        const double gamma = firstGamma + r * m_ray;
        const double cg = std::cos(gamma), sg = std::sin(gamma);
        // Central ray (-s, c), tangent (c, s).
        const Ray ray{m_scanner.sidMm * s, -m_scanner.sidMm * c, -s * cg + c * sg, c * cg + s * sg};
        // March along the axis the ray is steeper in; interpolate across the other.
        const bool alongX = std::abs(ray.dx) > std::abs(ray.dy);
        const double stepMm = alongX ? l.dx : l.dy, acrossMm = alongX ? l.dy : l.dx;
        const double slope = alongX ? ray.dy / ray.dx : ray.dx / ray.dy;
        const double source = alongX ? ray.sx : ray.sy, beside = alongX ? ray.sy : ray.sx;
        const double at0 =
            (beside + (l.origin[alongX ? 0 : 1] - source) * slope - l.origin[alongX ? 1 : 0]) /
            acrossMm;
        const double perStep = slope * stepMm / acrossMm;
        const int i0 = alongX ? tile.x0 : tile.y0, i1 = alongX ? tile.x1 : tile.y1;
        const int j0 = alongX ? tile.y0 : tile.x0;
        const int j1 = std::min(alongX ? tile.y1 : tile.x1, (alongX ? l.ny : l.nx) - 1);
        int count = 0;
        for (int i = i0; i < i1; ++i) {
            const double at = at0 + i * perStep;
            const int j = int(at) - (at < 0);
            if (j < j0 || j >= j1)
                continue;
            slabs[count++] = {alongX ? j * l.nx + i : i * l.nx + j, float(at - j)};
        }
        if (count > 0)
            sumColumns(m_volume.data.data(), m_volume.columnSize(), alongX ? size_t(l.nx) : 1,
                       slabs, count, float(stepMm / 10 / std::abs(alongX ? ray.dx : ray.dy)),
                       out + size_t(r) * m_volume.columnSize());
    }
}

void detect(const EnergyTable &table, const float *path, int padded, double *mean,
            double *variance) {
    if (table.bases == 2)
        detect2(table, path, padded, mean, variance);
    else
        detect3(table, path, padded, mean, variance);
}

namespace {
// atan for |t| <= 2.41, relative error below 2e-16 (Cephes' rational function); without a branch,
// so that pixels go side by side.
inline __attribute__((always_inline)) double arcTangent(double t) {
    const double a = std::abs(t);
    const bool large = a > 0.66;
    const double x = (large ? a - 1 : a) / (large ? a + 1 : 1.0);
    const double z = x * x;
    const double p = (((-8.750608600031904122785e-1 * z - 1.615753718733365076637e1) * z -
                       7.500855792314704667340e1) *
                          z -
                      1.228866684490136173410e2) *
                         z -
                     6.485021904942025371773e1;
    const double q = ((((z + 2.485846490142306297962e1) * z + 1.650270098316988542046e2) * z +
                       4.328810604912902668951e2) *
                          z +
                      4.853903996359136964868e2) *
                         z +
                     1.945506571482613964425e2;
    const double angle = (large ? std::numbers::pi / 4 : 0.0) + (x + x * (z * p / q));
    return std::copysign(angle, t);
}
} // namespace

LASTRA_KERNEL void fanCells(const FanRow &row, int *__restrict cell, float *__restrict fraction,
                            float *__restrict weight) {
    const double perCell = 1 / row.fan;
    for (int i = 0; i < kFanRow; ++i) {
        const double along = row.along + i * row.alongStep, side = row.side + i * row.sideStep;
        // Beyond 67 degrees lies no fan.
        const double tangent = side / (along > 1 ? along : 1.0);
        const double bounded = tangent > 2.4 ? 2.4 : tangent < -2.4 ? -2.4 : tangent;
        const double at = (arcTangent(bounded) - row.firstGamma) * perCell;
        const double low = std::floor(at);
        const bool seen = (low >= 0) & (low + 1 < row.cells) & (along > 1);
        cell[i] = seen ? int(low) : -1;
        fraction[i] = float(at - low);
        weight[i] = float(row.scale / (along * along + side * side));
    }
}

LASTRA_KERNEL void fanBackproject(float *image, const float *view, const int *cell,
                                  const float *fraction, const float *weight, int pixels,
                                  int padded) {
    for (int i = 0; i < pixels; ++i) {
        if (cell[i] < 0)
            continue;
        const float *a = view + size_t(cell[i]) * size_t(padded), *b = a + padded;
        float *to = image + size_t(i) * size_t(padded);
        const float w1 = weight[i] * fraction[i], w0 = weight[i] - w1;
        for (int z = 0; z < padded; z += 8)
            *reinterpret_cast<V *>(to + z) +=
                *reinterpret_cast<const V *>(a + z) * w0 + *reinterpret_cast<const V *>(b + z) * w1;
    }
}

} // namespace lastra::simulation
