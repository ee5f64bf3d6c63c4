#pragma once
// What every page has: a header, a place for a banner under it, an inspector that folds.

#include "lastra/gui/PageModels.h"
#include "parts/Basic.h"
#include "parts/Frame.h"
#include "parts/Messages.h"

#include <QSplitter>

namespace lastra::gui {

class Page : public Surface {
    Q_OBJECT
public:
    Page(const QString &title, PageModel *model, QWidget *parent = nullptr);
    [[nodiscard]] PageHeader *header() const { return m_header; }
    // Small windows: inspectors fold, columns become narrower.
    virtual void setCompact(bool compact);
    void toggleInspector();
    // F6 goes round: the widgets that take the focus in turn.
    [[nodiscard]] virtual QList<QWidget *> areas() const { return {}; }

protected:
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    void setInspector(QWidget *inspector) { m_inspector = inspector; }

private:
    PageHeader *m_header;
    Banner *m_banner;
    QVBoxLayout *m_body;
    QWidget *m_inspector = nullptr;
    bool m_compact = false;
};

[[nodiscard]] QSplitter *splitter(Qt::Orientation orientation, const QString &name);
// Scrolls vertically when the window is low; never sideways.
[[nodiscard]] QWidget *scrolling(QWidget *content);

} // namespace lastra::gui
