// Trials page: results come in, become numbers, and a case is shown beside its truth.

#include "connect/Slices.h"
#include "connect/TrialWords.h"
#include "lastra/gui/Workbench.h"
#include "parts/Basic.h"

namespace lastra::gui {

namespace {

// Where a body part's tissues and its noise are seen, in HU.
struct Window {
    double low, high, difference;
};
Window windowOf(const trial::Design &design) {
    return design.anatomy == QStringLiteral("head") ? Window{-60, 140, 100}    // brain
                                                    : Window{-1350, 150, 200}; // lung
}

int decimalsFor(double value) {
    const double size = std::abs(value);
    return size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
}

} // namespace

void Workbench::fetchResults(const QString &id) {
    run(
        tr("Fetch trial %1").arg(id), "pull",
        [ws = m_ws, id](core::Work &work) { return workflow::fetchTrial(*ws, id, work); },
        [this, id](core::Result<workflow::TrialState> state) {
            TrialsModel &m = *m_window->trialsModel();
            if (!state) {
                explain(&m, state.error());
                return;
            }
            m.sayNothing();
            refresh();
            if (m.trial != id)
                return;
            m.metrics.clear();
            showTrial(*state);
        });
}

void Workbench::analyse(const workflow::TrialState &t) {
    look([ws = m_ws, id = t.id](core::Work &work) { return workflow::analyseTrial(*ws, id, work); },
         [this, id = t.id, d = t.design](core::Result<trial::Analysis> analysis) {
             TrialsModel &m = *m_window->trialsModel();
             if (m.trial != id)
                 return;
             if (!analysis) {
                 explain(&m, analysis.error());
                 return;
             }
             showAnalysis(d, *analysis);
             // Not every case need be there: the chosen one, else the first that is.
             const auto &table = analysis->table;
             if (!table.empty() && std::none_of(table.begin(), table.end(), [&](const auto &row) {
                     return row.caseId == m.caseId;
                 }))
                 m.caseId = table.front().caseId;
             chooseCase(QString(m.caseId));
             Q_EMIT trialAnalysed(id);
         });
}

void Workbench::showAnalysis(const trial::Design &design, const trial::Analysis &a) {
    TrialsModel &m = *m_window->trialsModel();
    m.metrics.clear();
    m.table.clear();
    m.doseAxis = tr("Dose, mAs per rotation");
    m.logDose = design.doses.size() > 3;
    QHash<QString, QString> arms;
    for (const trial::Arm &arm : trial::armsOf(design))
        arms.insert(arm.id, armWords(design, arm));
    QStringList metrics = a.metrics;
    std::stable_sort(metrics.begin(), metrics.end(), [](const QString &one, const QString &other) {
        return metricChip(one).isEmpty() < metricChip(other).isEmpty();
    });
    for (const QString &metric : metrics) {
        MetricPlot plot;
        plot.name = plot.axis = metricWords(metric);
        plot.chip = metricChip(metric);
        for (const trial::Summary &s : a.summaries) {
            if (s.metric != metric)
                continue;
            if (!s.unit.isEmpty() && s.unit != QStringLiteral("1"))
                plot.axis = tr("%1 (%2)").arg(plot.name, s.unit);
            // One line for each arm that differs in anything but the dose.
            QStringList parts;
            if (design.scanners.size() > 1)
                parts << s.arm.scanner;
            if (design.kVps.size() > 1)
                parts << number(s.arm.kVp, 0) + QStringLiteral(" kV");
            parts << s.arm.kernel;
            const QString name = parts.join(QStringLiteral(", "));
            size_t at = size_t(std::find(plot.series.begin(), plot.series.end(), name) -
                               plot.series.begin());
            if (at == plot.series.size()) {
                plot.series.push_back(name);
                plot.x.emplace_back();
                plot.y.emplace_back();
                plot.low.emplace_back();
                plot.high.emplace_back();
            }
            plot.x[at].push_back(s.arm.mAs);
            plot.y[at].push_back(s.mean);
            plot.low[at].push_back(s.low);
            plot.high[at].push_back(s.high);
            const int decimals = decimalsFor(s.mean);
            m.table.push_back(
                {plot.axis, armWords(design, s.arm), number(s.mean, decimals),
                 s.intervalKnown
                     ? tr("%1 to %2").arg(number(s.low, decimals), number(s.high, decimals))
                     : tr("not known, one patient"),
                 s.n});
        }
        plot.conclusion = tr("Error bars: 95 % confidence interval, Student's t over patients.");
        for (const trial::Difference &d : a.differences) {
            if (d.metric != metric)
                continue;
            const int decimals = decimalsFor(d.mean);
            plot.conclusion += u' ' + tr("%1 minus %2: %3 (%4 to %5), p = %6.")
                                          .arg(arms.value(d.b, d.b), arms.value(d.a, d.a),
                                               number(d.mean, decimals), number(d.low, decimals),
                                               number(d.high, decimals), number(d.p, 3));
            break;
        }
        m.metrics.push_back(std::move(plot));
    }
    m.resultNote =
        tr("%1 of %2 cases").arg(number(qint64(a.casesDone)), number(qint64(a.casesPlanned)));
    Q_EMIT m.changed();
}

void Workbench::chooseCase(const QString &caseId) {
    TrialsModel &m = *m_window->trialsModel();
    if (caseId.isEmpty())
        return;
    m.caseId = caseId;
    look(
        [ws = m_ws, id = m.trial, caseId](core::Work &work) -> core::Result<TrialPictures> {
            LASTRA_TRY(images, workflow::caseImages(*ws, id, caseId, work));
            LASTRA_TRY(state, workflow::trialState(*ws, id));
            const Window window = windowOf(state.design);
            TrialPictures pictures;
            pictures.truth = sliceImage(images.truth, window.low, window.high);
            pictures.simulated = sliceImage(images.simulated, window.low, window.high);
            pictures.difference =
                differenceImage(images.simulated, images.truth, window.difference);
            for (const trial::Case &c : trial::casesOf(state.design))
                if (c.id == caseId)
                    pictures.simulatedCaption =
                        tr("Simulated, %1").arg(armWords(state.design, c.arm));
            pictures.differenceCaption = tr("Difference, ±%1 HU").arg(int(window.difference));
            return pictures;
        },
        [this, id = m.trial, caseId](core::Result<TrialPictures> pictures) {
            TrialsModel &model = *m_window->trialsModel();
            if (model.trial != id || model.caseId != caseId)
                return;
            if (!pictures) {
                explain(&model, pictures.error());
                return;
            }
            model.pictures = std::move(*pictures);
            Q_EMIT model.changed();
            Q_EMIT caseShown(caseId);
        });
}

void Workbench::openCase() {
    const TrialsModel &m = *m_window->trialsModel();
    look([ws = m_ws, id = m.trial, caseId = m.caseId](
             core::Work &work) { return workflow::caseSeries(*ws, id, caseId, work); },
         [this](core::Result<std::vector<dicom::Series>> series) {
             if (!series)
                 explain(m_window->trialsModel(), series.error());
             else
                 showSeries(*series);
         });
}

} // namespace lastra::gui
