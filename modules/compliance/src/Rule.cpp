#include "Rule.h"

#include <limits>

namespace lastra::compliance {

namespace {

constexpr double kDay = 86400e3; // milliseconds

Tri tri(bool b) {
    return b ? Tri::True : Tri::False;
}
Tri opposite(Tri t) {
    return t == Tri::Unknown ? t : tri(t == Tri::False);
}

} // namespace

// A value that may be unknown; numbers and times are ranges because `now` is one.
struct Rule::Operand {
    bool known = false;
    double low = 0, high = 0;
    const Value *value = nullptr;
};

Rule::Operand Rule::operand(int index, std::span<const SeenFact> seen, const Moment &now) const {
    const Node &node = m_nodes[size_t(index)];
    const auto ofValue = [](const Value &value) {
        Operand o{true, 0, 0, &value};
        if (value.type == Value::Type::Number)
            o.low = o.high = value.number;
        else if (value.type == Value::Type::Date)
            o.low = o.high = double(value.date.toMSecsSinceEpoch());
        return o;
    };
    switch (node.op) {
    case Op::Literal:
        return ofValue(node.literal);
    case Op::Now:
        return {true, now.low, now.high, nullptr};
    case Op::Fact: {
        const SeenFact &fact = seen[size_t(node.fact)];
        return fact.knowledge == Knowledge::Known ? ofValue(*fact.value) : Operand{};
    }
    case Op::DaysTo:
    case Op::AgeDays: {
        const Operand date = operand(node.left, seen, now);
        if (!date.known)
            return {};
        if (node.op == Op::DaysTo)
            return {true, (date.low - now.high) / kDay, (date.high - now.low) / kDay, nullptr};
        return {true, (now.low - date.high) / kDay, (now.high - date.low) / kDay, nullptr};
    }
    default:
        return {};
    }
}

Tri Rule::truth(int index, std::span<const SeenFact> seen, const Moment &now) const {
    const Node &node = m_nodes[size_t(index)];
    switch (node.op) {
    case Op::Or: {
        const Tri a = truth(node.left, seen, now);
        if (a == Tri::True)
            return a;
        const Tri b = truth(node.right, seen, now);
        return b == Tri::True ? b : (a == Tri::Unknown ? a : b);
    }
    case Op::And: {
        const Tri a = truth(node.left, seen, now);
        if (a == Tri::False)
            return a;
        const Tri b = truth(node.right, seen, now);
        return b == Tri::False ? b : (a == Tri::Unknown ? a : b);
    }
    case Op::Not:
        return opposite(truth(node.left, seen, now));
    case Op::Absent: {
        const Knowledge k = seen[size_t(m_nodes[size_t(node.left)].fact)].knowledge;
        return k == Knowledge::Unknown ? Tri::Unknown : tri(k == Knowledge::Absent);
    }
    case Op::Fact: {
        const SeenFact &fact = seen[size_t(node.fact)];
        return fact.knowledge == Knowledge::Known ? tri(fact.value->flag) : Tri::Unknown;
    }
    case Op::Literal:
        return tri(node.literal.flag);
    default:
        break;
    }
    // A truth value compared with a truth value.
    if (node.op == Op::Equal || node.op == Op::NotEqual) {
        const Node &a = m_nodes[size_t(node.left)];
        const bool truths = a.op == Op::Or || a.op == Op::And || a.op == Op::Not ||
                            a.op == Op::Absent || (a.op >= Op::Equal && a.op <= Op::PairOk);
        if (truths) {
            const Tri x = truth(node.left, seen, now), y = truth(node.right, seen, now);
            if (x == Tri::Unknown || y == Tri::Unknown)
                return Tri::Unknown;
            return tri((x == y) == (node.op == Op::Equal));
        }
    }
    const Operand a = operand(node.left, seen, now);
    const Operand b = operand(node.right, seen, now);
    if (!a.known || !b.known)
        return Tri::Unknown;
    switch (node.op) {
    case Op::Contains:
        return tri(a.value->list.contains(b.value->text));
    case Op::InList:
        return tri(b.value->list.contains(a.value->text));
    case Op::Subset:
        for (const QString &item : a.value->list)
            if (!b.value->list.contains(item))
                return Tri::False;
        return Tri::True;
    case Op::PairOk:
        for (const auto &[ground, condition] : *now.pairs)
            if (ground == a.value->text && condition == b.value->text)
                return Tri::True;
        return Tri::False;
    case Op::Equal:
    case Op::NotEqual: {
        Tri same = Tri::Unknown;
        if (a.value && b.value && a.value->type != Value::Type::Number &&
            a.value->type != Value::Type::Date)
            same = tri(a.value->type == Value::Type::Bool ? a.value->flag == b.value->flag
                                                          : a.value->text == b.value->text);
        else if (a.high < b.low || b.high < a.low)
            same = Tri::False;
        else if (a.low == a.high && b.low == b.high)
            same = Tri::True;
        return node.op == Op::Equal ? same : opposite(same);
    }
    case Op::Less:
        return a.high < b.low ? Tri::True : (a.low >= b.high ? Tri::False : Tri::Unknown);
    case Op::LessEqual:
        return a.high <= b.low ? Tri::True : (a.low > b.high ? Tri::False : Tri::Unknown);
    case Op::Greater:
        return a.low > b.high ? Tri::True : (a.high <= b.low ? Tri::False : Tri::Unknown);
    case Op::GreaterEqual:
        return a.low >= b.high ? Tri::True : (a.high < b.low ? Tri::False : Tri::Unknown);
    default:
        return Tri::Unknown;
    }
}

Tri Rule::evaluate(Clause clause, std::span<const SeenFact> seen, const Moment &now) const {
    const int root = m_roots[int(clause)];
    return root < 0 ? tri(clause == Clause::Applies) : truth(root, seen, now);
}

const std::vector<int> &Rule::mentioned(Clause clause) const {
    return m_mentioned[int(clause)];
}

void Rule::collect(int index, std::vector<int> &into) const {
    const Node &node = m_nodes[size_t(index)];
    if (node.op == Op::Fact && std::find(into.begin(), into.end(), node.fact) == into.end())
        into.push_back(node.fact);
    for (const int child : {node.left, node.right})
        if (child >= 0)
            collect(child, into);
}

void Rule::decide(int index, bool outcome, std::span<const SeenFact> seen, const Moment &now,
                  std::vector<int> &into) const {
    const Node &node = m_nodes[size_t(index)];
    switch (node.op) {
    case Op::Not:
        decide(node.left, !outcome, seen, now, into);
        return;
    case Op::Or:
    case Op::And:
        for (const int child : {node.left, node.right})
            if (truth(child, seen, now) == tri(outcome))
                decide(child, outcome, seen, now, into);
        return;
    default:
        collect(index, into);
    }
}

std::vector<int> Rule::deciding(Clause clause, bool outcome, std::span<const SeenFact> seen,
                                const Moment &now) const {
    std::vector<int> positions;
    if (m_roots[int(clause)] >= 0)
        decide(m_roots[int(clause)], outcome, seen, now, positions);
    return positions;
}

} // namespace lastra::compliance
