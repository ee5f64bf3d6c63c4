#pragma once
// Adds the site's authorities to the system's and remembers why a certificate was refused, so that
// the sentence can name the issuer, the date or the names. Verification itself is OpenSSL's and
// libcurl's; nothing here can accept what they refuse.

#include "lastra/core/Result.h"

#include <QDateTime>

#include <memory>
#include <vector>

using X509 = struct x509_st;
using X509_STORE_CTX = struct x509_store_ctx_st;

namespace lastra::net {

class ExtraAuthorities {
public:
    // "net.caUnreadable" [file] when it holds no certificate.
    static core::Result<std::shared_ptr<ExtraAuthorities>> load(const QString &pemFile);
    ~ExtraAuthorities();

private:
    friend class TlsCheck;
    std::vector<X509 *> m_certificates;
};

// One per transfer; its address is handed to libcurl.
class TlsCheck {
public:
    explicit TlsCheck(std::shared_ptr<ExtraAuthorities> extra) : m_extra(std::move(extra)) {}

    // What libcurl calls with the SSL_CTX of the connection (CURLOPT_SSL_CTX_FUNCTION).
    static int prepareContext(void *curl, void *sslContext, void *self);
    // Why libcurl said "peer verification failed".
    [[nodiscard]] core::Error explain(const QString &host) const;

private:
    static int verify(int ok, X509_STORE_CTX *store);

    std::shared_ptr<ExtraAuthorities> m_extra;
    int m_problem = 0;
    QString m_issuer;
    QStringList m_names;
    QDateTime m_from, m_until;
};

} // namespace lastra::net
