#include "lastra/compliance/Judgement.h"

#include <QJsonArray>

namespace lastra::compliance {

QJsonObject toJson(const Catalogue &catalogue, const Judgement &judgement) {
    const auto stamp = [](const QDateTime &at) {
        return at.isValid() ? QJsonValue(at.toString(Qt::ISODate)) : QJsonValue();
    };
    QJsonArray rows;
    for (const ControlResult &result : judgement.results) {
        QJsonArray because;
        for (const quint16 fact : result.because)
            because.append(factNames()[fact]);
        rows.append(
            QJsonObject{{QStringLiteral("id"), catalogue.controls[size_t(result.control)].id},
                        {QStringLiteral("state"), stateKey(result.state)},
                        {QStringLiteral("reason"), reasonKey(result.reason)},
                        {QStringLiteral("why"), explain(catalogue, result, Language::English)},
                        {QStringLiteral("because"), because},
                        {QStringLiteral("nextCheck"), stamp(result.nextCheck)},
                        {QStringLiteral("nextPerson"), stamp(result.nextPerson)}});
    }
    QJsonObject counts;
    for (int s = 0; s < 5; ++s)
        counts.insert(stateKey(State(s)), judgement.counts[size_t(s)]);
    return {{QStringLiteral("status"), statusKey(judgement.status)},
            {QStringLiteral("asOf"), stamp(judgement.at)},
            {QStringLiteral("counts"), counts},
            {QStringLiteral("nextCheck"), stamp(judgement.nextCheck)},
            {QStringLiteral("nextPerson"), stamp(judgement.nextPerson)},
            {QStringLiteral("catalogue"), judgement.catalogueStamp},
            {QStringLiteral("contentRoot"), judgement.contentRoot},
            {QStringLiteral("controls"), rows}};
}

} // namespace lastra::compliance
