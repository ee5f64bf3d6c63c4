#pragma once
// Every command of the reading room, once: menus, tool bar, palette and key sheet read it, and
// Reading::run() carries it out. Texts are English source texts in context "ReadCommands".

#include <QByteArray>

#include <span>

namespace lastra::viewer {

struct ReadCommand {
    const char *id;   // "read.tool.length", stable
    const char *text; // "Length"
    const char *help; // one sentence
    const char *icon; // name of an icon
    const char *key;  // portable key sequence, empty for none
    bool checkable = false;
};

[[nodiscard]] std::span<const ReadCommand> readCommands();
[[nodiscard]] const ReadCommand *readCommand(const QByteArray &id);

} // namespace lastra::viewer
