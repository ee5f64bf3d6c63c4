#include "lastra/imaging/Parallel.h"

#include <QThread>
#include <QThreadPool>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace lastra::imaging {

namespace {

std::atomic<int> g_threads = 0;

QThreadPool &helpers() {
    static QThreadPool pool;
    static std::once_flag once;
    std::call_once(once, [] {
        pool.setMaxThreadCount(std::max(1, QThread::idealThreadCount() - 1));
        pool.setExpiryTimeout(-1);
        pool.setObjectName(QStringLiteral("imaging"));
    });
    return pool;
}

struct Loop {
    std::function<void(int, int)> body;
    int count = 0, grain = 1;
    std::atomic<int> next = 0;
    std::atomic<int> done = 0; // items
    std::mutex mutex;
    std::condition_variable finished;

    void work() {
        while (true) {
            const int first = next.fetch_add(grain);
            if (first >= count)
                return;
            const int last = std::min(count, first + grain);
            body(first, last);
            if (done.fetch_add(last - first) + (last - first) == count) {
                const std::lock_guard lock(mutex);
                finished.notify_all();
            }
        }
    }
};

} // namespace

void setParallelThreads(int threads) {
    g_threads = threads;
}

void parallelFor(int count, int grain, const std::function<void(int, int)> &body) {
    if (count <= 0)
        return;
    grain = std::max(1, grain);
    const int parts = (count + grain - 1) / grain;
    const int threads = g_threads > 0 ? g_threads.load() : std::max(1, QThread::idealThreadCount());
    const int wanted = std::min(parts, threads) - 1;
    if (wanted <= 0) {
        body(0, count);
        return;
    }
    // Shared: a helper that starts late finds nothing left and must still find the counters.
    auto loop = std::make_shared<Loop>();
    loop->body = body;
    loop->count = count;
    loop->grain = grain;
    for (int i = 0; i < wanted; ++i)
        if (!helpers().tryStart([loop] { loop->work(); }))
            break;
    loop->work();
    std::unique_lock lock(loop->mutex);
    loop->finished.wait(lock, [&] { return loop->done.load() == count; });
}

} // namespace lastra::imaging
