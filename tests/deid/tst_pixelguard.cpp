// Samples that spell an identifier of digits: never released as plain bytes, never changed in
// value, and the verifier decodes them itself.
#include "PixelGuard.h"
#include "PlantedSet.h"
#include "lastra/deid/Run.h"
#include "lastra/deid/Verify.h"
#include "lastra/dicom/Samples.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtEndian>
#include <QtTest>

using namespace lastra;
using namespace lastra::deid;
namespace VR = lastra::dicom::VR;
using dicom::Tag;

namespace {

constexpr Tag kPixels(0x7fe00010);
const QByteArray kNumber = "0048213"; // Patient ID of the planted people

QByteArray wide(const QByteArray &digits, bool big) {
    QByteArray out;
    for (const char c : digits)
        out.append(big ? '\0' : c).append(big ? c : '\0');
    return out;
}

void us(dicom::DataSetFile &file, quint32 tag, int value) {
    const quint16 little = qToLittleEndian(quint16(value));
    file.data.set(Tag(tag), VR::US, QByteArray(reinterpret_cast<const char *>(&little), 2));
}

// A slice of 64 x 64 whose pixels are noise with `spelt` somewhere inside.
dicom::DataSetFile slice(int number, int bits, int stored, int samples, int frames,
                         const QByteArray &spelt) {
    dicom::DataSetFile file = planted::slice(1, number, "20261112");
    us(file, 0x00280002, samples);
    us(file, 0x00280100, bits);
    us(file, 0x00280101, stored);
    us(file, 0x00280102, stored - 1);
    us(file, 0x00280103, 0);
    if (samples == 3) {
        file.data.setText(Tag(0x00280004), QStringLiteral("RGB"));
        file.data.setText(Tag(0x00080060), QStringLiteral("OT"));
        us(file, 0x00280006, 1);
    }
    if (frames > 1)
        file.data.setText(Tag(0x00280008), QString::number(frames));
    QByteArray pixels(64 * 64 * samples * frames * bits / 8, '\0');
    QRandomGenerator random(quint32(number) * 7919U);
    for (qsizetype i = 0; i < pixels.size(); i += bits / 8)
        pixels[i] = char(random.bounded(128, 256));
    pixels.replace(pixels.size() / 2, spelt.size(), spelt);
    file.data.set(kPixels, bits == 8 ? VR::OB : VR::OW, pixels);
    return file;
}

struct Case {
    QTemporaryDir folder;
    RunOptions options;
    core::Work work;

    Case() {
        options.input = folder.filePath(QStringLiteral("in"));
        options.release = folder.filePath(QStringLiteral("out"));
        options.custody = folder.filePath(QStringLiteral("custody"));
        options.policy = *Policy::load(QStringLiteral("research"));
        options.key = *Key::parse(QByteArray(32, 'k'), QString());
        options.threads = 2;
    }
    void add(const char *name, const dicom::DataSetFile &file) {
        QVERIFY(planted::store(file, input(QString::fromLatin1(name))));
    }
    [[nodiscard]] QString input(const QString &name) const {
        return options.input + QLatin1Char('/') + name;
    }
    [[nodiscard]] QString output(const FileFate &fate) const {
        return options.release + QLatin1Char('/') + fate.release;
    }
    core::Result<VerifyReport> check() {
        return verify({options.input, options.release, options.custody, 2}, work);
    }
};

qint64 failures(const core::Result<VerifyReport> &report, const char *check) {
    for (const Check &c : report->checks)
        if (c.name == QLatin1String(check))
            return c.failures;
    return -1;
}
} // namespace

class TestPixelGuard : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsAtEveryPlace();
    void findsWhatASearchFinds();
    void acrossParts();
    void codesWhatSpells();
    void keepsBackWhatCannotBeCoded();
    void timesSpellNone();
    void sameBytesTwice();
    void verifySeesTampering_data();
    void verifySeesTampering();
};

void TestPixelGuard::findsAtEveryPlace() {
    NumberSet numbers;
    QVERIFY(!spellsNumber(kNumber, numbers));
    numbers.add(kNumber);
    for (const QByteArray &spelt : {kNumber, wide(kNumber, false), wide(kNumber, true)})
        for (int before = 0; before < 20; ++before)
            for (int after = 0; after < 3; ++after) {
                const QByteArray bytes =
                    QByteArray(before, '\x81') + spelt + QByteArray(after, '\x81');
                QVERIFY2(spellsNumber(bytes, numbers), qPrintable(QString::number(before)));
                QByteArray other = bytes;
                other.replace('2', '3');
                QVERIFY(!spellsNumber(other, numbers));
            }
    QVERIFY(!spellsNumber(wide(kNumber, false).replace('\0', '\1'), numbers));
    QVERIFY(!spellsNumber("004821", numbers));
}

// The quick look against a plain search, in bytes made of little but digits and zeros.
void TestPixelGuard::findsWhatASearchFinds() {
    NumberSet numbers;
    const QByteArray texts[] = {"12121", "112211", "2222222"};
    for (const QByteArray &text : texts)
        numbers.add(text);
    const char letters[] = {'1', '2', '\0', 'x'};
    QRandomGenerator random(20261125);
    int found = 0;
    for (int round = 0; round < 20000; ++round) {
        const int kind = round % 3; // digits; digit and zero by turns; all
        QByteArray bytes(random.bounded(5, 40), Qt::Uninitialized);
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            const bool odd = random.bounded(40) == 0;
            bytes[i] = odd || kind == 2     ? letters[random.bounded(4)]
                       : kind == 1 && i % 2 ? '\0'
                                            : letters[random.bounded(2)];
        }
        bool plain = false;
        for (const QByteArray &text : texts)
            plain = plain || bytes.contains(text) || bytes.contains(wide(text, false)) ||
                    bytes.contains(wide(text, true));
        found += plain;
        // Of two-byte texts at the very end the half of the last letter does not matter.
        if (plain || !spellsNumber(bytes, numbers)) {
            QCOMPARE(spellsNumber(bytes, numbers), plain);
            continue;
        }
        bool cut = false;
        for (const QByteArray &text : texts)
            cut = cut || bytes.contains(wide(text, false).chopped(1));
        QVERIFY2(cut, bytes.toHex().constData());
    }
    QVERIFY(found > 1000 && found < 19000);
}

// Values that stay on file are read by parts.
void TestPixelGuard::acrossParts() {
    NumberSet numbers;
    numbers.add(kNumber);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("x.dcm"));
    const QByteArray spelt = wide(kNumber, false);
    constexpr int kPart = 256 << 10;
    for (int at = kPart - 160; at <= kPart + 16; at += 10) {
        dicom::DataSetFile file = planted::slice(1, 1, "20261112");
        QByteArray bytes(2 * kPart, '\x81');
        bytes.replace(at, spelt.size(), spelt);
        file.data.set(Tag(0x00283006), VR::OW, bytes);
        QVERIFY(file.write(path));
        auto read = dicom::DataSetFile::read(path);
        QVERIFY(read && read->data.find(Tag(0x00283006))->onFile());
        const auto guard = guardPixels(*read, numbers);
        QVERIFY(guard);
        QCOMPARE(int(*guard), int(PixelGuard::OtherData));
        read->data.remove(Tag(0x00283006));
        QCOMPARE(int(*guardPixels(*read, numbers)), int(PixelGuard::Free));
    }
}

void TestPixelGuard::codesWhatSpells() {
    Case c;
    c.add("words", slice(1, 16, 16, 1, 1, wide(kNumber, false)));
    c.add("twelve", slice(2, 16, 12, 1, 1, wide(kNumber, false)));
    c.add("turned", slice(3, 16, 16, 1, 1, wide(kNumber, true)));
    c.add("bytes", slice(4, 8, 8, 1, 1, kNumber));
    c.add("colour by plane", slice(5, 8, 8, 3, 1, kNumber));
    c.add("frames", slice(6, 16, 16, 1, 3, wide(kNumber, false)));
    c.add("free", slice(7, 16, 16, 1, 1, "\x81"));
    const auto report = run(c.options, c.work);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toLog()));
    QCOMPARE(report->released, 7);
    QCOMPARE(report->pixelsCoded, 6);
    QCOMPARE(report->json.value(QStringLiteral("pixelsCoded")).toInt(), 6);
    for (const FileFate &fate : report->files) {
        const bool free = fate.source == QStringLiteral("free");
        const auto file = dicom::DataSetFile::read(c.output(fate));
        QVERIFY(file);
        QCOMPARE(file->meta.raw(Tag(0x00020010)),
                 QByteArray(free ? "1.2.840.10008.1.2.1" : "1.2.840.10008.1.2.4.80"));
        QCOMPARE(file->data.find(kPixels)->encapsulated, !free);
        QVERIFY(!file->data.contains(Tag(0x00282110))); // nothing was lost
        const auto bytes = core::readFile(c.output(fate), 1 << 20);
        QVERIFY(bytes);
        for (const QByteArray &text : {kNumber, wide(kNumber, false), wide(kNumber, true)})
            QVERIFY2(!bytes->contains(text), qPrintable(fate.source));
        const auto before = dicom::Samples::open(c.input(fate.source));
        const auto after = dicom::Samples::open(c.output(fate));
        QVERIFY(before && after);
        QCOMPARE(after->header().frames, fate.source == QStringLiteral("frames") ? 3 : 1);
        for (int n = 0; n < after->header().frames; ++n) {
            QVERIFY(after->frame(n));
            QVERIFY2(*after->frame(n) == *before->frame(n), qPrintable(fate.source));
        }
    }
    const auto verified = c.check();
    QVERIFY(verified);
    for (const Finding &f : verified->findings)
        qWarning("%s %s", qPrintable(f.check), qPrintable(f.where));
    QCOMPARE(verified->verdict, Verdict::Pass);
    QCOMPARE(verified->filesVerified, 7);
}

void TestPixelGuard::keepsBackWhatCannotBeCoded() {
    Case c;
    c.add("deep", slice(1, 32, 32, 1, 1, kNumber));
    dicom::DataSetFile short422 = slice(2, 8, 8, 3, 1, kNumber);
    short422.data.setText(Tag(0x00280004), QStringLiteral("YBR_FULL_422"));
    c.add("422", short422);
    dicom::DataSetFile coded = slice(3, 8, 8, 1, 1, "\x81");
    // A JPEG stream whose coded data spell the number.
    const QByteArray fragment = QByteArray("\xff\xd8\xff\xda\0\x08\1\1\0\0\x3f\0", 12) + kNumber +
                                (kNumber.size() % 2 ? "0\xff\xd9" : "\xff\xd9");
    coded.data
        .set(kPixels, VR::OB,
             QByteArray("\xfe\xff\0\xe0\0\0\0\0\xfe\xff\0\xe0", 12) + char(fragment.size()) +
                 QByteArray(3, '\0') + fragment + QByteArray("\xfe\xff\xdd\xe0\0\0\0\0", 8))
        .encapsulated = true;
    coded.transferSyntax = "1.2.840.10008.1.2.4.50";
    c.add("coded", coded);
    dicom::DataSetFile table = slice(4, 16, 16, 1, 1, "\x81");
    dicom::DataSet lut;
    lut.set(Tag(0x00283006), VR::OW, wide(kNumber, false));
    table.data.setItems(Tag(0x00283010), {lut});
    c.add("table", table);
    const auto report = run(c.options, c.work);
    QVERIFY(report);
    QCOMPARE(report->released, 0);
    QCOMPARE(report->pixelsCoded, 0);
    for (const FileFate &fate : report->files)
        QCOMPARE(fate.source + QLatin1Char(' ') + fate.reason,
                 fate.source + (fate.source == QStringLiteral("table")
                                    ? QStringLiteral(" numberInData")
                                    : QStringLiteral(" numberInPixels")));
}

// Times are text, and other programs' digits: the same time in fewer, or none.
void TestPixelGuard::timesSpellNone() {
    NumberSet numbers;
    numbers.add("13000");
    QCOMPARE(timeWithoutNumbers("101112.413000", numbers), std::optional<QByteArray>("101112.413"));
    QCOMPARE(timeWithoutNumbers("101113.0000", numbers), std::optional<QByteArray>("101113.0000"));
    QCOMPARE(timeWithoutNumbers("101112.130001", numbers), std::nullopt);
    QCOMPARE(timeWithoutNumbers("213000.0", numbers), std::nullopt);
    Case c;
    dicom::DataSetFile file = slice(1, 16, 16, 1, 1, "\x81");
    const auto text = [&](quint32 tag, const char *value) {
        file.data.setText(Tag(tag), QString::fromLatin1(value));
    };
    text(0x00100020, "13000");
    file.data.remove(Tag(0x00200011)); // holds the planted record number
    text(0x00080030, "213000");        // Study Time, Type 2
    text(0x00080031, "213000");        // Series Time, Type 3
    text(0x00080032, "101112.413000");
    text(0x0008002a, "20261112101112.413000"); // Acquisition DateTime
    c.add("times", file);
    const auto report = run(c.options, c.work);
    QVERIFY(report && report->released == 1);
    QCOMPARE(report->numbersEmptied, 2);
    const auto bytes = core::readFile(c.output(report->files.at(0)), 1 << 20);
    QVERIFY(bytes && !bytes->contains("13000"));
    const auto out = dicom::DataSetFile::read(c.output(report->files.at(0)));
    QVERIFY(out);
    QVERIFY(out->data.contains(Tag(0x00080030)) && out->data.raw(Tag(0x00080030)).isEmpty());
    QVERIFY(!out->data.contains(Tag(0x00080031)));
    QCOMPARE(out->data.raw(Tag(0x00080032)), QByteArray("101112.413"));
    QCOMPARE(out->data.raw(Tag(0x0008002a)).mid(8), QByteArray("101112.413"));
    const auto verified = c.check();
    QVERIFY(verified);
    QCOMPARE(verified->verdict, Verdict::Pass);
}

void TestPixelGuard::sameBytesTwice() {
    QByteArray whole;
    for (int round = 0; round < 2; ++round) {
        Case c;
        c.add("words", slice(1, 16, 12, 1, 2, wide(kNumber, false)));
        const auto report = run(c.options, c.work);
        QVERIFY(report && report->pixelsCoded == 1);
        const auto bytes = core::readFile(c.output(report->files.at(0)), 1 << 20);
        QVERIFY(bytes);
        if (round == 1)
            QVERIFY(*bytes == whole);
        whole = *bytes;
    }
}

// What the released file becomes, with its original at hand.
using Tamper = void (*)(dicom::DataSetFile &released, dicom::DataSetFile original);
Q_DECLARE_METATYPE(Tamper)

void TestPixelGuard::verifySeesTampering_data() {
    QTest::addColumn<Tamper>("tamper");
    QTest::addColumn<QByteArray>("check");
    const auto row = [](const char *name, Tamper tamper, const char *check) {
        QTest::newRow(name) << tamper << QByteArray(check);
    };
    row(
        "nothing", [](auto &, auto) {}, "");
    row(
        "one sample of the last frame",
        [](auto &released, auto original) {
            dicom::DataElement &pixels = *original.data.find(kPixels);
            pixels.bytes[pixels.bytes.size() - 2] ^= 1;
            released.transferSyntax = "1.2.840.10008.1.2.1";
            released.data.set(kPixels, VR::OW, pixels.bytes);
            QVERIFY(dicom::codeJpegLs(released));
        },
        "pixels");
    row(
        "the plain samples",
        [](auto &released, auto original) {
            released.transferSyntax = "1.2.840.10008.1.2.1";
            released.data.set(kPixels, VR::OW, original.data.find(kPixels)->bytes);
        },
        "identifyingText");
    row(
        "a comment in the code stream",
        [](auto &released, auto) {
            QByteArray &bytes = released.data.find(kPixels)->bytes;
            const qsizetype at = bytes.lastIndexOf(QByteArray("\xff\xd8", 2));
            bytes.insert(at + 2, QByteArray("\xff\xfe\0\4hi", 6));
            const quint32 length = qFromLittleEndian<quint32>(bytes.constData() + at - 4) + 6;
            qToLittleEndian(length, bytes.data() + at - 4);
        },
        "pixels");
    row(
        "one fragment more",
        [](auto &released, auto) {
            QByteArray &bytes = released.data.find(kPixels)->bytes;
            bytes.insert(bytes.size() - 8, QByteArray("\xfe\xff\0\xe0\2\0\0\0hi", 10));
        },
        "pixels");
    row(
        "bits stored", [](auto &released, auto) { us(released, 0x00280101, 15); }, "pixels");
    row(
        "another syntax in the file meta",
        [](auto &released, auto) { released.transferSyntax = "1.2.840.10008.1.2.4.81"; }, "pixels");
}

void TestPixelGuard::verifySeesTampering() {
    QFETCH(Tamper, tamper);
    QFETCH(QByteArray, check);
    Case c;
    const dicom::DataSetFile original = slice(1, 16, 16, 1, 2, wide(kNumber, false));
    c.add("words", original);
    const auto report = run(c.options, c.work);
    QVERIFY(report && report->pixelsCoded == 1);
    const QString path = c.output(report->files.at(0));
    auto file = dicom::DataSetFile::parse(*core::readFile(path, 1 << 20), {.keepOnFile = 1 << 30});
    QVERIFY(file);
    dicom::DataElement &pixels = *file->data.find(kPixels);
    QVERIFY(pixels.encapsulated);
    auto bytes = file->load(pixels, 1 << 20);
    QVERIFY(bytes);
    pixels.bytes = *bytes;
    pixels.range = {};
    tamper(*file, original);
    QVERIFY(file->write(path));
    const auto verified = c.check();
    QVERIFY(verified);
    QCOMPARE(verified->verdict, check.isEmpty() ? Verdict::Pass : Verdict::Fail);
    if (!check.isEmpty())
        QVERIFY2(failures(verified, check.constData()) > 0, check.constData());
}

QTEST_GUILESS_MAIN(TestPixelGuard)
#include "tst_pixelguard.moc"
