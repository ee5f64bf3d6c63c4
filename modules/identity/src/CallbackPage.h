#pragma once
#include <QByteArray>
#include <QString>

namespace lastra::identity {

enum class CallbackOutcome { Received, Refused, NotOurs };

// The whole HTTP answer with the page that ends a sign-in: static, no script, not kept anywhere.
[[nodiscard]] QByteArray callbackAnswer(CallbackOutcome outcome, const QString &language);
[[nodiscard]] QByteArray emptyAnswer(int status);

} // namespace lastra::identity
