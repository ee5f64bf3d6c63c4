// What somebody does who wants data out that may not leave: exchanged bytes, statements in others'
// names, real images among virtual ones, a worker that writes what it likes.

#include "Fixture.h"
#include "Sealing.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"
#include "lastra/workflow/Compliance.h"
#include "lastra/workflow/Deidentify.h"
#include "lastra/workflow/Messages.h"
#include "lastra/workflow/Release.h"
#include "lastra/workflow/Trials.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace lastra;
using namespace lastra::workflow;

#define OK(expression)                                                                             \
    do {                                                                                           \
        const auto &okay = (expression);                                                           \
        QVERIFY2(okay, okay ? "" : qPrintable(okay.error().toLog()));                              \
    } while (false)

class TestGate : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    std::unique_ptr<Workspace> m_ws;
    QString m_original, m_clean;
    core::Work m_work;

    QString file(const char *name) const { return m_dir.filePath(QLatin1String(name)); }
    // A statement as an attacker writes it: {"role", "facts": [...]}.
    core::Done state(const char *role, const QJsonArray &facts) {
        const QString path = file("stated.json");
        LASTRA_CHECK(core::writeJsonObject(path, {{QStringLiteral("role"), QLatin1String(role)},
                                                  {QStringLiteral("facts"), facts}}));
        return attest(*m_ws, m_clean, path, m_work);
    }
    static QJsonObject said(const char *name, const compliance::Value &value) {
        return {{QStringLiteral("name"), QLatin1String(name)},
                {QStringLiteral("value"), value.toJson()}};
    }
    // The newest stored fact of that name, of whatever source.
    compliance::Fact stored(const QString &dataset, const char *name) {
        const auto uuid = m_ws->facts().datasetFor(dataset);
        const auto history = m_ws->facts().history(*uuid, QLatin1String(name));
        return history && !history->empty() ? history->front() : compliance::Fact();
    }
    compliance::State judged(const QString &dataset, const char *control) {
        const auto facts = currentFacts(*m_ws, dataset, true, m_work);
        const auto all = compliance::judge(m_ws->catalogue(), *facts, judgingTime(*m_ws));
        for (const auto &result : all.results)
            if (m_ws->catalogue().controls[size_t(result.control)].id == QLatin1String(control))
                return result.state;
        return compliance::State::NotApplicable;
    }
    static bool put(const QString &from, const QString &to) {
        const auto bytes = core::readFile(from, 1 << 28);
        QFile::setPermissions(to, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        QFile out(to);
        return bytes && out.open(QIODevice::WriteOnly) && out.write(*bytes) == bytes->size();
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(fixture::writeStudies(file("in")));
        auto ws = fixture::open(file("home"), core::memoryStore());
        OK(ws);
        m_ws = std::move(*ws);
        const auto taken =
            importPaths(*m_ws, {file("in")}, QStringLiteral("inbox"), QStringLiteral("In"), m_work);
        OK(taken);
        m_original = taken->dataset;
        const auto clean = deidentify(*m_ws, m_original, QStringLiteral("research"), m_work);
        OK(clean);
        m_clean = clean->dataset.id;
    }

    void nobodySpeaksForTheProgram() {
        const auto root = datasetRow(*m_ws, m_clean, compliance::Language::English, m_work);
        OK(root);
        const std::pair<const char *, QJsonArray> tries[] = {
            {"lastra.verify", {said("scan.direct_ids", 0)}},
            {"lastra.verify", {said("key.on_workstation", false)}},
            {"lastra.signoff", {said("signoff.root", root->judgement.contentRoot)}},
            {"lastra.simulation", {said("lineage.patient_source", "none")}},
            {"anybody", {said("lineage.patient_source", "none")}},
            {"controller", {said("lineage.patient_source", "none")}},
            {"archive", {said("tls.cert_ok", true)}},
            {"researcher", {said("log.anchor_ok", true)}},
            {"system.time", {said("clock.skew_s", 0)}},
            {"anybody", {said("incident.open", 0)}}};
        for (const auto &[role, facts] : tries) {
            const auto done = state(role, facts);
            QVERIFY2(!done, role);
            QCOMPARE(done.error().code, QByteArray("compliance.notStated"));
            QVERIFY(sentence(done.error(), Language::Italian).contains(QLatin1String(role)));
        }
        QCOMPARE(stored(m_clean, "scan.direct_ids").kind, compliance::FactKind::Observed);
        QCOMPARE(stored(m_clean, "lineage.patient_source").name, QString());
        QCOMPARE(judged(m_clean, "DEI-02") == compliance::State::NotApplicable, false);
        // All of a statement or nothing.
        QVERIFY(!state("controller", {said("purpose.text", "Why"), said("content.root", "x")}));
        QCOMPARE(stored(m_clean, "purpose.text").name, QString());
    }

    void aStatementIsAboutTheseBytes() {
        QJsonObject sly = said("purpose.text", "Research");
        sly.insert(QStringLiteral("source"), QStringLiteral("lastra.verify"));
        sly.insert(QStringLiteral("kind"), QStringLiteral("observed"));
        sly.insert(QStringLiteral("boundRoot"), QString());
        OK(state("controller", {sly}));
        const compliance::Fact fact = stored(m_clean, "purpose.text");
        QCOMPARE(fact.kind, compliance::FactKind::Attested);
        QCOMPARE(fact.source, QStringLiteral("controller"));
        const auto row = datasetRow(*m_ws, m_clean, compliance::Language::English, m_work);
        QCOMPARE(fact.boundRoot, row->judgement.contentRoot);
        QVERIFY(fact.boundRoot.startsWith(QStringLiteral("sha256:")));
        QCOMPARE(judged(m_clean, "LAW-01"), compliance::State::Pass);
        // A contract is a paper: its digest stands with the fact.
        QCOMPARE(state("controller", {said("notice.ref", "n1")}).error().code,
                 QByteArray("compliance.paperMissing"));
        OK(core::AtomicFile::writeAll(file("notice.txt"), "To all patients"));
        QJsonObject paper = said("notice.ref", "n1");
        paper.insert(QStringLiteral("document"), QStringLiteral("notice.txt"));
        OK(state("controller", {paper}));
        QCOMPARE(stored(m_clean, "notice.ref").kind, compliance::FactKind::Document);
        QCOMPARE(stored(m_clean, "notice.ref").evidence,
                 "sha256:" + QString::fromLatin1(core::hex(core::sha256("To all patients"))));
        paper.insert(QStringLiteral("document"), QStringLiteral("nowhere.txt"));
        QVERIFY(!state("controller", {paper}));
    }

    // An identified file under the name of a de-identified one, and a signature over it.
    void anExchangedFileStaysHere() {
        OK(signOff(*m_ws, m_clean, m_work));
        const auto clean = m_ws->library().datasetFiles(m_clean);
        const auto original = m_ws->library().datasetFiles(m_original);
        QVERIFY(clean && original);
        const QString victim = clean->front().where;
        const QString kept = file("kept.dcm");
        QVERIFY(QFile::copy(victim, kept));
        OK(rereadContent(*m_ws, m_clean, m_work));
        QVERIFY(put(original->front().where, victim));
        const auto seen = rereadContent(*m_ws, m_clean, m_work);
        QVERIFY(!seen);
        QCOMPARE(seen.error().code, QByteArray("workflow.contentChanged"));
        QVERIFY(sentence(seen.error(), Language::English).contains(QFileInfo(victim).fileName()));
        const auto row = datasetRow(*m_ws, m_clean, compliance::Language::English, m_work);
        OK(row);
        QVERIFY(row->judgement.contentRoot != m_ws->audit().sealedRoot(row->uuid));

        const auto left = releaseTo(*m_ws, m_clean, {QStringLiteral("inbox"), {}, true}, m_work);
        QVERIFY(!left);
        QCOMPARE(left.error().code, QByteArray("workflow.contentChanged"));
        const QString words = sentence(left.error(), Language::English);
        QVERIFY2(words.contains(QFileInfo(victim).fileName()) &&
                     words.contains(QStringLiteral("1 of its files")),
                 qPrintable(words));
        const auto log = core::readFile(m_ws->audit().logFile(), 1 << 26);
        OK(log);
        const QByteArray last = log->trimmed().split('\n').last();
        QVERIFY2(last.contains("\"gate.decided\"") && last.contains("\"SHUT\"") &&
                     last.contains("INT-01"),
                 last.constData());
        QCOMPARE(signOff(*m_ws, m_clean, m_work).error().code,
                 QByteArray("workflow.contentChanged"));
        QCOMPARE(uploadGate(*m_ws, m_clean, QString(), compliance::Language::English, m_work)
                     .error()
                     .code,
                 QByteArray("workflow.contentChanged"));
        // Importing it once more is no seal.
        (void)importPaths(*m_ws, {QFileInfo(victim).absolutePath()}, QStringLiteral("inbox"), {},
                          m_work);
        QCOMPARE(
            releaseTo(*m_ws, m_clean, {QStringLiteral("inbox"), {}, true}, m_work).error().code,
            QByteArray("workflow.contentChanged"));
        // De-identifying again gives whole files, none of them the exchanged one.
        const auto again = deidentify(*m_ws, m_original, QStringLiteral("research"), m_work);
        OK(again);
        QVERIFY(again->dataset.id != m_clean);
        const auto files = m_ws->library().datasetFiles(again->dataset.id);
        OK(files);
        QCOMPARE(files->size(), size_t(12));
        for (const archive::FileEntry &entry : *files)
            QVERIFY(entry.where != victim);
        OK(signOff(*m_ws, again->dataset.id, m_work));

        QVERIFY(put(kept, victim));
        OK(rereadContent(*m_ws, m_clean, m_work));
        QCOMPARE(
            releaseTo(*m_ws, m_clean, {QStringLiteral("inbox"), {}, true}, m_work).error().code,
            QByteArray("workflow.gateShut")); // the papers, no longer the bytes
    }

    void aRefusalSaysWhoseTurnItIsAndTheNextStep() {
        for (const auto language : {compliance::Language::English, compliance::Language::Italian}) {
            const auto gate = uploadGate(*m_ws, m_clean, QString(), language, m_work);
            OK(gate);
            const compliance::Blocking &first = gate->blocking.front();
            QVERIFY(!first.responsible.isEmpty() && !first.next.isEmpty());
            const auto refused =
                releaseTo(*m_ws, m_clean, {QStringLiteral("inbox"), {}, false, language}, m_work);
            QVERIFY(!refused);
            const QString said = sentence(refused.error(), language == compliance::Language::Italian
                                                               ? Language::Italian
                                                               : Language::English);
            QVERIFY2(said.contains(first.id + u' ' + first.title), qPrintable(said));
            QVERIFY2(said.contains(first.responsible), qPrintable(said));
            QVERIFY2(said.endsWith(first.next), qPrintable(said));
        }
    }

    // Only what was made here leaves, whatever the library calls it.
    void whatWasNotMadeHereStaysHere() {
        QVERIFY(fixture::writeStudy(file("other"), 1, QStringLiteral("CHEST")));
        archive::ImportOptions options;
        options.project = QStringLiteral("claimed");
        options.kind = archive::DatasetKind::Deidentified;
        const auto taken = m_ws->library().importFiles({file("other")}, options, m_work);
        OK(taken);
        const auto left =
            releaseTo(*m_ws, taken->dataset, {QStringLiteral("inbox"), {}, true}, m_work);
        QVERIFY(!left);
        QCOMPARE(left.error().code, QByteArray("workflow.notSealed"));
    }

    // Facts about what the engine drew are for a dataset of nothing else: the library answers an
    // import of files it knows with the dataset that has them, which may hold others as well.
    void aMixedDatasetIsNotWhatWasDrawn() {
        QVERIFY(fixture::writeStudy(file("mixed/drawn"), 1, QStringLiteral("CHEST")));
        QVERIFY(fixture::writeStudy(file("mixed/real"), 2, QStringLiteral("CHEST")));
        const QStringList drawn{file("mixed/drawn")};
        const auto mixed =
            importPaths(*m_ws, {file("mixed")}, QStringLiteral("samples"), {}, m_work);
        OK(mixed);
        archive::ImportOptions options;
        options.project = QStringLiteral("samples");
        const auto again = m_ws->library().importFiles(drawn, options, m_work);
        OK(again);
        QCOMPARE(again->imported, 0);
        QCOMPARE(again->dataset, mixed->dataset);
        const auto only = holdsOnly(*m_ws, again->dataset, drawn, m_work);
        OK(only);
        QVERIFY(!*only);
        options.project = QStringLiteral("drawn");
        const auto pure = m_ws->library().importFiles(drawn, options, m_work);
        OK(pure);
        QVERIFY(*holdsOnly(*m_ws, pure->dataset, drawn, m_work));
        // Nor under a drawn file's name.
        const auto ours = m_ws->library().datasetFiles(pure->dataset);
        QVERIFY(ours && put(file("in/notes.txt"), ours->front().where));
        QVERIFY(!*holdsOnly(*m_ws, pure->dataset, drawn, m_work));
    }

    void aWorkersOwnImagesAreSetAside() {
#ifndef LASTRA_SIM
        QSKIP("lastra-sim is not part of this build");
#else
        const trial::Design design = fixture::tinyTrial(QStringLiteral("Foreign"));
        const auto planned = planTrial(*m_ws, design);
        OK(planned);
        OK(submitTrial(*m_ws, planned->id, QStringLiteral("local"), m_work));
        const auto ended = [&] {
            const auto state = trialState(*m_ws, planned->id);
            return stepQueues(*m_ws) && state && queue::isFinal(state->job.state);
        };
        QTRY_VERIFY_WITH_TIMEOUT(ended(), 60000);
        const auto state = trialState(*m_ws, planned->id);
        QCOMPARE(state->job.state, queue::JobState::Done);
        // A real image beside the engine's, and the worker's manifest names it.
        const QString shard = state->job.folder + QStringLiteral("/shards/0");
        const auto original = m_ws->library().datasetFiles(m_original);
        OK(original);
        const auto bytes = core::readFile(original->front().where, 1 << 28);
        OK(bytes);
        const QString inside = QStringLiteral("p01-A-1/dicom/0009.dcm");
        OK(core::AtomicFile::writeAll(shard + QStringLiteral("/out/") + inside, *bytes));
        QFile manifest(shard + QStringLiteral("/manifest-0"));
        QVERIFY(manifest.open(QIODevice::Append));
        const QByteArray line = core::hex(core::sha256(*bytes)) + "  ./" + inside.toUtf8() + '\n';
        QCOMPARE(manifest.write(line), qint64(line.size()));
        manifest.close();

        const auto before = m_ws->library().datasets();
        const auto fetched = fetchTrial(*m_ws, planned->id, m_work);
        QVERIFY(!fetched);
        QCOMPARE(fetched.error().code, QByteArray("workflow.resultsForeign"));
        const QString words = sentence(fetched.error(), Language::English);
        QVERIFY2(words.startsWith(QStringLiteral("1 of the images")), qPrintable(words));
        QCOMPARE(m_ws->library().datasets()->size(), before->size());
        const QString aside = fetched.error().arguments.last();
        QVERIFY(QFileInfo::exists(aside));
        QVERIFY(!QFileInfo::exists(planned->folder + QStringLiteral("/results")));
        QVERIFY(!trialState(*m_ws, planned->id)->fetched);

        // Without it the same job's images are the engine's own.
        QVERIFY(QFile::resize(manifest.fileName(), QFileInfo(manifest).size() - line.size()));
        const auto good = fetchTrial(*m_ws, planned->id, m_work);
        OK(good);
        QVERIFY(good->fetched);
        QCOMPARE(m_ws->library().datasets()->size(), before->size() + 1);
#endif
    }

    // The log is cut and all that lies beside it deleted: the gate's own record.
    void aCutLogOpensNothing() {
        auto secrets = std::shared_ptr<core::SecretStore>(core::memoryStore());
        const QString home = file("cut");
        WorkspaceOptions options;
        options.home = home;
        options.secrets = secrets;
        {
            auto ws = Workspace::open(options);
            OK(ws);
            OK(importPaths(**ws, {file("in")}, {}, {}, m_work));
        }
        QCOMPARE(verifyLog(options)->exit, compliance::AuditExit::Intact);
        const QString folder = home + QStringLiteral("/audit");
        const auto log = core::readFile(folder + QStringLiteral("/log.jsonl"), 1 << 26);
        OK(log);
        QVERIFY(QDir(folder).removeRecursively());
        QCOMPARE(verifyLog(options)->exit, compliance::AuditExit::Truncated);
        QVERIFY(QDir().mkpath(folder));
        OK(core::AtomicFile::writeAll(folder + QStringLiteral("/log.jsonl"),
                                      log->left(log->indexOf('\n') + 1)));
        QCOMPARE(verifyLog(options)->exit, compliance::AuditExit::Truncated);
        const auto ws = Workspace::open(options);
        QVERIFY(!ws);
        QCOMPARE(ws.error().code, QByteArray("compliance.auditBroken"));
        // A keyring that does not know the log: missing is what it says, not intact.
        options.secrets = core::memoryStore();
        const auto verdict = verifyLog(options);
        OK(verdict);
        QCOMPARE(verdict->exit, compliance::AuditExit::Undecided);
        QVERIFY(verdict->sentence().contains(QStringLiteral("missing")));
        auto reopened = Workspace::open(options);
        OK(reopened);
        const auto known = importPaths(**reopened, {file("in")}, {}, {}, m_work);
        OK(known);
        const auto facts = currentFacts(**reopened, known->dataset, false, m_work);
        OK(facts);
        QVERIFY(!facts->find(QStringLiteral("log.chain_ok")));
    }
};

QTEST_GUILESS_MAIN(TestGate)
#include "tst_gate.moc"
