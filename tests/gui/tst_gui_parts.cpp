// Theme, icons and the parts pages are made of.

#include "lastra/gui/Commands.h"
#include "lastra/gui/Look.h"
#include "parts/Frame.h"
#include "parts/Messages.h"
#include "parts/Palette.h"
#include "parts/Pictures.h"
#include "parts/Plot.h"
#include "parts/Table.h"
#include "parts/TaskDrawer.h"
#include "theme/Icon.h"

#include <QtTest>
#include <QtWidgets>

using namespace lastra;
using namespace lastra::gui;

namespace {

QString folder() {
    const QString set = qEnvironmentVariable("LASTRA_PICTURES");
    return set.isEmpty() ? QDir::tempPath() + QStringLiteral("/lastra-gui-pictures") : set;
}

QString sentence(const core::Error &e) {
    return QStringLiteral("said: ") + QString::fromLatin1(e.code);
}

} // namespace

class TestParts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QDir().mkpath(folder());
        setUpLook(*qApp, {"en"});
    }

    // look.md, section 1: 4.5 for text, 3.0 for outlines and focus.
    void contrastHolds_data() {
        QTest::addColumn<bool>("light");
        QTest::addColumn<bool>("high");
        QTest::newRow("dark") << false << false;
        QTest::newRow("light") << true << false;
        QTest::newRow("dark, high") << false << true;
        QTest::newRow("light, high") << true << true;
    }
    void contrastHolds() {
        QFETCH(bool, light);
        QFETCH(bool, high);
        const Theme t = Theme::make(light ? ThemeKind::Light : ThemeKind::Dark, high);
        QStringList low;
        const auto check = [&low](const char *what, const QColor &text, const QColor &ground,
                                  double least) {
            const double ratio = contrast(text, ground);
            if (ratio < least)
                low << QStringLiteral("%1 on %2: %3")
                           .arg(QLatin1String(what), ground.name())
                           .arg(ratio, 0, 'f', 2);
        };
        for (const QColor &ground : {t.g1, t.g2, t.g3, t.g4}) {
            check("g8", t.g8, ground, 4.5);
            check("g9", t.g9, ground, 4.5);
            check("g10", t.g10, ground, 4.5);
            check("g11", t.g11, ground, 4.5);
            check("accent", t.accent, ground, 4.5);
            check("outline", t.g7, ground, 3.0);
        }
        for (const QColor &ground : {t.g2, t.g3, t.g4})
            for (int s = 0; s < 5; ++s)
                check("state", t.state(Status(s)), ground, 4.5);
        for (int s = 0; s < 5; ++s)
            check("pill", t.state(Status(s)), t.pillGround[size_t(s)], 4.5);
        for (const QColor &text : {t.g9, t.g10, t.g11, t.accent, t.ok, t.attention, t.fail})
            check("selected", text, t.selected, 4.5);
        check("on accent", t.onAccent, t.accent, 4.5);
        for (const QColor &text :
             {t.paneText, t.paneLetters, t.axial, t.coronal, t.sagittal, t.measurement})
            check("pane", text, t.g0, 4.5);
        QVERIFY2(low.isEmpty(), qPrintable(low.join(u'\n')));
    }

    void knownContrast() {
        QCOMPARE(qRound(contrast(Qt::white, Qt::black) * 10), 210);
        // look.md: measured on g3 dark.
        const Theme t = Theme::make(ThemeKind::Dark);
        QVERIFY(std::abs(contrast(t.g8, t.g3) - 5.6) < 0.1);
        QVERIFY(std::abs(contrast(t.attention, t.g3) - 9.2) < 0.1);
    }

    void iconsAllDraw() {
        const QStringList names = iconNames();
        QVERIFY(names.size() >= 60);
        for (const bool light : {false, true}) {
            setTheme(light ? ThemeKind::Light : ThemeKind::Dark);
            const int columns = 10, cell = 96;
            QImage sheet(columns * cell, int((names.size() + columns - 1) / columns) * 56,
                         QImage::Format_RGB32);
            sheet.fill(theme().g3);
            QPainter p(&sheet);
            for (int i = 0; i < names.size(); ++i) {
                int x = (i % columns) * cell + 8;
                for (int side : {16, 22, 32}) {
                    const QPixmap drawn = iconPixmap(names[i], side, theme().g9, 1.0);
                    const QImage image = drawn.toImage();
                    bool ink = false;
                    for (int j = 0; j < image.height() && !ink; ++j)
                        for (int k = 0; k < image.width(); ++k)
                            ink = ink || qAlpha(image.pixel(k, j)) > 60;
                    QVERIFY2(ink, qPrintable(names[i]));
                    p.drawPixmap(x, (i / columns) * 56 + 8, drawn);
                    x += side + 6;
                }
            }
            p.end();
            QVERIFY(sheet.save(
                QStringLiteral("%1/icons-%2.png").arg(folder(), light ? "light" : "dark")));
        }
        setTheme(ThemeKind::Dark);
        QVERIFY(icon("no such icon").isNull());
    }

    void iconsFollowTheTheme() {
        const QIcon one = icon("add");
        const QColor dark = one.pixmap(16, 16).toImage().pixelColor(8, 8);
        setTheme(ThemeKind::Light);
        const QColor light = one.pixmap(16, 16).toImage().pixelColor(8, 8);
        setTheme(ThemeKind::Dark);
        QVERIFY(dark.lightness() > light.lightness() + 60);
    }

    // Every state must be told without colour: the grey pictures of any two differ.
    void statesDifferInGrey() {
        const auto grey = [](const std::function<void(QPainter *)> &draw) {
            QImage image(20, 20, QImage::Format_RGB32);
            image.fill(theme().g3);
            QPainter p(&image);
            draw(&p);
            p.end();
            return image.convertToFormat(QImage::Format_Grayscale8);
        };
        std::vector<QImage> pictures;
        for (int s = 0; s < 5; ++s)
            pictures.push_back(grey([s](QPainter *p) {
                paintStatusShape(p, QRectF(2, 2, 16, 16), Status(s), Qt::white);
            }));
        for (int s = 0; s < 5; ++s)
            pictures.push_back(grey([s](QPainter *p) {
                paintGate(p, QRectF(2, 2, 16, 16), GateState(s), theme().g3);
            }));
        for (const size_t from : {size_t(0), size_t(5)})
            for (size_t a = from; a < from + 5; ++a)
                for (size_t b = a + 1; b < from + 5; ++b) {
                    int differ = 0;
                    for (int j = 0; j < 20; ++j)
                        for (int i = 0; i < 20; ++i)
                            differ += std::abs(qGray(pictures[a].pixel(i, j)) -
                                               qGray(pictures[b].pixel(i, j))) > 50;
                    QVERIFY2(differ > 12,
                             qPrintable(QStringLiteral("%1 and %2: %3").arg(a).arg(b).arg(differ)));
                }
    }

    void pillSaysWordAndTail() {
        StatusPill pill;
        pill.setStatus(Status::Attention, StatusWords::control(Status::Attention),
                       "ethics approval ends in 3 days");
        QCOMPARE(pill.accessibleName(), QString("Attention, ethics approval ends in 3 days"));
        QVERIFY(pill.sizeHint().width() > statusSize(Status::Attention, QString()).width());
    }

    void tableModelIsSound() {
        RowsModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setColumns(
            {{"Name", 100}, {"Size", 80, false, true}, {"Gates", 110, false, false, true}});
        std::vector<int> values{3, 1, 2};
        const auto cell = [&values](int r, int c) -> Cell {
            if (c == 0)
                return Cell::plain(QStringLiteral("row %1").arg(r));
            if (c == 1)
                return Cell::numeric(number(qint64(values[size_t(r)])), values[size_t(r)]);
            return {.kind = Cell::Kind::Gates,
                    .gates = {GateState::Open, GateState::Shut, GateState::Unknown,
                              GateState::NotAsked, GateState::Acknowledge}};
        };
        model.setRows(3, cell);
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(model.data(model.index(0, 2), Qt::AccessibleTextRole)
                    .toString()
                    .contains("Trial shut"));
        model.setRows(0, cell);
        QCOMPARE(model.rowCount(), 0);
    }

    void aTipShowsMarkupAsItIs() {
        const QString hostile = QStringLiteral("<b>12</b>34<img src='/etc/hostname'>");
        RowsModel model;
        model.setColumns({{"Subject", 100}});
        model.setRows(1, [&](int, int) { return Cell::plain(hostile); });
        const QString tip = model.data(model.index(0, 0), Qt::ToolTipRole).toString();
        QTextDocument shown;
        Qt::mightBeRichText(tip) ? shown.setHtml(tip) : shown.setPlainText(tip);
        QCOMPARE(shown.toPlainText(), hostile);
        QCOMPARE(plainTip(QStringLiteral("CT 3 < 5")), QStringLiteral("CT 3 < 5"));
    }

    void tableSortsFiltersAndOpens() {
        Table table("Things");
        table.setColumns({{"Name", 100, true}, {"Size", 80, false, true}});
        const std::vector<int> values{30, 4, 100};
        table.rows()->setRows(3, [&values](int r, int c) {
            return c == 0 ? Cell::plain(QStringLiteral("row %1").arg(r))
                          : Cell::numeric(number(qint64(values[size_t(r)])), values[size_t(r)]);
        });
        table.resize(400, 200);
        table.show();
        table.sortByColumn(1, Qt::AscendingOrder); // by value: as text 100 would come first
        QCOMPARE(table.model()->index(0, 0).data().toString(), QString("row 1"));
        QCOMPARE(table.model()->index(2, 0).data().toString(), QString("row 2"));
        QSignalSpy opened(&table, &Table::opened), picked(&table, &Table::picked);
        table.selectRowOf(2);
        QCOMPARE(picked.last()[0].toInt(), 2);
        QTest::keyClick(&table, Qt::Key_Return);
        QCOMPARE(opened.last()[0].toInt(), 2);
        table.setFilter("row 1");
        QCOMPARE(table.shownRows(), 1);
        table.setFilter({}, [](int r) { return r != 1; });
        QCOMPARE(table.shownRows(), 2);
        QCOMPARE(table.rowHeight(0), metric::row());
    }

    void namesOfAllScriptsAreWritten() {
        const auto written = [](const QString &text, const QFont &font) {
            QTextLayout layout(text, font);
            layout.beginLayout();
            layout.createLine();
            layout.endLayout();
            for (const QGlyphRun &run : layout.glyphRuns())
                if (run.glyphIndexes().contains(0)) // the box of a missing letter
                    return false;
            return true;
        };
        for (const QString &name :
             {QStringLiteral("山田太郎"), QStringLiteral("やまだ ﾔﾏﾀﾞ"), QStringLiteral("김희중"),
              QStringLiteral("王小东"), QStringLiteral("Διονυσιος"), QStringLiteral("Люкceмбypг")})
            for (const Text role : {Text::Body, Text::Mono})
                QVERIFY2(written(name, typeface(role)), qPrintable(name));
    }

    void longDigestsAreCutInTheMiddleAndCopiedWhole() {
        const QString hex = QStringLiteral("9f2c").leftJustified(60, u'0') + QStringLiteral("7a41");
        const QString whole = QStringLiteral("signoff.root: sha256:") + hex;
        QCOMPARE(shortDigests(whole), QStringLiteral("signoff.root: 9f2c…7a41"));
        QCOMPARE(shortDigests(hex), QStringLiteral("9f2c…7a41"));
        QCOMPARE(shortDigests(QStringLiteral("20261130, 1.2.826.0.1.3680043")),
                 QStringLiteral("20261130, 1.2.826.0.1.3680043"));

        KeyValues facts;
        facts.add(QStringLiteral("Root"), hex);
        facts.show();
        Label *shown = nullptr;
        for (Label *label : facts.findChildren<Label *>())
            if (label->text().contains(u'…'))
                shown = label;
        QVERIFY(shown);
        facts.resize(90, 40); // narrower than even the short form
        shown->grab();
        QCOMPARE(shown->toolTip(), hex);
        facts.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&facts));
        shown->setFocus();
        QTest::keySequence(shown, QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), hex);

        Table table("Digests");
        table.setColumns({{"Fact", 100}, {"Digest", 100}});
        table.rows()->setRows(1, [&](int, int c) {
            Cell cell = Cell::plain(c == 0 ? QStringLiteral("root") : shortDigests(hex));
            if (c == 1)
                cell.whole = hex;
            return cell;
        });
        facts.hide();
        table.show();
        table.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&table));
        table.selectRowOf(0);
        QCOMPARE(table.currentIndex().siblingAtColumn(1).data(Qt::ToolTipRole).toString(), hex);
        QTest::keySequence(&table, QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("root\t") + hex);
    }

    // Nothing is cut off at the right: what is least missed gives way, and comes back.
    void columnsGiveWayWhereTheWidthIsShort() {
        Table table("Narrow");
        table.setColumns({{"Name", 100, true},
                          {"Second", 100, false, false, false, 1},
                          {"First to go", 100, false, false, false, 2},
                          {"Stays", 100}});
        table.rows()->setRows(1, [](int, int) { return Cell::plain("x"); });
        table.resize(420, 120);
        table.show();
        const auto hidden = [&] {
            QString all;
            for (int c = 0; c < 4; ++c)
                all += table.isColumnHidden(c) ? QLatin1Char('-') : QLatin1Char('x');
            return all;
        };
        QTRY_COMPARE(hidden(), QStringLiteral("xxxx"));
        table.resize(330, 120);
        QTRY_COMPARE(hidden(), QStringLiteral("xx-x"));
        QVERIFY(table.horizontalHeader()->length() <= table.viewport()->width());
        table.resize(220, 120);
        QTRY_COMPARE(hidden(), QStringLiteral("x--x"));
        table.setColumnShown(3, false);
        table.resize(420, 120);
        QTRY_COMPARE(hidden(), QStringLiteral("xxx-"));
    }

    void manyRowsCostOnlyWhatIsShown() {
        Table table("Many");
        table.setColumns({{"Name", 100, true}});
        int asked = 0;
        table.resize(300, 280);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        QElapsedTimer clock;
        clock.start();
        table.rows()->setRows(50000, [&asked](int r, int) {
            ++asked;
            return Cell::plain(QString::number(r));
        });
        QCoreApplication::processEvents();
        QVERIFY2(asked < 2000, qPrintable(QString::number(asked)));
    }

    void digitsLineUp() {
        const QFont f = typeface(Text::Body);
        QCOMPARE(tabularWidth(f, "111"), tabularWidth(f, "888"));
        QCOMPARE(tabularWidth(f, "12 Nov"), tabularWidth(f, "08 Nov"));
    }

    void numbersAreSaid() {
        QCOMPARE(number(qint64(1204)), QString("1\u2009204"));
        QCOMPARE(number(qint64(-2)), QString("\u22122"));
        QCOMPARE(bytes(236000000), QString("236\u00a0MB"));
        QCOMPARE(bytes(4700000000), QString("4.7\u00a0GB"));
        QCOMPARE(duration(75), QString("1\u00a0min\u00a015\u00a0s"));
    }

    void progressIsSaid() {
        core::Progress p;
        p.unit = core::Unit::Files;
        p.done = 1214;
        p.total = 3180;
        p.rate = 412;
        p.secondsLeft = 4.7;
        QCOMPARE(TaskWords::line(p),
                 QString("1\u2009214 of 3\u2009180 files · 412 files/s · 5\u00a0s left"));
        p.total = -1;
        p.secondsLeft = -1;
        QCOMPARE(TaskWords::line(p), QString("1\u2009214 files · 412 files/s"));
        p.unit = core::Unit::Bytes;
        p.done = 169000000;
        p.total = 236000000;
        p.rate = 41e6;
        p.secondsLeft = 1.6;
        QCOMPARE(TaskWords::line(p), QString("169 of 236\u00a0MB · 41\u00a0MB/s · 2\u00a0s left"));
    }

    void drawerFollowsTasks() {
        core::TaskList tasks;
        TaskDrawer drawer(&tasks, sentence);
        drawer.resize(1200, 32);
        drawer.show();
        QSemaphore go;
        QObject owner;
        const auto work = [&go](core::Work &w) -> core::Result<int> {
            w.begin(core::Unit::Files, 10);
            w.setDone(4);
            go.acquire();
            LASTRA_CHECK(w.check());
            return core::fail("x.broken");
        };
        const qint64 first = tasks.run(&owner, "First", "pull", work, [](core::Result<int>) {});
        const qint64 second = tasks.run(&owner, "Second", "push", work, [](core::Result<int>) {});
        QVERIFY(!drawer.isOpen());
        drawer.setOpen(true);
        QCOMPARE(drawer.table()->model()->rowCount(), 2);
        QCOMPARE(drawer.table()->model()->index(0, 0).data().toString(),
                 QString("Second")); // newest first
        QTRY_COMPARE(drawer.table()->model()->index(1, 2).data().toString(),
                     QString("4 of 10 files"));
        drawer.table()->selectRowOf(0);
        QPushButton *stop = nullptr;
        for (QPushButton *b : drawer.findChildren<QPushButton *>())
            if (b->text().startsWith("Stop"))
                stop = b;
        QVERIFY(stop && stop->isEnabled());
        stop->click(); // the newest
        go.release(2);
        QTRY_COMPARE(tasks.running(), 0);
        const auto named = [&tasks](qint64 id) {
            return *std::find_if(tasks.tasks().begin(), tasks.tasks().end(),
                                 [id](const core::Task &t) { return t.id == id; });
        };
        QCOMPARE(named(second).state, core::Task::State::Cancelled);
        QCOMPARE(drawer.words(named(second)), QString("stopped"));
        QCOMPARE(drawer.words(named(first)), QString("said: x.broken"));
    }

    void fuzzyFinds() {
        QList<int> at;
        QVERIFY(fuzzyScore("las-04", "Open LAS-0417, session 2", &at) > 0);
        QCOMPARE(at, (QList<int>{5, 6, 7, 8, 9, 10}));
        QVERIFY(fuzzyScore("osn", "Open session") > 0);
        QCOMPARE(fuzzyScore("xyz", "Open session"), -1);
        QVERIFY(fuzzyScore("set", "Settings") > fuzzyScore("set", "Reset view"));
        QVERIFY(fuzzyScore("set", "Reset view") > fuzzyScore("set", "Show the event"));
    }

    void paletteRunsCommands() {
        QWidget window;
        window.resize(800, 600);
        window.show();
        Commands commands;
        int ran = 0;
        commands.add({"a.one", "Make a project", {}, "add", "File", QKeySequence("Ctrl+M")},
                     [&ran] { ++ran; });
        commands.add({"a.two", "Write the report", {}, "report", "File", {}},
                     [&ran] { ran += 10; });
        commands.add({"a.off", "Make nothing", {}, "add", "File", {}})->setEnabled(false);
        Palette palette(
            &commands,
            [] {
                return std::vector<PaletteEntry>{{"Open LAS-0417", "Session", "read", {}, [] {}}};
            },
            &window);
        palette.openOver(&window);
        QCOMPARE(palette.shown().size(), 3); // what is off is not offered
        palette.field()->setText("report");
        QCOMPARE(palette.shown(), QStringList{"Write the report"});
        QTest::keyClick(palette.field(), Qt::Key_Return);
        QCOMPARE(ran, 10);
        QVERIFY(!palette.isVisible());
    }

    void commandAgainReplaces() {
        Commands commands;
        int first = 0, second = 0;
        commands.add({"x", "One", {}, {}, {}, {}}, [&first] { ++first; });
        QAction *action = commands.add({"x", "Two", {}, {}, {}, {}}, [&second] { ++second; });
        QCOMPARE(commands.all().size(), size_t(1));
        action->trigger();
        QCOMPARE(first, 0);
        QCOMPARE(second, 1);
        QCOMPARE(Commands::tip({"l", "Length", {}, {}, {}, QKeySequence("L")}),
                 QString("Length (L)"));
    }

    void plotSaves() {
        Plot plot;
        plot.setAxes("Dose", "AUC", true);
        plot.setSeries({{"A", {1, 2, 4}, {0.7, 0.8, 0.9}, {0.6, 0.7, 0.8}, {0.8, 0.9, 1.0}},
                        {"B \"x\"", {1}, {0.5}, {}, {}}});
        QTemporaryDir dir;
        for (const char *kind : {"csv", "svg", "png"})
            QVERIFY(plot.save(dir.filePath(QStringLiteral("p.") + QLatin1String(kind))));
        QFile csv(dir.filePath("p.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll(),
                 QByteArray("series,x,y,low,high\n\"A\",1,0.7,0.6,0.8\n\"A\",2,0.8,0.7,0.9\n\"A\","
                            "4,0.9,0.8,1\n\"B \"\"x\"\"\",1,0.5,,\n"));
        QFile svg(dir.filePath("p.svg"));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&svg);
        while (!xml.atEnd())
            xml.readNext();
        QVERIFY(!xml.hasError());
        QVERIFY(!QImage(dir.filePath("p.png")).isNull());
        QCOMPARE(plot.save(dir.filePath("p.txt")).error().code, QByteArray("gui.plotKind"));
        QVERIFY(!plot.save("/no/such/folder/p.csv"));
    }

    void sheetMovesByKeys() {
        ContactSheet sheet(3, 60);
        std::vector<ContactSheet::Thumb> thumbs(7);
        sheet.setThumbs(thumbs);
        sheet.resize(300, sheet.sizeHint().height());
        QSignalSpy picked(&sheet, &ContactSheet::picked), keyed(&sheet, &ContactSheet::keyed);
        QTest::keyClick(&sheet, Qt::Key_Down);
        QCOMPARE(sheet.current(), 3);
        QTest::keyClick(&sheet, Qt::Key_Down);
        QTest::keyClick(&sheet, Qt::Key_Down); // no further row
        QCOMPARE(sheet.current(), 6);
        QTest::keyClick(&sheet, Qt::Key_X);
        QCOMPARE(keyed.last()[0].toInt(), 6);
        QCOMPARE(picked.count(), 2);
    }

    void bannersAndToasts() {
        QWidget window;
        window.resize(900, 600);
        window.show();
        Banner banner(&window);
        banner.say(Status::Fails, "EPIC Cloud did not answer.", "Your files are safe.", "Try now");
        QSignalSpy action(&banner, &Banner::action);
        banner.findChild<QPushButton *>()->click();
        QCOMPARE(action.count(), 1);
        QCOMPARE(banner.accessibleName(),
                 QString("EPIC Cloud did not answer. Your files are safe."));
        for (int i = 0; i < 4; ++i)
            Toast::popUp(&window, QStringLiteral("Pulled %1").arg(i));
        QCOMPARE(window.findChildren<Toast *>().size(), 2); // at most two
    }

    void dangerousQuestionDefaultsToSafe() {
        QWidget window;
        window.show();
        int answer = -1;
        ask(&window, "Delete LAS-0416?", "It cannot be undone.", "Delete", true,
            [&answer](bool yes) { answer = yes; });
        auto *dialog = window.findChild<QDialog *>();
        QVERIFY(dialog);
        QTest::keyClick(dialog, Qt::Key_Return);
        QCOMPARE(answer, 0);
    }

    void stepperTellsStates() {
        Stepper stepper({"Import", "Policy", "Verify"});
        stepper.setNow(1);
        QStringList names;
        for (QAbstractButton *b : stepper.findChildren<QAbstractButton *>())
            names << b->accessibleName();
        QCOMPARE(names, (QStringList{"1. Import, done", "2. Policy, now", "3. Verify, to come"}));
    }
};

QTEST_MAIN(TestParts)
#include "tst_gui_parts.moc"
