#pragma once
// The volume renderer on a thread of its own, so that a picture that takes a second never holds
// the one who asks. The newest request wins: older ones are dropped, a picture in work is stopped.

#include "lastra/core/Result.h"
#include "lastra/rendering/VolumeRenderer.h"

#include <functional>
#include <memory>

namespace lastra::rendering {

struct VolumeRequest {
    QSize size; // device pixels
    VolumeCamera camera;
    QByteArray preset;
    bool moving = false;
};

// Thread-safe.
class VolumeRenderThread {
public:
    // Called on the render thread; hand the result on to your own.
    using Deliver = std::function<void(core::Result<VolumePicture>)>;

    explicit VolumeRenderThread(Deliver deliver);
    ~VolumeRenderThread(); // stops the picture in work and waits

    void setVolume(imaging::Volume volume); // a null one: forget it
    void request(const VolumeRequest &request);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace lastra::rendering
