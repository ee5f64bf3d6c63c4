#include "lastra/imaging/Volume.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <sys/mman.h>
#include <vector>

namespace lastra::imaging {

namespace {
// A claim in a header must not bring the machine down: 64 GiB is far above any real volume and the
// pages of a smaller lie are never touched.
constexpr int64_t kMaxBytes = int64_t(64) << 30;
} // namespace

struct Volume::Store {
    Geometry geometry;
    VoxelType type = VoxelType::Int16;
    Meaning meaning;
    void *memory = nullptr;
    size_t bytes = 0;
    std::vector<std::atomic<bool>> ready;
    std::atomic<int> readyCount = 0;

    explicit Store(int slices) : ready(size_t(slices)) {}
    ~Store() {
        if (memory)
            munmap(memory, bytes);
    }
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;
};

core::Result<Volume> Volume::create(const Geometry &geometry, VoxelType type, Meaning meaning) {
    if (!geometry.isValid())
        return core::fail("imaging.volumeInvalid");
    const int64_t perSlice = int64_t(geometry.size[0]) * geometry.size[1] * bytesPerVoxel(type);
    if (perSlice > kMaxBytes / geometry.size[2])
        return core::fail("imaging.volumeTooLarge",
                          {QString::number((perSlice >> 20) * geometry.size[2])});
    auto store = std::make_shared<Store>(geometry.size[2]);
    store->geometry = geometry;
    store->type = type;
    store->meaning = std::move(meaning);
    store->bytes = size_t(perSlice) * size_t(geometry.size[2]);
    // Zeroed lazily by the kernel; huge pages make the first write of a big volume several times
    // cheaper.
    void *memory = mmap(nullptr, store->bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return core::fail("imaging.volumeTooLarge", {QString::number(store->bytes >> 20)});
    store->memory = memory;
    if (store->bytes >= (size_t(4) << 20))
        madvise(memory, store->bytes, MADV_HUGEPAGE);
    Volume volume;
    volume.m_store = std::move(store);
    return volume;
}

const Geometry &Volume::geometry() const {
    return m_store->geometry;
}
VoxelType Volume::type() const {
    return m_store->type;
}
const Meaning &Volume::meaning() const {
    return m_store->meaning;
}
const void *Volume::data() const {
    return m_store->memory;
}
void *Volume::mutableData() {
    return m_store->memory;
}
size_t Volume::byteCount() const {
    return m_store->bytes;
}

double Volume::stored(int i, int j, int k) const {
    const auto &size = m_store->geometry.size;
    const size_t at = (size_t(k) * size_t(size[1]) + size_t(j)) * size_t(size[0]) + size_t(i);
    switch (m_store->type) {
    case VoxelType::Int16:
        return static_cast<const int16_t *>(m_store->memory)[at];
    case VoxelType::UInt16:
        return static_cast<const uint16_t *>(m_store->memory)[at];
    case VoxelType::Float32:
        break;
    }
    return static_cast<const float *>(m_store->memory)[at];
}

double Volume::value(int i, int j, int k) const {
    return stored(i, j, k) * m_store->meaning.slope + m_store->meaning.intercept;
}

std::optional<Volume::Cell> Volume::cellAt(Vec3 patient) const {
    const auto &size = m_store->geometry.size;
    const Vec3 at = m_store->geometry.toVoxel(patient);
    Cell cell{};
    for (int axis = 0; axis < 3; ++axis) {
        const int last = size[size_t(axis)] - 1;
        if (!(at[axis] >= -0.5 && at[axis] <= last + 0.5))
            return std::nullopt;
        const double inside = std::clamp(at[axis], 0.0, double(last));
        cell.base[axis] = std::min(int(inside), std::max(0, last - 1));
        cell.part[axis] = inside - cell.base[axis];
    }
    return cell;
}

bool Volume::awaitsAt(Vec3 patient) const {
    const auto cell = cellAt(patient);
    return cell && ((cell->part[2] < 1 && !isReady(cell->base[2])) ||
                    (cell->part[2] > 0 && !isReady(cell->base[2] + 1)));
}

std::optional<double> Volume::valueAt(Vec3 patient) const {
    const auto cell = cellAt(patient);
    if (!cell || awaitsAt(patient))
        return std::nullopt;
    double sum = 0;
    for (int corner = 0; corner < 8; ++corner) {
        double weight = 1;
        int v[3];
        for (int axis = 0; axis < 3; ++axis) {
            const bool upper = corner >> axis & 1;
            weight *= upper ? cell->part[axis] : 1 - cell->part[axis];
            v[axis] = cell->base[axis] + upper;
        }
        if (weight == 0)
            continue;
        const double s = stored(v[0], v[1], v[2]);
        if (std::isnan(s) || (m_store->meaning.padding && m_store->meaning.padding->contains(s)))
            return std::nullopt;
        sum += weight * s;
    }
    return sum * m_store->meaning.slope + m_store->meaning.intercept;
}

void Volume::markReady(int k) {
    if (!m_store->ready[size_t(k)].exchange(true, std::memory_order_release))
        m_store->readyCount.fetch_add(1, std::memory_order_release);
}

void Volume::markAllReady() {
    for (int k = 0; k < m_store->geometry.size[2]; ++k)
        markReady(k);
}

bool Volume::isReady(int k) const {
    return m_store->ready[size_t(k)].load(std::memory_order_acquire);
}

int Volume::readyCount() const {
    return m_store->readyCount.load(std::memory_order_acquire);
}

} // namespace lastra::imaging
