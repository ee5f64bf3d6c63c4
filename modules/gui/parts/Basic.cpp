#include "parts/Basic.h"

#include "theme/Icon.h"

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QDate>
#include <QEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLocale>
#include <QPainter>
#include <QRegularExpression>
#include <QStyle>
#include <QTextDocument>

#include <cmath>

namespace lastra::gui {

QColor groundColor(Ground ground) {
    const Theme &t = theme();
    switch (ground) {
    case Ground::Bed:
        return t.g0;
    case Ground::Well:
        return t.g1;
    case Ground::Window:
        return t.g2;
    case Ground::Surface:
        return t.g3;
    case Ground::Raised:
        return t.g4;
    }
    return t.g2;
}

Surface::Surface(Ground ground, Qt::Edges edges, QWidget *parent)
    : QWidget(parent), m_ground(ground), m_edges(edges) {}

void Surface::setGround(Ground ground) {
    m_ground = ground;
    update();
}

void Surface::setCard(bool card) {
    m_card = card;
    update();
}

void Surface::paintEvent(QPaintEvent *) {
    QPainter p(this);
    const Theme &t = theme();
    if (m_card) {
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(QPen(t.g6, 1));
        p.setBrush(groundColor(m_ground));
        p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metric::radiusCard,
                          metric::radiusCard);
        return;
    }
    p.fillRect(rect(), groundColor(m_ground));
    if (m_edges & Qt::TopEdge)
        p.fillRect(0, 0, width(), 1, t.g6);
    if (m_edges & Qt::BottomEdge)
        p.fillRect(0, height() - 1, width(), 1, t.g6);
    if (m_edges & Qt::LeftEdge)
        p.fillRect(0, 0, 1, height(), t.g6);
    if (m_edges & Qt::RightEdge)
        p.fillRect(width() - 1, 0, 1, height(), t.g6);
}

Label::Label(const QString &text, Text role, Tone tone, QWidget *parent)
    : QLabel(text, parent), m_role(role), m_tone(tone) {
    setTextFormat(Qt::PlainText);
    setFont(typeface(role));
    setTextInteractionFlags(Qt::NoTextInteraction);
    colour();
}

void Label::setTone(Tone tone) {
    m_tone = tone;
    colour();
}

void Label::setRole(Text role) {
    m_role = role;
    setFont(typeface(role));
}

Label *Label::elided() {
    m_elides = true;
    setProperty("elides", true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    return this;
}

Label *Label::wrapped() {
    setWordWrap(true);
    return this;
}

QSize Label::minimumSizeHint() const {
    QSize size = QLabel::minimumSizeHint();
    if (m_elides)
        size.setWidth(0);
    return size;
}

void Label::colour() {
    if (m_busy)
        return;
    m_busy = true;
    QPalette p = palette();
    p.setColor(QPalette::WindowText, theme().tone(m_tone));
    p.setColor(QPalette::Text, theme().tone(m_tone));
    p.setColor(QPalette::Disabled, QPalette::WindowText, theme().g7);
    setPalette(p);
    m_busy = false;
}

void Label::changeEvent(QEvent *event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::PaletteChange)
        colour();
}

void Label::paintEvent(QPaintEvent *event) {
    if (!m_elides || wordWrap()) {
        QLabel::paintEvent(event);
        return;
    }
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, width());
    if (shown != text() && contextMenuPolicy() != Qt::ActionsContextMenu) // offerWhole() has it
        setToolTip(plainTip(text()));
    QPainter p(this);
    p.setPen(
        palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::WindowText));
    p.drawText(rect(), int(alignment()) | Qt::TextSingleLine, shown);
}

QString shortDigests(const QString &text) {
    static const QRegularExpression digest(
        QStringLiteral("(?:\\bsha(?:256|512):)?\\b([0-9a-f]{4})[0-9a-f]{24,}([0-9a-f]{4})\\b"));
    QString out = text;
    return out.replace(digest, QStringLiteral("\\1…\\2"));
}

QString plainTip(const QString &text) {
    return Qt::mightBeRichText(text) ? Qt::convertFromPlainText(text, Qt::WhiteSpaceNormal) : text;
}

void offerWhole(QWidget *widget, const QString &whole) {
    widget->setToolTip(plainTip(whole));
    widget->setFocusPolicy(Qt::StrongFocus);
    widget->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *copy = new QAction(Label::tr("Copy"), widget);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    QObject::connect(copy, &QAction::triggered, widget,
                     [whole] { QGuiApplication::clipboard()->setText(whole); });
    widget->addAction(copy);
}

QPushButton *button(const QString &text, const QString &iconName, const char *variant) {
    auto *b = new QPushButton(text);
    if (!iconName.isEmpty())
        b->setIcon(icon(iconName));
    if (variant)
        b->setProperty("variant", QByteArray(variant));
    b->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    b->setAutoDefault(false);
    return b;
}

QToolButton *iconButton(const QString &iconName, const QString &name) {
    auto *b = new QToolButton;
    b->setIcon(icon(iconName));
    b->setIconSize({16, 16});
    b->setToolTip(name);
    b->setAccessibleName(name);
    b->setProperty("variant", QByteArray("tool"));
    b->setFocusPolicy(Qt::StrongFocus);
    return b;
}

QPushButton *chip(const QString &text, bool on) {
    QPushButton *b = button(text, {}, "chip");
    b->setCheckable(true);
    b->setChecked(on);
    return b;
}

namespace {
class Line : public QWidget {
public:
    Line(int w, int h) {
        if (w)
            setFixedWidth(w);
        if (h)
            setFixedHeight(h);
    }

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), theme().g6); }
};
} // namespace

QWidget *verticalLine(int height) {
    return new Line(1, height);
}
QWidget *horizontalLine() {
    return new Line(0, 1);
}

QHBoxLayout *row(int spacing) {
    auto *layout = new QHBoxLayout;
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spacing);
    return layout;
}

QVBoxLayout *column(int spacing) {
    auto *layout = new QVBoxLayout;
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spacing);
    return layout;
}

SectionBar::SectionBar(const QString &title, const QString &sub, QWidget *parent)
    : Surface(Ground::Surface, Qt::BottomEdge, parent),
      m_title(new Label(title, Text::Section, Tone::Title)),
      m_sub((new Label(sub, Text::Body, Tone::Hint))->elided()), m_layout(row(8)) {
    setFixedHeight(metric::toolBar);
    m_layout->setContentsMargins(metric::margin, 0, metric::margin, 0);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_sub, 1);
    setLayout(m_layout);
}

void SectionBar::setTitle(const QString &title) {
    m_title->setText(title);
}
void SectionBar::setSub(const QString &sub) {
    m_sub->setText(sub);
}
void SectionBar::add(QWidget *widget) {
    m_layout->addWidget(widget);
}

KeyValues::KeyValues(int keyWidth, QWidget *parent)
    : QWidget(parent), m_grid(new QGridLayout(this)) {
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnMinimumWidth(0, keyWidth);
    m_grid->setColumnStretch(1, 1);
}

void KeyValues::clear() {
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_rows = 0;
}

void KeyValues::add(const QString &key, const QString &value, bool mono, Tone tone) {
    auto *k = new Label(key, Text::Body, Tone::Hint);
    const QString shown = shortDigests(value);
    auto *v = (new Label(shown, mono || shown != value ? Text::Mono : Text::Body, tone))->elided();
    if (shown != value)
        offerWhole(v, value);
    k->setBuddy(v);
    v->setAccessibleName(key + QStringLiteral(": ") + value);
    m_grid->addWidget(k, m_rows, 0);
    m_grid->addWidget(v, m_rows, 1);
    ++m_rows;
}

PanelSection::PanelSection(const QString &title, QWidget *parent)
    : Surface(Ground::Surface, Qt::BottomEdge, parent),
      m_title(new Label(title, Text::Section, Tone::Title)), m_head(row()), m_body(column(6)) {
    auto *all = column(8);
    all->setContentsMargins(metric::margin, 12, metric::margin, 12);
    m_head->addWidget(m_title);
    m_head->addStretch();
    all->addLayout(m_head);
    all->addLayout(m_body);
    setLayout(all);
}

namespace {
QLocale g_locale(QLocale::English, QLocale::UnitedKingdom);
} // namespace

void setInterfaceLocale(const QLocale &locale) {
    g_locale = locale;
}
const QLocale &interfaceLocale() {
    return g_locale;
}

QString number(qint64 value) {
    QString digits = QString::number(std::abs(value));
    for (qsizetype i = digits.size() - 3; i > 0; i -= 3)
        digits.insert(i, QChar(0x2009)); // thin space
    return value < 0 ? QChar(0x2212) + digits : digits;
}

QString number(double value, int decimals) {
    QString text = QString::number(std::abs(value), 'f', decimals);
    text.replace(u'.', g_locale.decimalPoint());
    return value < 0 ? QChar(0x2212) + text : text;
}

QString bytes(qint64 value) {
    static constexpr const char *units[] = {"B", "kB", "MB", "GB", "TB"};
    double v = double(value);
    int unit = 0;
    while (v >= 1000 && unit < 4) {
        v /= 1000;
        ++unit;
    }
    return number(v, unit >= 3 && v < 100 ? 1 : 0) + QChar(0xa0) + QLatin1String(units[unit]);
}

QString duration(double seconds) {
    const auto space = QChar(0xa0);
    if (seconds < 10)
        return number(seconds, seconds < 1 ? 1 : 0) + space + u's';
    const qint64 s = qint64(std::llround(seconds));
    if (s < 60)
        return QString::number(s) + space + u's';
    if (s < 3600)
        return QString::number(s / 60) + space + QStringLiteral("min") + space +
               QString::number(s % 60) + space + u's';
    return QString::number(s / 3600) + space + u'h' + space + QString::number(s % 3600 / 60) +
           space + QStringLiteral("min");
}

QString date(const QDate &day) {
    return day.isValid() ? g_locale.toString(day, QStringLiteral("dd MMM yyyy")) : QString();
}

} // namespace lastra::gui
