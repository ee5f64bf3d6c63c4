#pragma once
// Draws a cut of a volume with QPainter, on the processor, at device pixels. Keeps the stored
// values of the last cut, so that a window change repaints without reslicing. One per pane; one
// thread.

#include "lastra/imaging/Picture.h"
#include "lastra/imaging/Volume.h"
#include "lastra/rendering/SliceView.h"

#include <QImage>

#include <memory>

class QPainter;

namespace lastra::rendering {

class SliceRenderer {
public:
    SliceRenderer();
    ~SliceRenderer();

    // Fills the pane: black, and the cut on it. moving: half the resolution for oblique cuts.
    // colour: drawn instead of the voxels; it has the size of the cut.
    void paint(QPainter &painter, const imaging::Volume &volume, const SliceView &view, QSizeF pane,
               bool moving = false, const imaging::RgbImage *colour = nullptr);
    // The same as a picture, for tests, prints and thumbnails.
    [[nodiscard]] QImage image(const imaging::Volume &volume, const SliceView &view, QSize pixels);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace lastra::rendering
