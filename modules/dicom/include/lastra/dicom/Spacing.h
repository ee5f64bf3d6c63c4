#pragma once
// What a distance on an image means.

#include "lastra/dicom/Header.h"

namespace lastra::dicom {

enum class SpacingSource {
    Patient,    // cross-sectional: in the patient
    Calibrated, // projection with a stated or visible calibration
    Detector,   // projection: at the detector plane, larger than in the patient
    Estimated,  // detector plane divided by the estimated magnification
    Pixels      // unknown: lengths are counted in pixels
};

struct PixelSpacing {
    double row = 1, column = 1; // mm between rows (down) and columns (right); 1 for Pixels
    SpacingSource source = SpacingSource::Pixels;
};

[[nodiscard]] PixelSpacing pixelSpacingOf(const Header &header);
// "patient", "calibrated", "detector", "estimated", "px": stable words for files and overlays.
[[nodiscard]] const char *spacingWord(SpacingSource source);

} // namespace lastra::dicom
