#include "lastra/annotation/MeasurementDocument.h"
#include "lastra/core/AtomicFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace lastra;
using annotation::Measurement;
using annotation::MeasurementDocument;
using annotation::MeasurementKind;
using annotation::SpacingSource;

namespace {

const QDateTime kNow(QDate(2026, 11, 12), QTime(9, 41), Qt::UTC);

// 64 x 64 x 20 at 0.5 x 0.5 x 2 mm, HU = 100 inside a cylinder of 10 mm radius, -50 outside.
imaging::Volume cylinder() {
    imaging::Geometry g;
    g.size = {64, 64, 20};
    g.spacing = {0.5, 0.5, 2};
    g.origin = {-15.75, -15.75, 0};
    imaging::Meaning meaning;
    meaning.unit = QStringLiteral("HU");
    auto volume = imaging::Volume::create(g, imaging::VoxelType::Int16, meaning);
    auto voxels = volume->mutableVoxels<int16_t>();
    size_t at = 0;
    for (int k = 0; k < 20; ++k)
        for (int j = 0; j < 64; ++j)
            for (int i = 0; i < 64; ++i)
                voxels[at++] = std::hypot(-15.75 + 0.5 * i, -15.75 + 0.5 * j) <= 10 ? 100 : -50;
    volume->markAllReady();
    return std::move(*volume);
}

Measurement length(const imaging::Volume &volume, imaging::Vec3 to = {3, 4, 0}) {
    return annotation::makeMeasurement(MeasurementKind::Length, {{0, 0, 0}, to}, volume,
                                       SpacingSource::Patient, kNow);
}

} // namespace

class TestAnnotation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lengthIsInPatientMillimetres() {
        const auto volume = cylinder();
        QCOMPARE(length(volume).value, 5.0);
        QCOMPARE(length(volume).unit, QStringLiteral("mm"));
        const auto slanted = length(volume, {2, 3, 6});
        QCOMPARE(slanted.value, 7.0);
    }

    void lengthWithoutSpacingCountsPixels() {
        const auto m = annotation::makeMeasurement(MeasurementKind::Length, {{0, 0, 0}, {3, 4, 0}},
                                                   cylinder(), SpacingSource::Pixels, kNow);
        QCOMPARE(m.value, 10.0); // 0.5 mm pixels
        QCOMPARE(m.unit, QStringLiteral("px"));
    }

    void ellipseMeasuresStoredVoxels() {
        const auto inside = annotation::makeMeasurement(MeasurementKind::Ellipse,
                                                        {{0, 0, 10}, {6, 0, 10}, {0, 4, 10}},
                                                        cylinder(), SpacingSource::Patient, kNow);
        QVERIFY(inside.statistics);
        QCOMPARE(inside.statistics->mean, 100.0);
        QCOMPARE(inside.statistics->sd, 0.0);
        QCOMPARE(inside.unit, QStringLiteral("HU"));
        const double area = std::numbers::pi * 6 * 4;
        QVERIFY(std::abs(inside.area - area) < 1e-9);
        QCOMPARE(inside.areaUnit(), QStringLiteral("mm²"));
        // A quarter square millimetre each; the count approaches the area.
        QVERIFY(std::abs(double(inside.statistics->count) * 0.25 - area) < 2);
        const auto across =
            annotation::movedTo(inside, {{10, 0, 10}, {16, 0, 10}, {10, 4, 10}}, cylinder());
        QCOMPARE(across.statistics->min, -50.0);
        QCOMPARE(across.statistics->max, 100.0);
        QCOMPARE(across.id, inside.id);
    }

    void planeIsKept() {
        Measurement m = length(cylinder());
        for (const auto plane : {annotation::CutPlane::Unknown, annotation::CutPlane::Acquired,
                                 annotation::CutPlane::Axial, annotation::CutPlane::Coronal,
                                 annotation::CutPlane::Sagittal}) {
            m.plane = plane;
            QCOMPARE(Measurement::fromJson(m.toJson())->plane, plane);
        }
        QJsonObject old = m.toJson(); // written before planes were kept
        old.remove("plane");
        QCOMPARE(Measurement::fromJson(old)->plane, annotation::CutPlane::Unknown);
    }

    void aNormalReadHasLengthOne() {
        const Measurement m = length(cylinder());
        QJsonObject json = m.toJson();
        json["normal"] = QJsonArray{0, 0, 1e6};
        QCOMPARE(Measurement::fromJson(json)->normal.z, 1.0);
        json["normal"] = QJsonArray{0, 0, 1e300};
        QVERIFY(imaging::length(Measurement::fromJson(json)->normal) <= 1);
        json["normal"] = QJsonArray{0, 0.6, 0.8};
        QCOMPARE(Measurement::fromJson(json)->normal.y, 0.6);
    }

    void areaWithoutSpacingCountsPixels() {
        const auto m = annotation::makeMeasurement(MeasurementKind::Ellipse,
                                                   {{0, 0, 10}, {6, 0, 10}, {0, 4, 10}}, cylinder(),
                                                   SpacingSource::Pixels, kNow);
        QVERIFY(std::abs(m.area - std::numbers::pi * 12 * 8) < 1e-9); // 0.5 mm pixels
        QCOMPARE(m.areaUnit(), QStringLiteral("px²"));
        QCOMPARE(m.toJson()["statistics"].toObject()["areaUnit"].toString(), QStringLiteral("px²"));
        QCOMPARE(Measurement::fromJson(m.toJson())->area, m.area);
    }

    void whatWasNotReadIsMeasuredWhenItArrives() {
        const auto whole = cylinder();
        auto volume =
            *imaging::Volume::create(whole.geometry(), whole.type(), {1, -1024, "HU", {}});
        auto voxels = volume.mutableVoxels<int16_t>();
        std::transform(whole.voxels<int16_t>().begin(), whole.voxels<int16_t>().end(),
                       voxels.begin(), [](int16_t v) { return int16_t(v + 1024); });
        MeasurementDocument document;
        int changes = 0;
        document.add(annotation::makeMeasurement(MeasurementKind::Ellipse,
                                                 {{0, 0, 10}, {6, 0, 10}, {0, 4, 10}}, volume,
                                                 SpacingSource::Patient, kNow));
        document.add(annotation::makeMeasurement(MeasurementKind::Probe, {{0, 0, 20}}, volume,
                                                 SpacingSource::Patient, kNow));
        document.onChanged([&] { ++changes; });
        for (const auto &item : document.items())
            QVERIFY(item->awaiting);
        QCOMPARE(document.items()[0]->statistics->count, 0);
        QVERIFY(document.items()[0]->statistics->unread > 100);
        QVERIFY(!document.items()[1]->inside);
        document.measureAwaiting(volume); // nothing came
        QCOMPARE(changes, 0);
        document.undo(); // the probe waits among the steps to redo

        // As it comes back from its file: still waiting.
        MeasurementDocument saved;
        QVERIFY(saved.fromBytes(document.toBytes(), QStringLiteral("m.json")));
        volume.markReady(5);
        volume.markReady(10);
        for (MeasurementDocument *d : {&document, &saved}) {
            d->measureAwaiting(volume);
            QVERIFY(!d->items()[0]->awaiting);
            QCOMPARE(d->items()[0]->statistics->unread, 0);
            QCOMPARE(d->items()[0]->value, 100.0);
        }
        document.redo();
        QCOMPARE(document.items()[1]->value, 100.0);
        QVERIFY(document.items()[1]->inside && !document.items()[1]->awaiting);
        // Measuring again was no step of its own.
        document.undo();
        document.undo();
        QVERIFY(!document.canUndo());
    }

    void probeOutsideSaysSo() {
        const auto in = annotation::makeMeasurement(MeasurementKind::Probe, {{0, 0, 6}}, cylinder(),
                                                    SpacingSource::Patient, kNow);
        QVERIFY(in.inside);
        QCOMPARE(in.value, 100.0);
        const auto out = annotation::makeMeasurement(MeasurementKind::Probe, {{0, 0, 600}},
                                                     cylinder(), SpacingSource::Patient, kNow);
        QVERIFY(!out.inside);
    }

    void undoAndRedoRestoreEqualLists() {
        const auto volume = cylinder();
        MeasurementDocument document;
        int changes = 0;
        document.onChanged([&] { ++changes; });
        document.add(length(volume));
        const QByteArray one = document.toBytes();
        document.add(length(volume, {0, 0, 8}));
        const QByteArray two = document.toBytes();
        document.remove(document.items().front()->id);
        QCOMPARE(document.items().size(), size_t(1));
        document.undo();
        QCOMPARE(document.toBytes(), two);
        document.undo();
        QCOMPARE(document.toBytes(), one);
        document.redo();
        QCOMPARE(document.toBytes(), two);
        document.undo();
        document.undo();
        QVERIFY(document.items().empty());
        QVERIFY(!document.canUndo());
        QCOMPARE(changes, 8);
        document.add(length(volume));
        QVERIFY(!document.canRedo()); // a new branch forgets the old one
    }

    void editsOfOneDragUndoTogether() {
        const auto volume = cylinder();
        MeasurementDocument document;
        document.add(length(volume));
        const Measurement before = *document.items().front();
        for (int i = 1; i <= 20; ++i)
            document.replace(annotation::movedTo(before, {{0, 0, 0}, {double(i), 0, 0}}, volume),
                             7);
        QCOMPARE(document.items().front()->value, 20.0);
        document.undo();
        QCOMPARE(document.items().front()->value, 5.0);
        QVERIFY(document.canUndo()); // the adding itself
    }

    void fileSurvivesARestart() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("m.json"));
        const auto volume = cylinder();
        MeasurementDocument written;
        Measurement named = length(volume, {1.0 / 3, 2.0 / 7, 0});
        named.name = QStringLiteral("Nodulo, lobo superiore");
        named.image = 171;
        named.starred = true;
        written.add(named);
        written.add(annotation::makeMeasurement(MeasurementKind::Ellipse,
                                                {{0, 0, 10}, {6, 0, 10}, {0, 4, 10}}, volume,
                                                SpacingSource::Calibrated, kNow));
        QVERIFY(written.save(path));
        MeasurementDocument read;
        QVERIFY(read.load(path));
        QCOMPARE(read.toBytes(), written.toBytes());
        QCOMPARE(read.items().front()->value, named.value); // full precision
        QCOMPARE(read.items().front()->name, named.name);
        QCOMPARE(read.items().back()->spacing, SpacingSource::Calibrated);
        QVERIFY(!read.canUndo());
    }

    void missingFileIsAnEmptyDocument() {
        MeasurementDocument document;
        document.add(length(cylinder()));
        QVERIFY(document.load(QStringLiteral("/nowhere/at/all.json")));
        QVERIFY(document.items().empty());
    }

    void foreignOrDamagedFilesChangeNothing_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not json") << QByteArray("\x89PNG\r\n");
        QTest::newRow("other json") << QByteArray("{\"hello\": 1}");
        QTest::newRow("newer") << QByteArray(
            "{\"format\":\"lastra-measurements\",\"version\":99,\"measurements\":[]}");
        QTest::newRow("half a measurement") << QByteArray(
            "{\"format\":\"lastra-measurements\",\"version\":1,\"measurements\":[{\"id\":\"a\","
            "\"kind\":\"length\",\"spacing\":\"patient\",\"normal\":[0,0,1],\"points\":[[0,0,0]]}]"
            "}");
        QTest::newRow("words for numbers") << QByteArray(
            "{\"format\":\"lastra-measurements\",\"version\":1,\"measurements\":[{\"id\":\"a\","
            "\"kind\":\"probe\",\"spacing\":\"patient\",\"normal\":[0,0,1],\"points\":[[0,\"x\",0]]"
            "}]}");
        MeasurementDocument document;
        document.add(length(cylinder()));
        const QByteArray whole = document.toBytes();
        QTest::newRow("cut off") << whole.left(whole.size() / 2);
    }

    void foreignOrDamagedFilesChangeNothing() {
        QFETCH(QByteArray, content);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("m.json"));
        QVERIFY(core::AtomicFile::writeAll(path, content));
        MeasurementDocument document;
        document.add(length(cylinder()));
        const auto done = document.load(path);
        QVERIFY(!done);
        QVERIFY(done.error().code == "annotation.fileInvalid" ||
                done.error().code == "core.jsonInvalid");
        QCOMPARE(document.items().size(), size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestAnnotation)
#include "tst_annotation.moc"
