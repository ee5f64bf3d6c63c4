#pragma once
// Ctrl+K: fuzzy over the commands and whatever else the pages offer. Enter runs.

#include "lastra/gui/Commands.h"

#include <QDialog>

#include <functional>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace lastra::gui {

struct PaletteEntry {
    QString text, group, icon, key;
    std::function<void()> run;
};

// Letters of query in text, in order; higher is better, -1 when they are not all there.
// positions: which characters matched.
[[nodiscard]] int fuzzyScore(const QString &query, const QString &text,
                             QList<int> *positions = nullptr);

class Palette : public QDialog {
    Q_OBJECT
public:
    // more gives the sessions, sites and settings that can be reached now.
    Palette(Commands *commands, std::function<std::vector<PaletteEntry>()> more, QWidget *parent);
    void openOver(QWidget *window);
    [[nodiscard]] QStringList shown() const;
    [[nodiscard]] QLineEdit *field() const { return m_field; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void search();
    void runCurrent();
    Commands *m_commands;
    std::function<std::vector<PaletteEntry>()> m_more;
    std::vector<PaletteEntry> m_entries;
    QLineEdit *m_field;
    QListView *m_list;
    QStandardItemModel *m_model;
};

} // namespace lastra::gui
