#pragma once
// What the index, the tree of studies and the readers need to know of one file, read up to the
// pixel data. Texts are UTF-8, whatever Specific Character Set the file uses. Dates and times are
// as in the file (YYYYMMDD, HHMMSS.ffffff).
//
// Errors of reading: "dicom.empty" [file], "dicom.packed" [file] (gzip, zip), and those of
// DataSet.h: "core.fileUnreadable", "dicom.notDicom", "dicom.truncated", "dicom.malformed",
// "dicom.tooDeep", "dicom.tooLarge" (inflates too far as well), "dicom.transferSyntax".

#include "lastra/core/Result.h"
#include "lastra/imaging/Vec3.h"

#include <QStringList>

#include <array>
#include <optional>
#include <vector>

namespace lastra::dicom {

struct Header {
    QString path;
    qint64 fileSize = 0;

    QString patientName, patientId, patientBirthDate, patientSex, patientAge;
    QString studyUid, studyId, studyDate, studyTime, studyDescription, accessionNumber;
    QString institution, referringPhysician;
    QString seriesUid, seriesDate, seriesTime, seriesDescription, modality, bodyPart, laterality;
    QString protocol, manufacturer, model, station;
    QString sopClassUid, sopInstanceUid, transferSyntax, frameOfReferenceUid;
    QString acquisitionDate, acquisitionTime, contentDate, contentTime, contrastAgent, kernel;
    QString characterSet, timezone;
    QStringList imageType;
    std::optional<int> seriesNumber, instanceNumber, acquisitionNumber, echoNumber;
    std::optional<double> kvp, mAs /* exposure */, tubeCurrent /* mA */, repetitionTime, echoTime,
        bValue, sliceThickness /* mm */, gantryTilt /* degrees */;

    int rows = 0, columns = 0, frames = 1, samples = 1;
    int bitsAllocated = 0, bitsStored = 0, highBit = 0, planar = 0;
    bool isSigned = false;
    QString photometric, presentationShape;
    std::optional<double> slope, intercept;
    QString rescaleType;
    std::vector<double> windowCenter, windowWidth;
    QString voiFunction;
    std::optional<double> padding, paddingLimit;

    std::optional<imaging::Vec3> position;                   // Image Position (Patient), mm
    std::optional<std::array<imaging::Vec3, 2>> orientation; // row and column direction
    // Row (down) and column (right) distance in mm, each from its own attribute.
    std::optional<std::array<double, 2>> pixelSpacing, imagerPixelSpacing, nominalSpacing;
    std::optional<double> magnification; // Estimated Radiographic Magnification Factor
    QString calibrationType;
    // Of the ultrasound regions measured in centimetres, when they all agree; mm.
    std::optional<std::array<double, 2>> ultrasoundSpacing;

    bool lossy = false;        // Lossy Image Compression or a lossy transfer syntax
    bool synthetic = false;    // Synthetic Data (0008,001C) is YES
    bool simulated = false;    // Image Type or Derivation Description says SIMULATED, or synthetic
    bool burnedIn = false;     // Burned In Annotation is YES
    bool deidentified = false; // Patient Identity Removed is YES
    bool isDicomdir = false;
    bool hasFunctionalGroups = false; // enhanced: geometry is per frame
    bool hasModalityLut = false, hasVoiLut = false;

    // The pixel data element. Offset -1: none; 0: there, but not as plain little-endian bytes at
    // one place of the file. Length -1: encapsulated fragments.
    qint64 pixelOffset = -1, pixelLength = 0;
    bool floatPixels = false, doublePixels = false;

    [[nodiscard]] bool hasPixels() const { return pixelOffset >= 0; }
    [[nodiscard]] bool isColour() const { return samples > 1 || photometric == u"PALETTE COLOR"; }
};

[[nodiscard]] core::Result<Header> readHeader(const QString &path);

} // namespace lastra::dicom
