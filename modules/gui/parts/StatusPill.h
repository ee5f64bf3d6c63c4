#pragma once
// The widgets of a state: a pill that may be clicked for the controls under it, and the five gate
// dots.

#include "theme/StatusPaint.h"

#include <QAbstractButton>

namespace lastra::gui {

class StatusPill : public QAbstractButton {
    Q_OBJECT
public:
    explicit StatusPill(QWidget *parent = nullptr);
    // tail: what goes with the state ("ethics approval ends in 3 days"), for screen readers.
    void setStatus(Status status, const QString &word, const QString &tail = {});
    void setLarge(bool large);
    [[nodiscard]] Status status() const { return m_status; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Status m_status = Status::Unknown;
    bool m_large = false;
};

class GateDot : public QWidget {
    Q_OBJECT
public:
    explicit GateDot(QWidget *parent = nullptr);
    void setState(GateState state, const QString &accessibleName);
    [[nodiscard]] GateState state() const { return m_state; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    GateState m_state = GateState::NotAsked;
};

} // namespace lastra::gui
