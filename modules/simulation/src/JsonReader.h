#pragma once
#include "lastra/core/Json.h"

#include <QRegularExpression>
#include <QSet>

#include <cmath>
#include <optional>

namespace lastra::simulation {

// Reads one object strictly: wrong types, values out of range and unknown keys are errors that name
// their place in the document and what is expected there, in signs that need no language.
class JsonReader {
public:
    JsonReader(const QJsonObject &object, QString path, const char *code)
        : m_object(object), m_path(std::move(path)), m_code(code) {}

    void number(const char *key, double &value, double low, double high) {
        const QJsonValue v = take(key);
        if (v.isUndefined())
            return;
        if (!v.isDouble() || !(v.toDouble() >= low && v.toDouble() <= high))
            complain(key, QStringLiteral("%1 … %2").arg(low).arg(high));
        else
            value = v.toDouble();
    }
    template <class Int>
    void integer(const char *key, Int &value, double low, double high) {
        double number = double(value);
        this->number(key, number, low, high);
        if (number != std::floor(number))
            complain(key, QStringLiteral("0, 1, 2 …"));
        else
            value = Int(number);
    }
    void flag(const char *key, bool &value) {
        const QJsonValue v = take(key);
        if (v.isBool())
            value = v.toBool();
        else if (!v.isUndefined())
            complain(key, QStringLiteral("true, false"));
    }
    void text(const char *key, QString &value, const QRegularExpression &pattern,
              bool required = false) {
        const QJsonValue v = take(key);
        if (v.isUndefined() && !required)
            return;
        if (!v.isString() || !pattern.match(v.toString()).hasMatch())
            complain(key,
                     pattern.pattern().remove(QStringLiteral("\\A")).remove(QStringLiteral("\\z")));
        else
            value = v.toString();
    }
    QJsonObject object(const char *key, bool required = false) {
        const QJsonValue v = take(key);
        if (!v.isObject() && (required || !v.isUndefined()))
            complain(key, QStringLiteral("{ … }"));
        return v.toObject();
    }
    QJsonValue take(const char *key) {
        const QString name = QString::fromLatin1(key);
        m_known.insert(name);
        return m_object.value(name);
    }
    [[nodiscard]] QString path(const char *key) const {
        return m_path + QLatin1Char('/') + QLatin1String(key);
    }
    void complain(const char *key, const QString &expected) {
        if (!m_error)
            m_error = core::Error{m_code, {path(key), expected}, {}, nullptr};
    }
    [[nodiscard]] core::Done finish() {
        for (auto it = m_object.begin(); !m_error && it != m_object.end(); ++it)
            if (!m_known.contains(it.key()))
                m_error = core::Error{"simulation.keyUnknown",
                                      {m_path + QLatin1Char('/') + it.key().left(64)},
                                      {},
                                      nullptr};
        if (m_error)
            return tl::make_unexpected(*m_error);
        return {};
    }

private:
    QJsonObject m_object;
    QString m_path;
    const char *m_code;
    QSet<QString> m_known;
    std::optional<core::Error> m_error;
};

} // namespace lastra::simulation
