// Plain pixels in JPEG-LS Lossless and back: the same words, bit for bit.
#include "MakeDicom.h"
#include "lastra/dicom/Samples.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace lastra;

namespace {

QByteArray noise(qsizetype size, quint32 seed) {
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(seed);
    for (char &c : bytes)
        c = char(random.bounded(256));
    return bytes;
}

// Words of twelve bits.
QByteArray narrow(QByteArray bytes) {
    for (qsizetype i = 1; i < bytes.size(); i += 2)
        bytes[i] = char(bytes[i] & 0x0f);
    return bytes;
}
} // namespace

Q_DECLARE_METATYPE(make::Pixels)

class TestCodeJpegLs : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;

private Q_SLOTS:
    void sameWords_data() {
        QTest::addColumn<make::Pixels>("pixels");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("precision");
        const auto row = [](const char *name, const make::Pixels &pixels, const QByteArray &bytes,
                            int precision) { QTest::newRow(name) << pixels << bytes << precision; };
        const QString rgb = QStringLiteral("RGB");
        row("8", {.rows = 9, .columns = 7, .bits = 8}, noise(63, 1) + '\0', 8);
        row("7 in 8", {.rows = 8, .columns = 8, .bits = 8, .stored = 7}, noise(64, 2), 8);
        row("16", {.rows = 9, .columns = 7}, noise(126, 3), 16);
        row("16 signed", {.rows = 9, .columns = 7, .isSigned = true}, noise(126, 4), 16);
        row("12", {.rows = 9, .columns = 7, .stored = 12}, narrow(noise(126, 5)), 12);
        row("12, bits above", {.rows = 9, .columns = 7, .stored = 12}, noise(126, 6), 16);
        row("12, minus one", {.stored = 12, .isSigned = true}, make::shorts({-1, -2, 3, 4}), 16);
        row("8 in 16", {.stored = 8}, make::shorts({1, 2, 3, 255}), 16);
        row("frames", {.rows = 9, .columns = 7, .frames = 5}, noise(630, 7), 16);
        row("RGB", {.rows = 9, .columns = 7, .samples = 3, .bits = 8, .photometric = rgb},
            noise(189, 8) + '\0', 8);
        row("RGB of 16 bits, frames",
            {.rows = 9, .columns = 7, .samples = 3, .photometric = rgb, .frames = 2}, noise(756, 9),
            16);
        row("RGB by plane",
            {.rows = 9, .columns = 7, .samples = 3, .bits = 8, .photometric = rgb, .planar = 1},
            noise(189, 10) + '\0', 8);
        row("flat", {.rows = 64, .columns = 64}, QByteArray(8192, '1'), 16);
    }

    void sameWords() {
        QFETCH(make::Pixels, pixels);
        QFETCH(QByteArray, bytes);
        QFETCH(int, precision);
        auto file = make::image(pixels, bytes);
        const auto before = dicom::Samples::open(make::save(file, m_dir.filePath("a.dcm")));
        QVERIFY(dicom::codeJpegLs(file));
        const auto after = dicom::Samples::open(make::save(file, m_dir.filePath("b.dcm")));
        QVERIFY(before && after);
        QCOMPARE(after->header().transferSyntax, QStringLiteral("1.2.840.10008.1.2.4.80"));
        QCOMPARE(after->header().frames, pixels.frames);
        QCOMPARE(after->header().planar, 0);
        QVERIFY(!after->header().lossy);
        QByteArray words;
        for (int n = 0; n < pixels.frames; ++n) {
            const auto was = before->frame(n), is = after->frame(n);
            QVERIFY(was && is);
            QVERIFY(*was == *is);
            words += *is;
        }
        if (pixels.planar == 1) { // red, green and blue of the first pixel
            QCOMPARE(words.left(3), QByteArray(1, bytes[0]) + bytes[63] + bytes[126]);
        } else {
            QCOMPARE(words, bytes.first(words.size()));
        }
        QVERIFY(!after->frame(pixels.frames));
        // The table points at each frame's item; the frame header says the precision.
        const QByteArray &value = file.data.find(dicom::Tag(0x7fe00010))->bytes;
        QCOMPARE(qFromLittleEndian<quint32>(value.constData() + 4), quint32(4 * pixels.frames));
        const qsizetype base = 8 + 4 * pixels.frames;
        for (int n = 0; n < pixels.frames; ++n) {
            const qsizetype at = base + qFromLittleEndian<quint32>(value.constData() + 8 + 4 * n);
            QCOMPARE(value.mid(at, 4), QByteArray("\xfe\xff\0\xe0", 4));
            QCOMPARE(value.mid(at + 8, 4), QByteArray("\xff\xd8\xff\xf7", 4));
            QCOMPARE(int(value[at + 14]), precision);
        }
    }

    // Explicit VR says what implicit VR leaves to Pixel Representation.
    void signedValuesKeepTheirSign() {
        auto file = make::image({.isSigned = true}, make::shorts({-5, 1, 2, 3}));
        file.data.set(dicom::Tag(0x00280106), dicom::VR::SS, make::shorts({-5}));
        file.transferSyntax = "1.2.840.10008.1.2";
        auto implicit = dicom::DataSetFile::read(make::save(file, m_dir.filePath("i.dcm")));
        QVERIFY(implicit);
        QVERIFY(dicom::codeJpegLs(*implicit));
        const auto coded = dicom::DataSetFile::read(make::save(*implicit, m_dir.filePath("c.dcm")));
        QVERIFY(coded);
        QCOMPARE(coded->data.number(dicom::Tag(0x00280106)), std::optional(-5.0));
    }

    void refusesAndLeavesAlone_data() {
        QTest::addColumn<make::Pixels>("pixels");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("32 bits") << make::Pixels{.bits = 32} << noise(16, 1);
        QTest::newRow("1 bit") << make::Pixels{.rows = 4, .columns = 4, .bits = 1} << noise(2, 1);
        QTest::newRow("4:2:2") << make::Pixels{.samples = 3,
                                               .bits = 8,
                                               .photometric = QStringLiteral("YBR_FULL_422")}
                               << noise(8, 1);
        QTest::newRow("too short") << make::Pixels{} << noise(6, 1);
        QTest::newRow("frames missing") << make::Pixels{.frames = 3} << noise(16, 1);
        QTest::newRow("frames without end") << make::Pixels{.frames = 2147483647} << noise(16, 1);
        QTest::newRow("bytes behind the frame") << make::Pixels{} << noise(10, 1);
        QTest::newRow("bits stored") << make::Pixels{.stored = 17} << noise(8, 1);
        QTest::newRow("none") << make::Pixels{} << QByteArray();
    }

    void refusesAndLeavesAlone() {
        QFETCH(make::Pixels, pixels);
        QFETCH(QByteArray, bytes);
        auto file = make::image(pixels, bytes);
        const auto before = file.toBytes();
        QVERIFY(!dicom::codeJpegLs(file));
        QCOMPARE(*file.toBytes(), *before);
    }

    void refusesWhatIsCoded() {
        auto file = make::image({}, make::shorts({1, 2, 3, 4}));
        QVERIFY(dicom::codeJpegLs(file));
        const auto before = file.toBytes();
        QVERIFY(!dicom::codeJpegLs(file));
        QCOMPARE(*file.toBytes(), *before);
    }
};

QTEST_GUILESS_MAIN(TestCodeJpegLs)
#include "tst_codejpegls.moc"
