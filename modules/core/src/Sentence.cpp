#include "lastra/core/Sentence.h"

namespace lastra::core {

QString filledIn(const QString &sentence, const Error &error,
                 const std::function<QString(const Error &)> &words) {
    QString result;
    for (qsizetype i = 0; i < sentence.size(); ++i) {
        if (sentence[i] != u'%' || i + 1 == sentence.size() || !sentence[i + 1].isDigit()) {
            result += sentence[i];
            continue;
        }
        const int number = sentence[++i].digitValue();
        if (number > 0)
            result += error.arguments.value(number - 1);
        else if (error.cause)
            result += words(*error.cause);
    }
    return result;
}

} // namespace lastra::core
