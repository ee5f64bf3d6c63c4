// What is claimed of a dataset is what somebody looked at: the rest is not known.

#include "Fixture.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/workflow/Compliance.h"
#include "lastra/workflow/Deidentify.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace lastra;
using namespace lastra::workflow;

class TestFacts : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    std::unique_ptr<Workspace> m_ws;
    core::Work m_work;

    QString at(const char *name) const { return m_dir.filePath(QLatin1String(name)); }
    QString import(const QString &folder, const QString &project) {
        const auto report = importPaths(*m_ws, {folder}, project, {}, m_work);
        if (!report)
            qWarning("%s", qPrintable(report.error().toLog()));
        return report ? report->dataset : QString();
    }
    compliance::Facts factsOf(const QString &dataset) {
        auto facts = currentFacts(*m_ws, dataset, false, m_work);
        if (!facts)
            qWarning("%s", qPrintable(facts.error().toLog()));
        return facts ? std::move(*facts) : compliance::Facts();
    }

private Q_SLOTS:
    void initTestCase() {
        auto ws = fixture::open(at("home"), core::memoryStore());
        QVERIFY2(ws, ws ? "" : qPrintable(ws.error().toLog()));
        m_ws = std::move(*ws);
    }

    void aHeadIsKnownFromTheBodyPartAlone_data() {
        QTest::addColumn<QString>("part");
        QTest::addColumn<int>("expected"); // 0 no, 1 yes, -1 not known
        const auto row = [](const char *part, int expected) {
            QTest::newRow(*part ? part : "missing") << QString::fromLatin1(part) << expected;
        };
        row("HEAD", 1);
        row("HEADNECK", 1);
        row("SKULL", 1);
        row("FACE", 1);
        row("CSPINE", 1);
        row("WHOLEBODY", 1);
        row("CHEST", 0);
        row("HEART", 0); // no ear in it
        row("CHEST_ABDOMEN", 0);
        row("", -1);
        row("ROUTINE", -1);
    }
    void aHeadIsKnownFromTheBodyPartAlone() {
        QFETCH(QString, part);
        QFETCH(int, expected);
        const QString tag = QString::fromLatin1(QTest::currentDataTag());
        const QString folder = at("heads/") + tag;
        QVERIFY(fixture::writeStudy(folder, 1, part));
        const compliance::Facts facts = factsOf(import(folder, tag));
        QVERIFY(facts.find(QStringLiteral("dataset.has_pixels")));
        const compliance::Fact *head = facts.find(QStringLiteral("dataset.has_head"));
        QCOMPARE(head ? int(head->value.flag) : -1, expected);
    }

    void oneFileWithoutABodyPartLeavesItOpen() {
        QVERIFY(fixture::writeStudy(at("mixed/a"), 1, QStringLiteral("CHEST")));
        QVERIFY(fixture::writeStudy(at("mixed/b"), 2, {}));
        const QString dataset = import(at("mixed"), QStringLiteral("mixed"));
        QVERIFY(!factsOf(dataset).find(QStringLiteral("dataset.has_head")));
        // Faces are asked for then: a row that does not apply would let them go.
        const auto judged =
            compliance::judge(m_ws->catalogue(), factsOf(dataset), judgingTime(*m_ws));
        for (const compliance::ControlResult &result : judged.results)
            if (m_ws->catalogue().controls[size_t(result.control)].id == QStringLiteral("DEI-04"))
                QCOMPARE(result.state, compliance::State::Unknown);
    }

    void importedAgainTheSignatureHolds() {
        QVERIFY(fixture::writeStudies(at("in")));
        const QString original = import(at("in"), QStringLiteral("inbox"));
        const auto clean = deidentify(*m_ws, original, QStringLiteral("research"), m_work);
        QVERIFY2(clean, clean ? "" : qPrintable(clean.error().toLog()));
        QVERIFY(signOff(*m_ws, clean->dataset.id, m_work));
        const qint64 lines = m_ws->audit().head().size;
        const auto released = m_ws->library().datasetFiles(clean->dataset.id);
        QVERIFY(released);
        QStringList paths;
        for (const archive::FileEntry &file : *released)
            paths << file.where;
        const auto again = importPaths(*m_ws, paths, QStringLiteral("inbox"), {}, m_work);
        QVERIFY(again);
        QCOMPARE(again->dataset, clean->dataset.id);
        QCOMPARE(again->imported, 0);
        QCOMPARE(m_ws->audit().head().size, lines);
        const compliance::Facts facts = factsOf(clean->dataset.id);
        const compliance::Fact *signature = facts.find(QStringLiteral("signoff.root"));
        QVERIFY(signature);
        QCOMPARE(signature->knowledge, compliance::Knowledge::Known);
        QCOMPARE(signature->value.text, clean->contentRoot);
        QVERIFY(facts.find(QStringLiteral("attach.scanned"))->value.flag);
    }

    void nobodySaysWhereThisComputerStands() {
        const QString dataset = import(at("in"), QStringLiteral("inbox"));
        QVERIFY(m_ws->site().country.isEmpty());
        QVERIFY(!factsOf(dataset).find(QStringLiteral("copies.countries")));
        QVERIFY(core::AtomicFile::writeAll(
            at("facts.json"), R"({"role": "researcher", "facts": [{"name": "copies.countries",)"
                              R"( "value": {"list": ["IT", "FR"]}}]})"));
        const auto stated = attest(*m_ws, dataset, at("facts.json"), m_work);
        QVERIFY2(stated, stated ? "" : qPrintable(stated.error().toLog()));
        const compliance::Facts facts = factsOf(dataset);
        QVERIFY(facts.find(QStringLiteral("copies.countries")));
        QCOMPARE(facts.find(QStringLiteral("copies.countries"))->value.list,
                 (QStringList{QStringLiteral("IT"), QStringLiteral("FR")}));
    }

    // A checkpoint whose signature does not fit is somebody's hand in the log.
    void aForgedCheckpointBreaksTheChain() {
        const QString dataset = import(at("in"), QStringLiteral("inbox"));
        QVERIFY(m_ws->audit().checkpoint());
        const compliance::Fact *chain = nullptr;
        compliance::Facts facts = factsOf(dataset);
        QVERIFY((chain = facts.find(QStringLiteral("log.chain_ok"))));
        QVERIFY(chain->value.flag);
        const QDir notes(at("home/audit/checkpoints"));
        const QStringList names = notes.entryList({QStringLiteral("*.note")}, QDir::Files);
        QVERIFY(!names.isEmpty());
        auto note = core::readFile(notes.filePath(names.last()), 65536);
        QVERIFY(note);
        QList<QByteArray> lines = note->split('\n');
        lines[1] = QByteArray::number(lines[1].toLongLong() + 1000);
        QVERIFY(core::AtomicFile::writeAll(notes.filePath(QStringLiteral("999999999999.note")),
                                           lines.join('\n')));
        compliance::AuditEvent event;
        event.act = QStringLiteral("action.started");
        QVERIFY(m_ws->audit().append(event));
        facts = factsOf(dataset);
        QVERIFY((chain = facts.find(QStringLiteral("log.chain_ok"))));
        QVERIFY(!chain->value.flag);
        QVERIFY(notes.exists(QStringLiteral("999999999999.note")));
    }
};

QTEST_GUILESS_MAIN(TestFacts)
#include "tst_facts.moc"
