#pragma once
// A site bundles where identity, data and compute live: one JSON file, shipped in resources/sites
// or the person's own in <home>/sites. Relative paths in it are relative to the file.

#include "lastra/core/Home.h"

#include <QList>
#include <QUrl>

#include <optional>

namespace lastra::workflow {

struct Site {
    enum class Identity { Local, Oidc };
    enum class ArchiveKind { Local, Xnat };
    enum class QueueKind { Local, Slurm };

    QString name;    // "this-computer"
    QString ref;     // what loadSite finds it by again: the name of its file, else its path
    QString title;   // for people
    QString country; // ISO 3166, where data live
    QString region;  // EPIC region: Bologna, Bari or Catania

    Identity identity = Identity::Local;
    QString issuer, clientId;
    QStringList scopes;
    QList<quint16> redirectPorts;

    ArchiveKind archive = ArchiveKind::Local;
    QUrl archiveUrl;

    QueueKind queue = QueueKind::Local;
    QUrl queueUrl;
    QString queueUser, queuePartition;
    QString queueSharedFolder; // seen by this computer and by the nodes alike
    QString
        queueTokenFile; // a Slurm token kept by the person; empty: the site's access token is sent
    bool queueOtherUser = false; // nodes run jobs as another user: folders there are open to all
    QString queueProgram; // lastra-sim as the nodes see it; empty: the one beside this program

    // The institute's own compliance policy (the form of resources/compliance/policy.json); empty:
    // the shipped one.
    QString compliancePolicy;
    QString caFile; // PEM of the site's own certificate authority; empty: the system's
};

// By name, or by the path of a JSON file. Errors: "workflow.siteUnknown" [name],
// "workflow.siteIncomplete" [name, what is missing], "workflow.siteInvalid" [name, field].
[[nodiscard]] core::Result<Site> loadSite(const QString &nameOrFile, const core::Home &home);

struct KnownSite {
    Site site; // with a problem: what could be read, name, title and residency at best
    std::optional<core::Error> problem; // why it cannot be opened: those of loadSite
};

// The shipped sites and the person's own, and `also`: files from elsewhere. One that cannot be
// opened is listed with its reason, so that nobody looks for it in vain.
[[nodiscard]] QList<KnownSite> listSites(const core::Home &home, const QStringList &also = {});

} // namespace lastra::workflow
