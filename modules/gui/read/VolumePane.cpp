#include "read/VolumePane.h"

#include "lastra/rendering/DisplayProbe.h"
#include "lastra/rendering/SliceView.h"
#include "parts/Basic.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lastra::gui {
namespace {

constexpr int kStillAfterMs = 120;
constexpr double kDegreesPerPixel = 0.5, kDegreesPerKey = 5;

} // namespace

VolumePane::VolumePane(viewer::Reading *reading, QWidget *parent)
    : QWidget(parent), m_reading(reading) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setObjectName(QStringLiteral("pane%1").arg(viewer::kVolume));
    setAccessibleName(tr("%1 pane").arg(PaneTexts::paneName(viewer::kVolume)));
    m_still.setSingleShot(true);
    m_still.setInterval(kStillAfterMs);
    connect(&m_still, &QTimer::timeout, this, [this] { ask(false); });
}

VolumePane::~VolumePane() {
    m_thread.reset(); // before the widget it delivers to
}

void VolumePane::setTexts(const SeriesTexts &texts) {
    m_texts = texts;
    update();
}

void VolumePane::setSentence(std::function<QString(const core::Error &)> sentence) {
    m_sentence = std::move(sentence);
}

void VolumePane::setVolume(const imaging::Volume &volume) {
    m_volume = volume;
    m_handedOver = false;
    m_picture = {};
    m_camera = {};
    m_explanation.clear();
    m_rate = 0;
    m_first = true;
    const bool hounsfield = volume.isNull() || volume.unit() == QLatin1String("HU");
    const bool suits =
        !m_chosen.isEmpty() && (hounsfield || !rendering::volumePreset(m_chosen).hounsfield);
    m_preset = suits ? m_chosen : rendering::defaultVolumePreset(hounsfield);
    if (m_thread && volume.isNull())
        m_thread->setVolume({});
    update();
    if (isVisible())
        start();
}

void VolumePane::setPreset(const QByteArray &id) {
    m_chosen = m_preset = id;
    ask(true);
    m_still.start();
    update();
}

// Only when the pane is seen: who stays in 2-D never pays for 3-D.
void VolumePane::start() {
    if (m_volume.isNull() || m_handedOver)
        return;
    const auto &display = rendering::display();
    if (display.surface == rendering::Surface::None) {
        take(core::fail(display.reason));
        return;
    }
    if (!m_thread)
        m_thread = std::make_unique<rendering::VolumeRenderThread>(
            [this](core::Result<rendering::VolumePicture> picture) {
                QMetaObject::invokeMethod(
                    this,
                    [this, picture = std::move(picture)]() mutable { take(std::move(picture)); },
                    Qt::QueuedConnection);
            });
    m_thread->setVolume(m_volume);
    m_handedOver = true;
    ask(true);
    m_still.start();
}

void VolumePane::ask(bool moving) {
    if (!m_thread || !m_handedOver || !isVisible())
        return;
    rendering::VolumeRequest request;
    const qreal ratio = devicePixelRatioF();
    request.size = {int(std::lround(width() * ratio)), int(std::lround(height() * ratio))};
    request.camera = m_camera;
    request.preset = m_preset;
    request.moving = moving;
    m_thread->request(request);
}

void VolumePane::take(core::Result<rendering::VolumePicture> picture) {
    if (!picture) {
        m_explanation =
            m_sentence ? m_sentence(picture.error()) : QString::fromLatin1(picture.error().code);
        setAccessibleDescription(m_explanation);
        update();
        return;
    }
    if (!m_handedOver)
        return; // of a series that is gone
    m_picture = std::move(*picture);
    m_picture.image.setDevicePixelRatio(devicePixelRatioF());
    // The first one also prepares the volume: no measure of speed.
    if (m_picture.moving && m_picture.milliseconds > 0 && !std::exchange(m_first, false)) {
        const double rate = 1000 / m_picture.milliseconds;
        m_rate = m_rate > 0 ? 0.7 * m_rate + 0.3 * rate : rate;
    }
    update();
    Q_EMIT drawn(!m_picture.moving);
}

rendering::PaneOverlay VolumePane::overlay() const {
    rendering::PaneOverlay o =
        PaneTexts::overlay(*m_reading, viewer::kVolume, m_texts, devicePixelRatioF());
    o.active = m_reading->activePane() == viewer::kVolume && m_reading->shownPanes().size() > 1;
    if (!m_explanation.isEmpty())
        return o;
    if (m_volume.isNull()) {
        if (!m_reading->volume().isNull())
            o.bottomLeft << tr("3-D follows when all images are here");
        return o;
    }
    if (!m_picture.image.isNull() && m_reading->facts().placed)
        o.cube = m_picture.camera;
    o.bottomLeft << QCoreApplication::translate("VolumePreset",
                                                rendering::volumePreset(m_preset).name);
    QString how = m_picture.surface == rendering::Surface::OffscreenGpu ? QStringLiteral("GPU")
                                                                        : QStringLiteral("CPU");
    if (m_picture.image.isNull())
        how += QStringLiteral("  ") + tr("drawing");
    else if (m_rate > 0)
        how += QStringLiteral("  ") + tr("%1 frames/s").arg(number(m_rate, 0));
    if (m_picture.halfVolume)
        how += QStringLiteral("  ") + tr("half resolution");
    o.bottomLeft << how;
    return o;
}

void VolumePane::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.fillRect(rect(), Qt::black);
    if (!m_picture.image.isNull()) {
        // A picture of the size before a resize is stretched until the next one comes.
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(QRectF(rect()), m_picture.image, QRectF(m_picture.image.rect()));
    }
    const rendering::PaneOverlay o = overlay();
    m_painter.paint(painter, o, size(), paneColours(), paneFont());
    if (m_explanation.isEmpty()) {
        QStringList said = o.topLeft + o.bottomLeft + o.bottomRight + o.warnings;
        if (o.cube)
            said << tr("Facing you: %1")
                        .arg(rendering::orientationLetters(rendering::axesOf(*o.cube).away));
        const QString description = said.join(QStringLiteral(", "));
        if (description != accessibleDescription())
            setAccessibleDescription(description);
    }
    if (!m_explanation.isEmpty()) {
        painter.setPen(paneColours().text);
        painter.setFont(paneFont());
        const int margin = std::max(24, width() / 6);
        painter.drawText(rect().adjusted(margin, 0, -margin, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         m_explanation);
    }
}

void VolumePane::resizeEvent(QResizeEvent *) {
    m_still.start();
}

void VolumePane::showEvent(QShowEvent *) {
    start();
    m_still.start();
}

void VolumePane::mousePressEvent(QMouseEvent *event) {
    m_pressedAt = m_last = event->position();
    m_moved = false;
    m_reading->setActivePane(viewer::kVolume);
}

void VolumePane::mouseMoveEvent(QMouseEvent *event) {
    const QPointF by = event->position() - m_last;
    m_last = event->position();
    if ((m_last - m_pressedAt).manhattanLength() > 3)
        m_moved = true;
    const auto held = event->buttons();
    const bool pan = (held & Qt::MiddleButton) ||
                     ((held & Qt::LeftButton) && (event->modifiers() & Qt::ShiftModifier));
    if (pan) {
        m_camera.panX += by.x() / height();
        m_camera.panY -= by.y() / height();
    } else if (held & Qt::RightButton) {
        m_camera.zoom = std::clamp(m_camera.zoom * std::exp(-by.y() / 200), 0.2, 20.0);
    } else if (held & Qt::LeftButton) {
        m_camera.azimuth = std::fmod(m_camera.azimuth - by.x() * kDegreesPerPixel, 360.0);
        m_camera.elevation =
            std::clamp(m_camera.elevation + by.y() * kDegreesPerPixel, -89.0, 89.0);
    } else {
        return;
    }
    m_still.stop();
    ask(true);
}

void VolumePane::mouseReleaseEvent(QMouseEvent *event) {
    if (event->button() == Qt::RightButton && !m_moved)
        Q_EMIT menuRequested(viewer::kVolume, event->globalPosition().toPoint());
    m_still.start();
}

void VolumePane::mouseDoubleClickEvent(QMouseEvent *event) {
    if (event->button() == Qt::LeftButton)
        m_reading->toggleMaximised(viewer::kVolume);
}

void VolumePane::wheelEvent(QWheelEvent *event) {
    m_camera.zoom =
        std::clamp(m_camera.zoom * std::pow(1.15, event->angleDelta().y() / 120.0), 0.2, 20.0);
    ask(true);
    m_still.start();
    event->accept();
}

bool VolumePane::event(QEvent *event) {
    // Ctrl and the arrows turn here; in the other panes they move the keyboard's point.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::ControlModifier && key->key() >= Qt::Key_Left &&
            key->key() <= Qt::Key_Down) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void VolumePane::keyPressEvent(QKeyEvent *event) {
    const bool turn = event->modifiers() & Qt::ControlModifier;
    if (turn && event->key() == Qt::Key_Left)
        m_camera.azimuth -= kDegreesPerKey;
    else if (turn && event->key() == Qt::Key_Right)
        m_camera.azimuth += kDegreesPerKey;
    else if (turn && event->key() == Qt::Key_Up)
        m_camera.elevation = std::min(89.0, m_camera.elevation + kDegreesPerKey);
    else if (turn && event->key() == Qt::Key_Down)
        m_camera.elevation = std::max(-89.0, m_camera.elevation - kDegreesPerKey);
    else {
        QWidget::keyPressEvent(event);
        return;
    }
    ask(true);
    m_still.start();
}

void VolumePane::focusInEvent(QFocusEvent *) {
    m_reading->setActivePane(viewer::kVolume);
}

void VolumePane::contextMenuEvent(QContextMenuEvent *event) {
    if (event->reason() == QContextMenuEvent::Keyboard)
        Q_EMIT menuRequested(viewer::kVolume, mapToGlobal(rect().center()));
    event->accept();
}

} // namespace lastra::gui
