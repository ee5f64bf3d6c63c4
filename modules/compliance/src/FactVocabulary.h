#pragma once
// Every fact a rule may speak about, with its type and its name in words.

#include "lastra/compliance/Judgement.h"

#include <span>

namespace lastra::compliance {

struct FactWord {
    const char *name;
    Value::Type type;
    const char *english;
    const char *italian;
};
[[nodiscard]] std::span<const FactWord> factWordList();

} // namespace lastra::compliance
