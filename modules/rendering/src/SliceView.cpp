#include "lastra/rendering/SliceView.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lastra::rendering {

using imaging::Vec3;

imaging::Orientation orientationOf(ViewPlane plane) {
    switch (plane) {
    case ViewPlane::Coronal:
        return imaging::Orientation::Coronal;
    case ViewPlane::Sagittal:
        return imaging::Orientation::Sagittal;
    default:
        return imaging::Orientation::Axial;
    }
}

QString orientationLetters(Vec3 direction) {
    struct Part {
        double size;
        char letter;
    };
    std::array<Part, 3> parts = {Part{std::abs(direction.x), direction.x > 0 ? 'L' : 'R'},
                                 Part{std::abs(direction.y), direction.y > 0 ? 'P' : 'A'},
                                 Part{std::abs(direction.z), direction.z > 0 ? 'S' : 'I'}};
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Part &a, const Part &b) { return a.size > b.size; });
    QString text;
    for (const Part &part : parts)
        if (part.size >= 0.1)
            text += QLatin1Char(part.letter);
    return text;
}

namespace {

struct Extent {
    double low = std::numeric_limits<double>::max();
    double high = std::numeric_limits<double>::lowest();
    void add(double v) {
        low = std::min(low, v);
        high = std::max(high, v);
    }
};

// A plane that covers the whole volume's shadow along right and down, through the focus.
imaging::Plane obliquePlane(const imaging::Geometry &g, const SliceView &view) {
    imaging::Plane plane;
    plane.u = normalised(view.right);
    plane.v = normalised(view.down - plane.u * dot(view.down, plane.u));
    const double pixel = std::min({g.spacing.x, g.spacing.y, g.spacing.z});
    Extent u, v;
    for (int corner = 0; corner < 8; ++corner) {
        const Vec3 voxel{(corner & 1) ? g.size[0] - 0.5 : -0.5,
                         (corner & 2) ? g.size[1] - 0.5 : -0.5,
                         (corner & 4) ? g.size[2] - 0.5 : -0.5};
        const Vec3 offset = g.toPatient(voxel) - view.focus;
        u.add(dot(offset, plane.u));
        v.add(dot(offset, plane.v));
    }
    plane.pixelWidth = plane.pixelHeight = pixel;
    plane.width = std::max(1, int(std::lround((u.high - u.low) / pixel)));
    plane.height = std::max(1, int(std::lround((v.high - v.low) / pixel)));
    plane.origin = view.focus + plane.u * (u.low + 0.5 * pixel) + plane.v * (v.low + 0.5 * pixel);
    return plane;
}

} // namespace

PaneGeometry::PaneGeometry(const imaging::Geometry &g, const SliceView &view, QSizeF pane)
    : m_size(pane), m_pan(view.pan) {
    if (g.voxelCount() <= 0 || pane.isEmpty())
        return;
    if (view.plane == ViewPlane::Oblique) {
        m_plane = obliquePlane(g, view);
        m_step = m_plane.normal() * std::min({g.spacing.x, g.spacing.y, g.spacing.z});
    } else if (view.plane == ViewPlane::Acquired) {
        m_count = g.size[2];
        m_index = std::clamp(int(std::lround(g.toVoxel(view.focus).z)), 0, m_count - 1);
        m_plane = imaging::acquiredPlane(g, m_index);
        m_step = g.direction[2] * g.spacing.z;
    } else {
        const auto orientation = orientationOf(view.plane);
        m_count = imaging::sliceCount(g, orientation);
        m_index = imaging::sliceIndexAt(g, orientation, view.focus);
        m_plane = imaging::gridPlane(g, orientation, m_index);
        // Between the first and second cut, wherever the grid puts them.
        m_step = m_count > 1 ? (imaging::gridPlane(g, orientation, m_count - 1).origin -
                                imaging::gridPlane(g, orientation, 0).origin) /
                                   (m_count - 1)
                             : m_plane.normal() * g.spacing.z;
    }
    m_normal = m_plane.normal();
    m_centre = m_plane.toPatient((m_plane.width - 1) / 2.0, (m_plane.height - 1) / 2.0);
    m_right = view.flipHorizontal ? -m_plane.u : m_plane.u;
    m_down = view.flipVertical ? -m_plane.v : m_plane.v;
    const int turns = ((view.quarterTurns % 4) + 4) % 4;
    for (int i = 0; i < turns; ++i) { // clockwise: what pointed up points right
        const Vec3 right = m_right;
        m_right = -m_down;
        m_down = right;
    }
    double width = m_plane.width * m_plane.pixelWidth,
           height = m_plane.height * m_plane.pixelHeight;
    if (turns % 2)
        std::swap(width, height);
    m_scale = std::min(pane.width() / width, pane.height() / height) * view.zoom;
}

QPointF PaneGeometry::toPane(Vec3 patient) const {
    const Vec3 offset = patient - m_centre;
    return {m_size.width() / 2 + (dot(offset, m_right) + m_pan.x()) * m_scale,
            m_size.height() / 2 + (dot(offset, m_down) + m_pan.y()) * m_scale};
}

Vec3 PaneGeometry::toPatient(QPointF pane) const {
    if (!isValid())
        return {};
    return m_centre + m_right * ((pane.x() - m_size.width() / 2) / m_scale - m_pan.x()) +
           m_down * ((pane.y() - m_size.height() / 2) / m_scale - m_pan.y());
}

std::array<QString, 4> PaneGeometry::letters() const {
    return {orientationLetters(-m_right), orientationLetters(m_right), orientationLetters(-m_down),
            orientationLetters(m_down)};
}

} // namespace lastra::rendering
