#include "Connection.h"

#include "lastra/core/Json.h"

#include <optional>

namespace lastra::xnat {
namespace {

constexpr int kAttempts = 2; // a lost session is opened again once a request

std::optional<QByteArray> sessionCookie(const net::Response &response) {
    std::optional<QByteArray> id;
    for (const auto &[name, value] : response.headers)
        if (name == "set-cookie" && value.startsWith("JSESSIONID=")) {
            const qsizetype end = value.indexOf(';');
            id = value.mid(11, end < 0 ? -1 : end - 11);
        }
    return id;
}

bool isPage(const net::Response &response) {
    if (response.header("content-type").startsWith("text/html"))
        return true;
    const QByteArray start = response.body.left(512).trimmed().toLower();
    return start.startsWith("<!doctype") || start.startsWith("<html");
}

core::Error statusError(const QString &host, int status) {
    const QString number = QString::number(status);
    switch (status) {
    case 401:
        return {"xnat.signInNeeded", {host}, {}, {}};
    case 403:
        return {"archive.notAllowed", {host}, {}, {}};
    case 404:
        return {"archive.notFound", {host}, {}, {}};
    case 413:
    case 502:
    case 503:
    case 504:
        return {"xnat.gateway", {host, number}, {}, {}};
    default:
        return {"xnat.serverError", {host, number}, {}, {}};
    }
}

} // namespace

QByteArray element(const QString &text) {
    return net::percentEncode(text.toUtf8());
}

Connection::Connection(XnatOptions options) : m_options(std::move(options)) {
    QString path = m_options.url.path();
    while (path.endsWith('/'))
        path.chop(1);
    m_options.url.setPath(path);
}

core::Result<QByteArray> Connection::pathOf(const QString &uri) const {
    QString path = uri.trimmed();
    const QString own = m_options.url.toString(QUrl::FullyEncoded);
    if (path.startsWith(own))
        path = path.mid(own.size());
    if (!path.startsWith('/') || path.startsWith(QLatin1String("//")))
        return core::fail("xnat.badAnswer", {host(), QStringLiteral("address")});
    if (path.startsWith(QLatin1String("/archive/")) ||
        path.startsWith(QLatin1String("/prearchive/")))
        path.prepend(QLatin1String("/data"));
    // Elements come unencoded in tables and encoded elsewhere.
    QByteArray encoded;
    for (const QString &part : path.mid(1).split('/')) {
        if (part == QLatin1String("..") || part == QLatin1String("."))
            return core::fail("xnat.badAnswer", {host(), QStringLiteral("address")});
        encoded += '/' + element(QUrl::fromPercentEncoding(part.toUtf8()));
    }
    return encoded;
}

// Ends with a session cookie in the client's jar, whose id is kept to notice a silent change.
core::Done Connection::openSession(const net::Credential &credential, bool renew,
                                   core::Work &work) {
    const std::lock_guard lock(m_mutex);
    if (!m_session.isEmpty() && !renew)
        return {};
    m_options.http->clearCookies();
    m_session.clear();
    net::Request request;
    request.method = "POST";
    request.url = m_options.url;
    request.url.setPath(m_options.url.path() + "/data/JSESSION");
    request.credential = credential;
    request.idempotent = true;
    LASTRA_TRY(response, m_options.http->perform(request, work));
    if (!response.ok())
        return tl::make_unexpected(statusError(host(), response.status));
    if (isPage(response))
        return core::fail("xnat.notXnat", {host()});
    const auto cookie = sessionCookie(response);
    m_session = cookie ? *cookie : response.body.trimmed();
    if (m_session.isEmpty())
        return core::fail("xnat.notXnat", {host()});
    return {};
}

core::Result<net::Response> Connection::sendOnce(net::Request request, bool renew,
                                                 core::Work &work) {
    LASTRA_TRY(credential, m_options.credential(renew, work));
    if (credential.kind == net::Credential::Kind::Bearer)
        request.credential = credential;
    else if (credential.kind != net::Credential::Kind::None)
        LASTRA_CHECK(openSession(credential, renew, work));
    return m_options.http->perform(request, work);
}

// An expired session is not refused by the server: it goes on with a new, anonymous one, and a
// list of public things would look like an answer.
bool Connection::lostSession(const net::Response &response, Expect expect) const {
    if (response.status == 401)
        return true;
    const std::lock_guard lock(m_mutex);
    const auto cookie = sessionCookie(response);
    if (!m_session.isEmpty() && cookie && *cookie != m_session)
        return true;
    return response.ok() && expect == Expect::Json && isPage(response);
}

core::Result<net::Response> Connection::send(QByteArray method, const QByteArray &path,
                                             const Parameters &parameters, Expect expect,
                                             core::Work &work, net::Request more) {
    net::Request request = std::move(more);
    request.method = std::move(method);
    QByteArray address = m_options.url.toEncoded() + path;
    QByteArray query;
    for (const auto &[name, value] : parameters)
        query += (query.isEmpty() ? "?" : "&") + net::percentEncode(name.toUtf8()) + '=' +
                 net::percentEncode(value.toUtf8());
    request.url = QUrl::fromEncoded(address + query, QUrl::StrictMode);
    if (!request.url.isValid())
        return core::fail("xnat.badAnswer", {host(), QStringLiteral("address")});

    for (int attempt = 1;; ++attempt) {
        LASTRA_TRY(response, sendOnce(request, m_doubt.exchange(false) || attempt > 1, work));
        const auto *source = std::get_if<std::shared_ptr<net::BodySource>>(&request.body);
        const bool again = !source || (*source)->rewind();
        // What a StreamSink took cannot be taken back: its caller asks again.
        const bool taken = std::holds_alternative<net::StreamSink>(request.sink) &&
                           response.bodyBytes > 0 && response.ok();
        if (attempt < kAttempts && again && !taken && lostSession(response, expect))
            continue;
        if (!response.ok() && response.status != 301)
            return tl::make_unexpected(statusError(host(), response.status));
        if (expect != Expect::Anything && response.status != 204 && isPage(response))
            return core::fail("xnat.pageInsteadOfData", {host()});
        return response;
    }
}

core::Result<std::vector<Row>> Connection::table(const QByteArray &path, Parameters parameters,
                                                 core::Work &work) {
    parameters.emplaceBack("format", "json");
    net::Request more;
    more.sink = net::MemorySink{core::kMaxJsonBytes};
    LASTRA_TRY(response, send("GET", path, parameters, Expect::Json, work, std::move(more)));
    std::vector<Row> rows;
    if (response.status == 204)
        return rows;
    LASTRA_TRY(object, core::parseJsonObject(response.body, host()));
    const QJsonValue set = object[QLatin1String("ResultSet")];
    if (!set.isObject() || !set.toObject()[QLatin1String("Result")].isArray())
        return core::fail("xnat.badAnswer", {host(), QStringLiteral("ResultSet")});
    const QJsonArray list = set.toObject()[QLatin1String("Result")].toArray();
    rows.reserve(size_t(list.size()));
    for (const QJsonValue &value : list) {
        const QJsonObject one = value.toObject();
        Row row;
        for (auto it = one.begin(); it != one.end(); ++it)
            row.insert(it.key().toLower(), it.value().toVariant().toString());
        rows.push_back(std::move(row));
    }
    return rows;
}

core::Done Connection::signOut(core::Work &work) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_session.isEmpty())
            return {};
        m_session.clear();
    }
    net::Request request;
    request.method = "DELETE";
    request.url = m_options.url;
    request.url.setPath(m_options.url.path() + "/data/JSESSION");
    auto response = m_options.http->perform(request, work);
    m_options.http->clearCookies();
    if (!response)
        return core::passOn(response);
    return {};
}

} // namespace lastra::xnat
