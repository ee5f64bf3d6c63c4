#pragma once
// Where data live: project > subject > session > scan > file. One interface for the folder on this
// computer (LocalArchive) and for a server (xnat::XnatArchive). Every call is synchronous, may wait
// for disk or network, takes Work, and may be made from any thread, several at a time.
// Error codes of this module, whichever archive answers:
//   "archive.notFound" [what]            no such project, session, scan or dataset
//   "archive.notAllowed" [what]          the account may not do this there
//   "archive.targetTaken" [session]      push: the session exists with other content
//   "archive.badLabel" [label]           a label with signs an archive does not take
//   "archive.empty" [folder]             push or import: no file to take
//   "archive.ticketInvalid" []           push without a decision of the gate
//   "archive.ticketMismatch" [file]      push: the file is not the one that was decided about
//   "archive.severalStudies" [folder]    push: a session is one study, the folder holds more
//   "archive.verifyFailed" [count, where] the copy is not complete or not equal; nothing confirmed
//   "archive.indexDamaged" [file]        local: rebuild the index from the files
//   "archive.folderTaken" [folder]       pull: the folder holds a file with other content
//   "archive.unreadable" [file]          a source file cannot be read

#include "lastra/archive/ReleaseTicket.h"
#include "lastra/core/Result.h"
#include "lastra/core/Work.h"

#include <QDate>

#include <vector>

namespace lastra::archive {

inline constexpr qint64 kUnknown = -1; // a count or size the archive does not say

struct Project {
    QString id; // stable; the key of every other call
    QString name;
    QString description;
    QString access; // "private", "protected", "public"; empty when not known
    qint64 subjects = kUnknown;
    qint64 sessions = kUnknown;
    qint64 bytes = kUnknown;
    bool mayWrite = false;
};

struct Subject {
    QString id;    // unique in the archive; labels may change
    QString label; // what people see
    QString name;  // of the patient; local archive only
    QString project;
    qint64 sessions = kUnknown;
};

struct Session { // one study of one subject
    QString id;
    QString label;
    QString subject; // label
    QString project;
    QString uid; // Study Instance UID; empty when not known
    QString modality;
    QString description;
    QDate date;
    qint64 scans = kUnknown;
    qint64 images = kUnknown;
    qint64 bytes = kUnknown;
    QString where; // folder, or address on the server
};

struct Scan {   // one series
    QString id; // unique in its session
    QString session;
    QString uid; // Series Instance UID; empty when not known
    QString number;
    QString modality;
    QString description;
    QString quality; // the archive's word: "usable", ...; empty when it has none
    qint64 images = kUnknown;
    qint64 bytes = kUnknown;
    QString where;
};

struct FileEntry {
    QString name; // relative, with '/' between folders
    qint64 size = kUnknown;
    QByteArray digest; // "md5:<hex>" or "sha256:<hex>"; empty when the archive has none
    QString scan;      // id of the scan it belongs to
    QString where;     // path, or address on the server
};

struct SessionQuery {
    QString project;
    QString subject; // label; empty: all
    QString text;    // part of a label; empty: all
    qint64 offset = 0;
    qint64 limit = 200;
};

struct SessionPage {
    std::vector<Session> sessions; // newest first
    qint64 total = kUnknown;
    bool more = false;
};

struct PullSource {
    QString session;   // id
    QStringList scans; // ids; empty: the whole session
};

struct PullReceipt {
    QString folder;
    std::vector<FileEntry> files; // where = path on this computer
    qint64 bytes = 0;
    qint64 kept = 0;      // files that were there already from an earlier, broken pull
    qint64 unchecked = 0; // files for which the archive had no digest to compare with
};

enum class IfExists {
    Refuse, // the session exists with other content: archive.targetTaken (the default)
    Append, // add what is missing; never replaces a file
};

struct PushTarget {
    QString project;
    QString subject; // label; made when missing
    QString session; // label; made when missing
    IfExists ifExists = IfExists::Refuse;
};

struct PushReceipt {
    QString uri;                   // of the session in the archive
    QString session;               // its id there
    QString contentRoot, decision; // of the ticket
    std::vector<FileEntry> files;  // each one read back from the archive's list and equal
    qint64 bytes = 0;
    // Files whose header the server's own script changed: read back, their images are equal.
    qint64 rewritten = 0;
    bool wasThere = false; // an earlier push had arrived although its answer was lost
};

struct Thumbnail { // 8-bit grey; empty when there is none
    int width = 0;
    int height = 0;
    QByteArray grey; // width x height bytes, rows from the top
};
// side x side pixels of one frame (from 0) of a file; empty when it cannot be decoded.
[[nodiscard]] Thumbnail drawThumbnail(const QString &path, int frame, int side);

struct Description {    // for the site and account pages
    QString kind;       // "local", "xnat"
    QString product;    // "XNAT 1.8.10"
    QString where;      // folder or address
    QString account;    // who the archive takes us for
    int tlsVersion = 0; // of the connection that said so: 12, 13; 0: none
};

class Archive {
public:
    virtual ~Archive() = default;

    // Proves that the archive answers and says who we are there.
    virtual core::Result<Description> describe(core::Work &work) = 0;

    virtual core::Result<std::vector<Project>> projects(core::Work &work) = 0;
    virtual core::Result<std::vector<Subject>> subjects(const QString &project,
                                                        core::Work &work) = 0;
    virtual core::Result<SessionPage> sessions(const SessionQuery &query, core::Work &work) = 0;
    virtual core::Result<Session> session(const QString &id, core::Work &work) = 0;
    virtual core::Result<std::vector<Scan>> scans(const QString &session, core::Work &work) = 0;
    // Files of one scan, or of all scans of the session when scan is empty.
    virtual core::Result<std::vector<FileEntry>> files(const QString &session, const QString &scan,
                                                       core::Work &work) = 0;
    virtual core::Result<Thumbnail> thumbnail(const QString &session, const QString &scan,
                                              core::Work &work) = 0;

    // Copies into the folder (made when missing). Each file appears whole and checked, or not at
    // all; pulling again into the same folder goes on where an earlier pull broke off.
    virtual core::Result<PullReceipt> pull(const PullSource &source, const QString &folder,
                                           core::Work &work) = 0;

    // Sends every DICOM file under the folder as one session and confirms the archive's copy file
    // by file. Called only by workflow, behind its gate: see ReleaseTicket. Sending the same
    // content twice leaves one copy.
    virtual core::Result<PushReceipt> push(const QString &folder, const ReleaseTicket &ticket,
                                           const PushTarget &target, core::Work &work) = 0;
};

// Letters, digits, '_', '-', 1 to 64 signs: what every archive takes as label.
[[nodiscard]] bool isLabel(const QString &text);
// A project's ID may also hold '.' and blanks inside: old servers have such ones.
[[nodiscard]] bool isProjectId(const QString &text);

} // namespace lastra::archive
