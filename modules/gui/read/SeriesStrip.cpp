#include "read/SeriesStrip.h"

#include "parts/Basic.h"
#include "read/ObjectWords.h"
#include "read/PaneTexts.h"
#include "theme/Icon.h"

#include <QPainter>
#include <QPainterPath>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

#include <algorithm>

namespace lastra::gui {
namespace {

enum { KeyRole = Qt::UserRole + 1, NameRole, CountRole, NoteRole, PictureRole, IconRole };

// Series named by their own words; study headings are rows that cannot be chosen.
class StripDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &,
                                 const QModelIndex &index) const override {
        return {160, index.data(KeyRole).isNull() ? 30 : SeriesStrip::thumbnailHeight + 14};
    }

    void paint(QPainter *p, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override {
        const Theme &t = theme();
        const QRect r = option.rect;
        p->save();
        p->setRenderHint(QPainter::Antialiasing);
        if (index.data(KeyRole).isNull())
            heading(p, r, index);
        else
            series(p, r, index, option.state & QStyle::State_Selected,
                   option.state & QStyle::State_MouseOver, t);
        p->restore();
    }

private:
    static void heading(QPainter *p, const QRect &r, const QModelIndex &index) {
        const Theme &t = theme();
        QFont bold = typeface(Text::Small);
        bold.setWeight(QFont::DemiBold);
        p->setFont(bold);
        p->setPen(t.g10);
        const QRect line = r.adjusted(10, 8, -10, -2);
        p->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
        p->setFont(typeface(Text::Tiny));
        p->setPen(t.g8);
        p->drawText(line, Qt::AlignRight | Qt::AlignVCenter, index.data(NoteRole).toString());
    }

    static void series(QPainter *p, const QRect &r, const QModelIndex &index, bool on, bool hover,
                       const Theme &t) {
        const QRectF box = QRectF(r).adjusted(4.5, 1.5, -4.5, -1.5);
        if (on || hover) {
            p->setPen(on ? QPen(t.accent, 1) : QPen(Qt::NoPen));
            p->setBrush(t.g4);
            p->drawRoundedRect(box, metric::radiusControl, metric::radiusControl);
        }
        const QRect picture(r.left() + 9, r.top() + 6, SeriesStrip::thumbnailWidth,
                            SeriesStrip::thumbnailHeight);
        QPainterPath rounded;
        rounded.addRoundedRect(picture, 2, 2);
        p->fillPath(rounded, t.g0);
        const auto image = index.data(PictureRole).value<QImage>();
        if (!image.isNull()) {
            p->save();
            p->setClipPath(rounded);
            p->setRenderHint(QPainter::SmoothPixmapTransform);
            const QSizeF size =
                QSizeF(image.size()).scaled(picture.size(), Qt::KeepAspectRatioByExpanding);
            QRectF target(QPointF(), size);
            target.moveCenter(QRectF(picture).center());
            p->drawImage(target, image, image.rect());
            p->restore();
        } else if (const QString name = index.data(IconRole).toString(); !name.isEmpty()) {
            paintIcon(p, {picture.center().x() - 11, picture.center().y() - 11, 22, 22}, name,
                      Theme::make(ThemeKind::Dark).g9); // on a bed that is black in both themes
        }
        QRect words(picture.right() + 9, r.top() + 8, r.right() - picture.right() - 16, 17);
        QFont bold = typeface(Text::Small);
        bold.setWeight(QFont::DemiBold);
        p->setFont(bold);
        p->setPen(on ? t.g11 : t.g10);
        p->drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                    elided(bold, index.data().toString(), words.width()));
        p->setFont(typeface(Text::Small));
        p->setPen(t.g9);
        const QRect name(words.left(), words.bottom() + 1, words.width(), 31);
        p->setClipRect(name);
        p->drawText(name, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                    index.data(NameRole).toString());
        p->setClipping(false);
        p->setFont(typeface(Text::Tiny));
        p->setPen(t.g8);
        p->drawText(QRect(words.left(), picture.bottom() - 12, words.width(), 14),
                    Qt::AlignLeft | Qt::AlignVCenter,
                    elided(p->font(), index.data(CountRole).toString(), words.width()));
    }

    static QString elided(const QFont &f, const QString &text, int width) {
        return QFontMetrics(f).elidedText(text, Qt::ElideRight, width);
    }
};

QDate dayOf(const dicom::Series &series) {
    return QDate::fromString(series.first().studyDate.left(8), QStringLiteral("yyyyMMdd"));
}

} // namespace

SeriesStrip::SeriesStrip(QWidget *parent)
    : QListView(parent), m_model(new QStandardItemModel(this)) {
    setModel(m_model);
    setItemDelegate(new StripDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAccessibleName(tr("Series"));
    setObjectName(QStringLiteral("seriesStrip"));
    connect(this, &QListView::clicked, this, [this](const QModelIndex &index) {
        if (!index.data(KeyRole).isNull())
            Q_EMIT chosen(index.data(KeyRole).toString());
    });
    connect(this, &QListView::activated, this, [this](const QModelIndex &index) {
        if (!index.data(KeyRole).isNull())
            Q_EMIT chosen(index.data(KeyRole).toString());
    });
}

void SeriesStrip::changeEvent(QEvent *event) {
    QListView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

void SeriesStrip::clear() {
    m_model->clear();
}

void SeriesStrip::setSeries(const std::vector<dicom::Series> &series) {
    clear();
    QDate newest;
    for (const auto &s : series)
        newest = std::max(newest, dayOf(s));
    QString study;
    for (const auto &s : series) {
        if (s.first().studyUid != study) {
            study = s.first().studyUid;
            const QDate day = dayOf(s);
            auto *head = new QStandardItem(day.isValid() ? date(day) : tr("No date"));
            head->setFlags(Qt::NoItemFlags);
            head->setData(!day.isValid()  ? QString()
                          : day == newest ? tr("current")
                                          : tr("prior"),
                          NoteRole);
            m_model->appendRow(head);
        }
        auto *item = new QStandardItem(PaneTexts::seriesTitle(s));
        const bool shows = s.kind != dicom::SeriesKind::Other;
        const ObjectWords words = ObjectWords::of(s);
        QStringList said{
            (PaneTexts::seriesTitle(s) + QLatin1Char(' ') + PaneTexts::seriesName(s)).trimmed()};
        if (!shows)
            said << words.name;
        said << (shows ? PaneTexts::imageCount(s.images) : tr("no image"));
        item->setData(s.key, KeyRole);
        item->setData(shows ? PaneTexts::seriesName(s) : words.name, NameRole);
        item->setData(said.last(), CountRole);
        if (!shows)
            item->setData(QStringLiteral("document"), IconRole);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        if (s.repeated > 0)
            said << PaneTexts::repeatedCount(s.repeated);
        item->setData(said.join(QStringLiteral(", ")), Qt::AccessibleTextRole);
        if (!words.why.isEmpty())
            said << words.why;
        item->setToolTip(plainTip(said.join(QLatin1Char('\n'))));
        m_model->appendRow(item);
    }
}

void SeriesStrip::setThumbnail(const QString &key, const QImage &picture) {
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (m_model->item(row)->data(KeyRole).toString() == key)
            m_model->item(row)->setData(picture, PictureRole);
}

void SeriesStrip::setCurrent(const QString &key) {
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (m_model->item(row)->data(KeyRole).toString() == key) {
            setCurrentIndex(m_model->index(row, 0));
            scrollTo(m_model->index(row, 0));
        }
}

QString SeriesStrip::neighbour(const QString &key, int step) const {
    QStringList keys;
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (!m_model->item(row)->data(KeyRole).isNull())
            keys << m_model->item(row)->data(KeyRole).toString();
    const auto at = keys.indexOf(key) + step;
    return at >= 0 && at < keys.size() ? keys[at] : QString();
}

} // namespace lastra::gui
