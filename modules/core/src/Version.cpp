#include "lastra/core/Version.h"

namespace lastra::core {

QString version() {
    return QStringLiteral(LASTRA_VERSION);
}

} // namespace lastra::core
