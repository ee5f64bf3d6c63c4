#pragma once
#include "pages/Page.h"
#include "parts/Pictures.h"
#include "parts/Table.h"

class QLineEdit;
class QStackedLayout;
class QTreeWidget;

namespace lastra::gui {

class Commands;

// Tree of sites and projects, dense table of sessions, inspector of the one that is selected.
class ProjectsPage : public Page {
    Q_OBJECT
public:
    ProjectsPage(ProjectsModel *model, Commands *commands, QWidget *parent = nullptr);
    [[nodiscard]] Table *table() const { return m_table; }
    [[nodiscard]] QTreeWidget *tree() const { return m_tree; }
    [[nodiscard]] ContactSheet *series() const { return m_series; }
    [[nodiscard]] QList<QWidget *> areas() const override;

private:
    QWidget *makeTable();
    QWidget *makeInspector();
    void readTree();
    void readSessions();
    void readDetail();
    void filter();

    ProjectsModel *m;
    QTreeWidget *m_tree;
    Table *m_table;
    QLineEdit *m_filter;
    QList<QPushButton *> m_chips;
    Label *m_count;
    QStackedLayout *m_stack;
    EmptyPlace *m_empty;
    QWidget *m_inspector;
    Label *m_title, *m_subtitle, *m_statusText, *m_judged, *m_seriesCount;
    QPushButton *m_open, *m_pull, *m_push, *m_deid;
    StatusPill *m_pill;
    std::array<GateDot *, 5> m_dots;
    std::array<Label *, 5> m_gateWords;
    ContactSheet *m_series;
    KeyValues *m_facts;
    QList<QWidget *> m_ofSession; // sections that mean nothing without one
};

} // namespace lastra::gui
