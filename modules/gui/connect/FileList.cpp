#include "connect/FileList.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace lastra::gui {

void showFileList(QWidget *parent, const QString &title, const QString &name,
                  const std::vector<std::pair<QString, QString>> &files) {
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->resize(760, 480);
    QStringList lines;
    for (const auto &[file, reason] : files)
        lines << file + QStringLiteral("\n    ") + reason;
    auto *list = new QPlainTextEdit(lines.join(u'\n'));
    list->setObjectName(name);
    list->setAccessibleName(title);
    list->setReadOnly(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *all = new QVBoxLayout(dialog);
    all->addWidget(list);
    all->addWidget(buttons);
    dialog->open();
}

} // namespace lastra::gui
