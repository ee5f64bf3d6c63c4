#include "parts/StatusPill.h"

#include <QPaintEvent>

namespace lastra::gui {

StatusPill::StatusPill(QWidget *parent) : QAbstractButton(parent) {
    setProperty("variant", QByteArray("chip"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    setStatus(Status::Unknown, StatusWords::control(Status::Unknown));
}

void StatusPill::setStatus(Status status, const QString &word, const QString &tail) {
    m_status = status;
    setText(word);
    setAccessibleName(tail.isEmpty() ? word : word + QStringLiteral(", ") + tail);
    setToolTip(tail);
    updateGeometry();
    update();
}

void StatusPill::setLarge(bool large) {
    m_large = large;
    updateGeometry();
}

QSize StatusPill::sizeHint() const {
    return statusSize(m_status, text(), m_large);
}

void StatusPill::paintEvent(QPaintEvent *) {
    QPainter p(this);
    paintStatus(&p, rect(), m_status, text(), m_large);
}

GateDot::GateDot(QWidget *parent) : QWidget(parent) {
    setFixedSize(metric::gate, metric::gate);
}

void GateDot::setState(GateState state, const QString &accessibleName) {
    m_state = state;
    setAccessibleName(accessibleName);
    setToolTip(accessibleName);
    update();
}

void GateDot::paintEvent(QPaintEvent *) {
    QPainter p(this);
    paintGate(&p, rect(), m_state, theme().g3);
}

} // namespace lastra::gui
