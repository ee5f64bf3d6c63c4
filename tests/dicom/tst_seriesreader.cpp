#include "MakeDicom.h"
#include "lastra/dicom/Scan.h"
#include "lastra/dicom/SeriesReader.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <mutex>

using namespace lastra;

class TestSeriesReader : public QObject {
    Q_OBJECT

    static dicom::Series seriesIn(const QString &folder) {
        core::Work work;
        const auto scan = dicom::scanFolder({folder}, work);
        return dicom::groupSeries(scan->files).at(0).studies.at(0).series.at(0);
    }

private Q_SLOTS:
    void theMiddleComesFirstThenOutwards() {
        QTemporaryDir dir;
        core::Work work;
        QVERIFY(dicom::writeCtSeries(make::ctVolume(9), make::ctAttributes(9), dir.path(), work));
        std::vector<int> order;
        std::mutex mutex;
        int readyAtFirst = -1;
        dicom::ReadOptions options;
        options.onFirst = [&](const dicom::Image &image) {
            readyAtFirst = image.volume.readyCount();
            QVERIFY(image.volume.isReady(4));
            QCOMPARE(image.volume.value(2, 1, 4), 2.0 + 10 + 400 - 1000);
            QCOMPARE(image.voi.window, (imaging::Window{40, 400}));
        };
        options.onSlice = [&](int k) {
            const std::lock_guard lock(mutex);
            order.push_back(k);
        };
        const auto image = dicom::readSeries(seriesIn(dir.path()), work, options);
        QVERIFY(image);
        QCOMPARE(readyAtFirst, 1);
        QCOMPARE(order.size(), size_t(9));
        QCOMPARE(order.front(), 4);
        std::sort(order.begin(), order.end());
        for (int k = 0; k < 9; ++k)
            QCOMPARE(order[size_t(k)], k);
        QCOMPARE(work.progress().done, 9);
        options.firstSlice = 7;
        options.onFirst = [](const dicom::Image &partial) { QVERIFY(partial.volume.isReady(7)); };
        QVERIFY(dicom::readSeries(seriesIn(dir.path()), work, options));
    }

    void oneDamagedSliceDoesNotHideTheRest() {
        QTemporaryDir dir;
        core::Work work;
        const auto paths =
            dicom::writeCtSeries(make::ctVolume(5), make::ctAttributes(5), dir.path(), work);
        const dicom::Series series = seriesIn(dir.path());
        QVERIFY(QFile::resize((*paths)[2], 600)); // the middle one: after it was indexed
        const auto image = dicom::readSeries(series, work);
        QVERIFY(image);
        QCOMPARE(image->damaged.size(), size_t(1));
        QCOMPARE(image->damaged[0].code, "dicom.truncated");
        QCOMPARE(image->damaged[0].arguments[0], QStringLiteral("IM0003.dcm"));
        QCOMPARE(image->volume.readyCount(), 4);
        QVERIFY(!image->volume.isReady(2));
        for (const QString &path : *paths)
            QVERIFY(QFile::remove(path));
        QCOMPARE(dicom::readSeries(series, work).error().code, "core.fileUnreadable");
    }

    void cancellingStops() {
        QTemporaryDir dir;
        core::Work work;
        QVERIFY(dicom::writeCtSeries(make::ctVolume(9), make::ctAttributes(9), dir.path(), work));
        dicom::ReadOptions options;
        options.onFirst = [&](const dicom::Image &) { work.cancel(); };
        QCOMPARE(dicom::readSeries(seriesIn(dir.path()), work, options).error().code,
                 "core.cancelled");
    }

    void slicesWithTheirOwnRescaleBecomeModalityValues() {
        QTemporaryDir dir;
        core::Work work;
        for (int k = 0; k < 3; ++k) {
            auto file =
                make::image({}, make::shorts({1, 2, 3, 4}), QStringLiteral("1.5.%1").arg(k));
            file.data.setText(dicom::Tag(0x00200032), QStringLiteral("0\\0\\%1").arg(k * 3));
            file.data.setText(dicom::Tag(0x00200037), "1\\0\\0\\0\\1\\0");
            file.data.setText(dicom::Tag(0x00280030), "2\\2");
            file.data.setText(dicom::Tag(0x00281052), "0");
            file.data.setText(dicom::Tag(0x00281053), QString::number(k + 0.5));
            make::save(file, dir.filePath(QString::number(k)));
        }
        const auto image = dicom::readSeries(seriesIn(dir.path()), work);
        QVERIFY(image);
        QCOMPARE(image->volume.type(), imaging::VoxelType::Float32);
        QCOMPARE(image->volume.value(1, 1, 0), 2.0);
        QCOMPARE(image->volume.value(1, 1, 2), 10.0);
        QCOMPARE(image->volume.geometry().spacing, (imaging::Vec3{2, 2, 3}));
    }

    void enhancedFramesAreSortedByTheirOwnPlaces() {
        QTemporaryDir dir;
        core::Work work;
        auto file = make::image({.rows = 1, .columns = 2, .frames = 3},
                                make::shorts({10, 11, 20, 21, 30, 31}));
        dicom::DataSet shared, orientation, measures;
        orientation.setText(dicom::Tag(0x00200037), "1\\0\\0\\0\\1\\0");
        measures.setText(dicom::Tag(0x00280030), "0.5\\0.25");
        measures.setText(dicom::Tag(0x00180050), "4");
        shared.setItems(dicom::Tag(0x00209116), {orientation});
        shared.setItems(dicom::Tag(0x00289110), {measures});
        file.data.setItems(dicom::Tag(0x52009229), {shared});
        std::vector<dicom::DataSet> perFrame;
        for (const int z : {8, 0, 4}) {
            dicom::DataSet frame, position;
            position.setText(dicom::Tag(0x00200032), QStringLiteral("1\\2\\%1").arg(z));
            frame.setItems(dicom::Tag(0x00209113), {position});
            perFrame.push_back(frame);
        }
        file.data.setItems(dicom::Tag(0x52009230), perFrame);
        make::save(file, dir.filePath("e"));
        const dicom::Series series = seriesIn(dir.path());
        QCOMPARE(series.kind, dicom::SeriesKind::Volume);
        QCOMPARE(series.images, 3);
        const auto image = dicom::readSeries(series, work);
        QVERIFY(image);
        QCOMPARE(image->volume.geometry().spacing, (imaging::Vec3{0.25, 0.5, 4}));
        QCOMPARE(image->volume.geometry().origin, (imaging::Vec3{1, 2, 0}));
        QCOMPARE(image->volume.value(0, 0, 0), 20.0);
        QCOMPARE(image->volume.value(0, 0, 1), 30.0);
        QCOMPARE(image->volume.value(1, 0, 2), 11.0);
        QVERIFY(image->problems.empty());
    }

    void hounsfieldUnitsOnlyWhereTheStandardSaysSo() {
        QTemporaryDir dir;
        core::Work work;
        dicom::CtAttributes a = make::ctAttributes(1);
        a.imageType = QStringList{"ORIGINAL", "PRIMARY", "LOCALIZER"};
        const auto paths = dicom::writeCtSeries(make::ctVolume(1), a, dir.path(), work);
        QCOMPARE(dicom::decodeFrame(paths->front())->volume.unit(), QString());
        a = make::ctAttributes(1);
        a.extra = {{0x0028, 0x1054, "LO", QStringLiteral("US"), {}, {}}};
        const auto other = dicom::writeCtSeries(make::ctVolume(1), a, dir.path(), work);
        QCOMPARE(dicom::decodeFrame(other->front())->volume.unit(), QString());
    }

    void aSeriesWithoutWindowsGetsOneFromItsValues() {
        QTemporaryDir dir;
        core::Work work;
        dicom::CtAttributes a = make::ctAttributes(1);
        a.windowWidth = 0;
        const auto paths = dicom::writeCtSeries(make::ctVolume(1, 40, 40), a, dir.path(), work);
        const auto image = dicom::decodeFrame(paths->front());
        QVERIFY(image->stored.empty());
        QCOMPARE(image->voi.function, imaging::VoiFunction::LinearExact);
        QVERIFY(image->voi.window.width > 300 && image->voi.window.width < 429);
    }
};

QTEST_GUILESS_MAIN(TestSeriesReader)
#include "tst_seriesreader.moc"
