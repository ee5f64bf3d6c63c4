#include "RuleParser.h"

#include <QRegularExpression>

namespace lastra::compliance {

namespace {
constexpr const char *kClauses[] = {"applies", "needs", "fail", "unk", "attn"};
constexpr int kNeeds = 1;
constexpr int kMaxDepth = 40;

int rootOf(int clause) {
    return clause == 0 ? 0 : clause - 1; // `needs` has no expression
}
} // namespace

core::Result<std::shared_ptr<const Rule>> Rule::compile(const QString &row, const QString &text) {
    return RuleParser(row, text).parse();
}

core::Result<std::shared_ptr<const Rule>> RuleParser::parse() {
    if (tokenize())
        while (clause() && take(";")) {
        }
    if (m_badWord.isEmpty() && peek().kind != Kind::End)
        bad(peek().text);
    if (m_badWord.isEmpty() && m_rule->m_needs.empty())
        bad(QStringLiteral("needs"));
    if (!m_badWord.isEmpty())
        return core::fail("compliance.ruleInvalid", {m_row, m_badWord});
    for (int root = 0; root < 4; ++root)
        if (m_rule->m_roots[root] >= 0)
            m_rule->collect(m_rule->m_roots[root], m_rule->m_mentioned[root]);
    return std::shared_ptr<const Rule>(m_rule);
}

bool RuleParser::tokenize() {
    static const QRegularExpression token(QStringLiteral(
        R"(\s*(?:([a-z]+\.[a-z0-9_]+)|([a-z_]+)|'([^']*)'|([0-9]+(?:\.[0-9]+)?)|(==|!=|<=|>=|[<>();:,])))"));
    for (qsizetype at = 0; at < m_text.size();) {
        if (QStringView(m_text).mid(at).trimmed().isEmpty())
            break;
        const auto match = token.match(m_text, at, QRegularExpression::NormalMatch,
                                       QRegularExpression::AnchorAtOffsetMatchOption);
        if (!match.hasMatch()) {
            bad(m_text.mid(at, 12).trimmed());
            return false;
        }
        static constexpr Kind kKinds[] = {Kind::Name, Kind::Word, Kind::Text, Kind::Number,
                                          Kind::Symbol};
        const int group = match.lastCapturedIndex();
        m_tokens.push_back({kKinds[group - 1], match.captured(group)});
        at = match.capturedEnd();
    }
    m_tokens.push_back({});
    return true;
}

bool RuleParser::take(const char *text) {
    const Token &token = peek();
    if ((token.kind != Kind::Symbol && token.kind != Kind::Word) ||
        token.text != QLatin1String(text))
        return false;
    ++m_at;
    return true;
}

bool RuleParser::clause() {
    int which = 0;
    while (which < 5 && !take(kClauses[which]))
        ++which;
    if (which == 5 || m_seen[which] || !take(":")) {
        bad(peek().text);
        return false;
    }
    m_seen[which] = true;
    if (which == kNeeds) {
        do {
            const int node = peek().kind == Kind::Name ? fact(m_tokens[m_at++].text) : -1;
            if (node < 0) {
                bad(peek().text);
                return false;
            }
            m_rule->m_needs.push_back(m_rule->m_nodes[size_t(node)].fact);
        } while (take(","));
        return true;
    }
    const int root = expression();
    if (typeOf(root) != Type::Truth) {
        bad(QLatin1String(kClauses[which]));
        return false;
    }
    m_rule->m_roots[rootOf(which)] = root;
    return true;
}

int RuleParser::expression() {
    if (++m_depth > kMaxDepth)
        return bad(QStringLiteral("("));
    int left = conjunction();
    while (left >= 0 && take("or")) {
        const int right = conjunction();
        if (typeOf(left) != Type::Truth || typeOf(right) != Type::Truth)
            return bad(QStringLiteral("or"));
        left = add({Op::Or, left, right, -1, {}}, Type::Truth);
    }
    --m_depth;
    return left;
}

int RuleParser::conjunction() {
    int left = negation();
    while (left >= 0 && take("and")) {
        const int right = negation();
        if (typeOf(left) != Type::Truth || typeOf(right) != Type::Truth)
            return bad(QStringLiteral("and"));
        left = add({Op::And, left, right, -1, {}}, Type::Truth);
    }
    return left;
}

int RuleParser::negation() {
    if (!take("not"))
        return comparison();
    if (++m_depth > kMaxDepth)
        return bad(QStringLiteral("not"));
    const int inner = negation();
    --m_depth;
    if (typeOf(inner) != Type::Truth)
        return bad(QStringLiteral("not"));
    return add({Op::Not, inner, -1, -1, {}}, Type::Truth);
}

int RuleParser::comparison() {
    static constexpr std::pair<const char *, Op> kOps[] = {
        {"==", Op::Equal},     {"!=", Op::NotEqual}, {"<", Op::Less},
        {"<=", Op::LessEqual}, {">", Op::Greater},   {">=", Op::GreaterEqual}};
    const int left = primary();
    for (const auto &[text, op] : kOps) {
        if (left < 0 || !take(text))
            continue;
        const int right = primary();
        const Type type = typeOf(left);
        const bool ordered = op != Op::Equal && op != Op::NotEqual;
        if (right < 0 || type != typeOf(right) || type == Type::List ||
            (ordered && type != Type::Number && type != Type::Time))
            return bad(QLatin1String(text));
        noteTurn(left, right);
        return add({op, left, right, -1, {}}, Type::Truth);
    }
    return left;
}

int RuleParser::primary() {
    const Token token = peek();
    if (token.kind == Kind::End)
        return bad(QStringLiteral("(end)"));
    ++m_at;
    if (token.kind == Kind::Name)
        return fact(token.text);
    if (token.kind == Kind::Text)
        return add({Op::Literal, -1, -1, -1, Value(token.text)}, Type::Text);
    if (token.kind == Kind::Number)
        return add({Op::Literal, -1, -1, -1, Value(token.text.toDouble())}, Type::Number);
    if (token.text == u"(") {
        const int inner = expression();
        return inner >= 0 && take(")") ? inner : bad(peek().text);
    }
    if (token.text == u"true" || token.text == u"false")
        return add({Op::Literal, -1, -1, -1, Value(token.text == u"true")}, Type::Truth);
    if (token.text == u"now")
        return add({Op::Now, -1, -1, -1, {}}, Type::Time);
    return call(token.text);
}

int RuleParser::call(const QString &name) {
    struct Function {
        const char *name;
        Op op;
        Type first, second, result; // second Bad: one argument; first Bad: any fact
    };
    static constexpr Function kFunctions[] = {
        {"absent", Op::Absent, Type::Bad, Type::Bad, Type::Truth},
        {"contains", Op::Contains, Type::List, Type::Text, Type::Truth},
        {"subset", Op::Subset, Type::List, Type::List, Type::Truth},
        {"in_list", Op::InList, Type::Text, Type::Text, Type::Truth},
        {"pair_ok", Op::PairOk, Type::Text, Type::Text, Type::Truth},
        {"days_to", Op::DaysTo, Type::Time, Type::Bad, Type::Number},
        {"age_days", Op::AgeDays, Type::Time, Type::Bad, Type::Number}};
    for (const Function &function : kFunctions) {
        if (name != QLatin1String(function.name))
            continue;
        if (!take("("))
            return bad(name);
        const int first = primary();
        const auto isFact = [&](int node) {
            return node >= 0 && m_rule->m_nodes[size_t(node)].op == Op::Fact;
        };
        if (first < 0 || !isFact(first) ||
            (function.first != Type::Bad && typeOf(first) != function.first))
            return bad(name);
        int second = -1;
        if (function.second != Type::Bad) {
            if (!take(",") || (second = primary()) < 0 || typeOf(second) != function.second)
                return bad(name);
            Rule::Node &node = m_rule->m_nodes[size_t(second)];
            if (function.op == Op::InList) {
                if (node.op != Op::Literal)
                    return bad(name);
                node.literal = Value(node.literal.text.split(QLatin1Char('|')));
            }
        }
        if (!take(")"))
            return bad(name);
        return add({function.op, first, second, -1, {}}, function.result);
    }
    return bad(name);
}

int RuleParser::fact(const QString &name) {
    const int index = factIndex(name);
    if (index < 0)
        return bad(name);
    auto &facts = m_rule->m_facts;
    const auto found = std::find(facts.begin(), facts.end(), index);
    const int position = int(found - facts.begin());
    if (found == facts.end())
        facts.push_back(index);
    Type type = Type::Bad;
    switch (factType(index)) {
    case Value::Type::Bool:
        type = Type::Truth;
        break;
    case Value::Type::Number:
        type = Type::Number;
        break;
    case Value::Type::Text:
        type = Type::Text;
        break;
    case Value::Type::Date:
        type = Type::Time;
        break;
    case Value::Type::List:
        type = Type::List;
        break;
    case Value::Type::None:
        break;
    }
    return add({Op::Fact, -1, -1, position, {}}, type);
}

int RuleParser::add(Rule::Node node, Type type) {
    m_rule->m_nodes.push_back(std::move(node));
    m_types.push_back(type);
    return int(m_types.size()) - 1;
}

int RuleParser::bad(const QString &word) {
    if (m_badWord.isEmpty())
        m_badWord = word.isEmpty() ? QStringLiteral("(end)") : word;
    return -1;
}

void RuleParser::noteTurn(int left, int right) {
    const Rule::Node &a = m_rule->m_nodes[size_t(left)], &b = m_rule->m_nodes[size_t(right)];
    if (a.op == Op::Now && b.op == Op::Fact) {
        m_rule->m_turns.push_back({b.fact, 0});
    } else if ((a.op == Op::DaysTo || a.op == Op::AgeDays) && b.op == Op::Literal) {
        const int fact = m_rule->m_nodes[size_t(a.left)].fact;
        m_rule->m_turns.push_back(
            {fact, a.op == Op::DaysTo ? -b.literal.number : b.literal.number});
    }
}

} // namespace lastra::compliance
