#pragma once
// What a pane tells its presenter: where, in pane pixels and in the patient, and which keys are
// held.

#include "lastra/imaging/Vec3.h"

#include <QPointF>

namespace lastra::viewer {

enum class Button { None, Left, Middle, Right };

struct PaneEvent {
    int pane = 0;
    QPointF at;            // logical pixels
    imaging::Vec3 patient; // on the cut of that pane, LPS mm; filled in by Reading
    Button button = Button::None;
    bool shift = false, control = false;
    bool byKey = false; // from the keyboard: exact, and never meant for a handle
};

} // namespace lastra::viewer
