#pragma once
// The identifiers of a run that are digits only, and whether a text holds one of them anywhere:
// other programs look for them without asking where a number begins and ends.

#include <QByteArray>
#include <QSet>

#include <bitset>
#include <optional>

namespace lastra::deid {

class NumberSet {
public:
    static constexpr qsizetype kShortest = 5; // fewer digits are in every second number

    // Takes what is digits only and long enough; all else is left alone.
    void add(QByteArrayView value);
    void merge(const NumberSet &other);
    [[nodiscard]] bool isEmpty() const { return m_numbers.isEmpty(); }
    [[nodiscard]] bool isIn(QByteArrayView text) const;

private:
    QSet<QByteArray> m_numbers;
    quint64 m_lengths = 0;        // bit n: some number has n digits
    std::bitset<100'000> m_first; // by the first five digits: most places are out at once
};

// A decimal string (DS; IS when not `fraction`) that holds none of the numbers: the value itself,
// else another form of exactly the same value. Nothing when there is no such form.
[[nodiscard]] std::optional<QByteArray> withoutNumbers(const QByteArray &decimal, bool fraction,
                                                       const NumberSet &numbers);

// A time of day (TM) that holds none of the numbers: itself, or without the zeros that end its
// fraction. Nothing when digits that count would have to go.
[[nodiscard]] std::optional<QByteArray> timeWithoutNumbers(const QByteArray &time,
                                                           const NumberSet &numbers);

} // namespace lastra::deid
