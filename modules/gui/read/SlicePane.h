#pragma once
// One pane of slices: paints what its presenter says, turns mouse and wheel into pane events.

#include "lastra/rendering/SliceRenderer.h"
#include "lastra/viewer/Reading.h"
#include "read/PaneTexts.h"

#include <QTimer>
#include <QWidget>

#include <optional>

namespace lastra::gui {

class SlicePane : public QWidget {
    Q_OBJECT
public:
    SlicePane(viewer::Reading *reading, int pane, QWidget *parent = nullptr);

    void setTexts(const SeriesTexts &texts);
    [[nodiscard]] int pane() const { return m_pane; }
    // What the pane says besides its picture: also its accessible description.
    [[nodiscard]] rendering::PaneOverlay overlay() const;
    [[nodiscard]] QSize sizeHint() const override { return {512, 512}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 120}; }

Q_SIGNALS:
    void menuRequested(int pane, const QPoint &global);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    [[nodiscard]] viewer::PaneEvent eventAt(QPointF at, Qt::KeyboardModifiers modifiers,
                                            viewer::Button button) const;
    void showValue(const QString &text);

    viewer::Reading *m_reading;
    int m_pane;
    rendering::SliceRenderer m_renderer;
    rendering::OverlayPainter m_painter;
    SeriesTexts m_texts;
    QString m_value; // under the pointer
    int m_wheelRest = 0;
    Qt::MouseButtons m_held;
};

} // namespace lastra::gui
