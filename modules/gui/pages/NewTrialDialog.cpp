#include "pages/TrialsPage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QLocale>
#include <QSpinBox>
#include <QVBoxLayout>

namespace lastra::gui {

namespace {

// "50; 100" or "50, 100": what separates is told from the decimal sign by the locale.
QList<double> numbers(const QString &text) {
    QList<double> list;
    static const QRegularExpression separators(QStringLiteral("[;\\s]+|,(?=\\s)|,$"));
    for (const QString &part : text.split(separators, Qt::SkipEmptyParts)) {
        bool ok = false;
        double value = interfaceLocale().toDouble(part, &ok);
        if (!ok)
            value = QLocale::c().toDouble(part, &ok);
        if (!ok)
            return {};
        list << value;
    }
    return list;
}

QWidget *field(const QString &name, QWidget *editor, const QString &hint = {}) {
    auto *w = new QWidget;
    auto *layout = column(4);
    auto *label = new Label(name, Text::BodyMedium, Tone::Second);
    label->setBuddy(editor);
    editor->setAccessibleName(name);
    layout->addWidget(label);
    layout->addWidget(editor);
    if (!hint.isEmpty())
        layout->addWidget((new Label(hint, Text::Small, Tone::Hint))->wrapped());
    layout->addStretch();
    w->setLayout(layout);
    return w;
}

} // namespace

NewTrialDialog::NewTrialDialog(const QStringList &scanners, const QStringList &kernels,
                               QWidget *parent)
    : QDialog(parent), m_title(new QLineEdit), m_doses(new QLineEdit(QStringLiteral("50; 100"))),
      m_kVps(new QLineEdit(QStringLiteral("120"))), m_patients(new QSpinBox),
      m_realisations(new QSpinBox), m_slices(new QSpinBox), m_matrix(new QComboBox),
      m_nodule(new QDoubleSpinBox), m_scanner(new QComboBox),
      m_error(new Label(QString(), Text::Small, Tone::Fail)) {
    setWindowTitle(tr("New trial"));
    m_title->setText(tr("Nodule detection, dose"));
    setModal(true);
    setFixedWidth(640);
    auto *all = column(12);
    all->setContentsMargins(16, 16, 16, 16);
    all->addWidget(new Label(tr("What do you want to compare?"), Text::Inspector, Tone::Title));
    all->addWidget(field(tr("Title"), m_title));
    m_patients->setRange(1, 10000);
    m_patients->setValue(2);
    m_realisations->setRange(1, 100);
    m_slices->setRange(8, 1024);
    m_slices->setValue(64);
    m_nodule->setRange(0, 40);
    m_nodule->setDecimals(1);
    m_nodule->setValue(8);
    m_nodule->setSuffix(QStringLiteral(" mm"));
    for (int n : {128, 256, 512})
        m_matrix->addItem(QStringLiteral("%1 × %1").arg(n), n);
    m_matrix->setCurrentIndex(1);
    m_scanner->addItems(scanners);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(12);
    grid->addWidget(
        field(tr("Virtual patients"), m_patients, tr("The same anatomy under every arm.")), 0, 0);
    grid->addWidget(field(tr("Noise realisations"), m_realisations), 0, 1);
    grid->addWidget(field(tr("Doses, mAs"), m_doses, tr("Separate them by a semicolon.")), 1, 0);
    grid->addWidget(field(tr("Tube voltages, kV"), m_kVps), 1, 1);
    grid->addWidget(field(tr("Scanner"), m_scanner), 2, 0);
    grid->addWidget(field(tr("Nodule diameter"), m_nodule), 2, 1);
    grid->addWidget(field(tr("Slices"), m_slices), 3, 0);
    grid->addWidget(field(tr("Matrix"), m_matrix), 3, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    all->addLayout(grid);
    auto *kernelRow = row(16);
    kernelRow->addWidget(new Label(tr("Reconstruction kernels"), Text::BodyMedium, Tone::Second));
    for (const QString &k : kernels) {
        auto *box = new QCheckBox(k);
        box->setChecked(m_kernels.isEmpty());
        m_kernels << box;
        kernelRow->addWidget(box);
    }
    kernelRow->addStretch();
    all->addLayout(kernelRow);
    m_error->wrapped();
    m_error->hide();
    all->addWidget(m_error);
    auto *buttons = row(8);
    buttons->addStretch();
    QPushButton *cancel = button(tr("Cancel")),
                *make = button(tr("Plan this trial"), {}, "primary");
    buttons->addWidget(cancel);
    buttons->addWidget(make);
    all->addLayout(buttons);
    setLayout(all);
    make->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(make, &QPushButton::clicked, this, &NewTrialDialog::check);
    m_title->setFocus();
    m_title->selectAll();
}

void NewTrialDialog::check() {
    const auto wrong = [this](QWidget *at, const QString &what) {
        for (QWidget *w : {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_doses),
                           static_cast<QWidget *>(m_kVps)})
            w->setProperty("invalid", w == at);
        m_error->setText(what);
        m_error->show();
        at->setFocus(Qt::OtherFocusReason);
        at->update();
    };
    const auto within = [](const QList<double> &list, double low, double high) {
        return !list.isEmpty() && std::all_of(list.begin(), list.end(),
                                              [=](double v) { return v >= low && v <= high; });
    };
    if (m_title->text().trimmed().isEmpty())
        return wrong(m_title, tr("Give the trial a title."));
    if (!within(numbers(m_doses->text()), 1, 1000))
        return wrong(m_doses, tr("Use doses from 1 to 1000 mAs, separated by semicolons."));
    if (!within(numbers(m_kVps->text()), 60, 150))
        return wrong(m_kVps, tr("Use tube voltages from 60 to 150 kV, separated by semicolons."));
    if (!m_kernels.isEmpty() && std::none_of(m_kernels.begin(), m_kernels.end(),
                                             [](QCheckBox *b) { return b->isChecked(); }))
        return wrong(m_kernels.first(), tr("Choose at least one kernel."));
    accept();
}

TrialForm NewTrialDialog::form() const {
    TrialForm f;
    f.title = m_title->text().trimmed();
    f.patients = m_patients->value();
    f.realisations = m_realisations->value();
    f.slices = m_slices->value();
    f.matrix = m_matrix->currentData().toInt();
    f.noduleMm = m_nodule->value();
    f.doses = numbers(m_doses->text());
    f.kVps = numbers(m_kVps->text());
    f.scanners = {m_scanner->currentText()};
    for (QCheckBox *b : m_kernels)
        if (b->isChecked())
            f.kernels << b->text();
    return f;
}

} // namespace lastra::gui
