#pragma once
// The system's keyring is one for all homes of a person: what a home keeps there carries the id of
// that home, so that two of them neither share nor delete each other's secrets.

#include "lastra/core/Home.h"
#include "lastra/core/SecretStore.h"

namespace lastra::workflow {

// Random, made once, kept in the home.
[[nodiscard]] core::Result<QString> homeId(const core::Home &home);
// `store` as this home sees it: "<id>/<name>" there is "<name>" here.
[[nodiscard]] core::Result<std::shared_ptr<core::SecretStore>>
homeSecrets(const core::Home &home, std::shared_ptr<core::SecretStore> store);

} // namespace lastra::workflow
