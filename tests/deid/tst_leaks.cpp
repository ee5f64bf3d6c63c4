// What an attacker got through the engine and past the verifier, place by place.
#include "LeakCase.h"
#include "TextCleaner.h"

#include <QtTest>

using namespace lastra;
using namespace lastra::deid;
using dicom::DataSet;
using dicom::DataSetFile;
using dicom::Tag;
using planted::LeakCase;
namespace VR = lastra::dicom::VR;

namespace {
DataSetFile slice() {
    return planted::slice(1, 1, "20240312");
}
void text(DataSetFile &file, quint32 tag, const char *value) {
    file.data.setText(Tag(tag), QString::fromUtf8(value));
}
} // namespace

class TestLeaks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void numbersInText_data();
    void numbersInText();
    void verifyFindsNumbers_data();
    void verifyFindsNumbers();
    void codedStrings_data();
    void codedStrings();
    void codeValues_data();
    void codeValues();
    void modalityAndPhotometric();
    void numbersThatAreText();
    void nameInAnotherVr();
    void shortNames();
    void ages_data();
    void ages();
    void verifySeesAges();
    void nothingIsNoPass();
    void allKeptBackIsNoPass();
    void linksAndFolders();
    void anotherPatientsOriginals();
    void changedList();
};

void TestLeaks::initTestCase() {
    QVERIFY(Policy::load(QStringLiteral("research"))); // reads the tables
}

void TestLeaks::numbersInText_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    const auto row = [](const char *before, const char *after) {
        QTest::newRow(before) << QString::fromUtf8(before) << QString::fromUtf8(after);
    };
    row("CT CHEST 12.03.24 tel 055 123 456", "CT CHEST");
    row("CHEST born 12-3-55 pat 778 899", "CHEST");
    row("THORAX 12/03 MRN 77-88-99", "THORAX");
    row("CHEST A1 234 567 8", "CHEST");
    row("CHEST 1955", "CHEST");
    row("CHEST 055 CHEST 123 CHEST 456", "CHEST CHEST CHEST");
    row("CHEST 5 CHEST 1 CHEST 4", "CHEST CHEST CHEST");
    row("CHEST 12 03 24 mm", "CHEST");
    row("CHEST 1955 mm", "CHEST mm");
    row("CHEST 95Y", "CHEST");
    row("CHEST F205X 55C12", "CHEST");
    row("HEAD 120kV 5.0 mm B30f", "HEAD 120kV 5.0 mm B30f");
    row("HEAD 5.0 mm, T1 3D", "HEAD 5.0 mm, T1 3D");
    row("HEAD B30f", "HEAD B30f");
    row("ROUTINE BRAIN 50 %", "ROUTINE BRAIN 50 %");
    row("Eclipse 1.5T", "Eclipse 1.5T");
    row("Cervical 2", "Cervical 2");
    row("SPINE L4-L5", "SPINE L4-L5");
}

void TestLeaks::numbersInText() {
    QFETCH(QString, before);
    QFETCH(QString, after);
    QCOMPARE(TextCleaner().clean(before), after);
}

void TestLeaks::verifyFindsNumbers_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("check");
    for (const char *date : {"Chest 12.03.24", "Chest 12-3-24", "Chest 12/03", "Chest 2024-03-12",
                             "Chest 03/12/2024", "Chest 14.03.57", "Chest 2024 03 12"})
        QTest::newRow(date) << QString::fromLatin1(date) << QByteArray("sourceDate");
    for (const char *id : {"Chest 00 48 213", "Chest RX-2611-X-11873", "Chest 00.48.21.3"})
        QTest::newRow(id) << QString::fromLatin1(id) << QByteArray("identifyingText");
}

void TestLeaks::verifyFindsNumbers() {
    QFETCH(QString, text);
    QFETCH(QByteArray, check);
    LeakCase c;
    c.add(slice());
    c.released();
    QVERIFY(c.passes());
    QVERIFY(c.sees(check.constData(),
                   [&](DataSetFile &file) { file.data.setText(Tag(0x0008103e), text); }));
}

void TestLeaks::codedStrings_data() {
    QTest::addColumn<quint32>("tag");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](quint32 tag, const char *before, const char *after) {
        QTest::newRow(before) << tag << QByteArray(before) << QByteArray(after);
    };
    row(0x00180022, "RSSMRA55C12F205X", "");
    row(0x00180022, "HELICAL MODE\\RSSMRA55C12F205X", "HELICAL MODE");
    row(0x00180015, "BO LI", "");
    row(0x00180015, "KIM", "");
    row(0x00180015, "CHEST", "CHEST");
    row(0x00185100, "HFS", "HFS");
    row(0x00080008, "DERIVED\\PRIMARY\\VERDI\\AXIAL", "DERIVED\\PRIMARY\\AXIAL");
    row(0x00080008, "VERDI\\PRIMARY", "PRIMARY");
    row(0x00180015, "120355", "");
}

void TestLeaks::codedStrings() {
    QFETCH(quint32, tag);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    for (const char *policy : {"strict", "research"}) {
        LeakCase c(QString::fromLatin1(policy));
        DataSetFile file = slice();
        text(file, tag, before.constData());
        c.add(file);
        QCOMPARE(c.released().data.raw(Tag(tag)), after);
        QVERIFY(c.passes());
    }
}

void TestLeaks::codeValues_data() {
    QTest::addColumn<QByteArray>("scheme");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("stays");
    const auto row = [](const char *scheme, const char *value, bool stays) {
        QTest::newRow(value) << QByteArray(scheme) << QByteArray(value) << stays;
    };
    row("SCT", "RSSMRA55C12F205X", false);
    row("SCT", "51185008", true);
    row("SCT", "12031955", false); // no concept ends so
    row("SRT", "T-D0050", true);
    row("SRT", "ROSSI-MARIO", false);
    row("DCM", "113100", true);
    row("DCM", "CT", true);
    row("DCM", "ROSSI", false);
    row("UCUM", "mm2", true);
    row("UCUM", "{Rossi}", false);
    row("NICIP", "ROSSIM", false);
    row("99LOCAL", "113100", false);
}

void TestLeaks::codeValues() {
    QFETCH(QByteArray, scheme);
    QFETCH(QByteArray, value);
    QFETCH(bool, stays);
    LeakCase c(QStringLiteral("strict"));
    DataSetFile file = slice();
    DataSet code = planted::item(
        {{0x00080100, value.constData()}, {0x00080102, scheme.constData()}, {0x00080104, "Chest"}});
    DataSet longer = code;
    longer.set(Tag(0x00080119), VR::UC, "Protocol of Rossi ");
    file.data.setItems(Tag(0x00082218), {code, longer});
    c.add(file);
    const DataSetFile out = c.released();
    QCOMPARE(out.data.items(Tag(0x00082218)).size(), size_t(2));
    for (const DataSet &item : out.data.items(Tag(0x00082218))) {
        QCOMPARE(item.raw(Tag(0x00080100)) == value, stays);
        QVERIFY(!item.raw(Tag(0x00080119)).contains("Rossi"));
    }
    QVERIFY(c.passes());
}

void TestLeaks::modalityAndPhotometric() {
    LeakCase c(QStringLiteral("strict"));
    DataSetFile file = slice();
    file.data.set(Tag(0x00080060), VR::CS, "CT GARIBALDI^ANITA 12/03/1955 ");
    file.data.set(Tag(0x00080005), VR::CS, "ISO_IR 100\\GARIBALDI");
    c.add(file);
    const DataSetFile out = c.released();
    QCOMPARE(out.data.raw(Tag(0x00080060)), QByteArray("OT"));
    QCOMPARE(out.data.raw(Tag(0x00080005)), QByteArray("ISO_IR 100"));
    QVERIFY(c.passes());
    QVERIFY(c.sees("identifyingText", [](DataSetFile &f) {
        f.data.set(Tag(0x00080060), VR::CS, "CT SOMEBODY 12/03/1955");
    }));

    LeakCase other(QStringLiteral("strict"));
    file = slice();
    file.data.set(Tag(0x00280004), VR::CS, "GARIBALDI ANITA ");
    other.add(file);
    QString reason;
    other.released(&reason);
    QCOMPARE(reason, QStringLiteral("malformed"));
}

void TestLeaks::numbersThatAreText() {
    LeakCase c(QStringLiteral("strict"));
    DataSetFile file = slice();
    file.data.set(Tag(0x00189073), VR::OF, "GARIBALDI ANITA ");
    file.data.set(Tag(0x00181314), VR::DS, "GARIBALDI ANITA ");
    file.data.set(Tag(0x00280106), VR::US, "GARIBALDI ANITA ");
    file.data.set(Tag(0x00280103), VR::US, QByteArray(2, '\0'));
    c.add(file);
    const DataSetFile out = c.released();
    QVERIFY(!c.releasedBytes().contains("GARIBALDI"));
    QCOMPARE(out.data.u16(Tag(0x00280103)), std::optional<quint16>(0));
    QVERIFY(c.passes());
}

void TestLeaks::nameInAnotherVr() {
    for (const auto vr : {VR::LO, VR::UN, VR::OB}) {
        LeakCase c;
        DataSetFile file = slice();
        file.data.set(Tag(0x00100010), vr, "GARIBALDI^ANITA ");
        text(file, 0x00180015, "ANITA");
        text(file, 0x0008103e, "CHEST ANITA");
        c.add(file);
        const DataSetFile out = c.released();
        QVERIFY(!c.releasedBytes().contains("ANITA"));
        QCOMPARE(out.data.text(Tag(0x0008103e)), QStringLiteral("CHEST"));
        QVERIFY(c.passes());
        QVERIFY(c.sees("identifyingText", [](DataSetFile &f) {
            f.data.setText(Tag(0x00181400), QStringLiteral("Garibaldi"));
        }));
    }
}

void TestLeaks::shortNames() {
    LeakCase c(QStringLiteral("strict"));
    DataSetFile file = slice();
    text(file, 0x00100010, "AX^HAND");
    text(file, 0x00180015, "HAND");
    text(file, 0x00180022, "AX\\CINE MODE");
    c.add(file);
    const DataSetFile out = c.released();
    QCOMPARE(out.data.raw(Tag(0x00180015)), QByteArray());
    QCOMPARE(out.data.raw(Tag(0x00180022)), QByteArray("CINE MODE"));
    QVERIFY(c.passes());
    QVERIFY(c.sees("identifyingText",
                   [](DataSetFile &f) { f.data.setText(Tag(0x00180022), QStringLiteral("AX")); }));
}

void TestLeaks::ages_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *before, const char *after) {
        QTest::newRow(before) << QByteArray(before) << QByteArray(after);
    };
    row("95Y", "090Y");
    row("095Y", "090Y");
    row("0095Y", "090Y");
    row("1100M", "090Y");
    row("40000D", "090Y");
    row("4800W", "090Y");
    row("090Y", "090Y");
    row("089Y", "089Y");
    row("89Y", "089Y");
    row("006M", "006M");
    row("095", "");
    row("Y095", "");
    row("95 Y", "");
    row("095Y\\095Y", "");
}

void TestLeaks::ages() {
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    LeakCase c;
    DataSetFile file = slice();
    file.data.set(Tag(0x00101010), VR::AS, before);
    c.add(file);
    QCOMPARE(c.released().data.raw(Tag(0x00101010)), after);
    QVERIFY(c.passes());
}

void TestLeaks::verifySeesAges() {
    for (const char *age : {"095Y", "95Y", "999W", "91", "1100M"}) {
        LeakCase c;
        c.add(slice());
        c.released();
        const bool seen = c.sees("tableAction",
                                 [&](DataSetFile &f) { f.data.set(Tag(0x00101010), VR::AS, age); });
        QCOMPARE(seen, qstrcmp(age, "999W") != 0); // that is nineteen years
    }
}

void TestLeaks::nothingIsNoPass() {
    LeakCase c;
    c.released(); // of an empty folder
    QCOMPARE(c.check()->verdict, Verdict::Fail);
    QVERIFY(c.failures("nothingVerified") > 0);
    // And with a list that somebody emptied.
    QFile list(c.options.custody + QStringLiteral("/files.csv"));
    QVERIFY(list.open(QIODevice::WriteOnly | QIODevice::Truncate));
    list.close();
    QVERIFY(c.failures("nothingVerified") > 0);
    QVERIFY(c.failures("accounting") > 0);
}

void TestLeaks::allKeptBackIsNoPass() {
    LeakCase c;
    DataSetFile file = slice();
    text(file, 0x00080016, "1.2.840.10008.5.1.4.1.1.7");
    c.add(file);
    c.released();
    QCOMPARE(c.report.released, 0);
    QCOMPARE(c.check()->verdict, Verdict::Fail);
    QCOMPARE(c.failures("nothingVerified"), 1);
}

void TestLeaks::linksAndFolders() {
    LeakCase c;
    c.add(slice());
    c.released();
    QVERIFY(c.passes());
    const QString link = c.options.release + QStringLiteral("/more");
    QVERIFY(QFile::link(c.options.input, link));
    QVERIFY(c.failures("foreignFile") > 0);
    QVERIFY(QFile::remove(link));
    QVERIFY(QFile::link(c.options.input + QStringLiteral("/nowhere"), link));
    QVERIFY(c.failures("foreignFile") > 0);
    QVERIFY(QFile::remove(link));
    // A released file that is a link to another place.
    for (const FileFate &fate : c.report.files) {
        const QString kept = c.folder.filePath(QStringLiteral("kept.dcm"));
        QVERIFY(QFile::rename(c.path(fate), kept));
        QVERIFY(QFile::link(kept, c.path(fate)));
        QVERIFY(c.failures("foreignFile") > 0);
        QVERIFY(QFile::remove(c.path(fate)) && QFile::rename(kept, c.path(fate)));
    }
    QVERIFY(c.passes());
    QVERIFY(QDir(c.options.release).mkpath(QStringLiteral("Rossi Mario")));
    QVERIFY(c.failures("foreignFile") > 0);
}

void TestLeaks::anotherPatientsOriginals() {
    LeakCase c;
    c.add(slice());
    c.released();
    QVERIFY(c.passes());
    DataSetFile other = slice();
    text(other, 0x00100010, "VERDI^ANNA");
    text(other, 0x00100020, "99887766");
    c.add(other); // the same name, the same pixels
    QVERIFY(c.failures("accounting") > 0);
    QCOMPARE(c.check()->verdict, Verdict::Fail);
}

void TestLeaks::changedList() {
    LeakCase c;
    c.add(slice());
    c.released();
    QFile list(c.options.custody + QStringLiteral("/files.csv"));
    QVERIFY(list.open(QIODevice::Append));
    list.write("one more,skipped,notDicom,,\n");
    list.close();
    QVERIFY(c.failures("accounting") > 0);
}

QTEST_GUILESS_MAIN(TestLeaks)
#include "tst_leaks.moc"
