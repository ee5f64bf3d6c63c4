#pragma once
// One signed-in conversation with an XNAT server: credentials, sessions that end, pages that come
// where data were due.

#include "lastra/xnat/XnatArchive.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QUrlQuery>

#include <atomic>
#include <mutex>

namespace lastra::xnat {

using Row = QHash<QString, QString>; // column names in lower case
using Parameters = QList<std::pair<QString, QString>>;

enum class Expect { Json, Text, Data, Anything };

class Connection {
public:
    explicit Connection(XnatOptions options);

    // path: encoded already, begins with '/'. The answer has status 2xx or 301, else an error.
    core::Result<net::Response> send(QByteArray method, const QByteArray &path,
                                     const Parameters &parameters, Expect expect, core::Work &work,
                                     net::Request more = {});
    core::Result<net::Response> get(const QByteArray &path, const Parameters &parameters,
                                    Expect expect, core::Work &work) {
        return send("GET", path, parameters, expect, work);
    }
    // The rows of a ResultSet.
    core::Result<std::vector<Row>> table(const QByteArray &path, Parameters parameters,
                                         core::Work &work);
    core::Done signOut(core::Work &work);
    // A page came in place of data: the next request opens a new session first.
    void doubtSession() { m_doubt = true; }

    [[nodiscard]] QString host() const { return m_options.url.host(); }
    [[nodiscard]] const XnatOptions &options() const { return m_options; }
    // An address out of an answer as a path of this server: "/archive/..." and "/prearchive/..."
    // get their "/data"; another host is "xnat.badAnswer".
    [[nodiscard]] core::Result<QByteArray> pathOf(const QString &uri) const;

private:
    core::Result<net::Response> sendOnce(net::Request request, bool renew, core::Work &work);
    core::Done openSession(const net::Credential &credential, bool renew, core::Work &work);
    [[nodiscard]] bool lostSession(const net::Response &response, Expect expect) const;

    XnatOptions m_options;
    mutable std::mutex m_mutex;
    std::atomic<bool> m_doubt = false;
    QByteArray m_session; // JSESSIONID; empty: none, or a bearer token goes with each request
};

// One path element, percent-encoded.
[[nodiscard]] QByteArray element(const QString &text);

} // namespace lastra::xnat
