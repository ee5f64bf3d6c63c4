#include "parts/Pictures.h"

#include "parts/Basic.h"
#include "theme/StatusPaint.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

namespace lastra::gui {

namespace {

constexpr int kGap = 6, kFoot = 20;

void haloText(QPainter *p, const QPointF &baseline, const QString &text, const QFont &font,
              const QColor &colour) {
    QPainterPath path;
    path.addText(baseline, font, text);
    p->strokePath(path,
                  QPen(QColor(0, 0, 0, 220), 2.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    p->fillPath(path, colour);
}

// Where an image of this size lies inside rect, and which part of it shows.
QRectF placeIn(const QSizeF &image, const QRectF &rect, bool cover) {
    const QSizeF size =
        image.scaled(rect.size(), cover ? Qt::KeepAspectRatioByExpanding : Qt::KeepAspectRatio);
    return {rect.x() + (rect.width() - size.width()) / 2,
            rect.y() + (rect.height() - size.height()) / 2, size.width(), size.height()};
}

} // namespace

Picture::Picture(QWidget *parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void Picture::setPicture(const QImage &image, const QString &caption, const QString &mark) {
    m_image = image;
    m_caption = caption;
    m_mark = mark;
    setAccessibleName(mark.isEmpty() ? caption : caption + QStringLiteral(", ") + mark);
    update();
}

void Picture::setCover(bool cover) {
    m_cover = cover;
}

void Picture::paintEvent(QPaintEvent *) {
    QPainter p(this);
    p.fillRect(rect(), theme().g0);
    p.setRenderHint(QPainter::Antialiasing);
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    if (!m_image.isNull()) {
        const QRectF place = placeIn(m_image.size(), rect(), m_cover);
        p.drawImage(place, m_image);
    }
    if (!m_caption.isEmpty())
        haloText(&p, QPointF(8, height() - 9),
                 QFontMetrics(typeface(Text::SmallMedium))
                     .elidedText(m_caption, Qt::ElideRight, width() - 16),
                 typeface(Text::SmallMedium), theme().paneLetters);
    if (!m_mark.isEmpty()) {
        QFont f = typeface(Text::Tiny);
        f.setLetterSpacing(QFont::AbsoluteSpacing, 0.6);
        haloText(&p, QPointF(8, 16), m_mark, f, theme().paneText);
    }
}

PictureRow::PictureRow(int count, QWidget *parent) : QWidget(parent) {
    auto *layout = row(2);
    layout->setContentsMargins(2, 2, 2, 2);
    for (int i = 0; i < count; ++i) {
        m_pictures.push_back(new Picture);
        layout->addWidget(m_pictures.back(), 1);
    }
    setLayout(layout);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PictureRow::paintEvent(QPaintEvent *) {
    QPainter(this).fillRect(rect(), theme().isLight() ? theme().g0 : theme().g1);
}

ContactSheet::ContactSheet(int columns, int cellHeight, QWidget *parent)
    : QWidget(parent), m_columns(columns), m_cellHeight(cellHeight) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ContactSheet::setThumbs(std::vector<Thumb> thumbs) {
    m_thumbs = std::move(thumbs);
    m_current = m_thumbs.empty() ? -1 : std::clamp(m_current, 0, int(m_thumbs.size()) - 1);
    setFixedHeight(sizeHint().height());
    update();
}

void ContactSheet::setMark(int index, int mark) {
    m_thumbs[size_t(index)].mark = mark;
    update(cell(index));
}

void ContactSheet::setCurrent(int index) {
    if (index < 0 || index >= int(m_thumbs.size()) || index == m_current)
        return;
    m_current = index;
    const Thumb &thumb = m_thumbs[size_t(index)];
    setAccessibleDescription(thumb.name + u' ' + thumb.note);
    update();
    Q_EMIT picked(index);
}

QSize ContactSheet::sizeHint() const {
    const int rows = (int(m_thumbs.size()) + m_columns - 1) / m_columns;
    return {m_columns * 120, std::max(1, rows) * (m_cellHeight + kGap) + kGap};
}

QRect ContactSheet::cell(int index) const {
    const int w = (width() - kGap * (m_columns + 1)) / m_columns;
    return {kGap + (index % m_columns) * (w + kGap),
            kGap + (index / m_columns) * (m_cellHeight + kGap), w, m_cellHeight};
}

int ContactSheet::at(QPoint point) const {
    for (int i = 0; i < int(m_thumbs.size()); ++i)
        if (cell(i).contains(point))
            return i;
    return -1;
}

void ContactSheet::paintEvent(QPaintEvent *event) {
    const Theme &t = theme();
    QPainter p(this);
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    for (int i = 0; i < int(m_thumbs.size()); ++i) {
        const QRect box = cell(i);
        if (!box.intersects(event->rect()))
            continue;
        const Thumb &thumb = m_thumbs[size_t(i)];
        p.fillRect(box, t.g0);
        const QRect picture = box.adjusted(0, 0, 0, -kFoot);
        if (!thumb.image.isNull()) {
            p.save();
            p.setClipRect(picture);
            const QRectF place = placeIn(thumb.image.size(), picture, true);
            p.drawImage(place, thumb.image);
            p.restore();
        } else {
            p.setFont(typeface(Text::Tiny));
            p.setPen(t.g8);
            p.drawText(picture, Qt::AlignCenter | Qt::TextWordWrap, tr("No picture"));
        }
        const QRect foot(box.x(), box.bottom() - kFoot + 1, box.width(), kFoot);
        p.fillRect(foot, t.g3);
        int x = foot.x() + 5;
        if (thumb.mark >= 0) {
            paintGate(&p, QRectF(x, foot.y() + 4, 12, 12), GateState(thumb.mark), t.g3);
            x += 17;
        }
        p.setFont(typeface(Text::Tiny));
        const int noteWidth = p.fontMetrics().horizontalAdvance(thumb.note);
        p.setPen(t.g9);
        const int room = foot.right() - 5 - noteWidth - 6 - x;
        p.drawText(QRect(x, foot.y(), room, kFoot), Qt::AlignVCenter,
                   p.fontMetrics().elidedText(thumb.name, Qt::ElideRight, room));
        p.setPen(t.g8);
        p.drawText(foot.adjusted(0, 0, -5, 0), Qt::AlignRight | Qt::AlignVCenter, thumb.note);
        p.setBrush(Qt::NoBrush);
        p.setPen(QPen(i == m_current ? t.accent : t.g5, i == m_current ? 2 : 1));
        p.drawRect(i == m_current ? box : box.adjusted(0, 0, -1, -1));
    }
}

void ContactSheet::mousePressEvent(QMouseEvent *event) {
    setCurrent(at(event->pos()));
}

void ContactSheet::mouseDoubleClickEvent(QMouseEvent *event) {
    if (const int i = at(event->pos()); i >= 0)
        Q_EMIT opened(i);
}

void ContactSheet::keyPressEvent(QKeyEvent *event) {
    switch (event->key()) {
    case Qt::Key_Left:
        setCurrent(m_current - 1);
        return;
    case Qt::Key_Right:
        setCurrent(m_current + 1);
        return;
    case Qt::Key_Up:
        setCurrent(m_current - m_columns);
        return;
    case Qt::Key_Down:
        setCurrent(m_current + m_columns);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            Q_EMIT opened(m_current);
        return;
    case Qt::Key_Space:
    case Qt::Key_X:
    case Qt::Key_Z:
        if (m_current >= 0)
            Q_EMIT keyed(m_current, event->key());
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace lastra::gui
