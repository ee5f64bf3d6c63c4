#include "parts/Table.h"

#include "parts/Basic.h"
#include "theme/Icon.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>

namespace lastra::gui {

void RowsModel::setColumns(std::vector<Column> columns) {
    beginResetModel();
    m_columns = std::move(columns);
    endResetModel();
}

void RowsModel::setRows(int count, std::function<Cell(int, int)> cell) {
    beginResetModel();
    m_count = count;
    m_cell = std::move(cell);
    endResetModel();
}

void RowsModel::refresh() {
    if (m_count > 0 && !m_columns.empty())
        Q_EMIT dataChanged(index(0, 0), index(m_count - 1, int(m_columns.size()) - 1));
}

int RowsModel::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : m_count;
}

int RowsModel::columnCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant RowsModel::data(const QModelIndex &index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_cell)
        return {};
    if (role != Qt::DisplayRole && role != CellRole && role != SortRole && role != WholeRole &&
        role != Qt::ToolTipRole && role != Qt::AccessibleTextRole && role != Qt::TextAlignmentRole)
        return {};
    const Column &column = m_columns[size_t(index.column())];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((column.right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    const Cell cell = m_cell(index.row(), index.column());
    switch (role) {
    case CellRole:
        return QVariant::fromValue(cell);
    case SortRole:
        return cell.sort.isValid() ? cell.sort : QVariant(cell.text);
    case Qt::ToolTipRole:
        return plainTip(!cell.whole.isEmpty() ? cell.whole
                        : cell.tail.isEmpty() ? cell.text
                                              : cell.tail);
    case WholeRole:
        return cell.whole.isEmpty() ? cell.text : cell.whole;
    case Qt::AccessibleTextRole: {
        QString text =
            cell.kind == Cell::Kind::Gates ? StatusWords::gateSummary(cell.gates) : cell.text;
        if (!cell.tail.isEmpty())
            text += QStringLiteral(", ") + cell.tail;
        return column.title.isEmpty() ? text : column.title + QStringLiteral(": ") + text;
    }
    default:
        return cell.text;
    }
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= int(m_columns.size()))
        return {};
    const Column &column = m_columns[size_t(section)];
    if (role == GatesHeaderRole)
        return column.gates;
    if (role == Qt::DisplayRole)
        return column.gates ? QString() : column.title;
    if (role == Qt::AccessibleTextRole || role == Qt::ToolTipRole)
        return column.title;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((column.right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    return {};
}

namespace {

void paintAction(QPainter *p, const QRect &rect, const Cell &cell, const QColor &colour) {
    const QRect box(rect.x(), rect.y() + (rect.height() - 16) / 2, 16, 16);
    p->save();
    p->setRenderHint(QPainter::Antialiasing);
    p->setPen(QPen(colour, 1));
    p->setBrush(Qt::NoBrush);
    p->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    p->restore();
    QFont letter = typeface(Text::MonoTiny);
    letter.setWeight(QFont::DemiBold);
    p->setFont(letter);
    p->setPen(colour);
    p->drawText(box, Qt::AlignCenter, cell.letter);
    p->setFont(typeface(Text::Small));
    p->drawText(rect.adjusted(22, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                p->fontMetrics().elidedText(cell.text, Qt::ElideRight, rect.width() - 22));
}

void paintBar(QPainter *p, const QRect &rect, double part, const QColor &colour) {
    if (part < 0)
        return;
    p->save();
    p->setRenderHint(QPainter::Antialiasing);
    p->setPen(Qt::NoPen);
    QRectF track(rect.x(), rect.y() + (rect.height() - 4) / 2, rect.width(), 4);
    p->setBrush(theme().g5);
    p->drawRoundedRect(track, 2, 2);
    track.setWidth(std::clamp(part, 0.0, 1.0) * track.width());
    p->setBrush(colour);
    p->drawRoundedRect(track, 2, 2);
    p->restore();
}

class Header : public QHeaderView {
public:
    using QHeaderView::QHeaderView;

protected:
    void paintSection(QPainter *p, const QRect &rect, int section) const override {
        // The style leaves its clip behind.
        p->save();
        QHeaderView::paintSection(p, rect, section);
        p->restore();
        if (!model()->headerData(section, orientation(), RowsModel::GatesHeaderRole).toBool())
            return;
        p->save();
        p->setFont(typeface(Text::SmallMedium));
        p->setPen(theme().g8);
        for (int i = 0; i < 5; ++i)
            p->drawText(QRect(rect.x() + 8 + i * (metric::gate + metric::gateGap), rect.y(),
                              metric::gate, rect.height()),
                        Qt::AlignCenter, StatusWords::gateLetter(Gate(i)));
        p->restore();
    }
};

class Proxy : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    QString text;
    std::function<bool(int)> accept;
    void again() { invalidateFilter(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override {
        if (accept && !accept(row))
            return false;
        if (text.isEmpty())
            return true;
        for (int c = 0; c < sourceModel()->columnCount(parent); ++c)
            if (sourceModel()
                    ->index(row, c, parent)
                    .data()
                    .toString()
                    .contains(text, Qt::CaseInsensitive))
                return true;
        return false;
    }
};

} // namespace

void CellDelegate::paint(QPainter *p, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const {
    const Theme &t = theme();
    const Cell cell = index.data(RowsModel::CellRole).value<Cell>();
    const bool selected = option.state & QStyle::State_Selected;
    const auto *view = qobject_cast<const Table *>(option.widget);
    const bool hovered = view && (option.state & QStyle::State_MouseOver);
    const QColor ground = selected ? t.selected : hovered ? t.g4 : t.g3;
    p->save();
    p->fillRect(option.rect, ground);
    p->fillRect(QRect(option.rect.x(), option.rect.bottom(), option.rect.width(), 1), t.rowLine);
    if (view && view->hasFocus() && view->window()->testAttribute(Qt::WA_KeyboardFocusChange) &&
        view->currentIndex().row() == index.row()) {
        p->fillRect(QRect(option.rect.x(), option.rect.y(), option.rect.width(), 1), t.accent);
        p->fillRect(QRect(option.rect.x(), option.rect.bottom(), option.rect.width(), 1), t.accent);
    }
    Tone tone = cell.tone;
    if (selected)
        tone = tone == Tone::Hint                             ? Tone::Second
               : (tone == Tone::Text || tone == Tone::Second) ? Tone::Title
                                                              : tone;
    const QColor colour = t.tone(tone);
    const QRect rect = option.rect.adjusted(8, 0, -8, 0);
    const Qt::Alignment align = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
    switch (cell.kind) {
    case Cell::Kind::Pill:
        paintStatus(p, rect, cell.status, cell.text);
        break;
    case Cell::Kind::Gates:
        paintGates(p, rect, cell.gates, ground);
        break;
    case Cell::Kind::Action:
        paintAction(p, rect, cell, t.tone(cell.tone));
        break;
    case Cell::Kind::Bar:
        paintBar(p, rect, cell.part, t.tone(cell.tone));
        break;
    case Cell::Kind::Places: {
        const QColor shape = selected ? t.g9 : t.g8;
        const QRect place(rect.x(), rect.y() + (rect.height() - 16) / 2, 16, 16);
        if (cell.cloud)
            paintIcon(p, place, QStringLiteral("cloud"), shape);
        if (cell.here)
            paintIcon(p, place.translated(20, 0), QStringLiteral("computer"), shape);
        break;
    }
    case Cell::Kind::Number:
    case Cell::Kind::Date:
        p->setFont(typeface(Text::Body));
        p->setPen(colour);
        p->setClipRect(option.rect);
        drawTabular(p, rect, align, cell.text);
        break;
    default:
        p->setFont(typeface(cell.kind == Cell::Kind::Strong ? Text::BodyMedium
                            : cell.kind == Cell::Kind::Mono ? Text::Mono
                                                            : Text::Body));
        p->setPen(colour);
        p->drawText(rect, int(align) | Qt::TextSingleLine,
                    p->fontMetrics().elidedText(cell.text,
                                                cell.middle ? Qt::ElideMiddle : Qt::ElideRight,
                                                rect.width() + 1));
    }
    p->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const {
    return {64, metric::row()};
}

Table::Table(const QString &accessibleName, QWidget *parent)
    : QTableView(parent), m_rows(new RowsModel(this)), m_proxy(new Proxy(this)) {
    setAccessibleName(accessibleName);
    setHorizontalHeader(new Header(Qt::Horizontal, this));
    m_proxy->setSourceModel(m_rows);
    m_proxy->setSortRole(RowsModel::SortRole);
    m_proxy->setSortCaseSensitivity(Qt::CaseInsensitive);
    setModel(m_proxy);
    setItemDelegate(new CellDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setCornerButtonEnabled(false);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(20);
    verticalHeader()->setDefaultSectionSize(metric::row());
    QHeaderView *header = horizontalHeader();
    header->setFixedHeight(metric::header);
    header->setHighlightSections(false);
    header->setSectionsClickable(true);
    header->setMinimumSectionSize(24);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (currentRow() >= 0)
            Q_EMIT picked(currentRow());
    });
    connect(this, &QTableView::doubleClicked, this, [this] {
        if (currentRow() >= 0)
            Q_EMIT opened(currentRow());
    });
}

void Table::setColumns(std::vector<Column> columns) {
    m_rows->setColumns(std::move(columns));
    setSortingEnabled(true);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    layOutColumns();
}

void Table::layOutColumns() {
    constexpr int kNarrowest = 64;
    const auto &columns = m_rows->columns();
    const QFontMetrics metrics(typeface(Text::SmallMedium));
    int used = 0, stretching = 0;
    std::vector<int> widths;
    std::vector<bool> shown;
    for (size_t i = 0; i < columns.size(); ++i) {
        const Column &c = columns[i];
        const int title = c.gates ? gatesWidth() + 16 : metrics.horizontalAdvance(c.title) + 18;
        widths.push_back(std::max(int(c.width * std::max(1.0, textScale())), title));
        shown.push_back(!m_off.contains(int(i)));
        used += shown[i] ? widths[i] : 0;
    }
    while (used > viewport()->width()) {
        size_t least = columns.size();
        for (size_t i = 0; i < columns.size(); ++i)
            if (shown[i] && columns[i].spare > 0 &&
                (least == columns.size() || columns[i].spare > columns[least].spare))
                least = i;
        if (least == columns.size())
            break; // the others are needed
        shown[least] = false;
        used -= widths[least];
    }
    for (size_t i = 0; i < columns.size(); ++i) {
        setColumnHidden(int(i), !shown[i]);
        stretching += shown[i] && columns[i].stretch;
    }
    int left = viewport()->width() - used;
    for (size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].stretch && stretching > 0 && !isColumnHidden(int(i))) {
            const int share = left / stretching--;
            const int title = metrics.horizontalAdvance(columns[i].title) + 18;
            const int width = std::max({widths[i] + share, kNarrowest, title});
            left -= width - widths[i];
            widths[i] = width;
        }
        setColumnWidth(int(i), widths[i]);
    }
}

void Table::setColumnShown(int column, bool shown) {
    if (shown)
        m_off.remove(column);
    else
        m_off.insert(column);
    layOutColumns();
}

void Table::resizeEvent(QResizeEvent *event) {
    QTableView::resizeEvent(event);
    layOutColumns();
}

int Table::currentRow() const {
    const QModelIndex index = m_proxy->mapToSource(currentIndex());
    return index.isValid() ? index.row() : -1;
}

void Table::selectRowOf(int sourceRow) {
    const QModelIndex index = m_proxy->mapFromSource(m_rows->index(sourceRow, 0));
    if (index.isValid())
        setCurrentIndex(index);
}

void Table::setFilter(const QString &text, std::function<bool(int)> accept) {
    auto *proxy = static_cast<Proxy *>(m_proxy);
    proxy->text = text;
    proxy->accept = std::move(accept);
    proxy->again();
}

int Table::shownRows() const {
    return m_proxy->rowCount();
}

void Table::fitHeight() {
    setFixedHeight(metric::header + m_rows->rowCount() * metric::row());
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void Table::keyPressEvent(QKeyEvent *event) {
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentRow() >= 0) {
        Q_EMIT opened(currentRow());
        return;
    }
    if (event->matches(QKeySequence::Copy) && currentIndex().isValid()) {
        QStringList cells;
        for (int c = 0; c < m_rows->columnCount(); ++c)
            if (!isColumnHidden(c))
                cells << currentIndex().siblingAtColumn(c).data(RowsModel::WholeRole).toString();
        QGuiApplication::clipboard()->setText(cells.join(u'\t'));
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace lastra::gui
