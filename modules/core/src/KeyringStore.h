#pragma once
// QtKeychain's jobs need an event loop and signals; they run on one thread of their own so that a
// caller on any thread just waits.

#include "lastra/core/SecretStore.h"

#include <chrono>

namespace lastra::core {

class KeyringStore : public SecretStore {
public:
    explicit KeyringStore(QString service);

    Result<std::optional<SecretBytes>> read(const QString &name) override;
    Done write(const QString &name, const SecretBytes &value) override;
    Done remove(const QString &name) override;
    [[nodiscard]] QString kind() const override { return QStringLiteral("system keyring"); }

    // Writes, reads back and deletes a random entry: the only way to know, because a locked keyring
    // and a missing one report the same codes as an absent entry.
    Done selfTest(std::chrono::milliseconds patience);
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }

private:
    template <class Job, class Prepare, class Finish>
    Done runJob(const QString &name, Prepare prepare, Finish finish);

    QString m_service;
    std::chrono::milliseconds m_patience{120'000}; // the keyring may be asking for its password
};

} // namespace lastra::core
