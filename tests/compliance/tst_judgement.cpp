#include "Rule.h"
#include "lastra/compliance/GateDecision.h"

#include <QJsonDocument>
#include <QtTest>

#include <random>

using namespace lastra::compliance;

namespace {

const QDateTime kNow(QDate(2026, 11, 25), QTime(12, 0), Qt::UTC);
const QString kRoot = QStringLiteral("sha256:") + QString(64, u'1');
const QString kProfile = QStringLiteral("sha256:") + QString(64, u'2');

Catalogue shipped() {
    auto policy = Policy::loadShipped();
    if (!policy)
        qFatal("policy: %s", qPrintable(policy.error().toLog()));
    policy->profileDigest = kProfile;
    auto catalogue = Catalogue::load(
        QStringLiteral(LASTRA_SOURCE_DIR "/resources/compliance/controls.csv"), *policy);
    if (!catalogue)
        qFatal("catalogue: %s", qPrintable(catalogue.error().toLog()));
    return *catalogue;
}

// A pseudonymised patient set for which everything is in order, for every gate.
Facts goodFacts(const QDateTime &at = kNow.addSecs(-3600)) {
    Facts facts;
    const QDateTime future = kNow.addDays(400);
    const std::pair<const char *, Value> values[] = {{"dataset.class", "pseudonymised"},
                                                     {"dataset.origin", "own_clinic"},
                                                     {"dataset.role", "research"},
                                                     {"dataset.label", 3},
                                                     {"dataset.has_pixels", true},
                                                     {"dataset.has_head", false},
                                                     {"dataset.has_omics", false},
                                                     {"dataset.contains_synthetic", false},
                                                     {"dataset.publicly_funded", false},
                                                     {"lineage.patient_source", "direct"},
                                                     {"content.root", kRoot},
                                                     {"signoff.root", kRoot},
                                                     {"prov.graph", "crate"},
                                                     {"prov.complete", true},
                                                     {"upload.done", false},
                                                     {"dest.site", "bologna"},
                                                     {"dest.site_verified", true},
                                                     {"copies.countries", QStringList{"IT"}},
                                                     {"copies.complete", true},
                                                     {"access.third_country", false},
                                                     {"access.procedure", "desk"},
                                                     {"service.tou_current", "3"},
                                                     {"service.foreign_dependency", false},
                                                     {"use.clinical", false},
                                                     {"purpose.text", "study of the lung"},
                                                     {"retention.end", future},
                                                     {"deletion.due", false},
                                                     {"legal.art6", "6(1)(e)"},
                                                     {"legal.art9", "9(2)(j)"},
                                                     {"controller.name", "hospital"},
                                                     {"controller.country", "IT"},
                                                     {"controller.is_pa", false},
                                                     {"steward.id", "steward"},
                                                     {"joint.controllers", false},
                                                     {"route.it", "110"},
                                                     {"route.dpia_published", true},
                                                     {"route.garante_days", 60},
                                                     {"ethics.opinion", "favourable"},
                                                     {"ethics.review_due", future},
                                                     {"notice.ref", "n1"},
                                                     {"optout.checked_at", at},
                                                     {"optout.hits", 0},
                                                     {"dpia.screening", "required"},
                                                     {"dpia.ref", "d1"},
                                                     {"dpia.review_due", future},
                                                     {"dpia.scope_ok", true},
                                                     {"ropa.ref", "r1"},
                                                     {"minim.forbidden", 0},
                                                     {"minim.extra", 0},
                                                     {"dpa.ref", "a1"},
                                                     {"dpa.signed_controller", true},
                                                     {"dpa.signed_processor", true},
                                                     {"dpa.start", kNow.addDays(-10)},
                                                     {"dpa.end", future},
                                                     {"dpa.covers_dataset", true},
                                                     {"dpa.sites", QStringList{"bologna", "bari"}},
                                                     {"tou.version", "3"},
                                                     {"cert.end", future},
                                                     {"cert.scope_ok", true},
                                                     {"scan.coverage", 1},
                                                     {"scan.direct_ids", 0},
                                                     {"scan.profile_digest", kProfile},
                                                     {"scan.uid_replaced", true},
                                                     {"pixel.coverage", 1},
                                                     {"pixel.text_hits", 0},
                                                     {"face.method", "none"},
                                                     {"face.justified", false},
                                                     {"dates.policy", "shifted"},
                                                     {"dates.residual", 0},
                                                     {"private.unsafe", 0},
                                                     {"attach.scanned", true},
                                                     {"attach.hits", 0},
                                                     {"sample.checked_n", 20},
                                                     {"sample.policy_n", 20},
                                                     {"key.exists", true},
                                                     {"key.keeper", "keeper"},
                                                     {"key.on_workstation", false},
                                                     {"key.in_tenancy", false},
                                                     {"qi.k_min", 20},
                                                     {"qi.l_min", 3},
                                                     {"disk.encrypted", true},
                                                     {"device.managed", true},
                                                     {"tls.cert_ok", true},
                                                     {"tls.version", 13},
                                                     {"xnat.accessibility", "private"},
                                                     {"xnat.members_outside", 0},
                                                     {"login.mfa", true},
                                                     {"ui.masking", true},
                                                     {"dlp.routes_blocked", true},
                                                     {"clock.monotonic", true},
                                                     {"clock.skew_s", 1},
                                                     {"duty.assessor", "a"},
                                                     {"duty.implementer", "b"},
                                                     {"duty.approver", "c"},
                                                     {"confidentiality.signed", true},
                                                     {"training.valid_until", future},
                                                     {"risk.assessment_ref", "ra"},
                                                     {"risk.treatment_ref", "rt"},
                                                     {"risk.review_due", future},
                                                     {"incident.contact", "desk"},
                                                     {"incident.open", 0},
                                                     {"dcat.missing_mandatory", 0},
                                                     {"dcat.missing_recommended", 0},
                                                     {"ai.route", "research_only"},
                                                     {"ai.real_world_test", false},
                                                     {"ai.sheet_missing", 0},
                                                     {"split.patient_overlap", 0},
                                                     {"duo.codes", QStringList{"DUO:0000042"}},
                                                     {"duo.match", "yes"},
                                                     {"fair.pid", "pid"},
                                                     {"fair.core_missing", 0},
                                                     {"fair.licence", "CC"},
                                                     {"fmt.invalid", 0},
                                                     {"vocab.coded_pct", 100},
                                                     {"tombstone.plan", "t"},
                                                     {"vit.manifest_missing", 0},
                                                     {"log.chain_ok", true},
                                                     {"log.anchor_ok", true},
                                                     {"log.anchor_age_d", 1},
                                                     {"log.identifier_hits", 0}};
    for (const auto &[name, value] : values)
        facts.set(QLatin1String(name), value, QStringLiteral("test"), at);
    for (const char *intent :
         {"dest.planned", "use.trial", "use.train", "release.intended", "catalogue.intended"})
        facts.set(QLatin1String(intent), false, QStringLiteral("test"), at);
    return facts;
}

State stateOf(const Catalogue &catalogue, const Facts &facts, const char *id,
              const Now &now = Now::trusted(kNow)) {
    const Judgement judgement = judge(catalogue, facts, now);
    for (const ControlResult &result : judgement.results)
        if (catalogue.controls[size_t(result.control)].id == QLatin1String(id))
            return result.state;
    qFatal("no control %s", id);
}

} // namespace

class tst_judgement : public QObject {
    Q_OBJECT

private:
    const Catalogue m_catalogue = shipped();

private Q_SLOTS:
    void catalogueIsWhole() {
        QCOMPARE(m_catalogue.controls.size(), size_t(70));
        int critical = 0;
        for (const Control &control : m_catalogue.controls) {
            QVERIFY2(control.title != control.titleItalian, qPrintable(control.id));
            QVERIFY2(control.question != control.questionItalian, qPrintable(control.id));
            critical += control.severity == Severity::Critical;
        }
        QCOMPARE(critical, 28);
        QCOMPARE(factNames().size(), size_t(154));
    }

    void unknownWordRefusesTheCatalogue_data() {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("word");
        QTest::newRow("fact") << "needs: scan.nonsense"
                              << "scan.nonsense";
        QTest::newRow("clause") << "needs: scan.coverage; maybe: true"
                                << "maybe";
        QTest::newRow("function") << "needs: scan.coverage; fail: system(dpa.ref)"
                                  << "system";
        QTest::newRow("types") << "needs: scan.coverage; fail: scan.coverage == 'all'"
                               << "==";
        QTest::newRow("open") << "needs: scan.coverage; fail: (scan.coverage < 1"
                              << "(end)";
        QTest::newRow("twice") << "needs: scan.coverage; fail: true; fail: true"
                               << ":";
        QTest::newRow("noNeeds") << "fail: true"
                                 << "needs";
        QTest::newRow("character") << "needs: scan.coverage; fail: scan.coverage $ 1"
                                   << "$ 1";
        QTest::newRow("deep") << "needs: scan.coverage; fail: " + QString(200, u'(') << "(";
    }
    void unknownWordRefusesTheCatalogue() {
        QFETCH(QString, rule);
        QFETCH(QString, word);
        const auto compiled = Rule::compile(QStringLiteral("X-01"), rule);
        QVERIFY(!compiled);
        QCOMPARE(compiled.error().code, QByteArray("compliance.ruleInvalid"));
        QCOMPARE(compiled.error().arguments.value(1), word);
    }

    void changedCatalogueIsRefused() {
        QTemporaryDir dir;
        QFile source(QStringLiteral(LASTRA_SOURCE_DIR "/resources/compliance/controls.csv"));
        QVERIFY(source.open(QIODevice::ReadOnly));
        const QByteArray bytes = source.readAll();
        QFile copy(dir.filePath(QStringLiteral("controls.csv")));
        QVERIFY(copy.open(QIODevice::WriteOnly));
        copy.write(QByteArray(bytes).replace("critical", "minor"));
        copy.close();
        const auto loaded = Catalogue::load(copy.fileName(), m_catalogue.policy);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, QByteArray("compliance.catalogueOther"));
        // Half a file, whatever the policy says of it.
        for (qsizetype cut = 0; cut < bytes.size(); cut += 997) {
            const auto half =
                Catalogue::parse(bytes.left(cut), QStringLiteral("x"), m_catalogue.policy);
            QVERIFY(!half || half->controls.size() < 70);
        }
    }

    void nothingKnownIsUnknown() {
        const Judgement judgement = judge(m_catalogue, Facts(), Now::trusted(kNow));
        QCOMPARE(judgement.status, Status::Unknown);
        QCOMPARE(judgement.count(State::Pass), 0);
        QCOMPARE(judgement.count(State::Fail), 0);
        for (int g = 0; g < kGateCount; ++g) {
            const GateDecision gate = decide(Gate(g), m_catalogue, Facts(), Now::trusted(kNow));
            QCOMPARE(gate.state, GateState::Unknown);
            QVERIFY(!gate.mayPass(true));
        }
    }

    void everythingInOrderIsCompliant() {
        const Judgement judgement = judge(m_catalogue, goodFacts(), Now::trusted(kNow));
        for (const ControlResult &r : judgement.results)
            QVERIFY2(r.state == State::Pass || r.state == State::NotApplicable,
                     qPrintable(m_catalogue.controls[size_t(r.control)].id + u' ' +
                                explain(m_catalogue, r, Language::English)));
        QCOMPARE(judgement.status, Status::Compliant);
        for (int g = 0; g < kGateCount; ++g) {
            const GateDecision gate = decide(Gate(g), m_catalogue, goodFacts(), Now::trusted(kNow));
            QVERIFY2(gate.state == GateState::Open,
                     qPrintable(gate.blocking.empty() ? QString() : gate.blocking.front().id));
        }
        // The certificate facts live a day: the earliest of those decides the next look.
        QCOMPARE(judgement.nextCheck, kNow.addSecs(-3600).addDays(1));
        QCOMPARE(judgement.statusAt(judgement.nextCheck.addSecs(-1)), Status::Compliant);
        QCOMPARE(judgement.statusAt(judgement.nextCheck), Status::Unknown);
    }

    void oneFactDecides_data() {
        QTest::addColumn<QString>("control");
        QTest::addColumn<QString>("fact");
        QTest::addColumn<QJsonObject>("value"); // empty: absent
        QTest::addColumn<int>("state");
        const auto row = [](const char *tag, const char *control, const char *fact, const Value &v,
                            State state) {
            QTest::newRow(tag) << QString::fromLatin1(control) << QString::fromLatin1(fact)
                               << v.toJson() << int(state);
        };
        row("no ground", "LAW-02", "legal.art6", Value(), State::Fail);
        row("no pair", "LAW-02", "legal.art6", "6(1)(a)", State::Fail);
        row("ethics over", "LAW-03", "ethics.review_due", kNow, State::Fail);
        row("ethics soon", "LAW-03", "ethics.review_due", kNow.addDays(60), State::Attention);
        row("not Italy", "LAW-03", "controller.country", "FR", State::NotApplicable);
        row("withdrawn", "LAW-05", "optout.hits", 1, State::Fail);
        row("dpia scope", "LAW-07", "dpia.scope_ok", false, State::Fail);
        row("dpia waived", "LAW-07", "dpia.screening", "not_required", State::NotApplicable);
        row("retention", "LAW-09", "retention.end", kNow.addDays(89), State::Attention);
        row("identifiers", "DEI-01", "scan.direct_ids", 1, State::Fail);
        row("other profile", "DEI-02", "scan.profile_digest", "sha256:0", State::Fail);
        row("half scanned", "DEI-02", "scan.coverage", 0.5, State::Unknown);
        row("text in pixels", "DEI-03", "pixel.text_hits", 1, State::Fail);
        row("frames left", "DEI-03", "pixel.coverage", 0.99, State::Unknown);
        row("no pixels", "DEI-03", "dataset.has_pixels", false, State::NotApplicable);
        row("key here", "DEI-07", "key.on_workstation", true, State::Fail);
        row("small groups", "RID-01", "qi.k_min", 4, State::Attention);
        row("abroad", "RES-02", "copies.countries", QStringList({"IT", "US"}), State::Fail);
        row("copies unknown", "RES-02", "copies.complete", false, State::Unknown);
        row("clock back", "SEC-09", "clock.monotonic", false, State::Fail);
        row("clock off", "SEC-09", "clock.skew_s", 121, State::Attention);
        row("changed", "INT-01", "content.root", "sha256:0", State::Fail);
        row("not signed off", "INT-01", "signoff.root", Value(), State::Fail);
        row("incident", "NIS-02", "incident.open", 1, State::Fail);
        row("terms forbid", "DUO-02", "duo.match", "no", State::Fail);
        row("terms by person", "DUO-02", "duo.match", "manual", State::Unknown);
        row("chain broken", "AUD-01", "log.chain_ok", false, State::Fail);
        row("anchor old", "AUD-02", "log.anchor_age_d", 8, State::Attention);
    }
    void oneFactDecides() {
        QFETCH(QString, control);
        QFETCH(QString, fact);
        QFETCH(QJsonObject, value);
        QFETCH(int, state);
        Facts facts = goodFacts();
        facts.forget(fact);
        if (value.isEmpty())
            facts.setAbsent(fact, QStringLiteral("test"), kNow);
        else
            facts.set(fact, Value::fromJson(value), QStringLiteral("test"), kNow);
        QCOMPARE(int(stateOf(m_catalogue, facts, qPrintable(control))), state);
    }

    void agreementInForce() {
        Facts facts = goodFacts();
        QCOMPARE(stateOf(m_catalogue, facts, "DPA-01"), State::NotApplicable);
        facts.set(QStringLiteral("dest.planned"), true, QStringLiteral("test"), kNow);
        QCOMPARE(stateOf(m_catalogue, facts, "DPA-01"), State::Pass);
        facts.set(QStringLiteral("dpa.end"), kNow, QStringLiteral("test"), kNow);
        QCOMPARE(stateOf(m_catalogue, facts, "DPA-01"), State::Fail); // ends are exclusive
        facts.set(QStringLiteral("dpa.end"), kNow.addSecs(1), QStringLiteral("test"), kNow);
        QCOMPARE(stateOf(m_catalogue, facts, "DPA-01"), State::Attention);
        facts.set(QStringLiteral("dest.site"), "catania", QStringLiteral("test"), kNow);
        QCOMPARE(stateOf(m_catalogue, facts, "DPA-02"), State::Fail);
        QCOMPARE(stateOf(m_catalogue, facts, "RES-01"), State::Pass);
    }

    void gateSaysWhoAndWhat() {
        Facts facts = goodFacts();
        facts.forget(QStringLiteral("pixel.text_hits"));
        facts.set(QStringLiteral("dpa.signed_processor"), false, QStringLiteral("test"), kNow);
        facts.set(QStringLiteral("clock.skew_s"), 300, QStringLiteral("test"), kNow);
        const GateDecision gate =
            decide(Gate::Upload, m_catalogue, facts, Now::trusted(kNow), Language::Italian);
        QCOMPARE(gate.state, GateState::Shut);
        QCOMPARE(gate.blocking.size(), size_t(3));
        QCOMPARE(gate.blocking[0].id, QStringLiteral("DPA-01"));
        QCOMPARE(gate.blocking[0].responsible, QStringLiteral("titolare + INFN EPIC Cloud"));
        QVERIFY(!gate.blocking[0].next.isEmpty());
        QCOMPARE(gate.blocking[1].id, QStringLiteral("DEI-03"));
        QVERIFY(gate.blocking[1].why.contains(QStringLiteral("fotogrammi con testo leggibile")));
        QCOMPARE(gate.blocking[2].state, State::Attention);
        facts.set(QStringLiteral("dpa.signed_processor"), true, QStringLiteral("test"), kNow);
        facts.set(QStringLiteral("pixel.text_hits"), 0, QStringLiteral("test"), kNow);
        const GateDecision click = decide(Gate::Upload, m_catalogue, facts, Now::trusted(kNow));
        QCOMPARE(click.state, GateState::Acknowledge);
        QVERIFY(!click.mayPass(false) && click.mayPass(true));
        QCOMPARE(gatesOf(m_catalogue, facts, Now::trusted(kNow))[0].state, GateState::NotAsked);
    }

    void statusRules() {
        Facts facts = goodFacts();
        facts.forget(QStringLiteral("fmt.invalid")); // minor, unknown
        QCOMPARE(judge(m_catalogue, facts, Now::trusted(kNow)).status, Status::Attention);
        facts.forget(QStringLiteral("log.chain_ok")); // critical, unknown
        QCOMPARE(judge(m_catalogue, facts, Now::trusted(kNow)).status, Status::Unknown);
        facts.set(QStringLiteral("minim.forbidden"), 1, QStringLiteral("test"),
                  kNow); // major, fail
        QCOMPARE(judge(m_catalogue, facts, Now::trusted(kNow)).status, Status::NotCompliant);
    }

    void oldFutureAndForeignFactsAreUnknown() {
        Facts facts = goodFacts();
        const auto reason = [&](const char *id) {
            const Judgement j = judge(m_catalogue, facts, Now::trusted(kNow));
            for (const ControlResult &r : j.results)
                if (m_catalogue.controls[size_t(r.control)].id == QLatin1String(id))
                    return r.state == State::Unknown ? r.reason : Reason::AllGood;
            return Reason::AllGood;
        };
        const auto put = [&](Fact fact) {
            facts.forget(fact.name);
            QVERIFY(facts.add(std::move(fact)));
        };
        put(Fact::observed("disk.encrypted", true, "test", kNow.addDays(-1)));
        QCOMPARE(reason("SEC-01"), Reason::FactTooOld);
        put(Fact::observed("clock.skew_s", 0, "test", kNow.addSecs(1)));
        QCOMPARE(reason("SEC-09"), Reason::FactFromFuture);
        Fact bound = Fact::observed("pixel.text_hits", 0, "test", kNow);
        bound.boundRoot = QStringLiteral("sha256:other");
        put(bound);
        QCOMPARE(reason("DEI-03"), Reason::FactOtherContent);
        bound.boundRoot = kRoot;
        put(bound);
        QCOMPARE(stateOf(m_catalogue, facts, "DEI-03"), State::Pass);
        Fact dies = Fact::observed("incident.contact", "desk", "test", kNow.addDays(-3));
        dies.validUntil = kNow;
        put(dies);
        QCOMPARE(reason("NIS-01"), Reason::FactTooOld);
    }

    void theWorseOfTwoSourcesCounts() {
        Facts facts = goodFacts();
        QVERIFY(
            facts.add(Fact::observed("scan.direct_ids", 2, "second scanner", kNow.addDays(-9))));
        QCOMPARE(stateOf(m_catalogue, facts, "DEI-02"), State::Fail);
        QCOMPARE(facts.at(factIndex("scan.direct_ids")).size(), size_t(2));
        // Who says "no patient" against somebody who says otherwise makes nothing impersonal.
        QVERIFY(facts.add(Fact::observed("lineage.patient_source", "none", "other", kNow)));
        QCOMPARE(stateOf(m_catalogue, facts, "DEI-06"), State::Pass);
    }

    void simulatedPatientsAreNoPersons() {
        Facts facts = goodFacts();
        facts.set("lineage.patient_source", "none", "test", kNow);
        QCOMPARE(stateOf(m_catalogue, facts, "LAW-01"), State::NotApplicable);
        facts.forget("lineage.patient_source"); // not shown to be harmless
        facts.forget("purpose.text");
        QCOMPARE(stateOf(m_catalogue, facts, "LAW-01"), State::Unknown);
    }

    void clockThatIsNotBelieved() {
        const Now back = Now::from(kNow.addDays(-30), kNow);
        QVERIFY(back.open);
        Facts facts = goodFacts();
        facts.set("dest.planned", true, "test", kNow);
        QCOMPARE(stateOf(m_catalogue, facts, "DPA-01", back), State::Unknown); // might have ended
        facts.set("dpa.end", kNow.addSecs(-1), "test", kNow);
        QCOMPARE(stateOf(m_catalogue, facts, "DPA-01", back), State::Fail); // has ended
        for (int g = 0; g < kGateCount; ++g)
            QVERIFY(!decide(Gate(g), m_catalogue, goodFacts(), back).mayPass(true));
    }

    // Forgetting facts never opens a gate and never lifts a status.
    void forgettingNeverHelps() {
        std::mt19937 random(20261125);
        const auto rank = [](State s) { // worse first
            return s == State::Fail ? 0 : s == State::Unknown ? 1 : s == State::Attention ? 2 : 3;
        };
        const Now now = Now::trusted(kNow);
        for (int round = 0; round < 400; ++round) {
            Facts facts = goodFacts();
            // Some rounds start from a set with faults in it.
            static const std::pair<const char *, Value> faults[] = {
                {"optout.hits", 3},
                {"dpa.covers_dataset", false},
                {"scan.direct_ids", 1},
                {"clock.skew_s", 500},
                {"dest.planned", true},
                {"release.intended", true},
                {"dataset.class", "anonymous"},
                {"lineage.patient_source", "derived"},
                {"use.trial", true},
                {"dataset.origin", "hdab"},
                {"key.exists", false}};
            for (const auto &[name, value] : faults)
                if (random() % 4 == 0)
                    facts.set(name, value, "test", kNow);
            std::array<bool, kGateCount> open;
            for (int g = 0; g < kGateCount; ++g)
                open[size_t(g)] = decide(Gate(g), m_catalogue, facts, now).mayPass(true);
            const Judgement before = judge(m_catalogue, facts, now);
            for (int n = 1 + int(random() % 6); n > 0; --n)
                facts.forget(factNames()[random() % factNames().size()]);
            const Judgement after = judge(m_catalogue, facts, now);
            for (size_t i = 0; i < before.results.size(); ++i) {
                const State was = before.results[i].state, is = after.results[i].state;
                const QByteArray id = m_catalogue.controls[i].id.toLatin1();
                QVERIFY2(was == State::NotApplicable || is != State::NotApplicable, id);
                if (was != State::NotApplicable && was != State::Pass)
                    QVERIFY2(rank(is) < 2 || rank(is) <= rank(was), id);
            }
            const bool good =
                after.status == Status::Compliant || after.status == Status::Attention;
            QVERIFY(!good || before.status == Status::Compliant ||
                    before.status == Status::Attention);
            for (int g = 0; g < kGateCount; ++g)
                QVERIFY(open[size_t(g)] || !decide(Gate(g), m_catalogue, facts, now).mayPass(true));
        }
    }

    void judgingTwiceIsTheSame() {
        const Facts facts = goodFacts();
        const auto bytes = [&] {
            return QJsonDocument(toJson(m_catalogue, judge(m_catalogue, facts, Now::trusted(kNow))))
                .toJson();
        };
        QCOMPARE(bytes(), bytes());
    }

    void factsKeepTheirForm() {
        Facts facts;
        QCOMPARE(facts.add(Fact::observed("scan.coverage", "all", "x", kNow)).error().code,
                 QByteArray("compliance.factInvalid"));
        QCOMPARE(facts.add(Fact::observed("scan.other", 1, "x", kNow)).error().code,
                 QByteArray("compliance.factUnknown"));
        const Facts good = goodFacts();
        for (const Fact *fact : good.all()) {
            const auto back = Fact::fromJson(fact->toJson());
            QVERIFY(back.has_value());
            QVERIFY(back->value == fact->value);
            QCOMPARE(back->occurredAt, fact->occurredAt);
        }
        QCOMPARE(Value::legalDate(QDate(2026, 7, 1)).date,
                 QDateTime(QDate(2026, 6, 30), QTime(22, 0), Qt::UTC));
    }
};

QTEST_GUILESS_MAIN(tst_judgement)
#include "tst_judgement.moc"
