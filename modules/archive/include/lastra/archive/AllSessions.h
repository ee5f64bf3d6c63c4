#pragma once
#include "lastra/archive/Archive.h"

namespace lastra::archive {

// Every session that a query finds, page by page, each once. Ends with a server that repeats the
// same page for ever; errors are those of Archive::sessions and "core.cancelled".
[[nodiscard]] core::Result<std::vector<Session>> allSessions(Archive &archive, SessionQuery query,
                                                             core::Work &work);

} // namespace lastra::archive
