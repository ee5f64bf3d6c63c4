#include "lastra/trial/Estimate.h"

#include <algorithm>

namespace lastra::trial {
namespace {
// Of lastra-sim on one core of the bench machine (tests/bench): rays through the phantom and voxel
// updates of the reconstruction, a second.
constexpr double kRaysPerSecond = 6e6;
constexpr double kUpdatesPerSecond = 4e8;
constexpr double kSecondsPerPatient = 1.5;               // drawing and voxelising
constexpr qint64 kImageHeader = 2100, kCaseFiles = 6500; // bytes; measured
} // namespace

Estimate estimate(const Design &design, int cores) {
    Estimate e;
    e.cases = design.cases();
    e.images = e.cases * design.slices;
    const double voxels = double(design.matrix) * design.matrix * design.slices;
    // 16 bits a voxel, uncompressed: the DICOM images, their truth in HU, and the labels.
    e.written =
        qint64(double(e.cases) * voxels * 6) + e.images * kImageHeader + e.cases * kCaseFiles;
    // Once where the queue works and once where it is fetched to; the images also in the library.
    e.bytes = 2 * e.written + qint64(double(e.cases) * voxels * 2) + e.images * kImageHeader;
    for (const Arm &arm : armsOf(design)) {
        const bool fine = arm.scanner == QLatin1String("Lastra LA-2");
        const double views = fine ? 900 : 720, cells = fine ? 736 : 512;
        const double one = views * cells * design.slices / kRaysPerSecond +
                           voxels * views / kUpdatesPerSecond + kSecondsPerPatient;
        e.coreSeconds += one * design.patients * design.realisations;
    }
    e.seconds = e.coreSeconds / std::max(1, cores);
    e.energyWh = e.coreSeconds * kWattsPerCore / 3600;
    return e;
}

} // namespace lastra::trial
