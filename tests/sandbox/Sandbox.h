#pragma once
// The whole other side of the cloud path in one folder: certificates, XNAT stand-in with its seed,
// OpenID provider, Slurm when this computer has it, and the files a person needs to work with it.

#include "Provider.h"
#include "Server.h"

namespace lastra::sandbox {

struct SandboxOptions {
    QString folder;
    bool provider = false;
    bool slurm = false; // tests/slurm/slurm-up; without its packages or root: the local queue
    int port = 0;       // of the stand-in; 0: a free one
    QString engine;     // lastra-sim as the nodes see it
    int deviceIntervalSeconds = 5;
};

class Sandbox {
public:
    explicit Sandbox(SandboxOptions options);
    ~Sandbox(); // stops everything

    // False with errorString() set.
    [[nodiscard]] bool start();
    void stop();
    [[nodiscard]] QString errorString() const;

    [[nodiscard]] Server &server();
    [[nodiscard]] Provider *provider(); // null without one
    [[nodiscard]] QString caFile() const;
    [[nodiscard]] QString siteFile() const;     // for `lastra --site`
    [[nodiscard]] QString factsFile() const;    // what the invented institute states of its data
    [[nodiscard]] QString slurmMissing() const; // why the queue is the local one; empty: Slurm runs

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

// Loopback ports that are free now.
[[nodiscard]] QList<quint16> freePorts(int count);

} // namespace lastra::sandbox
