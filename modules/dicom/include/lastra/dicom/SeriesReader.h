#pragma once
// From files to voxels. The slice in the middle comes first, then outwards, on all cores.
//
// Errors: those of Header.h, and "dicom.noPixels" [file, kind of object], "dicom.sizeMissing"
// [file], "dicom.unsupportedSyntax" [file, transfer syntax], "dicom.unsupportedPixels" [file,
// what], "dicom.decodeFailed" [file], "dicom.frameMissing" [file, frame], "imaging.volumeTooLarge",
// "core.cancelled".

#include "lastra/core/Work.h"
#include "lastra/dicom/Series.h"
#include "lastra/dicom/Spacing.h"
#include "lastra/imaging/Picture.h"
#include "lastra/imaging/Voi.h"
#include "lastra/imaging/Volume.h"

#include <functional>
#include <vector>

namespace lastra::dicom {

// One decoded image, or a stack: grey ones as a volume (one slice for a single image), colour ones
// as pictures.
struct Image {
    imaging::Volume volume;
    std::vector<imaging::RgbImage> pictures;
    imaging::Voi voi;                 // what the file asks for, else a percentile window
    std::vector<imaging::Voi> stored; // all windows and tables of the file, in its order
    PixelSpacing spacing;             // of the pixels, functional groups read
    // The grid is the patient's: position, orientation and size of pixels are stated for every
    // slice. Without it only distances within one image, as spacing says, mean anything.
    bool placed = false;
    std::vector<GeometryProblem> problems;
    std::vector<core::Error> damaged; // slices that could not be decoded: left at zero, not ready
    [[nodiscard]] bool isColour() const { return !pictures.empty(); }
};

struct ReadOptions {
    // Called once the volume exists and its first slice is ready; the rest fills in behind.
    // From a worker thread.
    std::function<void(const Image &partial)> onFirst;
    // Called for each slice that became ready (k of the volume, or the picture). From worker
    // threads.
    std::function<void(int k)> onSlice;
    int firstSlice = -1; // where to begin; -1: the middle
};

[[nodiscard]] core::Result<Image> readSeries(const Series &series, core::Work &work,
                                             const ReadOptions &options = {});

// One frame (from 0) of one file.
[[nodiscard]] core::Result<Image> decodeFrame(const QString &path, int frame = 0);
[[nodiscard]] core::Result<Image> decodeFrame(const Header &header, int frame = 0);

} // namespace lastra::dicom
