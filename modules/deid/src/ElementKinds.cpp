#include "ElementKinds.h"

#include <QSet>

namespace lastra::deid {

namespace VR = dicom::VR;

bool isDate(Vr vr) {
    return vr == VR::DA || vr == VR::DT;
}

bool isShortText(Vr vr) {
    return vr == VR::LO || vr == VR::SH;
}

bool isNumeric(Vr vr) {
    return vr == VR::AT || vr == VR::US || vr == VR::SS || vr == VR::UL || vr == VR::SL ||
           vr == VR::FL || vr == VR::FD || vr == VR::SV || vr == VR::UV;
}

// What claims to be a number has the length of one.
bool numericLength(Vr vr, qint64 length, bool multiple) {
    const int size = vr == VR::AT ? 4 : dicom::wordSize(vr);
    return length % size == 0 && (multiple || length <= size);
}

// Bulk values that are what an image is made of.
bool isImageBulk(Tag tag) {
    if (tag.group == 0x0066)
        return true; // surface meshes
    switch (tag.number()) {
    case 0x7fe00001: // offsets and lengths of frames
    case 0x7fe00002:
    case 0x7fe00008: // pixels
    case 0x7fe00009:
    case 0x7fe00010:
    case 0x00283006: // LUT data
    case 0x00281201:
    case 0x00281202:
    case 0x00281203:
    case 0x00281204:
    case 0x00281221:
    case 0x00281222:
    case 0x00281223:
    case 0x00281224:
    case 0x00281408:
    case 0x54000110: // waveforms
    case 0x54000112:
    case 0x5400100a:
    case 0x54001010:
        return true;
    default:
        return false;
    }
}

// Where things are, how large they are and what a stored value stands for: no digit of it changes.
// All decimals measure something; of the whole numbers, these say how the rest is read.
bool isMeasure(const dicom::DataElement &element) {
    static const QSet<quint32> counts = {
        0x00081160, // referenced frame
        0x00280008, // frames
        0x30060046, // points of a contour
        0x300a0110, // control points
        0x300a00bc, // pairs of leaves
    };
    return element.vr == VR::DS || counts.contains(element.tag.number());
}

} // namespace lastra::deid
