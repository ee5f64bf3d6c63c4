#include "Command.h"

#include "lastra/archive/AllSessions.h"
#include "lastra/workflow/Datasets.h"
#include "lastra/workflow/Messages.h"
#include "lastra/workflow/Release.h"

#include <QJsonArray>

namespace lastra::cli {
namespace {

// An archive need not say how many.
QJsonValue counted(qint64 count) {
    return count == archive::kUnknown ? QJsonValue() : QJsonValue(count);
}

QJsonObject json(const archive::Session &s) {
    return {{QStringLiteral("id"), s.id},
            {QStringLiteral("label"), s.label},
            {QStringLiteral("subject"), s.subject},
            {QStringLiteral("project"), s.project},
            {QStringLiteral("modality"), s.modality},
            {QStringLiteral("date"), s.date.toString(Qt::ISODate)},
            {QStringLiteral("scans"), counted(s.scans)},
            {QStringLiteral("images"), counted(s.images)}};
}

// ls; ls PROJECT; ls PROJECT/SESSION
core::Result<Outcome> list(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    archive::Archive &where = call.options.isSet(QStringLiteral("library"))
                                  ? static_cast<archive::Archive &>(ws->library())
                                  : ws->archive();
    Outcome outcome;
    const QStringList path = call.words.value(0).split(u'/', Qt::SkipEmptyParts);
    if (path.isEmpty()) {
        LASTRA_TRY(projects, where.projects(call.work));
        QJsonArray rows;
        for (const archive::Project &p : projects) {
            rows.append(QJsonObject{{QStringLiteral("id"), p.id},
                                    {QStringLiteral("name"), p.name},
                                    {QStringLiteral("access"), p.access},
                                    {QStringLiteral("sessions"), counted(p.sessions)},
                                    {QStringLiteral("mayWrite"), p.mayWrite}});
            outcome.text += QStringLiteral("%1  %2\n").arg(p.id, -20).arg(p.name);
        }
        outcome.json = {{QStringLiteral("projects"), rows}};
        return outcome;
    }
    if (path.size() == 1) {
        QJsonArray rows;
        archive::SessionQuery query;
        query.project = path.first();
        LASTRA_TRY(sessions, archive::allSessions(where, query, call.work));
        for (const archive::Session &s : sessions) {
            rows.append(json(s));
            outcome.text += QStringLiteral("%1  %2  %3  %4\n")
                                .arg(s.id, -24)
                                .arg(s.label, -24)
                                .arg(s.modality, -6)
                                .arg(s.date.toString(Qt::ISODate));
        }
        outcome.json = {{QStringLiteral("sessions"), rows}};
        return outcome;
    }
    LASTRA_TRY(scans, where.scans(path.at(1), call.work));
    QJsonArray rows;
    for (const archive::Scan &s : scans) {
        rows.append(QJsonObject{{QStringLiteral("id"), s.id},
                                {QStringLiteral("modality"), s.modality},
                                {QStringLiteral("description"), s.description},
                                {QStringLiteral("images"), counted(s.images)}});
        outcome.text += QStringLiteral("%1  %2  %3 images  %4\n")
                            .arg(s.id, -8)
                            .arg(s.modality, -4)
                            .arg(s.images < 0 ? QStringLiteral("?") : QString::number(s.images))
                            .arg(s.description);
    }
    outcome.json = {{QStringLiteral("scans"), rows}};
    return outcome;
}

core::Result<Outcome> search(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_TRY(projects, ws->archive().projects(call.work));
    Outcome outcome;
    QJsonArray rows;
    for (const archive::Project &p : projects) {
        archive::SessionQuery query;
        query.project = p.id;
        query.text = call.words.first();
        LASTRA_TRY(sessions, archive::allSessions(ws->archive(), query, call.work));
        for (const archive::Session &s : sessions) {
            rows.append(json(s));
            outcome.text += QStringLiteral("%1/%2  %3\n").arg(s.project, s.id, s.label);
        }
    }
    outcome.json = {{QStringLiteral("sessions"), rows}};
    return outcome;
}

QJsonObject json(const archive::ImportReport &report) {
    QJsonArray leftAlone;
    for (const archive::NotImported &file : report.skipped)
        leftAlone.append(reasonFor(file.source, file.reason));
    return {{QStringLiteral("dataset"), report.dataset},
            {QStringLiteral("count"), cli::json(report.count())},
            {QStringLiteral("imported"), report.imported},
            {QStringLiteral("duplicates"), report.duplicates},
            {QStringLiteral("skipped"), qint64(report.skipped.size())},
            {QStringLiteral("leftAlone"), leftAlone},
            {QStringLiteral("conflicts"), qint64(report.conflicts.size())}};
}

QString text(workflow::Workspace &ws, const archive::ImportReport &report) {
    QString all = words(report.count());
    for (const archive::NotImported &file : report.skipped)
        all += QStringLiteral("  left alone: %1\n")
                   .arg(workflow::sentence(file.reason, workflow::systemLanguage()));
    if (const auto dataset = ws.library().dataset(report.dataset))
        all += QStringLiteral("Dataset %1: %2, in project %3.\n")
                   .arg(report.dataset, dataset->shownName(), dataset->project);
    return all;
}

core::Result<Outcome> import(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_TRY(report,
               workflow::importPaths(*ws, call.words, call.options.value(QStringLiteral("project")),
                                     call.options.value(QStringLiteral("name")), call.work));
    return Outcome{report.skipped.empty() ? Done : InPart, json(report), text(*ws, report)};
}

core::Result<Outcome> sample(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_TRY(report, workflow::importSampleCohort(*ws, call.work));
    return Outcome{Done, json(report), text(*ws, report)};
}

// pull PATH DIR writes the files into a folder; pull PATH alone takes them into the library.
core::Result<Outcome> pull(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    const QString session = call.words.first().section(u'/', -1);
    if (call.words.size() == 1) {
        LASTRA_TRY(report, workflow::pullSession(*ws, session, call.work));
        return Outcome{Done, json(report), text(*ws, report)};
    }
    LASTRA_TRY(receipt, ws->archive().pull({session, {}}, call.words.at(1), call.work));
    Outcome outcome;
    outcome.json = {{QStringLiteral("folder"), receipt.folder},
                    {QStringLiteral("files"), qint64(receipt.files.size())},
                    {QStringLiteral("bytes"), receipt.bytes},
                    {QStringLiteral("unchecked"), receipt.unchecked}};
    outcome.text = QStringLiteral("%1 files, %2 bytes in %3\n")
                       .arg(receipt.files.size())
                       .arg(receipt.bytes)
                       .arg(receipt.folder);
    return outcome;
}

QString counted(qint64 number, const char *what) {
    return QStringLiteral("%1 %2%3").arg(number).arg(
        QLatin1String(what), number == 1 ? QLatin1String() : QLatin1String("s"));
}

// What keeps the gate shut, row by row: whose turn it is and what to do.
core::Result<Outcome> refused(Call &call, workflow::Workspace &ws, const core::Error &error) {
    const bool italian = workflow::systemLanguage() == workflow::Language::Italian;
    LASTRA_TRY(gate, workflow::uploadGate(ws, call.words.at(0), call.words.at(1),
                                          italian ? compliance::Language::Italian
                                                  : compliance::Language::English,
                                          call.work));
    Outcome outcome;
    outcome.exit = Refused;
    outcome.text = workflow::sentence(error, workflow::systemLanguage()) + u'\n';
    for (const compliance::Blocking &row : gate.blocking)
        outcome.text += QStringLiteral("  %1  %2 (%3)\n          %4 %5\n")
                            .arg(row.id, row.title, row.responsible, row.why, row.next);
    outcome.json = {{QStringLiteral("error"),
                     QJsonObject{{QStringLiteral("code"), QString::fromLatin1(error.code)},
                                 {QStringLiteral("sentence"),
                                  workflow::sentence(error, workflow::systemLanguage())}}},
                    {QStringLiteral("gate"), compliance::toJson(gate)}};
    return outcome;
}

core::Result<Outcome> push(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    workflow::ReleaseTarget target;
    target.project = call.words.at(1);
    target.subject = call.options.value(QStringLiteral("subject"));
    target.acknowledged = call.options.isSet(QStringLiteral("acknowledge"));
    if (workflow::systemLanguage() == workflow::Language::Italian)
        target.language = compliance::Language::Italian;
    auto released = workflow::releaseTo(*ws, call.words.first(), target, call.work);
    if (!released && released.error().code == "workflow.gateShut")
        return refused(call, *ws, released.error());
    LASTRA_TRY(report, std::move(released));
    Outcome outcome;
    QJsonArray sessions;
    qint64 there = 0;
    for (const archive::PushReceipt &receipt : report.sessions) {
        there += receipt.wasThere;
        sessions.append(QJsonObject{{QStringLiteral("uri"), receipt.uri},
                                    {QStringLiteral("session"), receipt.session},
                                    {QStringLiteral("files"), qint64(receipt.files.size())},
                                    {QStringLiteral("wasThere"), receipt.wasThere},
                                    {QStringLiteral("decision"), receipt.decision}});
    }
    outcome.json = {{QStringLiteral("sessions"), sessions},
                    {QStringLiteral("files"), report.files},
                    {QStringLiteral("bytes"), report.bytes}};
    outcome.text = QStringLiteral("%1 in %2 of %3, each compared with the archive's copy.\n")
                       .arg(counted(report.files, "file"),
                            counted(qint64(report.sessions.size()), "session"), target.project);
    if (there > 0)
        outcome.text +=
            QStringLiteral("%1 had arrived before: nothing was sent twice.\n").arg(there);
    return outcome;
}

} // namespace

QList<Command> archiveCommands() {
    const QCommandLineOption library(
        QStringLiteral("library"),
        QStringLiteral("What lies on this computer, whatever the site."));
    return {
        {QStringLiteral("archive ls"),
         QStringLiteral("[PROJECT[/SESSION]]"),
         QStringLiteral("Lists projects, sessions or scans of the site."),
         0,
         1,
         {library},
         list},
        {QStringLiteral("archive search"),
         QStringLiteral("TEXT"),
         QStringLiteral("Finds sessions by a part of their label, in all projects."),
         1,
         1,
         {},
         search},
        {QStringLiteral("archive import"),
         QStringLiteral("PATH..."),
         QStringLiteral("Copies DICOM files into the library as a dataset."),
         1,
         1000,
         {{QStringLiteral("project"), QStringLiteral("Project of the library."),
           QStringLiteral("NAME")},
          {QStringLiteral("name"), QStringLiteral("What the dataset is called."),
           QStringLiteral("NAME")}},
         import},
        {QStringLiteral("archive sample"),
         {},
         QStringLiteral("Draws three virtual patients with invented identities and imports them."),
         0,
         0,
         {},
         sample},
        {QStringLiteral("archive pull"),
         QStringLiteral("[PROJECT/]SESSION [DIR]"),
         QStringLiteral("Copies a session into a folder, or without one into the library."),
         1,
         2,
         {},
         pull},
        {QStringLiteral("archive push"),
         QStringLiteral("DATASET PROJECT"),
         QStringLiteral("Sends a de-identified or simulated dataset through the upload gate. "
                        "Status 3 when the gate is shut."),
         2,
         2,
         {{QStringLiteral("subject"), QStringLiteral("Subject label to use for all sessions."),
           QStringLiteral("LABEL")},
          {QStringLiteral("acknowledge"),
           QStringLiteral("Accept what the gate asks to acknowledge; it is logged.")}},
         push}};
}

} // namespace lastra::cli
