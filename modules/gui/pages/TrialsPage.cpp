#include "pages/TrialsPage.h"

#include "theme/Icon.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QPainter>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace lastra::gui {

ShardStrip::ShardStrip(QWidget *parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(28);
}

void ShardStrip::setShards(const std::vector<int> &shards) {
    m_shards = shards;
    update();
}

void ShardStrip::paintEvent(QPaintEvent *) {
    if (m_shards.empty())
        return;
    const Theme &t = theme();
    QPainter p(this);
    const int rows = m_shards.size() > 60 ? 3 : m_shards.size() > 24 ? 2 : 1;
    const int columns = (int(m_shards.size()) + rows - 1) / rows;
    const double width = std::min(16.0, (this->width() + 2.0) / columns - 2);
    for (size_t i = 0; i < m_shards.size(); ++i) {
        const QRectF cell((int(i) % columns) * (width + 2),
                          (height() - rows * 8 + 2) / 2 + (int(i) / columns) * 8, width, 6);
        const QColor colours[] = {t.g5, t.accent, t.ok, t.fail};
        p.fillRect(cell, colours[std::clamp(m_shards[i], 0, 3)]);
        if (m_shards[i] == 3) { // a failed one differs by shape as well
            p.setPen(QPen(t.fail, 1));
            p.drawRect(cell.adjusted(-1.5, -1.5, 1.5, 1.5));
        }
    }
}

TrialsPage::TrialsPage(TrialsModel *model, QWidget *parent)
    : Page(tr("Trials"), model, parent), m(model) {
    m_trials = new QComboBox;
    m_trials->setAccessibleName(tr("Trial"));
    m_trials->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_trials->setMinimumContentsLength(24);
    header()->addWidget(m_trials);
    connect(m_trials, &QComboBox::activated, this,
            [this](int i) { Q_EMIT m->trialChosen(m_trials->itemData(i).toString()); });
    m_manifest = new QAction(icon(QStringLiteral("document")), tr("Manifest"), this);
    auto *create = new QAction(icon(QStringLiteral("add")), tr("New trial..."), this);
    m_stop = new QAction(icon(QStringLiteral("stop")), tr("Stop"), this);
    m_submit = new QAction(icon(QStringLiteral("play")), tr("Run"), this);
    m_results = new QAction(icon(QStringLiteral("pull")), tr("Fetch results"), this);
    connect(m_manifest, &QAction::triggered, m, &TrialsModel::manifestRequested);
    connect(create, &QAction::triggered, this, &TrialsPage::newTrial);
    connect(m_stop, &QAction::triggered, m, &TrialsModel::cancelRequested);
    m_submit->setObjectName(QStringLiteral("trials.run"));
    m_results->setObjectName(QStringLiteral("trials.results"));
    connect(m_submit, &QAction::triggered, this, [this] { Q_EMIT m->submitRequested({}); });
    connect(m_results, &QAction::triggered, m, &TrialsModel::resultsRequested);
    header()->addCommand(m_manifest, "quiet");
    header()->addCommand(create);
    header()->addCommand(m_stop);
    header()->addCommand(m_results);
    header()->addCommand(m_submit, "primary");

    m_stack = new QStackedLayout;
    auto *split = splitter(Qt::Horizontal, QStringLiteral("trials.split"));
    split->addWidget(makeDesign());
    split->addWidget(makeResult());
    split->setSizes({832, 688});
    split->setStretchFactor(0, 6);
    split->setStretchFactor(1, 5);
    m_stack->addWidget(split);
    auto *empty = new EmptyPlace(QStringLiteral("trials"), tr("No trials yet"),
                                 tr("Start from a question, for example how low the dose can go."));
    connect(empty->addButton(tr("New trial..."), QStringLiteral("add"), true),
            &QPushButton::clicked, this, &TrialsPage::newTrial);
    m_stack->addWidget(empty);
    body()->addLayout(m_stack, 1);
    connect(m, &PageModel::changed, this, &TrialsPage::read);
    connect(m, &TrialsModel::jobsChanged, this, &TrialsPage::readJobs);
    read();
}

QWidget *TrialsPage::makeDesign() {
    auto *area = new Surface(Ground::Surface);
    auto *all = column(0);
    m_factorsBar = new SectionBar(tr("Factors"));
    all->addWidget(m_factorsBar);
    m_factors = new Table(tr("Factors"));
    m_factors->setColumns({{tr("Factor"), 130},
                           {tr("Design"), 124},
                           {tr("Levels"), 210, true},
                           {tr("Count"), 62, false, true},
                           {tr("Note"), 124}});
    m_factors->setSortingEnabled(false);
    all->addWidget(m_factors);
    m_jobsBar = new SectionBar(tr("Jobs"));
    all->addWidget(m_jobsBar);
    m_jobs = new Table(tr("Jobs"));
    m_jobs->setColumns({{tr("Step"), 130},
                        {tr("Cases"), 104, false, true},
                        {tr("Progress"), 200, true},
                        {tr("Rate"), 110},
                        {tr("Time"), 148}});
    m_jobs->setSortingEnabled(false);
    all->addWidget(m_jobs);
    m_shardsRow = new Surface(Ground::Surface, Qt::BottomEdge);
    auto *shards = row(12);
    shards->setContentsMargins(metric::margin, 6, metric::margin, 6);
    m_shardWords = new Label({}, Text::Small, Tone::Hint);
    m_shards = new ShardStrip;
    shards->addWidget(m_shardWords);
    shards->addWidget(m_shards, 1);
    m_shardsRow->setLayout(shards);
    all->addWidget(m_shardsRow);
    auto *side = new Surface(Ground::Surface);
    auto *sideLayout = column(0);
    auto *bar = new SectionBar(tr("Truth, simulated, difference"));
    m_cases = new QComboBox;
    m_cases->setAccessibleName(tr("Case"));
    m_cases->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_cases->setMinimumContentsLength(16);
    bar->add(m_cases);
    QToolButton *open = iconButton(QStringLiteral("read"), tr("Open this case in Read"));
    bar->add(open);
    m_picturesBar = bar;
    connect(open, &QToolButton::clicked, m, &TrialsModel::openCaseRequested);
    connect(m_cases, &QComboBox::activated, this,
            [this](int i) { Q_EMIT m->caseChosen(m_cases->itemData(i).toString()); });
    sideLayout->addWidget(bar);
    m_pictures = new PictureRow(3);
    m_pictures->setMinimumHeight(160);
    sideLayout->addWidget(m_pictures, 1);
    side->setLayout(sideLayout);
    m_picturesSide = side;
    all->addWidget(side, 1);
    all->addStretch();
    area->setLayout(all);
    return area;
}

QWidget *TrialsPage::makeResult() {
    auto *area = new Surface(Ground::Surface, Qt::LeftEdge);
    auto *all = column(0);
    all->setContentsMargins(1, 0, 0, 0);
    all->addWidget(new SectionBar(tr("Cost"), tr("before it is sent")));
    auto *figures = new Surface(Ground::Surface, Qt::BottomEdge);
    m_figures = row(0);
    figures->setLayout(m_figures);
    all->addWidget(figures);
    m_resultBar = new SectionBar(tr("Result"));
    auto *chips = new QWidget;
    m_metricChips = row(6);
    chips->setLayout(m_metricChips);
    m_resultBar->add(chips);
    m_metricList = new QComboBox;
    m_metricList->setAccessibleName(tr("Metric"));
    m_metricList->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_metricList->setMinimumContentsLength(14);
    connect(m_metricList, &QComboBox::activated, this, &TrialsPage::showMetric);
    m_resultBar->add(m_metricList);
    QToolButton *save = iconButton(QStringLiteral("pull"), tr("Save the plot as SVG, PNG or CSV"));
    m_resultBar->add(save);
    connect(save, &QToolButton::clicked, this, &TrialsPage::savePlot);
    all->addWidget(m_resultBar);
    m_resultStack = new QStackedLayout;
    auto *result = new Surface(Ground::Surface);
    auto *resultLayout = column(8);
    resultLayout->setContentsMargins(metric::margin, 12, metric::margin, 12);
    m_plot = new Plot;
    resultLayout->addWidget(m_plot, 3);
    m_conclusion = (new Label({}, Text::Body, Tone::Second))->wrapped();
    resultLayout->addWidget(m_conclusion);
    m_metrics = new Table(tr("Metrics"));
    m_metrics->setColumns({{tr("Metric"), 170, true},
                           {tr("Arm"), 130, true},
                           {tr("Patients"), 72, false, true},
                           {tr("Mean"), 80, false, true},
                           {tr("95 % interval"), 130, false, true}});
    m_metrics->setMinimumHeight(metric::header + 3 * metric::row());
    resultLayout->addWidget(m_metrics, 2);
    result->setLayout(resultLayout);
    m_resultStack->addWidget(result);
    m_resultStack->addWidget(new EmptyPlace(QStringLiteral("trials"), tr("No result yet"),
                                            tr("Run the trial, then fetch its results: at any time "
                                               "those of the cases that are done.")));
    all->addLayout(m_resultStack, 1);
    area->setLayout(all);
    return area;
}

void TrialsPage::read() {
    {
        const QSignalBlocker quiet(m_trials);
        m_trials->clear();
        for (const Choice &c : m->trials)
            m_trials->addItem(c.title, c.id);
        m_trials->setCurrentIndex(m_trials->findData(m->trial));
        m_trials->setVisible(!m->trials.empty());
        const QSignalBlocker quiet2(m_cases);
        m_cases->clear();
        for (const Choice &c : m->cases)
            m_cases->addItem(c.title, c.id);
        m_cases->setCurrentIndex(m_cases->findData(m->caseId));
    }
    header()->setNote(m->version);
    m_stack->setCurrentIndex(m->trials.empty() ? 1 : 0);
    using S = TrialsModel::State;
    m_submit->setEnabled(m->state == S::Planned || m->state == S::Failed);
    m_submit->setText(m->state == S::Failed ? tr("Run again") : tr("Run"));
    m_stop->setEnabled(m->state == S::Queued || m->state == S::Running);
    m_results->setEnabled(m->state == S::Finished || m->state == S::Running ||
                          m->state == S::Fetched || m->state == S::Failed);
    m_manifest->setEnabled(m->state == S::Fetched);
    m_factorsBar->setSub(m->designNote);
    m_factors->rows()->setRows(int(m->factors.size()), [this](int r, int c) -> Cell {
        const FactorItem &f = m->factors[size_t(r)];
        switch (c) {
        case 0:
            return Cell::strong(f.factor);
        case 1:
            return Cell::plain(f.design, Tone::Second);
        case 2:
            return Cell::plain(f.levels);
        case 3:
            return Cell::numeric(number(f.count), f.count);
        default:
            return Cell::plain(f.note, Tone::Hint);
        }
    });
    m_factors->fitHeight();
    while (QLayoutItem *item = m_figures->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (size_t i = 0; i < m->figures.size(); ++i) {
        const Figure &f = m->figures[i];
        auto *cell = new Surface(
            Ground::Surface, i + 1 < m->figures.size() ? Qt::Edges(Qt::RightEdge) : Qt::Edges());
        auto *layout = column(0);
        layout->setContentsMargins(metric::margin, 10, 8, 10);
        layout->addWidget((new Label(f.name, Text::Small, Tone::Hint))->elided());
        auto *value = (new Label(f.value, Text::Figure, Tone::Title))->elided();
        value->setAccessibleName(f.name + QStringLiteral(": ") + f.value);
        layout->addWidget(value);
        layout->addWidget((new Label(f.note, Text::Tiny, Tone::Hint))->elided());
        cell->setLayout(layout);
        m_figures->addWidget(cell, 1);
    }
    while (QLayoutItem *item = m_metricChips->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_metric = std::clamp(m_metric, 0, std::max(0, int(m->metrics.size()) - 1));
    const QSignalBlocker quietList(m_metricList);
    m_metricList->clear();
    m_metricList->setVisible(!m->metrics.empty());
    for (size_t i = 0; i < m->metrics.size(); ++i) {
        m_metricList->addItem(m->metrics[i].name);
        if (m->metrics[i].chip.isEmpty())
            continue;
        QPushButton *c = chip(m->metrics[i].chip, int(i) == m_metric);
        c->setProperty("metric", int(i));
        m_metricChips->addWidget(c);
        connect(c, &QPushButton::clicked, this, [this, i] { showMetric(int(i)); });
    }
    m_resultBar->setSub(m->resultNote);
    m_resultStack->setCurrentIndex(m->metrics.empty() ? 1 : 0);
    if (!m->metrics.empty())
        showMetric(m_metric);
    m_metrics->rows()->setRows(int(m->table.size()), [this](int r, int c) -> Cell {
        const MetricItem &item = m->table[size_t(r)];
        switch (c) {
        case 0:
            return Cell::plain(item.metric);
        case 1:
            return Cell::plain(item.arm, Tone::Second);
        case 2:
            return Cell::numeric(number(qint64(item.patients)), item.patients);
        case 3:
            return {.kind = Cell::Kind::Number, .text = item.mean};
        default:
            return {.kind = Cell::Kind::Number, .text = item.interval, .tone = Tone::Second};
        }
    });
    const TrialPictures &p = m->pictures;
    m_pictures->at(0)->setPicture(p.truth, p.truth.isNull() ? QString() : tr("Truth"),
                                  p.truth.isNull() ? QString() : tr("SIMULATED"));
    m_pictures->at(1)->setPicture(p.simulated, p.simulatedCaption,
                                  p.simulated.isNull() ? QString() : tr("SIMULATED"));
    m_pictures->at(2)->setPicture(p.difference, p.differenceCaption,
                                  p.difference.isNull() ? QString() : tr("SIMULATED"));
    m_picturesSide->setVisible(!p.truth.isNull() || !p.simulated.isNull());
    readJobs();
}

void TrialsPage::readJobs() {
    m_jobsBar->setVisible(!m->jobs.empty());
    m_jobs->setVisible(!m->jobs.empty());
    m_jobsBar->setSub(m->place);
    const auto cell = [this](int r, int c) -> Cell {
        if (r >= int(m->jobs.size()))
            return {};
        const JobRow &j = m->jobs[size_t(r)];
        switch (c) {
        case 0:
            return Cell::plain(j.step);
        case 1:
            return {.kind = Cell::Kind::Number, .text = j.count};
        case 2:
            return {.kind = Cell::Kind::Bar, .tone = j.tone, .part = j.part};
        case 3:
            return {.kind = Cell::Kind::Number, .text = j.rate, .tone = Tone::Second};
        default:
            return {.kind = Cell::Kind::Number, .text = j.time, .tone = Tone::Second};
        }
    };
    if (m_jobs->rows()->rowCount() == int(m->jobs.size())) {
        m_jobs->rows()->refresh();
    } else {
        m_jobs->rows()->setRows(int(m->jobs.size()), cell);
        m_jobs->fitHeight();
    }
    m_shardsRow->setVisible(!m->shards.empty());
    m_shards->setShards(m->shards);
    const auto count = [this](int state) {
        return number(qint64(std::count(m->shards.begin(), m->shards.end(), state)));
    };
    m_shardWords->setText(
        tr("%1 shards: %2 done, %3 running, %4 waiting, %5 failed")
            .arg(number(qint64(m->shards.size())), count(2), count(1), count(0), count(3)));
    m_shards->setAccessibleName(m_shardWords->text());
}

void TrialsPage::showMetric(int index) {
    m_metric = index;
    const MetricPlot &plot = m->metrics[size_t(index)];
    m_metricList->setCurrentIndex(index);
    for (int i = 0; i < m_metricChips->count(); ++i)
        if (auto *c = qobject_cast<QPushButton *>(m_metricChips->itemAt(i)->widget()))
            c->setChecked(c->property("metric").toInt() == index);
    m_conclusion->setText(plot.conclusion);
    std::vector<PlotSeries> series;
    for (size_t i = 0; i < plot.series.size(); ++i)
        series.push_back({plot.series[i], plot.x[i], plot.y[i],
                          i < plot.low.size() ? plot.low[i] : std::vector<double>{},
                          i < plot.high.size() ? plot.high[i] : std::vector<double>{}});
    m_plot->setAxes(m->doseAxis, plot.axis, m->logDose);
    m_plot->setSeries(std::move(series));
}

QList<QWidget *> TrialsPage::areas() const {
    return {m_trials, m_factors, m_jobs, m_metrics};
}

void TrialsPage::newTrial() {
    auto *dialog = new NewTrialDialog(m->scanners, m->kernels, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { Q_EMIT m->newTrialRequested(dialog->form()); });
    dialog->open();
}

void TrialsPage::savePlot() {
    auto *dialog = new QFileDialog(window(), tr("Save the plot"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(
        {tr("Vector picture (*.svg)"), tr("Picture (*.png)"), tr("Table (*.csv)")});
    dialog->setDefaultSuffix(QStringLiteral("svg"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.section(QStringLiteral("*."), 1).chopped(1));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        if (auto done = m_plot->save(path); !done)
            m->say({Status::Fails,
                    tr("The plot was not saved."),
                    tr("%1 could not be written. Choose another folder or name.")
                        .arg(QFileInfo(path).fileName()),
                    {}});
    });
    dialog->open();
}

} // namespace lastra::gui
