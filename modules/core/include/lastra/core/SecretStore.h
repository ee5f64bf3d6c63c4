#pragma once
// Where secrets rest: the system keyring, or without one a file sealed by a passphrase
// (scrypt, then AES-256-GCM). Never settings, logs or the environment.

#include "lastra/core/Result.h"
#include "lastra/core/SecretBytes.h"

#include <functional>
#include <memory>
#include <optional>

namespace lastra::core {

// Thread-safe; calls may wait for the keyring's own dialog. Errors: "core.secretLocked",
// "core.secretBackend", "core.secretWrongPassphrase", "core.secretDamaged" [file].
class SecretStore {
public:
    virtual ~SecretStore() = default;
    virtual Result<std::optional<SecretBytes>> read(const QString &name) = 0;
    virtual Done write(const QString &name, const SecretBytes &value) = 0;
    virtual Done remove(const QString &name) = 0;
    // "system keyring" or "sealed file": shown on the account page.
    [[nodiscard]] virtual QString kind() const = 0;
};

// Asked until a passphrase opens the file, so again after a wrong one; empty means the person
// declined, and the store asks no more.
using AskPassphrase = std::function<SecretBytes(bool newFile)>;

[[nodiscard]] std::unique_ptr<SecretStore> keyringStore(const QString &service);
[[nodiscard]] std::unique_ptr<SecretStore> sealedFileStore(const QString &path, AskPassphrase ask);
// The keyring when a test entry can be written to and read from it, else the sealed file.
[[nodiscard]] std::unique_ptr<SecretStore>
openSecretStore(const QString &service, const QString &sealedFile, AskPassphrase ask);
// Forgets when it goes: for one-time keys and tests.
[[nodiscard]] std::unique_ptr<SecretStore> memoryStore();

} // namespace lastra::core
