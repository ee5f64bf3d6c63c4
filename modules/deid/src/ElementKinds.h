#pragma once
// What kind of value an element holds, as far as the rules by VR ask.

#include "Tables.h"
#include "lastra/dicom/DataSet.h"

namespace lastra::deid {

[[nodiscard]] bool isDate(Vr vr);
[[nodiscard]] bool isShortText(Vr vr);
[[nodiscard]] bool isNumeric(Vr vr);
[[nodiscard]] bool numericLength(Vr vr, qint64 length, bool multiple);
[[nodiscard]] bool isImageBulk(Tag tag);
[[nodiscard]] bool isMeasure(const dicom::DataElement &element);

} // namespace lastra::deid
