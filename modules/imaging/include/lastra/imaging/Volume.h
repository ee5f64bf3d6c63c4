#pragma once
// The one voxel type of the program: a shared buffer of stored values with what turns them into
// modality values (HU for CT). Copying a Volume copies a handle. Filled once, by one reader, slice
// by slice, while others may already show the slices that are ready; never changed afterwards.
//
// Errors: "imaging.volumeTooLarge" [megabytes], "imaging.volumeInvalid" [].

#include "lastra/core/Result.h"
#include "lastra/imaging/Geometry.h"

#include <memory>
#include <optional>
#include <span>

namespace lastra::imaging {

enum class VoxelType { Int16, UInt16, Float32 };

[[nodiscard]] constexpr int bytesPerVoxel(VoxelType type) {
    return type == VoxelType::Float32 ? 4 : 2;
}

template <class T>
inline constexpr VoxelType voxelTypeOf = VoxelType::Float32;
template <>
inline constexpr VoxelType voxelTypeOf<int16_t> = VoxelType::Int16;
template <>
inline constexpr VoxelType voxelTypeOf<uint16_t> = VoxelType::UInt16;

// Stored values that are no measurement (Pixel Padding Value and its Range Limit), both included.
struct Padding {
    double first = 0, last = 0;
    [[nodiscard]] bool contains(double stored) const { return stored >= first && stored <= last; }
};

// What stored values mean: modality value = stored * slope + intercept.
struct Meaning {
    double slope = 1, intercept = 0;
    QString unit; // "HU", "SUV", "mm" ... or empty when the file does not say
    std::optional<Padding> padding;
};

class Volume {
public:
    Volume() = default; // null
    // All voxels zero, no slice ready. Memory is touched only when it is written.
    [[nodiscard]] static core::Result<Volume> create(const Geometry &geometry, VoxelType type,
                                                     Meaning meaning = {});

    [[nodiscard]] bool isNull() const { return !m_store; }
    [[nodiscard]] const Geometry &geometry() const;
    [[nodiscard]] VoxelType type() const;
    [[nodiscard]] const Meaning &meaning() const;
    [[nodiscard]] const QString &unit() const { return meaning().unit; }

    // Stored values in i, j, k order (i fastest), without copying. T must be that of type().
    template <class T>
    [[nodiscard]] std::span<const T> voxels() const {
        return {static_cast<const T *>(data()), size_t(geometry().voxelCount())};
    }
    // For the reader that fills the volume alone.
    template <class T>
    [[nodiscard]] std::span<T> mutableVoxels() {
        return {static_cast<T *>(mutableData()), size_t(geometry().voxelCount())};
    }
    [[nodiscard]] const void *data() const;
    [[nodiscard]] void *mutableData();
    [[nodiscard]] size_t byteCount() const;

    // No bounds check: 0 <= i < size[0] ...
    [[nodiscard]] double stored(int i, int j, int k) const;
    [[nodiscard]] double value(int i, int j, int k) const; // modality value
    // Modality value at a patient point, trilinear; nothing outside, or when padding, no number or
    // a slice that is not ready takes part.
    [[nodiscard]] std::optional<double> valueAt(Vec3 patient) const;
    // Whether only a slice that is not ready keeps the value there from being known.
    [[nodiscard]] bool awaitsAt(Vec3 patient) const;

    // Slices along k that have been filled. Thread-safe; a slice once ready stays as it is.
    void markReady(int k);
    void markAllReady();
    [[nodiscard]] bool isReady(int k) const;
    [[nodiscard]] int readyCount() const;

private:
    // The eight voxels around a patient point; nothing outside.
    struct Cell {
        int base[3];
        double part[3]; // 0..1 towards the next voxel
    };
    [[nodiscard]] std::optional<Cell> cellAt(Vec3 patient) const;

    struct Store;
    std::shared_ptr<Store> m_store;
};

} // namespace lastra::imaging
