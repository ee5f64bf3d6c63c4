#pragma once
// Files and what is to be said of each: a count alone cannot be acted upon.

#include <QString>

#include <utility>
#include <vector>

class QWidget;

namespace lastra::gui {

// A window over `parent`; `name` is the list's object name. The text can be selected and copied.
void showFileList(QWidget *parent, const QString &title, const QString &name,
                  const std::vector<std::pair<QString, QString>> &files);

} // namespace lastra::gui
