#include "lastra/annotation/Measurement.h"

#include <QJsonArray>
#include <QUuid>

#include <array>
#include <cmath>
#include <numbers>

namespace lastra::annotation {
namespace {

constexpr std::array kKinds = {"length", "ellipse", "probe"};
constexpr std::array kPlanes = {"", "acquired", "axial", "coronal", "sagittal"};
constexpr std::array kSources = {SpacingSource::Patient, SpacingSource::Calibrated,
                                 SpacingSource::Detector, SpacingSource::Estimated,
                                 SpacingSource::Pixels};
constexpr std::array<size_t, 3> kPoints = {2, 3, 1};

std::optional<MeasurementKind> kindFrom(const QString &key) {
    for (size_t i = 0; i < kKinds.size(); ++i)
        if (key == QLatin1String(kKinds[i]))
            return MeasurementKind(i);
    return std::nullopt;
}

CutPlane planeFrom(const QString &key) {
    for (size_t i = 0; i < kPlanes.size(); ++i)
        if (key == QLatin1String(kPlanes[i]))
            return CutPlane(i);
    return CutPlane::Unknown; // also of a file from before planes were kept
}

std::optional<SpacingSource> sourceFrom(const QString &word) {
    for (const SpacingSource source : kSources)
        if (word == QLatin1String(dicom::spacingWord(source)))
            return source;
    return std::nullopt;
}

QJsonArray toJson(imaging::Vec3 v) {
    return {v.x, v.y, v.z};
}

std::optional<imaging::Vec3> vectorFrom(const QJsonValue &value) {
    const QJsonArray a = value.toArray();
    if (a.size() != 3 || !a[0].isDouble() || !a[1].isDouble() || !a[2].isDouble())
        return std::nullopt;
    return imaging::Vec3{a[0].toDouble(), a[1].toDouble(), a[2].toDouble()};
}

void measure(Measurement &m, const imaging::Volume &volume) {
    m.statistics.reset();
    m.area = 0;
    m.inside = true;
    m.awaiting = false;
    if (m.kind == MeasurementKind::Length) {
        const imaging::Vec3 span = m.points[1] - m.points[0];
        if (m.spacing == SpacingSource::Pixels) {
            // Without millimetres the grid itself is the measure.
            const auto &g = volume.geometry();
            const imaging::Vec3 voxels = g.toVoxel(m.points[1]) - g.toVoxel(m.points[0]);
            m.value = length(voxels);
            m.unit = QStringLiteral("px");
        } else {
            m.value = length(span);
            m.unit = QStringLiteral("mm");
        }
    } else if (m.kind == MeasurementKind::Ellipse) {
        imaging::Region region;
        region.centre = m.points[0];
        const imaging::Vec3 u = m.points[1] - m.points[0], v = m.points[2] - m.points[0];
        region.halfU = length(u);
        region.halfV = length(v);
        region.u = normalised(u);
        region.v = normalised(v);
        if (region.halfU > 0 && region.halfV > 0) {
            m.statistics = imaging::regionStatistics(volume, region);
            m.value = m.statistics->mean;
            m.awaiting = m.statistics->unread > 0;
            m.area = m.statistics->areaMm2;
            if (m.spacing == SpacingSource::Pixels) {
                const auto &g = volume.geometry();
                const imaging::Vec3 centre = g.toVoxel(m.points[0]);
                m.area = std::numbers::pi * length(cross(g.toVoxel(m.points[1]) - centre,
                                                         g.toVoxel(m.points[2]) - centre));
            }
        }
        m.unit = volume.unit();
    } else {
        const auto value = volume.valueAt(m.points[0]);
        m.inside = value.has_value();
        m.awaiting = volume.awaitsAt(m.points[0]);
        m.value = value.value_or(0);
        m.unit = volume.unit();
    }
}

} // namespace

QLatin1String keyOf(MeasurementKind kind) {
    return QLatin1String(kKinds[size_t(kind)]);
}

Measurement makeMeasurement(MeasurementKind kind, std::vector<imaging::Vec3> points,
                            const imaging::Volume &volume, SpacingSource spacing,
                            const QDateTime &now) {
    Measurement m;
    m.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    m.kind = kind;
    m.points = std::move(points);
    m.points.resize(kPoints[size_t(kind)]);
    m.spacing = spacing;
    m.made = now;
    if (kind == MeasurementKind::Ellipse)
        m.normal = normalised(cross(m.points[1] - m.points[0], m.points[2] - m.points[0]));
    measure(m, volume);
    return m;
}

Measurement movedTo(Measurement m, std::vector<imaging::Vec3> points,
                    const imaging::Volume &volume) {
    m.points = std::move(points);
    m.points.resize(kPoints[size_t(m.kind)]);
    measure(m, volume);
    return m;
}

double distanceFromCut(const Measurement &m, imaging::Vec3 patient) {
    return std::abs(dot(patient - m.points.front(), m.normal));
}

QString Measurement::areaUnit() const {
    return spacing == SpacingSource::Pixels ? QStringLiteral("px²") : QStringLiteral("mm²");
}

QJsonObject Measurement::toJson() const {
    QJsonArray coordinates;
    for (const imaging::Vec3 &p : points)
        coordinates.append(annotation::toJson(p));
    QJsonObject json{{"id", id},
                     {"kind", keyOf(kind)},
                     {"name", name},
                     {"points", coordinates},
                     {"normal", annotation::toJson(normal)},
                     {"seriesUid", seriesUid},
                     {"frameOfReferenceUid", frameOfReferenceUid},
                     {"plane", QLatin1String(kPlanes[size_t(plane)])},
                     {"image", image},
                     {"spacing", QLatin1String(dicom::spacingWord(spacing))},
                     {"value", value},
                     {"unit", unit},
                     {"inside", inside},
                     {"awaiting", awaiting},
                     {"visible", visible},
                     {"starred", starred},
                     {"made", made.toUTC().toString(Qt::ISODateWithMs)}};
    if (statistics)
        json["statistics"] = QJsonObject{{"count", qint64(statistics->count)},
                                         {"unread", qint64(statistics->unread)},
                                         {"mean", statistics->mean},
                                         {"sd", statistics->sd},
                                         {"min", statistics->min},
                                         {"max", statistics->max},
                                         {"area", area},
                                         {"areaUnit", areaUnit()}};
    return json;
}

std::optional<Measurement> Measurement::fromJson(const QJsonObject &json) {
    const auto kind = kindFrom(json["kind"].toString());
    const auto source = sourceFrom(json["spacing"].toString());
    const auto normal = vectorFrom(json["normal"]);
    const QJsonArray coordinates = json["points"].toArray();
    if (!kind || !source || !normal || size_t(coordinates.size()) != kPoints[size_t(*kind)] ||
        json["id"].toString().isEmpty())
        return std::nullopt;
    Measurement m;
    m.id = json["id"].toString();
    m.kind = *kind;
    m.name = json["name"].toString();
    for (const QJsonValue &c : coordinates) {
        const auto point = vectorFrom(c);
        if (!point)
            return std::nullopt;
        m.points.push_back(*point);
    }
    // A hand may have written it: all that is done with it takes its length for one.
    m.normal = std::abs(length(*normal) - 1) < 1e-6 ? *normal : normalised(*normal);
    m.seriesUid = json["seriesUid"].toString();
    m.frameOfReferenceUid = json["frameOfReferenceUid"].toString();
    m.plane = planeFrom(json["plane"].toString());
    m.image = json["image"].toInt();
    m.spacing = *source;
    m.value = json["value"].toDouble();
    m.unit = json["unit"].toString();
    m.inside = json["inside"].toBool(true);
    m.awaiting = json["awaiting"].toBool();
    m.visible = json["visible"].toBool(true);
    m.starred = json["starred"].toBool();
    m.made = QDateTime::fromString(json["made"].toString(), Qt::ISODateWithMs);
    if (const QJsonObject s = json["statistics"].toObject(); !s.isEmpty()) {
        imaging::RegionStatistics statistics;
        statistics.count = s["count"].toInteger();
        statistics.unread = s["unread"].toInteger();
        statistics.mean = s["mean"].toDouble();
        statistics.sd = s["sd"].toDouble();
        statistics.min = s["min"].toDouble();
        statistics.max = s["max"].toDouble();
        statistics.unit = m.unit;
        m.area = s["area"].toDouble();
        m.statistics = statistics;
    }
    return m;
}

} // namespace lastra::annotation
