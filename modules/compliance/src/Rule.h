#pragma once
// One row's rule, compiled: clauses `applies`, `needs`, `fail`, `unk`, `attn` over a small
// three-valued language (README.md). Types are checked when it is compiled.

#include "lastra/compliance/Facts.h"

#include <span>

namespace lastra::compliance {

enum class Tri : signed char { False, True, Unknown };

// One fact as a rule sees it, after validity, binding and age.
struct SeenFact {
    Knowledge knowledge = Knowledge::Unknown;
    const Value *value = nullptr;
};

using Pairs = std::vector<std::pair<QString, QString>>;

// When it is judged, [low, high] in milliseconds since 1970 (high is infinite when the clock is not
// believed), and the policy's pairs of Art. 6 ground and Art. 9 condition.
struct Moment {
    double low = 0, high = 0;
    const Pairs *pairs = nullptr;
};

class Rule {
public:
    // "compliance.ruleInvalid" [row, word].
    [[nodiscard]] static core::Result<std::shared_ptr<const Rule>> compile(const QString &row,
                                                                           const QString &text);

    enum class Clause { Applies, Fail, Unk, Attn };
    // An absent clause: true for Applies, false for the others. `seen` is by position in facts().
    [[nodiscard]] Tri evaluate(Clause clause, std::span<const SeenFact> seen,
                               const Moment &now) const;
    // Positions of the facts that make a clause true (or false).
    [[nodiscard]] std::vector<int>
    deciding(Clause clause, bool outcome, std::span<const SeenFact> seen, const Moment &now) const;
    [[nodiscard]] const std::vector<int> &mentioned(Clause clause) const;

    // Fact indices the rule mentions; everything else here counts positions in this list.
    [[nodiscard]] const std::vector<int> &facts() const { return m_facts; }
    [[nodiscard]] const std::vector<int> &needs() const { return m_needs; }

    // A comparison whose answer changes by itself at (date of fact + offsetDays).
    struct Turn {
        int fact = 0;
        double offsetDays = 0;
    };
    [[nodiscard]] const std::vector<Turn> &turns() const { return m_turns; }

private:
    friend class RuleParser;
    enum class Op : unsigned char {
        Or,
        And,
        Not,
        Equal,
        NotEqual,
        Less,
        LessEqual,
        Greater,
        GreaterEqual,
        Absent,
        Contains,
        Subset,
        InList,
        PairOk,
        DaysTo,
        AgeDays,
        Fact,
        Literal,
        Now
    };
    struct Node {
        Op op = Op::Literal;
        int left = -1, right = -1; // nodes
        int fact = -1;             // position in m_facts
        Value literal;
    };
    struct Operand;
    [[nodiscard]] Tri truth(int node, std::span<const SeenFact> seen, const Moment &now) const;
    [[nodiscard]] Operand operand(int node, std::span<const SeenFact> seen,
                                  const Moment &now) const;
    void collect(int node, std::vector<int> &into) const;
    void decide(int node, bool outcome, std::span<const SeenFact> seen, const Moment &now,
                std::vector<int> &into) const;

    std::vector<Node> m_nodes;
    int m_roots[4] = {-1, -1, -1, -1};
    std::vector<int> m_mentioned[4];
    std::vector<int> m_facts, m_needs;
    std::vector<Turn> m_turns;
};

} // namespace lastra::compliance
