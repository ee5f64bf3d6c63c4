#include "lastra/core/Scratch.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Work.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cerrno>

namespace lastra::core {
namespace {

const QString kLock = QStringLiteral(".lock");

// Held while a folder and its lock come to be or are swept: between the two it has no owner yet.
QString doorOf(const QString &work) {
    return work + QStringLiteral("/door");
}

void sweepFolder(const QDir &work) {
    if (!work.exists())
        return;
    const auto door = FileLock::tryTake(doorOf(work.path()));
    if (!door || !*door)
        return; // somebody is at it; the next start sweeps
    // A link is nobody's scratch: emptied, it would empty what it points to.
    for (const QString &name :
         work.entryList(QDir::Dirs | QDir::NoSymLinks | QDir::NoDotAndDotDot | QDir::Hidden)) {
        const QString folder = work.filePath(name);
        const auto lock = FileLock::tryTake(folder + kLock);
        if (lock && *lock)
            QDir(folder).removeRecursively();
    }
    for (const QString &name : work.entryList({u'*' + kLock}, QDir::Files | QDir::Hidden)) {
        const QString file = work.filePath(name);
        if (!QFileInfo::exists(file.chopped(kLock.size())))
            QFile::remove(file);
    }
}

} // namespace

Scratch::Scratch(QString path, std::unique_ptr<FileLock> lock)
    : m_path(std::move(path)), m_lock(std::move(lock)) {}

Result<Scratch> Scratch::make(const Home &home, const QString &purpose, const char *place) {
    LASTRA_TRY(work, home.folder(QString::fromLatin1(place)));
    Work unhurried;
    LASTRA_TRY(door, FileLock::take(doorOf(work), unhurried));
    QTemporaryDir folder(work + u'/' + purpose + QStringLiteral("-XXXXXX"));
    if (!folder.isValid())
        return tl::make_unexpected(Error{"core.fileUnwritable",
                                         {QString::fromLatin1(place), folder.errorString()},
                                         {},
                                         nullptr});
    LASTRA_TRY(lock, FileLock::tryTake(folder.path() + kLock));
    if (!lock)
        return tl::make_unexpected(fileError(folder.path() + kLock, EBUSY));
    folder.setAutoRemove(false);
    return Scratch(folder.path(), std::move(lock));
}

void Scratch::sweep(const Home &home) {
    for (const char *place : {kWork, kCustody})
        sweepFolder(QDir(home.path() + u'/' + QString::fromLatin1(place)));
}

Scratch::~Scratch() {
    if (!m_lock)
        return;
    QDir(m_path).removeRecursively();
    QFile::remove(m_path + kLock);
}

QString Scratch::file(const QString &name) const {
    return m_path + u'/' + name;
}

Result<QString> Scratch::folder(const QString &name) const {
    const QString path = file(name);
    LASTRA_CHECK(makeFolder(path, true));
    return path;
}

} // namespace lastra::core
