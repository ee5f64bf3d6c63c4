#include "lastra/workflow/Compliance.h"

#include "Sealing.h"

#include "lastra/compliance/ContentRoot.h"
#include "lastra/compliance/Report.h"
#include "lastra/core/AtomicFile.h"
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
    if (ws.archiveIsRemote())
        LASTRA_CHECK(set("dest.site", ws.site().region.toLower(), "site"));
    return {};
}

} // namespace

Result<QString> datasetRoot(Workspace &ws, const QString &id, core::Work &work) {
    // Files shared with an older dataset lie in that one's folder: the root is over what this
    // dataset holds, by the paths below the library.
    LASTRA_TRY(entries, ws.library().datasetFiles(id));
    if (entries.empty())
        return fail("workflow.datasetEmpty");
    work.begin(core::Unit::Files, qint64(entries.size()), QStringLiteral("seal"));
    std::vector<std::pair<QByteArray, core::Sha256>> lines;
    for (const archive::FileEntry &entry : entries) {
        LASTRA_CHECK(work.check());
        LASTRA_TRY(digest, core::sha256File(entry.where));
        const QByteArray name = entry.name.normalized(QString::NormalizationForm_C).toUtf8();
        const QByteArray line = core::hex(digest) + ' ' +
                                QByteArray::number(QFileInfo(entry.where).size()) + ' ' + name;
        lines.emplace_back(name, compliance::leafHash(line));
        work.advance();
    }
    std::sort(lines.begin(), lines.end(),
              [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<core::Sha256> leaves;
    leaves.reserve(lines.size());
    for (const auto &[name, leaf] : lines)
        leaves.push_back(leaf);
    return QStringLiteral("sha256:") + QString::fromLatin1(core::hex(compliance::treeRoot(leaves)));
}

compliance::Now judgingTime(Workspace &ws) {
    const compliance::AuditHead head = ws.audit().head();
    return compliance::Now::from(ws.clock().now(), std::max(head.floor, head.lastTime));
}

Result<Facts> currentFacts(Workspace &ws, const QString &dataset, bool checkContent,
                           core::Work &work) {
    LASTRA_TRY(uuid, ws.facts().datasetFor(dataset));
    if (checkContent) {
        LASTRA_TRY(root, datasetRoot(ws, dataset, work));
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

core::Done attest(Workspace &ws, const QString &dataset, const QString &file, core::Work &work) {
    LASTRA_TRY(json, core::readJsonObject(file));
    LASTRA_TRY(digest, core::sha256File(file));
    const QString evidence = QStringLiteral("sha256:") + QString::fromLatin1(core::hex(digest));
    const QString role = json[QLatin1String("role")].toString();
    if (role.isEmpty())
        return fail("workflow.roleMissing", {QFileInfo(file).fileName()});
    LASTRA_TRY(root, datasetRoot(ws, dataset, work));
    LASTRA_TRY(uuid, ws.facts().datasetFor(dataset));
    const QDateTime now = ws.clock().now();
    std::vector<Fact> facts;
    for (const QJsonValue &row : json[QLatin1String("facts")].toArray()) {
        QJsonObject stated = row.toObject();
        stated.insert(QStringLiteral("kind"), QStringLiteral("attested"));
        if (!stated.contains(QLatin1String("knowledge")))
            stated.insert(QStringLiteral("knowledge"), QStringLiteral("known"));
        LASTRA_TRY(fact, Fact::fromJson(stated));
        fact.kind = compliance::FactKind::Attested;
        fact.source = role;
        fact.signer = role;
        fact.receivedAt = now;
        if (!fact.occurredAt.isValid())
            fact.occurredAt = now;
        fact.evidence = evidence;
        facts.push_back(std::move(fact));
    }
    LASTRA_CHECK(ws.facts().add(uuid, facts));
    LASTRA_TRY(
        head,
        ws.audit().append(compliance::AuditEvent{
            QStringLiteral("attestation.added"), uuid, root, {}, {}, {}, {}, {}, {evidence}}));
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
