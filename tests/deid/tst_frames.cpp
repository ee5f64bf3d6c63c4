// What lies around and inside the pixels: cut off by the engine, seen by the verifier.
#include "FrameCheck.h"
#include "FrameStrip.h"
#include "LeakCase.h"
#include "lastra/dicom/Samples.h"

#include <QtEndian>
#include <QtTest>

using namespace lastra;
using namespace lastra::deid;
using dicom::DataSetFile;
using dicom::Tag;
using planted::LeakCase;
namespace VR = lastra::dicom::VR;

namespace {

constexpr Tag kPixels(0x7fe00010);
const QByteArray kSecret = "Anna Verdi 12/03/1955 RSSMRA55C12F205X";

QByteArray word32(quint32 value) {
    QByteArray out(4, '\0');
    qToLittleEndian(value, out.data());
    return out;
}

QByteArray item(const QByteArray &content) {
    return word32(0xe000fffe) + word32(quint32(content.size())) + content;
}

QByteArray encapsulated(const QByteArrayList &fragments, const QByteArray &table = {}) {
    QByteArray out = item(table);
    for (QByteArray fragment : fragments)
        out += item(fragment.size() % 2 ? fragment.append('\0') : fragment);
    return out + word32(0xe0ddfffe) + word32(0);
}

QByteArrayList fragmentsOf(const QByteArray &value) {
    QByteArrayList out;
    for (qsizetype at = 0; at + 8 <= value.size();) {
        const auto length = qFromLittleEndian<quint32>(value.constData() + at + 4);
        if (qFromLittleEndian<quint32>(value.constData() + at) != 0xe000fffe)
            break;
        out << value.mid(at + 8, length);
        at += 8 + length;
    }
    return out; // the offset table first
}

QByteArray segment(uchar marker, const QByteArray &body) {
    const auto length = quint16(body.size() + 2);
    return QByteArray("\xff")
        .append(char(marker))
        .append(char(length >> 8))
        .append(char(length & 0xff))
        .append(body);
}

// A stream with the parts of a real one; its picture is nobody's concern here.
QByteArray jpeg(const QByteArray &extra, const QByteArray &tail, const QByteArray &scan = "abc") {
    return QByteArray("\xff\xd8") + extra + segment(0xdb, QByteArray(65, '\1')) +
           segment(0xc0, QByteArray("\x08\0\x40\0\x40\1\1\x11\0", 9)) +
           segment(0xc4, QByteArray(17, '\0')) + segment(0xda, QByteArray("\1\1\0\0\x3f\0", 6)) +
           scan + QByteArray("\xff\0x\xff\xd0", 5) + "y\xff\xd9" + tail;
}

QByteArray jpeg2000(const QByteArray &comment, bool inTile, const QByteArray &tail) {
    const QByteArray com = comment.isEmpty() ? QByteArray() : segment(0x64, "\0\1" + comment);
    const QByteArray inside = inTile ? com : QByteArray();
    QByteArray part = segment(0x90, QByteArray(8, '\0')) + inside + "\xff\x93packets of bytes";
    qToBigEndian(quint32(part.size()), part.data() + 6);
    return "\xff\x4f" + segment(0x51, QByteArray(38, '\3')) + (inTile ? QByteArray() : com) +
           segment(0x52, QByteArray(10, '\0')) + part + "\xff\xd9" + tail;
}

QByteArray rle(const QByteArray &tail) {
    QByteArray out(64, '\0');
    qToLittleEndian(quint32(1), out.data());
    qToLittleEndian(quint32(64), out.data() + 4);
    for (int i = 0; i < 32; ++i) // 64 x 64 zeros
        out.append("\x81").append('\0');
    return out + tail;
}

DataSetFile coded(const char *syntax, const QByteArray &pixels, int frames = 1) {
    DataSetFile file = planted::slice(1, 1, "20240312");
    file.transferSyntax = syntax;
    planted::us(file.data, 0x00280100, 8);
    planted::us(file.data, 0x00280101, 8);
    planted::us(file.data, 0x00280102, 7);
    planted::us(file.data, 0x00280103, 0);
    if (frames > 1)
        file.data.setText(Tag(0x00280008), QString::number(frames));
    file.data.set(kPixels, VR::OB, pixels).encapsulated = true;
    return file;
}

const char kJpeg[] = "1.2.840.10008.1.2.4.50", kJpeg2000[] = "1.2.840.10008.1.2.4.90",
           kRle[] = "1.2.840.10008.1.2.5";

QByteArray pixelsOf(const DataSetFile &file) {
    const dicom::DataElement *element = file.data.find(kPixels);
    return element ? *file.load(*element, 1 << 24) : QByteArray();
}
} // namespace

class TestFrames : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stowaways_data();
    void stowaways();
    void keepsWhatColoursNeed();
    void leavesCleanOnesAlone();
    void offsetTables();
    void framesOfSeveralFragments();
    void nativeTail_data();
    void nativeTail();
    void cannotBeJudged_data();
    void cannotBeJudged();
    void bothReadersAgree_data();
    void bothReadersAgree();
    void anotherPicture();
    void packedBits();
};

void TestFrames::stowaways_data() {
    QTest::addColumn<QByteArray>("syntax");
    QTest::addColumn<QByteArray>("dirty");
    QTest::addColumn<QByteArray>("clean");
    const auto row = [](const char *name, const char *syntax, const QByteArray &dirty,
                        const QByteArray &clean) {
        QTest::newRow(name) << QByteArray(syntax) << dirty << clean;
    };
    row("comment", kJpeg, jpeg(segment(0xfe, kSecret), {}), jpeg({}, {}));
    row("EXIF", kJpeg, jpeg(segment(0xe1, "Exif" + kSecret), {}), jpeg({}, {}));
    row("after the end", kJpeg, jpeg({}, kSecret), jpeg({}, {}));
    const QByteArray jfif("JFIF\0\1\1\0\0\1\0\1", 12);
    row("thumbnail", kJpeg, jpeg(segment(0xe0, jfif + "\1\1" + kSecret), {}),
        jpeg(segment(0xe0, jfif + QByteArray(2, '\0')), {}));
    row("colour with a tail", kJpeg,
        jpeg(segment(0xee, QByteArray("Adobe\0\x64IDID\1", 12) + kSecret), {}),
        jpeg(segment(0xee, QByteArray("Adobe\0\x64\0\0\0\0\1", 12)), {}));
    row("SPIFF", kJpeg, jpeg(segment(0xe8, "SPIFF" + kSecret), {}), jpeg({}, {}));
    row("comment, JPEG 2000", kJpeg2000, jpeg2000(kSecret, false, {}), jpeg2000({}, false, {}));
    row("comment in a tile", kJpeg2000, jpeg2000(kSecret, true, {}), jpeg2000({}, true, {}));
    row("after the end, JPEG 2000", kJpeg2000, jpeg2000({}, false, kSecret),
        jpeg2000({}, false, {}));
    row("after the end, RLE", kRle, rle(kSecret), rle({}));
    QByteArray header = rle({});
    header.replace(40, 20, kSecret.left(20));
    row("header, RLE", kRle, header, rle({}));
}

void TestFrames::stowaways() {
    QFETCH(QByteArray, syntax);
    QFETCH(QByteArray, dirty);
    QFETCH(QByteArray, clean);
    for (const char *policy : {"strict", "research"}) {
        LeakCase c(QString::fromLatin1(policy));
        c.add(coded(syntax.constData(), encapsulated({dirty})));
        const DataSetFile out = c.released();
        QCOMPARE(c.report.released, 1);
        QVERIFY(!c.releasedBytes().contains("Verdi") && !c.releasedBytes().contains("RSSMRA"));
        QCOMPARE(pixelsOf(out), encapsulated({clean}));
        QVERIFY(c.passes());
        QVERIFY(c.sees("pixels", [&](DataSetFile &f) {
            f.data.set(kPixels, VR::OB, encapsulated({dirty})).encapsulated = true;
        }));
    }
}

void TestFrames::keepsWhatColoursNeed() {
    const QByteArray adobe = segment(0xee, QByteArray("Adobe\0\x64\0\0\0\0\1", 12));
    const QByteArray mrfx = segment(0xe8, QByteArray("mrfx\1", 5));
    for (const QByteArray &kept : {adobe, mrfx}) {
        LeakCase c;
        c.add(coded(kJpeg, encapsulated({jpeg(kept + segment(0xfe, kSecret), {})})));
        QCOMPARE(pixelsOf(c.released()), encapsulated({jpeg(kept, {})}));
        QVERIFY(c.passes());
        // A colour transform that went missing is another picture.
        QVERIFY(c.sees("pixels", [](DataSetFile &f) {
            f.data.set(kPixels, VR::OB, encapsulated({jpeg({}, {})})).encapsulated = true;
        }));
    }
}

void TestFrames::leavesCleanOnesAlone() {
    const QByteArray table = word32(0);
    for (const QByteArray &value :
         {encapsulated({jpeg({}, {})}), encapsulated({jpeg({}, {})}, table)}) {
        LeakCase c;
        c.add(coded(kJpeg, value));
        QCOMPARE(pixelsOf(c.released()), value);
        QVERIFY(c.passes());
    }
    LeakCase c; // a table that is a text
    c.add(coded(kJpeg, encapsulated({jpeg({}, {})}, kSecret)));
    QCOMPARE(pixelsOf(c.released()), encapsulated({jpeg({}, {})}, table));
    QVERIFY(c.passes());
    QVERIFY(c.sees("pixels", [](DataSetFile &f) {
        f.data.set(kPixels, VR::OB, encapsulated({jpeg({}, {})}, kSecret)).encapsulated = true;
    }));
}

void TestFrames::offsetTables() {
    const QByteArray dirty = jpeg(segment(0xfe, kSecret), {}), clean = jpeg({}, {});
    const auto padded = [](QByteArray frame) {
        return frame.size() % 2 ? frame.append('\0') : frame;
    };
    const auto next = quint32(8 + padded(dirty).size()), after = quint32(8 + padded(clean).size());
    {
        LeakCase c;
        c.add(coded(kJpeg, encapsulated({dirty, dirty}, word32(0) + word32(next)), 2));
        QCOMPARE(pixelsOf(c.released()), encapsulated({clean, clean}, word32(0) + word32(after)));
        QVERIFY(c.passes());
        QVERIFY(c.sees("pixels", [&](DataSetFile &f) {
            f.data.set(kPixels, VR::OB, encapsulated({clean, clean}, word32(0) + word32(next)))
                .encapsulated = true;
        }));
    }
    LeakCase c;
    DataSetFile file = coded(kJpeg, encapsulated({dirty, dirty}), 2);
    const auto wide = [](quint32 value) { return word32(value) + word32(0); };
    file.data.set(Tag(0x7fe00001), VR::OV, wide(0) + wide(next));
    file.data.set(Tag(0x7fe00002), VR::OV,
                  wide(quint32(dirty.size())) + wide(quint32(dirty.size())));
    c.add(file);
    const DataSetFile out = c.released();
    QCOMPARE(out.data.find(Tag(0x7fe00001))->bytes, wide(0) + wide(after));
    QCOMPARE(out.data.find(Tag(0x7fe00002))->bytes,
             wide(quint32(clean.size())) + wide(quint32(clean.size())));
    QVERIFY(c.passes());
    QVERIFY(c.sees("pixels", [&](DataSetFile &f) {
        f.data.set(Tag(0x7fe00001), VR::OV, wide(0) + wide(next));
    }));
}

void TestFrames::framesOfSeveralFragments() {
    const QByteArray frame = jpeg(segment(0xfe, kSecret), {});
    const QByteArray a = frame.left(20), b = frame.mid(20), clean = jpeg({}, {});
    LeakCase c;
    c.add(coded(kJpeg, encapsulated({a, b, a, b}), 2));
    const QByteArrayList out = fragmentsOf(pixelsOf(c.released()));
    QCOMPARE(out.size(), 3);
    for (int n : {1, 2})
        QVERIFY(out[n].startsWith(clean));
    QVERIFY(c.passes());
}

void TestFrames::nativeTail_data() {
    QTest::addColumn<int>("columns");
    QTest::addColumn<bool>("onFile");
    QTest::newRow("even") << 64 << false;
    QTest::newRow("odd") << 63 << false;
    QTest::newRow("even, long") << 640 << true;
    QTest::newRow("odd, long") << 641 << true;
}

void TestFrames::nativeTail() {
    QFETCH(int, columns);
    QFETCH(bool, onFile);
    const int rows = onFile ? 641 : 63;
    DataSetFile file = planted::slice(1, 1, "20240312");
    planted::us(file.data, 0x00280010, rows);
    planted::us(file.data, 0x00280011, columns);
    planted::us(file.data, 0x00280100, 8);
    const QByteArray pixels(qsizetype(rows) * columns, '\x21');
    QByteArray padded = pixels.size() % 2 ? pixels + '\0' : pixels;
    file.data.set(kPixels, VR::OB, pixels + kSecret + kSecret);
    LeakCase c(QStringLiteral("strict"));
    c.add(file);
    QCOMPARE(pixelsOf(c.released()), padded);
    QVERIFY(c.passes());
    QVERIFY(
        c.sees("pixels", [&](DataSetFile &f) { f.data.set(kPixels, VR::OB, pixels + kSecret); }));
}

void TestFrames::cannotBeJudged_data() {
    QTest::addColumn<QByteArray>("syntax");
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, const char *syntax, const QByteArray &stream,
                        const char *reason) {
        QTest::newRow(name) << QByteArray(syntax) << stream << QString::fromLatin1(reason);
    };
    row("video", "1.2.840.10008.1.2.4.102", jpeg({}, {}), "transferSyntax");
    row("no JPEG", kJpeg, kSecret, "malformed");
    row("no end", kJpeg, jpeg({}, {}).chopped(2) + kSecret, "malformed");
    row("bytes between segments", kJpeg, "\xff\xd8" + kSecret + jpeg({}, {}).mid(2), "malformed");
    row("a table with a tail", kJpeg, jpeg(segment(0xdb, QByteArray(65, '\1') + kSecret), {}),
        "malformed");
    row("an unknown segment", kJpeg, jpeg(segment(0xf0, kSecret), {}), "malformed");
    row("short RLE", kRle, rle({}).chopped(20), "malformed");
    row("JP2 file", kJpeg2000, QByteArray("\0\0\0\x0cjP  ", 8) + jpeg2000({}, false, {}),
        "malformed");
}

void TestFrames::cannotBeJudged() {
    QFETCH(QByteArray, syntax);
    QFETCH(QByteArray, stream);
    QFETCH(QString, reason);
    LeakCase c(QStringLiteral("strict"));
    c.add(coded(syntax.constData(), encapsulated({stream})));
    QString said;
    c.released(&said);
    QCOMPARE(c.report.released, 0);
    QCOMPARE(said, reason);
}

void TestFrames::bothReadersAgree_data() {
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QByteArray>("syntax");
    QTest::newRow("JPEG") << jpeg(segment(0xfe, kSecret), kSecret) << QByteArray(kJpeg);
    QTest::newRow("JPEG 2000") << jpeg2000(kSecret, true, kSecret) << QByteArray(kJpeg2000);
    QTest::newRow("RLE") << rle(kSecret) << QByteArray(kRle);
}

// Cut at every place: neither reads beyond, and what the one makes the other finds bare.
void TestFrames::bothReadersAgree() {
    QFETCH(QByteArray, stream);
    QFETCH(QByteArray, syntax);
    const FrameShape shape{64 * 64, 1, 8};
    for (qsizetype size = 0; size <= stream.size(); ++size) {
        const QByteArray part = stream.left(size);
        const auto made = strippedFrame(*frameCoding(syntax), part, shape);
        const FrameContent before = frameContent(syntax, part, 64 * 64, 64 * 64);
        if (!made)
            continue;
        const FrameContent after = frameContent(syntax, *made, 64 * 64, 64 * 64);
        QVERIFY(before.known && after.known && after.bare);
        QCOMPARE(after.digest, before.digest);
    }
    QVERIFY(strippedFrame(*frameCoding(syntax), stream, shape));
}

void TestFrames::anotherPicture() {
    LeakCase c;
    c.add(coded(kJpeg, encapsulated({jpeg({}, {})})));
    c.released();
    QVERIFY(c.passes());
    QVERIFY(c.sees("pixels", [](DataSetFile &f) {
        f.data.set(kPixels, VR::OB, encapsulated({jpeg({}, {}, "abd")})).encapsulated = true;
    }));
}

void TestFrames::packedBits() {
    QByteArray stream(64, '\0');
    stream[0] = 1;
    stream[4] = 64;
    const QByteArray bits = QByteArray("\x81\x55\x81\x55\x81\x55\x81\x55", 8); // 512 bytes
    LeakCase c;
    DataSetFile file = coded(kRle, encapsulated({stream + bits + kSecret}));
    file.data.setText(Tag(0x00080060), QStringLiteral("SEG"));
    planted::us(file.data, 0x00280100, 1);
    planted::us(file.data, 0x00280101, 1);
    planted::us(file.data, 0x00280102, 0);
    c.add(file);
    QCOMPARE(pixelsOf(c.released()), encapsulated({stream + bits}));
    QVERIFY(c.passes());
}

QTEST_GUILESS_MAIN(TestFrames)
#include "tst_frames.moc"
