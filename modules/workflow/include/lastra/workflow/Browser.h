#pragma once
#include <QUrl>

namespace lastra::workflow {

// Opens the address in the person's browser and does not wait: the one named by BROWSER, else the
// desktop's. False when there is none. May be called from any thread.
[[nodiscard]] bool openInBrowser(const QUrl &address);

} // namespace lastra::workflow
