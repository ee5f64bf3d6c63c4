#include "lastra/imaging/Presets.h"

namespace lastra::imaging {

std::span<const WindowPreset> ctPresets() {
    static constexpr WindowPreset presets[] = {
        {1, "Soft tissue", {40, 400}}, {2, "Lung", {-600, 1500}},     {3, "Bone", {400, 2000}},
        {4, "Brain", {40, 80}},        {5, "Mediastinum", {60, 400}}, {6, "Liver", {90, 150}},
        {7, "Angio", {120, 380}},      {8, "Stroke", {40, 40}},
    };
    return presets;
}

} // namespace lastra::imaging
