#include "lastra/viewer/Reading.h"

#include <QLineF>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lastra::viewer {

using annotation::Measurement;
using annotation::MeasurementKind;
using imaging::Vec3;
using rendering::PaneGeometry;
using rendering::ViewPlane;

namespace {

constexpr double kClickRadius = 3, kHandleRadius = 7, kLineRadius = 5;
constexpr double kMinZoom = 0.1, kMaxZoom = 40;
constexpr int kFastScroll = 5;

std::optional<MeasurementKind> drawnBy(ToolKind tool) {
    switch (tool) {
    case ToolKind::Length:
        return MeasurementKind::Length;
    case ToolKind::Ellipse:
        return MeasurementKind::Ellipse;
    case ToolKind::Probe:
        return MeasurementKind::Probe;
    default:
        return std::nullopt;
    }
}

// Along the ray from the centre, which is close enough for a grip.
double distanceToEllipse(QPointF p, QPointF centre, QPointF endU, QPointF endV) {
    const QPointF q = p - centre, u = endU - centre, v = endV - centre;
    const double uu = QPointF::dotProduct(u, u), vv = QPointF::dotProduct(v, v);
    if (!(uu > 0) || !(vv > 0))
        return std::numeric_limits<double>::max();
    const double radius =
        std::hypot(QPointF::dotProduct(q, u) / uu, QPointF::dotProduct(q, v) / vv);
    return radius > 0 ? std::hypot(q.x(), q.y()) * std::abs(1 - 1 / radius)
                      : std::sqrt(std::min(uu, vv));
}

double distanceToSegment(QPointF p, QPointF a, QPointF b) {
    const QPointF ab = b - a;
    const double squared = QPointF::dotProduct(ab, ab);
    const double t =
        squared > 0 ? std::clamp(QPointF::dotProduct(p - a, ab) / squared, 0.0, 1.0) : 0;
    return QLineF(p, a + ab * t).length();
}

} // namespace

Reading::Reading() : m_tool(makeTool(ToolKind::Window)) {
    m_views[kAxial].plane = ViewPlane::Axial;
    m_views[kCoronal].plane = ViewPlane::Coronal;
    m_views[kSagittal].plane = ViewPlane::Sagittal;
    m_views[kAcquired].plane = ViewPlane::Acquired;
    m_document.onChanged([this] { changed(MeasurementsChanged | PanesChanged); });
}

Reading::~Reading() = default;

void Reading::changed(unsigned what) {
    if (m_changed)
        m_changed(what);
}

void Reading::setVolume(imaging::Volume volume, SeriesFacts facts) {
    m_gesture.reset();
    m_button = Button::None;
    m_tool = makeTool(m_toolKind);
    m_preview.reset();
    m_selected.clear();
    m_volume = std::move(volume);
    m_facts = std::move(facts);
    m_voi = m_facts.voi;
    m_storedIndex = 0;
    m_presetKey = 0;
    m_maximised = -1;
    m_byKey = false;
    for (auto &view : m_views) {
        const ViewPlane plane = view.plane;
        view = {};
        view.plane = plane;
        view.voi = m_voi;
    }
    m_layout = hasStack() ? m_wantedLayout : Layout::Single;
    m_active = shownPanes().front();
    if (!m_volume.isNull()) {
        const auto &g = m_volume.geometry();
        const Vec3 middle = g.toVoxel(g.centre());
        m_crosshair =
            g.toPatient({std::round(middle.x), std::round(middle.y), std::round(middle.z)});
        setFocus();
    }
    changed(VolumeChanged | PanesChanged | LayoutChanged | WindowChanged | MeasurementsChanged);
}

void Reading::volumeGrew() {
    m_document.measureAwaiting(m_volume);
    changed(PanesChanged);
}

void Reading::clear() {
    setVolume({}, {});
}

bool Reading::hasStack() const {
    if (m_volume.isNull() || !m_facts.placed || !m_facts.pictures.empty())
        return false;
    const auto &size = m_volume.geometry().size;
    return size[0] > 1 && size[1] > 1 && size[2] > 1;
}

void Reading::setLayout(Layout layout) {
    m_wantedLayout = layout;
    const Layout possible = hasStack() ? layout : Layout::Single;
    if (possible == m_layout)
        return;
    m_layout = possible;
    m_maximised = -1;
    m_active = shownPanes().front();
    changed(LayoutChanged | PanesChanged);
}

std::vector<int> Reading::shownPanes() const {
    if (m_maximised >= 0)
        return {m_maximised};
    if (m_layout == Layout::Single)
        return {kAcquired};
    return {kAxial, kCoronal, kSagittal, kVolume};
}

void Reading::setActivePane(int pane) {
    if (pane == m_active)
        return;
    m_active = pane;
    changed(PanesChanged);
}

void Reading::toggleMaximised(int pane) {
    m_maximised = m_maximised >= 0 ? -1 : pane;
    m_active = pane;
    changed(LayoutChanged | PanesChanged);
}

void Reading::setPaneSize(int pane, QSizeF size) {
    m_sizes[size_t(pane)] = size;
}

PaneGeometry Reading::geometry(int pane) const {
    if (m_volume.isNull() || pane == kVolume)
        return {};
    return {m_volume.geometry(), m_views[size_t(pane)], m_sizes[size_t(pane)]};
}

const imaging::RgbImage *Reading::picture(int pane) const {
    if (m_facts.pictures.empty() || m_volume.isNull())
        return nullptr;
    const int index = geometry(pane).index();
    return index >= 0 && size_t(index) < m_facts.pictures.size() ? &m_facts.pictures[size_t(index)]
                                                                 : nullptr;
}

void Reading::setFocus() {
    for (auto &view : m_views)
        view.focus = m_crosshair;
}

void Reading::setCrosshair(Vec3 patient) {
    if (m_volume.isNull())
        return;
    const auto &g = m_volume.geometry();
    Vec3 voxel = g.toVoxel(patient);
    for (int axis = 0; axis < 3; ++axis)
        voxel[axis] = std::clamp(std::round(voxel[axis]), 0.0, double(g.size[size_t(axis)] - 1));
    m_crosshair = g.toPatient(voxel);
    setFocus();
    changed(PanesChanged);
}

void Reading::setCrosshairShown(bool shown) {
    m_crosshairShown = shown;
    changed(PanesChanged | ToolChanged);
}

std::vector<rendering::CrosshairLine> Reading::crosshairLines(int pane) const {
    if (!m_crosshairShown || m_layout != Layout::Mpr || pane > kSagittal ||
        m_overlayLevel == OverlayLevel::Nothing)
        return {};
    const PaneGeometry here = geometry(pane);
    if (!here.isValid())
        return {};
    std::vector<rendering::CrosshairLine> lines;
    const QPointF centre = here.toPane(m_crosshair);
    for (const int other : {kAxial, kCoronal, kSagittal}) {
        if (other == pane)
            continue;
        // Only the normal of the other cut matters, so any pane size will do.
        const PaneGeometry there(m_volume.geometry(), m_views[size_t(other)], QSizeF(100, 100));
        const Vec3 along = cross(here.normal(), there.normal());
        if (length(along) < 1e-6)
            continue;
        QPointF direction(dot(along, here.screenRight()), dot(along, here.screenDown()));
        const double size = std::hypot(direction.x(), direction.y());
        direction /= size;
        if (std::abs(direction.x()) < 1e-6)
            direction.setX(0);
        if (std::abs(direction.y()) < 1e-6)
            direction.setY(0);
        const auto style = other == kAxial     ? rendering::LineStyle::Axial
                           : other == kCoronal ? rendering::LineStyle::Coronal
                                               : rendering::LineStyle::Sagittal;
        lines.push_back({centre, direction, style});
    }
    return lines;
}

void Reading::goTo(int pane, int index) {
    const PaneGeometry here = geometry(pane);
    if (here.count() <= 0)
        return;
    const int target = std::clamp(index, 0, here.count() - 1);
    if (target != here.index())
        setCrosshair(m_crosshair + here.step() * double(target - here.index()));
}

void Reading::scroll(int pane, int steps) {
    goTo(pane, geometry(pane).index() + steps);
}

void Reading::zoomAt(int pane, double factor, QPointF at) {
    auto &view = m_views[size_t(pane)];
    const PaneGeometry before = geometry(pane);
    if (!before.isValid())
        return;
    const Vec3 under = before.toPatient(at);
    view.zoom = std::clamp(view.zoom * factor, kMinZoom, kMaxZoom);
    const PaneGeometry after = geometry(pane);
    // What was under the pointer stays there.
    view.pan += (at - after.toPane(under)) / after.pixelsPerMm();
    changed(PanesChanged);
}

void Reading::pan(int pane, QPointF pixels) {
    const PaneGeometry here = geometry(pane);
    if (!here.isValid())
        return;
    m_views[size_t(pane)].pan += pixels / here.pixelsPerMm();
    changed(PanesChanged);
}

void Reading::fit(int pane) {
    m_views[size_t(pane)].zoom = 1;
    m_views[size_t(pane)].pan = {};
    changed(PanesChanged);
}

void Reading::setVoi(const imaging::Voi &voi) {
    m_voi = voi;
    m_voi.window.width = std::max(m_voi.window.width, 1e-6);
    for (auto &view : m_views)
        view.voi = m_voi;
    m_presetKey = 0;
    for (const WindowPreset &p : presets())
        if (!m_voi.lut && p.window && *p.window == m_voi.window)
            m_presetKey = p.key;
    changed(PanesChanged | WindowChanged);
}

std::vector<WindowPreset> Reading::presets() const {
    if (m_volume.isNull() || !m_facts.pictures.empty())
        return {};
    return windowPresets(m_facts.modality, m_volume.unit());
}

void Reading::applyPreset(int key) {
    for (const WindowPreset &p : presets())
        if (p.key == key) {
            imaging::Voi voi = voiOf(p, m_volume);
            voi.inverted = voi.inverted != m_facts.voi.inverted;
            setVoi(voi);
            m_presetKey = key;
            changed(WindowChanged);
            return;
        }
}

void Reading::setTool(ToolKind kind) {
    cancel();
    m_toolKind = kind;
    m_tool = makeTool(kind);
    changed(ToolChanged);
}

// A measuring tool takes hold of its own kind only, so that a probe can be set inside an ellipse
// and a length drawn across one; the other tools take hold of the selected measurement.
std::optional<Reading::Hit> Reading::hit(const PaneEvent &event) const {
    const auto own = drawnBy(m_toolKind);
    const auto items = shown(event.pane);
    for (auto at = items.rbegin(); at != items.rend(); ++at) { // the last drawn lies on top
        const Measurement &m = **at;
        if (own ? m.kind != *own : m.id != m_selected)
            continue;
        const auto points = panePoints(m, event.pane);
        const bool ellipse = m.kind == MeasurementKind::Ellipse;
        for (size_t i = 0; i < points.size(); ++i) {
            if (ellipse && i == 0 && m.id != m_selected)
                continue; // its middle is drawn, and takes clicks, when it is selected
            if (QLineF(points[i], event.at).length() <= kHandleRadius)
                return Hit{m.id, ellipse && i == 0 ? -1 : int(i)};
        }
        if ((m.kind == MeasurementKind::Length &&
             distanceToSegment(event.at, points[0], points[1]) <= kLineRadius) ||
            (ellipse &&
             distanceToEllipse(event.at, points[0], points[1], points[2]) <= kLineRadius))
            return Hit{m.id, -1};
    }
    return std::nullopt;
}

void Reading::press(PaneEvent event) {
    if (m_volume.isNull() || event.pane == kVolume)
        return;
    if (m_button != Button::None && !m_tool->holds()) {
        if (event.button != m_button)
            return; // one gesture at a time
        cancel();   // pressed again: the release went elsewhere, to a dialog or another window
    }
    m_byKey = event.byKey;
    event.patient = geometry(event.pane).toPatient(event.at);
    m_active = event.pane;
    m_button = event.button;
    m_pressedAt = event.at;
    m_moved = false;
    m_gesture.reset();
    if (event.button == Button::Middle || (event.button == Button::Left && event.shift)) {
        m_gesture = makeTool(ToolKind::Pan);
    } else if (event.button == Button::Right) {
        m_gesture = makeTool(ToolKind::Zoom);
    } else if (!m_tool->holds() && !event.byKey) {
        if (const auto found = hit(event)) {
            select(found->id, false);
            m_gesture = makeEditTool(found->id, found->handle);
        }
    }
    (m_gesture ? *m_gesture : *m_tool).press(*this, event);
    changed(PanesChanged);
}

void Reading::move(PaneEvent event) {
    if (m_volume.isNull() || event.pane == kVolume)
        return;
    event.patient = geometry(event.pane).toPatient(event.at);
    if (m_button == Button::None && !m_tool->holds()) {
        if (event.shift)
            setCrosshair(event.patient); // the linked 3-D cursor follows the pointer
        return;
    }
    if (QLineF(m_pressedAt, event.at).length() > kClickRadius)
        m_moved = true;
    (m_gesture ? *m_gesture : *m_tool).move(*this, event);
}

bool Reading::release(PaneEvent event) {
    if (m_button == Button::None || event.button != m_button)
        return false;
    event.patient = geometry(event.pane).toPatient(event.at);
    (m_gesture ? *m_gesture : *m_tool).release(*this, event);
    m_gesture.reset();
    m_button = Button::None;
    return event.button == Button::Right && !m_moved;
}

void Reading::wheel(PaneEvent event, int notches, bool leftHeld) {
    if (m_volume.isNull() || event.pane == kVolume || notches == 0)
        return;
    if (event.control)
        zoomAt(event.pane, std::pow(1.15, notches), event.at);
    else
        scroll(event.pane, -notches * (leftHeld ? kFastScroll : 1));
}

void Reading::doubleClick(const PaneEvent &event) {
    if (m_tool->holds())
        cancel(); // its first click set an end
    toggleMaximised(event.pane);
}

PaneEvent Reading::eventAtCursor() const {
    PaneEvent e;
    e.pane = m_active;
    e.at = geometry(m_active).toPane(m_crosshair);
    e.button = Button::Left;
    e.byKey = true;
    return e;
}

void Reading::moveCursor(int right, int down) {
    const PaneGeometry here = geometry(m_active);
    if (!here.isValid())
        return;
    // A quarter turn lays the rows of the cut along the screen's other axis.
    const bool turned = std::abs(dot(here.screenRight(), here.plane().u)) < 0.5;
    const double across = turned ? here.plane().pixelHeight : here.plane().pixelWidth;
    const double along = turned ? here.plane().pixelWidth : here.plane().pixelHeight;
    m_byKey = true;
    setCrosshair(m_crosshair + here.screenRight() * (right * across) +
                 here.screenDown() * (down * along));
    if (m_tool->holds())
        move(eventAtCursor());
}

void Reading::clickAtCursor() {
    if (m_volume.isNull() || m_active == kVolume || !drawnBy(m_toolKind))
        return;
    const PaneEvent event = eventAtCursor();
    press(event);
    release(event);
    changed(PanesChanged);
}

std::optional<QPointF> Reading::cursor(int pane) const {
    const PaneGeometry here = geometry(pane);
    if (!m_byKey || pane != m_active || !here.isValid())
        return std::nullopt;
    return here.toPane(m_crosshair);
}

void Reading::cancel() {
    if (m_gesture)
        m_gesture->cancel(*this);
    else if (m_button != Button::None || m_tool->holds())
        m_tool->cancel(*this);
    m_gesture.reset();
    m_button = Button::None;
    setPreview(std::nullopt);
}

void Reading::select(const QString &id, bool jump) {
    m_selected = id;
    const auto item = m_document.find(id);
    if (item && jump) {
        Vec3 centre{};
        const size_t count = item->kind == MeasurementKind::Ellipse ? 1 : item->points.size();
        for (size_t i = 0; i < count; ++i)
            centre = centre + item->points[i] / double(count);
        setCrosshair(centre);
    }
    changed(MeasurementsChanged | PanesChanged);
}

void Reading::setPreview(std::optional<Measurement> preview) {
    if (!preview && !m_preview)
        return;
    m_preview = std::move(preview);
    changed(PanesChanged);
}

Measurement Reading::measured(MeasurementKind kind, std::vector<Vec3> points, int pane) const {
    Measurement m = annotation::makeMeasurement(kind, std::move(points), m_volume, m_facts.spacing,
                                                QDateTime::currentDateTimeUtc());
    const PaneGeometry here = geometry(pane);
    m.normal = here.normal();
    constexpr std::array kPlanes = {annotation::CutPlane::Axial, annotation::CutPlane::Coronal,
                                    annotation::CutPlane::Sagittal, annotation::CutPlane::Unknown,
                                    annotation::CutPlane::Acquired};
    m.plane = kPlanes[size_t(pane)];
    m.image = here.index() + 1;
    m.seriesUid = m_facts.seriesUid;
    m.frameOfReferenceUid = m_facts.frameOfReferenceUid;
    return m;
}

std::vector<annotation::MeasurementDocument::Item> Reading::shown(int pane) const {
    const PaneGeometry here = geometry(pane);
    if (!here.isValid() || m_overlayLevel == OverlayLevel::Nothing)
        return {};
    const double half = 0.5 * length(here.step()) + 1e-6;
    const auto onCut = [&](const Measurement &m) {
        const double away = std::abs(dot(m.points.front() - here.plane().origin, here.normal()));
        return m.visible && away <= half &&
               (m.kind == MeasurementKind::Probe || std::abs(dot(m.normal, here.normal())) > 0.99);
    };
    std::vector<annotation::MeasurementDocument::Item> items;
    for (const auto &item : m_document.items())
        if (onCut(*item) && !(m_preview && m_preview->id == item->id))
            items.push_back(item);
    if (m_preview && onCut(*m_preview))
        items.push_back(std::make_shared<const Measurement>(*m_preview));
    return items;
}

std::vector<QPointF> Reading::panePoints(const Measurement &m, int pane) const {
    const PaneGeometry here = geometry(pane);
    std::vector<QPointF> points;
    for (const Vec3 &p : m.points)
        points.push_back(here.toPane(p));
    return points;
}

std::optional<double> Reading::valueAt(int pane, QPointF at) const {
    const PaneGeometry here = geometry(pane);
    if (!here.isValid() || !m_facts.pictures.empty())
        return std::nullopt;
    return m_volume.valueAt(here.toPatient(at));
}

} // namespace lastra::viewer
