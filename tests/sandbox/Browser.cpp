#include "Browser.h"

#include <QFile>
#include <QJsonDocument>

namespace lastra::sandbox {

std::string pathOf(const QUrl &url) {
    return url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority).toStdString();
}

Browser::Browser(const QString &caFile, quint16 port) : m_client("127.0.0.1", port) {
    m_client.set_ca_cert_path(QFile::encodeName(caFile).constData());
    m_client.enable_server_certificate_verification(true);
    m_client.set_follow_location(false);
    m_client.set_keep_alive(true);
}

httplib::Result Browser::get(const std::string &path) {
    return kept(m_client.Get(path, headers()));
}

httplib::Result Browser::submit(const std::string &path, const ProviderForm &form) {
    return kept(m_client.Post(path, headers(), form));
}

int Browser::send(const char *method, const std::string &path, const QJsonObject &body) {
    const std::string json = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
    const auto result = kept(qstrcmp(method, "PUT") == 0
                                 ? m_client.Put(path, headers(), json, "application/json")
                                 : m_client.Post(path, headers(), json, "application/json"));
    return result ? result->status : 0;
}

httplib::Headers Browser::headers() const {
    std::string cookies;
    for (const auto &[name, value] : m_cookies)
        cookies += (cookies.empty() ? "" : "; ") + name + '=' + value;
    return cookies.empty() ? httplib::Headers{} : httplib::Headers{{"Cookie", cookies}};
}

httplib::Result Browser::kept(httplib::Result result) {
    if (!result)
        return result;
    const auto set = result->headers.equal_range("Set-Cookie");
    for (auto it = set.first; it != set.second; ++it) {
        const std::string pair = it->second.substr(0, it->second.find(';'));
        const size_t equals = pair.find('=');
        if (equals == std::string::npos)
            continue;
        if (equals + 1 == pair.size())
            m_cookies.erase(pair.substr(0, equals)); // how a server takes one back
        else
            m_cookies[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    return result;
}

} // namespace lastra::sandbox
