#include "pages/Page.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace lastra::gui {

Page::Page(const QString &title, PageModel *model, QWidget *parent)
    : Surface(Ground::Window, {}, parent), m_header(new PageHeader(title)), m_banner(new Banner),
      m_body(column(0)) {
    setAccessibleName(title);
    auto *all = column(0);
    all->addWidget(m_header);
    auto *place = column(0);
    place->setContentsMargins(metric::margin, 8, metric::margin, 8);
    place->addWidget(m_banner);
    auto *holder = new QWidget;
    holder->setLayout(place);
    holder->setVisible(false);
    all->addWidget(holder);
    all->addLayout(m_body, 1);
    setLayout(all);
    if (!model)
        return;
    const auto follow = [this, model, holder] {
        holder->setVisible(model->notice.has_value());
        if (model->notice)
            m_banner->say(model->notice->status, model->notice->what, model->notice->next,
                          model->notice->action);
    };
    connect(model, &PageModel::noticeChanged, this, follow);
    connect(m_banner, &Banner::action, model, &PageModel::act);
    follow();
}

void Page::setCompact(bool compact) {
    if (m_inspector && compact != m_compact)
        m_inspector->setVisible(!compact);
    m_compact = compact;
}

void Page::toggleInspector() {
    if (m_inspector)
        m_inspector->setVisible(m_inspector->isHidden());
}

QSplitter *splitter(Qt::Orientation orientation, const QString &name) {
    auto *s = new QSplitter(orientation);
    s->setObjectName(name);
    s->setChildrenCollapsible(false);
    s->setHandleWidth(1);
    return s;
}

QWidget *scrolling(QWidget *content) {
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(content);
    return area;
}

} // namespace lastra::gui
