#include "lastra/workflow/KeyCustody.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/FileLock.h"
#include "lastra/core/Json.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>

namespace lastra::workflow {
namespace {

using core::fail;
using core::Result;

const QString kKeyName = QStringLiteral("project-key");
// Of each run's custody folder: what ties a pseudonym to a person.
const QStringList kTables{QStringLiteral("patients.csv"), QStringLiteral("uids.csv"),
                          QStringLiteral("files.csv")};

// The id of the key, from the moment it was made: what tells a key that was handed over from one
// that never was.
QString recordFile(Workspace &ws) {
    return ws.home().file(QStringLiteral("project-key.json"));
}

core::Done noteMade(Workspace &ws, const deid::Key &key) {
    return core::writeJsonObject(recordFile(ws), {{QStringLiteral("key"), key.id()}});
}

Result<QString> idOfMade(Workspace &ws) {
    if (!QFileInfo::exists(recordFile(ws)))
        return QString();
    LASTRA_TRY(record, core::readJsonObject(recordFile(ws)));
    return record[QLatin1String("key")].toString();
}

// Also without a record: pseudonyms that lie here came from some key.
Result<bool> wasMade(Workspace &ws) {
    LASTRA_TRY(id, idOfMade(ws));
    LASTRA_TRY(datasets, ws.library().datasets());
    return !id.isEmpty() || std::any_of(datasets.begin(), datasets.end(), [](const auto &dataset) {
        return dataset.kind == archive::DatasetKind::Deidentified;
    });
}

// The newest word of one source replaces its older one: the same source as when the dataset was
// made.
core::Done noteKey(Workspace &ws, bool here) {
    LASTRA_TRY(datasets, ws.library().datasets());
    for (const archive::Dataset &dataset : datasets) {
        if (dataset.kind != archive::DatasetKind::Deidentified)
            continue;
        LASTRA_TRY(uuid, ws.facts().datasetFor(dataset.id));
        LASTRA_TRY(root, ws.facts().facts(uuid));
        const compliance::Fact *content = root.find(QStringLiteral("content.root"));
        LASTRA_CHECK(ws.facts().add(
            uuid, {compliance::Fact::observed(QStringLiteral("key.on_workstation"), here,
                                              QStringLiteral("lastra.verify"), ws.clock().now())}));
        compliance::AuditEvent event;
        event.act = QStringLiteral("fact.observed");
        event.dataset = uuid;
        event.root = content ? content->value.text : QString();
        event.control = QStringLiteral("DEI-07");
        LASTRA_TRY(head, ws.audit().append(event));
        (void)head;
    }
    return {};
}

} // namespace

Result<std::optional<deid::Key>> keptKey(Workspace &ws) {
    LASTRA_TRY(kept, ws.secrets().read(kKeyName));
    if (!kept)
        return std::nullopt;
    LASTRA_TRY(key, deid::Key::parse(kept->view(), kKeyName));
    return key;
}

Result<deid::Key> projectKey(Workspace &ws) {
    // Two programs that make the first dataset at once have one key.
    core::Work work;
    LASTRA_TRY(lock,
               core::FileLock::take(ws.home().file(QStringLiteral("project-key.lock")), work));
    LASTRA_TRY(kept, keptKey(ws));
    if (kept)
        return *kept;
    LASTRA_TRY(made, wasMade(ws));
    if (made)
        return fail("workflow.keyAway");
    const deid::Key key = deid::Key::random();
    LASTRA_CHECK(ws.secrets().write(kKeyName, key.secret()));
    LASTRA_CHECK(noteMade(ws, key));
    return key;
}

Result<QStringList> handOverKey(Workspace &ws, const QString &folder, core::Work &work) {
    LASTRA_TRY(kept, ws.secrets().read(kKeyName));
    if (!kept) {
        LASTRA_TRY(made, wasMade(ws));
        return made ? fail("workflow.keyAway") : fail("workflow.noKey");
    }
    LASTRA_CHECK(core::makeFolder(folder, true));
    const QString to = QFileInfo(folder).canonicalFilePath();
    if ((to + u'/').startsWith(QFileInfo(ws.home().path()).canonicalFilePath() + u'/'))
        return fail("workflow.keyFolderInside", {folder});
    QStringList written, tables;
    LASTRA_TRY(key, deid::Key::parse(kept->view(), kKeyName));
    const QString name = to + QStringLiteral("/key-") + key.id() + QStringLiteral(".hex");
    LASTRA_CHECK(core::AtomicFile::writeAll(name, kept->view().toByteArray().toHex() + '\n'));
    QFile::setPermissions(name, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    written << name;

    const QDir custody(ws.home().path() + QStringLiteral("/custody"));
    QDirIterator runs(custody.path(), kTables, QDir::Files, QDirIterator::Subdirectories);
    while (runs.hasNext()) {
        LASTRA_CHECK(work.check());
        const QString from = runs.next();
        const QString at = to + u'/' + custody.relativeFilePath(from);
        LASTRA_CHECK(core::makeFolder(QFileInfo(at).absolutePath(), true));
        LASTRA_TRY(bytes, core::readFile(from, qint64(1) << 32));
        LASTRA_CHECK(core::AtomicFile::writeAll(at, bytes));
        written << at;
        tables << from;
    }
    // Nothing is forgotten before everything is on the keeper's disk.
    for (const QString &table : tables)
        if (!QFile::remove(table))
            return tl::make_unexpected(core::fileError(table, errno));
    LASTRA_CHECK(noteMade(ws, key));
    LASTRA_CHECK(ws.secrets().remove(kKeyName));
    LASTRA_TRY(left, ws.secrets().read(kKeyName));
    if (left)
        return fail("workflow.keyStillHere");
    LASTRA_CHECK(noteKey(ws, false));
    return written;
}

core::Done takeBackKey(Workspace &ws, const QString &file) {
    LASTRA_TRY(key, deid::Key::readFile(file));
    LASTRA_TRY(kept, keptKey(ws));
    LASTRA_TRY(made, idOfMade(ws));
    const QString known = kept ? kept->id() : made;
    if (!known.isEmpty() && known != key.id())
        return fail("workflow.keyDiffers", {key.id(), known});
    LASTRA_CHECK(ws.secrets().write(kKeyName, key.secret()));
    LASTRA_CHECK(noteMade(ws, key));
    return noteKey(ws, true);
}

} // namespace lastra::workflow
