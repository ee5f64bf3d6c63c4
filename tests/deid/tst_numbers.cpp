// Identifiers of digits alone: found anywhere in a text, and kept out of numbers and new UIDs.
// And what is left of a text.
#include "NumberSet.h"
#include "OneTimeKey.h"
#include "TextCleaner.h"
#include "lastra/deid/Pseudonym.h"

#include <QtTest>

using namespace lastra;
using namespace lastra::deid;

class TestNumbers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsDigitsAnywhere();
    void takesOnlyLongDigits();
    void rewritesWithoutTheNumber_data();
    void rewritesWithoutTheNumber();
    void drawsUntilNoUidSpellsANumber();
    void drawsUntilNoShiftedDateIsAnotherPersonsDate();
    void aTextKeepsItsBracketClosed();
};

void TestNumbers::aTextKeepsItsBracketClosed() {
    const TextCleaner cleaner;
    QCOMPARE(cleaner.clean("Thorax (contrast)"), "Thorax (contrast)");
    QCOMPARE(cleaner.clean("Thorax (Quartapelle)"), "Thorax");
}

void TestNumbers::findsDigitsAnywhere() {
    NumberSet numbers;
    QVERIFY(!numbers.isIn("12345"));
    numbers.add("12345");
    NumberSet more;
    more.add(" 7654321 ");
    numbers.merge(more);
    QVERIFY(numbers.isIn("12345"));
    QVERIFY(numbers.isIn("0.99123459"));
    QVERIFY(numbers.isIn("1\\2\\87654321"));
    QVERIFY(!numbers.isIn("123.45"));
    QVERIFY(!numbers.isIn("1234"));
    QVERIFY(!numbers.isIn("765432"));
}

void TestNumbers::takesOnlyLongDigits() {
    NumberSet numbers;
    for (const char *value : {"1234", "12a45", "123456-7", "", "-12345"})
        numbers.add(value);
    numbers.add(QByteArray(64, '1'));
    QVERIFY(numbers.isEmpty());
    numbers.add(QByteArray(63, '1'));
    QVERIFY(numbers.isIn(QByteArray(70, '1')));
}

void TestNumbers::rewritesWithoutTheNumber_data() {
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("fraction");
    QTest::addColumn<QByteArray>("expected"); // null: no such form
    const auto row = [](const char *name, const char *value, bool fraction, const char *expected) {
        QTest::newRow(name) << QByteArray(value) << fraction << QByteArray(expected);
    };
    row("free, left to the letter", "+01.500", true, "+01.500");
    row("zeros at the end", "0.1234500", true, "1234.5E-4");
    row("decimals, never rounded", "1.9123456", true, "191234.56E-5");
    row("negative decimals", "-1.9123456", true, "-191234.56E-5");
    row("longer than DS may be", "-1.9123456789012", true, nullptr);
    row("scientific", "12345E-9", true, "1234.5E-8");
    row("before the point", "12345.5", true, nullptr);
    row("whole", "12345", false, nullptr);
    row("no number", "12345x", true, nullptr);
    row("exponent out of range", "12345E999", true, nullptr);
}

void TestNumbers::rewritesWithoutTheNumber() {
    QFETCH(QByteArray, value);
    QFETCH(bool, fraction);
    QFETCH(QByteArray, expected);
    NumberSet numbers;
    numbers.add("12345");
    const auto out = withoutNumbers(value, fraction, numbers);
    QCOMPARE(out.value_or(QByteArray()), expected);
    QCOMPARE(out.has_value(), !expected.isNull());
    if (out) // to the last bit
        QCOMPARE(out->toDouble(), value.toDouble());
}

void TestNumbers::drawsUntilNoUidSpellsANumber() {
    const KeyedValues values{{"1.2.3.4", "1.2.3.5"}, {}};
    NumberSet numbers; // about one key in two spells one of these
    for (int i = 10000; i < 11000; ++i)
        numbers.add(QByteArray::number(i));
    core::Work work;
    const auto drawn = drawKey(values, numbers, work);
    QVERIFY(drawn);
    QVERIFY(drawn->draws >= 1);
    for (const QByteArray &uid : values.uids)
        QVERIFY(!numbers.isIn(mapUid(drawn->key, uid)));
}

void TestNumbers::drawsUntilNoShiftedDateIsAnotherPersonsDate() {
    // Of the 469 shifts that there are, more than half end on one of these.
    const KeyedValues values{{}, {{"patient:A", {"20200601"}}}};
    NumberSet numbers;
    for (int weeks = 52; weeks <= 320; ++weeks)
        numbers.add(QDate(2020, 6, 1).addDays(-7 * weeks).toString(u"yyyyMMdd").toLatin1());
    for (int run = 0; run < 20; ++run) {
        core::Work work;
        const auto drawn = drawKey(values, numbers, work);
        QVERIFY(drawn);
        const auto moved =
            shiftDate("20200601", subjectOf(drawn->key, QByteArray("patient:A")).shiftDays);
        QVERIFY(moved && !numbers.isIn(*moved));
    }
}

QTEST_GUILESS_MAIN(TestNumbers)
#include "tst_numbers.moc"
