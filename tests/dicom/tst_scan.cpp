#include "MakeDicom.h"
#include "lastra/dicom/Scan.h"
#include "lastra/dicom/SeriesReader.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

using namespace lastra;

class TestScan : public QObject {
    Q_OBJECT

    static QByteArray reasonFor(const dicom::Scan &scan, const QString &name) {
        for (const dicom::Skipped &s : scan.skipped)
            if (s.path.endsWith(name))
                return s.reason.code;
        return "taken";
    }

private Q_SLOTS:
    void findsFilesAndSaysWhyOthersAreNot() {
        QTemporaryDir dir;
        core::Work work;
        QVERIFY(dicom::writeCtSeries(make::ctVolume(3), make::ctAttributes(3), dir.filePath("a/b"),
                                     work));
        const QByteArray good = *core::readFile(dir.filePath("a/b/IM0001.dcm"), 1 << 20);
        make::saveBytes({}, dir.filePath("empty.dcm"));
        make::saveBytes("hello, this is no image", dir.filePath("a/notes.txt"));
        make::saveBytes(good.left(good.size() / 2), dir.filePath("short.dcm"));
        make::saveBytes(QByteArray("\x1f\x8b\x08\0\0\0", 6) + good, dir.filePath("packed.gz"));
        make::saveBytes(QByteArray("PK\x03\x04", 4) + good, dir.filePath("packed.zip"));
        const auto scan = dicom::scanFolder({dir.path()}, work);
        QVERIFY(scan);
        QCOMPARE(scan->files.size(), size_t(3));
        QCOMPARE(scan->skipped.size(), size_t(5));
        QCOMPARE(reasonFor(*scan, "empty.dcm"), "dicom.empty");
        QCOMPARE(reasonFor(*scan, "notes.txt"), "dicom.notDicom");
        QCOMPARE(reasonFor(*scan, "short.dcm"), "dicom.truncated");
        QCOMPARE(reasonFor(*scan, "packed.gz"), "dicom.packed");
        QCOMPARE(reasonFor(*scan, "packed.zip"), "dicom.packed");
        QCOMPARE(work.progress().done, 8);
    }

    void linksLoopsPipesAndSecondNames() {
        QTemporaryDir dir;
        core::Work work;
        const auto paths = dicom::writeCtSeries(make::ctVolume(2), make::ctAttributes(2),
                                                dir.filePath("real"), work);
        QVERIFY(paths);
        QDir(dir.path()).mkdir("links");
        QVERIFY(QFile::link(dir.path(), dir.filePath("real/loop")));          // to a folder above
        QVERIFY(QFile::link(paths->front(), dir.filePath("links/same.dcm"))); // the same file again
        QVERIFY(QFile::link(dir.filePath("nowhere"), dir.filePath("links/dangling")));
        QCOMPARE(::mkfifo(QFile::encodeName(dir.filePath("links/pipe")).constData(), 0600), 0);
        const auto scan = dicom::scanFolder({dir.path(), dir.filePath("real")}, work);
        QVERIFY(scan);
        QCOMPARE(scan->files.size(), size_t(2));
        // The link alone is enough to reach the file.
        const auto one = dicom::scanFolder({dir.filePath("links")}, work);
        QCOMPARE(one->files.size(), size_t(1));
        QCOMPARE(reasonFor(*one, "pipe"), "core.fileUnreadable");
    }

    // A path longer than the system takes: unreadable for root as well.
    void aFolderThatCannotBeLookedIntoIsNamed() {
        QTemporaryDir dir;
        core::Work work;
        QVERIFY(dicom::writeCtSeries(make::ctVolume(1), make::ctAttributes(1), dir.filePath("a"),
                                     work));
        const QByteArray name(200, 'd');
        int at = ::open(QFile::encodeName(dir.path()).constData(), O_RDONLY | O_DIRECTORY);
        for (int depth = 0; depth < 24; ++depth) {
            QCOMPARE(::mkdirat(at, name.constData(), 0700), 0);
            const int below = ::openat(at, name.constData(), O_RDONLY | O_DIRECTORY);
            ::close(at);
            at = below;
            QVERIFY(at >= 0);
        }
        ::close(at);
        const auto scan = dicom::scanFolder({dir.path()}, work);
        std::filesystem::remove_all(dir.path().toStdString()); // Qt's own way stops at the length
        QVERIFY(scan);
        QCOMPARE(scan->files.size(), size_t(1));
        QCOMPARE(scan->skipped.size(), size_t(1));
        QCOMPARE(scan->skipped.front().reason.code, "dicom.folderUnreadable");
        QCOMPARE(scan->skipped.front().reason.arguments, QStringList{QString::fromLatin1(name)});
        QVERIFY(!QFile::exists(dir.path()));

        QTemporaryDir shut;
        QVERIFY(QDir(shut.path()).mkdir("locked"));
        ::chmod(QFile::encodeName(shut.filePath("locked")).constData(), 0);
        if (::access(QFile::encodeName(shut.filePath("locked")).constData(), R_OK) == 0)
            return; // root may read it
        const auto locked = dicom::scanFolder({shut.path()}, work);
        ::chmod(QFile::encodeName(shut.filePath("locked")).constData(), 0700);
        QVERIFY(locked);
        QCOMPARE(reasonFor(*locked, "locked"), "dicom.folderUnreadable");
    }

    void whatIsNotThereIsAnError() {
        core::Work work;
        const auto scan = dicom::scanFolder({"/no/such/folder"}, work);
        QCOMPARE(scan.error().code, "dicom.folderUnreadable");
        QTemporaryDir dir;
        work.cancel();
        QCOMPARE(dicom::scanFolder({dir.path()}, work).error().code, "core.cancelled");
    }

    // What is found is taken, repeated or left alone with a reason: nothing is lost or counted
    // twice.
    void eachFileFoundHasOneFate() {
        QTemporaryDir dir;
        core::Work work;
        QVERIFY(dicom::writeCtSeries(make::ctVolume(3), make::ctAttributes(3), dir.filePath("a"),
                                     work));
        QDir(dir.path()).mkdir("b");
        const QByteArray first = *core::readFile(dir.filePath("a/IM0001.dcm"), 1 << 20);
        make::saveBytes(first, dir.filePath("b/again.dcm"));
        make::saveBytes(first, dir.filePath("b/and again.dcm"));
        QByteArray other = first;
        other.back() = char(~other.back()); // a pixel: the same UID, another image
        make::saveBytes(other, dir.filePath("b/other.dcm"));
        QVERIFY(QFile::link(dir.filePath("a/IM0002.dcm"), dir.filePath("b/link.dcm")));
        make::saveBytes("no image", dir.filePath("b/notes.txt"));
        auto directory = make::image({}, {});
        directory.data.setText(dicom::Tag(0x00080016), "1.2.840.10008.1.3.10");
        make::save(directory, dir.filePath("DICOMDIR"));
        auto nameless = make::image({}, make::shorts({1, 2, 3, 4}));
        nameless.data.remove(dicom::Tag(0x00080018));
        make::save(nameless, dir.filePath("nameless.dcm"));

        auto scan = dicom::scanFolder({dir.path()}, work);
        QVERIFY(scan);
        const auto sorted = dicom::sortFiles(std::move(*scan), work);
        QVERIFY(sorted);
        const dicom::FileCount count = sorted->count();
        QCOMPARE(count.found(), 10);
        QCOMPARE(count.taken, 4);    // three slices and the other image
        QCOMPARE(count.repeated, 3); // two copies, one link
        QCOMPARE(count.leftAlone, 3);
        QMap<QString, QByteArray> reasons;
        for (const dicom::Skipped &file : sorted->leftAlone)
            reasons.insert(QFileInfo(file.path).fileName(), file.reason.code);
        QCOMPARE(reasons, (QMap<QString, QByteArray>{{"DICOMDIR", "dicom.directory"},
                                                     {"nameless.dcm", "dicom.noUid"},
                                                     {"notes.txt", "dicom.notDicom"}}));
    }

    void hostileFilesAreRefusedQuickly() {
        QTemporaryDir dir;
        core::Work work;
        QVERIFY(dicom::writeCtSeries(make::ctVolume(1), make::ctAttributes(1), dir.path(), work));
        const QByteArray good = *core::readFile(dir.filePath("IM0001.dcm"), 1 << 20);
        const qsizetype pixels = good.indexOf(QByteArray("\xe0\x7f\x10\x00OW", 6));
        QVERIFY(pixels > 0);
        // 1000 sequences in one another.
        QByteArray nest;
        for (int n = 0; n < 1000; ++n)
            nest += QByteArray(
                "\x29\0\x01\x10SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff", 20);
        make::saveBytes(QByteArray(good).insert(pixels, nest), dir.filePath("nested.dcm"));
        // An element that claims four gigabytes.
        const QByteArray huge("\x29\0\x02\x10OB\0\0\xfe\xff\xff\xff", 12);
        make::saveBytes(QByteArray(good).insert(pixels, huge), dir.filePath("huge.dcm"));
        // Megabytes of zeros in a few kilobytes, where elements should be.
        QByteArray bomb(132, '\0');
        bomb.replace(128, 4, "DICM");
        bomb += QByteArray("\x02\0\x10\0UI\x16\0", 8) + QByteArray("1.2.840.10008.1.2.1.99\0", 22);
        bomb += qCompress(QByteArray(16 << 20, '\0')).mid(6);
        make::saveBytes(bomb, dir.filePath("bomb.dcm"));
        QElapsedTimer clock;
        clock.start();
        const auto scan = dicom::scanFolder({dir.path()}, work);
        QVERIFY(clock.elapsed() < 5000);
        QVERIFY(scan);
        QCOMPARE(reasonFor(*scan, "nested.dcm"), "dicom.tooDeep");
        QCOMPARE(reasonFor(*scan, "huge.dcm"), "dicom.truncated");
        QCOMPARE(reasonFor(*scan, "bomb.dcm"), "dicom.malformed");
        QCOMPARE(scan->files.size(), size_t(1));
    }

    void eachPrefixAndEachFlippedByteIsSafe() {
        QTemporaryDir dir;
        core::Work work;
        QVERIFY(
            dicom::writeCtSeries(make::ctVolume(1, 3, 2), make::ctAttributes(1), dir.path(), work));
        const QString path = dir.filePath("IM0001.dcm");
        const QByteArray good = *core::readFile(path, 1 << 20);
        const auto write =
            [&](const QByteArray &bytes) { // plainly: thousands of syncs would take long
                QFile file(path);
                QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
            };
        for (qsizetype n = 128; n < good.size(); n += 3) {
            write(good.left(n));
            const auto image = dicom::decodeFrame(path);
            QVERIFY(!image);
            QByteArray bad = good;
            bad[n] = char(~bad[n]);
            write(bad);
            const auto other = dicom::decodeFrame(path); // an image or an error, never a crash
            QVERIFY(other || !other.error().code.isEmpty());
        }
    }

    void charactersBecomeUnicode() {
        QTemporaryDir dir;
        auto file = make::image({}, make::shorts({1, 2, 3, 4}));
        file.data.set(dicom::Tag(0x00080005), dicom::VR::CS, "ISO_IR 100");
        file.data.set(dicom::Tag(0x00100010), dicom::VR::PN, "Buc^J\xe9r\xf4me");
        const auto h = dicom::readHeader(make::save(file, dir.filePath("x.dcm")));
        QCOMPARE(h->patientName, QStringLiteral("Buc^Jérôme"));
        QCOMPARE(h->characterSet, QStringLiteral("ISO_IR 100"));
    }

    void dicomdirIsMarkedAndLeftOutOfTheTree() {
        QTemporaryDir dir;
        auto file = make::image({}, {});
        file.data.setText(dicom::Tag(0x00080016), "1.2.840.10008.1.3.10");
        const auto h = dicom::readHeader(make::save(file, dir.filePath("DICOMDIR")));
        QVERIFY(h->isDicomdir);
        QVERIFY(dicom::groupSeries({*h}).empty());
    }

    void fiveHundredSlicesAreListedAtOnce() {
        QTemporaryDir dir;
        core::Work work;
        QVERIFY(dicom::writeCtSeries(make::ctVolume(500, 64, 64), make::ctAttributes(500),
                                     dir.path(), work));
        QElapsedTimer clock;
        clock.start();
        const auto scan = dicom::scanFolder({dir.path()}, work);
        const auto tree = dicom::groupSeries(scan->files);
        const qint64 ms = clock.elapsed();
        QCOMPARE(tree[0].studies[0].series[0].files.size(), size_t(500));
        qInfo("500 headers in %lld ms", ms);
        QVERIFY(ms < 2500); // the bar is 500 ms; a busy test machine gets five times that
    }
};

QTEST_GUILESS_MAIN(TestScan)
#include "tst_scan.moc"
