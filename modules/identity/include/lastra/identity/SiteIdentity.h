#pragma once
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

namespace lastra::identity {

// Who signs people in at a site: the part of the site file this module needs.
struct SiteIdentity {
    QString site;   // its name, for sentences and for the callback's path
    QString issuer; // https://..., as typed; a slash at the end does not matter
    QString clientId;
    QStringList scopes{QStringLiteral("openid"), QStringLiteral("profile"),
                       QStringLiteral("offline_access")};
    QString audience; // of the access token made at sign-in; empty: the service's default
    // Loopback ports registered with the service, tried in order; empty: any free one.
    QList<quint16> redirectPorts;
};

// The person who signed in. Keyed by (issuer, subject); the name is for display only.
struct Account {
    QString issuer;
    QString subject;
    QString name;
    QStringList groups; // "vo/team": no leading slash, whatever the service's form
    QStringList scopes; // granted, not asked
    QDateTime expires;  // of the newest access token (UTC)
    QString acr;        // how the sign-in was made, when the service says so
    QString keptIn;     // "system keyring", "sealed file", "memory"
};

} // namespace lastra::identity
