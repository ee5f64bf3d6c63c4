#include "lastra/imaging/Reslice.h"

#include "Sampling.h"
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
    if (!target.data.empty())
        sampleInto(target, volume, options);
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
