#pragma once
// The program's log: stderr and <home>/log/lastra.log, English, one line an event. Errors are
// logged once, where they are handled. Callers pass codes and counts, never names, IDs, paths of
// patients or tokens.

#include "lastra/core/Result.h"

namespace lastra::core {

enum class Level { Debug, Info, Warning, Error };

// Starts writing to a file as well (rotated at 4 MiB, one old file kept).
void openLog(const QString &path);
void log(Level level, const char *area, const QString &message);
void logError(const char *area, const Error &error);

} // namespace lastra::core
