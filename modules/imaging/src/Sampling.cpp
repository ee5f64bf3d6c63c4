#include "Sampling.h"

#include "lastra/imaging/Parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lastra::imaging {

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

// A coordinate along one voxel axis as two neighbours and the weight of the upper one.
struct Tap {
    ptrdiff_t low = 0, high = 0;
    float weight = 0;
    int nearest = 0;
    int index = 0, next = 0; // low and high before the stride
    bool inside = false;
};

Tap tap(double at, int size, ptrdiff_t stride) {
    Tap t;
    // Half a voxel of border belongs to the volume; a thousandth more forgives rounding.
    if (!(at >= -0.501 && at <= size - 0.499))
        return t;
    t.inside = true;
    const double clamped = std::clamp(at, 0.0, size - 1.0);
    const int base = std::min(int(clamped), std::max(0, size - 2));
    t.weight = float(clamped - base);
    if (t.weight < 1e-5F)
        t.weight = 0;
    else if (t.weight > 1 - 1e-5F)
        t.weight = 1;
    t.index = base;
    t.next = std::min(base + 1, size - 1);
    t.low = t.index * stride;
    t.high = t.next * stride;
    t.nearest = std::clamp(int(std::floor(clamped + 0.5)), 0, size - 1);
    return t;
}

// One row of pixels as stored values; NaN outside, for padding, and where a slice is missing.
template <class T, bool Checked>
float sample(const Source<T> &s, const Tap &x, const Tap &y, const Tap &z, bool linear) {
    const T *p = s.data;
    const auto nearest = [&]() {
        if (Checked && s.partial && !s.volume.isReady(z.nearest))
            return kNone;
        const float v = float(p[x.nearest + y.nearest * s.stride[1] + z.nearest * s.stride[2]]);
        return Checked && s.isPad(v) ? kNone : v;
    };
    if (!linear)
        return nearest();
    const auto plane = [&](ptrdiff_t zo) {
        const T *low = p + zo + y.low, *high = p + zo + y.high;
        const float a = float(low[x.low]), b = float(low[x.high]);
        const float c = float(high[x.low]), d = float(high[x.high]);
        if (Checked && (s.isPad(a) || s.isPad(b) || s.isPad(c) || s.isPad(d)))
            return kNone;
        const float top = a + (b - a) * x.weight, bottom = c + (d - c) * x.weight;
        return top + (bottom - top) * y.weight;
    };
    if (Checked && s.partial &&
        !(s.volume.isReady(int(z.low / s.stride[2])) &&
          s.volume.isReady(int(z.high / s.stride[2]))))
        return nearest();
    float v = 0;
    if (z.weight == 0)
        v = plane(z.low);
    else if (z.weight == 1)
        v = plane(z.high);
    else {
        const float low = plane(z.low), high = plane(z.high);
        v = low + (high - low) * z.weight;
    }
    return Checked && std::isnan(v) ? nearest() : v;
}

// The sampling of one plane, prepared once.
struct Walk {
    Vec3 start, du, dv; // voxel coordinates of pixel (0, 0) and their steps per column and row
    bool separable = false;
    int axisU = 0, axisV = 1, axisN = 2;
    std::vector<Tap> columns; // separable: along axisU
};

Walk prepare(const Geometry &g, const ptrdiff_t *stride, const Plane &plane, double offset) {
    Walk w;
    const Vec3 origin = plane.origin + plane.normal() * offset;
    w.start = g.toVoxel(origin);
    w.du = g.toVoxel(origin + plane.u * plane.pixelWidth) - w.start;
    w.dv = g.toVoxel(origin + plane.v * plane.pixelHeight) - w.start;
    // A step across the whole picture that moves less than a thousandth of a voxel is none.
    const auto only = [](Vec3 d, int steps) {
        int axis = -1;
        for (int a = 0; a < 3; ++a)
            if (std::abs(d[a]) * std::max(1, steps) > 1e-3) {
                if (axis >= 0)
                    return -1;
                axis = a;
            }
        return axis;
    };
    const int u = only(w.du, plane.width), v = only(w.dv, plane.height);
    if (u >= 0 && v >= 0 && u != v) {
        w.separable = true;
        w.axisU = u;
        w.axisV = v;
        w.axisN = 3 - u - v;
        w.columns.resize(size_t(plane.width));
        for (int c = 0; c < plane.width; ++c)
            w.columns[size_t(c)] = tap(w.start[u] + c * w.du[u], g.size[size_t(u)], stride[u]);
    }
    return w;
}

// Rows parallel to a voxel axis: the up to four neighbouring voxel rows are blended once, then read
// along the row. `line` has room for one voxel row.
template <class T>
void fillParallel(const Source<T> &s, const Walk &w, const Tap &v, const Tap &n, int width,
                  std::vector<float> &line, float *out) {
    const int size = s.size[w.axisU];
    const ptrdiff_t step = s.stride[w.axisU];
    line.resize(size_t(size));
    const T *a = s.data + v.low + n.low, *b = s.data + v.high + n.low;
    const T *c = s.data + v.low + n.high, *d = s.data + v.high + n.high;
    const auto blend = [&](const auto &at) {
        if (v.weight == 0 && n.weight == 0) {
            for (int i = 0; i < size; ++i)
                line[size_t(i)] = at(a, i);
        } else if (n.weight == 0) {
            for (int i = 0; i < size; ++i)
                line[size_t(i)] = at(a, i) + (at(b, i) - at(a, i)) * v.weight;
        } else {
            for (int i = 0; i < size; ++i) {
                const float low = at(a, i) + (at(b, i) - at(a, i)) * v.weight;
                const float high = at(c, i) + (at(d, i) - at(c, i)) * v.weight;
                line[size_t(i)] = low + (high - low) * n.weight;
            }
        }
    };
    if (step == 1)
        blend([](const T *p, int i) { return float(p[i]); });
    else
        blend([step](const T *p, int i) { return float(p[i * step]); });
    for (int i = 0; i < width; ++i) {
        const Tap &u = w.columns[size_t(i)];
        const float low = line[size_t(u.index)], high = line[size_t(u.next)];
        out[i] = u.inside ? low + (high - low) * u.weight : kNone;
    }
}

// Columns [first, last] of an oblique row whose eight neighbours all exist.
template <class T>
void fillInside(const Source<T> &s, Vec3 at, Vec3 du, int first, int last, float *out) {
    const float x0 = float(at.x), y0 = float(at.y), z0 = float(at.z);
    const float dx = float(du.x), dy = float(du.y), dz = float(du.z);
    const ptrdiff_t sy = s.stride[1], sz = s.stride[2];
    for (int c = first; c <= last; ++c) {
        const float f = float(c);
        const float x = x0 + f * dx, y = y0 + f * dy, z = z0 + f * dz;
        const int xi = int(x), yi = int(y), zi = int(z);
        const float wx = x - float(xi), wy = y - float(yi), wz = z - float(zi);
        const T *p = s.data + xi + yi * sy + zi * sz;
        const auto plane = [&](const T *q) {
            const float a = float(q[0]), b = float(q[1]), e = float(q[sy]), g = float(q[sy + 1]);
            const float top = a + (b - a) * wx, bottom = e + (g - e) * wx;
            return top + (bottom - top) * wy;
        };
        const float low = plane(p), high = plane(p + sz);
        out[c] = low + (high - low) * wz;
    }
}

template <class T>
void fillNearest(const Source<T> &s, Vec3 at, Vec3 du, int first, int last, float *out) {
    // Half a voxel more, so that cutting off the fraction rounds.
    const float x0 = float(at.x + 0.5), y0 = float(at.y + 0.5), z0 = float(at.z + 0.5);
    const float dx = float(du.x), dy = float(du.y), dz = float(du.z);
    for (int c = first; c <= last; ++c) {
        const float f = float(c);
        const int x = std::clamp(int(x0 + f * dx), 0, s.size[0] - 1);
        const int y = std::clamp(int(y0 + f * dy), 0, s.size[1] - 1);
        const int z = std::clamp(int(z0 + f * dz), 0, s.size[2] - 1);
        out[c] = float(s.data[x + y * s.stride[1] + z * s.stride[2]]);
    }
}

// The columns of a row between two bounds of every voxel coordinate; empty when last < first.
struct Columns {
    int first = 0, last = -1;
};
Columns within(Vec3 at, Vec3 du, int width, Vec3 low, Vec3 high) {
    double from = 0, to = width - 1;
    for (int a = 0; a < 3; ++a) {
        const double l = low[a] - at[a], h = high[a] - at[a], d = du[a];
        if (std::abs(d) < 1e-12) {
            if (l > 0 || h < 0)
                return {};
        } else {
            from = std::max(from, std::min(l / d, h / d));
            to = std::min(to, std::max(l / d, h / d));
        }
    }
    if (to < from)
        return {};
    return {int(std::ceil(from)), int(std::floor(to))};
}

template <class T, bool Checked>
void fillRow(const Source<T> &s, const Walk &w, int row, int width, bool linear,
             std::vector<float> &line, float *out) {
    Vec3 at = w.start + w.dv * row;
    if (w.separable) {
        Tap t[3];
        t[w.axisV] = tap(at[w.axisV], s.size[w.axisV], s.stride[w.axisV]);
        t[w.axisN] = tap(at[w.axisN], s.size[w.axisN], s.stride[w.axisN]);
        if (!t[w.axisV].inside || !t[w.axisN].inside) {
            std::fill(out, out + width, kNone);
            return;
        }
        if (!Checked && linear) {
            fillParallel(s, w, t[w.axisV], t[w.axisN], width, line, out);
            return;
        }
        for (int c = 0; c < width; ++c) {
            t[w.axisU] = w.columns[size_t(c)];
            out[c] = t[w.axisU].inside ? sample<T, Checked>(s, t[0], t[1], t[2], linear) : kNone;
        }
        return;
    }
    const Vec3 end{s.size[0] - 1.0, s.size[1] - 1.0, s.size[2] - 1.0};
    const Columns in = within(at, w.du, width, {-0.5, -0.5, -0.5}, end + Vec3{0.5, 0.5, 0.5});
    const int first = in.first, last = in.last;
    std::fill(out, out + width, kNone);
    if (!Checked && !linear) {
        fillNearest(s, at, w.du, first, last, out);
        return;
    }
    // A thousandth of a voxel keeps float rounding away from the last neighbour.
    Columns inner;
    if (!Checked)
        inner = within(at, w.du, width, {1e-3, 1e-3, 1e-3}, end - Vec3{1e-3, 1e-3, 1e-3});
    if (inner.last >= inner.first)
        fillInside(s, at, w.du, inner.first, inner.last, out);
    const float sx = float(s.size[0] - 1), sy = float(s.size[1] - 1), sz = float(s.size[2] - 1);
    const auto quick = [](float x, float top, int size, ptrdiff_t stride) {
        Tap t;
        x = std::min(std::max(x, 0.0F), top);
        int base = int(x);
        base = base < size - 1 ? base : size - 1;
        t.weight = x - float(base);
        t.low = base * stride;
        t.high = base < size - 1 ? t.low + stride : t.low;
        t.nearest = t.weight < 0.5F || base == size - 1 ? base : base + 1;
        return t;
    };
    for (int c = first; c <= last; ++c) {
        if (c == inner.first && inner.last >= inner.first) {
            c = inner.last;
            continue;
        }
        const float x = float(at.x + c * w.du.x), y = float(at.y + c * w.du.y),
                    z = float(at.z + c * w.du.z);
        out[c] =
            sample<T, Checked>(s, quick(x, sx, s.size[0], 1), quick(y, sy, s.size[1], s.stride[1]),
                               quick(z, sz, s.size[2], s.stride[2]), linear);
    }
}

template <class T>
void store(const float *row, int width, T outside, T *out) {
    for (int c = 0; c < width; ++c) {
        if constexpr (std::is_same_v<T, float>)
            out[c] = row[c];
        else // rounded half up; the bias keeps the truncation on positive numbers
            out[c] = std::isnan(row[c]) ? outside : T(int(row[c] + 32768.5F) - 32768);
    }
}

template <class T>
void run(Slice &target, const Volume &volume, const ResliceOptions &options) {
    const Source<T> source(volume);
    const Plane &plane = target.plane;
    std::vector<Walk> walks;
    int samples = 1;
    if (options.slab != SlabMode::None && options.slabThickness > 0) {
        const Vec3 &sp = volume.geometry().spacing;
        const double step = std::min({sp.x, sp.y, sp.z});
        samples = std::clamp(int(std::ceil(options.slabThickness / step)) + 1, 2, 1024);
    }
    for (int n = 0; n < samples; ++n)
        walks.push_back(prepare(
            volume.geometry(), source.stride, plane,
            samples == 1 ? 0.0 : options.slabThickness * (double(n) / (samples - 1) - 0.5)));
    const bool linear = options.interpolation == Interpolation::Linear;
    const bool checked = source.checked();
    T *pixels = reinterpret_cast<T *>(target.data.data());
    const T outside = T(target.outside);
    parallelFor(plane.height, 16, [&](int first, int last) {
        std::vector<float> row(static_cast<size_t>(plane.width)), more(row.size()), count, line;
        const auto fill = [&](const Walk &w, int r, float *out) {
            if (checked)
                fillRow<T, true>(source, w, r, plane.width, linear, line, out);
            else
                fillRow<T, false>(source, w, r, plane.width, linear, line, out);
        };
        for (int r = first; r < last; ++r) {
            fill(walks[0], r, row.data());
            if (samples > 1) {
                count.assign(row.size(), 0.0F);
                for (size_t c = 0; c < row.size(); ++c)
                    count[c] = std::isnan(row[c]) ? 0.0F : 1.0F;
            }
            for (int n = 1; n < samples; ++n) {
                fill(walks[size_t(n)], r, more.data());
                for (size_t c = 0; c < row.size(); ++c) {
                    if (std::isnan(more[c]))
                        continue;
                    if (count[c]++ == 0)
                        row[c] = more[c];
                    else if (options.slab == SlabMode::Maximum)
                        row[c] = std::max(row[c], more[c]);
                    else if (options.slab == SlabMode::Minimum)
                        row[c] = std::min(row[c], more[c]);
                    else
                        row[c] += more[c];
                }
            }
            if (samples > 1 && options.slab == SlabMode::Mean)
                for (size_t c = 0; c < row.size(); ++c)
                    if (count[c] > 0)
                        row[c] /= count[c];
            store<T>(row.data(), plane.width, outside, pixels + size_t(r) * size_t(plane.width));
        }
    });
}

} // namespace

void sampleInto(Slice &target, const Volume &volume, const ResliceOptions &options) {
    switch (volume.type()) {
    case VoxelType::Int16:
        run<int16_t>(target, volume, options);
        break;
    case VoxelType::UInt16:
        run<uint16_t>(target, volume, options);
        break;
    case VoxelType::Float32:
        run<float>(target, volume, options);
        break;
    }
}

} // namespace lastra::imaging
