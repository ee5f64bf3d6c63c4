#include "pages/ReadPage.h"

#include <QStackedLayout>

namespace lastra::gui {

ReadPage::ReadPage(QWidget *parent)
    : Surface(Ground::Window, {}, parent), m_stack(new QStackedLayout) {
    setAccessibleName(tr("Read"));
    auto *empty = new EmptyPlace(QStringLiteral("read"), tr("Nothing open"),
                                 tr("Open a session from Projects, a folder of DICOM files, or "
                                    "drop one anywhere on this window."));
    connect(empty->addButton(tr("Choose a session"), QStringLiteral("projects"), true),
            &QPushButton::clicked, this, &ReadPage::projectsRequested);
    connect(empty->addButton(tr("Open a folder..."), QStringLiteral("folder"), false),
            &QPushButton::clicked, this, &ReadPage::openRequested);
    m_stack->addWidget(empty);
    setLayout(m_stack);
}

void ReadPage::setView(QWidget *view) {
    m_view = view;
    m_stack->addWidget(view);
}

void ReadPage::setOpened(bool opened) {
    if (opened && m_view)
        m_stack->setCurrentWidget(m_view);
    else
        m_stack->setCurrentIndex(0);
}

} // namespace lastra::gui
