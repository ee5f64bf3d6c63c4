// What a disk really holds: broken and hostile files, closed folders, links. Each is released or
// named with a reason, and nothing is lost without a word.
#include "PlantedSet.h"
#include "lastra/deid/Preview.h"
#include "lastra/deid/Run.h"
#include "lastra/deid/Verify.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace lastra;

namespace {

using Fates = QMap<QString, QString>; // file to reason; released ones have none

// The start of an object, with bytes as the elements that come after it.
bool storeRaw(const QString &path, const QByteArray &after) {
    dicom::DataSetFile file = dicom::DataSetFile::create();
    const auto text = [&](quint32 tag, const char *value) {
        file.data.setText(dicom::Tag(tag), QString::fromLatin1(value));
    };
    text(0x00080016, "1.2.840.10008.5.1.4.1.1.2");
    text(0x00080018, "1.2.826.0.1.48213.9.1");
    text(0x00100020, "0048213");
    text(0x0020000d, "1.2.826.0.1.48213.9");
    text(0x0020000e, "1.2.826.0.1.48213.9.0");
    const auto bytes = file.toBytes();
    QFile out(path);
    return bytes && out.open(QIODevice::WriteOnly) && out.write(*bytes + after) > 0;
}

QByteArray nested(int depth) {
    const QByteArray open = QByteArray::fromHex("40007502") + "SQ" +
                            QByteArray::fromHex("0000fffffffffeff00e0ffffffff");
    const QByteArray close = QByteArray::fromHex("feff0de000000000feffdde000000000");
    return open.repeated(depth) + close.repeated(depth);
}

bool storeBytes(const QString &path, const QByteArray &bytes) {
    QFile out(path);
    return out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size();
}

// Folders are closed to everybody but root: reading goes on as nobody meanwhile.
class AsNobody {
public:
    explicit AsNobody(const QString &folder) : m_wasRoot(::geteuid() == 0) {
        if (m_wasRoot) {
            ok = ::chown(QFile::encodeName(folder).constData(), kNobody, kNobody) == 0 &&
                 ::setresuid(kNobody, kNobody, 0) == 0;
        }
    }
    ~AsNobody() {
        if (m_wasRoot && ::setresuid(0, 0, 0) != 0)
            std::abort();
    }
    Q_DISABLE_COPY(AsNobody)
    bool ok = true;

private:
    static constexpr uid_t kNobody = 65534;
    bool m_wasRoot;
};

struct Case {
    QTemporaryDir folder;
    deid::RunOptions options;
    core::Work work;

    Case() {
        options.input = folder.filePath(QStringLiteral("in"));
        QDir().mkpath(options.input);
        options.release = folder.filePath(QStringLiteral("out"));
        options.custody = folder.filePath(QStringLiteral("custody"));
        options.policy = *deid::Policy::load(QStringLiteral("strict"));
        options.key = *deid::Key::parse(QByteArray(32, 'k'), QString());
        options.threads = 2;
    }
    [[nodiscard]] QString in(const char *name) const {
        return options.input + QLatin1Char('/') + QString::fromUtf8(name);
    }
    core::Result<deid::VerifyReport> check() {
        return deid::verify({options.input, options.release, options.custody, 2}, work);
    }
};

Fates fatesOf(const deid::RunReport &report) {
    Fates fates;
    for (const deid::FileFate &fate : report.files)
        fates.insert(fate.source, fate.reason);
    return fates;
}

} // namespace

class TestDeidBroken : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothing();
    void brokenFiles();
    void links();
    void closedFolder();
    void closedInput();
    void measuresNeverChange();
};

void TestDeidBroken::nothing() {
    Case c;
    QDir().mkpath(c.in("empty/deeper"));
    const auto report = deid::run(c.options, c.work);
    QVERIFY(report);
    QCOMPARE(report->filesIn, 0);
    QVERIFY(report->files.empty());
    const auto verified = c.check();
    QVERIFY(verified);
    QCOMPARE(verified->filesVerified, 0);
}

void TestDeidBroken::brokenFiles() {
    Case c;
    const QByteArray whole = *planted::slice(6, 1, "20261113").toBytes();
    QVERIFY(planted::store(planted::slice(1, 1, "20261112"), c.in("good")));
    QVERIFY(planted::store(planted::slice(1, 2, "20261112"), c.in("a\nb, \"c\"\r\n.dcm")));
    QVERIFY(storeBytes(c.in("notes.txt"), "Bianchi Lucia, 0048213"));
    QVERIFY(storeBytes(c.in("nothing"), {}));
    QVERIFY(storeBytes(c.in("cut"), whole.chopped(3000)));
    QVERIFY(storeBytes(c.in("cut early"), whole.left(140)));
    QVERIFY(storeRaw(c.in("deep"), nested(10'000)));
    QVERIFY(storeRaw(c.in("long"), QByteArray::fromHex("400060a1") + "UT" +
                                       QByteArray::fromHex("0000f0ffffff") + "Bianchi"));
    const auto report = deid::run(c.options, c.work);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toLog()));
    const QString released = QString(), notDicom = QStringLiteral("notDicom"),
                  truncated = QStringLiteral("truncated");
    QCOMPARE(fatesOf(*report), (Fates{{QStringLiteral("good"), released},
                                      {QStringLiteral("a\nb, \"c\"\r\n.dcm"), released},
                                      {QStringLiteral("notes.txt"), notDicom},
                                      {QStringLiteral("nothing"), notDicom},
                                      {QStringLiteral("cut"), truncated},
                                      {QStringLiteral("cut early"), truncated},
                                      {QStringLiteral("deep"), QStringLiteral("tooLarge")},
                                      {QStringLiteral("long"), truncated}}));
    QCOMPARE(report->filesIn, 8);
    QCOMPARE(report->released, 2);
    QCOMPARE(report->skipped, 2);
    QCOMPARE(report->quarantined, 4);
    const auto verified = c.check();
    QVERIFY(verified);
    QCOMPARE(verified->verdict, deid::Verdict::Pass);
    QCOMPARE(verified->filesVerified, 2);
}

void TestDeidBroken::links() {
    Case c;
    const auto link = [&](const QString &to, const char *name) {
        return QFile::link(to, c.in(name));
    };
    QDir().mkpath(c.in("a/b"));
    QVERIFY(planted::store(planted::slice(1, 1, "20261112"), c.in("a/b/good")));
    QVERIFY(planted::store(planted::slice(1, 2, "20261112"), c.folder.filePath("outside")));
    QVERIFY(link(c.in("a/b/good"), "z again"));
    QVERIFY(link(c.folder.filePath("outside"), "elsewhere"));
    QVERIFY(link(c.in("nowhere"), "dangling"));
    QVERIFY(link(c.in("itself"), "itself"));
    QVERIFY(link(c.options.input, "a/b/up")); // a folder inside itself
    QVERIFY(link(c.in("a"), "b"));
    QCOMPARE(::mkfifo(QFile::encodeName(c.in("pipe")).constData(), 0600), 0);
    const auto report = deid::run(c.options, c.work);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toLog()));
    const QString unreadable = QStringLiteral("unreadable");
    QCOMPARE(fatesOf(*report),
             (Fates{{QStringLiteral("a/b/good"), QString()},
                    {QStringLiteral("elsewhere"), QString()},
                    {QStringLiteral("z again"), QStringLiteral("duplicateInstance")},
                    {QStringLiteral("dangling"), unreadable},
                    {QStringLiteral("itself"), unreadable},
                    {QStringLiteral("pipe"), unreadable}}));
    const auto verified = c.check();
    QVERIFY(verified);
    QCOMPARE(verified->verdict, deid::Verdict::Pass);
}

void TestDeidBroken::closedFolder() {
    Case c;
    QVERIFY(planted::store(planted::slice(1, 1, "20261112"), c.in("open/1")));
    QVERIFY(planted::store(planted::slice(1, 2, "20261112"), c.in("closed/1")));
    QVERIFY(QFile::setPermissions(c.in("closed"), {}));
    {
        const AsNobody nobody(c.folder.path());
        QVERIFY(nobody.ok);
        const auto report = deid::run(c.options, c.work);
        QVERIFY2(report, report ? "" : qPrintable(report.error().toLog()));
        QCOMPARE(fatesOf(*report),
                 (Fates{{QStringLiteral("open/1"), QString()},
                        {QStringLiteral("closed/"), QStringLiteral("unreadable")}}));
        QCOMPARE(report->quarantined, 1);
        QVERIFY(!report->complete);
        const auto verified = c.check();
        QVERIFY(verified);
        QCOMPARE(verified->verdict, deid::Verdict::Pass);
    }
    QVERIFY(QFile::setPermissions(c.in("closed"), QFile::ReadOwner | QFile::WriteOwner |
                                                      QFile::ExeOwner)); // so that it can go
}

void TestDeidBroken::closedInput() {
    Case c;
    QVERIFY(planted::store(planted::slice(1, 1, "20261112"), c.in("1")));
    QVERIFY(QFile::setPermissions(c.options.input, {}));
    {
        const AsNobody nobody(c.folder.path());
        QVERIFY(nobody.ok);
        const auto report = deid::run(c.options, c.work);
        QVERIFY2(report, report ? "" : qPrintable(report.error().toLog()));
        QCOMPARE(fatesOf(*report), (Fates{{QStringLiteral("/"), QStringLiteral("unreadable")}}));
    }
    QVERIFY(QFile::setPermissions(c.options.input,
                                  QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
}

// A position whose digits spell the record number is written in another form or not at all.
void TestDeidBroken::measuresNeverChange() {
    Case c;
    const auto position = [](int number, const char *text) {
        dicom::DataSetFile file = planted::slice(1, number, "20261112");
        file.data.setText(dicom::Tag(0x00200032), QString::fromLatin1(text));
        file.data.setText(dicom::Tag(0x00180050), QStringLiteral("1.250"));
        return file;
    };
    QVERIFY(planted::store(position(1, "-1.5\\12.0048213\\0"), c.in("other form")));
    QVERIFY(planted::store(position(2, "-1.5\\12.0048213456789\\0"), c.in("no form")));
    const auto before = deid::preview(c.options, c.work);
    QVERIFY(before);
    QCOMPARE(before->toRelease, 1);
    QCOMPARE(before->toQuarantine, 1);
    const auto report = deid::run(c.options, c.work);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toLog()));
    QCOMPARE(fatesOf(*report),
             (Fates{{QStringLiteral("other form"), QString()},
                    {QStringLiteral("no form"), QStringLiteral("identifierInMeasure")}}));
    QVERIFY(report->numbersRewritten == 1);
    for (const deid::FileFate &fate : report->files) {
        if (fate.state != deid::FileFate::State::Released)
            continue;
        const auto file =
            dicom::DataSetFile::read(c.options.release + QLatin1Char('/') + fate.release);
        QVERIFY(file);
        const QStringList values = file->data.texts(dicom::Tag(0x00200032));
        QCOMPARE(values.size(), 3);
        QCOMPARE(values[1].toDouble(), 12.0048213);
        QVERIFY(!values[1].contains(QStringLiteral("0048213")));
        QCOMPARE(file->data.text(dicom::Tag(0x00180050)), QStringLiteral("1.250"));
    }
    const auto verified = c.check();
    QVERIFY(verified);
    QCOMPARE(verified->verdict, deid::Verdict::Pass);
}

QTEST_GUILESS_MAIN(TestDeidBroken)
#include "tst_deid_broken.moc"
