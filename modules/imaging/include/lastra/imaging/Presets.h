#pragma once
// Window presets for CT on the number keys (HU). Sites may edit their own copy.

#include "lastra/imaging/Voi.h"

#include <span>

namespace lastra::imaging {

struct WindowPreset {
    int key;          // number key 1-8; 9 is the full range of the data
    const char *name; // English, the key of its translation
    Window window;
};
[[nodiscard]] std::span<const WindowPreset> ctPresets();

} // namespace lastra::imaging
