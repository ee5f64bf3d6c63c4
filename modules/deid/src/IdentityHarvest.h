#pragma once
// What identifies the people of the originals, in the forms in which it might survive.

#include "Needles.h"
#include "RawDicom.h"

namespace lastra::deid {

class IdentityHarvest {
public:
    void add(const RawFile &file);
    void merge(const IdentityHarvest &other);
    // The byte patterns; words too short or too common to search for as bytes are left to words().
    void fill(Needles &needles) const;

    [[nodiscard]] bool isWord(const QString &folded) const { return m_words.contains(folded); }
    [[nodiscard]] bool isDate(const QByteArray &date) const { return m_dates.contains(date); }
    // A date of the originals as people write it: dd.mm.yy, dd/mm, yyyy-mm-dd and the like.
    [[nodiscard]] bool spellsDate(const QString &text) const;
    // An identifier whose digits the text parts with blanks or points.
    [[nodiscard]] bool spellsIdentifier(const QString &text) const;
    [[nodiscard]] qint64 size() const {
        return m_names.size() + m_identifiers.size() + m_uids.size() + m_dates.size();
    }
    [[nodiscard]] qint64 suppressed() const;

private:
    void words(const QString &value, int shortest);
    QSet<QString> m_names, m_identifiers, m_words;
    QSet<QString> m_tight; // identifiers without separators
    QSet<QByteArray> m_rawNames, m_uids, m_dates;
    QSet<QByteArray> m_days; // mmdd of the dates
};

// Own folding: letters without marks, lower case.
[[nodiscard]] QString plainForm(const QString &text);

} // namespace lastra::deid
