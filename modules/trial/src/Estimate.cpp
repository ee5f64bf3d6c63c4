#include "lastra/trial/Estimate.h"

#include <algorithm>

namespace lastra::trial {
namespace {
// Seconds of lastra-sim on one core of the bench machine, fitted to whole cases: a reading of the
// detector (projecting, the spectrum, noise), a voxel that a view is added to, and what every case
// takes besides (drawing the patient, writing the files).
constexpr double kSecondsPerReading = 1.3e-6, kSecondsPerUpdate = 2e-9, kSecondsPerCase = 4.5;
constexpr int kImages = 2;     // with noise, and without it for the metrics
constexpr int kSliceGroup = 8; // slices go eight at a time; water takes one such group a case
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
        const int groups = (design.slices + kSliceGroup - 1) / kSliceGroup + 1;
        const double one = views * cells * groups * kSliceGroup * kSecondsPerReading +
                           voxels * views * kImages * kSecondsPerUpdate + kSecondsPerCase;
        e.coreSeconds += one * design.patients * design.realisations;
    }
    // A case is not divided: more cores than cases stay idle.
    e.seconds = e.coreSeconds / double(std::clamp<qint64>(cores, 1, std::max<qint64>(1, e.cases)));
    e.energyWh = e.coreSeconds * kWattsPerCore / 3600;
    return e;
}

} // namespace lastra::trial
