#pragma once
#include "Rule.h"

namespace lastra::compliance {

// Recursive descent over one row; refuses any word it does not know and any comparison of unlike
// types, so that a typing mistake in the catalogue is found when it is loaded.
class RuleParser {
public:
    RuleParser(QString row, const QString &text) : m_row(std::move(row)), m_text(text) {}
    core::Result<std::shared_ptr<const Rule>> parse();

private:
    using Op = Rule::Op;
    enum class Type { Truth, Number, Time, Text, List, Bad };
    enum class Kind { Word, Name, Text, Number, Symbol, End };
    struct Token {
        Kind kind = Kind::End;
        QString text;
    };

    bool tokenize();
    [[nodiscard]] const Token &peek() const { return m_tokens[m_at]; }
    bool take(const char *text);
    bool clause();
    int expression();
    int conjunction();
    int negation();
    int comparison();
    int primary();
    int call(const QString &name);
    int fact(const QString &name);
    int add(Rule::Node node, Type type);
    int bad(const QString &word);
    [[nodiscard]] Type typeOf(int node) const {
        return node < 0 ? Type::Bad : m_types[size_t(node)];
    }
    void noteTurn(int left, int right);

    QString m_row, m_text, m_badWord;
    std::vector<Token> m_tokens;
    size_t m_at = 0;
    int m_depth = 0;
    bool m_seen[5] = {};
    std::shared_ptr<Rule> m_rule = std::make_shared<Rule>();
    std::vector<Type> m_types; // by node
};

} // namespace lastra::compliance
