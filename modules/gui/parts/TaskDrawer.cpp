#include "parts/TaskDrawer.h"

#include "theme/Icon.h"

#include <QPainter>
#include <QVBoxLayout>

#include <cmath>

namespace lastra::gui {

namespace {

constexpr int kPollMs = 200, kOpenRows = 5;

QString amount(core::Unit unit, qint64 value) {
    switch (unit) {
    case core::Unit::Files:
        return TaskWords::tr("%1 file(s)", nullptr, int(value)).arg(number(value));
    case core::Unit::Images:
        return TaskWords::tr("%1 image(s)", nullptr, int(value)).arg(number(value));
    case core::Unit::Cases:
        return TaskWords::tr("%1 case(s)", nullptr, int(value)).arg(number(value));
    case core::Unit::Rows:
        return TaskWords::tr("%1 row(s)", nullptr, int(value)).arg(number(value));
    case core::Unit::Steps:
        return TaskWords::tr("%1 step(s)", nullptr, int(value)).arg(number(value));
    case core::Unit::Bytes:
        return bytes(value);
    }
    return {};
}

double part(const core::Task &task) {
    if (task.state == core::Task::State::Finished)
        return 1;
    const core::Progress p = task.work->progress();
    return p.total > 0 ? double(p.done) / double(p.total) : -1;
}

Tone tone(const core::Task &task) {
    switch (task.state) {
    case core::Task::State::Running:
        return Tone::Accent;
    case core::Task::State::Finished:
        return Tone::Ok;
    case core::Task::State::Failed:
        return Tone::Fail;
    case core::Task::State::Cancelled:
        return Tone::Unknown;
    }
    return Tone::Accent;
}

// One task in the closed drawer: icon, name, bar, words.
class TaskLine : public QWidget {
public:
    QString iconName, name, words;
    double part = -1;
    Tone tone = Tone::Accent;

    void show(const QString &newIcon, const QString &newName, const QString &newWords,
              double newPart, Tone newTone) {
        iconName = newIcon;
        name = newName;
        words = newWords;
        part = newPart;
        tone = newTone;
        setAccessibleName(name + QStringLiteral(": ") + words);
        setToolTip(accessibleName());
        updateGeometry();
        update();
    }
    QSize sizeHint() const override {
        return {24 + QFontMetrics(typeface(Text::SmallMedium)).horizontalAdvance(name) + 8 +
                    (part >= 0 ? 104 : 0) + tabularWidth(typeface(Text::Small), words) + 8,
                24};
    }

protected:
    void paintEvent(QPaintEvent *) override {
        const Theme &t = theme();
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        paintIcon(&p, QRect(0, (height() - 16) / 2, 16, 16), iconName, t.g9);
        int x = 24;
        p.setFont(typeface(Text::SmallMedium));
        p.setPen(t.g10);
        const int nameWidth = p.fontMetrics().horizontalAdvance(name);
        p.drawText(QRect(x, 0, nameWidth + 2, height()), Qt::AlignVCenter, name);
        x += nameWidth + 8;
        if (part >= 0) {
            p.setPen(Qt::NoPen);
            QRectF track(x, (height() - 4) / 2.0, 96, 4);
            p.setBrush(t.g5);
            p.drawRoundedRect(track, 2, 2);
            track.setWidth(96 * std::min(part, 1.0));
            p.setBrush(t.tone(tone));
            p.drawRoundedRect(track, 2, 2);
            x += 104;
        }
        p.setFont(typeface(Text::Small));
        p.setPen(tone == Tone::Fail ? t.fail : t.g8);
        if (tabularWidth(p.font(), words) <= width() - x)
            drawTabular(&p, QRect(x, 0, width() - x, height()), Qt::AlignLeft, words);
        else
            p.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter,
                       p.fontMetrics().elidedText(words, Qt::ElideRight, width() - x));
    }
};

} // namespace

QString TaskWords::count(const core::Progress &p) {
    if (p.total < 0)
        return p.done > 0 ? amount(p.unit, p.done) : QString();
    if (p.unit == core::Unit::Bytes) {
        const QString done = bytes(p.done), total = bytes(p.total);
        // The unit is said once when both have it: "169 of 236 MB".
        const QString unit = total.section(QChar(0xa0), 1);
        return tr("%1 of %2")
            .arg(done.endsWith(QChar(0xa0) + unit) ? done.section(QChar(0xa0), 0, 0) : done, total);
    }
    return tr("%1 of %2").arg(number(p.done), amount(p.unit, p.total));
}

QString TaskWords::rate(const core::Progress &p) {
    if (p.rate <= 0)
        return {};
    if (p.unit == core::Unit::Bytes)
        return bytes(qint64(p.rate)) + QStringLiteral("/s");
    if (p.unit == core::Unit::Steps)
        return {};
    if (p.rate >= 10)
        return amount(p.unit, qint64(std::llround(p.rate))) + QStringLiteral("/s");
    const QString shown = number(p.rate, 1);
    return amount(p.unit, 1).replace(0, 1, shown) + QStringLiteral("/s");
}

QString TaskWords::left(const core::Progress &p) {
    if (p.secondsLeft < 0)
        return {};
    const double seconds = p.secondsLeft < 10    ? std::ceil(p.secondsLeft)
                           : p.secondsLeft < 120 ? std::ceil(p.secondsLeft / 5) * 5
                                                 : p.secondsLeft;
    return tr("%1 left").arg(duration(std::max(1.0, seconds)));
}

QString TaskWords::line(const core::Progress &p) {
    QStringList parts{count(p), rate(p), left(p)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

TaskDrawer::TaskDrawer(core::TaskList *tasks, std::function<QString(const core::Error &)> sentence,
                       QWidget *parent)
    : Surface(Ground::Window, Qt::TopEdge, parent), m_tasks(tasks), m_sentence(std::move(sentence)),
      m_toggle(new QToolButton), m_count(new Label({}, Text::Small, Tone::Hint)),
      m_table(new Table(tr("Tasks"))),
      m_cancel(button(tr("Stop and keep what is done"), QStringLiteral("stop"))),
      m_clear(button(tr("Forget what has ended"), {}, "quiet")), m_body(new QWidget) {
    auto *all = column(0);
    all->setContentsMargins(0, 1, 0, 0);
    auto *bar = row(8);
    bar->setContentsMargins(8, 0, 12, 0);
    m_toggle->setText(tr("Tasks"));
    m_toggle->setToolTip(tr("Tasks (Ctrl+J)"));
    m_toggle->setAccessibleName(m_toggle->text());
    m_toggle->setIcon(icon(QStringLiteral("up")));
    m_toggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_toggle->setProperty("variant", QByteArray("quiet"));
    m_toggle->setFocusPolicy(Qt::TabFocus);
    connect(m_toggle, &QToolButton::clicked, this, [this] { setOpen(!m_open); });
    bar->addWidget(m_toggle);
    bar->addWidget(m_count);
    m_divider = verticalLine();
    bar->addWidget(m_divider);
    for (QWidget *&line : m_lines) {
        line = new TaskLine;
        line->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
        line->setMinimumWidth(0);
        bar->addWidget(line);
        bar->addSpacing(8);
    }
    bar->addStretch(1);
    auto *barWidget = new QWidget;
    barWidget->setFixedHeight(metric::drawer - 1);
    barWidget->setLayout(bar);
    all->addWidget(barWidget);

    auto *body = column(0);
    m_table->setColumns({{tr("Task"), 260},
                         {tr("Progress"), 160},
                         {tr("Done"), 200},
                         {tr("Rate"), 110},
                         {tr("Left"), 120},
                         {tr("Result"), 200, true}});
    m_table->setSortingEnabled(false);
    m_table->setFixedHeight(metric::header + kOpenRows * metric::row());
    body->addWidget(m_table);
    auto *buttons = row(8);
    buttons->setContentsMargins(16, 6, 16, 6);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_clear);
    buttons->addStretch();
    body->addLayout(buttons);
    m_body->setLayout(body);
    m_body->hide();
    all->addWidget(m_body);
    setLayout(all);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);

    connect(m_cancel, &QPushButton::clicked, this, [this] {
        const int row = m_table->currentRow();
        const auto &list = m_tasks->tasks();
        if (row >= 0 && row < int(list.size()))
            m_tasks->cancel(list[list.size() - 1 - size_t(row)].id);
    });
    connect(m_clear, &QPushButton::clicked, m_tasks, &core::TaskList::clearEnded);
    connect(m_table, &Table::picked, this, &TaskDrawer::refresh);
    for (auto signal : {&core::TaskList::added, &core::TaskList::changed})
        connect(m_tasks, signal, this, &TaskDrawer::refresh);
    connect(m_tasks, &core::TaskList::cleared, this, &TaskDrawer::refresh);
    m_poll.setInterval(kPollMs);
    connect(&m_poll, &QTimer::timeout, this, &TaskDrawer::refresh);
    refresh();
}

void TaskDrawer::setOpen(bool open) {
    m_open = open;
    m_body->setVisible(open);
    m_toggle->setIcon(icon(open ? QStringLiteral("down") : QStringLiteral("up")));
    for (QWidget *line : m_lines)
        line->setVisible(false);
    refresh();
    if (open)
        m_table->setFocus();
}

QString TaskDrawer::words(const core::Task &task) const {
    switch (task.state) {
    case core::Task::State::Running: {
        const QString line = TaskWords::line(task.work->progress());
        return line.isEmpty() ? tr("starting") : line;
    }
    case core::Task::State::Finished:
        return tr("done in %1").arg(duration(task.seconds));
    case core::Task::State::Failed:
        return m_sentence(task.error);
    case core::Task::State::Cancelled:
        return tr("stopped");
    }
    return {};
}

void TaskDrawer::refresh() {
    const auto &list = m_tasks->tasks();
    const int running = m_tasks->running();
    if (running > 0 && !m_poll.isActive())
        m_poll.start();
    else if (running == 0)
        m_poll.stop();
    m_count->setText(number(qint64(running)));
    // Running tasks first, newest first; with none running, the last one that ended.
    std::vector<const core::Task *> shown;
    for (auto it = list.rbegin(); it != list.rend() && shown.size() < 2; ++it)
        if (it->state == core::Task::State::Running)
            shown.push_back(&*it);
    if (shown.empty() && !list.empty())
        shown.push_back(&list.back());
    m_divider->setVisible(!m_open && !shown.empty());
    for (size_t i = 0; i < 2; ++i) {
        auto *line = static_cast<TaskLine *>(m_lines[i]);
        line->setVisible(!m_open && i < shown.size());
        if (i < shown.size())
            line->show(shown[i]->icon, shown[i]->name, words(*shown[i]), part(*shown[i]),
                       tone(*shown[i]));
    }
    if (m_open) {
        const auto cell = [this](int row, int column) -> Cell {
            const auto &all = m_tasks->tasks();
            if (row >= int(all.size()))
                return {};
            const core::Task &task = all[all.size() - 1 - size_t(row)];
            const core::Progress progress = task.work->progress();
            const bool runs = task.state == core::Task::State::Running;
            switch (column) {
            case 0:
                return Cell::strong(task.name);
            case 1:
                return {.kind = Cell::Kind::Bar, .tone = tone(task), .part = part(task)};
            case 2:
                return {.kind = Cell::Kind::Number,
                        .text = TaskWords::count(progress),
                        .tone = Tone::Second};
            case 3:
                return {.kind = Cell::Kind::Number,
                        .text = runs ? TaskWords::rate(progress) : QString(),
                        .tone = Tone::Second};
            case 4:
                return {.kind = Cell::Kind::Number,
                        .text = runs ? TaskWords::left(progress) : QString(),
                        .tone = Tone::Second};
            default:
                return Cell::plain(runs ? QString() : words(task),
                                   task.state == core::Task::State::Failed ? Tone::Fail
                                                                           : Tone::Second);
            }
        };
        if (m_table->rows()->rowCount() != int(list.size()))
            m_table->rows()->setRows(int(list.size()), cell);
        else
            m_table->rows()->refresh();
    }
    const int row = m_table->currentRow();
    m_cancel->setEnabled(m_open && row >= 0 && row < int(list.size()) &&
                         list[list.size() - 1 - size_t(row)].state == core::Task::State::Running);
    m_clear->setEnabled(running < int(list.size()));
}

} // namespace lastra::gui
