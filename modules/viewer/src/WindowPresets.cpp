#include "lastra/viewer/WindowPresets.h"

#include "lastra/imaging/Presets.h"
#include "lastra/imaging/Statistics.h"

#include <QtGlobal>

namespace lastra::viewer {

std::vector<WindowPreset> windowPresets(const QString &modality, const QString &unit) {
    std::vector<WindowPreset> presets;
    if (unit == QLatin1String("HU")) {
        for (const imaging::WindowPreset &p : imaging::ctPresets())
            presets.push_back({p.key, p.name, p.window});
    } else if (modality == QLatin1String("PT") && unit == QLatin1String("SUV")) {
        const char *names[] = {QT_TRANSLATE_NOOP("WindowPreset", "SUV 0 to 5"),
                               QT_TRANSLATE_NOOP("WindowPreset", "SUV 0 to 10"),
                               QT_TRANSLATE_NOOP("WindowPreset", "SUV 0 to 15")};
        for (int i = 0; i < 3; ++i) {
            const double top = 5.0 * (i + 1);
            presets.push_back({i + 1, names[i], imaging::Window{top / 2, top}, 0, 100, true});
        }
    } else {
        presets.push_back(
            {1, QT_TRANSLATE_NOOP("WindowPreset", "1st to 99th percentile"), {}, 1, 99});
        presets.push_back(
            {2, QT_TRANSLATE_NOOP("WindowPreset", "5th to 95th percentile"), {}, 5, 95});
    }
    presets.push_back({9, QT_TRANSLATE_NOOP("WindowPreset", "Full range"), {}, 0, 100});
    return presets;
}

imaging::Voi voiOf(const WindowPreset &preset, const imaging::Volume &volume) {
    imaging::Voi voi;
    voi.inverted = preset.inverted;
    if (preset.window) {
        voi.window = *preset.window;
        return voi;
    }
    if (preset.low <= 0 && preset.high >= 100) {
        const imaging::ValueRange range = imaging::valueRange(volume);
        if (!range.empty) {
            voi.function = imaging::VoiFunction::LinearExact;
            voi.window = {(range.min + range.max) / 2, std::max(range.max - range.min, 1e-6)};
        }
        return voi;
    }
    return imaging::percentileVoi(volume, preset.low, preset.high);
}

} // namespace lastra::viewer
