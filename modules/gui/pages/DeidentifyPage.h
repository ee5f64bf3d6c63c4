#pragma once
#include "pages/Page.h"
#include "parts/Pictures.h"
#include "parts/Table.h"

class QComboBox;
class QStackedLayout;

namespace lastra::gui {

// What changes before it is written, the pictures before and after, the review sheet, the release
// gates with what stands in the way.
class DeidentifyPage : public Page {
    Q_OBJECT
public:
    explicit DeidentifyPage(DeidModel *model, QWidget *parent = nullptr);
    [[nodiscard]] Table *changes() const { return m_changes; }
    [[nodiscard]] Stepper *stepper() const { return m_stepper; }
    [[nodiscard]] ContactSheet *sheet() const { return m_sheet; }
    [[nodiscard]] QList<QWidget *> areas() const override;

private:
    QWidget *makeWork();
    QWidget *makeInspector();
    void read();
    void filter();
    void showPictures();
    void mark(int index, int key);

    DeidModel *m;
    Stepper *m_stepper;
    QComboBox *m_dataset, *m_policy;
    QPushButton *m_preview, *m_run, *m_changedChip, *m_keptChip;
    SectionBar *m_changesBar, *m_pictureBar, *m_reviewBar;
    Table *m_changes;
    PictureRow *m_pictures;
    QWidget *m_lower, *m_holds;
    ContactSheet *m_sheet;
    QStackedLayout *m_stack, *m_changesStack;
    QVBoxLayout *m_gates;
    PanelSection *m_sample, *m_evidence;
    KeyValues *m_evidenceList;
    QPushButton *m_compliance, *m_openResult, *m_signOff, *m_handOver, *m_release;
    QWidget *m_inspector;
};

} // namespace lastra::gui
