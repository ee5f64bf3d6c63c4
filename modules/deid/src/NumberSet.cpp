#include "NumberSet.h"

#include <algorithm>
#include <cmath>

namespace lastra::deid {
namespace {

constexpr qsizetype kLongest = 63;

bool digit(char c) {
    return c >= '0' && c <= '9';
}

size_t firstFive(const char *p) {
    size_t value = 0;
    for (int i = 0; i < NumberSet::kShortest; ++i)
        value = value * 10 + size_t(p[i] - '0');
    return value;
}

// Value = digits * 10^exponent, without zeros at either end.
struct Decimal {
    bool negative = false;
    QByteArray digits;
    int exponent = 0;

    static std::optional<Decimal> parse(const QByteArray &text);
    void trim();
    [[nodiscard]] QByteArray plain() const;
    // With the point after that many of the digits.
    [[nodiscard]] QByteArray scientific(qsizetype before) const;
    [[nodiscard]] QByteArray whole() const; // digits before the point
};

std::optional<Decimal> Decimal::parse(const QByteArray &text) {
    Decimal out;
    qsizetype i = 0;
    if (i < text.size() && (text[i] == '-' || text[i] == '+'))
        out.negative = text[i++] == '-';
    bool point = false;
    for (; i < text.size() && (digit(text[i]) || (text[i] == '.' && !point)); ++i) {
        if (text[i] == '.') {
            point = true;
            continue;
        }
        out.digits += text[i];
        out.exponent -= point;
    }
    if (out.digits.isEmpty())
        return std::nullopt;
    if (i < text.size()) {
        bool good = text[i] == 'e' || text[i] == 'E';
        const int exponent = good ? text.mid(i + 1).toInt(&good) : 0;
        if (!good || std::abs(exponent) > 400)
            return std::nullopt;
        out.exponent += exponent;
    }
    out.trim();
    return out;
}

void Decimal::trim() {
    qsizetype zeros = 0;
    while (zeros < digits.size() && digits[zeros] == '0')
        ++zeros;
    digits.remove(0, zeros);
    while (digits.endsWith('0')) {
        digits.chop(1);
        ++exponent;
    }
    if (digits.isEmpty()) {
        digits = "0";
        exponent = 0;
        negative = false;
    }
}

QByteArray Decimal::whole() const {
    if (exponent >= 0)
        return digits + QByteArray(exponent, '0');
    const qsizetype before = digits.size() + exponent;
    return before > 0 ? digits.left(before) : QByteArray("0");
}

QByteArray Decimal::plain() const {
    const QByteArray sign = negative ? "-" : "";
    if (exponent >= 0)
        return sign + whole();
    const qsizetype before = digits.size() + exponent;
    return sign + whole() + '.' +
           (before > 0 ? digits.mid(before) : QByteArray(-before, '0') + digits);
}

QByteArray Decimal::scientific(qsizetype before) const {
    const qsizetype after = digits.size() - before;
    return (negative ? "-" : "") + digits.left(before) + (after ? "." : "") + digits.mid(before) +
           'E' + QByteArray::number(exponent + after);
}
} // namespace

void NumberSet::add(QByteArrayView value) {
    value = value.trimmed();
    if (value.size() < kShortest || value.size() > kLongest ||
        !std::all_of(value.begin(), value.end(), digit))
        return;
    m_numbers.insert(value.toByteArray());
    m_lengths |= quint64(1) << value.size();
    m_first.set(firstFive(value.data()));
}

void NumberSet::merge(const NumberSet &other) {
    m_numbers.unite(other.m_numbers);
    m_lengths |= other.m_lengths;
    m_first |= other.m_first;
}

bool NumberSet::isIn(QByteArrayView text) const {
    if (m_numbers.isEmpty())
        return false;
    const char *end = text.data() + text.size();
    for (const char *run = text.data(); run < end;) {
        const char *stop = run;
        while (stop < end && digit(*stop))
            ++stop;
        for (const char *at = run; stop - at >= kShortest; ++at) {
            if (!m_first.test(firstFive(at)))
                continue;
            for (qsizetype n = kShortest; n <= std::min<qsizetype>(kLongest, stop - at); ++n)
                if ((m_lengths >> n & 1) && m_numbers.contains(QByteArray::fromRawData(at, n)))
                    return true;
        }
        run = stop < end ? stop + 1 : end;
    }
    return false;
}

std::optional<QByteArray> withoutNumbers(const QByteArray &decimal, bool fraction,
                                         const NumberSet &numbers) {
    constexpr qsizetype kLongestText = 16; // of DS
    if (!numbers.isIn(decimal))
        return decimal;
    auto value = Decimal::parse(decimal);
    if (!value)
        return std::nullopt;
    const auto free = [&](const QByteArray &text) {
        return text.size() <= kLongestText && !numbers.isIn(text);
    };
    if (const QByteArray text = value->plain(); free(text))
        return text;
    if (!fraction)
        return std::nullopt;
    // Chance spells a record number with decimals only; before the point it is one.
    if (numbers.isIn(value->whole()))
        return std::nullopt;
    for (qsizetype before = value->digits.size(); before > 0; --before)
        if (const QByteArray text = value->scientific(before); free(text))
            return text;
    return std::nullopt;
}

std::optional<QByteArray> timeWithoutNumbers(const QByteArray &time, const NumberSet &numbers) {
    if (!numbers.isIn(time))
        return time;
    QByteArray text = time;
    while (text.contains('.') && (text.endsWith('0') || text.endsWith('.')))
        text.chop(1);
    return numbers.isIn(text) ? std::nullopt : std::optional(text);
}

} // namespace lastra::deid
