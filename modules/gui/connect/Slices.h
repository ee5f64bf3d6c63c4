#pragma once
// Grey pictures of volumes and thumbnails for the pages.

#include "lastra/archive/Archive.h"
#include "lastra/imaging/Volume.h"

#include <QImage>

namespace lastra::gui {

// The slice in the middle along k, from black at low to white at high.
[[nodiscard]] QImage sliceImage(const imaging::Volume &volume, double low, double high);
// a minus b in the same slice: grey where they agree, black and white at minus and plus span. Null
// when their grids differ.
[[nodiscard]] QImage differenceImage(const imaging::Volume &a, const imaging::Volume &b,
                                     double span);
[[nodiscard]] QImage thumbnailImage(const archive::Thumbnail &thumbnail);

} // namespace lastra::gui
