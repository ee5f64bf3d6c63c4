#pragma once
// From facts to states, from states to the one status. Pure: no clock, no disk, no network; the
// same input gives the same judgement. Nothing here can fail: what cannot be decided is Unknown.

#include "lastra/compliance/Catalogue.h"
#include "lastra/compliance/Facts.h"

#include <array>

namespace lastra::compliance {

enum class State { Pass, Attention, Fail, NotApplicable, Unknown };
enum class Status { Compliant, Attention, NotCompliant, Unknown };
[[nodiscard]] QString stateKey(State state);                        // "pass"
[[nodiscard]] QString statusKey(Status status);                     // "notCompliant"
[[nodiscard]] QString stateWord(State state, Language language);    // "does not meet"
[[nodiscard]] QString statusWord(Status status, Language language); // "not compliant"

// When "now" is: one instant with a clock that can be believed, else any time from `earliest` on
// (the latest time seen in the log, in an anchor or from an authenticated server).
struct Now {
    QDateTime earliest;
    bool open = false; // true: [earliest, infinity)

    [[nodiscard]] static Now trusted(QDateTime at) { return {at.toUTC(), false}; }
    [[nodiscard]] static Now untrusted(QDateTime floor) { return {floor.toUTC(), true}; }
    // The computer's clock against the floor: behind it, the clock is not believed.
    [[nodiscard]] static Now from(const QDateTime &clock, const QDateTime &floor);
};

// Why a control is in its state.
enum class Reason {
    AllGood,
    DoesNotApply,
    RuleFails,   // the rule's `fail` holds
    ActSoon,     // its `attn` holds
    FactMissing, // nobody has looked
    FactAbsent,  // looked for, not there, and needed
    FactTooOld,  // older than the row's days or past its own end
    FactFromFuture,
    FactOtherContent, // bound to other bytes, another profile or another site
    NotVerified,      // the rule's `unk` holds
    Undecided         // facts are there but the rule cannot be decided with them
};
[[nodiscard]] QString reasonKey(Reason reason); // "fact_missing": closed list, also `why` of audit

struct ControlResult {
    int control = 0; // index into Catalogue::controls
    State state = State::Unknown;
    Reason reason = Reason::Undecided;
    std::vector<quint16> because; // fact indices the reason is about
    QDateTime nextCheck;          // when an automatic look is due; invalid: none
    QDateTime nextPerson;         // when a person is needed; invalid: none
};

struct Judgement {
    Status status = Status::Unknown;
    std::array<int, 5> counts{};        // by State
    std::vector<ControlResult> results; // one per catalogue row, same order
    QDateTime at;
    QDateTime nextCheck, nextPerson; // earliest over applicable rows
    QString catalogueStamp;
    QString contentRoot;

    [[nodiscard]] int count(State state) const { return counts[size_t(state)]; }
    // The status as it reads at a later time: green and amber decay to Unknown after nextCheck.
    [[nodiscard]] Status statusAt(const QDateTime &when) const;
    // "47 meet, 0 attention, 0 fail, 0 not known, 23 not applicable, of 70"
    [[nodiscard]] QString countsIn(Language language) const;
};

[[nodiscard]] Judgement judge(const Catalogue &catalogue, const Facts &facts, const Now &now);

// One control's reason as a sentence naming the facts behind it.
[[nodiscard]] QString explain(const Catalogue &catalogue, const ControlResult &result,
                              Language language);
// A fact's name in words: "scan.coverage" -> "share of instances scanned".
[[nodiscard]] QString factWords(int index, Language language);

// Everything a judgement says, for --json, the report and the store; byte for byte repeatable.
[[nodiscard]] QJsonObject toJson(const Catalogue &catalogue, const Judgement &judgement);

} // namespace lastra::compliance
