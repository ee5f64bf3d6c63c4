#pragma once
#include "lastra/dicom/DataSet.h"
#include "lastra/dicom/Element.h"

namespace lastra::dicom {

// At most sixteen characters, as a decimal string may have; a point, whatever the locale.
[[nodiscard]] QByteArray decimalString(double value);
[[nodiscard]] QString decimalStrings(std::initializer_list<double> values);

// "dicom.writeInvalid" [tag].
[[nodiscard]] core::Done addElement(DataSet &target, const Element &element);

} // namespace lastra::dicom
