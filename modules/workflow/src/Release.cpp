#include "lastra/workflow/Release.h"

#include "Sealing.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/workflow/Compliance.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include <cerrno>
#include <unistd.h>

namespace lastra::workflow {
namespace {

using compliance::GateState;
using core::fail;
using core::Result;

// What the archive says of itself and of the target project, as facts about this release.
core::Done askArchive(Workspace &ws, const QString &project, compliance::Facts &facts,
                      core::Work &work) {
    LASTRA_TRY(description, ws.archive().describe(work));
    const QDateTime now = ws.clock().now();
    const auto fetched = [&](const char *name, compliance::Value value) {
        compliance::Fact fact = compliance::Fact::observed(
            QString::fromLatin1(name), std::move(value), QStringLiteral("archive"), now);
        fact.kind = compliance::FactKind::Fetched;
        return facts.add(std::move(fact));
    };
    if (description.tlsVersion > 0) {
        // The client refuses a certificate that does not verify, so an answer proves it.
        LASTRA_CHECK(fetched("tls.cert_ok", true));
        LASTRA_CHECK(fetched("tls.version", description.tlsVersion));
    }
    LASTRA_TRY(projects, ws.archive().projects(work));
    for (const archive::Project &p : projects)
        if (p.id == project) {
            if (!p.access.isEmpty())
                LASTRA_CHECK(fetched("xnat.accessibility", p.access));
            return {};
        }
    return fail("workflow.projectUnknown", {project});
}

Result<compliance::GateDecision> judgeUpload(Workspace &ws, const QString &dataset,
                                             const QString &project, compliance::Language language,
                                             core::Work &work) {
    LASTRA_TRY(facts, currentFacts(ws, dataset, true, work));
    if (ws.archiveIsRemote() && !project.isEmpty())
        LASTRA_CHECK(askArchive(ws, project, facts, work));
    return compliance::decide(compliance::Gate::Upload, ws.catalogue(), facts, judgingTime(ws),
                              language);
}

// The rows that keep it shut; what was acknowledged does not.
QString namesOf(const compliance::GateDecision &decision, bool acknowledged) {
    QStringList names;
    for (const compliance::Blocking &row : decision.blocking)
        if (!acknowledged || row.state != compliance::State::Attention)
            names << row.id;
    return names.join(QStringLiteral(", "));
}

} // namespace

Result<compliance::GateDecision> uploadGate(Workspace &ws, const QString &dataset,
                                            const QString &project, compliance::Language language,
                                            core::Work &work) {
    return judgeUpload(ws, dataset, project, language, work);
}

Result<ReleaseReport> releaseTo(Workspace &ws, const QString &dataset, const ReleaseTarget &target,
                                core::Work &work) {
    LASTRA_TRY(info, ws.library().dataset(dataset));
    if (info.kind == archive::DatasetKind::Original)
        return fail("workflow.releaseOriginal", {info.name});
    LASTRA_TRY(uuid, ws.facts().datasetFor(dataset));
    LASTRA_TRY(decision,
               judgeUpload(ws, dataset, target.project, compliance::Language::English, work));
    const bool pass = decision.mayPass(target.acknowledged);
    QStringList evidence;
    const auto event = [&](const char *act, const char *to) {
        return compliance::AuditEvent{QString::fromLatin1(act),
                                      uuid,
                                      decision.contentRoot,
                                      {},
                                      QStringLiteral("upload"),
                                      {},
                                      QString::fromLatin1(to),
                                      {},
                                      {}};
    };
    // On disk before the first byte leaves.
    LASTRA_TRY(head, ws.audit().append(event("gate.decided", pass ? "OPEN" : "SHUT")));
    if (!pass)
        return fail("workflow.gateShut", {namesOf(decision, target.acknowledged)});
    LASTRA_CHECK(ws.audit().append(event("action.started", "")).map([](auto &&) {}));

    // One session per study: the files of each are laid out in a folder of their own, by links that
    // cost nothing, and the ticket names every one of them.
    LASTRA_TRY(sessions, ws.library().datasetSessions(dataset));
    LASTRA_TRY(entries, ws.library().datasetFiles(dataset));
    LASTRA_TRY(cache, ws.home().folder(QStringLiteral("work")));
    ReleaseReport report;
    for (const archive::Session &session : sessions) {
        LASTRA_CHECK(work.check());
        QTemporaryDir folder(cache + QStringLiteral("/release-XXXXXX"));
        LASTRA_TRY(files, ws.library().files(session.id, {}, work));
        QSet<QString> ofSession;
        for (const archive::FileEntry &file : files)
            ofSession.insert(file.where);
        QMap<QString, QByteArray> digests;
        int number = 0;
        for (const archive::FileEntry &entry : entries) {
            if (!ofSession.contains(entry.where))
                continue;
            const QString name = QStringLiteral("%1.dcm").arg(++number, 6, 10, QLatin1Char('0'));
            const QString path = folder.filePath(name);
            if (::link(QFile::encodeName(entry.where).constData(),
                       QFile::encodeName(path).constData()) != 0 &&
                !QFile::copy(entry.where, path))
                return tl::make_unexpected(core::fileError(path, errno));
            LASTRA_TRY(digest, core::sha256File(path));
            digests.insert(name, core::hex(digest));
        }
        if (digests.isEmpty())
            continue;
        archive::PushTarget to;
        to.project = target.project;
        to.subject = target.subject.isEmpty() ? session.subject : target.subject;
        to.session = to.subject + u'_' +
                     QString::fromLatin1(core::hex(core::sha256(session.uid.toUtf8())).left(8));
        const auto ticket = archive::ReleaseTicket::issuedByWorkflowGate(
            decision.contentRoot, QStringLiteral("audit:%1").arg(head.size), digests);
        LASTRA_TRY(receipt, ws.archive().push(folder.path(), ticket, to, work));
        report.files += qint64(receipt.files.size());
        report.bytes += receipt.bytes;
        report.sessions.push_back(std::move(receipt));
    }
    if (report.sessions.empty())
        return fail("workflow.datasetEmpty");
    const QDateTime now = ws.clock().now();
    const auto fact = [&](const char *name) {
        compliance::Fact f = compliance::Fact::observed(QString::fromLatin1(name), true,
                                                        QStringLiteral("lastra.release"), now);
        f.boundRoot = decision.contentRoot;
        return f;
    };
    LASTRA_CHECK(ws.facts().add(uuid, {fact("upload.done"), fact("upload.match")}));
    LASTRA_CHECK(ws.audit().append(event("action.finished", "")).map([](auto &&) {}));
    return report;
}

Result<archive::ImportReport> pullSession(Workspace &ws, const QString &session, core::Work &work) {
    LASTRA_TRY(info, ws.archive().session(session, work));
    LASTRA_TRY(cache, ws.home().folder(QStringLiteral("work/pull")));
    // Kept until the import is done, so that a broken pull goes on where it stopped.
    const QString folder =
        cache + u'/' +
        QString::fromLatin1(
            core::hex(core::sha256((ws.site().name + u'/' + session).toUtf8())).left(16));
    LASTRA_TRY(receipt, ws.archive().pull({session, {}}, folder, work));
    (void)receipt;
    archive::ImportOptions options;
    options.project = info.project;
    options.name = info.label;
    LASTRA_TRY(report, ws.library().importFiles({folder}, options, work));
    if (report.dataset.isEmpty())
        return fail("workflow.nothingToImport", {info.label});
    LASTRA_CHECK(registerDataset(ws, report.dataset, {}, false, work));
    QDir(folder).removeRecursively();
    return report;
}

} // namespace lastra::workflow
