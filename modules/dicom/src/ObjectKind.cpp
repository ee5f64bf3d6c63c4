#include "lastra/dicom/ObjectKind.h"

#include <array>

namespace lastra::dicom {
namespace {

struct Named {
    QLatin1String name; // what follows the root of the storage classes; "88." means all below
    ObjectKind kind;
};

constexpr QLatin1String kStorage("1.2.840.10008.5.1.4.1.1.");

// The first that fits counts: single classes before their families.
constexpr std::array kClasses = {
    Named{QLatin1String("481.2"), ObjectKind::DoseHistograms},
    Named{QLatin1String("481.3"), ObjectKind::StructureSet},
    Named{QLatin1String("481.4"), ObjectKind::RtRecord},
    Named{QLatin1String("481.5"), ObjectKind::RtPlan},
    Named{QLatin1String("481.6"), ObjectKind::RtRecord},
    Named{QLatin1String("481.7"), ObjectKind::RtRecord},
    Named{QLatin1String("481.8"), ObjectKind::RtPlan},
    Named{QLatin1String("481.9"), ObjectKind::RtRecord},
    Named{QLatin1String("481."), ObjectKind::RtPlan},
    Named{QLatin1String("88.59"), ObjectKind::KeyImages},
    Named{QLatin1String("88."), ObjectKind::Report},
    Named{QLatin1String("11."), ObjectKind::PresentationState},
    Named{QLatin1String("9."), ObjectKind::Waveform},
    Named{QLatin1String("104.1"), ObjectKind::Document},
    Named{QLatin1String("104.2"), ObjectKind::Document},
    Named{QLatin1String("104."), ObjectKind::Model},
    Named{QLatin1String("66.1"), ObjectKind::Registration},
    Named{QLatin1String("66.2"), ObjectKind::Fiducials},
    Named{QLatin1String("66.3"), ObjectKind::Registration},
    Named{QLatin1String("66.5"), ObjectKind::Surface},
    Named{QLatin1String("66.6"), ObjectKind::Tracts},
    Named{QLatin1String("66"), ObjectKind::RawData},
    Named{QLatin1String("67"), ObjectKind::ValueMapping},
    Named{QLatin1String("4.2"), ObjectKind::Spectroscopy},
    Named{QLatin1String("91.1"), ObjectKind::Annotations},
};

constexpr std::array kModalities = {
    Named{QLatin1String("RTSTRUCT"), ObjectKind::StructureSet},
    Named{QLatin1String("RTPLAN"), ObjectKind::RtPlan},
    Named{QLatin1String("RTRECORD"), ObjectKind::RtRecord},
    Named{QLatin1String("RTDOSE"), ObjectKind::DoseHistograms},
    Named{QLatin1String("SR"), ObjectKind::Report},
    Named{QLatin1String("KO"), ObjectKind::KeyImages},
    Named{QLatin1String("PR"), ObjectKind::PresentationState},
    Named{QLatin1String("ECG"), ObjectKind::Waveform},
    Named{QLatin1String("EPS"), ObjectKind::Waveform},
    Named{QLatin1String("HD"), ObjectKind::Waveform},
    Named{QLatin1String("EEG"), ObjectKind::Waveform},
    Named{QLatin1String("DOC"), ObjectKind::Document},
    Named{QLatin1String("M3D"), ObjectKind::Model},
    Named{QLatin1String("REG"), ObjectKind::Registration},
    Named{QLatin1String("FID"), ObjectKind::Fiducials},
    Named{QLatin1String("RWV"), ObjectKind::ValueMapping},
    Named{QLatin1String("ANN"), ObjectKind::Annotations},
};

} // namespace

ObjectKind objectKindOf(const Header &h) {
    if (h.hasPixels())
        return ObjectKind::Image;
    if (h.sopClassUid.startsWith(kStorage)) {
        const QStringView rest = QStringView(h.sopClassUid).mid(kStorage.size());
        for (const Named &c : kClasses)
            if (c.name.endsWith(QLatin1Char('.')) ? rest.startsWith(c.name) : rest == c.name)
                return c.kind;
    }
    for (const Named &m : kModalities)
        if (h.modality == m.name)
            return m.kind;
    return ObjectKind::Other;
}

} // namespace lastra::dicom
