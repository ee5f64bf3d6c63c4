#include "lastra/rendering/VolumePresets.h"

#include <QtGlobal>

#include <algorithm>

namespace lastra::rendering {

const std::vector<VolumePreset> &volumePresets() {
    static const std::vector<VolumePreset> presets = {
        {"bone-shaded",
         QT_TRANSLATE_NOOP("VolumePreset", "Bone, shaded"),
         Blend::Composite,
         true,
         true,
         {{-1024, 0, 0, 0, 0},
          {130, 0.45, 0.33, 0.24, 0},
          {230, 0.78, 0.66, 0.50, 0.28},
          {500, 0.93, 0.87, 0.76, 0.75},
          {1200, 1.0, 0.98, 0.94, 0.92},
          {3071, 1, 1, 1, 0.95}}},
        {"bone",
         QT_TRANSLATE_NOOP("VolumePreset", "Bone"),
         Blend::Composite,
         false,
         true,
         {{-1024, 0, 0, 0, 0},
          {140, 0.40, 0.22, 0.15, 0},
          {300, 0.76, 0.62, 0.46, 0.10},
          {800, 0.95, 0.90, 0.80, 0.45},
          {3071, 1, 1, 1, 0.8}}},
        {"soft-tissue",
         QT_TRANSLATE_NOOP("VolumePreset", "Soft tissue"),
         Blend::Composite,
         false,
         true,
         {{-1024, 0, 0, 0, 0},
          {-50, 0.35, 0.16, 0.12, 0},
          {20, 0.62, 0.27, 0.20, 0.010},
          {90, 0.82, 0.50, 0.40, 0.025},
          {200, 0.93, 0.83, 0.72, 0.10},
          {600, 1, 0.98, 0.92, 0.5},
          {3071, 1, 1, 1, 0.8}}},
        {"lung",
         QT_TRANSLATE_NOOP("VolumePreset", "Lung"),
         Blend::Composite,
         false,
         true,
         {{-1024, 0, 0, 0, 0},
          {-900, 0.10, 0.12, 0.16, 0},
          {-750, 0.30, 0.38, 0.46, 0.004},
          {-550, 0.62, 0.66, 0.70, 0.018},
          {-350, 0.85, 0.60, 0.52, 0.09},
          {-200, 0.90, 0.62, 0.52, 0.0},
          {3071, 0.9, 0.6, 0.5, 0}}},
        {"vessels",
         QT_TRANSLATE_NOOP("VolumePreset", "Vessels with contrast"),
         Blend::Composite,
         false,
         true,
         {{-1024, 0, 0, 0, 0},
          {120, 0.45, 0.05, 0.03, 0},
          {200, 0.75, 0.16, 0.10, 0.12},
          {350, 0.95, 0.55, 0.38, 0.40},
          {700, 1, 0.92, 0.80, 0.55},
          {3071, 1, 1, 1, 0.7}}},
        {"skin",
         QT_TRANSLATE_NOOP("VolumePreset", "Skin"),
         Blend::Composite,
         true,
         true,
         {{-1024, 0, 0, 0, 0},
          {-400, 0.70, 0.50, 0.40, 0},
          {-200, 0.82, 0.62, 0.50, 0.30},
          {0, 0.90, 0.70, 0.58, 0.6},
          {3071, 1, 0.9, 0.8, 0.9}}},
        {"mip",
         QT_TRANSLATE_NOOP("VolumePreset", "Maximum (MIP)"),
         Blend::Maximum,
         false,
         false,
         {{0, 0, 0, 0, 0}, {0.25, 0.2, 0.2, 0.2, 0.2}, {1, 1, 1, 1, 1}}},
        {"surface",
         QT_TRANSLATE_NOOP("VolumePreset", "Surface, any modality"),
         Blend::Composite,
         true,
         false,
         {{0, 0, 0, 0, 0},
          {0.18, 0.35, 0.33, 0.32, 0},
          {0.35, 0.66, 0.63, 0.60, 0.25},
          {1, 1, 1, 1, 0.7}}},
        {"translucent",
         QT_TRANSLATE_NOOP("VolumePreset", "Translucent, any modality"),
         Blend::Composite,
         false,
         false,
         {{0, 0, 0, 0, 0},
          {0.2, 0.2, 0.2, 0.25, 0},
          {0.6, 0.7, 0.7, 0.72, 0.03},
          {1, 1, 1, 1, 0.15}}},
    };
    return presets;
}

const VolumePreset &volumePreset(const QByteArray &id) {
    const auto &all = volumePresets();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const VolumePreset &p) { return p.id == id; });
    return found == all.end() ? all.front() : *found;
}

QByteArray defaultVolumePreset(bool hounsfield) {
    return hounsfield ? "bone-shaded" : "mip";
}

} // namespace lastra::rendering
