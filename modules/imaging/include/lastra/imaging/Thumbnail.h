#pragma once
#include "lastra/imaging/Picture.h"
#include "lastra/imaging/Voi.h"
#include "lastra/imaging/Volume.h"

namespace lastra::imaging {

// side x side pixels, the picture centred with its true shape on black; averaged, not skipped.
[[nodiscard]] GreyImage thumbnail(const Volume &volume, int k, const Voi &voi, int side);
[[nodiscard]] RgbImage thumbnail(const RgbImage &image, int side);

} // namespace lastra::imaging
