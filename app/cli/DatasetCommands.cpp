#include "Command.h"

#include "lastra/workflow/Deidentify.h"

namespace lastra::cli {
namespace {

core::Result<Outcome> deidentify(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_TRY(done, workflow::deidentify(*ws, call.words.first(),
                                          call.options.value(QStringLiteral("policy")), call.work));
    Outcome outcome;
    outcome.json = {{QStringLiteral("dataset"), done.dataset.id},
                    {QStringLiteral("run"), done.run.json},
                    {QStringLiteral("verify"), done.verify.json},
                    {QStringLiteral("contentRoot"), done.contentRoot},
                    {QStringLiteral("custody"), done.custody}};
    outcome.text = QStringLiteral("%1 files: %2 de-identified and verified, %3 quarantined.\n")
                       .arg(done.run.filesIn)
                       .arg(done.run.released)
                       .arg(done.run.quarantined);
    outcome.text +=
        done.dataset.id.isEmpty()
            ? QStringLiteral("Nothing was released.\n")
            : QStringLiteral("Dataset %1: %2\n").arg(done.dataset.id, done.dataset.name);
    outcome.text +=
        QStringLiteral("What identifies, and the reasons by file, is in %1.\n").arg(done.custody);
    if (done.dataset.id.isEmpty())
        outcome.exit = Failed;
    else if (done.run.quarantined > 0)
        outcome.exit = InPart;
    return outcome;
}

core::Result<Outcome> signOff(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    LASTRA_CHECK(workflow::signOff(*ws, call.words.first(), call.work));
    Outcome outcome;
    outcome.json = {{QStringLiteral("dataset"), call.words.first()}};
    outcome.text = QStringLiteral("Signed off as it is now; any later change voids it.\n");
    return outcome;
}

} // namespace

QList<Command> datasetCommands() {
    return {
        {QStringLiteral("dataset deid"),
         QStringLiteral("DATASET"),
         QStringLiteral("De-identifies a dataset of the library into a new one and verifies it."),
         1,
         1,
         {{QStringLiteral("policy"), QStringLiteral("strict, research, or one of your own."),
           QStringLiteral("NAME"), QStringLiteral("research")}},
         deidentify},
        {QStringLiteral("dataset sign-off"),
         QStringLiteral("DATASET"),
         QStringLiteral("Accepts exactly these bytes for release."),
         1,
         1,
         {},
         signOff}};
}

} // namespace lastra::cli
