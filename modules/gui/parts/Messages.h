#pragma once
// How the program speaks inside its windows: banner, toast, empty place, question.

#include "parts/Basic.h"
#include "theme/StatusPaint.h"

#include <QTimer>

#include <functional>

namespace lastra::gui {

// 3 px state bar, icon, bold first sentence, second sentence, one button.
class Banner : public QWidget {
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr);
    void say(Status status, const QString &what, const QString &next, const QString &action = {});
    [[nodiscard]] Status status() const { return m_status; }

Q_SIGNALS:
    void action();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Status m_status = Status::Unknown;
    Label *m_text;
    QPushButton *m_button;
};

// Bottom right, six seconds, stays while pointed at, at most two; good news and undo only.
class Toast : public Surface {
    Q_OBJECT
public:
    static Toast *popUp(QWidget *window, const QString &text, const QString &action = {},
                        std::function<void()> run = {});

protected:
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    explicit Toast(QWidget *window);
    static void place(QWidget *window);
    QTimer m_timer;
};

class EmptyPlace : public QWidget {
    Q_OBJECT
public:
    EmptyPlace(const QString &iconName, const QString &title, const QString &advice,
               QWidget *parent = nullptr);
    QPushButton *addButton(const QString &text, const QString &iconName, bool primary);
    void setWords(const QString &title, const QString &advice);

private:
    Label *m_title, *m_advice;
    QHBoxLayout *m_buttons;
    QString m_icon;
};

// Asks with verbs on its buttons; Esc and the default are the safe one. Calls done(true) on the
// verb. Never blocks.
void ask(QWidget *parent, const QString &question, const QString &text, const QString &verb,
         bool danger, std::function<void(bool)> done);

} // namespace lastra::gui
