#include "tour/TourReport.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Log.h"
#include "lastra/gui/Look.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <cstdio>

namespace lastra::gui {

namespace {

// Says that the folder is a tour's, so that the next tour may clear it.
constexpr char kMark[] = ".lastra-tour";

QString tr(const char *text) {
    return QCoreApplication::translate("lastra::gui::TourReport", text);
}

} // namespace

core::Done TourReport::prepare(const QString &folder) {
    QDir dir(folder);
    if (dir.exists(QLatin1String(kMark))) {
        for (const char *left : {"cohort", "home", "key", "report"})
            QDir(dir.filePath(QLatin1String(left))).removeRecursively();
        for (const QString &file : dir.entryList(
                 {QStringLiteral("[0-9][0-9]-*.png"), QStringLiteral("index.html")}, QDir::Files))
            dir.remove(file);
    } else if (dir.exists() && !dir.isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System |
                                            QDir::NoDotAndDotDot)) {
        return core::fail("gui.tourFolderInUse", {folder});
    }
    LASTRA_CHECK(core::makeFolder(folder));
    return core::AtomicFile::writeAll(dir.filePath(QLatin1String(kMark)), {});
}

bool TourReport::add(const QPixmap &picture, const QString &name, const QString &title,
                     const QString &text) {
    const QString file =
        QStringLiteral("%1-%2.png").arg(m_steps.size() + 1, 2, 10, QLatin1Char('0')).arg(name);
    if (!picture.save(m_folder + u'/' + file))
        return false;
    m_steps.push_back({file, title, text, double(m_clock.restart()) / 1000});
    std::fprintf(stderr, "tour: %s (%.1f s)\n", qPrintable(title), m_steps.back().seconds);
    return true;
}

void TourReport::writeIndex(const QString &wrong) const {
    const auto escaped = [](const QString &text) { return text.toHtmlEscaped(); };
    const QString head = tr("Lastra: the tour");
    QString html =
        QStringLiteral(
            "<!doctype html><html lang=\"%1\"><meta charset=\"utf-8\"><title>%2</title><style>"
            "body{font:15px/1.5 Inter,sans-serif;background:#131416;color:#dde0e3;margin:32px "
            "auto;max-width:1100px}"
            "img{width:100%;border:1px solid #383c41;border-radius:6px}h2{font-size:17px;"
            "margin:32px 0 4px}"
            "p{color:#b3b8be;margin:0 0 "
            "8px}a{color:#5fb2f2}.fail{color:#ff7a66}</style><h1>%2</h1>")
            .arg(interfaceLanguage(), escaped(head));
    html += wrong.isEmpty() ? QStringLiteral("<p>%1</p>").arg(escaped(tr("Every step happened.")))
                            : QStringLiteral("<p class=\"fail\">%1</p>")
                                  .arg(escaped(tr("It stopped: %1").arg(wrong)));
    for (const Step &step : m_steps)
        html += QStringLiteral("<h2>%1</h2><p>%2 (%3 s)</p><img src=\"%4\" alt=\"%1\">")
                    .arg(escaped(step.title), escaped(step.text),
                         QString::number(step.seconds, 'f', 1), step.picture);
    if (QFileInfo::exists(m_folder + QStringLiteral("/report/report.en.html")))
        html += QStringLiteral("<h2>%1</h2><p><a href=\"report/report.en.html\">English</a>, "
                               "<a href=\"report/report.it.html\">Italiano</a></p>")
                    .arg(escaped(tr("Compliance report")));
    if (auto written =
            core::AtomicFile::writeAll(m_folder + QStringLiteral("/index.html"), html.toUtf8());
        !written)
        core::logError("tour", written.error());
}

} // namespace lastra::gui
