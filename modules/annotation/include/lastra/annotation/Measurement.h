#pragma once
// One measurement as an immutable value. Everything is in the patient (LPS, mm), so that it means
// the same in every pane and at every zoom; values keep full precision and are rounded on the
// screen only.

#include "lastra/dicom/Spacing.h"
#include "lastra/imaging/Statistics.h"
#include "lastra/imaging/Volume.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace lastra::annotation {

enum class MeasurementKind { Length, Ellipse, Probe };
// The pane it was drawn in; Acquired: the images as they were stored.
enum class CutPlane { Unknown, Acquired, Axial, Coronal, Sagittal };

using dicom::SpacingSource; // where the millimetres come from; shown with every length

struct Measurement {
    QString id; // a UUID, made with the measurement
    MeasurementKind kind = MeasurementKind::Length;
    QString name; // given by the reader; empty: the kind is shown
    // Length: two ends. Ellipse: centre, then the ends of its two half axes. Probe: one point.
    std::vector<imaging::Vec3> points;
    imaging::Vec3 normal{0, 0, 1}; // of the cut it was drawn on
    QString seriesUid, frameOfReferenceUid;
    CutPlane plane = CutPlane::Unknown;
    int image = 0; // 1-based number of the cut among those of its plane, 0 when oblique
    SpacingSource spacing = SpacingSource::Patient;
    // Length: mm (or pixels). Probe: the value there. Ellipse: mean of the voxels inside.
    double value = 0;
    QString unit;                                        // "mm", "px", "HU" ... or empty
    std::optional<imaging::RegionStatistics> statistics; // of an ellipse
    double area = 0;                                     // of an ellipse, in areaUnit()
    bool inside = true;    // false: there is no value where the probe lies
    bool awaiting = false; // voxels it lies on have not been read: measured again when they are
    bool visible = true;
    bool starred = false;
    QDateTime made;

    [[nodiscard]] QString areaUnit() const; // "mm²", or "px²" where nothing gives millimetres
    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static std::optional<Measurement> fromJson(const QJsonObject &json);
};

// A new one with its id, measured on the volume.
[[nodiscard]] Measurement makeMeasurement(MeasurementKind kind, std::vector<imaging::Vec3> points,
                                          const imaging::Volume &volume, SpacingSource spacing,
                                          const QDateTime &now);
// The same measurement with other points, measured again; id, name and time stay.
[[nodiscard]] Measurement movedTo(Measurement measurement, std::vector<imaging::Vec3> points,
                                  const imaging::Volume &volume);
// Distance of a patient point from the cut it was drawn on, mm: decides where it is shown.
[[nodiscard]] double distanceFromCut(const Measurement &measurement, imaging::Vec3 patient);

[[nodiscard]] QLatin1String keyOf(MeasurementKind kind);

} // namespace lastra::annotation
