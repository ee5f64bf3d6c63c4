// lastra-cli: the same work as the windows, from a shell.

#include "Command.h"

#include "lastra/core/Log.h"
#include "lastra/core/Program.h"
#include "lastra/core/Version.h"
#include "lastra/workflow/Messages.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QLocale>
#include <QTextStream>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <termios.h>
#include <thread>
#include <unistd.h>

using namespace lastra;

namespace {

std::atomic<core::Work *> running = nullptr;

extern "C" void stopWork(int) {
    if (core::Work *work = running.load())
        work->cancel();
}

// Names of files and what files hold may carry codes that a terminal would obey.
QString printable(QString text) {
    for (QChar &c : text)
        if (c.category() == QChar::Other_Control && c != u'\n' && c != u'\t')
            c = QChar::ReplacementCharacter;
    return text;
}

void say(const QString &text) {
    const QByteArray bytes = printable(text).toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stderr);
    std::fputc('\n', stderr);
}

// Prints count, rate and time left while a person watches.
class ProgressLine {
public:
    explicit ProgressLine(const core::Work &work) {
        if (!isatty(STDERR_FILENO))
            return;
        m_thread = std::jthread([&work](const std::stop_token &stop) {
            bool shown = false;
            while (!stop.stop_requested()) {
                std::this_thread::sleep_for(std::chrono::milliseconds(200));
                const core::Progress p = work.progress();
                if (p.done == 0)
                    continue;
                QString line = QString::number(p.done);
                if (p.total > 0)
                    line += QStringLiteral(" of %1").arg(p.total);
                line += QStringLiteral(" · %1/s").arg(
                    QString::number(p.rate, 'f', p.rate < 10 ? 1 : 0));
                if (p.secondsLeft >= 0)
                    line += QStringLiteral(" · %1 s left").arg(qRound(p.secondsLeft));
                std::fprintf(stderr, "\r\033[K%s", qPrintable(line));
                shown = true;
            }
            if (shown)
                std::fprintf(stderr, "\r\033[K");
        });
    }

private:
    std::jthread m_thread;
};

// From the file, else typed without an echo where a person sits.
core::SecretBytes passphrase(const QString &file) {
    if (!file.isEmpty())
        return workflow::passphraseFromFile(file);
    if (!isatty(STDIN_FILENO))
        return {};
    termios before{};
    tcgetattr(STDIN_FILENO, &before);
    termios silent = before;
    silent.c_lflag &= ~tcflag_t(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    std::fputs("Passphrase of Lastra's secrets: ", stderr);
    const QString line = QTextStream(stdin).readLine();
    std::fputc('\n', stderr);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    return core::SecretBytes(line.toUtf8());
}

QList<cli::Command> allCommands() {
    return cli::deidCommands() + cli::datasetCommands() + cli::dicomCommands() +
           cli::accountCommands() + cli::archiveCommands() + cli::trialCommands() +
           cli::complianceCommands();
}

// What every command takes, also in front of its name.
QList<QCommandLineOption> globalOptions() {
    return {{QStringLiteral("json"), QStringLiteral("One JSON document on stdout.")},
            {QStringLiteral("site"), QStringLiteral("Site to work on, or the path of a site file."),
             QStringLiteral("NAME")},
            {QStringLiteral("home"), QStringLiteral("Folder that holds the state."),
             QStringLiteral("DIR")},
            {QStringLiteral("passphrase-file"),
             QStringLiteral("Holds the passphrase where there is no keyring."),
             QStringLiteral("FILE")}};
}

// Takes the global options that stand before the command out of `words`, each with its value.
QStringList takeOptionsBefore(QStringList &words) {
    QStringList taken;
    const QList<QCommandLineOption> options = globalOptions();
    while (!words.isEmpty() && words.first().startsWith(QLatin1String("--"))) {
        const QString name = words.first().mid(2).section(u'=', 0, 0);
        const auto option = std::find_if(options.begin(), options.end(),
                                         [&](const auto &o) { return o.names().contains(name); });
        if (option == options.end())
            break;
        const bool valueFollows = !option->valueName().isEmpty() && !words.first().contains(u'=');
        taken << words.takeFirst();
        if (valueFollows && !words.isEmpty())
            taken << words.takeFirst();
    }
    return taken;
}

QString helpText(const QList<cli::Command> &commands) {
    QString text = QStringLiteral("lastra-cli [--json] [--site NAME] [--home DIR] COMMAND ...\n\n");
    for (const cli::Command &command : commands)
        text += QStringLiteral("  %1\n      %2\n")
                    .arg((command.name + u' ' + command.words).trimmed(), command.help);
    text += QStringLiteral("\nlastra-cli COMMAND --help explains a command. Exit status: 0 done, 1 "
                           "failed, 2 wrong usage,\n"
                           "3 refused by a gate, 4 sign-in needed, 5 done in part.\n");
    return text;
}

int exitOf(const core::Error &error) {
    for (const core::Error *e = &error; e; e = e->cause.get()) {
        if (e->code == "workflow.gateShut" || e->code == "workflow.notSealed" ||
            e->code == "workflow.contentChanged" || e->code == "workflow.filesOther")
            return cli::Refused;
        if (e->code == "workflow.signInNeeded" || e->code == "xnat.signInNeeded")
            return cli::SignInNeeded;
    }
    return cli::Failed;
}

} // namespace

int main(int argc, char **argv) {
    core::letWritesFail();
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("lastra-cli"));
    QCoreApplication::setApplicationVersion(core::version());
    const auto language = workflow::systemLanguage();
    const QList<cli::Command> commands = allCommands();

    QStringList words = QCoreApplication::arguments().mid(1);
    const QStringList before = takeOptionsBefore(words);
    const bool nothing = words.isEmpty() && before.isEmpty();
    if (nothing || words.value(0) == QLatin1String("--help") ||
        words.value(0) == QLatin1String("help")) {
        QTextStream(stdout) << helpText(commands);
        return nothing ? cli::Usage : cli::Done;
    }
    if (words.value(0) == QLatin1String("--version")) {
        QTextStream(stdout) << "lastra-cli " << core::version() << '\n';
        return cli::Done;
    }

    if (words.isEmpty()) {
        say(QStringLiteral("The command is missing. lastra-cli --help lists them."));
        return cli::Usage;
    }
    // The longest name wins: "archive push" before "archive".
    const cli::Command *command = nullptr;
    for (const cli::Command &c : commands) {
        const QStringList name = c.name.split(u' ');
        if (words.mid(0, name.size()) == name && (!command || c.name.size() > command->name.size()))
            command = &c;
    }
    if (!command) {
        say(words.first().startsWith(u'-')
                ? QStringLiteral(
                      "The option %1 belongs behind the command. Before it stand --json, "
                      "--site, --home and --passphrase-file alone.")
                      .arg(words.first().section(u'=', 0, 0))
                : QStringLiteral("There is no command \"%1\". lastra-cli --help lists them.")
                      .arg(words.first()));
        return cli::Usage;
    }

    QCommandLineParser parser;
    parser.setApplicationDescription(command->help);
    const QCommandLineOption help = parser.addHelpOption();
    parser.addOptions(globalOptions());
    parser.addOptions(command->options);
    if (!command->words.isEmpty())
        parser.addPositionalArgument(command->words, {});
    const QStringList rest = before + words.mid(command->name.split(u' ').size());
    if (!parser.parse(QStringList{QStringLiteral("lastra-cli ") + command->name} + rest)) {
        say(parser.errorText());
        return cli::Usage;
    }
    if (parser.isSet(help)) {
        QTextStream(stdout) << parser.helpText();
        return cli::Done;
    }
    const QStringList positional = parser.positionalArguments();
    if (positional.size() < command->minWords || positional.size() > command->maxWords) {
        say(QStringLiteral("Usage: lastra-cli %1 %2").arg(command->name, command->words));
        return cli::Usage;
    }

    core::Work work;
    running = &work;
    std::signal(SIGINT, stopWork);
    std::signal(SIGTERM, stopWork);
    std::unique_ptr<workflow::Workspace> workspace;
    const auto settings = [&] {
        workflow::WorkspaceOptions options;
        options.home = parser.value(QStringLiteral("home"));
        options.site = parser.value(QStringLiteral("site"));
        options.passphrase = [&](bool) {
            return passphrase(parser.value(QStringLiteral("passphrase-file")));
        };
        return options;
    };
    cli::Call call{positional, parser, work,
                   [&]() -> core::Result<workflow::Workspace *> {
                       if (!workspace) {
                           auto opened = workflow::Workspace::open(settings());
                           if (!opened)
                               return core::passOn(opened);
                           workspace = std::move(*opened);
                       }
                       return workspace.get();
                   },
                   settings};
    core::Result<cli::Outcome> outcome = [&] {
        const ProgressLine line(work);
        return command->run(call);
    }();
    running = nullptr;

    const bool json = parser.isSet(QStringLiteral("json"));
    if (!outcome) {
        const core::Error &error = outcome.error();
        core::log(core::Level::Info, "cli", error.toLog());
        const QString words_ = workflow::sentence(error, language);
        say(words_);
        if (exitOf(error) == cli::SignInNeeded)
            say(QStringLiteral("lastra-cli login signs in; with --device on a machine without a "
                               "browser."));
        if (json) {
            const QJsonObject object{
                {QStringLiteral("error"),
                 QJsonObject{{QStringLiteral("code"), QString::fromLatin1(error.code)},
                             {QStringLiteral("sentence"), words_},
                             {QStringLiteral("detail"), error.toLog()}}}};
            QTextStream(stdout) << QJsonDocument(object).toJson();
        }
        return exitOf(error);
    }
    if (outcome->exit == cli::Usage) {
        say(outcome->text);
        return cli::Usage;
    }
    if (json)
        QTextStream(stdout) << QJsonDocument(outcome->json).toJson();
    else if (outcome->exit == cli::Refused)
        say(outcome->text.trimmed());
    else if (!outcome->text.isEmpty())
        QTextStream(stdout) << printable(outcome->text)
                            << (outcome->text.endsWith(u'\n') ? "" : "\n");
    return outcome->exit;
}
