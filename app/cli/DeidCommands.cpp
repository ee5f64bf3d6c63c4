#include "Command.h"

#include "lastra/core/Json.h"
#include "lastra/workflow/Deidentify.h"
#include "lastra/workflow/KeyCustody.h"

#include <QJsonArray>

#include <cstdio>

namespace lastra::cli {
namespace {

// --key, else the project's key of the home when its secrets can be opened, else none: the engine
// makes one for this run alone.
core::Result<std::optional<deid::Key>> keyFor(Call &call) {
    if (call.options.isSet(QStringLiteral("key"))) {
        LASTRA_TRY(key, deid::Key::readFile(call.options.value(QStringLiteral("key"))));
        return std::optional(key);
    }
    if (call.options.isSet(QStringLiteral("home"))) {
        LASTRA_TRY(ws, call.workspace());
        LASTRA_TRY(key, workflow::projectKey(*ws));
        return std::optional(key);
    }
    return std::optional<deid::Key>();
}

QJsonObject accounted(const deid::RunReport &run) {
    return {{QStringLiteral("in"), run.filesIn},
            {QStringLiteral("released"), run.released},
            {QStringLiteral("quarantined"), run.quarantined},
            {QStringLiteral("skipped"), run.skipped}};
}

core::Result<Outcome> deidentify(Call &call) {
    LASTRA_TRY(policy, deid::Policy::load(call.options.value(QStringLiteral("policy"))));
    LASTRA_TRY(key, keyFor(call));
    deid::RunOptions options{call.words.at(0), call.words.at(1),
                             call.options.value(QStringLiteral("custody")), policy, key};
    options.threads = call.options.value(QStringLiteral("threads")).toInt();
    options.resume = call.options.isSet(QStringLiteral("resume"));
    LASTRA_TRY(run, deid::run(options, call.work));

    Outcome outcome;
    outcome.json = {{QStringLiteral("run"), run.json},
                    {QStringLiteral("oneTimeKey"), run.oneTimeKey},
                    {QStringLiteral("files"), accounted(run)},
                    {QStringLiteral("count"), json(run.count)}};
    outcome.text =
        words(run.count) +
        QStringLiteral("%1 de-identified, %2 quarantined, %3 are nothing to release. Policy %4.\n")
            .arg(run.released)
            .arg(run.quarantined)
            .arg(run.skipped)
            .arg(policy.name);
    for (const auto &[reason, count] : run.reasons)
        outcome.text += QStringLiteral("  %1: %2\n").arg(reason).arg(count);
    outcome.text +=
        QStringLiteral("What identifies, and the reasons by file, is in %1.\n").arg(run.custody);
    if (run.oneTimeKey)
        outcome.text += QStringLiteral("The key was made for this run and is gone: later files of "
                                       "the same people get other pseudonyms.\n");
    outcome.exit = run.quarantined > 0 ? InPart : Done;

    if (!call.options.isSet(QStringLiteral("no-verify"))) {
        LASTRA_TRY(verify,
                   deid::verify({options.input, options.release, run.custody, options.threads},
                                call.work));
        outcome.json.insert(QStringLiteral("verify"), verify.json);
        outcome.text +=
            QStringLiteral("Independent pass: %1, %2 files, %3 identifying values looked for.\n")
                .arg(deid::toText(verify.verdict))
                .arg(verify.filesVerified)
                .arg(verify.harvested);
        if (verify.verdict != deid::Verdict::Pass)
            outcome.exit = Failed;
    }
    if (call.options.isSet(QStringLiteral("report")))
        LASTRA_CHECK(
            core::writeJsonObject(call.options.value(QStringLiteral("report")), outcome.json));
    return outcome;
}

core::Result<Outcome> verify(Call &call) {
    LASTRA_TRY(report, deid::verify({call.words.at(0), call.words.at(1),
                                     call.options.value(QStringLiteral("custody")),
                                     call.options.value(QStringLiteral("threads")).toInt()},
                                    call.work));
    Outcome outcome;
    outcome.json = report.json;
    outcome.text = QStringLiteral("%1: %2 files, %3 identifying values looked for.\n")
                       .arg(deid::toText(report.verdict))
                       .arg(report.filesVerified)
                       .arg(report.harvested);
    for (const deid::Check &check : report.checks)
        if (check.failures + check.holds > 0)
            outcome.text += QStringLiteral("  %1: %2 failures, %3 to look at\n")
                                .arg(check.name)
                                .arg(check.failures)
                                .arg(check.holds);
    for (const deid::Finding &finding : report.findings)
        outcome.text +=
            QStringLiteral("    %1 %2 %3\n").arg(finding.check, finding.file, finding.where);
    outcome.exit = report.verdict == deid::Verdict::Pass ? Done : Failed;
    if (call.options.isSet(QStringLiteral("report")))
        LASTRA_CHECK(
            core::writeJsonObject(call.options.value(QStringLiteral("report")), report.json));
    return outcome;
}

core::Result<Outcome> handOverKey(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_TRY(files, workflow::handOverKey(*ws, call.words.first(), call.work));
    Outcome outcome;
    outcome.json = {{QStringLiteral("files"), QJsonArray::fromStringList(files)}};
    outcome.text = QStringLiteral("%1 files for the keeper in %2. Lastra keeps none of them now: "
                                  "carry the folder away and delete it here.\n")
                       .arg(files.size())
                       .arg(call.words.first());
    return outcome;
}

core::Result<Outcome> takeBackKey(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_CHECK(workflow::takeBackKey(*ws, call.words.first()));
    Outcome outcome;
    outcome.text = QStringLiteral("The key is back. What was made with it may not leave until it "
                                  "is handed over again.\n");
    return outcome;
}

} // namespace

QList<Command> deidCommands() {
    const QCommandLineOption custody(
        QStringLiteral("custody"),
        QStringLiteral("Folder for what identifies: quarantine list, crosswalk, evidence. Beside "
                       "OUT when left out."),
        QStringLiteral("DIR"));
    const QCommandLineOption threads(QStringLiteral("threads"),
                                     QStringLiteral("Worker threads; all cores when left out."),
                                     QStringLiteral("N"));
    const QCommandLineOption report(QStringLiteral("report"),
                                    QStringLiteral("Write the report here as well."),
                                    QStringLiteral("FILE.json"));
    return {
        {QStringLiteral("deid"),
         QStringLiteral("IN OUT"),
         QStringLiteral("De-identifies a folder and verifies it. OUT holds released files only."),
         2,
         2,
         {{QStringLiteral("policy"), QStringLiteral("strict, research, or a policy file."),
           QStringLiteral("NAME"), QStringLiteral("research")},
          {QStringLiteral("key"), QStringLiteral("32 raw bytes or 64 hex digits."),
           QStringLiteral("FILE")},
          custody,
          report,
          threads,
          {QStringLiteral("no-verify"), QStringLiteral("Leave the independent pass for later.")},
          {QStringLiteral("resume"), QStringLiteral("Go on with a run that was stopped.")}},
         deidentify},
        {QStringLiteral("verify"),
         QStringLiteral("IN OUT"),
         QStringLiteral("The independent pass alone."),
         2,
         2,
         {custody, report, threads},
         verify},
        {QStringLiteral("key hand-over"),
         QStringLiteral("FOLDER"),
         QStringLiteral("Gives the project's key and the tables that name patients to its keeper."),
         1,
         1,
         {},
         handOverKey},
        {QStringLiteral("key take-back"),
         QStringLiteral("FILE"),
         QStringLiteral("Takes the key back from its keeper."),
         1,
         1,
         {},
         takeBackKey}};
}

} // namespace lastra::cli
