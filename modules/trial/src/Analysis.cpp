#include "lastra/trial/Analysis.h"

#include "lastra/core/Json.h"

#include <QDirIterator>
#include <QFileInfo>

#include <gsl/gsl_cdf.h>

#include <cmath>
#include <map>

namespace lastra::trial {
namespace {

using core::fail;
using core::Result;

struct Spread {
    int n = 0;
    double mean = 0, sd = 0, half = 0; // half width of the 95 % interval
};

Spread spreadOf(const std::vector<double> &values) {
    Spread s;
    s.n = int(values.size());
    for (const double v : values)
        s.mean += v / s.n;
    if (s.n < 2)
        return s;
    double squares = 0;
    for (const double v : values)
        squares += (v - s.mean) * (v - s.mean);
    s.sd = std::sqrt(squares / (s.n - 1));
    s.half = gsl_cdf_tdist_Pinv(0.975, s.n - 1) * s.sd / std::sqrt(double(s.n));
    return s;
}

QString quoted(QString text) {
    if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n'))
        return text;
    return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

} // namespace

Result<Analysis> analyse(const Design &design, const QString &folder) {
    std::map<QString, Case> planned;
    for (Case &c : casesOf(design))
        planned.emplace(c.id, std::move(c));
    std::vector<Measurement> table;
    std::map<QString, bool> seen;
    QStringList files;
    QDirIterator iterator(folder, {QStringLiteral("result.json")}, QDir::Files,
                          QDirIterator::Subdirectories);
    while (iterator.hasNext())
        files << iterator.next();
    files.sort();
    for (const QString &file : files) {
        LASTRA_TRY(json, core::readJsonObject(file));
        const QString id = json[QLatin1String("caseId")].toString();
        const auto found = planned.find(id);
        if (found == planned.end() || seen[id])
            continue; // of another trial, or a second copy
        seen[id] = true;
        const QJsonObject metrics = json[QLatin1String("metrics")].toObject();
        if (metrics.isEmpty())
            return fail("trial.resultInvalid", {id});
        for (auto it = metrics.begin(); it != metrics.end(); ++it) {
            const QJsonObject row = it->toObject();
            const QJsonValue value = it->isDouble() ? *it : row[QLatin1String("value")];
            if (!value.isDouble())
                continue; // a metric this case could not have (no nodule): no row
            table.push_back({id, found->second.arm.id, it.key(),
                             row[QLatin1String("unit")].toString(), found->second.patient,
                             value.toDouble()});
        }
    }
    if (table.empty())
        return fail("trial.noResults", {QFileInfo(folder).fileName()});
    return summarise(design, std::move(table));
}

Analysis summarise(const Design &design, std::vector<Measurement> table) {
    Analysis analysis;
    analysis.casesPlanned = int(design.cases());
    const std::vector<Arm> arms = armsOf(design);
    // metric, arm, patient -> values over realisations
    std::map<QString, std::map<QString, std::map<int, std::vector<double>>>> grouped;
    QHash<QString, QString> units;
    QStringList cases;
    for (const Measurement &m : table) {
        if (!analysis.metrics.contains(m.metric))
            analysis.metrics << m.metric;
        if (!cases.contains(m.caseId))
            cases << m.caseId;
        units.insert(m.metric, m.unit);
        grouped[m.metric][m.armId][m.patient].push_back(m.value);
    }
    analysis.casesDone = int(cases.size());
    const auto ofPatients = [](const std::map<int, std::vector<double>> &patients) {
        std::map<int, double> means;
        for (const auto &[patient, values] : patients)
            means[patient] = spreadOf(values).mean;
        return means;
    };
    for (const QString &metric : analysis.metrics) {
        for (const Arm &arm : arms) {
            const std::map<int, double> means = ofPatients(grouped[metric][arm.id]);
            std::vector<double> values;
            for (const auto &[patient, value] : means)
                values.push_back(value);
            if (values.empty())
                continue;
            const Spread s = spreadOf(values);
            analysis.summaries.push_back({metric, units[metric], arm, s.n, s.mean, s.sd,
                                          s.mean - s.half, s.mean + s.half, s.n >= 2});
        }
        const std::map<int, double> first = ofPatients(grouped[metric][arms.front().id]);
        for (size_t i = 1; i < arms.size(); ++i) {
            std::vector<double> differences;
            for (const auto &[patient, value] : ofPatients(grouped[metric][arms[i].id]))
                if (const auto other = first.find(patient); other != first.end())
                    differences.push_back(value - other->second);
            if (differences.size() < 2)
                continue;
            const Spread s = spreadOf(differences);
            const double error = s.sd / std::sqrt(double(s.n));
            const double p = error > 0     ? 2 * gsl_cdf_tdist_Q(std::abs(s.mean) / error, s.n - 1)
                             : s.mean == 0 ? 1.0
                                           : 0.0;
            analysis.differences.push_back({metric, units[metric], arms.front().id, arms[i].id, s.n,
                                            s.mean, s.mean - s.half, s.mean + s.half, p});
        }
    }
    analysis.table = std::move(table);
    return analysis;
}

QByteArray Analysis::toCsv() const {
    QString text = QStringLiteral("case,arm,patient,metric,value,unit\r\n");
    for (const Measurement &m : table)
        text += QStringLiteral("%1,%2,%3,%4,%5,%6\r\n")
                    .arg(quoted(m.caseId), quoted(m.armId), QString::number(m.patient + 1),
                         quoted(m.metric), QString::number(m.value, 'g', 17), quoted(m.unit));
    return text.toUtf8();
}

QJsonObject Analysis::toJson() const {
    QJsonArray summaryRows, differenceRows;
    for (const Summary &s : summaries) {
        QJsonObject row{
            {QStringLiteral("metric"), s.metric}, {QStringLiteral("unit"), s.unit},
            {QStringLiteral("arm"), s.arm.id},    {QStringLiteral("label"), s.arm.label()},
            {QStringLiteral("n"), s.n},           {QStringLiteral("mean"), s.mean}};
        if (s.intervalKnown) {
            row.insert(QStringLiteral("low"), s.low);
            row.insert(QStringLiteral("high"), s.high);
        }
        summaryRows.append(row);
    }
    for (const Difference &d : differences)
        differenceRows.append(QJsonObject{{QStringLiteral("metric"), d.metric},
                                          {QStringLiteral("from"), d.a},
                                          {QStringLiteral("to"), d.b},
                                          {QStringLiteral("n"), d.n},
                                          {QStringLiteral("mean"), d.mean},
                                          {QStringLiteral("low"), d.low},
                                          {QStringLiteral("high"), d.high},
                                          {QStringLiteral("p"), d.p}});
    return {{QStringLiteral("casesDone"), casesDone},
            {QStringLiteral("casesPlanned"), casesPlanned},
            {QStringLiteral("interval"), QStringLiteral("95 %, Student's t over patients")},
            {QStringLiteral("summaries"), summaryRows},
            {QStringLiteral("differences"), differenceRows}};
}

} // namespace lastra::trial
