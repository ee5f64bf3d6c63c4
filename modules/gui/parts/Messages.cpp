#include "parts/Messages.h"

#include "theme/Icon.h"

#include <QAccessible>
#include <QDialog>
#include <QPainter>
#include <QVBoxLayout>

namespace lastra::gui {

namespace {
constexpr int kToastMs = 6000;

QString boldFirst(const QString &what, const QString &next) {
    return QStringLiteral("<b style=\"font-weight:600\">%1</b> %2")
        .arg(what.toHtmlEscaped(), next.toHtmlEscaped());
}

class StateIcon : public QWidget {
public:
    explicit StateIcon(GateState state) : m_state(state) { setFixedSize(14, 18); }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter p(this);
        paintGate(&p, QRectF(0, 2, 14, 14), m_state, theme().g4);
    }

private:
    GateState m_state;
};

GateState shapeOf(Status status) {
    switch (status) {
    case Status::Meets:
        return GateState::Open;
    case Status::Attention:
        return GateState::Acknowledge;
    case Status::Fails:
        return GateState::Shut;
    default:
        return GateState::Unknown;
    }
}

class IconLabel : public QWidget {
public:
    IconLabel(QString name, int size) : m_name(std::move(name)) { setFixedSize(size, size); }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter p(this);
        paintIcon(&p, rect(), m_name, theme().g8);
    }

private:
    QString m_name;
};
} // namespace

Banner::Banner(QWidget *parent)
    : QWidget(parent), m_text(new Label({}, Text::Body, Tone::Second)), m_button(button({})) {
    auto *layout = row(10);
    layout->setContentsMargins(40, 8, 12, 8);
    m_text->setTextFormat(Qt::RichText);
    m_text->setWordWrap(true);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button, 0, Qt::AlignTop);
    setLayout(layout);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(m_button, &QPushButton::clicked, this, &Banner::action);
    hide();
}

void Banner::say(Status status, const QString &what, const QString &next, const QString &action) {
    m_status = status;
    m_text->setText(boldFirst(what, next));
    m_button->setText(action);
    m_button->setVisible(!action.isEmpty());
    setAccessibleName(what + u' ' + next);
    setVisible(true);
    updateGeometry();
    update();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void Banner::paintEvent(QPaintEvent *) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const Theme &t = theme();
    p.setPen(QPen(t.g6, 1));
    p.setBrush(t.g4);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metric::radiusControl,
                      metric::radiusControl);
    p.setPen(Qt::NoPen);
    p.setBrush(t.state(m_status));
    p.drawRoundedRect(QRectF(0, 0, 3, height()), 1.5, 1.5);
    paintGate(&p, QRectF(16, 10, 14, 14), shapeOf(m_status), t.g4);
}

Toast::Toast(QWidget *window) : Surface(Ground::Raised, {}, window) {
    setObjectName(QStringLiteral("toast"));
    setCard(true);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kToastMs);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        hide();
        deleteLater();
        place(parentWidget());
    });
    m_timer.start();
}

Toast *Toast::popUp(QWidget *window, const QString &text, const QString &action,
                    std::function<void()> run) {
    auto *toast = new Toast(window);
    auto *layout = row(12);
    layout->setContentsMargins(14, 6, 8, 6);
    layout->addWidget(new StateIcon(GateState::Open));
    layout->addWidget(new Label(text));
    if (!action.isEmpty()) {
        QPushButton *doIt = button(action, {}, "quiet");
        layout->addWidget(doIt);
        connect(doIt, &QPushButton::clicked, toast, [toast, run = std::move(run)] {
            toast->m_timer.start(0);
            if (run)
                run();
        });
    }
    QToolButton *close = iconButton(QStringLiteral("close"), tr("Close"));
    layout->addWidget(close);
    connect(close, &QToolButton::clicked, toast, [toast] { toast->m_timer.start(0); });
    toast->setLayout(layout);
    toast->setAccessibleName(text);
    toast->adjustSize();
    QList<Toast *> open = window->findChildren<Toast *>(QString(), Qt::FindDirectChildrenOnly);
    while (open.size() > 2)
        delete open.takeFirst();
    place(window);
    toast->QWidget::show();
    toast->raise();
    QAccessibleEvent event(toast, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
    return toast;
}

void Toast::place(QWidget *window) {
    int bottom = window->height() - metric::drawer - 12;
    for (Toast *toast : window->findChildren<Toast *>(QString(), Qt::FindDirectChildrenOnly)) {
        if (toast->isHidden() && toast->m_timer.remainingTime() <= 0)
            continue;
        bottom -= toast->height();
        toast->move(window->width() - toast->width() - 16, bottom);
        bottom -= 8;
    }
}

void Toast::enterEvent(QEnterEvent *event) {
    m_timer.stop();
    Surface::enterEvent(event);
}

void Toast::leaveEvent(QEvent *event) {
    m_timer.start(kToastMs);
    Surface::leaveEvent(event);
}

EmptyPlace::EmptyPlace(const QString &iconName, const QString &title, const QString &advice,
                       QWidget *parent)
    : QWidget(parent), m_title(new Label(title, Text::Section, Tone::Title)),
      m_advice(new Label(advice, Text::Body, Tone::Second)), m_buttons(row(8)), m_icon(iconName) {
    auto *layout = column(4);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->addStretch();
    layout->addWidget(new IconLabel(iconName, 32), 0, Qt::AlignHCenter);
    layout->addSpacing(6);
    m_title->setAlignment(Qt::AlignCenter);
    m_advice->setAlignment(Qt::AlignCenter);
    m_advice->setWordWrap(true);
    layout->addWidget(m_title);
    layout->addWidget(m_advice);
    layout->addSpacing(10);
    auto *centred = row(8);
    centred->addStretch();
    centred->addLayout(m_buttons);
    centred->addStretch();
    layout->addLayout(centred);
    layout->addStretch();
    setLayout(layout);
}

void EmptyPlace::setWords(const QString &title, const QString &advice) {
    m_title->setText(title);
    m_advice->setText(advice);
}

QPushButton *EmptyPlace::addButton(const QString &text, const QString &iconName, bool primary) {
    QPushButton *b = button(text, iconName, primary ? "primary" : nullptr);
    m_buttons->addWidget(b);
    return b;
}

void ask(QWidget *parent, const QString &question, const QString &text, const QString &verb,
         bool danger, std::function<void(bool)> done) {
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(true);
    dialog->setWindowTitle(question);
    dialog->setFixedWidth(480);
    auto *layout = column(12);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget((new Label(question, Text::Inspector, Tone::Title))->wrapped());
    layout->addWidget((new Label(text, Text::Body, Tone::Second))->wrapped());
    auto *buttons = row(8);
    buttons->addStretch();
    QPushButton *cancel = button(QDialog::tr("Cancel")),
                *go = button(verb, {}, danger ? "danger" : "primary");
    buttons->addWidget(cancel);
    buttons->addWidget(go);
    layout->addLayout(buttons);
    dialog->setLayout(layout);
    (danger ? cancel : go)->setDefault(true);
    (danger ? cancel : go)->setFocus();
    QObject::connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    QObject::connect(go, &QPushButton::clicked, dialog, &QDialog::accept);
    QObject::connect(dialog, &QDialog::finished, dialog,
                     [done = std::move(done)](int result) { done(result == QDialog::Accepted); });
    dialog->open();
}

} // namespace lastra::gui
