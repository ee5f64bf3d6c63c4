#include "Http.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lastra::sandbox {

Answer text(int status, const QByteArray &body) {
    Answer a;
    a.status = status;
    a.body = body;
    return a;
}

Answer page(int status, const QByteArray &message) {
    Answer a;
    a.status = status;
    a.type = "text/html;charset=UTF-8";
    a.body = "<html>\n<head>\n   <title>Status page</title>\n</head>\n<body>\n<h3>" +
             QString::fromUtf8(message).toHtmlEscaped().toUtf8() +
             "</h3>\n<p>You can get technical details <a href=\"http://www.w3.org/Protocols/"
             "rfc2616/rfc2616-sec10.html\">here</a>.</p>\n</body>\n</html>\n";
    return a;
}

Answer json(const QJsonDocument &document, int status) {
    Answer a;
    a.status = status;
    a.type = "application/json;charset=UTF-8";
    a.body = document.toJson(QJsonDocument::Compact);
    return a;
}

Answer loginPage() {
    Answer a;
    a.type = "text/html;charset=UTF-8";
    a.body = "<!DOCTYPE html>\n<html><head><title>XNAT - Login</title></head><body>"
             "<form name=\"form1\" method=\"post\" action=\"/login\"><input name=\"username\">"
             "<input type=\"password\" name=\"password\"></form></body></html>\n";
    return a;
}

Answer table(const Call &call, const QStringList &columns, const Rows &rows, bool paged) {
    if (call.value("format") == QLatin1String("csv")) {
        const auto quoted = [](QString v) {
            v.replace('"', QLatin1String("\"\""));
            return '"' + v + '"';
        };
        QString out;
        QStringList line;
        for (const QString &column : columns)
            line << quoted(column);
        out += line.join(',') + '\n';
        for (const auto &row : rows) {
            line.clear();
            for (const QString &column : columns)
                line << quoted(row.value(column));
            out += line.join(',') + '\n';
        }
        Answer a = text(200, out.toUtf8());
        a.type = "text/csv;charset=UTF-8";
        return a;
    }
    QJsonArray result;
    for (const auto &row : rows) {
        QJsonObject object;
        for (const QString &column : columns)
            object.insert(column, row.value(column));
        result.append(object);
    }
    QJsonObject set{{"Result", result}};
    if (!paged)
        set.insert("totalRecords", QString::number(rows.size()));
    return json(QJsonDocument(QJsonObject{{"ResultSet", set}}));
}

} // namespace lastra::sandbox
