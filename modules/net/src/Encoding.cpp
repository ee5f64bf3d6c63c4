#include "Transfer.h"

#include "lastra/core/Json.h"

namespace lastra::net {

QByteArray Response::header(QByteArrayView lowerCaseName) const {
    for (const auto &[name, value] : headers) {
        if (name == lowerCaseName)
            return value;
    }
    return {};
}

core::Result<QJsonObject> jsonObject(const Response &response) {
    const QString host = hostOf(response.url);
    const bool page =
        response.header("content-type").contains("html") || response.body.trimmed().startsWith('<');
    if (page)
        return core::fail("net.captivePortal", {host});
    return core::parseJsonObject(response.body, host);
}

core::Done requireSuccess(const Response &response) {
    if (response.ok())
        return {};
    return core::fail("net.httpStatus", {hostOf(response.url), QString::number(response.status)});
}

QByteArray percentEncode(QByteArrayView text) {
    return text.toByteArray().toPercentEncoding();
}

QByteArray formEncode(const HeaderList &fields) {
    QByteArray form;
    for (const auto &[name, value] : fields) {
        if (!form.isEmpty())
            form += '&';
        form += percentEncode(name) + '=' + percentEncode(value);
    }
    return form;
}

} // namespace lastra::net
