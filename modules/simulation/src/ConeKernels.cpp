#include "ConeKernels.h"

#include "Simd.h"

#include <algorithm>
#include <cmath>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace lastra::simulation {

namespace {

void addScalar(float *to, int count, const float *table, int size, float first, float step,
               float weight) {
    for (int i = 0; i < count; ++i) {
        const float at = std::clamp(first + float(i) * step, -1.f, float(size));
        const float base = std::floor(at);
        const float *p = table + int(base);
        to[i] += weight * (p[0] + (at - base) * (p[1] - p[0]));
    }
}

#if defined(__x86_64__)
// Eight positions less than 7, 15 or 23 cells apart lie in one, two or three loads: permutes are
// several times cheaper than gathers.
template <int Loads>
__attribute__((target("avx2,fma"))) void addPermuted(float *to, int count, const float *table,
                                                     int size, float first, float step,
                                                     float weight) {
    const __m256 steps =
        _mm256_mul_ps(_mm256_set1_ps(step), _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7));
    const __m256 low = _mm256_set1_ps(-1), high = _mm256_set1_ps(float(size));
    const __m256 w = _mm256_set1_ps(weight);
    for (int i = 0; i < count; i += 8) {
        const float start = first + float(i) * step;
        const __m256 at =
            _mm256_max_ps(low, _mm256_min_ps(high, _mm256_add_ps(_mm256_set1_ps(start), steps)));
        const __m256 base = _mm256_floor_ps(at);
        const __m256 f = _mm256_sub_ps(at, base);
        const __m256i index = _mm256_cvtps_epi32(base);
        const int zero = _mm_cvtsi128_si32(_mm256_castsi256_si128(index));
        const __m256i i0 = _mm256_sub_epi32(index, _mm256_set1_epi32(zero));
        const __m256i i1 = _mm256_add_epi32(i0, _mm256_set1_epi32(1));
        const __m256 a = _mm256_loadu_ps(table + zero);
        __m256 p0 = _mm256_permutevar8x32_ps(a, i0), p1 = _mm256_permutevar8x32_ps(a, i1);
        // Bits 3 and 4 of the index pick the load.
        if constexpr (Loads > 1) {
            const __m256 b = _mm256_loadu_ps(table + zero + 8);
            p0 = _mm256_blendv_ps(p0, _mm256_permutevar8x32_ps(b, i0),
                                  _mm256_castsi256_ps(_mm256_slli_epi32(i0, 28)));
            p1 = _mm256_blendv_ps(p1, _mm256_permutevar8x32_ps(b, i1),
                                  _mm256_castsi256_ps(_mm256_slli_epi32(i1, 28)));
        }
        if constexpr (Loads > 2) {
            const __m256 c = _mm256_loadu_ps(table + zero + 16);
            p0 = _mm256_blendv_ps(p0, _mm256_permutevar8x32_ps(c, i0),
                                  _mm256_castsi256_ps(_mm256_slli_epi32(i0, 27)));
            p1 = _mm256_blendv_ps(p1, _mm256_permutevar8x32_ps(c, i1),
                                  _mm256_castsi256_ps(_mm256_slli_epi32(i1, 27)));
        }
        const __m256 value = _mm256_fmadd_ps(f, _mm256_sub_ps(p1, p0), p0);
        _mm256_storeu_ps(to + i, _mm256_fmadd_ps(w, value, _mm256_loadu_ps(to + i)));
    }
}

bool hasAvx2() {
    static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return has;
}
#endif

} // namespace

void addResampled(float *to, int count, const float *table, int size, float first, float step,
                  float weight) {
#if defined(__x86_64__)
    if (hasAvx2() && step < 3.f) {
        const auto add = step < 0.85f   ? addPermuted<1>
                         : step < 1.98f ? addPermuted<2>
                                        : addPermuted<3>;
        return add(to, count, table, size, first, step, weight);
    }
#endif
    addScalar(to, count, table, size, first, step, weight);
}

LASTRA_KERNEL void mixColumns(float *to, const float *a, const float *b, float f, int count) {
    for (int i = 0; i < count; ++i)
        to[i] = a[i] + f * (b[i] - a[i]);
}

} // namespace lastra::simulation
