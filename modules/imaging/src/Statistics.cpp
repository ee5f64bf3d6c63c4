#include "lastra/imaging/Statistics.h"

#include "lastra/imaging/Parallel.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numbers>
#include <vector>

namespace lastra::imaging {

RegionStatistics regionStatistics(const Volume &volume, const Region &region) {
    RegionStatistics result;
    result.unit = volume.unit();
    result.areaMm2 = region.halfU * region.halfV *
                     (region.shape == RegionShape::Ellipse ? std::numbers::pi : 4.0);
    if (volume.isNull() || !(region.halfU > 0) || !(region.halfV > 0))
        return result;
    const Geometry &g = volume.geometry();
    const Vec3 normal = normalised(cross(region.u, region.v));
    // The voxel axis along which the plane advances fastest: in each row along it exactly one voxel
    // is nearest to the plane, so no voxel counts twice.
    int across = 0;
    for (int axis = 1; axis < 3; ++axis)
        if (std::abs(dot(g.direction[size_t(axis)], normal)) >
            std::abs(dot(g.direction[size_t(across)], normal)) + 1e-9)
            across = axis;
    const int a = (across + 1) % 3, b = (across + 2) % 3;
    const double step = g.spacing[across] * dot(g.direction[size_t(across)], normal);
    if (step == 0)
        return result;

    // Voxel bounds of the region's corners.
    int first[3], last[3];
    Vec3 low{1e300, 1e300, 1e300}, high{-1e300, -1e300, -1e300};
    for (int corner = 0; corner < 4; ++corner) {
        const Vec3 p =
            g.toVoxel(region.centre + region.u * (corner & 1 ? region.halfU : -region.halfU) +
                      region.v * (corner & 2 ? region.halfV : -region.halfV));
        for (int axis = 0; axis < 3; ++axis) {
            low[axis] = std::min(low[axis], p[axis]);
            high[axis] = std::max(high[axis], p[axis]);
        }
    }
    for (int axis = 0; axis < 3; ++axis) {
        const double end = g.size[size_t(axis)] - 1.0;
        first[axis] = int(std::clamp(std::floor(low[axis]) - 1, 0.0, end));
        last[axis] = int(std::clamp(std::ceil(high[axis]) + 1, 0.0, end));
    }

    const auto &padding = volume.meaning().padding;
    std::vector<double> values;
    for (int n = first[b]; n <= last[b]; ++n) {
        for (int m = first[a]; m <= last[a]; ++m) {
            int index[3]{};
            index[a] = m;
            index[b] = n;
            const Vec3 start = g.toPatient({double(index[0]), double(index[1]), double(index[2])});
            // 1e-6 of a voxel against the plane lying exactly between two slices: the upper wins.
            const double steps = std::floor(dot(region.centre - start, normal) / step + 0.5 + 1e-6);
            if (steps < 0 || steps >= g.size[size_t(across)])
                continue;
            index[across] = int(steps);
            const Vec3 d =
                g.toPatient({double(index[0]), double(index[1]), double(index[2])}) - region.centre;
            const double x = dot(d, region.u) / region.halfU, y = dot(d, region.v) / region.halfV;
            const bool inside = region.shape == RegionShape::Ellipse
                                    ? x * x + y * y <= 1 + 1e-9
                                    : std::abs(x) <= 1 + 1e-9 && std::abs(y) <= 1 + 1e-9;
            if (!inside)
                continue;
            if (!volume.isReady(index[2])) {
                ++result.unread;
                continue;
            }
            const double stored = volume.stored(index[0], index[1], index[2]);
            if (std::isnan(stored) || (padding && padding->contains(stored)))
                continue;
            values.push_back(stored * volume.meaning().slope + volume.meaning().intercept);
        }
    }
    result.count = int64_t(values.size());
    if (values.empty())
        return result;
    double sum = 0;
    for (const double v : values)
        sum += v;
    result.mean = sum / double(values.size());
    double squares = 0;
    for (const double v : values)
        squares += (v - result.mean) * (v - result.mean);
    result.sd = values.size() > 1 ? std::sqrt(squares / double(values.size() - 1)) : 0;
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    result.min = *lowest;
    result.max = *highest;
    return result;
}

namespace {

// Counts of the 65 536 bit patterns over ready slices.
std::vector<int64_t> histogram16(const Volume &volume) {
    std::vector<int64_t> total(65536);
    std::mutex mutex;
    const auto &size = volume.geometry().size;
    const size_t perSlice = size_t(size[0]) * size_t(size[1]);
    parallelFor(size[2], std::max(1, size[2] / 8), [&](int first, int last) {
        std::vector<int64_t> part(65536);
        for (int k = first; k < last; ++k) {
            if (!volume.isReady(k))
                continue;
            const auto *slice = static_cast<const uint16_t *>(volume.data()) + size_t(k) * perSlice;
            for (size_t i = 0; i < perSlice; ++i)
                ++part[slice[i]];
        }
        const std::lock_guard lock(mutex);
        for (size_t i = 0; i < total.size(); ++i)
            total[i] += part[i];
    });
    return total;
}

// Modality values in rising order with their counts; floats are sampled down to a million values.
struct Distribution {
    std::vector<std::pair<double, int64_t>> values;
    int64_t total = 0;
};

Distribution distribution(const Volume &volume) {
    Distribution result;
    if (volume.isNull())
        return result;
    const Meaning &meaning = volume.meaning();
    const auto add = [&](double stored, int64_t count) {
        if (count == 0 || std::isnan(stored) ||
            (meaning.padding && meaning.padding->contains(stored)))
            return;
        result.values.emplace_back(stored * meaning.slope + meaning.intercept, count);
        result.total += count;
    };
    if (volume.type() != VoxelType::Float32) {
        const std::vector<int64_t> counts = histogram16(volume);
        for (int i = 0; i < 65536; ++i)
            add(volume.type() == VoxelType::Int16 ? int16_t(uint16_t(i)) : i, counts[size_t(i)]);
    } else {
        const auto &size = volume.geometry().size;
        const size_t perSlice = size_t(size[0]) * size_t(size[1]);
        const auto voxels = volume.voxels<float>();
        const size_t stride = std::max<size_t>(1, voxels.size() / 1'000'000);
        for (size_t i = 0; i < voxels.size(); i += stride)
            if (volume.isReady(int(i / perSlice)))
                add(double(voxels[i]), 1);
    }
    std::sort(result.values.begin(), result.values.end());
    return result;
}

} // namespace

ValueRange valueRange(const Volume &volume) {
    if (!volume.isNull() && volume.type() == VoxelType::Float32) {
        ValueRange range;
        const Meaning &meaning = volume.meaning();
        const size_t perSlice = volume.voxels<float>().size() / size_t(volume.geometry().size[2]);
        for (int k = 0; k < volume.geometry().size[2]; ++k) {
            if (!volume.isReady(k))
                continue;
            for (const float f : volume.voxels<float>().subspan(size_t(k) * perSlice, perSlice)) {
                const double stored = double(f);
                if (std::isnan(stored) || (meaning.padding && meaning.padding->contains(stored)))
                    continue;
                const double v = stored * meaning.slope + meaning.intercept;
                range = {range.empty ? v : std::min(range.min, v),
                         range.empty ? v : std::max(range.max, v), false};
            }
        }
        return range;
    }
    const Distribution d = distribution(volume);
    if (d.values.empty())
        return {};
    return {d.values.front().first, d.values.back().first, false};
}

Voi percentileVoi(const Volume &volume, double low, double high) {
    Voi voi{.window = {0, 1}, .function = VoiFunction::LinearExact};
    const Distribution d = distribution(volume);
    if (d.values.empty())
        return voi;
    const auto at = [&](double percent) {
        const double wanted = percent / 100 * double(d.total);
        int64_t seen = 0;
        for (const auto &[value, count] : d.values) {
            seen += count;
            if (double(seen) >= wanted)
                return value;
        }
        return d.values.back().first;
    };
    const double a = at(low), b = at(high);
    voi.window = {(a + b) / 2, b > a ? b - a : 1};
    return voi;
}

} // namespace lastra::imaging
