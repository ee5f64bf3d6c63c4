#pragma once
// What an object is when it is no image: told by its SOP class, else by its modality.

#include "lastra/dicom/Header.h"

namespace lastra::dicom {

enum class ObjectKind {
    Image, // has pixels
    StructureSet,
    RtPlan,
    RtRecord,
    DoseHistograms, // a dose object without its grid
    Report,
    KeyImages,
    PresentationState,
    Waveform,
    Document, // PDF or CDA
    Model,    // STL, OBJ and what belongs to them
    Registration,
    Fiducials,
    Surface,
    Tracts,
    ValueMapping,
    Spectroscopy,
    RawData,
    Annotations,
    Other // also an image object that lost its pixels
};

[[nodiscard]] ObjectKind objectKindOf(const Header &header);

} // namespace lastra::dicom
