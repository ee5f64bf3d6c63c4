#include "read/SlicePane.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>

namespace lastra::gui {
namespace {

constexpr int kWheelNotch = 120;

viewer::Button buttonOf(Qt::MouseButton button) {
    return button == Qt::LeftButton     ? viewer::Button::Left
           : button == Qt::MiddleButton ? viewer::Button::Middle
           : button == Qt::RightButton  ? viewer::Button::Right
                                        : viewer::Button::None;
}

} // namespace

SlicePane::SlicePane(viewer::Reading *reading, int pane, QWidget *parent)
    : QWidget(parent), m_reading(reading), m_pane(pane) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setObjectName(QStringLiteral("pane%1").arg(pane));
    setAccessibleName(tr("%1 pane").arg(PaneTexts::paneName(pane)));
}

void SlicePane::setTexts(const SeriesTexts &texts) {
    m_texts = texts;
    m_value.clear();
    update();
}

rendering::PaneOverlay SlicePane::overlay() const {
    rendering::PaneOverlay o = PaneTexts::overlay(*m_reading, m_pane, m_texts, devicePixelRatioF());
    QString value = m_value;
    if (value.isEmpty() && o.cursor)
        if (const auto there = m_reading->valueAt(m_pane, *o.cursor))
            value = PaneTexts::valueText(*there, m_reading->volume().unit());
    if (!value.isEmpty() && o.texts)
        o.bottomLeft.insert(0, value);
    o.active = m_reading->activePane() == m_pane && m_reading->shownPanes().size() > 1;
    return o;
}

void SlicePane::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    const bool moving = m_held != Qt::NoButton;
    m_renderer.paint(painter, m_reading->volume(), m_reading->view(m_pane), size(), moving,
                     m_reading->picture(m_pane));
    const rendering::PaneOverlay o = overlay();
    m_painter.paint(painter, o, size(), paneColours(), paneFont());
    const QString description =
        (o.topLeft + o.bottomLeft + o.bottomRight + o.warnings).join(QStringLiteral(", "));
    if (description != accessibleDescription())
        setAccessibleDescription(description);
}

void SlicePane::resizeEvent(QResizeEvent *) {
    m_reading->setPaneSize(m_pane, size());
}

viewer::PaneEvent SlicePane::eventAt(QPointF at, Qt::KeyboardModifiers modifiers,
                                     viewer::Button button) const {
    viewer::PaneEvent e;
    e.pane = m_pane;
    e.at = at;
    e.button = button;
    e.shift = modifiers & Qt::ShiftModifier;
    e.control = modifiers & Qt::ControlModifier;
    return e;
}

void SlicePane::mousePressEvent(QMouseEvent *event) {
    m_held = event->buttons();
    m_reading->press(eventAt(event->position(), event->modifiers(), buttonOf(event->button())));
}

void SlicePane::mouseMoveEvent(QMouseEvent *event) {
    m_reading->move(eventAt(event->position(), event->modifiers(), viewer::Button::None));
    if (event->buttons() == Qt::NoButton) {
        const auto value = m_reading->valueAt(m_pane, event->position());
        showValue(value ? PaneTexts::valueText(*value, m_reading->volume().unit()) : QString());
    }
}

void SlicePane::mouseReleaseEvent(QMouseEvent *event) {
    m_held = event->buttons();
    if (m_reading->release(
            eventAt(event->position(), event->modifiers(), buttonOf(event->button()))))
        Q_EMIT menuRequested(m_pane, event->globalPosition().toPoint());
    update();
}

void SlicePane::mouseDoubleClickEvent(QMouseEvent *event) {
    if (event->button() == Qt::LeftButton)
        m_reading->doubleClick(
            eventAt(event->position(), event->modifiers(), viewer::Button::Left));
}

void SlicePane::wheelEvent(QWheelEvent *event) {
    m_wheelRest += event->angleDelta().y();
    const int notches = m_wheelRest / kWheelNotch;
    m_wheelRest -= notches * kWheelNotch;
    if (notches)
        m_reading->wheel(eventAt(event->position(), event->modifiers(), viewer::Button::None),
                         notches, event->buttons() & Qt::LeftButton);
    event->accept();
}

void SlicePane::leaveEvent(QEvent *) {
    showValue({});
}

void SlicePane::focusInEvent(QFocusEvent *) {
    m_reading->setActivePane(m_pane);
}

void SlicePane::contextMenuEvent(QContextMenuEvent *event) {
    // A right drag zooms, so the mouse asks for the menu on release; here it is the keyboard.
    if (event->reason() == QContextMenuEvent::Keyboard)
        Q_EMIT menuRequested(m_pane, mapToGlobal(rect().center()));
    event->accept();
}

void SlicePane::showValue(const QString &text) {
    if (text == m_value)
        return;
    m_value = text;
    update(QRect(0, height() - 120, qMin(260, width()), 120));
}

} // namespace lastra::gui
