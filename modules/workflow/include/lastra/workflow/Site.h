#pragma once
// A site bundles where identity, data and compute live: one JSON file, shipped in resources/sites
// or the person's own in <home>/sites. Relative paths in it are relative to the file.

#include "lastra/core/Home.h"

#include <QList>
#include <QUrl>

namespace lastra::workflow {

struct Site {
    enum class Identity { Local, Oidc };
    enum class ArchiveKind { Local, Xnat };
    enum class QueueKind { Local, Slurm };

    QString name;    // "this-computer"
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
// The shipped sites and the person's own; the ones that cannot be read are left out and logged.
[[nodiscard]] QList<Site> listSites(const core::Home &home);

} // namespace lastra::workflow
