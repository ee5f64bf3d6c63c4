#include "lastra/compliance/GateDecision.h"

#include <QJsonArray>

namespace lastra::compliance {

namespace {

const char *intentOf(Gate gate) {
    static constexpr const char *kIntents[] = {"dest.planned", "use.trial", "use.train",
                                               "release.intended", "catalogue.intended"};
    return kIntents[int(gate)];
}

// The intent alone, whatever was declared before.
void intend(Facts &facts, const char *name) {
    facts.forget(QLatin1String(name));
    facts.set(QLatin1String(name), true, QStringLiteral("lastra.gate"));
}

int order(State state) {
    return state == State::Fail ? 0 : state == State::Unknown ? 1 : 2;
}

} // namespace

GateDecision decide(Gate gate, const Catalogue &catalogue, const Facts &facts, const Now &now,
                    Language language, bool leavesComputer) {
    Facts asked = facts;
    intend(asked, intentOf(gate));
    if (gate == Gate::Trial && leavesComputer)
        intend(asked, intentOf(Gate::Upload));
    const Judgement judgement = judge(catalogue, asked, now);

    GateDecision decision;
    decision.gate = gate;
    decision.at = judgement.at;
    decision.catalogueStamp = judgement.catalogueStamp;
    decision.contentRoot = judgement.contentRoot;
    bool rows = false, fail = false, unknown = false;
    for (const ControlResult &result : judgement.results) {
        const Control &control = catalogue.controls[size_t(result.control)];
        if (!control.blocks(gate))
            continue;
        rows = true;
        if (result.state == State::Pass || result.state == State::NotApplicable)
            continue;
        fail |= result.state == State::Fail;
        unknown |= result.state == State::Unknown;
        decision.blocking.push_back({result.control, result.state, result.reason, control.id,
                                     control.titleIn(language),
                                     explain(catalogue, result, language), control.nextIn(language),
                                     control.responsibleIn(language)});
    }
    std::stable_sort(decision.blocking.begin(), decision.blocking.end(),
                     [&](const Blocking &a, const Blocking &b) {
                         if (order(a.state) != order(b.state))
                             return order(a.state) < order(b.state);
                         return catalogue.controls[size_t(a.control)].severity >
                                catalogue.controls[size_t(b.control)].severity;
                     });
    if (fail)
        decision.state = GateState::Shut;
    else if (unknown || !rows)
        decision.state = GateState::Unknown;
    else
        decision.state = decision.blocking.empty() ? GateState::Open : GateState::Acknowledge;
    return decision;
}

std::array<GateDecision, kGateCount> gatesOf(const Catalogue &catalogue, const Facts &facts,
                                             const Now &now, Language language) {
    std::array<GateDecision, kGateCount> gates;
    for (int i = 0; i < kGateCount; ++i) {
        gates[size_t(i)] = decide(Gate(i), catalogue, facts, now, language);
        const Fact *intent = facts.find(QLatin1String(intentOf(Gate(i))));
        if (intent && intent->knowledge == Knowledge::Known && !intent->value.flag)
            gates[size_t(i)].state = GateState::NotAsked;
    }
    return gates;
}

QJsonObject toJson(const GateDecision &decision) {
    QJsonArray rows;
    for (const Blocking &row : decision.blocking)
        rows.append(QJsonObject{{QStringLiteral("id"), row.id},
                                {QStringLiteral("title"), row.title},
                                {QStringLiteral("state"), stateKey(row.state)},
                                {QStringLiteral("reason"), reasonKey(row.reason)},
                                {QStringLiteral("why"), row.why},
                                {QStringLiteral("next"), row.next},
                                {QStringLiteral("waitingFor"), row.responsible}});
    return {{QStringLiteral("gate"), gateKey(decision.gate)},
            {QStringLiteral("state"), gateStateKey(decision.state)},
            {QStringLiteral("asOf"), decision.at.toString(Qt::ISODate)},
            {QStringLiteral("catalogue"), decision.catalogueStamp},
            {QStringLiteral("contentRoot"), decision.contentRoot},
            {QStringLiteral("blocking"), rows}};
}

} // namespace lastra::compliance
