#pragma once
// Complex FFT of kLanes interleaved signals at once, in place: forward leaves the frequencies in
// bit-reversed order, inverse takes them so; a filter is stored in that order too. Powers of two.

#include <complex>
#include <vector>

namespace lastra::simulation {

inline constexpr int kFftLanes = 8;

class Fft {
public:
    explicit Fft(int size);
    [[nodiscard]] int size() const { return m_size; }
    // re, im: size x kFftLanes floats, lane fastest, 32-byte aligned.
    // Applies the real filter to the signals: inverse(filter * forward).
    void filter(float *re, float *im, const float *reversedFilter) const;
    // The real transfer function of an even, real kernel (kernel[i] at i and size - i),
    // bit-reversed and with the inverse's 1/size, times window(frequency / Nyquist).
    template <class Window>
    [[nodiscard]] std::vector<float> transfer(const std::vector<double> &kernel,
                                              const Window &window) const {
        std::vector<std::complex<double>> spectrum = transform(kernel);
        std::vector<float> out(static_cast<size_t>(m_size));
        for (int i = 0; i < m_size; ++i) {
            const int f = m_reversed[size_t(i)], folded = f <= m_size / 2 ? f : m_size - f;
            out[size_t(i)] =
                float(spectrum[size_t(f)].real() * window(2.0 * folded / m_size) / m_size);
        }
        return out;
    }

private:
    [[nodiscard]] std::vector<std::complex<double>> transform(const std::vector<double> &x) const;
    int m_size;
    std::vector<int> m_reversed;
    std::vector<float> m_cos, m_sin; // of -2 pi k / size
};

} // namespace lastra::simulation
