#include "lastra/rendering/LabelPlaces.h"

#include <algorithm>
#include <limits>

namespace lastra::rendering {
namespace {

constexpr double kMargin = 4, kBeside = 26, kAbove = 14, kStep = 8, kApart = 2;

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
    std::vector<QRectF> places;
    for (const LabelWish &wish : wishes) {
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
        QRectF best;
        double least = std::numeric_limits<double>::max();
        for (double away = 0; away <= pane.height() && least > 0; away += kStep)
            for (const double y : {wanted - away, wanted + away})
                for (const double x : columns) {
                    const QRectF place({x, std::clamp(y, kMargin, lastY)}, wish.size);
                    if (const double area = covered(place, taken); area < least) {
                        least = area;
                        best = place;
                    }
                }
        places.push_back(best);
        taken.push_back(best);
    }
    return places;
}

} // namespace lastra::rendering
