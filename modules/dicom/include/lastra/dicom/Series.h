#pragma once
// Files grouped the way people think of them: patient > study > series. A series here can be shown
// as one stack: a DICOM series is split by orientation, size, spacing, time, echo, b-value,
// acquisition and kind, and sorted by position along its normal, never by instance number.

#include "lastra/dicom/Header.h"
#include "lastra/imaging/Geometry.h"

#include <vector>

namespace lastra::dicom {

enum class SeriesKind {
    Volume,   // one image or more on a 3-D grid
    Pictures, // images with no place in the patient, or colour
    Other     // no pixels: reports, plans, structure sets, waveforms
};

// Named by the pair of images (positions in Series::files) it lies between.
struct GeometryProblem {
    enum class Kind { UnevenSpacing, MissingSlice, DuplicatePosition, Tilt };
    Kind kind = Kind::UnevenSpacing;
    int first = 0, second = 0;
    double value = 0;    // mm between the pair; degrees for Tilt
    double expected = 0; // mm (the series' spacing); 0 for Tilt
};

struct Series {
    QString key; // unique: Series Instance UID, and "#n" for the parts of a split one
    SeriesKind kind = SeriesKind::Other;
    std::vector<Header> files; // sorted; never empty
    int images = 0;            // frames of all files
    // Images left out: their files carry the SOP Instance UID of one of `files`, which is the one
    // of them with the most images.
    int repeated = 0;
    // Of the volume; size 0 when there is none. Enhanced objects: known once read.
    imaging::Geometry geometry;
    std::vector<GeometryProblem> problems;
    [[nodiscard]] const Header &first() const { return files.front(); }
};

struct Study {
    QString uid;
    std::vector<Series> series; // by series number
    [[nodiscard]] const Header &first() const { return series.front().first(); }
};

struct Patient {
    QString id, name;
    std::vector<Study> studies; // newest first
};

[[nodiscard]] std::vector<Patient> groupSeries(std::vector<Header> files);

} // namespace lastra::dicom
