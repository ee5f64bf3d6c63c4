#pragma once
// Runs short loops on all cores without starting threads each time. The caller works as well, so a
// call from inside a pool cannot dead-lock.

#include <functional>

namespace lastra::imaging {

// body(first, last) for parts of [0, count) of about grain items; returns when all are done.
void parallelFor(int count, int grain, const std::function<void(int, int)> &body);
// At most this many threads work in one parallelFor (0: as many as cores). For tests.
void setParallelThreads(int threads);

} // namespace lastra::imaging
