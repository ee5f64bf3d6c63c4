#include "Inventory.h"

#include "Classify.h"
#include "ElementKinds.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QMap>
#include <QSet>

#include <algorithm>
#include <mutex>
#include <thread>

namespace lastra::deid {

using dicom::Tag;

int threadCount(int asked) {
    if (asked > 0)
        return std::min(asked, 64);
    return std::clamp(int(std::thread::hardware_concurrency()), 1, 64);
}

core::Done parallel(qint64 count, int threads, core::Work &work,
                    const std::function<core::Done(qint64, int)> &fn) {
    std::atomic<qint64> next = 0;
    std::atomic<bool> failed = false;
    std::mutex mutex;
    core::Done result;
    const auto loop = [&](int thread) {
        while (!failed && !work.cancelled()) {
            const qint64 i = next.fetch_add(1);
            if (i >= count)
                return;
            core::Done done = fn(i, thread);
            work.advance();
            if (!done) {
                const std::lock_guard lock(mutex);
                failed = true;
                result = std::move(done);
            }
        }
    };
    std::vector<std::thread> pool;
    for (int i = 1; i < threads; ++i)
        pool.emplace_back(loop, i);
    loop(0);
    for (std::thread &thread : pool)
        thread.join();
    LASTRA_CHECK(std::move(result));
    return work.check();
}

QString realPath(const QString &path) {
    QFileInfo info(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
    QString rest;
    while (!info.exists() && !info.isRoot()) {
        rest = QLatin1Char('/') + info.fileName() + rest;
        info = QFileInfo(info.path());
    }
    const QString real = info.canonicalFilePath();
    return (real == QStringLiteral("/") ? QString() : real) + rest;
}

QList<std::pair<QString, qint64>> countReasons(const std::vector<Entry> &entries) {
    QMap<QString, qint64> counts;
    for (const Entry &entry : entries)
        if (!entry.fate.reason.isEmpty())
            ++counts[entry.fate.reason];
    QList<std::pair<QString, qint64>> out;
    for (auto it = counts.begin(); it != counts.end(); ++it)
        out.append({it.key(), it.value()});
    return out;
}

namespace {

// Beyond this many, chance spells some identifier whatever the key.
constexpr qsizetype kMaxUids = 100'000;

void collect(const dicom::DataSet &set, QSet<QByteArray> &uids, QSet<QByteArray> *dates) {
    for (const dicom::DataElement &element : set.elements()) {
        for (const dicom::DataSet &item : element.items)
            collect(item, uids, dates);
        if (dates && isDate(element.vr))
            for (const QByteArray &date : element.bytes.split('\\'))
                dates->insert(date.left(8));
        if (element.vr != dicom::VR::UI || uids.size() >= kMaxUids)
            continue;
        for (QByteArray uid : element.bytes.split('\\')) {
            while (uid.endsWith('\0') || uid.endsWith(' '))
                uid.chop(1);
            if (!uid.isEmpty() && !dicom::isRegisteredUid(uid))
                uids.insert(uid);
        }
    }
}

void look(Entry &entry, TextCleaner &cleaner, KeyedValues *keyed, bool shifts) {
    if (!entry.fate.reason.isEmpty())
        return; // a folder that cannot be looked into
    const auto file = dicom::DataSetFile::read(entry.path);
    entry.size = QFileInfo(entry.path).size();
    if (!file) {
        // Damage behind the header: an object all the same for those who only read that far.
        if (const auto header = dicom::readHeader(entry.path); header && !header->isDicomdir)
            entry.instance = header->sopInstanceUid;
        entry.fate.reason = reasonOf(file.error());
        entry.fate.state = entry.fate.reason == QStringLiteral("notDicom")
                               ? FileFate::State::Skipped
                               : FileFate::State::Quarantined;
        return;
    }
    cleaner.harvest(file->data);
    entry.fate.reason = quarantineReason(*file);
    if (entry.fate.reason == QStringLiteral("dicomDirectory"))
        entry.fate.state = FileFate::State::Skipped;
    else
        entry.fate.state =
            entry.fate.reason.isEmpty() ? FileFate::State::Released : FileFate::State::Quarantined;
    const dicom::DataSet &set = file->data;
    entry.sopUid = set.raw(Tag(0x00080018));
    if (entry.fate.reason != QStringLiteral("dicomDirectory"))
        entry.instance = QString::fromLatin1(
            entry.sopUid.isEmpty() ? file->meta.raw(Tag(0x00020003)) : entry.sopUid);
    entry.studyUid = set.raw(Tag(0x0020000d));
    entry.seriesUid = set.raw(Tag(0x0020000e));
    entry.sopClass = set.raw(Tag(0x00080016));
    entry.modality = set.raw(Tag(0x00080060));
    if (entry.studyUid.isEmpty()) // only to have a folder: each such object stands alone
        entry.studyUid = "study-of:" + entry.sopUid;
    if (entry.seriesUid.isEmpty())
        entry.seriesUid = "series-of:" + entry.sopUid;
    const QString id = set.text(Tag(0x00100020));
    entry.patientId = id.toUtf8();
    entry.identity = subjectIdentity(set.text(Tag(0x00100021)), id, entry.studyUid);
    entry.look = pixelsDeserveALook(set);
    if (keyed && entry.fate.state == FileFate::State::Released) {
        QSet<QByteArray> &dates = keyed->dates[entry.identity];
        collect(set, keyed->uids, shifts ? &dates : nullptr);
        keyed->uids.insert(entry.studyUid);
        keyed->uids.insert(entry.seriesUid);
    }
}

QString name(const Key &key, const QByteArray &uid) {
    return QString::fromLatin1(mapUid(key, uid));
}
} // namespace

core::Result<Inventory> takeInventory(const RunOptions &options, core::Work &work) {
    Inventory inventory;
    const QFileInfo input(options.input);
    if (!input.exists())
        return core::fail("deid.inputMissing", {input.fileName()});
    if (input.isDir()) {
        inventory.root = input.canonicalFilePath();
        const qsizetype prefix = inventory.root.size() + 1;
        const auto add = [&](const QFileInfo &info) {
            Entry entry;
            entry.path = info.filePath();
            entry.fate.source = entry.path.mid(prefix);
            if (info.isDir()) {
                // What lies in there is nobody's to judge; that it is there must be said.
                if (info.isSymLink() || (info.isReadable() && info.isExecutable()))
                    return;
                entry.fate.source += QLatin1Char('/');
                entry.fate.state = FileFate::State::Quarantined;
                entry.fate.reason = QStringLiteral("unreadable");
            }
            inventory.entries.push_back(std::move(entry));
        };
        add(QFileInfo(inventory.root));
        QDirIterator files(inventory.root,
                           QDir::Files | QDir::Dirs | QDir::Hidden | QDir::System |
                               QDir::NoDotAndDotDot,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            files.next();
            add(files.fileInfo());
            LASTRA_CHECK(work.check());
        }
    } else {
        inventory.root = QFileInfo(input.canonicalFilePath()).path();
        Entry entry;
        entry.path = input.canonicalFilePath();
        entry.fate.source = QFileInfo(entry.path).fileName();
        inventory.entries.push_back(std::move(entry));
    }
    std::sort(inventory.entries.begin(), inventory.entries.end(),
              [](const Entry &a, const Entry &b) { return a.fate.source < b.fate.source; });

    const int threads = threadCount(options.threads);
    std::vector<TextCleaner> cleaners(static_cast<size_t>(threads));
    std::vector<KeyedValues> keyed(static_cast<size_t>(threads));
    const bool shifts = options.policy.has(Option::ModifiedDates);
    work.begin(core::Unit::Files, qint64(inventory.entries.size()), QStringLiteral("look"));
    LASTRA_CHECK(parallel(qint64(inventory.entries.size()), threads, work, [&](qint64 i, int t) {
        look(inventory.entries[size_t(i)], cleaners[size_t(t)],
             options.key ? nullptr : &keyed[size_t(t)], shifts);
        return core::Done();
    }));
    for (const TextCleaner &cleaner : cleaners)
        inventory.cleaner.merge(cleaner);
    for (const KeyedValues &part : keyed)
        inventory.keyed.unite(part);

    // In order of path, so that of two files with one UID the same one wins every time.
    QSet<QByteArray> seen;
    dicom::Repeats repeats;
    for (Entry &entry : inventory.entries) {
        LASTRA_CHECK(work.check()); // a folder that is there twice is read once more
        inventory.bytes += entry.size;
        const bool isObject = !entry.instance.isEmpty();
        const auto again =
            isObject ? repeats.has(entry.instance, entry.path) : core::Result<bool>(false);
        ++(!isObject || !again ? inventory.count.leftAlone
           : *again            ? inventory.count.repeated
                               : inventory.count.taken);
        if (entry.fate.state != FileFate::State::Released)
            continue;
        if (seen.contains(entry.sopUid)) {
            entry.fate.state = FileFate::State::Quarantined;
            entry.fate.reason = QStringLiteral("duplicateInstance");
            continue;
        }
        seen.insert(entry.sopUid);
    }
    return inventory;
}

void nameFiles(Inventory &inventory, const Key &key) {
    QHash<QByteArray, QString> folders; // UIDs repeat: one derivation each
    const auto folder = [&](const QByteArray &uid) {
        auto found = folders.find(uid);
        if (found == folders.end())
            found = folders.insert(uid, name(key, uid));
        return *found;
    };
    for (Entry &entry : inventory.entries) {
        if (entry.fate.state != FileFate::State::Released)
            continue;
        auto subject = inventory.subjects.find(entry.identity);
        if (subject == inventory.subjects.end())
            subject = inventory.subjects.insert(entry.identity, subjectOf(key, entry.identity));
        entry.fate.release = subject->pseudonym + QLatin1Char('/') + folder(entry.studyUid) +
                             QLatin1Char('/') + folder(entry.seriesUid) + QLatin1Char('/') +
                             name(key, entry.sopUid) + QStringLiteral(".dcm");
    }
}

} // namespace lastra::deid
