#pragma once
// The look of all standard widgets: a proxy over Fusion that reads theme(). A widget may carry
// the property "variant": primary, quiet, danger, chip, tool.

#include <QPointer>
#include <QProxyStyle>

namespace lastra::gui {

class LastraStyle : public QProxyStyle {
    Q_OBJECT
public:
    LastraStyle();
    [[nodiscard]] static QByteArray variant(const QWidget *widget);

    void polish(QWidget *widget) override;
    using QProxyStyle::polish;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                            QPainter *painter, const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl sub,
                         const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option,
                         const QWidget *widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option,
                    const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override;
    QIcon standardIcon(StandardPixmap pixmap, const QStyleOption *option,
                       const QWidget *widget) const override;
};

// The 2 px accent ring outside a 2 px gap, around whichever control the keyboard is on.
class FocusRing : public QObject {
    Q_OBJECT
public:
    explicit FocusRing(QObject *parent);

private:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void follow(QWidget *widget);
    void place();
    QPointer<QWidget> m_target, m_ring;
};

} // namespace lastra::gui
