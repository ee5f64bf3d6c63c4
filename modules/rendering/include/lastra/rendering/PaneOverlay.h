#pragma once
// What is written and drawn over a pane: corner texts, letters, ruler, crosshair, measurements and
// the permanent marks. Texts come translated from above; colours come from the theme.

#include "lastra/rendering/OrientationCube.h"

#include <QColor>
#include <QFont>
#include <QHash>
#include <QImage>
#include <QLineF>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <QStringList>

#include <array>
#include <optional>
#include <vector>

class QPainter;
class QPainterPath;

namespace lastra::rendering {

// Every plane has a colour and a dash of its own, so that colour is never the only carrier.
enum class LineStyle { Axial, Coronal, Sagittal };

struct CrosshairLine {
    QPointF centre;    // pane point of the crosshair; the line is gapped around it
    QPointF direction; // unit, pane
    LineStyle style = LineStyle::Axial;
};

enum class MarkShape { Length, Ellipse, Probe };

// A measurement in pane points.
struct Mark {
    MarkShape shape = MarkShape::Length;
    std::vector<QPointF> points; // length: 2; ellipse: centre and the two half-axis ends; probe: 1
    QString label;               // lines parted by \n
    bool selected = false;
};

struct Ruler {
    double pixelsPerMm = 0;
    QString source; // where its millimetres come from; a translated word
};

struct PaneColours {
    QColor text, strongText, letters, hint, axial, coronal, sagittal, measurement, warning, accent;
    [[nodiscard]] QColor of(LineStyle style) const;
};

struct PaneOverlay {
    QStringList topLeft, topRight, bottomLeft, bottomRight; // the first line of topLeft is bold
    QString planeName;                                      // under topLeft, with its line sample
    std::optional<LineStyle> planeStyle;
    std::array<QString, 4> letters; // left, right, top, bottom
    std::optional<Ruler> ruler;
    std::optional<VolumeCamera> cube; // how the patient is turned, at the top right
    std::vector<CrosshairLine> crosshair;
    std::optional<QPointF> cursor; // the keyboard's point: a small cross
    std::vector<Mark> marks;
    QString foot;         // NOT FOR DIAGNOSTIC USE
    QString simulated;    // SIMULATED, at the top left
    QStringList warnings; // LOSSY 12:1, PARTIAL 3/60 ...: above the bottom left texts
    bool texts = true;    // false: only the permanent marks
    bool active = false;  // the pane that has the keyboard: accent frame
};

// Keeps each text with its halo as a small picture. One per pane; one thread.
class OverlayPainter {
public:
    void paint(QPainter &painter, const PaneOverlay &overlay, QSizeF pane,
               const PaneColours &colours, const QFont &font);

private:
    struct Sprite {
        QImage image;
        QSizeF size; // logical, without the halo's margin
    };
    const Sprite &sprite(const QString &text, const QFont &font, const QColor &colour, qreal ratio);
    // Draws a line of text with its halo; at is the top left corner of the text.
    void text(QPainter &painter, const QString &text, const QFont &font, const QColor &colour,
              QPointF at, Qt::Alignment align);
    void corners(QPainter &painter, const PaneOverlay &overlay, QSizeF pane,
                 const PaneColours &colours, const QFont &font);
    struct Label {
        QRectF mark;
        QStringList lines;
    };
    static void drawMark(QPainter &painter, const Mark &mark, const QPainterPath &path,
                         const PaneColours &colours);
    void drawLabels(QPainter &painter, const std::vector<Label> &labels, QSizeF pane,
                    const PaneColours &colours, const QFont &font);
    void drawCube(QPainter &painter, const VolumeCamera &camera, QSizeF pane,
                  const PaneColours &colours, const QFont &font);
    void drawRuler(QPainter &painter, const Ruler &ruler, QSizeF pane, const PaneColours &colours,
                   const QFont &font);

    QHash<QString, Sprite> m_sprites;
    std::vector<QRectF> m_written; // boxes of the texts of this picture
};

[[nodiscard]] Qt::PenStyle penStyle(LineStyle style);
// Round length of a ruler, mm, that takes at most `space` pixels: 1, 2 or 5 times a power of ten.
[[nodiscard]] double rulerLength(double pixelsPerMm, double space);

} // namespace lastra::rendering
