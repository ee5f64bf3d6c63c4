#include "pages/CompliancePage.h"

#include "theme/Icon.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace lastra::gui {

namespace {
Cell shortened(Cell cell) {
    const QString shown = shortDigests(cell.text);
    if (shown != cell.text)
        cell.whole = std::exchange(cell.text, shown);
    return cell;
}
} // namespace

CompliancePage::CompliancePage(ComplianceModel *model, QWidget *parent)
    : Page(tr("Compliance"), model, parent), m(model) {
    constexpr std::array order{Status::Fails, Status::Unknown, Status::Attention, Status::Meets};
    for (size_t i = 0; i < 4; ++i) {
        m_counts[i] = new StatusPill;
        m_counts[i]->setStatus(order[i], QString());
        m_counts[i]->setFocusPolicy(Qt::NoFocus);
        header()->addWidget(m_counts[i]);
    }
    auto *report = new QAction(icon(QStringLiteral("pull")), tr("Report"), this);
    report->setToolTip(tr("Write the report of this dataset as HTML and JSON"));
    connect(report, &QAction::triggered, m, &ComplianceModel::reportRequested);
    m_report = header()->addCommand(report);
    auto *judge = new QAction(tr("Judge again"), this);
    connect(judge, &QAction::triggered, m, &ComplianceModel::judgeRequested);
    header()->addCommand(judge, "primary");

    m_stack = new QStackedLayout;
    auto *split = splitter(Qt::Horizontal, QStringLiteral("compliance.split"));
    split->addWidget(makeList());
    auto *right = new Surface(Ground::Surface);
    auto *rightLayout = column(0);
    auto *rows = splitter(Qt::Vertical, QStringLiteral("compliance.rows"));
    rows->addWidget(makeControls());
    m_control = makeControl();
    rows->addWidget(m_control);
    rows->setSizes({440, 420});
    rightLayout->addWidget(rows);
    right->setLayout(rightLayout);
    split->addWidget(right);
    split->setSizes({676, 844});
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    m_stack->addWidget(split);
    m_stack->addWidget(new EmptyPlace(QStringLiteral("compliance"), tr("No dataset yet"),
                                      tr("A dataset appears here when files are imported. Its "
                                         "status is judged from what is known about it.")));
    body()->addLayout(m_stack, 1);
    connect(m, &PageModel::changed, this, [this] {
        read();
        readControl();
    });
    connect(m, &ComplianceModel::controlChanged, this, &CompliancePage::readControl);
    read();
    readControl();
}

QWidget *CompliancePage::makeList() {
    auto *area = new Surface(Ground::Surface);
    auto *all = column(0);
    auto *bar = new Surface(Ground::Surface, Qt::BottomEdge);
    bar->setFixedHeight(metric::toolBar);
    auto *barLayout = row(8);
    barLayout->setContentsMargins(metric::margin, 0, metric::margin, 0);
    m_filter = new QLineEdit;
    m_filter->addAction(icon(QStringLiteral("filter")), QLineEdit::LeadingPosition);
    m_filter->setAccessibleName(tr("Filter datasets"));
    m_filter->setMaximumWidth(220);
    m_filter->setMinimumWidth(140);
    barLayout->addWidget(m_filter);
    m_chips = {chip(tr("Waiting for me")), chip(tr("Expiring soon"))};
    for (QPushButton *c : m_chips) {
        barLayout->addWidget(c);
        connect(c, &QPushButton::toggled, this, &CompliancePage::filter);
    }
    barLayout->addStretch();
    bar->setLayout(barLayout);
    all->addWidget(bar);
    m_datasets = new Table(tr("Datasets"));
    m_datasets->setColumns({{tr("Dataset"), 180, true},
                            {tr("Status"), 126},
                            {tr("Gates"), 112, false, false, true},
                            {tr("Expiry"), 104},
                            {tr("Waiting for"), 96}});
    all->addWidget(m_datasets, 1);
    m_legend = new Surface(Ground::Surface, Qt::TopEdge);
    auto *legends = column(4);
    legends->setContentsMargins(metric::margin, 8, metric::margin, 8);
    QStringList letters;
    for (int i = 0; i < 5; ++i)
        letters << StatusWords::gateLetter(Gate(i)) + QChar(0xa0) +
                       StatusWords::gate(Gate(i)).toLower();
    legends->addWidget(
        (new Label(letters.join(QStringLiteral("  ")), Text::Tiny, Tone::Hint))->elided());
    auto *legend = row(8);
    for (int i = 0; i < 5; ++i) {
        auto *dot = new GateDot;
        dot->setState(GateState(i), StatusWords::gateState(GateState(i)));
        legend->addWidget(dot);
        legend->addWidget(new Label(StatusWords::gateState(GateState(i)), Text::Tiny, Tone::Hint));
    }
    legend->addStretch(1);
    legends->addLayout(legend);
    m_legend->setLayout(legends);
    all->addWidget(m_legend);
    area->setLayout(all);
    connect(m_filter, &QLineEdit::textChanged, this, &CompliancePage::filter);
    connect(m_datasets, &Table::picked, this,
            [this](int r) { Q_EMIT m->datasetChosen(m->datasets[size_t(r)].id); });
    return area;
}

QWidget *CompliancePage::makeControls() {
    auto *area = new Surface(Ground::Surface, Qt::LeftEdge);
    auto *all = column(0);
    all->setContentsMargins(1, 0, 0, 0);
    auto *head = new Surface(Ground::Surface, Qt::BottomEdge);
    auto *headLayout = row(12);
    headLayout->setContentsMargins(metric::margin, 12, metric::margin, 12);
    m_pill = new StatusPill;
    m_pill->setLarge(true);
    m_pill->setFocusPolicy(Qt::NoFocus);
    headLayout->addWidget(m_pill, 0, Qt::AlignVCenter);
    auto *words = column(0);
    m_title = (new Label({}, Text::Inspector, Tone::Title))->elided();
    m_summary = (new Label({}, Text::Small, Tone::Hint))->elided();
    words->addWidget(m_title);
    words->addWidget(m_summary);
    headLayout->addLayout(words, 3);
    auto *times = column(0);
    m_judged = (new Label({}, Text::Small, Tone::Hint))->elided();
    m_turn = (new Label({}, Text::Small, Tone::Hint))->elided();
    for (Label *l : {m_judged, m_turn}) {
        l->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        times->addWidget(l);
    }
    headLayout->addLayout(times, 2);
    head->setLayout(headLayout);
    all->addWidget(head);
    auto *gates = new Surface(Ground::Window, Qt::BottomEdge);
    auto *gatesLayout = row(0);
    for (size_t i = 0; i < 5; ++i) {
        auto *cell = new Surface(Ground::Window, i < 4 ? Qt::Edges(Qt::RightEdge) : Qt::Edges());
        auto *cellLayout = row(10);
        cellLayout->setContentsMargins(metric::margin, 8, 8, 8);
        m_dots[i] = new GateDot;
        cellLayout->addWidget(m_dots[i], 0, Qt::AlignTop);
        auto *cellWords = column(0);
        cellWords->addWidget(
            (new Label(StatusWords::gate(Gate(i)), Text::BodyMedium, Tone::Title))->elided());
        m_gateWords[i] = (new Label({}, Text::Small, Tone::Hint))->elided();
        cellWords->addWidget(m_gateWords[i]);
        cellLayout->addLayout(cellWords, 1);
        cell->setLayout(cellLayout);
        gatesLayout->addWidget(cell, 1);
    }
    gates->setLayout(gatesLayout);
    all->addWidget(gates);
    m_controls = new Table(tr("Controls"));
    m_controls->setColumns({{tr("Status"), 140},
                            {tr("Control"), 76},
                            {tr("Question"), 260, true},
                            {tr("Why"), 200, true}});
    all->addWidget(m_controls, 1);
    auto *foot = new Surface(Ground::Surface, Qt::TopEdge);
    auto *footLayout = row(8);
    footLayout->setContentsMargins(8, 2, metric::margin, 2);
    m_all = button(QString(), QStringLiteral("down"), "quiet");
    footLayout->addWidget(m_all);
    footLayout->addStretch();
    m_shown = new Label({}, Text::Small, Tone::Hint);
    footLayout->addWidget(m_shown);
    foot->setLayout(footLayout);
    all->addWidget(foot);
    area->setLayout(all);
    connect(m_all, &QPushButton::clicked, this, [this] {
        m_showAll = !m_showAll;
        filter();
    });
    connect(m_controls, &Table::picked, this,
            [this](int r) { Q_EMIT m->controlChosen(m->controls[size_t(r)].id); });
    return area;
}

QWidget *CompliancePage::makeControl() {
    auto *area = new Surface(Ground::Surface, Qt::LeftEdge | Qt::TopEdge);
    auto *all = column(10);
    all->setContentsMargins(metric::margin, 14, metric::margin, 14);
    auto *head = row(10);
    m_controlId = new Label({}, Text::Mono, Tone::Hint);
    m_question = (new Label({}, Text::Inspector, Tone::Title))->elided();
    m_controlPill = new StatusPill;
    m_controlPill->setFocusPolicy(Qt::NoFocus);
    m_waiting = (new Label({}, Text::Body, Tone::Hint))->elided();
    m_waiting->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    head->addWidget(m_controlId);
    head->addWidget(m_question, 3);
    head->addWidget(m_controlPill);
    head->addWidget(m_waiting, 1);
    all->addLayout(head);
    auto *columns = row(20);
    auto *left = column(10);
    m_facts = new Table(tr("Facts of the control"));
    m_facts->setColumns({{tr("Fact"), 140},
                         {tr("Value"), 110, true},
                         {tr("Kind"), 84, false, false, false, 1},
                         {tr("Source and age"), 130, true},
                         {tr("Digest"), 92, false, false, false, 2}});
    m_facts->setMinimumHeight(metric::header + 2 * metric::row());
    left->addWidget(m_facts, 1);
    auto *buttons = row(8);
    m_attest = button(tr("State facts from a file..."), QStringLiteral("sign"));
    buttons->addWidget(m_attest);
    buttons->addStretch();
    connect(m_attest, &QPushButton::clicked, m, &ComplianceModel::attestRequested);
    left->addLayout(buttons);
    m_change = new Banner;
    left->addWidget(m_change);
    columns->addLayout(left, 1);
    auto *side = new Surface(Ground::Surface, Qt::LeftEdge);
    side->setFixedWidth(216);
    auto *sideLayout = column(8);
    sideLayout->setContentsMargins(metric::margin, 0, 0, 0);
    sideLayout->addWidget(new Label(tr("History"), Text::Section, Tone::Title));
    auto *list = new Surface(Ground::Surface);
    m_history = column(8);
    list->setLayout(m_history);
    sideLayout->addWidget(scrolling(list), 1);
    side->setLayout(sideLayout);
    m_historySide = side;
    columns->addWidget(side);
    all->addLayout(columns, 1);
    area->setLayout(all);
    return area;
}

void CompliancePage::read() {
    header()->setWhere({});
    header()->setNote(m->catalogue);
    std::array<qint64, 5> counts{};
    for (const DatasetItem &d : m->datasets)
        ++counts[size_t(d.status)];
    const qint64 fails = counts[size_t(Status::Fails)], unknown = counts[size_t(Status::Unknown)],
                 attention = counts[size_t(Status::Attention)],
                 meets = counts[size_t(Status::Meets)];
    m_counts[0]->setStatus(Status::Fails, tr("%1 not compliant").arg(number(fails)));
    m_counts[1]->setStatus(Status::Unknown, tr("%1 unknown").arg(number(unknown)));
    m_counts[2]->setStatus(Status::Attention, tr("%1 attention").arg(number(attention)));
    m_counts[3]->setStatus(Status::Meets, tr("%1 compliant").arg(number(meets)));
    const qint64 shown[] = {fails, unknown, attention, meets};
    for (size_t i = 0; i < 4; ++i)
        m_counts[i]->setVisible(shown[i] > 0);
    m_stack->setCurrentIndex(m->datasets.empty() ? 1 : 0);
    m_report->setEnabled(!m->dataset.isEmpty());
    m_filter->setPlaceholderText(tr("Filter %Ln dataset(s)", nullptr, int(m->datasets.size())));
    m_datasets->rows()->setRows(int(m->datasets.size()), [this](int r, int c) -> Cell {
        const DatasetItem &d = m->datasets[size_t(r)];
        switch (c) {
        case 0:
            return Cell::plain(d.name);
        case 1:
            return Cell::pill(d.status, StatusWords::dataset(d.status), d.expiry);
        case 2:
            return {.kind = Cell::Kind::Gates, .gates = d.gates};
        case 3:
            return {.kind = Cell::Kind::Date, .text = d.expiry, .tone = d.expiryTone};
        default:
            return Cell::plain(d.waitingFor, Tone::Second);
        }
    });
    for (size_t i = 0; i < m->datasets.size(); ++i)
        if (m->datasets[i].id == m->dataset) {
            const QSignalBlocker quiet(m_datasets);
            m_datasets->selectRowOf(int(i));
        }
    m_pill->setStatus(m->status, StatusWords::dataset(m->status), m->summary);
    m_pill->setVisible(!m->dataset.isEmpty());
    m_title->setText(m->dataset.isEmpty() ? tr("Select a dataset") : m->title);
    m_summary->setText(m->summary);
    m_judged->setText(m->judged);
    m_turn->setText(m->turn);
    for (size_t i = 0; i < 5; ++i) {
        const GateState state = m->dataset.isEmpty() ? GateState::NotAsked : m->gates[i];
        const QString word =
            m->gateWords[i].isEmpty() ? StatusWords::gateState(state) : m->gateWords[i];
        m_dots[i]->setState(state, StatusWords::gate(Gate(i)) + QStringLiteral(": ") + word);
        m_gateWords[i]->setText(word);
        m_gateWords[i]->setTone(state == GateState::Acknowledge || state == GateState::Shut
                                    ? gateTone(state)
                                    : Tone::Hint);
    }
    m_controls->rows()->setRows(int(m->controls.size()), [this](int r, int c) -> Cell {
        const ControlItem &item = m->controls[size_t(r)];
        const bool na = item.status == Status::NotApplicable;
        switch (c) {
        case 0:
            return Cell::pill(item.status, StatusWords::control(item.status), item.why);
        case 1:
            return Cell::mono(item.id);
        case 2:
            return Cell::plain(item.question);
        default:
            return Cell::plain(item.why, na ? Tone::Hint : Tone::Second);
        }
    });
    filter();
}

void CompliancePage::readControl() {
    const ControlDetail &c = m->control;
    m_control->setVisible(!c.id.isEmpty());
    m_controlId->setText(c.id);
    m_question->setText(c.question);
    m_controlPill->setStatus(c.status, c.word.isEmpty() ? StatusWords::control(c.status) : c.word);
    m_waiting->setText(c.waitingFor.isEmpty() ? QString()
                                              : tr("Waiting for: %1").arg(c.waitingFor));
    m_facts->rows()->setRows(int(c.facts.size()), [this](int r, int col) -> Cell {
        const FactItem &f = m->control.facts[size_t(r)];
        switch (col) {
        case 0:
            return Cell::mono(f.name, Tone::Text);
        case 1:
            return shortened(Cell::plain(f.value));
        case 2:
            return Cell::plain(f.kind, Tone::Second);
        case 3:
            return Cell::plain(f.source, Tone::Second);
        default:
            return shortened(Cell::mono(f.digest, Tone::Hint));
        }
    });
    while (QLayoutItem *item = m_history->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const HistoryItem &h : c.history) {
        auto *line = new QWidget;
        auto *layout = row(8);
        auto *dot = new GateDot;
        dot->setState(h.state, h.text);
        layout->addWidget(dot, 0, Qt::AlignTop);
        auto *words = column(0);
        words->addWidget(new Label(h.date, Text::Small, Tone::Hint));
        auto *text = (new Label(shortDigests(h.text), Text::Small, Tone::Second))->wrapped();
        if (text->text() != h.text)
            offerWhole(text, h.text);
        words->addWidget(text);
        layout->addLayout(words, 1);
        line->setLayout(layout);
        m_history->addWidget(line);
    }
    m_history->addStretch(1);
    m_historySide->setVisible(!c.history.empty());
    if (c.change.isEmpty())
        m_change->hide();
    else
        m_change->say(c.status, tr("What would change it."), c.change);
    for (size_t i = 0; i < m->controls.size(); ++i)
        if (m->controls[i].id == c.id) {
            const QSignalBlocker quiet(m_controls);
            m_controls->selectRowOf(int(i));
        }
}

void CompliancePage::filter() {
    const bool mine = m_chips[0]->isChecked(), soon = m_chips[1]->isChecked();
    m_datasets->setFilter(m_filter->text(), [this, mine, soon](int r) {
        const DatasetItem &d = m->datasets[size_t(r)];
        return (!mine || d.waitsForMe) && (!soon || d.expiresSoon);
    });
    m_controls->setFilter({}, [this](int r) {
        return m_showAll || m->controls[size_t(r)].status != Status::NotApplicable;
    });
    m_all->setText(m_showAll ? tr("Show only what applies")
                             : tr("Show all %1 controls").arg(number(qint64(m->controls.size()))));
    m_all->setIcon(icon(m_showAll ? QStringLiteral("up") : QStringLiteral("down")));
    m_shown->setText(tr("%1 shown").arg(number(qint64(m_controls->shownRows()))));
}

void CompliancePage::setCompact(bool compact) {
    Page::setCompact(compact);
    m_legend->setVisible(!compact);
    m_datasets->setColumnShown(4, !compact);
    m_historySide->setFixedWidth(compact ? 160 : 216);
}

} // namespace lastra::gui
