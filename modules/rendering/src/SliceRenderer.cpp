#include "lastra/rendering/SliceRenderer.h"

#include "lastra/imaging/Parallel.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace lastra::rendering {
namespace {

bool sameVoi(const imaging::Voi &a, const imaging::Voi &b) {
    return a.window == b.window && a.function == b.function && a.lut == b.lut &&
           a.inverted == b.inverted;
}

bool samePlane(const imaging::Plane &a, const imaging::Plane &b) {
    return a.origin == b.origin && a.u == b.u && a.v == b.v && a.pixelWidth == b.pixelWidth &&
           a.pixelHeight == b.pixelHeight && a.width == b.width && a.height == b.height;
}

} // namespace

struct SliceRenderer::Impl {
    // What the cached cut was made from.
    imaging::Volume held; // keeps the address it is compared by from being given to another
    const void *voxels = nullptr;
    const void *colourPixels = nullptr;
    int ready = -1;
    ViewPlane kind = ViewPlane::Axial;
    imaging::Interpolation interpolation = imaging::Interpolation::Linear;
    imaging::Slice slice;
    imaging::Voi voi;
    std::optional<imaging::DisplayTable> table;
    const void *tableOf = nullptr; // volume whose meaning the table holds
    std::vector<uint8_t> grey;
    QImage picture; // RGB32: QPainter draws it faster than grey
    QImage reduced; // picture averaged down to about device pixels, when it is much larger

    bool cut(const imaging::Volume &volume, const SliceView &view, const imaging::Plane &plane,
             int index);
    void shade(const imaging::Volume &volume, const imaging::Voi &wanted, bool newCut);
    void take(const imaging::Volume &volume, const imaging::RgbImage &colour);
    void blankMissing(const imaging::Volume &volume);
    const QImage &fitting(double devicePixelsPerPixel);
};

// Makes the stored values of the cut; false when the cached ones still hold.
bool SliceRenderer::Impl::cut(const imaging::Volume &volume, const SliceView &view,
                              const imaging::Plane &plane, int index) {
    const int nowReady = volume.readyCount();
    if (voxels == volume.data() && ready == nowReady && kind == view.plane &&
        samePlane(slice.plane, plane) &&
        (view.plane != ViewPlane::Oblique || interpolation == view.interpolation))
        return false;
    held = volume;
    colourPixels = nullptr;
    voxels = volume.data();
    ready = nowReady;
    kind = view.plane;
    interpolation = view.interpolation;
    if (view.plane == ViewPlane::Oblique) {
        imaging::ResliceOptions options;
        options.interpolation = view.interpolation;
        imaging::resliceInto(slice, volume, plane, options);
    } else if (view.plane == ViewPlane::Acquired) {
        slice = imaging::acquiredSlice(volume, index);
    } else {
        slice = imaging::gridSlice(volume, orientationOf(view.plane), index);
    }
    slice.plane = plane;
    return true;
}

void SliceRenderer::Impl::shade(const imaging::Volume &volume, const imaging::Voi &wanted,
                                bool newCut) {
    const bool newTable =
        !table || !sameVoi(voi, wanted) || table->type() != slice.type || tableOf != voxels;
    if (!newCut && !newTable)
        return;
    if (newTable) {
        voi = wanted;
        tableOf = voxels;
        table.emplace(wanted, slice.type, slice.meaning);
    }
    const int width = slice.plane.width, height = slice.plane.height;
    grey.resize(size_t(width) * size_t(height));
    imaging::paintGrey(slice, *table, grey.data(), width);
    if (picture.size() != QSize(width, height))
        picture = QImage(width, height, QImage::Format_RGB32);
    uchar *bits = picture.bits();
    const qsizetype stride = picture.bytesPerLine();
    imaging::parallelFor(height, 64, [&](int first, int last) {
        for (int y = first; y < last; ++y) {
            auto *out = reinterpret_cast<QRgb *>(bits + y * stride);
            const uint8_t *in = grey.data() + size_t(y) * size_t(width);
            for (int x = 0; x < width; ++x)
                out[x] = 0xff000000U | (uint32_t(in[x]) * 0x010101U);
        }
    });
    if (ready < volume.geometry().size[2])
        blankMissing(volume);
    reduced = {};
}

void SliceRenderer::Impl::take(const imaging::Volume &volume, const imaging::RgbImage &colour) {
    if (colourPixels == colour.pixels.data() && held.data() == volume.data())
        return;
    held = volume;
    voxels = nullptr; // the cached cut no longer holds
    colourPixels = colour.pixels.data();
    picture = QImage(colour.pixels.data(), colour.width, colour.height, colour.width * 3,
                     QImage::Format_RGB888)
                  .convertToFormat(QImage::Format_RGB32);
    reduced = {};
}

// Slices that have not come yet are black, not the grey of a stored zero.
void SliceRenderer::Impl::blankMissing(const imaging::Volume &volume) {
    const auto &g = volume.geometry();
    const auto &plane = slice.plane;
    const double alongU = std::abs(dot(plane.u, g.direction[2]));
    const double alongV = std::abs(dot(plane.v, g.direction[2]));
    const auto missing = [&](double column, double row) {
        const int k = int(std::lround(g.toVoxel(plane.toPatient(column, row)).z));
        return k >= 0 && k < g.size[2] && !volume.isReady(k);
    };
    if (alongU < 0.5 && alongV < 0.5) {
        if (missing(plane.width / 2.0, plane.height / 2.0))
            picture.fill(Qt::black);
        return;
    }
    QPainter painter(&picture);
    if (alongV >= alongU) {
        for (int y = 0; y < plane.height; ++y)
            if (missing(plane.width / 2.0, y))
                painter.fillRect(0, y, plane.width, 1, Qt::black);
    } else {
        for (int x = 0; x < plane.width; ++x)
            if (missing(x, plane.height / 2.0))
                painter.fillRect(x, 0, 1, plane.height, Qt::black);
    }
}

const QImage &SliceRenderer::Impl::fitting(double devicePixelsPerPixel) {
    if (devicePixelsPerPixel > 0.7)
        return picture;
    const QSize size(std::max(1, int(std::lround(picture.width() * devicePixelsPerPixel))),
                     std::max(1, int(std::lround(picture.height() * devicePixelsPerPixel))));
    if (reduced.size() != size)
        reduced = picture.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    return reduced;
}

SliceRenderer::SliceRenderer() : m_impl(std::make_unique<Impl>()) {}
SliceRenderer::~SliceRenderer() = default;

void SliceRenderer::paint(QPainter &painter, const imaging::Volume &volume, const SliceView &view,
                          QSizeF pane, bool moving, const imaging::RgbImage *colour) {
    painter.fillRect(QRectF(QPointF(), pane), Qt::black);
    if (volume.isNull()) {
        *m_impl = {};
        return;
    }
    const PaneGeometry geometry(volume.geometry(), view, pane);
    if (!geometry.isValid())
        return;
    auto &d = *m_impl;
    const double ratio = painter.device() ? painter.device()->devicePixelRatioF() : 1.0;
    imaging::Plane plane = geometry.plane();
    if (view.plane == ViewPlane::Oblique) {
        // Straight to the pane's own pixels: nothing is scaled afterwards.
        const double step = (moving ? 2.0 : 1.0) / ratio;
        plane.u = geometry.screenRight();
        plane.v = geometry.screenDown();
        plane.origin = geometry.toPatient({step / 2, step / 2});
        plane.pixelWidth = plane.pixelHeight = step / geometry.pixelsPerMm();
        plane.width = std::max(1, int(std::ceil(pane.width() / step)));
        plane.height = std::max(1, int(std::ceil(pane.height() / step)));
    }
    if (colour && colour->width == plane.width && colour->height == plane.height) {
        d.take(volume, *colour);
    } else {
        const bool newCut = d.cut(volume, view, plane, geometry.index());
        d.shade(volume, view.voi, newCut);
    }

    const double perPixelX = plane.pixelWidth * geometry.pixelsPerMm();
    const double perPixelY = plane.pixelHeight * geometry.pixelsPerMm();
    const QImage &drawn = view.plane == ViewPlane::Oblique
                              ? d.picture
                              : d.fitting(std::max(perPixelX, perPixelY) * ratio);
    // The cut's pixel edges in the pane: exact for flips and turns too.
    const QPointF corner = geometry.toPane(plane.toPatient(-0.5, -0.5));
    const QPointF along = geometry.toPane(plane.toPatient(plane.width - 0.5, -0.5)) - corner;
    const QPointF across = geometry.toPane(plane.toPatient(-0.5, plane.height - 0.5)) - corner;
    const double w = drawn.width(), h = drawn.height();
    painter.save();
    painter.setClipRect(QRectF(QPointF(), pane), Qt::IntersectClip);
    painter.setRenderHint(QPainter::SmoothPixmapTransform,
                          view.interpolation == imaging::Interpolation::Linear);
    painter.setTransform(QTransform(along.x() / w, along.y() / w, across.x() / h, across.y() / h,
                                    corner.x(), corner.y()),
                         true);
    painter.drawImage(QPointF(0, 0), drawn);
    painter.restore();
}

QImage SliceRenderer::image(const imaging::Volume &volume, const SliceView &view, QSize pixels) {
    QImage picture(pixels, QImage::Format_RGB32);
    QPainter painter(&picture);
    paint(painter, volume, view, pixels);
    return picture;
}

} // namespace lastra::rendering
