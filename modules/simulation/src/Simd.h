#pragma once
// Kernels are compiled twice, for plain x86-64 and for AVX2 with FMA; the loader picks.

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__)
#define LASTRA_KERNEL __attribute__((target_clones("arch=haswell", "default")))
#else
#define LASTRA_KERNEL
#endif

#include <cstdlib>
#include <memory>
#include <new>

namespace lastra::simulation {

// Uninitialised floats on a cache line's boundary.
struct AlignedDelete {
    void operator()(float *p) const { std::free(p); }
};
using AlignedFloats = std::unique_ptr<float[], AlignedDelete>;
inline AlignedFloats alignedFloats(size_t count) {
    void *p = std::aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
    if (!p)
        throw std::bad_alloc();
    return AlignedFloats(static_cast<float *>(p));
}

} // namespace lastra::simulation
