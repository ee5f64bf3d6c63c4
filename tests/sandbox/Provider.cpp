#include "Provider.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QUrl>
#include <QUrlQuery>

#include <httplib.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sqlite3.h>

#include <arpa/inet.h>
#include <csignal>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lastra::sandbox {

namespace {

// Debian's database helper keeps the schema here; /usr/share/doc is often left out of containers.
const QString kSchema = QStringLiteral("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3");
const QString kProgram = QStringLiteral("/usr/bin/glewlwyd");

quint16 freePort() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    quint16 port = 0;
    if (bind(fd, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
        getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size) == 0)
        port = ntohs(address.sin_port);
    close(fd);
    return port;
}

struct KeyPair {
    QString privatePem, publicPem;
};

KeyPair makeRsaKey() {
    EVP_PKEY *key = EVP_RSA_gen(2048);
    const auto pem = [&](auto write) {
        BIO *memory = BIO_new(BIO_s_mem());
        write(memory);
        char *data = nullptr;
        const long size = BIO_get_mem_data(memory, &data);
        const QString text = QString::fromLatin1(data, qsizetype(size));
        BIO_free(memory);
        return text;
    };
    KeyPair pair;
    pair.privatePem = pem([key](BIO *out) {
        PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
    pair.publicPem = pem([key](BIO *out) { PEM_write_bio_PUBKEY(out, key); });
    EVP_PKEY_free(key);
    return pair;
}

bool makeDatabase(const QString &path) {
    QFile schema(kSchema);
    QFile::remove(path);
    sqlite3 *database = nullptr;
    const bool made = schema.open(QIODevice::ReadOnly) &&
                      sqlite3_open(QFile::encodeName(path).constData(), &database) == SQLITE_OK &&
                      sqlite3_exec(database, schema.readAll().constData(), nullptr, nullptr,
                                   nullptr) == SQLITE_OK;
    sqlite3_close(database);
    return made;
}

std::string json(const QJsonObject &object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

// A client that keeps the session cookie, as a browser would.
class Browser {
public:
    Browser(const QString &caFile, quint16 port) : m_client("127.0.0.1", port) {
        m_client.set_ca_cert_path(QFile::encodeName(caFile).constData());
        m_client.enable_server_certificate_verification(true);
        m_client.set_follow_location(false);
        m_client.set_keep_alive(true);
    }
    httplib::Result get(const std::string &path) { return kept(m_client.Get(path, headers())); }
    // Status, or 0 when nothing answered.
    int send(const char *method, const std::string &path, const QJsonObject &body) {
        const auto result =
            kept(qstrcmp(method, "PUT") == 0
                     ? m_client.Put(path, headers(), json(body), "application/json")
                     : m_client.Post(path, headers(), json(body), "application/json"));
        return result ? result->status : 0;
    }

private:
    [[nodiscard]] httplib::Headers headers() const {
        return m_cookie.empty() ? httplib::Headers{} : httplib::Headers{{"Cookie", m_cookie}};
    }
    httplib::Result kept(httplib::Result result) {
        if (result && result->has_header("Set-Cookie")) {
            const std::string cookie = result->get_header_value("Set-Cookie");
            m_cookie = cookie.substr(0, cookie.find(';'));
        }
        return result;
    }
    httplib::SSLClient m_client;
    std::string m_cookie;
};

bool signIn(Browser &browser, const ProviderUser &user) {
    return browser.send("POST", "/api/auth/",
                        {{QStringLiteral("username"), user.name},
                         {QStringLiteral("password"), user.password}}) == 200;
}

// Where the provider sends the browser; empty when it refuses.
QString approveAt(const QString &authorizeUrl, const ProviderUser &user, const QString &caFile) {
    const QUrl url(authorizeUrl);
    const QUrlQuery query(url);
    const std::string path =
        url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority).toStdString();
    Browser browser(caFile, quint16(url.port(443)));
    const std::string grant =
        "/api/auth/grant/" +
        query.queryItemValue(QStringLiteral("client_id"), QUrl::FullyEncoded).toStdString();
    if (!browser.get(path) || !signIn(browser, user) ||
        browser.send("PUT", grant,
                     {{QStringLiteral("scope"),
                       query.queryItemValue(QStringLiteral("scope"), QUrl::FullyDecoded)}}) != 200)
        return {};
    const auto answer = browser.get(path + "&g_continue");
    return answer ? QString::fromStdString(answer->get_header_value("Location")) : QString();
}

bool approveDeviceAt(quint16 port, const QString &userCode, const ProviderUser &user,
                     const ProviderOptions &options, const QString &caFile) {
    Browser browser(caFile, port);
    const std::string grant = "/api/auth/grant/" + options.clientId.toStdString();
    if (!signIn(browser, user) ||
        browser.send("PUT", grant,
                     {{QStringLiteral("scope"), options.scopes.join(QLatin1Char(' '))}}) != 200)
        return false;
    const auto answer = browser.get(
        "/api/oidc/device?code=" + QUrl::toPercentEncoding(userCode).toStdString() + "&g_continue");
    return answer && QString::fromStdString(answer->get_header_value("Location"))
                         .contains(QStringLiteral("deviceComplete"));
}

} // namespace

struct Provider::Impl {
    Impl(ProviderOptions given, const Certificates &authority)
        : options(std::move(given)), certificates(authority) {}

    bool launch();
    bool configure();
    [[nodiscard]] QString base() const { return QStringLiteral("https://127.0.0.1:%1").arg(port); }
    [[nodiscard]] QString file(const char *name) const {
        return options.folder + QLatin1Char('/') + QLatin1String(name);
    }
    [[nodiscard]] QJsonObject pluginParameters() const;
    bool refuse(const QString &why) {
        error = why;
        return false;
    }

    ProviderOptions options;
    Certificates certificates;
    QProcess process;
    quint16 port = 0;
    QString error;
};

QString Provider::missing() {
    if (!QFile::exists(kProgram))
        return QStringLiteral("glewlwyd is not installed");
    if (!QFile::exists(kSchema))
        return QStringLiteral("glewlwyd's database schema is not installed");
    return {};
}

QList<ProviderUser> Provider::users() {
    const QString password = QStringLiteral("lastra-sandbox-1");
    return {{QStringLiteral("ada"),
             password,
             QStringLiteral("Ada Test"),
             {QStringLiteral("imaging"), QStringLiteral("imaging/phantom")}},
            {QStringLiteral("bob"), password, QStringLiteral("Bob Nogroup"), {}}};
}

Provider::Provider(ProviderOptions options, const Certificates &certificates)
    : m_impl(std::make_unique<Impl>(std::move(options), certificates)) {}

Provider::~Provider() {
    stop();
}

bool Provider::start() {
    if (!missing().isEmpty())
        return m_impl->refuse(missing());
    // Another program may take the free port before the provider does.
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (m_impl->launch())
            return m_impl->configure();
        stop();
    }
    return false;
}

bool Provider::Impl::launch() {
    port = freePort();
    const ServerCertificate tls = certificates.server(QStringLiteral("provider"));
    if (!makeDatabase(file("glewlwyd.db")))
        return refuse(QStringLiteral("the provider's database could not be made"));
    QDir().mkpath(file("no-middleware")); // Debian ships none, and the folder must exist
    const QString text =
        QStringLiteral(
            "port=%1\nbind_address=\"127.0.0.1\"\nexternal_url=\"%2\"\nlogin_url=\"login.html\"\n"
            "api_prefix=\"api\"\nstatic_files_path=\"/usr/share/glewlwyd/webapp/\"\n"
            "log_mode=\"file\"\nlog_level=\"INFO\"\nlog_file=\"%3/glewlwyd.log\"\n"
            "cookie_domain=\"127.0.0.1\"\ncookie_secure=1\n"
            "admin_scope=\"g_admin\"\nprofile_scope=\"g_profile\"\n"
            "user_module_path=\"/usr/lib/glewlwyd/user\"\n"
            "user_middleware_module_path=\"%3/no-middleware\"\n"
            "client_module_path=\"/usr/lib/glewlwyd/client\"\n"
            "user_auth_scheme_module_path=\"/usr/lib/glewlwyd/scheme\"\n"
            "plugin_module_path=\"/usr/lib/glewlwyd/plugin\"\n"
            "use_secure_connection=true\nsecure_connection_key_file=\"%4\"\n"
            "secure_connection_pem_file=\"%5\"\nsecure_connection_ca_file=\"%6\"\n"
            "hash_algorithm=\"SHA512\"\n"
            "database={ type=\"sqlite3\" path=\"%3/glewlwyd.db\" };\n")
            .arg(port)
            .arg(base(), options.folder, tls.keyFile, tls.certificateFile, certificates.caFile());
    QFile config(file("glewlwyd.conf"));
    if (!config.open(QIODevice::WriteOnly) || config.write(text.toUtf8()) < 0)
        return refuse(QStringLiteral("the provider's configuration could not be written"));
    config.close();

    process.setStandardOutputFile(file("glewlwyd.out"));
    process.setStandardErrorFile(file("glewlwyd.err"));
    process.setChildProcessModifier([] {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        sigset_t none; // the program that starts it may hold SIGTERM back
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
    });
    process.start(kProgram, {QStringLiteral("--config-file=") + config.fileName()});
    if (!process.waitForStarted(5000))
        return refuse(QStringLiteral("glewlwyd did not start"));
    Browser browser(certificates.caFile(), port);
    for (int i = 0; i < 200; ++i) {
        if (const auto answer = browser.get("/config"); answer && answer->status == 200)
            return true;
        if (process.waitForFinished(50))
            return refuse(QStringLiteral("glewlwyd ended at once; see glewlwyd.log"));
    }
    return refuse(QStringLiteral("glewlwyd did not answer within 10 seconds"));
}

QJsonObject Provider::Impl::pluginParameters() const {
    const KeyPair key = makeRsaKey();
    QJsonObject parameters{
        {QStringLiteral("iss"), base() + QStringLiteral("/api/oidc")},
        {QStringLiteral("jwt-type"), QStringLiteral("rsa")},
        {QStringLiteral("jwt-key-size"), QStringLiteral("256")},
        {QStringLiteral("key"), key.privatePem},
        {QStringLiteral("cert"), key.publicPem},
        {QStringLiteral("access-token-duration"), options.accessTokenSeconds},
        {QStringLiteral("refresh-token-duration"), 1209600},
        {QStringLiteral("code-duration"), 600},
        {QStringLiteral("refresh-token-rolling"), true},
        {QStringLiteral("refresh-token-one-use"), QStringLiteral("always")},
        {QStringLiteral("subject-type"), QStringLiteral("public")},
        {QStringLiteral("device-authorization-expiration"), 600},
        {QStringLiteral("device-authorization-interval"), options.deviceIntervalSeconds},
        {QStringLiteral("introspection-revocation-auth-scope"),
         QJsonArray{QStringLiteral("openid")}},
        {QStringLiteral("name-claim"), QStringLiteral("on-demand")},
        {QStringLiteral("name-claim-scope"), QJsonArray{QStringLiteral("profile")}},
        {QStringLiteral("scope"), QJsonArray{}},
        {QStringLiteral("allowed-scope"), QJsonArray::fromStringList(options.scopes)}};
    for (const char *on :
         {"auth-type-code-enabled", "auth-type-device-enabled", "auth-type-refresh-enabled",
          "pkce-allowed", "pkce-required", "oauth-as-iss-id", "introspection-revocation-allowed",
          "introspection-revocation-allow-target-client"})
        parameters[QLatin1String(on)] = true;
    for (const char *off :
         {"allow-non-oidc", "auth-type-token-enabled", "auth-type-id-token-enabled",
          "auth-type-none-enabled", "auth-type-password-enabled", "auth-type-client-enabled",
          "pkce-method-plain-allowed", "register-client-allowed"})
        parameters[QLatin1String(off)] = false;
    parameters[QStringLiteral("claims")] =
        QJsonArray{QJsonObject{{QStringLiteral("name"), QStringLiteral("groups")},
                               {QStringLiteral("user-property"), QStringLiteral("groups")},
                               {QStringLiteral("type"), QStringLiteral("string")},
                               {QStringLiteral("mandatory"), false},
                               {QStringLiteral("on-demand"), true},
                               {QStringLiteral("scope"), QJsonArray{QStringLiteral("profile")}}}};
    return parameters;
}

bool Provider::Impl::configure() {
    Browser admin(certificates.caFile(), port);
    // The package's own first administrator; this database lives as long as the tests.
    if (!signIn(admin, {QStringLiteral("admin"), QStringLiteral("password"), {}, {}}))
        return refuse(QStringLiteral("the provider's administrator could not sign in"));
    const auto put = [&](const char *method, const char *path, const QJsonObject &body) {
        return admin.send(method, path, body) == 200;
    };
    const QJsonObject groups{{QStringLiteral("multiple"), true},
                             {QStringLiteral("read"), true},
                             {QStringLiteral("write"), true},
                             {QStringLiteral("profile-read"), true},
                             {QStringLiteral("profile-write"), false}};
    bool done = put("PUT", "/api/mod/user/database",
                    {{QStringLiteral("module"), QStringLiteral("database")},
                     {QStringLiteral("name"), QStringLiteral("database")},
                     {QStringLiteral("display_name"), QStringLiteral("Database")},
                     {QStringLiteral("order_rank"), 0},
                     {QStringLiteral("parameters"),
                      QJsonObject{{QStringLiteral("use-glewlwyd-connection"), true},
                                  {QStringLiteral("data-format"),
                                   QJsonObject{{QStringLiteral("groups"), groups}}}}}}) &&
                put("PUT", "/api/mod/user/database/reset", {}) &&
                put("POST", "/api/mod/plugin/",
                    {{QStringLiteral("module"), QStringLiteral("oidc")},
                     {QStringLiteral("name"), QStringLiteral("oidc")},
                     {QStringLiteral("display_name"), QStringLiteral("OpenID Connect")},
                     {QStringLiteral("parameters"), pluginParameters()}});
    for (const QString &scope : options.scopes) {
        if (scope != QStringLiteral("openid")) // the package's database has it
            done = done && put("POST", "/api/scope/",
                               {{QStringLiteral("name"), scope},
                                {QStringLiteral("display_name"), scope},
                                {QStringLiteral("password_required"), true},
                                {QStringLiteral("password_max_age"), 0},
                                {QStringLiteral("scheme"), QJsonObject{}}});
    }
    const QStringList userScopes = QStringList{QStringLiteral("g_profile")} + options.scopes;
    for (const ProviderUser &user : users())
        done = done && put("POST", "/api/user/",
                           {{QStringLiteral("username"), user.name},
                            {QStringLiteral("password"), user.password},
                            {QStringLiteral("name"), user.displayName},
                            {QStringLiteral("enabled"), true},
                            {QStringLiteral("scope"), QJsonArray::fromStringList(userScopes)},
                            {QStringLiteral("groups"), QJsonArray::fromStringList(user.groups)}});
    QJsonArray redirects;
    for (const quint16 redirectPort : options.redirectPorts)
        redirects << QStringLiteral("http://127.0.0.1:%1").arg(redirectPort) + options.redirectPath;
    done = done &&
           put("POST", "/api/client/",
               {{QStringLiteral("client_id"), options.clientId},
                {QStringLiteral("name"), QStringLiteral("Lastra")},
                {QStringLiteral("enabled"), true},
                {QStringLiteral("confidential"), false},
                {QStringLiteral("authorization_type"),
                 QJsonArray{QStringLiteral("code"), QStringLiteral("refresh_token"),
                            QStringLiteral("device_authorization")}},
                {QStringLiteral("redirect_uri"), redirects},
                {QStringLiteral("token_endpoint_auth_method"), QJsonArray{QStringLiteral("none")}},
                {QStringLiteral("scope"), QJsonArray{}}});
    return done || refuse(QStringLiteral("the provider refused its configuration"));
}

void Provider::stop() {
    if (m_impl->process.state() == QProcess::NotRunning)
        return;
    m_impl->process.terminate();
    if (!m_impl->process.waitForFinished(5000)) {
        m_impl->process.kill();
        m_impl->process.waitForFinished(5000);
    }
}

QString Provider::errorString() const {
    return m_impl->error;
}
QString Provider::issuer() const {
    return m_impl->base() + QStringLiteral("/api/oidc");
}
QString Provider::jwksUri() const {
    return issuer() + QStringLiteral("/jwks");
}
QString Provider::clientId() const {
    return m_impl->options.clientId;
}
qint64 Provider::processId() const {
    return m_impl->process.processId();
}

QString Provider::approve(const QString &authorizeUrl, const ProviderUser &user) const {
    return approveAt(authorizeUrl, user, m_impl->certificates.caFile());
}

bool playBrowser(const QString &address, const ProviderUser &user, const QString &caFile) {
    const QUrl url(address);
    if (url.path() == QLatin1String("/api/oidc/device"))
        return approveDeviceAt(quint16(url.port(443)),
                               QUrlQuery(url).queryItemValue(QStringLiteral("code")), user, {},
                               caFile);
    const QUrl back(approveAt(address, user, caFile));
    if (back.scheme() != QLatin1String("http") || back.host() != QLatin1String("127.0.0.1") ||
        back.port() <= 0)
        return false;
    httplib::Client program("127.0.0.1", back.port());
    const auto answer =
        program.Get(back.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority).toStdString());
    return answer && answer->status == 200;
}

bool Provider::approveDevice(const QString &userCode, const ProviderUser &user) const {
    return approveDeviceAt(m_impl->port, userCode, user, m_impl->options,
                           m_impl->certificates.caFile());
}

} // namespace lastra::sandbox
