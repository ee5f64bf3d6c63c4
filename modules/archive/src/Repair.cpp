#include "Library.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <set>

namespace lastra::archive {

QString LocalArchive::Impl::partFolder(const QString &dataset, int number) const {
    return folder + "/datasets/" + dataset + '/' + QString::number(number);
}

QString uidName(const QString &uid) {
    const bool plain = !uid.isEmpty() && uid.size() <= 64 && !uid.startsWith('.') &&
                       std::all_of(uid.begin(), uid.end(),
                                   [](QChar c) { return (c >= '0' && c <= '9') || c == '.'; });
    if (plain && !uid.contains(QLatin1String("..")))
        return uid;
    const core::Sha256 digest = core::sha256(uid.toUtf8());
    return "x" + QString::fromLatin1(core::hex(digest).left(32));
}

QByteArray partJson(const Part &part) {
    return QJsonDocument(QJsonObject{{"id", part.dataset.id},
                                     {"name", part.dataset.name},
                                     {"source", part.dataset.source},
                                     {"project", part.dataset.project},
                                     {"kind", toText(part.dataset.kind)},
                                     {"parent", part.dataset.parent},
                                     {"created", part.dataset.created.toString(Qt::ISODateWithMs)},
                                     {"part", part.number},
                                     {"shared", QJsonArray::fromStringList(part.shared)}})
        .toJson();
}

core::Result<Part> readPartJson(const QString &path) {
    LASTRA_TRY(object, core::readJsonObject(path));
    Part part;
    part.dataset.id = object[QLatin1String("id")].toString();
    part.dataset.name = object[QLatin1String("name")].toString();
    part.dataset.source = object[QLatin1String("source")].toString();
    part.dataset.project = object[QLatin1String("project")].toString();
    part.dataset.parent = object[QLatin1String("parent")].toString();
    part.dataset.created =
        QDateTime::fromString(object[QLatin1String("created")].toString(), Qt::ISODateWithMs);
    part.number = object[QLatin1String("part")].toInt();
    const QString kind = object[QLatin1String("kind")].toString();
    for (const DatasetKind one :
         {DatasetKind::Original, DatasetKind::Deidentified, DatasetKind::Simulated})
        if (toText(one) == kind)
            part.dataset.kind = one;
    for (const QJsonValue &shared : object[QLatin1String("shared")].toArray())
        part.shared << shared.toString();
    if (part.dataset.id.isEmpty() || part.number < 1 || !isProjectId(part.dataset.project))
        return core::fail("archive.indexDamaged", {QFileInfo(path).fileName()});
    return part;
}

core::Done LocalArchive::Impl::readPart(const QString &dataset, int number, RebuildReport &report,
                                        core::Work &work) {
    const QString base = partFolder(dataset, number);
    LASTRA_TRY(part, readPartJson(base + "/part.json"));
    part.dataset.id = dataset; // the folder decides
    part.number = number;
    std::vector<Entry> entries;
    QDirIterator it(base + "/files", QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        LASTRA_CHECK(work.check());
        const QString path = it.next();
        auto header = dicom::readHeader(path);
        auto digest = core::sha256File(path);
        if (!header || !digest) {
            report.unreadable.push_back(
                {path, std::move(header ? digest.error() : header.error())});
            continue;
        }
        entries.push_back(
            {std::move(*header), QDir(folder).relativeFilePath(path), core::hex(*digest)});
        work.advance();
        ++report.files;
    }
    LASTRA_CHECK(index->addPart(part, entries));
    return {};
}

core::Result<RebuildReport> LocalArchive::Impl::repair(core::Work &work) {
    RebuildReport report;
    LASTRA_CHECK(core::makeFolder(folder + "/datasets", true));
    QDir(folder + "/incoming").removeRecursively();
    LASTRA_CHECK(core::makeFolder(folder + "/incoming", true));
    LASTRA_CHECK(readProjects());

    LASTRA_TRY(indexed, index->parts());
    std::set<std::pair<QString, int>> gone(indexed.begin(), indexed.end());
    // Older ones first: younger ones may share their files.
    struct Found {
        QDateTime created;
        QString dataset;
        int number = 0;
    };
    std::vector<Found> missing;
    std::set<QString> datasets;
    QDirIterator it(folder + "/datasets", QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks);
    while (it.hasNext()) {
        const QString dataset = QFileInfo(it.next()).fileName();
        const QStringList numbers =
            QDir(it.filePath()).entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks);
        for (const QString &name : numbers) {
            const int number = name.toInt();
            if (number < 1 || gone.erase({dataset, number}) > 0)
                continue;
            const auto part = readPartJson(it.filePath() + '/' + name + "/part.json");
            if (!part) {
                report.unreadable.push_back({it.filePath() + '/' + name, part.error()});
                continue;
            }
            missing.push_back({part->dataset.created, dataset, number});
            datasets.insert(dataset);
        }
    }
    std::sort(missing.begin(), missing.end(), [](const Found &a, const Found &b) {
        return std::tie(a.created, a.dataset, a.number) < std::tie(b.created, b.dataset, b.number);
    });
    for (const auto &[dataset, number] : gone)
        LASTRA_CHECK(index->removePart(dataset, number));
    work.begin(core::Unit::Files, -1, QStringLiteral("index"));
    for (const Found &found : missing)
        LASTRA_CHECK(readPart(found.dataset, found.number, report, work));
    report.datasets = qint64(datasets.size());
    return report;
}

core::Done LocalArchive::Impl::writeProjects() {
    QJsonArray all;
    LASTRA_CHECK(db().query("SELECT id, name, description, created FROM project ORDER BY id", {},
                            [&](const auto &row) {
                                all.append(QJsonObject{{"id", row.text(0)},
                                                       {"name", row.text(1)},
                                                       {"description", row.text(2)},
                                                       {"created", row.integer(3)}});
                                return true;
                            }));
    return core::writeJsonObject(folder + "/projects.json", QJsonObject{{"projects", all}});
}

core::Done LocalArchive::Impl::readProjects() {
    if (!QFileInfo::exists(folder + "/projects.json"))
        return {};
    const auto object = core::readJsonObject(folder + "/projects.json");
    if (!object)
        return {}; // names are lost, the files are not: parts make their projects again
    for (const QJsonValue &value : (*object)[QLatin1String("projects")].toArray()) {
        const QJsonObject one = value.toObject();
        if (isProjectId(one[QLatin1String("id")].toString()))
            LASTRA_CHECK(index->addProject(one[QLatin1String("id")].toString(),
                                           one[QLatin1String("name")].toString(),
                                           one[QLatin1String("description")].toString(),
                                           one[QLatin1String("created")].toInteger()));
    }
    return {};
}

} // namespace lastra::archive
