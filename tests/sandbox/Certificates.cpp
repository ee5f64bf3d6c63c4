#include "Certificates.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <functional>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <memory>

namespace lastra::sandbox {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

QByteArray pemOf(const std::function<bool(BIO *)> &write) {
    BIO *memory = BIO_new(BIO_s_mem());
    QByteArray pem;
    if (write(memory)) {
        char *data = nullptr;
        const long size = BIO_get_mem_data(memory, &data);
        pem = QByteArray(data, qsizetype(size));
    }
    BIO_free(memory);
    return pem;
}

bool save(const QString &path, const QByteArray &bytes) {
    QFile file(path);
    return !bytes.isEmpty() && file.open(QIODevice::WriteOnly) &&
           file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
           file.write(bytes) == bytes.size();
}

void addExtension(X509 *certificate, X509 *issuer, int nid, const QByteArray &value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

// A certificate with a random serial, not yet signed.
Certificate draft(EVP_PKEY *key, const QString &commonName, const QDateTime &from,
                  const QDateTime &until) {
    Certificate certificate(X509_new(), &X509_free);
    X509_set_version(certificate.get(), 2);
    quint64 serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
    ASN1_TIME_set(X509_getm_notBefore(certificate.get()), time_t(from.toSecsSinceEpoch()));
    ASN1_TIME_set(X509_getm_notAfter(certificate.get()), time_t(until.toSecsSinceEpoch()));
    X509_set_pubkey(certificate.get(), key);
    const QByteArray name = commonName.toUtf8();
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(name.constData()), -1, -1,
                               0);
    return certificate;
}

QByteArray alternativeNames(const QStringList &hosts) {
    QByteArrayList names;
    for (const QString &host : hosts) {
        const QByteArray text = host.toLatin1();
        unsigned char address[16];
        const bool isAddress = inet_pton(AF_INET, text.constData(), address) == 1 ||
                               inet_pton(AF_INET6, text.constData(), address) == 1;
        names << (isAddress ? "IP:" : "DNS:") + text;
    }
    return names.join(',');
}

bool writePair(const QString &folder, const QString &name, EVP_PKEY *key, X509 *certificate) {
    return save(folder + QLatin1Char('/') + name + QStringLiteral(".key"), pemOf([&](BIO *out) {
                    return PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr,
                                                         nullptr) == 1;
                })) &&
           save(folder + QLatin1Char('/') + name + QStringLiteral(".pem"),
                pemOf([&](BIO *out) { return PEM_write_bio_X509(out, certificate) == 1; }));
}

} // namespace

Certificates::Certificates(const QString &folder, const QString &caName) : m_folder(folder) {
    if (QFile::exists(caFile()) && QFile::exists(folder + QStringLiteral("/ca.key"))) {
        m_valid = true;
        return;
    }
    const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const auto now = QDateTime::currentDateTimeUtc();
    const Certificate ca = draft(key.get(), caName, now.addYears(-1), now.addYears(1));
    X509_set_issuer_name(ca.get(), X509_get_subject_name(ca.get()));
    addExtension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    addExtension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    addExtension(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
    m_valid = QDir().mkpath(folder) && X509_sign(ca.get(), key.get(), EVP_sha256()) > 0 &&
              writePair(folder, QStringLiteral("ca"), key.get(), ca.get());
}

QString Certificates::caFile() const {
    return m_folder + QStringLiteral("/ca.pem");
}

ServerCertificate Certificates::server(const QString &name, const QStringList &hosts,
                                       const QDateTime &notBefore,
                                       const QDateTime &notAfter) const {
    const auto read = [this](const char *file) {
        return BIO_new_file(QFile::encodeName(m_folder + QLatin1String(file)).constData(), "r");
    };
    BIO *caPem = read("/ca.pem"), *caKeyPem = read("/ca.key");
    const Certificate ca(PEM_read_bio_X509(caPem, nullptr, nullptr, nullptr), &X509_free);
    const Key caKey(PEM_read_bio_PrivateKey(caKeyPem, nullptr, nullptr, nullptr), &EVP_PKEY_free);
    BIO_free(caPem);
    BIO_free(caKeyPem);
    if (!ca || !caKey)
        return {};
    const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const Certificate certificate = draft(key.get(), hosts.value(0), notBefore, notAfter);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(ca.get()));
    addExtension(certificate.get(), ca.get(), NID_basic_constraints, "critical,CA:FALSE");
    addExtension(certificate.get(), ca.get(), NID_ext_key_usage, "serverAuth");
    addExtension(certificate.get(), ca.get(), NID_subject_alt_name, alternativeNames(hosts));
    addExtension(certificate.get(), ca.get(), NID_authority_key_identifier, "keyid");
    if (X509_sign(certificate.get(), caKey.get(), EVP_sha256()) <= 0 ||
        !writePair(m_folder, name, key.get(), certificate.get()))
        return {};
    const QString base = m_folder + QLatin1Char('/') + name;
    return {base + QStringLiteral(".pem"), base + QStringLiteral(".key")};
}

} // namespace lastra::sandbox
