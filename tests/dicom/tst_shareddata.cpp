// Every real file: an image, or an error that says why not.
#include "lastra/dicom/Dump.h"
#include "lastra/dicom/Scan.h"
#include "lastra/dicom/SeriesReader.h"
#include "lastra/imaging/Reslice.h"

#include <QDir>
#include <QMap>
#include <QTest>

using namespace lastra;

class TestSharedData : public QObject {
    Q_OBJECT
    const QString m_root = QStringLiteral(LASTRA_SHARED_DATA);

    dicom::Scan scan(const QString &folder) {
        core::Work work;
        auto result = dicom::scanFolder({m_root + QLatin1Char('/') + folder}, work);
        return result ? std::move(*result) : dicom::Scan{};
    }

private Q_SLOTS:
    void initTestCase() {
        if (!QDir(m_root).exists())
            QSKIP("the shared DICOM files are not beside this checkout");
    }

    void everyFileIsShownOrExplained() {
        const dicom::Scan all = scan(QString());
        QVERIFY(all.files.size() > 700);
        QMap<QString, QByteArray> reasons;
        for (const auto &skipped : all.skipped)
            reasons[QDir(m_root).relativeFilePath(skipped.path)] = skipped.reason.code;
        int shown = 0;
        for (const dicom::Header &h : all.files) {
            const auto image = dicom::decodeFrame(h, 0);
            if (!image) {
                reasons[QDir(m_root).relativeFilePath(h.path)] = image.error().code;
                continue;
            }
            ++shown;
            if (image->isColour()) {
                QCOMPARE(image->pictures[0].pixels.size(), size_t(h.rows) * size_t(h.columns) * 3);
            } else {
                QCOMPARE(image->volume.readyCount(), 1);
                QCOMPARE(image->volume.geometry().size[0], h.columns);
            }
        }
        QVERIFY2(shown >= 697, qPrintable(QString::number(shown)));
        // What is no image, and why. All other files must have been shown.
        const QMap<QString, QByteArray> expected{
            {"malformed/JPEG2000-embedded-sequence-delimiter.dcm", "dicom.decodeFailed"},
            {"malformed/MR_truncated.dcm", "dicom.truncated"},
            {"malformed/no_meta.dcm", "dicom.notDicom"}, // begins with a stray byte
            {"malformed/meta_missing_tsyntax.dcm", "dicom.sizeMissing"},
            {"malformed/nested_priv_SQ.dcm", "dicom.sizeMissing"},
            {"malformed/zipMR.gz", "dicom.packed"},
            {"enhanced-mr/emri_small_jpeg_2k_lossless_too_short.dcm", "dicom.truncated"},
            {"dicomdir/DICOMDIR-nooffset", "dicom.truncated"},
            {"rt/rtplan_truncated.dcm", "dicom.truncated"},
            {"rt/rtplan.dcm", "dicom.noPixels"},
            {"rt/rtstruct.dcm", "dicom.noPixels"},
            {"waveform/waveform_ecg.dcm", "dicom.noPixels"},
            {"slide-microscopy/sm_annotations.dcm", "dicom.noPixels"},
            {"charset/chrJapMulti.dcm", "dicom.noPixels"},
            {"charset/chrSQEncoding.dcm", "dicom.noPixels"},
        };
        for (auto it = reasons.cbegin(); it != reasons.cend(); ++it) {
            const QString name = it.key();
            if (name.endsWith(".md") || name.endsWith(".txt") || name.endsWith(".csv"))
                QCOMPARE(*it, "dicom.notDicom");
            else if (name.startsWith("sr/") || name.startsWith("dicomdir/DICOMDIR"))
                QVERIFY2(*it == "dicom.noPixels" || name.endsWith("nooffset"), qPrintable(name));
            else
                QVERIFY2(expected.value(name) == *it, qPrintable(name + " " + *it));
        }
    }

    void everySeriesIsReadWhole() {
        const dicom::Scan all = scan(QString());
        int read = 0;
        for (const dicom::Patient &patient : dicom::groupSeries(all.files))
            for (const dicom::Study &study : patient.studies)
                for (const dicom::Series &series : study.series) {
                    core::Work work;
                    const auto image = dicom::readSeries(series, work);
                    if (!image)
                        continue; // each of its files is explained above
                    ++read;
                    const auto good =
                        image->isColour()
                            ? std::count_if(image->pictures.begin(), image->pictures.end(),
                                            [](const auto &p) { return p.width > 0; })
                            : image->volume.readyCount();
                    // What is not there is said.
                    QVERIFY2(good == series.images || !image->damaged.empty(),
                             qPrintable(series.first().path));
                }
        QVERIFY2(read >= 70, qPrintable(QString::number(read)));
    }

    // The same image under several transfer syntaxes must give the same values.
    void losslessFormsAgree_data() {
        QTest::addColumn<QStringList>("files");
        const QString t = QStringLiteral("transfer-syntaxes/MR_small");
        QTest::newRow("MR") << QStringList{t + ".dcm",
                                           t + "_RLE.dcm",
                                           t + "_bigendian.dcm",
                                           t + "_expb.dcm",
                                           t + "_implicit.dcm",
                                           t + "_jp2klossless.dcm",
                                           t + "_jpeg_ls_lossless.dcm",
                                           t + "_padded.dcm"};
        const QString e = QStringLiteral("enhanced-mr/emri_small");
        QTest::newRow("enhanced MR")
            << QStringList{e + ".dcm", e + "_RLE.dcm", e + "_big_endian.dcm",
                           e + "_jpeg_2k_lossless.dcm", e + "_jpeg_ls_lossless.dcm"};
        const QString s = QStringLiteral("seg/liver");
        QTest::newRow("one bit") << QStringList{s + ".dcm", s + "_deflate.dcm", s + "_expb.dcm",
                                                s + "_j2k.dcm", s + "_rle.dcm"};
        QTest::newRow("dose") << QStringList{"rt/rtdose.dcm", "rt/rtdose_rle.dcm"};
        QTest::newRow("slide") << QStringList{"slide-microscopy/sm_image.dcm",
                                              "slide-microscopy/sm_image_jpegls.dcm"};
    }
    void losslessFormsAgree() {
        QFETCH(QStringList, files);
        std::vector<double> reference;
        for (const QString &name : files) {
            const auto header = dicom::readHeader(m_root + QLatin1Char('/') + name);
            QVERIFY2(header, qPrintable(name));
            core::Work work;
            const auto tree = dicom::groupSeries({*header});
            const auto image = dicom::readSeries(tree[0].studies[0].series[0], work);
            QVERIFY2(image, qPrintable(name));
            QVERIFY(image->damaged.empty());
            std::vector<double> values;
            for (const auto &picture : image->pictures)
                values.insert(values.end(), picture.pixels.begin(), picture.pixels.end());
            if (!image->isColour()) {
                const auto &size = image->volume.geometry().size;
                for (int k = 0; k < size[2]; ++k)
                    for (int j = 0; j < size[1]; ++j)
                        for (int i = 0; i < size[0]; ++i)
                            values.push_back(image->volume.value(i, j, k));
            }
            if (reference.empty())
                reference = values;
            QVERIFY2(values == reference, qPrintable(name));
        }
        QVERIFY(reference.size() > 100);
        QVERIFY(*std::max_element(reference.begin(), reference.end()) >
                *std::min_element(reference.begin(), reference.end()));
    }

    void lossyFormsAreClose() {
        const auto plain = dicom::decodeFrame(m_root + "/us-burned-in/US1_UNCR.dcm");
        const auto lossy = dicom::decodeFrame(m_root + "/us-burned-in/US1_J2KI.dcm");
        QVERIFY(plain && lossy);
        const auto &a = plain->pictures[0].pixels, &b = lossy->pictures[0].pixels;
        QCOMPARE(a.size(), b.size());
        double sum = 0;
        for (size_t n = 0; n < a.size(); ++n)
            sum += std::abs(a[n] - b[n]);
        QVERIFY2(sum / double(a.size()) < 3, qPrintable(QString::number(sum / double(a.size()))));
        QVERIFY(dicom::readHeader(m_root + "/us-burned-in/US1_J2KI.dcm")->lossy);
        QVERIFY(!dicom::readHeader(m_root + "/us-burned-in/US1_UNCR.dcm")->lossy);
    }

    void onlyWhatIsStatedHasAPlace() {
        using dicom::SpacingSource;
        struct Case {
            const char *file;
            bool placed;
            SpacingSource source;
            double row;
        };
        for (const Case &c :
             {Case{"nm/JPEG-LL.dcm", false, SpacingSource::Patient, 2.26},
              {"enhanced-mr/emri_small.dcm", false, SpacingSource::Pixels, 1},
              // The functional groups say where the frames lie.
              {"seg/liver.dcm", true, SpacingSource::Patient, 0.810547},
              // Two segments at one place make no grid.
              {"seg/seg_image_ct_binary_overlap.dcm", false, SpacingSource::Patient, 0.488281}}) {
            core::Work work;
            const dicom::Scan files = scan(QString::fromLatin1(c.file));
            const auto tree = dicom::groupSeries(files.files);
            QVERIFY2(tree.size() == 1, c.file);
            const auto image = dicom::readSeries(tree[0].studies[0].series[0], work);
            QVERIFY2(image, c.file);
            QVERIFY2(image->placed == c.placed, c.file);
            QVERIFY2(image->spacing.source == c.source, c.file);
            QVERIFY2(std::abs(image->spacing.row - c.row) < 1e-6, c.file);
        }
    }

    void theHeadPhantomIsOneVolume() {
        core::Work work;
        const dicom::Scan phantom = scan("ct-philips-head-phantom");
        const auto tree = dicom::groupSeries(phantom.files);
        QCOMPARE(tree.size(), size_t(1));
        const auto &series = tree[0].studies[0].series;
        QCOMPARE(series.size(), size_t(1));
        QVERIFY(series[0].problems.empty());
        QCOMPARE(series[0].geometry.size, (std::array<int, 3>{512, 512, 100}));
        QCOMPARE(series[0].geometry.spacing.z, 1.0);
        const auto image = dicom::readSeries(series[0], work);
        QVERIFY(image && image->damaged.empty());
        QCOMPARE(image->volume.unit(), QStringLiteral("HU"));
        // Air around the head, and a skull in it.
        QVERIFY(image->volume.value(5, 5, 50) < -900);
        const imaging::Plane plane =
            imaging::gridPlane(series[0].geometry, imaging::Orientation::Coronal, 256);
        QVERIFY(plane.v.z < -0.9); // head up
    }

    void namesInEveryAlphabet() {
        const auto name = [&](const char *file) {
            const auto h = dicom::readHeader(m_root + "/charset/" + QString::fromLatin1(file));
            return h ? h->patientName : QString();
        };
        QCOMPARE(name("chrArab.dcm"),
                 QStringLiteral("\u0642\u0628\u0627\u0646\u064a^\u0644\u0646\u0632\u0627\u0631"));
        QCOMPARE(name("chrFren.dcm"), QStringLiteral("Buc^J\u00e9r\u00f4me"));
        QCOMPARE(name("chrGreek.dcm"),
                 QStringLiteral("\u0394\u03b9\u03bf\u03bd\u03c5\u03c3\u03b9\u03bf\u03c2"));
        QCOMPARE(
            name("chrH31.dcm"),
            QStringLiteral(
                "Yamada^Tarou=\u5c71\u7530^\u592a\u90ce=\u3084\u307e\u3060^\u305f\u308d\u3046"));
        QCOMPARE(name("chrX1.dcm"), QStringLiteral("Wang^XiaoDong=\u738b^\u5c0f\u6771="));
    }

    void theFileSetIsReadAsPlainFiles() {
        const dicom::Scan set = scan("dicomdir");
        const auto tree = dicom::groupSeries(set.files);
        QCOMPARE(tree.size(), size_t(2)); // patients 77654033 and 98890234
        int images = 0;
        for (const auto &patient : tree)
            for (const auto &study : patient.studies)
                for (const auto &series : study.series)
                    images += series.images;
        QCOMPARE(images, 31);
    }
};

QTEST_GUILESS_MAIN(TestSharedData)
#include "tst_shareddata.moc"
