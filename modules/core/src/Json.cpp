#include "lastra/core/Json.h"

#include "lastra/core/AtomicFile.h"

#include <QFileInfo>

namespace lastra::core {
namespace {
Result<QJsonDocument> parse(const QByteArray &bytes, const QString &name) {
    if (bytes.size() > kMaxJsonBytes)
        return fail("core.fileTooLarge", {name, QString::number(kMaxJsonBytes)});
    QJsonParseError error;
    QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError)
        return fail("core.jsonInvalid", {name, QString::number(error.offset)}, error.errorString());
    return document;
}
} // namespace

Result<QJsonObject> parseJsonObject(const QByteArray &bytes, const QString &name) {
    LASTRA_TRY(document, parse(bytes, name));
    if (!document.isObject())
        return fail("core.jsonInvalid", {name, QStringLiteral("0")},
                    QStringLiteral("not an object"));
    return document.object();
}

Result<QJsonArray> parseJsonArray(const QByteArray &bytes, const QString &name) {
    LASTRA_TRY(document, parse(bytes, name));
    if (!document.isArray())
        return fail("core.jsonInvalid", {name, QStringLiteral("0")},
                    QStringLiteral("not an array"));
    return document.array();
}

Result<QJsonObject> readJsonObject(const QString &path) {
    LASTRA_TRY(bytes, readFile(path, kMaxJsonBytes));
    return parseJsonObject(bytes, QFileInfo(path).fileName());
}

Done writeJsonObject(const QString &path, const QJsonObject &object) {
    return AtomicFile::writeAll(path, QJsonDocument(object).toJson(QJsonDocument::Indented));
}

} // namespace lastra::core
