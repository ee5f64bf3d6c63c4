#pragma once
// Bearer tokens as XNAT's OpenID plugin checks them: a JWT signed with RS256, RS384 or RS512 by a
// key of the provider's set, from this issuer, not expired (60 s of allowance).

#include "SignInDesk.h"

namespace lastra::sandbox {

struct BearerRules {
    QString issuer;        // must equal iss exactly
    QString jwksUri;       // https
    QString caFile;        // PEM
    QStringList audiences; // one of them must be in aud; empty: any
};

[[nodiscard]] VerifyBearer bearerVerifier(BearerRules rules);

} // namespace lastra::sandbox
