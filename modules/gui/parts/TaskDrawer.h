#pragma once
// Every running task, at the foot of the window. Closed: up to two tasks; open (Ctrl+J): a table,
// newest first, cancel per row. Never opens by itself.

#include "parts/Basic.h"
#include "parts/Table.h"

#include "lastra/core/Task.h"

#include <QTimer>

#include <functional>

namespace lastra::gui {

class TaskWords {
    Q_DECLARE_TR_FUNCTIONS(lastra::gui::TaskWords)
public:
    // "1 214 of 3 180 files"
    static QString count(const core::Progress &progress);
    // "412 files/s"
    static QString rate(const core::Progress &progress);
    // "5 s left"
    static QString left(const core::Progress &progress);
    // "1 214 of 3 180 files · 412 files/s · 5 s left"
    static QString line(const core::Progress &progress);
};

class TaskDrawer : public Surface {
    Q_OBJECT
public:
    TaskDrawer(core::TaskList *tasks, std::function<QString(const core::Error &)> sentence,
               QWidget *parent = nullptr);
    [[nodiscard]] bool isOpen() const { return m_open; }
    void setOpen(bool open);
    [[nodiscard]] Table *table() const { return m_table; }
    // The line the closed drawer shows for a task.
    [[nodiscard]] QString words(const core::Task &task) const;

private:
    void refresh();
    core::TaskList *m_tasks;
    std::function<QString(const core::Error &)> m_sentence;
    QToolButton *m_toggle;
    Label *m_count;
    QWidget *m_divider = nullptr; // between the button and the tasks
    QWidget *m_lines[2];
    Table *m_table;
    QPushButton *m_cancel, *m_clear;
    QWidget *m_body;
    QTimer m_poll;
    bool m_open = false;
};

} // namespace lastra::gui
