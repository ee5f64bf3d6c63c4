#pragma once
#include "lastra/core/SecretStore.h"

namespace lastra::gui {

// Asks the person for the passphrase of Lastra's secrets, where there is no keyring: by the first
// line of the file when one is named, else in a dialog. Made on the GUI thread, called from any;
// a program that ends answers for the person, who then declined.
[[nodiscard]] core::AskPassphrase askPassphrase(const QString &file);

} // namespace lastra::gui
