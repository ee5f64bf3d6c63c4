#include "JobFolder.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"

#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lastra::queue {

namespace {

QByteArray quoted(const QByteArray &text) {
    QByteArray inner = text;
    return '\'' + inner.replace("'", "'\\''") + '\'';
}

// One argument for the shell: literal text in single quotes, placeholders as variables.
QByteArray shellArgument(const QString &argument) {
    static constexpr std::pair<const char *, const char *> kPlaces[] = {
        {"{job}", "\"$job/job.json\""}, {"{in}", "\"$job/in\""}, {"{out}", "\"$out\""},
        {"{shard}", "\"$i/$shards\""},  {"{index}", "\"$i\""},   {"{shards}", "\"$shards\""},
        {"{cpus}", "\"$cpus\""},        {"{folder}", "\"$job\""}};
    QByteArray rest = argument.toUtf8(), out, literal;
    while (!rest.isEmpty()) {
        bool found = false;
        for (const auto &[place, variable] : kPlaces) {
            if (!rest.startsWith(place))
                continue;
            if (!literal.isEmpty())
                out += quoted(std::exchange(literal, {}));
            out += variable;
            rest.remove(0, qsizetype(qstrlen(place)));
            found = true;
            break;
        }
        if (!found) {
            literal += rest.front();
            rest.remove(0, 1);
        }
    }
    return literal.isEmpty() && !out.isEmpty() ? out : out + quoted(literal);
}

bool safeName(const QString &name) {
    if (name.isEmpty() || name.startsWith(u'/') || name.contains(u'\\') || name.contains(u'\n') ||
        name.contains(QChar(0)))
        return false;
    const QStringList parts = name.split(u'/');
    return !parts.contains(QString()) && !parts.contains(QStringLiteral("."), Qt::CaseSensitive) &&
           !parts.contains(QStringLiteral(".."));
}

// Others may write into the folder: a pipe is not waited for, nor a link followed out of it.
bool openRegular(QFile &file, const QString &path, bool followLinks = false) {
    const int fd = ::open(QFile::encodeName(path).constData(),
                          O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followLinks ? 0 : O_NOFOLLOW));
    struct stat info {};
    if (fd >= 0 && ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
        file.open(fd, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
        return true;
    if (fd >= 0)
        ::close(fd);
    return false;
}

core::Result<QByteArray> readRegular(const QString &path, qint64 most) {
    const QString name = QFileInfo(path).fileName();
    QFile file;
    if (!openRegular(file, path))
        return core::fail("core.fileUnreadable", {name});
    QByteArray bytes = file.read(most + 1);
    if (bytes.size() > most)
        return core::fail("core.fileTooLarge", {name, QString::number(most)});
    return bytes;
}

core::Result<core::Sha256> copyFile(const QString &from, const QString &to, bool followLinks,
                                    core::Work *work) {
    const QString name = QFileInfo(from).fileName();
    QFile in;
    if (!openRegular(in, from, followLinks))
        return core::fail("core.fileUnreadable", {name});
    LASTRA_CHECK(core::makeFolder(QFileInfo(to).absolutePath()));
    core::AtomicFile out(to);
    LASTRA_CHECK(out.open());
    core::Sha256Hasher hasher;
    for (;;) {
        const QByteArray piece = in.read(1 << 20);
        if (piece.isEmpty())
            break;
        hasher.add(piece);
        LASTRA_CHECK(out.write(piece));
        if (work) {
            work->advance(piece.size());
            LASTRA_CHECK(work->check());
        }
    }
    if (in.error() != QFileDevice::NoError)
        return core::fail("core.fileUnreadable", {name}, in.errorString());
    LASTRA_CHECK(out.commit());
    return hasher.finish();
}

void allow(const QString &path, mode_t mode) {
    ::chmod(QFile::encodeName(path).constData(), mode);
}

constexpr char kWrapper[] = R"sh(
i=${SLURM_ARRAY_TASK_ID:-${1:-0}}
a=${SLURM_RESTART_COUNT:-${2:-0}}
shard=$job/shards/$i
out=$shard/out
mkdir -p "$out" || exit 70
# Whoever makes this folder runs; a twin of the same attempt leaves without a trace.
mkdir "$shard/claim-$a" 2>/dev/null || exit 0
stat=$(cat /proc/$$/stat)
set -- ${stat##*) }
shift 19
echo "$$ $1 $(cat /proc/sys/kernel/random/boot_id)" > "$shard/.worker-$a"
mv "$shard/.worker-$a" "$shard/worker-$a"
cd "$job" || exit 70
)sh";

constexpr char kEnding[] = R"sh(
code=$?
if [ "$code" -eq 0 ]; then
    (cd "$out" && find . -type f -exec sha256sum {} + | LC_ALL=C sort -k 2) > "$shard/.manifest-$a" &&
        sync "$shard/.manifest-$a" && mv "$shard/.manifest-$a" "$shard/manifest-$a" || code=70
fi
echo "$code $(date -u +%Y-%m-%dT%H:%M:%SZ)" > "$shard/.end-$a"
mv "$shard/.end-$a" "$shard/end-$a"
exit "$code"
)sh";

} // namespace

QByteArray JobFolder::wrapper(const JobSpec &spec, bool worldWritable) const {
    QByteArray text = "#!/bin/sh\n# Runs one shard: claim, work, manifest, end. Made by Lastra.\n";
    text += worldWritable ? "umask 000\n" : "umask 077\n";
    text += "job=" + quoted(QFile::encodeName(m_node)) +
            "\nshards=" + QByteArray::number(spec.shards) +
            "\ncpus=" + QByteArray::number(spec.cpus) + '\n';
    text += kWrapper;
    if (spec.timeLimitMinutes > 0)
        text += "timeout --foreground -k 10 " + QByteArray::number(spec.timeLimitMinutes) + "m ";
    for (const QString &argument : spec.command)
        text += shellArgument(argument) + ' ';
    text += "</dev/null >> \"$shard/log-$a\" 2>&1\n";
    return text + (kEnding + 1);
}

core::Done JobFolder::prepare(const JobSpec &spec, bool worldWritable) const {
    for (const InputFile &input : spec.inputs)
        if (!safeName(input.name))
            return core::fail("queue.badSpec", {QStringLiteral("inputs")});
    LASTRA_CHECK(core::makeFolder(m_path, !worldWritable));
    const QString shards = m_path + QStringLiteral("/shards");
    LASTRA_CHECK(core::makeFolder(shards, !worldWritable));
    if (!spec.job.isEmpty())
        LASTRA_CHECK(core::writeJsonObject(m_path + QStringLiteral("/job.json"), spec.job));
    for (const InputFile &input : spec.inputs) {
        auto copied =
            copyFile(input.path, m_path + QStringLiteral("/in/") + input.name, true, nullptr);
        if (!copied)
            return core::passOn(copied);
    }
    LASTRA_CHECK(core::AtomicFile::writeAll(script(), wrapper(spec, worldWritable)));
    if (worldWritable) {
        allow(m_path, 0755);
        allow(shards, 0777);
        allow(m_path + QStringLiteral("/job.json"), 0644);
        allow(script(), 0755);
        for (const InputFile &input : spec.inputs)
            allow(m_path + QStringLiteral("/in/") + input.name, 0644);
    }
    return {};
}

QString JobFolder::shardFile(int shard, const char *what, int attempt) const {
    return QStringLiteral("%1/shards/%2/%3-%4")
        .arg(m_path)
        .arg(shard)
        .arg(QLatin1String(what))
        .arg(attempt);
}

int JobFolder::lastAttempt(int shard) const {
    const QDir folder(QStringLiteral("%1/shards/%2").arg(m_path).arg(shard));
    int last = -1;
    for (const QString &name : folder.entryList({QStringLiteral("claim-*")}, QDir::Dirs))
        last = std::max(last, name.mid(6).toInt());
    return last;
}

std::optional<QDateTime> JobFolder::claimedAt(int shard, int attempt) const {
    const QFileInfo claim(shardFile(shard, "claim", attempt));
    return claim.isDir() ? std::optional(claim.lastModified().toUTC()) : std::nullopt;
}

std::optional<WorkerId> JobFolder::worker(int shard, int attempt) const {
    const auto bytes = readRegular(shardFile(shard, "worker", attempt), 4096);
    if (!bytes)
        return std::nullopt;
    const QList<QByteArray> words = bytes->trimmed().split(' ');
    if (words.size() != 3 || words[0].toLongLong() <= 1)
        return std::nullopt;
    return WorkerId{words[0].toLongLong(), words[1], words[2]};
}

std::optional<ShardEnd> JobFolder::end(int shard, int attempt) const {
    const auto bytes = readRegular(shardFile(shard, "end", attempt), 4096);
    if (!bytes)
        return std::nullopt;
    const QList<QByteArray> words = bytes->trimmed().split(' ');
    bool ok = false;
    ShardEnd end;
    end.code = words[0].toInt(&ok);
    if (!ok || words.size() != 2)
        return std::nullopt;
    end.at = QDateTime::fromString(QString::fromLatin1(words[1]), Qt::ISODate);
    end.manifest = end.code == 0 && QFile::exists(shardFile(shard, "manifest", attempt));
    return end;
}

core::Result<QByteArray> JobFolder::logTail(int shard, int attempt, qint64 bytes) const {
    QFile file;
    if (!openRegular(file, shardFile(shard, "log", attempt)))
        return QByteArray();
    if (file.size() > bytes)
        file.seek(file.size() - bytes);
    return file.read(bytes);
}

JobProgress JobFolder::progress(int shard, int attempt) const {
    JobProgress progress;
    const auto tail = logTail(shard, attempt, 16384);
    if (!tail)
        return progress;
    const QList<QByteArray> lines = tail->split('\n');
    // The last piece has no LF yet: it may be half a line.
    for (qsizetype i = lines.size() - 2; i >= 0; --i) {
        if (!lines[i].startsWith('{'))
            continue;
        const QJsonObject line =
            QJsonDocument::fromJson(lines[i]).object().value(QStringLiteral("progress")).toObject();
        if (!line.contains(QStringLiteral("done")))
            continue;
        progress.done = line.value(QStringLiteral("done")).toInteger();
        progress.total = line.value(QStringLiteral("total")).toInteger(-1);
        progress.unit = line.value(QStringLiteral("unit")).toString().left(40);
        progress.item = line.value(QStringLiteral("case")).toVariant().toString().left(80);
        break;
    }
    return progress;
}

core::Result<QStringList> JobFolder::fetch(int shard, int attempt, const QString &into,
                                           core::Work &work) const {
    LASTRA_TRY(manifest, readRegular(shardFile(shard, "manifest", attempt), 64 << 20));
    const QString out = QStringLiteral("%1/shards/%2/out/").arg(m_path).arg(shard);
    QStringList files;
    for (const QByteArray &line : manifest.split('\n')) {
        if (line.isEmpty())
            continue;
        // "<64 hex digits>  ./relative/name", as sha256sum writes it
        const QString name = QFile::decodeName(line.mid(68));
        if (line.size() < 69 || line.mid(64, 4) != "  ./" || !safeName(name))
            return core::fail("queue.outputsDamaged", {QStringLiteral("manifest")});
        const QString target = into + u'/' + name;
        auto digest = copyFile(out + name, target, false, &work);
        if (!digest && digest.error().code == "core.fileUnreadable")
            return core::fail("queue.outputsDamaged", {QFileInfo(name).fileName()}, digest.error());
        if (!digest)
            return core::passOn(digest);
        if (core::hex(*digest) != line.left(64)) {
            QFile::remove(target);
            return core::fail("queue.outputsDamaged", {QFileInfo(name).fileName()});
        }
        files << target;
    }
    return files;
}

core::Done JobFolder::remove() const {
    if (!QDir(m_path).removeRecursively())
        return core::fail("core.fileUnwritable", {QFileInfo(m_path).fileName(), QString()});
    return {};
}

} // namespace lastra::queue
