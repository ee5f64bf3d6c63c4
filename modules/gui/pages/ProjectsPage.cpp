#include "pages/ProjectsPage.h"

#include "lastra/gui/Commands.h"
#include "theme/Icon.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace lastra::gui {

namespace {
// An archive need not say how many.
Cell counted(qint64 value, const QString &text) {
    return Cell::numeric(value < 0 ? QString(QChar(0x2013)) : text, value);
}

// A dash, with the reason behind it, where nothing is stated.
Cell stated(const QString &text, const QString &whyNot) {
    if (!text.isEmpty())
        return Cell::plain(text);
    Cell cell = Cell::plain(QString(QChar(0x2013)), Tone::Hint);
    cell.tail = whyNot;
    return cell;
}

enum { IdRole = Qt::UserRole + 1, CountRole, IconRole };

class TreeDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override {
        return {120, metric::row()};
    }
    void paint(QPainter *p, const QStyleOptionViewItem &o,
               const QModelIndex &index) const override {
        const Theme &t = theme();
        const bool selected = o.state & QStyle::State_Selected;
        const bool top = !index.parent().isValid();
        QRect rect = o.rect.adjusted(2, 0, -12, 0);
        if (selected || (o.state & QStyle::State_MouseOver))
            p->fillRect(o.rect, selected ? t.selected : t.g4);
        const QString iconName = index.data(IconRole).toString();
        if (!iconName.isEmpty()) {
            paintIcon(p, QRect(rect.x(), rect.y() + (rect.height() - 16) / 2, 16, 16), iconName,
                      selected ? t.g9 : t.g10);
            rect.adjust(24, 0, 0, 0);
        }
        const int count = index.data(CountRole).toInt();
        if (count >= 0) {
            p->setFont(typeface(Text::Small));
            p->setPen(selected ? t.g9 : t.g8);
            const QString text = number(qint64(count));
            drawTabular(p, rect, Qt::AlignRight, text);
            rect.adjust(0, 0, -tabularWidth(p->font(), text) - 8, 0);
        }
        p->setFont(typeface(top ? Text::Section : Text::Body));
        p->setPen(selected || top ? t.g11 : t.g10);
        p->drawText(
            rect, Qt::AlignVCenter | Qt::TextSingleLine,
            p->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, rect.width()));
    }
};

} // namespace

ProjectsPage::ProjectsPage(ProjectsModel *model, Commands *commands, QWidget *parent)
    : Page(tr("Projects"), model, parent), m(model) {
    for (const char *id : {"archive.find", "file.import"})
        if (QAction *action = commands->action(id))
            header()->addCommand(action, QByteArrayView(id) == "archive.find" ? "quiet" : nullptr);
    if (QAction *action = commands->action("project.new"))
        header()->addCommand(action, "primary");

    m_tree = new QTreeWidget;
    m_tree->setAccessibleName(tr("Sites and projects"));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(16);
    m_tree->setItemDelegate(new TreeDelegate(m_tree));
    m_tree->setMinimumWidth(160);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setExpandsOnDoubleClick(true);
    const auto ground = [this] {
        QPalette p = m_tree->palette();
        p.setColor(QPalette::Base, theme().g2);
        m_tree->setPalette(p);
    };
    ground();
    auto *split = splitter(Qt::Horizontal, QStringLiteral("projects.split"));
    split->addWidget(m_tree);
    split->addWidget(makeTable());
    m_inspector = makeInspector();
    setInspector(m_inspector);
    split->addWidget(m_inspector);
    split->setSizes({198, 1004, 318});
    split->setStretchFactor(0, 0);
    split->setStretchFactor(1, 1);
    split->setStretchFactor(2, 0);
    body()->addWidget(split, 1);

    connect(m_tree, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem *item) {
        if (item)
            Q_EMIT m->nodeChosen(item->data(0, IdRole).toString());
    });
    connect(m, &PageModel::changed, this, [this] {
        readTree();
        readSessions();
        readDetail();
    });
    connect(m, &ProjectsModel::detailChanged, this, &ProjectsPage::readDetail);
    readTree();
    readSessions();
    readDetail();
}

QWidget *ProjectsPage::makeTable() {
    auto *area = new Surface(Ground::Surface);
    auto *all = column(0);
    auto *bar = new Surface(Ground::Surface, Qt::BottomEdge);
    bar->setFixedHeight(metric::toolBar);
    auto *barLayout = row(8);
    barLayout->setContentsMargins(metric::margin, 0, metric::margin, 0);
    m_filter = new QLineEdit;
    m_filter->addAction(icon(QStringLiteral("filter")), QLineEdit::LeadingPosition);
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(220);
    m_filter->setMinimumWidth(140);
    m_filter->setAccessibleName(tr("Filter sessions"));
    barLayout->addWidget(m_filter);
    m_chips = {chip(tr("Last 30 days")), chip(tr("Needs a person")),
               chip(tr("Expires in 30 days"))};
    for (QPushButton *c : m_chips) {
        barLayout->addWidget(c);
        connect(c, &QPushButton::toggled, this, &ProjectsPage::filter);
    }
    m_count = (new Label({}, Text::Small, Tone::Hint))->elided();
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    barLayout->addWidget(m_count, 1);
    bar->setLayout(barLayout);
    all->addWidget(bar);
    m_table = new Table(tr("Sessions"));
    m_table->setColumns({{tr("Subject"), 92, true},
                         {tr("Session"), 114, true},
                         {tr("Modality"), 66},
                         {tr("Acquired"), 98},
                         {tr("Series"), 48, false, true, false, 4},
                         {tr("Images"), 52, false, true, false, 1},
                         {tr("Size"), 58, false, true, false, 2},
                         {tr("Where"), 50, false, false, false, 6},
                         {tr("Status"), 130},
                         {tr("Gates"), 108, false, false, true},
                         {tr("Next expiry"), 84, false, false, false, 3},
                         {tr("Waiting for"), 82, false, false, false, 5}});
    m_stack = new QStackedLayout;
    m_stack->addWidget(m_table);
    m_empty = new EmptyPlace(QStringLiteral("projects"), {}, {});
    connect(m_empty->addButton(tr("Import a folder..."), QStringLiteral("import"), true),
            &QPushButton::clicked, this, [this] { Q_EMIT m->importRequested({}); });
    connect(m_empty->addButton(tr("Make a sample cohort"), QStringLiteral("subject"), false),
            &QPushButton::clicked, m, &ProjectsModel::sampleRequested);
    m_stack->addWidget(m_empty);
    all->addLayout(m_stack, 1);
    area->setLayout(all);
    connect(m_filter, &QLineEdit::textChanged, this, &ProjectsPage::filter);
    connect(m_table, &Table::picked, this, [this](int r) {
        filter();
        Q_EMIT m->sessionChosen(m->sessions[size_t(r)].id);
    });
    connect(m_table, &Table::opened, this,
            [this](int r) { Q_EMIT m->openRequested(m->sessions[size_t(r)].id, {}); });
    return area;
}

QWidget *ProjectsPage::makeInspector() {
    auto *panel = new Surface(Ground::Surface, Qt::LeftEdge);
    panel->setMinimumWidth(280);
    panel->setMaximumWidth(360);
    auto *all = column(0);
    all->setContentsMargins(1, 0, 0, 0);
    auto *head = new Surface(Ground::Surface, Qt::BottomEdge);
    auto *headLayout = column(4);
    headLayout->setContentsMargins(metric::margin, 12, metric::margin, 12);
    auto *titleRow = row(8);
    m_title = (new Label({}, Text::Inspector, Tone::Title))->elided();
    titleRow->addWidget(m_title, 1);
    QToolButton *close = iconButton(QStringLiteral("close"), tr("Fold the inspector (F9)"));
    connect(close, &QToolButton::clicked, this, &ProjectsPage::toggleInspector);
    titleRow->addWidget(close);
    headLayout->addLayout(titleRow);
    m_subtitle = (new Label({}, Text::Body, Tone::Hint))->elided();
    headLayout->addWidget(m_subtitle);
    auto *buttons = row(6);
    m_open = button(tr("Open"), QStringLiteral("read"), "primary");
    m_open->setObjectName(QStringLiteral("projects.open"));
    m_pull = button(tr("Pull"), QStringLiteral("pull"));
    m_push = button(tr("Push..."), QStringLiteral("push"));
    m_deid = button(tr("De-identify..."), QStringLiteral("deidentify"));
    for (QPushButton *b : {m_open, m_pull, m_push, m_deid})
        buttons->addWidget(b);
    buttons->addStretch();
    headLayout->addSpacing(4);
    headLayout->addLayout(buttons);
    head->setLayout(headLayout);
    all->addWidget(head);

    auto *status = new PanelSection(tr("Status"));
    m_pill = new StatusPill;
    status->head()->addWidget(m_pill);
    m_statusText = (new Label({}, Text::Body, Tone::Second))->wrapped();
    m_judged = (new Label({}, Text::Small, Tone::Hint))->wrapped();
    status->body()->addWidget(m_statusText);
    status->body()->addWidget(m_judged);
    all->addWidget(status);

    auto *gates = new PanelSection(tr("Gates"));
    for (size_t i = 0; i < 5; ++i) {
        auto *line = row(10);
        m_dots[i] = new GateDot;
        m_gateWords[i] = new Label({}, Text::Small, Tone::Second);
        line->addWidget(m_dots[i]);
        line->addWidget(new Label(StatusWords::gate(Gate(i))));
        line->addStretch();
        line->addWidget(m_gateWords[i]);
        gates->body()->addLayout(line);
    }
    all->addWidget(gates);

    auto *series = new PanelSection(tr("Series"));
    m_seriesCount = new Label({}, Text::Body, Tone::Hint);
    series->head()->insertWidget(1, m_seriesCount);
    m_series = new ContactSheet(2, 108);
    m_series->setAccessibleName(tr("Series of the session"));
    series->body()->addWidget(m_series);
    series->body()->addStretch();
    all->addWidget(series);
    all->addStretch(1);
    auto *foot = new Surface(Ground::Surface, Qt::TopEdge);
    auto *footLayout = column(0);
    footLayout->setContentsMargins(metric::margin, 12, metric::margin, 12);
    m_facts = new KeyValues(112);
    footLayout->addWidget(m_facts);
    foot->setLayout(footLayout);
    m_ofSession = {status, gates, series, foot};
    panel->setLayout(all);
    auto *outer = new Surface(Ground::Surface);
    auto *outerLayout = column(0);
    outerLayout->addWidget(scrolling(panel), 1);
    outerLayout->addWidget(foot);
    outer->setLayout(outerLayout);
    outer->setMinimumWidth(280);
    outer->setMaximumWidth(360);

    const auto id = [this] { return m->detail.id; };
    connect(m_open, &QPushButton::clicked, this, [this, id] { Q_EMIT m->openRequested(id(), {}); });
    connect(m_pull, &QPushButton::clicked, this, [this, id] { Q_EMIT m->pullRequested(id()); });
    connect(m_push, &QPushButton::clicked, this, [this, id] { Q_EMIT m->pushRequested(id()); });
    connect(m_deid, &QPushButton::clicked, this,
            [this, id] { Q_EMIT m->deidentifyRequested(id()); });
    connect(m_pill, &StatusPill::clicked, this, [this, id] { Q_EMIT m->statusRequested(id()); });
    connect(m_series, &ContactSheet::opened, this,
            [this, id](int i) { Q_EMIT m->openRequested(id(), m->detail.series[size_t(i)].key); });
    return outer;
}

void ProjectsPage::readTree() {
    header()->setWhere(m->where);
    const QSignalBlocker quiet(m_tree);
    QSet<QString> shut;
    for (QTreeWidgetItemIterator it(m_tree); *it; ++it)
        if (!(*it)->isExpanded())
            shut.insert((*it)->data(0, IdRole).toString());
    m_tree->clear();
    QHash<QString, QTreeWidgetItem *> items;
    for (const TreeNode &node : m->tree) {
        QTreeWidgetItem *above = items.value(node.parent);
        auto *item = above ? new QTreeWidgetItem(above) : new QTreeWidgetItem(m_tree);
        item->setText(0, node.name);
        item->setData(0, IdRole, node.id);
        item->setData(0, CountRole, node.count);
        item->setData(0, IconRole, node.icon);
        item->setData(0, Qt::AccessibleTextRole,
                      node.count < 0
                          ? node.name
                          : tr("%1, %Ln session(s)", nullptr, node.count).arg(node.name));
        items.insert(node.id, item);
    }
    for (QTreeWidgetItem *item : std::as_const(items))
        item->setExpanded(!shut.contains(item->data(0, IdRole).toString()) || item->isSelected());
    if (QTreeWidgetItem *item = items.value(m->node))
        m_tree->setCurrentItem(item);
}

void ProjectsPage::readSessions() {
    const QString was = m->detail.id;
    m_table->rows()->setRows(int(m->sessions.size()), [this](int r, int c) -> Cell {
        const SessionItem &s = m->sessions[size_t(r)];
        switch (c) {
        case 0:
            return stated(s.subject, tr("The files name no patient."));
        case 1:
            return stated(s.session, tr("The files give neither a date nor a description."));
        case 2:
            return stated(s.modality, tr("The files state no modality."));
        case 3:
            return {.kind = Cell::Kind::Date,
                    .text = s.acquired.isValid() ? date(s.acquired) : tr("not known"),
                    .sort = s.acquired};
        case 4:
            return counted(s.series, number(qint64(s.series)));
        case 5:
            return counted(s.images, number(qint64(s.images)));
        case 6:
            return counted(s.bytes, bytes(s.bytes));
        case 7: {
            Cell cell{.kind = Cell::Kind::Places};
            cell.cloud = s.cloud;
            cell.here = s.here;
            cell.text = s.cloud && s.here ? tr("archive and this computer")
                        : s.cloud         ? tr("archive")
                                          : tr("this computer");
            return cell;
        }
        case 8:
            return Cell::pill(s.status, StatusWords::dataset(s.status), s.expiry);
        case 9:
            return {.kind = Cell::Kind::Gates, .gates = s.gates};
        case 10:
            return s.expiry.isEmpty()
                       ? stated({}, tr("Nothing expires."))
                       : Cell{.kind = Cell::Kind::Date, .text = s.expiry, .tone = s.expiryTone};
        default:
            return stated(s.waitingFor, !s.here ? tr("Known once the session is on this computer.")
                                                : tr("Nobody's turn."));
        }
    });
    m_filter->setPlaceholderText(tr("Filter %Ln session(s)", nullptr, int(m->sessions.size())));
    m_stack->setCurrentIndex(m->sessions.empty() && !m->loading ? 1 : 0);
    if (m->libraryEmpty)
        m_empty->setWords(
            tr("No images yet"),
            tr("Drop a folder with DICOM files anywhere on this window, or import one."));
    else
        m_empty->setWords(
            tr("No sessions here"),
            tr("Import a folder into this project, or choose another project at the left."));
    for (size_t i = 0; i < m->sessions.size(); ++i)
        if (!was.isEmpty() && m->sessions[i].id == was) {
            const QSignalBlocker quiet(m_table);
            m_table->selectRowOf(int(i));
        }
    filter();
}

void ProjectsPage::filter() {
    const bool recent = m_chips[0]->isChecked(), person = m_chips[1]->isChecked(),
               expires = m_chips[2]->isChecked();
    const QDate since = QDate::currentDate().addDays(-30);
    if (sender() != m_table)
        m_table->setFilter(m_filter->text(), [this, recent, person, expires, since](int r) {
            const SessionItem &s = m->sessions[size_t(r)];
            return (!recent || s.acquired >= since) && (!person || s.needsPerson) &&
                   (!expires || s.expiresSoon);
        });
    const int total = m_table->shownRows();
    m_count->setText(m_table->currentRow() >= 0 ? tr("1 selected of %1").arg(number(qint64(total)))
                                                : tr("%Ln session(s)", nullptr, total));
}

void ProjectsPage::readDetail() {
    const SessionDetail &d = m->detail;
    const bool there = !d.id.isEmpty();
    m_title->setText(there ? d.title : tr("No session selected"));
    m_subtitle->setText(there ? d.subtitle : tr("Select one to see its series and status."));
    m_open->setEnabled(d.mayOpen);
    m_pull->setEnabled(d.mayPull);
    m_pull->setVisible(d.mayPull);
    m_push->setEnabled(d.mayPush);
    m_push->setVisible(d.mayPush || !d.mayDeidentify);
    m_deid->setVisible(d.mayDeidentify);
    for (QWidget *section : m_ofSession)
        section->setVisible(there);
    m_pill->setStatus(d.status, StatusWords::dataset(d.status), d.statusText);
    m_statusText->setText(d.statusText);
    m_judged->setText(d.judged);
    m_judged->setVisible(!d.judged.isEmpty());
    for (size_t i = 0; i < 5; ++i) {
        const GateState state = d.gates[i];
        const QString word =
            d.gateWords[i].isEmpty() ? StatusWords::gateState(state) : d.gateWords[i];
        m_dots[i]->setState(state, StatusWords::gate(Gate(i)) + QStringLiteral(": ") + word);
        m_gateWords[i]->setText(word);
        m_gateWords[i]->setTone(state == GateState::Acknowledge || state == GateState::Shut
                                    ? gateTone(state)
                                    : Tone::Second);
    }
    std::vector<ContactSheet::Thumb> thumbs;
    for (const SeriesThumb &s : d.series)
        thumbs.push_back({s.picture, s.name + u' ' + s.description, QString(), -1});
    m_series->setThumbs(std::move(thumbs));
    m_seriesCount->setText(number(qint64(d.series.size())));
    m_facts->clear();
    for (const auto &[key, value] : d.facts)
        m_facts->add(key, value);
}

QList<QWidget *> ProjectsPage::areas() const {
    return {m_tree, m_table, m_inspector->isHidden() ? nullptr : m_series};
}

} // namespace lastra::gui
