#include "lastra/compliance/AuditLog.h"

#include "AuditReader.h"
#include "Checkpoint.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/core/Signature.h"

#include <QDir>

#include <cerrno>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lastra::compliance {

namespace {

constexpr qint64 kCheckpointEvery = 64; // lines

// Held while one process appends; the kernel lets go of it when a process dies.
class FolderLock {
public:
    explicit FolderLock(const QString &file)
        : m_fd(::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
        while (m_fd >= 0 && ::flock(m_fd, LOCK_EX) != 0)
            if (errno != EINTR) {
                ::close(m_fd);
                m_fd = -1;
            }
    }
    ~FolderLock() {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    FolderLock(const FolderLock &) = delete;
    FolderLock &operator=(const FolderLock &) = delete;
    [[nodiscard]] bool held() const { return m_fd >= 0; }

private:
    int m_fd;
};

QByteArray stamp(const QDateTime &at) {
    return at.toUTC().toString(QStringLiteral("yyyy-MM-ddTHH:mm:ssZ")).toLatin1();
}

QDateTime unstamp(const QByteArray &text) {
    return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate);
}

// A secret of the log: in the secret store, or without one in an owner-only file.
core::Result<core::SecretBytes> keptSecret(const AuditSettings &settings, const QString &what) {
    if (settings.secrets) {
        const QString name = QStringLiteral("audit.") + what;
        LASTRA_TRY(found, settings.secrets->read(name));
        if (found && found->size() == core::kEd25519SeedBytes)
            return *found;
        core::SecretBytes fresh(core::randomBytes(core::kEd25519SeedBytes));
        LASTRA_CHECK(settings.secrets->write(name, fresh));
        return fresh;
    }
    const QString path = settings.folder + u'/' + what + QStringLiteral(".key");
    if (auto bytes = core::readFile(path, 64); bytes && bytes->size() == core::kEd25519SeedBytes)
        return core::SecretBytes(*bytes);
    core::SecretBytes fresh(core::randomBytes(core::kEd25519SeedBytes));
    LASTRA_CHECK(core::AtomicFile::writeAll(path, fresh.view()));
    ::chmod(QFile::encodeName(path).constData(), 0600);
    return fresh;
}

} // namespace

struct AuditLog::Impl {
    AuditSettings settings;
    QString file, notes, torn, lockFile;
    mutable std::mutex mutex;
    int fd = -1;
    AuditReader reader;
    core::SecretBytes seed, pseudonymKey;
    QByteArray origin, actor, anchorTime;
    QByteArray kept; // the anchor as the secret store had it when the log was opened
    std::map<QByteArray, QByteArray> sealed; // of each dataset, the newest such root
    qint64 anchored = 0;                     // lines under the newest checkpoint
    std::set<QByteArray> reopened;           // fragments that a log.reopened line tells of

    ~Impl() {
        if (fd >= 0)
            ::close(fd);
    }

    void seal(const AuditLine &line) {
        if (line.why == "deidentified" || line.why == "simulated")
            sealed[line.ds] = line.root;
    }
    core::Done prepareKeys();
    core::Done catchUp();
    core::Done recordTorn();
    core::Done compareAnchors();
    core::Done restoreAnchor();
    core::Done write(const std::vector<AuditEvent> &events);
    core::Done makeCheckpoint();
    core::Done moveTailAside();
    [[nodiscard]] core::Result<AuditLine> lineFor(const AuditEvent &event, QByteArray ts) const;
    [[nodiscard]] tl::unexpected<core::Error> broken(const QByteArray &why) const {
        return core::fail("compliance.auditBroken",
                          {QString::number(reader.altered ? reader.altered.line : reader.size())},
                          QString::fromLatin1(why));
    }
    [[nodiscard]] QByteArray actorOf(const QString &issuer, const QString &subject) const {
        return "u:" +
               core::hex(core::hmacSha256(pseudonymKey, issuer.toUtf8() + '\0' + subject.toUtf8()))
                   .left(16);
    }
    [[nodiscard]] AuditHead head() const {
        return {reader.size(), QLatin1String(core::hex(reader.tree().root())),
                unstamp(reader.lastTs()), unstamp(reader.lastFloor()), unstamp(anchorTime)};
    }
};

core::Done AuditLog::Impl::prepareKeys() {
    LASTRA_TRY(signing, keptSecret(settings, QStringLiteral("signing")));
    LASTRA_TRY(naming, keptSecret(settings, QStringLiteral("pseudonym")));
    seed = std::move(signing);
    pseudonymKey = std::move(naming);
    actor = actorOf(settings.issuer, settings.subject);
    const QString trust = settings.folder + QStringLiteral("/trust.txt");
    const QByteArray publicKey = core::ed25519PublicKey(seed);
    if (settings.secrets) {
        LASTRA_TRY(anchor, settings.secrets->read(auditAnchorName(settings.folder)));
        if (anchor)
            kept = anchor->view().toByteArray();
        // The log's own name is what its anchor says: trust.txt can be deleted, the anchor cannot.
        const Checkpoint named = openNote(kept, {}).checkpoint;
        if (openNote(kept, {{named.origin, publicKey}}).state == OpenedNote::State::Good)
            origin = named.origin;
    }
    QByteArray known;
    if (QFile::exists(trust)) {
        LASTRA_TRY(bytes, core::readFile(trust, 1 << 20));
        known = bytes;
    }
    for (const TrustKey &key : TrustKey::read(known))
        if (key.publicKey == publicKey && (origin.isEmpty() || key.name == origin)) {
            origin = key.name;
            return {};
        }
    if (origin.isEmpty())
        origin = "lastra.local/" + core::randomBytes(8).toHex() + "/log/0001";
    return core::AtomicFile::writeAll(trust, known + TrustKey{origin, publicKey}.write() + '\n');
}

// Reads what other processes have appended since.
core::Done AuditLog::Impl::catchUp() {
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return core::fail("core.fileUnreadable", {QFileInfo(file).fileName()});
    if (in.size() < reader.offset())
        return broken("shorter");
    in.seek(reader.offset());
    if (!reader.readFrom(in))
        return broken(reader.altered.why);
    if (reader.backwards || reader.breach)
        return broken(reader.backwards ? "time" : "breach");
    return reader.tail() > 0 ? moveTailAside() : core::Done();
}

// A line that a crash cut short: kept aside first, then taken off the log.
core::Done AuditLog::Impl::moveTailAside() {
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly) || !in.seek(reader.offset()))
        return core::fail("core.fileUnreadable", {QFileInfo(file).fileName()});
    const QByteArray fragment = in.read(kMaxAuditLine);
    LASTRA_CHECK(core::makeFolder(torn, true));
    const QString name = QLatin1String(core::hex(core::sha256(fragment)));
    LASTRA_CHECK(
        core::AtomicFile::writeAll(torn + u'/' + name + QStringLiteral(".part"), fragment));
    if (::ftruncate(fd, reader.offset()) != 0)
        return tl::make_unexpected(core::fileError(file, errno));
    return {};
}

// Says in the log that a torn line was moved aside, unless it says so already.
core::Done AuditLog::Impl::recordTorn() {
    for (const QString &name : QDir(torn).entryList({QStringLiteral("*.part")}, QDir::Files)) {
        const QByteArray digest = "sha256:" + name.chopped(5).toLatin1();
        if (reopened.contains(digest))
            continue;
        AuditEvent event;
        event.act = QStringLiteral("log.reopened");
        event.why = QStringLiteral("torn_line");
        event.evidence = {QLatin1String(digest)};
        LASTRA_CHECK(write({event}));
    }
    return {};
}

// The log must hold what its newest checkpoints, here and in the secret store, say.
core::Done AuditLog::Impl::compareAnchors() {
    AuditFiles files = auditFilesIn(settings.folder);
    files.anchor = kept;
    LASTRA_TRY(verdict, verifyAudit(files));
    if (verdict.exit == AuditExit::Truncated || verdict.why == u"forgedCheckpoint" ||
        verdict.why == u"anchorUnknown")
        return broken(verdict.why.toLatin1());
    anchored = std::max<qint64>(0, verdict.anchorSize);
    anchorTime = verdict.anchorTime.isValid() ? stamp(verdict.anchorTime) : QByteArray();
    return {};
}

// From the first moment on there is an anchor. One that is gone although there is a log is never
// replaced silently.
core::Done AuditLog::Impl::restoreAnchor() {
    if (!settings.secrets || !kept.isEmpty())
        return {};
    if (reader.size() > 0 || anchored > 0) {
        AuditEvent lost;
        lost.act = QStringLiteral("log.reopened");
        lost.why = QStringLiteral("no_anchor");
        LASTRA_CHECK(write({lost}));
    }
    return makeCheckpoint();
}

core::Result<AuditLine> AuditLog::Impl::lineFor(const AuditEvent &event, QByteArray ts) const {
    AuditLine line;
    line.act = event.act.toUtf8();
    line.actor = actor;
    line.app = settings.appDigest.toUtf8();
    line.cat = settings.catalogue.toUtf8();
    line.ctl = event.control.toUtf8();
    line.ds = event.dataset.toUtf8();
    line.root = event.root.toUtf8();
    line.gate = event.gate.toUtf8();
    line.from = event.from.toUtf8();
    line.to = event.to.toUtf8();
    line.why = event.why.toUtf8();
    for (const QString &item : event.evidence)
        line.ev << item.toUtf8();
    line.ts = std::move(ts);
    line.floor = reader.lastFloor();
    if (line.floor.isEmpty())
        line.floor = "1970-01-01T00:00:00Z";
    line.seq = reader.size();
    line.prev = reader.lastLeaf();
    if (const QByteArray field = line.misshapen(); !field.isEmpty())
        return core::fail("compliance.auditRefused", {QLatin1String(field)});
    return line;
}

// Under the lock. All events are checked before the first is written.
core::Done AuditLog::Impl::write(const std::vector<AuditEvent> &events) {
    const QByteArray now = stamp(settings.clock->now());
    const bool behind = now < reader.lastTs();
    std::vector<AuditEvent> all;
    if (behind) {
        AuditEvent changed;
        changed.act = QStringLiteral("clock.changed");
        changed.why = QStringLiteral("clock_behind");
        all.push_back(changed);
    }
    all.insert(all.end(), events.begin(), events.end());
    for (const AuditEvent &event : all)
        if (auto line = lineFor(event, now); !line)
            return tl::make_unexpected(std::move(line.error()));
    for (const AuditEvent &event : all) {
        LASTRA_TRY(line, lineFor(event, std::max(now, reader.lastTs())));
        const QByteArray bytes = line.write() + '\n';
        qsizetype at = 0;
        while (at < bytes.size()) {
            const ssize_t put = ::write(fd, bytes.constData() + at, size_t(bytes.size() - at));
            if (put < 0 && errno == EINTR)
                continue;
            if (put < 0) {
                const int error = errno;
                // What was half written is not a line of the log.
                if (::ftruncate(fd, reader.offset()) != 0)
                    return broken("torn");
                return tl::make_unexpected(core::fileError(file, error));
            }
            at += put;
        }
        reader.take(QByteArrayView(bytes).chopped(1));
    }
    if (::fdatasync(fd) != 0)
        return tl::make_unexpected(core::fileError(file, errno));
    return {};
}

core::Done AuditLog::Impl::makeCheckpoint() {
    const Checkpoint checkpoint{origin, reader.size(), reader.tree().root()};
    const QByteArray note = checkpoint.sign(seed);
    const QString name = QStringLiteral("%1.note").arg(checkpoint.size, 12, 10, QLatin1Char('0'));
    LASTRA_CHECK(core::AtomicFile::writeAll(notes + u'/' + name, note));
    anchored = checkpoint.size;
    anchorTime = reader.lastTs();
    if (!settings.secrets)
        return {};
    const TrustKey key{origin, core::ed25519PublicKey(seed)};
    return settings.secrets->write(auditAnchorName(settings.folder),
                                   core::SecretBytes(note + key.write() + '\n'));
}

AuditLog::AuditLog() : m_impl(std::make_unique<Impl>()) {}

AuditLog::~AuditLog() {
    if (m_impl->fd >= 0)
        (void)checkpoint();
}

core::Result<std::unique_ptr<AuditLog>> AuditLog::open(AuditSettings settings) {
    std::unique_ptr<AuditLog> log(new AuditLog);
    Impl &d = *log->m_impl;
    d.settings = std::move(settings);
    if (!d.settings.clock)
        d.settings.clock = std::make_shared<core::Clock>();
    const QString &folder = d.settings.folder;
    d.file = folder + QStringLiteral("/log.jsonl");
    d.notes = folder + QStringLiteral("/checkpoints");
    d.torn = folder + QStringLiteral("/torn");
    d.lockFile = folder + QStringLiteral("/lock");
    LASTRA_CHECK(core::makeFolder(folder, true));
    LASTRA_CHECK(core::makeFolder(d.notes, true));
    const FolderLock lock(d.lockFile);
    if (!lock.held())
        return core::fail("compliance.auditLocked");
    LASTRA_CHECK(d.prepareKeys());
    const int fd = ::open(QFile::encodeName(d.file).constData(),
                          O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return tl::make_unexpected(core::fileError(d.file, errno));
    d.reader.onLine = [&d](const AuditLine &line, const core::Sha256 &) {
        if (line.act == "log.reopened")
            d.reopened.insert(line.ev.begin(), line.ev.end());
        else if (line.act == "content.sealed")
            d.seal(line);
    };
    d.fd = fd;
    core::Done ready = d.catchUp();
    if (ready)
        ready = d.compareAnchors();
    if (ready)
        ready = d.restoreAnchor();
    if (ready)
        ready = d.recordTorn();
    if (!ready) {
        ::close(std::exchange(d.fd, -1)); // no closing checkpoint over a log that does not hold
        return tl::make_unexpected(std::move(ready.error()));
    }
    return log;
}

core::Result<AuditHead> AuditLog::append(const AuditEvent &event) {
    return append(std::vector<AuditEvent>{event});
}

core::Result<AuditHead> AuditLog::append(const std::vector<AuditEvent> &events) {
    Impl &d = *m_impl;
    const std::lock_guard guard(d.mutex);
    const FolderLock lock(d.lockFile);
    if (!lock.held())
        return core::fail("compliance.auditLocked");
    LASTRA_CHECK(d.catchUp());
    LASTRA_CHECK(d.recordTorn());
    LASTRA_CHECK(d.write(events));
    bool anchor = d.reader.size() - d.anchored >= kCheckpointEvery;
    for (const AuditEvent &event : events)
        anchor |= event.act == u"gate.decided" || event.act.startsWith(u"attestation.");
    if (anchor)
        LASTRA_CHECK(d.makeCheckpoint());
    return d.head();
}

void AuditLog::setActor(const QString &issuer, const QString &subject) {
    const std::lock_guard guard(m_impl->mutex);
    m_impl->actor = m_impl->actorOf(issuer, subject);
}

core::Done AuditLog::checkpoint() {
    Impl &d = *m_impl;
    const std::lock_guard guard(d.mutex);
    const FolderLock lock(d.lockFile);
    if (!lock.held())
        return core::fail("compliance.auditLocked");
    LASTRA_CHECK(d.catchUp());
    return d.reader.size() > d.anchored ? d.makeCheckpoint() : core::Done();
}

core::Result<AuditHead> AuditLog::accept() {
    AuditEvent event;
    event.act = QStringLiteral("log.reopened");
    event.why = QStringLiteral("by_person");
    LASTRA_CHECK(append(event).map([](auto &&) {}));
    LASTRA_CHECK(checkpoint());
    return head();
}

AuditHead AuditLog::head() const {
    const std::lock_guard guard(m_impl->mutex);
    return m_impl->head();
}

QString AuditLog::logFile() const {
    return m_impl->file;
}

QString AuditLog::sealedRoot(const QString &dataset) const {
    const std::lock_guard guard(m_impl->mutex);
    const auto found = m_impl->sealed.find(dataset.toLatin1());
    return found == m_impl->sealed.end() ? QString() : QString::fromLatin1(found->second);
}

core::Result<AuditVerdict> AuditLog::verify() const {
    const AuditSettings &settings = m_impl->settings;
    const std::lock_guard guard(m_impl->mutex);
    const FolderLock lock(m_impl->lockFile); // no line comes between the anchor and the log
    if (!lock.held())
        return core::fail("compliance.auditLocked");
    return verifyAudit(settings.secrets ? auditFilesIn(settings.folder, *settings.secrets)
                                        : auditFilesIn(settings.folder));
}

} // namespace lastra::compliance
