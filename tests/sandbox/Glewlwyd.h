#pragma once
// Glewlwyd 2.7 from Debian's package. Awkward where IAM is: it compares redirect addresses whole,
// sends slow_down, and gives a refresh token for one use.

#include "Provider.h"

#include <QJsonObject>
#include <QUrl>

namespace lastra::sandbox {

class Glewlwyd final : public Provider {
public:
    Glewlwyd(ProviderOptions options, const Certificates &certificates)
        : Provider(std::move(options), certificates) {}

    [[nodiscard]] static QString missingHere();
    [[nodiscard]] QString issuer() const override; // .../api/oidc
    [[nodiscard]] QString jwksUri() const override;
    [[nodiscard]] QString approve(const QString &authorizeUrl,
                                  const ProviderUser &user) const override;
    [[nodiscard]] bool approveDevice(const QString &userCode,
                                     const ProviderUser &user) const override;

    // Its pages, from any process.
    [[nodiscard]] static bool serves(const QUrl &page);
    [[nodiscard]] static bool isDevicePage(const QUrl &page);
    [[nodiscard]] static QString approveAt(const QUrl &page, const ProviderUser &user,
                                           const QString &caFile);
    [[nodiscard]] static bool approveDeviceAt(const QUrl &page, const ProviderUser &user,
                                              const QString &caFile);

private:
    bool launch() override;
    bool configure() override;
    [[nodiscard]] QJsonObject pluginParameters() const;
};

} // namespace lastra::sandbox
