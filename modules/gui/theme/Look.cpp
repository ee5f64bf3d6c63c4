#include "lastra/gui/Look.h"

#include "parts/Basic.h"
#include "theme/Icon.h"
#include "theme/LastraStyle.h"

#include <QApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>

// Outside any namespace: the macro declares the functions that rcc wrote.
static void initResources() {
    Q_INIT_RESOURCE(icons);
    Q_INIT_RESOURCE(translations);
}

namespace lastra::gui {

namespace {
QString g_language = QStringLiteral("en");
} // namespace

Look storedLook() {
    const QSettings store;
    Look look;
    look.language = store.value(QStringLiteral("look/language")).toString();
    look.light = store.value(QStringLiteral("look/light")).toBool();
    look.highContrast = store.value(QStringLiteral("look/highContrast")).toBool();
    look.comfortable = store.value(QStringLiteral("look/comfortable")).toBool();
    look.textPercent = store.value(QStringLiteral("look/textPercent"), 100).toInt();
    return look;
}

QString storedSite() {
    return QSettings().value(QStringLiteral("site")).toString();
}

void storeSite(const QString &site) {
    QSettings().setValue(QStringLiteral("site"), site);
}

QString interfaceLanguage() {
    return g_language;
}

void setUpLook(QApplication &application, const Look &look) {
    initResources();
    const bool italian = look.language.isEmpty() ? QLocale::system().language() == QLocale::Italian
                                                 : look.language == QStringLiteral("it");
    g_language = italian ? QStringLiteral("it") : QStringLiteral("en");
    for (QTranslator *old :
         application.findChildren<QTranslator *>(QString(), Qt::FindDirectChildrenOnly)) {
        QApplication::removeTranslator(old);
        delete old;
    }
    const QLocale locale = italian ? QLocale(QLocale::Italian, QLocale::Italy)
                                   : QLocale(QLocale::English, QLocale::UnitedKingdom);
    setInterfaceLocale(locale);
    QLocale::setDefault(locale);
    auto *ours = new QTranslator(&application);
    if (ours->load(QStringLiteral(":/i18n/lastra_%1.qm").arg(g_language)))
        QApplication::installTranslator(ours);
    if (italian) {
        auto *qts = new QTranslator(&application);
        if (qts->load(QStringLiteral("qtbase_it"),
                      QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
            QApplication::installTranslator(qts);
    }
    metric::setComfortable(look.comfortable);
    if (!qobject_cast<LastraStyle *>(QApplication::style()))
        QApplication::setStyle(new LastraStyle);
    setTextScale(look.textPercent / 100.0);
    setTheme(look.light ? ThemeKind::Light : ThemeKind::Dark, look.highContrast);
    QApplication::setWindowIcon(applicationIcon());
    if (!application.findChild<FocusRing *>())
        new FocusRing(&application);
}

} // namespace lastra::gui
