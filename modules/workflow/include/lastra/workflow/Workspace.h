#pragma once
// One person's work at one site: the home folder and everything opened in it. The windows and
// lastra-cli make one and hand it to the functions of this module. Thread-safe once open; what it
// hands out lives as long as it does.

#include "lastra/archive/LocalArchive.h"
#include "lastra/compliance/AuditLog.h"
#include "lastra/compliance/Catalogue.h"
#include "lastra/compliance/FactStore.h"
#include "lastra/core/Clock.h"
#include "lastra/core/Home.h"
#include "lastra/core/SecretStore.h"
#include "lastra/identity/SignIn.h"
#include "lastra/queue/Queue.h"
#include "lastra/workflow/Site.h"

#include <memory>
#include <optional>

namespace lastra::workflow {

struct WorkspaceOptions {
    QString home;                   // empty: the XDG data folder
    QString site;                   // name or file; empty: this-computer
    core::AskPassphrase passphrase; // empty: no sealed file can be opened
    std::shared_ptr<core::SecretStore>
        secrets; // tests hand theirs in; empty: keyring or sealed file
    std::shared_ptr<core::Clock> clock = std::make_shared<core::Clock>();
};

// Errors: those of the parts; "workflow.signInNeeded" [site] from what needs an account.
class Workspace {
public:
    [[nodiscard]] static core::Result<std::unique_ptr<Workspace>> open(WorkspaceOptions options);
    ~Workspace();

    [[nodiscard]] const core::Home &home() const;
    [[nodiscard]] const Site &site() const;
    [[nodiscard]] const core::Clock &clock() const;
    [[nodiscard]] core::SecretStore &secrets();

    // What lies on this computer, whatever the site.
    [[nodiscard]] archive::LocalArchive &library();
    // The site's archive; the library itself on this-computer.
    [[nodiscard]] archive::Archive &archive();
    [[nodiscard]] bool archiveIsRemote() const;

    // "local" is always there; the site's own when it has one. Empty: the site's default.
    // "workflow.queueUnknown" [name].
    [[nodiscard]] core::Result<queue::Queue *> queue(const QString &name = {});
    [[nodiscard]] QStringList queueNames() const;

    [[nodiscard]] const compliance::Catalogue &catalogue() const;
    [[nodiscard]] compliance::FactStore &facts();
    [[nodiscard]] compliance::AuditLog &audit();
    // The whole log held against its anchor; read again only when its file has changed.
    [[nodiscard]] core::Result<compliance::AuditVerdict> auditVerdict();

    // Null where the site's identity is the operating-system user.
    [[nodiscard]] identity::SignIn *signIn();
    // After a sign-in or sign-out: who the audit log's next lines are about. Reads the keyring,
    // which may wait for a person.
    void noteAccount();
    // Who was signed in when the workspace was opened or the account was last noted; waits for
    // nothing.
    [[nodiscard]] std::optional<identity::Account> account() const;
    // Name and role-free subject of who works here: the account, else the system user.
    [[nodiscard]] QString personName() const;

private:
    Workspace();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

// The log of a home as it lies, also one that no workspace opens because it does not hold what its
// anchor in the keyring says.
[[nodiscard]] core::Result<compliance::AuditVerdict> verifyLog(const WorkspaceOptions &options);

// First line of the file; empty (as if declined) when it cannot be read.
[[nodiscard]] core::SecretBytes passphraseFromFile(const QString &path);

} // namespace lastra::workflow
