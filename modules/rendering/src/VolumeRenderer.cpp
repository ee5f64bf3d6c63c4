#include "lastra/rendering/VolumeRenderer.h"

#include "VtkVolume.h"
#include "lastra/core/Log.h"
#include "lastra/imaging/Statistics.h"

#include <vtkCallbackCommand.h>
#include <vtkCamera.h>
#include <vtkColorTransferFunction.h>
#include <vtkFixedPointVolumeRayCastMapper.h>
#include <vtkNew.h>
#include <vtkObjectFactory.h>
#include <vtkOpenGLGPUVolumeRayCastMapper.h>
#include <vtkOutputWindow.h>
#include <vtkPiecewiseFunction.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkUnsignedCharArray.h>
#include <vtkVolume.h>
#include <vtkVolumeProperty.h>

#include <QElapsedTimer>

#include <algorithm>
#include <cmath>

namespace lastra::rendering {
namespace {

constexpr double kMovingTargetMs = 60;
// Above these numbers of voxels the coarse picture, and any shaded one on the processor (whose
// gradients cost three bytes a voxel), are drawn from the half volume.
constexpr int64_t kMovingVoxels = 6'000'000;
constexpr int64_t kShadedVoxels = 64'000'000;

// VTK's complaints belong into the log, not on a window or stderr.
class LogWindow : public vtkOutputWindow {
public:
    static LogWindow *New();
    void DisplayText(const char *text) override {
        core::log(core::Level::Warning, "rendering", QString::fromUtf8(text).simplified());
    }
};
vtkStandardNewMacro(LogWindow)

} // namespace

struct VolumeRenderer::Impl {
    // One data set with its mapper and actor; whole and half volume have one each.
    struct Part {
        vtkSmartPointer<vtkImageData> image;
        vtkSmartPointer<vtkVolumeMapper> mapper;
        vtkNew<vtkVolume> actor;
    };

    Surface surface = Surface::None;
    int maxTexture = 0;
    imaging::Volume volume;
    imaging::Window robust;
    QByteArray presetId;
    const VolumePreset *preset = nullptr;
    vtkNew<vtkRenderWindow> window;
    vtkNew<vtkRenderer> renderer;
    vtkNew<vtkVolumeProperty> property;
    vtkNew<vtkCallbackCommand> abortCheck;
    std::unique_ptr<Part> whole, half;
    double movingDistance = 3; // pixels between rays while moving, learned
    const std::function<bool()> *stop = nullptr;

    void setUp();
    void applyPreset();
    Part &part(bool useHalf);
    [[nodiscard]] bool wantsHalf(bool moving) const;
    void place(const VolumeCamera &camera, const QSize &size);
    void setSampling(Part &part, bool moving, bool isHalf) const;
    [[nodiscard]] QImage readBack(const QSize &size) const;
};

void VolumeRenderer::Impl::setUp() {
    window->SetOffScreenRendering(1);
    window->SetMultiSamples(0); // the volume mapper and multi-sampling do not mix
    window->SetSize(64, 64);
    renderer->SetBackground(0, 0, 0);
    window->AddRenderer(renderer);
    renderer->GetActiveCamera()->ParallelProjectionOn();
    property->SetInterpolationTypeToLinear();
    property->SetAmbient(0.25);
    property->SetDiffuse(0.75);
    property->SetSpecular(0.15);
    property->SetSpecularPower(12);
    abortCheck->SetClientData(this);
    abortCheck->SetCallback([](vtkObject *, unsigned long, void *self, void *) {
        auto *impl = static_cast<Impl *>(self);
        if (impl->stop && *impl->stop && (*impl->stop)())
            impl->window->SetAbortRender(1);
    });
    window->AddObserver(vtkCommand::AbortCheckEvent, abortCheck);
}

void VolumeRenderer::Impl::applyPreset() {
    const auto &meaning = volume.meaning();
    const double slope = meaning.slope == 0 ? 1 : meaning.slope;
    vtkNew<vtkColorTransferFunction> colour;
    vtkNew<vtkPiecewiseFunction> opacity;
    for (const TransferPoint &p : preset->points) {
        const double value =
            preset->hounsfield ? p.at : robust.center + (p.at - 0.5) * std::max(robust.width, 1e-6);
        const double stored = (value - meaning.intercept) / slope;
        colour->AddRGBPoint(stored, p.red, p.green, p.blue);
        opacity->AddPoint(stored, p.opacity);
    }
    property->SetColor(colour);
    property->SetScalarOpacity(opacity);
    property->SetScalarOpacityUnitDistance(1.0);
    property->SetShade(preset->shaded ? 1 : 0);
    for (Part *p : {whole.get(), half.get()})
        if (p && preset->blend == Blend::Maximum)
            p->mapper->SetBlendModeToMaximumIntensity();
        else if (p)
            p->mapper->SetBlendModeToComposite();
}

VolumeRenderer::Impl::Part &VolumeRenderer::Impl::part(bool useHalf) {
    auto &slot = useHalf ? half : whole;
    if (slot)
        return *slot;
    slot = std::make_unique<Part>();
    slot->image = useHalf ? halfImage(volume) : sharedImage(volume);
    if (surface == Surface::OffscreenGpu) {
        vtkNew<vtkOpenGLGPUVolumeRayCastMapper> mapper;
        mapper->AutoAdjustSampleDistancesOff();
        slot->mapper = mapper;
    } else {
        vtkNew<vtkFixedPointVolumeRayCastMapper> mapper;
        mapper->AutoAdjustSampleDistancesOff();
        mapper->IntermixIntersectingGeometryOff();
        slot->mapper = mapper;
    }
    slot->mapper->SetInputData(slot->image);
    slot->actor->SetMapper(slot->mapper);
    slot->actor->SetProperty(property);
    slot->actor->SetUserMatrix(toPatientMatrix(volume.geometry()));
    applyPreset();
    return *slot;
}

bool VolumeRenderer::Impl::wantsHalf(bool moving) const {
    const auto &size = volume.geometry().size;
    const int64_t voxels = volume.geometry().voxelCount();
    if (surface == Surface::OffscreenGpu)
        return *std::max_element(size.begin(), size.end()) > maxTexture;
    return (moving && voxels > kMovingVoxels) || (preset->shaded && voxels > kShadedVoxels);
}

void VolumeRenderer::Impl::place(const VolumeCamera &camera, const QSize &size) {
    const auto &g = volume.geometry();
    const imaging::Vec3 centre = g.centre();
    const imaging::Vec3 extent{g.size[0] * g.spacing.x, g.size[1] * g.spacing.y,
                               g.size[2] * g.spacing.z};
    const double radius = 0.5 * length(extent);
    const auto [right, up, away] = axesOf(camera);
    // What of the box shows along right and up decides what fits; a sphere would waste half.
    double halfWidth = 0, halfHeight = 0;
    const std::array<double, 3> sizes = {extent.x, extent.y, extent.z};
    for (size_t axis = 0; axis < 3; ++axis) {
        halfWidth += 0.5 * sizes[axis] * std::abs(dot(g.direction[axis], right));
        halfHeight += 0.5 * sizes[axis] * std::abs(dot(g.direction[axis], up));
    }
    // Fixed by the larger of the front and side views, so that turning does not change the scale.
    const double across = 0.5 * std::max(extent.x, extent.y);
    const double aspect = double(size.width()) / std::max(1, size.height());
    const double scale = std::max({halfHeight, across / aspect, halfWidth / (aspect * 1.45)}) *
                         1.04 / std::clamp(camera.zoom, 0.1, 50.0);
    const imaging::Vec3 focus =
        centre - right * (camera.panX * 2 * scale) - up * (camera.panY * 2 * scale);
    vtkCamera *view = renderer->GetActiveCamera();
    const imaging::Vec3 eye = focus + away * (3 * radius);
    view->SetFocalPoint(focus.x, focus.y, focus.z);
    view->SetPosition(eye.x, eye.y, eye.z);
    view->SetViewUp(up.x, up.y, up.z);
    view->SetParallelScale(scale);
    view->SetClippingRange(0.1 * radius, 6 * radius);
}

void VolumeRenderer::Impl::setSampling(Part &part, bool moving, bool isHalf) const {
    const auto &s = volume.geometry().spacing;
    const double finest = std::min({s.x, s.y, s.z}) * (isHalf ? 2 : 1);
    const double step = moving ? 2 * finest : finest;
    if (auto *cpu = vtkFixedPointVolumeRayCastMapper::SafeDownCast(part.mapper)) {
        cpu->SetSampleDistance(float(step));
        cpu->SetInteractiveSampleDistance(float(step));
        cpu->SetImageSampleDistance(moving ? float(movingDistance) : 1.0F);
    } else if (auto *gpu = vtkGPUVolumeRayCastMapper::SafeDownCast(part.mapper)) {
        gpu->SetSampleDistance(float(step));
        gpu->SetImageSampleDistance(moving ? float(std::max(1.0, movingDistance / 3)) : 1.0F);
    }
}

QImage VolumeRenderer::Impl::readBack(const QSize &size) const {
    vtkNew<vtkUnsignedCharArray> pixels;
    if (window->GetPixelData(0, 0, size.width() - 1, size.height() - 1, 0, pixels) == 0 ||
        pixels->GetNumberOfValues() < vtkIdType(size.width()) * size.height() * 3)
        return {};
    const QImage upsideDown(pixels->GetPointer(0), size.width(), size.height(), size.width() * 3,
                            QImage::Format_RGB888);
    return upsideDown.mirrored().convertToFormat(QImage::Format_RGB32);
}

VolumeRenderer::VolumeRenderer() : m_impl(std::make_unique<Impl>()) {}
VolumeRenderer::~VolumeRenderer() = default;

core::Result<std::unique_ptr<VolumeRenderer>> VolumeRenderer::create() {
    const DisplayProbe &found = display();
    if (found.surface == Surface::None)
        return core::fail(found.reason);
    static const bool logging = [] {
        vtkNew<LogWindow> log;
        vtkOutputWindow::SetInstance(log);
        return true;
    }();
    (void)logging;
    std::unique_ptr<VolumeRenderer> made(new VolumeRenderer);
    made->m_impl->surface = found.surface;
    made->m_impl->maxTexture = found.maxTexture3d;
    made->m_impl->setUp();
    return made;
}

core::Done VolumeRenderer::setVolume(imaging::Volume volume) {
    auto &d = *m_impl;
    d.renderer->RemoveAllViewProps();
    d.whole.reset();
    d.half.reset();
    d.volume = std::move(volume);
    if (d.volume.isNull() || d.volume.geometry().size[2] < 2)
        return core::fail("rendering.noVolume");
    d.robust = imaging::percentileVoi(d.volume, 2, 99.8).window;
    d.movingDistance = 3;
    if (!d.preset)
        d.preset = &volumePreset(defaultVolumePreset(d.volume.unit() == QLatin1String("HU")));
    return {};
}

void VolumeRenderer::setPreset(const QByteArray &id) {
    auto &d = *m_impl;
    if (d.preset && d.presetId == id)
        return;
    d.presetId = id;
    d.preset = &volumePreset(id);
    if (!d.volume.isNull())
        d.applyPreset();
}

core::Result<VolumePicture> VolumeRenderer::render(QSize size, const VolumeCamera &camera,
                                                   bool moving, const std::function<bool()> &stop) {
    auto &d = *m_impl;
    if (d.volume.isNull())
        return core::fail("rendering.noVolume");
    QElapsedTimer clock;
    clock.start();
    size = size.expandedTo({16, 16}).boundedTo({4096, 4096});
    VolumePicture picture;
    picture.camera = camera;
    picture.moving = moving;
    picture.surface = d.surface;
    picture.halfVolume = d.wantsHalf(moving);
    auto &part = d.part(picture.halfVolume);
    d.renderer->RemoveAllViewProps();
    d.renderer->AddVolume(part.actor);
    d.setSampling(part, moving, picture.halfVolume);
    d.place(camera, size);
    d.window->SetSize(size.width(), size.height());
    d.stop = &stop;
    d.window->SetAbortRender(0);
    d.window->Render();
    const bool cut = d.window->GetAbortRender() != 0 || (stop && stop());
    d.stop = nullptr;
    d.window->SetAbortRender(0);
    if (cut)
        return picture;
    picture.image = d.readBack(size);
    picture.milliseconds = double(clock.nsecsElapsed()) / 1e6;
    if (picture.image.isNull())
        return core::fail("rendering.volumeFailed");
    if (moving) // rays go with the inverse square of their distance
        d.movingDistance =
            std::clamp(d.movingDistance *
                           std::sqrt(std::clamp(picture.milliseconds / kMovingTargetMs, 0.5, 2.0)),
                       1.0, 8.0);
    return picture;
}

} // namespace lastra::rendering
