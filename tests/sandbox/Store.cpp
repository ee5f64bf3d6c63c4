#include "Store.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QTimeZone>

namespace lastra::sandbox {
namespace {

QJsonObject resourcesToJson(const std::map<QString, Resource> &resources) {
    QJsonObject all;
    for (const auto &[label, resource] : resources) {
        QJsonArray files;
        for (const auto &[name, f] : resource.files)
            files.append(QJsonArray{f.name, f.path, f.size, QString::fromLatin1(f.md5), f.format,
                                    f.content, f.tags});
        all.insert(label, QJsonObject{{"id", resource.id},
                                      {"format", resource.format},
                                      {"content", resource.content},
                                      {"files", files}});
    }
    return all;
}

std::map<QString, Resource> resourcesFromJson(const QJsonObject &all) {
    std::map<QString, Resource> resources;
    for (auto it = all.begin(); it != all.end(); ++it) {
        const QJsonObject o = it.value().toObject();
        Resource r{o["id"].toInt(), it.key(), o["format"].toString(), o["content"].toString(), {}};
        for (const auto &value : o["files"].toArray()) {
            const QJsonArray f = value.toArray();
            r.files[f[0].toString()] =
                File{f[0].toString(), f[1].toString(), f[2].toInteger(), f[3].toString().toLatin1(),
                     f[4].toString(), f[5].toString(), f[6].toString()};
        }
        resources[it.key()] = std::move(r);
    }
    return resources;
}

QJsonObject experimentToJson(const Experiment &e) {
    QJsonObject scans;
    for (const auto &[id, s] : e.scans)
        scans.insert(id, QJsonObject{{"xsiType", s.xsiType},
                                     {"type", s.type},
                                     {"quality", s.quality},
                                     {"description", s.description},
                                     {"modality", s.modality},
                                     {"uid", s.uid},
                                     {"note", s.note},
                                     {"resources", resourcesToJson(s.resources)}});
    return {{"id", e.id},
            {"label", e.label},
            {"project", e.project},
            {"subject", e.subject},
            {"xsiType", e.xsiType},
            {"date", e.date},
            {"modality", e.modality},
            {"uid", e.uid},
            {"patientId", e.patientId},
            {"patientName", e.patientName},
            {"insertDate", e.insertDate},
            {"insertUser", e.insertUser},
            {"scans", scans},
            {"resources", resourcesToJson(e.resources)}};
}

Experiment experimentFromJson(const QJsonObject &o) {
    Experiment e{o["id"].toString(),
                 o["label"].toString(),
                 o["project"].toString(),
                 o["subject"].toString(),
                 o["xsiType"].toString(),
                 o["date"].toString(),
                 o["modality"].toString(),
                 o["uid"].toString(),
                 o["patientId"].toString(),
                 o["patientName"].toString(),
                 o["insertDate"].toString(),
                 o["insertUser"].toString(),
                 {},
                 resourcesFromJson(o["resources"].toObject())};
    const QJsonObject scans = o["scans"].toObject();
    for (auto it = scans.begin(); it != scans.end(); ++it) {
        const QJsonObject s = it.value().toObject();
        e.scans[it.key()] = Scan{it.key(),
                                 s["xsiType"].toString(),
                                 s["type"].toString(),
                                 s["quality"].toString(),
                                 s["description"].toString(),
                                 s["modality"].toString(),
                                 s["uid"].toString(),
                                 s["note"].toString(),
                                 resourcesFromJson(s["resources"].toObject())};
    }
    return e;
}

template <class T>
QJsonObject mapToJson(const QMap<QString, T> &map) {
    QJsonObject o;
    for (auto it = map.begin(); it != map.end(); ++it)
        o.insert(it.key(), it.value());
    return o;
}

QMap<QString, QString> mapFromJson(const QJsonObject &o) {
    QMap<QString, QString> map;
    for (auto it = o.begin(); it != o.end(); ++it)
        map.insert(it.key(), it.value().toString());
    return map;
}

} // namespace

Store::Store(QString dir) : m_dir(std::move(dir)) {
    for (const char *folder : {"archive", "prearchive", "incoming"})
        QDir().mkpath(m_dir + '/' + QLatin1String(folder));
    QFile file(m_dir + "/state.json");
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QJsonObject all = QJsonDocument::fromJson(file.readAll()).object();
    m_lastExperiment = all["lastExperiment"].toInt();
    m_lastSubject = all["lastSubject"].toInt();
    m_lastResource = all["lastResource"].toInt(1000);
    siteScript = all["siteScript"].toBool();
    checksums = all["checksums"].toBool(true);
    for (const auto &v : all["accounts"].toArray()) {
        const QJsonObject o = v.toObject();
        accounts[o["login"].toString()] =
            Account{o["login"].toString(),    o["password"].toString(), o["firstName"].toString(),
                    o["lastName"].toString(), o["admin"].toBool(),      0};
    }
    for (const auto &v : all["projects"].toArray()) {
        const QJsonObject o = v.toObject();
        projects[o["id"].toString()] = Project{o["id"].toString(),
                                               o["name"].toString(),
                                               o["description"].toString(),
                                               o["secondaryId"].toString(),
                                               o["pi"].toString(),
                                               o["access"].toString(),
                                               o["prearchiveCode"].toInt(4),
                                               o["script"].toBool(),
                                               mapFromJson(o["roles"].toObject()),
                                               resourcesFromJson(o["resources"].toObject())};
    }
    for (const auto &v : all["subjects"].toArray()) {
        const QJsonObject o = v.toObject();
        subjects[o["id"].toString()] =
            Subject{o["id"].toString(),         o["label"].toString(),
                    o["project"].toString(),    o["insertDate"].toString(),
                    o["insertUser"].toString(), mapFromJson(o["fields"].toObject())};
    }
    for (const auto &v : all["experiments"].toArray()) {
        Experiment e = experimentFromJson(v.toObject());
        const QString id = e.id;
        experiments[id] = std::move(e);
    }
    for (const auto &v : all["prearchive"].toArray()) {
        const QJsonObject o = v.toObject();
        Prearchived p{o["timestamp"].toString(),   o["folder"].toString(),
                      o["status"].toString(),      o["preventAnon"].toBool(),
                      o["preventCommit"].toBool(), o["autoArchive"].toBool(),
                      o["overwrite"].toString(),   experimentFromJson(o["session"].toObject())};
        const QString key = p.session.project + '/' + p.timestamp + '/' + p.folder;
        prearchive[key] = std::move(p);
    }
}

void Store::save() {
    const std::lock_guard lock(mutex);
    QJsonArray accountList, projectList, subjectList, experimentList, prearchiveList;
    for (const auto &[login, a] : accounts)
        accountList.append(QJsonObject{{"login", a.login},
                                       {"password", a.password},
                                       {"firstName", a.firstName},
                                       {"lastName", a.lastName},
                                       {"admin", a.admin}});
    for (const auto &[id, p] : projects)
        projectList.append(QJsonObject{{"id", p.id},
                                       {"name", p.name},
                                       {"description", p.description},
                                       {"secondaryId", p.secondaryId},
                                       {"pi", p.pi},
                                       {"access", p.access},
                                       {"prearchiveCode", p.prearchiveCode},
                                       {"script", p.script},
                                       {"roles", mapToJson(p.roles)},
                                       {"resources", resourcesToJson(p.resources)}});
    for (const auto &[id, s] : subjects)
        subjectList.append(QJsonObject{{"id", s.id},
                                       {"label", s.label},
                                       {"project", s.project},
                                       {"insertDate", s.insertDate},
                                       {"insertUser", s.insertUser},
                                       {"fields", mapToJson(s.fields)}});
    for (const auto &[id, e] : experiments)
        experimentList.append(experimentToJson(e));
    for (const auto &[key, p] : prearchive)
        prearchiveList.append(QJsonObject{{"timestamp", p.timestamp},
                                          {"folder", p.folder},
                                          {"status", p.status},
                                          {"preventAnon", p.preventAnon},
                                          {"preventCommit", p.preventCommit},
                                          {"autoArchive", p.autoArchive},
                                          {"overwrite", p.overwrite},
                                          {"session", experimentToJson(p.session)}});
    const QJsonObject all{{"lastExperiment", m_lastExperiment},
                          {"lastSubject", m_lastSubject},
                          {"lastResource", m_lastResource},
                          {"siteScript", siteScript},
                          {"checksums", checksums},
                          {"accounts", accountList},
                          {"projects", projectList},
                          {"subjects", subjectList},
                          {"experiments", experimentList},
                          {"prearchive", prearchiveList}};
    QSaveFile file(m_dir + "/state.json");
    if (file.open(QIODevice::WriteOnly)) {
        file.write(QJsonDocument(all).toJson(QJsonDocument::Compact));
        file.commit();
    }
}

QString Store::newId(QChar kind) {
    const int number = kind == 'E' ? ++m_lastExperiment : ++m_lastSubject;
    return QStringLiteral("SANDBOX_%1%2").arg(kind).arg(number, 5, 10, QLatin1Char('0'));
}

QString Store::temporaryFile() {
    const std::lock_guard lock(mutex);
    return m_dir + QStringLiteral("/incoming/%1-%2")
                       .arg(QDateTime::currentMSecsSinceEpoch())
                       .arg(++m_lastTemporary);
}

qint64 Store::nowMs() const {
    return QDateTime::currentMSecsSinceEpoch() + m_clockOffsetMs;
}

QString Store::stamp() const {
    return QDateTime::fromMSecsSinceEpoch(nowMs(), QTimeZone::utc())
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.0"));
}

File *Store::put(Resource &resource, const QString &name, const QString &source) {
    const QString clean = QDir::cleanPath(name);
    if (clean.isEmpty() || clean.startsWith('/') || clean == QLatin1String("..") ||
        clean.startsWith(QLatin1String("../")))
        return nullptr;
    const QString target = m_dir + "/archive/" + QString::number(resource.id) + '/' + clean;
    QDir().mkpath(QFileInfo(target).path());
    QFile::remove(target);
    if (!QFile::rename(source, target) && !QFile::copy(source, target))
        return nullptr;
    QFile file(target);
    QCryptographicHash md5(QCryptographicHash::Md5);
    if (!file.open(QIODevice::ReadOnly) || !md5.addData(&file))
        return nullptr;
    File &entry = resource.files[clean];
    entry.name = clean;
    entry.path = target;
    entry.size = file.size();
    entry.md5 = checksums ? md5.result().toHex() : QByteArray();
    return &entry;
}

Experiment *Store::archive(Prearchived &item, const QString &login, QByteArray &conflict) {
    Experiment &from = item.session;
    Experiment *to = experiment(from.project, from.label);
    if (to && to->uid != from.uid) {
        conflict = "Session already exists with a different Study Instance UID";
        return nullptr;
    }
    if (to && item.overwrite != QLatin1String("append") &&
        item.overwrite != QLatin1String("delete")) {
        conflict = "Session already exists, retry with overwrite enabled";
        return nullptr;
    }
    if (to && item.overwrite == QLatin1String("delete"))
        to->scans.clear();
    if (!to) {
        for (const auto &[id, other] : experiments)
            if (other.project == from.project && !from.uid.isEmpty() && other.uid == from.uid) {
                conflict = "Study Instance UID is archived under another label";
                return nullptr;
            }
        const QString subjectId = makeSubject(from.project, from.subject, login).id;
        const QString id = newId('E');
        Experiment &made = experiments[id];
        made = from;
        made.scans.clear();
        made.id = id;
        made.subject = subjectId;
        made.insertDate = stamp();
        made.insertUser = login;
        to = &made;
    }
    for (auto &[scanId, scan] : from.scans) {
        QString targetId = scanId;
        if (const auto there = to->scans.find(scanId);
            there != to->scans.end() && there->second.uid != scan.uid)
            targetId = scanId + '-' + scan.modality + '1';
        Scan &target = to->scans[targetId];
        if (target.id.isEmpty()) {
            target = scan;
            target.id = targetId;
            continue;
        }
        for (auto &[label, resource] : scan.resources) {
            Resource &kept = target.resources[label];
            if (kept.id == 0)
                kept = resource;
            else
                for (const auto &[name, file] : resource.files)
                    kept.files.emplace(name, file); // append never replaces
        }
    }
    return to;
}

Subject *Store::subject(const QString &project, const QString &labelOrId) {
    if (const auto it = subjects.find(labelOrId); it != subjects.end())
        if (project.isEmpty() || it->second.project == project)
            return &it->second;
    for (auto &[id, s] : subjects)
        if (s.project == project && s.label == labelOrId)
            return &s;
    return nullptr;
}

Experiment *Store::experiment(const QString &project, const QString &labelOrId) {
    if (const auto it = experiments.find(labelOrId); it != experiments.end())
        if (project.isEmpty() || it->second.project == project)
            return &it->second;
    for (auto &[id, e] : experiments)
        if (e.project == project && e.label == labelOrId)
            return &e;
    return nullptr;
}

Subject &Store::makeSubject(const QString &project, const QString &label, const QString &login) {
    if (Subject *there = subject(project, label))
        return *there;
    const QString id = newId('S');
    return subjects[id] = Subject{id, label, project, stamp(), login, {}};
}

QString Store::subjectLabel(const Experiment &experiment) const {
    const auto it = subjects.find(experiment.subject);
    return it == subjects.end() ? experiment.subject : it->second.label;
}

bool Store::mayRead(const QString &login, const QString &project) const {
    const auto it = projects.find(project);
    if (it == projects.end())
        return false;
    const auto account = accounts.find(login);
    return it->second.access == QLatin1String("public") || it->second.roles.contains(login) ||
           (account != accounts.end() && account->second.admin);
}

bool Store::mayEdit(const QString &login, const QString &project) const {
    const auto it = projects.find(project);
    if (it == projects.end())
        return false;
    const QString role = it->second.roles.value(login);
    const auto account = accounts.find(login);
    return role == QLatin1String("owner") || role == QLatin1String("member") ||
           (account != accounts.end() && account->second.admin);
}

bool Store::mayDelete(const QString &login, const QString &project) const {
    const auto it = projects.find(project);
    if (it == projects.end())
        return false;
    const auto account = accounts.find(login);
    return it->second.roles.value(login) == QLatin1String("owner") ||
           (account != accounts.end() && account->second.admin);
}

} // namespace lastra::sandbox
