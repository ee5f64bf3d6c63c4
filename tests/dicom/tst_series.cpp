// Grouping, splitting, sorting, and what is wrong with a stack.
#include "lastra/dicom/ObjectKind.h"
#include "lastra/dicom/Series.h"
#include "lastra/dicom/Spacing.h"

#include <QTest>

#include <algorithm>
#include <numbers>

using namespace lastra;
using dicom::GeometryProblem;
using dicom::Header;
using imaging::Vec3;

namespace {

Header slice(double z, int number, const QString &series = QStringLiteral("1.2")) {
    static int serial = 0;
    Header h;
    h.path = QStringLiteral("/x/%1").arg(++serial);
    h.patientId = QStringLiteral("P");
    h.patientName = QStringLiteral("A^B");
    h.studyUid = QStringLiteral("1");
    h.seriesUid = series;
    h.seriesNumber = 3;
    h.instanceNumber = number;
    h.sopInstanceUid = QStringLiteral("1.9.%1").arg(serial);
    h.sopClassUid = QStringLiteral("1.2.840.10008.5.1.4.1.1.2");
    h.modality = QStringLiteral("CT");
    h.rows = 4;
    h.columns = 6;
    h.bitsAllocated = h.bitsStored = 16;
    h.photometric = QStringLiteral("MONOCHROME2");
    h.pixelOffset = 1000;
    h.pixelLength = 48;
    h.position = Vec3{-10, -20, z};
    h.orientation = std::array<Vec3, 2>{Vec3{1, 0, 0}, Vec3{0, 1, 0}};
    h.pixelSpacing = std::array<double, 2>{0.75, 0.5};
    h.sliceThickness = 2;
    return h;
}

std::vector<Header> stack(std::initializer_list<double> places) {
    std::vector<Header> out;
    int number = 100;
    for (const double z : places)
        out.push_back(slice(z, --number)); // instance numbers run the other way
    return out;
}

std::vector<dicom::Series> seriesOf(std::vector<Header> files) {
    return dicom::groupSeries(std::move(files)).at(0).studies.at(0).series;
}

} // namespace

class TestSeries : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sortsByPlaceNotByNumber() {
        const auto series = seriesOf(stack({10, 4, 8, 6, 2}));
        QCOMPARE(series.size(), size_t(1));
        const dicom::Series &s = series[0];
        QCOMPARE(s.kind, dicom::SeriesKind::Volume);
        for (int k = 0; k < 5; ++k)
            QCOMPARE(s.files[size_t(k)].position->z, 2.0 + 2 * k);
        QCOMPARE(s.geometry.size, (std::array<int, 3>{6, 4, 5}));
        QCOMPARE(s.geometry.spacing, (Vec3{0.5, 0.75, 2}));
        QCOMPARE(s.geometry.origin, (Vec3{-10, -20, 2}));
        QVERIFY(s.problems.empty());
        QCOMPARE(s.images, 5);
    }

    void namesTheMissingSlice() {
        const auto s = seriesOf(stack({0, 2, 4, 8, 10}))[0];
        QCOMPARE(s.problems.size(), size_t(1));
        QCOMPARE(s.problems[0].kind, GeometryProblem::Kind::MissingSlice);
        QCOMPARE(s.problems[0].first, 2);
        QCOMPARE(s.problems[0].second, 3);
        QCOMPARE(s.problems[0].value, 4.0);
        QCOMPARE(s.problems[0].expected, 2.0);
    }

    void namesUnevenSpacingAndForgivesRounding() {
        QVERIFY(seriesOf(stack({0, 2, 4.01, 6, 8}))[0].problems.empty());
        const auto s = seriesOf(stack({0, 2, 4.1, 6, 8}))[0];
        QCOMPARE(s.problems.size(), size_t(2)); // one gap too long, the next too short
        QCOMPARE(s.problems[0].kind, GeometryProblem::Kind::UnevenSpacing);
        QCOMPARE(s.problems[0].first, 1);
    }

    void namesDuplicates() {
        const auto s = seriesOf(stack({0, 2, 2, 4}))[0];
        QCOMPARE(s.files.size(), size_t(4));
        QVERIFY(std::any_of(s.problems.begin(), s.problems.end(), [](const GeometryProblem &p) {
            return p.kind == GeometryProblem::Kind::DuplicatePosition && p.first == 1 &&
                   p.second == 2;
        }));
    }

    void findsGantryTiltAndKeepsTheTrueGrid() {
        std::vector<Header> files;
        const double a = 12 * std::numbers::pi / 180;
        for (int k = 0; k < 6; ++k) {
            Header h = slice(0, k);
            h.orientation = std::array<Vec3, 2>{Vec3{1, 0, 0}, Vec3{0, std::cos(a), -std::sin(a)}};
            h.position = Vec3{0, 0, 5.0 * k}; // the table moves along z, the slices lean
            files.push_back(h);
        }
        const auto s = seriesOf(files)[0];
        QCOMPARE(s.problems.size(), size_t(1));
        QCOMPARE(s.problems[0].kind, GeometryProblem::Kind::Tilt);
        QVERIFY(std::abs(s.problems[0].value - 12) < 1e-6);
        QCOMPARE(s.geometry.spacing.z, 5.0);
        QVERIFY(length(s.geometry.toPatient({0, 0, 5}) - Vec3{0, 0, 25}) < 1e-9);
    }

    void splitsByOrientationSizeEchoAndLocalizer() {
        std::vector<Header> files = stack({0, 2, 4});
        Header coronal = slice(0, 1);
        coronal.orientation = std::array<Vec3, 2>{Vec3{1, 0, 0}, Vec3{0, 0, -1}};
        Header big = slice(0, 2);
        big.rows = 512;
        Header echo = slice(0, 3);
        echo.echoNumber = 2;
        Header localizer = slice(0, 4);
        localizer.imageType = QStringList{"ORIGINAL", "PRIMARY", "LOCALIZER"};
        for (const Header &h : {coronal, big, echo, localizer})
            files.push_back(h);
        const auto series = seriesOf(files);
        QCOMPARE(series.size(), size_t(5));
        QStringList keys;
        for (const auto &s : series)
            keys << s.key;
        keys.removeDuplicates();
        QCOMPARE(keys.size(), 5);
        // The last decimal of a direction is noise.
        files = stack({0, 2});
        (*files[1].orientation)[0] = Vec3{0.9999999, 0.0002, 0};
        QCOMPARE(seriesOf(files).size(), size_t(1));
    }

    void splitsTimePoints() {
        std::vector<Header> files;
        for (int t = 0; t < 3; ++t)
            for (const double z : {0.0, 2.0, 4.0}) {
                Header h = slice(z, int(z) + t);
                h.acquisitionNumber = t + 1;
                files.push_back(h);
            }
        std::reverse(files.begin(), files.end());
        const auto series = seriesOf(files);
        QCOMPARE(series.size(), size_t(3));
        for (int t = 0; t < 3; ++t) {
            QCOMPARE(series[size_t(t)].files.size(), size_t(3));
            QVERIFY(series[size_t(t)].problems.empty());
            for (const Header &h : series[size_t(t)].files)
                QCOMPARE(h.acquisitionNumber.value(), t + 1);
        }
        // Each slice with its own acquisition number is still one volume.
        files = stack({0, 2, 4});
        for (size_t n = 0; n < 3; ++n)
            files[n].acquisitionNumber = int(n);
        QCOMPARE(seriesOf(files).size(), size_t(1));
    }

    void groupsPatientsAndStudies() {
        Header a = slice(0, 1, "1.2"), b = slice(0, 1, "1.3"), c = slice(0, 1, "1.4"),
               d = slice(0, 1, "1.5");
        b.seriesNumber = 1;
        c.studyUid = QStringLiteral("2");
        c.studyDate = QStringLiteral("20250101");
        a.studyDate = b.studyDate = QStringLiteral("20200101");
        d.patientId = QStringLiteral("Q");
        d.patientName = QStringLiteral("Z^Z");
        const auto patients = dicom::groupSeries({a, b, c, d, a}); // a twice: one instance
        QCOMPARE(patients.size(), size_t(2));
        QCOMPARE(patients[0].id, QStringLiteral("P"));
        QCOMPARE(patients[0].studies.size(), size_t(2));
        QCOMPARE(patients[0].studies[0].uid, QStringLiteral("2")); // newest first
        QCOMPARE(patients[0].studies[1].series.size(), size_t(2));
        QCOMPARE(patients[0].studies[1].series[0].first().seriesUid, QStringLiteral("1.3"));
        QCOMPARE(patients[0].studies[1].series[1].files.size(), size_t(1));
    }

    void countsTheImagesThatCopiesRepeat() {
        std::vector<Header> files = stack({0, 2, 4});
        Header copy = files[1];
        copy.path = QStringLiteral("/elsewhere/1");
        files.push_back(copy);
        Header frames = slice(0, 1, QStringLiteral("1.3"));
        for (const int count : {1, 15, 15}) { // not even the same length: the longest stays
            frames.frames = count;
            frames.path = QStringLiteral("/elsewhere/%1").arg(files.size());
            files.push_back(frames);
        }
        files.push_back(slice(0, 1, QStringLiteral("1.4")));
        for (int n = 0; n < 2; ++n) { // instances without a UID are not compared
            files.push_back(slice(6 + 2 * n, 1));
            files.back().sopInstanceUid.clear();
        }
        const auto series = seriesOf(files);
        QCOMPARE(series.size(), size_t(3));
        QCOMPARE(series[0].images, 5);
        QCOMPARE(series[0].repeated, 1);
        QCOMPARE(series[1].images, 15);
        QCOMPARE(series[1].repeated, 16);
        QCOMPARE(series[2].repeated, 0);
    }

    void aDirectoryOfAMediumTakesNoPlaceOfAnObject() {
        Header directory = slice(0, 1);
        directory.isDicomdir = true;
        directory.frames = 9;
        Header report = slice(0, 1);
        report.sopInstanceUid = directory.sopInstanceUid;
        report.pixelOffset = -1;
        const auto series = seriesOf({directory, report, directory});
        QCOMPARE(series.size(), size_t(1));
        QCOMPARE(series[0].files.size(), size_t(1));
        QCOMPARE(series[0].repeated, 0);
    }

    void picturesAndReportsAreNoVolumes() {
        Header picture = slice(0, 1);
        picture.position.reset();
        Header colour = slice(0, 1, "1.7");
        colour.samples = 3;
        Header report = slice(0, 1, "1.8");
        report.pixelOffset = -1;
        QCOMPARE(seriesOf({picture})[0].kind, dicom::SeriesKind::Pictures);
        QCOMPARE(seriesOf({colour})[0].kind, dicom::SeriesKind::Pictures);
        QCOMPARE(seriesOf({report})[0].kind, dicom::SeriesKind::Other);
    }

    void saysWhatAnObjectWithoutPixelsIs() {
        using dicom::objectKindOf, dicom::ObjectKind;
        Header h = slice(0, 1);
        QCOMPARE(objectKindOf(h), ObjectKind::Image);
        h.pixelOffset = -1;
        QCOMPARE(objectKindOf(h), ObjectKind::Other); // a CT that lost its pixels
        const auto of = [&](const char *storage) {
            h.sopClassUid = QStringLiteral("1.2.840.10008.5.1.4.1.1.") + QLatin1String(storage);
            return objectKindOf(h);
        };
        QCOMPARE(of("481.3"), ObjectKind::StructureSet);
        QCOMPARE(of("481.5"), ObjectKind::RtPlan);
        QCOMPARE(of("481.2"), ObjectKind::DoseHistograms);
        QCOMPARE(of("88.59"), ObjectKind::KeyImages);
        QCOMPARE(of("88.33"), ObjectKind::Report);
        QCOMPARE(of("11.1"), ObjectKind::PresentationState);
        QCOMPARE(of("9.1.1"), ObjectKind::Waveform);
        QCOMPARE(of("104.1"), ObjectKind::Document);
        QCOMPARE(of("104.3"), ObjectKind::Model);
        QCOMPARE(of("66"), ObjectKind::RawData);
        QCOMPARE(of("66.3"), ObjectKind::Registration);
        QCOMPARE(of("66.9"), ObjectKind::Other); // a single class is no family
        // A class not known here: the modality says it.
        h.sopClassUid = QStringLiteral("1.2.276.0.1");
        h.modality = QStringLiteral("ECG");
        QCOMPARE(objectKindOf(h), ObjectKind::Waveform);
    }

    void spacingSaysWhereItComesFrom() {
        using dicom::pixelSpacingOf, dicom::SpacingSource;
        Header h = slice(0, 1);
        QCOMPARE(pixelSpacingOf(h).source, SpacingSource::Patient);
        QCOMPARE(pixelSpacingOf(h).row, 0.75);
        h = Header();
        h.modality = QStringLiteral("DX");
        QCOMPARE(pixelSpacingOf(h).source, SpacingSource::Pixels);
        h.imagerPixelSpacing = std::array<double, 2>{0.2, 0.2};
        QCOMPARE(pixelSpacingOf(h).source, SpacingSource::Detector);
        h.pixelSpacing = h.imagerPixelSpacing; // said twice: not calibrated
        QCOMPARE(pixelSpacingOf(h).source, SpacingSource::Detector);
        h.magnification = 1.25;
        QCOMPARE(pixelSpacingOf(h).source, SpacingSource::Estimated);
        QCOMPARE(pixelSpacingOf(h).row, 0.16);
        h.pixelSpacing = std::array<double, 2>{0.15, 0.15};
        QCOMPARE(pixelSpacingOf(h).source, SpacingSource::Calibrated);
        QCOMPARE(pixelSpacingOf(h).row, 0.15);
        Header us;
        us.modality = QStringLiteral("US");
        us.pixelSpacing = std::array<double, 2>{1, 1};
        QCOMPARE(pixelSpacingOf(us).source, SpacingSource::Pixels);
        us.ultrasoundSpacing = std::array<double, 2>{0.3, 0.3};
        QCOMPARE(pixelSpacingOf(us).source, SpacingSource::Calibrated);
        QCOMPARE(QByteArray(dicom::spacingWord(SpacingSource::Pixels)), "px");
    }
};

QTEST_APPLESS_MAIN(TestSeries)
#include "tst_series.moc"
