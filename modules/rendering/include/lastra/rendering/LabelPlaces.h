#pragma once
// Where the labels of marks stand in a pane: beside their mark, inside the pane, never over each
// other while there is room.

#include <QRectF>
#include <QSizeF>

#include <vector>

namespace lastra::rendering {

struct LabelWish {
    QRectF mark; // what the label belongs to, pane points
    QSizeF size; // of the label, logical pixels
};

// One place for each wish, in their order: an earlier one never moves for a later one. taken: what
// is written in the pane already. Where nothing is free, the place that covers least. Labels beyond
// the first 64 stand beside their mark whatever lies there.
[[nodiscard]] std::vector<QRectF> placeLabels(const std::vector<LabelWish> &wishes, QSizeF pane,
                                              std::vector<QRectF> taken = {});

} // namespace lastra::rendering
