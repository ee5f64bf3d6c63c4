#pragma once
// The one list of commands: menus, tool bars, palette and key sheet read it. Lives on the GUI
// thread.

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QObject>

#include <functional>
#include <vector>

namespace lastra::gui {

struct Command {
    QByteArray id; // "view.settings", stable
    QString text;  // "Settings"
    QString help;  // one sentence
    QString icon;  // name of an icon
    QString group; // the place it belongs to, shown in the palette
    QKeySequence key;
    bool checkable = false;
};

class Commands : public QObject {
    Q_OBJECT
public:
    explicit Commands(QObject *parent = nullptr) : QObject(parent) {}

    // Adds the command and gives its action; the same id again replaces text, key and what it runs.
    QAction *add(const Command &command, std::function<void()> run = {});
    [[nodiscard]] QAction *action(const QByteArray &id) const { return m_actions.value(id); }
    [[nodiscard]] const std::vector<Command> &all() const { return m_commands; }
    // "Length (L)": what a tool tip says.
    [[nodiscard]] static QString tip(const Command &command);

Q_SIGNALS:
    void changed();

private:
    std::vector<Command> m_commands;
    QHash<QByteArray, QAction *> m_actions;
};

} // namespace lastra::gui
