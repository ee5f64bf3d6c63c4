#include "TokenVault.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"
#include "lastra/core/Log.h"

#include <QFile>
#include <QThread>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace lastra::identity {

namespace {

constexpr int kVersion = 1;
constexpr int kLockPollMs = 50;

QJsonArray toJson(const QStringList &list) {
    return QJsonArray::fromStringList(list);
}

QStringList toList(const QJsonValue &value) {
    QStringList list;
    for (const auto &entry : value.toArray())
        list << entry.toString();
    return list;
}

} // namespace

TokenVault::TokenVault(const SiteIdentity &site, std::shared_ptr<core::SecretStore> secrets,
                       const QString &stateFolder)
    : m_site(site.site), m_clientId(site.clientId), m_stateFolder(stateFolder),
      m_secrets(std::move(secrets)) {
    QString issuer = site.issuer;
    if (issuer.endsWith(QLatin1Char('/')))
        issuer.chop(1);
    const core::Sha256 digest = core::sha256((issuer + QLatin1Char('\n') + m_clientId).toUtf8());
    m_key = QStringLiteral("identity-") + QString::fromLatin1(core::hex(digest).left(16));
}

QString TokenVault::statePath(const char *suffix) const {
    return m_stateFolder + QLatin1Char('/') + m_key + QLatin1String(suffix);
}

QString TokenVault::keptIn() const {
    const std::lock_guard guard(m_mutex);
    return m_unsaved ? QStringLiteral("memory") : m_secrets->kind();
}

core::Result<Record> TokenVault::load() {
    {
        const std::lock_guard guard(m_mutex);
        if (m_unsaved) {
            Record record = *m_unsaved;
            if (store(record))
                m_unsaved.reset();
            return record;
        }
    }
    LASTRA_TRY(bytes, m_secrets->read(m_key));
    if (!bytes) {
        if (QFile::exists(statePath(".json")) &&
            m_secrets->kind() == QStringLiteral("system keyring"))
            return core::fail("identity.keyringLocked");
        return core::fail("identity.notSignedIn", {m_site});
    }
    const auto object = core::parseJsonObject(bytes->view().toByteArray(), m_key);
    if (!object || (*object)[QStringLiteral("version")].toInt() != kVersion)
        return core::fail("identity.notSignedIn", {m_site});
    const auto text = [&](const char *name) { return (*object)[QLatin1String(name)].toString(); };
    Record record;
    record.issuer = text("issuer");
    record.subject = text("subject");
    record.name = text("name");
    record.acr = text("acr");
    record.groups = toList((*object)[QStringLiteral("groups")]);
    record.scopes = toList((*object)[QStringLiteral("scopes")]);
    record.refresh = core::SecretBytes(text("refresh_token").toUtf8());
    return record;
}

core::Done TokenVault::store(const Record &record) {
    const QJsonObject object{
        {QStringLiteral("version"), kVersion},
        {QStringLiteral("issuer"), record.issuer},
        {QStringLiteral("subject"), record.subject},
        {QStringLiteral("client_id"), m_clientId},
        {QStringLiteral("name"), record.name},
        {QStringLiteral("acr"), record.acr},
        {QStringLiteral("groups"), toJson(record.groups)},
        {QStringLiteral("scopes"), toJson(record.scopes)},
        {QStringLiteral("refresh_token"), QString::fromUtf8(record.refresh.view())},
        {QStringLiteral("stored_at"), QDateTime::currentDateTimeUtc().toString(Qt::ISODate)}};
    LASTRA_CHECK(m_secrets->write(
        m_key, core::SecretBytes(QJsonDocument(object).toJson(QJsonDocument::Compact))));
    LASTRA_CHECK(core::makeFolder(m_stateFolder, true));
    return core::writeJsonObject(statePath(".json"),
                                 {{QStringLiteral("keptIn"), m_secrets->kind()}});
}

void TokenVault::save(const Record &record) {
    const std::lock_guard guard(m_mutex);
    const core::Done done = store(record);
    m_unsaved.reset();
    if (done)
        return;
    core::logError("identity", done.error());
    m_unsaved = record;
}

core::Done TokenVault::remove() {
    {
        const std::lock_guard guard(m_mutex);
        m_unsaved.reset();
    }
    LASTRA_CHECK(m_secrets->remove(m_key));
    LASTRA_TRY(left, m_secrets->read(m_key));
    if (left)
        return core::fail("core.secretBackend", {}, QStringLiteral("the entry is still there"));
    QFile::remove(statePath(".json"));
    return {};
}

TokenVault::Lock::~Lock() {
    ::close(m_fd);
} // ends the flock, as a killed program's end does

core::Result<std::unique_ptr<TokenVault::Lock>> TokenVault::lock(core::Work &work) {
    LASTRA_CHECK(core::makeFolder(m_stateFolder, true));
    const QString path = statePath(".lock");
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return tl::make_unexpected(core::fileError(path, errno));
    auto lock = std::make_unique<Lock>(fd);
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        LASTRA_CHECK(work.check());
        QThread::msleep(kLockPollMs);
    }
    return lock;
}

} // namespace lastra::identity
