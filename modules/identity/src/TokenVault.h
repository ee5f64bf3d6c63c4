#pragma once
// The one entry of an account in the secret store, and the lock that lets one writer at a time
// renew it: lastra and lastra-cli run side by side.

#include "lastra/identity/SiteIdentity.h"

#include "lastra/core/SecretStore.h"
#include "lastra/core/Work.h"

#include <memory>
#include <mutex>

namespace lastra::identity {

struct Record {
    QString issuer, subject, name, acr;
    QStringList groups, scopes;
    core::SecretBytes refresh; // empty: the service gave none
};

class TokenVault {
public:
    TokenVault(const SiteIdentity &site, std::shared_ptr<core::SecretStore> secrets,
               const QString &stateFolder);

    // "identity.notSignedIn" [site]; "identity.keyringLocked" when an entry was stored and is not
    // to be found: a locked keyring looks exactly so.
    core::Result<Record> load();
    // When the store refuses, the record stays in memory, keptIn() says so, and the next load()
    // tries again.
    void save(const Record &record);
    // Removes and reads back to prove it.
    core::Done remove();
    [[nodiscard]] QString keptIn() const;

    class Lock {
    public:
        explicit Lock(int fd) : m_fd(fd) {}
        ~Lock();
        Lock(const Lock &) = delete;

    private:
        int m_fd;
    };
    // Waits, cancellable, for every other writer in any thread or process.
    core::Result<std::unique_ptr<Lock>> lock(core::Work &work);

private:
    core::Done store(const Record &record);
    [[nodiscard]] QString statePath(const char *suffix) const;

    QString m_site, m_clientId, m_key, m_stateFolder;
    std::shared_ptr<core::SecretStore> m_secrets;
    mutable std::mutex m_mutex;
    std::optional<Record> m_unsaved;
};

} // namespace lastra::identity
