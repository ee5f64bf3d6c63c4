// Holds every #include against the table of modules: includes go downwards only, and each
// third-party library is reached through its one door.

#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using Names = QSet<QString>;

// What a module may include besides itself and the layers below it.
static const QMap<QString, int> kLayer = {
    {"core", 0},       {"net", 0},       {"identity", 1},   {"queue", 1},   {"compliance", 1},
    {"dicom", 1},      {"imaging", 1},   {"deid", 2},       {"archive", 2}, {"xnat", 2},
    {"annotation", 2}, {"rendering", 2}, {"simulation", 2}, {"viewer", 3},  {"trial", 3},
    {"workflow", 4},   {"gui", 5}};
static const QMap<QString, Names> kSideways = {
    {"net", {"core"}}, {"dicom", {"imaging"}}, {"xnat", {"archive"}}};

struct Door {
    const char *pattern;
    Names modules;
};
static const Door kDoors[] = {
    {"^dcmtk/", {"dicom"}},
    {"^gdcm", {"dicom", "deid"}},
    {"^itk[A-Z]", {"imaging", "simulation"}},
    {"^vtk[A-Z]", {"rendering"}},
    {"^curl/", {"net"}},
    {"^openssl/", {"core", "net", "identity"}},
    {"^sqlite3", {"core"}},
    {"^(qt6keychain|keychain)", {"core"}},
    {"^xraylib", {"simulation"}},
    {"^archive(_entry)?\\.h", {"xnat", "archive"}},
    {"^QtSql|^QSql", {}},
    {"^Q(Widget|Application|MainWindow|Dialog|Label|PushButton|TableView|TreeView|Layout|BoxLayout|"
     "OpenGLWidget)$",
     {"gui", "rendering"}},
    {"^Q(Image|Painter|Pixmap|Color|Font)$", {"rendering", "gui"}},
};

class TestIncludes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyModuleHasItsRow() {
        const QDir modules(QStringLiteral(LASTRA_SOURCE_DIR "/modules"));
        for (const QString &name : modules.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            QVERIFY2(kLayer.contains(name), qPrintable(name + " has no row in the table"));
        QCOMPARE(modules.entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), kLayer.size());
    }

    void includesGoDownwards() {
        static const QRegularExpression include("^\\s*#\\s*include\\s*[<\"]([^\">]+)[\">]",
                                                QRegularExpression::MultilineOption);
        static const QRegularExpression own("^lastra/([a-z]+)/");
        QStringList wrong;
        int seen = 0;
        QDirIterator files(QStringLiteral(LASTRA_SOURCE_DIR "/modules"), {"*.h", "*.cpp"},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            const QString relative = path.mid(int(strlen(LASTRA_SOURCE_DIR "/modules/")));
            const QString module = relative.section('/', 0, 0);
            const bool isPublic = relative.contains("/include/");
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            auto matches = include.globalMatch(QString::fromUtf8(file.readAll()));
            while (matches.hasNext()) {
                const QString header = matches.next().captured(1);
                ++seen;
                if (const auto m = own.match(header); m.hasMatch()) {
                    const QString other = m.captured(1);
                    if (other != module && kLayer.value(other, 99) >= kLayer.value(module) &&
                        !kSideways.value(module).contains(other))
                        wrong << relative + " includes " + header;
                    continue;
                }
                for (const Door &door : kDoors) {
                    if (!QRegularExpression(door.pattern).match(header).hasMatch())
                        continue;
                    if (!door.modules.contains(module))
                        wrong << relative + " includes " + header + " through no door";
                    else if (isPublic && !header.startsWith('Q'))
                        wrong << relative + " shows " + header + " in a public header";
                }
            }
        }
        QVERIFY(seen > 100);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }
};

QTEST_GUILESS_MAIN(TestIncludes)
#include "tst_includes.moc"
