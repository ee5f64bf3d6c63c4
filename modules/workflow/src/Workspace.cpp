#include "lastra/workflow/Workspace.h"

#include "HomeSecrets.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Log.h"
#include "lastra/core/Scratch.h"
#include "lastra/core/Version.h"
#include "lastra/net/HttpClient.h"
#include "lastra/queue/LocalQueue.h"
#include "lastra/queue/SlurmQueue.h"
#include "lastra/xnat/XnatArchive.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <mutex>
#include <unistd.h>

namespace lastra::workflow {
namespace {

using core::fail;
using core::Result;

// SHA-256 of the running program: what `app` of every audit line names.
Result<QString> programDigest() {
    static const Result<QString> digest = []() -> Result<QString> {
        LASTRA_TRY(bytes, core::sha256File(QStringLiteral("/proc/self/exe")));
        return QStringLiteral("sha256:") + QString::fromLatin1(core::hex(bytes));
    }();
    return digest;
}

std::shared_ptr<core::SecretStore> secretsOf(const core::Home &home,
                                             const WorkspaceOptions &options) {
    if (options.secrets)
        return options.secrets;
    return core::openSecretStore(QStringLiteral("lastra"),
                                 home.file(QStringLiteral("secrets.sealed")), options.passphrase);
}

Result<std::shared_ptr<net::HttpClient>> httpFor(const Site &site) {
    net::ClientOptions options;
    options.extraCaFile = site.caFile;
    options.userAgent = "Lastra/" + core::version().toLatin1();
    return std::make_shared<net::HttpClient>(options);
}

} // namespace

struct Workspace::Impl {
    core::Home home;
    Site site;
    std::shared_ptr<core::Clock> clock;
    std::shared_ptr<core::SecretStore> keyring, secrets; // of the person; of this home in it
    std::unique_ptr<archive::LocalArchive> library;
    std::unique_ptr<xnat::XnatArchive> remote;
    compliance::Catalogue catalogue;
    std::unique_ptr<compliance::FactStore> facts;
    std::unique_ptr<compliance::AuditLog> audit;
    std::unique_ptr<identity::SignIn> signIn;
    std::shared_ptr<queue::Ledger> ledger;
    std::unique_ptr<queue::Queue> local, slurm;
    std::mutex mutex;
    QString issuer, subject;
    std::mutex accountMutex;
    std::optional<identity::Account> account;
    std::optional<compliance::AuditVerdict> verdict;
    std::pair<qint64, QDateTime> verdictOf; // size and time of the log file

    core::Done openIdentity() {
        if (site.identity == Site::Identity::Local) {
            issuer = QStringLiteral("os");
            subject = QString::number(::getuid());
            return {};
        }
        LASTRA_TRY(http, httpFor(site));
        LASTRA_TRY(folder, home.folder(QStringLiteral("identity")));
        identity::SiteIdentity who;
        who.site = site.name;
        who.issuer = site.issuer;
        who.clientId = site.clientId;
        if (!site.scopes.isEmpty())
            who.scopes = site.scopes;
        who.redirectPorts = site.redirectPorts;
        signIn = std::make_unique<identity::SignIn>(
            who, identity::Surroundings{http, secrets, folder, clock, {}});
        issuer = site.issuer;
        noteAccount();
        return {};
    }

    void noteAccount() {
        auto known = signIn->account();
        const std::lock_guard lock(accountMutex);
        account = known ? std::optional(std::move(*known)) : std::nullopt;
        subject = account ? account->subject : QString();
    }

    Result<core::SecretBytes> accessToken(bool renew, core::Work &work) {
        if (!signIn)
            return fail("workflow.signInNeeded", {site.title});
        if (renew)
            signIn->forgetAccessTokens();
        auto token = signIn->accessToken({}, {}, work);
        if (token)
            return std::move(token->value);
        // A network in the way asks for no new sign-in: its own sentence says what it is.
        const QByteArray &code = token.error().code;
        if (code == "identity.notSignedIn" || code == "identity.signInEnded")
            return fail("workflow.signInNeeded", {site.title}, token.error());
        return core::passOn(token);
    }

    core::Done openArchives() {
        LASTRA_TRY(folder, home.folder(QStringLiteral("library")));
        LASTRA_TRY(opened, archive::LocalArchive::open(folder, clock));
        library = std::move(opened);
        if (site.archive == Site::ArchiveKind::Local)
            return {};
        LASTRA_TRY(http, httpFor(site));
        xnat::XnatOptions options;
        options.url = site.archiveUrl;
        options.http = http;
        options.credential = [this](bool refused, core::Work &work) -> Result<net::Credential> {
            LASTRA_TRY(token, accessToken(refused, work));
            return net::Credential::bearer(std::move(token));
        };
        remote = std::make_unique<xnat::XnatArchive>(std::move(options));
        return {};
    }

    core::Done openCompliance() {
        LASTRA_TRY(policy, site.compliancePolicy.isEmpty()
                               ? compliance::Policy::loadShipped()
                               : compliance::Policy::load(site.compliancePolicy));
        LASTRA_TRY(loaded, compliance::Catalogue::load(
                               core::resource(QStringLiteral("compliance/controls.csv")),
                               std::move(policy)));
        catalogue = std::move(loaded);
        LASTRA_TRY(store, compliance::FactStore::open(
                              home.file(QStringLiteral("compliance/facts.sqlite"))));
        facts = std::move(store);
        LASTRA_TRY(app, programDigest());
        LASTRA_TRY(folder, home.folder(QStringLiteral("audit")));
        compliance::AuditSettings settings;
        settings.folder = folder;
        settings.issuer = issuer;
        settings.subject = subject;
        settings.appDigest = app;
        settings.catalogue = catalogue.stamp;
        // Named by the place of the log: a home that lost its id must not lose its anchor.
        settings.secrets = keyring;
        settings.clock = clock;
        LASTRA_TRY(log, compliance::AuditLog::open(std::move(settings)));
        audit = std::move(log);
        return {};
    }

    core::Done openLedger() {
        if (ledger)
            return {};
        LASTRA_TRY(opened,
                   queue::Ledger::open(home.file(QStringLiteral("queue/ledger.sqlite")), clock));
        ledger = std::move(opened);
        return {};
    }

    Result<queue::Queue *> localQueue() {
        const std::lock_guard lock(mutex);
        if (!local) {
            LASTRA_CHECK(openLedger());
            LASTRA_TRY(folder, home.folder(QStringLiteral("queue/jobs")));
            queue::LocalQueueSettings settings;
            settings.folder = folder;
            LASTRA_TRY(opened, queue::openLocalQueue(ledger, settings));
            local = std::move(opened);
        }
        return local.get();
    }

    Result<queue::Queue *> slurmQueue() {
        const std::lock_guard lock(mutex);
        if (!slurm) {
            LASTRA_CHECK(openLedger());
            queue::SlurmSettings settings;
            settings.url = site.queueUrl.toString();
            settings.user = site.queueUser;
            settings.partition = site.queuePartition;
            settings.sharedFolder = site.queueSharedFolder;
            settings.caFile = site.caFile;
            settings.worldWritable = site.queueOtherUser;
            settings.environment = {
                {QStringLiteral("PATH"), QStringLiteral("/usr/local/bin:/usr/bin:/bin")}};
            settings.token = [this](bool renew) -> Result<core::SecretBytes> {
                if (!site.queueTokenFile.isEmpty()) {
                    LASTRA_TRY(bytes, core::readFile(site.queueTokenFile, 1 << 16));
                    return core::SecretBytes(bytes.trimmed());
                }
                core::Work work;
                return accessToken(renew, work);
            };
            LASTRA_TRY(opened, queue::openSlurmQueue(ledger, settings));
            slurm = std::move(opened);
        }
        return slurm.get();
    }
};

Workspace::Workspace() : m_impl(std::make_unique<Impl>()) {}
Workspace::~Workspace() = default;

Result<std::unique_ptr<Workspace>> Workspace::open(WorkspaceOptions options) {
    std::unique_ptr<Workspace> workspace(new Workspace);
    Impl &d = *workspace->m_impl;
    LASTRA_TRY(home, core::Home::open(options.home));
    d.home = std::move(home);
    core::openLog(d.home.file(QStringLiteral("log/lastra.log")));
    core::Scratch::sweep(d.home);
    LASTRA_TRY(site, loadSite(options.site, d.home));
    d.site = std::move(site);
    d.clock = std::move(options.clock);
    d.keyring = secretsOf(d.home, options);
    LASTRA_TRY(mine, homeSecrets(d.home, d.keyring));
    d.secrets = std::move(mine);
    LASTRA_CHECK(d.openIdentity());
    LASTRA_CHECK(d.openArchives());
    LASTRA_CHECK(d.openCompliance());
    return workspace;
}

const core::Home &Workspace::home() const {
    return m_impl->home;
}
const Site &Workspace::site() const {
    return m_impl->site;
}
const core::Clock &Workspace::clock() const {
    return *m_impl->clock;
}
core::SecretStore &Workspace::secrets() {
    return *m_impl->secrets;
}
archive::LocalArchive &Workspace::library() {
    return *m_impl->library;
}
bool Workspace::archiveIsRemote() const {
    return bool(m_impl->remote);
}
const compliance::Catalogue &Workspace::catalogue() const {
    return m_impl->catalogue;
}
compliance::FactStore &Workspace::facts() {
    return *m_impl->facts;
}
compliance::AuditLog &Workspace::audit() {
    return *m_impl->audit;
}
Result<compliance::AuditVerdict> Workspace::auditVerdict() {
    const std::lock_guard lock(m_impl->mutex);
    const QFileInfo file(m_impl->audit->logFile());
    const std::pair now(file.size(), file.lastModified());
    if (!m_impl->verdict || m_impl->verdictOf != now) {
        LASTRA_TRY(verdict, m_impl->audit->verify());
        m_impl->verdict = std::move(verdict);
        m_impl->verdictOf = now;
    }
    return *m_impl->verdict;
}

void Workspace::noteAccount() {
    if (!m_impl->signIn)
        return;
    m_impl->noteAccount();
    const auto known = account();
    m_impl->audit->setActor(m_impl->site.issuer, known ? known->subject : QString());
}

std::optional<identity::Account> Workspace::account() const {
    const std::lock_guard lock(m_impl->accountMutex);
    return m_impl->account;
}

identity::SignIn *Workspace::signIn() {
    return m_impl->signIn.get();
}

archive::Archive &Workspace::archive() {
    if (m_impl->remote)
        return *m_impl->remote;
    return *m_impl->library;
}

QStringList Workspace::queueNames() const {
    QStringList names{QStringLiteral("local")};
    if (m_impl->site.queue == Site::QueueKind::Slurm)
        names.prepend(QStringLiteral("slurm"));
    return names;
}

Result<queue::Queue *> Workspace::queue(const QString &name) {
    const QString wanted = name.isEmpty() ? queueNames().first() : name;
    if (!queueNames().contains(wanted))
        return fail("workflow.queueUnknown", {wanted, queueNames().join(QStringLiteral(", "))});
    return wanted == QLatin1String("local") ? m_impl->localQueue() : m_impl->slurmQueue();
}

QString Workspace::personName() const {
    if (const auto known = account())
        return known->name;
    return qEnvironmentVariable("USER", QStringLiteral("user"));
}

Result<compliance::AuditVerdict> verifyLog(const WorkspaceOptions &options) {
    LASTRA_TRY(home, core::Home::open(options.home));
    const auto secrets = secretsOf(home, options);
    return compliance::verifyAudit(
        compliance::auditFilesIn(home.path() + QStringLiteral("/audit"), *secrets));
}

core::SecretBytes passphraseFromFile(const QString &path) {
    const auto bytes = core::readFile(path, 4096);
    return bytes ? core::SecretBytes(bytes->split('\n').first()) : core::SecretBytes();
}

} // namespace lastra::workflow
