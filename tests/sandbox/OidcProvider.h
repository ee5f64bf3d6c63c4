#pragma once
// npm's certified oidc-provider on Node, served by oidc-provider/serve.mjs with IAM's paths: an
// issuer that ends in a slash, opaque access tokens unless they are for an audience, and a reused
// refresh token that ends its whole family.

#include "Provider.h"

#include <QUrl>

namespace lastra::sandbox {

class OidcProvider final : public Provider {
public:
    OidcProvider(ProviderOptions options, const Certificates &certificates)
        : Provider(std::move(options), certificates) {}

    [[nodiscard]] static QString missingHere();
    [[nodiscard]] QString issuer() const override;
    [[nodiscard]] QString jwksUri() const override;
    [[nodiscard]] QString approve(const QString &authorizeUrl,
                                  const ProviderUser &user) const override;
    [[nodiscard]] bool approveDevice(const QString &userCode,
                                     const ProviderUser &user) const override;

    // Its pages, from any process.
    [[nodiscard]] static bool isDevicePage(const QUrl &page);
    [[nodiscard]] static QString approveAt(const QUrl &page, const ProviderUser &user,
                                           const QString &caFile);
    [[nodiscard]] static bool approveDeviceAt(const QUrl &page, const ProviderUser &user,
                                              const QString &caFile);

private:
    bool launch() override;
    bool configure() override { return true; }
};

} // namespace lastra::sandbox
