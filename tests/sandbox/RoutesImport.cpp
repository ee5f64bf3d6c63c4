#include "DicomHead.h"
#include "Routes.h"
#include "ZipStream.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QRegularExpression>
#include <QTimeZone>

namespace lastra::sandbox {
namespace {

QString typeStem(const QString &modality) {
    static const QMap<QString, QString> stems{
        {"MR", "mr"},     {"CT", "ct"},     {"PT", "pet"}, {"US", "us"}, {"MG", "mg"},
        {"CR", "cr"},     {"DX", "dx"},     {"NM", "nm"},  {"XA", "xa"}, {"RTSTRUCT", "rt"},
        {"RTPLAN", "rt"}, {"RTDOSE", "rt"}, {"SEG", "seg"}};
    return "xnat:" + stems.value(modality, "otherDicom");
}

QString cleanLabel(QString text) {
    static const QRegularExpression odd(QStringLiteral("[^A-Za-z0-9_-]"));
    return text.replace(odd, "_");
}

QByteArray readAll(const QString &path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString prearchiveUri(const QString &key) {
    return "/data/prearchive/projects/" + key;
}

} // namespace

// Files one DICOM object by the receiver's rules; returns what is wrong, or nothing.
QByteArray Routes::receive(const Call &call, const QString &memberFile, const QString &memberName,
                           QStringList &keys) {
    QByteArray bytes = readAll(memberFile);
    const auto head = readDicomHead(bytes);
    if (!head) {
        if (call.flag("Ignore-Unparsable") || call.value("action") == QLatin1String("commit"))
            return {};
        return "unable to read DICOM object " + memberName.toUtf8();
    }
    const QStringList dest = call.value("dest").split('/', Qt::SkipEmptyParts);
    const auto fromDest = [&](const char *word) {
        const qsizetype at = dest.indexOf(QLatin1String(word));
        return at >= 0 ? dest.value(at + 1) : QString();
    };
    QString project = call.value("PROJECT_ID", call.value("project"));
    if (project.isEmpty())
        project = fromDest("projects");
    QString subject = call.value("SUBJECT_ID", call.value("subject"));
    if (subject.isEmpty())
        subject = fromDest("subjects");
    if (subject.isEmpty())
        subject = cleanLabel(head->value(0x00100010));
    QString label = call.value("EXPT_LABEL", call.value("session"));
    if (label.isEmpty())
        label = fromDest("experiments");
    if (label.isEmpty())
        label = cleanLabel(head->value(0x00100020));
    const QString uid = head->value(0x0020000D);

    QString key;
    for (auto &[existing, item] : m_store.prearchive)
        if (item.session.project == project && item.session.uid == uid)
            key = existing;
    if (key.isEmpty()) {
        qint64 ms = m_store.nowMs();
        do {
            const QString stamp = QDateTime::fromMSecsSinceEpoch(ms++, QTimeZone::utc())
                                      .toString(QStringLiteral("yyyyMMdd_HHmmsszzz"));
            key = project + '/' + stamp + '/' + label;
        } while (m_store.prearchive.contains(key));
        Prearchived item;
        item.timestamp = key.section('/', 1, 1);
        item.folder = label;
        // Fixed by the first file; later ones inherit it whatever they ask for.
        item.preventAnon = call.flag("prevent_anon");
        item.preventCommit = call.flag("prevent_auto_commit");
        item.autoArchive = call.query.contains("autoarchive") ||
                           call.query.contains("auto-archive") || call.query.contains("aa");
        item.overwrite = call.value("overwrite");
        item.session.project = project;
        item.session.subject = subject;
        item.session.label = label;
        item.session.uid = uid;
        item.session.date = head->value(0x00080020);
        if (item.session.date.size() == 8)
            item.session.date.insert(6, '-').insert(4, '-');
        item.session.patientId = head->value(0x00100020);
        item.session.patientName = head->value(0x00100010);
        m_store.prearchive[key] = item;
    }
    if (!keys.contains(key))
        keys.append(key);
    Prearchived &item = m_store.prearchive[key];
    if (m_store.siteScript && !item.preventAnon) {
        bytes = applySiteScript(bytes, project, subject, label);
        if (const auto after = readDicomHead(bytes)) {
            item.session.patientId = after->value(0x00100020);
            item.session.patientName = after->value(0x00100010);
        }
    }
    const QString modality = head->value(0x00080060), seriesUid = head->value(0x0020000E);
    if (item.session.modality.isEmpty()) {
        item.session.modality = modality;
        item.session.xsiType = typeStem(modality) + "SessionData";
    }
    QString scanId = head->value(0x00200011);
    if (scanId.isEmpty())
        scanId = cleanLabel(seriesUid);
    QString base = scanId;
    for (int n = 1;
         item.session.scans.contains(scanId) && item.session.scans[scanId].uid != seriesUid; ++n)
        scanId = base + '-' + modality + QString::number(n);
    Scan &scan = item.session.scans[scanId];
    scan.id = scanId;
    scan.uid = seriesUid;
    scan.modality = modality;
    scan.description = head->value(0x0008103E);
    scan.type = scan.description.isEmpty() ? QStringLiteral("unknown") : scan.description;
    scan.xsiType = typeStem(modality) + "ScanData";
    Resource &resource = scan.resources["DICOM"];
    if (resource.id == 0)
        resource = Resource{m_store.newResourceId(), "DICOM", "DICOM", "RAW", {}};
    const QString hash = QString::fromLatin1(
        QCryptographicHash::hash(head->value(0x00080018).toLatin1(), QCryptographicHash::Sha1)
            .toHex()
            .left(7));
    const QString name =
        uid + '-' + head->value(0x00200011) + '-' + head->value(0x00200013) + '-' + hash + ".dcm";
    QFile out(memberFile);
    if (out.open(QIODevice::WriteOnly))
        out.write(bytes);
    out.close();
    if (File *file = m_store.put(resource, name, memberFile)) {
        file->format = "DICOM";
        file->content = "RAW";
    }
    return {};
}

Answer Routes::import(const Call &call) {
    if (call.method != "POST")
        return page(405, "Method not allowed");
    const QByteArray type = call.headers.value("content-type").split(';').first().trimmed();
    QString handler = call.value("import-handler");
    if (handler.isEmpty())
        handler = type == "application/dicom" ? "gradual-DICOM" : "SI";
    if (handler != QLatin1String("DICOM-zip") && handler != QLatin1String("gradual-DICOM") &&
        handler != QLatin1String("SI"))
        return page(404, "Unsupported import handler");
    if (call.chunked && type != "application/zip")
        return page(400, "File posts must include the file directly as the body of the message.");
    const QString body = !call.bodyFile.isEmpty() ? call.bodyFile
                         : !call.parts.isEmpty()  ? call.parts[0].file
                                                  : QString();
    if (body.isEmpty())
        return page(400, "Unable to identify upload format.");
    const QStringList dest = call.value("dest").split('/', Qt::SkipEmptyParts);
    QString project = call.value("PROJECT_ID", call.value("project"));
    if (project.isEmpty() && dest.contains("projects"))
        project = dest.value(dest.indexOf("projects") + 1);
    if (!m_store.projects.contains(project))
        return page(404, "Unknown project");
    if (!m_store.mayEdit(call.login, project))
        return page(403, "The user may not upload to this project");
    if (call.query.contains("prearchive_code") && call.query.contains("overwrite"))
        return page(400, "prearchive_code and overwrite exclude each other");

    QStringList keys;
    QByteArray wrong;
    if (handler == QLatin1String("gradual-DICOM")) {
        wrong = receive(call, body, "body", keys);
    } else if (!readZip(
                   body, [this] { return m_store.temporaryFile(); },
                   [&](const QString &name, const QString &path) {
                       wrong = receive(call, path, name, keys);
                       return wrong.isEmpty();
                   }) &&
               wrong.isEmpty()) {
        wrong = "The zip file could not be read";
    }
    m_store.save(); // members before a bad one stay in the prearchive
    if (!wrong.isEmpty())
        return page(400, wrong);
    QByteArray list;
    for (const QString &key : std::as_const(keys)) {
        const bool now = call.value("action") == QLatin1String("commit") ||
                         dest.value(0) == QLatin1String("archive");
        if (!now) {
            list += prearchiveUri(key).toUtf8() + "\r\n";
            continue;
        }
        const Answer committed = commit(call, key);
        if (committed.status >= 400)
            return committed;
        list += committed.body + "\r\n";
    }
    Answer a = text(200, list);
    a.type = "text/uri-list";
    return a;
}

Answer Routes::commit(const Call &call, const QString &key) {
    const auto it = m_store.prearchive.find(key);
    if (it == m_store.prearchive.end())
        return page(404, "No such prearchive session");
    Prearchived &item = it->second;
    Project &project = m_store.projects[item.session.project];
    if (call.query.contains("overwrite"))
        item.overwrite = call.value("overwrite");
    if (project.prearchiveCode == 5)
        item.overwrite = "append";
    Answer stayed = text(200, prearchiveUri(key).toUtf8());
    stayed.type = "text/uri-list";
    if (project.prearchiveCode == 0 && call.value("action") == QLatin1String("commit") &&
        !item.autoArchive) {
        item.status = "READY";
        m_store.save();
        return stayed;
    }
    if (project.script && !item.preventAnon)
        for (auto &[id, scan] : item.session.scans)
            for (auto &[label, resource] : scan.resources)
                for (auto &[name, file] : resource.files) {
                    const QByteArray bytes =
                        applySiteScript(readAll(file.path), item.session.project,
                                        item.session.subject, item.session.label);
                    const QString changed = m_store.temporaryFile();
                    QFile out(changed);
                    if (out.open(QIODevice::WriteOnly))
                        out.write(bytes);
                    out.close();
                    m_store.put(resource, QString(name), changed);
                }
    QByteArray conflict;
    const Experiment *archived = m_store.archive(item, call.login, conflict);
    if (!archived) {
        item.status = "CONFLICT";
        m_store.save();
        return stayed;
    }
    const QByteArray uri = ("/data/archive/projects/" + archived->project + "/subjects/" +
                            m_store.subjectLabel(*archived) + "/experiments/" + archived->label)
                               .toUtf8();
    m_store.prearchive.erase(key);
    m_store.save();
    Answer a = text(301, uri);
    a.type = "text/uri-list";
    a.headers.emplaceBack("Location", uri);
    return a;
}

Answer Routes::prearchive(const Call &call) {
    const QStringList path = call.path.mid(2); // after data/prearchive
    if (path.size() <= 2) {
        const QStringList wanted = path.value(1).split(',', Qt::SkipEmptyParts);
        Rows rows;
        for (const auto &[key, item] : m_store.prearchive) {
            if (!wanted.isEmpty() && !wanted.contains(item.session.project))
                continue;
            if (!m_store.mayEdit(call.login, item.session.project))
                continue;
            rows.append({{"project", item.session.project},
                         {"timestamp", item.timestamp},
                         {"lastmod", m_store.stamp()},
                         {"uploaded", m_store.stamp()},
                         {"scan_date", item.session.date},
                         {"subject", item.session.subject},
                         {"folderName", item.folder},
                         {"name", item.session.label},
                         {"tag", item.session.uid},
                         {"status", item.status},
                         {"url", "/prearchive/projects/" + key},
                         {"autoarchive", item.autoArchive ? "AutoArchive" : "Manual"},
                         {"prevent_anon", item.preventAnon ? "true" : "false"},
                         {"prevent_auto_commit", item.preventCommit ? "true" : "false"}});
        }
        return table(call,
                     {"project", "timestamp", "lastmod", "uploaded", "scan_date", "subject",
                      "folderName", "name", "tag", "status", "url", "autoarchive", "prevent_anon",
                      "prevent_auto_commit"},
                     rows);
    }
    const QString key = path.mid(1, 3).join('/');
    const auto it = m_store.prearchive.find(key);
    if (it == m_store.prearchive.end())
        return page(404, "No such prearchive session");
    if (!m_store.mayEdit(call.login, it->second.session.project))
        return page(403, "Not allowed");
    if (path.size() == 4) {
        if (call.method == "DELETE") {
            m_store.prearchive.erase(it);
            m_store.save();
            return text(200, {});
        }
        if (call.method == "POST") {
            const QString action = call.value("action");
            if (action == QLatin1String("commit"))
                return commit(call, key);
            if (action == QLatin1String("build")) {
                it->second.status = "READY";
                m_store.save();
                return text(200, {});
            }
            return page(400, "Unknown action");
        }
        if (it->second.status == QLatin1String("RECEIVING"))
            return page(404, "The session is not built yet");
        return json(QJsonDocument(QJsonObject{{"status", it->second.status}}));
    }
    return scans(call, it->second.session, path.mid(5));
}

Answer Routes::archiveService(const Call &call) {
    QString source = call.value("src");
    source.remove(QRegularExpression(QStringLiteral("^(/data)?/prearchive/projects/")));
    const auto it = m_store.prearchive.find(source);
    if (it == m_store.prearchive.end())
        return page(404, "No such prearchive session");
    if (!m_store.mayEdit(call.login, it->second.session.project))
        return page(403, "Not allowed");
    it->second.autoArchive = true;
    if (const QString label = call.value("session"); !label.isEmpty())
        it->second.session.label = label;
    if (const QString subject = call.value("subject"); !subject.isEmpty())
        it->second.session.subject = subject;
    Answer a = commit(call, source);
    if (a.status == 301) {
        a.status = 200;
        a.headers.clear();
    } else if (a.status == 200) {
        return page(409, "Conflict");
    }
    return a;
}

} // namespace lastra::sandbox
