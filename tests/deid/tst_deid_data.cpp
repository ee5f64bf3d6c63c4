// Every file of the developer data: released or kept back with a reason, and the verifier agrees.
#include "lastra/deid/Run.h"
#include "lastra/deid/Verify.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace lastra;

class TestDeidData : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFile_data();
    void everyFile();
};

void TestDeidData::everyFile_data() {
    QTest::addColumn<QString>("policy");
    QTest::newRow("strict") << QStringLiteral("strict");
    QTest::newRow("research") << QStringLiteral("research");
}

void TestDeidData::everyFile() {
    QFETCH(QString, policy);
    const QString root = QStringLiteral(LASTRA_SHARED_DATA);
    if (!QFileInfo::exists(root))
        QSKIP("the developer data are not beside the repository");
    QTemporaryDir folder;
    deid::RunOptions options;
    options.input = root;
    options.release = folder.filePath(QStringLiteral("out"));
    options.policy = *deid::Policy::load(policy);
    core::Work work;
    const auto report = deid::run(options, work);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toLog()));
    QCOMPARE(report->released + report->quarantined + report->skipped, report->filesIn);
    QVERIFY(report->filesIn >= 722);
    auto scan = dicom::scanFolder({root}, work);
    QVERIFY(scan);
    const auto sorted = dicom::sortFiles(std::move(*scan), work);
    QVERIFY(sorted);
    QCOMPARE(report->count.taken, sorted->count().taken);
    QCOMPARE(report->count.repeated, sorted->count().repeated);
    QCOMPARE(report->count.leftAlone, sorted->count().leftAlone);
    QCOMPARE(report->count.found(), report->filesIn);
    QVERIFY(report->released > 600);
    for (const deid::FileFate &fate : report->files)
        QVERIFY(fate.state == deid::FileFate::State::Released || !fate.reason.isEmpty());
    const auto verified = deid::verify({root, options.release, report->custody, 0}, work);
    QVERIFY(verified);
    for (const deid::Finding &f : verified->findings)
        qWarning("%s %s", qPrintable(f.check), qPrintable(f.where));
    QCOMPARE(verified->verdict, deid::Verdict::Pass);
    QCOMPARE(verified->filesVerified, report->released);

    // The outside check, which knows no token boundaries: the key of this run is drawn so that no
    // new UID happens to spell an identifier.
    const QString check = root + QStringLiteral("/../../checks/deid-leaks");
    const QString python = QStringLiteral("/usr/bin/python3");
    if (!QFileInfo::exists(check) ||
        QProcess::execute(python, {QStringLiteral("-c"), QStringLiteral("import pydicom")}) != 0)
        QSKIP("the outside check needs python3-pydicom and its script");
    QProcess leaks;
    leaks.start(python, {check, root, options.release, QStringLiteral("--list")});
    QVERIFY(leaks.waitForFinished(900'000));
    const QByteArray said = leaks.readAllStandardOutput();
    QVERIFY2(said.contains("originals read"), said.constData());
    QCOMPARE(leaks.exitStatus(), QProcess::NormalExit);
    QVERIFY2(leaks.exitCode() == 0, said.constData());
}

QTEST_GUILESS_MAIN(TestDeidData)
#include "tst_deid_data.moc"
