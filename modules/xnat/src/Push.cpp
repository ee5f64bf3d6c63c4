#include "Impl.h"
#include "ZipBody.h"

#include "lastra/archive/Release.h"
#include "lastra/core/Md5.h"
#include "lastra/dicom/DataSet.h"
#include "lastra/dicom/Header.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>

#include <zlib.h>

namespace lastra::xnat {
namespace {

constexpr int kRounds = 3; // sendings of the same content before giving up
constexpr qint64 kMaxFileBytes = 0xFFFFFFFE;

struct LocalFile {
    QString relative, path;
    qint64 size = 0;
    QByteArray md5; // hex
    quint32 crc32 = 0;
    QString sopUid;
    bool confirmed = false;
};

struct Outgoing {
    std::vector<LocalFile> files;
    QString studyUid;
    qint64 bytes = 0;
};

// The files the gate decided about, with what the server's list and the zip will ask for.
core::Result<Outgoing> collect(const QString &folder, const archive::ReleaseTicket &ticket,
                               core::Work &work) {
    Outgoing out;
    core::Md5Hasher md5;
    const auto see = [&](size_t index, QByteArrayView bytes) {
        if (index >= out.files.size()) {
            if (!out.files.empty())
                out.files.back().md5 = md5.finish();
            out.files.resize(index + 1);
        }
        md5.add(bytes);
        quint32 &crc = out.files.back().crc32;
        crc = quint32(
            ::crc32(crc, reinterpret_cast<const Bytef *>(bytes.data()), uInt(bytes.size())));
    };
    LASTRA_TRY(released, archive::checkRelease(folder, ticket, work, see));
    if (out.files.size() != released.size()) // the last ones are empty files
        return core::fail("archive.unreadable", {released.back().relative});
    out.files.back().md5 = md5.finish();
    for (size_t i = 0; i < released.size(); ++i) {
        LocalFile &file = out.files[i];
        file.relative = released[i].relative;
        file.path = released[i].path;
        file.size = released[i].size;
        const auto header = dicom::readHeader(file.path);
        if (!header || file.size > kMaxFileBytes)
            return core::fail("archive.unreadable", {file.relative});
        file.sopUid = header->sopInstanceUid;
        if (out.studyUid.isEmpty())
            out.studyUid = header->studyUid;
        if (out.studyUid != header->studyUid) // one session is one study
            return core::fail("archive.severalStudies", {QFileInfo(folder).fileName()});
        out.bytes += file.size;
    }
    return out;
}

core::Done wait(int milliseconds, core::Work &work) {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    QElapsedTimer timer;
    timer.start();
    while (true) {
        LASTRA_CHECK(work.check());
        const qint64 left = milliseconds - timer.elapsed();
        if (left <= 0)
            return {};
        never.wait_for(lock, std::chrono::milliseconds(qMin<qint64>(left, 50)));
    }
}

const dicom::Tag kSopInstanceUid(0x00080018), kPixelData(0x7FE00010);
constexpr quint16 kImageGroup = 0x0028;

// What describes the image and its pixels, byte for byte.
bool sameImage(const dicom::DataSetFile &a, const dicom::DataSetFile &b) {
    for (const dicom::DataElement &element : a.data.elements())
        if (element.tag.group == kImageGroup && a.data.raw(element.tag) != b.data.raw(element.tag))
            return false;
    const dicom::DataElement *ours = a.data.find(kPixelData), *theirs = b.data.find(kPixelData);
    if (!ours || !theirs || ours->length() != theirs->length())
        return false;
    const auto pixels = a.load(*ours, kMaxFileBytes), copy = b.load(*theirs, kMaxFileBytes);
    return pixels && copy && *pixels == *copy;
}

// The answer may have been lost after the work was done.
bool mayHaveArrived(const core::Error &error) {
    return error.code == "net.interrupted" || error.code == "net.timeout" ||
           error.code == "net.connection" || error.code == "xnat.gateway" ||
           error.code == "net.protocol" || error.code == "net.tls";
}

class Pusher {
public:
    Pusher(XnatArchive::Impl &archive, const archive::PushTarget &target, Outgoing &out,
           core::Work &work)
        : m_archive(archive), m_server(archive.connection), m_target(target), m_out(out),
          m_work(work) {}

    core::Result<archive::PushReceipt> run();

private:
    core::Done mayWrite();
    core::Result<QString> send(bool append);
    core::Result<QString> prearchived();
    core::Done follow(const QString &prearchiveUri, bool append);
    // How many files of ours the session does not hold yet.
    core::Result<size_t> confirm(const QString &session);
    core::Done compareImages(std::vector<RemoteFile> strangers);
    core::Result<QString> fetch(const RemoteFile &file, const QString &folder);

    XnatArchive::Impl &m_archive;
    Connection &m_server;
    const archive::PushTarget &m_target;
    Outgoing &m_out;
    core::Work &m_work;
    qint64 m_rewritten = 0;
};

core::Done Pusher::mayWrite() {
    // Without the right to edit the server would say 200 and store nothing.
    LASTRA_TRY(writable, m_archive.writableProjects(m_work));
    if (!writable.contains(m_target.project))
        return core::fail("archive.notAllowed", {m_target.project});
    return {};
}

core::Result<QString> Pusher::send(bool append) {
    std::vector<ZipMember> members;
    int number = 0;
    for (const LocalFile &file : m_out.files)
        members.push_back({QByteArray::number(++number).rightJustified(6, '0') + ".dcm", file.path,
                           file.size, file.crc32});
    net::Request more;
    more.body = std::make_shared<ZipBody>(std::move(members));
    more.headers = {{"Content-Type", "application/zip"}};
    more.idempotent = false;
    more.reportProgress = true;
    Parameters parameters{{"import-handler", "DICOM-zip"},
                          {"inbody", "true"},
                          {"PROJECT_ID", m_target.project},
                          {"SUBJECT_ID", m_target.subject},
                          {"EXPT_LABEL", m_target.session},
                          {"rename", "true"},
                          {"prevent_auto_commit", "true"},
                          {"autoArchive", "AutoArchive"},
                          {"SOURCE", "uploader"}};
    if (append)
        parameters.emplaceBack("overwrite", "append");
    m_work.begin(core::Unit::Bytes, m_out.bytes, QStringLiteral("send"));
    LASTRA_TRY(answer, m_server.send("POST", "/data/services/import", parameters, Expect::Text,
                                     m_work, std::move(more)));
    const QList<QByteArray> lines = answer.body.trimmed().split('\n');
    const QString uri = QString::fromUtf8(lines.value(0)).trimmed();
    if (uri.isEmpty()) // every file was dropped by a script or filter of the server
        return core::fail("xnat.nothingStored", {m_target.project});
    return uri;
}

// Our study in the prearchive, from this push or a broken one; empty when it is not there.
core::Result<QString> Pusher::prearchived() {
    LASTRA_TRY(
        rows, m_server.table("/data/prearchive/projects/" + element(m_target.project), {}, m_work));
    for (const Row &row : rows) {
        if (row.value("tag") != m_out.studyUid)
            continue;
        // The first file fixed which scripts run; ours leave the server's scripts on.
        if (row.value("prevent_anon").toLower() == QLatin1String("true"))
            return core::fail("xnat.scriptsDiffer", {m_target.project});
        return row.value("url");
    }
    return QString();
}

core::Done Pusher::follow(const QString &prearchiveUri, bool append) {
    LASTRA_TRY(path, m_server.pathOf(prearchiveUri));
    if (!path.startsWith("/data/prearchive/"))
        return {}; // archived already
    QElapsedTimer clock;
    clock.start();
    m_work.begin(core::Unit::Steps, -1, QStringLiteral("archive"));
    while (true) {
        Parameters parameters{{"action", "commit"}, {"SOURCE", "uploader"}};
        if (append)
            parameters.emplaceBack("overwrite", "append");
        net::Request more;
        more.idempotent = false;
        const auto answer =
            m_server.send("POST", path, parameters, Expect::Anything, m_work, std::move(more));
        if (answer && answer->status == 301)
            return {};
        if (answer) {
            // It stayed: in conflict, waiting for a person, or still on its way.
            const QByteArray where = answer->body.trimmed();
            if (!where.isEmpty() && !where.contains("/prearchive/"))
                return {};
            LASTRA_TRY(rows,
                       m_server.table("/data/prearchive/projects/" + element(m_target.project), {},
                                      m_work));
            QString status;
            for (const Row &row : rows)
                if (row.value("tag") == m_out.studyUid)
                    status = row.value("status");
            if (status.isEmpty())
                return {};
            if (status == QLatin1String("CONFLICT") || status == QLatin1String("ERROR") ||
                status == QLatin1String("READY"))
                return core::fail("xnat.conflict", {m_target.session, m_target.project});
            if (clock.elapsed() > qint64(m_server.options().prearchiveSeconds) * 1000)
                return core::fail("xnat.stuck", {m_target.session, status});
        } else if (answer.error().code == "archive.notFound" || mayHaveArrived(answer.error())) {
            return {}; // gone from the prearchive, or not known: the session itself tells
        } else if (answer.error().code != "xnat.serverError" ||
                   answer.error().arguments.value(1) != QLatin1String("409")) {
            return tl::make_unexpected(answer.error());
        } else if (clock.elapsed() > qint64(m_server.options().prearchiveSeconds) * 1000) {
            return core::fail("xnat.stuck", {m_target.session, QStringLiteral("409")});
        }
        LASTRA_CHECK(wait(m_server.options().pollMilliseconds, m_work));
    }
}

core::Result<QString> Pusher::fetch(const RemoteFile &file, const QString &folder) {
    const QString path = folder + "/copy";
    QFile::remove(path);
    net::Request more;
    more.sink = net::FileSink{path, kMaxFileBytes, false};
    const auto answer =
        m_server.send("GET", file.path, {}, Expect::Anything, m_work, std::move(more));
    if (!answer)
        return tl::make_unexpected(answer.error());
    return path;
}

// Files that differ from all of ours: a script of the server changed their headers, or they are
// other ones. Those with our SOP Instance UID must show the same image.
core::Done Pusher::compareImages(std::vector<RemoteFile> strangers) {
    std::map<QString, LocalFile *> missing;
    for (LocalFile &file : m_out.files)
        if (!file.confirmed)
            missing[file.sopUid] = &file;
    const QTemporaryDir folder;
    for (const RemoteFile &remote : strangers) {
        if (missing.empty())
            return {};
        LASTRA_TRY(copy, fetch(remote, folder.path()));
        const auto theirs = dicom::DataSetFile::read(copy);
        if (!theirs)
            continue;
        const auto it = missing.find(theirs->data.text(kSopInstanceUid));
        if (it == missing.end())
            continue;
        const auto ours = dicom::DataSetFile::read(it->second->path);
        if (!ours || !sameImage(*ours, *theirs))
            continue;
        it->second->confirmed = true;
        ++m_rewritten;
        missing.erase(it);
    }
    return {};
}

core::Result<size_t> Pusher::confirm(const QString &session) {
    LASTRA_TRY(list, m_archive.listFiles(session, {}, m_work));
    m_work.begin(core::Unit::Files, qint64(m_out.files.size()), QStringLiteral("verify"));
    std::multimap<QByteArray, const RemoteFile *> byDigest;
    const QTemporaryDir folder;
    for (RemoteFile &remote : list) {
        if (remote.md5.isEmpty()) { // the site keeps no checksums: read the copy itself
            LASTRA_TRY(copy, fetch(remote, folder.path()));
            LASTRA_TRY(md5, core::md5File(copy));
            remote.md5 = md5;
            remote.size = QFileInfo(copy).size();
        }
        byDigest.emplace(remote.md5, &remote);
    }
    m_rewritten = 0;
    for (LocalFile &file : m_out.files) {
        file.confirmed = false;
        const auto range = byDigest.equal_range(file.md5);
        for (auto it = range.first; it != range.second; ++it)
            if (it->second->size == file.size) {
                file.confirmed = true;
                byDigest.erase(it); // one copy confirms one file
                break;
            }
        m_work.advance(file.confirmed);
    }
    const auto missing = [this] {
        return size_t(std::count_if(m_out.files.begin(), m_out.files.end(),
                                    [](const LocalFile &file) { return !file.confirmed; }));
    };
    if (missing() > 0) {
        std::vector<RemoteFile> strangers;
        for (const auto &[md5, remote] : byDigest)
            strangers.push_back(*remote);
        LASTRA_CHECK(compareImages(std::move(strangers)));
    }
    return missing();
}

core::Result<archive::PushReceipt> Pusher::run() {
    LASTRA_CHECK(mayWrite());
    archive::PushReceipt receipt;
    LASTRA_TRY(before, m_archive.find(m_target.project, m_target.session, {}, m_work));
    size_t missing = m_out.files.size();
    if (before) {
        LASTRA_TRY(lacking, confirm(before->id));
        missing = lacking;
        receipt.wasThere = missing == 0;
        if (missing > 0 && m_target.ifExists == archive::IfExists::Refuse)
            return core::fail("archive.targetTaken", {m_target.session});
    }
    if (!before) {
        // The server would take the same study under a second label as a conflict.
        LASTRA_TRY(elsewhere, m_archive.find(m_target.project, {}, m_out.studyUid, m_work));
        if (elsewhere)
            return core::fail("archive.targetTaken", {elsewhere->label});
    }
    std::optional<archive::Session> session = before;
    for (int round = 0; missing > 0; ++round) {
        const bool append = session.has_value();
        LASTRA_TRY(waiting, prearchived());
        // What lies in the prearchive from a broken push may be incomplete: sending joins it.
        auto sent = round > 0 && !waiting.isEmpty() ? core::Result<QString>(waiting) : send(append);
        if (!sent) {
            if (!mayHaveArrived(sent.error()) || round + 1 >= kRounds)
                return core::passOn(sent);
            LASTRA_TRY(arrived, prearchived());
            if (arrived.isEmpty()) {
                LASTRA_CHECK(wait(m_server.options().pollMilliseconds, m_work));
                continue;
            }
            sent = arrived;
        }
        LASTRA_CHECK(follow(*sent, append || round > 0));
        LASTRA_TRY(found, m_archive.find(m_target.project, m_target.session, {}, m_work));
        session = found;
        if (session) {
            LASTRA_TRY(lacking, confirm(session->id));
            missing = lacking;
        }
        if (missing > 0 && round + 1 >= kRounds)
            return core::fail("archive.verifyFailed", {QString::number(missing), m_server.host()});
    }
    receipt.session = session->id;
    receipt.uri = session->where;
    receipt.rewritten = m_rewritten;
    receipt.bytes = m_out.bytes;
    for (const LocalFile &file : m_out.files)
        receipt.files.push_back({file.relative, file.size, "md5:" + file.md5, {}, session->where});
    return receipt;
}

} // namespace

core::Result<archive::PushReceipt> XnatArchive::push(const QString &folder,
                                                     const archive::ReleaseTicket &ticket,
                                                     const archive::PushTarget &target,
                                                     core::Work &work) {
    if (!archive::isProjectId(target.project))
        return core::fail("archive.badLabel", {target.project});
    for (const QString &label : {target.subject, target.session})
        if (!archive::isLabel(label))
            return core::fail("archive.badLabel", {label});
    LASTRA_TRY(out, collect(folder, ticket, work));
    LASTRA_TRY(receipt, Pusher(*m_impl, target, out, work).run());
    receipt.contentRoot = ticket.contentRoot();
    receipt.decision = ticket.decision();
    return receipt;
}

} // namespace lastra::xnat
