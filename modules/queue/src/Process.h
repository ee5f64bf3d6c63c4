#pragma once
// Worker processes that live on without this program.

#include "lastra/core/Result.h"

namespace lastra::queue {

// A process that cannot be taken for another one that got its number later.
struct WorkerId {
    qint64 pid = 0;    // also its process group
    QByteArray birth;  // start time in clock ticks, as /proc gives it
    QByteArray bootId; // of the running kernel
};

// Starts `/bin/sh script arguments` as leader of its own session, with no terminal and nobody to
// wait for it. "queue.workerStart".
[[nodiscard]] core::Done startDetached(const QString &script, const QStringList &arguments);
[[nodiscard]] bool isAlive(const WorkerId &worker);
// Also what a dead leader left behind in its group. False: nothing of it runs any more.
bool signalGroup(const WorkerId &worker, int signal);

} // namespace lastra::queue
