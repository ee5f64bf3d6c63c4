#pragma once
// The small cube that says how the patient is turned in a 3-D picture: which faces are seen, with
// the letters of the patient's sides on them.

#include "lastra/rendering/VolumeCamera.h"

#include <QPointF>
#include <QString>

#include <vector>

namespace lastra::rendering {

struct CubeFace {
    QString letter; // of the side that faces outwards: R L A P S I
    // In a picture of a cube of edge 2 around (0, 0), y downwards: the middle of the face, and from
    // there to its edges in the letter's own directions.
    QPointF centre, right, down;
    double facing = 0; // 0: seen from its edge; 1: from straight ahead
};

// One to three, in no order: none hides another.
[[nodiscard]] std::vector<CubeFace> visibleFaces(const VolumeCamera &camera);

} // namespace lastra::rendering
