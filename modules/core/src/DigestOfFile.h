#pragma once
// A file's content through any hasher of this module, streamed.

#include "lastra/core/Result.h"

#include <QFile>
#include <QFileInfo>

namespace lastra::core {

template <class Hasher>
auto digestOfFile(const QString &path) -> Result<decltype(Hasher().finish())> {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail("core.fileUnreadable", {QFileInfo(path).fileName()}, file.errorString());
    Hasher hasher;
    QByteArray buffer(1 << 20, Qt::Uninitialized);
    for (;;) {
        const qint64 got = file.read(buffer.data(), buffer.size());
        if (got < 0)
            return fail("core.fileUnreadable", {QFileInfo(path).fileName()}, file.errorString());
        if (got == 0)
            return hasher.finish();
        hasher.add(QByteArrayView(buffer.constData(), qsizetype(got)));
    }
}

} // namespace lastra::core
