#include "Routes.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lastra::sandbox {

bool Routes::isOpen(const Call &call) {
    const QString path = call.path.join('/');
    return path.isEmpty() || path == QLatin1String("xapi/users/authProviders") ||
           path == QLatin1String("data/services/auth") || path == QLatin1String("data/version");
}

Answer Routes::answer(const Call &call, const QString &session) {
    const std::lock_guard lock(m_store.mutex);
    if (call.path.isEmpty()) {
        if (call.login.isEmpty())
            return loginPage();
        Answer a = loginPage();
        a.body = "<!DOCTYPE html><html><head><script>var csrfToken = '" +
                 m_desk.csrfToken(session).toLatin1() +
                 "';</script></head><body><span id=\"user_info\">" + call.login.toUtf8() +
                 "</span></body></html>";
        return a;
    }
    if (call.path[0] == QLatin1String("xapi"))
        return xapi(call);
    if (call.path[0] != QLatin1String("data"))
        return page(404, "The server has not found anything matching the request URI");
    const QString what = call.path.value(1);
    if (what == QLatin1String("projects") || what == QLatin1String("subjects") ||
        what == QLatin1String("experiments"))
        return tree(call);
    if (what == QLatin1String("prearchive"))
        return prearchive(call);
    if (what == QLatin1String("services") && call.path.value(2) == QLatin1String("import"))
        return import(call);
    if (what == QLatin1String("services") && call.path.value(2) == QLatin1String("archive"))
        return archiveService(call);
    return account(call, session);
}

Answer Routes::account(const Call &call, const QString &session) {
    const QString path = call.path.mid(1).join('/');
    const auto withCsrf = [&](QByteArray body) {
        if (call.flag("CSRF"))
            body += "; XNAT_CSRF=" + m_desk.csrfToken(session).toLatin1();
        return text(200, body);
    };
    if (path == QLatin1String("JSESSION")) {
        if (call.method == "DELETE") {
            m_desk.forget(session);
            return text(200, {});
        }
        return withCsrf(session.toLatin1());
    }
    if (path == QLatin1String("auth"))
        return withCsrf("User '" + call.login.toUtf8() + "' is logged in");
    if (path == QLatin1String("services/auth")) {
        if (call.method != "PUT" && call.method != "POST")
            return page(405, "Method not allowed");
        if (const QString provider = call.value("provider");
            !provider.isEmpty() && provider != QLatin1String("localdb"))
            return page(400, "Unknown provider " + provider.toUtf8());
        const auto opened = m_desk.open(call.value("username"), call.value("password"));
        if (!opened)
            return page(401, "Invalid credentials");
        Answer a = text(200, opened->toLatin1());
        a.headers.emplaceBack("Set-Cookie",
                              "JSESSIONID=" + opened->toLatin1() + "; Path=/; Secure; HttpOnly");
        return a;
    }
    if (path.startsWith(QLatin1String("services/tokens/")))
        return m_desk.tokens(call);
    if (path.startsWith(QLatin1String("services/refresh/catalog")))
        return text(200, {});
    return page(404, "The server has not found anything matching the request URI");
}

Answer Routes::xapi(const Call &call) {
    const QString path = call.path.mid(1).join('/');
    const auto me = m_store.accounts.find(call.login);
    if (path == QLatin1String("users/authProviders"))
        return json(
            QJsonDocument(QJsonArray{QJsonObject{{"name", "localdb"}, {"authMethod", "localdb"}},
                                     QJsonObject{{"name", "sandbox"}, {"authMethod", "openid"}}}));
    if (path == QLatin1String("users/username"))
        return text(200, call.login.toUtf8());
    if (path == QLatin1String("users/profile") && me != m_store.accounts.end())
        return json(QJsonDocument(QJsonObject{{"username", me->second.login},
                                              {"firstName", me->second.firstName},
                                              {"lastName", me->second.lastName},
                                              {"enabled", true},
                                              {"verified", true}}));
    if (path == QLatin1String("users/projects")) {
        QJsonArray ids;
        for (const auto &[id, project] : m_store.projects)
            if (m_store.mayEdit(call.login, id))
                ids.append(id);
        return json(QJsonDocument(ids));
    }
    if (path == QLatin1String("access/projects")) {
        QJsonArray all;
        for (const auto &[id, project] : m_store.projects)
            if (const QString role = project.roles.value(call.login); !role.isEmpty())
                all.append(QJsonObject{{"ID", id},
                                       {"name", project.name},
                                       {"role", role},
                                       {"group_id", id + '_' + role},
                                       {"URI", "/data/projects/" + id},
                                       {"description", project.description}});
        return json(QJsonDocument(all));
    }
    if (path == QLatin1String("siteConfig/buildInfo"))
        return json(QJsonDocument(QJsonObject{{"version", "1.8.10"},
                                              {"buildNumber", "1"},
                                              {"buildDate", "Mon Jun 03 10:00:00 UTC 2024"},
                                              {"sha", "0000000"},
                                              {"isDirty", "false"},
                                              {"branch", "sandbox"}}));
    if (path == QLatin1String("siteConfig/sessionTimeout"))
        return text(200, "15 minutes");
    if (path == QLatin1String("siteConfig/checksums"))
        return text(200, m_store.checksums ? "true" : "false");
    if (path == QLatin1String("siteConfig/requireChangeJustification"))
        return text(200, "false");
    if (path == QLatin1String("plugins"))
        return json(QJsonDocument(QJsonObject{
            {"openIdAuthPlugin", QJsonObject{{"name", "XNAT OpenID Authentication Provider Plugin"},
                                             {"version", "1.6.0"}}}}));
    if (path == QLatin1String("anonymize/site"))
        return text(200, "version \"6.1\"\n(0008,1030) := project\n(0010,0010) := subject\n"
                         "(0010,0020) := session\n");
    if (path == QLatin1String("anonymize/site/enabled")) {
        if (call.method == "PUT") {
            if (me == m_store.accounts.end() || !me->second.admin)
                return text(403, {});
            m_store.siteScript = call.flag("enable");
            m_store.save();
        }
        return text(200, m_store.siteScript ? "true" : "false");
    }
    if (call.path.value(1) == QLatin1String("anonymize") &&
        call.path.value(2) == QLatin1String("projects")) {
        const auto project = m_store.projects.find(call.path.value(3));
        if (project == m_store.projects.end() || !m_store.mayRead(call.login, project->first))
            return text(403, {});
        if (call.path.value(4) == QLatin1String("enabled"))
            return text(200, project->second.script ? "true" : "false");
        return project->second.script ? text(200, "version \"6.1\"\n(0010,0010) := subject\n")
                                      : text(204, {});
    }
    return text(404, {});
}

} // namespace lastra::sandbox
