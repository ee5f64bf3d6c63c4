#pragma once
// A certificate authority of the tests' own and certificates for loopback servers, in one folder.

#include <QDateTime>
#include <QString>
#include <QStringList>

namespace lastra::sandbox {

struct ServerCertificate {
    QString certificateFile; // PEM
    QString keyFile;         // PEM, EC P-256, readable by the owner only
};

class Certificates {
public:
    // Makes ca.pem and ca.key in the folder, or uses those that lie there.
    explicit Certificates(const QString &folder,
                          const QString &caName = QStringLiteral("Lastra test CA"));

    [[nodiscard]] bool isValid() const { return m_valid; }
    [[nodiscard]] QString folder() const { return m_folder; }
    // What a client is told to trust.
    [[nodiscard]] QString caFile() const;
    // <name>.pem and <name>.key signed by the CA for these hosts (names or IP addresses).
    [[nodiscard]] ServerCertificate
    server(const QString &name = QStringLiteral("server"),
           const QStringList &hosts = {QStringLiteral("127.0.0.1"), QStringLiteral("localhost")},
           const QDateTime &notBefore = QDateTime::currentDateTimeUtc().addDays(-1),
           const QDateTime &notAfter = QDateTime::currentDateTimeUtc().addDays(30)) const;

private:
    QString m_folder;
    bool m_valid = false;
};

} // namespace lastra::sandbox
