#pragma once
// Invented people, hospitals and figures for the pages; anatomy drawn by formula.

#include "lastra/gui/MainWindow.h"

namespace fake {

// kind: 0 thorax with a soft window, 1 with a lung window, 2 scout.
[[nodiscard]] QImage picture(int kind, int side, bool text = false, double noise = 0);
void fill(lastra::gui::MainWindow &window, bool italian);

} // namespace fake
