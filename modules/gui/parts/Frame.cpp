#include "parts/Frame.h"

#include "theme/Icon.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace lastra::gui {

namespace {

class IconBox : public QWidget {
public:
    IconBox(QString name, int size, QWidget *parent = nullptr)
        : QWidget(parent), m_name(std::move(name)) {
        setFixedSize(size, size);
    }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter p(this);
        paintIcon(&p, rect(), m_name, theme().g8);
    }

private:
    QString m_name;
};

// A tool button with a second, quieter text; the site and the account.
class TwoToneButton : public QToolButton {
public:
    TwoToneButton() {
        setPopupMode(InstantPopup);
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    }
    QString first, second, iconName;
    bool framed = true, showSecond = true, avatar = false;

    QSize sizeHint() const override {
        int width = framed ? 20 + 24 + 24 : 12 + 32;
        width += QFontMetrics(typeface(Text::BodyMedium)).horizontalAdvance(first);
        if (showSecond && !second.isEmpty())
            width += 8 + QFontMetrics(typeface(Text::Small)).horizontalAdvance(second);
        return {width, metric::control()};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override {
        const Theme &t = theme();
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        const bool hover = underMouse();
        if (framed || hover) {
            p.setPen(framed ? QPen(t.g6, 1) : QPen(Qt::NoPen));
            p.setBrush(isDown() ? t.g5 : hover ? t.g4 : t.g3);
            p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metric::radiusControl,
                              metric::radiusControl);
        }
        int x = framed ? 10 : 6;
        if (avatar) {
            const QRectF disc(x, (height() - 24) / 2.0, 24, 24);
            p.setPen(Qt::NoPen);
            p.setBrush(t.g5);
            p.drawEllipse(disc);
            QString initials;
            for (const QString &word : first.split(u' ', Qt::SkipEmptyParts).mid(0, 2))
                initials += word.at(0).toUpper();
            QFont small = typeface(Text::Tiny);
            small.setWeight(QFont::DemiBold);
            p.setFont(small);
            p.setPen(t.g10);
            p.drawText(disc, Qt::AlignCenter, initials);
            x += 32;
        } else {
            paintIcon(&p, QRect(x, (height() - 16) / 2, 16, 16), iconName, t.g10);
            x += 24;
        }
        p.setFont(framed ? typeface(Text::Body) : typeface(Text::Body));
        p.setPen(framed ? t.g10 : t.g9);
        const int width1 = p.fontMetrics().horizontalAdvance(first);
        p.drawText(QRect(x, 0, width1 + 2, height()), Qt::AlignVCenter, first);
        x += width1 + 8;
        if (showSecond && !second.isEmpty()) {
            p.setFont(framed ? typeface(Text::Small) : typeface(Text::Body));
            p.setPen(t.g8);
            p.drawText(QRect(x, 0, this->width() - x - (framed ? 28 : 0), height()),
                       Qt::AlignVCenter,
                       p.fontMetrics().elidedText(second, Qt::ElideRight,
                                                  this->width() - x - (framed ? 28 : 0)));
        }
        if (framed)
            paintIcon(&p, QRect(this->width() - 26, (height() - 16) / 2, 16, 16),
                      QStringLiteral("down"), t.g10);
    }
};

// The program's mark in its own colours; behind it the menu.
class BrandButton : public QToolButton {
public:
    BrandButton() {
        setPopupMode(InstantPopup);
        setFocusPolicy(Qt::StrongFocus);
    }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter p(this);
        if (underMouse() || isDown() || hasFocus())
            p.fillRect(rect(), isDown() ? theme().g5 : theme().g4);
        p.drawPixmap((width() - 24) / 2, (height() - 24) / 2,
                     iconPixmap(QStringLiteral("lastra"), 24, theme().g9, devicePixelRatioF()));
    }
};

class SearchField : public QPushButton {
public:
    SearchField() { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); }
    QSize sizeHint() const override { return {440, metric::control()}; }
    QSize minimumSizeHint() const override { return {160, metric::control()}; }

protected:
    void paintEvent(QPaintEvent *) override {
        const Theme &t = theme();
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(QPen(underMouse() ? t.g7 : t.g6, 1));
        p.setBrush(t.g1);
        p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metric::radiusControl,
                          metric::radiusControl);
        paintIcon(&p, QRect(10, (height() - 16) / 2, 16, 16), QStringLiteral("search"), t.g8);
        p.setFont(typeface(Text::MonoTiny));
        const QString key = QStringLiteral("Ctrl K");
        const int keyWidth = p.fontMetrics().horizontalAdvance(key) + 12;
        const QRectF cap(width() - keyWidth - 6.5, (height() - 17) / 2 + 0.5, keyWidth, 17);
        p.setPen(QPen(t.g6, 1));
        p.setBrush(t.g3);
        p.drawRoundedRect(cap, metric::radiusKey, metric::radiusKey);
        p.setPen(t.g9);
        p.drawText(cap, Qt::AlignCenter, key);
        p.setFont(typeface(Text::Body));
        p.setPen(t.g8);
        const int room = width() - 34 - keyWidth - 14;
        p.drawText(QRect(34, 0, room, height()), Qt::AlignVCenter,
                   p.fontMetrics().elidedText(text(), Qt::ElideRight, room));
    }

private:
};

class RailItem : public QAbstractButton {
public:
    RailItem(QString iconName, const QString &text, bool foot)
        : m_icon(std::move(iconName)), m_height(foot ? 52 : metric::railItem) {
        setText(text);
        setCheckable(true);
        setAutoExclusive(true);
        setAccessibleName(text);
        setFocusPolicy(Qt::TabFocus);
        setMouseTracking(true);
        setAttribute(Qt::WA_Hover);
        setProperty("ownFocus", true);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override { return {metric::railWidth, narrow ? 48 : m_height}; }
    bool narrow = false;

protected:
    void paintEvent(QPaintEvent *) override {
        const Theme &t = theme();
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        const bool on = isChecked();
        if (underMouse() && !on)
            p.fillRect(rect(), t.g3);
        if (on) {
            p.setPen(Qt::NoPen);
            p.setBrush(t.accent);
            p.drawRoundedRect(QRectF(-2, 10, 5, height() - 20), 2, 2);
        }
        const int iconTop = narrow ? (height() - 22) / 2 : (height() - 22 - 5 - 14) / 2;
        paintIcon(&p, QRect((width() - 22) / 2, iconTop, 22, 22), m_icon, on ? t.accent : t.g8);
        if (!narrow) {
            p.setFont(typeface(Text::Tiny));
            p.setPen(on ? t.g11 : t.g8);
            p.drawText(QRect(0, iconTop + 27, width(), 14), Qt::AlignCenter, text());
        }
        if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
            p.setPen(QPen(t.accent, 2));
            p.setBrush(Qt::NoBrush);
            p.drawRoundedRect(QRectF(rect()).adjusted(4, 2, -4, -2), metric::radiusControl,
                              metric::radiusControl);
        }
    }

private:
    QString m_icon;
    int m_height;
};

class StepItem : public QAbstractButton {
public:
    enum State { Later, Now, Done };
    StepItem(int numberOf, const QString &text) : m_number(numberOf) {
        setText(text);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    void set(State state, bool reachable) {
        m_state = state;
        setEnabled(reachable);
        setFocusPolicy(reachable ? Qt::TabFocus : Qt::NoFocus);
        static const char *words[] = {QT_TRANSLATE_NOOP("lastra::gui::Stepper", "to come"),
                                      QT_TRANSLATE_NOOP("lastra::gui::Stepper", "now"),
                                      QT_TRANSLATE_NOOP("lastra::gui::Stepper", "done")};
        setAccessibleName(
            QStringLiteral("%1. %2, %3").arg(m_number).arg(text(), Stepper::tr(words[state])));
        setToolTip(text());
        updateGeometry();
        update();
    }
    void setWordless(bool wordless) {
        m_wordless = wordless;
        updateGeometry();
        update();
    }
    int fullWidth() const {
        return 28 + QFontMetrics(typeface(Text::Section)).horizontalAdvance(text()) + 2;
    }
    QSize sizeHint() const override {
        return {m_wordless && m_state != Now ? 20 : fullWidth(), 28};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override {
        const Theme &t = theme();
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        const QRectF disc(0.5, (height() - 20) / 2.0 + 0.5, 19, 19);
        p.setPen(QPen(m_state == Done ? t.ok : m_state == Now ? t.accent : t.g7, 1));
        p.setBrush(m_state == Now ? QBrush(t.accent) : QBrush(Qt::NoBrush));
        p.drawEllipse(disc);
        if (m_state == Done) {
            paintStatusShape(&p, QRectF(disc.center().x() - 5, disc.center().y() - 5, 10, 10),
                             Status::Meets, t.ok);
        } else {
            QFont f = typeface(Text::Tiny);
            f.setWeight(QFont::DemiBold);
            p.setFont(f);
            p.setPen(m_state == Now ? t.onAccent : t.g8);
            p.drawText(disc, Qt::AlignCenter, QString::number(m_number));
        }
        if (m_wordless && m_state != Now)
            return;
        p.setFont(typeface(m_state == Now ? Text::Section : Text::Body));
        p.setPen(m_state == Now ? t.g11 : m_state == Done ? t.g9 : t.g8);
        p.drawText(rect().adjusted(28, 0, 0, 0), Qt::AlignVCenter, text());
    }

private:
    int m_number;
    State m_state = Later;
    bool m_wordless = false;
};

} // namespace

PageHeader::PageHeader(const QString &title, QWidget *parent)
    : Surface(Ground::Window, Qt::BottomEdge, parent),
      m_title(new Label(title, Text::Page, Tone::Title)),
      m_where(new Label({}, Text::Body, Tone::Hint)),
      m_last((new Label({}, Text::Body, Tone::Second))->elided()),
      m_note((new Label({}, Text::Body, Tone::Hint))->elided()),
      m_chevron(new IconBox(QStringLiteral("right"), 16)), m_layout(row(12)),
      m_more(iconButton(QStringLiteral("down"), tr("More"))), m_menu(new QMenu(this)) {
    setFixedHeight(metric::pageHeader);
    m_layout->setContentsMargins(metric::margin, 0, metric::margin, 0);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_where);
    m_layout->addWidget(m_chevron);
    m_layout->addWidget(m_last);
    m_layout->addWidget(m_note, 1);
    m_layout->addWidget(m_more);
    m_more->setMenu(m_menu);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->hide();
    m_where->hide();
    m_chevron->hide();
    setLayout(m_layout);
}

void PageHeader::setWhere(const QStringList &parts) {
    m_where->setText(parts.size() > 1 ? parts.mid(0, parts.size() - 1).join(QStringLiteral(" › "))
                                      : QString());
    m_where->setVisible(parts.size() > 1);
    m_chevron->setVisible(parts.size() > 1);
    m_last->setText(parts.isEmpty() ? QString() : parts.last());
}

void PageHeader::setNote(const QString &note) {
    m_note->setText(note);
}

void PageHeader::addWidget(QWidget *widget) {
    m_layout->insertWidget(m_layout->indexOf(m_more), widget);
}

QPushButton *PageHeader::addCommand(QAction *action, const char *variant) {
    QPushButton *b = button(action->text(), {}, variant);
    b->setObjectName(action->objectName());
    const auto sync = [b, action] {
        b->setText(action->text());
        b->setIcon(action->icon());
        b->setEnabled(action->isEnabled());
        b->setToolTip(action->toolTip());
    };
    sync();
    connect(action, &QAction::changed, b, sync);
    connect(b, &QPushButton::clicked, action, &QAction::trigger);
    m_layout->addWidget(b);
    if (QByteArrayView(variant) != "primary")
        m_secondary.emplace_back(b, action);
    return b;
}

void PageHeader::resizeEvent(QResizeEvent *event) {
    Surface::resizeEvent(event);
    fit();
}
void PageHeader::showEvent(QShowEvent *event) {
    Surface::showEvent(event);
    fit();
}

void PageHeader::fit() {
    int need = 2 * metric::margin;
    for (int i = 0; i < m_layout->count(); ++i) {
        QWidget *w = m_layout->itemAt(i)->widget();
        const bool secondary = std::any_of(m_secondary.begin(), m_secondary.end(),
                                           [w](const auto &s) { return s.first == w; });
        if (!w || w == m_more || (!w->isVisibleTo(this) && !secondary))
            continue;
        need += (w == m_last || w == m_note) ? std::min(w->sizeHint().width(), 160)
                                             : w->sizeHint().width();
        need += 12;
    }
    const bool fold = need > width() && !m_secondary.empty();
    for (const auto &[b, action] : m_secondary)
        b->setVisible(!fold);
    m_menu->clear();
    if (fold)
        for (const auto &s : m_secondary)
            m_menu->addAction(s.second);
    m_more->setVisible(fold);
}

TopBar::TopBar(QWidget *parent)
    : Surface(Ground::Window, Qt::BottomEdge, parent), m_site(new TwoToneButton),
      m_account(new TwoToneButton), m_search(new SearchField),
      m_session((new Label({}, Text::Body, Tone::Second))), m_sites(new QMenu(this)),
      m_accountMenu(new QMenu(this)) {
    setFixedHeight(metric::topBar);
    auto *layout = row(12);
    layout->setContentsMargins(0, 0, 12, 0);
    m_brand = new BrandButton;
    m_brand->setAccessibleName(tr("Menu"));
    m_brand->setToolTip(tr("Menu (F10)"));
    m_brand->setFixedSize(metric::railWidth, metric::topBar);
    m_brand->setMenu(new QMenu(this));
    m_brand->setPopupMode(QToolButton::InstantPopup);
    layout->addWidget(m_brand);
    layout->addWidget(new Label(QStringLiteral("Lastra"), Text::Section, Tone::Title));
    layout->addWidget(verticalLine());
    m_site->setMenu(m_sites);
    layout->addWidget(m_site);
    m_search->setText(tr("Search or run a command"));
    m_search->setAccessibleName(m_search->text());
    m_search->setToolTip(m_search->text() + QStringLiteral(" (Ctrl+K)"));
    m_search->setMaximumWidth(440);
    connect(m_search, &QPushButton::clicked, this, &TopBar::searchRequested);
    layout->addStretch(1);
    layout->addWidget(m_search, 1000);
    layout->addStretch(1);
    auto *lock = row(8);
    lock->addWidget(new IconBox(QStringLiteral("lock"), 16));
    lock->addWidget(m_session);
    layout->addLayout(lock);
    layout->addWidget(verticalLine());
    auto *account = static_cast<TwoToneButton *>(m_account);
    account->framed = false;
    account->avatar = true;
    m_account->setMenu(m_accountMenu);
    layout->addWidget(m_account);
    setLayout(layout);
}

void TopBar::setSite(const QString &name, const QString &residency, const QString &iconName) {
    auto *b = static_cast<TwoToneButton *>(m_site);
    b->first = name;
    b->second = residency;
    b->iconName = iconName;
    b->setAccessibleName(residency.isEmpty()
                             ? tr("Site: %1").arg(name)
                             : tr("Site: %1, data stays in %2").arg(name, residency));
    b->setToolTip(b->accessibleName());
    b->updateGeometry();
    b->update();
}

void TopBar::setSites(const QList<QAction *> &actions) {
    m_sites->clear();
    m_sites->addActions(actions);
}

void TopBar::setCommands(const Commands *commands) {
    connect(m_brand->menu(), &QMenu::aboutToShow, commands, [this, commands] {
        m_brand->menu()->clear();
        QHash<QString, QMenu *> groups;
        for (const Command &command : commands->all()) {
            QMenu *&group = groups[command.group];
            if (!group)
                group = m_brand->menu()->addMenu(command.group);
            group->addAction(commands->action(command.id));
        }
    });
}

void TopBar::openMenu() {
    m_brand->showMenu();
}

void TopBar::setSession(const QString &words, bool attention) {
    m_session->setText(words);
    m_session->setTone(attention ? Tone::Attention : Tone::Second);
}

void TopBar::setAccount(const QString &name, const QString &role, const QList<QAction *> &actions) {
    auto *b = static_cast<TwoToneButton *>(m_account);
    b->first = name;
    b->second = role;
    b->setAccessibleName(tr("Account: %1, %2").arg(name, role));
    m_accountMenu->clear();
    m_accountMenu->addActions(actions);
    b->updateGeometry();
    b->update();
}

void TopBar::setCompact(bool compact) {
    m_brand->setFixedWidth(compact ? metric::railNarrow : metric::railWidth);
    auto *b = static_cast<TwoToneButton *>(m_account);
    b->showSecond = !compact;
    b->updateGeometry();
}

Rail::Rail(QWidget *parent) : Surface(Ground::Window, Qt::RightEdge, parent), m_layout(column(0)) {
    setFixedWidth(metric::railWidth);
    m_layout->setContentsMargins(0, 8, 1, 8);
    m_layout->addStretch();
    setLayout(m_layout);
    setAccessibleName(tr("Places"));
}

void Rail::add(const QString &iconName, const QString &text, const QKeySequence &key, bool foot) {
    auto *item = new RailItem(iconName, text, foot);
    const int place = int(m_items.size());
    item->setToolTip(key.isEmpty() ? text
                                   : QStringLiteral("%1 (%2)").arg(
                                         text, key.toString(QKeySequence::NativeText)));
    m_items.push_back(item);
    if (foot)
        m_layout->addWidget(item);
    else
        m_layout->insertWidget(place, item);
    connect(item, &QAbstractButton::clicked, this, [this, place] { Q_EMIT chosen(place); });
}

void Rail::setCurrent(int place) {
    m_items[size_t(place)]->setChecked(true);
}

int Rail::current() const {
    for (size_t i = 0; i < m_items.size(); ++i)
        if (m_items[i]->isChecked())
            return int(i);
    return -1;
}

void Rail::setNarrow(bool narrow) {
    setFixedWidth(narrow ? metric::railNarrow : metric::railWidth);
    for (QAbstractButton *b : m_items) {
        static_cast<RailItem *>(b)->narrow = narrow;
        b->updateGeometry();
        b->update();
    }
}

void Rail::keyPressEvent(QKeyEvent *event) {
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    if (!step)
        return Surface::keyPressEvent(event);
    for (size_t i = 0; i < m_items.size(); ++i) {
        if (!m_items[i]->hasFocus())
            continue;
        const int to = int(i) + step;
        if (to >= 0 && to < int(m_items.size()))
            m_items[size_t(to)]->setFocus(Qt::TabFocusReason);
        return;
    }
}

Stepper::Stepper(const QStringList &steps, QWidget *parent) : QWidget(parent) {
    auto *layout = row(20);
    for (int i = 0; i < steps.size(); ++i) {
        auto *item = new StepItem(i + 1, steps[i]);
        m_steps.push_back(item);
        layout->addWidget(item);
        connect(item, &QAbstractButton::clicked, this, [this, i] { Q_EMIT chosen(i); });
    }
    setLayout(layout);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setNow(0);
}

void Stepper::setNow(int now, int reachable) {
    m_now = now;
    for (int i = 0; i < int(m_steps.size()); ++i)
        static_cast<StepItem *>(m_steps[size_t(i)])
            ->set(i < now    ? StepItem::Done
                  : i == now ? StepItem::Now
                             : StepItem::Later,
                  i <= std::max(now, reachable));
}

} // namespace lastra::gui
