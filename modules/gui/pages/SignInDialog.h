#pragma once
#include "lastra/gui/PageModels.h"
#include "parts/Basic.h"
#include "parts/Messages.h"

#include <QDialog>
#include <QTimer>

class QGridLayout;
class QProgressBar;
class QStackedLayout;

namespace lastra::gui {

// Choose a site, sign in through the browser or with a code typed elsewhere. Waits without
// blocking; closing it cancels what waits.
class SignInDialog : public QDialog {
    Q_OBJECT
public:
    SignInDialog(SignInModel *model, QWidget *parent = nullptr);

private:
    QWidget *makeAside();
    QWidget *makeWork();
    void read();
    void tick();

    SignInModel *m;
    std::vector<QWidget *> m_steps;
    Label *m_title, *m_sub, *m_code, *m_left, *m_waiting, *m_done, *m_keeper;
    QGridLayout *m_cards;
    QStackedLayout *m_phase;
    QProgressBar *m_bar;
    QVBoxLayout *m_connection;
    QPushButton *m_browser, *m_device, *m_openPage, *m_copy, *m_cancel, *m_close, *m_local;
    Banner *m_banner;
    QTimer m_timer;
};

} // namespace lastra::gui
