#pragma once
#include "lastra/core/Result.h"

#include <QJsonObject>

#include <optional>

namespace lastra::identity {

// One JSON object in which no name occurs twice and nesting stays below 32: in a token two readers
// must not see two different values. Empty when it is not.
[[nodiscard]] std::optional<QJsonObject> strictJsonObject(const QByteArray &bytes);

// base64url as RFC 7515 wants it: no padding, no blanks, no other characters, canonical last bits.
[[nodiscard]] std::optional<QByteArray> strictBase64Url(QByteArrayView text);
[[nodiscard]] QByteArray toBase64Url(QByteArrayView bytes);

} // namespace lastra::identity
