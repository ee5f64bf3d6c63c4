#include "Command.h"

#include "lastra/workflow/Compliance.h"
#include "lastra/workflow/Messages.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

namespace lastra::cli {
namespace {

compliance::Language language() {
    return workflow::systemLanguage() == workflow::Language::Italian
               ? compliance::Language::Italian
               : compliance::Language::English;
}

core::Result<Outcome> datasets(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_TRY(rows, workflow::datasetRows(*ws, language(), call.work));
    Outcome outcome;
    QJsonArray list;
    for (const workflow::DatasetRow &row : rows) {
        list.append(
            QJsonObject{{QStringLiteral("id"), row.dataset.id},
                        {QStringLiteral("name"), row.dataset.name},
                        {QStringLiteral("project"), row.dataset.project},
                        {QStringLiteral("kind"), archive::toText(row.dataset.kind)},
                        {QStringLiteral("files"), row.dataset.files},
                        {QStringLiteral("status"), compliance::statusKey(row.judgement.status)}});
        outcome.text +=
            QStringLiteral("%1  %2  %3  %4 files  %5\n")
                .arg(row.dataset.id, compliance::statusWord(row.judgement.status, language()),
                     archive::toText(row.dataset.kind))
                .arg(row.dataset.files)
                .arg(row.dataset.shownName()); // on the terminal; JSON may travel
    }
    outcome.json = {{QStringLiteral("datasets"), list}};
    if (rows.empty())
        outcome.text =
            QStringLiteral("The library is empty. Import a folder: lastra-cli archive import DIR");
    return outcome;
}

core::Result<Outcome> status(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_TRY(facts, workflow::currentFacts(*ws, call.words.first(), true, call.work));
    const compliance::Now now = workflow::judgingTime(*ws);
    const compliance::Judgement judgement = compliance::judge(ws->catalogue(), facts, now);
    Outcome outcome;
    QJsonArray gates;
    outcome.text = compliance::statusWord(judgement.status, language()) + u'\n' +
                   judgement.countsIn(language()) + u'\n';
    for (const compliance::GateDecision &gate :
         compliance::gatesOf(ws->catalogue(), facts, now, language())) {
        gates.append(compliance::toJson(gate));
        outcome.text += QStringLiteral("  %1: %2\n")
                            .arg(compliance::gateWord(gate.gate, language()),
                                 compliance::gateStateWord(gate.state, language()));
    }
    for (const compliance::ControlResult &result : judgement.results) {
        if (result.state == compliance::State::Pass ||
            result.state == compliance::State::NotApplicable)
            continue;
        const compliance::Control &control = ws->catalogue().controls[size_t(result.control)];
        outcome.text += QStringLiteral("  %1  %2  %3 (%4)\n")
                            .arg(control.id, compliance::stateWord(result.state, language()),
                                 control.titleIn(language()), control.responsibleIn(language()));
    }
    outcome.json = compliance::toJson(ws->catalogue(), judgement);
    outcome.json.insert(QStringLiteral("gates"), gates);
    return outcome;
}

core::Result<Outcome> explain(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_TRY(facts, workflow::currentFacts(*ws, call.words.first(), true, call.work));
    const compliance::Judgement judgement =
        compliance::judge(ws->catalogue(), facts, workflow::judgingTime(*ws));
    for (const compliance::ControlResult &result : judgement.results) {
        const compliance::Control &control = ws->catalogue().controls[size_t(result.control)];
        if (control.id != call.words.at(1))
            continue;
        Outcome outcome;
        outcome.json = {
            {QStringLiteral("control"), control.id},
            {QStringLiteral("question"), control.questionIn(language())},
            {QStringLiteral("state"), compliance::stateKey(result.state)},
            {QStringLiteral("why"), compliance::explain(ws->catalogue(), result, language())},
            {QStringLiteral("next"), control.nextIn(language())},
            {QStringLiteral("responsible"), control.responsible},
            {QStringLiteral("rule"), control.rule}};
        outcome.text =
            QStringLiteral("%1  %2\n%3\n%4\nNext: %5 (%6)\nRule: %7\n")
                .arg(control.id, compliance::stateWord(result.state, language()),
                     control.questionIn(language()),
                     compliance::explain(ws->catalogue(), result, language()),
                     control.nextIn(language()), control.responsibleIn(language()), control.rule);
        return outcome;
    }
    return core::fail("workflow.controlUnknown", {call.words.at(1)});
}

core::Result<Outcome> attest(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_CHECK(workflow::attest(*ws, call.words.first(), call.words.at(1), call.work));
    return status(call);
}

core::Result<Outcome> report(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_TRY(files, workflow::writeComplianceReport(*ws, call.words.first(), call.words.at(1),
                                                      call.work));
    Outcome outcome;
    outcome.json = {{QStringLiteral("files"), QJsonArray::fromStringList(files)}};
    outcome.text = files.join(u'\n');
    return outcome;
}

// Done when the log is intact, Failed otherwise; which verdict it is stands in the JSON.
core::Result<Outcome> auditVerify(Call &call) {
    LASTRA_TRY(verdict, [&]() -> core::Result<compliance::AuditVerdict> {
        if (call.words.isEmpty())
            return workflow::verifyLog(call.settings());
        const QFileInfo named(call.words.first());
        compliance::AuditFiles files =
            compliance::auditFilesIn(named.isDir() ? named.filePath() : named.absolutePath());
        if (!named.isDir())
            files.log = named.filePath();
        return compliance::verifyAudit(files);
    }());
    Outcome outcome;
    outcome.exit = verdict.exit == compliance::AuditExit::Intact ? Done : Failed;
    outcome.json = verdict.toJson();
    outcome.text = verdict.sentence(workflow::systemLanguage() == workflow::Language::Italian);
    return outcome;
}

// A person has looked at a log that lost its anchor.
core::Result<Outcome> auditAccept(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_CHECK(ws->audit().accept().map([](auto &&) {}));
    return auditVerify(call);
}

// Log, checkpoints and trust file, copied for an auditor.
core::Result<Outcome> auditExport(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_CHECK(ws->audit().checkpoint());
    const QDir from(QFileInfo(ws->audit().logFile()).absolutePath());
    const QString to = call.words.first();
    if (!QDir().mkpath(to + QStringLiteral("/checkpoints")))
        return core::fail("core.fileUnwritable", {to, QStringLiteral("mkdir")});
    QStringList copied;
    for (const QString &name :
         QStringList{QStringLiteral("log.jsonl"), QStringLiteral("trust.txt")})
        if (from.exists(name)) {
            if (!QFile::copy(from.filePath(name), to + u'/' + name))
                return core::fail("core.fileUnwritable", {name, QStringLiteral("copy")});
            copied << name;
        }
    for (const QString &name : QDir(from.filePath(QStringLiteral("checkpoints")))
                                   .entryList({QStringLiteral("*.note")}, QDir::Files)) {
        if (!QFile::copy(from.filePath(QStringLiteral("checkpoints/") + name),
                         to + QStringLiteral("/checkpoints/") + name))
            return core::fail("core.fileUnwritable", {name, QStringLiteral("copy")});
        copied << QStringLiteral("checkpoints/") + name;
    }
    Outcome outcome;
    outcome.json = {{QStringLiteral("files"), QJsonArray::fromStringList(copied)}};
    outcome.text =
        QStringLiteral("%1 files. Check them anywhere with: lastra-cli audit verify %2\n")
            .arg(copied.size())
            .arg(to);
    return outcome;
}

} // namespace

QList<Command> complianceCommands() {
    return {
        {QStringLiteral("compliance list"),
         {},
         QStringLiteral("Lists the datasets of this computer with their status."),
         0,
         0,
         {},
         datasets},
        {QStringLiteral("compliance status"),
         QStringLiteral("DATASET"),
         QStringLiteral("Judges a dataset: status, counts, gates, controls."),
         1,
         1,
         {},
         status},
        {QStringLiteral("compliance explain"),
         QStringLiteral("DATASET CONTROL"),
         QStringLiteral("Says why one control is in its state and what would change it."),
         2,
         2,
         {},
         explain},
        {QStringLiteral("compliance attest"),
         QStringLiteral("DATASET FACTS.json"),
         QStringLiteral("Adds facts that roles state: {\"facts\": [{\"name\", \"value\", \"role\", "
                        "\"document\"}]}."),
         2,
         2,
         {},
         attest},
        {QStringLiteral("compliance report"),
         QStringLiteral("DATASET OUT"),
         QStringLiteral("Writes the report as HTML (English, Italian) and JSON."),
         2,
         2,
         {},
         report},
        {QStringLiteral("audit verify"),
         QStringLiteral("[FILE]"),
         QStringLiteral("Verifies the audit log, or an exported one. Status 1 unless it is "
                        "intact; --json says which verdict."),
         0,
         1,
         {},
         auditVerify},
        {QStringLiteral("audit accept"),
         {},
         QStringLiteral("Notes that a person has looked at a log whose anchor in the keyring "
                        "was lost; gates that wait for it open again."),
         0,
         0,
         {},
         auditAccept},
        {QStringLiteral("audit export"),
         QStringLiteral("OUT"),
         QStringLiteral("Copies log, checkpoints and keys for an auditor."),
         1,
         1,
         {},
         auditExport}};
}

} // namespace lastra::cli
