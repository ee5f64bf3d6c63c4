#include "MakeDicom.h"
#include "lastra/dicom/Dump.h"
#include "lastra/dicom/Scan.h"
#include "lastra/dicom/SeriesReader.h"

#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace lastra;

class TestCtWriter : public QObject {
    Q_OBJECT

    // The lines of dicom3tools' validator that say Error.
    static QStringList validatorErrors(const QString &path) {
        QProcess p;
        p.start(QStringLiteral("dciodvfy"), {path});
        p.waitForFinished();
        QStringList errors;
        for (const QString &line : QString::fromLatin1(p.readAllStandardError()).split('\n'))
            if (line.startsWith(QStringLiteral("Error")))
                errors << line;
        return errors;
    }

private Q_SLOTS:
    void whatIsWrittenIsReadBack() {
        QTemporaryDir dir;
        core::Work work;
        const imaging::Volume v = make::ctVolume();
        const auto paths = dicom::writeCtSeries(v, make::ctAttributes(5), dir.filePath("ct"), work);
        QVERIFY(paths);
        QCOMPARE(paths->size(), 5);
        const auto scan = dicom::scanFolder({dir.path()}, work);
        QCOMPARE(scan->files.size(), size_t(5));
        QVERIFY(scan->skipped.empty());
        const dicom::Header &h = scan->files[0];
        QCOMPARE(h.patientName, QStringLiteral("Prova^Zoë"));
        QCOMPARE(h.kvp, 120.0);
        QCOMPARE(h.mAs, 150.0);
        QCOMPARE(h.kernel, QStringLiteral("B30"));
        QVERIFY(!h.simulated && !h.synthetic && !h.lossy);
        const auto tree = dicom::groupSeries(scan->files);
        const auto image = dicom::readSeries(tree[0].studies[0].series[0], work);
        QVERIFY(image);
        QVERIFY(image->volume.geometry().sameGrid(v.geometry()));
        QCOMPARE(image->volume.unit(), QStringLiteral("HU"));
        const auto a = v.voxels<int16_t>(), b = image->volume.voxels<int16_t>();
        QVERIFY(std::equal(a.begin(), a.end(), b.begin(), b.end()));
        QCOMPARE(image->voi.window, (imaging::Window{40, 400}));
    }

    void theSameInputGivesTheSameBytes() {
        QTemporaryDir dir;
        core::Work work;
        const auto a =
            dicom::writeCtSeries(make::ctVolume(), make::ctAttributes(5), dir.filePath("a"), work);
        const auto b =
            dicom::writeCtSeries(make::ctVolume(), make::ctAttributes(5), dir.filePath("b"), work);
        QVERIFY(a && b);
        for (int n = 0; n < 5; ++n)
            QCOMPARE(*core::readFile((*a)[n], 1 << 20), *core::readFile((*b)[n], 1 << 20));
    }

    void floatsAreRoundedToHounsfieldUnits() {
        QTemporaryDir dir;
        core::Work work;
        imaging::Geometry g;
        g.size = {4, 1, 1};
        imaging::Volume v =
            *imaging::Volume::create(g, imaging::VoxelType::Float32, {1, 0, "HU", {}});
        const float in[] = {-1024.4F, 0.6F, 3000.0F, -5000.0F};
        std::copy(in, in + 4, v.mutableVoxels<float>().begin());
        const auto paths = dicom::writeCtSeries(v, make::ctAttributes(1), dir.path(), work);
        QVERIFY(paths);
        const auto image = dicom::decodeFrame(paths->front());
        QVERIFY(image);
        QCOMPARE(image->volume.value(0, 0, 0), -1024.0);
        QCOMPARE(image->volume.value(1, 0, 0), 1.0);
        QCOMPARE(image->volume.value(2, 0, 0), 3000.0);
        QCOMPARE(image->volume.value(3, 0, 0), -1024.0);
    }

    void marksSequencesAndPlantedElements() {
        QTemporaryDir dir;
        core::Work work;
        dicom::CtAttributes a = make::ctAttributes(1);
        a.synthetic = true;
        a.imageType = QStringList{"DERIVED", "PRIMARY", "AXIAL", "SIMULATED"};
        a.contributing = {{QStringLiteral("INFN"), QStringLiteral("Lastra"), QStringLiteral("0.1"),
                           QStringLiteral("simulation")}};
        a.extra = {{0x0009, 0x0010, "LO", QStringLiteral("ACME 1.1"), {}, {}},
                   {0x0009, 0x1001, "LO", QStringLiteral("Rossi^Mario"), {}, {}},
                   {0x0009, 0x1002, "OB", {}, QByteArray("\x01\x02", 2), {}},
                   {0x0040,
                    0x0275,
                    "SQ",
                    {},
                    {},
                    {{{0x0040, 0x0007, "LO", QStringLiteral("per Zoë"), {}, {}}}}},
                   {0x0018, 0x9305, "FD", QStringLiteral("0.5"), {}, {}}};
        const auto paths = dicom::writeCtSeries(make::ctVolume(1), a, dir.path(), work);
        QVERIFY2(paths, paths ? "" : qPrintable(paths.error().toLog()));
        const auto h = dicom::readHeader(paths->front());
        QVERIFY(h->synthetic && h->simulated);
        const auto file = dicom::DataSetFile::read(paths->front());
        QCOMPARE(file->data.text(dicom::Tag(0x00091001)), QStringLiteral("Rossi^Mario"));
        QCOMPARE(file->data.items(dicom::Tag(0x00400275))[0].text(dicom::Tag(0x00400007)),
                 QStringLiteral("per Zoë"));
        QCOMPARE(file->data.number(dicom::Tag(0x00189305)).value(), 0.5);
        const dicom::DataSet &equipment = file->data.items(dicom::Tag(0x0018a001)).front();
        QCOMPARE(equipment.items(dicom::Tag(0x0040a170))[0].text(dicom::Tag(0x00080100)),
                 QStringLiteral("109101"));
        const auto dump = dicom::dumpText(paths->front());
        QVERIFY(dump->contains(QStringLiteral("(0008,001c) CS [YES]"), Qt::CaseInsensitive));
        QVERIFY(dump->contains(QStringLiteral("per Zo")));
        const auto json = dicom::dumpJson(paths->front());
        QVERIFY(json->size() > 40);
        const auto shortDump =
            dicom::dumpText(paths->front(), {.maxValueLength = 8, .maxElements = 10});
        QVERIFY(shortDump->count('\n') <= 11);
    }

    void theValidatorFindsNoError() {
        if (QStandardPaths::findExecutable(QStringLiteral("dciodvfy")).isEmpty())
            QSKIP("dciodvfy (dicom3tools) is not installed");
        QTemporaryDir dir;
        core::Work work;
        dicom::CtAttributes a = make::ctAttributes(2);
        a.sliceThickness = 2.5;
        const auto paths = dicom::writeCtSeries(make::ctVolume(2), a, dir.path(), work);
        QVERIFY(paths);
        for (const QString &path : *paths)
            QCOMPARE(validatorErrors(path), QStringList());

        dicom::CaptureAttributes c;
        static_cast<dicom::CommonAttributes &>(c) = make::ctAttributes(0);
        c.instanceUid = dicom::uidFromText("capture");
        const QString grey = dir.filePath("g.dcm"), rgb = dir.filePath("c.dcm");
        QVERIFY(
            dicom::writeSecondaryCapture(imaging::GreyImage{2, 3, {1, 2, 3, 4, 5, 6}}, c, grey));
        QVERIFY(
            dicom::writeSecondaryCapture(imaging::RgbImage{1, 2, {255, 0, 0, 0, 0, 255}}, c, rgb));
        QCOMPARE(validatorErrors(grey), QStringList());
        QCOMPARE(validatorErrors(rgb), QStringList());
        QVERIFY(dicom::readHeader(rgb)->burnedIn);
        QCOMPARE(dicom::decodeFrame(rgb)->pictures[0].pixels,
                 (std::vector<uint8_t>{255, 0, 0, 0, 0, 255}));
        QCOMPARE(dicom::decodeFrame(grey)->volume.value(1, 2, 0), 6.0);
    }

    void refusesWhatWouldBeAnInvalidSeries() {
        QTemporaryDir dir;
        core::Work work;
        dicom::CtAttributes a = make::ctAttributes(4); // five slices
        QCOMPARE(dicom::writeCtSeries(make::ctVolume(), a, dir.path(), work).error().code,
                 "dicom.writeInvalid");
        a = make::ctAttributes(5);
        a.instanceUids[3] = a.instanceUids[2];
        QVERIFY(!dicom::writeCtSeries(make::ctVolume(), a, dir.path(), work));
        a = make::ctAttributes(5);
        a.studyUid = QStringLiteral("not a uid");
        QVERIFY(!dicom::writeCtSeries(make::ctVolume(), a, dir.path(), work));
        a = make::ctAttributes(5);
        a.extra = {{0x0002, 0x0010, "UI", QStringLiteral("1.2"), {}, {}}};
        QVERIFY(!dicom::writeCtSeries(make::ctVolume(), a, dir.path(), work));
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 0); // nothing half-written
    }

    void cancellingLeavesNothing() {
        QTemporaryDir dir;
        core::Work work;
        work.cancel();
        QCOMPARE(dicom::writeCtSeries(make::ctVolume(), make::ctAttributes(5), dir.path(), work)
                     .error()
                     .code,
                 "core.cancelled");
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files | QDir::Hidden).size(), 0);
    }

    void uidsAreStableAndValid() {
        const QString uid = dicom::uidFromText("a");
        QCOMPARE(uid, dicom::uidFromText("a"));
        QVERIFY(uid != dicom::uidFromText("b"));
        QVERIFY(uid.startsWith(QStringLiteral("2.25.")) && uid.size() <= 44);
        QVERIFY(uid[5] != u'0');
    }
};

QTEST_GUILESS_MAIN(TestCtWriter)
#include "tst_ctwriter.moc"
