#pragma once
// How a volume is turned into light: colour and opacity over the value, and the way of blending.

#include <QByteArray>

#include <vector>

namespace lastra::rendering {

// Positions are HU for CT presets; for the others a fraction of the robust range of the data.
struct TransferPoint {
    double at;
    double red, green, blue, opacity; // opacity over one millimetre
};

enum class Blend { Composite, Maximum };

struct VolumePreset {
    QByteArray id;    // stable: settings and tests use it
    const char *name; // English source text, translated by the GUI in context "VolumePreset"
    Blend blend;
    bool shaded;
    bool hounsfield; // points are HU, offered for CT only
    std::vector<TransferPoint> points;
};

// Most used first. CT offers all, other modalities those that need no HU.
[[nodiscard]] const std::vector<VolumePreset> &volumePresets();
[[nodiscard]] const VolumePreset &volumePreset(const QByteArray &id); // the first one when unknown
[[nodiscard]] QByteArray defaultVolumePreset(bool hounsfield);

} // namespace lastra::rendering
