#pragma once
// JSON from files and servers, bounded in size, with errors that name the place.

#include "lastra/core/Result.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace lastra::core {

inline constexpr qint64 kMaxJsonBytes = 64 << 20;

// "core.jsonInvalid" [name, position] when it is not one JSON object.
[[nodiscard]] Result<QJsonObject> parseJsonObject(const QByteArray &bytes, const QString &name);
[[nodiscard]] Result<QJsonArray> parseJsonArray(const QByteArray &bytes, const QString &name);
[[nodiscard]] Result<QJsonObject> readJsonObject(const QString &path);
[[nodiscard]] Done writeJsonObject(const QString &path, const QJsonObject &object);

} // namespace lastra::core
