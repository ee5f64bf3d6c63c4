#pragma once
// The one place where an error code becomes words. The sentences stand in modules/*/messages.json,
// English and Italian beside each other, and are compiled into this module.

#include "lastra/core/Result.h"

namespace lastra::workflow {

enum class Language { English, Italian };

// The language of the locale given by the person or the system.
[[nodiscard]] Language systemLanguage();
// What is wrong, with which file or server, what to do. An unknown code names itself.
[[nodiscard]] QString sentence(const core::Error &error, Language language);

} // namespace lastra::workflow
