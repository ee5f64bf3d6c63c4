#pragma once
// Worker processes on this computer. A worker outlives the program; one whose process died is
// started again, at most maxAttempts times; a claim folder per attempt keeps it from running twice.

#include "lastra/queue/Ledger.h"

namespace lastra::queue {

// What a local queue that is told nothing else keeps busy: this computer's cores but one, which
// stays with the person in front of it.
[[nodiscard]] int localCores();

struct LocalQueueSettings {
    QString folder; // job folders live here, owner-only
    int cores = 0;  // shards run while their cpus fit; 0: localCores()
    int maxAttempts = 2;
    QString name = QStringLiteral("local");
};

[[nodiscard]] core::Result<std::unique_ptr<Queue>> openLocalQueue(std::shared_ptr<Ledger> ledger,
                                                                  LocalQueueSettings settings);

} // namespace lastra::queue
