// The key of the pseudonyms: one per home, never another in silence.

#include "Fixture.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/workflow/Deidentify.h"
#include "lastra/workflow/KeyCustody.h"
#include "lastra/workflow/Review.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace lastra;
using namespace lastra::workflow;

class TestCustody : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    std::shared_ptr<core::SecretStore> m_secrets = core::memoryStore();
    std::unique_ptr<Workspace> m_ws;
    QString m_original, m_clean, m_keyFile;
    core::Work m_work;

    QString at(const char *name) const { return m_dir.filePath(QLatin1String(name)); }
    std::unique_ptr<Workspace> openHome(const char *name) {
        auto ws = fixture::open(at(name), m_secrets);
        if (!ws)
            qWarning("%s", qPrintable(ws.error().toLog()));
        return ws ? std::move(*ws) : nullptr;
    }
    template <class T>
    static QByteArray codeOf(const core::Result<T> &result) {
        return result ? QByteArray("ok") : result.error().code;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(fixture::writeStudies(at("in")));
        m_ws = openHome("home");
        QVERIFY(m_ws);
        const auto report = importPaths(*m_ws, {at("in")}, {}, {}, m_work);
        QVERIFY(report);
        m_original = report->dataset;
    }

    void beforeTheFirstThereIsNothingToHandOver() {
        QVERIFY(!*keptKey(*m_ws));
        QCOMPARE(codeOf(handOverKey(*m_ws, at("keeper"), m_work)), QByteArray("workflow.noKey"));
    }

    void theFirstMakesIt() {
        const auto clean = deidentify(*m_ws, m_original, QStringLiteral("research"), m_work);
        QVERIFY2(clean, clean ? "" : qPrintable(clean.error().toLog()));
        m_clean = clean->dataset.id;
        const auto kept = keptKey(*m_ws);
        QVERIFY(kept && *kept);
        QCOMPARE(projectKey(*m_ws)->id(), (*kept)->id());
        const auto sheet = reviewSheet(*m_ws, m_original, m_clean, 12, m_work);
        QVERIFY(sheet && !sheet->empty());
        for (const ReviewImage &image : *sheet)
            QVERIFY(image.before.width > 0 && image.after.width > 0);
    }

    void anotherHomeHasItsOwn() {
        const auto mine = projectKey(*m_ws);
        const auto other = openHome("other");
        QVERIFY(other);
        QVERIFY(!*keptKey(*other));
        const auto theirs = projectKey(*other);
        QVERIFY(mine && theirs && mine->id() != theirs->id());
        QVERIFY(handOverKey(*other, at("their keeper"), m_work));
        QCOMPARE(projectKey(*m_ws)->id(), mine->id());
    }

    void afterTheHandOverNothingMakesAnother() {
        const auto handed = handOverKey(*m_ws, at("keeper"), m_work);
        QVERIFY2(handed, handed ? "" : qPrintable(handed.error().toLog()));
        m_keyFile = handed->first();
        // Looking is no reason for a key; what needs one says where it is.
        const auto sheet = reviewSheet(*m_ws, m_original, m_clean, 12, m_work);
        QVERIFY2(sheet, sheet ? "" : qPrintable(sheet.error().toLog()));
        QVERIFY(!sheet->empty());
        QCOMPARE(sheet->front().before.width, 0);
        const QByteArray away = "workflow.keyAway";
        QCOMPARE(codeOf(previewDeid(*m_ws, m_original, QStringLiteral("strict"), m_work)), away);
        QCOMPARE(codeOf(deidentify(*m_ws, m_original, QStringLiteral("strict"), m_work)), away);
        QCOMPARE(codeOf(handOverKey(*m_ws, at("keeper"), m_work)), away);
        m_ws.reset();
        m_ws = openHome("home");
        QVERIFY(m_ws);
        QCOMPARE(codeOf(projectKey(*m_ws)), away);
        QVERIFY(!*keptKey(*m_ws));
        // Not even where the note of it is lost: the pseudonyms are there.
        QVERIFY(QFile::rename(at("home/project-key.json"), at("home/elsewhere")));
        QCOMPARE(codeOf(projectKey(*m_ws)), away);
        QVERIFY(QFile::rename(at("home/elsewhere"), at("home/project-key.json")));
    }

    void onlyTheSameKeyComesBack() {
        QVERIFY(core::AtomicFile::writeAll(at("wrong.hex"), QByteArray(64, '7') + '\n'));
        const auto wrong = takeBackKey(*m_ws, at("wrong.hex"));
        QCOMPARE(codeOf(wrong), QByteArray("workflow.keyDiffers"));
        QVERIFY(m_keyFile.contains(wrong.error().arguments.at(1)));
        QVERIFY(!*keptKey(*m_ws));

        QCOMPARE(codeOf(takeBackKey(*m_ws, m_keyFile)), QByteArray("ok"));
        const auto back = keptKey(*m_ws);
        QVERIFY(back && *back && m_keyFile.contains((*back)->id()));
        QCOMPARE(codeOf(takeBackKey(*m_ws, at("wrong.hex"))), QByteArray("workflow.keyDiffers"));
        QCOMPARE(projectKey(*m_ws)->id(), (*back)->id());
        QCOMPARE(codeOf(takeBackKey(*m_ws, m_keyFile)), QByteArray("ok")); // again changes nothing
        const auto strict = deidentify(*m_ws, m_original, QStringLiteral("strict"), m_work);
        QVERIFY2(strict, strict ? "" : qPrintable(strict.error().toLog()));
    }
};

QTEST_GUILESS_MAIN(TestCustody)
#include "tst_custody.moc"
