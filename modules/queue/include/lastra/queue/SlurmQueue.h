#pragma once
// A Slurm cluster behind slurmrestd, API v0.0.38. Inputs and outputs travel by a folder that this
// computer and the nodes both see; a job is Done when its manifest in that folder checks out,
// whatever the scheduler remembers.

#include "lastra/core/SecretBytes.h"
#include "lastra/queue/Ledger.h"

#include <functional>

namespace lastra::queue {

struct SlurmSettings {
    QString name = QStringLiteral("slurm");
    QString url;        // https://..., or http:// on loopback only
    QString unixSocket; // instead: a local socket (a tunnel's end)
    QString user;       // X-SLURM-USER-NAME
    // The JWT of X-SLURM-USER-TOKEN. renew: the last one was refused or has run out.
    std::function<core::Result<core::SecretBytes>(bool renew)> token;
    QString partition;    // empty: the site's default
    QString account;      // empty: the user's default
    QString gres;         // of one GPU, "gpu" or "gpu:a100"; used when a job asks for GPUs
    QString sharedFolder; // as seen from this computer
    QString nodeFolder;   // the same folder as seen from the nodes; empty: the same path
    // Environment of the job (PATH at least; Slurm gives none): "PATH" -> "/usr/bin:/bin".
    std::vector<std::pair<QString, QString>> environment;
    QString caFile;             // PEM of an extra CA; empty: the system's alone
    bool worldWritable = false; // job folders for nodes that run as another user (test clusters)
};

// "queue.badSite" [queue, field] when the settings cannot work (http to a far host, no folder).
[[nodiscard]] core::Result<std::unique_ptr<Queue>> openSlurmQueue(std::shared_ptr<Ledger> ledger,
                                                                  SlurmSettings settings);

} // namespace lastra::queue
