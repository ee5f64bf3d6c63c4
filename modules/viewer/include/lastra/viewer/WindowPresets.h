#pragma once
// Window presets by modality on the number keys; products disagree on the figures, so they are
// shown.

#include "lastra/imaging/Voi.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace lastra::viewer {

struct WindowPreset {
    int key = 0;      // number key
    const char *name; // English, translated by the GUI in context "WindowPreset"
    // What it sets; the ones that depend on the data (percentiles, full range) are worked out when
    // they are chosen and hold nothing here.
    std::optional<imaging::Window> window;
    double low = 0, high = 100; // percentiles, when window is empty
    bool inverted = false;
};

// CT by unit, for a CT without HU (a localizer) is none.
[[nodiscard]] std::vector<WindowPreset> windowPresets(const QString &modality, const QString &unit);
// What the preset means on this volume.
[[nodiscard]] imaging::Voi voiOf(const WindowPreset &preset, const imaging::Volume &volume);

} // namespace lastra::viewer
