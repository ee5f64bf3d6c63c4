// Whose word counts for what: the catalogue's, and the policy's where it says more.

#include "lastra/compliance/Judgement.h"
#include "lastra/core/Home.h"
#include "lastra/core/Json.h"

#include <QTemporaryDir>
#include <QTest>

using namespace lastra;
using namespace lastra::compliance;

class tst_statements : public QObject {
    Q_OBJECT

    const QDateTime kNow{QDate(2026, 11, 25), QTime(12, 0), Qt::UTC};
    Catalogue m_catalogue;

private Q_SLOTS:
    void initTestCase() {
        auto policy = Policy::loadShipped();
        QVERIFY(policy.has_value());
        policy->profileDigest = QStringLiteral("sha256:") + QString(64, u'2');
        auto catalogue = Catalogue::load(core::resource(QStringLiteral("compliance/controls.csv")),
                                         std::move(*policy));
        QVERIFY2(catalogue.has_value(), catalogue ? "" : qPrintable(catalogue.error().toLog()));
        m_catalogue = std::move(*catalogue);
    }

    // The catalogue says whose word counts for what; a role's name is no key to the rest.
    void whoMayStateWhat_data() {
        QTest::addColumn<QString>("fact");
        QTest::addColumn<QString>("role");
        QTest::addColumn<bool>("paper");
        QTest::addColumn<QByteArray>("refused");
        const auto row = [](const char *fact, const char *role, bool paper, const char *refused) {
            QTest::addRow("%s, %s%s", fact, role, paper ? ", paper" : "")
                << QString::fromLatin1(fact) << QString::fromLatin1(role) << paper
                << QByteArray(refused);
        };
        const char *const no = "compliance.notStated", *const paper = "compliance.paperMissing";
        row("legal.art6", "controller", false, "");
        row("legal.art6", "researcher", false, no);
        row("legal.art6", "anybody", false, no);
        row("legal.art6", "lastra.verify", false, no);
        row("legal.art6", "", false, no);
        row("dpa.ref", "controller", false, paper); // DPA-01 takes a paper only
        row("dpa.ref", "controller", true, "");
        row("dpa.ref", "INFN EPIC Cloud", true, "");
        row("dpa.ref", "researcher", true, no);
        row("key.keeper", "controller", false, "");
        row("dataset.has_omics", "researcher", false, ""); // only says whether GEN-01 applies
        // Judged by a control that wants a look as well as by one that takes a word.
        row("scan.direct_ids", "controller", false, no);
        row("dataset.class", "controller", true, no);
        // Decides about all controls of patients' data.
        row("lineage.patient_source", "controller", false, no);
        row("lineage.patient_source", "researcher", true, no);
        for (const char *seen :
             {"content.root", "signoff.root", "pixel.text_hits", "tls.cert_ok",
              "xnat.accessibility", "dest.site", "dest.site_verified", "log.chain_ok",
              "clock.skew_s", "upload.match", "policy.k_release"})
            for (const char *role : {"controller", "researcher", "INFN EPIC Cloud", "data steward"})
                row(seen, role, true, no);
        row("no.such", "controller", false, "compliance.factUnknown");
    }
    void whoMayStateWhat() {
        QFETCH(QString, fact);
        QFETCH(QString, role);
        QFETCH(bool, paper);
        QFETCH(QByteArray, refused);
        const auto kind = m_catalogue.statementKind(fact, role, paper);
        QCOMPARE(kind ? QByteArray() : kind.error().code, refused);
    }

    // Also a statement that is in the store already, whatever let it in.
    void aStatementTheCatalogueDoesNotTakeIsNotKnown() {
        const auto stated = [this](const char *name, Value value, const char *role) {
            Fact fact = Fact::observed(QString::fromLatin1(name), std::move(value),
                                       QString::fromLatin1(role), kNow);
            fact.kind = FactKind::Attested;
            fact.signer = fact.source;
            return fact;
        };
        const auto state = [&](const Facts &facts, const char *id) {
            const Judgement judged = judge(m_catalogue, facts, Now::trusted(kNow));
            for (const ControlResult &result : judged.results)
                if (m_catalogue.controls[size_t(result.control)].id == QLatin1String(id))
                    return result.state;
            return State::NotApplicable;
        };
        Facts facts;
        facts.set("dataset.has_pixels", true, "lastra.headers", kNow);
        facts.set("scan.direct_ids", 0, "lastra.verify", kNow);
        facts.set("scan.coverage", 1, "lastra.verify", kNow);
        facts.set("scan.uid_replaced", true, "lastra.verify", kNow);
        facts.set("scan.profile_digest", m_catalogue.policy.profileDigest, "lastra.verify", kNow);
        facts.set("pixel.coverage", 1, "lastra.pixels", kNow);
        facts.set("legal.art9", "9(2)(j)", "test", kNow);
        QVERIFY(facts.add(stated("lineage.patient_source", "none", "anybody")).has_value());
        QCOMPARE(state(facts, "DEI-02"), State::Pass); // applies: a patient is presumed
        QVERIFY(facts.add(stated("pixel.text_hits", 0, "controller")).has_value());
        QCOMPARE(state(facts, "DEI-03"), State::Unknown);
        QVERIFY(facts.add(stated("legal.art6", "6(1)(e)", "anybody")).has_value());
        QCOMPARE(state(facts, "LAW-02"), State::Unknown);
        QVERIFY(facts.add(stated("legal.art6", "6(1)(e)", "controller")).has_value());
        QCOMPARE(state(facts, "LAW-02"), State::Pass);
        // A statement in a program's name does not push out what the program saw.
        Facts seen;
        seen.set("scan.direct_ids", 3, "lastra.verify", kNow);
        QVERIFY(seen.add(stated("scan.direct_ids", 0, "lastra.verify")).has_value());
        QCOMPARE(seen.at(factIndex("scan.direct_ids")).size(), size_t(2));
        QCOMPARE(state(seen, "DEI-02"), State::Fail);
    }

    // What Lastra cannot ask yet the controller may let a role state: in the policy, by name.
    void thePolicyLetsARoleState() {
        QTemporaryDir dir;
        const auto shipped =
            core::readJsonObject(core::resource(QStringLiteral("compliance/policy.json")));
        QVERIFY(shipped.has_value());
        const auto with = [&](const char *fact, const char *role) {
            QJsonObject policy = *shipped;
            policy.insert(QStringLiteral("stated"),
                          QJsonObject{{QLatin1String(fact), QLatin1String(role)}});
            const QString path = dir.filePath("policy.json");
            return core::writeJsonObject(path, policy) ? Policy::load(path)
                                                       : core::fail("core.fileUnwritable");
        };
        auto policy = with("pixel.text_hits", "data steward");
        QVERIFY(policy.has_value());
        const auto catalogue = Catalogue::load(
            core::resource(QStringLiteral("compliance/controls.csv")), std::move(*policy));
        QVERIFY(catalogue.has_value());
        const int hits = factIndex("pixel.text_hits");
        QVERIFY(catalogue->mayState(hits, FactKind::Attested, "data steward"));
        QVERIFY(!catalogue->mayState(hits, FactKind::Attested, "controller"));
        QVERIFY(
            !catalogue->mayState(factIndex("pixel.coverage"), FactKind::Attested, "data steward"));
        for (const char *seen :
             {"content.root", "signoff.root", "scan.direct_ids", "lineage.patient_source",
              "dataset.class", "log.chain_ok", "clock.monotonic", "upload.done", "no.such"})
            QCOMPARE(with(seen, "data steward").error().arguments.last(), QStringLiteral("stated"));
        QVERIFY(!with("pixel.text_hits", "lastra.verify"));
        QVERIFY(!with("pixel.text_hits", ""));
    }
};

QTEST_GUILESS_MAIN(tst_statements)
#include "tst_statements.moc"
