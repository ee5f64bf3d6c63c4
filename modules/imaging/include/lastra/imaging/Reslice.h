#pragma once
// Cuts through a volume: orthogonal ones along the voxel grid (no interpolation), and any plane by
// nearest or linear interpolation, optionally through a slab. Multi-threaded, no third library.
// The result keeps stored values, so that a window change only needs a new DisplayTable.

#include "lastra/imaging/Picture.h"
#include "lastra/imaging/Voi.h"
#include "lastra/imaging/Volume.h"

#include <cstddef>
#include <vector>

namespace lastra::imaging {

enum class Orientation { Axial, Coronal, Sagittal };
enum class Interpolation { Nearest, Linear };
enum class SlabMode { None, Maximum, Minimum, Mean };

// A rectangle of pixels in the patient. u points right, v points down on the screen.
struct Plane {
    Vec3 origin; // centre of pixel (0, 0), patient LPS mm
    Vec3 u{1, 0, 0}, v{0, 1, 0};
    double pixelWidth = 1, pixelHeight = 1; // mm
    int width = 0, height = 0;              // pixels

    [[nodiscard]] Vec3 normal() const { return cross(u, v); }
    [[nodiscard]] Vec3 toPatient(double column, double row) const {
        return origin + u * (column * pixelWidth) + v * (row * pixelHeight);
    }
    // Column and row (x, y) of the point's foot on the plane, and its distance along normal() (z).
    [[nodiscard]] Vec3 toPixel(Vec3 patient) const;
};

struct Slice {
    Plane plane;
    VoxelType type = VoxelType::Int16;
    Meaning meaning;
    std::vector<std::byte> data; // stored values, rows from the top, no padding between rows
    // What pixels outside the volume hold: the padding value, else the type's lowest (NaN for
    // floats).
    double outside = 0;

    template <class T>
    [[nodiscard]] const T *pixels() const {
        return reinterpret_cast<const T *>(data.data());
    }
    [[nodiscard]] double value(int column, int row) const; // modality value
};

// The grid cut nearest to a standard orientation, shown the radiological way: axial seen from the
// feet, coronal from the front (head up), sagittal from the left (nose left, head up).
[[nodiscard]] int sliceCount(const Geometry &geometry, Orientation orientation);
// Slice 0 is the most inferior, anterior, or right one.
[[nodiscard]] Plane gridPlane(const Geometry &geometry, Orientation orientation, int index);
// The slice nearest to a patient point, clamped into the volume.
[[nodiscard]] int sliceIndexAt(const Geometry &geometry, Orientation orientation, Vec3 patient);
// Stored values of that cut; the same values as reslice(volume, gridPlane(...)), without any
// arithmetic.
[[nodiscard]] Slice gridSlice(const Volume &volume, Orientation orientation, int index);
// Images as they were acquired: slice k of the volume, rows and columns as stored.
[[nodiscard]] Slice acquiredSlice(const Volume &volume, int k);
[[nodiscard]] Plane acquiredPlane(const Geometry &geometry, int k);

struct ResliceOptions {
    Interpolation interpolation = Interpolation::Linear;
    SlabMode slab = SlabMode::None;
    double slabThickness = 0; // mm, centred on the plane
};
[[nodiscard]] Slice reslice(const Volume &volume, const Plane &plane,
                            const ResliceOptions &options = {});
// Into a slice whose memory is used again (for interactive use).
void resliceInto(Slice &target, const Volume &volume, const Plane &plane,
                 const ResliceOptions &options = {});

// Eight-bit grey of a slice. bytesPerLine >= plane.width.
void paintGrey(const Slice &slice, const DisplayTable &table, uint8_t *grey,
               qsizetype bytesPerLine);
[[nodiscard]] GreyImage greyOf(const Slice &slice, const Voi &voi);

} // namespace lastra::imaging
