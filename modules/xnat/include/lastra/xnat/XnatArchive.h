#pragma once
// An XNAT server as an archive. Error codes of this module (besides archive.* and net.*):
//   "xnat.notXnat" [host]             the address answers, but not as an XNAT server
//   "xnat.signInNeeded" [host]        no credential, or one the server refuses
//   "xnat.accountNotEnabled" [host]   known, but refused before any project is named
//   "xnat.badAnswer" [host, what]     an answer that is not what the request asks for
//   "xnat.pageInsteadOfData" [host]   a web page came where data were due
//   "xnat.serverError" [host, status]
//   "xnat.gateway" [host, status]     the proxy in front refused (413, 502, 503, 504)
//   "xnat.zipUnsafe" [host, why]      a zip with a path outside its folder, or that inflates too
//   far "xnat.zipBroken" [host]           a zip that ends too early "xnat.nothingStored" [project]
//   the server said yes and kept no file "xnat.conflict" [session, where]  the upload waits in the
//   prearchive for a person "xnat.stuck" [session, status]    the prearchive did not come to an end
//   in time "xnat.scripted" [project]         the server's own scripts changed files: not confirmed

#include "lastra/archive/Archive.h"
#include "lastra/core/SecretBytes.h"
#include "lastra/net/HttpClient.h"

#include <functional>
#include <memory>

namespace lastra::xnat {

// Bearer token, alias token (Basic) or password (Basic) for the server; called again with
// refused = true when the last one did not work. Identity's access token in the real program.
using AskCredential = std::function<core::Result<net::Credential>(bool refused, core::Work &work)>;

struct XnatOptions {
    QUrl url;                              // https://host[/path]
    std::shared_ptr<net::HttpClient> http; // with the site's CA; cookies on
    AskCredential credential;
    int prearchiveSeconds = 600; // how long a push waits for the server to archive
    int pollMilliseconds = 1000; // between two looks at the prearchive
};

struct AliasToken { // revocable user and secret; used as Basic
    QByteArray alias;
    core::SecretBytes secret;
    QDateTime expires;
};

struct Capabilities {
    QString version;            // "1.8.10"
    bool directArchive = false; // >= 1.8.3
    bool eventTracking = false; // >= 1.7.7
    bool customForms = false;   // >= 1.8.6
    QStringList plugins;        // empty when not readable
};

class XnatArchive final : public archive::Archive {
public:
    explicit XnatArchive(XnatOptions options);
    ~XnatArchive() override; // does not sign out: see signOut

    core::Result<archive::Description> describe(core::Work &work) override;
    core::Result<std::vector<archive::Project>> projects(core::Work &work) override;
    core::Result<std::vector<archive::Subject>> subjects(const QString &project,
                                                         core::Work &work) override;
    core::Result<archive::SessionPage> sessions(const archive::SessionQuery &query,
                                                core::Work &work) override;
    core::Result<archive::Session> session(const QString &id, core::Work &work) override;
    core::Result<std::vector<archive::Scan>> scans(const QString &session,
                                                   core::Work &work) override;
    core::Result<std::vector<archive::FileEntry>> files(const QString &session, const QString &scan,
                                                        core::Work &work) override;
    // Always empty: the server's pictures are not decoded here.
    core::Result<archive::Thumbnail> thumbnail(const QString &session, const QString &scan,
                                               core::Work &work) override;
    core::Result<archive::PullReceipt> pull(const archive::PullSource &source,
                                            const QString &folder, core::Work &work) override;
    core::Result<archive::PushReceipt> push(const QString &folder,
                                            const archive::ReleaseTicket &ticket,
                                            const archive::PushTarget &target,
                                            core::Work &work) override;

    core::Result<Capabilities> capabilities(core::Work &work);
    // A new alias token for the signed-in account; the person may keep it instead of a sign-in.
    core::Result<AliasToken> issueAliasToken(core::Work &work);
    core::Done invalidateAliasToken(const QByteArray &alias, core::Work &work);
    // Ends the session on the server.
    core::Done signOut(core::Work &work);

    struct Impl; // for this module's own files

private:
    std::unique_ptr<Impl> m_impl;
};

} // namespace lastra::xnat
