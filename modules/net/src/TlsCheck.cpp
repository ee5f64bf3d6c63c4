#include "TlsCheck.h"

#include <QFile>
#include <QFileInfo>
#include <QTimeZone>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

namespace lastra::net {

namespace {

int checkIndex() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

QDateTime toDateTime(const ASN1_TIME *time) {
    tm parts = {};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    return {QDate(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday),
            QTime(parts.tm_hour, parts.tm_min, parts.tm_sec), QTimeZone::utc()};
}

// A certificate's text goes into a sentence: short, and without control characters.
QString displayable(const char *bytes, int length) {
    QString text = QString::fromUtf8(bytes, length).left(100);
    for (QChar &c : text) {
        if (!c.isPrint())
            c = QLatin1Char('?');
    }
    return text;
}

QString nameOf(const X509_NAME *name) {
    for (const int nid : {NID_commonName, NID_organizationName}) {
        const int at = X509_NAME_get_index_by_NID(const_cast<X509_NAME *>(name), nid, -1);
        if (at < 0)
            continue;
        const ASN1_STRING *value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
        unsigned char *utf8 = nullptr;
        const int length = ASN1_STRING_to_UTF8(&utf8, value);
        if (length < 0)
            continue;
        const QString text = displayable(reinterpret_cast<char *>(utf8), length);
        OPENSSL_free(utf8);
        return text;
    }
    return QStringLiteral("?");
}

QStringList alternativeNames(const X509 *certificate) {
    QStringList names;
    auto *list = static_cast<GENERAL_NAMES *>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; list && i < sk_GENERAL_NAME_num(list) && names.size() < 5; ++i) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(list, i);
        char text[INET6_ADDRSTRLEN] = {};
        if (name->type == GEN_DNS) {
            names << displayable(
                reinterpret_cast<const char *>(ASN1_STRING_get0_data(name->d.dNSName)),
                ASN1_STRING_length(name->d.dNSName));
        } else if (name->type == GEN_IPADD) {
            const int length = ASN1_STRING_length(name->d.iPAddress);
            if ((length == 4 || length == 16) &&
                inet_ntop(length == 4 ? AF_INET : AF_INET6,
                          ASN1_STRING_get0_data(name->d.iPAddress), text, sizeof text))
                names << QString::fromLatin1(text);
        }
    }
    GENERAL_NAMES_free(list);
    return names;
}

} // namespace

core::Result<std::shared_ptr<ExtraAuthorities>> ExtraAuthorities::load(const QString &pemFile) {
    auto extra = std::make_shared<ExtraAuthorities>();
    BIO *file = BIO_new_file(QFile::encodeName(pemFile).constData(), "r");
    while (file) {
        X509 *certificate = PEM_read_bio_X509(file, nullptr, nullptr, nullptr);
        if (!certificate)
            break;
        extra->m_certificates.push_back(certificate);
    }
    BIO_free(file);
    ERR_clear_error();
    if (extra->m_certificates.empty())
        return core::fail("net.caUnreadable", {QFileInfo(pemFile).fileName()});
    return extra;
}

ExtraAuthorities::~ExtraAuthorities() {
    for (X509 *certificate : m_certificates)
        X509_free(certificate);
}

int TlsCheck::prepareContext(void *, void *sslContext, void *self) {
    auto *check = static_cast<TlsCheck *>(self);
    auto *context = static_cast<SSL_CTX *>(sslContext);
    if (check->m_extra) {
        X509_STORE *store = SSL_CTX_get_cert_store(context);
        for (X509 *certificate : check->m_extra->m_certificates) {
            if (X509_STORE_add_cert(store, certificate) != 1)
                return 27; // CURLE_OUT_OF_MEMORY: the connection fails rather than trusts less
        }
    }
    SSL_CTX_set_ex_data(context, checkIndex(), check);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, &TlsCheck::verify);
    return 0;
}

int TlsCheck::verify(int ok, X509_STORE_CTX *store) {
    auto *ssl =
        static_cast<SSL *>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto *check = static_cast<TlsCheck *>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), checkIndex()));
    const X509 *certificate = X509_STORE_CTX_get_current_cert(store);
    if (!check || !certificate)
        return ok;
    if (X509_STORE_CTX_get_error_depth(store) == 0)
        check->m_names = alternativeNames(certificate);
    if (!ok) {
        check->m_problem = X509_STORE_CTX_get_error(store);
        check->m_issuer = nameOf(X509_get_issuer_name(certificate));
        check->m_from = toDateTime(X509_get0_notBefore(certificate));
        check->m_until = toDateTime(X509_get0_notAfter(certificate));
    }
    return ok;
}

core::Error TlsCheck::explain(const QString &host) const {
    const auto day = [](const QDateTime &at) { return at.date().toString(Qt::ISODate); };
    switch (m_problem) {
    case X509_V_OK:
        return {"net.tlsHostMismatch", {host, m_names.join(QStringLiteral(", "))}, {}, nullptr};
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return {"net.tlsExpired", {host, day(m_until)}, {}, nullptr};
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return {"net.tlsNotYetValid", {host, day(m_from)}, {}, nullptr};
    default:
        return {"net.tlsUntrusted",
                {host, m_issuer},
                QString::fromLatin1(X509_verify_cert_error_string(m_problem)),
                nullptr};
    }
}

} // namespace lastra::net
