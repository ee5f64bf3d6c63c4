#include "connect/Slices.h"

#include <algorithm>

namespace lastra::gui {

namespace {

// value(i, j) of the middle slice, from black at low to white at high.
template <class Value>
QImage grey(const std::array<int, 3> &size, double low, double high, Value value) {
    QImage image(size[0], size[1], QImage::Format_Grayscale8);
    for (int j = 0; j < size[1]; ++j) {
        uchar *line = image.scanLine(j);
        for (int i = 0; i < size[0]; ++i)
            line[i] = uchar(std::clamp((value(i, j) - low) / (high - low) * 255.0, 0.0, 255.0));
    }
    return image;
}

} // namespace

QImage sliceImage(const imaging::Volume &volume, double low, double high) {
    if (volume.isNull())
        return {};
    const auto &size = volume.geometry().size;
    return grey(size, low, high, [&](int i, int j) { return volume.value(i, j, size[2] / 2); });
}

QImage differenceImage(const imaging::Volume &a, const imaging::Volume &b, double span) {
    if (a.isNull() || b.isNull() || a.geometry().size != b.geometry().size)
        return {};
    const auto &size = a.geometry().size;
    return grey(size, -span, span, [&](int i, int j) {
        return a.value(i, j, size[2] / 2) - b.value(i, j, size[2] / 2);
    });
}

QImage thumbnailImage(const archive::Thumbnail &t) {
    if (t.width <= 0 || t.height <= 0 || t.grey.size() < qsizetype(t.width) * t.height)
        return {};
    return QImage(reinterpret_cast<const uchar *>(t.grey.constData()), t.width, t.height, t.width,
                  QImage::Format_Grayscale8)
        .copy();
}

} // namespace lastra::gui
