#include "read/ReadToolBar.h"

#include "parts/Basic.h"
#include "theme/Icon.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace lastra::gui {
namespace {

// Tool in hand: selected ground and accent line; a switch that is on: pressed ground.
class ToolButton : public QToolButton {
public:
    ToolButton(QAction *action, bool isSwitch) : m_switch(isSwitch) {
        setDefaultAction(action);
        setFixedSize(28, 28);
        setFocusPolicy(Qt::TabFocus);
        setAccessibleName(action->text());
        setAccessibleDescription(action->statusTip());
        setAttribute(Qt::WA_Hover);
    }

protected:
    void paintEvent(QPaintEvent *) override {
        const Theme &t = theme();
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        const bool on = defaultAction()->isCheckable() && defaultAction()->isChecked();
        const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        p.setPen(on && !m_switch ? QPen(t.accent, 1) : QPen(Qt::NoPen));
        p.setBrush(on                            ? (m_switch ? t.g5 : t.selected)
                   : isDown()                    ? t.g5
                   : underMouse() && isEnabled() ? t.g4
                                                 : QColor(Qt::transparent));
        p.drawRoundedRect(box, metric::radiusControl, metric::radiusControl);
        const QRect icon((width() - 18) / 2, (height() - 18) / 2, 18, 18);
        defaultAction()->icon().paint(&p, icon, Qt::AlignCenter,
                                      !isEnabled() ? QIcon::Disabled
                                      : on         ? QIcon::Active
                                                   : QIcon::Normal,
                                      on ? QIcon::On : QIcon::Off);
    }

private:
    bool m_switch;
};

} // namespace

ReadToolBar::ReadToolBar(Commands *commands, viewer::Reading *reading, QWidget *parent)
    : QWidget(parent), m_commands(commands), m_reading(reading), m_layout(new QToolButton) {
    setFixedHeight(metric::toolBar);
    setAccessibleName(tr("Reading tools"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 0, 12, 0);
    layout->setSpacing(2);

    m_layout->setProperty("variant", "quiet");
    m_layout->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_layout->setPopupMode(QToolButton::InstantPopup);
    m_layout->setIcon(icon(QStringLiteral("layout")));
    m_layout->setFocusPolicy(Qt::TabFocus);
    m_layout->setAccessibleName(tr("Layout"));
    auto *menu = new QMenu(m_layout);
    menu->addAction(commands->action("read.layout.mpr"));
    menu->addAction(commands->action("read.layout.single"));
    m_layout->setMenu(menu);
    layout->addWidget(m_layout);

    const auto line = [layout] {
        layout->addSpacing(6);
        layout->addWidget(verticalLine());
        layout->addSpacing(6);
    };
    const auto add = [&](const char *id, bool isSwitch) {
        if (QAction *action = commands->action(id))
            layout->addWidget(new ToolButton(action, isSwitch));
    };
    line();
    for (const char *id :
         {"read.tool.window", "read.tool.pan", "read.tool.zoom", "read.tool.scroll"})
        add(id, false);
    line();
    for (const char *id :
         {"read.tool.length", "read.tool.ellipse", "read.tool.probe", "read.tool.crosshair"})
        add(id, false);
    line();
    for (const char *id : {"read.crosshair", "read.invert", "read.fit", "read.rotate.right"})
        add(id, true);
    line();
    for (const char *id : {"read.undo", "read.redo"})
        add(id, true);
    layout->addStretch();
    refresh();
}

void ReadToolBar::refresh() {
    const char *id =
        m_reading->layout() == viewer::Layout::Mpr ? "read.layout.mpr" : "read.layout.single";
    if (QAction *action = m_commands->action(id))
        m_layout->setText(action->text());
}

void ReadToolBar::paintEvent(QPaintEvent *) {
    QPainter p(this);
    p.fillRect(rect(), theme().g2);
    p.fillRect(QRect(0, height() - 1, width(), 1), theme().g6);
}

} // namespace lastra::gui
