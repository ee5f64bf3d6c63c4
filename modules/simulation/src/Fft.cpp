#include "Fft.h"

#include "Simd.h"

#include <cmath>
#include <numbers>

namespace lastra::simulation {

namespace {

using V = float __attribute__((vector_size(4 * kFftLanes), may_alias));

// Decimation in frequency, then the filter, then decimation in time: no reordering.
LASTRA_KERNEL void filterLanes(V *__restrict re, V *__restrict im, const float *filter,
                               const float *cosTable, const float *sinTable, int size) {
    for (int half = size / 2, stride = 1; half >= 1; half /= 2, stride *= 2)
        for (int block = 0; block < size; block += 2 * half)
            for (int k = 0; k < half; ++k) {
                const float c = cosTable[k * stride], s = sinTable[k * stride];
                const int a = block + k, b = a + half;
                const V dr = re[a] - re[b], di = im[a] - im[b];
                re[a] += re[b];
                im[a] += im[b];
                re[b] = dr * c - di * s;
                im[b] = dr * s + di * c;
            }
    for (int i = 0; i < size; ++i) {
        re[i] *= filter[i];
        im[i] *= filter[i];
    }
    for (int half = 1, stride = size / 2; half < size; half *= 2, stride /= 2)
        for (int block = 0; block < size; block += 2 * half)
            for (int k = 0; k < half; ++k) {
                const float c = cosTable[k * stride], s = -sinTable[k * stride];
                const int a = block + k, b = a + half;
                const V tr = re[b] * c - im[b] * s, ti = re[b] * s + im[b] * c;
                re[b] = re[a] - tr;
                im[b] = im[a] - ti;
                re[a] += tr;
                im[a] += ti;
            }
}

} // namespace

Fft::Fft(int size) : m_size(size) {
    m_reversed.resize(size_t(size));
    for (int i = 0; i < size; ++i) {
        int r = 0;
        for (int b = 1, top = size / 2; b < size; b *= 2, top /= 2)
            if (i & b)
                r |= top;
        m_reversed[size_t(i)] = r;
    }
    for (int k = 0; k < size / 2; ++k) {
        const double a = -2 * std::numbers::pi * k / size;
        m_cos.push_back(float(std::cos(a)));
        m_sin.push_back(float(std::sin(a)));
    }
}

void Fft::filter(float *re, float *im, const float *reversedFilter) const {
    filterLanes(reinterpret_cast<V *>(re), reinterpret_cast<V *>(im), reversedFilter, m_cos.data(),
                m_sin.data(), m_size);
}

// Once per filter: a slow transform in double precision is good enough.
std::vector<std::complex<double>> Fft::transform(const std::vector<double> &x) const {
    std::vector<std::complex<double>> a(x.size());
    for (size_t i = 0; i < x.size(); ++i)
        a[i] = x[size_t(m_reversed[i])];
    for (int half = 1; half < m_size; half *= 2)
        for (int block = 0; block < m_size; block += 2 * half)
            for (int k = 0; k < half; ++k) {
                const auto w = std::polar(1.0, -std::numbers::pi * k / half);
                const auto t = w * a[size_t(block + k + half)];
                a[size_t(block + k + half)] = a[size_t(block + k)] - t;
                a[size_t(block + k)] += t;
            }
    return a;
}

} // namespace lastra::simulation
