#include "TextCleaner.h"

#include "Tables.h"

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

// 12, 1.5 (as two tokens), 120kv, T1, B30f; no years, nothing that may be a record number.
bool technical(const QString &word) {
    int letters = 0, digits = 0;
    for (const QChar c : word) {
        if (c.unicode() >= 0x80)
            return false;
        (c.isDigit() ? digits : letters) += 1;
    }
    if (digits == 0)
        return word == QStringLiteral("x");
    if (letters == 0)
        return digits <= 3 ||
               (digits == 4 && (word < QStringLiteral("1900") || word > QStringLiteral("2100")));
    return digits <= 3 && letters <= 2;
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
        } else if (element.vr == VR::PN) {
            for (const QString &value : set.texts(element)) {
                add(value, 2);
                for (const QString &part : value.split(QLatin1Char('^')))
                    m_numbers.add(part.toLatin1());
            }
        } else if (element.vr == VR::DA) {
            for (const QString &value : set.texts(element)) {
                add(value, 8);
                if (value != QStringLiteral("19000101"))
                    m_numbers.add(value.toLatin1());
            }
        } else if (isIdentifier(element.tag)) {
            for (const QString &value : set.texts(element)) {
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
    QString out, separator, word;
    bool dropped = false;
    const auto flush = [&] {
        if (word.isEmpty())
            return;
        const QString key = folded(word);
        const bool stays = (technical(key) || tables().inVocabulary(key)) && !m_words.contains(key);
        if (stays) {
            if (!out.isEmpty())
                out += dropped || separator.isEmpty() ? QStringLiteral(" ") : separator;
            out += word;
            separator.clear();
        }
        dropped = !stays;
        word.clear();
    };
    for (const QChar c : text) {
        if (c.isLetterOrNumber()) {
            word += c;
            continue;
        }
        if (!word.isEmpty()) {
            flush();
            separator.clear();
        }
        if (c.unicode() >= 0x20 && c.unicode() < 0x7f && c != QLatin1Char('\\') &&
            c != QLatin1Char('^') && c != QLatin1Char('='))
            separator += c;
    }
    const bool ended = word.isEmpty();
    flush();
    // "Lastra (simulated)" keeps its bracket closed.
    if (ended && !dropped && !out.isEmpty() && separator.startsWith(QLatin1Char(')')))
        out += QLatin1Char(')');
    // Numbers alone say nothing, and might be what is left of an identifier.
    const bool hasWord = std::any_of(out.begin(), out.end(), [](QChar c) { return c.isLetter(); });
    return hasWord || !hasDigit(out) || out == text.trimmed() ? out : QString();
}

bool TextCleaner::holdsIdentity(const QString &code) const {
    const QString all = folded(code);
    if (all.size() >= 4 && m_words.contains(all))
        return true;
    QString word;
    for (const QChar c : all + QLatin1Char(' ')) {
        if (c.isLetterOrNumber()) {
            word += c;
            continue;
        }
        if (word.size() >= 4 && m_words.contains(word))
            return true;
        word.clear();
    }
    return false;
}

} // namespace lastra::deid
