// The engine against a planted set, and the verifier against an engine that lies.
#include "PlantedSet.h"
#include "Tables.h"
#include "lastra/core/Digest.h"
#include "lastra/deid/Preview.h"
#include "lastra/deid/Pseudonym.h"
#include "lastra/deid/Run.h"
#include "lastra/deid/Verify.h"

#include <QDirIterator>
#include <QTemporaryDir>
#include <QtTest>

using namespace lastra;
using namespace lastra::deid;
namespace VR = lastra::dicom::VR;

namespace {

constexpr char kTableDigest[] = "51370d5c832f9e12c2db74706894bdc1e9bb3163b1cb236936f3a305b609002b";

Key key(char letter = 'k') {
    return *Key::parse(QByteArray(32, letter), QString());
}

QMap<QString, QByteArray> content(const QString &root) {
    QMap<QString, QByteArray> files;
    QDirIterator it(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly))
            files.insert(it.filePath().mid(root.size() + 1), file.readAll());
    }
    return files;
}

struct Case {
    QTemporaryDir folder;
    RunOptions options;
    core::Work work;
    core::Result<RunReport> report;

    explicit Case(const char *policy, char letter = 'k') : report(core::fail("none")) {
        options.input = folder.filePath(QStringLiteral("in"));
        QDir().mkpath(options.input);
        planted::make(options.input);
        options.release = folder.filePath(QStringLiteral("out"));
        options.custody = folder.filePath(QStringLiteral("custody"));
        options.policy = *Policy::load(QString::fromLatin1(policy));
        options.key = key(letter);
        options.threads = 2;
        report = run(options, work);
    }
    core::Result<VerifyReport> check() {
        return verify({options.input, options.release, options.custody, 2}, work);
    }
    dicom::DataSetFile first() const {
        for (const FileFate &fate : report->files)
            if (fate.state == FileFate::State::Released)
                return *dicom::DataSetFile::read(options.release + QLatin1Char('/') + fate.release);
        return dicom::DataSetFile::create();
    }
};

qint64 failures(const VerifyReport &report, const char *check) {
    for (const Check &c : report.checks)
        if (c.name == QLatin1String(check))
            return c.failures;
    return -1;
}
} // namespace

class TestDeid : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tables_();
    void typesDecide();
    void newRows_data();
    void newRows();
    void uids();
    void pseudonyms();
    void dates();
    void policies();
    void keys();
    void planted_data();
    void planted();
    void researchKeeps();
    void strictKeepsNoDate();
    void sameBytesTwice();
    void fates();
    void overlapRefused();
    void resume();
    void preview_();
    void verifySeesTampering_data();
    void verifySeesTampering();
    void verifySeesForeignFiles();
};

void TestDeid::tables_() {
    QVERIFY(Tables::load());
    QCOMPARE(tables().ruleCount(), 657);
    // Only a reviewed change of the tables may change this.
    QFile table(QStringLiteral(LASTRA_SOURCE_DIR "/resources/deid/confidentiality-2026d.csv"));
    QVERIFY(table.open(QIODevice::ReadOnly));
    QCOMPARE(core::hex(core::sha256(table.readAll())), QByteArray(kTableDigest));
    // Repeating groups: 5000-501E and 6000-601E, even ones only.
    QVERIFY(tables().rule(Tag(0x60003000)) && tables().rule(Tag(0x601e3000)));
    QVERIFY(!tables().rule(Tag(0x60203000)));
    QCOMPARE(tables().rule(Tag(0x00091001))->basic, Code::X);
}

// R7: institution name and serial number are of another type in another module.
void TestDeid::typesDecide() {
    const QByteArray ct = "1.2.840.10008.5.1.4.1.1.2", enhanced = "1.2.840.10008.5.1.4.1.1.2.1";
    QCOMPARE(tables().type(ct, Tag(), Tag(0x00080080)), '3');
    QCOMPARE(tables().type(ct, Tag(), Tag(0x00181000)), '3');
    QCOMPARE(tables().type(enhanced, Tag(), Tag(0x00181000)), '1');
    QCOMPARE(tables().type("1.2.3", Tag(), Tag(0x00181000)), '3');
}

void TestDeid::newRows_data() {
    QTest::addColumn<quint32>("tag");
    for (const quint32 tag :
         {0x00100011u, 0x00100012u, 0x00100013u, 0x00100014u, 0x00100015u, 0x00100016u,
          0x00100041u, 0x00100042u, 0x00100043u, 0x00100044u, 0x00100045u, 0x00100046u,
          0x00100047u, 0x00102162u, 0x00081301u, 0x00081302u, 0x00081303u, 0x00081304u,
          0x0040a034u, 0x0040a035u, 0x003a0020u, 0x003a0203u, 0x003a020cu, 0x0040b020u,
          0x0040b034u, 0x0040b036u, 0x0040b03bu, 0x0040b03fu, 0x00700006u, 0x00181010u,
          0x00181011u, 0x00400556u, 0x0040e012u, 0x00102161u, 0x300a0054u, 0x3004007fu})
        QTest::newRow(qPrintable(Tag(tag).toString())) << tag;
}

void TestDeid::newRows() {
    QFETCH(quint32, tag);
    QVERIFY(tables().rule(Tag(tag)));
    QVERIFY(dicom::lookUp(Tag(tag)));
}

void TestDeid::uids() {
    const QByteArray a = mapUid(key(), "1.2.826.0.1.48213");
    QVERIFY(a.startsWith("2.25.") && a.size() <= 44);
    QCOMPARE(mapUid(key(), QByteArray("1.2.826.0.1.48213\0", 18)), a);
    QVERIFY(mapUid(key('x'), "1.2.826.0.1.48213") != a);
    QVERIFY(mapUid(key(), "1.2.826.0.1.48214") != a);
    QCOMPARE(mapUid(key(), "1.2.840.10008.5.1.4.1.1.2"), QByteArray("1.2.840.10008.5.1.4.1.1.2"));
    QVERIFY(mapUid(key(), "no uid at all").startsWith("2.25."));
}

void TestDeid::pseudonyms() {
    const QByteArray id = subjectIdentity(QStringLiteral("A"), QStringLiteral(" 42 "), "1.2");
    QCOMPARE(id, subjectIdentity(QStringLiteral("A"), QStringLiteral("42"), "1.3"));
    QVERIFY(id != subjectIdentity(QStringLiteral("B"), QStringLiteral("42"), "1.2"));
    QVERIFY(subjectIdentity({}, {}, "1.2") != subjectIdentity({}, {}, "1.3"));
    const Subject a = subjectOf(key(), id);
    QCOMPARE(a.pseudonym.size(), 20);
    QVERIFY(a.shiftDays % 7 == 0 && a.shiftDays <= -364 && a.shiftDays >= -3640);
    QVERIFY(subjectOf(key('x'), id).pseudonym != a.pseudonym);
}

void TestDeid::dates() {
    QCOMPARE(shiftDate("20240301", -7), std::optional<QByteArray>("20240223"));
    QCOMPARE(shiftDate("20240301101112.5+0100", -7), std::optional<QByteArray>("20240223101112.5"));
    QCOMPARE(shiftDate("2024.03.01", -7), std::optional<QByteArray>("20240223"));
    for (const char *bad : {"2024", "20241399", "Bianchi1", "20240301Bianchi", ""})
        QVERIFY(!shiftDate(bad, -7));
}

void TestDeid::policies() {
    const auto shipped = Policy::shipped();
    QVERIFY(shipped);
    QCOMPARE(shipped->size(), size_t(2));
    QVERIFY(shipped->at(0).digest != shipped->at(1).digest);
    QCOMPARE(Policy::load(QStringLiteral("nowhere")).error().code,
             QByteArray("deid.policyUnknown"));
    const auto bad = [](const QJsonObject &json) {
        const auto policy = Policy::fromJson(json, QStringLiteral("p"));
        return policy ? QByteArray() : policy.error().code;
    };
    const QJsonObject named{{QStringLiteral("name"), QStringLiteral("mine")}};
    QCOMPARE(bad(named), QByteArray());
    QJsonObject json = named;
    json[QStringLiteral("keepNames")] = true;
    QCOMPARE(bad(json), QByteArray("deid.policyInvalid"));
    json = named;
    json[QStringLiteral("options")] =
        QJsonArray{QStringLiteral("fullDates"), QStringLiteral("modifiedDates")};
    QCOMPARE(bad(json), QByteArray("deid.policyInvalid"));
    json[QStringLiteral("options")] = QJsonArray{QStringLiteral("graphics")};
    QCOMPARE(bad(json), QByteArray("deid.policyInvalid"));
}

void TestDeid::keys() {
    const QByteArray raw(32, '\x01');
    QCOMPARE(Key::parse(raw.toHex() + "\n", {})->id(), Key::parse(raw, {})->id());
    QCOMPARE(Key::parse("short", {}).error().code, QByteArray("deid.keyInvalid"));
    QVERIFY(Key::random().id() != Key::random().id());
}

void TestDeid::planted_data() {
    QTest::addColumn<QByteArray>("policy");
    QTest::newRow("strict") << QByteArray("strict");
    QTest::newRow("research") << QByteArray("research");
}

void TestDeid::planted() {
    QFETCH(QByteArray, policy);
    QTemporaryDir before;
    planted::make(before.path());
    Case c(policy.constData());
    QVERIFY2(c.report, c.report ? "" : qPrintable(c.report.error().toLog()));
    QCOMPARE(content(c.options.input), content(before.path())); // originals untouched
    const QMap<QString, QByteArray> files = content(c.options.release);
    QCOMPARE(files.size(), 4);
    for (auto it = files.begin(); it != files.end(); ++it)
        for (const QByteArray &secret : planted::kSecrets) {
            QVERIFY2(!it->toUpper().contains(secret.toUpper()), secret.constData());
            QVERIFY2(!it.key().toLatin1().contains(secret), secret.constData());
        }
    const auto report = QJsonDocument(c.report->json).toJson();
    for (const QByteArray &secret : planted::kSecrets)
        QVERIFY2(!report.contains(secret), secret.constData());
    const auto verified = c.check();
    QVERIFY(verified);
    for (const Finding &f : verified->findings)
        qWarning("%s %s", qPrintable(f.check), qPrintable(f.where));
    QCOMPARE(verified->verdict, Verdict::Pass);
    QCOMPARE(verified->filesVerified, 4);
    QVERIFY(verified->harvested > 20);
}

void TestDeid::researchKeeps() {
    Case c("research");
    const dicom::DataSetFile file = c.first();
    const dicom::DataSet &d = file.data;
    QCOMPARE(d.text(Tag(0x00100040)), QStringLiteral("F"));
    QCOMPARE(d.text(Tag(0x00101010)), QStringLiteral("090Y"));
    QCOMPARE(d.text(Tag(0x00101030)), QStringLiteral("61.5"));
    QCOMPARE(d.text(Tag(0x0008103e)), QStringLiteral("Torace"));
    QCOMPARE(d.text(Tag(0x00080030)), QStringLiteral("094100"));
    QCOMPARE(d.text(Tag(0x00080070)), QStringLiteral("SIEMENS"));
    QCOMPARE(d.text(Tag(0x00181210)), QStringLiteral("B30f"));
    QCOMPARE(d.texts(Tag(0x00080008)).size(), 3);
    QCOMPARE(d.items(Tag(0x00082218)).at(0).text(Tag(0x00080104)), QStringLiteral("Chest"));
    QCOMPARE(d.items(Tag(0x00082112)).at(0).raw(Tag(0x00081155)),
             mapUid(key(), "1.2.826.0.1.48213.7.7"));
    QCOMPARE(d.privateCreator(Tag(0x0019100c)), QByteArray("SIEMENS MR HEADER"));
    QCOMPARE(d.text(Tag(0x0019100c)), QStringLiteral("1000"));
    QVERIFY(!d.contains(Tag(0x00191008)) && !d.contains(Tag(0x00090010)) &&
            !d.contains(Tag(0x00290010)));
    QCOMPARE(d.text(Tag(0x00280303)), QStringLiteral("MODIFIED"));
    // One week between two studies before and after.
    QMap<QString, QString> studies;
    for (const FileFate &fate : c.report->files) {
        if (fate.state != FileFate::State::Released)
            continue;
        const auto other =
            dicom::DataSetFile::read(c.options.release + QLatin1Char('/') + fate.release);
        QVERIFY(other);
        studies.insert(other->data.text(Tag(0x0020000d)), other->data.text(Tag(0x00080020)));
    }
    QCOMPARE(studies.size(), 2);
    const QString format = QStringLiteral("yyyyMMdd");
    const QDate a = QDate::fromString(studies.first(), format),
                b = QDate::fromString(studies.last(), format);
    QVERIFY(a.isValid() && b.isValid());
    QCOMPARE(std::abs(a.daysTo(b)), qint64(7));
}

void TestDeid::strictKeepsNoDate() {
    Case c("strict");
    const dicom::DataSetFile file = c.first();
    const dicom::DataSet &d = file.data;
    QCOMPARE(d.text(Tag(0x00080020)), QString());
    QVERIFY(d.contains(Tag(0x00080020))); // Type 2
    QVERIFY(!d.contains(Tag(0x0008103e)) && !d.contains(Tag(0x00101010)));
    QCOMPARE(d.text(Tag(0x00280303)), QStringLiteral("REMOVED"));
    QCOMPARE(d.text(Tag(0x00120062)), QStringLiteral("YES"));
    QCOMPARE(d.items(Tag(0x00120064)).at(0).text(Tag(0x00080100)), QStringLiteral("113100"));
    for (const dicom::DataElement &element : d.elements())
        QVERIFY(!element.tag.isPrivate());
    QCOMPARE(file.meta.elements().size(), size_t(7));
}

void TestDeid::sameBytesTwice() {
    Case a("research"), b("research"), other("research", 'x');
    QVERIFY(a.report && b.report && other.report);
    QCOMPARE(content(a.options.release), content(b.options.release));
    QVERIFY(content(a.options.release).keys() != content(other.options.release).keys());
}

void TestDeid::fates() {
    Case c("strict");
    QVERIFY(c.report);
    QCOMPARE(c.report->filesIn, 9);
    QCOMPARE(c.report->released + c.report->quarantined + c.report->skipped, 9);
    QVERIFY(!c.report->complete);
    QMap<QString, QString> reasons;
    for (const FileFate &fate : c.report->files)
        reasons.insert(QFileInfo(fate.source).fileName(), fate.reason);
    QCOMPARE(reasons[QStringLiteral("capture.dcm")], QStringLiteral("burnedInText"));
    QCOMPARE(reasons[QStringLiteral("report.dcm")], QStringLiteral("encapsulatedDocument"));
    QCOMPARE(reasons[QStringLiteral("private.dcm")], QStringLiteral("privateSopClass"));
    QCOMPARE(reasons[QStringLiteral("cut.dcm")], QStringLiteral("truncated"));
    QCOMPARE(reasons[QStringLiteral("notes Bianchi.txt")], QStringLiteral("notDicom"));
    QVERIFY(QFileInfo(c.options.custody).permissions() ==
            (QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadUser |
             QFile::WriteUser | QFile::ExeUser));
    QVERIFY(QFileInfo::exists(c.options.custody + QStringLiteral("/uids.csv")));
}

void TestDeid::overlapRefused() {
    QTemporaryDir folder;
    planted::make(folder.filePath(QStringLiteral("in")));
    QFile::link(folder.filePath(QStringLiteral("in")), folder.filePath(QStringLiteral("link")));
    RunOptions options;
    options.policy = *Policy::load(QStringLiteral("strict"));
    options.key = key();
    options.input = folder.filePath(QStringLiteral("in"));
    core::Work work;
    const auto code = [&](const char *release, const char *custody) {
        options.release = folder.filePath(QString::fromLatin1(release));
        options.custody = folder.filePath(QString::fromLatin1(custody));
        const auto report = run(options, work);
        return report ? QByteArray("ran") : report.error().code;
    };
    QCOMPARE(code("in", "c"), QByteArray("deid.overlap"));
    QCOMPARE(code("in/sub", "c"), QByteArray("deid.overlap"));
    QCOMPARE(code("link/sub", "c"), QByteArray("deid.overlap"));
    QCOMPARE(code("out", "out/custody"), QByteArray("deid.overlap"));
    QCOMPARE(code("out", "link/custody"), QByteArray("deid.overlap"));
    QVERIFY(!QFileInfo::exists(folder.filePath(QStringLiteral("out"))));
    QCOMPARE(code("in", "in"), QByteArray("deid.overlap"));
    QDir().mkpath(folder.filePath(QStringLiteral("full/x")));
    QCOMPARE(code("full", "c"), QByteArray("deid.outputNotEmpty"));
}

void TestDeid::resume() {
    Case c("strict");
    const auto whole = content(c.options.release);
    QVERIFY(QFile::remove(c.options.release + QLatin1Char('/') + whole.firstKey()));
    QFile part(c.options.release + QStringLiteral("/.0123456789ab.part"));
    QVERIFY(part.open(QIODevice::WriteOnly));
    part.write("half");
    part.close();
    QCOMPARE(run(c.options, c.work).error().code, QByteArray("deid.outputNotEmpty"));
    c.options.resume = true;
    QVERIFY(run(c.options, c.work));
    QCOMPARE(content(c.options.release), whole);
    c.options.key = key('x');
    QCOMPARE(run(c.options, c.work).error().code, QByteArray("deid.outputNotEmpty"));
}

void TestDeid::preview_() {
    Case c("research");
    core::Work work;
    // A second patient, of whom nothing can be released.
    const auto one =
        std::find_if(c.report->files.begin(), c.report->files.end(),
                     [](const FileFate &fate) { return fate.state == FileFate::State::Released; });
    auto other = dicom::DataSetFile::read(c.options.input + QLatin1Char('/') + one->source);
    QVERIFY(other);
    other->data.setText(Tag(0x00100020), QStringLiteral("0099999"));
    other->data.setText(Tag(0x00080016), QStringLiteral("1.2.826.0.1.99999.1"));
    QVERIFY(other->write(c.options.input + QStringLiteral("/other.dcm")));
    const auto p = preview(c.options, work);
    QVERIFY(p);
    QCOMPARE(p->toRelease, 4);
    QCOMPARE(p->files, 10);
    QCOMPARE(p->subjects, 2);
    QCOMPARE(p->subjectsEmptied, 1);
    bool name = false, series = false;
    for (const Change &change : p->changes) {
        if (change.tag == Tag(0x00100010) && change.path.isEmpty()) {
            name = true;
            QCOMPARE(change.before, QStringLiteral("BIANCHI^LUCIA"));
            QVERIFY(change.after.startsWith(QStringLiteral("LAS-")));
            QCOMPARE(change.files, 4);
            QCOMPARE(letter(change.action), QStringLiteral("D"));
        }
        if (change.tag == Tag(0x0008103e)) {
            series = true;
            QCOMPARE(change.after, QStringLiteral("Torace"));
        }
    }
    QVERIFY(name && series);
}

using Tamper = void (*)(dicom::DataSetFile &);
Q_DECLARE_METATYPE(Tamper)

void TestDeid::verifySeesTampering_data() {
    QTest::addColumn<Tamper>("tamper");
    QTest::addColumn<QByteArray>("check");
    const auto row = [](const char *name, Tamper tamper, const char *check) {
        QTest::newRow(name) << tamper << QByteArray(check);
    };
    row(
        "name", [](auto &f) { f.data.setText(Tag(0x00081080), QStringLiteral("signora Bianchi")); },
        "identifyingText");
    row(
        "nested name",
        [](auto &f) {
            dicom::DataSet item;
            item.setText(Tag(0x00080104), QStringLiteral("LUCIA"));
            f.data.setItems(Tag(0x00082218), {item});
        },
        "identifyingText");
    row(
        "UTF-16 in a bulk value",
        [](auto &f) {
            f.data.set(Tag(0x00283006), VR::OW, QByteArray("B\0I\0A\0N\0C\0H\0I\0", 14));
        },
        "identifyingText");
    row(
        "record number",
        [](auto &f) { f.data.setText(Tag(0x00200010), QStringLiteral("0048213")); },
        "identifyingText");
    row(
        "UID",
        [](auto &f) { f.data.setText(Tag(0x00200052), QStringLiteral("1.2.826.0.1.48213.99")); },
        "sourceUid");
    row(
        "date", [](auto &f) { f.data.setText(Tag(0x00080020), QStringLiteral("20261112")); },
        "sourceDate");
    row(
        "comment", [](auto &f) { f.data.setText(Tag(0x00204000), QStringLiteral("free words")); },
        "tableAction");
    row(
        "private",
        [](auto &f) {
            f.data.set(Tag(0x00090010), VR::LO, "ANY ");
            f.data.set(Tag(0x00091001), VR::LO, "any ");
        },
        "privateElement");
    row(
        "overlay", [](auto &f) { f.data.set(Tag(0x60003000), VR::OW, QByteArray(8, 'x')); },
        "tableAction");
    row(
        "marker", [](auto &f) { f.data.remove(Tag(0x00120062)); }, "markers");
    row(
        "pixel",
        [](auto &f) { f.data.set(Tag(0x7fe00010), VR::OW, QByteArray(64 * 64 * 2, '\x7f')); },
        "pixels");
    row(
        "other instance",
        [](auto &f) { f.data.setText(Tag(0x00080018), QStringLiteral("2.25.7")); }, "fileName");
    row(
        "other patient", [](auto &f) { f.data.setText(Tag(0x00100020), QStringLiteral("LAS-X")); },
        "pseudonym");
}

void TestDeid::verifySeesTampering() {
    QFETCH(Tamper, tamper);
    QFETCH(QByteArray, check);
    Case c("strict");
    const QString path =
        c.options.release + QLatin1Char('/') + content(c.options.release).firstKey();
    auto file = dicom::DataSetFile::read(path);
    QVERIFY(file);
    tamper(*file);
    QVERIFY(file->write(path));
    const auto report = c.check();
    QVERIFY(report);
    QCOMPARE(report->verdict, Verdict::Fail);
    QVERIFY2(failures(*report, check.constData()) > 0, check.constData());
}

void TestDeid::verifySeesForeignFiles() {
    Case c("strict");
    const QString path =
        c.options.release + QLatin1Char('/') + content(c.options.release).firstKey();
    const auto change = [&](const std::function<void(QByteArray &)> &edit) {
        QFile file(path);
        QByteArray bytes;
        if (file.open(QIODevice::ReadOnly))
            bytes = file.readAll();
        const QByteArray before = bytes;
        file.close();
        edit(bytes);
        if (file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            file.write(bytes);
        file.close();
        const auto report = c.check();
        if (file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            file.write(before);
        return report;
    };
    QVERIFY(failures(*change([](QByteArray &b) { b[3] = 'M'; }), "preamble") > 0);
    QVERIFY(failures(*change([](QByteArray &b) { b += "tail bytes"; }), "trailingBytes") > 0);
    QCOMPARE(c.check()->verdict, Verdict::Pass);
    QFile extra(c.options.release + QStringLiteral("/notes.txt"));
    QVERIFY(extra.open(QIODevice::WriteOnly));
    extra.close();
    QVERIFY(failures(*c.check(), "foreignFile") > 0);
    QVERIFY(extra.remove());
    QVERIFY(QFile::remove(path));
    QVERIFY(failures(*c.check(), "accounting") > 0);
}

QTEST_GUILESS_MAIN(TestDeid)
#include "tst_deid.moc"
