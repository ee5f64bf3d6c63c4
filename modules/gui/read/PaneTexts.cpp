#include "read/PaneTexts.h"

#include "parts/Basic.h"

#include <cmath>

namespace lastra::gui {

using annotation::Measurement;
using annotation::MeasurementKind;
using annotation::SpacingSource;

namespace {

const QChar kNbsp(0xa0);

QString figure(double value, int decimals) {
    QString text = number(std::abs(value), decimals);
    const bool zero = std::abs(value) < 0.5 * std::pow(10, -decimals);
    return value < 0 && !zero ? QChar(0x2212) + text : text;
}

QString dicomDate(const QString &yyyymmdd) {
    const QDate day = QDate::fromString(yyyymmdd.left(8), QStringLiteral("yyyyMMdd"));
    return day.isValid() ? date(day) : QString();
}

QString dicomTime(const QString &hhmmss) {
    return hhmmss.size() >= 4 ? hhmmss.left(2) + QLatin1Char(':') + hhmmss.mid(2, 2) : QString();
}

QString firstOf(std::initializer_list<QString> texts) {
    for (const QString &t : texts)
        if (!t.isEmpty())
            return t;
    return {};
}

QString personName(const QString &dicomName) {
    const QStringList parts = dicomName.split(QLatin1Char('=')).first().split(QLatin1Char('^'));
    QStringList kept;
    for (const QString &part : parts)
        if (!part.trimmed().isEmpty())
            kept << part.trimmed();
    if (kept.size() < 2)
        return kept.join(QString());
    const QString family = kept.takeFirst();
    return family + QStringLiteral(", ") + kept.join(QLatin1Char(' '));
}

// HU and the like in whole numbers above 10, small values with more.
int decimalsFor(double value) {
    const double size = std::abs(value);
    return size >= 10 ? 0 : size >= 1 ? 1 : 3;
}

// The pane that cuts along the slices as they were acquired.
int acquiredAs(const imaging::Geometry &g) {
    const auto axes = g.axesNearestPatient();
    return axes[2] == 2 ? viewer::kAxial : axes[1] == 2 ? viewer::kCoronal : viewer::kSagittal;
}

} // namespace

SeriesTexts PaneTexts::of(const dicom::Series &series) {
    const dicom::Header &h = series.first();
    SeriesTexts t;
    const bool research = h.deidentified || h.patientName.isEmpty();
    if (research) {
        t.patient << firstOf({h.patientId, tr("No label")});
        t.patient << h.studyId;
    } else {
        t.patient << personName(h.patientName);
        t.patient << h.patientId +
                         (h.patientSex.isEmpty() ? QString() : QStringLiteral("  ") + h.patientSex);
        t.patient << dicomDate(h.patientBirthDate);
    }
    t.study << h.institution << h.studyDescription
            << (dicomDate(firstOf({h.contentDate, h.seriesDate, h.studyDate})) + QLatin1Char(' ') +
                dicomTime(firstOf({h.contentTime, h.seriesTime, h.studyTime})))
                   .trimmed();
    t.series = (seriesTitle(series) + QLatin1Char(' ') + h.seriesDescription).trimmed();
    if (h.sliceThickness)
        t.thickness = figure(*h.sliceThickness, 1) + kNbsp + QStringLiteral("mm");
    QStringList exposure;
    if (h.kvp)
        exposure << figure(*h.kvp, 0) + kNbsp + QStringLiteral("kV");
    if (h.mAs)
        exposure << figure(*h.mAs, 0) + kNbsp + QStringLiteral("mAs");
    if (h.repetitionTime)
        exposure << QStringLiteral("TR ") + figure(*h.repetitionTime, 0);
    if (h.echoTime)
        exposure << QStringLiteral("TE ") + figure(*h.echoTime, 1);
    t.technique << exposure.join(QStringLiteral("  "));
    if (h.lossy)
        t.warnings << tr("LOSSY");
    if (series.repeated > 0)
        t.warnings << repeatedCount(series.repeated);
    if (h.simulated)
        t.simulated = tr("SIMULATED");
    t.images = series.images;
    for (QStringList *list : {&t.patient, &t.study, &t.technique})
        list->removeAll(QString());
    return t;
}

QString PaneTexts::seriesTitle(const dicom::Series &series) {
    const dicom::Header &h = series.first();
    const QString modality = h.modality.isEmpty() ? tr("Series") : h.modality;
    return h.seriesNumber ? QStringLiteral("%1 %2").arg(modality).arg(*h.seriesNumber) : modality;
}

QString PaneTexts::seriesName(const dicom::Series &series) {
    const dicom::Header &h = series.first();
    return firstOf({h.seriesDescription, h.protocol, h.bodyPart});
}

QString PaneTexts::paneName(int pane) {
    switch (pane) {
    case viewer::kAxial:
        return tr("Axial");
    case viewer::kCoronal:
        return tr("Coronal");
    case viewer::kSagittal:
        return tr("Sagittal");
    case viewer::kVolume:
        return tr("3-D");
    default:
        return tr("Images");
    }
}

QString PaneTexts::imageCount(int images) {
    return images == 1 ? tr("1 image") : tr("%1 images").arg(number(qint64(images)));
}

QString PaneTexts::repeatedCount(int images) {
    if (images <= 0)
        return {};
    return images == 1 ? tr("1 repeated image not shown")
                       : tr("%1 repeated images not shown").arg(number(qint64(images)));
}

QString PaneTexts::notForDiagnosis() {
    return tr("NOT FOR DIAGNOSTIC USE");
}

QString PaneTexts::windowText(const imaging::Voi &voi) {
    if (voi.lut)
        return tr("Table of the file");
    const int decimals = voi.window.width < 10 ? 2 : 0;
    return tr("W %1  L %2")
        .arg(figure(voi.window.width, decimals), figure(voi.window.center, decimals));
}

QString PaneTexts::sourceWord(SpacingSource source) {
    switch (source) {
    case SpacingSource::Patient:
        return tr("patient mm");
    case SpacingSource::Calibrated:
        return tr("calibrated mm");
    case SpacingSource::Detector:
        return tr("mm at the detector");
    case SpacingSource::Estimated:
        return tr("estimated mm");
    case SpacingSource::Pixels:
        return tr("pixels");
    }
    return {};
}

QString PaneTexts::rulerWord(SpacingSource source) {
    switch (source) {
    case SpacingSource::Patient:
        return tr("patient");
    case SpacingSource::Calibrated:
        return tr("calibrated");
    case SpacingSource::Detector:
        return tr("at the detector");
    case SpacingSource::Estimated:
        return tr("estimated");
    default:
        return {};
    }
}

rendering::PaneOverlay PaneTexts::overlay(const viewer::Reading &reading, int pane,
                                          const SeriesTexts &texts, qreal ratio) {
    rendering::PaneOverlay o;
    o.foot = notForDiagnosis();
    o.simulated = texts.simulated;
    o.warnings = texts.warnings;
    const auto level = reading.overlayLevel();
    o.texts = level != viewer::OverlayLevel::Nothing;
    if (level == viewer::OverlayLevel::All) {
        o.topLeft = texts.patient;
        if (pane == viewer::kAxial || pane == viewer::kAcquired)
            o.topRight = texts.study;
    }
    o.planeName = pane == viewer::kAcquired ? QString() : paneName(pane);
    if (reading.volume().isNull())
        return o;
    const int ready = reading.volume().readyCount();
    const int slices = reading.volume().geometry().size[2];
    if (ready < slices && !reading.picture(pane))
        o.warnings << tr("PARTIAL %1/%2").arg(ready).arg(slices);
    o.bottomRight << texts.series;
    if (pane == viewer::kVolume) {
        o.bottomRight << imageCount(texts.images);
        return o;
    }
    const auto geometry = reading.geometry(pane);
    const auto at = reading.crosshair();
    const bool placed = reading.facts().placed;
    if (placed)
        o.letters = geometry.letters();
    const QString mm = kNbsp + QStringLiteral("mm");
    if (pane == viewer::kAxial)
        o.planeStyle = rendering::LineStyle::Axial;
    else if (pane == viewer::kCoronal)
        o.planeStyle = rendering::LineStyle::Coronal;
    else if (pane == viewer::kSagittal)
        o.planeStyle = rendering::LineStyle::Sagittal;
    if (geometry.index() >= 0)
        o.bottomLeft << (placed ? QStringLiteral("%1 / %2") : tr("Picture %1 / %2"))
                            .arg(geometry.index() + 1)
                            .arg(geometry.count());
    if (reading.picture(pane) == nullptr)
        o.bottomLeft << windowText(reading.voi());
    const double zoom = 100 * geometry.pixelsPerMm() * geometry.plane().pixelWidth * ratio;
    o.bottomLeft << tr("Zoom %1 %").arg(figure(zoom, 0)) + QStringLiteral("  CPU");
    const int acquired = acquiredAs(reading.volume().geometry());
    const int cut = pane == viewer::kAcquired ? acquired : pane;
    QString position;
    if (placed)
        position = cut == viewer::kAxial     ? QStringLiteral("z ") + figure(at.z, 1) + mm
                   : cut == viewer::kCoronal ? QStringLiteral("y ") + figure(at.y, 1) + mm
                                             : QStringLiteral("x ") + figure(at.x, 1) + mm;
    const QString thickness = cut == acquired ? texts.thickness : QString();
    if (pane == viewer::kAxial || pane == viewer::kAcquired) {
        QStringList line{thickness, position};
        line.removeAll(QString());
        if (!line.isEmpty())
            o.bottomRight << line.join(QStringLiteral("  "));
        o.bottomRight << texts.technique;
    } else {
        o.bottomLeft.insert(0, position);
        if (!thickness.isEmpty())
            o.bottomRight << thickness;
        o.bottomRight << paneName(pane).toLower();
    }
    o.crosshair = reading.crosshairLines(pane);
    o.cursor = reading.cursor(pane);
    const auto source = reading.facts().spacing;
    if (source != SpacingSource::Pixels)
        o.ruler = rendering::Ruler{geometry.pixelsPerMm(), rulerWord(source)};
    for (const auto &item : reading.shown(pane)) {
        rendering::Mark mark;
        mark.shape = item->kind == MeasurementKind::Length    ? rendering::MarkShape::Length
                     : item->kind == MeasurementKind::Ellipse ? rendering::MarkShape::Ellipse
                                                              : rendering::MarkShape::Probe;
        mark.points = reading.panePoints(*item, pane);
        mark.label = labelOf(*item);
        mark.selected = item->id == reading.selected();
        o.marks.push_back(std::move(mark));
    }
    return o;
}

QString PaneTexts::kindName(MeasurementKind kind) {
    switch (kind) {
    case MeasurementKind::Length:
        return tr("Length");
    case MeasurementKind::Ellipse:
        return tr("Ellipse region");
    case MeasurementKind::Probe:
        return tr("Point value");
    }
    return {};
}

QString PaneTexts::kindIcon(MeasurementKind kind) {
    return kind == MeasurementKind::Length    ? QStringLiteral("length")
           : kind == MeasurementKind::Ellipse ? QStringLiteral("ellipse")
                                              : QStringLiteral("probe");
}

QString PaneTexts::nameOf(const Measurement &m) {
    return m.name.isEmpty() ? kindName(m.kind) : m.name;
}

QString PaneTexts::valueText(double value, const QString &unit) {
    const QString text = figure(value, decimalsFor(value));
    return unit.isEmpty() ? text : text + kNbsp + unit;
}

QString PaneTexts::valueOf(const Measurement &m) {
    if (m.kind == MeasurementKind::Length)
        return figure(m.value, 1) + kNbsp + m.unit;
    if (m.kind == MeasurementKind::Probe)
        return m.inside ? valueText(m.value, m.unit) : m.awaiting ? tr("not read") : tr("no value");
    if (!m.statistics || m.statistics->count == 0)
        return m.awaiting ? tr("not read") : tr("no value");
    const int decimals = decimalsFor(m.statistics->mean);
    QString text = figure(m.statistics->mean, decimals) + QStringLiteral(" ± ") +
                   figure(m.statistics->sd, decimals);
    return m.unit.isEmpty() ? text : text + kNbsp + m.unit;
}

QString PaneTexts::detailOf(const Measurement &m) {
    QStringList parts;
    if (m.image > 0)
        parts << cutName(m.plane, m.image);
    if (m.kind == MeasurementKind::Length)
        parts << sourceWord(m.spacing);
    else if (m.kind == MeasurementKind::Probe)
        parts << tr("one point");
    else if (m.statistics)
        parts << countOf(m) << areaOf(m);
    return parts.join(QStringLiteral(" · "));
}

QString PaneTexts::cutName(annotation::CutPlane plane, int image) {
    switch (plane) {
    case annotation::CutPlane::Axial:
        return tr("axial slice %1").arg(image);
    case annotation::CutPlane::Coronal:
        return tr("coronal slice %1").arg(image);
    case annotation::CutPlane::Sagittal:
        return tr("sagittal slice %1").arg(image);
    case annotation::CutPlane::Acquired:
        return tr("acquired image %1").arg(image);
    case annotation::CutPlane::Unknown:
        break;
    }
    return tr("image %1").arg(image);
}

QString PaneTexts::countOf(const Measurement &m) {
    const auto &s = *m.statistics;
    const QString count = number(qint64(s.count));
    return s.unread ? tr("n %1 of %2").arg(count, number(qint64(s.count + s.unread)))
                    : tr("n %1").arg(count);
}

QString PaneTexts::areaOf(const Measurement &m) {
    return withSource(figure(m.area, m.area < 10 ? 1 : 0) + kNbsp + m.areaUnit(), m.spacing);
}

QString PaneTexts::withSource(const QString &size, SpacingSource source) {
    const QString word = rulerWord(source);
    return word.isEmpty() ? size : size + QLatin1Char(' ') + word;
}

QString PaneTexts::labelOf(const Measurement &m) {
    QString label = valueOf(m);
    if (m.kind == MeasurementKind::Length)
        return withSource(label, m.spacing);
    if (m.kind == MeasurementKind::Ellipse && m.statistics) {
        const auto &s = *m.statistics;
        if (s.count > 0)
            label += QLatin1Char('\n') + tr("%1 to %2, %3")
                                             .arg(figure(s.min, decimalsFor(s.min)),
                                                  figure(s.max, decimalsFor(s.max)), countOf(m));
        label += QLatin1Char('\n') + areaOf(m);
    }
    return label;
}

const rendering::PaneColours &paneColours() {
    // Panes stay dark in both themes.
    static const rendering::PaneColours colours = [] {
        const Theme dark = Theme::make(ThemeKind::Dark);
        rendering::PaneColours c;
        c.text = dark.paneText;
        c.strongText = dark.paneLetters;
        c.letters = dark.paneLetters;
        c.hint = dark.g8;
        c.axial = dark.axial;
        c.coronal = dark.coronal;
        c.sagittal = dark.sagittal;
        c.measurement = dark.measurement;
        c.warning = dark.attention;
        c.accent = dark.accent;
        return c;
    }();
    return colours;
}

QFont paneFont() {
    return typeface(Text::Small);
}

} // namespace lastra::gui
