#pragma once
// One volume drawn in 3-D into a QImage, by VTK off-screen: ray casting on the processor
// (fixed-point) or on a graphics card, as display() found. Synchronous and bound to one thread:
// construct, use and destroy it there. VolumeRenderThread is the one the GUI uses.

#include "lastra/core/Result.h"
#include "lastra/imaging/Volume.h"
#include "lastra/rendering/DisplayProbe.h"
#include "lastra/rendering/VolumeCamera.h"
#include "lastra/rendering/VolumePresets.h"

#include <QImage>
#include <QSize>

#include <functional>
#include <memory>

namespace lastra::rendering {

struct VolumePicture {
    QImage image;            // empty when cut short
    VolumeCamera camera;     // from where it was drawn
    double milliseconds = 0; // what it took
    bool moving = false;     // coarse, for interaction
    bool halfVolume = false; // drawn from the volume at half its resolution
    Surface surface = Surface::None;
};

// Errors: "rendering.noDisplay", "rendering.noOpenGl" (no 3-D on this machine),
// "rendering.noVolume", "rendering.volumeFailed".
class VolumeRenderer {
public:
    [[nodiscard]] static core::Result<std::unique_ptr<VolumeRenderer>> create();
    ~VolumeRenderer();

    // Shares the voxels; extra memory is bounded: an eighth of the volume, shading at most 200 MB.
    core::Done setVolume(imaging::Volume volume);
    void setPreset(const QByteArray &id);
    // moving: as good as fits into about 60 ms, learned from frame to frame; otherwise full
    // quality. Asked now and then while drawing: true stops it and the picture comes back empty.
    [[nodiscard]] core::Result<VolumePicture> render(QSize devicePixels, const VolumeCamera &camera,
                                                     bool moving,
                                                     const std::function<bool()> &stop = {});

private:
    VolumeRenderer();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace lastra::rendering
