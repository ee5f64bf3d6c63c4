#include "lastra/deid/Run.h"

#include "Classify.h"
#include "Editor.h"
#include "Inventory.h"
#include "OneTimeKey.h"
#include "PixelGuard.h"
#include "PixelStrip.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"
#include "lastra/core/Version.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QMap>

#include <algorithm>
#include <ctime>
#include <fcntl.h>
#include <future>
#include <mutex>
#include <sys/stat.h>

namespace lastra::deid {
namespace {

using core::Done;
using core::fail;

bool inside(const QString &path, const QString &folder) {
    return path == folder || path.startsWith(folder + QLatin1Char('/'));
}

bool overlap(const QString &a, const QString &b) {
    return inside(a, b) || inside(b, a);
}

Done checkFolders(const RunOptions &options, const QString &custody) {
    const QString input = realPath(options.input), release = realPath(options.release),
                  secret = realPath(custody);
    const auto name = [](const QString &path) { return QFileInfo(path).fileName(); };
    if (overlap(input, release))
        return fail("deid.overlap", {name(input), name(release)});
    if (overlap(input, secret))
        return fail("deid.overlap", {name(input), name(secret)});
    if (overlap(release, secret))
        return fail("deid.overlap", {name(release), name(secret)});
    return {};
}

// Leftovers of a killed run are unfinished files that nobody will name again.
void removeParts(const QString &folder) {
    QDirIterator parts(folder, {QStringLiteral(".*.part")}, QDir::Files | QDir::Hidden,
                       QDirIterator::Subdirectories);
    while (parts.hasNext())
        QFile::remove(parts.next());
}

Done openRelease(const RunOptions &options, const QJsonObject &identity, const QString &custody) {
    const QFileInfo release(options.release);
    if (release.exists() && !release.isDir())
        return fail("deid.outputNotEmpty", {release.fileName()});
    if (release.exists() &&
        !QDir(options.release).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)) {
        const auto before = core::readJsonObject(custody + QStringLiteral("/run.json"));
        if (!options.resume || !before ||
            before->value(QStringLiteral("identity")).toObject() != identity)
            return fail("deid.outputNotEmpty", {release.fileName()});
        removeParts(options.release);
    }
    return core::makeFolder(options.release);
}

QByteArray csvField(const QString &text) {
    QByteArray bytes = text.toUtf8();
    if (bytes.contains(',') || bytes.contains('"') || bytes.contains('\n'))
        bytes = '"' + bytes.replace("\"", "\"\"") + '"';
    return bytes;
}

QString stateName(FileFate::State state) {
    return state == FileFate::State::Released      ? QStringLiteral("released")
           : state == FileFate::State::Quarantined ? QStringLiteral("quarantined")
                                                   : QStringLiteral("skipped");
}

// What the workers have written and not yet put in place. Thread-safe.
class Pending {
public:
    Done add(core::AtomicFile &&file, qint64 bytes);
    Done finish();

private:
    // Losing at most this much work when the power goes; one sync of the file system each.
    static constexpr qint64 kBatchBytes = 1LL << 30;
    static constexpr size_t kBatchFiles = 4000;

    std::mutex m_mutex;
    core::AtomicBatch m_batch;
    qint64 m_bytes = 0;
};

Done Pending::add(core::AtomicFile &&file, qint64 bytes) {
    core::AtomicBatch full;
    {
        const std::lock_guard lock(m_mutex);
        LASTRA_CHECK(m_batch.add(std::move(file)));
        m_bytes += bytes;
        if (m_bytes < kBatchBytes && m_batch.size() < kBatchFiles)
            return {};
        std::swap(full, m_batch);
        m_bytes = 0;
    }
    return full.commit(); // the others go on meanwhile
}

Done Pending::finish() {
    const std::lock_guard lock(m_mutex);
    return m_batch.commit();
}

class Worker {
public:
    Worker(const RunOptions &options, const Key &key, const Inventory &inventory, Pending &pending)
        : m_options(options), m_pending(pending), m_numbers(inventory.cleaner.numbers()),
          m_editor(options.policy, key, inventory.cleaner) {}

    Done process(Entry &entry, const Subject &subject);

    Editor &editor() { return m_editor; }
    qint64 bytes = 0, pixelsCoded = 0;

private:
    const RunOptions &m_options;
    Pending &m_pending;
    const NumberSet &m_numbers;
    Editor m_editor;
    QString m_folder;
};

Done Worker::process(Entry &entry, const Subject &subject) {
    const QString path = m_options.release + QLatin1Char('/') + entry.fate.release;
    auto file = dicom::DataSetFile::read(entry.path);
    QString reason = file ? quarantineReason(*file) : reasonOf(file.error());
    // What changed since the first look is not what was judged.
    if (reason.isEmpty() && file->data.raw(dicom::Tag(0x00080018)) != entry.sopUid)
        reason = QStringLiteral("unreadable");
    if (!reason.isEmpty()) {
        entry.fate = {entry.fate.source, FileFate::State::Quarantined, reason, {}};
        return {};
    }
    reason = m_editor.edit(*file, subject);
    if (reason.isEmpty()) {
        LASTRA_TRY(stripped, stripPixels(*file));
        reason = std::move(stripped);
    }
    if (!reason.isEmpty()) {
        entry.fate = {entry.fate.source, FileFate::State::Quarantined, reason, {}};
        return {};
    }
    LASTRA_TRY(guard, guardPixels(*file, m_numbers));
    if (guard == PixelGuard::Pixels || guard == PixelGuard::OtherData) {
        entry.fate = {entry.fate.source,
                      FileFate::State::Quarantined,
                      guard == PixelGuard::Pixels ? QStringLiteral("numberInPixels")
                                                  : QStringLiteral("numberInData"),
                      {}};
        return {};
    }
    pixelsCoded += guard == PixelGuard::Coded;
    // Whole by its name alone; edited all the same, for the crosswalk.
    if (const QFileInfo before(path); m_options.resume && before.exists()) {
        bytes += before.size();
        return {};
    }
    const QString folder = QFileInfo(path).path();
    if (folder != m_folder) {
        LASTRA_CHECK(core::makeFolder(folder));
        m_folder = folder;
    }
    core::AtomicFile out(path);
    LASTRA_CHECK(out.open());
    LASTRA_CHECK(file->write(out));
    struct stat status {};
    if (::fstat(out.descriptor(), &status) == 0)
        bytes += status.st_size;
    // The disk starts now, so that the sync at the end finds little left to do.
    ::sync_file_range(out.descriptor(), 0, 0, SYNC_FILE_RANGE_WRITE);
    const timespec constant[2] = {{0, 0}, {0, 0}}; // no time of the run stays on the files
    ::futimens(out.descriptor(), constant);
    return m_pending.add(std::move(out), status.st_size);
}

// What the verifier compares the originals with. Files of which another size was judged have none.
void digest(Entry &entry) {
    const QFileInfo info(entry.path);
    if (!entry.digest.isEmpty() || !info.isFile() || info.size() != entry.size)
        return; // a pipe would wait for somebody to write
    if (const auto sum = core::sha256File(entry.path))
        entry.digest = core::hex(*sum);
}

Done writeCustody(const QString &custody, const RunOptions &options, const Inventory &inventory,
                  const QMap<QByteArray, QByteArray> &uids, const RunReport &report,
                  const QJsonObject &identity) {
    QByteArray files = "source,state,reason,release,sha256\n";
    QJsonArray quarantine;
    for (const Entry &entry : inventory.entries) {
        files += csvField(entry.fate.source) + ',' + stateName(entry.fate.state).toLatin1() + ',' +
                 entry.fate.reason.toLatin1() + ',' + entry.fate.release.toLatin1() + ',' +
                 entry.digest + '\n';
        if (entry.fate.state == FileFate::State::Quarantined)
            quarantine.append(QJsonObject{{QStringLiteral("file"), entry.fate.source},
                                          {QStringLiteral("reason"), entry.fate.reason}});
    }
    LASTRA_CHECK(core::AtomicFile::writeAll(custody + QStringLiteral("/files.csv"), files));
    LASTRA_CHECK(core::writeJsonObject(custody + QStringLiteral("/quarantine.json"),
                                       {{QStringLiteral("quarantine"), quarantine}}));
    QByteArray rows = "id_old,id_new\n";
    for (auto it = uids.begin(); it != uids.end(); ++it)
        rows += csvField(QString::fromLatin1(it.key())) + ',' + it.value() + '\n';
    LASTRA_CHECK(core::AtomicFile::writeAll(custody + QStringLiteral("/uids.csv"), rows));
    QMap<QString, QString> patients;
    for (const Entry &entry : inventory.entries)
        if (entry.fate.state == FileFate::State::Released)
            patients.insert(QString::fromUtf8(entry.patientId),
                            inventory.subjects.value(entry.identity).pseudonym);
    rows = "id_old,id_new\n";
    for (auto it = patients.begin(); it != patients.end(); ++it)
        rows += csvField(it.key()) + ',' + it.value().toLatin1() + '\n';
    LASTRA_CHECK(core::AtomicFile::writeAll(custody + QStringLiteral("/patients.csv"), rows));
    QJsonObject json = report.json;
    json.insert(QStringLiteral("identity"), identity);
    json.insert(QStringLiteral("filesDigest"), QString::fromLatin1(core::hex(core::sha256(files))));
    json.insert(QStringLiteral("policyRules"), options.policy.json);
    return core::writeJsonObject(custody + QStringLiteral("/run.json"), json);
}

QJsonObject toJson(const RunReport &report, const RunOptions &options, const Inventory &inventory,
                   qint64 look) {
    QJsonObject reasons, modalities;
    for (const auto &[reason, count] : report.reasons)
        reasons.insert(reason, count);
    QMap<QString, qint64> byModality;
    for (const Entry &entry : inventory.entries)
        if (entry.fate.state == FileFate::State::Released) {
            const QString modality = QString::fromLatin1(entry.modality);
            const bool plain =
                modality.size() <= 8 && std::all_of(modality.begin(), modality.end(),
                                                    [](QChar c) { return c >= u'A' && c <= u'Z'; });
            ++byModality[plain && !modality.isEmpty() ? modality : QStringLiteral("other")];
        }
    for (auto it = byModality.begin(); it != byModality.end(); ++it)
        modalities.insert(it.key(), it.value());
    return {{QStringLiteral("statement"),
             QStringLiteral("De-identified according to PS3.15 2026d Basic Profile%1")
                 .arg(options.policy.optionNames().isEmpty()
                          ? QString()
                          : QStringLiteral(" with options ") +
                                options.policy.optionNames().join(QStringLiteral(", ")))},
            {QStringLiteral("policy"), options.policy.name},
            {QStringLiteral("policyDigest"), QString::fromLatin1(options.policy.digest)},
            {QStringLiteral("options"), QJsonArray::fromStringList(options.policy.optionNames())},
            {QStringLiteral("edition"), QStringLiteral("PS3.15 2026d")},
            {QStringLiteral("program"), QStringLiteral("Lastra ") + core::version()},
            {QStringLiteral("keyId"), report.keyId},
            {QStringLiteral("oneTimeKey"), report.oneTimeKey},
            {QStringLiteral("keyDraws"), report.keyDraws},
            {QStringLiteral("uidCoincidences"), report.uidCoincidences},
            {QStringLiteral("numbersRewritten"), report.numbersRewritten},
            {QStringLiteral("numbersEmptied"), report.numbersEmptied},
            {QStringLiteral("pixelsCoded"), report.pixelsCoded},
            {QStringLiteral("filesIn"), report.filesIn},
            {QStringLiteral("released"), report.released},
            {QStringLiteral("quarantined"), report.quarantined},
            {QStringLiteral("skipped"), report.skipped},
            {QStringLiteral("taken"), report.count.taken},
            {QStringLiteral("repeated"), report.count.repeated},
            {QStringLiteral("leftAlone"), report.count.leftAlone},
            {QStringLiteral("complete"), report.complete},
            {QStringLiteral("subjects"), report.subjects},
            {QStringLiteral("subjectsWithoutId"), report.subjectsWithoutId},
            {QStringLiteral("studies"), report.studies},
            {QStringLiteral("series"), report.series},
            {QStringLiteral("bytes"), report.bytes},
            {QStringLiteral("seconds"), report.seconds},
            {QStringLiteral("pixelsToLookAt"), look},
            {QStringLiteral("reasons"), reasons},
            {QStringLiteral("modalities"), modalities}};
}
} // namespace

core::Result<RunReport> run(const RunOptions &options, core::Work &work) {
    QElapsedTimer clock;
    clock.start();
    const QString release = QDir::cleanPath(options.release);
    const QString custody = options.custody.isEmpty() ? release + QStringLiteral("-custody")
                                                      : QDir::cleanPath(options.custody);
    if (!QFileInfo::exists(options.input))
        return fail("deid.inputMissing", {QFileInfo(options.input).fileName()});
    LASTRA_CHECK(checkFolders(options, custody));
    QJsonObject identity{
        {QStringLiteral("policyDigest"), QString::fromLatin1(options.policy.digest)},
        {QStringLiteral("keyId"), options.key ? options.key->id() : QString()}};
    LASTRA_CHECK(openRelease(options, identity, custody));
    LASTRA_CHECK(core::makeFolder(custody, true));
    LASTRA_TRY(inventory, takeInventory(options, work));
    OneTimeKey choice;
    if (options.key) {
        choice.key = *options.key;
    } else {
        LASTRA_TRY(drawn, drawKey(inventory.keyed, inventory.cleaner.numbers(), work));
        choice = std::move(drawn);
        identity.insert(QStringLiteral("keyId"), choice.key.id());
    }
    nameFiles(inventory, choice.key);
    // From here on a broken run can be told from a foreign folder.
    LASTRA_CHECK(core::writeJsonObject(custody + QStringLiteral("/run.json"),
                                       {{QStringLiteral("identity"), identity}}));
    std::vector<Entry *> todo;
    for (Entry &entry : inventory.entries)
        if (entry.fate.state == FileFate::State::Released)
            todo.push_back(&entry);
    const int threads = threadCount(options.threads);
    Pending pending;
    std::vector<std::unique_ptr<Worker>> workers;
    for (int i = 0; i < threads; ++i)
        workers.push_back(std::make_unique<Worker>(options, choice.key, inventory, pending));
    work.begin(core::Unit::Files, qint64(todo.size()), QStringLiteral("write"));
    // Large sets are hashed while a file is still in memory, small ones while the disk syncs.
    const bool large = inventory.bytes > (1LL << 30);
    Done done = parallel(qint64(todo.size()), threads, work, [&](qint64 i, int t) {
        Entry &entry = *todo[size_t(i)];
        Done one =
            workers[size_t(t)]->process(entry, *inventory.subjects.constFind(entry.identity));
        if (one && large)
            digest(entry);
        return one;
    });
    // Finished files stay when the run was stopped.
    auto finished = std::async(std::launch::async, [&] { return pending.finish(); });
    if (done) {
        work.begin(core::Unit::Files, qint64(inventory.entries.size()), QStringLiteral("digest"));
        done = parallel(qint64(inventory.entries.size()), threads, work, [&](qint64 i, int) {
            digest(inventory.entries[size_t(i)]);
            return Done();
        });
    }
    if (Done put = finished.get(); done && !put)
        done = std::move(put);
    if (!done)
        return tl::make_unexpected(std::move(done.error()));

    RunReport report;
    report.custody = custody;
    report.keyId = choice.key.id();
    report.oneTimeKey = !options.key;
    report.keyDraws = choice.draws;
    report.filesIn = qint64(inventory.entries.size());
    report.count = inventory.count;
    report.reasons = countReasons(inventory.entries);
    QSet<QByteArray> studies, series, subjects, nameless;
    QMap<QByteArray, QByteArray> uids;
    qint64 look = 0;
    for (const Entry &entry : inventory.entries) {
        report.released += entry.fate.state == FileFate::State::Released;
        report.quarantined += entry.fate.state == FileFate::State::Quarantined;
        report.skipped += entry.fate.state == FileFate::State::Skipped;
        if (entry.fate.state != FileFate::State::Released)
            continue;
        studies.insert(entry.studyUid);
        series.insert(entry.seriesUid);
        subjects.insert(entry.identity);
        look += entry.look;
        if (entry.identity.startsWith("study:"))
            nameless.insert(entry.identity);
    }
    for (const auto &worker : workers) {
        report.bytes += worker->bytes;
        report.pixelsCoded += worker->pixelsCoded;
        report.numbersRewritten += worker->editor().numbersRewritten;
        report.numbersEmptied += worker->editor().numbersEmptied;
        const QHash<QByteArray, QByteArray> &mapped = worker->editor().uids;
        for (auto it = mapped.begin(); it != mapped.end(); ++it)
            uids.insert(it.key(), it.value());
    }
    for (const QByteArray &uid : std::as_const(uids))
        report.uidCoincidences += inventory.cleaner.numbers().isIn(uid);
    report.subjects = subjects.size();
    report.studies = studies.size();
    report.series = series.size();
    report.subjectsWithoutId = nameless.size();
    report.complete = report.quarantined == 0;
    report.seconds = double(clock.elapsed()) / 1000;
    report.json = toJson(report, options, inventory, look);
    LASTRA_CHECK(writeCustody(custody, options, inventory, uids, report, identity));
    for (Entry &entry : inventory.entries)
        report.files.push_back(std::move(entry.fate));
    return report;
}

} // namespace lastra::deid
