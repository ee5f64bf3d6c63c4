#include "lastra/trial/Estimate.h"

#include <algorithm>

namespace lastra::trial {
namespace {
// Of lastra-sim on one core of the bench machine (tests/bench): rays through the phantom and voxel
// updates of the reconstruction, a second.
constexpr double kRaysPerSecond = 6e6;
constexpr double kUpdatesPerSecond = 4e8;
constexpr double kSecondsPerPatient = 1.5; // drawing and voxelising
} // namespace

Estimate estimate(const Design &design, int cores) {
    Estimate e;
    e.cases = design.cases();
    e.images = e.cases * design.slices;
    const double voxels = double(design.matrix) * design.matrix * design.slices;
    // DICOM 16 bit and its headers, 8-bit labels of the truth.
    e.bytes = qint64(double(e.cases) * voxels * 3) + e.images * 4096;
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
