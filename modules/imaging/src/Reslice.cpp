#include "lastra/imaging/Reslice.h"

#include "lastra/imaging/Parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lastra::imaging {

Vec3 Plane::toPixel(Vec3 patient) const {
    const Vec3 d = patient - origin;
    return {dot(d, u) / pixelWidth, dot(d, v) / pixelHeight, dot(d, normal())};
}

double Slice::value(int column, int row) const {
    const size_t at = size_t(row) * size_t(plane.width) + size_t(column);
    const double stored = type == VoxelType::Int16    ? pixels<int16_t>()[at]
                          : type == VoxelType::UInt16 ? pixels<uint16_t>()[at]
                                                      : double(pixels<float>()[at]);
    return stored * meaning.slope + meaning.intercept;
}

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

// Voxel strides and what must be left out.
template <class T>
struct Source {
    const T *data;
    int size[3];
    ptrdiff_t stride[3];
    const Volume &volume;
    bool partial;
    float padFirst, padLast;

    explicit Source(const Volume &v)
        : data(static_cast<const T *>(v.data())), volume(v),
          partial(v.readyCount() < v.geometry().size[2]) {
        for (int a = 0; a < 3; ++a)
            size[a] = v.geometry().size[size_t(a)];
        stride[0] = 1;
        stride[1] = size[0];
        stride[2] = ptrdiff_t(size[0]) * size[1];
        const auto &padding = v.meaning().padding;
        padFirst = padding ? float(padding->first) : 1;
        padLast = padding ? float(padding->last) : 0;
    }
    [[nodiscard]] bool checked() const { return partial || padFirst <= padLast; }
    [[nodiscard]] bool isPad(float v) const { return v >= padFirst && v <= padLast; }
};

// A coordinate along one voxel axis as two neighbours and the weight of the upper one.
struct Tap {
    ptrdiff_t low = 0, high = 0;
    float weight = 0;
    int nearest = 0;
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
    t.low = base * stride;
    t.high = std::min(base + 1, size - 1) * stride;
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

template <class T, bool Checked>
void fillRow(const Source<T> &s, const Walk &w, int row, int width, bool linear, float *out) {
    Vec3 at = w.start + w.dv * row;
    if (w.separable) {
        Tap t[3];
        t[w.axisV] = tap(at[w.axisV], s.size[w.axisV], s.stride[w.axisV]);
        t[w.axisN] = tap(at[w.axisN], s.size[w.axisN], s.stride[w.axisN]);
        if (!t[w.axisV].inside || !t[w.axisN].inside) {
            std::fill(out, out + width, kNone);
            return;
        }
        for (int c = 0; c < width; ++c) {
            t[w.axisU] = w.columns[size_t(c)];
            out[c] = t[w.axisU].inside ? sample<T, Checked>(s, t[0], t[1], t[2], linear) : kNone;
        }
        return;
    }
    // Columns between which the row lies in the volume.
    double from = 0, to = width - 1;
    for (int a = 0; a < 3; ++a) {
        const double low = -0.5 - at[a], high = s.size[a] - 0.5 - at[a], d = w.du[a];
        if (std::abs(d) < 1e-12) {
            if (low > 0 || high < 0)
                to = -1;
        } else {
            from = std::max(from, std::min(low / d, high / d));
            to = std::min(to, std::max(low / d, high / d));
        }
    }
    const int first = int(std::ceil(std::min(from, double(width))));
    const int last = to < from ? first - 1 : int(std::floor(to));
    std::fill(out, out + std::clamp(first, 0, width), kNone);
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
        const float x = float(at.x + c * w.du.x), y = float(at.y + c * w.du.y),
                    z = float(at.z + c * w.du.z);
        out[c] =
            sample<T, Checked>(s, quick(x, sx, s.size[0], 1), quick(y, sy, s.size[1], s.stride[1]),
                               quick(z, sz, s.size[2], s.stride[2]), linear);
    }
    std::fill(out + std::clamp(std::max(first, last + 1), 0, width), out + width, kNone);
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
        std::vector<float> row(static_cast<size_t>(plane.width)), more(row.size()), count;
        const auto fill = [&](const Walk &w, int r, float *out) {
            if (checked)
                fillRow<T, true>(source, w, r, plane.width, linear, out);
            else
                fillRow<T, false>(source, w, r, plane.width, linear, out);
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

double outsideValue(const Volume &volume) {
    if (volume.type() == VoxelType::Float32)
        return std::numeric_limits<double>::quiet_NaN();
    if (volume.meaning().padding)
        return volume.meaning().padding->first;
    return volume.type() == VoxelType::Int16 ? -32768 : 0;
}

void shape(Slice &target, const Volume &volume, const Plane &plane) {
    target.plane = plane;
    target.plane.width = std::max(0, plane.width);
    target.plane.height = std::max(0, plane.height);
    target.type = volume.type();
    target.meaning = volume.meaning();
    target.outside = outsideValue(volume);
    target.data.resize(size_t(target.plane.width) * size_t(target.plane.height) *
                       size_t(bytesPerVoxel(target.type)));
}

// Which voxel axis runs along columns, rows and slices of a standard cut, and which run backwards.
struct Cut {
    int axis[3];
    bool flip[3];
};

Cut cutOf(const Geometry &g, Orientation orientation) {
    // Patient axis and sign of u, v and the slice direction.
    static constexpr int patient[3][3] = {{0, 1, 2}, {0, 2, 1}, {1, 2, 0}};
    static constexpr int sign[3][3] = {{1, 1, 1}, {1, -1, 1}, {1, -1, 1}};
    const std::array<int, 3> nearest = g.axesNearestPatient();
    Cut cut{};
    const auto o = size_t(orientation);
    for (size_t n = 0; n < 3; ++n) {
        const int p = patient[o][n];
        cut.axis[n] = nearest[size_t(p)];
        cut.flip[n] = (g.direction[size_t(cut.axis[n])][p] < 0) != (sign[o][n] < 0);
    }
    return cut;
}

template <class T>
void copyCut(const Volume &volume, const Cut &cut, int index, const Plane &plane, T outside,
             T *out) {
    const Source<T> s(volume);
    const auto at = [&](int n, int position) {
        return cut.flip[n] ? s.size[cut.axis[n]] - 1 - position : position;
    };
    const ptrdiff_t base = at(2, index) * s.stride[cut.axis[2]];
    const ptrdiff_t step = (cut.flip[0] ? -1 : 1) * s.stride[cut.axis[0]];
    parallelFor(plane.height, 64, [&](int first, int last) {
        for (int row = first; row < last; ++row) {
            const T *in = s.data + base + at(1, row) * s.stride[cut.axis[1]] +
                          at(0, 0) * s.stride[cut.axis[0]];
            T *line = out + size_t(row) * size_t(plane.width);
            if (step == 1)
                std::copy(in, in + plane.width, line);
            else
                for (int c = 0; c < plane.width; ++c)
                    line[c] = in[c * step];
            if (!s.partial)
                continue;
            for (int c = 0; c < plane.width; ++c) {
                const int k = cut.axis[2] == 2   ? at(2, index)
                              : cut.axis[1] == 2 ? at(1, row)
                                                 : at(0, c);
                if (!volume.isReady(k))
                    line[c] = outside;
            }
        }
    });
}

Slice cutSlice(const Volume &volume, const Cut &cut, int index, const Plane &plane) {
    Slice slice;
    shape(slice, volume, plane);
    if (volume.type() == VoxelType::Float32)
        copyCut<float>(volume, cut, index, plane, float(slice.outside),
                       reinterpret_cast<float *>(slice.data.data()));
    else // both 16-bit types are copied as bit patterns
        copyCut<uint16_t>(volume, cut, index, plane, uint16_t(int(slice.outside)),
                          reinterpret_cast<uint16_t *>(slice.data.data()));
    return slice;
}

Plane cutPlane(const Geometry &g, const Cut &cut, int index) {
    Plane plane;
    Vec3 voxel;
    for (int n = 0; n < 3; ++n) {
        const int position = n == 2 ? index : 0;
        const int axis = cut.axis[n];
        voxel[axis] = cut.flip[n] ? g.size[size_t(axis)] - 1 - position : position;
    }
    plane.origin = g.toPatient(voxel);
    plane.u = g.direction[size_t(cut.axis[0])] * (cut.flip[0] ? -1 : 1);
    plane.v = g.direction[size_t(cut.axis[1])] * (cut.flip[1] ? -1 : 1);
    plane.pixelWidth = g.spacing[cut.axis[0]];
    plane.pixelHeight = g.spacing[cut.axis[1]];
    plane.width = g.size[size_t(cut.axis[0])];
    plane.height = g.size[size_t(cut.axis[1])];
    return plane;
}

constexpr Cut kAcquired{{0, 1, 2}, {false, false, false}};

} // namespace

int sliceCount(const Geometry &geometry, Orientation orientation) {
    return geometry.size[size_t(cutOf(geometry, orientation).axis[2])];
}

Plane gridPlane(const Geometry &geometry, Orientation orientation, int index) {
    return cutPlane(geometry, cutOf(geometry, orientation), index);
}

int sliceIndexAt(const Geometry &geometry, Orientation orientation, Vec3 patient) {
    const Cut cut = cutOf(geometry, orientation);
    const int size = geometry.size[size_t(cut.axis[2])];
    const double at = geometry.toVoxel(patient)[cut.axis[2]];
    const int k = int(std::clamp(std::floor(at + 0.5), 0.0, size - 1.0));
    return cut.flip[2] ? size - 1 - k : k;
}

Slice gridSlice(const Volume &volume, Orientation orientation, int index) {
    const Cut cut = cutOf(volume.geometry(), orientation);
    index = std::clamp(index, 0, volume.geometry().size[size_t(cut.axis[2])] - 1);
    return cutSlice(volume, cut, index, cutPlane(volume.geometry(), cut, index));
}

Plane acquiredPlane(const Geometry &geometry, int k) {
    return cutPlane(geometry, kAcquired, k);
}

Slice acquiredSlice(const Volume &volume, int k) {
    k = std::clamp(k, 0, volume.geometry().size[2] - 1);
    return cutSlice(volume, kAcquired, k, acquiredPlane(volume.geometry(), k));
}

void resliceInto(Slice &target, const Volume &volume, const Plane &plane,
                 const ResliceOptions &options) {
    shape(target, volume, plane);
    if (target.data.empty())
        return;
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

Slice reslice(const Volume &volume, const Plane &plane, const ResliceOptions &options) {
    Slice slice;
    resliceInto(slice, volume, plane, options);
    return slice;
}

void paintGrey(const Slice &slice, const DisplayTable &table, uint8_t *grey,
               qsizetype bytesPerLine) {
    const auto line = size_t(slice.plane.width);
    const auto bytes = size_t(bytesPerVoxel(slice.type));
    parallelFor(slice.plane.height, 128, [&](int first, int last) {
        for (int row = first; row < last; ++row)
            table.apply(slice.data.data() + size_t(row) * line * bytes, line,
                        grey + row * bytesPerLine);
    });
}

GreyImage greyOf(const Slice &slice, const Voi &voi) {
    GreyImage image{slice.plane.width, slice.plane.height, {}};
    image.pixels.resize(size_t(image.width) * size_t(image.height));
    paintGrey(slice, DisplayTable(voi, slice.type, slice.meaning), image.pixels.data(),
              image.width);
    return image;
}

} // namespace lastra::imaging
