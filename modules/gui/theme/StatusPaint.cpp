#include "theme/StatusPaint.h"

#include <QFontMetricsF>
#include <QPainterPath>

namespace lastra::gui {

QString StatusWords::control(Status status) {
    switch (status) {
    case Status::Meets:
        return tr("Meets");
    case Status::Attention:
        return tr("Attention");
    case Status::Fails:
        return tr("Does not meet");
    case Status::Unknown:
        return tr("Not known");
    case Status::NotApplicable:
        return tr("Not applicable");
    }
    return {};
}

QString StatusWords::dataset(Status status) {
    switch (status) {
    case Status::Meets:
        return tr("Compliant");
    case Status::Attention:
        return tr("Attention", "dataset");
    case Status::Fails:
        return tr("Not compliant");
    case Status::Unknown:
        return tr("Unknown");
    case Status::NotApplicable:
        return tr("Not applicable");
    }
    return {};
}

QString StatusWords::gate(Gate gate) {
    switch (gate) {
    case Gate::Upload:
        return tr("Upload");
    case Gate::Trial:
        return tr("Trial");
    case Gate::Train:
        return tr("Train");
    case Gate::Export:
        return tr("Export");
    case Gate::Publish:
        return tr("Publish");
    }
    return {};
}

QString StatusWords::gateLetter(Gate gate) {
    switch (gate) {
    case Gate::Upload:
        return tr("U", "letter of the gate Upload");
    case Gate::Trial:
        return tr("T", "letter of the gate Trial");
    case Gate::Train:
        return tr("A", "letter of the gate Train");
    case Gate::Export:
        return tr("E", "letter of the gate Export");
    case Gate::Publish:
        return tr("P", "letter of the gate Publish");
    }
    return {};
}

QString StatusWords::gateState(GateState state) {
    switch (state) {
    case GateState::Open:
        return tr("open");
    case GateState::Acknowledge:
        return tr("acknowledge");
    case GateState::Shut:
        return tr("shut");
    case GateState::Unknown:
        return tr("not known");
    case GateState::NotAsked:
        return tr("not asked for");
    }
    return {};
}

QString StatusWords::gateSummary(const GateStates &states) {
    QStringList parts;
    for (int i = 0; i < 5; ++i)
        parts << tr("%1 %2", "gate name, gate state")
                     .arg(gate(Gate(i)), gateState(states[size_t(i)]));
    return parts.join(QStringLiteral(", "));
}

Tone gateTone(GateState state) {
    switch (state) {
    case GateState::Open:
        return Tone::Ok;
    case GateState::Acknowledge:
        return Tone::Attention;
    case GateState::Shut:
        return Tone::Fail;
    case GateState::Unknown:
        return Tone::Unknown;
    case GateState::NotAsked:
        return Tone::Hint;
    }
    return Tone::Hint;
}

namespace {
QFont pillFont(bool large) {
    return large ? typeface(Text::Section) : typeface(Text::SmallMedium);
}
struct PillSpace {
    int left, right, gap, shape, height;
};
PillSpace pillSpace(Status status, bool large) {
    if (large)
        return {10, 14, 8, 16, metric::pillLarge};
    return {status == Status::NotApplicable ? 2 : 6, 8, 6, 12, metric::pill};
}
} // namespace

QSize statusSize(Status status, const QString &word, bool large) {
    const PillSpace s = pillSpace(status, large);
    const int text = int(std::ceil(QFontMetricsF(pillFont(large)).horizontalAdvance(word)));
    return {s.left + s.shape + s.gap + text + s.right + 2, s.height};
}

void paintStatusShape(QPainter *p, const QRectF &rect, Status status, const QColor &colour) {
    p->save();
    p->translate(rect.topLeft());
    p->scale(rect.width() / 12, rect.height() / 12);
    const auto pen = [&](double width) {
        p->setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        p->setBrush(Qt::NoBrush);
    };
    switch (status) {
    case Status::Meets:
        pen(2);
        p->drawPolyline(QPolygonF{{2, 6.5}, {5, 9.5}, {10.5, 3}});
        break;
    case Status::Attention:
        pen(1.5);
        p->drawPolygon(QPolygonF{{6, 1.2}, {11.4, 10.8}, {0.6, 10.8}});
        p->drawLine(QLineF(6, 4.8, 6, 7.2));
        p->drawLine(QLineF(6, 9, 6, 9.1));
        break;
    case Status::Fails:
        pen(2);
        p->drawLine(QLineF(2.5, 2.5, 9.5, 9.5));
        p->drawLine(QLineF(9.5, 2.5, 2.5, 9.5));
        break;
    case Status::Unknown: {
        pen(1.7);
        QPainterPath path({3.6, 4.2});
        path.cubicTo(3.8, 1.2, 8.4, 1.2, 8.4, 4.2);
        path.cubicTo(8.4, 6.0, 6, 6.2, 6, 8);
        p->drawPath(path);
        pen(2);
        p->drawLine(QLineF(6, 10.4, 6, 10.5));
        break;
    }
    case Status::NotApplicable:
        pen(2);
        p->drawLine(QLineF(2.5, 6, 9.5, 6));
        break;
    }
    p->restore();
}

void paintStatus(QPainter *p, const QRect &rect, Status status, const QString &word, bool large) {
    const Theme &t = theme();
    const PillSpace s = pillSpace(status, large);
    QSize size = statusSize(status, word, large);
    size.setWidth(std::min(size.width(), rect.width()));
    const QRectF pill(rect.x() + 0.5, rect.y() + (rect.height() - s.height) / 2 + 0.5,
                      size.width() - 1, s.height - 1);
    p->save();
    p->setRenderHint(QPainter::Antialiasing);
    const double radius = pill.height() / 2;
    if (status != Status::NotApplicable) {
        p->setPen(QPen(t.pillOutline[size_t(status)], 1));
        p->setBrush(t.pillGround[size_t(status)]);
        p->drawRoundedRect(pill, radius, radius);
    }
    if (status == Status::Unknown) {
        QPainterPath clip;
        clip.addRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        p->save();
        p->setClipPath(clip);
        p->setPen(QPen(t.unknownHatch, 2));
        for (double x = pill.left() - pill.height(); x < pill.right() + pill.height(); x += 8.5)
            p->drawLine(QPointF(x, pill.bottom() + 1),
                        QPointF(x + pill.height() + 2, pill.top() - 1));
        p->restore();
    }
    const QColor colour = t.state(status);
    const double top = pill.center().y() - s.shape / 2.0;
    paintStatusShape(p, QRectF(pill.left() + s.left, top, s.shape, s.shape), status, colour);
    const QFont f = pillFont(large);
    const QFontMetricsF metrics(f);
    QRectF text = pill;
    text.setLeft(pill.left() + s.left + s.shape + s.gap);
    text.setRight(pill.right() - 4);
    p->setFont(f);
    p->setPen(colour);
    p->drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                metrics.elidedText(word, Qt::ElideRight, text.width() + 0.5));
    p->restore();
}

int gatesWidth() {
    return 5 * metric::gate + 4 * metric::gateGap;
}

void paintGate(QPainter *p, const QRectF &rect, GateState state, const QColor &ground) {
    const QColor colour = theme().tone(gateTone(state));
    p->save();
    p->setRenderHint(QPainter::Antialiasing);
    p->translate(rect.topLeft());
    p->scale(rect.width() / 14, rect.height() / 14);
    switch (state) {
    case GateState::Open:
        p->setPen(Qt::NoPen);
        p->setBrush(colour);
        p->drawEllipse(QPointF(7, 7), 5.5, 5.5);
        p->setPen(QPen(ground, 1.6));
        p->setBrush(Qt::NoBrush);
        p->drawPolyline(QPolygonF{{4.5, 7.2}, {6.3, 9}, {9.6, 5.2}});
        break;
    case GateState::Acknowledge:
        p->setPen(Qt::NoPen);
        p->setBrush(colour);
        p->drawPolygon(QPolygonF{{7, 1.5}, {13, 12.5}, {1, 12.5}});
        p->setPen(QPen(ground, 1.5, Qt::SolidLine, Qt::FlatCap));
        p->drawLine(QLineF(7, 5.5, 7, 8.9));
        p->drawLine(QLineF(7, 10.3, 7, 11.5));
        break;
    case GateState::Shut:
        p->setPen(QPen(colour, 1.7));
        p->setBrush(Qt::NoBrush);
        p->drawRoundedRect(QRectF(1.5, 1.5, 11, 11), 1.5, 1.5);
        p->drawLine(QLineF(4.5, 4.5, 9.5, 9.5));
        p->drawLine(QLineF(9.5, 4.5, 4.5, 9.5));
        break;
    case GateState::Unknown: {
        p->setPen(QPen(colour, 1.4));
        p->setBrush(Qt::NoBrush);
        p->drawPolygon(QPolygonF{{7, 0.8}, {13.2, 7}, {7, 13.2}, {0.8, 7}});
        p->setPen(QPen(colour, 1.2, Qt::SolidLine, Qt::RoundCap));
        QPainterPath path({5.6, 6});
        path.cubicTo(5.6, 4.2, 8.5, 4.2, 8.5, 6);
        path.cubicTo(8.5, 7.2, 7, 7.1, 7, 8.1);
        p->drawPath(path);
        p->drawLine(QLineF(7, 10, 7, 10.1));
        break;
    }
    case GateState::NotAsked:
        p->setPen(QPen(colour, 1.8, Qt::SolidLine, Qt::RoundCap));
        p->drawLine(QLineF(3.5, 7, 10.5, 7));
        break;
    }
    p->restore();
}

void paintGates(QPainter *p, const QRect &rect, const GateStates &states, const QColor &ground) {
    const double top = rect.y() + (rect.height() - metric::gate) / 2;
    for (int i = 0; i < 5; ++i)
        paintGate(p,
                  QRectF(rect.x() + i * (metric::gate + metric::gateGap), top, metric::gate,
                         metric::gate),
                  states[size_t(i)], ground);
}

namespace {
double digitWidth(const QFontMetricsF &metrics) {
    double widest = 0;
    for (char16_t c = u'0'; c <= u'9'; ++c)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(c)));
    return widest;
}
} // namespace

int tabularWidth(const QFont &font, const QString &text) {
    const QFontMetricsF metrics(font);
    const double digit = digitWidth(metrics);
    double width = 0;
    for (const QChar c : text)
        width += c.isDigit() ? digit : metrics.horizontalAdvance(c);
    return int(std::ceil(width));
}

void drawTabular(QPainter *p, const QRect &rect, Qt::Alignment alignment, const QString &text) {
    const QFontMetricsF metrics(p->font());
    const double digit = digitWidth(metrics);
    double x = rect.left();
    if (alignment & Qt::AlignRight)
        x = rect.right() + 1 - tabularWidth(p->font(), text);
    const double y = rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent();
    QString run; // letters between digits are drawn together, so that they keep their kerning
    const auto flush = [&] {
        if (run.isEmpty())
            return;
        p->drawText(QPointF(x, y), run);
        for (const QChar c : run)
            x += metrics.horizontalAdvance(c);
        run.clear();
    };
    for (const QChar c : text) {
        if (!c.isDigit()) {
            run += c;
            continue;
        }
        flush();
        p->drawText(QPointF(x + (digit - metrics.horizontalAdvance(c)) / 2, y), QString(c));
        x += digit;
    }
    flush();
}

} // namespace lastra::gui
