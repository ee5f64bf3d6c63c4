#include "lastra/rendering/LabelPlaces.h"

#include <algorithm>
#include <limits>

namespace lastra::rendering {
namespace {

constexpr double kMargin = 4, kBeside = 26, kAbove = 14, kStep = 8, kApart = 2;
// What a square pixel over a text or over a mark costs, and what a pixel further away.
constexpr double kOverText = 1e6, kOverMark = 0.1, kAway = 4;
// A pane is full long before; each label more costs more than the one before.
constexpr size_t kKeptApart = 64;

double covered(const QRectF &place, const std::vector<QRectF> &taken) {
    double area = 0;
    for (const QRectF &other : taken) {
        const QRectF common = place.adjusted(-kApart, -kApart, kApart, kApart) & other;
        area += common.width() * common.height();
    }
    return area;
}

} // namespace

std::vector<QRectF> placeLabels(const std::vector<LabelWish> &wishes, QSizeF pane,
                                std::vector<QRectF> taken) {
    std::vector<QRectF> places, marks;
    for (const LabelWish &wish : wishes) {
        marks.push_back(wish.mark);
        const double lastX = std::max(kMargin, pane.width() - kMargin - wish.size.width());
        const double lastY = std::max(kMargin, pane.height() - kMargin - wish.size.height());
        std::vector<double> columns;
        for (const double x :
             {wish.mark.right() + kBeside, wish.mark.left() - kBeside - wish.size.width()})
            if (x >= kMargin && x <= lastX)
                columns.push_back(x);
        if (columns.empty()) // the mark is as wide as the pane
            columns.push_back(std::clamp(wish.mark.right() + kBeside, kMargin, lastX));
        // Up and to the right of the mark, then ever further up and down, on both sides.
        const double wanted =
            std::clamp(wish.mark.top() - kAbove - wish.size.height(), kMargin, lastY);
        if (places.size() >= kKeptApart) {
            places.emplace_back(QPointF(columns.front(), wanted), wish.size);
            continue;
        }
        QRectF best;
        double least = std::numeric_limits<double>::max();
        for (double away = 0; away <= pane.height() && kAway * away < least; away += kStep)
            for (const double y : {wanted - away, wanted + away})
                for (const double x : columns) {
                    const QRectF place({x, std::clamp(y, kMargin, lastY)}, wish.size);
                    const double cost = kOverText * covered(place, taken) +
                                        kOverMark * covered(place, marks) + kAway * away;
                    if (cost < least) {
                        least = cost;
                        best = place;
                    }
                }
        places.push_back(best);
        taken.push_back(best);
    }
    return places;
}

} // namespace lastra::rendering
