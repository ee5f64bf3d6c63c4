#pragma once
// The window presets of the series with their figures; a click or the number key applies one.

#include "lastra/viewer/Reading.h"

#include <QWidget>

namespace lastra::gui {

class Label;

class WindowPanel : public QWidget {
    Q_OBJECT
public:
    explicit WindowPanel(viewer::Reading *reading, QWidget *parent = nullptr);
    void refresh(); // another series or another window

private:
    void rebuild();
    viewer::Reading *m_reading;
    Label *m_unit;
    QWidget *m_rows;
    QString m_shown; // what the rows were made for
};

} // namespace lastra::gui
