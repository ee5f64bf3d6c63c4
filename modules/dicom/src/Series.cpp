#include "lastra/dicom/Series.h"

#include "SeriesGeometry.h"
#include "lastra/dicom/Spacing.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace lastra::dicom {

using imaging::Geometry;
using imaging::Vec3;

StackGeometry stackGeometry(const std::vector<Vec3> &positions, const std::array<Vec3, 2> &axes,
                            std::array<double, 2> pixelSpacing, double thickness, int rows,
                            int columns) {
    StackGeometry out;
    Geometry &g = out.geometry;
    const int n = int(positions.size());
    const Vec3 normal = normalised(cross(axes[0], axes[1]));
    g.size = {columns, rows, n};
    g.spacing = {pixelSpacing[1], pixelSpacing[0], thickness > 0 ? thickness : 1};
    g.origin = positions.front();
    g.direction = {axes[0], axes[1], normal};
    if (n < 2)
        return out;
    const auto along = [&](int k) { return dot(positions[size_t(k)] - positions[0], normal); };
    std::vector<double> gaps;
    for (int k = 1; k < n; ++k)
        gaps.push_back(along(k) - along(k - 1));
    std::vector<double> sorted = gaps;
    std::sort(sorted.begin(), sorted.end());
    // The lower median: with one slice missing out of three, the small gap is the nominal one.
    const double nominal = sorted[(sorted.size() - 1) / 2];
    for (int k = 1; k < n; ++k) {
        const double gap = gaps[size_t(k - 1)];
        GeometryProblem problem{GeometryProblem::Kind::UnevenSpacing, k - 1, k, gap, nominal};
        if (gap < 1e-3) {
            problem.kind = GeometryProblem::Kind::DuplicatePosition;
        } else {
            const double times = gap / nominal;
            // viewer bar: more than 1 % of nominal; half a hundredth more forgives two decimals.
            if (std::abs(gap - nominal) <= std::max(0.01 * nominal, 0.0101))
                continue;
            if (nominal > 1e-3 && times > 1.5 && std::abs(times - std::round(times)) < 0.05)
                problem.kind = GeometryProblem::Kind::MissingSlice;
        }
        out.problems.push_back(problem);
    }
    const Vec3 whole = positions.back() - positions.front();
    const double extent = length(whole);
    if (extent < 1e-3)
        return out;
    const double tilt = std::acos(std::clamp(dot(whole, normal) / extent, -1.0, 1.0)) * 180 /
                        3.14159265358979323846;
    // A tenth of a degree, and a drift that is more than rounding.
    if (tilt > 0.1 && length(cross(whole, normal)) > 0.1) {
        out.problems.push_back({GeometryProblem::Kind::Tilt, 0, n - 1, tilt, 0});
        g.direction[2] = normalised(whole);
    }
    g.spacing.z = extent / (n - 1);
    return out;
}

namespace {

QString rounded(Vec3 v) {
    // Thousandths: rows of one series differ in the last decimals. Adding zero turns -0 into 0.
    const auto r = [](double x) { return std::round(x * 1000) / 1000 + 0.0; };
    return QStringLiteral("%1,%2,%3").arg(r(v.x)).arg(r(v.y)).arg(r(v.z));
}

// Images with the same key can lie in one stack.
QString stackKey(const Header &h) {
    if (!h.hasPixels())
        return h.sopClassUid;
    QString key = QStringLiteral("%1|%2x%3|%4|%5|%6")
                      .arg(h.sopClassUid)
                      .arg(h.columns)
                      .arg(h.rows)
                      .arg(h.samples)
                      .arg(h.photometric)
                      .arg(h.bitsAllocated == 1);
    key += QStringLiteral("|%1|%2|%3")
               .arg(h.echoNumber.value_or(0))
               .arg(h.bValue.value_or(-1))
               .arg(h.imageType.contains(u"LOCALIZER"));
    if (h.frames > 1 || h.hasFunctionalGroups)
        return key + QLatin1Char('|') + h.sopInstanceUid + h.path; // its frames are a stack already
    if (h.orientation && h.position)
        key += QLatin1Char('|') + rounded((*h.orientation)[0]) + QLatin1Char('|') +
               rounded((*h.orientation)[1]);
    if (h.pixelSpacing)
        key += QStringLiteral("|%1|%2")
                   .arg(std::round((*h.pixelSpacing)[0] * 1e4))
                   .arg(std::round((*h.pixelSpacing)[1] * 1e4));
    return key;
}

bool inTimeOrder(const Header &a, const Header &b) {
    const auto key = [](const Header &h) {
        return std::tuple(h.acquisitionNumber.value_or(0), h.acquisitionDate, h.acquisitionTime,
                          h.contentTime, h.instanceNumber.value_or(0), h.path);
    };
    return key(a) < key(b);
}

bool byNumber(const Header &a, const Header &b) {
    return std::tuple(a.instanceNumber.value_or(0), a.path) <
           std::tuple(b.instanceNumber.value_or(0), b.path);
}

// Positions that occur equally often, more than once, are the time points of a 4-D series.
std::vector<std::vector<Header>> splitInTime(std::vector<Header> files) {
    const Vec3 normal = cross((*files[0].orientation)[0], (*files[0].orientation)[1]);
    std::map<qint64, std::vector<Header>> places;
    for (Header &h : files)
        places[std::llround(dot(*h.position, normal) * 1000)].push_back(std::move(h));
    const size_t times = places.begin()->second.size();
    const bool even = std::all_of(places.begin(), places.end(),
                                  [&](const auto &p) { return p.second.size() == times; });
    std::vector<std::vector<Header>> parts(even ? times : 1);
    for (auto &[place, list] : places) {
        std::sort(list.begin(), list.end(), inTimeOrder);
        for (size_t n = 0; n < list.size(); ++n)
            parts[even ? n : 0].push_back(std::move(list[n]));
    }
    return parts;
}

int imagesOf(const Header &h) {
    return h.hasPixels() ? h.frames : 0;
}

// Frames are claims, which may not add up to an int.
int plus(int sum, int more) {
    return sum + std::min(more, std::numeric_limits<int>::max() - sum);
}

void describe(Series &s) {
    const Header &h = s.first();
    s.images = 0;
    for (const Header &file : s.files)
        s.images = plus(s.images, imagesOf(file));
    if (!h.hasPixels()) {
        s.kind = SeriesKind::Other;
        return;
    }
    const bool placed = h.position && h.orientation && !h.isColour();
    const bool enhanced = h.hasFunctionalGroups && !h.isColour();
    s.kind = placed || enhanced ? SeriesKind::Volume : SeriesKind::Pictures;
    if (!placed || h.frames > 1)
        return;
    std::vector<Vec3> positions;
    for (const Header &file : s.files)
        positions.push_back(*file.position);
    const PixelSpacing spacing = pixelSpacingOf(h);
    StackGeometry stack = stackGeometry(positions, *h.orientation, {spacing.row, spacing.column},
                                        h.sliceThickness.value_or(1), h.rows, h.columns);
    s.geometry = stack.geometry;
    s.problems = std::move(stack.problems);
}

std::vector<Series> stacksOf(std::vector<Header> files) {
    std::vector<std::vector<Header>> groups;
    std::map<QString, size_t> index;
    std::sort(files.begin(), files.end(), byNumber);
    for (Header &h : files) {
        const auto [at, isNew] = index.try_emplace(stackKey(h), groups.size());
        if (isNew)
            groups.emplace_back();
        groups[at->second].push_back(std::move(h));
    }
    std::vector<Series> out;
    for (auto &group : groups) {
        const Header &h = group.front();
        const bool placed = h.hasPixels() && h.frames == 1 && h.position && h.orientation &&
                            std::all_of(group.begin(), group.end(),
                                        [](const Header &f) { return bool(f.position); });
        std::vector<std::vector<Header>> parts;
        if (placed)
            parts = splitInTime(std::move(group));
        else
            parts.push_back(std::move(group));
        for (auto &part : parts) {
            Series s;
            s.files = std::move(part);
            describe(s);
            out.push_back(std::move(s));
        }
    }
    for (size_t n = 0; n < out.size(); ++n) {
        const QString uid = out[n].first().seriesUid;
        out[n].key = (uid.isEmpty() ? out[n].first().path : uid) +
                     (out.size() > 1 ? QStringLiteral("#%1").arg(n + 1) : QString());
    }
    return out;
}

} // namespace

std::vector<Patient> groupSeries(std::vector<Header> files) {
    using SeriesFiles = std::map<QString, std::vector<Header>>;
    std::map<QString, std::map<QString, SeriesFiles>> tree;
    // A copy of the same instance elsewhere in the folder is not a second image. Of files that say
    // they are one instance and differ, the one with the most images stays.
    QHash<QString, size_t> kept;
    for (size_t n = 0; n < files.size(); ++n)
        if (const QString &uid = files[n].sopInstanceUid; !uid.isEmpty() && !files[n].isDicomdir) {
            if (!kept.contains(uid))
                kept.insert(uid, n);
            size_t &best = kept[uid];
            if (imagesOf(files[n]) > imagesOf(files[best]))
                best = n;
        }
    QHash<QString, int> repeats; // SOP Instance UID: images in the files that are left out
    for (size_t n = 0; n < files.size(); ++n) {
        Header &h = files[n];
        if (h.isDicomdir)
            continue;
        if (const auto best = kept.constFind(h.sopInstanceUid); best != kept.cend() && *best != n) {
            int &images = repeats[h.sopInstanceUid];
            images = plus(images, imagesOf(h));
            continue;
        }
        const QString patient = h.patientId + QChar(0) + h.patientName.toUpper();
        const QString study = h.studyUid, series = h.seriesUid + QChar(0) + h.modality;
        tree[patient][study][series].push_back(std::move(h));
    }
    std::vector<Patient> patients;
    for (auto &[patientKey, studies] : tree) {
        Patient patient;
        for (auto &[uid, seriesFiles] : studies) {
            Study study;
            study.uid = uid;
            for (auto &[seriesKey, list] : seriesFiles)
                for (Series &s : stacksOf(std::move(list))) {
                    for (const Header &h : s.files)
                        s.repeated = plus(s.repeated, repeats.value(h.sopInstanceUid));
                    study.series.push_back(std::move(s));
                }
            std::stable_sort(
                study.series.begin(), study.series.end(), [](const Series &a, const Series &b) {
                    return a.first().seriesNumber.value_or(0) < b.first().seriesNumber.value_or(0);
                });
            patient.studies.push_back(std::move(study));
        }
        std::stable_sort(patient.studies.begin(), patient.studies.end(),
                         [](const Study &a, const Study &b) {
                             return std::tie(a.first().studyDate, a.first().studyTime) >
                                    std::tie(b.first().studyDate, b.first().studyTime);
                         });
        patient.id = patient.studies.front().first().patientId;
        patient.name = patient.studies.front().first().patientName;
        patients.push_back(std::move(patient));
    }
    std::stable_sort(patients.begin(), patients.end(), [](const Patient &a, const Patient &b) {
        return QString::localeAwareCompare(a.name, b.name) < 0;
    });
    return patients;
}

} // namespace lastra::dicom
