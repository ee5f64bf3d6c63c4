#pragma once
// The project's own icons (resources/icons/*.svg), drawn at device pixels in the colour the mode
// and the theme ask for.

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QStringList>

class QPainter;

namespace lastra::gui {

// The icon follows the theme by itself; an unknown name gives a null icon.
[[nodiscard]] QIcon icon(const QString &name);
[[nodiscard]] QPixmap iconPixmap(const QString &name, int size, const QColor &colour, qreal ratio);
void paintIcon(QPainter *painter, const QRect &rect, const QString &name, const QColor &colour);
[[nodiscard]] QStringList iconNames();
[[nodiscard]] QIcon applicationIcon();
void clearIconCache();

} // namespace lastra::gui
