#pragma once
#include "lastra/dicom/DataSet.h"
#include "lastra/dicom/Header.h"
#include "lastra/imaging/Voi.h"

namespace lastra::dicom {

// Parses a file for reading its images: long values stay on file. Refuses the empty and the packed
// with a code of their own.
[[nodiscard]] core::Result<DataSetFile> openForReading(const QString &path);

[[nodiscard]] Header headerOf(const DataSetFile &file, const QString &path);

// What may differ from frame to frame; from the functional groups of enhanced objects (PS3.3
// C.7.6.16), the grid of an RT dose, or the header itself.
struct FrameInfo {
    std::optional<imaging::Vec3> position;
    std::optional<std::array<imaging::Vec3, 2>> orientation;
    std::optional<std::array<double, 2>> pixelSpacing;
    std::optional<double> thickness;
    double slope = 1, intercept = 0;
    QString unit;
    std::optional<imaging::Window> window;
    QString voiFunction;
};
// Of `count` frames from `first` on.
[[nodiscard]] std::vector<FrameInfo> frameInfos(const DataSetFile &file, const Header &header,
                                                int first, int count);

// "HU", "Gy" ... or empty: HU only where the standard says that a CT's numbers are.
[[nodiscard]] QString unitOf(const Header &header);

} // namespace lastra::dicom
