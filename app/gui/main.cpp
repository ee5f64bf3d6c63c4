// lastra: the workstation.

#include "connect/Passphrase.h"
#include "lastra/core/Log.h"
#include "lastra/core/Program.h"
#include "lastra/core/Version.h"
#include "lastra/gui/Look.h"
#include "lastra/gui/Workbench.h"
#include "lastra/workflow/Messages.h"
#include "tour/Tour.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QEventLoop>

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <optional>

using namespace lastra;

namespace {

void describe(QCommandLineParser &parser) {
    parser.setApplicationDescription(
        QStringLiteral("Workstation for medical imaging and virtual imaging trials"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions(
        {{QStringLiteral("site"), QStringLiteral("Site to open, or the path of a site file."),
          QStringLiteral("NAME")},
         {QStringLiteral("home"), QStringLiteral("Folder that holds the state."),
          QStringLiteral("DIR")},
         {QStringLiteral("language"), QStringLiteral("en or it; the system's when left out."),
          QStringLiteral("CODE")},
         {QStringLiteral("light"), QStringLiteral("The light theme.")},
         {QStringLiteral("passphrase-file"),
          QStringLiteral("Holds the passphrase where there is no keyring."),
          QStringLiteral("FILE")},
         {QStringLiteral("tour"),
          QStringLiteral("Do the main job once, leave pictures and a report, and end."),
          QStringLiteral("OUT")},
         {QStringLiteral("tour-facts"), QStringLiteral("Facts to release the tour's dataset with."),
          QStringLiteral("FILE.json")},
         {QStringLiteral("tour-project"), QStringLiteral("Project of the site to release it to."),
          QStringLiteral("NAME")}});
    parser.addPositionalArgument(QStringLiteral("PATH"),
                                 QStringLiteral("Folders or files to import."),
                                 QStringLiteral("[PATH...]"));
}

bool given(int argc, char **argv, std::initializer_list<const char *> names) {
    return std::any_of(argv + 1, argv + argc, [&](const char *argument) {
        return std::any_of(names.begin(), names.end(),
                           [&](const char *name) { return qstrcmp(argument, name) == 0; });
    });
}

bool hasDisplay(int argc, char **argv) {
    if (given(argc, argv, {"-platform", "--platform"}))
        return true;
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        if (!qEnvironmentVariableIsEmpty(name))
            return true;
    return false;
}
} // namespace

int main(int argc, char **argv) {
    core::letWritesFail();
    QApplication::setApplicationName(QStringLiteral("lastra"));
    QApplication::setApplicationDisplayName(QStringLiteral("Lastra"));
    QApplication::setApplicationVersion(core::version());
    QApplication::setOrganizationName(QStringLiteral("lastra"));
    QCommandLineParser parser;
    describe(parser);
    if (given(argc, argv,
              {"-h", "--help", "-v", "--version"})) { // wanted most where there is no display
        const QCoreApplication console(argc, argv);
        parser.process(console);
    }
    if (!hasDisplay(argc, argv)) {
        std::fputs(
            "lastra: there is no display (DISPLAY and WAYLAND_DISPLAY are not set). Start it "
            "in a desktop session, or use lastra-cli; ./installer/run plays the tour "
            "without one.\n",
            stderr);
        return 1;
    }
    QApplication app(argc, argv);
    // QApplication takes the numbers' form from the environment; file parsers need the point.
    std::setlocale(LC_NUMERIC, "C");

    parser.process(app);

    // The tour looks the same for everybody.
    gui::Look look = parser.isSet(QStringLiteral("tour")) ? gui::Look() : gui::storedLook();
    if (parser.isSet(QStringLiteral("language")))
        look.language = parser.value(QStringLiteral("language"));
    if (parser.isSet(QStringLiteral("light")))
        look.light = true;
    gui::setUpLook(app, look);
    const auto language = gui::interfaceLanguage() == QLatin1String("it")
                              ? workflow::Language::Italian
                              : workflow::Language::English;

    workflow::WorkspaceOptions options;
    options.home = parser.value(QStringLiteral("home"));
    options.site = parser.value(QStringLiteral("site"));
    const QString tour = parser.value(QStringLiteral("tour"));
    // The site chosen in the settings; this computer when that one is no longer there.
    QString otherwise;
    if (options.site.isEmpty() && tour.isEmpty() && !gui::storedSite().isEmpty()) {
        options.site = gui::storedSite();
        otherwise = QStringLiteral("this-computer");
    }
    options.passphrase = gui::askPassphrase(parser.value(QStringLiteral("passphrase-file")));
    if (!tour.isEmpty()) {
        // The next tour clears this one's home; its secrets live as long as it runs.
        options.secrets = core::memoryStore();
        if (auto made = gui::TourReport::prepare(tour); !made) {
            std::fprintf(stderr, "%s\n", qPrintable(workflow::sentence(made.error(), language)));
            return 1;
        }
        if (options.home.isEmpty())
            options.home = tour + QStringLiteral("/home");
    }

    core::TaskList tasks;
    gui::MainWindow window(&tasks, [language](const core::Error &error) {
        return workflow::sentence(error, language);
    });
    gui::Workbench bench(&window, std::move(options));
    bench.open({}, otherwise);
    if (!tour.isEmpty()) {
        std::optional<core::Error> error;
        QEventLoop untilOpen;
        QObject::connect(&bench, &gui::Workbench::failed, &untilOpen,
                         [&error](const core::Error &e) { error = e; });
        QObject::connect(&bench, &gui::Workbench::opened, &untilOpen, &QEventLoop::quit);
        untilOpen.exec();
        if (!bench.workspace()) {
            std::fprintf(stderr, "%s\n", error ? qPrintable(window.sentence(*error)) : "");
            return 1;
        }
        gui::TourOptions what;
        what.folder = tour;
        what.facts = parser.value(QStringLiteral("tour-facts"));
        what.project = parser.value(QStringLiteral("tour-project"));
        return gui::Tour(&window, &bench, what).run();
    }
    window.resize(1440, 900);
    window.show();
    if (const QStringList paths = parser.positionalArguments(); !paths.isEmpty())
        bench.importPaths(paths);
    return QApplication::exec();
}
