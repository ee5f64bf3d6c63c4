#pragma once
// The tools of the reading room: layout, tools, switches, undo; made from the command list.

#include "lastra/gui/Commands.h"
#include "lastra/viewer/Reading.h"

#include <QWidget>

class QToolButton;

namespace lastra::gui {

class Label;

class ReadToolBar : public QWidget {
    Q_OBJECT
public:
    ReadToolBar(Commands *commands, viewer::Reading *reading, QWidget *parent = nullptr);
    void refresh(); // which layout, what is linked

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Commands *m_commands;
    viewer::Reading *m_reading;
    QToolButton *m_layout;
};

} // namespace lastra::gui
