#include "lastra/core/Home.h"

#include "lastra/core/AtomicFile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace lastra::core {

Result<Home> Home::open(const QString &path) {
    Home home;
    home.m_path = QDir::cleanPath(
        path.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                             QStringLiteral("/lastra")
                       : QFileInfo(path).absoluteFilePath());
    LASTRA_CHECK(makeFolder(home.m_path, true));
    return home;
}

QString Home::file(const QString &relative) const {
    const QString path = m_path + u'/' + relative;
    QDir().mkpath(QFileInfo(path).absolutePath());
    return path;
}

Result<QString> Home::folder(const QString &relative) const {
    const QString path = m_path + u'/' + relative;
    LASTRA_CHECK(makeFolder(path));
    return path;
}

QString resource(const QString &relative) {
    const QString fromEnvironment = qEnvironmentVariable("LASTRA_RESOURCES");
    if (!fromEnvironment.isEmpty())
        return fromEnvironment + u'/' + relative;
    const QString installed =
        QCoreApplication::applicationDirPath() + QStringLiteral("/../share/lastra/") + relative;
    if (QFileInfo::exists(installed))
        return QDir::cleanPath(installed);
    return QStringLiteral(LASTRA_SOURCE_RESOURCES "/") + relative;
}

} // namespace lastra::core
