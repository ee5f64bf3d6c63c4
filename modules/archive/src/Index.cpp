#include "Index.h"

#include "lastra/core/Digest.h"

#include <algorithm>

namespace lastra::archive {
namespace {

constexpr qint32 kApplicationId = 0x4C415243; // "LARC"

// All modalities of a session: what it was made with first, what belongs to it behind, the more
// images the sooner. The label is named by the first.
const QByteArray kNameModalities =
    "UPDATE session SET modality = coalesce((SELECT group_concat(modality, ', ') FROM (SELECT"
    " modality FROM scan WHERE scan.session = session.id AND modality <> '' GROUP BY modality"
    " ORDER BY modality IN ('OT', 'SC', 'SR', 'KO', 'PR', 'SEG', 'DOC', 'REG', 'FID', 'RWV', 'AU',"
    " 'PLAN', 'RTSTRUCT', 'RTPLAN', 'RTDOSE', 'RTRECORD'), sum(images) DESC, modality)), '')";
const QByteArray kNameLabel =
    "UPDATE session SET label = trim(date || ' ' || substr(modality, 1, instr(modality || ',', ',')"
    " - 1))";

const std::vector<QByteArray> kMigrations{R"sql(
CREATE TABLE project (id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL,
                      created INTEGER NOT NULL);
CREATE TABLE dataset (id TEXT PRIMARY KEY, name TEXT NOT NULL, project TEXT NOT NULL,
                      kind INTEGER NOT NULL, parent TEXT NOT NULL, created INTEGER NOT NULL);
CREATE INDEX dataset_project ON dataset (project, created);
CREATE TABLE part (dataset TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (dataset, number));
CREATE TABLE subject (id TEXT PRIMARY KEY, project TEXT NOT NULL, label TEXT NOT NULL,
                      name TEXT NOT NULL);
CREATE INDEX subject_project ON subject (project, label);
CREATE TABLE session (id TEXT PRIMARY KEY, project TEXT NOT NULL, subject TEXT NOT NULL,
                      uid TEXT NOT NULL, label TEXT NOT NULL, description TEXT NOT NULL,
                      modality TEXT NOT NULL, date TEXT NOT NULL, added INTEGER NOT NULL,
                      scans INTEGER NOT NULL DEFAULT 0, images INTEGER NOT NULL DEFAULT 0,
                      bytes INTEGER NOT NULL DEFAULT 0);
CREATE INDEX session_project ON session (project, added DESC, id);
CREATE INDEX session_subject ON session (subject);
CREATE TABLE scan (session TEXT NOT NULL, id TEXT NOT NULL, uid TEXT NOT NULL,
                   number TEXT NOT NULL, modality TEXT NOT NULL, description TEXT NOT NULL,
                   images INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,
                   width INTEGER, height INTEGER, thumbnail BLOB, PRIMARY KEY (session, id));
CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, dataset TEXT NOT NULL,
                   part INTEGER NOT NULL, project TEXT NOT NULL, session TEXT NOT NULL,
                   scan TEXT NOT NULL, sop TEXT NOT NULL, instance INTEGER NOT NULL,
                   frames INTEGER NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL);
CREATE INDEX file_scan ON file (session, scan, instance);
CREATE INDEX file_sop ON file (project, sop);
CREATE INDEX file_part ON file (dataset, part);
CREATE TABLE member (dataset TEXT NOT NULL, file INTEGER NOT NULL, part INTEGER NOT NULL,
                     PRIMARY KEY (dataset, file)) WITHOUT ROWID;
CREATE INDEX member_file ON member (file);
)sql",
                                          "ALTER TABLE dataset ADD COLUMN source TEXT NOT NULL"
                                          " DEFAULT '';",
                                          kNameModalities + "; " + kNameLabel + ';'};

QString shortId(const QByteArrayList &parts) {
    const core::Sha256 digest = core::sha256(parts.join('\0'));
    return QString::fromLatin1(core::hex(digest).left(16));
}

QByteArray subjectKey(const dicom::Header &header) {
    return (header.patientId.isEmpty() ? header.patientName : header.patientId).toUtf8();
}

QString isoDate(const QString &dicomDate) {
    const QDate date = QDate::fromString(dicomDate.left(8), QStringLiteral("yyyyMMdd"));
    return date.isValid() ? date.toString(Qt::ISODate) : QString();
}

} // namespace

QString subjectId(const QString &project, const dicom::Header &header) {
    return shortId({project.toUtf8(), subjectKey(header)});
}

QString sessionId(const QString &project, const dicom::Header &header) {
    return shortId({project.toUtf8(), subjectKey(header), header.studyUid.toUtf8()});
}

QString scanId(const dicom::Header &header) {
    return shortId({header.seriesUid.toUtf8()});
}

core::Result<std::unique_ptr<Index>> Index::open(const QString &path) {
    LASTRA_TRY(database, core::Database::open(path, kApplicationId, kMigrations));
    auto index = std::make_unique<Index>();
    index->m_database = std::move(database);
    return index;
}

core::Done Index::clear() {
    return m_database->transaction([&]() -> core::Done {
        for (const char *table :
             {"member", "file", "scan", "session", "subject", "part", "dataset"})
            LASTRA_CHECK(m_database->execute(QByteArray("DELETE FROM ") + table));
        return {};
    });
}

core::Done Index::addProject(const QString &id, const QString &name, const QString &description,
                             qint64 created) {
    return m_database->execute(
        "INSERT INTO project VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING",
        {id, name, description, created});
}

core::Done Index::addEntry(const Part &part, const Entry &entry, qint64 now) {
    const dicom::Header &h = entry.header;
    const QString project = part.dataset.project;
    const QString subject = subjectId(project, h), session = sessionId(project, h),
                  scan = scanId(h);
    const QString date = isoDate(h.studyDate);
    LASTRA_CHECK(m_database->execute(
        "INSERT INTO subject VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING",
        {subject, project, h.patientId.isEmpty() ? h.patientName : h.patientId, h.patientName}));
    LASTRA_CHECK(m_database->execute(
        "INSERT INTO session (id, project, subject, uid, label, description, modality, date, added)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id) DO NOTHING",
        {session, project, subject, h.studyUid, QStringLiteral(""), h.studyDescription,
         QStringLiteral(""), date, now})); // label and modality: recount()
    LASTRA_CHECK(m_database->execute(
        "INSERT INTO scan (session, id, uid, number, modality, description) VALUES (?1, ?2, ?3, ?4,"
        " ?5, ?6) ON CONFLICT (session, id) DO UPDATE SET thumbnail = NULL, width = NULL",
        {session, scan, h.seriesUid, h.seriesNumber ? QString::number(*h.seriesNumber) : QString(),
         h.modality, h.seriesDescription}));
    LASTRA_CHECK(m_database->execute(
        "INSERT INTO file (path, dataset, part, project, session, scan, sop, instance, frames,"
        " size, sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        {entry.path, part.dataset.id, part.number, project, session, scan, h.sopInstanceUid,
         h.instanceNumber.value_or(0), h.hasPixels() ? h.frames : 0, h.fileSize,
         QString::fromLatin1(entry.sha256)}));
    return m_database->execute("INSERT INTO member VALUES (?1, ?2, ?3)",
                               {part.dataset.id, m_database->lastInsertId(), part.number});
}

core::Done Index::recount() {
    LASTRA_CHECK(m_database->execute(
        "UPDATE scan SET images = s.images, bytes = s.bytes FROM (SELECT session, scan,"
        " sum(frames) images, sum(size) bytes FROM file WHERE session IN (SELECT session FROM"
        " touched) GROUP BY session, scan) s WHERE s.session = scan.session AND s.scan = scan.id"));
    LASTRA_CHECK(m_database->execute(
        "DELETE FROM scan WHERE session IN (SELECT session FROM touched) AND NOT EXISTS (SELECT 1"
        " FROM file WHERE file.session = scan.session AND file.scan = scan.id)"));
    LASTRA_CHECK(m_database->execute(
        "UPDATE session SET scans = s.scans, images = s.images, bytes = s.bytes FROM (SELECT"
        " session, count(*) scans, sum(images) images, sum(bytes) bytes FROM scan WHERE session IN"
        " (SELECT session FROM touched) GROUP BY session) s WHERE s.session = session.id"));
    for (const QByteArray &name : {kNameModalities, kNameLabel})
        LASTRA_CHECK(m_database->execute(name + " WHERE id IN (SELECT session FROM touched)"));
    LASTRA_CHECK(m_database->execute(
        "DELETE FROM session WHERE id IN (SELECT session FROM touched) AND NOT EXISTS (SELECT 1"
        " FROM file WHERE file.session = session.id)"));
    LASTRA_CHECK(m_database->execute("DELETE FROM subject WHERE NOT EXISTS (SELECT 1 FROM session"
                                     " WHERE session.subject = subject.id)"));
    return m_database->execute("DELETE FROM touched");
}

core::Done Index::addPart(const Part &part, const std::vector<Entry> &entries) {
    const Dataset &dataset = part.dataset;
    LASTRA_CHECK(
        m_database->execute("CREATE TEMP TABLE IF NOT EXISTS touched (session TEXT PRIMARY KEY)"));
    return m_database->transaction([&]() -> core::Done {
        const qint64 created = dataset.created.toMSecsSinceEpoch();
        LASTRA_CHECK(addProject(dataset.project, dataset.project, {}, created));
        LASTRA_CHECK(m_database->execute(
            "INSERT INTO dataset VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING",
            {dataset.id, dataset.name, dataset.project, int(dataset.kind), dataset.parent, created,
             dataset.source.isNull() ? QStringLiteral("") : dataset.source}));
        LASTRA_CHECK(
            m_database->execute("INSERT INTO part VALUES (?1, ?2)", {dataset.id, part.number}));
        for (const Entry &entry : entries) {
            LASTRA_CHECK(addEntry(part, entry, created));
            LASTRA_CHECK(m_database->execute("INSERT OR IGNORE INTO touched VALUES (?1)",
                                             {sessionId(dataset.project, entry.header)}));
        }
        for (const QString &path : part.shared)
            LASTRA_CHECK(m_database->execute("INSERT OR IGNORE INTO member SELECT ?1, id, ?3 FROM"
                                             " file WHERE path = ?2",
                                             {dataset.id, path, part.number}));
        return recount();
    });
}

core::Result<std::vector<std::pair<QString, int>>> Index::parts() {
    std::vector<std::pair<QString, int>> all;
    LASTRA_CHECK(m_database->query("SELECT dataset, number FROM part", {}, [&](const auto &row) {
        all.emplace_back(row.text(0), int(row.integer(1)));
        return true;
    }));
    return all;
}

core::Done Index::removePart(const QString &dataset, int number) {
    LASTRA_CHECK(
        m_database->execute("CREATE TEMP TABLE IF NOT EXISTS touched (session TEXT PRIMARY KEY)"));
    return m_database->transaction([&]() -> core::Done {
        const QVariantList which{dataset, number};
        LASTRA_CHECK(m_database->execute("INSERT OR IGNORE INTO touched SELECT DISTINCT session"
                                         " FROM file WHERE dataset = ?1 AND part = ?2",
                                         which));
        LASTRA_CHECK(m_database->execute("DELETE FROM member WHERE file IN (SELECT id FROM file"
                                         " WHERE dataset = ?1 AND part = ?2)",
                                         which));
        LASTRA_CHECK(
            m_database->execute("DELETE FROM member WHERE dataset = ?1 AND part = ?2", which));
        LASTRA_CHECK(
            m_database->execute("DELETE FROM file WHERE dataset = ?1 AND part = ?2", which));
        LASTRA_CHECK(
            m_database->execute("DELETE FROM part WHERE dataset = ?1 AND number = ?2", which));
        LASTRA_CHECK(m_database->execute("DELETE FROM dataset WHERE id = ?1 AND NOT EXISTS (SELECT"
                                         " 1 FROM part WHERE part.dataset = ?1)",
                                         {dataset}));
        return recount();
    });
}

core::Result<std::vector<Known>> Index::known(const QString &project, const QString &sopUid) {
    std::vector<Known> all;
    LASTRA_CHECK(m_database->query("SELECT path, sha256 FROM file WHERE project = ?1 AND sop = ?2",
                                   {project, sopUid}, [&](const auto &row) {
                                       all.push_back({row.text(0), row.text(1).toLatin1()});
                                       return true;
                                   }));
    return all;
}

} // namespace lastra::archive
