#pragma once
// Runs body(i, worker) for i in [0, count) on up to `threads` threads. Items must be independent:
// nothing may depend on which thread runs which.

#include "lastra/core/Work.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace lastra::simulation {

inline int threadCount(int asked) {
    return asked > 0 ? std::min(asked, 256)
                     : int(std::max(1u, std::thread::hardware_concurrency()));
}

template <class Body>
core::Done parallelFor(int count, int threads, core::Work &work, const Body &body) {
    std::atomic<int> next = 0;
    const auto run = [&](int worker) {
        for (int i = next++; i < count && !work.cancelled(); i = next++)
            body(i, worker);
    };
    std::vector<std::thread> pool;
    const int used = std::min(threadCount(threads), std::max(1, count));
    for (int worker = 1; worker < used; ++worker)
        pool.emplace_back(run, worker);
    run(0);
    for (std::thread &thread : pool)
        thread.join();
    return work.check();
}

} // namespace lastra::simulation
