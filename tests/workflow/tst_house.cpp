// The main job on this computer, through the same calls as the windows: import, see, de-identify,
// judge, refuse to leave, run a trial, report. Real library, real engine, real queue.

#include "Fixture.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Json.h"
#include "lastra/workflow/Compliance.h"
#include "lastra/workflow/Deidentify.h"
#include "lastra/workflow/Messages.h"
#include "lastra/workflow/Release.h"
#include "lastra/workflow/Trials.h"

#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <thread>

using namespace lastra;
using namespace lastra::workflow;

class TestHouse : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    std::shared_ptr<core::SecretStore> m_secrets;
    std::unique_ptr<Workspace> m_ws;
    QString m_original, m_clean;
    core::Work m_work;

    // Names of files below the folder that hold one of the values, or carry one in their name.
    QStringList leaks(const QString &folder) {
        QStringList found;
        QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            const auto bytes = core::readFile(path, 1 << 30);
            if (!bytes)
                return {path + QStringLiteral(" is unreadable")};
            for (const QByteArray &value : fixture::identifyingValues())
                if (bytes->contains(value) || path.toUtf8().contains(value))
                    found << path + QStringLiteral(": ") + QString::fromUtf8(value);
        }
        return found;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(fixture::writeStudies(m_dir.filePath(QStringLiteral("in"))));
        m_secrets = core::memoryStore();
        auto ws = fixture::open(m_dir.filePath(QStringLiteral("home")), m_secrets);
        QVERIFY2(ws, ws ? "" : qPrintable(ws.error().toLog()));
        m_ws = std::move(*ws);
    }

    void importsAFolder() {
        const auto report = importPaths(*m_ws, {m_dir.filePath(QStringLiteral("in"))},
                                        QStringLiteral("inbox"), QStringLiteral("Intake"), m_work);
        QVERIFY2(report, report ? "" : qPrintable(report.error().toLog()));
        QCOMPARE(report->imported, 12);
        QCOMPARE(report->skipped.size(), size_t(1)); // the text file, with a reason
        QVERIFY(!report->skipped.front().reason.code.isEmpty());
        m_original = report->dataset;

        const auto projects = projectRows(*m_ws, m_work);
        QVERIFY(projects);
        const auto inbox =
            std::find_if(projects->begin(), projects->end(), [](const ProjectRow &p) {
                return p.project.id == QStringLiteral("inbox");
            });
        QVERIFY(inbox != projects->end());
        const auto sessions = sessionRows(*m_ws, *inbox, compliance::Language::English, m_work);
        QVERIFY(sessions);
        QCOMPARE(sessions->size(), size_t(2));
        QCOMPARE(sessions->front().dataset, m_original);
        const auto series = seriesOfSession(*m_ws, sessions->front().session.id, m_work);
        QVERIFY(series);
        QCOMPARE(series->size(), size_t(1));
        QCOMPARE(series->front().images, 6);
    }

    void aFolderWithoutImagesIsNamed() {
        QTemporaryDir empty;
        const auto report = importPaths(*m_ws, {empty.path()}, {}, {}, m_work);
        QVERIFY(!report);
        QVERIFY(report.error().code == "workflow.nothingToImport" ||
                report.error().code == "archive.empty");
    }

    void originalsAreNotCompliantAndDoNotLeave() {
        const auto row = datasetRow(*m_ws, m_original, compliance::Language::English, m_work);
        QVERIFY(row);
        QVERIFY(row->judgement.status != compliance::Status::Compliant);
        QCOMPARE(row->sessions, 2);
        const auto release =
            releaseTo(*m_ws, m_original, {QStringLiteral("anywhere"), {}, true}, m_work);
        QVERIFY(!release);
        QCOMPARE(release.error().code, QByteArray("workflow.releaseOriginal"));
    }

    void showsWhatWillChange() {
        const auto preview = previewDeid(*m_ws, m_original, QStringLiteral("research"), m_work);
        QVERIFY2(preview, preview ? "" : qPrintable(preview.error().toLog()));
        QCOMPARE(preview->toRelease, 12);
        const auto name = std::find_if(
            preview->changes.begin(), preview->changes.end(), [](const deid::Change &c) {
                return c.path.isEmpty() && c.tag.group == 0x0010 && c.tag.element == 0x0010;
            });
        QVERIFY(name != preview->changes.end());
        QVERIFY(name->before.contains(QStringLiteral("BIANCHI")) ||
                name->before.contains(QStringLiteral("ller")));
        QVERIFY(!name->after.contains(QStringLiteral("BIANCHI")));
        QCOMPARE(name->files, 12);
    }

    void deidentifiesVerifiesAndRegisters() {
        const auto outcome = deidentify(*m_ws, m_original, QStringLiteral("research"), m_work);
        QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().toLog()));
        QCOMPARE(outcome->run.released, 12);
        QVERIFY(outcome->verify.verdict == deid::Verdict::Pass);
        QVERIFY(outcome->verify.harvested >= 8);
        m_clean = outcome->dataset.id;
        QCOMPARE(leaks(outcome->dataset.folder), QStringList{});
        QVERIFY(outcome->contentRoot.startsWith(QStringLiteral("sha256:")));

        const auto again = deidentify(*m_ws, m_original, QStringLiteral("research"), m_work);
        QVERIFY(!again);
        QCOMPARE(again.error().code, QByteArray("workflow.alreadyDeidentified"));
        const auto found = earlierOutcome(*m_ws, m_original, QStringLiteral("research"));
        QVERIFY2(found, found ? "" : qPrintable(found.error().toLog()));
        QVERIFY(*found);
        const DeidOutcome &earlier = **found;
        QCOMPARE(earlier.dataset.id, m_clean);
        QCOMPARE(earlier.contentRoot, outcome->contentRoot);
        QCOMPARE(earlier.run.released, 12);
        QCOMPARE(earlier.run.keyId, outcome->run.keyId);
        QCOMPARE(earlier.run.reasons, outcome->run.reasons);
        QCOMPARE(earlier.verify.checks.size(), outcome->verify.checks.size());
        QCOMPARE(earlier.verify.checks.front().name, outcome->verify.checks.front().name);
        QCOMPARE(earlier.verify.checks.front().examined, outcome->verify.checks.front().examined);
        QVERIFY(!earlier.signedOff);
        QVERIFY(!*earlierOutcome(*m_ws, m_original, QStringLiteral("strict")));
        // Evidence that is not the one the facts name is none.
        const QString report = outcome->custody + QStringLiteral("/verify-report.json");
        const auto bytes = core::readFile(report, 1 << 28);
        QVERIFY(bytes && core::AtomicFile::writeAll(report, *bytes + '\n'));
        QCOMPARE(earlierOutcome(*m_ws, m_original, QStringLiteral("research")).error().code,
                 QByteArray("workflow.evidenceGone"));
        QVERIFY(core::AtomicFile::writeAll(report, *bytes));
        const auto twice = deidentify(*m_ws, m_clean, QStringLiteral("research"), m_work);
        QVERIFY(!twice);
        QCOMPARE(twice.error().code, QByteArray("workflow.notOriginal"));
    }

    void aRunThatEndsEarlyLeavesNothing() {
        const QDir custody(m_ws->home().path() + QStringLiteral("/custody")),
            scratch(m_ws->home().path() + QStringLiteral("/work"));
        const QStringList before = custody.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        core::Work stopped;
        std::atomic<bool> ended = false; // also when it fails before it has a folder
        std::thread watcher([&] {
            while (!ended && scratch.entryList({QStringLiteral("deid-*")}, QDir::Dirs).isEmpty())
                QThread::msleep(1);
            stopped.cancel();
        });
        const auto outcome = deidentify(*m_ws, m_original, QStringLiteral("strict"), stopped);
        ended = true;
        watcher.join();
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, QByteArray("core.cancelled"));
        QCOMPARE(custody.entryList(QDir::Dirs | QDir::NoDotAndDotDot), before);
        QCOMPARE(scratch.entryList(QDir::Dirs | QDir::NoDotAndDotDot), QStringList());
    }

    void moreIsMetAfterwards() {
        const auto before = datasetRow(*m_ws, m_original, compliance::Language::English, m_work);
        const auto after = datasetRow(*m_ws, m_clean, compliance::Language::English, m_work);
        QVERIFY(before && after);
        QVERIFY(after->judgement.count(compliance::State::Pass) >
                before->judgement.count(compliance::State::Pass));
        // Nobody has stated a legal basis: that stays unknown, and so does the whole.
        QVERIFY(after->judgement.status != compliance::Status::Compliant);
    }

    void anEditedFileVoidsTheSignature() {
        QVERIFY(signOff(*m_ws, m_clean, m_work));
        const auto facts = currentFacts(*m_ws, m_clean, true, m_work);
        QVERIFY(facts);
        const auto state = [&](const compliance::Facts &f) {
            const auto judged = compliance::judge(m_ws->catalogue(), f, judgingTime(*m_ws));
            for (const auto &result : judged.results)
                if (m_ws->catalogue().controls[size_t(result.control)].id ==
                    QStringLiteral("INT-01"))
                    return result.state;
            return compliance::State::NotApplicable;
        };
        QCOMPARE(state(*facts), compliance::State::Pass);

        const auto files = m_ws->library().datasetFiles(m_clean);
        QVERIFY(files);
        QFile file(files->front().where);
        file.setPermissions(file.permissions() | QFileDevice::WriteOwner);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(file.size() - 1));
        const QByteArray last = file.peek(1);
        QVERIFY(file.write(QByteArray(1, char(last[0] ^ 1))) == 1);
        file.close();
        const auto edited = currentFacts(*m_ws, m_clean, true, m_work);
        QVERIFY(edited);
        QCOMPARE(state(*edited), compliance::State::Fail);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() - 1) &&
                file.write(last) == 1);
        file.close();
        const auto restored = currentFacts(*m_ws, m_clean, true, m_work);
        QVERIFY(restored);
        QCOMPARE(state(*restored), compliance::State::Pass);
    }

    void theGateRefusesByNameAndTheLogKnows() {
        const qint64 lines = m_ws->audit().head().size;
        const auto release = releaseTo(*m_ws, m_clean, {QStringLiteral("inbox"), {}, true}, m_work);
        QVERIFY(!release);
        QCOMPARE(release.error().code, QByteArray("workflow.gateShut"));
        QVERIFY(release.error().arguments.first().contains(QStringLiteral("LAW-02")));
        // People read what a row is called, in their language.
        const QString said = sentence(release.error(), Language::English);
        QVERIFY2(said.contains(QStringLiteral("DEI-07 Re-identification key kept elsewhere")),
                 qPrintable(said));
        ReleaseTarget italian{QStringLiteral("inbox"), {}, true};
        italian.language = compliance::Language::Italian;
        const auto rifiuto = releaseTo(*m_ws, m_clean, italian, m_work);
        QVERIFY(!rifiuto);
        QVERIFY(sentence(rifiuto.error(), Language::Italian)
                    .contains(QStringLiteral("DEI-07 Chiave di re-identificazione")));
        QCOMPARE(m_ws->audit().head().size, lines + 2);
    }

    // A queue that cannot be reached keeps the others from nothing.
    void anUnreachableSlurmLeavesLocalJobsRunning() {
#ifndef LASTRA_SIM
        QSKIP("lastra-sim is not part of this build");
#else
        const QString site = m_dir.filePath(QStringLiteral("away.json"));
        // Port 1 of this computer: nobody listens, the answer is immediate.
        const QJsonObject slurm{{"kind", "slurm"},      {"url", "https://127.0.0.1:1"},
                                {"user", "nobody"},     {"sharedFolder", "shared"},
                                {"tokenFile", "token"}, {"program", "/bin/true"}};
        QVERIFY(core::writeJsonObject(site, {{"name", "away"},
                                             {"title", "Away"},
                                             {"residency", QJsonObject{{"country", "IT"}}},
                                             {"identity", QJsonObject{{"kind", "local"}}},
                                             {"archive", QJsonObject{{"kind", "local"}}},
                                             {"queue", slurm}}));
        QFile token(m_dir.filePath(QStringLiteral("token")));
        QVERIFY(token.open(QIODevice::WriteOnly) && token.write("a.b.c") > 0);
        token.close();
        auto ws = fixture::open(m_dir.filePath(QStringLiteral("away")), core::memoryStore(), site);
        QVERIFY2(ws, ws ? "" : qPrintable(ws.error().toLog()));
        const trial::Design design = fixture::tinyTrial(QStringLiteral("Here and there"));
        const auto there = planTrial(**ws, design), here = planTrial(**ws, design);
        QVERIFY(there && here);
        (void)submitTrial(**ws, there->id, QStringLiteral("slurm"), m_work);
        const auto submitted = submitTrial(**ws, here->id, QStringLiteral("local"), m_work);
        QVERIFY2(submitted, submitted ? "" : qPrintable(submitted.error().toLog()));
        bool refused = false;
        const auto ended = [&] {
            refused |= !stepQueues(**ws);
            const auto state = trialState(**ws, here->id);
            return state && queue::isFinal(state->job.state);
        };
        QTRY_VERIFY_WITH_TIMEOUT(ended(), 60000);
        QVERIFY(refused); // and it was said
        QCOMPARE(trialState(**ws, here->id)->job.state, queue::JobState::Done);
#endif
    }

    // A trial that ended without its results is a new job of the same design when it is sent again.
    void whatWasCancelledRunsAgain() {
#ifndef LASTRA_SIM
        QSKIP("lastra-sim is not part of this build");
#else
        const trial::Design design = fixture::tinyTrial(QStringLiteral("Twice"));
        const auto planned = planTrial(*m_ws, design);
        QVERIFY(planned);
        const auto first = submitTrial(*m_ws, planned->id, QStringLiteral("local"), m_work);
        QVERIFY(first);
        QVERIFY(cancelTrial(*m_ws, planned->id));
        const auto ended = [&] {
            const auto state = trialState(*m_ws, planned->id);
            return stepQueues(*m_ws) && state && queue::isFinal(state->job.state);
        };
        QTRY_VERIFY_WITH_TIMEOUT(ended(), 60000);
        QCOMPARE(trialState(*m_ws, planned->id)->job.state, queue::JobState::Cancelled);
        const auto second = submitTrial(*m_ws, planned->id, QStringLiteral("local"), m_work);
        QVERIFY2(second, second ? "" : qPrintable(second.error().toLog()));
        QVERIFY(second->job.id != first->job.id);
        QTRY_VERIFY_WITH_TIMEOUT(ended(), 60000);
        const auto state = trialState(*m_ws, planned->id);
        QCOMPARE(state->job.state, queue::JobState::Done);
        // A plan that was killed midway hides no other trial.
        QVERIFY(QDir().mkpath(m_dir.filePath(QStringLiteral("home/trials/t-0900"))));
        const auto listed = trials(*m_ws);
        QVERIFY2(listed && !listed->empty(), listed ? "" : qPrintable(listed.error().toLog()));
        QVERIFY(QDir().rmdir(m_dir.filePath(QStringLiteral("home/trials/t-0900"))));
        // Done is done: no third job.
        const auto third = submitTrial(*m_ws, planned->id, QStringLiteral("local"), m_work);
        QVERIFY(third);
        QCOMPARE(third->job.id, second->job.id);
#endif
    }

    void aTrialRunsToItsNumbers() {
#ifndef LASTRA_SIM
        QSKIP("lastra-sim is not part of this build");
#else
        trial::Design design;
        design.title = QStringLiteral("Half the dose");
        design.patients = 2;
        design.doses = {20, 80};
        design.matrix = 64;
        design.slices = 12;
        const auto planned = planTrial(*m_ws, design);
        QVERIFY2(planned, planned ? "" : qPrintable(planned.error().toLog()));
        const auto submitted = submitTrial(*m_ws, planned->id, QStringLiteral("local"), m_work);
        QVERIFY2(submitted, submitted ? "" : qPrintable(submitted.error().toLog()));
        const auto twice = submitTrial(*m_ws, planned->id, QStringLiteral("local"), m_work);
        QVERIFY(twice);
        QCOMPARE(twice->job.id, submitted->job.id);
        const auto ended = [&] {
            if (!stepQueues(*m_ws))
                return false;
            const auto state = trialState(*m_ws, planned->id);
            return state && queue::isFinal(state->job.state);
        };
        QTRY_VERIFY_WITH_TIMEOUT(ended(), 240000);
        const auto state = trialState(*m_ws, planned->id);
        QVERIFY2(state->job.state == queue::JobState::Done,
                 qPrintable(queue::stateKey(state->job.state)));
        const auto fetched = fetchTrial(*m_ws, planned->id, m_work);
        QVERIFY2(fetched, fetched ? "" : qPrintable(fetched.error().toLog()));
        QVERIFY(fetched->fetched);
        const auto analysis = analyseTrial(*m_ws, planned->id, m_work);
        QVERIFY2(analysis, analysis ? "" : qPrintable(analysis.error().toLog()));
        QCOMPARE(analysis->casesDone, 4);
        // Four times the dose halves the patient's own quantum noise, well within a third. The
        // coarse matrix leaves the lung alone enough voxels far from its borders.
        QStringList measured;
        for (const trial::Summary &s : analysis->summaries)
            measured << s.metric + u'/' + s.arm.id;
        const auto noise = [&](const QString &arm) {
            for (const trial::Summary &s : analysis->summaries)
                if (s.metric == QStringLiteral("noiseSd.lung") && s.arm.id == arm)
                    return s.mean;
            return 0.0;
        };
        QVERIFY2(noise(QStringLiteral("A")) > 0, qPrintable(measured.join(u' ')));
        const double ratio = noise(QStringLiteral("A")) / noise(QStringLiteral("B"));
        QVERIFY2(ratio > 1.4 && ratio < 2.6, qPrintable(QString::number(ratio)));
        const auto images = caseImages(*m_ws, planned->id, QStringLiteral("p01-A-1"), m_work);
        QVERIFY2(images, images ? "" : qPrintable(images.error().toLog()));
        QCOMPARE(images->simulated.geometry().size, images->truth.geometry().size);
        const auto datasets = m_ws->library().datasets(QStringLiteral("trials"));
        QVERIFY(datasets && datasets->size() == 1);
        QVERIFY(datasets->front().kind == archive::DatasetKind::Simulated);
        // Every case has its result; the engine's digest and acceptance limits are in no manifest.
        const auto facts = currentFacts(*m_ws, datasets->front().id, false, m_work);
        QVERIFY(facts && facts->find(QStringLiteral("vit.manifest_missing")));
        QCOMPARE(facts->find(QStringLiteral("vit.manifest_missing"))->value.number, 2.0);
#endif
    }

    void writesTheReportAndAnIntactLog() {
        const auto files =
            writeComplianceReport(*m_ws, m_clean, m_dir.filePath(QStringLiteral("report")), m_work);
        QVERIFY2(files, files ? "" : qPrintable(files.error().toLog()));
        QVERIFY(files->size() >= 3);
        QCOMPARE(leaks(m_dir.filePath(QStringLiteral("report"))), QStringList{});
        QCOMPARE(leaks(m_dir.filePath(QStringLiteral("home/audit"))), QStringList{});
        QCOMPARE(leaks(m_dir.filePath(QStringLiteral("home/log"))), QStringList{});
        const auto verdict = compliance::verifyAudit(
            compliance::auditFilesIn(m_dir.filePath(QStringLiteral("home/audit"))));
        QVERIFY(verdict);
        QCOMPARE(verdict->exit, compliance::AuditExit::Intact);
    }

    void everythingIsThereAfterARestart() {
        m_ws.reset();
        auto ws = fixture::open(m_dir.filePath(QStringLiteral("home")), m_secrets);
        QVERIFY(ws);
        m_ws = std::move(*ws);
        const auto rows = datasetRows(*m_ws, compliance::Language::Italian, m_work);
        QVERIFY(rows);
        QVERIFY(rows->size() >= 2);
    }
};

QTEST_GUILESS_MAIN(TestHouse)
#include "tst_house.moc"
