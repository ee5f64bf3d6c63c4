#include "lastra/core/SecretStore.h"

#include "KeyringStore.h"
#include "SealedFile.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"

#include <QFileInfo>
#include <QLockFile>

#include <map>
#include <mutex>
#include <sys/stat.h>

namespace lastra::core {

namespace {

constexpr qint64 kMaxSealedBytes = 1 << 20;
constexpr std::chrono::milliseconds kSelfTestPatience{3000};

class MemoryStore : public SecretStore {
public:
    Result<std::optional<SecretBytes>> read(const QString &name) override {
        const std::lock_guard guard(m_mutex);
        const auto found = m_values.find(name);
        if (found == m_values.end())
            return std::nullopt;
        return std::optional(found->second);
    }
    Done write(const QString &name, const SecretBytes &value) override {
        const std::lock_guard guard(m_mutex);
        m_values[name] = value;
        return {};
    }
    Done remove(const QString &name) override {
        const std::lock_guard guard(m_mutex);
        m_values.erase(name);
        return {};
    }
    [[nodiscard]] QString kind() const override { return QStringLiteral("memory"); }

private:
    std::mutex m_mutex;
    std::map<QString, SecretBytes> m_values;
};

// All entries in one sealed JSON object {name: base64}; read anew each time, because lastra and
// lastra-cli may both be running.
class SealedFileStore : public SecretStore {
public:
    SealedFileStore(QString path, AskPassphrase ask)
        : m_path(std::move(path)), m_ask(std::move(ask)) {}

    Result<std::optional<SecretBytes>> read(const QString &name) override {
        const std::lock_guard guard(m_mutex);
        if (!QFileInfo::exists(m_path))
            return std::nullopt;
        LASTRA_TRY(entries, load());
        if (!entries.contains(name))
            return std::nullopt;
        return std::optional(
            SecretBytes(QByteArray::fromBase64(entries[name].toString().toLatin1())));
    }
    Done write(const QString &name, const SecretBytes &value) override {
        return change([&](QJsonObject &entries) {
            entries[name] = QString::fromLatin1(value.view().toByteArray().toBase64());
        });
    }
    Done remove(const QString &name) override {
        if (!QFileInfo::exists(m_path))
            return {};
        return change([&](QJsonObject &entries) { entries.remove(name); });
    }
    [[nodiscard]] QString kind() const override { return QStringLiteral("sealed file"); }

private:
    [[nodiscard]] QString fileName() const { return QFileInfo(m_path).fileName(); }

    Done change(const std::function<void(QJsonObject &)> &edit) {
        const std::lock_guard guard(m_mutex);
        LASTRA_CHECK(makeFolder(QFileInfo(m_path).absolutePath(), true));
        QLockFile lock(m_path + QStringLiteral(".lock"));
        if (!lock.tryLock(10'000))
            return fail("core.secretBackend", {}, QStringLiteral("the sealed file stays locked"));
        LASTRA_TRY(entries, load());
        edit(entries);
        const SecretBytes plain(QJsonDocument(entries).toJson(QJsonDocument::Compact));
        LASTRA_TRY(sealed, seal(m_key, plain));
        AtomicFile file(m_path);
        LASTRA_CHECK(file.open());
        fchmod(file.descriptor(), S_IRUSR | S_IWUSR);
        LASTRA_CHECK(file.write(sealed));
        return file.commit();
    }

    // The entries, after asking for the passphrase once.
    Result<QJsonObject> load() {
        if (!QFileInfo::exists(m_path)) {
            if (m_key.key.isEmpty()) {
                LASTRA_TRY(passphrase, passphraseFor(true));
                LASTRA_TRY(key, deriveSealKey(passphrase, randomBytes(16), {}));
                m_key = std::move(key);
            }
            return QJsonObject();
        }
        LASTRA_TRY(sealed, readFile(m_path, kMaxSealedBytes));
        LASTRA_TRY(header, readSealHeader(sealed, fileName()));
        if (m_key.key.isEmpty() || m_key.salt != header.salt) {
            LASTRA_TRY(passphrase, passphraseFor(false));
            LASTRA_TRY(key, deriveSealKey(passphrase, header.salt, header.cost));
            LASTRA_CHECK(unseal(key, sealed, fileName()));
            m_key = std::move(key);
        }
        LASTRA_TRY(plain, unseal(m_key, sealed, fileName()));
        return parseJsonObject(plain.view().toByteArray(), fileName());
    }

    Result<SecretBytes> passphraseFor(bool newFile) {
        if (m_declined || !m_ask)
            return fail("core.secretLocked");
        SecretBytes passphrase = m_ask(newFile);
        m_declined = passphrase.isEmpty();
        if (m_declined)
            return fail("core.secretLocked");
        return passphrase;
    }

    std::mutex m_mutex;
    QString m_path;
    AskPassphrase m_ask;
    bool m_declined = false;
    SealKey m_key;
};

} // namespace

std::unique_ptr<SecretStore> memoryStore() {
    return std::make_unique<MemoryStore>();
}

std::unique_ptr<SecretStore> keyringStore(const QString &service) {
    return std::make_unique<KeyringStore>(service);
}

std::unique_ptr<SecretStore> sealedFileStore(const QString &path, AskPassphrase ask) {
    return std::make_unique<SealedFileStore>(path, std::move(ask));
}

std::unique_ptr<SecretStore> openSecretStore(const QString &service, const QString &sealedFile,
                                             AskPassphrase ask) {
    auto keyring = std::make_unique<KeyringStore>(service);
    if (keyring->selfTest(kSelfTestPatience))
        return keyring;
    return sealedFileStore(sealedFile, std::move(ask));
}

} // namespace lastra::core
