#include "read/MeasurementPanel.h"

#include "parts/Basic.h"
#include "read/PaneTexts.h"
#include "theme/Icon.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QMouseEvent>
#include <QPainter>
#include <QScopedValueRollback>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace lastra::gui {

using annotation::Measurement;

namespace {

constexpr int kRow = 47;

QRect eyeRect(const QRect &row) {
    return {row.right() - 30, row.center().y() - 11, 24, 24};
}

class MeasurementDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override {
        return {200, kRow};
    }

    void paint(QPainter *p, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override {
        const Theme &t = theme();
        const QRect r = option.rect;
        const bool on = option.state & QStyle::State_Selected;
        p->save();
        p->fillRect(r, on ? t.selected : option.state & QStyle::State_MouseOver ? t.g4 : t.g3);
        p->fillRect(QRect(r.left(), r.bottom(), r.width(), 1), t.rowLine);
        const QColor hint = on ? t.g9 : t.g8;
        const bool visible = index.data(MeasurementModel::VisibleRole).toBool();
        paintIcon(p, {r.left() + 12, r.center().y() - 7, 16, 16},
                  index.data(MeasurementModel::IconRole).toString(), hint);
        // The value keeps its place; the name gives way.
        const QFont strong = [] {
            QFont f = typeface(Text::SmallMedium);
            return f;
        }();
        const QString value = index.data(MeasurementModel::ValueRole).toString();
        const int width = QFontMetrics(strong).horizontalAdvance(value) + 2;
        const QRect valueBox(r.right() - 38 - width, r.top(), width, r.height() - 1);
        p->setFont(strong);
        p->setPen(visible ? t.g11 : t.g7);
        p->drawText(valueBox, Qt::AlignRight | Qt::AlignVCenter, value);
        const int left = r.left() + 36;
        const int room = valueBox.left() - 8 - left;
        p->setFont(typeface(Text::BodyMedium));
        p->setPen(visible ? t.g10 : t.g7);
        p->drawText(
            QRect(left, r.top() + 6, room, 18), Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetrics(p->font()).elidedText(index.data().toString(), Qt::ElideRight, room));
        p->setFont(typeface(Text::Small));
        p->setPen(hint);
        p->drawText(QRect(left, r.top() + 24, room, 16), Qt::AlignLeft | Qt::AlignVCenter,
                    QFontMetrics(p->font()).elidedText(
                        index.data(MeasurementModel::DetailRole).toString(), Qt::ElideRight, room));
        const bool star = index.data(MeasurementModel::StarredRole).toBool();
        paintIcon(p, eyeRect(r).adjusted(4, 4, -4, -4),
                  !visible ? QStringLiteral("hide")
                  : star   ? QStringLiteral("star")
                           : QStringLiteral("show"),
                  star && visible ? t.accent : hint);
        p->restore();
    }

    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override {
        if (event->type() == QEvent::MouseButtonRelease &&
            eyeRect(option.rect).contains(static_cast<QMouseEvent *>(event)->pos()))
            return model->setData(index, !index.data(MeasurementModel::VisibleRole).toBool(),
                                  MeasurementModel::VisibleRole);
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    }

    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &) const override {
        editor->setGeometry(option.rect.adjusted(32, 8, -38, -10));
    }
};

} // namespace

MeasurementModel::MeasurementModel(viewer::Reading *reading, QObject *parent)
    : QAbstractListModel(parent), m_reading(reading) {}

void MeasurementModel::refresh() {
    const auto &now = m_reading->document().items();
    if (now.size() == m_items.size()) {
        // The same rows with other content, as while dragging: the view keeps its place.
        m_items = now;
        if (!m_items.empty())
            Q_EMIT dataChanged(index(0), index(int(m_items.size()) - 1));
        return;
    }
    beginResetModel();
    m_items = now;
    endResetModel();
}

int MeasurementModel::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : int(m_items.size());
}

QVariant MeasurementModel::data(const QModelIndex &index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Measurement &m = *m_items[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return PaneTexts::nameOf(m);
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole: { // the row may have to shorten it
        const QString all =
            QStringList{PaneTexts::nameOf(m), PaneTexts::valueOf(m), PaneTexts::detailOf(m)}.join(
                QStringLiteral(", "));
        return role == Qt::ToolTipRole ? plainTip(all) : all;
    }
    case IdRole:
        return m.id;
    case DetailRole:
        return PaneTexts::detailOf(m);
    case ValueRole:
        return PaneTexts::valueOf(m);
    case IconRole:
        return PaneTexts::kindIcon(m.kind);
    case StarredRole:
        return m.starred;
    case VisibleRole:
        return m.visible;
    default:
        return {};
    }
}

bool MeasurementModel::setData(const QModelIndex &index, const QVariant &value, int role) {
    if (!index.isValid() || index.row() >= rowCount())
        return false;
    Measurement m = *m_items[size_t(index.row())];
    if (role == Qt::EditRole)
        m.name = value.toString().trimmed().left(200);
    else if (role == VisibleRole)
        m.visible = value.toBool();
    else
        return false;
    m_reading->document().replace(std::move(m));
    return true;
}

Qt::ItemFlags MeasurementModel::flags(const QModelIndex &) const {
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable;
}

MeasurementPanel::MeasurementPanel(viewer::Reading *reading, QWidget *parent)
    : QWidget(parent), m_reading(reading), m_model(new MeasurementModel(reading, this)),
      m_list(new QListView), m_count(new Label({}, Text::Body, Tone::Hint)),
      m_hint(new Label(
          tr("Draw with Length (L), Ellipse (E) or Probe (P): drag, or click both ends. By "
             "key, Ctrl and the arrows move the point and Space sets it. Measurements are "
             "kept with the series."),
          Text::Small, Tone::Hint)) {
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new Surface(Ground::Surface, Qt::BottomEdge);
    head->setFixedHeight(36);
    auto *line = new QHBoxLayout(head);
    line->setContentsMargins(16, 0, 12, 0);
    line->addWidget(new Label(tr("Measurements"), Text::Section, Tone::Title));
    line->addWidget(m_count);
    line->addStretch();
    layout->addWidget(head);
    m_hint->wrapped();
    m_hint->setContentsMargins(16, 12, 16, 12);
    layout->addWidget(m_hint);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new MeasurementDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    m_list->setAccessibleName(tr("Measurements"));
    m_list->setObjectName(QStringLiteral("measurementList"));
    layout->addWidget(m_list, 1);
    layout->addStretch(); // takes the room while the list is hidden
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &now) {
                if (!m_following && now.isValid())
                    m_reading->select(now.data(MeasurementModel::IdRole).toString(), true);
            });
    refresh();
}

void MeasurementPanel::refresh() {
    const QScopedValueRollback<bool> following(m_following, true);
    m_model->refresh();
    const int count = m_model->rowCount();
    m_count->setText(count ? number(qint64(count)) : QString());
    m_hint->setVisible(count == 0);
    m_list->setVisible(count != 0);
    for (int row = 0; row < count; ++row) {
        const QModelIndex index = m_model->index(row);
        if (index.data(MeasurementModel::IdRole).toString() == m_reading->selected()) {
            if (m_list->currentIndex() != index)
                m_list->setCurrentIndex(index);
            return;
        }
    }
    m_list->setCurrentIndex({});
}

} // namespace lastra::gui
