// One pixel format a row, with stored values known beforehand.
#include "MakeDicom.h"
#include "lastra/dicom/SeriesReader.h"

#include <QTemporaryDir>
#include <QTest>

using namespace lastra;

class TestPixels : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    QString path() const { return m_dir.filePath("x.dcm"); }

    // Values of a decoded grey frame, row by row.
    static std::vector<double> values(const core::Result<dicom::Image> &image, int k = 0) {
        std::vector<double> out;
        if (!image || image->isColour())
            return out;
        const auto &size = image->volume.geometry().size;
        for (int j = 0; j < size[1]; ++j)
            for (int i = 0; i < size[0]; ++i)
                out.push_back(image->volume.value(i, j, k));
        return out;
    }
    core::Result<dicom::Image> decode(const dicom::DataSetFile &file, int frame = 0) {
        return dicom::decodeFrame(make::save(file, path()), frame);
    }
    using Values = std::vector<double>;

private Q_SLOTS:
    void eightBits() {
        QCOMPARE(values(decode(make::image({.bits = 8}, QByteArray("\x00\x7f\x80\xff", 4)))),
                 (Values{0, 127, 128, 255}));
        QCOMPARE(values(decode(make::image({.bits = 8, .isSigned = true},
                                           QByteArray("\x00\x7f\x80\xff", 4)))),
                 (Values{0, 127, -128, -1}));
    }

    void sixteenAndTwelveBits() {
        QCOMPARE(values(decode(make::image({}, make::shorts({0, 1, 32768, 65535})))),
                 (Values{0, 1, 32768, 65535}));
        QCOMPARE(values(decode(make::image({.isSigned = true}, make::shorts({0, 1, -32768, -1})))),
                 (Values{0, 1, -32768, -1}));
        // Overlay bits above the twelve stored ones are not part of the value.
        QCOMPARE(values(decode(
                     make::image({.stored = 12}, make::shorts({0xf001, 0x0fff, 0x1000, 0x8800})))),
                 (Values{1, 4095, 0, 2048}));
        QCOMPARE(values(decode(make::image({.stored = 12, .isSigned = true},
                                           make::shorts({0x0fff, 0x0800, 0x07ff, 0xf001})))),
                 (Values{-1, -2048, 2047, 1}));
    }

    void oneBitFramesAreNotAlignedToBytes() {
        // 3 x 3 bits a frame: frame 1 starts at bit 9.
        auto file = make::image({.rows = 3, .columns = 3, .bits = 1, .frames = 2},
                                QByteArray("\x01\xa3\x01\x00", 4));
        QCOMPARE(values(decode(file, 0)), (Values{1, 0, 0, 0, 0, 0, 0, 0, 1}));
        QCOMPARE(values(decode(file, 1)), (Values{1, 0, 0, 0, 1, 0, 1, 1, 0}));
    }

    void bigEndianAndDeflatedFilesAreRead() {
        // Explicit big endian, written by hand: the data set of a 2 x 1 image.
        QByteArray b(128, '\0');
        b += "DICM";
        const auto meta = [&](const char *tag, const QByteArray &vr, QByteArray v) {
            if (v.size() % 2)
                v.append('\0');
            b += QByteArray(tag, 4) + vr + QByteArray(1, char(v.size())) + QByteArray(1, '\0') + v;
        };
        meta("\x02\x00\x10\x00", "UI", "1.2.840.10008.1.2.2");
        const auto us = [&](int element, int value) {
            b += QByteArray("\x00\x28", 2) + char(element >> 8) + char(element & 255) + "US" +
                 QByteArray("\x00\x02", 2) + char(value >> 8) + char(value & 255);
        };
        us(0x0002, 1);
        b += QByteArray("\x00\x28\x00\x04", 4) + "CS" + QByteArray("\x00\x0c", 2) + "MONOCHROME2 ";
        us(0x0010, 1);
        us(0x0011, 2);
        us(0x0100, 16);
        us(0x0101, 16);
        us(0x0102, 15);
        us(0x0103, 1);
        b += QByteArray("\x7f\xe0\x00\x10OW\x00\x00\x00\x00\x00\x04\x01\x02\xff\xfe", 16);
        QCOMPARE(values(dicom::decodeFrame(make::saveBytes(b, path()))), (Values{258, -2}));
    }

    void rescaleMakesModalityValuesAndPaddingIsKept() {
        auto file = make::image({}, make::shorts({0, 24, 1024, 4095}));
        file.data.setText(dicom::Tag(0x00281052), "-1024");
        file.data.setText(dicom::Tag(0x00281053), "2");
        file.data.set(dicom::Tag(0x00280120), dicom::VR::US, make::shorts({4095}));
        const auto image = decode(file);
        QCOMPARE(values(image), (Values{-1024, -976, 1024, 7166}));
        QVERIFY(image->volume.meaning().padding->contains(4095));
        QCOMPARE(image->volume.unit(), QString()); // HU is for CT
    }

    void modalityTablesAndWindowTables() {
        auto file = make::image({.bits = 8}, QByteArray("\x09\x0a\x0b\x0c", 4));
        dicom::DataSet lut;
        lut.set(dicom::Tag(0x00283002), dicom::VR::US, make::shorts({3, 10, 16}));
        lut.setText(dicom::Tag(0x00283004), "OD");
        lut.set(dicom::Tag(0x00283006), dicom::VR::OW, make::shorts({100, 200, 5000}));
        file.data.setItems(dicom::Tag(0x00283000), {lut});
        dicom::DataSet voi;
        voi.set(dicom::Tag(0x00283002), dicom::VR::US, make::shorts({2, 100, 8}));
        voi.set(dicom::Tag(0x00283006), dicom::VR::OW, make::shorts({0, 255}));
        file.data.setItems(dicom::Tag(0x00283010), {voi});
        const auto image = decode(file);
        QCOMPARE(values(image), (Values{100, 100, 200, 5000}));
        QCOMPARE(image->volume.unit(), QStringLiteral("OD"));
        QVERIFY(image->voi.lut);
        QCOMPARE(image->voi.apply(5000), 1.0);
    }

    void monochrome1IsInverted() {
        const auto image = decode(make::image({.bits = 8, .photometric = "MONOCHROME1"},
                                              QByteArray("\x00\x55\xaa\xff", 4)));
        QVERIFY(image->voi.inverted);
        QVERIFY(image->voi.apply(0) > image->voi.apply(255));
    }

    void colourModels() {
        const std::vector<uint8_t> redBlue{255, 0, 0, 0, 0, 255};
        const make::Pixels rgb{
            .rows = 1, .columns = 2, .samples = 3, .bits = 8, .photometric = "RGB"};
        QCOMPARE(decode(make::image(rgb, QByteArray("\xff\0\0\0\0\xff", 6)))->pictures[0].pixels,
                 redBlue);
        make::Pixels planes = rgb;
        planes.planar = 1;
        QCOMPARE(decode(make::image(planes, QByteArray("\xff\0\0\0\0\xff", 6)))->pictures[0].pixels,
                 redBlue);
        make::Pixels ybr = rgb;
        ybr.photometric = "YBR_FULL"; // red is (76, 85, 255), blue (29, 255, 107)
        const auto image = decode(make::image(ybr, QByteArray("\x4c\x55\xff\x1d\xff\x6b", 6)));
        for (size_t n = 0; n < 6; ++n)
            QVERIFY(std::abs(image->pictures[0].pixels[n] - redBlue[n]) <= 2);
        make::Pixels half = rgb;
        half.photometric = "YBR_FULL_422"; // Y1 Y2 Cb Cr: two greys
        QCOMPARE(decode(make::image(half, QByteArray("\x10\xf0\x80\x80", 4)))->pictures[0].pixels,
                 (std::vector<uint8_t>{16, 16, 16, 240, 240, 240}));
    }

    void palettesPlainAndSegmented() {
        auto file =
            make::image({.rows = 1, .columns = 4, .bits = 8, .photometric = "PALETTE COLOR"},
                        QByteArray("\x00\x01\x02\x03", 4));
        for (const quint32 tag : {0x00281101U, 0x00281102U, 0x00281103U})
            file.data.set(dicom::Tag(tag), dicom::VR::US, make::shorts({4, 0, 16}));
        file.data.set(dicom::Tag(0x00281201), dicom::VR::OW, make::shorts({0xff00, 0, 0, 0x8000}));
        file.data.set(dicom::Tag(0x00281202), dicom::VR::OW, make::shorts({0, 0xff00, 0, 0x8000}));
        // Blue: one entry 0, then a ramp of three up to 0xff00.
        file.data.set(dicom::Tag(0x00281223), dicom::VR::OW, make::shorts({0, 1, 0, 1, 3, 0xff00}));
        const auto image = decode(file);
        QVERIFY(image);
        QCOMPARE(image->pictures[0].pixels,
                 (std::vector<uint8_t>{255, 0, 0, 0, 255, 85, 0, 0, 170, 128, 128, 255}));
        file.data.set(dicom::Tag(0x00281223), dicom::VR::OW, make::shorts({0, 200, 0}));
        QCOMPARE(decode(file).error().code, "dicom.unsupportedPixels");
    }

    void runLengths() {
        // Two byte planes of 2 x 2 pixels, high bytes first: 0x0102 four times.
        QByteArray rle = QByteArray("\x02\0\0\0\x40\0\0\0\x42\0\0\0", 12).leftJustified(64, '\0');
        rle += QByteArray("\xfd\x01\xfd\x02", 4);
        auto file = make::image({}, {});
        make::encapsulate(file, "1.2.840.10008.1.2.5", {rle});
        QCOMPARE(values(decode(file)), (Values{258, 258, 258, 258}));
        make::encapsulate(file, "1.2.840.10008.1.2.5", {rle.left(66)});
        QCOMPARE(decode(file).error().code, "dicom.decodeFailed");
        make::encapsulate(file, "1.2.840.10008.1.2.5", {QByteArray("\xff\xff\xff\xff", 4)});
        QCOMPARE(decode(file).error().code, "dicom.decodeFailed");
        make::encapsulate(file, "1.2.840.10008.1.2.5", {});
        QCOMPARE(decode(file).error().code, "dicom.frameMissing");
    }

    void noiseInEveryCodecIsAnError_data() {
        QTest::addColumn<QByteArray>("syntax");
        for (const char *s :
             {"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.57",
              "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90",
              "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.8.1"})
            QTest::newRow(s) << QByteArray(s);
    }
    void noiseInEveryCodecIsAnError() {
        QFETCH(QByteArray, syntax);
        auto file = make::image({.rows = 64, .columns = 64, .bits = 8}, {});
        for (const QByteArray &start :
             {QByteArray(), QByteArray("\xff\xd8"), QByteArray("\xff\xd8\xff\xf7"),
              QByteArray("\xff\x4f\xff\x51")}) {
            QByteArray noise = start;
            quint32 state = 7;
            for (int n = 0; n < 500; ++n) {
                state = state * 1664525U + 1013904223U;
                noise += char(state >> 24);
            }
            make::encapsulate(file, syntax, {noise});
            const auto image = decode(file);
            QVERIFY(!image);
            QCOMPARE(image.error().code, "dicom.decodeFailed");
        }
    }

    void unsupportedIsNotCalledBroken() {
        auto file = make::image({.bits = 8}, {});
        make::encapsulate(file, "1.2.840.10008.1.2.4.100", {QByteArray("\0\0\1\xb3", 4)}); // MPEG-2
        QCOMPARE(decode(file).error().code, "dicom.unsupportedSyntax");
        auto odd = make::image({.bits = 24, .stored = 24}, QByteArray(12, '\0'));
        QCOMPARE(decode(odd).error().code, "dicom.unsupportedPixels");
        auto none = make::image({}, {});
        none.data.remove(dicom::Tag(0x7fe00010));
        none.data.setText(dicom::Tag(0x00080016), "1.2.840.10008.5.1.4.1.1.88.11");
        const auto report = decode(none);
        QCOMPARE(report.error().code, "dicom.noPixels");
        QVERIFY(report.error().arguments[1].contains(QStringLiteral("SR")));
    }

    void liesAboutSizeAreRefusedWithoutAskingForTheMemory() {
        QCOMPARE(decode(make::image({.rows = 0, .columns = 5}, QByteArray(10, '\0'))).error().code,
                 "dicom.sizeMissing");
        QCOMPARE(decode(make::image({.rows = 65535, .columns = 65535}, QByteArray(8, '\0')))
                     .error()
                     .code,
                 "dicom.tooLarge");
        QCOMPARE(
            decode(make::image({.rows = 3000, .columns = 3000}, QByteArray(8, '\0'))).error().code,
            "dicom.truncated");
        QCOMPARE(decode(make::image({.frames = 2147483647}, QByteArray(8, '\0')), 1).error().code,
                 "dicom.frameMissing");
        // A bomb: deflated zeros for far more than the frame.
        auto file = make::image({.bits = 8}, {});
        const QByteArray packed = qCompress(QByteArray(4 << 20, '\0')).mid(6); // no zlib header
        make::encapsulate(file, "1.2.840.10008.1.2.8.1", {packed});
        QCOMPARE(values(decode(file)), (Values{0, 0, 0, 0}));
    }
};

QTEST_GUILESS_MAIN(TestPixels)
#include "tst_pixels.moc"
