#include "HomeSecrets.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/FileLock.h"

#include <QFileInfo>

namespace lastra::workflow {
namespace {

using core::Result;

constexpr int kIdBytes = 8;

class HomeStore final : public core::SecretStore {
public:
    HomeStore(QString prefix, std::shared_ptr<core::SecretStore> store)
        : m_prefix(std::move(prefix)), m_store(std::move(store)) {}
    Result<std::optional<core::SecretBytes>> read(const QString &name) override {
        return m_store->read(m_prefix + name);
    }
    core::Done write(const QString &name, const core::SecretBytes &value) override {
        return m_store->write(m_prefix + name, value);
    }
    core::Done remove(const QString &name) override { return m_store->remove(m_prefix + name); }
    [[nodiscard]] QString kind() const override { return m_store->kind(); }

private:
    QString m_prefix;
    std::shared_ptr<core::SecretStore> m_store;
};

} // namespace

Result<QString> homeId(const core::Home &home) {
    const QString file = home.file(QStringLiteral("id"));
    core::Work work;
    LASTRA_TRY(lock, core::FileLock::take(home.file(QStringLiteral("id.lock")), work));
    if (QFileInfo::exists(file)) {
        LASTRA_TRY(bytes, core::readFile(file, 64));
        if (!bytes.trimmed().isEmpty())
            return QString::fromLatin1(bytes.trimmed());
    }
    const QByteArray fresh = core::randomBytes(kIdBytes).toHex();
    LASTRA_CHECK(core::AtomicFile::writeAll(file, fresh + '\n'));
    return QString::fromLatin1(fresh);
}

Result<std::shared_ptr<core::SecretStore>> homeSecrets(const core::Home &home,
                                                       std::shared_ptr<core::SecretStore> store) {
    LASTRA_TRY(id, homeId(home));
    return std::make_shared<HomeStore>(id + u'/', std::move(store));
}

} // namespace lastra::workflow
