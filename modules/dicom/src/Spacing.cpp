#include "lastra/dicom/Spacing.h"

#include <cmath>

namespace lastra::dicom {

PixelSpacing pixelSpacingOf(const Header &h) {
    const auto of = [](std::array<double, 2> s, SpacingSource source) {
        return PixelSpacing{s[0], s[1], source};
    };
    if (h.modality == u"US")
        return h.ultrasoundSpacing ? of(*h.ultrasoundSpacing, SpacingSource::Calibrated)
                                   : PixelSpacing{};
    const bool projection = h.imagerPixelSpacing || h.modality == u"CR" || h.modality == u"DX" ||
                            h.modality == u"MG" || h.modality == u"XA" || h.modality == u"RF" ||
                            h.modality == u"RG" || h.modality == u"IO";
    if (!projection || h.orientation) {
        if (h.pixelSpacing)
            return of(*h.pixelSpacing, SpacingSource::Patient);
        return {};
    }
    if (h.pixelSpacing) {
        // PS3.3 10.7.1.3: the same numbers twice mean no calibration was made.
        const bool same = h.imagerPixelSpacing &&
                          std::abs((*h.pixelSpacing)[0] - (*h.imagerPixelSpacing)[0]) < 1e-6 &&
                          std::abs((*h.pixelSpacing)[1] - (*h.imagerPixelSpacing)[1]) < 1e-6;
        if (!h.calibrationType.isEmpty() || (h.imagerPixelSpacing && !same))
            return of(*h.pixelSpacing, SpacingSource::Calibrated);
    }
    const auto detector = h.imagerPixelSpacing ? h.imagerPixelSpacing
                          : h.pixelSpacing     ? h.pixelSpacing
                                               : h.nominalSpacing;
    if (!detector)
        return {};
    if (h.magnification && *h.magnification > 1)
        return of({(*detector)[0] / *h.magnification, (*detector)[1] / *h.magnification},
                  SpacingSource::Estimated);
    return of(*detector, SpacingSource::Detector);
}

const char *spacingWord(SpacingSource source) {
    switch (source) {
    case SpacingSource::Patient:
        return "patient";
    case SpacingSource::Calibrated:
        return "calibrated";
    case SpacingSource::Detector:
        return "detector";
    case SpacingSource::Estimated:
        return "estimated";
    case SpacingSource::Pixels:
        break;
    }
    return "px";
}

} // namespace lastra::dicom
