#pragma once
#include "Pixels.h"
#include "lastra/imaging/Voi.h"

namespace lastra::dicom {

// A LUT Descriptor (PS3.3 C.11.1.1.1); nothing when it describes no table.
struct LutShape {
    int entries = 0, first = 0, bits = 0; // 1..65536, -32768..65535, 1..16
};
[[nodiscard]] std::optional<LutShape> lutShape(const DataSet &item, Tag descriptor, bool isSigned);

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
