#include "TextPicture.h"

#include <array>
#include <cstring>

namespace lastra::simulation {

namespace {

using Glyph = std::array<std::uint8_t, 7>; // rows from the top, five bits each

Glyph glyphOf(char c) {
    static constexpr char order[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:.-/,";
    static constexpr Glyph glyphs[] = {
        {14, 17, 17, 31, 17, 17, 17}, {30, 17, 17, 30, 17, 17, 30}, {14, 17, 16, 16, 16, 17, 14},
        {30, 17, 17, 17, 17, 17, 30}, {31, 16, 16, 30, 16, 16, 31}, {31, 16, 16, 30, 16, 16, 16},
        {14, 17, 16, 23, 17, 17, 15}, {17, 17, 17, 31, 17, 17, 17}, {14, 4, 4, 4, 4, 4, 14},
        {7, 2, 2, 2, 2, 18, 12},      {17, 18, 20, 24, 20, 18, 17}, {16, 16, 16, 16, 16, 16, 31},
        {17, 27, 21, 21, 17, 17, 17}, {17, 17, 25, 21, 19, 17, 17}, {14, 17, 17, 17, 17, 17, 14},
        {30, 17, 17, 30, 16, 16, 16}, {14, 17, 17, 17, 21, 18, 13}, {30, 17, 17, 30, 20, 18, 17},
        {15, 16, 16, 14, 1, 1, 30},   {31, 4, 4, 4, 4, 4, 4},       {17, 17, 17, 17, 17, 17, 14},
        {17, 17, 17, 17, 17, 10, 4},  {17, 17, 17, 21, 21, 21, 10}, {17, 17, 10, 4, 10, 17, 17},
        {17, 17, 17, 10, 4, 4, 4},    {31, 1, 2, 4, 8, 16, 31},     {14, 17, 19, 21, 25, 17, 14},
        {4, 12, 4, 4, 4, 4, 14},      {14, 17, 1, 2, 4, 8, 31},     {31, 2, 4, 2, 1, 17, 14},
        {2, 6, 10, 18, 31, 2, 2},     {31, 16, 30, 1, 1, 17, 14},   {6, 8, 16, 30, 17, 17, 14},
        {31, 1, 2, 4, 8, 8, 8},       {14, 17, 17, 14, 17, 17, 14}, {14, 17, 17, 15, 1, 2, 12},
        {0, 12, 12, 0, 12, 12, 0},    {0, 0, 0, 0, 0, 12, 12},      {0, 0, 0, 31, 0, 0, 0},
        {0, 1, 2, 4, 8, 16, 0},       {0, 0, 0, 0, 12, 4, 8},
    };
    static_assert(std::size(glyphs) == sizeof(order) - 1);
    const char upper = c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
    const char *at = upper ? std::strchr(order, upper) : nullptr;
    return at ? glyphs[at - order] : Glyph{};
}

} // namespace

void drawText(imaging::GreyImage &image, int x, int y, const QByteArray &text, int scale,
              std::uint8_t grey) {
    for (qsizetype n = 0; n < text.size(); ++n) {
        const Glyph glyph = glyphOf(text[n]);
        for (int row = 0; row < 7 * scale; ++row)
            for (int column = 0; column < 5 * scale; ++column) {
                const int px = x + int(n) * 6 * scale + column, py = y + row;
                if (!(glyph[size_t(row / scale)] >> (4 - column / scale) & 1) || px < 0 || py < 0 ||
                    px >= image.width || py >= image.height)
                    continue;
                image.pixels[size_t(py) * size_t(image.width) + size_t(px)] = grey;
            }
    }
}

} // namespace lastra::simulation
