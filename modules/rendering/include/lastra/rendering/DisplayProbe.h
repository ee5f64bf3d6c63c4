#pragma once
// What this machine can draw 3-D with, found without VTK: its X window aborts the process when
// there is no X server, so nothing of VTK is constructed before this says yes.

#include <QString>

namespace lastra::rendering {

enum class Surface {
    None,         // no X server or no usable OpenGL: 3-D explains itself, 2-D goes on
    OffscreenCpu, // software OpenGL: fixed-point ray casting on the processor
    OffscreenGpu, // a graphics card: ray casting on it
};

struct DisplayProbe {
    Surface surface = Surface::None;
    QString glRenderer;   // GL_RENDERER, for the log and the overlay
    int maxTexture3d = 0; // voxels along one axis that a card takes
    QByteArray reason;    // when None: an error code, "rendering.noDisplay" or "rendering.noOpenGl"
};

// Opens the display named by $DISPLAY and makes one OpenGL 3.2 context. LASTRA_3D=none|cpu|gpu
// overrides the choice among what works.
[[nodiscard]] DisplayProbe probeDisplay();
// The first probe of this process, kept.
[[nodiscard]] const DisplayProbe &display();
// llvmpipe and its kin: OpenGL emulated on the processor.
[[nodiscard]] bool isSoftwareGl(const QString &glRenderer);

} // namespace lastra::rendering
