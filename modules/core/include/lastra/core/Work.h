#pragma once
// What long work and the one who waits for it share: progress upwards, cancelling downwards.
// A long function takes `Work &`, never a callback; a caller that does not care passes a fresh
// Work.

#include "lastra/core/Result.h"

#include <QElapsedTimer>

#include <atomic>
#include <mutex>

namespace lastra::core {

enum class Unit { Steps, Files, Images, Bytes, Cases, Rows };

struct Progress {
    Unit unit = Unit::Steps;
    qint64 done = 0;
    qint64 total = -1;       // -1: not known
    double rate = 0;         // units a second since start
    double secondsLeft = -1; // -1: not known yet (first two seconds, or no total)
    QString stage;           // short, English key of what is being done now; never identifying
};

// Thread-safe.
class Work {
public:
    Work() { m_clock.start(); }
    Work(const Work &) = delete;
    Work &operator=(const Work &) = delete;

    // Begins a stage: counts restart at zero.
    void begin(Unit unit, qint64 total, QString stage = {});
    void advance(qint64 by = 1) { m_done.fetch_add(by, std::memory_order_relaxed); }
    void setDone(qint64 done) { m_done.store(done, std::memory_order_relaxed); }

    void cancel() { m_cancelled.store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool cancelled() const { return m_cancelled.load(std::memory_order_relaxed); }
    // Error "core.cancelled" once cancel() was called.
    [[nodiscard]] Done check() const;

    [[nodiscard]] Progress progress() const;

private:
    mutable std::mutex m_mutex;
    Unit m_unit = Unit::Steps;
    QString m_stage;
    qint64 m_startMs = 0;
    std::atomic<qint64> m_total = -1;
    std::atomic<qint64> m_done = 0;
    std::atomic<bool> m_cancelled = false;
    QElapsedTimer m_clock;
};

} // namespace lastra::core
