#pragma once
// Pixel data cut down to its pixels: what lies around and inside them reaches no released file.

#include "lastra/dicom/DataSet.h"

namespace lastra::deid {

// Empty, or the reason for which the file may not be released. Pixels that hold nothing else stay
// on the source file.
[[nodiscard]] core::Result<QString> stripPixels(dicom::DataSetFile &file);

} // namespace lastra::deid
