#include "parts/Plot.h"

#include "parts/Basic.h"
#include "theme/Theme.h"

#include "lastra/core/AtomicFile.h"

#include <QBuffer>
#include <QEvent>
#include <QFileInfo>
#include <QPainter>
#include <QSvgGenerator>
#include <QVBoxLayout>

#include <cmath>
#include <qcustomplot.h>

namespace lastra::gui {

struct Plot::Impl {
    QCustomPlot *plot = nullptr;
    std::vector<PlotSeries> series;
    QString xTitle, yTitle;
    bool logX = false;
};

Plot::Plot(QWidget *parent) : QWidget(parent), m(std::make_unique<Impl>()) {
    m->plot = new QCustomPlot;
    m->plot->setFocusPolicy(Qt::NoFocus);
    m->plot->setNoAntialiasingOnDrag(true);
    auto *layout = column(0);
    layout->addWidget(m->plot);
    setLayout(layout);
    rebuild();
}

Plot::~Plot() = default;

void Plot::setAxes(const QString &x, const QString &y, bool logX) {
    m->xTitle = x;
    m->yTitle = y;
    m->logX = logX;
    rebuild();
}

void Plot::setSeries(std::vector<PlotSeries> series) {
    m->series = std::move(series);
    QStringList names;
    for (const PlotSeries &s : m->series)
        names << tr("%1, %2 points").arg(s.name, number(qint64(s.x.size())));
    setAccessibleName(tr("Plot of %1 against %2: %3")
                          .arg(m->yTitle, m->xTitle, names.join(QStringLiteral("; "))));
    rebuild();
}

const std::vector<PlotSeries> &Plot::series() const {
    return m->series;
}

void Plot::rebuild() {
    const Theme &t = theme();
    QCustomPlot *p = m->plot;
    p->clearPlottables();
    p->setBackground(t.g3);
    double low = INFINITY, high = -INFINITY, left = INFINITY, right = -INFINITY;
    QSharedPointer<QCPAxisTickerText> places(new QCPAxisTickerText);
    for (size_t i = 0; i < m->series.size(); ++i) {
        const PlotSeries &s = m->series[i];
        QCPGraph *graph = p->addGraph();
        graph->setName(s.name);
        const QColor colour = t.series[i % t.series.size()];
        const Qt::PenStyle lines[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine};
        const QCPScatterStyle::ScatterShape shapes[] = {
            QCPScatterStyle::ssCircle, QCPScatterStyle::ssSquare, QCPScatterStyle::ssTriangle};
        QPen pen(colour, 1.75, lines[i % 3]);
        graph->setPen(pen);
        const bool filled = i % 3 == 1 || i >= 3;
        graph->setScatterStyle(QCPScatterStyle(shapes[i % 3], QPen(colour, 1.75),
                                               filled ? QBrush(colour) : QBrush(t.g3), 9));
        const double shift =
            m->series.size() > 1 ? (double(i) - (double(m->series.size()) - 1) / 2) * 0.012 : 0;
        QVector<double> x, y, minus, plus;
        for (size_t k = 0; k < std::min(s.x.size(), s.y.size()); ++k) {
            if (!std::isfinite(s.x[k]) || !std::isfinite(s.y[k]) || (m->logX && s.x[k] <= 0))
                continue;
            // Marks of several series stand a hair apart, so that their error bars can be told.
            x << (m->logX ? s.x[k] * std::exp(shift * 3) : s.x[k] * (1 + shift));
            y << s.y[k];
            const double down = k < s.low.size() ? s.y[k] - s.low[k] : 0,
                         up = k < s.high.size() ? s.high[k] - s.y[k] : 0;
            minus << std::max(0.0, down);
            plus << std::max(0.0, up);
            low = std::min(low, s.y[k] - minus.last());
            high = std::max(high, s.y[k] + plus.last());
            left = std::min(left, s.x[k]);
            right = std::max(right, s.x[k]);
            places->addTick(s.x[k],
                            number(s.x[k], s.x[k] < 1 || s.x[k] != std::floor(s.x[k]) ? 1 : 0));
        }
        graph->setData(x, y, true);
        if (!s.low.empty()) {
            auto *bars = new QCPErrorBars(p->xAxis, p->yAxis);
            bars->removeFromLegend();
            bars->setDataPlottable(graph);
            bars->setData(minus, plus);
            bars->setPen(QPen(colour, 1.5));
            bars->setWhiskerWidth(9);
            bars->setSymbolGap(9);
        }
    }
    p->xAxis->setScaleType(m->logX ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (low <= high) {
        const double pad = high > low ? (high - low) * 0.15 : std::max(std::abs(high) * 0.1, 0.1);
        p->yAxis->setRange(low - pad, high + pad);
        // As many decimals as tell neighbouring ticks apart, the same on all of them.
        const double step = (high - low + 2 * pad) / 6;
        p->yAxis->setNumberFormat(QStringLiteral("f"));
        p->yAxis->setNumberPrecision(std::clamp(int(std::ceil(-std::log10(step))), 0, 6));
        // No point between thousands: beside figures with a decimal comma it reads as a decimal.
        QLocale locale = interfaceLocale();
        locale.setNumberOptions(QLocale::OmitGroupSeparator);
        p->setLocale(locale);
        p->xAxis->setTicker(places);
        if (m->logX)
            p->xAxis->setRange(left / 1.5, right * 1.5);
        else
            p->xAxis->setRange(left - (right - left + 1e-9) * 0.12,
                               right + (right - left + 1e-9) * 0.12);
    }
    for (QCPAxis *axis : {p->xAxis, p->yAxis}) {
        axis->setBasePen(axis == p->xAxis ? QPen(t.g6, 1) : QPen(Qt::NoPen));
        axis->setTickPen(axis == p->xAxis ? QPen(t.g6, 1) : QPen(Qt::NoPen));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelFont(typeface(Text::Small));
        axis->setTickLabelColor(t.g9);
        axis->setTickLabelPadding(8);
        axis->setLabelFont(typeface(Text::Small));
        axis->setLabelColor(t.g8);
        axis->setLabelPadding(8);
        axis->grid()->setPen(QPen(t.g6, 1));
        axis->grid()->setZeroLinePen(QPen(t.g6, 1));
        axis->grid()->setSubGridVisible(false);
    }
    p->xAxis->grid()->setVisible(false);
    p->xAxis->setLabel(m->xTitle);
    p->yAxis->setLabel(m->yTitle);
    p->legend->setVisible(m->series.size() > 1);
    p->legend->setFont(typeface(Text::Small));
    p->legend->setTextColor(t.g10);
    p->legend->setBrush(t.g3);
    p->legend->setBorderPen(Qt::NoPen);
    p->legend->setIconSize(30, 14);
    // The free corner: under a rising first series the lower right, else the upper right.
    const bool rising = m->series.empty() || m->series[0].y.size() < 2 ||
                        m->series[0].y.back() >= m->series[0].y.front();
    p->axisRect()->insetLayout()->setInsetAlignment(
        0, Qt::AlignRight | (rising ? Qt::AlignBottom : Qt::AlignTop));
    p->replot(QCustomPlot::rpImmediateRefresh);
}

void Plot::changeEvent(QEvent *event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        rebuild();
}

core::Done Plot::save(const QString &path) const {
    const QString ending = QFileInfo(path).suffix().toLower();
    QByteArray bytes;
    if (ending == u"csv") {
        bytes = "series,x,y,low,high\n";
        for (const PlotSeries &s : m->series)
            for (size_t k = 0; k < s.x.size(); ++k) {
                QString name = s.name;
                name.replace(u'"', QStringLiteral("\"\""));
                bytes += '"' + name.toUtf8() + "\"," + QByteArray::number(s.x[k], 'g', 10) + ',' +
                         QByteArray::number(s.y[k], 'g', 10) + ',';
                bytes += k < s.low.size() ? QByteArray::number(s.low[k], 'g', 10) : QByteArray();
                bytes += ',';
                bytes += k < s.high.size() ? QByteArray::number(s.high[k], 'g', 10) : QByteArray();
                bytes += '\n';
            }
    } else if (ending == u"svg" || ending == u"png") {
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        const QSize size = m->plot->size().expandedTo({640, 420});
        if (ending == u"svg") {
            QSvgGenerator generator;
            generator.setOutputDevice(&buffer);
            generator.setSize(size);
            generator.setViewBox(QRect(QPoint(0, 0), size));
            QCPPainter painter(&generator);
            m->plot->toPainter(&painter, size.width(), size.height());
            painter.end();
        } else if (!m->plot->toPixmap(size.width(), size.height(), 2.0).save(&buffer, "PNG")) {
            return core::fail("gui.fileUnwritable", {QFileInfo(path).fileName()});
        }
    } else {
        return core::fail("gui.plotKind", {ending});
    }
    return core::AtomicFile::writeAll(path, bytes);
}

} // namespace lastra::gui
