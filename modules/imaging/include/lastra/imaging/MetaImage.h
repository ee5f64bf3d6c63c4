#pragma once
// MetaImage files (.mha): the exchange format with simulation tools.
// Errors: "imaging.fileUnreadable" [file], "imaging.fileUnsupported" [file],
// "imaging.volumeTooLarge", and those of core for writing.

#include "lastra/imaging/Volume.h"

namespace lastra::imaging {

// Binary files that hold their own voxels (ElementDataFile = LOCAL), compressed or not.
// Integer files with values outside 16 bits and floating-point ones become Float32.
[[nodiscard]] core::Result<Volume> readMetaImage(const QString &path);
// Writes modality values: 16-bit when slope is 1 and they fit, else 32-bit floats. Whole or not at
// all.
[[nodiscard]] core::Done writeMetaImage(const Volume &volume, const QString &path);

} // namespace lastra::imaging
