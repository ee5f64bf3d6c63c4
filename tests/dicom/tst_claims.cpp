// Files that claim what they do not hold, and descriptions that contradict one another.
#include "MakeDicom.h"
#include "Memory.h"
#include "lastra/dicom/SeriesReader.h"

#include <QTemporaryDir>
#include <QTest>

using namespace lastra;

namespace {

template <class Word>
QByteArray words(std::initializer_list<Word> values) {
    QByteArray bytes;
    for (const Word v : values)
        bytes.append(reinterpret_cast<const char *>(&v), sizeof(v));
    return bytes;
}

// The last kind of table descriptor each: `count` entries from 0 of 16 bits.
struct Descriptor {
    dicom::Vr vr;
    QByteArray bytes;
};

dicom::DataSet table(const Descriptor &d, const QByteArray &data) {
    dicom::DataSet item;
    item.set(dicom::Tag(0x00283002), d.vr, d.bytes);
    item.set(dicom::Tag(0x00283006), dicom::VR::OW, data);
    return item;
}

} // namespace

Q_DECLARE_METATYPE(Descriptor)

class TestClaims : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    QString save(const dicom::DataSetFile &file) const {
        return make::save(file, m_dir.filePath("x.dcm"));
    }
    core::Result<dicom::Image> decode(const dicom::DataSetFile &file, int frame = 0) const {
        return dicom::decodeFrame(save(file), frame);
    }
    core::Result<dicom::Image> whole(const dicom::DataSetFile &file) const {
        const auto header = dicom::readHeader(save(file));
        if (!header)
            return tl::make_unexpected(header.error());
        const auto tree = dicom::groupSeries({*header});
        core::Work work;
        return dicom::readSeries(tree.front().studies.front().series.front(), work);
    }
    static dicom::DataSetFile floats(const make::Pixels &p, std::initializer_list<float> values) {
        auto file = make::image(p, {});
        file.data.remove(dicom::Tag(0x7fe00010));
        file.data.set(dicom::Tag(0x7fe00008), dicom::VR::OF, words(values));
        return file;
    }

private Q_SLOTS:
    void wideNumbersAreNoPaletteIndices() {
        const make::Pixels p{.bits = 32, .photometric = "PALETTE COLOR"};
        const auto withPalette = [](dicom::DataSetFile file) {
            for (const quint32 channel : {0U, 1U, 2U}) {
                file.data.set(dicom::Tag(0x00281101 + channel), dicom::VR::US,
                              make::shorts({2, 0, 16}));
                file.data.set(dicom::Tag(0x00281201 + channel), dicom::VR::OW,
                              make::shorts({0, 0xff00}));
            }
            return file;
        };
        const auto real = decode(withPalette(floats(p, {0, 1, 2, 3})));
        QVERIFY(!real);
        QCOMPARE(real.error().code, "dicom.unsupportedPixels");
        const auto integers = decode(withPalette(make::image(p, QByteArray(16, '\0'))));
        QVERIFY(!integers);
        QCOMPARE(integers.error().code, "dicom.unsupportedPixels");
        // Sixteen bits are indices: the palette's ends hold for what lies outside.
        const auto image = decode(withPalette(
            make::image({.photometric = "PALETTE COLOR"}, make::shorts({0, 1, 2, 65535}))));
        QVERIFY(image);
        QCOMPARE(image->pictures[0].pixels[0], uint8_t(0));
        QCOMPARE(image->pictures[0].pixels[9], uint8_t(255));
    }

    void descriptorsOutOfRange_data() {
        QTest::addColumn<Descriptor>("descriptor");
        QTest::newRow("65536 in 32 bits")
            << Descriptor{dicom::VR::UL, words<quint32>({65536, 0, 16})};
        QTest::newRow("2^32 - 1") << Descriptor{dicom::VR::UL, words<quint32>({0xffffffff, 0, 16})};
        QTest::newRow("negative") << Descriptor{dicom::VR::SL, words<qint32>({-1, 0, 16})};
        QTest::newRow("half") << Descriptor{dicom::VR::FD, words<double>({0.5, 0, 16})};
        QTest::newRow("endless") << Descriptor{dicom::VR::FD, words<double>({1e300, 0, 16})};
        QTest::newRow("no number")
            << Descriptor{dicom::VR::FD, words<double>({std::nan(""), 0, 16})};
        QTest::newRow("first far away")
            << Descriptor{dicom::VR::FD, words<double>({2, -1e300, 16})};
        QTest::newRow("first no number")
            << Descriptor{dicom::VR::FD, words<double>({2, std::nan(""), 16})};
        QTest::newRow("no bits") << Descriptor{dicom::VR::US, make::shorts({2, 0, 0})};
    }
    void descriptorsOutOfRange() {
        QFETCH(Descriptor, descriptor);
        const QByteArray data = make::shorts({1, 2});
        auto modality = make::image({}, make::shorts({0, 1, 0x4040, 65535}));
        modality.data.setItems(dicom::Tag(0x00283000), {table(descriptor, data)});
        const auto refused = decode(modality);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, "dicom.unsupportedPixels");
        // A window table that is none is left out; the picture is still shown.
        auto window = make::image({}, make::shorts({0, 1, 0x4040, 65535}));
        window.data.setItems(dicom::Tag(0x00283010), {table(descriptor, data)});
        const auto shown = decode(window);
        QVERIFY(shown);
        QVERIFY(!shown->voi.lut);
        auto palette = make::image({.bits = 8, .photometric = "PALETTE COLOR"}, "\x40\x40\x40\x40");
        for (const quint32 channel : {0U, 1U, 2U}) {
            palette.data.set(dicom::Tag(0x00281101 + channel), descriptor.vr, descriptor.bytes);
            palette.data.set(dicom::Tag(0x00281201 + channel), dicom::VR::OW, data);
        }
        const auto coloured = decode(palette);
        QVERIFY(!coloured);
        QCOMPARE(coloured.error().code, "dicom.unsupportedPixels");
    }

    void zeroMeansAllEntries() {
        QByteArray data(65536 * 2, '\0');
        data[65535 * 2] = 7;
        auto file = make::image({}, make::shorts({0, 1, 2, 65535}));
        file.data.setItems(dicom::Tag(0x00283000),
                           {table({dicom::VR::US, make::shorts({0, 0, 16})}, data)});
        const auto image = decode(file);
        QVERIFY(image);
        QCOMPARE(image->volume.value(1, 1, 0), 7.0);
    }

    void noNumberIsLookedUpAsTheFirstEntry() {
        auto file =
            floats({.bits = 32}, {std::numeric_limits<float>::quiet_NaN(), 1, -1e30F, 1e30F});
        file.data.setItems(dicom::Tag(0x00283000), {table({dicom::VR::US, make::shorts({3, 0, 16})},
                                                          make::shorts({10, 20, 30}))});
        const auto image = decode(file);
        QVERIFY(image);
        QCOMPARE(image->volume.value(0, 0, 0), 10.0);
        QCOMPARE(image->volume.value(1, 0, 0), 20.0);
        QCOMPARE(image->volume.value(0, 1, 0), 10.0);
        QCOMPARE(image->volume.value(1, 1, 0), 30.0);
    }

    void segmentsOfNoLengthAreRefused() {
        auto file = make::image({.bits = 8, .photometric = "PALETTE COLOR"}, QByteArray(4, '\0'));
        // One empty segment, then repeats of sixty thousand of them.
        QByteArray data = make::shorts({0, 0});
        for (int n = 0; n < 20000; ++n)
            data += make::shorts({2, 60000, 0, 0});
        for (const quint32 channel : {0U, 1U, 2U}) {
            file.data.set(dicom::Tag(0x00281101 + channel), dicom::VR::US,
                          make::shorts({4, 0, 16}));
            file.data.set(dicom::Tag(0x00281221 + channel), dicom::VR::OW, data);
        }
        QCOMPARE(decode(file).error().code, "dicom.unsupportedPixels");
    }

    void framesAreThoseThePixelsHold() {
        // Three frames of eight bytes, and a claim of two thousand million.
        QByteArray bytes(24, '\0');
        bytes[16] = 5;
        const auto file = make::image({.frames = 2000000000}, bytes);
        const auto image = whole(file);
        QVERIFY(image);
        QCOMPARE(image->volume.geometry().size[2], 3);
        QCOMPARE(image->volume.readyCount(), 3);
        QCOMPARE(image->volume.value(0, 0, 2), 5.0);
        QCOMPARE(image->damaged.size(), size_t(1));
        QCOMPARE(image->damaged[0].code, "dicom.frameMissing");
        QCOMPARE(image->damaged[0].arguments, QStringList({"x.dcm", "4"}));
        QCOMPARE(decode(file, 2)->volume.value(0, 0, 0), 5.0);
        QCOMPARE(decode(file, 3).error().code, "dicom.frameMissing");
        QCOMPARE(decode(file, 1999999999).error().code, "dicom.frameMissing");
    }

    void framesAreThoseTheFragmentsHold() {
        QByteArray rle = QByteArray("\x02\0\0\0\x40\0\0\0\x42\0\0\0", 12).leftJustified(64, '\0');
        rle += QByteArray("\xfd\x01\xfd\x02", 4);
        auto file = make::image({.frames = 2000000000}, {});
        make::encapsulate(file, "1.2.840.10008.1.2.5", {rle, rle});
        const auto image = whole(file);
        QVERIFY(!image); // nothing says where a frame of run lengths starts
        file.data.setText(dicom::Tag(0x00280008), "2");
        const auto two = whole(file);
        QVERIFY(two);
        QCOMPARE(two->volume.readyCount(), 2);
        QVERIFY(two->damaged.empty());
    }

    void framesBeyondAllReasonAreRefused() {
        const auto image = whole(make::image(
            {.rows = 1, .columns = 1, .bits = 1, .frames = 8000000}, QByteArray(1000000, '\1')));
        QVERIFY(!image);
        QCOMPARE(image.error().code, "dicom.tooLarge");
    }

    void offsetsLeadToTheirFragments() {
        // Three fragments, two frames: the table says that the second frame is the third fragment.
        QByteArray half = QByteArray("\x02\0\0\0\x40\0\0\0\x42\0\0\0", 12).leftJustified(64, '\0');
        const QByteArray planes = QByteArray("\xfd\x01\xfd\x02", 4);
        auto file = make::image({.frames = 2}, {});
        make::encapsulate(file, "1.2.840.10008.1.2.5", {half, planes, half + planes});
        QByteArray bytes = file.data.find(dicom::Tag(0x7fe00010))->bytes;
        bytes.replace(0, 8, QByteArray("\xfe\xff\x00\xe0\x08\0\0\0\0\0\0\0\x54\0\0\0", 16));
        dicom::DataElement e = *file.data.find(dicom::Tag(0x7fe00010));
        e.bytes = bytes;
        file.data.append(e);
        const auto image = whole(file);
        QVERIFY(image);
        QCOMPARE(image->volume.readyCount(), 2);
        QCOMPARE(image->volume.value(1, 1, 1), 258.0);
        // A table that leads between two fragments.
        e.bytes[12] = 0x50;
        file.data.append(e);
        const auto astray = whole(file);
        QVERIFY(!astray || astray->volume.readyCount() < 2);
    }

    void theGridOfALongDoseIsRead() {
        // 400 planes whose offsets are longer than what is kept in memory while reading.
        auto file = make::image({.rows = 1, .columns = 1, .frames = 400}, QByteArray(800, '\0'));
        QStringList offsets;
        for (int n = 0; n < 400; ++n)
            offsets << QString::number(n * 2.5, 'f', 8);
        QVERIFY(offsets.join(u'\\').size() > 4096);
        file.data.set(dicom::Tag(0x3004000c), dicom::VR::DS, offsets.join(u'\\').toLatin1());
        file.data.setText(dicom::Tag(0x00200032), "0\\0\\10");
        file.data.setText(dicom::Tag(0x00200037), "1\\0\\0\\0\\1\\0");
        file.data.setText(dicom::Tag(0x00280030), "1\\1");
        const auto image = whole(file);
        QVERIFY(image);
        QCOMPARE(image->volume.geometry().size[2], 400);
        QCOMPARE(image->volume.geometry().spacing.z, 2.5);
        QCOMPARE(image->volume.geometry().origin.z, 10.0);
    }

    void memoryThatIsNotThereIsTheFilesError() {
        const auto asked = dicom::withinMemory("a.dcm", []() -> core::Result<std::vector<char>> {
            return std::vector<char>(std::numeric_limits<size_t>::max());
        });
        QVERIFY(!asked);
        QCOMPARE(asked.error().code, "dicom.tooLarge");
        const auto thrown =
            dicom::withinMemory("a.dcm", []() -> core::Result<int> { throw std::bad_alloc(); });
        QVERIFY(!thrown);
        QCOMPARE(thrown.error().arguments, QStringList("a.dcm"));
    }
};

QTEST_GUILESS_MAIN(TestClaims)
#include "tst_claims.moc"
