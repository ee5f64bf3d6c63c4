#pragma once
// The rule tables of resources/deid as lookups. Read once; a missing or changed table stops every
// policy from loading.

#include "lastra/deid/Policy.h"

#include <QHash>

#include <span>

namespace lastra::deid {

using dicom::Tag;
using dicom::Vr;

// Action codes of Table E.1-1.
enum class Code { None, X, Z, D, K, C, U, ZorD, XorZ, XorD, XorZorD, XorZorU };

struct Rule {
    Code basic = Code::None;
    Code options[kOptionCount] = {};
};

// An attribute whose text may stay when every word of it is in the vocabulary.
struct KeptText {
    enum class Fallback { Remove, Empty, Dummy, Never };
    Fallback fallback = Fallback::Remove;
    bool researchOnly = false;
};

struct PrivateRule {
    Vr vr = dicom::VR::UN;
};

class Tables {
public:
    [[nodiscard]] const Rule *rule(Tag tag) const;
    // Type at that place in an object of that SOP class: '1', '2', '3' (also when not listed).
    [[nodiscard]] char type(const QByteArray &sopClass, Tag parent, Tag tag) const;
    [[nodiscard]] bool knowsSopClass(const QByteArray &sopClass) const {
        return m_modules.contains(sopClass);
    }
    [[nodiscard]] const KeptText *keptText(Tag tag) const;
    [[nodiscard]] const PrivateRule *safePrivate(Tag tag, const QByteArray &creator) const;
    [[nodiscard]] bool inVocabulary(const QString &foldedWord) const {
        return m_vocabulary.contains(foldedWord);
    }
    // A defined term of a coded string (CS), or one word of such terms.
    [[nodiscard]] bool isCodedTerm(const QByteArray &value) const {
        return m_codedTerms.contains(value);
    }
    [[nodiscard]] qsizetype ruleCount() const { return m_ruleRows; }
    [[nodiscard]] const QByteArray &digest() const { return m_digest; }

    // Null with an error when a table is missing or damaged.
    static const Tables *load(core::Error *error = nullptr);

private:
    core::Done read();

    QHash<quint32, Rule> m_rules;
    Rule m_curves, m_overlayData, m_overlayComments, m_private;
    QHash<quint64, QList<std::pair<quint16, char>>> m_types; // parent and tag: module, type
    QHash<QByteArray, QSet<quint16>> m_modules;              // SOP class: its modules
    QHash<QByteArray, quint16> m_moduleNames;
    QHash<quint32, KeptText> m_keptText;
    QHash<QByteArray, PrivateRule> m_safePrivate;
    QSet<QString> m_vocabulary;
    QSet<QByteArray> m_codedTerms;
    QByteArray m_digest;
    qsizetype m_ruleRows = 0;
};

[[nodiscard]] const Tables &tables(); // after one successful load()

} // namespace lastra::deid
