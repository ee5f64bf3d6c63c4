#include "lastra/viewer/ReadCommands.h"

#include <QtGlobal>

#include <algorithm>
#include <array>

namespace lastra::viewer {
namespace {

const std::array kCommands = {
    ReadCommand{"read.tool.window", QT_TRANSLATE_NOOP("ReadCommands", "Window and level"),
                QT_TRANSLATE_NOOP("ReadCommands", "Drag to change contrast and brightness."),
                "window", "W", true},
    ReadCommand{"read.tool.pan", QT_TRANSLATE_NOOP("ReadCommands", "Pan"),
                QT_TRANSLATE_NOOP("ReadCommands", "Drag to move the picture."), "pan", "T", true},
    ReadCommand{"read.tool.zoom", QT_TRANSLATE_NOOP("ReadCommands", "Zoom"),
                QT_TRANSLATE_NOOP("ReadCommands", "Drag up or down to zoom."), "zoom", "Z", true},
    ReadCommand{"read.tool.scroll", QT_TRANSLATE_NOOP("ReadCommands", "Scroll"),
                QT_TRANSLATE_NOOP("ReadCommands", "Drag to go through the images."), "scroll", "S",
                true},
    ReadCommand{"read.tool.length", QT_TRANSLATE_NOOP("ReadCommands", "Length"),
                QT_TRANSLATE_NOOP("ReadCommands", "Measure a distance in patient millimetres."),
                "length", "L", true},
    ReadCommand{"read.tool.ellipse", QT_TRANSLATE_NOOP("ReadCommands", "Ellipse region"),
                QT_TRANSLATE_NOOP("ReadCommands",
                                  "Mean, spread, smallest and largest value inside an ellipse."),
                "ellipse", "E", true},
    ReadCommand{"read.tool.probe", QT_TRANSLATE_NOOP("ReadCommands", "Probe"),
                QT_TRANSLATE_NOOP("ReadCommands", "The value at one point."), "probe", "P", true},
    ReadCommand{"read.tool.crosshair", QT_TRANSLATE_NOOP("ReadCommands", "Crosshair"),
                QT_TRANSLATE_NOOP("ReadCommands", "Move the point that all panes share."),
                "crosshair", "H", true},
    ReadCommand{"read.crosshair", QT_TRANSLATE_NOOP("ReadCommands", "Show crosshair"),
                QT_TRANSLATE_NOOP("ReadCommands", "Lines where the other panes cut."), "crosshair",
                "Shift+X", true},
    ReadCommand{"read.annotations", QT_TRANSLATE_NOOP("ReadCommands", "Annotations"),
                QT_TRANSLATE_NOOP("ReadCommands", "All texts, no patient data, nothing."), "show",
                "X"},
    ReadCommand{"read.layout.single", QT_TRANSLATE_NOOP("ReadCommands", "One pane"),
                QT_TRANSLATE_NOOP("ReadCommands", "The images as they were acquired."), "panel",
                "Shift+1", true},
    ReadCommand{"read.layout.mpr", QT_TRANSLATE_NOOP("ReadCommands", "2 × 2 MPR"),
                QT_TRANSLATE_NOOP("ReadCommands", "Axial, coronal, sagittal and 3-D."), "layout",
                "Shift+2", true},
    ReadCommand{"read.next", QT_TRANSLATE_NOOP("ReadCommands", "Next image"),
                QT_TRANSLATE_NOOP("ReadCommands", "One image on."), "down", "Down"},
    ReadCommand{"read.previous", QT_TRANSLATE_NOOP("ReadCommands", "Previous image"),
                QT_TRANSLATE_NOOP("ReadCommands", "One image back."), "up", "Up"},
    ReadCommand{"read.first", QT_TRANSLATE_NOOP("ReadCommands", "First image"),
                QT_TRANSLATE_NOOP("ReadCommands", "To the first image."), "up", "Home"},
    ReadCommand{"read.last", QT_TRANSLATE_NOOP("ReadCommands", "Last image"),
                QT_TRANSLATE_NOOP("ReadCommands", "To the last image."), "down", "End"},
    ReadCommand{"read.pane.next", QT_TRANSLATE_NOOP("ReadCommands", "Next pane"),
                QT_TRANSLATE_NOOP("ReadCommands", "The keyboard goes to the next pane."), "right",
                "Right"},
    ReadCommand{"read.pane.previous", QT_TRANSLATE_NOOP("ReadCommands", "Previous pane"),
                QT_TRANSLATE_NOOP("ReadCommands", "The keyboard goes to the previous pane."),
                "left", "Left"},
    ReadCommand{
        "read.cursor.left", QT_TRANSLATE_NOOP("ReadCommands", "Cursor left"),
        QT_TRANSLATE_NOOP("ReadCommands", "The point of the keyboard goes one pixel that way."),
        "left", "Ctrl+Left"},
    ReadCommand{
        "read.cursor.right", QT_TRANSLATE_NOOP("ReadCommands", "Cursor right"),
        QT_TRANSLATE_NOOP("ReadCommands", "The point of the keyboard goes one pixel that way."),
        "right", "Ctrl+Right"},
    ReadCommand{
        "read.cursor.up", QT_TRANSLATE_NOOP("ReadCommands", "Cursor up"),
        QT_TRANSLATE_NOOP("ReadCommands", "The point of the keyboard goes one pixel that way."),
        "up", "Ctrl+Up"},
    ReadCommand{
        "read.cursor.down", QT_TRANSLATE_NOOP("ReadCommands", "Cursor down"),
        QT_TRANSLATE_NOOP("ReadCommands", "The point of the keyboard goes one pixel that way."),
        "down", "Ctrl+Down"},
    ReadCommand{
        "read.cursor.far.left", QT_TRANSLATE_NOOP("ReadCommands", "Cursor far left"),
        QT_TRANSLATE_NOOP("ReadCommands", "The point of the keyboard goes ten pixels that way."),
        "left", "Ctrl+Shift+Left"},
    ReadCommand{
        "read.cursor.far.right", QT_TRANSLATE_NOOP("ReadCommands", "Cursor far right"),
        QT_TRANSLATE_NOOP("ReadCommands", "The point of the keyboard goes ten pixels that way."),
        "right", "Ctrl+Shift+Right"},
    ReadCommand{
        "read.cursor.far.up", QT_TRANSLATE_NOOP("ReadCommands", "Cursor far up"),
        QT_TRANSLATE_NOOP("ReadCommands", "The point of the keyboard goes ten pixels that way."),
        "up", "Ctrl+Shift+Up"},
    ReadCommand{
        "read.cursor.far.down", QT_TRANSLATE_NOOP("ReadCommands", "Cursor far down"),
        QT_TRANSLATE_NOOP("ReadCommands", "The point of the keyboard goes ten pixels that way."),
        "down", "Ctrl+Shift+Down"},
    ReadCommand{
        "read.point", QT_TRANSLATE_NOOP("ReadCommands", "Set point"),
        QT_TRANSLATE_NOOP(
            "ReadCommands",
            "The tool in hand takes the point of the keyboard: an end, a corner or a value."),
        "add", "Space"},
    ReadCommand{"read.maximise", QT_TRANSLATE_NOOP("ReadCommands", "Maximise pane"),
                QT_TRANSLATE_NOOP("ReadCommands", "This pane alone, or all again."), "fit",
                "Return"},
    ReadCommand{"read.invert", QT_TRANSLATE_NOOP("ReadCommands", "Invert"),
                QT_TRANSLATE_NOOP("ReadCommands", "Black becomes white."), "invert", "I", true},
    ReadCommand{"read.rotate.right", QT_TRANSLATE_NOOP("ReadCommands", "Rotate right"),
                QT_TRANSLATE_NOOP("ReadCommands", "A quarter turn clockwise."), "rotate", "R"},
    ReadCommand{"read.rotate.left", QT_TRANSLATE_NOOP("ReadCommands", "Rotate left"),
                QT_TRANSLATE_NOOP("ReadCommands", "A quarter turn anticlockwise."), "rotate",
                "Shift+R"},
    ReadCommand{"read.flip.horizontal", QT_TRANSLATE_NOOP("ReadCommands", "Flip left and right"),
                QT_TRANSLATE_NOOP("ReadCommands", "Letters follow."), "layout", "F"},
    ReadCommand{"read.flip.vertical", QT_TRANSLATE_NOOP("ReadCommands", "Flip up and down"),
                QT_TRANSLATE_NOOP("ReadCommands", "Letters follow."), "layout", "Shift+F"},
    ReadCommand{"read.interpolation", QT_TRANSLATE_NOOP("ReadCommands", "Smooth pixels"),
                QT_TRANSLATE_NOOP("ReadCommands", "Off: pixels as they were stored."), "mask", "",
                true},
    ReadCommand{"read.fit", QT_TRANSLATE_NOOP("ReadCommands", "Fit"),
                QT_TRANSLATE_NOOP("ReadCommands", "The whole image in the pane."), "fit", "="},
    ReadCommand{"read.zoom.in", QT_TRANSLATE_NOOP("ReadCommands", "Zoom in"),
                QT_TRANSLATE_NOOP("ReadCommands", "A quarter larger."), "add", "+"},
    ReadCommand{"read.zoom.out", QT_TRANSLATE_NOOP("ReadCommands", "Zoom out"),
                QT_TRANSLATE_NOOP("ReadCommands", "A quarter smaller."), "minus", "-"},
    ReadCommand{"read.window.stored", QT_TRANSLATE_NOOP("ReadCommands", "Window of the file"),
                QT_TRANSLATE_NOOP("ReadCommands", "As stored; again: the next stored one."),
                "window", "0"},
    ReadCommand{"read.undo", QT_TRANSLATE_NOOP("ReadCommands", "Undo"),
                QT_TRANSLATE_NOOP("ReadCommands", "Takes the last change of measurements back."),
                "undo", "Ctrl+Z"},
    ReadCommand{"read.redo", QT_TRANSLATE_NOOP("ReadCommands", "Redo"),
                QT_TRANSLATE_NOOP("ReadCommands", "Makes it again."), "redo", "Ctrl+Shift+Z"},
    ReadCommand{"read.delete", QT_TRANSLATE_NOOP("ReadCommands", "Delete measurement"),
                QT_TRANSLATE_NOOP("ReadCommands", "Removes the selected measurement."), "delete",
                "Delete"},
    ReadCommand{"read.star", QT_TRANSLATE_NOOP("ReadCommands", "Star measurement"),
                QT_TRANSLATE_NOOP("ReadCommands", "Marks the selected measurement as important."),
                "star", "K"},
    ReadCommand{
        "read.cancel", QT_TRANSLATE_NOOP("ReadCommands", "Cancel"),
        QT_TRANSLATE_NOOP("ReadCommands", "Ends the gesture, then back to window and level."),
        "close", "Esc"},
};

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
