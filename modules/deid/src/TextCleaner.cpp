#include "TextCleaner.h"

#include "Tables.h"

#include <QRegularExpression>

#include <algorithm>
#include <optional>
#include <vector>

namespace lastra::deid {
namespace {

using dicom::Tag;
namespace VR = dicom::VR;

// Words that say that a value is missing, not who somebody is.
bool meansNothing(const QString &word) {
    static const QSet<QString> words = {
        QStringLiteral("none"),    QStringLiteral("unknown"),    QStringLiteral("anonymous"),
        QStringLiteral("removed"), QStringLiteral("anonymized"), QStringLiteral("patient"),
        QStringLiteral("study"),   QStringLiteral("series"),     QStringLiteral("the"),
        QStringLiteral("of"),      QStringLiteral("and"),        QStringLiteral("di"),
        QStringLiteral("de"),      QStringLiteral("del")};
    return words.contains(word);
}

bool isIdentifier(Tag tag) {
    static const QSet<quint32> tags = {
        0x00100020, 0x00101000, 0x00100021, 0x00101040, 0x00102154, 0x00101090, 0x00102150,
        0x00102152, 0x00101080, 0x00101081, 0x001021f0, 0x00080050, 0x00200010, 0x00080080,
        0x00080081, 0x00081010, 0x00081040, 0x00080092, 0x00080094, 0x00181000, 0x00181002,
        0x00181004, 0x00181005, 0x00181007, 0x00181008, 0x00321064, 0x00400241, 0x00400242,
        0x00400243, 0x00380010, 0x00380300, 0x00380400, 0x00402016, 0x00402017, 0x00401001,
        0x00400253, 0x00400009, 0x00120010, 0x00120020, 0x00120030, 0x00120031, 0x00120040};
    return tags.contains(tag.number());
}

bool hasDigit(const QString &word) {
    return std::any_of(word.begin(), word.end(), [](QChar c) { return c.isDigit(); });
}

bool isUnit(const QString &word) {
    static const QSet<QString> units = [] {
        QSet<QString> set;
        for (const char *unit :
             {"mm",  "cm",  "um",  "ml",  "cc",  "kg",  "mg",  "ug",  "kv",  "kvp", "kev",
              "mev", "mv",  "ma",  "mas", "s",   "sec", "ms",  "us",  "hz",  "khz", "mhz",
              "t",   "mgy", "cgy", "gy",  "msv", "mci", "mbq", "gbq", "deg", "ppm", "ch"})
            set.insert(QString::fromLatin1(unit));
        return set;
    }();
    return units.contains(word);
}

// T1 to L5 are vertebrae; what else the trade writes with digits is in the vocabulary.
bool isVertebra(const QString &word) {
    static const QRegularExpression shape(
        QStringLiteral("^(c[1-7]|[td]([1-9]|1[0-2])|l[1-5]|s[1-5])$"));
    return shape.match(word).hasMatch();
}

// How a stretch of a text counts. A loose number (one digit, B30f, MR750) is too little to say who
// somebody is as long as it is the only one.
enum class Kind { Word, Measure, Loose, Junk };

struct Token {
    qsizetype start, end;
    Kind kind;
    QString key;
};

bool isNumeric(const Token &token) {
    return token.kind != Kind::Word;
}

Kind kindOf(const QString &key) {
    if (!hasDigit(key) || tables().inVocabulary(key) || isVertebra(key))
        return Kind::Word;
    if (key.size() == 1)
        return Kind::Loose;
    static const QRegularExpression kernel(QStringLiteral("^[a-z]{1,2}[0-9]{1,2}[a-z]?$")),
        model(QStringLiteral("^([a-z]+)[0-9]{1,3}$"));
    const auto named = model.match(key);
    return kernel.match(key).hasMatch() ||
                   (named.hasMatch() && tables().inVocabulary(named.captured(1)))
               ? Kind::Loose
               : Kind::Junk;
}

// "1.5T", "120 kV", "50 %": one number of at most four digits that is no year, and its unit.
std::optional<Token> measureAt(const QString &text, qsizetype start) {
    static const QRegularExpression shape(
        QStringLiteral("\\G([0-9]{1,4})([.,][0-9]{1,3})? ?(%|[A-Za-z]{1,3}(?![\\p{L}\\p{N}]))"));
    const auto match = shape.match(text, start);
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = folded(match.captured(3));
    const int whole = match.captured(1).toInt();
    if ((unit != QStringLiteral("%") && !isUnit(unit)) || (whole >= 1900 && whole <= 2100))
        return std::nullopt;
    return Token{start, match.capturedEnd(), Kind::Measure, folded(match.captured(1))};
}

std::vector<Token> tokensOf(const QString &text) {
    std::vector<Token> tokens;
    for (qsizetype at = 0; at < text.size();) {
        if (!text[at].isLetterOrNumber()) {
            ++at;
            continue;
        }
        if (const auto measure = measureAt(text, at)) {
            tokens.push_back(*measure);
            at = measure->end;
            continue;
        }
        qsizetype end = at;
        while (end < text.size() && text[end].isLetterOrNumber())
            ++end;
        const QString key = folded(QStringView(text).mid(at, end - at));
        tokens.push_back({at, end, kindOf(key), key});
        at = end;
    }
    return tokens;
}

// Numbers side by side are a date, a telephone or a record number with blanks in it, unless each
// of them has its unit; and of loose numbers there may be one.
void dropNumbers(std::vector<Token> &tokens) {
    for (size_t first = 0; first < tokens.size();) {
        size_t last = first;
        bool measures = true;
        for (; last < tokens.size() && isNumeric(tokens[last]); ++last)
            measures =
                measures && (tokens[last].kind == Kind::Measure ||
                             (tokens[last].kind == Kind::Loose && tokens[last].key[0].isLetter()));
        for (size_t i = first; last - first > 1 && !measures && i < last; ++i)
            tokens[i].kind = Kind::Junk;
        first = last + 1;
    }
    const auto loose = [](const Token &token) { return token.kind == Kind::Loose; };
    if (std::count_if(tokens.begin(), tokens.end(), loose) > 1)
        for (Token &token : tokens)
            if (loose(token))
                token.kind = Kind::Junk;
}
} // namespace

QString folded(QStringView text) {
    const QString parts = text.toString().normalized(QString::NormalizationForm_KD);
    QString out;
    out.reserve(parts.size());
    for (const QChar c : parts)
        if (!c.isMark())
            out += c;
    return out.toCaseFolded();
}

void TextCleaner::add(const QString &value, int shortest) {
    const QString all = folded(value);
    QString word;
    const auto flush = [&] {
        if (word.size() >= shortest && !meansNothing(word))
            m_words.insert(word);
        word.clear();
    };
    for (const QChar c : all) {
        if (c.isLetterOrNumber())
            word += c;
        else
            flush();
    }
    flush();
}

void TextCleaner::harvest(const dicom::DataSet &set) {
    for (const dicom::DataElement &element : set.elements()) {
        if (element.isSequence()) {
            for (const dicom::DataSet &item : element.items)
                harvest(item);
            continue;
        }
        // By what the tag holds, not by what the file calls it: a name in the VR of a text is one.
        const dicom::DictionaryEntry *entry =
            element.tag.isPrivate() || element.onFile() ? nullptr : dicom::lookUp(element.tag);
        const Vr vr = entry && entry->vr != VR::SQ ? entry->vr : element.vr;
        dicom::DataElement as;
        if (vr != element.vr) {
            as = element;
            as.vr = vr;
        }
        const dicom::DataElement &e = vr != element.vr ? as : element;
        if (vr == VR::PN) {
            for (const QString &value : set.texts(e)) {
                add(value, 2);
                for (const QString &part : value.split(QLatin1Char('^')))
                    m_numbers.add(part.toLatin1());
            }
        } else if (vr == VR::DA) {
            for (const QString &value : set.texts(e)) {
                add(value, 8);
                if (value != QStringLiteral("19000101"))
                    m_numbers.add(value.toLatin1());
            }
        } else if (isIdentifier(element.tag)) {
            for (const QString &value : set.texts(e)) {
                add(value, 3);
                m_numbers.add(value.toLatin1());
            }
        }
    }
}

void TextCleaner::merge(const TextCleaner &other) {
    m_words.unite(other.m_words);
    m_numbers.merge(other.m_numbers);
}

QString TextCleaner::clean(const QString &text) const {
    std::vector<Token> tokens = tokensOf(text);
    dropNumbers(tokens);
    const auto stays = [&](const Token &token) {
        return token.kind != Kind::Junk && !m_words.contains(token.key) &&
               (isNumeric(token) || tables().inVocabulary(token.key) || isVertebra(token.key));
    };
    QByteArray digits;
    for (const Token &token : tokens)
        if (stays(token))
            for (const QChar c : QStringView(text).mid(token.start, token.end - token.start))
                if (c >= u'0' && c <= u'9')
                    digits += char(c.unicode());
    const bool spelt = m_numbers.isIn(digits); // in pieces
    const auto visible = [](QChar c) {
        return c.unicode() >= 0x20 && c.unicode() < 0x7f && c != QLatin1Char('\\') &&
               c != QLatin1Char('^') && c != QLatin1Char('=');
    };
    QString out;
    bool dropped = false;
    qsizetype at = 0; // end of the token before
    for (const Token &token : tokens) {
        QString separator;
        for (const QChar c : QStringView(text).mid(at, token.start - at))
            if (visible(c))
                separator += c;
        at = token.end;
        const bool kept = stays(token) && !(spelt && hasDigit(token.key));
        if (kept) {
            if (!out.isEmpty())
                out += dropped || separator.isEmpty() ? QStringLiteral(" ") : separator;
            out += QStringView(text).mid(token.start, token.end - token.start);
        }
        dropped = !kept;
    }
    // "Lastra (simulated)" keeps its bracket closed.
    if (!dropped && !out.isEmpty() && at < text.size() && text[at] == QLatin1Char(')'))
        out += QLatin1Char(')');
    // Numbers alone say nothing, and might be what is left of an identifier.
    const bool hasWord = std::any_of(out.begin(), out.end(), [](QChar c) { return c.isLetter(); });
    return hasWord || !hasDigit(out) || out == text.trimmed() ? out : QString();
}

bool TextCleaner::holdsIdentity(const QString &code) const {
    const QString all = folded(code);
    if (m_words.contains(all))
        return true;
    QString word;
    for (const QChar c : all + QLatin1Char(' ')) {
        if (c.isLetterOrNumber()) {
            word += c;
            continue;
        }
        if (m_words.contains(word))
            return true;
        word.clear();
    }
    return false;
}

bool TextCleaner::mayStay(const QByteArray &code) const {
    if (holdsIdentity(QString::fromLatin1(code)))
        return false;
    if (tables().isCodedTerm(code))
        return true;
    QByteArrayList words = QByteArray(code).replace('_', ' ').split(' ');
    words.removeAll(QByteArray());
    return std::all_of(words.begin(), words.end(), [](const QByteArray &word) {
        return tables().isCodedTerm(word) ||
               tables().inVocabulary(QString::fromLatin1(word.toLower()));
    });
}

} // namespace lastra::deid
