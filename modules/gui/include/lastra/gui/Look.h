#pragma once
// Style, fonts, palette and language of the application, set once before the first window.

#include <QString>

class QApplication;

namespace lastra::gui {

struct Look {
    QString language; // "en", "it"; empty: the system's
    bool light = false, highContrast = false, comfortable = false;
    int textPercent = 100;
};

// What the person chose on the settings page; the program starts from it.
[[nodiscard]] Look storedLook();
// The site chosen there; empty: none was.
[[nodiscard]] QString storedSite();
void storeSite(const QString &site);
void setUpLook(QApplication &application, const Look &look);
// "en" or "it": what setUpLook chose.
[[nodiscard]] QString interfaceLanguage();

} // namespace lastra::gui
