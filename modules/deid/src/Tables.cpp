#include "Tables.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Home.h"

#include <optional>

namespace lastra::deid {
namespace {

// Fields of one line; quoted fields hold commas, none holds a quote or a line end.
QList<QByteArray> fields(const QByteArray &line) {
    QList<QByteArray> out(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            out.append(QByteArray());
        else if (c != '\r')
            out.last().append(c);
    }
    return out;
}

std::optional<Code> codeOf(const QByteArray &text) {
    static const QHash<QByteArray, Code> codes = {
        {"", Code::None},    {"X", Code::X},           {"Z", Code::Z},
        {"D", Code::D},      {"K", Code::K},           {"C", Code::C},
        {"U", Code::U},      {"Z/D", Code::ZorD},      {"X/Z", Code::XorZ},
        {"X/D", Code::XorD}, {"X/Z/D", Code::XorZorD}, {"X/Z/U*", Code::XorZorU}};
    const auto found = codes.constFind(text);
    return found == codes.constEnd() ? std::nullopt : std::optional(*found);
}

QByteArray privateKey(Tag tag, const QByteArray &creator) {
    return QByteArray::number((quint32(tag.group) << 8) | (tag.element & 0xff)) + '|' + creator;
}

core::Result<QList<QList<QByteArray>>> csv(const char *name, core::Sha256Hasher &digest) {
    const QString file = QString::fromLatin1(name);
    LASTRA_TRY(bytes, core::readFile(core::resource(QStringLiteral("deid/") + file), 4 << 20));
    digest.add(bytes);
    QList<QList<QByteArray>> rows;
    for (const QByteArray &line : bytes.split('\n'))
        if (!line.isEmpty())
            rows.append(fields(line));
    if (rows.size() < 2)
        return core::fail("deid.policyInvalid", {file, QStringLiteral("empty table")});
    rows.removeFirst();
    return rows;
}
} // namespace

core::Done Tables::read() {
    core::Sha256Hasher digest;
    LASTRA_TRY(rules, csv("confidentiality-2026d.csv", digest));
    m_ruleRows = rules.size();
    for (const QList<QByteArray> &row : rules) {
        Rule rule;
        bool good = row.size() >= 6 + kOptionCount;
        const std::optional<Code> basic = good ? codeOf(row[5]) : std::nullopt;
        good = good && basic;
        for (int i = 0; good && i < kOptionCount; ++i) {
            const std::optional<Code> code = codeOf(row[6 + i]);
            good = code.has_value();
            rule.options[i] = code.value_or(Code::None);
        }
        if (!good)
            return core::fail("deid.policyInvalid", {QStringLiteral("confidentiality-2026d.csv"),
                                                     QString::fromLatin1(row.value(0))});
        rule.basic = *basic;
        if (row[0] == "(50xx,xxxx)")
            m_curves = rule;
        else if (row[0] == "(60xx,3000)")
            m_overlayData = rule;
        else if (row[0] == "(60xx,4000)")
            m_overlayComments = rule;
        else if (const auto tag = Tag::parse(QString::fromLatin1(row[0])))
            m_rules.insert(tag->number(), rule);
        else
            m_private = rule;
    }
    const auto module = [this](const QByteArray &name) {
        auto found = m_moduleNames.find(name);
        if (found == m_moduleNames.end())
            found = m_moduleNames.insert(name, quint16(m_moduleNames.size()));
        return *found;
    };
    LASTRA_TRY(types, csv("attribute-types.csv", digest));
    for (const QList<QByteArray> &row : types) {
        if (row.size() < 6)
            continue;
        const auto tag = Tag::parse(QString::fromLatin1(row[0]));
        const auto parent = Tag::parse(QString::fromLatin1(row[4]));
        if (tag)
            m_types[quint64(parent.value_or(Tag()).number()) << 32 | tag->number()].append(
                {module(row[3]), row[5].isEmpty() ? '3' : row[5][0]});
    }
    LASTRA_TRY(classes, csv("iod-modules.csv", digest));
    for (const QList<QByteArray> &row : classes) {
        QSet<quint16> &modules = m_modules[row[0]];
        for (int column = 3; column <= 5; ++column)
            for (const QByteArray &name : row.value(column).split(' '))
                if (!name.isEmpty())
                    modules.insert(module(name));
    }
    LASTRA_TRY(safe, csv("safe-private-2026d.csv", digest));
    for (const QList<QByteArray> &row : safe) {
        // "(gggg,xxee)": the block number moves, so group, creator and low byte are the key.
        if (row.size() < 3 || row[0].size() != 11 || row[2].size() < 2)
            continue;
        bool good = false;
        const QByteArray digits = row[0].mid(1, 4) + "10" + row[0].mid(8, 2);
        const Tag tag(digits.toUInt(&good, 16));
        if (good)
            m_safePrivate.insert(privateKey(tag, row[1].trimmed()),
                                 {Vr(quint16(uchar(row[2][0]) << 8 | uchar(row[2][1])))});
    }
    LASTRA_TRY(kept, csv("kept-text.csv", digest));
    for (const QList<QByteArray> &row : kept) {
        KeptText text;
        text.fallback = row.value(2) == "dummy"   ? KeptText::Fallback::Dummy
                        : row.value(2) == "empty" ? KeptText::Fallback::Empty
                        : row.value(2) == "never" ? KeptText::Fallback::Never
                                                  : KeptText::Fallback::Remove;
        text.researchOnly = row.value(3) == "research";
        if (const auto tag = Tag::parse(QString::fromLatin1(row[0])))
            m_keptText.insert(tag->number(), text);
    }
    LASTRA_TRY(words,
               core::readFile(core::resource(QStringLiteral("deid/vocabulary.txt")), 4 << 20));
    digest.add(words);
    for (const QByteArray &line : words.split('\n'))
        if (!line.isEmpty() && !line.startsWith('#'))
            m_vocabulary.insert(QString::fromLatin1(line.trimmed()));
    LASTRA_TRY(terms,
               core::readFile(core::resource(QStringLiteral("deid/coded-terms.txt")), 4 << 20));
    digest.add(terms);
    for (const QByteArray &line : terms.split('\n'))
        if (!line.isEmpty() && !line.startsWith('#'))
            m_codedTerms.insert(line.trimmed());
    m_digest = core::hex(digest.finish());
    return {};
}

const Tables *Tables::load(core::Error *error) {
    static const std::pair<Tables, core::Done> loaded = [] {
        std::pair<Tables, core::Done> out;
        out.second = out.first.read();
        return out;
    }();
    if (loaded.second)
        return &loaded.first;
    if (error)
        *error = loaded.second.error();
    return nullptr;
}

const Tables &tables() {
    const Tables *loaded = Tables::load();
    if (!loaded) // a Policy cannot exist without them
        qFatal("the de-identification tables are missing");
    return *loaded;
}

const Rule *Tables::rule(Tag tag) const {
    if (tag.isPrivate())
        return &m_private;
    const auto found = m_rules.constFind(tag.number());
    if (found != m_rules.constEnd())
        return &*found;
    const bool repeating = (tag.group & 0xff) <= 0x1e;
    if ((tag.group & 0xff00) == 0x5000 && repeating)
        return &m_curves;
    if ((tag.group & 0xff00) == 0x6000 && repeating) {
        if (tag.element == 0x3000)
            return &m_overlayData;
        if (tag.element == 0x4000)
            return &m_overlayComments;
    }
    return nullptr;
}

char Tables::type(const QByteArray &sopClass, Tag parent, Tag tag) const {
    const auto rows = m_types.constFind(quint64(parent.number()) << 32 | tag.number());
    const auto modules = m_modules.constFind(sopClass);
    if (rows == m_types.constEnd() || modules == m_modules.constEnd())
        return '3';
    char strictest = '3';
    for (const auto &[module, type] : *rows)
        if (modules->contains(module))
            strictest = std::min(strictest, type);
    return strictest;
}

const KeptText *Tables::keptText(Tag tag) const {
    const auto found = m_keptText.constFind(tag.number());
    return found == m_keptText.constEnd() ? nullptr : &*found;
}

const PrivateRule *Tables::safePrivate(Tag tag, const QByteArray &creator) const {
    if (creator.isEmpty())
        return nullptr;
    const auto found = m_safePrivate.constFind(privateKey(tag, creator));
    return found == m_safePrivate.constEnd() ? nullptr : &*found;
}

} // namespace lastra::deid
