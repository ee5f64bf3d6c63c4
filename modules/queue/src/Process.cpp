#include "Process.h"

#include <QFile>

#include <array>
#include <cerrno>
#include <csignal>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lastra::queue {

namespace {

QByteArray readSmall(const QString &path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(4096) : QByteArray();
}

// Fields of /proc/PID/stat after the command name, which may itself hold blanks and brackets.
QList<QByteArray> statOf(qint64 pid) {
    const QByteArray stat = readSmall(QStringLiteral("/proc/%1/stat").arg(pid));
    const qsizetype end = stat.lastIndexOf(')');
    return end < 0 ? QList<QByteArray>() : stat.mid(end + 2).split(' ');
}

QByteArray bootId() {
    static const QByteArray id =
        readSmall(QStringLiteral("/proc/sys/kernel/random/boot_id")).trimmed();
    return id;
}

} // namespace

core::Done startDetached(const QString &script, const QStringList &arguments) {
    // The first shell ends at once and is waited for here; setsid makes the second a leader.
    std::vector<QByteArray> words{"/bin/sh", "-c",
                                  "setsid /bin/sh \"$@\" </dev/null >/dev/null 2>&1 &", "sh",
                                  QFile::encodeName(script)};
    for (const QString &argument : arguments)
        words.push_back(argument.toUtf8());
    std::vector<char *> argv;
    for (QByteArray &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t pid = 0;
    if (const int error = ::posix_spawn(&pid, "/bin/sh", nullptr, nullptr, argv.data(), environ))
        return core::fail("queue.workerStart", {}, QString::fromLocal8Bit(::strerror(error)));
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return core::fail("queue.workerStart");
    return {};
}

bool isAlive(const WorkerId &worker) {
    if (worker.pid <= 1 || worker.bootId != bootId())
        return false;
    const QList<QByteArray> stat = statOf(worker.pid);
    // state is field 3 of proc(5), starttime field 22; a zombie runs no more.
    return stat.size() > 19 && stat[0] != "Z" && stat[0] != "X" && stat[19] == worker.birth;
}

bool signalGroup(const WorkerId &worker, int signal) {
    if (worker.pid <= 1 || worker.bootId != bootId())
        return false;
    if (isAlive(worker))
        return ::kill(pid_t(-worker.pid), signal) == 0;
    // While members of the group live, its number is given to nobody else.
    const QList<QByteArray> stat = statOf(worker.pid);
    const bool other = stat.size() > 19 && stat[19] != worker.birth;
    return !other && ::kill(pid_t(-worker.pid), signal) == 0;
}

} // namespace lastra::queue
