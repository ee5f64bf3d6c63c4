#include "theme/Icon.h"

#include "theme/Theme.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPaintDevice>
#include <QPainter>
#include <QSvgRenderer>

namespace lastra::gui {

namespace {

QHash<QString, QByteArray> g_sources;
QHash<QString, QPixmap> g_pixmaps;

QByteArray source(const QString &name) {
    const auto found = g_sources.constFind(name);
    if (found != g_sources.cend())
        return *found;
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    QByteArray bytes;
    if (file.open(QIODevice::ReadOnly))
        bytes = file.readAll();
    g_sources.insert(name, bytes);
    return bytes;
}

class Engine : public QIconEngine {
public:
    explicit Engine(QString name) : m_name(std::move(name)) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode,
               QIcon::State state) override {
        paintIcon(painter, rect, m_name, colour(mode, state));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1.0);
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state,
                         qreal ratio) override {
        const int side = int(std::min(size.width(), size.height()) / ratio);
        return iconPixmap(m_name, side, colour(mode, state), ratio);
    }
    QIconEngine *clone() const override { return new Engine(*this); }
    QString key() const override { return QStringLiteral("lastra"); }
    bool isNull() override { return source(m_name).isEmpty(); }

private:
    static QColor colour(QIcon::Mode mode, QIcon::State state) {
        const Theme &t = theme();
        if (mode == QIcon::Disabled)
            return t.g7;
        if (mode == QIcon::Active || mode == QIcon::Selected || state == QIcon::On)
            return t.g11;
        return t.g9;
    }
    QString m_name;
};

} // namespace

QIcon icon(const QString &name) {
    return name.isEmpty() || source(name).isEmpty() ? QIcon() : QIcon(new Engine(name));
}

QPixmap iconPixmap(const QString &name, int size, const QColor &colour, qreal ratio) {
    const QString key = name + u'/' + QString::number(size) + u'/' + QString::number(ratio) + u'/' +
                        colour.name(QColor::HexArgb);
    const auto found = g_pixmaps.constFind(key);
    if (found != g_pixmaps.cend())
        return *found;
    QByteArray svg = source(name);
    svg.replace("currentColor", colour.name().toLatin1());
    if (size >= 32)
        svg.replace("stroke-width=\"1.75\"", "stroke-width=\"1.25\"");
    else if (size >= 22)
        svg.replace("stroke-width=\"1.75\"", "stroke-width=\"1.5\"");
    QPixmap pixmap(QSize(size, size) * ratio);
    pixmap.fill(Qt::transparent);
    {
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        QSvgRenderer(svg).render(&painter, QRectF(QPointF(0, 0), QSizeF(pixmap.size())));
    }
    pixmap.setDevicePixelRatio(ratio);
    g_pixmaps.insert(key, pixmap);
    return pixmap;
}

void paintIcon(QPainter *painter, const QRect &rect, const QString &name, const QColor &colour) {
    const qreal ratio = painter->device()->devicePixelRatioF();
    const int side = std::min(rect.width(), rect.height());
    const QRect place(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2,
                      side, side);
    painter->drawPixmap(place, iconPixmap(name, side, colour, ratio));
}

QStringList iconNames() {
    QStringList names;
    for (const QString &file : QDir(QStringLiteral(":/icons")).entryList({QStringLiteral("*.svg")}))
        names << file.chopped(4);
    return names;
}

QIcon applicationIcon() {
    return icon(QStringLiteral("lastra"));
}

void clearIconCache() {
    g_pixmaps.clear();
}

} // namespace lastra::gui
