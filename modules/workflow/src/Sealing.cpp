#include "Sealing.h"

#include "lastra/compliance/ContentRoot.h"
#include "lastra/core/Digest.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace lastra::workflow {

using core::fail;
using core::Result;

Result<Content> contentOf(Workspace &ws, const QString &id, core::Work &work) {
    // Files shared with an older dataset lie in that one's folder: the root is over what this
    // dataset holds, by the paths below the library.
    LASTRA_TRY(entries, ws.library().datasetFiles(id));
    if (entries.empty())
        return fail("workflow.datasetEmpty");
    work.begin(core::Unit::Files, qint64(entries.size()), QStringLiteral("seal"));
    Content content;
    std::vector<std::pair<QByteArray, core::Sha256>> lines;
    for (const archive::FileEntry &entry : entries) {
        LASTRA_CHECK(work.check());
        LASTRA_TRY(digest, core::sha256File(entry.where));
        const QByteArray name = entry.name.normalized(QString::NormalizationForm_C).toUtf8();
        const QByteArray line = core::hex(digest) + ' ' +
                                QByteArray::number(QFileInfo(entry.where).size()) + ' ' + name;
        lines.emplace_back(name, compliance::leafHash(line));
        content.digests.insert(entry.where, core::hex(digest));
        work.advance();
    }
    std::sort(lines.begin(), lines.end(),
              [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<core::Sha256> leaves;
    leaves.reserve(lines.size());
    for (const auto &[name, leaf] : lines)
        leaves.push_back(leaf);
    content.root =
        QStringLiteral("sha256:") + QString::fromLatin1(core::hex(compliance::treeRoot(leaves)));
    return content;
}

Result<bool> holdsOnly(Workspace &ws, const QString &id, const QStringList &folders,
                       core::Work &work) {
    QSet<QByteArray> known;
    for (const QString &folder : folders) {
        QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            LASTRA_CHECK(work.check());
            LASTRA_TRY(digest, core::sha256File(files.next()));
            known.insert(core::hex(digest));
        }
    }
    LASTRA_TRY(content, contentOf(ws, id, work));
    return std::all_of(content.digests.begin(), content.digests.end(),
                       [&](const QByteArray &digest) { return known.contains(digest); });
}

core::Done checkSealed(Workspace &ws, const QString &id, const Content &content) {
    LASTRA_TRY(dataset, ws.library().dataset(id));
    LASTRA_TRY(uuid, ws.facts().datasetFor(id));
    const QString sealed = ws.audit().sealedRoot(uuid);
    if (sealed == content.root)
        return {};
    // The library remembers each file's digest from when it was taken in: enough to name the ones
    // that differ, though not to prove anything.
    constexpr qsizetype kNamed = 3;
    LASTRA_TRY(entries, ws.library().datasetFiles(id));
    QStringList changed;
    for (const archive::FileEntry &entry : entries)
        if (entry.digest != "sha256:" + content.digests.value(entry.where))
            changed << QFileInfo(entry.where).fileName();
    if (changed.isEmpty())
        return fail(sealed.isEmpty() ? "workflow.notSealed" : "workflow.filesOther",
                    {dataset.shownName()});
    return fail("workflow.contentChanged", {dataset.shownName(), QString::number(changed.size()),
                                            changed.mid(0, kNamed).join(QStringLiteral(", "))});
}

} // namespace lastra::workflow
