#include "lastra/rendering/OrientationCube.h"

#include "lastra/rendering/SliceView.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lastra::rendering {

using imaging::Vec3;

CameraAxes axesOf(const VolumeCamera &camera) {
    const double azimuth = camera.azimuth * std::numbers::pi / 180;
    const double elevation = std::clamp(camera.elevation, -89.0, 89.0) * std::numbers::pi / 180;
    // From the patient's front (-y); +x is the patient's left, +z the head.
    CameraAxes axes;
    axes.away = {std::cos(elevation) * std::sin(azimuth), -std::cos(elevation) * std::cos(azimuth),
                 std::sin(elevation)};
    axes.right = {std::cos(azimuth), std::sin(azimuth), 0};
    axes.up = cross(axes.away, axes.right);
    return axes;
}

std::vector<CubeFace> visibleFaces(const VolumeCamera &camera) {
    const CameraAxes axes = axesOf(camera);
    const auto onScreen = [&](Vec3 v) { return QPointF(dot(v, axes.right), -dot(v, axes.up)); };
    std::vector<CubeFace> faces;
    for (int axis = 0; axis < 3; ++axis)
        for (const double sign : {-1.0, 1.0}) {
            Vec3 normal;
            normal[axis] = sign;
            const double facing = dot(normal, axes.away);
            if (facing < 1e-3)
                continue;
            // Letters stand upright on the four sides; on head and feet as from the front.
            const Vec3 up = axis == 2 ? Vec3{0, sign, 0} : Vec3{0, 0, 1};
            faces.push_back({orientationLetters(normal), onScreen(normal),
                             onScreen(cross(up, normal)), onScreen(-up), facing});
        }
    return faces;
}

} // namespace lastra::rendering
