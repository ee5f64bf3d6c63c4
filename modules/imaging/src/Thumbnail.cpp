#include "lastra/imaging/Thumbnail.h"

#include "lastra/imaging/Reslice.h"

#include <algorithm>

namespace lastra::imaging {

namespace {

// Averages channel-interleaved pixels into a side x side square, centred; aspect is the height of a
// pixel over its width.
std::vector<uint8_t> shrink(const uint8_t *pixels, int width, int height, int channels,
                            double aspect, int side) {
    std::vector<uint8_t> out(size_t(side) * size_t(side) * size_t(channels), 0);
    if (width <= 0 || height <= 0 || side <= 0)
        return out;
    const double scale = side / std::max(double(width), height * aspect);
    const int w = std::clamp(int(width * scale + 0.5), 1, side);
    const int h = std::clamp(int(height * aspect * scale + 0.5), 1, side);
    const int left = (side - w) / 2, top = (side - h) / 2;
    for (int y = 0; y < h; ++y) {
        const int y0 = int(int64_t(y) * height / h);
        const int y1 = std::max(y0 + 1, int(int64_t(y + 1) * height / h));
        for (int x = 0; x < w; ++x) {
            const int x0 = int(int64_t(x) * width / w);
            const int x1 = std::max(x0 + 1, int(int64_t(x + 1) * width / w));
            for (int c = 0; c < channels; ++c) {
                int64_t sum = 0;
                for (int sy = y0; sy < y1; ++sy)
                    for (int sx = x0; sx < x1; ++sx)
                        sum += pixels[(size_t(sy) * size_t(width) + size_t(sx)) * size_t(channels) +
                                      size_t(c)];
                const int64_t count = int64_t(y1 - y0) * (x1 - x0);
                out[(size_t(top + y) * size_t(side) + size_t(left + x)) * size_t(channels) +
                    size_t(c)] = uint8_t((sum + count / 2) / count);
            }
        }
    }
    return out;
}

} // namespace

GreyImage thumbnail(const Volume &volume, int k, const Voi &voi, int side) {
    const GreyImage full = greyOf(acquiredSlice(volume, k), voi);
    const Vec3 &spacing = volume.geometry().spacing;
    return {side, side,
            shrink(full.pixels.data(), full.width, full.height, 1, spacing.y / spacing.x, side)};
}

RgbImage thumbnail(const RgbImage &image, int side) {
    return {side, side, shrink(image.pixels.data(), image.width, image.height, 3, 1, side)};
}

} // namespace lastra::imaging
