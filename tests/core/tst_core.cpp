#include "lastra/core/AtomicFile.h"
#include "lastra/core/Database.h"
#include "lastra/core/Digest.h"
#include "lastra/core/FileLock.h"
#include "lastra/core/Json.h"
#include "lastra/core/Log.h"
#include "lastra/core/Md5.h"
#include "lastra/core/Scratch.h"
#include "lastra/core/SecretBytes.h"
#include "lastra/core/Sentence.h"
#include "lastra/core/Task.h"

#include <QCryptographicHash>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace lastra::core;

class TestCore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void digestsMatchPublishedVectors() {
        // FIPS 180-4 "abc"; RFC 4231 test case 2.
        QCOMPARE(hex(sha256("abc")),
                 QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(hex(hmacSha256(SecretBytes("Jefe"), "what do ya want for nothing?")),
                 QByteArray("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
        // RFC 1321, A.5
        Md5Hasher md5;
        QCOMPARE(md5.finish(), QByteArray("d41d8cd98f00b204e9800998ecf8427e"));
        md5.add("message ");
        md5.add("digest");
        QCOMPARE(md5.finish(), QByteArray("f96b697d7cb7938d525a2f31aaf161d0"));
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("md5"));
        QVERIFY(AtomicFile::writeAll(path, QByteArray(3 << 20, 'a')));
        QCOMPARE(
            *md5File(path),
            QCryptographicHash::hash(QByteArray(3 << 20, 'a'), QCryptographicHash::Md5).toHex());
        QCOMPARE(md5File(path + u'x').error().code, QByteArray("core.fileUnreadable"));
    }

    void atomicFileAppearsWholeOrNotAtAll() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("a.txt"));
        {
            AtomicFile file(path);
            QVERIFY(file.open());
            QVERIFY(file.write("half"));
        }
        QVERIFY(!QFile::exists(path));
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files | QDir::Hidden).size(), 0);
        QVERIFY(AtomicFile::writeAll(path, "whole"));
        QCOMPARE(*readFile(path, 100), QByteArray("whole"));
        const auto tooLarge = readFile(path, 2);
        QVERIFY(!tooLarge);
        QCOMPARE(tooLarge.error().code, QByteArray("core.fileTooLarge"));
    }

    void atomicFileNamesAFullDisk() {
        AtomicFile file(QStringLiteral("/dev/full-folder-that-is-not-there/x"));
        QVERIFY(!file.open());
        QCOMPARE(fileError(QStringLiteral("/data/x"), ENOSPC).code, QByteArray("core.diskFull"));
    }

    void argumentsAreTakenAsTheyAre() {
        const auto words = [](const Error &error) { return QString::fromLatin1(error.code); };
        const Error error{"a.b", {QStringLiteral("50%2 off"), QStringLiteral("two")}, {}, nullptr};
        QCOMPARE(filledIn(QStringLiteral("%1 and %2, 100% sure; %3."), error, words),
                 QStringLiteral("50%2 off and two, 100% sure; ."));
        QCOMPARE(filledIn(QStringLiteral("%0"), error, words), QString());
        const Error caused{"c.d", {}, {}, std::make_shared<const Error>(error)};
        QCOMPARE(filledIn(QStringLiteral("Because: %0%"), caused, words),
                 QStringLiteral("Because: a.b%"));
    }

    void aLockHasOneOwner() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("lock"));
        Work work;
        auto first = FileLock::take(path, work);
        QVERIFY(first);
        const auto second = FileLock::tryTake(path);
        QVERIFY(second && !*second);
        Work stopped;
        stopped.cancel();
        QCOMPARE(FileLock::take(path, stopped).error().code, QByteArray("core.cancelled"));
        first->reset();
        const auto third = FileLock::tryTake(path);
        QVERIFY(third && *third);
        const auto nowhere = FileLock::tryTake(dir.filePath(QStringLiteral("no/lock")));
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error().code, QByteArray("core.fileUnwritable"));
    }

    void whatAKilledProgramLeftIsSwept() {
        QTemporaryDir dir;
        const auto home = Home::open(dir.filePath(QStringLiteral("home")));
        QVERIFY(home);
        const QDir work(home->path() + QStringLiteral("/work"));
        const pid_t child = ::fork();
        if (child == 0) {
            const auto scratch = Scratch::make(*home, QStringLiteral("killed"));
            const auto other = Scratch::make(*home, QStringLiteral("killed"), Scratch::kCustody);
            const bool made =
                other && scratch && AtomicFile::writeAll(scratch->file(QStringLiteral("x")), "x");
            ::_exit(made ? 0 : 1); // as a kill: nothing is tidied
        }
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
        QCOMPARE(work.entryList({QStringLiteral("killed-*")}, QDir::Dirs).size(), 1);
        const QDir custody(home->path() + QStringLiteral("/custody/incoming"));
        QCOMPARE(custody.entryList({QStringLiteral("killed-*")}, QDir::Dirs).size(), 1);
        QVERIFY(QDir(home->path() + QStringLiteral("/custody")).mkdir(QStringLiteral("a-run")));
        QString path;
        {
            const auto mine = Scratch::make(*home, QStringLiteral("mine"));
            QVERIFY(mine);
            path = mine->path();
            QVERIFY(mine->folder(QStringLiteral("sub")));
            Scratch::sweep(*home);
            QCOMPARE(work.entryList(QDir::Dirs | QDir::NoDotAndDotDot),
                     QStringList{QFileInfo(path).fileName()});
            QVERIFY(QFileInfo(path + QStringLiteral("/sub")).isDir());
            QCOMPARE(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::ReadOther),
                     QFile::Permissions());
        }
        QVERIFY(!QFileInfo::exists(path));
        QCOMPARE(custody.entryList(QDir::Dirs | QDir::NoDotAndDotDot), QStringList());
        QVERIFY(QFileInfo(home->path() + QStringLiteral("/custody/a-run")).isDir());
        QCOMPARE(work.entryList({QStringLiteral("*.lock")}, QDir::Files), QStringList());
    }

    void theSweepNeverFollowsALinkOutOfTheWorkFolder() {
        QTemporaryDir dir;
        const auto home = Home::open(dir.filePath(QStringLiteral("home")));
        QVERIFY(home);
        const auto work = home->folder(QStringLiteral("work"));
        QVERIFY(work);
        const QString elsewhere = dir.filePath(QStringLiteral("images"));
        QVERIFY(QDir().mkpath(elsewhere));
        const QString image = elsewhere + QStringLiteral("/image.dcm");
        QVERIFY(AtomicFile::writeAll(image, "x"));
        QVERIFY(QFile::link(elsewhere, *work + QStringLiteral("/link")));
        const QString killed = *work + QStringLiteral("/deid-killed");
        QVERIFY(QDir().mkpath(killed));
        QVERIFY(QFile::link(elsewhere, killed + QStringLiteral("/input")));
        Scratch::sweep(*home);
        QVERIFY(QFileInfo::exists(image));
        QVERIFY(!QFileInfo::exists(killed));
    }

    void theLogFollowsToItsNewPlace() {
        QTemporaryDir dir;
        const QString first = dir.filePath(QStringLiteral("first.log")),
                      second = dir.filePath(QStringLiteral("second.log"));
        openLog(first);
        log(Level::Info, "test", QStringLiteral("one\nline"));
        openLog(second);
        log(Level::Info, "test", QStringLiteral("two"));
        QVERIFY(readFile(first, 1000)->endsWith("info test: one line\n"));
        QVERIFY(readFile(second, 1000)->endsWith("info test: two\n"));
        QCOMPARE(readFile(first, 1000)->count('\n'), 1);
    }

    void argumentsStayOutOfTheLog() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("x.log"));
        const Error cause = fail("net.timeout", {"ROSSI_MARIO.dcm"}, "after 30 s").value();
        const Error error =
            fail("workflow.nothingToImport", {"ROSSI_MARIO_19550312.dcm"}, cause).value();
        QCOMPARE(error.toLog(), QString("workflow.nothingToImport <- net.timeout: after 30 s"));
        openLog(path);
        logError("test", error);
        const QByteArray line = *readFile(path, 1000);
        QVERIFY(line.endsWith("error test: workflow.nothingToImport <- net.timeout: after 30 s\n"));
        QVERIFY(!line.contains("ROSSI"));
    }

    void batchRenamesAll() {
        QTemporaryDir dir;
        AtomicBatch batch;
        for (int i = 0; i < 3; ++i) {
            AtomicFile file(dir.filePath(QString::number(i)));
            QVERIFY(file.open());
            QVERIFY(file.write("x"));
            QVERIFY(batch.add(std::move(file)));
        }
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 0);
        QVERIFY(batch.commit());
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files | QDir::Hidden).size(), 3);
    }

    void databaseLeavesForeignFilesAlone() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("x.db"));
        {
            auto db = Database::open(path, 0x1111, {"CREATE TABLE t(a TEXT, b INTEGER)"});
            QVERIFY(db);
            QVERIFY((*db)->execute("INSERT INTO t VALUES(?1, ?2)", {QStringLiteral("k"), 7}));
        }
        const auto foreign = Database::open(path, 0x2222, {"CREATE TABLE t(a)"});
        QVERIFY(!foreign);
        QCOMPARE(foreign.error().code, QByteArray("core.databaseForeign"));
        const auto older = Database::open(path, 0x1111, {});
        QVERIFY(!older);
        QCOMPARE(older.error().code, QByteArray("core.databaseNewer"));
        auto db = Database::open(path, 0x1111,
                                 {"CREATE TABLE t(a TEXT, b INTEGER)", "ALTER TABLE t ADD c TEXT"});
        QVERIFY(db);
        int rows = 0;
        QVERIFY((*db)->query("SELECT a, b, c FROM t", {}, [&](const Row &row) {
            ++rows;
            return row.text(0) == QStringLiteral("k") && row.integer(1) == 7 && row.isNull(2);
        }));
        QCOMPARE(rows, 1);
        QVERIFY(!(*db)->transaction([&]() -> Done {
            LASTRA_CHECK((*db)->execute("DELETE FROM t"));
            return fail("test.stop");
        }));
        rows = 0;
        QVERIFY((*db)->query("SELECT a FROM t", {}, [&](const Row &) { return ++rows > 0; }));
        QCOMPARE(rows, 1);
    }

    void damagedDatabaseIsNamed() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("x.db"));
        QVERIFY(AtomicFile::writeAll(path, QByteArray(4096, 'x')));
        const auto db = Database::open(path, 1, {"CREATE TABLE t(a)"});
        QVERIFY(!db);
        QCOMPARE(db.error().code, QByteArray("core.databaseDamaged"));
        QCOMPARE(*readFile(path, 10000), QByteArray(4096, 'x'));
    }

    void jsonErrorsNameTheFile() {
        const auto bad = parseJsonObject("{\"a\": ", QStringLiteral("site.json"));
        QVERIFY(!bad);
        QCOMPARE(bad.error().arguments.first(), QStringLiteral("site.json"));
        QVERIFY(!parseJsonObject("[]", QStringLiteral("x")));
    }

    void taskDeliversOnOwnersThreadAndCancels() {
        TaskList tasks;
        QObject owner;
        int got = 0;
        QThread *thread = nullptr;
        tasks.run(
            &owner, QStringLiteral("a"), {}, [](Work &) -> Result<int> { return 42; },
            [&](Result<int> result) {
                got = *result;
                thread = QThread::currentThread();
            });
        QTRY_COMPARE(got, 42);
        QCOMPARE(thread, QThread::currentThread());

        QByteArray code;
        const qint64 id = tasks.run(
            &owner, QStringLiteral("b"), {},
            [](Work &work) -> Result<int> {
                while (work.check())
                    QThread::yieldCurrentThread();
                return fail("core.cancelled");
            },
            [&](Result<int> result) { code = result.error().code; });
        tasks.cancel(id);
        QTRY_COMPARE(code, QByteArray("core.cancelled"));
        QCOMPARE(tasks.tasks().back().state, Task::State::Cancelled);
    }

    void resultOfADeadOwnerIsDropped() {
        TaskList tasks;
        bool called = false;
        {
            QObject owner;
            tasks.run(
                &owner, QStringLiteral("a"), {}, [](Work &) -> Result<int> { return 1; },
                [&](Result<int>) { called = true; });
        }
        QTRY_COMPARE(tasks.running(), 0);
        QVERIFY(!called);
    }
};

QTEST_GUILESS_MAIN(TestCore)
#include "tst_core.moc"
