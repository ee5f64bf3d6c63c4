#include "VesselTree.h"

#include <algorithm>

namespace lastra::simulation {

std::vector<Segment> growTree(const Point &root, const Point &boxLow, const Point &boxHigh,
                              int leaves, double leafRadius,
                              const std::function<bool(const Point &)> &inside, Stream &stream) {
    struct Node {
        Point p;
        int parent;
        double path;
        double flow = 0; // sum of r^3 downstream
    };
    std::vector<Point> targets;
    for (int tries = 0; int(targets.size()) < leaves && tries < leaves * 40; ++tries) {
        const Point p{stream.uniform(boxLow[0], boxHigh[0]), stream.uniform(boxLow[1], boxHigh[1]),
                      stream.uniform(boxLow[2], boxHigh[2])};
        if (inside(p))
            targets.push_back(p);
    }
    std::sort(targets.begin(), targets.end(),
              [&](const Point &a, const Point &b) { return length(a - root) < length(b - root); });
    std::vector<Node> nodes{{root, -1, 0}};
    for (const Point &target : targets) {
        int best = 0;
        double least = 1e30;
        for (int i = 0; i < int(nodes.size()); ++i) {
            const double cost = length(target - nodes[size_t(i)].p) + 0.35 * nodes[size_t(i)].path;
            if (cost < least) {
                least = cost;
                best = i;
            }
        }
        // One bend half-way keeps branches from looking drawn with a ruler.
        const Node from = nodes[size_t(best)];
        const Point d = target - from.p;
        const double l = length(d), wiggle = 0.07 * l;
        Point middle = from.p + 0.5 * d;
        for (double &c : middle)
            c += stream.uniform(-wiggle, wiggle);
        nodes.push_back({middle, best, from.path + l / 2});
        nodes.push_back({target, int(nodes.size()) - 1, from.path + l});
    }
    std::vector<bool> hasChild(nodes.size(), false);
    for (const Node &n : nodes)
        if (n.parent >= 0)
            hasChild[size_t(n.parent)] = true;
    const double unit = leafRadius * leafRadius * leafRadius;
    for (size_t i = nodes.size(); i-- > 1;) {
        if (!hasChild[i])
            nodes[i].flow = unit;
        nodes[size_t(nodes[i].parent)].flow += nodes[i].flow;
    }
    std::vector<Segment> out;
    for (size_t i = 1; i < nodes.size(); ++i) {
        const Node &n = nodes[i], &parent = nodes[size_t(n.parent)];
        out.push_back({parent.p, n.p, std::cbrt(std::max(n.flow, unit)),
                       hasChild[i] ? std::cbrt(n.flow) : 0.7 * leafRadius});
    }
    return out;
}

} // namespace lastra::simulation
