#pragma once
// The words on panes and in lists: what the headers and the view say, in the interface's language.

#include "lastra/dicom/Series.h"
#include "lastra/rendering/PaneOverlay.h"
#include "lastra/viewer/Reading.h"

#include <QCoreApplication>

namespace lastra::gui {

// Of one series; the same on all its panes.
struct SeriesTexts {
    QStringList patient;   // bold first: name or label, then what identifies
    QStringList study;     // description, date and time
    QString series;        // "CT 3 Chest 1.0 lung"
    QString thickness;     // "1.0 mm", of the slices as they were acquired
    QStringList technique; // "120 kV  86 mAs"
    QStringList warnings;  // LOSSY, repeated images ...
    QString simulated;     // SIMULATED, or empty
    int images = 0;
};

class PaneTexts {
    Q_DECLARE_TR_FUNCTIONS(lastra::gui::PaneTexts)
public:
    [[nodiscard]] static SeriesTexts of(const dicom::Series &series);
    [[nodiscard]] static QString seriesTitle(const dicom::Series &series); // "CT 3"
    [[nodiscard]] static QString seriesName(const dicom::Series &series);  // its description
    [[nodiscard]] static QString paneName(int pane);
    [[nodiscard]] static QString imageCount(int images); // "448 images"
    // "16 repeated images not shown"; empty for none.
    [[nodiscard]] static QString repeatedCount(int images);
    [[nodiscard]] static QString notForDiagnosis();
    [[nodiscard]] static QString windowText(const imaging::Voi &voi); // "W 1500  L −600"
    [[nodiscard]] static QString sourceWord(annotation::SpacingSource source);
    [[nodiscard]] static QString rulerWord(annotation::SpacingSource source); // empty: pixels
    // Texts, letters, ruler and crosshair of a pane; marks with their labels.
    [[nodiscard]] static rendering::PaneOverlay overlay(const viewer::Reading &reading, int pane,
                                                        const SeriesTexts &texts, qreal ratio);

    [[nodiscard]] static QString kindName(annotation::MeasurementKind kind);
    [[nodiscard]] static QString kindIcon(annotation::MeasurementKind kind);
    [[nodiscard]] static QString nameOf(const annotation::Measurement &m);
    [[nodiscard]] static QString valueOf(const annotation::Measurement &m); // "13.2 mm"
    [[nodiscard]] static QString
    detailOf(const annotation::Measurement &m); // "axial slice 171 · patient mm"
    [[nodiscard]] static QString labelOf(const annotation::Measurement &m); // beside the mark
    [[nodiscard]] static QString valueText(double value, const QString &unit);

private:
    [[nodiscard]] static QString cutName(annotation::CutPlane plane, int image);
    // Of a region: how many voxels, and of how many when images are not read.
    [[nodiscard]] static QString countOf(const annotation::Measurement &m);
    [[nodiscard]] static QString areaOf(const annotation::Measurement &m); // "112 mm² patient"
    [[nodiscard]] static QString withSource(const QString &size, annotation::SpacingSource source);
};

[[nodiscard]] const rendering::PaneColours &paneColours();
[[nodiscard]] QFont paneFont();

} // namespace lastra::gui
