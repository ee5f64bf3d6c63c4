#pragma once
// The 3-D pane: shows pictures a render thread makes, asks for coarse ones while turning and for a
// full one 120 ms after the last move. Where the machine has no 3-D it says so and why.

#include "lastra/rendering/VolumeRenderThread.h"
#include "lastra/viewer/Reading.h"
#include "read/PaneTexts.h"

#include <QImage>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>

namespace lastra::gui {

class VolumePane : public QWidget {
    Q_OBJECT
public:
    explicit VolumePane(viewer::Reading *reading, QWidget *parent = nullptr);
    ~VolumePane() override;

    void setTexts(const SeriesTexts &texts);
    void setSentence(std::function<QString(const core::Error &)> sentence);
    // Null while a series loads; the voxels must be complete.
    void setVolume(const imaging::Volume &volume);
    void setPreset(const QByteArray &id);
    [[nodiscard]] const QByteArray &preset() const { return m_preset; }
    // The last picture, device pixels; null before the first.
    [[nodiscard]] const QImage &picture() const { return m_picture.image; }
    [[nodiscard]] bool isStill() const { return !m_picture.image.isNull() && !m_picture.moving; }
    // Empty, or why there is no 3-D.
    [[nodiscard]] const QString &explanation() const { return m_explanation; }
    [[nodiscard]] rendering::PaneOverlay overlay() const; // what it says besides its picture
    [[nodiscard]] QSize sizeHint() const override { return {512, 512}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 120}; }

Q_SIGNALS:
    void drawn(bool still);
    void menuRequested(int pane, const QPoint &global);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void start();
    void ask(bool moving);
    void take(core::Result<rendering::VolumePicture> picture);

    viewer::Reading *m_reading;
    rendering::OverlayPainter m_painter;
    SeriesTexts m_texts;
    std::function<QString(const core::Error &)> m_sentence;
    imaging::Volume m_volume;
    bool m_handedOver = false; // the thread has this volume
    QByteArray m_chosen;       // by the person; empty: what suits the images
    QByteArray m_preset;       // in use: the chosen one where it suits the images
    rendering::VolumeCamera m_camera;
    rendering::VolumePicture m_picture;
    QString m_explanation;
    QTimer m_still;
    QPointF m_pressedAt, m_last;
    bool m_moved = false;
    bool m_first = true; // no picture of this volume yet
    double m_rate = 0;   // coarse pictures a second, smoothed
    std::unique_ptr<rendering::VolumeRenderThread> m_thread;
};

} // namespace lastra::gui
