// What standard controls look like.

#include "theme/LastraStyle.h"

#include "theme/Icon.h"
#include "theme/Theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStyleFactory>
#include <QStyleOption>
#include <QToolButton>

namespace lastra::gui {

namespace {

void roundRect(QPainter *p, const QRect &rect, double radius, const QColor &fill,
               const QColor &line) {
    p->save();
    p->setRenderHint(QPainter::Antialiasing);
    p->setPen(line.isValid() ? QPen(line, 1) : QPen(Qt::NoPen));
    p->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    p->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    p->restore();
}

struct ButtonLook {
    QColor fill, line, text;
    double radius = metric::radiusControl;
};

ButtonLook buttonLook(const QStyleOption *o, const QWidget *w) {
    const Theme &t = theme();
    const QByteArray v = LastraStyle::variant(w);
    const bool enabled = o->state & QStyle::State_Enabled, down = o->state & QStyle::State_Sunken;
    const bool hover = enabled && (o->state & QStyle::State_MouseOver),
               on = o->state & QStyle::State_On;
    if (v == "chip") {
        ButtonLook look{on      ? t.selected
                        : hover ? t.g4
                                : QColor(),
                        on ? t.accent : t.g6, on ? t.g11 : t.g9, o->rect.height() / 2.0};
        if (!enabled)
            look.text = t.g7;
        return look;
    }
    if (v == "tool") {
        const bool switched = w->property("switch").toBool();
        ButtonLook look{down ? t.g5 : hover ? t.g4 : QColor(), QColor(), t.g9};
        if (on)
            look = {switched ? t.g5 : t.selected, switched ? QColor() : t.accent, t.g11};
        if (!enabled)
            look.text = t.g7;
        return look;
    }
    if (v == "quiet")
        return {down ? t.g5 : hover ? t.g4 : QColor(), QColor(), enabled ? t.g9 : t.g7};
    if (v == "field") // the site button and the command field of the top bar
        return {down ? t.g5 : hover ? t.g4 : t.g3, t.g6, t.g10};
    if (!enabled)
        return {QColor(), t.g6, t.g7};
    if (v == "primary") {
        const QColor fill = down    ? mix(t.accent, t.g2, 0.18)
                            : hover ? mix(t.accent, t.g11, 0.12)
                                    : t.accent;
        return {fill, fill, t.onAccent};
    }
    if (v == "danger")
        return {down ? t.g5 : t.g4, t.fail, t.fail};
    return {down || on ? t.g5 : hover ? mix(t.g4, t.g5, 0.6) : t.g4, t.g7, t.g10};
}

void drawLabel(QPainter *p, const QRect &rect, const QIcon &labelIcon, int iconSize,
               const QString &text, const QColor &colour, bool bold, bool enabled, int gap) {
    QFont f = typeface(bold ? Text::Section : Text::BodyMedium);
    p->setFont(f);
    const QFontMetrics metrics(f);
    const QString shown = text;
    int width = metrics.size(Qt::TextShowMnemonic, shown).width();
    const int iconPart = labelIcon.isNull() ? 0 : iconSize + (text.isEmpty() ? 0 : gap);
    const int room = rect.width() - iconPart;
    const QString fits = width > room
                             ? metrics.elidedText(shown, Qt::ElideRight, room, Qt::TextShowMnemonic)
                             : shown;
    width = std::min(width, room);
    int x = rect.x() + (rect.width() - width - iconPart) / 2;
    if (!labelIcon.isNull()) {
        const qreal ratio = p->device()->devicePixelRatioF();
        const QRect place(x, rect.y() + (rect.height() - iconSize) / 2, iconSize, iconSize);
        QPixmap pixmap = labelIcon.pixmap(QSize(iconSize, iconSize), ratio,
                                          enabled ? QIcon::Normal : QIcon::Disabled);
        // Icons are drawn in the button's own text colour, so that they stay readable on accent.
        QPainter tint(&pixmap);
        tint.setCompositionMode(QPainter::CompositionMode_SourceIn);
        tint.fillRect(QRect(QPoint(0, 0), pixmap.size()), colour);
        tint.end();
        p->drawPixmap(place, pixmap);
        x += iconPart;
    }
    p->setPen(colour);
    p->drawText(QRect(x, rect.y(), width + 2, rect.height()),
                Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic, fits);
}

bool invalid(const QWidget *w) {
    return w && w->property("invalid").toBool();
}

} // namespace

LastraStyle::LastraStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

QByteArray LastraStyle::variant(const QWidget *widget) {
    return widget ? widget->property("variant").toByteArray() : QByteArray();
}

void LastraStyle::polish(QWidget *w) {
    QProxyStyle::polish(w);
    if (qobject_cast<QAbstractButton *>(w) || qobject_cast<QComboBox *>(w) ||
        qobject_cast<QLineEdit *>(w))
        w->setAttribute(Qt::WA_Hover);
}

void LastraStyle::drawPrimitive(PrimitiveElement e, const QStyleOption *o, QPainter *p,
                                const QWidget *w) const {
    const Theme &t = theme();
    const bool enabled = o->state & State_Enabled;
    switch (e) {
    case PE_PanelLineEdit:
    case PE_FrameLineEdit:
        if (w && (qobject_cast<QAbstractSpinBox *>(w->parentWidget()) ||
                  qobject_cast<QComboBox *>(w->parentWidget())))
            return;
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(o);
            frame && frame->lineWidth == 0)
            return;
        roundRect(p, o->rect, metric::radiusControl, t.g1,
                  invalid(w)                    ? t.fail
                  : (o->state & State_HasFocus) ? t.accent
                  : enabled                     ? t.g7
                                                : t.g6);
        return;
    case PE_FrameFocusRect:
        return; // drawn outside the control by FocusRing, inside rows by their delegate
    case PE_PanelButtonCommand:
    case PE_PanelButtonTool: {
        const ButtonLook look = buttonLook(o, w);
        roundRect(p, o->rect, look.radius, look.fill, look.line);
        return;
    }
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck: {
        const bool on = o->state & State_On;
        const QRect box(o->rect.x() + (o->rect.width() - 16) / 2,
                        o->rect.y() + (o->rect.height() - 16) / 2, 16, 16);
        roundRect(p, box, 3, on ? (enabled ? t.accent : t.g5) : t.g1,
                  on        ? (enabled ? t.accent : t.g6)
                  : enabled ? t.g7
                            : t.g6);
        if (on)
            paintIcon(p, box.adjusted(1, 1, -1, -1), QStringLiteral("check"),
                      enabled ? t.onAccent : t.g7);
        else if (o->state & State_NoChange)
            paintIcon(p, box.adjusted(1, 1, -1, -1), QStringLiteral("minus"), t.g9);
        return;
    }
    case PE_IndicatorRadioButton: {
        const QRect box(o->rect.x() + (o->rect.width() - 14) / 2,
                        o->rect.y() + (o->rect.height() - 14) / 2, 14, 14);
        p->save();
        p->setRenderHint(QPainter::Antialiasing);
        const bool on = o->state & State_On;
        p->setPen(QPen(on ? t.accent : enabled ? t.g7 : t.g6, 1));
        p->setBrush(on ? QBrush(t.accent) : QBrush(t.g1));
        p->drawEllipse(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5));
        if (on) {
            p->setPen(Qt::NoPen);
            p->setBrush(t.onAccent);
            p->drawEllipse(QRectF(box).center(), 2.5, 2.5);
        }
        p->restore();
        return;
    }
    case PE_PanelMenu:
    case PE_FrameMenu:
        p->fillRect(o->rect, t.g4);
        p->setPen(t.g6);
        p->setBrush(Qt::NoBrush);
        p->drawRect(o->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_PanelTipLabel:
        p->fillRect(o->rect, t.g4);
        p->setPen(t.g7);
        p->drawRect(o->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_Frame:
    case PE_FrameGroupBox:
    case PE_FrameTabWidget:
    case PE_FrameTabBarBase:
    case PE_FrameStatusBarItem:
        return; // areas are told apart by their ground and hairlines
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight: {
        const char *name = e == PE_IndicatorArrowDown   ? "down"
                           : e == PE_IndicatorArrowUp   ? "up"
                           : e == PE_IndicatorArrowLeft ? "left"
                                                        : "right";
        const int side = std::min({16, o->rect.width(), o->rect.height()});
        QRect place(0, 0, side, side);
        place.moveCenter(o->rect.center());
        paintIcon(p, place, QString::fromLatin1(name), enabled ? t.g9 : t.g7);
        return;
    }
    case PE_IndicatorBranch: {
        if (!(o->state & State_Children))
            return;
        QRect place(0, 0, 16, 16);
        place.moveCenter(o->rect.center());
        paintIcon(p, place,
                  (o->state & State_Open) ? QStringLiteral("down") : QStringLiteral("right"), t.g8);
        return;
    }
    case PE_PanelItemViewRow:
    case PE_PanelItemViewItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(o);
        if (item && (item->state & State_Selected))
            p->fillRect(o->rect, t.selected);
        else if (item && (item->state & State_MouseOver) && enabled)
            p->fillRect(o->rect, t.g4);
        return;
    }
    default:
        QProxyStyle::drawPrimitive(e, o, p, w);
    }
}

void LastraStyle::drawControl(ControlElement e, const QStyleOption *o, QPainter *p,
                              const QWidget *w) const {
    const Theme &t = theme();
    const bool enabled = o->state & State_Enabled;
    switch (e) {
    case CE_PushButtonBevel:
        drawPrimitive(PE_PanelButtonCommand, o, p, w);
        return;
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(o)) {
            const ButtonLook look = buttonLook(o, w);
            const bool chip = variant(w) == "chip";
            QRect rect = o->rect.adjusted(chip ? 6 : 8, 0, chip ? -6 : -8, 0);
            if (button->features & QStyleOptionButton::HasMenu) {
                paintIcon(p, QRect(rect.right() - 13, rect.y() + (rect.height() - 16) / 2, 16, 16),
                          QStringLiteral("down"), look.text);
                rect.adjust(0, 0, -20, 0);
            }
            if (chip) {
                p->setFont(typeface(Text::Small));
                p->setPen(look.text);
                p->drawText(
                    rect, Qt::AlignCenter | Qt::TextHideMnemonic,
                    p->fontMetrics().elidedText(button->text, Qt::ElideRight, rect.width() + 1));
                return;
            }
            drawLabel(p, rect, button->icon, 16, button->text, look.text, variant(w) == "primary",
                      enabled, 8);
        }
        return;
    case CE_ToolButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(o)) {
            const ButtonLook look = buttonLook(o, w);
            const int side =
                button->iconSize.width() > 0 ? std::min(button->iconSize.width(), 22) : 18;
            const bool onlyIcon = button->toolButtonStyle == Qt::ToolButtonIconOnly;
            drawLabel(p, o->rect,
                      button->toolButtonStyle == Qt::ToolButtonTextOnly ? QIcon() : button->icon,
                      side, onlyIcon ? QString() : button->text, look.text, false, enabled, 8);
        }
        return;
    case CE_ComboBoxLabel:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(o)) {
            QRect rect = subControlRect(CC_ComboBox, combo, SC_ComboBoxEditField, w);
            p->save();
            p->setFont(typeface(Text::Body));
            if (!combo->currentIcon.isNull()) {
                combo->currentIcon.paint(
                    p, QRect(rect.x(), rect.y() + (rect.height() - 16) / 2, 16, 16),
                    Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
                rect.adjust(24, 0, 0, 0);
            }
            if (!combo->editable) {
                p->setPen(enabled ? t.g10 : t.g7);
                p->drawText(
                    rect, Qt::AlignLeft | Qt::AlignVCenter,
                    p->fontMetrics().elidedText(combo->currentText, Qt::ElideRight, rect.width()));
            }
            p->restore();
        }
        return;
    case CE_CheckBoxLabel:
    case CE_RadioButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(o)) {
            p->setPen(enabled ? t.g10 : t.g7);
            p->setFont(typeface(Text::Body));
            p->drawText(o->rect,
                        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic | Qt::TextWordWrap,
                        button->text);
        }
        return;
    case CE_HeaderSection:
        p->fillRect(o->rect, t.g3);
        p->fillRect(QRect(o->rect.x(), o->rect.bottom(), o->rect.width(), 1), t.g6);
        return;
    case CE_HeaderEmptyArea:
        p->fillRect(o->rect, t.g3);
        p->fillRect(QRect(o->rect.x(), o->rect.bottom(), o->rect.width(), 1), t.g6);
        return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(o)) {
            p->setFont(typeface(Text::SmallMedium));
            p->setPen(t.g8);
            const QFontMetrics metrics(p->font());
            const bool sorted = header->sortIndicator != QStyleOptionHeader::None;
            QRect rect = o->rect;
            const bool right = header->textAlignment & Qt::AlignRight;
            if (sorted)
                rect.adjust(0, 0, -14, 0);
            const QString text = metrics.elidedText(header->text, Qt::ElideRight, rect.width() + 1);
            p->drawText(rect,
                        int(header->textAlignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter |
                            Qt::TextSingleLine,
                        text);
            if (sorted) {
                const int x =
                    right ? rect.right() + 2 : rect.x() + metrics.horizontalAdvance(text) + 4;
                paintIcon(p, QRect(x, rect.y() + (rect.height() - 12) / 2, 12, 12),
                          header->sortIndicator == QStyleOptionHeader::SortUp
                              ? QStringLiteral("up")
                              : QStringLiteral("down"),
                          t.g8);
            }
        }
        return;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(o)) {
            if (item->menuItemType == QStyleOptionMenuItem::Separator) {
                p->fillRect(QRect(o->rect.x() + 8, o->rect.center().y(), o->rect.width() - 16, 1),
                            t.g6);
                return;
            }
            if (enabled && (o->state & State_Selected))
                p->fillRect(o->rect.adjusted(4, 0, -4, 0), t.selected);
            const QColor text = !enabled ? t.g7 : (o->state & State_Selected) ? t.g11 : t.g10;
            const QRect place(o->rect.x() + 12, o->rect.y() + (o->rect.height() - 16) / 2, 16, 16);
            if (item->checked)
                paintIcon(p, place, QStringLiteral("check"), t.accent);
            else if (!item->icon.isNull())
                item->icon.paint(p, place, Qt::AlignCenter,
                                 enabled ? QIcon::Normal : QIcon::Disabled);
            const QStringList parts = item->text.split(u'\t');
            const QRect label = o->rect.adjusted(38, 0, -14, 0);
            p->setFont(typeface(Text::Body));
            p->setPen(text);
            p->drawText(label, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic,
                        parts.value(0));
            if (parts.size() > 1) {
                p->setFont(typeface(Text::MonoTiny));
                p->setPen(enabled ? t.g8 : t.g7);
                p->drawText(label, Qt::AlignRight | Qt::AlignVCenter, parts[1]);
            }
            if (item->menuItemType == QStyleOptionMenuItem::SubMenu)
                paintIcon(p, QRect(o->rect.right() - 20, place.y(), 16, 16),
                          QStringLiteral("right"), t.g8);
        }
        return;
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(o)) {
            const bool on = tab->state & State_Selected;
            if (!on && (tab->state & State_MouseOver))
                p->fillRect(o->rect, t.g4);
            p->fillRect(QRect(o->rect.x(), o->rect.bottom() - 1, o->rect.width(), 2),
                        on ? t.accent : QColor(Qt::transparent));
        }
        return;
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(o)) {
            p->setFont(typeface(Text::BodyMedium));
            p->setPen((tab->state & State_Selected) ? t.g11 : enabled ? t.g9 : t.g7);
            p->drawText(o->rect, Qt::AlignCenter | Qt::TextHideMnemonic, tab->text);
        }
        return;
    case CE_Splitter:
        if (o->state & State_Horizontal)
            p->fillRect(QRect(o->rect.center().x(), o->rect.y(), 1, o->rect.height()),
                        (o->state & State_MouseOver) ? t.g7 : t.g6);
        else
            p->fillRect(QRect(o->rect.x(), o->rect.center().y(), o->rect.width(), 1),
                        (o->state & State_MouseOver) ? t.g7 : t.g6);
        return;
    case CE_ProgressBarGroove:
    case CE_ProgressBarLabel:
        return;
    case CE_ProgressBarContents:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(o)) {
            const QRect track(o->rect.x(), o->rect.center().y() - 1, o->rect.width(), 4);
            roundRect(p, track, 2, t.g5, {});
            const double part = bar->maximum > bar->minimum ? double(bar->progress - bar->minimum) /
                                                                  (bar->maximum - bar->minimum)
                                                            : 0;
            if (part > 0)
                roundRect(p, QRect(track.x(), track.y(), std::max(4, int(part * track.width())), 4),
                          2, t.accent, {});
        }
        return;
    case CE_ShapedFrame:
        return;
    default:
        QProxyStyle::drawControl(e, o, p, w);
    }
}

void LastraStyle::drawComplexControl(ComplexControl c, const QStyleOptionComplex *o, QPainter *p,
                                     const QWidget *w) const {
    const Theme &t = theme();
    const bool enabled = o->state & State_Enabled;
    switch (c) {
    case CC_ComboBox:
        roundRect(p, o->rect, metric::radiusControl, t.g1,
                  (o->state & State_HasFocus) ? t.accent
                  : enabled                   ? t.g7
                                              : t.g6);
        paintIcon(p, QRect(o->rect.right() - 24, o->rect.y() + (o->rect.height() - 16) / 2, 16, 16),
                  QStringLiteral("down"), enabled ? t.g9 : t.g7);
        return;
    case CC_SpinBox: {
        roundRect(p, o->rect, metric::radiusControl, t.g1,
                  invalid(w)                    ? t.fail
                  : (o->state & State_HasFocus) ? t.accent
                  : enabled                     ? t.g7
                                                : t.g6);
        for (const auto sub : {SC_SpinBoxUp, SC_SpinBoxDown}) {
            QRect place = subControlRect(c, o, sub, w);
            QRect glyph(0, 0, 12, 12);
            glyph.moveCenter(place.center());
            if ((o->activeSubControls & sub) && (o->state & State_MouseOver))
                p->fillRect(place, t.g4);
            paintIcon(p, glyph, sub == SC_SpinBoxUp ? QStringLiteral("up") : QStringLiteral("down"),
                      enabled ? t.g9 : t.g7);
        }
        return;
    }
    case CC_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(o)) {
            drawPrimitive(PE_PanelButtonTool, o, p, w);
            QStyleOptionToolButton label = *button;
            const bool menu = button->features & QStyleOptionToolButton::HasMenu;
            label.rect = o->rect.adjusted(4, 0, menu ? -22 : -4, 0);
            drawControl(CE_ToolButtonLabel, &label, p, w);
            if (menu)
                paintIcon(
                    p,
                    QRect(o->rect.right() - 22, o->rect.y() + (o->rect.height() - 16) / 2, 16, 16),
                    QStringLiteral("down"), enabled ? t.g9 : t.g7);
        }
        return;
    case CC_ScrollBar:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(o)) {
            if (bar->minimum == bar->maximum)
                return;
            QRect handle = subControlRect(c, bar, SC_ScrollBarSlider, w);
            const bool active = (bar->activeSubControls & SC_ScrollBarSlider) &&
                                (bar->state & (State_MouseOver | State_Sunken));
            handle = bar->orientation == Qt::Vertical ? handle.adjusted(3, 2, -3, -2)
                                                      : handle.adjusted(2, 3, -2, -3);
            roundRect(p, handle, 2, active ? t.g7 : t.g6, {});
        }
        return;
    default:
        QProxyStyle::drawComplexControl(c, o, p, w);
    }
}

} // namespace lastra::gui
