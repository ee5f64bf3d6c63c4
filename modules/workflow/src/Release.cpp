#include "lastra/workflow/Release.h"

#include "Sealing.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Log.h"
#include "lastra/core/Scratch.h"
#include "lastra/workflow/Compliance.h"

#include <QDir>
#include <QFileInfo>

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
                                             const Content &content, const QString &project,
                                             compliance::Language language, core::Work &work) {
    LASTRA_TRY(facts, factsOfContent(ws, dataset, content.root));
    if (ws.archiveIsRemote() && !project.isEmpty())
        LASTRA_CHECK(askArchive(ws, project, facts, work));
    return compliance::decide(compliance::Gate::Upload, ws.catalogue(), facts, judgingTime(ws),
                              language);
}

constexpr qsizetype kNamed = 5; // rows that a refusal has room for, the gravest first

// Names the rows that keep it shut (what was acknowledged does not), then of the gravest whose turn
// it is and the one next step.
core::Error refusal(const compliance::GateDecision &decision, const ReleaseTarget &target) {
    QStringList ids, titles;
    QString turn, next;
    for (const compliance::Blocking &row : decision.blocking)
        if (!target.acknowledged || row.state != compliance::State::Attention) {
            if (ids.isEmpty()) {
                turn = row.responsible;
                next = row.next;
            }
            ids << row.id;
            if (ids.size() <= kNamed)
                titles << row.id + u' ' + row.title;
        }
    if (ids.size() > kNamed)
        titles << (target.language == compliance::Language::Italian ? QStringLiteral("e altre %1")
                                                                    : QStringLiteral("and %1 more"))
                      .arg(ids.size() - kNamed);
    return core::Error{
        "workflow.gateShut",
        {ids.join(QStringLiteral(", ")), titles.join(QStringLiteral("; ")), turn, next},
        {},
        nullptr};
}

// What has left so far.
struct Left {
    ReleaseReport report;
    QStringList sessions; // as the archive calls them
    QStringList evidence; // of each, the digest over its files' digests
};

// One session per study: the files of each are laid out in a folder of their own, by links that
// cost nothing, and the ticket names every one of them.
core::Done send(Workspace &ws, const std::vector<archive::Session> &sessions,
                const std::vector<archive::FileEntry> &entries, const ReleaseTarget &target,
                const Content &content, const QString &decision, Left &left, core::Work &work) {
    for (const archive::Session &session : sessions) {
        LASTRA_CHECK(work.check());
        LASTRA_TRY(folder, core::Scratch::make(ws.home(), QStringLiteral("release")));
        LASTRA_TRY(files, ws.library().files(session.id, {}, work));
        QSet<QString> ofSession;
        for (const archive::FileEntry &file : files)
            ofSession.insert(file.where);
        QMap<QString, QByteArray> digests;
        core::Sha256Hasher all;
        int number = 0;
        for (const archive::FileEntry &entry : entries) {
            if (!ofSession.contains(entry.where))
                continue;
            const QString name = QStringLiteral("%1.dcm").arg(++number, 6, 10, QLatin1Char('0'));
            const QString path = folder.file(name);
            if (::link(QFile::encodeName(entry.where).constData(),
                       QFile::encodeName(path).constData()) != 0 &&
                !QFile::copy(entry.where, path))
                return tl::make_unexpected(core::fileError(path, errno));
            // What was judged, not what lies there by now: the archive holds the bytes against it.
            const QByteArray digest = content.digests.value(entry.where);
            digests.insert(name, digest);
            all.add(digest + '\n');
        }
        if (digests.isEmpty())
            continue;
        archive::PushTarget to;
        to.project = target.project;
        to.subject = target.subject.isEmpty() ? session.subject : target.subject;
        to.session = to.subject + u'_' +
                     QString::fromLatin1(core::hex(core::sha256(session.uid.toUtf8())).left(8));
        const auto ticket = archive::ReleaseTicket::issuedByWorkflowGate(content.root, decision,
                                                                         std::move(digests));
        LASTRA_TRY(receipt, ws.archive().push(folder.path(), ticket, to, work));
        left.report.files += qint64(receipt.files.size());
        left.report.bytes += receipt.bytes;
        left.report.sessions.push_back(std::move(receipt));
        left.sessions << to.session;
        left.evidence << QStringLiteral("sha256:") + QString::fromLatin1(core::hex(all.finish()));
    }
    if (left.sessions.isEmpty())
        return fail("workflow.datasetEmpty");
    return {};
}

} // namespace

Result<compliance::GateDecision> uploadGate(Workspace &ws, const QString &dataset,
                                            const QString &project, compliance::Language language,
                                            core::Work &work) {
    LASTRA_TRY(info, ws.library().dataset(dataset));
    LASTRA_TRY(content, contentOf(ws, dataset, work));
    if (info.kind != archive::DatasetKind::Original)
        LASTRA_CHECK(checkSealed(ws, dataset, content));
    return judgeUpload(ws, dataset, content, project, language, work);
}

Result<ReleaseReport> releaseTo(Workspace &ws, const QString &dataset, const ReleaseTarget &target,
                                core::Work &work) {
    LASTRA_TRY(info, ws.library().dataset(dataset));
    if (info.kind == archive::DatasetKind::Original)
        return fail("workflow.releaseOriginal", {info.shownName()});
    LASTRA_TRY(uuid, ws.facts().datasetFor(dataset));
    LASTRA_TRY(content, contentOf(ws, dataset, work));
    const auto event = [&](const char *act, const char *to) {
        return compliance::AuditEvent{QString::fromLatin1(act),
                                      uuid,
                                      content.root,
                                      {},
                                      QStringLiteral("upload"),
                                      {},
                                      QString::fromLatin1(to),
                                      {},
                                      {}};
    };
    // Whatever is stated about them: bytes that de-identifying or simulating did not make stay
    // here.
    if (auto same = checkSealed(ws, dataset, content); !same) {
        compliance::AuditEvent shut = event("gate.decided", "SHUT");
        shut.control = QStringLiteral("INT-01");
        shut.why = compliance::reasonKey(compliance::Reason::FactOtherContent);
        LASTRA_CHECK(ws.audit().append(shut).map([](auto &&) {}));
        return core::passOn(same);
    }
    LASTRA_TRY(decision, judgeUpload(ws, dataset, content, target.project, target.language, work));
    const bool pass = decision.mayPass(target.acknowledged);
    // On disk before the first byte leaves.
    LASTRA_TRY(head, ws.audit().append(event("gate.decided", pass ? "OPEN" : "SHUT")));
    if (!pass)
        return tl::make_unexpected(refusal(decision, target));
    LASTRA_CHECK(ws.audit().append(event("action.started", "")).map([](auto &&) {}));

    LASTRA_TRY(sessions, ws.library().datasetSessions(dataset));
    LASTRA_TRY(entries, ws.library().datasetFiles(dataset));
    Left left;
    if (auto sent = send(ws, sessions, entries, target, content,
                         QStringLiteral("audit:%1").arg(head.size), left, work);
        !sent) {
        compliance::AuditEvent failed = event("action.failed", "");
        failed.why = sent.error().code == "core.cancelled" ? QStringLiteral("by_person")
                                                           : QStringLiteral("by_error");
        failed.evidence = left.evidence;
        if (auto noted = ws.audit().append(failed); !noted)
            core::logError("release", noted.error());
        if (left.sessions.isEmpty())
            return core::passOn(sent);
        return fail("workflow.releaseStopped",
                    {QString::number(left.sessions.size()), QString::number(sessions.size()),
                     left.sessions.join(QStringLiteral(", "))},
                    sent.error());
    }
    const QDateTime now = ws.clock().now();
    const auto fact = [&](const char *name) {
        compliance::Fact f = compliance::Fact::observed(QString::fromLatin1(name), true,
                                                        QStringLiteral("lastra.release"), now);
        f.boundRoot = content.root;
        return f;
    };
    LASTRA_CHECK(ws.facts().add(uuid, {fact("upload.done"), fact("upload.match")}));
    compliance::AuditEvent finished = event("action.finished", "");
    finished.evidence = left.evidence;
    LASTRA_CHECK(ws.audit().append(finished).map([](auto &&) {}));
    return std::move(left.report);
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
    LASTRA_CHECK(registerDataset(ws, report.dataset, {}, {}, work));
    QDir(folder).removeRecursively();
    return report;
}

} // namespace lastra::workflow
