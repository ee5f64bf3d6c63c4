#pragma once
#include "pages/Page.h"
#include "parts/Pictures.h"
#include "parts/Plot.h"
#include "parts/Table.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;
class QDoubleSpinBox;
class QStackedLayout;

namespace lastra::gui {

// Which shards of a job wait, run, are done or failed: one small cell each.
class ShardStrip : public QWidget {
    Q_OBJECT
public:
    explicit ShardStrip(QWidget *parent = nullptr);
    void setShards(const std::vector<int> &shards);
    [[nodiscard]] QSize sizeHint() const override { return {240, 28}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<int> m_shards;
};

// The design, what it costs, how far it is, what came out.
class TrialsPage : public Page {
    Q_OBJECT
public:
    explicit TrialsPage(TrialsModel *model, QWidget *parent = nullptr);
    [[nodiscard]] Plot *plot() const { return m_plot; }
    [[nodiscard]] Table *factors() const { return m_factors; }
    [[nodiscard]] Table *metrics() const { return m_metrics; }
    [[nodiscard]] PictureRow *pictures() const { return m_pictures; }
    [[nodiscard]] QList<QWidget *> areas() const override;
    void newTrial();
    // Asks for a name and writes the plot there; the ending decides the kind.
    void savePlot();

private:
    QWidget *makeDesign();
    QWidget *makeResult();
    void read();
    void readJobs();
    void showMetric(int index);

    TrialsModel *m;
    QComboBox *m_trials, *m_cases, *m_metricList;
    QAction *m_manifest, *m_stop, *m_submit, *m_results;
    SectionBar *m_factorsBar, *m_jobsBar, *m_resultBar;
    Table *m_factors, *m_jobs, *m_metrics;
    QWidget *m_shardsRow, *m_picturesSide, *m_picturesBar;
    ShardStrip *m_shards;
    Label *m_shardWords, *m_conclusion;
    PictureRow *m_pictures;
    QHBoxLayout *m_figures, *m_metricChips;
    Plot *m_plot;
    QStackedLayout *m_stack, *m_resultStack;
    int m_metric = 0;
};

// Numbers of a new trial; the button stays on and says what is wrong.
class NewTrialDialog : public QDialog {
    Q_OBJECT
public:
    NewTrialDialog(const QStringList &scanners, const QStringList &kernels, QWidget *parent);
    [[nodiscard]] TrialForm form() const;

private:
    void check();
    QLineEdit *m_title, *m_doses, *m_kVps;
    QSpinBox *m_patients, *m_realisations, *m_slices;
    QComboBox *m_matrix;
    QDoubleSpinBox *m_nodule;
    QComboBox *m_scanner;
    QList<QCheckBox *> m_kernels;
    Label *m_error;
};

} // namespace lastra::gui
