#include "lastra/rendering/PaneOverlay.h"

#include "lastra/rendering/LabelPlaces.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QTransform>

#include <algorithm>
#include <cmath>

namespace lastra::rendering {
namespace {

constexpr double kEdge = 10, kTop = 8, kGap = 45, kHaloMargin = 2;
constexpr int kMaxSprites = 300;
const QColor kHalo(0, 0, 0, 210);

QPen dashed(const QColor &colour, double width, LineStyle style) {
    QPen pen(colour, width);
    pen.setCapStyle(Qt::FlatCap);
    if (style == LineStyle::Coronal)
        pen.setDashPattern({7 / width, 4 / width});
    else if (style == LineStyle::Sagittal)
        pen.setDashPattern({2 / width, 4 / width});
    return pen;
}

// Both halves of an endless line through the centre, clipped to the pane, without the middle.
void gappedLine(QPainter &painter, const CrosshairLine &line, QSizeF pane) {
    const double reach = pane.width() + pane.height();
    const double gap = std::min(kGap, 0.12 * std::min(pane.width(), pane.height()));
    for (const double sign : {-1.0, 1.0})
        painter.drawLine(QLineF(line.centre + line.direction * (sign * gap),
                                line.centre + line.direction * (sign * reach)));
}

QPainterPath markPath(const Mark &mark) {
    QPainterPath path;
    if (mark.shape == MarkShape::Length && mark.points.size() == 2) {
        const QPointF a = mark.points[0], b = mark.points[1];
        path.moveTo(a);
        path.lineTo(b);
        const QLineF line(a, b);
        if (line.length() > 0) {
            const QPointF across = QPointF(-line.dy(), line.dx()) / line.length() * 5;
            for (const QPointF &end : {a, b}) {
                path.moveTo(end - across);
                path.lineTo(end + across);
            }
        }
    } else if (mark.shape == MarkShape::Ellipse && mark.points.size() == 3) {
        const QPointF c = mark.points[0], u = mark.points[1] - c, v = mark.points[2] - c;
        QPainterPath unit;
        unit.addEllipse(QPointF(0, 0), 1, 1);
        path = QTransform(u.x(), u.y(), v.x(), v.y(), c.x(), c.y()).map(unit);
    } else if (mark.shape == MarkShape::Probe && !mark.points.empty()) {
        const QPointF c = mark.points[0];
        path.addEllipse(c, 2.5, 2.5);
        for (const QPointF &d : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
            path.moveTo(c + d * 5);
            path.lineTo(c + d * 9);
        }
    }
    return path;
}

} // namespace

QColor PaneColours::of(LineStyle style) const {
    return style == LineStyle::Axial ? axial : style == LineStyle::Coronal ? coronal : sagittal;
}

Qt::PenStyle penStyle(LineStyle style) {
    return style == LineStyle::Axial     ? Qt::SolidLine
           : style == LineStyle::Coronal ? Qt::DashLine
                                         : Qt::DotLine;
}

double rulerLength(double pixelsPerMm, double space) {
    if (!(pixelsPerMm > 0) || !(space > 0))
        return 0;
    const double most = space / pixelsPerMm;
    const double power = std::pow(10, std::floor(std::log10(most)));
    for (const double factor : {5.0, 2.0})
        if (factor * power <= most)
            return factor * power;
    return power;
}

const OverlayPainter::Sprite &OverlayPainter::sprite(const QString &text, const QFont &font,
                                                     const QColor &colour, qreal ratio) {
    const QString key = text + QChar(1) + font.key() + QChar(1) + QString::number(colour.rgba()) +
                        QChar(1) + QString::number(ratio);
    if (const auto found = m_sprites.constFind(key); found != m_sprites.constEnd())
        return *found;
    if (m_sprites.size() >= kMaxSprites)
        m_sprites.clear();
    const QFontMetricsF metrics(font);
    Sprite made;
    made.size = {metrics.horizontalAdvance(text), metrics.height()};
    const QSize pixels(int(std::ceil((made.size.width() + 2 * kHaloMargin) * ratio)),
                       int(std::ceil((made.size.height() + 2 * kHaloMargin) * ratio)));
    made.image = QImage(pixels.expandedTo({1, 1}), QImage::Format_ARGB32_Premultiplied);
    made.image.setDevicePixelRatio(ratio);
    made.image.fill(Qt::transparent);
    QPainter painter(&made.image);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF base(kHaloMargin, kHaloMargin + metrics.ascent());
    QPainterPath outline;
    outline.addText(base, font, text);
    painter.strokePath(outline, QPen(kHalo, 2.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(base, text);
    painter.end();
    return *m_sprites.insert(key, made);
}

void OverlayPainter::text(QPainter &painter, const QString &text, const QFont &font,
                          const QColor &colour, QPointF at, Qt::Alignment align) {
    if (text.isEmpty())
        return;
    const qreal ratio = painter.device()->devicePixelRatioF();
    const Sprite &s = sprite(text, font, colour, ratio);
    if (align & Qt::AlignRight)
        at.rx() -= s.size.width();
    else if (align & Qt::AlignHCenter)
        at.rx() -= s.size.width() / 2;
    m_written.emplace_back(at, s.size);
    // On whole device pixels, so that the letters stay as sharp as they were drawn.
    const QPointF snapped(std::round((at.x() - kHaloMargin) * ratio) / ratio,
                          std::round((at.y() - kHaloMargin) * ratio) / ratio);
    painter.drawImage(snapped, s.image);
}

void OverlayPainter::corners(QPainter &painter, const PaneOverlay &o, QSizeF pane,
                             const PaneColours &c, const QFont &font) {
    // Small panes keep the first lines of each corner; the middle stays free.
    const int most = pane.height() < 160 || pane.width() < 200   ? 0
                     : pane.height() < 260 || pane.width() < 320 ? 1
                                                                 : 6;
    const double line = std::max(16.0, QFontMetricsF(font).height());
    QFont bold = font;
    bold.setWeight(QFont::DemiBold);
    if (o.texts) {
        double y = kTop;
        for (qsizetype i = 0; i < std::min<qsizetype>(o.topLeft.size(), most); ++i, y += line)
            text(painter, o.topLeft[i], i ? font : bold, i ? c.text : c.strongText, {kEdge, y}, {});
        if (!o.planeName.isEmpty() && most > 1) {
            y += 8;
            double x = kEdge;
            if (o.planeStyle) {
                painter.setPen(dashed(c.of(*o.planeStyle), 2, *o.planeStyle));
                const double middle = std::round(y + line / 2);
                painter.drawLine(QPointF(x, middle), QPointF(x + 22, middle));
                x += 28;
            }
            text(painter, o.planeName, font, c.hint, {x, y}, {});
        }
        for (qsizetype i = 0; i < std::min<qsizetype>(o.topRight.size(), most); ++i)
            text(painter, o.topRight[i], font, c.text,
                 {pane.width() - kEdge, kTop + line * double(i)}, Qt::AlignRight);
        const auto right = std::min<qsizetype>(o.bottomRight.size(), most);
        for (qsizetype i = 0; i < right; ++i)
            text(painter, o.bottomRight[i], font, c.text,
                 {pane.width() - kEdge, pane.height() - kTop - line * double(right - i)},
                 Qt::AlignRight);
    }
    const auto left = o.texts ? std::min<qsizetype>(o.bottomLeft.size(), most) : 0;
    for (qsizetype i = 0; i < left; ++i)
        text(painter, o.bottomLeft[i], font, c.text,
             {kEdge, pane.height() - kTop - line * double(left - i)}, {});
    double y = pane.height() - kTop - line * double(left) - (left ? 4 : 0);
    for (auto it = o.warnings.rbegin(); it != o.warnings.rend(); ++it)
        text(painter, *it, bold, c.warning, {kEdge, y -= line}, {});
}

void OverlayPainter::drawRuler(QPainter &painter, const Ruler &ruler, QSizeF pane,
                               const PaneColours &c, const QFont &font) {
    const double mm = rulerLength(ruler.pixelsPerMm, std::min(160.0, pane.height() * 0.4));
    if (mm <= 0 || pane.height() < 200)
        return;
    const double length = mm * ruler.pixelsPerMm;
    const double x = std::round(pane.width() - 9) + 0.5;
    const double top = std::round(pane.height() / 2 - length / 2) + 0.5;
    QPainterPath path;
    const int parts = 5;
    path.moveTo(x, top);
    path.lineTo(x, top + length);
    for (int i = 0; i <= parts; ++i) {
        const double y = top + length * i / parts;
        path.moveTo(x, y);
        path.lineTo(x - (i == 0 || i == parts ? 6 : 4), y);
    }
    painter.strokePath(path, QPen(kHalo, 3));
    painter.strokePath(path, QPen(c.text, 1));
    QFont small = font;
    small.setPixelSize(11);
    const bool centimetres = mm >= 10;
    QString label = QLocale().toString(centimetres ? mm / 10 : mm, 'g', 3) + QChar(0xa0) +
                    (centimetres ? QStringLiteral("cm") : QStringLiteral("mm"));
    if (!ruler.source.isEmpty())
        label += QLatin1Char(' ') + ruler.source;
    text(painter, label, small, c.text, {pane.width() - 5, top + length + 4}, Qt::AlignRight);
}

void OverlayPainter::drawMark(QPainter &painter, const Mark &mark, const QPainterPath &path,
                              const PaneColours &c) {
    painter.strokePath(path, QPen(QColor(0, 0, 0, 180), 3));
    painter.strokePath(path, QPen(c.measurement, 1.5));
    if (mark.selected)
        for (const QPointF &point : mark.points) {
            painter.setPen(QPen(c.measurement, 1.5));
            painter.setBrush(Qt::black);
            painter.drawEllipse(point, 3.5, 3.5);
            painter.setBrush(Qt::NoBrush);
        }
}

// Beside their marks, up and to the right where there is room, joined by a fine dotted line.
void OverlayPainter::drawLabels(QPainter &painter, const std::vector<Label> &labels, QSizeF pane,
                                const PaneColours &c, const QFont &font) {
    const QFontMetricsF metrics(font);
    const double line = std::max(16.0, metrics.height());
    std::vector<LabelWish> wishes;
    for (const Label &label : labels) {
        double width = 0;
        for (const QString &text : label.lines)
            width = std::max(width, metrics.horizontalAdvance(text));
        wishes.push_back({label.mark, {width, line * double(label.lines.size())}});
    }
    const std::vector<QRectF> places = placeLabels(wishes, pane, m_written);
    for (size_t n = 0; n < labels.size(); ++n) {
        const QRectF &mark = labels[n].mark, &place = places[n];
        const bool right = place.center().x() > mark.center().x();
        const QPointF anchor(right ? mark.right() + 2 : mark.left() - 2,
                             place.top() > mark.bottom() ? mark.bottom() : mark.top());
        const QPointF end(right ? place.left() - 3 : place.right() + 3,
                          place.bottom() - line * 0.5);
        QPen leader(c.measurement, 1);
        leader.setDashPattern({2, 3});
        painter.setPen(leader);
        painter.drawLine(anchor, end);
        for (qsizetype i = 0; i < labels[n].lines.size(); ++i)
            text(painter, labels[n].lines[i], font, c.measurement,
                 place.topLeft() + QPointF(0, line * double(i)), {});
    }
}

void OverlayPainter::drawCube(QPainter &painter, const VolumeCamera &camera, QSizeF pane,
                              const PaneColours &c, const QFont &font) {
    const double half = std::clamp(std::min(pane.width(), pane.height()) / 24, 13.0, 20.0);
    const double reach = half * 1.75; // a corner towards the edge of the picture
    if (pane.width() < 200 || pane.height() < 160)
        return;
    const QPointF middle(pane.width() - kEdge - reach, kTop + reach);
    QFont bold = font;
    bold.setPixelSize(100); // an outline, scaled to the face
    bold.setWeight(QFont::DemiBold);
    for (const CubeFace &face : visibleFaces(camera)) {
        // From the face, where its edges are at 1, to the pane.
        const QTransform onPane(face.right.x() * half, face.right.y() * half, face.down.x() * half,
                                face.down.y() * half, middle.x() + face.centre.x() * half,
                                middle.y() + face.centre.y() * half);
        QPainterPath square;
        square.addRect(-1, -1, 2, 2);
        const int grey = int(std::lround(28 + 44 * face.facing)); // lit from the viewer
        painter.setPen(QPen(c.hint, 1));
        painter.setBrush(QColor(grey, grey, grey));
        painter.drawPath(onPane.map(square));
        if (face.facing < 0.2)
            continue; // too narrow to read
        QPainterPath letter;
        letter.addText(0, 0, bold, face.letter);
        const QRectF box = letter.boundingRect();
        QTransform fit;
        fit.scale(1.2 / box.height(), 1.2 / box.height());
        fit.translate(-box.center().x(), -box.center().y());
        painter.fillPath(onPane.map(fit.map(letter)), c.letters);
    }
    painter.setBrush(Qt::NoBrush);
}

void OverlayPainter::paint(QPainter &painter, const PaneOverlay &o, QSizeF pane,
                           const PaneColours &c, const QFont &font) {
    painter.save();
    m_written.clear();
    painter.setClipRect(QRectF(QPointF(), pane), Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const CrosshairLine &line : o.crosshair) {
        painter.setPen(dashed(c.of(line.style), 1, line.style));
        painter.setRenderHint(QPainter::Antialiasing,
                              line.direction.x() != 0 && line.direction.y() != 0);
        CrosshairLine snapped = line;
        snapped.centre = {std::floor(line.centre.x()) + 0.5, std::floor(line.centre.y()) + 0.5};
        gappedLine(painter, snapped, pane);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    std::vector<Label> labels;
    for (const Mark &mark : o.marks) {
        const QPainterPath path = markPath(mark);
        if (path.isEmpty() || !path.boundingRect().intersects(QRectF(QPointF(), pane)))
            continue;
        drawMark(painter, mark, path, c);
        if (!mark.label.isEmpty())
            labels.push_back({path.boundingRect(), mark.label.split(QLatin1Char('\n'))});
    }

    if (o.cursor) {
        QPainterPath cross;
        for (const QPointF &d : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
            cross.moveTo(*o.cursor + d * 3);
            cross.lineTo(*o.cursor + d * 11);
        }
        painter.strokePath(cross, QPen(kHalo, 3.5));
        painter.strokePath(cross, QPen(c.accent, 1.5));
    }

    corners(painter, o, pane, c, font);
    QFont letters = font;
    letters.setPixelSize(13);
    letters.setWeight(QFont::DemiBold);
    const double h = QFontMetricsF(letters).height();
    const QPointF centre(pane.width() / 2, pane.height() / 2);
    text(painter, o.letters[0], letters, c.letters, {8, centre.y() - h / 2}, {});
    text(painter, o.letters[1], letters, c.letters, {pane.width() - 26, centre.y() - h / 2},
         Qt::AlignRight);
    text(painter, o.letters[2], letters, c.letters, {centre.x(), kTop}, Qt::AlignHCenter);
    text(painter, o.letters[3], letters, c.letters, {centre.x(), pane.height() - 22 - h},
         Qt::AlignHCenter);
    if (o.ruler && o.texts)
        drawRuler(painter, *o.ruler, pane, c, font);

    QFont marks = font;
    marks.setPixelSize(10);
    marks.setLetterSpacing(QFont::AbsoluteSpacing, 0.6);
    text(painter, o.foot, marks, c.text, {centre.x(), pane.height() - 19}, Qt::AlignHCenter);
    marks.setWeight(QFont::DemiBold);
    const double under = kTop +
                         16 * double(o.texts ? std::min<qsizetype>(o.topLeft.size(), 3) : 0) +
                         (o.texts && !o.planeName.isEmpty() ? 26 : 0);
    text(painter, o.simulated, marks, c.warning, {kEdge, under + 6}, {});
    drawLabels(painter, labels, pane, c, font); // last: they make room for what is written
    if (o.cube)
        drawCube(painter, *o.cube, pane, c, font);
    if (o.active) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(c.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(0, 0, pane.width() - 1, pane.height() - 1));
    }
    painter.restore();
}

} // namespace lastra::rendering
