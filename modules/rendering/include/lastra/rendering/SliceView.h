#pragma once
// What a pane shows of a volume, as a value, and where patient points fall on it. Needs Qt Core
// only.

#include "lastra/imaging/Reslice.h"
#include "lastra/imaging/Voi.h"

#include <QPointF>
#include <QSizeF>
#include <QString>

#include <array>

namespace lastra::rendering {

enum class ViewPlane { Acquired, Axial, Coronal, Sagittal, Oblique };

struct SliceView {
    ViewPlane plane = ViewPlane::Axial;
    imaging::Vec3 focus;                         // the cut passes through it, patient LPS mm
    imaging::Vec3 right{1, 0, 0}, down{0, 1, 0}; // of the cut when Oblique; unit, perpendicular
    double zoom = 1;                             // 1: the whole cut fits into the pane
    QPointF pan;                                 // mm on the screen, right and down
    imaging::Voi voi;
    imaging::Interpolation interpolation = imaging::Interpolation::Linear;
    bool flipHorizontal = false, flipVertical = false;
    int quarterTurns = 0; // clockwise, after the flips
};

// The view laid out in a pane of some size (logical pixels): maps patient points to pane points and
// back. Letters, ruler, crosshair, tools and the renderer all use this one mapping.
class PaneGeometry {
public:
    PaneGeometry() = default;
    PaneGeometry(const imaging::Geometry &volume, const SliceView &view, QSizeF pane);

    [[nodiscard]] bool isValid() const { return m_scale > 0; }
    [[nodiscard]] QPointF toPane(imaging::Vec3 patient) const;
    [[nodiscard]] imaging::Vec3 toPatient(QPointF pane) const; // on the cut
    [[nodiscard]] double pixelsPerMm() const { return m_scale; }
    [[nodiscard]] imaging::Vec3 screenRight() const { return m_right; } // flips and turns applied
    [[nodiscard]] imaging::Vec3 screenDown() const { return m_down; }
    [[nodiscard]] imaging::Vec3 normal() const { return m_normal; } // of the cut itself
    [[nodiscard]] const imaging::Plane &plane() const { return m_plane; }
    [[nodiscard]] int index() const { return m_index; } // of the cut, 0-based; -1 when oblique
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] QSizeF size() const { return m_size; }
    // Towards the next cut, patient mm; its length is the distance between cuts.
    [[nodiscard]] imaging::Vec3 step() const { return m_step; }
    // Letters at the left, right, top and bottom edge: "R", "LA" ... by falling direction cosine.
    [[nodiscard]] std::array<QString, 4> letters() const;

private:
    imaging::Plane m_plane;
    imaging::Vec3 m_right, m_down, m_normal, m_step, m_centre;
    QSizeF m_size;
    QPointF m_pan;
    double m_scale = 0;
    int m_index = -1, m_count = 0;
};

// Of a direction: up to three of R L A P S I, parts below 0.1 dropped.
[[nodiscard]] QString orientationLetters(imaging::Vec3 direction);
[[nodiscard]] imaging::Orientation orientationOf(ViewPlane plane); // Axial, Coronal, Sagittal only

} // namespace lastra::rendering
