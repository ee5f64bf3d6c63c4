#pragma once
// The loops that cost time in the fan-beam scanner; arrays are z fastest and padded to 8 floats.

#include "lastra/simulation/Scanner.h"

namespace lastra::simulation {

// Paths through the volume of every ray of some views (Joseph: one linear interpolation a slab), in
// value x cm. Works tile by tile, so that a tile's columns stay in cache for all the views.
class FanProjector {
public:
    FanProjector(const BasisVolume &volume, const ScannerSpec &scanner);
    // out: (view - first, cell, sub-ray) x columnSize floats, which are overwritten.
    void project(int firstView, int lastView, float *out) const;

private:
    struct Ray;
    struct Tile {
        int x0, x1, y0, y1;
    };
    void throughTile(const Tile &tile, int view, float *out) const;

    const BasisVolume &m_volume;
    const ScannerSpec &m_scanner;
    double m_ray;              // angle between rays
    std::vector<Tile> m_tiles; // those that hold anything
};

// Mean absorbed energy and its variance for path lengths (g/cm2): path holds bases x padded floats.
struct EnergyTable {
    int count = 0, bases = 2;
    std::vector<float> attenuation;      // count x bases
    std::vector<double> energy, energy2; // photons x efficiency x keV (x keV)
};
void detect(const EnergyTable &table, const float *path, int padded, double *mean,
            double *variance);

// Where the pixels of a row lie in one view. `along` and `side` are mm from the source along the
// central ray and across it, growing by a step a pixel; angles in radians.
struct FanRow {
    double along, alongStep, side, sideStep;
    double firstGamma, fan; // of the first cell, between cells
    double scale;           // weight x distance to the source squared
    int cells;
};
inline constexpr int kFanRow = 32; // pixels a call fills, whatever is used of them
// cell: the lower of the two cells around, -1 outside the fan; fraction: of the way to the next.
void fanCells(const FanRow &row, int *cell, float *fraction, float *weight);

// Adds one view to the columns of a row of pixels: value[i] of pixel i += weight[i] x lerp.
void fanBackproject(float *image, const float *view, const int *cell, const float *fraction,
                    const float *weight, int pixels, int padded);

} // namespace lastra::simulation
