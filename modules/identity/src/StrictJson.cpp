#include "StrictJson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <vector>

namespace lastra::identity {

namespace {

constexpr int kMaxDepth = 32;

// Reads past one string; `at` stands on its opening quote. The raw text decides equality of names
// after Qt has decoded its escapes.
QByteArray takeString(const QByteArray &json, qsizetype &at) {
    const qsizetype start = at++;
    while (at < json.size() && json[at] != '"')
        at += json[at] == '\\' ? 2 : 1;
    ++at;
    return json.mid(start, at - start);
}

QString decoded(const QByteArray &quoted) {
    return QJsonDocument::fromJson('[' + quoted + ']').array().at(0).toString();
}

// Qt's parser has accepted the text already; this only looks for what Qt does not mind.
bool namesAreUnique(const QByteArray &json) {
    std::vector<std::optional<QSet<QString>>> open; // a set of names for objects, none for arrays
    bool nameIsNext = false;
    for (qsizetype at = 0; at < json.size();) {
        const char c = json[at];
        if (c == '"') {
            const QByteArray text = takeString(json, at);
            if (nameIsNext) {
                const QString name = decoded(text);
                if (open.back()->contains(name))
                    return false;
                open.back()->insert(name);
                nameIsNext = false;
            }
            continue;
        }
        if (c == '{' || c == '[') {
            if (int(open.size()) >= kMaxDepth)
                return false;
            open.push_back(c == '{' ? std::optional<QSet<QString>>(QSet<QString>()) : std::nullopt);
            nameIsNext = c == '{';
        } else if (c == '}' || c == ']') {
            if (open.empty())
                return false;
            open.pop_back();
            nameIsNext = false;
        } else if (c == ',') {
            nameIsNext = !open.empty() && open.back().has_value();
        }
        ++at;
    }
    return true;
}

} // namespace

std::optional<QJsonObject> strictJsonObject(const QByteArray &bytes) {
    const QJsonDocument document = QJsonDocument::fromJson(bytes);
    if (!document.isObject() || !namesAreUnique(bytes))
        return std::nullopt;
    return document.object();
}

std::optional<QByteArray> strictBase64Url(QByteArrayView text) {
    const auto result = QByteArray::fromBase64Encoding(
        text.toByteArray(), QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals |
                                QByteArray::AbortOnBase64DecodingErrors);
    // Encoding again catches padding and bits that decoding ignores.
    if (!result || toBase64Url(*result) != text)
        return std::nullopt;
    return *result;
}

QByteArray toBase64Url(QByteArrayView bytes) {
    return bytes.toByteArray().toBase64(QByteArray::Base64UrlEncoding |
                                        QByteArray::OmitTrailingEquals);
}

} // namespace lastra::identity
