#pragma once
// Binary values in which chance spells an identifier of digits: sample values that climb like
// 123456 are such a text to whoever searches the bytes.

#include "NumberSet.h"
#include "lastra/dicom/DataSet.h"

namespace lastra::deid {

// Whether the bytes hold a number of the set, in digits of one byte or of two (UTF-16 of either
// order).
[[nodiscard]] bool spellsNumber(QByteArrayView bytes, const NumberSet &numbers);

enum class PixelGuard {
    Free,      // nothing spelt
    Coded,     // pixels that spelt a number are now JPEG-LS Lossless, their values the same
    Pixels,    // pixels spell a number and cannot be coded, or still do when coded
    OtherData, // another binary value spells one
};
// Errors are those of reading the file.
[[nodiscard]] core::Result<PixelGuard> guardPixels(dicom::DataSetFile &file,
                                                   const NumberSet &numbers);

} // namespace lastra::deid
