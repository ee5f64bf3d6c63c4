#pragma once
// From modality values to eight-bit grey: the window functions of PS3.3 C.11.2 and the table they
// are turned into, so that one pixel costs one look-up.

#include "lastra/imaging/Volume.h"

#include <array>
#include <memory>
#include <vector>

namespace lastra::imaging {

enum class VoiFunction { Linear, LinearExact, Sigmoid };

struct Window {
    double center = 40, width = 400;
    bool operator==(const Window &) const = default;
};

// VOI LUT Sequence: output for modality values first, first + 1 ...; clamped at both ends.
struct VoiLut {
    double first = 0;
    std::vector<uint16_t> entries;
    int bits = 16; // of an entry
};

struct Voi {
    Window window;
    VoiFunction function = VoiFunction::Linear;
    std::shared_ptr<const VoiLut> lut; // used instead of the window when there is one
    bool inverted = false;             // MONOCHROME1, or the reader's wish

    // 0 (black) to 1 (white). LINEAR is shifted by half a unit and spans width - 1, as the
    // standard says (C.11.2.1.2.1); LINEAR_EXACT is not (C.11.2.1.3.2).
    [[nodiscard]] double apply(double modalityValue) const;
};

// Stored value -> grey, for the two 16-bit voxel types (indexed by the value's bit pattern) and,
// for floating-point voxels, by evaluating the window. Padding is black. Cheap to move.
class DisplayTable {
public:
    DisplayTable(const Voi &voi, VoxelType type, const Meaning &meaning);
    [[nodiscard]] VoxelType type() const { return m_type; }
    // 65 536 entries, empty for Float32.
    [[nodiscard]] const std::vector<uint8_t> &entries() const { return m_entries; }
    // stored: count values of type(), grey: count bytes.
    void apply(const void *stored, size_t count, uint8_t *grey) const;

private:
    Voi m_voi;
    VoxelType m_type;
    Meaning m_meaning;
    std::vector<uint8_t> m_entries;
};

} // namespace lastra::imaging
