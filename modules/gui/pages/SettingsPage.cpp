#include "pages/SettingsPage.h"

#include "lastra/gui/Commands.h"
#include "parts/Table.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QVBoxLayout>

namespace lastra::gui {

namespace {
QVBoxLayout *card(QVBoxLayout *into, const QString &title) {
    auto *area = new Surface(Ground::Surface);
    area->setCard(true);
    auto *layout = column(12);
    layout->setContentsMargins(16, 14, 16, 16);
    layout->addWidget(new Label(title, Text::Section, Tone::Title));
    area->setLayout(layout);
    into->addWidget(area);
    return layout;
}

QComboBox *choice(QVBoxLayout *into, const QString &name, const QString &hint,
                  const std::vector<std::pair<QString, QVariant>> &items) {
    auto *part = column(4);
    auto *box = new QComboBox;
    box->setAccessibleName(name);
    auto *label = new Label(name, Text::BodyMedium, Tone::Second);
    label->setBuddy(box);
    part->addWidget(label);
    for (const auto &[text, value] : items)
        box->addItem(text, value);
    part->addWidget(box);
    if (!hint.isEmpty())
        part->addWidget((new Label(hint, Text::Small, Tone::Hint))->wrapped());
    into->addLayout(part);
    return box;
}
} // namespace

SettingsPage::SettingsPage(SettingsModel *model, Commands *commands, QWidget *parent)
    : Page(tr("Settings"), model, parent), m(model) {
    auto *content = new Surface(Ground::Window);
    auto *columns = row(16);
    columns->setContentsMargins(16, 16, 16, 16);
    auto *left = column(16), *right = column(16);

    QVBoxLayout *look = card(left, tr("Look"));
    m_theme = choice(look, tr("Theme"), tr("Reading panes stay black in both."),
                     {{tr("Dark"), false}, {tr("Light"), true}});
    m_density = choice(look, tr("Rows"), {}, {{tr("Compact"), false}, {tr("Comfortable"), true}});
    std::vector<std::pair<QString, QVariant>> scales;
    for (int percent : {90, 100, 110, 125, 150})
        scales.emplace_back(QStringLiteral("%1 %").arg(percent), percent);
    m_scale = choice(look, tr("Text size"),
                     tr("Rows and text size change when Lastra starts again."), scales);
    m_contrast = new QCheckBox(tr("High contrast"));
    look->addWidget(m_contrast);
    m_language = choice(look, tr("Language"), tr("Changes when Lastra starts again."),
                        {{tr("As the system"), QString()},
                         {QStringLiteral("English"), QStringLiteral("en")},
                         {QStringLiteral("Italiano"), QStringLiteral("it")}});
    left->addStretch();

    QVBoxLayout *site = card(right, tr("Site"));
    m_site = choice(site, tr("Site at start"), tr("Where identity, data and compute live."), {});
    QVBoxLayout *about = card(right, tr("This computer"));
    m_about = new KeyValues(140);
    about->addWidget(m_about);
    QVBoxLayout *keys = card(right, tr("Keyboard"));
    keys->addWidget(
        (new Label(tr("Every command can be run from the keyboard. Ctrl+K finds it by name."),
                   Text::Body, Tone::Second))
            ->wrapped());
    auto *keyRow = row(8);
    QPushButton *sheet = button(tr("Show all keys"), QStringLiteral("keyboard"));
    keyRow->addWidget(sheet);
    keyRow->addStretch();
    keys->addLayout(keyRow);
    connect(sheet, &QPushButton::clicked, this,
            [this, commands] { makeKeySheet(commands, window())->show(); });
    right->addStretch();
    columns->addLayout(left, 1);
    columns->addLayout(right, 1);
    columns->addStretch(1);
    content->setLayout(columns);
    body()->addWidget(scrolling(content), 1);

    const auto changedLook = [this] {
        m->light = m_theme->currentData().toBool();
        m->comfortable = m_density->currentData().toBool();
        m->textPercent = m_scale->currentData().toInt();
        m->highContrast = m_contrast->isChecked();
        Q_EMIT m->lookChanged();
    };
    for (QComboBox *box : {m_theme, m_density, m_scale})
        connect(box, &QComboBox::activated, this, changedLook);
    connect(m_contrast, &QCheckBox::clicked, this, changedLook);
    connect(m_language, &QComboBox::activated, this, [this] {
        m->language = m_language->currentData().toString();
        Q_EMIT m->languageChosen(m->language);
    });
    connect(m_site, &QComboBox::activated, this,
            [this] { Q_EMIT m->siteChosen(m_site->currentData().toString()); });
    connect(m, &PageModel::changed, this, &SettingsPage::read);
    read();
}

void SettingsPage::read() {
    m_theme->setCurrentIndex(m->light ? 1 : 0);
    m_density->setCurrentIndex(m->comfortable ? 1 : 0);
    m_scale->setCurrentIndex(std::max(0, m_scale->findData(m->textPercent)));
    m_contrast->setChecked(m->highContrast);
    m_language->setCurrentIndex(std::max(0, m_language->findData(m->language)));
    m_site->clear();
    for (const Choice &c : m->sites)
        m_site->addItem(c.title, c.id);
    m_site->setCurrentIndex(m_site->findData(m->site));
    m_about->clear();
    for (const auto &[key, value] : m->about)
        m_about->add(key, value);
}

QWidget *makeKeySheet(Commands *commands, QWidget *parent) {
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(SettingsPage::tr("Keys"));
    dialog->resize(640, 560);
    auto *layout = column(0);
    auto *table = new Table(SettingsPage::tr("Keys"));
    std::vector<Command> list = commands->all();
    std::stable_sort(list.begin(), list.end(),
                     [](const Command &a, const Command &b) { return a.group < b.group; });
    table->setColumns({{SettingsPage::tr("Command"), 240, true},
                       {SettingsPage::tr("Group"), 140},
                       {SettingsPage::tr("Key"), 140}});
    table->rows()->setRows(int(list.size()), [list](int r, int c) -> Cell {
        const Command &command = list[size_t(r)];
        return c == 0   ? Cell::plain(command.text)
               : c == 1 ? Cell::plain(command.group, Tone::Second)
                        : Cell::mono(command.key.toString(QKeySequence::NativeText));
    });
    layout->addWidget(table);
    dialog->setLayout(layout);
    return dialog;
}

} // namespace lastra::gui
