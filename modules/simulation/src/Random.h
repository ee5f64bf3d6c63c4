#pragma once
// Counter-based numbers: a value depends on its key and counter alone, so any thread may draw it.

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace lastra::simulation {

// Philox-4x32-10 (Salmon et al., SC11).
struct Philox {
    std::uint32_t key0, key1;

    [[nodiscard]] std::array<std::uint32_t, 4>
    operator()(std::uint32_t c0, std::uint32_t c1, std::uint32_t c2, std::uint32_t c3) const {
        std::uint32_t k0 = key0, k1 = key1;
        for (int round = 0; round < 10; ++round) {
            const std::uint64_t p0 = std::uint64_t(0xD2511F53u) * c0;
            const std::uint64_t p1 = std::uint64_t(0xCD9E8D57u) * c2;
            const std::uint32_t n0 = std::uint32_t(p1 >> 32) ^ c1 ^ k0;
            const std::uint32_t n2 = std::uint32_t(p0 >> 32) ^ c3 ^ k1;
            c1 = std::uint32_t(p1);
            c3 = std::uint32_t(p0);
            c0 = n0;
            c2 = n2;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        return {c0, c1, c2, c3};
    }
};

// (0, 1): never 0, so that its logarithm exists.
inline double openUniform(std::uint32_t word) {
    return (word + 0.5) * (1.0 / 4294967296.0);
}

// A Poisson count of mean `mean`: exact inversion below 30, above it the rounded normal.
inline double poisson(double mean, double normal, double uniform) {
    if (mean >= 30)
        return std::max(0.0, std::nearbyint(mean + std::sqrt(mean) * normal));
    double p = std::exp(-mean), sum = p;
    int n = 0;
    while (uniform > sum && n < 400) {
        p *= mean / ++n;
        sum += p;
    }
    return n;
}

// A short stream for drawing anatomy.
class Stream {
public:
    Stream(std::uint64_t seed, std::uint32_t purpose)
        : m_philox{std::uint32_t(seed), std::uint32_t(seed >> 32)}, m_purpose(purpose) {}
    double uniform(double low = 0, double high = 1) {
        return low + (high - low) * openUniform(m_philox(m_counter++, m_purpose, 0, 0)[0]);
    }
    double normal(double mean, double sd, double reach = 2.2) {
        for (;;) {
            const double r = std::sqrt(-2 * std::log(uniform()));
            const double z = r * std::cos(2 * std::numbers::pi * uniform());
            if (std::abs(z) <= reach)
                return mean + sd * z;
        }
    }
    bool chance(double p) { return uniform() < p; }

private:
    Philox m_philox;
    std::uint32_t m_purpose, m_counter = 0;
};

} // namespace lastra::simulation
