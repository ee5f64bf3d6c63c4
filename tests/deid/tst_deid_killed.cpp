// The program ended in the middle: killed, or with no room to write. What carries a final name is
// whole, the originals are as they were, and the run goes on to the same tree.
#include "PlantedSet.h"

#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

constexpr int kFiles = 350;

using Content = QMap<QString, QByteArray>;

Content content(const QString &root) {
    Content files;
    QDirIterator it(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly))
            files.insert(it.filePath().mid(root.size() + 1), file.readAll());
    }
    return files;
}

// That many instances of one series, about 10 KB each.
void makeSeries(const QString &folder, int count) {
    const QByteArray uid = "1.2.826.0.1.48213.1.10000";
    lastra::dicom::DataSetFile first = planted::slice(1, 10000, "20261112");
    const QByteArray bytes = *first.toBytes();
    QDir().mkpath(folder);
    for (int i = 0; i < count; ++i) {
        QByteArray copy = bytes;
        copy.replace(uid, "1.2.826.0.1.48213.1." + QByteArray::number(10000 + i));
        QFile out(folder + QStringLiteral("/%1.dcm").arg(i));
        if (!out.open(QIODevice::WriteOnly) || out.write(copy) != copy.size())
            qFatal("the test has no room for its input");
    }
}

struct Ended {
    int exit = -1;
    QString words;
};

class Program {
public:
    Program(const QString &input, const QString &release, const QString &custody,
            const QString &key, const QStringList &more = {}) {
        arguments = QStringList{QStringLiteral("deid"),
                                input,
                                release,
                                QStringLiteral("--policy"),
                                QStringLiteral("strict"),
                                QStringLiteral("--key"),
                                key,
                                QStringLiteral("--custody"),
                                custody,
                                QStringLiteral("--threads"),
                                QStringLiteral("2")} +
                    more;
    }
    void start() {
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral(LASTRA_CLI), arguments);
    }
    Ended run() {
        start();
        if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit)
            return {-1, QString::fromUtf8(process.readAll())};
        return {process.exitCode(), QString::fromUtf8(process.readAll())};
    }
    QStringList arguments;
    QProcess process;
};

bool anyFile(const QString &root, const QString &pattern) {
    return QDirIterator(root, {pattern}, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories)
        .hasNext();
}

// Files with final names are what the whole run gave them.
bool wholeFilesOnly(const Content &found, const Content &expected, bool partsToo) {
    for (auto it = found.begin(); it != found.end(); ++it) {
        const bool part = it.key().endsWith(QStringLiteral(".part"));
        if (part ? !partsToo : expected.value(it.key()) != it.value())
            return false;
    }
    return true;
}

} // namespace

class TestDeidKilled : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void killed_data();
    void killed();
    void fileSizeLimit();
    void fullDisk();
    void cleanup();

private:
    QTemporaryDir m_folder;
    QString m_input, m_key;
    Content m_originals, m_whole;
};

void TestDeidKilled::initTestCase() {
    m_input = m_folder.filePath(QStringLiteral("in"));
    m_key = m_folder.filePath(QStringLiteral("key"));
    makeSeries(m_input, kFiles);
    QFile key(m_key);
    QVERIFY(key.open(QIODevice::WriteOnly) && key.write(QByteArray(32, 'k')) == 32);
    key.close();
    m_originals = content(m_input);
    QCOMPARE(m_originals.size(), kFiles);
    Program program(m_input, m_folder.filePath(QStringLiteral("whole")),
                    m_folder.filePath(QStringLiteral("whole-custody")), m_key,
                    {QStringLiteral("--no-verify")});
    const Ended ended = program.run();
    QVERIFY2(ended.exit == 0, qPrintable(ended.words));
    m_whole = content(m_folder.filePath(QStringLiteral("whole")));
    QCOMPARE(m_whole.size(), kFiles);
}

void TestDeidKilled::cleanup() {
    QCOMPARE(content(m_input), m_originals);
}

void TestDeidKilled::killed_data() {
    QTest::addColumn<QString>("sign");
    QTest::newRow("while writing") << QStringLiteral(".*.part");
    QTest::newRow("while naming") << QStringLiteral("*.dcm");
}

void TestDeidKilled::killed() {
    QFETCH(QString, sign);
    QTemporaryDir folder;
    const QString release = folder.filePath(QStringLiteral("out")),
                  custody = folder.filePath(QStringLiteral("custody"));
    Program program(m_input, release, custody, m_key);
    program.start();
    QVERIFY(program.process.waitForStarted());
    QElapsedTimer clock;
    clock.start();
    while (!anyFile(release, sign) && clock.elapsed() < 30'000)
        ;
    QCOMPARE(::kill(pid_t(program.process.processId()), SIGKILL), 0);
    QVERIFY(program.process.waitForFinished());
    QCOMPARE(program.process.exitStatus(), QProcess::CrashExit); // it was not done yet
    const Content left = content(release);
    QVERIFY(!left.isEmpty());
    QVERIFY(wholeFilesOnly(left, m_whole, true));

    Program refused(m_input, release, custody, m_key);
    QCOMPARE(refused.run().exit, 1);
    Program resumed(m_input, release, custody, m_key,
                    {QStringLiteral("--resume"), QStringLiteral("--no-verify")});
    const Ended ended = resumed.run();
    QVERIFY2(ended.exit == 0, qPrintable(ended.words));
    QVERIFY(content(release) == m_whole);
}

void TestDeidKilled::fileSizeLimit() {
    QTemporaryDir folder;
    const QString release = folder.filePath(QStringLiteral("out")),
                  custody = folder.filePath(QStringLiteral("custody"));
    Program program(m_input, release, custody, m_key);
    program.process.setChildProcessModifier([] {
        const rlimit limit{6000, 6000}; // bytes: less than one image
        ::setrlimit(RLIMIT_FSIZE, &limit);
    });
    const Ended ended = program.run();
    QCOMPARE(ended.exit, 1);
    QVERIFY2(ended.words.contains(QStringLiteral("cannot be written (File too large)")),
             qPrintable(ended.words));
    QVERIFY(content(release).isEmpty());
    Program resumed(m_input, release, custody, m_key,
                    {QStringLiteral("--resume"), QStringLiteral("--no-verify")});
    QCOMPARE(resumed.run().exit, 0);
    QVERIFY(content(release) == m_whole);
}

void TestDeidKilled::fullDisk() {
    if (::geteuid() != 0)
        return; // only root can make so small a disk
    QTemporaryDir folder;
    const QByteArray disk = QFile::encodeName(folder.filePath(QStringLiteral("disk")));
    QVERIFY(QDir().mkpath(QFile::decodeName(disk)));
    if (::mount("tmpfs", disk.constData(), "tmpfs", 0, "size=2m") != 0 && errno == EPERM)
        return; // root of a container
    const auto unmount = qScopeGuard([&] { ::umount2(disk.constData(), MNT_DETACH); });
    const QString release = QFile::decodeName(disk) + QStringLiteral("/out"),
                  custody = folder.filePath(QStringLiteral("custody"));
    Program program(m_input, release, custody, m_key);
    const Ended ended = program.run();
    QCOMPARE(ended.exit, 1);
    QVERIFY2(ended.words.contains(QStringLiteral("is full")), qPrintable(ended.words));
    QVERIFY(wholeFilesOnly(content(release), m_whole, false));
    QVERIFY(content(release).size() < m_whole.size());
}

QTEST_GUILESS_MAIN(TestDeidKilled)
#include "tst_deid_killed.moc"
