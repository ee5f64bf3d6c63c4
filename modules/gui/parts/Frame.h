#pragma once
// What stands around a page: top bar, rail, page header, stepper.

#include "lastra/gui/Commands.h"
#include "parts/Basic.h"
#include "parts/StatusPill.h"

#include <QAction>
#include <QMenu>

namespace lastra::gui {

// 56 px: title, where you are, at most one primary button, at the right. Buttons that do not fit
// move into a menu.
class PageHeader : public Surface {
    Q_OBJECT
public:
    explicit PageHeader(const QString &title, QWidget *parent = nullptr);
    // "EPIC Cloud > Polmone VIT": the last part is said louder.
    void setWhere(const QStringList &parts);
    void setNote(const QString &note);
    // Before the buttons, at the right: pills, a stepper.
    void addWidget(QWidget *widget);
    QPushButton *addCommand(QAction *action, const char *variant = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void fit();
    Label *m_title, *m_where, *m_last, *m_note;
    QWidget *m_chevron;
    QHBoxLayout *m_layout;
    std::vector<std::pair<QPushButton *, QAction *>> m_secondary;
    QToolButton *m_more;
    QMenu *m_menu;
};

class TopBar : public Surface {
    Q_OBJECT
public:
    explicit TopBar(QWidget *parent = nullptr);
    void setSite(const QString &name, const QString &residency, const QString &iconName);
    void setSites(const QList<QAction *> &actions);
    // "Signed in, 52 min left", "No network needed", "Signed out".
    void setSession(const QString &words, bool attention = false);
    void setAccount(const QString &name, const QString &role, const QList<QAction *> &actions);
    void setCompact(bool compact);
    // The menu behind the program's mark: every command, by its group, in the list's order.
    void setCommands(const Commands *commands);
    void openMenu();

Q_SIGNALS:
    void searchRequested();

private:
    QToolButton *m_brand, *m_site, *m_account;
    QPushButton *m_search;
    Label *m_session;
    QMenu *m_sites, *m_accountMenu;
};

// Five places, Settings at the foot; Alt+1 to Alt+5.
class Rail : public Surface {
    Q_OBJECT
public:
    explicit Rail(QWidget *parent = nullptr);
    void add(const QString &iconName, const QString &text, const QKeySequence &key,
             bool foot = false);
    void setCurrent(int place);
    [[nodiscard]] int current() const;
    void setNarrow(bool narrow);
    [[nodiscard]] QAbstractButton *item(int place) const { return m_items[size_t(place)]; }

Q_SIGNALS:
    void chosen(int place);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QVBoxLayout *m_layout;
    std::vector<QAbstractButton *> m_items;
};

// Steps of a piece of work: done = tick, now = filled number.
class Stepper : public QWidget {
    Q_OBJECT
public:
    explicit Stepper(const QStringList &steps, QWidget *parent = nullptr);
    // Steps before `now` are done; reachable ones may be clicked.
    void setNow(int now, int reachable = -1);
    [[nodiscard]] int now() const { return m_now; }

Q_SIGNALS:
    void chosen(int step);

private:
    std::vector<QAbstractButton *> m_steps;
    int m_now = 0;
};

} // namespace lastra::gui
