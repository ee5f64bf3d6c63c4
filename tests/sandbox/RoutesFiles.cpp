#include "Routes.h"
#include "ZipStream.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

namespace lastra::sandbox {
namespace {

const QByteArray kNotFound = "The server has not found anything matching the request URI";

Resource *find(std::map<QString, Resource> &resources, const QString &labelOrId) {
    if (const auto it = resources.find(labelOrId); it != resources.end())
        return &it->second;
    for (auto &[label, resource] : resources)
        if (QString::number(resource.id) == labelOrId)
            return &resource;
    return nullptr;
}

Answer catalog(const QList<Resource *> &found) {
    Answer a;
    a.type = "text/xml";
    a.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<cat:Catalog "
             "xmlns:cat=\"http://nrg.wustl.edu/catalog\"><cat:entries>";
    for (const Resource *resource : found)
        for (const auto &[name, file] : resource->files)
            a.body += "<cat:entry URI=\"" + name.toHtmlEscaped().toUtf8() + "\" digest=\"" +
                      file.md5 + "\"/>";
    a.body += "</cat:entries></cat:Catalog>";
    return a;
}

} // namespace

Answer Routes::files(const Call &call, const QString &project, const QList<Holder> &holders,
                     const QStringList &rest) {
    QString label;
    QStringList left = rest;
    if (left[0] == QLatin1String("resources")) {
        if (left.size() == 1) {
            Rows rows;
            for (const Holder &holder : holders)
                for (const auto &[name, r] : *holder.resources) {
                    qint64 size = 0;
                    for (const auto &[fileName, file] : r.files)
                        size += file.size;
                    rows.append({{"xnat_abstractresource_id", QString::number(r.id)},
                                 {"label", r.label},
                                 {"element_name", "xnat:resourceCatalog"},
                                 {"category", "scans"},
                                 {"cat_id", holder.address.section('/', -1)},
                                 {"cat_desc", {}},
                                 {"file_count", QString::number(r.files.size())},
                                 {"file_size", QString::number(size)},
                                 {"tags", {}},
                                 {"content", r.content},
                                 {"format", r.format}});
                }
            QStringList columns{"xnat_abstractresource_id",
                                "label",
                                "element_name",
                                "category",
                                "cat_id",
                                "cat_desc"};
            if (call.flag("file_stats"))
                columns << "file_count"
                        << "file_size"
                        << "tags"
                        << "content"
                        << "format";
            return table(call, columns, rows);
        }
        label = left[1];
        left = left.mid(2);
    }
    const bool write = call.method == "PUT" || call.method == "POST";
    QList<std::pair<Holder, Resource *>> found;
    QList<Resource *> resources;
    for (const Holder &holder : holders) {
        if (label.isEmpty()) {
            for (auto &[name, r] : *holder.resources)
                found.append({holder, &r});
            continue;
        }
        for (const QString &one : label.split(','))
            if (Resource *r = find(*holder.resources, one)) {
                found.append({holder, r});
                resources.append(r);
            }
    }
    if (write && m_store.mayEdit(call.login, project) && found.isEmpty() && !label.isEmpty()) {
        if (holders.size() != 1)
            return page(400, "One place at a time");
        Resource made{
            m_store.newResourceId(), label, call.value("format"), call.value("content"), {}};
        Resource &r = (*holders[0].resources)[label] = made;
        found.append({holders[0], &r});
        m_store.save();
        if (left.isEmpty())
            return text(200, {});
    } else if (write && left.isEmpty()) {
        return found.isEmpty() ? page(403, "Not allowed") : page(409, "Resource exists");
    }
    if (found.isEmpty() && !write)
        return call.flag("accept-not-found") ? text(204, {}) : page(404, kNotFound);
    if (left.isEmpty()) {
        if (call.method == "DELETE") {
            if (!m_store.mayDelete(call.login, project))
                return page(403, "Not allowed");
            found[0].first.resources->erase(QString(found[0].second->label));
            m_store.save();
            return text(200, {});
        }
        return catalog(resources);
    }
    const QString name = left.mid(1).join('/');
    if (write) {
        // A reader gets 200 and nothing is stored: the real code has no else.
        if (!m_store.mayEdit(call.login, project) || found.isEmpty())
            return text(200, {});
        return putFile(call, *found[0].second, name);
    }
    if (name.isEmpty())
        return fileList(call, found, holders[0].zipPath.section('/', 0, 0));
    for (auto &[holder, r] : found) {
        const auto it = r->files.find(name);
        if (it == r->files.end())
            continue;
        if (call.method == "DELETE") {
            if (!m_store.mayDelete(call.login, project))
                return page(403, "Not allowed");
            r->files.erase(it);
            m_store.save();
            return text(200, {});
        }
        Answer a;
        a.type = "application/octet-stream";
        a.file = it->second.path;
        a.headers.emplaceBack("Content-Disposition", "attachment; filename=\"" +
                                                         QFileInfo(name).fileName().toUtf8() + '"');
        return a;
    }
    return call.flag("accept-not-found") ? text(204, {}) : page(404, kNotFound);
}

Answer Routes::fileList(const Call &call, const QList<std::pair<Holder, Resource *>> &all,
                        const QString &zipName) {
    const QString format = call.value("file_format"), content = call.value("file_content");
    QList<QPair<QString, QString>> members;
    Rows rows;
    for (const auto &[holder, r] : all)
        for (const auto &[name, f] : r->files) {
            if (!format.isEmpty() && f.format != format)
                continue;
            if (!content.isEmpty() && f.content != content)
                continue;
            members.append({holder.zipPath + "/resources/" + r->label + "/files/" + name, f.path});
            rows.append({{"Name", name},
                         {"Size", QString::number(f.size)},
                         {"URI", holder.address + "/resources/" + QString::number(r->id) +
                                     "/files/" + name},
                         {"collection", r->label},
                         {"file_tags", f.tags},
                         {"file_format", f.format},
                         {"file_content", f.content},
                         {"cat_ID", QString::number(r->id)},
                         {"digest", QString::fromLatin1(f.md5)}});
        }
    if (call.value("format") == QLatin1String("zip")) {
        if (members.isEmpty())
            return call.flag("accept-not-found") ? text(204, {}) : page(404, kNotFound);
        Answer a;
        a.type = "application/zip";
        a.headers.emplaceBack("Content-Disposition",
                              "attachment; filename=\"" + zipName.toUtf8() + ".zip\"");
        a.stream = [members](const Write &write) { return writeZip(members, write); };
        return a;
    }
    return table(call,
                 {"Name", "Size", "URI", "collection", "file_tags", "file_format", "file_content",
                  "cat_ID", "digest"},
                 rows);
}

Answer Routes::putFile(const Call &call, Resource &resource, const QString &name) {
    QString source = call.bodyFile;
    QString target = name;
    if (source.isEmpty() && !call.parts.isEmpty()) {
        source = call.parts[0].file;
        if (target.isEmpty())
            target = call.parts[0].fileName;
    }
    if (source.isEmpty() || QFileInfo(source).size() == 0)
        return page(400, "No file was given");
    QJsonArray duplicates;
    const auto take = [&](const QString &member, const QString &path) {
        if (resource.files.contains(member) && !call.flag("overwrite")) {
            duplicates.append(member);
            return true;
        }
        File *file = m_store.put(resource, member, path);
        if (!file)
            return false;
        file->format = call.value("format", resource.format);
        file->content = call.value("content", resource.content);
        file->tags = call.value("tags");
        return true;
    };
    const bool done = call.flag("extract")
                          ? readZip(
                                source, [this] { return m_store.temporaryFile(); }, take)
                          : take(target, source);
    m_store.save();
    if (!done)
        return page(400, "The file could not be stored");
    if (!duplicates.isEmpty()) {
        Answer a = json(QJsonDocument(QJsonObject{{"duplicates", duplicates}}));
        a.type = "text/html";
        return a;
    }
    return text(200, {});
}

} // namespace lastra::sandbox
