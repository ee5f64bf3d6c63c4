#pragma once
#include "pages/Page.h"

class QCheckBox;
class QComboBox;
class QRadioButton;

namespace lastra::gui {

class Commands;

class SettingsPage : public Page {
    Q_OBJECT
public:
    SettingsPage(SettingsModel *model, Commands *commands, QWidget *parent = nullptr);

private:
    void read();
    SettingsModel *m;
    QComboBox *m_theme, *m_language, *m_scale, *m_density, *m_site;
    QCheckBox *m_contrast;
    KeyValues *m_about;
};

// Every command with its key: F1.
[[nodiscard]] QWidget *makeKeySheet(Commands *commands, QWidget *parent);

} // namespace lastra::gui
