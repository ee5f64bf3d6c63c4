#pragma once
// Writes CT Image Storage series and Secondary Capture pictures: what simulated scanners produce
// and what tests are planted with. Explicit VR little endian, UTF-8. The same input gives the same
// bytes: UIDs, dates and times are handed in.
//
// Errors: "dicom.writeInvalid" [what], those of core::AtomicFile, "core.cancelled".

#include "lastra/core/Work.h"
#include "lastra/dicom/Element.h"
#include "lastra/imaging/Picture.h"
#include "lastra/imaging/Volume.h"

#include <QStringList>

#include <functional>
#include <vector>

namespace lastra::dicom {

// Patient, study, series and equipment. Empty strings become empty elements where the standard
// allows.
struct CommonAttributes {
    QString patientName, patientId, patientBirthDate, patientSex, patientAge;
    QString studyUid, studyId, studyDate, studyTime, studyDescription, accessionNumber;
    QString referringPhysician, institution, operatorName;
    QString seriesUid, seriesDescription, protocol, bodyPart, laterality;
    int seriesNumber = 1;
    QString contentDate, contentTime; // also acquisition date and time
    QString manufacturer, model, softwareVersion, deviceSerial, station;
    QString timezone;       // "+0100"
    bool synthetic = false; // Synthetic Data (0008,001C)
    QString derivation;     // Derivation Description
    bool patientIdentityRemoved = false;
    QString deidentificationMethod;
    std::vector<Element> extra; // added last; replaces an element already there
};

struct ContributingEquipment {
    QString manufacturer, model, softwareVersion, description;
    QString purposeCode = QStringLiteral("109101"),
            purposeMeaning = QStringLiteral("Acquisition Equipment");
};

struct CtAttributes : CommonAttributes {
    QString frameOfReferenceUid;
    QStringList imageType{"ORIGINAL", "PRIMARY", "AXIAL"};
    double kvp = 0, tubeCurrent = 0 /* mA */, exposureTime = 0 /* ms */, mAs = 0; // 0: left empty
    QString kernel, patientPosition = QStringLiteral("HFS"), scanOptions;
    double sliceThickness = 0; // mm; 0: the spacing between slices
    double reconstructionDiameter = 0, sourceToDetector = 0,
           sourceToIsocentre = 0; // mm; 0: left out
    double windowCenter = 40, windowWidth = 400;
    std::vector<ContributingEquipment> contributing;
    QStringList instanceUids; // one a slice
};

// Slice k becomes folder/IM0001.dcm ...; all files appear or none. Voxels outside 16 bits and
// fractions are rounded and clamped after the volume's meaning was applied (stored as HU + 1024
// when the volume is of floats). Returns the paths.
[[nodiscard]] core::Result<QStringList> writeCtSeries(const imaging::Volume &volume,
                                                      const CtAttributes &attributes,
                                                      const QString &folder, core::Work &work);

struct CaptureAttributes : CommonAttributes {
    QString instanceUid;
    int instanceNumber = 1;
    QString modality = QStringLiteral("OT");
    QStringList imageType{"DERIVED", "SECONDARY"};
    bool burnedInAnnotation = true;
};
[[nodiscard]] core::Done writeSecondaryCapture(const imaging::GreyImage &image,
                                               const CaptureAttributes &attributes,
                                               const QString &path);
[[nodiscard]] core::Done writeSecondaryCapture(const imaging::RgbImage &image,
                                               const CaptureAttributes &attributes,
                                               const QString &path);

// A UID under the ISO "2.25." arc from a digest of the text: the same text gives the same UID.
[[nodiscard]] QString uidFromText(const QByteArray &text);

} // namespace lastra::dicom
