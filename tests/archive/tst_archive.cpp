#include "TinyDicom.h"

#include "lastra/archive/AllSessions.h"
#include "lastra/archive/LocalArchive.h"
#include "lastra/core/Digest.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace lastra;
using archive::LocalArchive;
using sandbox::TinyCt;

namespace {

const QString kStudy = QStringLiteral("1.2.826.0.1.3680043.10.99.");

TinyCt ct(int study, int series, const QString &patient) {
    TinyCt one;
    one.studyUid = kStudy + QString::number(study);
    one.seriesUid = one.studyUid + '.' + QString::number(series);
    one.seriesNumber = series;
    one.patientId = patient;
    one.seriesDescription = QStringLiteral("Series %1").arg(series);
    return one;
}

void writeFile(const QString &path, const QByteArray &bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray contentOf(const QString &path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList allFiles(const QString &folder) {
    QStringList all;
    QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext())
        all << it.next();
    return all;
}

archive::ReleaseTicket ticketFor(const QString &folder) {
    QMap<QString, QByteArray> files;
    for (const QString &path : allFiles(folder)) {
        const core::Sha256 digest = core::sha256(contentOf(path));
        files.insert(QDir(folder).relativeFilePath(path), core::hex(digest));
    }
    return archive::ReleaseTicket::issuedByWorkflowGate("root", "decision-1", files);
}

} // namespace

class TestArchive : public QObject {
    Q_OBJECT

    std::unique_ptr<LocalArchive> open(const QString &folder) {
        auto opened = LocalArchive::open(folder);
        if (!opened)
            qWarning("%s", qPrintable(opened.error().toLog()));
        return opened ? std::move(*opened) : nullptr;
    }

private Q_SLOTS:
    void ticketsAreMadeByWorkflowAlone() {
        QDirIterator it(QStringLiteral(LASTRA_SOURCE_DIR), {"*.h", "*.cpp"}, QDir::Files,
                        QDirIterator::Subdirectories);
        int seen = 0;
        while (it.hasNext()) {
            const QString path = it.next().mid(qstrlen(LASTRA_SOURCE_DIR) + 1);
            if (!path.startsWith("modules/") && !path.startsWith("app/"))
                continue;
            ++seen;
            if (path.startsWith("modules/workflow/") || path.endsWith("/ReleaseTicket.h"))
                continue;
            QVERIFY2(!contentOf(it.filePath()).contains("issuedByWorkflowGate"), qPrintable(path));
        }
        QVERIFY(seen > 10);
    }

    void importedFilesAreListed() {
        QTemporaryDir home;
        const QString in = home.path() + "/in";
        QCOMPARE(sandbox::writeTinySeries(in + "/a", ct(1, 2, "P1"), 3), 3);
        QCOMPARE(sandbox::writeTinySeries(in + "/b", ct(1, 10, "P1"), 2), 2);
        QCOMPARE(sandbox::writeTinySeries(in + "/c", ct(2, 1, "P2"), 4), 4);
        const auto library = open(home.path() + "/library");
        QVERIFY(library);
        core::Work work;
        const auto report = library->importFiles({in}, {}, work);
        QVERIFY(report);
        QCOMPARE(report->imported, 9);
        QVERIFY(report->skipped.empty());

        const auto projects = library->projects(work);
        QCOMPARE(projects->size(), size_t(1));
        QCOMPARE(projects->front().id, "library");
        QCOMPARE(projects->front().subjects, 2);
        QCOMPARE(projects->front().sessions, 2);
        QCOMPARE(projects->front().bytes, report->bytes);
        const auto subjects = library->subjects("library", work);
        QCOMPARE(subjects->size(), size_t(2));
        QCOMPARE(subjects->at(0).label, "P1");
        QCOMPARE(subjects->at(0).name, "Rossi^Ada");

        const auto page = library->sessions({"library", "P1", {}, 0, 10}, work);
        QCOMPARE(page->sessions.size(), size_t(1));
        const archive::Session session = page->sessions.front();
        QCOMPARE(session.uid, kStudy + "1");
        QCOMPARE(session.scans, 2);
        QCOMPARE(session.images, 5);
        QCOMPARE(session.date, QDate(2026, 2, 3));
        const auto scans = library->scans(session.id, work);
        QCOMPARE(scans->size(), size_t(2)); // by number, not by text: 2 before 10
        QCOMPARE(scans->at(0).number, "2");
        QCOMPARE(scans->at(1).number, "10");
        const auto files = library->files(session.id, scans->at(0).id, work);
        QCOMPARE(files->size(), size_t(3));
        QCOMPARE(contentOf(files->front().where), contentOf(in + "/a/IM0001.dcm"));

        const auto dataset = library->dataset(report->dataset);
        QCOMPARE(dataset->files, 9);
        QCOMPARE(dataset->kind, archive::DatasetKind::Original);
        QCOMPARE(library->datasetFiles(report->dataset)->size(), size_t(9));
        QCOMPARE(library->datasetSessions(report->dataset)->size(), size_t(2));
    }

    void labelsAreWhatServersTake() {
        for (const char *good : {"a", "A_1-b", "0"})
            QVERIFY(archive::isLabel(QLatin1String(good)));
        for (const char *bad : {"", "a b", "a/b", "..", "a.b", "\xe8", "a\n"})
            QVERIFY2(!archive::isLabel(QLatin1String(bad)), bad);
        QVERIFY(!archive::isLabel(QString(65, 'a')));
        for (const char *good : {"OLD.2", "Old project"})
            QVERIFY(archive::isProjectId(QLatin1String(good)));
        for (const char *bad : {"", "..", ".a", " a", "a/b"})
            QVERIFY2(!archive::isProjectId(QLatin1String(bad)), bad);
    }

    void pagesCoverAllOnce() {
        QTemporaryDir home;
        for (int study = 1; study <= 7; ++study)
            sandbox::writeTinySeries(home.path() + "/in/" + QString::number(study),
                                     ct(study, 1, "P"), 1);
        const auto library = open(home.path() + "/library");
        core::Work work;
        QVERIFY(library->importFiles({home.path() + "/in"}, {}, work));
        QSet<QString> seen;
        for (int offset = 0; offset < 9; offset += 3) {
            const auto page = library->sessions({"library", {}, {}, offset, 3}, work);
            QCOMPARE(page->total, 7);
            QCOMPARE(page->more, offset + 3 < 7);
            for (const auto &session : page->sessions)
                seen.insert(session.id);
        }
        QCOMPARE(seen.size(), 7);
        // Signs of LIKE are signs.
        QCOMPARE(library->sessions({"library", {}, "Che%t", 0, 10}, work)->total, 0);
        QCOMPARE(library->sessions({"library", {}, "hest", 0, 10}, work)->total, 7);
    }

    // A server that does not know of offsets answers the same page for ever.
    void pagesThatRepeatEnd() {
        using namespace archive;
        struct Server : Archive {
            int asked = 0, empty = 0;
            bool heedsOffset = false;
            core::Result<SessionPage> sessions(const SessionQuery &query, core::Work &) override {
                if (++asked > 1000)
                    return core::fail("archive.notFound", {"the end"});
                SessionPage page;
                page.more = !heedsOffset || query.offset + query.limit < 6 * query.limit;
                const qint64 first = heedsOffset ? query.offset : 0;
                for (qint64 n = first; n < first + query.limit && asked > empty; ++n) {
                    page.sessions.emplace_back();
                    page.sessions.back().id = QString::number(n);
                }
                return page;
            }
            core::Result<Description> describe(core::Work &) override { return Description(); }
            core::Result<std::vector<Project>> projects(core::Work &) override { return {}; }
            core::Result<std::vector<Subject>> subjects(const QString &, core::Work &) override {
                return {};
            }
            core::Result<Session> session(const QString &, core::Work &) override { return {}; }
            core::Result<std::vector<Scan>> scans(const QString &, core::Work &) override {
                return {};
            }
            core::Result<std::vector<FileEntry>> files(const QString &, const QString &,
                                                       core::Work &) override {
                return {};
            }
            core::Result<Thumbnail> thumbnail(const QString &, const QString &,
                                              core::Work &) override {
                return {};
            }
            core::Result<PullReceipt> pull(const PullSource &, const QString &,
                                           core::Work &) override {
                return {};
            }
            core::Result<PushReceipt> push(const QString &, const ReleaseTicket &,
                                           const PushTarget &, core::Work &) override {
                return {};
            }
        };
        core::Work work;
        Server deaf;
        const auto once = allSessions(deaf, {}, work);
        QVERIFY(once);
        QCOMPARE(once->size(), size_t(200));
        QCOMPARE(deaf.asked, 2);
        // Pages that hold other things alone are passed over, and not without end.
        Server sparse;
        sparse.heedsOffset = true;
        sparse.empty = 4;
        const auto later = allSessions(sparse, {}, work);
        QVERIFY(later);
        QCOMPARE(later->size(), size_t(400));
        QCOMPARE(later->front().id, QString("800"));
        Server barren;
        barren.empty = 10000;
        const auto none = allSessions(barren, {}, work);
        QVERIFY(none);
        QVERIFY(none->empty());
        work.cancel();
        QCOMPARE(allSessions(deaf, {}, work).error().code, "core.cancelled");
    }

    void theSameFileTwiceIsOne() {
        QTemporaryDir home;
        const QString in = home.path() + "/in";
        sandbox::writeTinySeries(in, ct(1, 1, "P1"), 3);
        QVERIFY(QFile::copy(in + "/IM0001.dcm", in + "/again.dcm"));
        const auto library = open(home.path() + "/library");
        core::Work work;
        const auto first = library->importFiles({in}, {}, work);
        QCOMPARE(first->imported, 3);
        QCOMPARE(first->duplicates, 1);
        const auto second = library->importFiles({in}, {}, work);
        QCOMPARE(second->imported, 0);
        QCOMPARE(second->duplicates, 4);
        QCOMPARE(second->dataset, first->dataset);
        QCOMPARE(library->datasets()->size(), size_t(1));

        // New files beside old ones: the new dataset holds both, the disk the new ones only.
        sandbox::writeTinySeries(in, ct(1, 2, "P1"), 2);
        const auto third = library->importFiles({in, home.path() + "/in/again.dcm"}, {}, work);
        QCOMPARE(third->imported, 2);
        QVERIFY(third->dataset != first->dataset);
    }

    void otherBytesUnderOneUidAreKeptApart() {
        QTemporaryDir home;
        TinyCt one = ct(1, 1, "P1");
        sandbox::writeTinySeries(home.path() + "/a", one, 1);
        one.value = 99;
        sandbox::writeTinySeries(home.path() + "/b", one, 1);
        const auto library = open(home.path() + "/library");
        core::Work work;
        QVERIFY(library->importFiles({home.path() + "/a"}, {}, work));
        const auto report = library->importFiles({home.path() + "/b"}, {}, work);
        QCOMPARE(report->imported, 1);
        QCOMPARE(report->conflicts.size(), size_t(1));
        QCOMPARE(contentOf(report->conflicts[0].kept), contentOf(home.path() + "/a/IM0001.dcm"));
        QCOMPARE(contentOf(library->datasetFiles(report->dataset)->front().where),
                 contentOf(home.path() + "/b/IM0001.dcm"));
    }

    void everyFileThatIsNotTakenHasAReason() {
        QTemporaryDir home;
        const QString in = home.path() + "/in";
        sandbox::writeTinySeries(in, ct(1, 1, "P1"), 1);
        writeFile(in + "/notes.txt", "not an image");
        writeFile(in + "/empty.dcm", {});
        writeFile(in + "/cut.dcm", sandbox::tinyCt(ct(1, 1, "P1")).left(400));
        const auto library = open(home.path() + "/library");
        core::Work work;
        const auto report = library->importFiles({in}, {}, work);
        QVERIFY(report);
        QCOMPARE(report->imported, 1);
        QCOMPARE(report->skipped.size(), size_t(3));
        for (const auto &skipped : report->skipped)
            QVERIFY(!skipped.reason.code.isEmpty());
    }

    void hostileUidsStayInTheLibrary() {
        QTemporaryDir home;
        TinyCt evil = ct(1, 1, "P1");
        evil.studyUid = "../../../../tmp";
        evil.seriesUid = "/etc";
        evil.sopUid = "../../outside";
        QDir().mkpath(home.path() + "/in");
        writeFile(home.path() + "/in/evil.dcm", sandbox::tinyCt(evil));
        const auto library = open(home.path() + "/library");
        core::Work work;
        const auto report = library->importFiles({home.path() + "/in"}, {}, work);
        QVERIFY(report);
        QCOMPARE(report->imported + qint64(report->skipped.size()), 1);
        if (report->imported == 1) {
            const QString where = QFileInfo(library->datasetFiles(report->dataset)->front().where)
                                      .canonicalFilePath();
            QVERIFY(where.startsWith(QFileInfo(home.path() + "/library").canonicalFilePath()));
        }
        QVERIFY(!QFileInfo::exists(home.path() + "/outside.dcm"));
    }

    void oneStudyUidOfTwoPatientsIsTwoSessions() {
        QTemporaryDir home;
        sandbox::writeTinySeries(home.path() + "/in/a", ct(1, 1, "P1"), 1);
        sandbox::writeTinySeries(home.path() + "/in/b", ct(1, 2, "P2"), 1);
        const auto library = open(home.path() + "/library");
        core::Work work;
        QVERIFY(library->importFiles({home.path() + "/in"}, {}, work));
        QCOMPARE(library->sessions({"library", {}, {}, 0, 10}, work)->total, 2);
    }

    void aSessionNamesAllItsModalities() {
        QTemporaryDir home;
        const auto write = [&](const char *name, const QByteArray &modality, int instance) {
            TinyCt one = ct(1, instance, "P1");
            QByteArray bytes = sandbox::tinyCt(one);
            const QByteArray was("\x08\0\x60\0"
                                 "CS\x02\0CT",
                                 10);
            QCOMPARE(bytes.count(was), 1);
            bytes.replace(was, was.left(8) + modality);
            writeFile(home.path() + QLatin1String(name), bytes);
        };
        write("/a.dcm", "OT", 1); // read first
        write("/b.dcm", "SR", 2);
        write("/c.dcm", "PT", 3);
        const auto library = open(home.path() + "/library");
        core::Work work;
        QVERIFY(library->importFiles({home.path() + "/a.dcm", home.path() + "/b.dcm"}, {}, work));
        const auto first = [&] {
            return library->sessions({"library", {}, {}, 0, 10}, work)->sessions.front();
        };
        QCOMPARE(first().modality, "OT, SR");
        QVERIFY(library->importFiles({home.path() + "/c.dcm"}, {}, work));
        QCOMPARE(first().modality, "PT, OT, SR");
        QCOMPARE(first().label, "2026-02-03 PT");
        QVERIFY(library->rebuild(work));
        QCOMPARE(first().modality, "PT, OT, SR");
    }

    void twoImportsOfOneNameAreToldApart() {
        QTemporaryDir home;
        sandbox::writeTinySeries(home.path() + "/a", ct(1, 1, "P1"), 1);
        sandbox::writeTinySeries(home.path() + "/b", ct(2, 1, "P2"), 1);
        const auto library = open(home.path() + "/library");
        core::Work work;
        archive::ImportOptions options;
        options.source = "scans";
        const auto first = library->importFiles({home.path() + "/a"}, options, work);
        const auto second = library->importFiles({home.path() + "/b"}, options, work);
        QVERIFY(first && second);
        QVERIFY(library->rebuild(work));
        const auto one = library->dataset(first->dataset), two = library->dataset(second->dataset);
        QCOMPARE(one->shownName(), "scans");
        QCOMPARE(two->shownName(), "scans (2)");
        QVERIFY(one->name != two->name);
        QVERIFY(!one->name.contains("scans")); // what reports say
    }

    void theIndexIsMadeAgainFromTheFiles() {
        QTemporaryDir home;
        sandbox::writeTinySeries(home.path() + "/in/a", ct(1, 1, "P1"), 3);
        sandbox::writeTinySeries(home.path() + "/in/b", ct(2, 1, "P2"), 2);
        QStringList before;
        const auto listing = [](LocalArchive &library) {
            core::Work work;
            QStringList lines;
            const auto projects = library.projects(work);
            const auto page = library.sessions({"trial", {}, {}, 0, 10}, work);
            const auto datasets = library.datasets();
            for (const auto &p : *projects)
                lines << p.id + p.name + QString::number(p.bytes);
            for (const auto &s : page->sessions)
                lines << s.id + s.label + s.subject + QString::number(s.images);
            for (const auto &d : *datasets)
                lines << d.id + d.name + archive::toText(d.kind) + QString::number(d.files) +
                             d.created.toString(Qt::ISODateWithMs);
            lines.sort();
            return lines;
        };
        {
            const auto library = open(home.path() + "/library");
            core::Work work;
            QVERIFY(library->makeProject("trial", "A trial"));
            QVERIFY(library->importFiles({home.path() + "/in/a"},
                                         {"trial", {}, "one", archive::DatasetKind::Simulated, {}},
                                         work));
            // The second dataset shares the first one's files.
            QVERIFY(library->importFiles({home.path() + "/in"},
                                         {"trial", {}, "two", archive::DatasetKind::Original, {}},
                                         work));
            before = listing(*library);
            const auto rebuilt = library->rebuild(work);
            QVERIFY(rebuilt);
            QCOMPARE(rebuilt->files, 5);
            QCOMPARE(rebuilt->datasets, 2);
            QCOMPARE(listing(*library), before);
        }
        // A damaged index is put aside.
        QFile::remove(home.path() + "/library/index.sqlite-wal");
        writeFile(home.path() + "/library/index.sqlite", QByteArray(8192, '\x5A'));
        const auto library = open(home.path() + "/library");
        QVERIFY(library);
        QCOMPARE(listing(*library), before);
    }

    void aKilledImportLeavesNothingAndTheNextOneWorks() {
        QTemporaryDir home;
        const QString in = home.path() + "/in", folder = home.path() + "/library";
        sandbox::writeTinySeries(in, ct(1, 1, "P1"), 300);
        QVERIFY(open(folder));
        const pid_t child = ::fork();
        if (child == 0) {
            core::Work work;
            std::thread killer([&] {
                while (work.progress().stage != "import" || work.progress().done < 20)
                    std::this_thread::yield();
                ::kill(::getpid(), SIGKILL);
            });
            auto library = LocalArchive::open(folder);
            if (library)
                (void)(*library)->importFiles({in}, {}, work);
            ::_exit(1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        QVERIFY(!allFiles(folder + "/incoming").isEmpty()); // it was in the middle

        const auto library = open(folder);
        QVERIFY(library);
        core::Work work;
        QVERIFY(library->datasets()->empty());
        QVERIFY(allFiles(folder + "/incoming").isEmpty());
        QVERIFY(allFiles(folder + "/datasets").isEmpty());
        QCOMPARE(library->importFiles({in}, {}, work)->imported, 300);
    }

    void anImportUnderWayIsNobodyElsesToClear() {
        QTemporaryDir home;
        const QString in = home.path() + "/in", folder = home.path() + "/library";
        sandbox::writeTinySeries(in, ct(1, 1, "P1"), 300);
        QVERIFY(open(folder));
        const pid_t child = ::fork();
        if (child == 0) {
            core::Work work;
            std::thread halter([&] {
                while (work.progress().stage != "import" || work.progress().done < 20)
                    std::this_thread::yield();
                ::kill(::getpid(), SIGSTOP);
            });
            auto library = LocalArchive::open(folder);
            const auto report = library
                                    ? (*library)->importFiles({in}, {}, work)
                                    : core::Result<archive::ImportReport>(core::passOn(library));
            halter.join();
            ::_exit(report && report->imported == 300 ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, WUNTRACED), child);
        QVERIFY(WIFSTOPPED(status));
        const auto library = open(folder);
        QVERIFY(library);
        QVERIFY(!allFiles(folder + "/incoming").isEmpty());
        // A second import of the same files would miss what the first has not finished.
        core::Work impatient;
        std::thread second([&] {
            while (impatient.progress().stage != "waiting for another import")
                std::this_thread::yield();
            impatient.cancel();
        });
        const auto cancelled = library->importFiles({in}, {}, impatient);
        second.join();
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, "core.cancelled");

        QCOMPARE(::kill(child, SIGCONT), 0);
        core::Work work;
        const auto report = library->importFiles({in}, {}, work);
        QVERIFY2(report, report ? "" : qPrintable(report.error().toLog()));
        QCOMPARE(report->duplicates, 300);
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        QCOMPARE(library->datasets()->size(), size_t(1));
    }

    void anImportTheIndexMissedIsFound() {
        QTemporaryDir home;
        const QString folder = home.path() + "/library";
        sandbox::writeTinySeries(home.path() + "/in", ct(1, 1, "P1"), 3);
        QString dataset;
        {
            const auto library = open(folder);
            core::Work work;
            dataset = library->importFiles({home.path() + "/in"}, {}, work)->dataset;
        }
        // As if killed between the rename and the index.
        for (const char *file : {"index.sqlite", "index.sqlite-wal", "index.sqlite-shm"})
            QFile::remove(folder + '/' + file);
        const auto library = open(folder);
        QVERIFY(library);
        QCOMPARE(library->datasetFiles(dataset)->size(), size_t(3));
        // And the other way round: files that went away leave the index.
        QVERIFY(QDir(folder + "/datasets/" + dataset).removeRecursively());
        const auto again = open(folder);
        core::Work work;
        QCOMPARE(again->sessions({"library", {}, {}, 0, 10}, work)->total, 0);
    }

    void aCancelledImportLeavesNothing() {
        QTemporaryDir home;
        sandbox::writeTinySeries(home.path() + "/in", ct(1, 1, "P1"), 3);
        const auto library = open(home.path() + "/library");
        core::Work work;
        work.cancel();
        const auto report = library->importFiles({home.path() + "/in"}, {}, work);
        QVERIFY(!report);
        QCOMPARE(report.error().code, "core.cancelled");
        QVERIFY(allFiles(home.path() + "/library/datasets").isEmpty());
        QVERIFY(allFiles(home.path() + "/library/incoming").isEmpty());
    }

    void thumbnailsShowTheMiddleAndAreKept() {
        QTemporaryDir home;
        TinyCt bright = ct(1, 1, "P1");
        bright.value = 1000; // beyond the window 40/400: white
        sandbox::writeTinySeries(home.path() + "/in", bright, 3);
        const auto library = open(home.path() + "/library");
        core::Work work;
        QVERIFY(library->importFiles({home.path() + "/in"}, {}, work));
        const auto session = library->sessions({"library", {}, {}, 0, 1}, work)->sessions.front();
        const auto scan = library->scans(session.id, work)->front();
        const auto first = library->thumbnail(session.id, scan.id, work);
        QVERIFY(first);
        QCOMPARE(first->grey.size(), first->width * first->height);
        QCOMPARE(first->width, 96);
        QCOMPARE(uchar(first->grey[48 * 96 + 48]), uchar(255));
        // Kept: the file is not needed any more.
        const auto files = library->files(session.id, scan.id, work);
        for (const auto &file : *files)
            QVERIFY(QFile::remove(file.where));
        QCOMPARE(library->thumbnail(session.id, scan.id, work)->grey, first->grey);
        QVERIFY(!library->thumbnail(session.id, "nothing", work));
    }

    void pullCopiesAndRefusesOtherContent() {
        QTemporaryDir home;
        sandbox::writeTinySeries(home.path() + "/in", ct(1, 1, "P1"), 3);
        const auto library = open(home.path() + "/library");
        core::Work work;
        QVERIFY(library->importFiles({home.path() + "/in"}, {}, work));
        const auto session = library->sessions({"library", {}, {}, 0, 1}, work)->sessions.front();
        const QString out = home.path() + "/out";
        const auto receipt = library->pull({session.id, {}}, out, work);
        QVERIFY(receipt);
        QCOMPARE(receipt->files.size(), size_t(3));
        QCOMPARE(contentOf(receipt->files[1].where), contentOf(home.path() + "/in/IM0002.dcm"));
        QCOMPARE(library->pull({session.id, {}}, out, work)->kept, 3);
        writeFile(receipt->files[0].where, "other");
        QCOMPARE(library->pull({session.id, {}}, out, work).error().code, "archive.folderTaken");
        QCOMPARE(library->pull({"nothing", {}}, out, work).error().code, "archive.notFound");
    }

    void pushTakesWhatTheTicketNamesAndNothingElse() {
        QTemporaryDir home;
        const QString released = home.path() + "/released";
        sandbox::writeTinySeries(released, ct(1, 1, "ANON-1"), 3);
        const auto library = open(home.path() + "/library");
        core::Work work;
        const archive::PushTarget target{"shared", "ANON-1", "ANON-1_CT1",
                                         archive::IfExists::Refuse};
        const auto ticket = ticketFor(released);
        const auto empty = archive::ReleaseTicket::issuedByWorkflowGate({}, {}, {});
        QCOMPARE(library->push(released, empty, target, work).error().code,
                 "archive.ticketInvalid");
        writeFile(released + "/extra.dcm", "not decided about");
        QCOMPARE(library->push(released, ticket, target, work).error().code,
                 "archive.ticketMismatch");
        QVERIFY(QFile::remove(released + "/extra.dcm"));

        const auto receipt = library->push(released, ticket, target, work);
        QVERIFY(receipt);
        QCOMPARE(receipt->files.size(), size_t(3));
        QCOMPARE(receipt->decision, "decision-1");
        QVERIFY(!receipt->wasThere);
        QVERIFY(library->push(released, ticket, target, work)->wasThere);
        QCOMPARE(library->datasets("shared")->size(), size_t(1));
        QCOMPARE(library->datasets("shared")->front().kind, archive::DatasetKind::Deidentified);

        QByteArray changed = contentOf(released + "/IM0002.dcm");
        changed[changed.size() - 1] = 'x';
        writeFile(released + "/IM0002.dcm", changed);
        QCOMPARE(library->push(released, ticket, target, work).error().arguments,
                 QStringList{"IM0002.dcm"});
    }
};

QTEST_GUILESS_MAIN(TestArchive)
#include "tst_archive.moc"
