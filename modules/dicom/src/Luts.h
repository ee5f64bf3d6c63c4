#pragma once
#include "Pixels.h"
#include "lastra/imaging/Voi.h"

namespace lastra::dicom {

// Modality LUT Sequence: stored value -> modality value. Null when the file has none.
[[nodiscard]] core::Result<std::shared_ptr<const imaging::VoiLut>>
modalityLut(const DataSetFile &file, const Header &header);
// Its unit (Modality LUT Type), or empty.
[[nodiscard]] QString modalityLutUnit(const DataSetFile &file);

// All tables and windows of a header in file order, tables first.
[[nodiscard]] std::vector<imaging::Voi> storedVois(const DataSetFile *file, const Header &header);
[[nodiscard]] std::optional<imaging::Voi> voiOf(const imaging::Window &window, QStringView function,
                                                bool inverted);

} // namespace lastra::dicom
