#pragma once
#include "lastra/core/Result.h"

#include <functional>

namespace lastra::core {

// A sentence of messages.json with what the error says put in: %1, %2 are its arguments, %0 is what
// `words` makes of its cause. An argument that holds a "%1" of its own stays as it is.
[[nodiscard]] QString filledIn(const QString &sentence, const Error &error,
                               const std::function<QString(const Error &)> &words);

} // namespace lastra::core
