#pragma once
#include "pages/Page.h"

class QStackedLayout;

namespace lastra::gui {

// Gives the reading room its place; without an opened series it says what to do.
class ReadPage : public Surface {
    Q_OBJECT
public:
    explicit ReadPage(QWidget *parent = nullptr);
    // The page owns the view from here on.
    void setView(QWidget *view);
    void setOpened(bool opened);

Q_SIGNALS:
    void openRequested();
    void projectsRequested();

private:
    QStackedLayout *m_stack;
    QWidget *m_view = nullptr;
};

} // namespace lastra::gui
