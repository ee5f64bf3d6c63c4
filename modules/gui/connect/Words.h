#pragma once
// From workflow's values to what the pages show.

#include "lastra/gui/PageModels.h"

#include "lastra/workflow/Datasets.h"

namespace lastra::gui {

[[nodiscard]] inline Status statusOf(compliance::Status s) {
    switch (s) {
    case compliance::Status::Compliant:
        return Status::Meets;
    case compliance::Status::Attention:
        return Status::Attention;
    case compliance::Status::NotCompliant:
        return Status::Fails;
    case compliance::Status::Unknown:
        return Status::Unknown;
    }
    return Status::Unknown;
}

[[nodiscard]] inline Status statusOf(compliance::State s) {
    switch (s) {
    case compliance::State::Pass:
        return Status::Meets;
    case compliance::State::Attention:
        return Status::Attention;
    case compliance::State::Fail:
        return Status::Fails;
    case compliance::State::NotApplicable:
        return Status::NotApplicable;
    case compliance::State::Unknown:
        return Status::Unknown;
    }
    return Status::Unknown;
}

[[nodiscard]] inline GateState gateOf(compliance::GateState s) {
    switch (s) {
    case compliance::GateState::Open:
        return GateState::Open;
    case compliance::GateState::Acknowledge:
        return GateState::Acknowledge;
    case compliance::GateState::Shut:
        return GateState::Shut;
    case compliance::GateState::Unknown:
        return GateState::Unknown;
    case compliance::GateState::NotAsked:
        return GateState::NotAsked;
    }
    return GateState::Unknown;
}

[[nodiscard]] inline GateStates gatesOf(const workflow::Gates &gates) {
    GateStates states{};
    for (size_t i = 0; i < states.size(); ++i)
        states[i] = gateOf(gates[i].state);
    return states;
}

// What stands in the way of each gate, counted; empty where the state says all.
[[nodiscard]] std::array<QString, 5> gateWordsOf(const workflow::Gates &gates);

// When a person is needed next, in words, with the tone it is said in.
struct Expiry {
    QString text;
    Tone tone = Tone::Hint;
    bool soon = false;
};
[[nodiscard]] Expiry expiryOf(const QDateTime &when, Status status, const QDateTime &now);
// What a person knows the project or dataset by. Those that the program makes by itself carry its
// words in the interface's language, all others their own.
[[nodiscard]] QString projectWord(const workflow::ProjectRow &row);
[[nodiscard]] QString datasetWord(const archive::Dataset &dataset);
// "9f2c…7a41" of a digest with or without its algorithm.
[[nodiscard]] QString shortDigest(const QString &digest);

} // namespace lastra::gui
