#include "lastra/trial/Analysis.h"

#include "lastra/core/Digest.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonDocument>
#include <QSet>

namespace lastra::trial {

core::Result<QJsonObject> manifestOf(const Design &design, const QString &trialId,
                                     const QString &folder, core::Work &work) {
    LASTRA_TRY(job, jobOf(design, trialId));
    QStringList files;
    QDirIterator iterator(folder, QDir::Files, QDirIterator::Subdirectories);
    while (iterator.hasNext())
        files << iterator.next();
    files.sort();
    work.begin(core::Unit::Files, files.size());
    QJsonObject digests;
    const QDir root(folder);
    for (const QString &file : files) {
        LASTRA_CHECK(work.check());
        LASTRA_TRY(digest, core::sha256File(file));
        digests.insert(root.relativeFilePath(file), QString::fromLatin1(core::hex(digest)));
        work.advance();
    }
    const QByteArray jobBytes = QJsonDocument(job).toJson(QJsonDocument::Compact);
    return QJsonObject{
        {QStringLiteral("lastraManifest"), 1},
        {QStringLiteral("trial"), trialId},
        {QStringLiteral("engine"), simulation::engineName()},
        {QStringLiteral("engineVersion"), simulation::engineVersion()},
        {QStringLiteral("design"), design.toJson()},
        {QStringLiteral("designDigest"), design.digest()},
        {QStringLiteral("jobDigest"), QString::fromLatin1(core::hex(core::sha256(jobBytes)))},
        {QStringLiteral("results"), digests}};
}

qint64 missingIn(const QJsonObject &manifest, const Design &design) {
    const QJsonObject pinned = manifest[QLatin1String("design")].toObject();
    qint64 missing = 0;
    for (const char *field :
         {"engine", "engineVersion", "engineDigest", "designDigest", "jobDigest", "acceptance"})
        missing += !manifest.contains(QLatin1String(field));
    for (const char *field : {"seed", "anatomy", "scanners"})
        missing += !pinned.contains(QLatin1String(field));
    QSet<QString> done;
    const QStringList results = manifest[QLatin1String("results")].toObject().keys();
    for (const QString &file : results)
        if (file.endsWith(QLatin1String("/result.json")))
            done.insert(file.section(u'/', -2, -2));
    for (const Case &one : casesOf(design))
        missing += !done.contains(one.id);
    return missing;
}

} // namespace lastra::trial
