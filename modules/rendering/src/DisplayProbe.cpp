#include "lastra/rendering/DisplayProbe.h"

#include "lastra/core/Log.h"

#include <algorithm>
#include <array>

// Last: Xlib defines None, Bool, Status as macros.
#include <GL/glx.h>
#include <X11/Xlib.h>
#undef None

namespace lastra::rendering {
namespace {

constexpr int kNoDrawable = 0; // Xlib's None
bool g_failed = false;

int noteFailure(Display *, XErrorEvent *) {
    g_failed = true; // the default handler would end the process
    return 0;
}

using CreateContext = GLXContext (*)(Display *, GLXFBConfig, GLXContext, int, const int *);

// Makes a 3.2 core context on the display and asks it; the renderer stays empty without one.
void askOpenGl(Display *display, DisplayProbe &probe) {
    int event = 0, error = 0;
    if (!glXQueryExtension(display, &error, &event))
        return;
    const std::array<int, 11> wanted = {GLX_DRAWABLE_TYPE, GLX_PBUFFER_BIT,
                                        GLX_RENDER_TYPE,   GLX_RGBA_BIT,
                                        GLX_RED_SIZE,      8,
                                        GLX_GREEN_SIZE,    8,
                                        GLX_BLUE_SIZE,     8,
                                        kNoDrawable};
    int count = 0;
    GLXFBConfig *configs =
        glXChooseFBConfig(display, DefaultScreen(display), wanted.data(), &count);
    const auto create = reinterpret_cast<CreateContext>(
        glXGetProcAddress(reinterpret_cast<const GLubyte *>("glXCreateContextAttribsARB")));
    if (configs && count > 0 && create) {
        const std::array<int, 7> version = {GLX_CONTEXT_MAJOR_VERSION_ARB,
                                            3,
                                            GLX_CONTEXT_MINOR_VERSION_ARB,
                                            2,
                                            GLX_CONTEXT_PROFILE_MASK_ARB,
                                            GLX_CONTEXT_CORE_PROFILE_BIT_ARB,
                                            kNoDrawable};
        GLXContext context = create(display, configs[0], nullptr, True, version.data());
        const std::array<int, 5> size = {GLX_PBUFFER_WIDTH, 8, GLX_PBUFFER_HEIGHT, 8, kNoDrawable};
        GLXPbuffer buffer = glXCreatePbuffer(display, configs[0], size.data());
        XSync(display, False);
        if (context && buffer && !g_failed &&
            glXMakeContextCurrent(display, buffer, buffer, context)) {
            if (const GLubyte *text = glGetString(GL_RENDERER))
                probe.glRenderer = QString::fromLatin1(reinterpret_cast<const char *>(text));
            glGetIntegerv(GL_MAX_3D_TEXTURE_SIZE, &probe.maxTexture3d);
            glXMakeContextCurrent(display, kNoDrawable, kNoDrawable, nullptr);
        }
        if (buffer)
            glXDestroyPbuffer(display, buffer);
        if (context)
            glXDestroyContext(display, context);
    }
    if (configs)
        XFree(configs);
}

} // namespace

bool isSoftwareGl(const QString &glRenderer) {
    const std::array names = {"llvmpipe",    "softpipe",     "swr",        "software",
                              "gdi generic", "basic render", "swiftshader"};
    const QString lower = glRenderer.toLower();
    return std::any_of(names.begin(), names.end(),
                       [&](const char *name) { return lower.contains(QLatin1String(name)); });
}

DisplayProbe probeDisplay() {
    DisplayProbe probe;
    const QByteArray wish = qgetenv("LASTRA_3D");
    Display *display = XOpenDisplay(nullptr);
    if (!display || wish == "none") {
        if (display)
            XCloseDisplay(display);
        probe.reason = "rendering.noDisplay";
        return probe;
    }
    g_failed = false;
    auto *previous = XSetErrorHandler(noteFailure);
    askOpenGl(display, probe);
    XSync(display, False);
    XSetErrorHandler(previous);
    XCloseDisplay(display);
    if (probe.glRenderer.isEmpty()) {
        probe.reason = "rendering.noOpenGl";
        return probe;
    }
    const bool software = wish == "cpu" || (wish != "gpu" && isSoftwareGl(probe.glRenderer));
    probe.surface = software ? Surface::OffscreenCpu : Surface::OffscreenGpu;
    return probe;
}

const DisplayProbe &display() {
    static const DisplayProbe probe = [] {
        DisplayProbe found = probeDisplay();
        core::log(core::Level::Info, "rendering",
                  found.surface == Surface::None
                      ? QStringLiteral("no 3-D: %1").arg(QLatin1String(found.reason))
                      : QStringLiteral("3-D on %1 by %2")
                            .arg(found.glRenderer, found.surface == Surface::OffscreenCpu
                                                       ? QLatin1String("processor")
                                                       : QLatin1String("graphics card")));
        return found;
    }();
    return probe;
}

} // namespace lastra::rendering
