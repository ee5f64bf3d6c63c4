#pragma once
// A line plot with error bars; saves as SVG, PNG and CSV.

#include "lastra/core/Result.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace lastra::gui {

struct PlotSeries {
    QString name;
    std::vector<double> x, y;
    std::vector<double> low, high; // ends of the interval, or empty
};

class Plot : public QWidget {
    Q_OBJECT
public:
    explicit Plot(QWidget *parent = nullptr);
    ~Plot() override;
    void setAxes(const QString &x, const QString &y, bool logX);
    void setSeries(std::vector<PlotSeries> series);
    [[nodiscard]] const std::vector<PlotSeries> &series() const;
    // By the name's ending: .svg, .png, .csv. "gui.fileUnwritable" [name], "gui.plotKind" [ending].
    core::Done save(const QString &path) const;
    [[nodiscard]] QSize sizeHint() const override { return {480, 320}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 160}; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild();
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace lastra::gui
