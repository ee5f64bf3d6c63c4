#include "lastra/gui/Commands.h"

#include "theme/Icon.h"

namespace lastra::gui {

QString Commands::tip(const Command &c) {
    return c.key.isEmpty()
               ? c.text
               : QStringLiteral("%1 (%2)").arg(c.text, c.key.toString(QKeySequence::NativeText));
}

QAction *Commands::add(const Command &command, std::function<void()> run) {
    QAction *action = m_actions.value(command.id);
    if (!action) {
        action = new QAction(this);
        m_actions.insert(command.id, action);
        m_commands.push_back(command);
    } else {
        std::erase_if(m_commands, [&](const Command &c) { return c.id == command.id; });
        m_commands.push_back(command);
        action->disconnect(this);
    }
    action->setObjectName(QString::fromLatin1(command.id));
    action->setText(command.text);
    action->setToolTip(tip(command));
    action->setStatusTip(command.help);
    action->setIcon(icon(command.icon));
    action->setShortcut(command.key);
    action->setCheckable(command.checkable);
    if (run)
        connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    Q_EMIT changed();
    return action;
}

} // namespace lastra::gui
