#include "read/ObjectWords.h"

#include "lastra/dicom/ObjectKind.h"

namespace lastra::gui {

using dicom::ObjectKind;

ObjectWords ObjectWords::of(const dicom::Series &series) {
    const auto words = [](const QString &name, const QString &why) {
        ObjectWords w;
        w.name = name;
        w.why = why;
        return w;
    };
    switch (dicom::objectKindOf(series.first())) {
    case ObjectKind::Image:
        return {};
    case ObjectKind::StructureSet:
        return words(tr("RT Structure Set"),
                     tr("Contours drawn on the images of another series, no image of its own."));
    case ObjectKind::RtPlan:
        return words(tr("RT Plan"), tr("The beams and doses of a treatment as numbers, no image."));
    case ObjectKind::RtRecord:
        return words(tr("RT Treatment Record"),
                     tr("What was given in a treatment session as numbers, no image."));
    case ObjectKind::DoseHistograms:
        return words(tr("RT Dose without a grid"),
                     tr("A dose as histograms or numbers, without the grid that could be shown."));
    case ObjectKind::Report:
        return words(tr("Structured report"),
                     tr("Findings and measurements as coded text, no image."));
    case ObjectKind::KeyImages:
        return words(tr("Key image note"),
                     tr("A list of images of other series marked as important, no image of its "
                        "own."));
    case ObjectKind::PresentationState:
        return words(tr("Presentation state"),
                     tr("How the images of another series were to be shown (window, zoom, marks), "
                        "no image of its own."));
    case ObjectKind::Waveform:
        return words(tr("Waveform"),
                     tr("A recording over time such as an ECG or a pressure curve, no image."));
    case ObjectKind::Document:
        return words(tr("Encapsulated document"),
                     tr("A document (PDF or CDA) inside a DICOM file, no image."));
    case ObjectKind::Model:
        return words(tr("3-D model"),
                     tr("A surface for printing or planning (STL, OBJ), no image."));
    case ObjectKind::Registration:
        return words(tr("Spatial registration"),
                     tr("How two other series lie on each other as numbers, no image."));
    case ObjectKind::Fiducials:
        return words(tr("Spatial fiducials"),
                     tr("Points marked in other images, no image of its own."));
    case ObjectKind::Surface:
        return words(tr("Surface segmentation"),
                     tr("Surfaces of structures as triangles, no image of its own."));
    case ObjectKind::Tracts:
        return words(tr("Tractography"),
                     tr("Paths of nerve fibres as lines, no image of its own."));
    case ObjectKind::ValueMapping:
        return words(tr("Real world value mapping"),
                     tr("What the pixel values of another series mean, no image of its own."));
    case ObjectKind::Spectroscopy:
        return words(tr("MR spectroscopy"), tr("Spectra as numbers, no image."));
    case ObjectKind::RawData:
        return words(tr("Raw data"),
                     tr("Data of the scanner before any image was made of them, no image."));
    case ObjectKind::Annotations:
        return words(tr("Annotations"),
                     tr("Marks drawn on the images of another series, no image of its own."));
    case ObjectKind::Other:
        break;
    }
    return words(tr("Object without an image"),
                 tr("A valid DICOM object that holds no pixels: nothing in it is a picture."));
}

} // namespace lastra::gui
