#include "lastra/imaging/Voi.h"

#include <algorithm>
#include <cmath>

namespace lastra::imaging {

double Voi::apply(double x) const {
    double y = 0;
    const double c = window.center, w = window.width;
    if (lut && !lut->entries.empty()) {
        const double last = double(lut->entries.size() - 1);
        const double at = std::floor(x - lut->first);
        y = lut->entries[at > 0 ? size_t(std::min(at, last)) : 0] /
            double((uint64_t(1) << std::clamp(lut->bits, 1, 16)) - 1);
        y = std::min(y, 1.0);
    } else {
        switch (function) {
        case VoiFunction::Linear:
            // C.11.2.1.2.1: width 1 is a step at c - 0.5; smaller widths are not allowed.
            if (x <= c - 0.5 - (w - 1) / 2)
                y = 0;
            else if (x > c - 0.5 + (w - 1) / 2)
                y = 1;
            else
                y = (x - (c - 0.5)) / (w - 1) + 0.5;
            break;
        case VoiFunction::LinearExact:
            if (x <= c - w / 2)
                y = 0;
            else if (x > c + w / 2)
                y = 1;
            else
                y = (x - c) / w + 0.5;
            break;
        case VoiFunction::Sigmoid:
            y = 1 / (1 + std::exp(-4 * (x - c) / w));
            break;
        }
    }
    return inverted ? 1 - y : y;
}

namespace {

uint8_t grey(double unit) {
    return unit > 0 ? uint8_t(std::min(unit, 1.0) * 255 + 0.5) : uint8_t(0); // NaN: black
}

} // namespace

DisplayTable::DisplayTable(const Voi &voi, VoxelType type, const Meaning &meaning)
    : m_voi(voi), m_type(type), m_meaning(meaning) {
    if (type == VoxelType::Float32)
        return;
    m_entries.resize(65536);
    for (int index = 0; index < 65536; ++index) {
        const double stored = type == VoxelType::Int16 ? int16_t(uint16_t(index)) : index;
        const bool pad = meaning.padding && meaning.padding->contains(stored);
        m_entries[size_t(index)] =
            pad ? uint8_t(0) : grey(voi.apply(stored * meaning.slope + meaning.intercept));
    }
}

void DisplayTable::apply(const void *stored, size_t count, uint8_t *out) const {
    if (m_type != VoxelType::Float32) {
        const uint8_t *table = m_entries.data();
        const auto *in = static_cast<const uint16_t *>(stored);
        for (size_t i = 0; i < count; ++i)
            out[i] = table[in[i]];
        return;
    }
    const auto *in = static_cast<const float *>(stored);
    for (size_t i = 0; i < count; ++i) {
        const double s = double(in[i]);
        const bool none = std::isnan(s) || (m_meaning.padding && m_meaning.padding->contains(s));
        out[i] = none ? uint8_t(0) : grey(m_voi.apply(s * m_meaning.slope + m_meaning.intercept));
    }
}

} // namespace lastra::imaging
