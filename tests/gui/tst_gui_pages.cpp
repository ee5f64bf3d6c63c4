// Every page with invented data, in both languages, themes and sizes: nothing clipped, everything
// named, and a picture of each for people to look at.

#include "FakePages.h"

#include "lastra/gui/Look.h"
#include "pages/CompliancePage.h"
#include "pages/DeidentifyPage.h"
#include "pages/ProjectsPage.h"
#include "pages/ReadPage.h"
#include "pages/SignInDialog.h"
#include "pages/TrialsPage.h"
#include "parts/Frame.h"
#include "parts/Palette.h"
#include "parts/Pictures.h"
#include "parts/TaskDrawer.h"

#include <QtTest>
#include <QtWidgets>

using namespace lastra;
using namespace lastra::gui;

namespace {

QString folder() {
    const QString set = qEnvironmentVariable("LASTRA_PICTURES");
    return set.isEmpty() ? QDir::tempPath() + QStringLiteral("/lastra-gui-pictures") : set;
}

// What cannot show its whole text and does not say so by an ellipsis it is meant to have.
QStringList clipped(QWidget *root) {
    QStringList found;
    const auto report = [&found](QWidget *w, const QString &text, int need, int have) {
        found << QStringLiteral("%1 '%2' needs %3, has %4")
                     .arg(QLatin1String(w->metaObject()->className()), text.left(40))
                     .arg(need)
                     .arg(have);
    };
    for (QWidget *w : root->findChildren<QWidget *>()) {
        if (!w->isVisible() || w->visibleRegion().isEmpty())
            continue;
        if (auto *label = qobject_cast<QLabel *>(w)) {
            if (label->text().isEmpty() || label->property("elides").toBool())
                continue;
            if (label->wordWrap()) {
                if (label->heightForWidth(label->width()) > label->height() + 1)
                    report(w, label->text(), label->heightForWidth(label->width()),
                           label->height());
            } else if (label->sizeHint().width() > label->width()) {
                report(w, label->text(), label->sizeHint().width(), label->width());
            }
        } else if (auto *button = qobject_cast<QAbstractButton *>(w)) {
            if (!button->text().isEmpty() && button->minimumSizeHint().width() > button->width())
                report(w, button->text(), button->minimumSizeHint().width(), button->width());
        } else if (auto *table = qobject_cast<Table *>(w)) {
            const QFontMetrics metrics(typeface(Text::SmallMedium));
            for (int c = 0; c < table->model()->columnCount(); ++c) {
                if (table->isColumnHidden(c))
                    continue;
                const QString title = table->model()->headerData(c, Qt::Horizontal).toString();
                if (metrics.horizontalAdvance(title) + 16 > table->columnWidth(c))
                    report(w, title, metrics.horizontalAdvance(title) + 16, table->columnWidth(c));
            }
            if (table->horizontalScrollBar()->maximum() > 0)
                report(w, table->accessibleName(), table->horizontalScrollBar()->maximum(), 0);
        }
        // Nothing may stand outside its parent.
        if (w->parentWidget() && w->inherits("lastra::gui::Label") &&
            w->geometry().right() > w->parentWidget()->width())
            report(w, static_cast<QLabel *>(w)->text(), w->geometry().right(),
                   w->parentWidget()->width());
    }
    return found;
}

} // namespace

class TestPages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QDir().mkpath(folder()); }

    void pages_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<bool>("light");
        QTest::addColumn<QSize>("size");
        QTest::newRow("en-dark-1600") << "en" << false << QSize(1600, 1000);
        QTest::newRow("it-dark-1600") << "it" << false << QSize(1600, 1000);
        QTest::newRow("en-light-1600") << "en" << true << QSize(1600, 1000);
        QTest::newRow("en-dark-1280") << "en" << false << QSize(1280, 800);
        QTest::newRow("it-dark-1280") << "it" << false << QSize(1280, 800);
    }

    void pages() {
        QFETCH(QString, language);
        QFETCH(bool, light);
        QFETCH(QSize, size);
        setUpLook(*qApp, {language, light});
        core::TaskList tasks;
        const auto sentence = [](const core::Error &e) { return QString::fromLatin1(e.code); };
        MainWindow w(&tasks, sentence);
        fake::fill(w, language == u"it");
        QSemaphore hold;
        const auto wait = [&hold](core::Work &work) -> core::Result<int> {
            work.begin(core::Unit::Files, 3180);
            work.setDone(1214);
            hold.acquire();
            return 1;
        };
        tasks.run(&w, language == u"it" ? "De-identifica 09 nov" : "De-identify 09 Nov intake",
                  "deidentify", wait, [](core::Result<int>) {});
        w.resize(size);
        w.show();
        QVERIFY(QTest::qWaitForWindowExposed(&w));
        const char *names[] = {"projects", "deidentify", "read",
                               "trials",   "compliance", "settings"};
        QStringList wrong;
        for (int place = 0; place < 6; ++place) {
            w.go(MainWindow::Place(place));
            if (place == 0)
                w.projectsPage()->table()->selectRowOf(2);
            QCoreApplication::processEvents();
            QCoreApplication::processEvents();
            QVERIFY(w.grab().save(QStringLiteral("%1/%2-%3.png")
                                      .arg(folder(), QLatin1String(names[place]),
                                           QLatin1String(QTest::currentDataTag()))));
            for (const QString &line : clipped(&w))
                wrong << QLatin1String(names[place]) + QStringLiteral(": ") + line;
        }
        w.openSignIn();
        QCoreApplication::processEvents();
        auto *dialog = w.findChild<SignInDialog *>();
        QVERIFY(dialog);
        dialog->grab().save(QStringLiteral("%1/signin-%2.png")
                                .arg(folder(), QLatin1String(QTest::currentDataTag())));
        for (const QString &line : clipped(dialog))
            wrong << QStringLiteral("signin: ") + line;
        dialog->reject();
        w.drawer()->setOpen(true);
        w.go(MainWindow::Projects);
        QCoreApplication::processEvents();
        w.grab().save(QStringLiteral("%1/drawer-%2.png")
                          .arg(folder(), QLatin1String(QTest::currentDataTag())));
        w.palettePopup()->openOver(&w);
        w.palettePopup()->field()->setText("re");
        QCoreApplication::processEvents();
        w.palettePopup()->grab().save(QStringLiteral("%1/palette-%2.png")
                                          .arg(folder(), QLatin1String(QTest::currentDataTag())));
        w.palettePopup()->reject();
        hold.release(1);
        wrong.removeDuplicates();
        QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("\n") + wrong.join(u'\n')));
    }

    void everythingIsNamed() {
        setUpLook(*qApp, {"en"});
        core::TaskList tasks;
        MainWindow w(&tasks, [](const core::Error &e) { return QString::fromLatin1(e.code); });
        fake::fill(w, false);
        w.show();
        QVERIFY(QTest::qWaitForWindowExposed(&w));
        QStringList nameless;
        for (int place = 0; place < 6; ++place) {
            w.go(MainWindow::Place(place));
            QCoreApplication::processEvents();
            for (QWidget *c : w.findChildren<QWidget *>()) {
                if (!c->isVisible() || c->focusPolicy() == Qt::NoFocus ||
                    c->objectName().startsWith(QStringLiteral("qt_")))
                    continue;
                QAccessibleInterface *a = QAccessible::queryAccessibleInterface(c);
                if (a && a->text(QAccessible::Name).isEmpty() && c->accessibleName().isEmpty())
                    nameless << QStringLiteral("%1 in %2")
                                    .arg(QLatin1String(c->metaObject()->className()))
                                    .arg(place);
            }
        }
        nameless.removeDuplicates();
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
    }

    void keyboardReachesThePlaces() {
        setUpLook(*qApp, {"en"});
        core::TaskList tasks;
        MainWindow w(&tasks, [](const core::Error &e) { return QString::fromLatin1(e.code); });
        fake::fill(w, false);
        w.show();
        QVERIFY(QTest::qWaitForWindowExposed(&w));
        w.activateWindow();
        QTRY_VERIFY(QApplication::activeWindow() == &w);
        for (int i = 4; i >= 0; --i) {
            QTest::keyClick(&w, Qt::Key(Qt::Key_1 + i), Qt::AltModifier);
            QCOMPARE(int(w.place()), i);
            QCOMPARE(w.rail()->current(), i);
        }
        QVERIFY(!w.drawer()->isOpen());
        QTest::keyClick(&w, Qt::Key_J, Qt::ControlModifier);
        QVERIFY(w.drawer()->isOpen());
        QTest::keyClick(&w, Qt::Key_J, Qt::ControlModifier);
        QVERIFY(!w.drawer()->isOpen());
        // F6 goes round: rail, tree, table, series.
        QSet<QWidget *> seen;
        for (int i = 0; i < 8; ++i) {
            QTest::keyClick(&w, Qt::Key_F6);
            seen << w.focusWidget();
        }
        QVERIFY2(seen.size() >= 4, qPrintable(QString::number(seen.size())));
        QTest::keyClick(&w, Qt::Key_K, Qt::ControlModifier);
        QVERIFY(w.palettePopup()->isVisible());
        QTest::keyClicks(w.palettePopup()->field(), "compli");
        QVERIFY(w.palettePopup()->shown().value(0).contains("ompliance"));
        QTest::keyClick(w.palettePopup()->field(), Qt::Key_Return);
        QVERIFY(!w.palettePopup()->isVisible());
        QCOMPARE(w.place(), MainWindow::Compliance);
    }

    void dropAndOpenAreOnePath() {
        setUpLook(*qApp, {"en"});
        core::TaskList tasks;
        MainWindow w(&tasks, [](const core::Error &e) { return QString::fromLatin1(e.code); });
        w.show();
        QSignalSpy given(&w, &MainWindow::pathsGiven);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile("/tmp/a b"), QUrl("https://example.org/x")});
        QDragEnterEvent enter(QPoint(40, 400), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QCoreApplication::sendEvent(&w, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(40, 400), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&w, &drop);
        QCOMPARE(given.count(), 1);
        QCOMPARE(given[0][0].toStringList(), QStringList{"/tmp/a b"});
        Q_EMIT w.projectsModel()->importRequested({"/tmp/c"});
        QCOMPARE(given.count(), 2);
    }

    void pagesAskTheirModels() {
        setUpLook(*qApp, {"en"});
        core::TaskList tasks;
        MainWindow w(&tasks, [](const core::Error &e) { return QString::fromLatin1(e.code); });
        fake::fill(w, false);
        w.show();
        QVERIFY(QTest::qWaitForWindowExposed(&w));
        QSignalSpy chosen(w.projectsModel(), &ProjectsModel::sessionChosen),
            opened(w.projectsModel(), &ProjectsModel::openRequested);
        w.projectsPage()->table()->selectRowOf(5);
        QCOMPARE(chosen.last()[0].toString(), QString("5"));
        QTest::keyClick(w.projectsPage()->table(), Qt::Key_Return);
        QCOMPARE(opened.last()[0].toString(), QString("5"));
        w.go(MainWindow::Deidentify);
        QSignalSpy marked(w.deidModel(), &DeidModel::thumbMarked);
        w.deidModel()->thumbs[9].after.fill(Qt::white); // unlike all others
        w.deidentifyPage()->sheet()->setCurrent(9);
        // What is about to be marked is what is shown large.
        const auto large = w.deidentifyPage()->findChildren<Picture *>();
        QVERIFY(std::any_of(large.begin(), large.end(), [&](const Picture *picture) {
            return picture->image() == w.deidModel()->thumbs[9].after;
        }));
        QTest::keyClick(w.deidentifyPage()->sheet(), Qt::Key_Space);
        QCOMPARE(marked.count(), 1);
        QCOMPARE(w.deidModel()->thumbs[9].mark, GateState::Open);
        QCOMPARE(w.deidentifyPage()->sheet()->current(), 10);
        w.go(MainWindow::Compliance);
        QSignalSpy control(w.complianceModel(), &ComplianceModel::controlChosen);
        w.compliancePage()->controls()->selectRowOf(2);
        QCOMPARE(control.last()[0].toString(), QString("RES-01"));
        // What does not apply stays folded until asked for.
        QCOMPARE(w.compliancePage()->controls()->shownRows(), 7);
    }

    void aWrongDesignIsSaidNotTaken() {
        setUpLook(*qApp, {"en"});
        NewTrialDialog dialog({"Lastra LA-1"}, {"standard", "soft"}, nullptr);
        dialog.show();
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        QPushButton *make = nullptr;
        for (QPushButton *b : dialog.findChildren<QPushButton *>())
            if (b->property("variant").toByteArray() == "primary")
                make = b;
        QVERIFY(make);
        QLineEdit *doses = nullptr;
        for (QLineEdit *e : dialog.findChildren<QLineEdit *>())
            if (e->accessibleName().startsWith("Doses"))
                doses = e;
        QVERIFY(doses);
        for (const char *bad : {"", "abc", "0; 50", "50; 100000", "-3"}) {
            doses->setText(bad);
            make->click();
            QCOMPARE(accepted.count(), 0);
            QVERIFY(doses->property("invalid").toBool());
        }
        doses->setText("25; 50; 12.5");
        make->click();
        QCOMPARE(accepted.count(), 1);
        QCOMPARE(dialog.form().doses, (QList<double>{25, 50, 12.5}));
        QCOMPARE(dialog.form().kernels, QStringList{"standard"});
    }

    void theItalianIsComplete() {
        QFile file(QStringLiteral(LASTRA_SOURCE_DIR "/resources/i18n/lastra_it.ts"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&file);
        int messages = 0;
        QString source;
        QStringList missing;
        while (!xml.atEnd()) {
            if (!(xml.readNext() == QXmlStreamReader::StartElement))
                continue;
            if (xml.name() == u"source") {
                source = xml.readElementText();
            } else if (xml.name() == u"translation") {
                const QString type = xml.attributes().value(QStringLiteral("type")).toString();
                QStringList forms{QString()}; // the text, or one for each grammatical number
                while (xml.readNext() != QXmlStreamReader::EndElement)
                    if (xml.isCharacters() && !xml.isWhitespace())
                        forms.last() += xml.text();
                    else if (xml.isStartElement()) {
                        if (!forms.last().isEmpty())
                            forms << QString();
                        forms.last() = xml.readElementText();
                    }
                if (type == u"vanished" || type == u"obsolete")
                    continue;
                ++messages;
                static const QRegularExpression places(QStringLiteral("%\\d"));
                const auto placesOf = [](const QString &text) {
                    QStringList found;
                    for (auto it = places.globalMatch(text); it.hasNext();)
                        found << it.next().captured();
                    found.sort();
                    return found;
                };
                for (const QString &form : forms)
                    if (type == u"unfinished" || form.trimmed().isEmpty() ||
                        placesOf(form) != placesOf(source))
                        missing << source;
            }
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
        QVERIFY(messages > 150);
    }
};

QTEST_MAIN(TestPages)
#include "tst_gui_pages.moc"
