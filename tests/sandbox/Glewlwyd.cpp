#include "Glewlwyd.h"

#include "Browser.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QUrl>
#include <QUrlQuery>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sqlite3.h>

namespace lastra::sandbox {

namespace {

// Debian's database helper keeps the schema here; /usr/share/doc is often left out of containers.
const QString kSchema = QStringLiteral("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3");
const QString kProgram = QStringLiteral("/usr/bin/glewlwyd");

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

bool signIn(Browser &browser, const ProviderUser &user) {
    return browser.send("POST", "/api/auth/",
                        {{QStringLiteral("username"), user.name},
                         {QStringLiteral("password"), user.password}}) == 200;
}

} // namespace

QString Glewlwyd::missingHere() {
    if (!QFile::exists(kProgram))
        return QStringLiteral("glewlwyd is not installed");
    if (!QFile::exists(kSchema))
        return QStringLiteral("glewlwyd's database schema is not installed");
    return {};
}

bool Glewlwyd::launch() {
    const ServerCertificate tls = m_certificates.server(QStringLiteral("provider"));
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
            .arg(m_port)
            .arg(base(), m_options.folder, tls.keyFile, tls.certificateFile,
                 m_certificates.caFile());
    QFile config(file("glewlwyd.conf"));
    if (!config.open(QIODevice::WriteOnly) || config.write(text.toUtf8()) < 0)
        return refuse(QStringLiteral("the provider's configuration could not be written"));
    config.close();

    if (!run(kProgram, {QStringLiteral("--config-file=") + config.fileName()}))
        return false;
    Browser browser(m_certificates.caFile(), m_port);
    for (int i = 0; i < 200; ++i) {
        if (const auto answer = browser.get("/config"); answer && answer->status == 200)
            return true;
        if (m_process.waitForFinished(50))
            return refuse(QStringLiteral("glewlwyd ended at once; see glewlwyd.log"));
    }
    return refuse(QStringLiteral("glewlwyd did not answer within 10 seconds"));
}

QJsonObject Glewlwyd::pluginParameters() const {
    const KeyPair key = makeRsaKey();
    QJsonObject parameters{
        {QStringLiteral("iss"), base() + QStringLiteral("/api/oidc")},
        {QStringLiteral("jwt-type"), QStringLiteral("rsa")},
        {QStringLiteral("jwt-key-size"), QStringLiteral("256")},
        {QStringLiteral("key"), key.privatePem},
        {QStringLiteral("cert"), key.publicPem},
        {QStringLiteral("access-token-duration"), m_options.accessTokenSeconds},
        {QStringLiteral("refresh-token-duration"), 1209600},
        {QStringLiteral("code-duration"), 600},
        {QStringLiteral("refresh-token-rolling"), true},
        {QStringLiteral("refresh-token-one-use"), QStringLiteral("always")},
        {QStringLiteral("subject-type"), QStringLiteral("public")},
        {QStringLiteral("device-authorization-expiration"), 600},
        {QStringLiteral("device-authorization-interval"), m_options.deviceIntervalSeconds},
        {QStringLiteral("introspection-revocation-auth-scope"),
         QJsonArray{QStringLiteral("openid")}},
        {QStringLiteral("name-claim"), QStringLiteral("on-demand")},
        {QStringLiteral("name-claim-scope"), QJsonArray{QStringLiteral("profile")}},
        {QStringLiteral("scope"), QJsonArray{}},
        {QStringLiteral("allowed-scope"), QJsonArray::fromStringList(m_options.scopes)}};
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

bool Glewlwyd::configure() {
    Browser admin(m_certificates.caFile(), m_port);
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
    for (const QString &scope : m_options.scopes) {
        if (scope != QStringLiteral("openid")) // the package's database has it
            done = done && put("POST", "/api/scope/",
                               {{QStringLiteral("name"), scope},
                                {QStringLiteral("display_name"), scope},
                                {QStringLiteral("password_required"), true},
                                {QStringLiteral("password_max_age"), 0},
                                {QStringLiteral("scheme"), QJsonObject{}}});
    }
    const QStringList userScopes = QStringList{QStringLiteral("g_profile")} + m_options.scopes;
    for (const ProviderUser &user : users())
        done = done && put("POST", "/api/user/",
                           {{QStringLiteral("username"), user.name},
                            {QStringLiteral("password"), user.password},
                            {QStringLiteral("name"), user.displayName},
                            {QStringLiteral("enabled"), true},
                            {QStringLiteral("scope"), QJsonArray::fromStringList(userScopes)},
                            {QStringLiteral("groups"), QJsonArray::fromStringList(user.groups)}});
    QJsonArray redirects;
    for (const quint16 redirectPort : m_options.redirectPorts)
        redirects << QStringLiteral("http://127.0.0.1:%1").arg(redirectPort) +
                         m_options.redirectPath;
    done = done &&
           put("POST", "/api/client/",
               {{QStringLiteral("client_id"), m_options.clientId},
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

QString Glewlwyd::issuer() const {
    return base() + QStringLiteral("/api/oidc");
}

QString Glewlwyd::jwksUri() const {
    return issuer() + QStringLiteral("/jwks");
}

QString Glewlwyd::approve(const QString &authorizeUrl, const ProviderUser &user) const {
    return approveAt(QUrl(authorizeUrl), user, m_certificates.caFile());
}

bool Glewlwyd::approveDevice(const QString &userCode, const ProviderUser &user) const {
    QUrl page(issuer() + QStringLiteral("/device"));
    page.setQuery(QStringLiteral("code=") + QString::fromLatin1(QUrl::toPercentEncoding(userCode)));
    return approveDeviceAt(page, user, m_certificates.caFile());
}

bool Glewlwyd::serves(const QUrl &page) {
    return page.path().startsWith(QLatin1String("/api/oidc/"));
}

bool Glewlwyd::isDevicePage(const QUrl &page) {
    return page.path() == QLatin1String("/api/oidc/device");
}

QString Glewlwyd::approveAt(const QUrl &page, const ProviderUser &user, const QString &caFile) {
    const QUrlQuery query(page);
    const std::string path = pathOf(page);
    Browser browser(caFile, quint16(page.port(443)));
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

bool Glewlwyd::approveDeviceAt(const QUrl &page, const ProviderUser &user, const QString &caFile) {
    const ProviderOptions usual; // the page names neither program nor scopes
    Browser browser(caFile, quint16(page.port(443)));
    const std::string grant = "/api/auth/grant/" + usual.clientId.toStdString();
    if (!signIn(browser, user) ||
        browser.send("PUT", grant,
                     {{QStringLiteral("scope"), usual.scopes.join(QLatin1Char(' '))}}) != 200)
        return false;
    const auto answer = browser.get(pathOf(page) + "&g_continue");
    return answer && QString::fromStdString(answer->get_header_value("Location"))
                         .contains(QStringLiteral("deviceComplete"));
}

} // namespace lastra::sandbox
