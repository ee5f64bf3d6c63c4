// Part 10 reading and writing: round trips, hostile lengths, character sets, byte order.
#include "lastra/dicom/CharacterSet.h"
#include "lastra/dicom/DataSet.h"

#include <QTemporaryDir>
#include <QtEndian>
#include <QtTest>

using namespace lastra::dicom;

namespace {
QByteArray le16(quint16 v) {
    v = qToLittleEndian(v);
    return {reinterpret_cast<const char *>(&v), 2};
}
QByteArray le32(quint32 v) {
    v = qToLittleEndian(v);
    return {reinterpret_cast<const char *>(&v), 4};
}
QByteArray shortElement(quint32 tag, const char *vr, QByteArray value) {
    return le16(quint16(tag >> 16)) + le16(quint16(tag)) + vr + le16(quint16(value.size())) + value;
}
QByteArray head(const QByteArray &syntax = "1.2.840.10008.1.2.1") {
    QByteArray uid = syntax;
    if (uid.size() % 2)
        uid += '\0';
    return QByteArray(128, '\0') + "DICM" + shortElement(0x00020010, "UI", uid);
}

DataSetFile sample() {
    DataSetFile file = DataSetFile::create();
    file.data.set(Tag(0x00080016), VR::UI, "1.2.840.10008.5.1.4.1.1.2");
    file.data.set(Tag(0x00080018), VR::UI, "2.25.1");
    file.data.setText(Tag(0x00100010), QStringLiteral("Rossi^Maria"));
    DataSet inner;
    inner.setText(Tag(0x00080104), QStringLiteral("odd"));
    DataSet outer;
    outer.setItems(Tag(0x00400008), {inner, DataSet()});
    file.data.setItems(Tag(0x00400275), {outer});
    file.data.set(Tag(0x7fe00010), VR::OW, QByteArray(200000, 'p'));
    return file;
}
} // namespace

class TestDataSet : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void roundTrip();
    void valuesStayOnFile();
    void hostile_data();
    void hostile();
    void depth();
    void unknownWithSequence();
    void bigEndian();
    void withoutPreamble();
    void tailIsDropped();
    void characterSets_data();
    void characterSets();
    void privateCreator();
    void newTags();
    void sharedData();
};

void TestDataSet::roundTrip() {
    const auto bytes = sample().toBytes();
    QVERIFY(bytes);
    QCOMPARE(bytes->left(128), QByteArray(128, '\0'));
    const auto again = DataSetFile::parse(*bytes);
    QVERIFY2(again, again ? "" : qPrintable(again.error().toLog()));
    QCOMPARE(again->meta.raw(Tag(0x00020012)), QByteArray(kImplementationUid));
    QCOMPARE(again->meta.raw(Tag(0x00020003)), QByteArray("2.25.1"));
    const DataSet &outer = again->data.items(Tag(0x00400275)).at(0);
    QCOMPARE(outer.items(Tag(0x00400008)).size(), size_t(2));
    QCOMPARE(outer.items(Tag(0x00400008)).at(0).text(Tag(0x00080104)), QStringLiteral("odd"));
    QVERIFY(outer.items(Tag(0x00400008)).at(1).isEmpty());
    QCOMPARE(*again->toBytes(), *bytes);
}

void TestDataSet::valuesStayOnFile() {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a"));
    QVERIFY(sample().write(path));
    auto file = DataSetFile::read(path);
    QVERIFY(file);
    const DataElement *pixels = file->data.find(Tag(0x7fe00010));
    QVERIFY(pixels && pixels->onFile() && pixels->bytes.isEmpty());
    QCOMPARE(*file->load(*pixels, 1 << 20), QByteArray(200000, 'p'));
    QCOMPARE(file->load(*pixels, 1000).error().code, QByteArray("dicom.tooLarge"));
    file->data.remove(Tag(0x00100010));
    QVERIFY(file->write(folder.filePath(QStringLiteral("b"))));
    const auto copy = DataSetFile::read(folder.filePath(QStringLiteral("b")));
    QVERIFY(copy);
    QVERIFY(!copy->data.contains(Tag(0x00100010)));
    QCOMPARE(*copy->load(*copy->data.find(Tag(0x7fe00010)), 1 << 20), QByteArray(200000, 'p'));
}

void TestDataSet::hostile_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("empty") << QByteArray() << QByteArray("dicom.notDicom");
    QTest::newRow("text") << QByteArray("hello, this is no image at all")
                          << QByteArray("dicom.notDicom");
    QTest::newRow("4 GiB claim") << head() + le16(0x0008) + le16(0x0005) + "UT" + le16(0) +
                                        le32(0xfffffffe) + "x"
                                 << QByteArray("dicom.truncated");
    QTest::newRow("cut header") << head() + shortElement(0x00080060, "CS", "CT") + "\x08"
                                << QByteArray("dicom.truncated");
    QTest::newRow("cut value") << head() + shortElement(0x00100020, "LO", "123456").chopped(2)
                               << QByteArray("dicom.truncated");
    QTest::newRow("bad VR") << head() + shortElement(0x00080060, "CS", "CT") +
                                   shortElement(0x00100020, "?!", "12")
                            << QByteArray("dicom.malformed");
    QTest::newRow("open text") << head() + le16(0x0008) + le16(0x0008) + "UT" + le16(0) +
                                      le32(0xffffffff)
                               << QByteArray("dicom.malformed");
    QTest::newRow("open sequence")
        << head() + le16(0x0008) + le16(0x1140) + "SQ" + le16(0) + le32(0xffffffff)
        << QByteArray("dicom.truncated");
    QTest::newRow("item over sequence")
        << head() + le16(0x0008) + le16(0x1140) + "SQ" + le16(0) + le32(8) + le16(0xfffe) +
               le16(0xe000) + le32(4000) + QByteArray(4000, ' ')
        << QByteArray("dicom.truncated");
    QTest::newRow("fragment over file")
        << head("1.2.840.10008.1.2.4.50") + shortElement(0x00080060, "CS", "CT") + le16(0x7fe0) +
               le16(0x0010) + "OB" + le16(0) + le32(0xffffffff) + le16(0xfffe) + le16(0xe000) +
               le32(0x7fffffff)
        << QByteArray("dicom.truncated");
    QTest::newRow("foreign syntax") << head("1.2.3.4") + shortElement(0x00080060, "CS", "CT")
                                    << QByteArray("dicom.transferSyntax");
    QTest::newRow("broken deflate")
        << head("1.2.840.10008.1.2.1.99") + "\x03garbage" << QByteArray("dicom.truncated");
}

void TestDataSet::hostile() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, code);
    const auto file = DataSetFile::parse(bytes);
    QVERIFY(!file);
    QCOMPARE(file.error().code, code);
}

void TestDataSet::depth() {
    QByteArray deep;
    for (int i = 0; i < 1000; ++i)
        deep += le16(0x0040) + le16(0x0008) + "SQ" + le16(0) + le32(0xffffffff) + le16(0xfffe) +
                le16(0xe000) + le32(0xffffffff);
    const auto file = DataSetFile::parse(head() + shortElement(0x00080060, "CS", "CT") + deep);
    QVERIFY(!file);
    QCOMPARE(file.error().code, QByteArray("dicom.tooDeep"));
}

// PS3.5 6.2.2: a sequence that some relay made UN is implicit little endian inside.
void TestDataSet::unknownWithSequence() {
    const QByteArray item = le16(0x0008) + le16(0x0100) + le32(4) + "ABCD";
    const QByteArray value = le16(0xfffe) + le16(0xe000) + le32(quint32(item.size())) + item;
    const auto file =
        DataSetFile::parse(head() + shortElement(0x00080060, "CS", "CT") + le16(0x0040) +
                           le16(0x0275) + "UN" + le16(0) + le32(quint32(value.size())) + value);
    QVERIFY(file);
    QCOMPARE(file->data.items(Tag(0x00400275)).at(0).text(Tag(0x00080100)), QStringLiteral("ABCD"));
}

void TestDataSet::bigEndian() {
    const auto be16 = [](quint16 v) {
        v = qToBigEndian(v);
        return QByteArray(reinterpret_cast<const char *>(&v), 2);
    };
    QByteArray bytes = head("1.2.840.10008.1.2.2");
    bytes += be16(0x0008) + be16(0x0060) + "CS" + be16(2) + "CT";
    bytes += be16(0x0028) + be16(0x0010) + "US" + be16(2) + be16(513);
    const auto file = DataSetFile::parse(bytes);
    QVERIFY(file);
    QCOMPARE(file->data.u16(Tag(0x00280010)), std::optional<quint16>(513));
    const auto again = DataSetFile::parse(*file->toBytes());
    QVERIFY(again);
    QCOMPARE(again->transferSyntax, QByteArray("1.2.840.10008.1.2.1"));
    QCOMPARE(again->data.u16(Tag(0x00280010)), std::optional<quint16>(513));
}

void TestDataSet::withoutPreamble() {
    const auto file = DataSetFile::parse(le16(0x0008) + le16(0x0060) + le32(2) + "MR" +
                                         le16(0x0010) + le16(0x0020) + le32(2) + "42");
    QVERIFY(file);
    QVERIFY(!file->facts.hadPreamble && !file->facts.hadMeta);
    QCOMPARE(file->data.text(Tag(0x00100020)), QStringLiteral("42"));
    QCOMPARE(file->transferSyntax, QByteArray("1.2.840.10008.1.2"));
}

void TestDataSet::tailIsDropped() {
    QByteArray bytes = *sample().toBytes();
    const auto file = DataSetFile::parse(bytes + "SECRET NAME AFTER THE SET");
    QVERIFY(file);
    QCOMPARE(file->facts.trailingBytes, qint64(25));
    QCOMPARE(*file->toBytes(), bytes);
}

void TestDataSet::characterSets_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("set");
    QTest::addColumn<QString>("text");
    // PS3.5 annexes H, I and K.
    QTest::newRow("latin") << QByteArray("Buc^J\xe9r\xf4me") << QByteArray("ISO_IR 100")
                           << QStringLiteral("Buc^Jérôme");
    QTest::newRow("greek") << QByteArray("\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2")
                           << QByteArray("ISO_IR 126") << QStringLiteral("Διονυσιος");
    QTest::newRow("utf8") << QByteArray("Wang^\xe5\xb0\x8f\xe6\x9d\xb1") << QByteArray("ISO_IR 192")
                          << QStringLiteral("Wang^小東");
    QTest::newRow("kanji") << QByteArray("Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B")
                           << QByteArray("\\ISO 2022 IR 87")
                           << QStringLiteral("Yamada^Tarou=山田^太郎");
    QTest::newRow("katakana") << QByteArray("\xd4\xcf\xc0\xde^\xc0\xdb\xb3")
                              << QByteArray("ISO_IR 13") << QStringLiteral("ﾔﾏﾀﾞ^ﾀﾛｳ");
    QTest::newRow("korean") << QByteArray("Hong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7")
                            << QByteArray("\\ISO 2022 IR 149") << QStringLiteral("Hong=洪^吉洞");
    QTest::newRow("chinese") << QByteArray("Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab")
                             << QByteArray("GB18030") << QStringLiteral("Wang^XiaoDong=王^小东");
}

void TestDataSet::characterSets() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, set);
    QFETCH(QString, text);
    QCOMPARE(decodeText(bytes, set, true), text);
    if (!set.contains('\\'))
        QCOMPARE(encodeText(text, set).value_or("?"), bytes);
}

void TestDataSet::privateCreator() {
    DataSet set;
    set.set(Tag(0x00291003), VR::LO, "x");
    QVERIFY(set.privateCreator(Tag(0x00291003)).isEmpty());
    set.set(Tag(0x00290010), VR::LO, "SIEMENS CSA HEADER ");
    QCOMPARE(set.privateCreator(Tag(0x00291003)), QByteArray("SIEMENS CSA HEADER"));
    QVERIFY(set.privateCreator(Tag(0x00291103)).isEmpty());
}

void TestDataSet::newTags() {
    QCOMPARE(lookUp(Tag(0x00100011))->vr, VR::SQ);
    QVERIFY(lookUp(Tag(0x3004007f)));
    QCOMPARE(lookUp(Tag(0x60023000))->keyword, QByteArray("OverlayData"));
    QVERIFY(!lookUp(Tag(0x60203000)));
    QVERIFY(!lookUp(Tag(0x60013000)));
    QVERIFY(isRegisteredUid("1.2.840.10008.1.2"));
    QVERIFY(!isRegisteredUid("1.2.840.10008.1.2.999"));
}

// Every file of the developer data is read to a data set or to an error, and what is written reads
// back as the same elements.
void TestDataSet::sharedData() {
    const QString root = QStringLiteral(LASTRA_SHARED_DATA);
    if (!QFileInfo::exists(root))
        QSKIP("the developer data are not beside the repository");
    QDirIterator files(root, QDir::Files, QDirIterator::Subdirectories);
    int read = 0;
    while (files.hasNext()) {
        const auto file = DataSetFile::read(files.next());
        if (!file)
            continue;
        ++read;
        const auto bytes = file->toBytes();
        QVERIFY(bytes);
        const auto again = DataSetFile::parse(*bytes);
        QVERIFY2(again, again ? "" : qPrintable(files.fileName() + again.error().toLog()));
        QCOMPARE(again->data.elements().size(), file->data.elements().size());
        QCOMPARE(*again->toBytes(), *bytes);
    }
    QVERIFY2(read > 650, qPrintable(QString::number(read)));
}

QTEST_GUILESS_MAIN(TestDataSet)
#include "tst_dataset.moc"
