#include "lastra/viewer/ReadCommands.h"

#include <QtGlobal>

#include <algorithm>
#include <array>

namespace lastra::viewer {
namespace {

#define T(text) QT_TRANSLATE_NOOP("ReadCommands", text)

const std::array kCommands = {
    ReadCommand{"read.tool.window", T("Window and level"),
                T("Drag to change contrast and brightness."), "window", "W", true},
    ReadCommand{"read.tool.pan", T("Pan"), T("Drag to move the picture."), "pan", "T", true},
    ReadCommand{"read.tool.zoom", T("Zoom"), T("Drag up or down to zoom."), "zoom", "Z", true},
    ReadCommand{"read.tool.scroll", T("Scroll"), T("Drag to go through the images."), "scroll", "S",
                true},
    ReadCommand{"read.tool.length", T("Length"), T("Measure a distance in patient millimetres."),
                "length", "L", true},
    ReadCommand{"read.tool.ellipse", T("Ellipse region"),
                T("Mean, spread, smallest and largest value inside an ellipse."), "ellipse", "E",
                true},
    ReadCommand{"read.tool.probe", T("Probe"), T("The value at one point."), "probe", "P", true},
    ReadCommand{"read.tool.crosshair", T("Crosshair"), T("Move the point that all panes share."),
                "crosshair", "H", true},
    ReadCommand{"read.crosshair", T("Show crosshair"), T("Lines where the other panes cut."),
                "crosshair", "Shift+X", true},
    ReadCommand{"read.annotations", T("Annotations"), T("All texts, no patient data, nothing."),
                "show", "X"},
    ReadCommand{"read.layout.single", T("One pane"), T("The images as they were acquired."),
                "panel", "Shift+1", true},
    ReadCommand{"read.layout.mpr", T("2 × 2 MPR"), T("Axial, coronal, sagittal and 3-D."), "layout",
                "Shift+2", true},
    ReadCommand{"read.next", T("Next image"), T("One image on."), "down", "Down"},
    ReadCommand{"read.previous", T("Previous image"), T("One image back."), "up", "Up"},
    ReadCommand{"read.first", T("First image"), T("To the first image."), "up", "Home"},
    ReadCommand{"read.last", T("Last image"), T("To the last image."), "down", "End"},
    ReadCommand{"read.pane.next", T("Next pane"), T("The keyboard goes to the next pane."), "right",
                "Right"},
    ReadCommand{"read.pane.previous", T("Previous pane"),
                T("The keyboard goes to the previous pane."), "left", "Left"},
    ReadCommand{"read.maximise", T("Maximise pane"), T("This pane alone, or all again."), "fit",
                "Return"},
    ReadCommand{"read.invert", T("Invert"), T("Black becomes white."), "invert", "I", true},
    ReadCommand{"read.rotate.right", T("Rotate right"), T("A quarter turn clockwise."), "rotate",
                "R"},
    ReadCommand{"read.rotate.left", T("Rotate left"), T("A quarter turn anticlockwise."), "rotate",
                "Shift+R"},
    ReadCommand{"read.flip.horizontal", T("Flip left and right"), T("Letters follow."), "layout",
                "F"},
    ReadCommand{"read.flip.vertical", T("Flip up and down"), T("Letters follow."), "layout",
                "Shift+F"},
    ReadCommand{"read.interpolation", T("Smooth pixels"), T("Off: pixels as they were stored."),
                "mask", "", true},
    ReadCommand{"read.fit", T("Fit"), T("The whole image in the pane."), "fit", "="},
    ReadCommand{"read.zoom.in", T("Zoom in"), T("A quarter larger."), "add", "+"},
    ReadCommand{"read.zoom.out", T("Zoom out"), T("A quarter smaller."), "minus", "-"},
    ReadCommand{"read.window.stored", T("Window of the file"),
                T("As stored; again: the next stored one."), "window", "0"},
    ReadCommand{"read.undo", T("Undo"), T("Takes the last change of measurements back."), "undo",
                "Ctrl+Z"},
    ReadCommand{"read.redo", T("Redo"), T("Makes it again."), "redo", "Ctrl+Shift+Z"},
    ReadCommand{"read.delete", T("Delete measurement"), T("Removes the selected measurement."),
                "delete", "Delete"},
    ReadCommand{"read.star", T("Star measurement"),
                T("Marks the selected measurement as important."), "star", "K"},
    ReadCommand{"read.cancel", T("Cancel"), T("Ends the gesture, then back to window and level."),
                "close", "Esc"},
};

#undef T

} // namespace

std::span<const ReadCommand> readCommands() {
    return kCommands;
}

const ReadCommand *readCommand(const QByteArray &id) {
    const auto found = std::find_if(kCommands.begin(), kCommands.end(),
                                    [&](const ReadCommand &c) { return id == c.id; });
    return found == kCommands.end() ? nullptr : &*found;
}

} // namespace lastra::viewer
