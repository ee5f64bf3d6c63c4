#include "Routes.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace lastra::sandbox {
namespace {

const QByteArray kNotFound = "The server has not found anything matching the request URI";

bool matches(const QString &value, const QString &wanted) {
    const QStringList choices = wanted.split(',');
    return std::any_of(choices.begin(), choices.end(), [&](const QString &choice) {
        if (!choice.contains('*') && !choice.contains('%'))
            return value == choice;
        QString pattern = choice;
        pattern.replace('%', '*');
        QStringList parts = pattern.split('*');
        if (!value.startsWith(parts.first(), Qt::CaseInsensitive) ||
            !value.endsWith(parts.last(), Qt::CaseInsensitive))
            return false;
        qsizetype at = 0;
        for (const QString &part : std::as_const(parts)) {
            at = value.indexOf(part, at, Qt::CaseInsensitive);
            if (at < 0)
                return false;
            at += part.size();
        }
        return true;
    });
}

Answer item(const QString &type, const QJsonObject &fields, const QJsonArray &children = {}) {
    const QJsonObject one{{"meta", QJsonObject{{"xsi:type", type}, {"isHistory", false}}},
                          {"data_fields", fields},
                          {"children", children}};
    return json(QJsonDocument(QJsonObject{{"items", QJsonArray{one}}}));
}

QString experimentValue(const Store &store, const Experiment &e, const QString &column) {
    static const QMap<QString, QString Experiment::*> plain{
        {"id", &Experiment::id},
        {"label", &Experiment::label},
        {"project", &Experiment::project},
        {"date", &Experiment::date},
        {"xsitype", &Experiment::xsiType},
        {"insert_date", &Experiment::insertDate},
        {"uid", &Experiment::uid},
        {"studyinstanceuid", &Experiment::uid},
        {"modality", &Experiment::modality},
        {"subject_id", &Experiment::subject},
        {"insert_user", &Experiment::insertUser},
        {"dcmpatientid", &Experiment::patientId},
        {"dcmpatientname", &Experiment::patientName}};
    QString key = column.toLower();
    key = key.mid(key.lastIndexOf('/') + 1);
    if (const auto it = plain.find(key); it != plain.end())
        return e.*it.value();
    if (key == QLatin1String("subject_label"))
        return store.subjectLabel(e);
    if (key == QLatin1String("uri"))
        return "/data/experiments/" + e.id;
    return {};
}

int leadingNumber(const QString &id) {
    int digits = 0;
    while (digits < id.size() && id[digits].isDigit())
        ++digits;
    return id.left(digits).toInt();
}

} // namespace

Answer Routes::tree(const Call &call) {
    QStringList path = call.path.mid(1);
    QString project, subjectName;
    if (path[0] == QLatin1String("projects")) {
        if (path.size() == 1)
            return projects(call);
        project = path[1];
        path = path.mid(2);
        if (path.isEmpty() ||
            (path[0] != QLatin1String("subjects") && path[0] != QLatin1String("experiments")))
            return this->project(call, project, path);
        if (!m_store.projects.contains(project))
            return page(404, kNotFound);
        if (!m_store.mayRead(call.login, project))
            return page(403, "The user does not have permission to read this project");
    }
    if (path.value(0) == QLatin1String("subjects")) {
        if (path.size() == 1)
            return subjects(call, project);
        subjectName = path[1];
        path = path.mid(2);
        if (path.isEmpty())
            return subject(call, project, subjectName);
    }
    if (path.value(0) == QLatin1String("experiments")) {
        if (path.size() == 1)
            return experiments(call, project, subjectName);
        return experiment(call, project, subjectName, path[1], path.mid(2));
    }
    return page(404, kNotFound);
}

Answer Routes::projects(const Call &call) {
    // Any of these switches to the other engine with its lower-case columns.
    bool otherEngine = false;
    for (const char *filter : {"accessible", "data", "prearc_code", "owner", "member",
                               "collaborator", "admin", "users", "recent", "favorite"})
        otherEngine |= call.query.contains(QLatin1String(filter));
    Rows rows;
    for (const auto &[id, p] : m_store.projects) {
        if (!m_store.mayRead(call.login, id))
            continue;
        if (call.value("restrict") == QLatin1String("edit") && !m_store.mayEdit(call.login, id))
            continue;
        if (call.value("data") == QLatin1String("writable") && !m_store.mayEdit(call.login, id))
            continue;
        if (call.value("permissions") == QLatin1String("edit") && !m_store.mayEdit(call.login, id))
            continue;
        if (otherEngine)
            rows.append({{"id", id},
                         {"name", p.name},
                         {"description", p.description},
                         {"secondary_id", p.secondaryId},
                         {"pi", p.pi},
                         {"project_access", p.access},
                         {"user_role_7", p.roles.value(call.login)},
                         {"proj_prearchive_code", QString::number(p.prearchiveCode)}});
        else
            rows.append({{"ID", id},
                         {"secondary_ID", p.secondaryId},
                         {"name", p.name},
                         {"description", p.description},
                         {"pi_firstname", {}},
                         {"pi_lastname", p.pi},
                         {"URI", "/data/projects/" + id}});
    }
    return table(call,
                 otherEngine ? QStringList{"id", "name", "description", "secondary_id", "pi",
                                           "project_access", "user_role_7", "proj_prearchive_code"}
                             : QStringList{"ID", "secondary_ID", "name", "description",
                                           "pi_firstname", "pi_lastname", "URI"},
                 rows);
}

Answer Routes::project(const Call &call, const QString &id, const QStringList &rest) {
    const auto it = m_store.projects.find(id);
    if (it == m_store.projects.end()) {
        if (call.method != "PUT" || !rest.isEmpty())
            return page(404, kNotFound);
        Project made{id,
                     call.value("name", id),
                     call.value("description"),
                     call.value("secondary_ID", id),
                     {},
                     "private",
                     4,
                     false,
                     {{call.login, "owner"}},
                     {}};
        m_store.projects[id] = made;
        m_store.save();
        return text(200, id.toUtf8());
    }
    Project &p = it->second;
    if (!m_store.mayRead(call.login, id))
        return page(403, "The user does not have permission to read this project");
    const QString what = rest.value(0);
    if (rest.isEmpty())
        return item("xnat:projectData", {{"ID", p.id},
                                         {"name", p.name},
                                         {"description", p.description},
                                         {"secondary_ID", p.secondaryId}});
    if (what == QLatin1String("accessibility")) {
        if (call.method == "PUT" && m_store.mayDelete(call.login, id))
            p.access = rest.value(1);
        return text(200, p.access.toUtf8());
    }
    if (what == QLatin1String("prearchive_code")) {
        if (call.method == "PUT" && m_store.mayDelete(call.login, id))
            p.prearchiveCode = rest.value(1).toInt();
        return text(200, QByteArray::number(p.prearchiveCode));
    }
    if (what == QLatin1String("resources") || what == QLatin1String("files"))
        return files(call, id, {{"/data/projects/" + id, p.id, &p.resources}}, rest);
    if (what == QLatin1String("config"))
        return call.flag("accept-not-found") ? text(204, {}) : page(404, "No such configuration");
    return page(404, kNotFound);
}

Answer Routes::subjects(const Call &call, const QString &project) {
    Rows rows;
    const QStringList columns =
        call.value("columns", "ID,project,label,insert_date,insert_user,URI").split(',');
    for (const auto &[id, s] : m_store.subjects) {
        if (!project.isEmpty() && s.project != project)
            continue;
        if (!m_store.mayRead(call.login, s.project))
            continue;
        if (call.query.contains("label") && !matches(s.label, call.value("label")))
            continue;
        QMap<QString, QString> row{{"ID", s.id},
                                   {"project", s.project},
                                   {"label", s.label},
                                   {"insert_date", s.insertDate},
                                   {"insert_user", s.insertUser},
                                   {"URI", "/data/subjects/" + s.id}};
        for (auto f = s.fields.begin(); f != s.fields.end(); ++f)
            row.insert(f.key(), f.value());
        rows.append(row);
    }
    QStringList shown = columns;
    if (!shown.contains("URI"))
        shown << "URI";
    return table(call, shown, rows);
}

Answer Routes::subject(const Call &call, const QString &project, const QString &label) {
    Subject *s = m_store.subject(project, label);
    if (call.method == "PUT") {
        if (!m_store.mayEdit(call.login, project))
            return page(403, "The user may not create subjects in this project");
        const bool made = s == nullptr;
        s = &m_store.makeSubject(project, label, call.login);
        for (const char *field : {"gender", "yob", "group", "age"})
            if (call.query.contains(QLatin1String(field)))
                s->fields[QLatin1String(field)] = call.value(QLatin1String(field));
        m_store.save();
        return text(made ? 201 : 200, s->id.toUtf8());
    }
    if (!s || !m_store.mayRead(call.login, s->project))
        return call.flag("accept-not-found") ? text(204, {}) : page(404, kNotFound);
    if (call.method == "DELETE") {
        if (!m_store.mayDelete(call.login, s->project))
            return page(403, "The user may not delete this subject");
        const QString id = s->id;
        std::erase_if(m_store.experiments, [&](const auto &e) { return e.second.subject == id; });
        m_store.subjects.erase(id);
        m_store.save();
        return text(200, {});
    }
    QJsonObject fields{{"ID", s->id}, {"label", s->label}, {"project", s->project}};
    return item("xnat:subjectData", fields);
}

Answer Routes::experiments(const Call &call, const QString &project, const QString &subject) {
    QStringList columns =
        call.value("columns", "ID,project,date,xsiType,label,insert_date,URI").split(',');
    if (!columns.contains("URI"))
        columns << "URI";
    static const QStringList notFilters{"format", "columns",   "limit",           "offset",
                                        "sortby", "sortorder", "accept-not-found"};
    QList<std::pair<QString, QString>> filters;
    for (auto it = call.query.begin(); it != call.query.end(); ++it)
        if (!notFilters.contains(it.key()))
            filters.append({it.key(), it.value()});
    const Subject *owner = subject.isEmpty() ? nullptr : m_store.subject(project, subject);
    if (!subject.isEmpty() && !owner)
        return page(404, kNotFound);
    QList<const Experiment *> found;
    for (const auto &[id, e] : m_store.experiments) {
        if ((!project.isEmpty() && e.project != project) || (owner && e.subject != owner->id) ||
            (project.isEmpty() && !m_store.mayRead(call.login, e.project)))
            continue;
        if (std::all_of(filters.begin(), filters.end(), [&](const auto &f) {
                return matches(experimentValue(m_store, e, f.first), f.second);
            }))
            found.append(&e);
    }
    if (const QString sortBy = call.value("sortBy"); !sortBy.isEmpty()) {
        const QString key = sortBy.split(',').first();
        const bool down = call.value("sortOrder").compare("DESC", Qt::CaseInsensitive) == 0;
        std::vector<std::pair<QString, const Experiment *>> keyed;
        for (const Experiment *e : std::as_const(found))
            keyed.emplace_back(experimentValue(m_store, *e, key), e);
        std::stable_sort(keyed.begin(), keyed.end(), [&](const auto &a, const auto &b) {
            return down ? a.first > b.first : a.first < b.first;
        });
        for (qsizetype i = 0; i < found.size(); ++i)
            found[i] = keyed[size_t(i)].second;
    }
    const bool paged = call.query.contains("limit") || call.query.contains("offset");
    if (paged) {
        const QString limit = call.value("limit", "100");
        found = found.mid(call.value("offset", "0").toInt(),
                          limit == QLatin1String("*") ? -1 : limit.toInt());
    }
    Rows rows;
    for (const Experiment *e : std::as_const(found)) {
        QMap<QString, QString> row;
        for (const QString &column : std::as_const(columns))
            row.insert(column, experimentValue(m_store, *e, column));
        rows.append(row);
    }
    return table(call, columns, rows, paged);
}

Answer Routes::experiment(const Call &call, const QString &project, const QString &subject,
                          const QString &label, const QStringList &rest) {
    Experiment *e = m_store.experiment(project, label);
    if (call.method == "PUT" && rest.isEmpty()) {
        if (!m_store.mayEdit(call.login, project))
            return page(403, "The user may not create experiments in this project");
        const bool made = e == nullptr;
        if (made) {
            if (call.value("xsiType").isEmpty())
                return page(417, "Unknown data type");
            const QString subjectId = m_store.makeSubject(project, subject, call.login).id;
            const QString id = m_store.newId('E');
            e = &m_store.experiments[id];
            *e = Experiment{id, label, project, subjectId, call.value("xsiType"), {},
                            {}, {},    {},      {},        m_store.stamp(),       call.login,
                            {}, {}};
        }
        if (call.query.contains("date"))
            e->date = call.value("date");
        if (const QString renamed = call.value("label"); !renamed.isEmpty()) {
            if (const Experiment *other = m_store.experiment(project, renamed); other && other != e)
                return page(409, "Label already in use");
            e->label = renamed;
        }
        m_store.save();
        return text(made ? 201 : 200, e->id.toUtf8());
    }
    if (!e)
        return call.flag("accept-not-found") ? text(204, {}) : page(404, kNotFound);
    if (!m_store.mayRead(call.login, e->project))
        return page(403, "The user does not have permission to read this experiment");
    if (rest.isEmpty()) {
        if (call.method == "DELETE") {
            if (!m_store.mayDelete(call.login, e->project))
                return page(403, "The user may not delete this experiment");
            m_store.experiments.erase(QString(e->id));
            m_store.save();
            return text(200, {});
        }
        QJsonArray scanItems;
        for (const auto &[id, s] : e->scans) {
            qint64 frames = 0;
            for (const auto &[name, resource] : s.resources)
                frames += qint64(resource.files.size());
            scanItems.append(QJsonObject{{"meta", QJsonObject{{"xsi:type", s.xsiType}}},
                                         {"data_fields", QJsonObject{{"ID", s.id},
                                                                     {"type", s.type},
                                                                     {"quality", s.quality},
                                                                     {"UID", s.uid},
                                                                     {"frames", frames},
                                                                     {"modality", s.modality}}},
                                         {"children", QJsonArray()}});
        }
        QJsonArray children;
        if (!scanItems.isEmpty())
            children.append(QJsonObject{{"field", "scans/scan"}, {"items", scanItems}});
        return item(e->xsiType,
                    {{"ID", e->id},
                     {"label", e->label},
                     {"date", e->date},
                     {"project", e->project},
                     {"subject_ID", e->subject},
                     {"modality", e->modality},
                     {"UID", e->uid},
                     {"dcmPatientId", e->patientId},
                     {"dcmPatientName", e->patientName}},
                    children);
    }
    if (rest[0] == QLatin1String("scans"))
        return scans(call, *e, rest.mid(1));
    if (rest[0] == QLatin1String("resources"))
        return files(call, e->project, {{"/data/experiments/" + e->id, e->label, &e->resources}},
                     rest);
    if (rest[0] == QLatin1String("files")) {
        QList<Holder> all{{"/data/experiments/" + e->id, e->label, &e->resources}};
        return files(call, e->project, all, rest);
    }
    return page(404, kNotFound);
}

Answer Routes::scans(const Call &call, Experiment &e, const QStringList &rest) {
    if (rest.isEmpty()) {
        const QStringList columns =
            call.value("columns",
                       "xnat_imagescandata_id,ID,type,quality,xsiType,note,series_description,URI")
                .split(',');
        std::vector<const Scan *> sorted;
        for (const auto &[id, s] : e.scans)
            sorted.push_back(&s);
        std::stable_sort(sorted.begin(), sorted.end(), [](const Scan *a, const Scan *b) {
            return leadingNumber(a->id) < leadingNumber(b->id);
        });
        Rows rows;
        for (const Scan *s : sorted) {
            qint64 frames = 0;
            for (const auto &[name, resource] : s->resources)
                frames += qint64(resource.files.size());
            rows.append({{"xnat_imagescandata_id", QString::number(qHash(s->uid) % 100000)},
                         {"ID", s->id},
                         {"type", s->type},
                         {"quality", s->quality},
                         {"xsiType", s->xsiType},
                         {"note", s->note},
                         {"series_description", s->description},
                         {"UID", s->uid},
                         {"modality", s->modality},
                         {"frames", QString::number(frames)},
                         {"URI", "/data/experiments/" + e.id + "/scans/" + s->id}});
        }
        return table(call, columns, rows);
    }
    const QStringList wanted = rest[0].split(',');
    if (call.method == "PUT" && rest.size() == 1) {
        if (!m_store.mayEdit(call.login, e.project))
            return page(403, "The user may not change this experiment");
        const bool made = !e.scans.contains(rest[0]);
        Scan &s = e.scans[rest[0]];
        s.id = rest[0];
        if (call.query.contains("xsitype"))
            s.xsiType = call.value("xsiType");
        for (auto it = call.query.begin(); it != call.query.end(); ++it) {
            if (it.key() == QLatin1String("quality"))
                s.quality = it.value();
            if (it.key() == QLatin1String("type") || it.key().endsWith(QLatin1String("/type")))
                s.type = it.value();
        }
        m_store.save();
        return text(made ? 201 : 200, {});
    }
    QList<Holder> holders;
    for (auto &[id, s] : e.scans) {
        if (!wanted.contains("ALL") && !wanted.contains("*") && !wanted.contains(id) &&
            !wanted.contains(s.type))
            continue;
        QString type = s.type;
        for (QChar &c : type)
            if (!c.isLetterOrNumber())
                c = '_';
        holders.append({"/data/experiments/" + e.id + "/scans/" + id,
                        e.label + "/scans/" + id + '-' + type, &s.resources});
    }
    if (holders.isEmpty())
        return call.flag("accept-not-found") ? text(204, {}) : page(404, kNotFound);
    if (rest.size() == 1) {
        if (call.method == "DELETE") {
            if (!m_store.mayDelete(call.login, e.project))
                return page(403, "The user may not delete this scan");
            e.scans.erase(rest[0]);
            m_store.save();
            return text(200, {});
        }
        const auto it = e.scans.find(rest[0]);
        if (it == e.scans.end())
            return page(404, kNotFound);
        const Scan &s = it->second;
        return item(s.xsiType, {{"ID", s.id},
                                {"type", s.type},
                                {"quality", s.quality},
                                {"UID", s.uid},
                                {"modality", s.modality},
                                {"series_description", s.description}});
    }
    return files(call, e.project, holders, rest.mid(1));
}

} // namespace lastra::sandbox
