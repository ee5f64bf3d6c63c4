#include "lastra/compliance/Judgement.h"

#include "Rule.h"

#include <limits>

namespace lastra::compliance {

namespace {

constexpr double kDay = 86400e3;
constexpr double kForever = std::numeric_limits<double>::infinity();
constexpr int kMaxCombinations = 64;

// Where facts that the judging itself needs sit in the vocabulary.
struct Places {
    int root = factIndex(QStringLiteral("content.root"));
    int site = factIndex(QStringLiteral("dest.site"));
    int patientSource = factIndex(QStringLiteral("lineage.patient_source"));
    int dataClass = factIndex(QStringLiteral("dataset.class"));
    int verdict = factIndex(QStringLiteral("anon.verdict"));
    int key = factIndex(QStringLiteral("key.exists"));
    int patientOrigin = factIndex(QStringLiteral("dataset.patient_origin"));
    int personal = factIndex(QStringLiteral("dataset.personal"));
    std::vector<bool> ageless; // intents and declarations: true while they are declared
    Places() : ageless(factNames().size(), false) {
        for (const char *name : {"dest.planned", "use.trial", "use.train", "use.clinical",
                                 "release.intended", "catalogue.intended"})
            ageless[size_t(factIndex(QLatin1String(name)))] = true;
        for (size_t i = 0; i < factNames().size(); ++i)
            if (factNames()[i].startsWith(u"policy."))
                ageless[i] = true;
    }
};

const Places &places() {
    static const Places p;
    return p;
}

// One fact as it stands today, before a row's age limit.
struct Candidate {
    Knowledge knowledge = Knowledge::Unknown;
    const Value *value = nullptr;
    Reason doubt = Reason::FactMissing; // when unknown
    double occurred = -1;               // ms; negative: undated
    double until = kForever;            // ms
    bool byMachine = true;              // observed or fetched
    bool dated = true;                  // an age limit applies
};

class Judge {
public:
    Judge(const Catalogue &catalogue, const Facts &facts, const Now &now)
        : m_catalogue(catalogue), m_facts(facts) {
        m_moment.low = double(now.earliest.toMSecsSinceEpoch());
        m_moment.high = now.open ? kForever : m_moment.low;
        m_moment.pairs = &catalogue.policy.pairs;
        m_seen.resize(factNames().size());
        addPolicy();
        root = text(places().root);
        m_site = text(places().site);
        for (size_t i = 0; i < m_seen.size(); ++i)
            if (m_seen[i].empty())
                resolve(int(i), true);
        derive();
    }

    ControlResult control(int index);
    QString root;

private:
    void addPolicy();
    void resolve(int index, bool bindings);
    void derive();
    QString text(int index);
    Candidate candidate(const Fact &fact, bool bindings) const;
    ControlResult once(const Control &control, std::span<const Candidate> facts) const;

    const Catalogue &m_catalogue;
    const Facts &m_facts;
    Moment m_moment;
    std::vector<std::vector<Candidate>> m_seen; // by fact index; never empty once resolved
    QString m_site;
    Value m_policy[6], m_patientOrigin, m_personal;
};

void Judge::addPolicy() {
    const Policy &p = m_catalogue.policy;
    m_policy[0] = Value(p.countries);
    m_policy[1] = Value(p.kInternal);
    m_policy[2] = Value(p.kRelease);
    m_policy[3] = Value(p.lRelease);
    m_policy[4] = Value(p.labelMinimum);
    m_policy[5] = Value(p.profileDigest);
    static const std::array<int, 6> at = [] {
        std::array<int, 6> made{};
        const char *names[] = {"countries", "k_internal", "k_release",
                               "l_release", "label_min",  "profile_digest"};
        for (size_t i = 0; i < made.size(); ++i)
            made[i] = factIndex(QStringLiteral("policy.") + QLatin1String(names[i]));
        return made;
    }();
    for (size_t i = 0; i < at.size(); ++i) {
        Candidate c;
        c.dated = false;
        if (i != 5 || !p.profileDigest.isEmpty()) {
            c.knowledge = Knowledge::Known;
            c.value = &m_policy[i];
        }
        m_seen[size_t(at[i])] = {c};
    }
}

Candidate Judge::candidate(const Fact &fact, bool bindings) const {
    Candidate c;
    c.byMachine = fact.kind == FactKind::Observed || fact.kind == FactKind::Fetched;
    if (fact.knowledge == Knowledge::Unknown) {
        c.doubt = Reason::NotVerified;
        return c;
    }
    if (fact.occurredAt.isValid())
        c.occurred = double(fact.occurredAt.toMSecsSinceEpoch());
    if (fact.validUntil.isValid())
        c.until = double(fact.validUntil.toMSecsSinceEpoch());
    if (c.occurred > m_moment.high) {
        c.doubt = Reason::FactFromFuture;
        return c;
    }
    if (c.until < kForever && m_moment.high >= c.until) {
        c.doubt = Reason::FactTooOld;
        return c;
    }
    if (bindings &&
        ((!fact.boundRoot.isEmpty() && fact.boundRoot != root) ||
         (!fact.boundSite.isEmpty() && fact.boundSite != m_site) ||
         (!fact.boundProfile.isEmpty() && fact.boundProfile != m_catalogue.policy.profileDigest))) {
        c.doubt = Reason::FactOtherContent;
        return c;
    }
    c.knowledge = fact.knowledge;
    if (fact.knowledge == Knowledge::Known)
        c.value = &fact.value;
    return c;
}

void Judge::resolve(int index, bool bindings) {
    std::vector<Candidate> &into = m_seen[size_t(index)];
    into.clear();
    Candidate doubt;
    bool doubted = false;
    for (const Fact &fact : m_facts.at(index)) {
        Candidate c = candidate(fact, bindings);
        if (fact.isStated() && !m_catalogue.mayState(index, fact.kind, fact.signer)) {
            c = Candidate();
            c.doubt = Reason::NotVerified;
        }
        c.dated = !places().ageless[size_t(index)];
        if (c.knowledge == Knowledge::Unknown) {
            doubt = c;
            doubted = true;
            continue;
        }
        bool merged = false;
        for (Candidate &other : into) {
            if (other.knowledge != c.knowledge || (c.value && !(*other.value == *c.value)))
                continue;
            if (c.occurred > other.occurred) // two sources agree: the later look counts
                other = c;
            merged = true;
        }
        if (!merged)
            into.push_back(c);
    }
    if (into.empty())
        into.push_back(doubted ? doubt : Candidate{});
}

QString Judge::text(int index) {
    resolve(index, false);
    const auto &seen = m_seen[size_t(index)];
    return seen.size() == 1 && seen.front().knowledge == Knowledge::Known ? seen.front().value->text
                                                                          : QString();
}

// Never unknown on purpose: what is not shown to be harmless is a patient's.
void Judge::derive() {
    const auto every = [&](int index, const Value &wanted) {
        for (const Candidate &c : m_seen[size_t(index)])
            if (c.knowledge != Knowledge::Known || !(*c.value == wanted))
                return false;
        return true;
    };
    const Places &at = places();
    m_patientOrigin = Value(!every(at.patientSource, Value("none")));
    m_personal = Value(m_patientOrigin.flag &&
                       !(every(at.dataClass, Value("anonymous")) &&
                         every(at.verdict, Value("anonymous")) && every(at.key, Value(false))));
    Candidate c;
    c.knowledge = Knowledge::Known;
    c.dated = false;
    c.value = &m_patientOrigin;
    m_seen[size_t(at.patientOrigin)] = {c};
    c.value = &m_personal;
    m_seen[size_t(at.personal)] = {c};
}

ControlResult Judge::once(const Control &control, std::span<const Candidate> facts) const {
    const Rule &rule = *control.compiled;
    const size_t n = facts.size();
    SeenFact seen[32];
    Reason doubts[32];
    double expiry[32];
    const double limit = control.validDays * kDay;
    for (size_t i = 0; i < n; ++i) {
        const Candidate &c = facts[i];
        seen[i] = {c.knowledge, c.value};
        doubts[i] = c.doubt;
        expiry[i] = c.until;
        if (c.knowledge == Knowledge::Unknown || limit <= 0 || !c.dated)
            continue;
        // An undated fact cannot show that it is young enough.
        if (c.occurred < 0 || m_moment.high - c.occurred >= limit) {
            seen[i] = {};
            doubts[i] = Reason::FactTooOld;
        } else {
            expiry[i] = std::min(expiry[i], c.occurred + limit);
        }
    }

    ControlResult result;
    const std::span<const SeenFact> view(seen, n);
    const auto because = [&](const std::vector<int> &positions) {
        for (const int p : positions)
            result.because.push_back(quint16(rule.facts()[size_t(p)]));
    };
    const auto settle = [&](State state, Reason reason, const std::vector<int> &positions) {
        result.state = state;
        result.reason = reason;
        because(positions);
    };
    // Unknown, for the first fact among these that is not known.
    const auto doubt = [&](const std::vector<int> &positions, bool absentCounts) {
        std::vector<int> missing;
        Reason reason = Reason::Undecided;
        for (const int p : positions) {
            const Knowledge k = seen[p].knowledge;
            if (k == Knowledge::Known || (k == Knowledge::Absent && !absentCounts))
                continue;
            if (missing.empty())
                reason = k == Knowledge::Absent ? Reason::FactAbsent : doubts[p];
            if (std::find(missing.begin(), missing.end(), p) == missing.end())
                missing.push_back(p);
        }
        settle(State::Unknown, reason, missing.empty() ? positions : missing);
    };

    using Clause = Rule::Clause;
    const Tri applies = rule.evaluate(Clause::Applies, view, m_moment);
    if (applies == Tri::False) {
        settle(State::NotApplicable, Reason::DoesNotApply,
               rule.deciding(Clause::Applies, false, view, m_moment));
        return result;
    }
    const Tri fails = rule.evaluate(Clause::Fail, view, m_moment);
    if (applies == Tri::True && fails == Tri::True) {
        settle(State::Fail, Reason::RuleFails, rule.deciding(Clause::Fail, true, view, m_moment));
    } else if (applies == Tri::Unknown) {
        doubt(rule.mentioned(Clause::Applies), true);
    } else if (std::any_of(rule.needs().begin(), rule.needs().end(),
                           [&](int p) { return seen[p].knowledge != Knowledge::Known; })) {
        doubt(rule.needs(), true);
    } else if (fails == Tri::Unknown) {
        doubt(rule.mentioned(Clause::Fail), true);
    } else if (const Tri unk = rule.evaluate(Clause::Unk, view, m_moment); unk != Tri::False) {
        if (unk == Tri::True)
            settle(State::Unknown, Reason::NotVerified,
                   rule.deciding(Clause::Unk, true, view, m_moment));
        else
            doubt(rule.mentioned(Clause::Unk), true);
    } else if (const Tri attn = rule.evaluate(Clause::Attn, view, m_moment); attn == Tri::Unknown) {
        doubt(rule.mentioned(Clause::Attn), true);
    } else if (attn == Tri::True) {
        settle(State::Attention, Reason::ActSoon,
               rule.deciding(Clause::Attn, true, view, m_moment));
    } else {
        settle(State::Pass, Reason::AllGood, {});
    }

    double machine = kForever, person = kForever;
    for (size_t i = 0; i < n; ++i)
        if (seen[i].knowledge != Knowledge::Unknown && expiry[i] > m_moment.low) {
            double &earliest = facts[i].byMachine ? machine : person;
            earliest = std::min(earliest, expiry[i]);
        }
    for (const Rule::Turn &turn : rule.turns()) {
        const SeenFact &fact = seen[turn.fact];
        if (fact.knowledge != Knowledge::Known)
            continue;
        const double at = double(fact.value->date.toMSecsSinceEpoch()) + turn.offsetDays * kDay;
        double &earliest = facts[size_t(turn.fact)].byMachine ? machine : person;
        if (at > m_moment.low)
            earliest = std::min(earliest, at);
    }
    const auto instant = [](double ms) {
        return ms == kForever ? QDateTime() : QDateTime::fromMSecsSinceEpoch(qint64(ms), Qt::UTC);
    };
    result.nextCheck = instant(machine);
    result.nextPerson = instant(person);
    return result;
}

// Worse states first.
int rank(State state) {
    static constexpr int kRanks[] = {3, 2, 0, 4, 1}; // by State
    return kRanks[int(state)];
}

// Where sources contradict each other, every way to choose among them is judged and the worst
// counts.
ControlResult Judge::control(int index) {
    const Control &control = m_catalogue.controls[size_t(index)];
    const auto &facts = control.compiled->facts();
    ControlResult worst;
    worst.control = index;
    if (facts.size() > 32)
        return worst;
    Candidate chosen[32];
    size_t combinations = 1;
    for (const int fact : facts)
        combinations *= m_seen[size_t(fact)].size();
    if (combinations > kMaxCombinations)
        return worst;
    for (size_t pick = 0; pick < combinations; ++pick) {
        size_t rest = pick;
        for (size_t i = 0; i < facts.size(); ++i) {
            const auto &candidates = m_seen[size_t(facts[i])];
            chosen[i] = candidates[rest % candidates.size()];
            rest /= candidates.size();
        }
        ControlResult result = once(control, {chosen, facts.size()});
        result.control = index;
        if (pick == 0 || rank(result.state) < rank(worst.state))
            worst = std::move(result);
    }
    return worst;
}

void sooner(QDateTime &earliest, const QDateTime &at) {
    if (at.isValid() && (!earliest.isValid() || at < earliest))
        earliest = at;
}

Status statusOf(const Catalogue &catalogue, const std::vector<ControlResult> &results) {
    bool heavyFail = false, heavyUnknown = false, light = false, any = false;
    for (const ControlResult &result : results) {
        if (result.state == State::NotApplicable)
            continue;
        any = true;
        const bool heavy = catalogue.controls[size_t(result.control)].severity != Severity::Minor;
        heavyFail |= heavy && result.state == State::Fail;
        heavyUnknown |= heavy && result.state == State::Unknown;
        light |= result.state != State::Pass;
    }
    if (heavyFail)
        return Status::NotCompliant;
    if (heavyUnknown || !any)
        return Status::Unknown;
    return light ? Status::Attention : Status::Compliant;
}

} // namespace

Now Now::from(const QDateTime &clock, const QDateTime &floor) {
    if (!clock.isValid() || (floor.isValid() && clock < floor))
        return untrusted(floor);
    return trusted(clock);
}

Judgement judge(const Catalogue &catalogue, const Facts &facts, const Now &now) {
    Judge judging(catalogue, facts, now);
    Judgement judgement;
    judgement.at = now.earliest;
    judgement.catalogueStamp = catalogue.stamp;
    judgement.contentRoot = judging.root;
    judgement.results.reserve(catalogue.controls.size());
    for (int i = 0; i < int(catalogue.controls.size()); ++i) {
        const ControlResult &result = judgement.results.emplace_back(judging.control(i));
        ++judgement.counts[size_t(result.state)];
        if (result.state == State::NotApplicable)
            continue;
        sooner(judgement.nextCheck, result.nextCheck);
        sooner(judgement.nextPerson, result.nextPerson);
    }
    judgement.status = statusOf(catalogue, judgement.results);
    return judgement;
}

Status Judgement::statusAt(const QDateTime &when) const {
    const bool good = status == Status::Compliant || status == Status::Attention;
    const auto passed = [&](const QDateTime &at) { return at.isValid() && when >= at; };
    return good && (when < at || passed(nextCheck) || passed(nextPerson)) ? Status::Unknown
                                                                          : status;
}

} // namespace lastra::compliance
