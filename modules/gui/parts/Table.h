#pragma once
// Dense tables: 28 px rows, hairline below, one delegate that paints what a cell holds. The model
// asks for a cell only when it is shown, so that 50 000 rows cost nothing.

#include "theme/StatusPaint.h"

#include <QAbstractTableModel>
#include <QHeaderView>
#include <QSet>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTableView>

#include <functional>

namespace lastra::gui {

struct Cell {
    enum class Kind { Text, Strong, Mono, Number, Date, Pill, Gates, Action, Bar, Places };
    Kind kind = Kind::Text;
    QString text;
    Tone tone = Tone::Text;
    Status status = Status::Unknown;
    GateStates gates{};
    double part = -1;                 // Bar: 0..1, negative when the total is not known
    QString letter;                   // Action: what stands in the little box
    bool cloud = false, here = false; // Places
    QVariant sort;                    // what sorting compares; the text when empty
    QString tail;                     // goes with the state, for tool tip and screen readers
    bool middle = false;              // elide a path in the middle
    QString whole;                    // where the text is cut: what the tool tip and copying give

    static Cell plain(const QString &text, Tone tone = Tone::Text) {
        return {.text = text, .tone = tone};
    }
    static Cell strong(const QString &text) {
        return {.kind = Kind::Strong, .text = text, .tone = Tone::Title};
    }
    static Cell mono(const QString &text, Tone tone = Tone::Second) {
        return {.kind = Kind::Mono, .text = text, .tone = tone};
    }
    static Cell numeric(const QString &text, const QVariant &sort, Tone tone = Tone::Text) {
        return {.kind = Kind::Number, .text = text, .tone = tone, .sort = sort};
    }
    static Cell pill(Status status, const QString &word, const QString &tail = {}) {
        return {
            .kind = Kind::Pill, .text = word, .status = status, .sort = int(status), .tail = tail};
    }
};

struct Column {
    QString title;
    int width = 96;
    bool stretch = false;
    bool right = false;
    bool gates = false; // the header shows the five letters
    int spare = 0;      // where the width is short, columns give way from the highest number down
};

class RowsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum { CellRole = Qt::UserRole + 1, SortRole, GatesHeaderRole, WholeRole };
    using QAbstractTableModel::QAbstractTableModel;

    void setColumns(std::vector<Column> columns);
    [[nodiscard]] const std::vector<Column> &columns() const { return m_columns; }
    void setRows(int count, std::function<Cell(int row, int column)> cell);
    // Rows changed in place, as progress does.
    void refresh();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    std::vector<Column> m_columns;
    int m_count = 0;
    std::function<Cell(int, int)> m_cell;
};

class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
};

// The table base of every page.
class Table : public QTableView {
    Q_OBJECT
public:
    explicit Table(const QString &accessibleName, QWidget *parent = nullptr);
    [[nodiscard]] RowsModel *rows() const { return m_rows; }
    void setColumns(std::vector<Column> columns);
    // Row of the RowsModel that is selected, or -1.
    [[nodiscard]] int currentRow() const;
    void selectRowOf(int sourceRow);
    // Shows only the rows the test accepts; text matches any cell.
    void setFilter(const QString &text, std::function<bool(int row)> accept = {});
    [[nodiscard]] int shownRows() const;
    void setColumnShown(int column, bool shown);
    // Height that shows all rows without a scroll bar.
    void fitHeight();

Q_SIGNALS:
    void picked(int row); // selection moved; Ctrl+C copies the row, whole
    void opened(int row); // Enter or double click

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void layOutColumns();
    QSet<int> m_off; // hidden on purpose
    RowsModel *m_rows;
    QSortFilterProxyModel *m_proxy;
};

} // namespace lastra::gui

Q_DECLARE_METATYPE(lastra::gui::Cell)
