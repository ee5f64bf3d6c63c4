#pragma once
#include "pages/Page.h"
#include "parts/Table.h"

class QLineEdit;
class QStackedLayout;

namespace lastra::gui {

// The datasets with their status, the controls under one, the facts under a control.
class CompliancePage : public Page {
    Q_OBJECT
public:
    explicit CompliancePage(ComplianceModel *model, QWidget *parent = nullptr);
    [[nodiscard]] Table *datasets() const { return m_datasets; }
    [[nodiscard]] Table *controls() const { return m_controls; }
    [[nodiscard]] QList<QWidget *> areas() const override {
        return {m_datasets, m_controls, m_facts};
    }
    void setCompact(bool compact) override;

private:
    QWidget *makeList();
    QWidget *makeControls();
    QWidget *makeControl();
    void read();
    void readControl();
    void filter();

    ComplianceModel *m;
    std::array<StatusPill *, 4> m_counts;
    QLineEdit *m_filter;
    QList<QPushButton *> m_chips;
    Table *m_datasets, *m_controls, *m_facts;
    StatusPill *m_pill, *m_controlPill;
    Label *m_title, *m_summary, *m_judged, *m_turn;
    std::array<GateDot *, 5> m_dots;
    std::array<Label *, 5> m_gateWords;
    Label *m_controlId, *m_question, *m_waiting, *m_shown;
    QPushButton *m_all, *m_report, *m_attest;
    QVBoxLayout *m_history;
    Banner *m_change;
    QStackedLayout *m_stack;
    QWidget *m_control, *m_historySide, *m_legend;
    bool m_showAll = false;
};

} // namespace lastra::gui
