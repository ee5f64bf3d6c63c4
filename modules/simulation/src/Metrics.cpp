#include "Metrics.h"

#include <cmath>

namespace lastra::simulation {

namespace {

struct Moments {
    double sum = 0, sum2 = 0;
    qint64 n = 0;
    void add(double v) {
        sum += v;
        sum2 += v * v;
        ++n;
    }
    [[nodiscard]] double mean() const { return sum / double(n); }
    [[nodiscard]] double sd() const {
        return n > 1 ? std::sqrt(std::max(0.0, (sum2 - sum * sum / double(n)) / double(n - 1))) : 0;
    }
};

class Meter {
public:
    explicit Meter(const Simulated &s)
        : m_s(s), m_l(s.lattice), m_labels(s.labels.voxels<uint16_t>()) {}

    QJsonObject run() {
        constexpr std::pair<Tissue, const char *> organs[] = {
            {Tissue::Lung, "lung"},   {Tissue::Blood, "blood"},   {Tissue::Heart, "heart"},
            {Tissue::Liver, "liver"}, {Tissue::Muscle, "muscle"}, {Tissue::Fat, "fat"},
            {Tissue::Brain, "brain"},
        };
        for (const auto &[tissue, name] : organs)
            organ(tissue, name);
        if (m_s.nodule)
            nodule(*m_s.nodule);
        return m_out;
    }

private:
    [[nodiscard]] size_t at(int i, int j, int k) const {
        return (size_t(k) * size_t(m_l.ny) + size_t(j)) * size_t(m_l.nx) + size_t(i);
    }
    [[nodiscard]] double noise(size_t voxel) const {
        return double(m_s.noisy[voxel]) - double(m_s.clean[voxel]);
    }
    void put(const char *name, const char *roi, double value, const char *unit, qint64 n) {
        if (std::isfinite(value))
            m_out.insert(QLatin1String(name) + QLatin1Char('.') + QLatin1String(roi),
                         QJsonObject{{QStringLiteral("value"), value},
                                     {QStringLiteral("unit"), QLatin1String(unit)},
                                     {QStringLiteral("n"), n}});
    }
    // Far enough from any other tissue for the kernel's reach.
    [[nodiscard]] bool inner(int i, int j, int k, Tissue tissue) const {
        constexpr int r = 3;
        if (i < r || j < r || i >= m_l.nx - r || j >= m_l.ny - r || k < 1 || k >= m_l.nz - 1)
            return false;
        for (int z = -1; z <= 1; ++z)
            if (m_labels[at(i, j, k + z)] != uint16_t(tissue))
                return false;
        for (int y = -r; y <= r; ++y)
            for (int x = -r; x <= r; ++x)
                if (x * x + y * y <= r * r && m_labels[at(i + x, j + y, k)] != uint16_t(tissue))
                    return false;
        return true;
    }
    void organ(Tissue tissue, const char *name) {
        Moments value, grain;
        for (int k = 0; k < m_l.nz; ++k)
            for (int j = 0; j < m_l.ny; ++j)
                for (int i = 0; i < m_l.nx; ++i) {
                    if (m_labels[at(i, j, k)] != uint16_t(tissue) || !inner(i, j, k, tissue))
                        continue;
                    value.add(m_s.noisy[at(i, j, k)]);
                    grain.add(noise(at(i, j, k)));
                }
        if (value.n < 30)
            return;
        put("meanHu", name, value.mean(), "HU", value.n);
        put("huError", name, value.mean() - m_s.trueHu[size_t(tissue)], "HU", value.n);
        put("noiseSd", name, grain.sd(), "HU", grain.n);
    }
    void nodule(const Nodule &nodule) {
        const double radius = nodule.diameterMm / 2;
        const auto centre = [&](size_t d, double step) {
            return (nodule.centreMm[d] - m_l.origin[d]) / step;
        };
        const double ci = centre(0, m_l.dx), cj = centre(1, m_l.dy), ck = centre(2, m_l.dz);
        const int ri = int(std::ceil(1.9 * radius / m_l.dx)),
                  rk = int(std::ceil(1.9 * radius / m_l.dz));
        const int i0 = int(std::lround(ci)), j0 = int(std::lround(cj)), k0 = int(std::lround(ck));
        const auto inside = [&](int i, int j, int k) {
            return i >= 0 && j >= 0 && k >= 0 && i < m_l.nx && j < m_l.ny && k < m_l.nz;
        };
        struct Tap {
            int x, y, z;
            double signal;
        };
        std::vector<Tap> taps;
        Moments core, around, clean;
        for (int z = -rk; z <= rk; ++z)
            for (int y = -ri; y <= ri; ++y)
                for (int x = -ri; x <= ri; ++x) {
                    const int i = i0 + x, j = j0 + y, k = k0 + z;
                    if (!inside(i, j, k))
                        continue;
                    const double d =
                        std::sqrt(std::pow((i - ci) * m_l.dx, 2) + std::pow((j - cj) * m_l.dy, 2) +
                                  std::pow((k - ck) * m_l.dz, 2));
                    const auto label = m_labels[at(i, j, k)];
                    if (d < 0.55 * radius) {
                        core.add(m_s.noisy[at(i, j, k)]);
                        clean.add(m_s.clean[at(i, j, k)]);
                    } else if (d > 1.35 * radius && d < 1.9 * radius &&
                               label == uint16_t(Tissue::Lung)) {
                        around.add(m_s.clean[at(i, j, k)]);
                    }
                    if (d < 1.25 * radius)
                        taps.push_back({x, y, z, m_s.clean[at(i, j, k)]});
                }
        if (core.n < 1 || around.n < 10)
            return;
        const double background = around.mean();
        put("meanHu", "nodule", core.mean(), "HU", core.n);
        put("huError", "nodule", clean.mean() - m_s.trueHu[size_t(Tissue::Nodule)], "HU", clean.n);
        put("contrast", "nodule", clean.mean() - background, "HU", clean.n);
        double energy = 0;
        for (Tap &tap : taps) {
            tap.signal -= background;
            energy += tap.signal * tap.signal;
        }
        // The template at places around the nodule, on noise alone: its variance is w' K w.
        Moments local, response;
        const int reach = int(28 / m_l.dx);
        for (int z = -2; z <= 2; ++z)
            for (int y = -reach; y <= reach; y += 2)
                for (int x = -reach; x <= reach; x += 2) {
                    double sum = 0;
                    bool whole = true;
                    for (const Tap &tap : taps) {
                        const int i = i0 + x + tap.x, j = j0 + y + tap.y, k = k0 + z + tap.z;
                        if (!inside(i, j, k)) {
                            whole = false;
                            break;
                        }
                        sum += tap.signal * noise(at(i, j, k));
                    }
                    if (!whole)
                        continue;
                    response.add(sum);
                    local.add(noise(at(i0 + x, j0 + y, k0 + z)));
                }
        if (response.n < 20 || !(local.sd() > 0))
            return;
        put("noiseSd", "nodule", local.sd(), "HU", local.n);
        put("cnr", "nodule", std::abs(clean.mean() - background) / local.sd(), "1", local.n);
        put("dPrimeNpw", "nodule", energy / response.sd(), "1", response.n);
    }

    const Simulated &m_s;
    const Lattice &m_l;
    std::span<const uint16_t> m_labels;
    QJsonObject m_out;
};

} // namespace

QJsonObject measure(const Simulated &simulated) {
    return Meter(simulated).run();
}

} // namespace lastra::simulation
