#pragma once
#include "RawDicom.h"

#include <functional>

namespace lastra::deid {

// Reports "pixels" where the released pixels are not those of the original: the same bytes, or, for
// plain ones that were coded in JPEG-LS Lossless, the same decoded samples and nothing beside them.
void checkPixels(const RawFile &original, const RawFile &released,
                 const std::function<void(const char *check, const QString &where)> &report);

} // namespace lastra::deid
