#pragma once
// What would be true if the button were pressed. Fails closed: anything that is not surely right
// keeps the gate shut and says which row, whose turn it is and what to do.

#include "lastra/compliance/Judgement.h"

namespace lastra::compliance {

enum class GateState {
    Open,
    Acknowledge, // open after one click that is logged
    Shut,
    Unknown, // shut as well: something is not known
    NotAsked // nobody intends this; only in gatesOf()
};
[[nodiscard]] QString gateStateKey(GateState state);                     // "acknowledge"
[[nodiscard]] QString gateStateWord(GateState state, Language language); // "open after a click"
[[nodiscard]] QString gateWord(Gate gate, Language language);            // "upload to the archive"

struct Blocking {
    int control = 0; // index into Catalogue::controls
    State state = State::Unknown;
    Reason reason = Reason::Undecided;
    QString id, title, why, next, responsible; // in the language asked for
};

struct GateDecision {
    Gate gate = Gate::Upload;
    GateState state = GateState::Unknown;
    std::vector<Blocking> blocking; // fails first, then unknown, then attention; critical first
    QDateTime at;
    QString catalogueStamp, contentRoot;

    // True for Open, and for Acknowledge once the person has said so.
    [[nodiscard]] bool mayPass(bool acknowledged) const {
        return state == GateState::Open || (state == GateState::Acknowledge && acknowledged);
    }
};

// leavesComputer: a trial or training that runs on this computer moves nothing anywhere, so
// `dest.planned` is not set for it. Upload always sets it.
[[nodiscard]] GateDecision decide(Gate gate, const Catalogue &catalogue, const Facts &facts,
                                  const Now &now, Language language = Language::English,
                                  bool leavesComputer = true);
// All five for the row of dots; NotAsked where the intent is known to be "no".
[[nodiscard]] std::array<GateDecision, kGateCount> gatesOf(const Catalogue &catalogue,
                                                           const Facts &facts, const Now &now,
                                                           Language language = Language::English);

[[nodiscard]] QJsonObject toJson(const GateDecision &decision);

} // namespace lastra::compliance
