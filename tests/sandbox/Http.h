#pragma once
// One request and one answer as the routes of the stand-in see them.

#include <QByteArray>
#include <QJsonDocument>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <functional>

namespace lastra::sandbox {

struct Part { // of a multipart body
    QString name, fileName;
    QByteArray type;
    QString file; // its bytes on disk
};

struct Call {
    QByteArray method;
    QStringList path; // decoded elements; "/REST" and "/data/archive" already made "/data"
    QString rawPath;
    QMap<QString, QString> query;         // query and form parameters; names in lower case
    QMap<QByteArray, QByteArray> headers; // names in lower case
    QString bodyFile;                     // the body's bytes on disk; empty when there was none
    qint64 bodySize = 0;
    bool chunked = false; // the body came without a length
    QList<Part> parts;
    QString login;            // empty: nobody signed in
    bool interactive = false; // the User-Agent looks like a browser

    [[nodiscard]] QString value(const QString &name, const QString &otherwise = {}) const {
        return query.value(name.toLower(), otherwise);
    }
    [[nodiscard]] bool flag(const QString &name) const {
        return value(name).compare(QLatin1String("true"), Qt::CaseInsensitive) == 0;
    }
};

using Write = std::function<bool(const char *, size_t)>;

struct Answer {
    int status = 200;
    QByteArray type = "text/plain";
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    QString file;                              // sent with its length instead of body
    std::function<bool(const Write &)> stream; // sent without a length instead of body
};

[[nodiscard]] Answer text(int status, const QByteArray &body);
// An error as the /data routes say it: an HTML page whose <h3> holds the message.
[[nodiscard]] Answer page(int status, const QByteArray &message);
[[nodiscard]] Answer json(const QJsonDocument &document, int status = 200);
[[nodiscard]] Answer loginPage();

// Rows of strings as ResultSet JSON or, with format=csv, as CSV. paged: without totalRecords.
using Rows = QList<QMap<QString, QString>>;
[[nodiscard]] Answer table(const Call &call, const QStringList &columns, const Rows &rows,
                           bool paged = false);

} // namespace lastra::sandbox
