#pragma once
// What identifies the people of a run, harvested from all its files, and short texts rid of it:
// only words of the vocabulary and numbers with a unit stay.

#include "NumberSet.h"
#include "lastra/dicom/DataSet.h"

#include <QSet>

namespace lastra::deid {

// Without diacritics, case or width: the form in which words are compared.
[[nodiscard]] QString folded(QStringView text);

class TextCleaner {
public:
    void harvest(const dicom::DataSet &set);
    void merge(const TextCleaner &other);

    [[nodiscard]] bool isIdentifying(const QString &foldedWord) const {
        return m_words.contains(foldedWord);
    }
    // Identifiers and dates that are nothing but digits.
    [[nodiscard]] const NumberSet &numbers() const { return m_numbers; }
    // The words that may stay with their separators; empty when none may.
    [[nodiscard]] QString clean(const QString &text) const;
    // A coded value that is a harvested value, or holds one as a word.
    [[nodiscard]] bool holdsIdentity(const QString &code) const;
    // A coded string (CS) that is a term of the standard, or made of words of the trade, and no
    // harvested value.
    [[nodiscard]] bool mayStay(const QByteArray &code) const;

private:
    void add(const QString &value, int shortest);
    QSet<QString> m_words;
    NumberSet m_numbers;
};

} // namespace lastra::deid
