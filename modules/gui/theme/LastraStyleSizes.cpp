// How large the parts of a control are and where they lie.

#include "theme/LastraStyle.h"

#include "theme/Icon.h"
#include "theme/Theme.h"

#include <QAbstractSpinBox>
#include <QStyleOption>

#include <algorithm>

namespace lastra::gui {

QRect LastraStyle::subControlRect(ComplexControl c, const QStyleOptionComplex *o, SubControl sub,
                                  const QWidget *w) const {
    if (c == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(o);
        if (bar && (sub == SC_ScrollBarAddLine || sub == SC_ScrollBarSubLine))
            return {};
        if (bar && sub == SC_ScrollBarGroove)
            return o->rect;
        if (bar) {
            const bool vertical = bar->orientation == Qt::Vertical;
            const int length = vertical ? o->rect.height() : o->rect.width();
            const qint64 range = qint64(bar->maximum) - bar->minimum;
            const int handle =
                range > 0
                    ? std::clamp(int(qint64(length) * bar->pageStep / (range + bar->pageStep)),
                                 std::min(24, length), length)
                    : length;
            const int at = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                                   length - handle, bar->upsideDown);
            const auto part = [&](int from, int size) {
                return vertical ? QRect(o->rect.x(), o->rect.y() + from, o->rect.width(), size)
                                : QRect(o->rect.x() + from, o->rect.y(), size, o->rect.height());
            };
            if (sub == SC_ScrollBarSlider)
                return part(at, handle);
            if (sub == SC_ScrollBarSubPage)
                return part(0, at);
            if (sub == SC_ScrollBarAddPage)
                return part(at + handle, length - at - handle);
        }
    }
    if (c == CC_ComboBox && sub == SC_ComboBoxEditField)
        return o->rect.adjusted(10, 0, -28, 0);
    return QProxyStyle::subControlRect(c, o, sub, w);
}

QRect LastraStyle::subElementRect(SubElement e, const QStyleOption *o, const QWidget *w) const {
    switch (e) {
    case SE_LineEditContents:
        if (w && w->parentWidget() && qobject_cast<QAbstractSpinBox *>(w->parentWidget()))
            return o->rect.adjusted(6, 0, 0, 0);
        return o->rect.adjusted(8, 0, -8, 0);
    case SE_HeaderLabel:
        return o->rect.adjusted(8, 0, -8, 0);
    case SE_HeaderArrow:
        return {};
    case SE_PushButtonContents:
        return o->rect;
    default:
        return QProxyStyle::subElementRect(e, o, w);
    }
}

QSize LastraStyle::sizeFromContents(ContentsType type, const QStyleOption *o, const QSize &size,
                                    const QWidget *w) const {
    const int control = metric::control();
    switch (type) {
    case CT_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(o)) {
            const QByteArray v = variant(w);
            if (v == "chip")
                return {QFontMetrics(typeface(Text::Small))
                                .size(Qt::TextShowMnemonic, button->text)
                                .width() +
                            20,
                        24};
            const QFontMetrics metrics(typeface(v == "primary" ? Text::Section : Text::BodyMedium));
            int width = button->text.isEmpty()
                            ? 0
                            : metrics.size(Qt::TextShowMnemonic, button->text).width() + 2;
            if (!button->icon.isNull())
                width += 16 + (button->text.isEmpty() ? 0 : 8);
            if (button->features & QStyleOptionButton::HasMenu)
                width += 20;
            return {width + (button->text.isEmpty() ? 12 : 24), control};
        }
        break;
    case CT_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(o)) {
            const bool text =
                button->toolButtonStyle != Qt::ToolButtonIconOnly && !button->text.isEmpty();
            int width = 0;
            if (text)
                width += QFontMetrics(typeface(Text::BodyMedium))
                             .size(Qt::TextShowMnemonic, button->text)
                             .width() +
                         16;
            if (!button->icon.isNull() && button->toolButtonStyle != Qt::ToolButtonTextOnly)
                width += 18 + (text ? 8 : 10);
            if (button->features & QStyleOptionToolButton::HasMenu)
                width += 20;
            return {std::max(control, width), control};
        }
        break;
    case CT_LineEdit:
        return {size.width() + 20, control};
    case CT_ComboBox:
        return {size.width() + 44, control};
    case CT_SpinBox:
        return {size.width() + 24, control};
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(o)) {
            if (item->menuItemType == QStyleOptionMenuItem::Separator)
                return {size.width(), 9};
            return {size.width() + 72, control};
        }
        break;
    case CT_TabBarTab:
        return {size.width() + 16, 36};
    case CT_HeaderSection:
        return {size.width(), metric::header};
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, o, size, w);
}

int LastraStyle::pixelMetric(PixelMetric m, const QStyleOption *o, const QWidget *w) const {
    switch (m) {
    case PM_SmallIconSize:
    case PM_ListViewIconSize:
    case PM_ButtonIconSize:
        return 16;
    case PM_ToolBarIconSize:
        return 18;
    case PM_LargeIconSize:
        return 32;
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollBarSliderMin:
        return 24;
    case PM_SplitterWidth:
        return 7;
    case PM_MenuPanelWidth:
    case PM_DefaultFrameWidth:
        return 1;
    case PM_MenuVMargin:
        return 4;
    case PM_MenuHMargin:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
    case PM_TabBarTabShiftVertical:
    case PM_ToolBarFrameWidth:
        return 0;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    case PM_HeaderMargin:
        return 8;
    case PM_TreeViewIndentation:
        return 20;
    default:
        return QProxyStyle::pixelMetric(m, o, w);
    }
}

int LastraStyle::styleHint(StyleHint h, const QStyleOption *o, const QWidget *w,
                           QStyleHintReturn *d) const {
    switch (h) {
    case SH_ToolTip_WakeUpDelay:
        return 350;
    case SH_Menu_SubMenuPopupDelay:
        return 120;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_UnderlineShortcut:
    case SH_ItemView_ShowDecorationSelected:
        return h == SH_ItemView_ShowDecorationSelected;
    case SH_ComboBox_Popup:
        return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 0;
    case SH_Widget_Animation_Duration:
        return 0;
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    case SH_FocusFrame_AboveWidget:
        return 1;
    default:
        return QProxyStyle::styleHint(h, o, w, d);
    }
}

QIcon LastraStyle::standardIcon(StandardPixmap pixmap, const QStyleOption *o,
                                const QWidget *w) const {
    switch (pixmap) {
    case SP_LineEditClearButton:
    case SP_DialogCloseButton:
    case SP_DialogCancelButton:
        return icon(QStringLiteral("close"));
    case SP_DirIcon:
    case SP_DirClosedIcon:
    case SP_DirOpenIcon:
    case SP_DialogOpenButton:
        return icon(QStringLiteral("folder"));
    case SP_FileIcon:
        return icon(QStringLiteral("document"));
    case SP_ToolBarHorizontalExtensionButton:
    case SP_ArrowForward:
        return icon(QStringLiteral("right"));
    case SP_ArrowBack:
    case SP_FileDialogBack:
        return icon(QStringLiteral("left"));
    case SP_FileDialogToParent:
        return icon(QStringLiteral("up"));
    case SP_FileDialogNewFolder:
        return icon(QStringLiteral("add"));
    case SP_FileDialogListView:
        return icon(QStringLiteral("layout"));
    case SP_FileDialogDetailedView:
        return icon(QStringLiteral("table"));
    case SP_DialogSaveButton:
        return icon(QStringLiteral("save"));
    case SP_DialogOkButton:
    case SP_DialogApplyButton:
        return icon(QStringLiteral("check"));
    case SP_ComputerIcon:
        return icon(QStringLiteral("computer"));
    case SP_DirHomeIcon:
        return icon(QStringLiteral("home"));
    default:
        return QProxyStyle::standardIcon(pixmap, o, w);
    }
}

} // namespace lastra::gui
