#pragma once
// The contract of lastra-cli: every command takes --json, --site and --home, prints one JSON
// document on stdout when asked, people's words and progress on stderr, and ends with one of these
// statuses.

#include "lastra/core/Result.h"
#include "lastra/core/Work.h"
#include "lastra/dicom/Scan.h"
#include "lastra/workflow/Workspace.h"

#include <QCommandLineParser>
#include <QJsonObject>

#include <functional>
#include <memory>

namespace lastra::cli {

enum Exit { Done = 0, Failed = 1, Usage = 2, Refused = 3, SignInNeeded = 4, InPart = 5 };

struct Outcome {
    int exit = Done;
    QJsonObject json;
    QString text; // for people, when --json is off
};

// What a command gets: its words after the command's name, parsed options, and the work to report
// to.
struct Call {
    QStringList words;
    const QCommandLineParser &options;
    core::Work &work;
    std::function<core::Result<workflow::Workspace *>()> workspace; // opened on first use
    std::function<workflow::WorkspaceOptions()> settings;           // what it is opened with
};

struct Command {
    QString name;  // "deid", "archive ls"
    QString words; // "IN OUT", for the help
    QString help;
    int minWords = 0, maxWords = 0;
    QList<QCommandLineOption> options;
    std::function<core::Result<Outcome>(Call &)> run;
};

// A usage error found by a command itself.
[[nodiscard]] inline Outcome wrongUsage(const QString &why) {
    return {Usage, {}, why};
}

// What became of the files under a folder, in the same words and numbers in every command.
[[nodiscard]] QString words(const dicom::FileCount &count);
[[nodiscard]] QJsonObject json(const dicom::FileCount &count);
[[nodiscard]] QJsonObject reasonFor(const QString &path, const core::Error &reason);

QList<Command> deidCommands();
QList<Command> datasetCommands();
QList<Command> dicomCommands();
QList<Command> accountCommands();
QList<Command> archiveCommands();
QList<Command> trialCommands();
QList<Command> complianceCommands();

} // namespace lastra::cli
