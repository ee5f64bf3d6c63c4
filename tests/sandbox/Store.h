#pragma once
// What the stand-in holds: the tree of an XNAT server, in memory, kept in <dir>/state.json, with
// the files' bytes beside it. One lock for all; long reads take a list of paths and let go.

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>

#include <functional>
#include <map>
#include <mutex>

namespace lastra::sandbox {

struct File {
    QString name; // relative to its resource, may contain '/'
    QString path; // bytes on disk
    qint64 size = 0;
    QByteArray md5;
    QString format, content, tags;
};

struct Resource {
    int id = 0;
    QString label, format, content;
    std::map<QString, File> files;
};

struct Scan {
    QString id, xsiType, type, quality = "usable", description, modality, uid, note;
    std::map<QString, Resource> resources;
};

struct Experiment {
    QString id, label, project, subject; // subject: its accession ID (its label in the prearchive)
    QString xsiType, date, modality, uid, patientId, patientName, insertDate, insertUser;
    std::map<QString, Scan> scans;
    std::map<QString, Resource> resources;
};

struct Subject {
    QString id, label, project, insertDate, insertUser;
    QMap<QString, QString> fields; // gender, yob, group, ...
};

struct Project {
    QString id, name, description, secondaryId, pi;
    QString access = "private";
    int prearchiveCode = 4;
    bool script = false;          // the project's anonymisation script is enabled
    QMap<QString, QString> roles; // login -> owner, member, collaborator
    std::map<QString, Resource> resources;
};

struct Prearchived {
    QString timestamp, folder, status = "RECEIVING";
    bool preventAnon = false, preventCommit = false, autoArchive = false;
    QString overwrite;
    Experiment session;
};

struct Account {
    QString login, password, firstName, lastName;
    bool admin = false;
    int failed = 0; // sign-ins in a row
};

class Store {
public:
    explicit Store(QString dir); // reads <dir>/state.json when it is there
    void save();                 // atomic

    [[nodiscard]] const QString &dir() const { return m_dir; }
    [[nodiscard]] QString newId(QChar kind); // SANDBOX_E00001
    [[nodiscard]] int newResourceId() { return ++m_lastResource; }
    [[nodiscard]] QString temporaryFile(); // a new name under <dir>/incoming
    [[nodiscard]] qint64 nowMs() const;
    [[nodiscard]] QString stamp() const; // "yyyy-MM-dd HH:mm:ss.S", as insert dates are written
    void advanceClock(qint64 seconds) { m_clockOffsetMs += seconds * 1000; }

    // Takes the bytes at source into the resource; the folder is made from the resource's id.
    File *put(Resource &resource, const QString &name, const QString &source);
    // Content of the session moves from the prearchive into the archive.
    Experiment *archive(Prearchived &item, const QString &login, QByteArray &conflict);

    [[nodiscard]] Subject *subject(const QString &project, const QString &labelOrId);
    [[nodiscard]] Experiment *experiment(const QString &project, const QString &labelOrId);
    Subject &makeSubject(const QString &project, const QString &label, const QString &login);
    [[nodiscard]] QString subjectLabel(const Experiment &experiment) const;
    [[nodiscard]] bool mayRead(const QString &login, const QString &project) const;
    [[nodiscard]] bool mayEdit(const QString &login, const QString &project) const;
    [[nodiscard]] bool mayDelete(const QString &login, const QString &project) const;

    std::recursive_mutex mutex;
    std::map<QString, Account> accounts;
    std::map<QString, Project> projects;
    std::map<QString, Subject> subjects;       // by accession ID
    std::map<QString, Experiment> experiments; // by accession ID
    std::map<QString, Prearchived> prearchive; // by "project/timestamp/folder"
    bool siteScript = false;                   // the site's anonymisation script is enabled
    bool checksums = true;
    qint64 sessionTimeoutMs = 15 * 60 * 1000;

private:
    QString m_dir;
    int m_lastExperiment = 0, m_lastSubject = 0, m_lastResource = 1000, m_lastTemporary = 0;
    qint64 m_clockOffsetMs = 0;
};

} // namespace lastra::sandbox
