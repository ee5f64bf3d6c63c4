#include "lastra/workflow/Datasets.h"

#include "lastra/archive/AllSessions.h"
#include "lastra/core/Scratch.h"
#include "lastra/dicom/Scan.h"
#include "lastra/simulation/SampleCohort.h"
#include "lastra/workflow/Compliance.h"

#include "Sealing.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace lastra::workflow {
namespace {

using compliance::Fact;
using compliance::Value;
using core::fail;
using core::Result;

// Stored for every dataset that is registered, bound to its content.
constexpr char kRegistered[] = "dataset.has_pixels";

enum class Head { No, Unknown, Yes };

// Whether Body Part Examined (0018,0015) says that a head is imaged. Only a part that is known to
// be elsewhere says no (PS3.16 annex L); a missing or unheard-of one says nothing.
Head headIn(const QString &bodyPart) {
    QString part;
    for (const QChar c : bodyPart.toUpper())
        if (c.isLetter())
            part += c;
    for (const char *word :
         {"HEAD", "BRAIN", "SKULL", "FACE", "FACIAL", "NECK", "JAW", "MANDIBLE", "MAXILLA", "ORBIT",
          "NASAL", "SINUS", "TOOTH", "TEETH", "TMJ", "CSPINE", "CTSPINE", "WHOLEBODY"})
        if (part.contains(QLatin1String(word)))
            return Head::Yes;
    if (part == QLatin1String("EYE") || part == QLatin1String("EAR"))
        return Head::Yes;
    static const QSet<QString> elsewhere = [] {
        QSet<QString> parts;
        for (const char *name :
             {"ABDOMEN",        "ABDOMENPELVIS", "ANKLE",    "AORTA",    "ARM",      "BLADDER",
              "BREAST",         "CALCANEUS",     "CHEST",    "CLAVICLE", "COCCYX",   "ELBOW",
              "CHESTABDOMEN",   "EXTREMITY",     "FEMUR",    "FINGER",   "FOOT",     "FOREARM",
              "CHESTABDPELVIS", "GALLBLADDER",   "HAND",     "HEART",    "HIP",      "HUMERUS",
              "KIDNEY",         "KNEE",          "LEG",      "LIVER",    "LSPINE",   "LSSPINE",
              "LUNG",           "PANCREAS",      "PATELLA",  "PELVIS",   "PROSTATE", "RIB",
              "SACRUM",         "SCAPULA",       "SHOULDER", "SPLEEN",   "SSPINE",   "STERNUM",
              "THIGH",          "THORAX",        "THUMB",    "TOE",      "TSPINE",   "TLSPINE",
              "UTERUS",         "WRIST"})
            parts.insert(QString::fromLatin1(name));
        return parts;
    }();
    return elsewhere.contains(part) ? Head::No : Head::Unknown;
}

// What the headers of a dataset show, as facts bound to its content.
Result<std::vector<Fact>> observedFacts(Workspace &ws, const archive::Dataset &dataset,
                                        const QString &root, core::Work &work) {
    LASTRA_TRY(entries, ws.library().datasetFiles(dataset.id));
    QStringList paths;
    for (const archive::FileEntry &entry : entries)
        paths << entry.where;
    LASTRA_TRY(scan, dicom::scanFolder(paths, work));
    bool pixels = false, synthetic = false;
    Head head = Head::No;
    qint64 identified = 0, marked = 0, simulated = 0;
    for (const dicom::Header &header : scan.files) {
        pixels |= header.hasPixels();
        if (header.hasPixels() && !header.isDicomdir)
            head = std::max(head, headIn(header.bodyPart));
        synthetic |= header.simulated;
        simulated += header.simulated;
        marked += header.synthetic;
        identified += !header.deidentified;
    }
    const QDateTime now = ws.clock().now();
    const auto fact = [&](const char *name, Value value) {
        Fact f = Fact::observed(QString::fromLatin1(name), std::move(value),
                                QStringLiteral("lastra.headers"), now);
        f.boundRoot = root;
        return f;
    };
    std::vector<Fact> facts{fact("content.root", root), fact(kRegistered, pixels),
                            fact("dataset.contains_synthetic", synthetic)};
    if (head != Head::Unknown)
        facts.push_back(fact("dataset.has_head", head == Head::Yes));
    if (simulated > 0)
        facts.push_back(fact("synth.marked_ratio", double(marked) / double(simulated)));
    // Without a verified de-identification the names in the headers count as names.
    if (dataset.kind == archive::DatasetKind::Original && identified > 0)
        facts.push_back(fact("dataset.class", "identifiable"));
    return facts;
}

} // namespace

core::Done registerDataset(Workspace &ws, const QString &id, std::vector<Fact> extra,
                           const QString &sealedAs, core::Work &work) {
    LASTRA_TRY(dataset, ws.library().dataset(id));
    LASTRA_TRY(content, contentOf(ws, id, work));
    const QString &root = content.root;
    LASTRA_TRY(uuid, ws.facts().datasetFor(id));
    // The same files taken in again change nothing that is known of them, a signature least of all.
    LASTRA_TRY(known, ws.facts().facts(uuid));
    if (const Fact *registered = known.find(QLatin1String(kRegistered));
        registered && registered->boundRoot == root &&
        (sealedAs.isEmpty() || ws.audit().sealedRoot(uuid) == root))
        return {};
    LASTRA_TRY(facts, observedFacts(ws, dataset, root, work));
    for (Fact &fact : extra) {
        if (fact.boundRoot.isEmpty() && fact.kind == compliance::FactKind::Observed)
            fact.boundRoot = root;
        facts.push_back(std::move(fact));
    }
    facts.push_back(Fact::absent(QStringLiteral("signoff.root"), QStringLiteral("lastra.signoff"),
                                 ws.clock().now()));
    LASTRA_CHECK(ws.facts().add(uuid, facts));
    std::vector<compliance::AuditEvent> events;
    events.push_back({QStringLiteral("dataset.registered"), uuid, root, {}, {}, {}, {}, {}, {}});
    events.push_back({QStringLiteral("content.sealed"), uuid, root, {}, {}, {}, {}, sealedAs, {}});
    LASTRA_TRY(head, ws.audit().append(events));
    (void)head;
    return {};
}

Result<archive::ImportReport> importPaths(Workspace &ws, const QStringList &paths,
                                          const QString &project, const QString &name,
                                          core::Work &work) {
    archive::ImportOptions options;
    if (!project.isEmpty())
        options.project = project;
    options.name = name;
    if (name.isEmpty() && !paths.isEmpty()) {
        options.source =
            QFileInfo(QDir::cleanPath(QFileInfo(paths.first()).absoluteFilePath())).fileName();
        if (paths.size() > 1)
            options.source += QStringLiteral(" + %1").arg(paths.size() - 1);
    }
    LASTRA_TRY(report, ws.library().importFiles(paths, options, work));
    if (report.dataset.isEmpty())
        return fail("workflow.nothingToImport", {QFileInfo(paths.value(0)).fileName()});
    LASTRA_CHECK(registerDataset(ws, report.dataset, {}, {}, work));
    return report;
}

Result<archive::ImportReport> importSampleCohort(Workspace &ws, core::Work &work) {
    LASTRA_TRY(folder, core::Scratch::make(ws.home(), QStringLiteral("cohort")));
    LASTRA_TRY(cohort, simulation::makeSampleCohort(folder.path(), work));
    archive::ImportOptions options;
    options.project = QStringLiteral("samples");
    options.name = QStringLiteral("Sample cohort");
    LASTRA_TRY(report, ws.library().importFiles(cohort.folders, options, work));
    if (report.dataset.isEmpty())
        return fail("workflow.nothingToImport", {QStringLiteral("cohort")});
    // No patient stands behind images that the engine has just drawn; of a dataset that holds
    // others as well nothing new is known.
    LASTRA_TRY(drawn, holdsOnly(ws, report.dataset, cohort.folders, work));
    if (drawn)
        LASTRA_CHECK(registerDataset(ws, report.dataset, virtualPatientFacts(ws), {}, work));
    return report;
}

std::vector<Fact> virtualPatientFacts(Workspace &ws) {
    const QDateTime now = ws.clock().now();
    return {Fact::observed(QStringLiteral("lineage.patient_source"), QStringLiteral("none"),
                           QStringLiteral("lastra.simulation"), now),
            Fact::observed(QStringLiteral("dataset.origin"), QStringLiteral("simulated"),
                           QStringLiteral("lastra.simulation"), now)};
}

Result<std::vector<ProjectRow>> projectRows(Workspace &ws, core::Work &work) {
    std::vector<ProjectRow> rows;
    if (ws.archiveIsRemote()) {
        LASTRA_TRY(remote, ws.archive().projects(work));
        for (archive::Project &project : remote)
            rows.push_back({std::move(project), false});
    }
    LASTRA_TRY(local, ws.library().projects(work));
    for (archive::Project &project : local)
        rows.push_back({std::move(project), true});
    return rows;
}

Result<DatasetRow> datasetRow(Workspace &ws, const QString &id, compliance::Language language,
                              core::Work &work) {
    DatasetRow row;
    LASTRA_TRY(dataset, ws.library().dataset(id));
    row.dataset = std::move(dataset);
    LASTRA_TRY(uuid, ws.facts().datasetFor(id));
    row.uuid = uuid;
    LASTRA_TRY(facts, currentFacts(ws, id, false, work));
    const compliance::Now now = judgingTime(ws);
    row.judgement = compliance::judge(ws.catalogue(), facts, now);
    row.gates = compliance::gatesOf(ws.catalogue(), facts, now, language);
    for (const compliance::GateDecision &gate : row.gates)
        if (row.waitingFor.isEmpty() && !gate.blocking.empty() &&
            gate.state != compliance::GateState::NotAsked)
            row.waitingFor = gate.blocking.front().responsible;
    LASTRA_TRY(sessions, ws.library().datasetSessions(id));
    QSet<QString> subjects;
    for (const archive::Session &session : sessions) {
        subjects.insert(session.subject);
        ++row.sessions;
        row.series += std::max<qint64>(0, session.scans);
        row.images += std::max<qint64>(0, session.images);
    }
    row.subjects = subjects.size();
    return row;
}

Result<std::vector<DatasetRow>> datasetRows(Workspace &ws, compliance::Language language,
                                            core::Work &work) {
    LASTRA_TRY(datasets, ws.library().datasets());
    work.begin(core::Unit::Rows, qint64(datasets.size()));
    std::vector<DatasetRow> rows;
    for (const archive::Dataset &dataset : datasets) {
        LASTRA_CHECK(work.check());
        LASTRA_TRY(row, datasetRow(ws, dataset.id, language, work));
        rows.push_back(std::move(row));
        work.advance();
    }
    return rows;
}

Result<std::vector<SessionRow>> sessionRows(Workspace &ws, const ProjectRow &project,
                                            compliance::Language language, core::Work &work) {
    archive::Archive &where =
        project.onThisComputer ? static_cast<archive::Archive &>(ws.library()) : ws.archive();
    std::vector<SessionRow> rows;
    archive::SessionQuery query;
    query.project = project.project.id;
    LASTRA_TRY(all, archive::allSessions(where, query, work));
    for (archive::Session &session : all) {
        SessionRow row;
        row.session = std::move(session);
        row.onThisComputer = project.onThisComputer;
        row.onSite = !project.onThisComputer;
        row.gates.fill(compliance::GateState::Unknown);
        rows.push_back(std::move(row));
    }
    if (!project.onThisComputer)
        return rows;
    LASTRA_TRY(datasets, ws.library().datasets(project.project.id));
    for (const archive::Dataset &dataset : datasets) {
        LASTRA_TRY(row, datasetRow(ws, dataset.id, language, work));
        LASTRA_TRY(sessions, ws.library().datasetSessions(dataset.id));
        for (const archive::Session &session : sessions)
            for (SessionRow &s : rows)
                if (s.session.id == session.id && s.dataset.isEmpty()) {
                    s.dataset = dataset.id;
                    s.status = row.judgement.status;
                    for (size_t g = 0; g < row.gates.size(); ++g)
                        s.gates[g] = row.gates[g].state;
                    s.nextExpiry = row.judgement.nextPerson;
                    s.waitingFor = row.waitingFor;
                }
    }
    return rows;
}

Result<std::vector<dicom::Series>> seriesOfPaths(const QStringList &paths, core::Work &work) {
    LASTRA_TRY(scan, dicom::scanFolder(paths, work));
    std::vector<dicom::Series> all;
    for (dicom::Patient &patient : dicom::groupSeries(std::move(scan.files)))
        for (dicom::Study &study : patient.studies)
            for (dicom::Series &series : study.series)
                all.push_back(std::move(series));
    return all;
}

Result<std::vector<dicom::Series>> seriesOfSession(Workspace &ws, const QString &session,
                                                   core::Work &work) {
    LASTRA_TRY(files, ws.library().files(session, {}, work));
    QStringList paths;
    for (const archive::FileEntry &file : files)
        paths << file.where;
    return seriesOfPaths(paths, work);
}

} // namespace lastra::workflow
