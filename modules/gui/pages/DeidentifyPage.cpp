#include "pages/DeidentifyPage.h"

#include "theme/Icon.h"

#include <QComboBox>
#include <QHeaderView>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace lastra::gui {

namespace {
void fill(QComboBox *box, const std::vector<Choice> &choices, const QString &current) {
    const QSignalBlocker quiet(box);
    box->clear();
    for (const Choice &c : choices) {
        box->addItem(c.title, c.id);
        box->setItemData(box->count() - 1, c.note, Qt::ToolTipRole);
    }
    box->setCurrentIndex(box->findData(current));
}
} // namespace

DeidentifyPage::DeidentifyPage(DeidModel *model, QWidget *parent)
    : Page(tr("De-identify"), model, parent), m(model) {
    m_stepper = new Stepper({tr("Import"), tr("Policy"), tr("What will change"), tr("Verify"),
                             tr("Review"), tr("Sign off")});
    header()->addWidget(m_stepper);
    m_stack = new QStackedLayout;
    auto *empty = new EmptyPlace(
        QStringLiteral("deidentify"), tr("Nothing to de-identify yet"),
        tr("Import a folder of DICOM files. The originals are only read, never written to."));
    connect(empty->addButton(tr("Import a folder..."), QStringLiteral("import"), true),
            &QPushButton::clicked, m, &DeidModel::importRequested);
    auto *split = splitter(Qt::Horizontal, QStringLiteral("deid.split"));
    split->addWidget(makeWork());
    m_inspector = makeInspector();
    setInspector(m_inspector);
    split->addWidget(m_inspector);
    split->setSizes({1224, 296});
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 0);
    m_stack->addWidget(split);
    m_stack->addWidget(empty);
    body()->addLayout(m_stack, 1);
    connect(m, &PageModel::changed, this, &DeidentifyPage::read);
    read();
}

QWidget *DeidentifyPage::makeWork() {
    auto *work = new Surface(Ground::Surface);
    auto *all = column(0);
    auto *bar = new Surface(Ground::Surface, Qt::BottomEdge);
    bar->setFixedHeight(metric::toolBar);
    auto *barLayout = row(8);
    barLayout->setContentsMargins(metric::margin, 0, metric::margin, 0);
    m_dataset = new QComboBox;
    m_dataset->setObjectName(QStringLiteral("deid.dataset"));
    m_dataset->setAccessibleName(tr("Dataset"));
    m_dataset->setMinimumWidth(180);
    m_policy = new QComboBox;
    m_policy->setAccessibleName(tr("Policy"));
    m_policy->setMinimumWidth(140);
    for (QComboBox *box : {m_dataset, m_policy})
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_preview = button(tr("Show what will change"), QStringLiteral("show"));
    m_run = button(tr("De-identify and verify"), QStringLiteral("deidentify"), "primary");
    m_preview->setObjectName(QStringLiteral("deid.preview"));
    m_run->setObjectName(QStringLiteral("deid.run"));
    auto *datasetWord = new Label(tr("Dataset"), Text::BodyMedium, Tone::Second);
    auto *policyWord = new Label(tr("Policy"), Text::BodyMedium, Tone::Second);
    datasetWord->setBuddy(m_dataset);
    policyWord->setBuddy(m_policy);
    barLayout->addWidget(datasetWord);
    barLayout->addWidget(m_dataset, 1);
    barLayout->addWidget(policyWord);
    barLayout->addWidget(m_policy, 1);
    barLayout->addStretch(1);
    barLayout->addWidget(m_preview);
    barLayout->addWidget(m_run);
    bar->setLayout(barLayout);
    all->addWidget(bar);
    connect(m_dataset, &QComboBox::activated, this,
            [this](int i) { Q_EMIT m->datasetChosen(m_dataset->itemData(i).toString()); });
    connect(m_policy, &QComboBox::activated, this,
            [this](int i) { Q_EMIT m->policyChosen(m_policy->itemData(i).toString()); });
    connect(m_preview, &QPushButton::clicked, m, &DeidModel::previewRequested);
    connect(m_run, &QPushButton::clicked, m, &DeidModel::runRequested);

    auto *rows = splitter(Qt::Vertical, QStringLiteral("deid.rows"));
    auto *upper = new Surface(Ground::Surface);
    auto *upperLayout = column(0);
    m_changesBar = new SectionBar(tr("What changes"));
    m_changedChip = chip(tr("Changed"), true);
    m_keptChip = chip(tr("Kept"));
    m_changesBar->add(m_changedChip);
    m_changesBar->add(m_keptChip);
    for (QPushButton *c : {m_changedChip, m_keptChip})
        connect(c, &QPushButton::toggled, this, &DeidentifyPage::filter);
    upperLayout->addWidget(m_changesBar);
    m_changes = new Table(tr("What changes"));
    m_changes->setColumns({{tr("Tag"), 92},
                           {tr("Attribute"), 190},
                           {tr("Before"), 160},
                           {tr("After"), 150},
                           {tr("Action"), 104},
                           {tr("Why"), 180, true},
                           {tr("Files"), 64, false, true}});
    auto *waiting = new EmptyPlace(QStringLiteral("table"), tr("Nothing read yet"),
                                   tr("Choose a dataset and a policy, then look at what will "
                                      "change before anything is written."));
    m_changesStack = new QStackedLayout;
    m_changesStack->addWidget(m_changes);
    m_changesStack->addWidget(waiting);
    upperLayout->addLayout(m_changesStack, 1);
    upper->setLayout(upperLayout);
    rows->addWidget(upper);

    m_lower = new Surface(Ground::Surface, Qt::TopEdge);
    auto *lower = row(0);
    lower->setContentsMargins(0, 1, 0, 0);
    auto *left = new Surface(Ground::Surface, Qt::RightEdge);
    auto *leftLayout = column(0);
    leftLayout->setContentsMargins(0, 0, 1, 0);
    m_pictureBar = new SectionBar(tr("Before and after"));
    auto *holds = new StatusPill;
    holds->setStatus(Status::Attention, tr("Contains patient data"));
    holds->setFocusPolicy(Qt::NoFocus);
    m_holds = holds;
    m_pictureBar->add(holds);
    leftLayout->addWidget(m_pictureBar);
    m_pictures = new PictureRow(2);
    leftLayout->addWidget(m_pictures, 1);
    left->setLayout(leftLayout);
    lower->addWidget(left, 9);
    auto *right = new Surface(Ground::Well);
    auto *rightLayout = column(0);
    m_reviewBar = new SectionBar(tr("Review"));
    const std::pair<QString, QString> keys[] = {{tr("Space"), tr("clean")},
                                                {QStringLiteral("X"), tr("not clean")},
                                                {QStringLiteral("Z"), tr("undo")}};
    for (const auto &[key, word] : keys) {
        m_reviewBar->add(new Label(key, Text::MonoTiny, Tone::Second));
        m_reviewBar->add(new Label(word, Text::Small, Tone::Hint));
    }
    rightLayout->addWidget(m_reviewBar);
    m_sheet = new ContactSheet(6, 112);
    m_sheet->setObjectName(QStringLiteral("deid.sheet"));
    m_sheet->setAccessibleName(tr("Images to review"));
    auto *sheetHolder = new Surface(Ground::Well);
    auto *sheetLayout = column(0);
    sheetLayout->addWidget(m_sheet);
    sheetLayout->addStretch(1);
    sheetHolder->setLayout(sheetLayout);
    rightLayout->addWidget(scrolling(sheetHolder), 1);
    right->setLayout(rightLayout);
    lower->addWidget(right, 10);
    m_lower->setLayout(lower);
    rows->addWidget(m_lower);
    rows->setSizes({460, 400});
    rows->setStretchFactor(0, 1);
    rows->setStretchFactor(1, 1);
    all->addWidget(rows, 1);
    work->setLayout(all);
    connect(m_sheet, &ContactSheet::keyed, this, &DeidentifyPage::mark);
    connect(m_sheet, &ContactSheet::picked, this, &DeidentifyPage::showPictures);
    return work;
}

QWidget *DeidentifyPage::makeInspector() {
    auto *panel = new Surface(Ground::Surface);
    auto *all = column(0);
    auto *gates = new PanelSection(tr("Release gates"));
    m_gates = gates->body();
    all->addWidget(gates);
    m_sample = new PanelSection(tr("What the sample shows"));
    m_sample->body()->addWidget(
        (new Label(tr("These are at most three images of each series: the first, the middle, the "
                      "last. What is burned into an image between them is not seen here."),
                   Text::Body, Tone::Second))
            ->wrapped());
    all->addWidget(m_sample);
    m_evidence = new PanelSection(tr("Evidence"));
    m_evidenceList = new KeyValues(104);
    m_evidence->body()->addWidget(m_evidenceList);
    all->addWidget(m_evidence);
    all->addStretch(1);
    panel->setLayout(all);
    auto *outer = new Surface(Ground::Surface, Qt::LeftEdge);
    auto *outerLayout = column(0);
    outerLayout->setContentsMargins(1, 0, 0, 0);
    outerLayout->addWidget(scrolling(panel), 1);
    auto *foot = new Surface(Ground::Surface, Qt::TopEdge);
    auto *footLayout = column(8);
    footLayout->setContentsMargins(metric::margin, 12, metric::margin, 12);
    m_openResult = button(tr("Open the result"), QStringLiteral("read"));
    m_compliance = button(tr("Show its controls"), QStringLiteral("compliance"));
    m_signOff = button(tr("Sign off"), QStringLiteral("sign"), "primary");
    m_signOff->setObjectName(QStringLiteral("deid.signOff"));
    m_handOver = button(tr("Hand over the key..."), QStringLiteral("key"));
    m_handOver->setObjectName(QStringLiteral("deid.handOver"));
    m_handOver->setToolTip(
        tr("Pseudonymised data may leave only while the key lies with its keeper, not here."));
    m_release = button(tr("Release..."), QStringLiteral("lock"));
    m_release->setObjectName(QStringLiteral("deid.release"));
    footLayout->addWidget(m_openResult);
    footLayout->addWidget(m_compliance);
    footLayout->addWidget(m_signOff);
    footLayout->addWidget(m_handOver);
    footLayout->addWidget(m_release);
    foot->setLayout(footLayout);
    outerLayout->addWidget(foot);
    outer->setLayout(outerLayout);
    outer->setMinimumWidth(280);
    outer->setMaximumWidth(340);
    connect(m_openResult, &QPushButton::clicked, m, &DeidModel::openResultRequested);
    connect(m_compliance, &QPushButton::clicked, m, &DeidModel::complianceRequested);
    connect(m_signOff, &QPushButton::clicked, m, &DeidModel::signOffRequested);
    connect(m_handOver, &QPushButton::clicked, m, &DeidModel::handOverRequested);
    connect(m_release, &QPushButton::clicked, m, &DeidModel::releaseRequested);
    return outer;
}

void DeidentifyPage::read() {
    m_stepper->setNow(m->step);
    m_stack->setCurrentIndex(m->datasets.empty() ? 1 : 0);
    fill(m_dataset, m->datasets, m->dataset);
    fill(m_policy, m->policies, m->policy);
    QString name;
    for (const Choice &c : m->datasets)
        if (c.id == m->dataset)
            name = c.title;
    header()->setWhere({name});
    header()->setNote(m->facts);
    // What runs belongs to the dataset and the policy that are shown.
    m_dataset->setEnabled(!m->running);
    m_policy->setEnabled(!m->running);
    m_preview->setEnabled(!m->running && !m->dataset.isEmpty() && !m->policy.isEmpty());
    m_run->setEnabled(!m->running && !m->changes.empty() && (m->result.isEmpty() || m->earlier));
    qint64 kept = 0;
    for (const ChangeItem &c : m->changes)
        kept += c.kept;
    m_changedChip->setText(tr("Changed %1").arg(number(qint64(m->changes.size()) - kept)));
    m_keptChip->setText(tr("Kept %1").arg(number(kept)));
    m_changesBar->setSub(
        m->changes.empty() ? QString()
                           : tr("%Ln rule(s) touch these files", nullptr, int(m->changes.size())));
    m_changes->rows()->setRows(int(m->changes.size()), [this](int r, int c) -> Cell {
        const ChangeItem &item = m->changes[size_t(r)];
        const auto value = [](const QString &text, Tone tone) {
            return text.isEmpty() ? Cell::mono(tr("none"), Tone::Hint) : Cell::mono(text, tone);
        };
        switch (c) {
        case 0:
            return Cell::mono(item.tag);
        case 1:
            return Cell::plain(item.attribute);
        case 2:
            return value(item.before, Tone::Second);
        case 3:
            return value(item.after, Tone::Title);
        case 4: {
            Cell cell{.kind = Cell::Kind::Action, .text = item.action, .tone = item.tone};
            cell.letter = item.letter;
            return cell;
        }
        case 5:
            return Cell::plain(item.why, Tone::Second);
        default:
            return Cell::numeric(number(item.files), item.files, Tone::Second);
        }
    });
    m_changesStack->setCurrentIndex(m->changes.empty() ? 1 : 0);
    filter();

    const bool review = !m->thumbs.empty();
    m_lower->setVisible(review);
    std::vector<ContactSheet::Thumb> thumbs;
    qint64 seen = 0;
    for (const ReviewThumb &t : m->thumbs) {
        thumbs.push_back({t.after, t.name, t.note, int(t.mark)});
        seen += t.mark != GateState::Unknown;
    }
    m_reviewBar->setSub(tr("%1 of %2 seen").arg(number(seen), number(qint64(m->thumbs.size()))));
    m_sheet->setThumbs(std::move(thumbs));
    showPictures();

    while (QLayoutItem *item = m_gates->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const ReleaseGate &gate : m->gates) {
        auto *line = new QWidget;
        auto *layout = row(10);
        auto *dot = new GateDot;
        dot->setState(gate.state, gate.title + QStringLiteral(": ") + gate.detail);
        layout->addWidget(dot, 0, Qt::AlignTop);
        auto *words = column(0);
        words->addWidget((new Label(gate.title, Text::BodyMedium))->wrapped());
        words->addWidget((new Label(gate.detail, Text::Small, Tone::Hint))->wrapped());
        layout->addLayout(words, 1);
        line->setLayout(layout);
        m_gates->addWidget(line);
    }
    if (m->gates.empty())
        m_gates->addWidget((new Label(tr("Known once the files have been written and verified."),
                                      Text::Small, Tone::Hint))
                               ->wrapped());
    m_sample->setVisible(review);
    m_evidence->setVisible(!m->evidence.empty());
    m_evidenceList->clear();
    for (const auto &[key, value] : m->evidence)
        m_evidenceList->add(key, value, value.contains(u'…'));
    const bool done = !m->result.isEmpty();
    m_openResult->setEnabled(done);
    m_compliance->setEnabled(done);
    m_signOff->setEnabled(m->step == DeidModel::SignOff && !m->running);
    m_signOff->setText(m->step == DeidModel::Signed ? tr("Signed off") : tr("Sign off"));
    m_handOver->setEnabled(done);
    m_release->setEnabled(m->step == DeidModel::Signed);
}

// What one is about to call clean, large enough to read.
void DeidentifyPage::showPictures() {
    const int at = m_sheet->current();
    if (at < 0 || size_t(at) >= m->thumbs.size())
        return;
    const ReviewThumb &t = m->thumbs[size_t(at)];
    m_pictureBar->setSub(tr("%1, image %2").arg(t.name, t.note));
    m_holds->setVisible(!t.before.isNull());
    m_pictures->at(0)->setVisible(!t.before.isNull());
    m_pictures->at(0)->setPicture(t.before, tr("Before"));
    m_pictures->at(1)->setPicture(t.after, tr("After"));
}

void DeidentifyPage::filter() {
    const bool changed = m_changedChip->isChecked(), kept = m_keptChip->isChecked();
    m_changes->setFilter({}, [this, changed, kept](int r) {
        return m->changes[size_t(r)].kept ? kept || !changed : changed || !kept;
    });
}

void DeidentifyPage::mark(int index, int key) {
    const GateState state = key == Qt::Key_Space ? GateState::Open
                            : key == Qt::Key_X   ? GateState::Shut
                                                 : GateState::Unknown;
    m->thumbs[size_t(index)].mark = state;
    m_sheet->setMark(index, int(state));
    qint64 seen = 0;
    for (const ReviewThumb &t : m->thumbs)
        seen += t.mark != GateState::Unknown;
    m_reviewBar->setSub(tr("%1 of %2 seen").arg(number(seen), number(qint64(m->thumbs.size()))));
    Q_EMIT m->thumbMarked(index, state);
    if (state != GateState::Unknown)
        m_sheet->setCurrent(index + 1);
}

QList<QWidget *> DeidentifyPage::areas() const {
    return {m_dataset, m_changes, m_lower->isHidden() ? nullptr : m_sheet,
            m_signOff->isEnabled()      ? m_signOff
            : m_openResult->isEnabled() ? m_openResult
                                        : nullptr};
}

} // namespace lastra::gui
