#pragma once
#include "lastra/dicom/DataSet.h"

namespace lastra::deid {

// Why an object may not be released as it is; empty when it may. "dicomDirectory" is skipped.
[[nodiscard]] QString quarantineReason(const dicom::DataSetFile &file);
// The word for what the reader said; "notDicom" is skipped.
[[nodiscard]] QString reasonOf(const core::Error &error);
// Classes in which burned-in text is seen now and then; for the steward's list.
[[nodiscard]] bool pixelsDeserveALook(const dicom::DataSet &set);

} // namespace lastra::deid
