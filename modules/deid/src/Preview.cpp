#include "lastra/deid/Preview.h"

#include "Editor.h"
#include "Inventory.h"

#include <QSet>

#include <map>
#include <mutex>
#include <tuple>

namespace lastra::deid {

QString letter(Action action) {
    switch (action) {
    case Action::Remove:
        return QStringLiteral("X");
    case Action::Empty:
        return QStringLiteral("Z");
    case Action::Replace:
        return QStringLiteral("D");
    case Action::Keep:
        return QStringLiteral("K");
    case Action::Clean:
        return QStringLiteral("C");
    case Action::NewUid:
        return QStringLiteral("U");
    case Action::Shift:
        return QStringLiteral("S");
    }
    return {};
}

namespace {
// One row of the table: the same attribute at the same place, treated the same way.
struct RowKey {
    quint32 tag;
    QString path, name;
    Action action;
    bool operator<(const RowKey &other) const {
        return std::tie(tag, path, name, action) <
               std::tie(other.tag, other.path, other.name, other.action);
    }
};

constexpr qsizetype kMaxExample = 120;
} // namespace

core::Result<Preview> preview(const RunOptions &options, core::Work &work) {
    LASTRA_TRY(inventory, takeInventory(options, work));
    const Key key = options.key ? *options.key : Key::random();
    nameFiles(inventory, key);
    Preview out;
    out.files = qint64(inventory.entries.size());
    out.bytes = inventory.bytes;
    std::vector<Entry *> released;
    for (Entry &entry : inventory.entries)
        if (entry.fate.state == FileFate::State::Released)
            released.push_back(&entry);
    struct Row {
        Change change;
        const Entry *last = nullptr;
    };
    std::map<RowKey, Row> rows;
    std::mutex mutex;
    work.begin(core::Unit::Files, qint64(released.size()), QStringLiteral("preview"));
    const auto one = [&](qint64 i, int) {
        Entry &entry = *released[size_t(i)];
        auto file = dicom::DataSetFile::read(entry.path);
        if (!file)
            return core::Done();
        Editor editor(options.policy, key, inventory.cleaner);
        std::map<RowKey, Change> mine;
        editor.observer = [&](const Trace &trace) {
            const RowKey place{trace.tag.number(), trace.path, trace.name, trace.action};
            auto found = mine.find(place);
            if (found != mine.end())
                return;
            Change change;
            change.tag = trace.tag;
            change.name = trace.name;
            change.path = trace.path;
            change.action = trace.action;
            change.why = QString::fromLatin1(trace.why);
            QString after;
            if (trace.element)
                after = trace.element->isSequence() ? QString::number(trace.element->items.size())
                        : dicom::isText(trace.element->vr)
                            ? trace.set->texts(*trace.element).join(QLatin1Char('\\'))
                            : QString();
            // Looked at word by word and left as it was: nothing changed.
            change.changed = change.action != Action::Keep &&
                             (change.action != Action::Clean || after != trace.before);
            change.before = trace.before.left(kMaxExample);
            change.after = after.left(kMaxExample);
            mine.emplace(place, std::move(change));
        };
        if (const QString reason =
                editor.edit(*file, *inventory.subjects.constFind(entry.identity));
            !reason.isEmpty()) {
            entry.fate = {entry.fate.source, FileFate::State::Quarantined, reason, {}};
            return core::Done();
        }
        const std::lock_guard lock(mutex);
        for (auto &[place, change] : mine) {
            Row &row = rows[place];
            // The example is that of the first file by path, whatever thread came first.
            if (!row.last || &entry < row.last) {
                const qint64 files = row.change.files, changed = row.change.changed;
                const qint64 here = change.changed;
                row.change = std::move(change);
                row.change.files = files;
                row.change.changed = changed + here;
                row.last = &entry;
            } else {
                row.change.changed += change.changed;
            }
            ++row.change.files;
        }
        return core::Done();
    };
    LASTRA_CHECK(parallel(qint64(released.size()), threadCount(options.threads), work, one));
    QSet<QByteArray> subjects, left;
    for (const Entry &entry : inventory.entries) {
        if (!entry.identity.isEmpty() && entry.fate.state != FileFate::State::Skipped)
            subjects.insert(entry.identity);
        if (entry.fate.state == FileFate::State::Released)
            left.insert(entry.identity);
        out.toRelease += entry.fate.state == FileFate::State::Released;
        out.toQuarantine += entry.fate.state == FileFate::State::Quarantined;
        out.toSkip += entry.fate.state == FileFate::State::Skipped;
    }
    out.subjects = subjects.size();
    out.subjectsEmptied = subjects.size() - left.size();
    out.reasons = countReasons(inventory.entries);
    for (auto &[place, row] : rows)
        out.changes.push_back(std::move(row.change));
    return out;
}

} // namespace lastra::deid
