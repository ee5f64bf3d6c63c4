#pragma once
// Text burned into pixels, as old workstations do: a 5 x 7 font, capitals only.

#include "lastra/imaging/Picture.h"

#include <QByteArray>

namespace lastra::simulation {

// Draws at (x, y), each font dot scale x scale pixels; what falls outside is cut.
void drawText(imaging::GreyImage &image, int x, int y, const QByteArray &text, int scale,
              std::uint8_t grey = 255);

} // namespace lastra::simulation
