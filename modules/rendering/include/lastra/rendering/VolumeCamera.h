#pragma once
// From where a volume is seen in 3-D.

#include "lastra/imaging/Vec3.h"

namespace lastra::rendering {

// Turntable around the centre of the volume: at 0, 0 the viewer stands in front of the patient,
// feet down, the patient's right at the left.
struct VolumeCamera {
    double azimuth = 0;   // degrees, positive turns towards the patient's left side
    double elevation = 0; // degrees, -89..89, positive looks from above
    double zoom = 1;      // 1: the whole volume fits
    double panX = 0;      // fractions of the picture's height, right and up positive
    double panY = 0;
    bool operator==(const VolumeCamera &) const = default;
};

// Patient directions (LPS, unit) of the picture: right, up, and towards the viewer.
struct CameraAxes {
    imaging::Vec3 right, up, away;
};

[[nodiscard]] CameraAxes axesOf(const VolumeCamera &camera);

} // namespace lastra::rendering
