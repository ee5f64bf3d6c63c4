#include "lastra/workflow/Deidentify.h"

#include "Sealing.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"
#include "lastra/core/Scratch.h"
#include "lastra/workflow/KeyCustody.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace lastra::workflow {
namespace {

using compliance::Fact;
using core::fail;
using core::Result;

Result<deid::Policy> policyNamed(Workspace &ws, const QString &name) {
    const QString own =
        ws.home().path() + QStringLiteral("/policies/") + name + QStringLiteral(".json");
    if (!name.contains(u'/') && QFileInfo::exists(own))
        return deid::Policy::load(own);
    return deid::Policy::load(name);
}

// The dataset's files, and nothing else, as one folder: its own where one part holds them all, else
// links in `scratch`.
Result<QString> inputFolder(Workspace &ws, const archive::Dataset &dataset,
                            const QString &scratch) {
    LASTRA_TRY(entries, ws.library().datasetFiles(dataset.id));
    if (entries.empty())
        return fail("workflow.datasetEmpty");
    const QString own = dataset.folder + QStringLiteral("/1/files/");
    if (std::all_of(entries.begin(), entries.end(),
                    [&](const archive::FileEntry &e) { return e.where.startsWith(own); }))
        return dataset.folder + QStringLiteral("/1/files");
    int number = 0;
    for (const archive::FileEntry &entry : entries) {
        const QString path =
            scratch + QStringLiteral("/%1.dcm").arg(++number, 6, 10, QLatin1Char('0'));
        if (::link(QFile::encodeName(entry.where).constData(),
                   QFile::encodeName(path).constData()) != 0 &&
            !QFile::copy(entry.where, path))
            return tl::make_unexpected(core::fileError(path, errno));
    }
    return scratch;
}

// What the run and the independent pass showed of the new dataset.
std::vector<Fact> factsOf(Workspace &ws, const archive::Dataset &source, const DeidOutcome &outcome,
                          const deid::Policy &policy, bool virtualPatients,
                          const QString &evidence) {
    const QDateTime now = ws.clock().now();
    std::vector<Fact> facts;
    const auto add = [&](const char *name, compliance::Value value) {
        Fact fact = Fact::observed(QString::fromLatin1(name), std::move(value),
                                   QStringLiteral("lastra.verify"), now);
        fact.evidence = evidence;
        facts.push_back(std::move(fact));
    };
    const auto failures = [&](const char *check) {
        qint64 count = 0;
        for (const deid::Check &c : outcome.verify.checks)
            if (c.name == QLatin1String(check))
                count += c.failures + c.holds;
        return count;
    };
    add("dataset.class",
        virtualPatients ? QStringLiteral("synthetic") : QStringLiteral("pseudonymised"));
    add("scan.coverage", outcome.run.released > 0
                             ? double(outcome.verify.filesVerified) / double(outcome.run.released)
                             : 0.0);
    add("scan.direct_ids",
        failures("identifyingText") + failures("sourceUid") + failures("fileName"));
    add("scan.uid_replaced", failures("sourceUid") + failures("uidMap") == 0);
    add("scan.profile_digest", QStringLiteral("sha256:") + QString::fromLatin1(policy.digest));
    add("private.unsafe", failures("privateElement"));
    add("dates.residual", failures("sourceDate"));
    add("dates.policy", policy.has(deid::Option::FullDates)       ? QStringLiteral("kept_full")
                        : policy.has(deid::Option::ModifiedDates) ? QStringLiteral("shifted")
                                                                  : QStringLiteral("removed"));
    // The verifier reads every byte and the name of each file of the release, expected or not.
    add("attach.scanned",
        outcome.run.released > 0 && outcome.verify.filesVerified == outcome.run.released);
    add("attach.hits", failures("foreignFile"));
    add("key.exists", true);
    add("key.on_workstation", true);
    add("prov.graph", QStringLiteral("dataset:") + source.id);
    add("prov.complete", outcome.run.complete);
    if (virtualPatients)
        for (Fact &fact : virtualPatientFacts(ws))
            facts.push_back(std::move(fact));
    return facts;
}

// The datasets that this policy made of the source, whatever has become of their files.
Result<std::vector<archive::Dataset>> madeWith(Workspace &ws, const archive::Dataset &source,
                                               const deid::Policy &policy) {
    const QString digest = QStringLiteral("sha256:") + QString::fromLatin1(policy.digest);
    std::vector<archive::Dataset> made;
    LASTRA_TRY(others, ws.library().datasets(source.project));
    for (const archive::Dataset &other : others) {
        if (other.parent != source.id)
            continue;
        LASTRA_TRY(uuid, ws.facts().datasetFor(other.id));
        LASTRA_TRY(facts, ws.facts().facts(uuid));
        const Fact *done = facts.find(QStringLiteral("scan.profile_digest"));
        if (done && done->value.text == digest)
            made.push_back(other);
    }
    return made;
}

void readBack(const QJsonObject &run, const QJsonObject &verify, DeidOutcome &outcome) {
    const auto count = [](const QJsonObject &from, const char *name) {
        return from[QLatin1String(name)].toInteger();
    };
    outcome.run.json = run;
    outcome.run.released = count(run, "released");
    outcome.run.quarantined = count(run, "quarantined");
    outcome.run.keyId = run[QLatin1String("keyId")].toString();
    const QJsonObject reasons = run[QLatin1String("reasons")].toObject();
    for (auto it = reasons.begin(); it != reasons.end(); ++it)
        outcome.run.reasons.emplaceBack(it.key(), it.value().toInteger());
    outcome.verify.json = verify;
    outcome.verify.verdict = deid::Verdict::Pass; // nothing else is registered
    outcome.verify.filesVerified = count(verify, "filesVerified");
    for (const QJsonValue &value : verify[QLatin1String("checks")].toArray()) {
        const QJsonObject check = value.toObject();
        outcome.verify.checks.push_back({check[QLatin1String("check")].toString(),
                                         count(check, "examined"), count(check, "failures"),
                                         count(check, "holds")});
    }
}

} // namespace

Result<std::vector<deid::Policy>> policies(Workspace &ws) {
    LASTRA_TRY(all, deid::Policy::shipped());
    const QDir own(ws.home().path() + QStringLiteral("/policies"));
    for (const QString &file : own.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        LASTRA_TRY(policy, deid::Policy::load(own.filePath(file)));
        all.push_back(std::move(policy));
    }
    return all;
}

Result<deid::Preview> previewDeid(Workspace &ws, const QString &datasetId,
                                  const QString &policyName, core::Work &work) {
    LASTRA_TRY(dataset, ws.library().dataset(datasetId));
    LASTRA_TRY(policy, policyNamed(ws, policyName));
    LASTRA_TRY(key, projectKey(ws));
    LASTRA_TRY(scratch, core::Scratch::make(ws.home(), QStringLiteral("preview")));
    LASTRA_TRY(links, scratch.folder(QStringLiteral("input")));
    LASTRA_TRY(input, inputFolder(ws, dataset, links));
    deid::RunOptions options{input, scratch.file(QStringLiteral("release")),
                             scratch.file(QStringLiteral("custody")), policy, key};
    return deid::preview(options, work);
}

Result<DeidOutcome> deidentify(Workspace &ws, const QString &datasetId, const QString &policyName,
                               core::Work &work) {
    LASTRA_TRY(source, ws.library().dataset(datasetId));
    if (source.kind != archive::DatasetKind::Original)
        return fail("workflow.notOriginal", {source.shownName()});
    LASTRA_TRY(policy, policyNamed(ws, policyName));
    LASTRA_TRY(key, projectKey(ws));
    LASTRA_TRY(sourceUuid, ws.facts().datasetFor(datasetId));

    // The same input, policy and key give the same bytes: a second dataset of them would say
    // nothing new.
    LASTRA_TRY(made, madeWith(ws, source, policy));
    for (const archive::Dataset &earlier : made)
        // Files that were changed since are no reason not to make them again.
        if (const auto content = contentOf(ws, earlier.id, work);
            content && checkSealed(ws, earlier.id, *content))
            return fail("workflow.alreadyDeidentified",
                        {source.shownName(), policy.title, earlier.shownName()});
    LASTRA_CHECK(work.check());
    LASTRA_TRY(sourceFacts, ws.facts().facts(sourceUuid));
    // Only of what the engine was seen to have drawn, and only while these are still its bytes.
    LASTRA_TRY(sourceContent, contentOf(ws, datasetId, work));
    const auto &lineage =
        sourceFacts.at(compliance::factIndex(QStringLiteral("lineage.patient_source")));
    const bool virtualPatients = std::any_of(lineage.begin(), lineage.end(), [&](const Fact &fact) {
        return !fact.isStated() && fact.knowledge == compliance::Knowledge::Known &&
               fact.value.text == QLatin1String("none") && fact.boundRoot == sourceContent.root;
    });

    LASTRA_TRY(scratch, core::Scratch::make(ws.home(), QStringLiteral("deid")));
    LASTRA_TRY(links, scratch.folder(QStringLiteral("input")));
    LASTRA_TRY(input, inputFolder(ws, source, links));

    DeidOutcome outcome;
    const QString release = scratch.file(QStringLiteral("release"));
    // Custody is whole or not there: a killed run leaves no half of a crosswalk among the others.
    LASTRA_TRY(incoming,
               core::Scratch::make(ws.home(), QStringLiteral("run"), core::Scratch::kCustody));
    LASTRA_TRY(custody, incoming.folder(QStringLiteral("custody")));
    LASTRA_TRY(report, deid::run({input, release, custody, policy, key}, work));
    outcome.run = std::move(report);
    for (const deid::FileFate &fate : outcome.run.files)
        if (fate.state == deid::FileFate::State::Quarantined)
            outcome.setApart.emplace_back(fate.source, fate.reason);
    LASTRA_TRY(verify, deid::verify({input, release, custody}, work));
    outcome.verify = std::move(verify);
    LASTRA_CHECK(
        core::writeJsonObject(custody + QStringLiteral("/run-report.json"), outcome.run.json));
    LASTRA_CHECK(core::writeJsonObject(custody + QStringLiteral("/verify-report.json"),
                                       outcome.verify.json));
    LASTRA_TRY(kept, ws.home().folder(QStringLiteral("custody")));
    outcome.custody = kept + u'/' +
                      ws.clock().now().toUTC().toString(QStringLiteral("yyyyMMdd-HHmmss-")) +
                      QString::fromLatin1(core::randomBytes(3).toHex());
    if (::rename(QFile::encodeName(custody).constData(),
                 QFile::encodeName(outcome.custody).constData()) != 0)
        return tl::make_unexpected(core::fileError(outcome.custody, errno));
    outcome.run.custody = outcome.custody;
    LASTRA_TRY(evidenceDigest,
               core::sha256File(outcome.custody + QStringLiteral("/verify-report.json")));
    if (outcome.verify.verdict != deid::Verdict::Pass) {
        qint64 problems = 0;
        for (const deid::Check &check : outcome.verify.checks)
            problems += check.failures + check.holds;
        return fail("workflow.verifyFailed", {QString::number(problems), outcome.custody});
    }
    if (outcome.run.released == 0)
        return outcome;

    archive::ImportOptions options;
    options.project = source.project;
    const QString policyWord = QStringLiteral(", ") + policy.title.toLower();
    options.name = source.name + policyWord;
    if (!source.source.isEmpty())
        options.source = source.source + policyWord;
    options.kind = archive::DatasetKind::Deidentified;
    options.parent = datasetId;
    LASTRA_TRY(imported, ws.library().importFiles({release}, options, work));
    LASTRA_TRY(dataset, ws.library().dataset(imported.dataset));
    // The library may have had some of these files already, and not as they were.
    LASTRA_TRY(released, holdsOnly(ws, dataset.id, {release}, work));
    if (!released)
        return fail("workflow.filesOther", {dataset.shownName()});
    outcome.dataset = dataset;
    const QString evidence =
        QStringLiteral("sha256:") + QString::fromLatin1(core::hex(evidenceDigest));
    LASTRA_CHECK(registerDataset(ws, dataset.id,
                                 factsOf(ws, source, outcome, policy, virtualPatients, evidence),
                                 QStringLiteral("deidentified"), work));
    LASTRA_TRY(content, contentOf(ws, dataset.id, work));
    outcome.contentRoot = content.root;
    return outcome;
}

Result<std::optional<DeidOutcome>> earlierOutcome(Workspace &ws, const QString &datasetId,
                                                  const QString &policyName) {
    LASTRA_TRY(source, ws.library().dataset(datasetId));
    LASTRA_TRY(policy, policyNamed(ws, policyName));
    LASTRA_TRY(made, madeWith(ws, source, policy));
    if (made.empty())
        return std::nullopt;
    const archive::Dataset &latest =
        *std::max_element(made.begin(), made.end(),
                          [](const auto &a, const auto &b) { return a.created < b.created; });
    LASTRA_TRY(uuid, ws.facts().datasetFor(latest.id));
    LASTRA_TRY(facts, ws.facts().facts(uuid));
    const Fact *scanned = facts.find(QStringLiteral("scan.profile_digest"));
    const Fact *signedRoot = facts.find(QStringLiteral("signoff.root"));
    const QDir runs(ws.home().path() + QStringLiteral("/custody"));
    for (const QString &run : runs.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString custody = runs.filePath(run);
        const QString report = custody + QStringLiteral("/verify-report.json");
        const auto digest = core::sha256File(report);
        if (!digest || scanned->evidence !=
                           QStringLiteral("sha256:") + QString::fromLatin1(core::hex(*digest)))
            continue;
        LASTRA_TRY(verify, core::readJsonObject(report));
        LASTRA_TRY(ran, core::readJsonObject(custody + QStringLiteral("/run-report.json")));
        LASTRA_TRY(apart, core::readJsonObject(custody + QStringLiteral("/quarantine.json")));
        DeidOutcome outcome;
        readBack(ran, verify, outcome);
        for (const QJsonValue &value : apart[QStringLiteral("quarantine")].toArray())
            outcome.setApart.emplace_back(value[QStringLiteral("file")].toString(),
                                          value[QStringLiteral("reason")].toString());
        outcome.dataset = latest;
        outcome.contentRoot = scanned->boundRoot;
        outcome.custody = custody;
        outcome.signedOff = signedRoot && signedRoot->knowledge == compliance::Knowledge::Known &&
                            signedRoot->value.text == scanned->boundRoot;
        return outcome;
    }
    return fail("workflow.evidenceGone", {latest.shownName()});
}

core::Done signOff(Workspace &ws, const QString &datasetId, core::Work &work) {
    LASTRA_TRY(dataset, ws.library().dataset(datasetId));
    if (dataset.kind == archive::DatasetKind::Original)
        return fail("workflow.releaseOriginal", {dataset.shownName()});
    LASTRA_TRY(content, contentOf(ws, datasetId, work));
    LASTRA_CHECK(checkSealed(ws, datasetId, content));
    const QString &root = content.root;
    LASTRA_TRY(uuid, ws.facts().datasetFor(datasetId));
    LASTRA_CHECK(
        ws.facts().add(uuid, {Fact::observed(QStringLiteral("signoff.root"), root,
                                             QStringLiteral("lastra.signoff"), ws.clock().now())}));
    LASTRA_TRY(head, ws.audit().append(compliance::AuditEvent{QStringLiteral("attestation.added"),
                                                              uuid,
                                                              root,
                                                              QStringLiteral("INT-01"),
                                                              {},
                                                              {},
                                                              {},
                                                              {},
                                                              {}}));
    (void)head;
    return {};
}

} // namespace lastra::workflow
