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
    [[nodiscard]] qint64 size() const {
        return m_names.size() + m_identifiers.size() + m_uids.size() + m_dates.size();
    }
    [[nodiscard]] qint64 suppressed() const;

private:
    void words(const QString &value, int shortest);
    QSet<QString> m_names, m_identifiers, m_words;
    QSet<QByteArray> m_rawNames, m_uids, m_dates;
};

// Own folding: letters without marks, lower case.
[[nodiscard]] QString plainForm(const QString &text);

} // namespace lastra::deid
