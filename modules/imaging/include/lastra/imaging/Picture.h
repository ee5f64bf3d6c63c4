#pragma once
// Eight-bit 2-D pictures: what colour DICOM images decode to, and what thumbnails are.

#include <cstdint>
#include <vector>

namespace lastra::imaging {

struct GreyImage {
    int width = 0, height = 0;
    std::vector<uint8_t> pixels; // rows from the top, no padding between rows
    [[nodiscard]] bool isNull() const { return pixels.empty(); }
};

struct RgbImage {
    int width = 0, height = 0;
    std::vector<uint8_t> pixels; // R, G, B; rows from the top, no padding between rows
    [[nodiscard]] bool isNull() const { return pixels.empty(); }
};

} // namespace lastra::imaging
