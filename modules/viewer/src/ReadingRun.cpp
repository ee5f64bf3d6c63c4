// The commands of the reading room, carried out.
#include "lastra/viewer/ReadCommands.h"
#include "lastra/viewer/Reading.h"

#include <QHash>

#include <algorithm>

namespace lastra::viewer {
namespace {

const QHash<QByteArray, ToolKind> kTools = {
    {"read.tool.window", ToolKind::Window}, {"read.tool.pan", ToolKind::Pan},
    {"read.tool.zoom", ToolKind::Zoom},     {"read.tool.scroll", ToolKind::Scroll},
    {"read.tool.length", ToolKind::Length}, {"read.tool.ellipse", ToolKind::Ellipse},
    {"read.tool.probe", ToolKind::Probe},   {"read.tool.crosshair", ToolKind::Crosshair},
};

} // namespace

bool Reading::canRun(const QByteArray &command) const {
    if (command == "read.undo")
        return m_document.canUndo();
    if (command == "read.redo")
        return m_document.canRedo();
    if (command == "read.delete" || command == "read.star")
        return !m_selected.isEmpty();
    if (command == "read.layout.mpr" || command == "read.crosshair")
        return hasStack();
    if (kTools.contains(command))
        return true;
    if (command == "read.point")
        return !m_volume.isNull() &&
               (m_toolKind == ToolKind::Length || m_toolKind == ToolKind::Ellipse ||
                m_toolKind == ToolKind::Probe);
    return !m_volume.isNull() && readCommand(command);
}

bool Reading::isOn(const QByteArray &command) const {
    if (const auto tool = kTools.constFind(command); tool != kTools.constEnd())
        return *tool == m_toolKind;
    if (command == "read.crosshair")
        return m_crosshairShown;
    if (command == "read.layout.single")
        return m_layout == Layout::Single;
    if (command == "read.layout.mpr")
        return m_layout == Layout::Mpr;
    if (command == "read.invert")
        return m_voi.inverted != m_facts.voi.inverted;
    if (command == "read.interpolation")
        return m_views[size_t(m_active)].interpolation == imaging::Interpolation::Linear;
    return false;
}

bool Reading::run(const QByteArray &command) {
    if (!canRun(command))
        return false;
    if (const auto tool = kTools.constFind(command); tool != kTools.constEnd()) {
        setTool(*tool);
        return true;
    }
    const int pane = m_active == kVolume ? kAxial : m_active;
    auto &view = m_views[size_t(pane)];
    const auto step = [&](int by) {
        const auto panes = shownPanes();
        const auto at = std::find(panes.begin(), panes.end(), m_active) - panes.begin();
        const auto count = std::ssize(panes);
        setActivePane(panes[size_t(((at + by) % count + count) % count)]);
    };
    const auto zoom = [&](double factor) {
        const QSizeF size = m_sizes[size_t(pane)];
        zoomAt(pane, factor, {size.width() / 2, size.height() / 2});
    };
    const QHash<QByteArray, std::function<void()>> actions = {
        {"read.crosshair", [&] { setCrosshairShown(!m_crosshairShown); }},
        {"read.annotations",
         [&] {
             m_overlayLevel = OverlayLevel((int(m_overlayLevel) + 1) % 3);
             changed(PanesChanged);
         }},
        {"read.layout.single", [&] { setLayout(Layout::Single); }},
        {"read.layout.mpr", [&] { setLayout(Layout::Mpr); }},
        {"read.next", [&] { scroll(pane, 1); }},
        {"read.previous", [&] { scroll(pane, -1); }},
        {"read.first", [&] { goTo(pane, 0); }},
        {"read.last", [&] { goTo(pane, geometry(pane).count() - 1); }},
        {"read.pane.next", [&] { step(1); }},
        {"read.pane.previous", [&] { step(-1); }},
        {"read.cursor.left", [&] { moveCursor(-1, 0); }},
        {"read.cursor.right", [&] { moveCursor(1, 0); }},
        {"read.cursor.up", [&] { moveCursor(0, -1); }},
        {"read.cursor.down", [&] { moveCursor(0, 1); }},
        {"read.cursor.far.left", [&] { moveCursor(-10, 0); }},
        {"read.cursor.far.right", [&] { moveCursor(10, 0); }},
        {"read.cursor.far.up", [&] { moveCursor(0, -10); }},
        {"read.cursor.far.down", [&] { moveCursor(0, 10); }},
        {"read.point", [&] { clickAtCursor(); }},
        {"read.maximise", [&] { toggleMaximised(m_active); }},
        {"read.invert",
         [&] {
             imaging::Voi voi = m_voi;
             voi.inverted = !voi.inverted;
             const int key = m_presetKey;
             setVoi(voi);
             m_presetKey = key;
             changed(ToolChanged | WindowChanged);
         }},
        {"read.rotate.right", [&] { view.quarterTurns = (view.quarterTurns + 1) % 4; }},
        {"read.rotate.left", [&] { view.quarterTurns = (view.quarterTurns + 3) % 4; }},
        // A flip is seen on the screen, whatever the turn.
        {"read.flip.horizontal",
         [&] {
             bool &flip = view.quarterTurns % 2 ? view.flipVertical : view.flipHorizontal;
             flip = !flip;
         }},
        {"read.flip.vertical",
         [&] {
             bool &flip = view.quarterTurns % 2 ? view.flipHorizontal : view.flipVertical;
             flip = !flip;
         }},
        {"read.interpolation",
         [&] {
             const auto other = view.interpolation == imaging::Interpolation::Linear
                                    ? imaging::Interpolation::Nearest
                                    : imaging::Interpolation::Linear;
             for (auto &v : m_views)
                 v.interpolation = other;
             changed(ToolChanged);
         }},
        {"read.fit", [&] { fit(pane); }},
        {"read.zoom.in", [&] { zoom(1.25); }},
        {"read.zoom.out", [&] { zoom(0.8); }},
        {"read.window.stored",
         [&] {
             if (m_facts.stored.empty()) {
                 setVoi(m_facts.voi);
                 return;
             }
             m_storedIndex = m_voi.window == m_facts.stored[m_storedIndex].window
                                 ? (m_storedIndex + 1) % m_facts.stored.size()
                                 : 0;
             setVoi(m_facts.stored[m_storedIndex]);
         }},
        {"read.undo", [&] { m_document.undo(); }},
        {"read.redo", [&] { m_document.redo(); }},
        {"read.delete",
         [&] {
             const QString id = std::exchange(m_selected, {});
             m_document.remove(id);
         }},
        {"read.star",
         [&] {
             if (const auto item = m_document.find(m_selected)) {
                 annotation::Measurement m = *item;
                 m.starred = !m.starred;
                 m_document.replace(std::move(m));
             }
         }},
        {"read.cancel",
         [&] {
             const bool idle = m_button == Button::None && !m_tool->holds();
             cancel();
             if (idle)
                 setTool(ToolKind::Window);
         }},
    };
    const auto action = actions.constFind(command);
    if (action == actions.constEnd())
        return false;
    (*action)();
    changed(PanesChanged);
    return true;
}

} // namespace lastra::viewer
