#pragma once
// A tool in hand: a state that turns pane events into changes of the reading. Without widgets, so
// that tests drive it with plain events.

#include "lastra/viewer/PaneEvent.h"

#include <QString>

#include <memory>

namespace lastra::viewer {

class Reading;

enum class ToolKind { Window, Pan, Zoom, Scroll, Length, Ellipse, Probe, Crosshair };

class Tool {
public:
    virtual ~Tool() = default;
    virtual void press(Reading &reading, const PaneEvent &event) = 0;
    virtual void move(Reading &reading, const PaneEvent &event) = 0;
    virtual void release(Reading &reading, const PaneEvent &event) = 0;
    virtual void cancel(Reading &reading) = 0; // as if the gesture had never begun
    // The gesture goes on without a button held (a length set by two clicks).
    [[nodiscard]] virtual bool holds() const { return false; }
};

[[nodiscard]] std::unique_ptr<Tool> makeTool(ToolKind kind);
// Moves a handle of the measurement (all of it when handle is -1).
[[nodiscard]] std::unique_ptr<Tool> makeEditTool(const QString &id, int handle);

} // namespace lastra::viewer
