#pragma once
// As much of a web browser as signing in needs: cookies kept, redirects not followed by itself.

#include <QJsonObject>
#include <QUrl>

#include <httplib.h>

#include <map>
#include <string>

namespace lastra::sandbox {

using ProviderForm = httplib::Params;

// What is asked of the server: path and query.
[[nodiscard]] std::string pathOf(const QUrl &url);

class Browser {
public:
    // https://127.0.0.1:<port>, whose certificate is of the authority in caFile.
    Browser(const QString &caFile, quint16 port);

    httplib::Result get(const std::string &path);
    httplib::Result submit(const std::string &path, const ProviderForm &form);
    // Status, or 0 when nothing answered.
    int send(const char *method, const std::string &path, const QJsonObject &body);

private:
    [[nodiscard]] httplib::Headers headers() const;
    httplib::Result kept(httplib::Result result);

    httplib::SSLClient m_client;
    std::map<std::string, std::string> m_cookies; // by name; the last one wins
};

} // namespace lastra::sandbox
