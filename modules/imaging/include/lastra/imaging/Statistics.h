#pragma once
// What a region of interest measures: modality values of stored voxels (never of the resampled
// picture), padding and slices that are not ready left out.

#include "lastra/imaging/Voi.h"
#include "lastra/imaging/Volume.h"

namespace lastra::imaging {

enum class RegionShape { Ellipse, Rectangle };

// A flat region in the patient.
struct Region {
    RegionShape shape = RegionShape::Ellipse;
    Vec3 centre;                 // patient LPS mm
    Vec3 u{1, 0, 0}, v{0, 1, 0}; // unit vectors in the plane, perpendicular
    double halfU = 0, halfV = 0; // half axes or half sides, mm
};

struct RegionStatistics {
    int64_t count = 0;  // voxels whose centre lies in the region, padding left out
    int64_t unread = 0; // others there, of slices that are not ready
    double mean = 0, sd = 0 /* n - 1 */, min = 0, max = 0;
    double areaMm2 = 0; // of the region itself
    QString unit;
};

// A voxel belongs to the region when it is the nearest to the plane in its row along the voxel axis
// closest to the plane's normal, and its centre projects into the region.
[[nodiscard]] RegionStatistics regionStatistics(const Volume &volume, const Region &region);

struct ValueRange {
    double min = 0, max = 0;
    bool empty = true; // no voxel but padding
};
// Of modality values over the slices that are ready.
[[nodiscard]] ValueRange valueRange(const Volume &volume);
// LINEAR_EXACT from the low to the high percentile (0..100) of modality values, padding left out.
[[nodiscard]] Voi percentileVoi(const Volume &volume, double low = 1, double high = 99);

} // namespace lastra::imaging
