#include "parts/Palette.h"

#include "parts/Basic.h"
#include "theme/Icon.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace lastra::gui {

namespace {

constexpr int kWidth = 560, kRow = 32, kMost = 40;
enum { EntryRole = Qt::UserRole + 1, GroupRole, KeyRole, IconRole, MatchRole };

class EntryDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override {
        return {kWidth, kRow};
    }
    void paint(QPainter *p, const QStyleOptionViewItem &o,
               const QModelIndex &index) const override {
        const Theme &t = theme();
        const bool on = o.state & QStyle::State_Selected;
        p->fillRect(o.rect, on ? t.selected : t.g2);
        paintIcon(p, QRect(o.rect.x() + 14, o.rect.y() + 8, 16, 16),
                  index.data(IconRole).toString(), on ? t.g9 : t.g8);
        const QString key = index.data(KeyRole).toString(),
                      group = index.data(GroupRole).toString();
        int right = o.rect.right() - 14;
        if (!key.isEmpty()) {
            p->setFont(typeface(Text::MonoTiny));
            const int width = p->fontMetrics().horizontalAdvance(key) + 10;
            const QRectF cap(right - width, o.rect.y() + 7.5, width, 17);
            p->save();
            p->setRenderHint(QPainter::Antialiasing);
            p->setPen(QPen(t.g6, 1));
            p->setBrush(t.g3);
            p->drawRoundedRect(cap, metric::radiusKey, metric::radiusKey);
            p->restore();
            p->setPen(t.g9);
            p->drawText(cap, Qt::AlignCenter, key);
            right -= width + 10;
        }
        p->setFont(typeface(Text::Small));
        p->setPen(on ? t.g9 : t.g8);
        const int groupWidth = p->fontMetrics().horizontalAdvance(group);
        p->drawText(QRect(right - groupWidth, o.rect.y(), groupWidth + 1, kRow), Qt::AlignVCenter,
                    group);
        right -= groupWidth + 12;
        const QString text = index.data().toString();
        const QList<int> match = index.data(MatchRole).value<QList<int>>();
        int x = o.rect.x() + 40;
        for (int i = 0; i < text.size();) {
            const bool hit = match.contains(i);
            int end = i + 1;
            while (end < text.size() && match.contains(end) == hit)
                ++end;
            p->setFont(typeface(hit ? Text::Section : Text::Body));
            p->setPen(hit ? t.accent : on ? t.g11 : t.g10);
            const QString run =
                p->fontMetrics().elidedText(text.mid(i, end - i), Qt::ElideRight, right - x);
            p->drawText(QRect(x, o.rect.y(), right - x, kRow), Qt::AlignVCenter, run);
            x += p->fontMetrics().horizontalAdvance(run);
            if (x >= right)
                break;
            i = end;
        }
    }
};

QLabel *keyCap(const QString &text) {
    auto *cap = new Label(text, Text::MonoTiny, Tone::Second);
    return cap;
}

} // namespace

int fuzzyScore(const QString &query, const QString &text, QList<int> *positions) {
    if (positions)
        positions->clear();
    // A whole run at the start of a word beats scattered letters.
    const qsizetype at = text.indexOf(query, 0, Qt::CaseInsensitive);
    if (at >= 0) {
        if (positions)
            for (qsizetype i = 0; i < query.size(); ++i)
                positions->append(int(at + i));
        const bool wordStart = at == 0 || !text[at - 1].isLetterOrNumber();
        return 1000 + (wordStart ? 500 : 0) - int(at) - int(text.size());
    }
    int score = 0, last = -1;
    for (const QChar c : query) {
        if (c.isSpace())
            continue;
        const qsizetype found = text.indexOf(c, last + 1, Qt::CaseInsensitive);
        if (found < 0) {
            if (positions)
                positions->clear();
            return -1;
        }
        score += found == last + 1                                     ? 12
                 : (found == 0 || !text[found - 1].isLetterOrNumber()) ? 10
                                                                       : 2;
        if (positions)
            positions->append(int(found));
        last = int(found);
    }
    return std::max(0, score * 4 - int(text.size()));
}

Palette::Palette(Commands *commands, std::function<std::vector<PaletteEntry>()> more,
                 QWidget *parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint), m_commands(commands),
      m_more(std::move(more)), m_field(new QLineEdit), m_list(new QListView),
      m_model(new QStandardItemModel(this)) {
    setWindowTitle(tr("Commands"));
    setAccessibleName(windowTitle());
    setFixedWidth(kWidth);
    auto *all = column(0);
    all->setContentsMargins(1, 1, 1, 1);
    auto *top = row(10);
    top->setContentsMargins(14, 8, 14, 8);
    auto *glass = new QLabel;
    glass->setPixmap(icon(QStringLiteral("search")).pixmap(16, 16));
    top->addWidget(glass);
    m_field->setFrame(false);
    m_field->setFont(typeface(Text::Inspector));
    m_field->setPlaceholderText(tr("Type a command, a session or a setting"));
    m_field->setAccessibleName(tr("Search or run a command"));
    m_field->installEventFilter(this);
    top->addWidget(m_field, 1);
    all->addLayout(top);
    all->addWidget(horizontalLine());
    m_list->setModel(m_model);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFixedHeight(8 * kRow);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Matches"));
    QPalette ground = m_list->palette();
    ground.setColor(QPalette::Base, theme().g2);
    m_list->setPalette(ground);
    all->addWidget(m_list);
    all->addWidget(horizontalLine());
    auto *foot = row(8);
    foot->setContentsMargins(14, 6, 14, 6);
    const std::pair<const char *, QString> keys[] = {
        {"↑↓", tr("move")}, {"Enter", tr("run")}, {"Esc", tr("close")}};
    for (const auto &[key, word] : keys) {
        foot->addWidget(keyCap(QString::fromUtf8(key)));
        foot->addWidget(new Label(word, Text::Small, Tone::Hint));
    }
    foot->addStretch();
    all->addLayout(foot);
    setLayout(all);
    connect(m_field, &QLineEdit::textChanged, this, &Palette::search);
    connect(m_list, &QListView::clicked, this, &Palette::runCurrent);
}

void Palette::openOver(QWidget *window) {
    m_entries.clear();
    for (const Command &c : m_commands->all()) {
        QAction *action = m_commands->action(c.id);
        if (!action->isEnabled() || c.id == "view.palette")
            continue;
        m_entries.push_back({c.text, c.group, c.icon, c.key.toString(QKeySequence::NativeText),
                             [action] { action->trigger(); }});
    }
    if (m_more)
        for (PaletteEntry &entry : m_more())
            m_entries.push_back(std::move(entry));
    m_field->clear();
    search();
    const QPoint corner =
        window->mapToGlobal(QPoint((window->width() - kWidth) / 2, window->height() / 8));
    move(corner);
    open();
    m_field->setFocus();
}

void Palette::search() {
    const QString query = m_field->text().trimmed();
    std::vector<std::pair<int, size_t>> order;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        const int score = query.isEmpty() ? 0 : fuzzyScore(query, m_entries[i].text);
        if (score >= 0)
            order.emplace_back(-score, i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    m_model->clear();
    for (size_t n = 0; n < std::min<size_t>(order.size(), kMost); ++n) {
        const PaletteEntry &e = m_entries[order[n].second];
        auto *item = new QStandardItem(e.text);
        QList<int> match;
        if (!query.isEmpty())
            (void)fuzzyScore(query, e.text, &match);
        item->setData(QVariant::fromValue(match), MatchRole);
        item->setData(qulonglong(order[n].second), EntryRole);
        item->setData(e.group, GroupRole);
        item->setData(e.key, KeyRole);
        item->setData(e.icon, IconRole);
        m_model->appendRow(item);
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
}

QStringList Palette::shown() const {
    QStringList texts;
    for (int i = 0; i < m_model->rowCount(); ++i)
        texts << m_model->item(i)->text();
    return texts;
}

void Palette::runCurrent() {
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid())
        return;
    const auto run = m_entries[size_t(index.data(EntryRole).toULongLong())].run;
    accept();
    if (run)
        run();
}

bool Palette::eventFilter(QObject *watched, QEvent *event) {
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const int row = m_list->currentIndex().row(), last = m_model->rowCount() - 1;
        switch (key->key()) {
        case Qt::Key_Down:
            m_list->setCurrentIndex(m_model->index(std::min(row + 1, last), 0));
            return true;
        case Qt::Key_Up:
            m_list->setCurrentIndex(m_model->index(std::max(row - 1, 0), 0));
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            runCurrent();
            return true;
        default:
            break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void Palette::paintEvent(QPaintEvent *) {
    QPainter p(this);
    p.fillRect(rect(), theme().g2);
    p.setPen(theme().g6);
    p.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace lastra::gui
