#include "lastra/imaging/Presets.h"

#include <QtGlobal>

namespace lastra::imaging {

std::span<const WindowPreset> ctPresets() {
    static constexpr WindowPreset presets[] = {
        {1, QT_TRANSLATE_NOOP("WindowPreset", "Soft tissue"), {40, 400}},
        {2, QT_TRANSLATE_NOOP("WindowPreset", "Lung"), {-600, 1500}},
        {3, QT_TRANSLATE_NOOP("WindowPreset", "Bone"), {400, 2000}},
        {4, QT_TRANSLATE_NOOP("WindowPreset", "Brain"), {40, 80}},
        {5, QT_TRANSLATE_NOOP("WindowPreset", "Mediastinum"), {60, 400}},
        {6, QT_TRANSLATE_NOOP("WindowPreset", "Liver"), {90, 150}},
        {7, QT_TRANSLATE_NOOP("WindowPreset", "Angio"), {120, 380}},
        {8, QT_TRANSLATE_NOOP("WindowPreset", "Stroke"), {40, 40}},
    };
    return presets;
}

} // namespace lastra::imaging
