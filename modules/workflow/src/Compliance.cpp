#include "lastra/workflow/Compliance.h"

#include "Sealing.h"

#include "lastra/compliance/Report.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"

#include <QDir>
#include <QFileInfo>

#include <sys/timex.h>

namespace lastra::workflow {
namespace {

using compliance::Fact;
using compliance::Facts;
using core::fail;
using core::Result;

// How far the system's own time service says the clock may be off, in seconds; nothing when the
// clock is not synchronised (adjtimex(2)).
std::optional<double> clockError() {
    timex state{};
    const int result = ::adjtimex(&state);
    if (result < 0 || result == TIME_ERROR || (state.status & STA_UNSYNC))
        return std::nullopt;
    return double(state.maxerror) / 1e6;
}

core::Done addLive(Workspace &ws, Facts &facts) {
    const QDateTime now = ws.clock().now();
    const auto set = [&](const char *name, compliance::Value value, const char *source) {
        return facts.add(Fact::observed(QString::fromLatin1(name), std::move(value),
                                        QString::fromLatin1(source), now));
    };
    const compliance::AuditHead head = ws.audit().head();
    LASTRA_CHECK(set("clock.monotonic", !head.lastTime.isValid() || head.lastTime <= now.addSecs(1),
                     "lastra.clock"));
    if (const auto seconds = clockError())
        LASTRA_CHECK(set("clock.skew_s", *seconds, "system.time"));
    LASTRA_TRY(verdict, ws.auditVerdict());
    // Unknown where there is nothing to hold the lines against; a forged signature is no such case.
    if (verdict.exit != compliance::AuditExit::Undecided ||
        verdict.why == QLatin1String("forgedCheckpoint"))
        LASTRA_CHECK(
            set("log.chain_ok", verdict.exit == compliance::AuditExit::Intact, "lastra.audit"));
    LASTRA_CHECK(set("log.identifier_hits",
                     verdict.exit == compliance::AuditExit::PrivacyBreach ? 1 : 0, "lastra.audit"));
    // Where the copies lie is for a person to say: nobody can see from here which country this
    // computer stands in, or who else holds one. What is known is that the site's will be one more.
    if (const Fact *stated = facts.find(QStringLiteral("copies.countries"));
        stated && stated->knowledge == compliance::Knowledge::Known && ws.archiveIsRemote() &&
        !ws.site().country.isEmpty() && !stated->value.list.contains(ws.site().country)) {
        QStringList countries = stated->value.list;
        countries << ws.site().country;
        LASTRA_CHECK(set("copies.countries", countries, "site"));
    }
    // A site that does not state its region leaves the destination unknown.
    if (ws.archiveIsRemote() && !ws.site().region.isEmpty())
        LASTRA_CHECK(set("dest.site", ws.site().region.toLower(), "site"));
    return {};
}

} // namespace

compliance::Now judgingTime(Workspace &ws) {
    const compliance::AuditHead head = ws.audit().head();
    return compliance::Now::from(ws.clock().now(), std::max(head.floor, head.lastTime));
}

Result<Facts> factsOfContent(Workspace &ws, const QString &dataset, const QString &root) {
    LASTRA_TRY(uuid, ws.facts().datasetFor(dataset));
    if (!root.isEmpty()) {
        LASTRA_TRY(before, ws.facts().facts(uuid));
        const Fact *known = before.find(QStringLiteral("content.root"));
        if (!known || known->value.text != root) {
            // Facts bound to the old bytes lose their hold; the new root is what is judged from now
            // on.
            LASTRA_CHECK(ws.facts().add(
                uuid, {Fact::observed(QStringLiteral("content.root"), root,
                                      QStringLiteral("lastra.headers"), ws.clock().now())}));
        }
    }
    LASTRA_TRY(facts, ws.facts().facts(uuid));
    LASTRA_CHECK(addLive(ws, facts));
    return facts;
}

Result<Facts> currentFacts(Workspace &ws, const QString &dataset, bool checkContent,
                           core::Work &work) {
    if (!checkContent)
        return factsOfContent(ws, dataset, {});
    LASTRA_TRY(content, contentOf(ws, dataset, work));
    return factsOfContent(ws, dataset, content.root);
}

core::Done rereadContent(Workspace &ws, const QString &dataset, core::Work &work) {
    LASTRA_TRY(content, contentOf(ws, dataset, work));
    LASTRA_TRY(facts, factsOfContent(ws, dataset, content.root));
    (void)facts;
    core::Done same = checkSealed(ws, dataset, content);
    // What was only taken in has no seal to break.
    return !same && same.error().code == "workflow.notSealed" ? core::Done() : same;
}

core::Done attest(Workspace &ws, const QString &dataset, const QString &file, core::Work &work) {
    LASTRA_TRY(json, core::readJsonObject(file));
    LASTRA_TRY(statementDigest, core::sha256File(file));
    const auto named = [](const core::Sha256 &digest) {
        return QStringLiteral("sha256:") + QString::fromLatin1(core::hex(digest));
    };
    QStringList evidence{named(statementDigest)};
    LASTRA_TRY(content, contentOf(ws, dataset, work));
    LASTRA_TRY(uuid, ws.facts().datasetFor(dataset));
    const QDateTime now = ws.clock().now();
    std::vector<Fact> facts;
    for (const QJsonValue &row : json[QLatin1String("facts")].toArray()) {
        const QJsonObject stated = row.toObject();
        const QString role =
            stated[QLatin1String("role")].toString(json[QLatin1String("role")].toString());
        if (role.isEmpty())
            return fail("workflow.roleMissing", {QFileInfo(file).fileName()});
        const QString paper = stated[QLatin1String("document")].toString();
        LASTRA_TRY(kind, ws.catalogue().statementKind(stated[QLatin1String("name")].toString(),
                                                      role, !paper.isEmpty()));
        // Of what is written only the fact itself: who says it and about which bytes is not for the
        // file to choose.
        QJsonObject said{{QStringLiteral("kind"), QStringLiteral("attested")},
                         {QStringLiteral("knowledge"), QStringLiteral("known")}};
        for (const char *key : {"name", "value", "knowledge", "occurredAt", "validUntil"})
            if (stated.contains(QLatin1String(key)))
                said.insert(QLatin1String(key), stated[QLatin1String(key)]);
        LASTRA_TRY(fact, Fact::fromJson(said));
        fact.kind = kind;
        fact.source = role;
        fact.signer = role;
        fact.receivedAt = now;
        if (!fact.occurredAt.isValid())
            fact.occurredAt = now;
        fact.boundRoot = content.root;
        fact.evidence = evidence.first();
        if (!paper.isEmpty()) {
            LASTRA_TRY(digest, core::sha256File(QFileInfo(file).absoluteDir().filePath(paper)));
            fact.evidence = named(digest);
            if (!evidence.contains(fact.evidence))
                evidence << fact.evidence;
        }
        facts.push_back(std::move(fact));
    }
    LASTRA_CHECK(ws.facts().add(uuid, facts));
    LASTRA_TRY(head, ws.audit().append(compliance::AuditEvent{QStringLiteral("attestation.added"),
                                                              uuid,
                                                              content.root,
                                                              {},
                                                              {},
                                                              {},
                                                              {},
                                                              {},
                                                              evidence}));
    (void)head;
    return {};
}

Result<QStringList> writeComplianceReport(Workspace &ws, const QString &dataset,
                                          const QString &folder, core::Work &work) {
    LASTRA_TRY(row, ws.library().dataset(dataset));
    LASTRA_TRY(uuid, ws.facts().datasetFor(dataset));
    LASTRA_TRY(facts, currentFacts(ws, dataset, true, work));
    const compliance::Now now = judgingTime(ws);
    const compliance::Judgement judgement = compliance::judge(ws.catalogue(), facts, now);
    const auto gates = compliance::gatesOf(ws.catalogue(), facts, now);
    LASTRA_CHECK(ws.audit().checkpoint());
    LASTRA_CHECK(core::makeFolder(folder));
    compliance::ReportInput input;
    input.dataset = uuid;
    input.label = row.name;
    input.catalogue = &ws.catalogue();
    input.facts = &facts;
    input.judgement = &judgement;
    input.gates = &gates;
    input.audit = ws.audit().head();
    LASTRA_TRY(files, compliance::writeReport(input, folder));
    LASTRA_TRY(head, ws.audit().append(compliance::AuditEvent{QStringLiteral("report.written"),
                                                              uuid,
                                                              judgement.contentRoot,
                                                              {},
                                                              {},
                                                              {},
                                                              {},
                                                              {},
                                                              {}}));
    (void)head;
    return files;
}

} // namespace lastra::workflow
