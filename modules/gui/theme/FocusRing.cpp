#include "theme/LastraStyle.h"
#include "theme/Theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QPainter>

namespace lastra::gui {

namespace {

class Ring : public QWidget {
public:
    explicit Ring(QWidget *parent) : QWidget(parent) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
        setObjectName(QStringLiteral("focusRing"));
    }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(QPen(theme().accent, 2));
        const double radius = property("radius").toDouble();
        p.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), radius, radius);
    }
};

bool wantsRing(const QWidget *w) {
    return qobject_cast<const QAbstractButton *>(w) || qobject_cast<const QComboBox *>(w);
}

} // namespace

FocusRing::FocusRing(QObject *parent) : QObject(parent) {
    connect(qApp, &QApplication::focusChanged, this,
            [this](QWidget *, QWidget *now) { follow(now); });
}

void FocusRing::follow(QWidget *w) {
    if (m_target)
        m_target->removeEventFilter(this);
    delete m_ring;
    m_target = nullptr;
    if (!w || !wantsRing(w) || !w->window()->testAttribute(Qt::WA_KeyboardFocusChange) ||
        w->property("ownFocus").toBool())
        return;
    m_target = w;
    w->installEventFilter(this);
    m_ring = new Ring(w->window());
    m_ring->setProperty("radius", w->property("variant") == "chip" ? w->height() / 2.0 + 3
                                                                   : metric::radiusControl + 3.0);
    place();
    m_ring->show();
    m_ring->raise();
}

void FocusRing::place() {
    if (m_ring && m_target)
        m_ring->setGeometry(
            QRect(m_target->mapTo(m_target->window(), QPoint(0, 0)), m_target->size())
                .adjusted(-4, -4, 4, 4));
}

bool FocusRing::eventFilter(QObject *watched, QEvent *event) {
    if (watched == m_target && m_ring) {
        if (event->type() == QEvent::Move || event->type() == QEvent::Resize)
            place();
        else if (event->type() == QEvent::Hide)
            m_ring->hide();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace lastra::gui
