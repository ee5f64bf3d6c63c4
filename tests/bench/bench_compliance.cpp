// Judges 10 000 datasets by the 70 controls of the shipped catalogue and prints one JSON line.
#include "lastra/compliance/Judgement.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>

using namespace lastra::compliance;

namespace {

Value plausible(int index) {
    switch (factType(index)) {
    case Value::Type::Bool:
        return Value(index % 3 != 0);
    case Value::Type::Number:
        return Value(index % 7);
    case Value::Type::Date:
        return Value(QDateTime(QDate(2027, 6, 1), QTime(0, 0), Qt::UTC));
    case Value::Type::List:
        return Value(QStringList{QStringLiteral("IT"), QStringLiteral("FR")});
    default:
        return Value("9(2)(j)");
    }
}

} // namespace

int main(int argc, char **argv) {
    const QCoreApplication application(argc, argv); // finds the shipped files
    const auto catalogue = Catalogue::loadShipped();
    if (!catalogue) {
        std::fprintf(stderr, "%s\n", qPrintable(catalogue.error().toLog()));
        return 1;
    }
    constexpr int kDatasets = 10000, kDistinct = 500; // memory of 500 sets, judged 20 times each
    const QDateTime now(QDate(2026, 11, 25), QTime(12, 0), Qt::UTC);
    std::vector<Facts> sets(kDistinct);
    for (int d = 0; d < kDistinct; ++d)
        for (int i = 0; i < int(factNames().size()); ++i)
            if ((d + i) % 10 != 0 && !factNames()[size_t(i)].startsWith(QLatin1String("policy.")))
                sets[size_t(d)].set(factNames()[size_t(i)], plausible(i), QStringLiteral("bench"),
                                    now.addSecs(-d));
    QElapsedTimer clock;
    clock.start();
    qint64 states = 0;
    for (int d = 0; d < kDatasets; ++d)
        states += judge(*catalogue, sets[size_t(d % kDistinct)], Now::trusted(now)).results.size();
    const double seconds = double(clock.nsecsElapsed()) / 1e9;
    if (states != qint64(kDatasets) * 70)
        return 1;
    std::printf("{\"work\":\"judge 10000 datasets x 70 controls\",\"against\":\"\",\"ours_s\":%.3f,"
                "\"theirs_s\":null,\"ratio\":null,\"budget\":\"1 s\"}\n",
                seconds);
    return 0;
}
