#pragma once
// What a released object says about its own de-identification.

#include "lastra/deid/Policy.h"
#include "lastra/dicom/DataSet.h"

namespace lastra::deid {

void markDeidentified(dicom::DataSet &set, const Policy &policy);

} // namespace lastra::deid
