#include "Impl.h"
#include "ZipReceiver.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Md5.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <map>
#include <memory>

namespace lastra::xnat {
namespace {

constexpr size_t kFewFiles = 4;     // fewer than this are fetched one by one, not as a zip
constexpr size_t kBatchFiles = 256; // that appear together
constexpr int kRounds = 4;          // broken transfers in a row without one new file
constexpr qint64 kMaxUnlisted = qint64(4) << 30; // a file whose size the server does not say
constexpr qint64 kZipSlack = 64 << 20;           // headers and directories of a zip

struct Wanted {
    RemoteFile remote;
    QString relative; // below the target folder
    QString target;
    bool done = false;
};

// A name of the server's as a path below the folder; empty when it is none.
QString safeRelative(const QString &scan, const QString &name) {
    const QString relative = scan + '/' + name;
    if (name.isEmpty() || relative.size() > 1024 || relative.contains('\\'))
        return {};
    for (const QString &part : relative.split('/')) {
        if (part.isEmpty() || part == QLatin1String(".") || part == QLatin1String("..") ||
            part.toUtf8().size() > 240)
            return {};
        for (const QChar c : part)
            if (c.unicode() < 32)
                return {};
    }
    return relative;
}

bool isDicom(const RemoteFile &file) {
    return file.collection == QLatin1String("DICOM") ||
           file.collection == QLatin1String("secondary");
}

// Files arriving: hashed and counted while written, shown in batches.
class Arrivals {
public:
    Arrivals(QString host, core::Work &work) : m_host(std::move(host)), m_work(work) {}

    core::Done begin(Wanted &wanted) {
        m_wanted = &wanted;
        m_md5.reset();
        m_size = 0;
        LASTRA_CHECK(core::makeFolder(QFileInfo(wanted.target).path()));
        m_file = std::make_unique<core::AtomicFile>(wanted.target);
        return m_file->open();
    }
    core::Done bytes(QByteArrayView bytes) {
        LASTRA_CHECK(m_work.check());
        m_md5.add(bytes);
        m_size += bytes.size();
        m_work.advance(bytes.size());
        return m_file->write(bytes);
    }
    core::Done end() {
        const RemoteFile &remote = m_wanted->remote;
        m_digest = m_md5.finish();
        if ((remote.size >= 0 && remote.size != m_size) ||
            (!remote.md5.isEmpty() && remote.md5 != m_digest)) {
            m_file.reset();
            return core::fail("archive.verifyFailed", {QStringLiteral("1"), m_host});
        }
        if (remote.md5.isEmpty())
            m_wanted->remote.md5 = m_digest; // of what is here now; told apart by the receipt
        m_wanted->remote.size = m_size;
        // The disk starts now, so that the sync of the batch finds little left to do.
        ::sync_file_range(m_file->descriptor(), 0, 0, SYNC_FILE_RANGE_WRITE);
        LASTRA_CHECK(m_batch.add(std::move(*m_file)));
        m_file.reset();
        m_pending.push_back(m_wanted);
        m_wanted = nullptr;
        return m_pending.size() < kBatchFiles ? core::Done() : commit();
    }
    core::Done commit() {
        m_file.reset(); // a half file is no file
        if (m_pending.empty())
            return {};
        LASTRA_CHECK(m_batch.commit());
        for (Wanted *wanted : m_pending)
            wanted->done = true;
        m_arrived += m_pending.size();
        m_pending.clear();
        m_batch = {};
        return {};
    }
    [[nodiscard]] size_t arrived() const { return m_arrived; }

private:
    QString m_host;
    core::Work &m_work;
    Wanted *m_wanted = nullptr;
    std::unique_ptr<core::AtomicFile> m_file;
    core::Md5Hasher m_md5;
    qint64 m_size = 0;
    QByteArray m_digest;
    core::AtomicBatch m_batch;
    std::vector<Wanted *> m_pending;
    size_t m_arrived = 0;
};

core::Done fetchOne(Connection &server, Wanted &wanted, Arrivals &arrivals, core::Work &work) {
    LASTRA_CHECK(arrivals.begin(wanted));
    net::Request more;
    more.sink = net::StreamSink{[&](QByteArrayView bytes) { return arrivals.bytes(bytes); },
                                wanted.remote.size >= 0 ? wanted.remote.size : kMaxUnlisted};
    LASTRA_TRY(answer,
               server.send("GET", wanted.remote.path, {}, Expect::Anything, work, std::move(more)));
    if (answer.header("content-type").startsWith("text/html"))
        return core::fail("xnat.pageInsteadOfData", {server.host()});
    return arrivals.end();
}

core::Done fetchZip(Connection &server, const QByteArray &path,
                    const std::map<QString, Wanted *> &byName, qint64 expectedBytes,
                    Arrivals &arrivals, core::Work &work) {
    ZipReceiver zip(server.host(), {[&](const QString &name) -> core::Result<qint64> {
                                        // "<session>/scans/4-t1/resources/DICOM/files/<name>"
                                        const qsizetype at = name.indexOf(QLatin1String("/files/"));
                                        const auto it = byName.find(at < 0 ? name.section('/', -1)
                                                                           : name.mid(at + 7));
                                        if (it == byName.end() || it->second->done)
                                            return -1;
                                        LASTRA_CHECK(arrivals.begin(*it->second));
                                        const qint64 size = it->second->remote.size;
                                        return size >= 0 ? size : kMaxUnlisted;
                                    },
                                    [&](QByteArrayView bytes) { return arrivals.bytes(bytes); },
                                    [&] { return arrivals.end(); }});
    QByteArray start; // enough to tell a zip from a page
    net::Request more;
    more.sink =
        net::StreamSink{[&](QByteArrayView bytes) -> core::Done {
                            if (start.size() < 4) {
                                start += bytes.first(qMin<qsizetype>(4, bytes.size()));
                                if (!QByteArray("PK\x03\x04").startsWith(start.left(4)))
                                    return core::fail("xnat.pageInsteadOfData", {server.host()});
                            }
                            return zip.write(bytes);
                        },
                        expectedBytes + kZipSlack};
    const auto answer =
        server.send("GET", path, {{"format", "zip"}}, Expect::Anything, work, std::move(more));
    if (!answer) {
        zip.abandon();
        LASTRA_CHECK(arrivals.commit());
        return tl::make_unexpected(answer.error());
    }
    core::Done read = zip.finish();
    LASTRA_CHECK(arrivals.commit());
    return read;
}

// Worth another try: the transfer broke, the content did not lie.
bool isBroken(const core::Error &error) {
    static const QList<QByteArray> broken{
        "net.interrupted", "net.timeout",  "net.connection",         "net.refused",
        "xnat.zipBroken",  "xnat.gateway", "xnat.pageInsteadOfData", "net.tls",
        "net.protocol"};
    return broken.contains(error.code);
}

} // namespace

core::Result<archive::PullReceipt> XnatArchive::pull(const archive::PullSource &source,
                                                     const QString &folder, core::Work &work) {
    Connection &server = m_impl->connection;
    LASTRA_TRY(remote, m_impl->listFiles(source.session, {}, work));
    archive::PullReceipt receipt;
    receipt.folder = QDir(folder).absolutePath();
    std::vector<Wanted> wanted;
    qint64 total = 0;
    for (RemoteFile &file : remote) {
        if (!isDicom(file) || (!source.scans.isEmpty() && !source.scans.contains(file.scan)))
            continue;
        const QString relative = safeRelative(file.scan, file.name);
        if (relative.isEmpty())
            return core::fail("xnat.badAnswer", {server.host(), QStringLiteral("file name")});
        total += qMax<qint64>(file.size, 0);
        receipt.unchecked += file.md5.isEmpty() ? 1 : 0;
        wanted.push_back({std::move(file), relative, receipt.folder + '/' + relative, false});
    }
    if (wanted.empty())
        return core::fail("archive.notFound", {source.session});
    LASTRA_CHECK(core::makeFolder(receipt.folder));
    work.begin(core::Unit::Bytes, total, QStringLiteral("pull"));

    // What an earlier pull brought is kept when it is the same.
    for (Wanted &one : wanted) {
        LASTRA_CHECK(work.check());
        const QFileInfo there(one.target);
        if (!there.exists())
            continue;
        if (one.remote.size >= 0 && there.size() != one.remote.size)
            return core::fail("archive.folderTaken", {there.fileName()});
        LASTRA_TRY(md5, core::md5File(one.target));
        if (!one.remote.md5.isEmpty() && md5 != one.remote.md5)
            return core::fail("archive.folderTaken", {there.fileName()});
        one.remote.md5 = md5;
        one.remote.size = there.size();
        one.done = true;
        ++receipt.kept;
        work.advance(there.size());
    }

    // One zip for each scan and collection: a break costs one of them at most.
    std::map<std::pair<QString, QString>, std::vector<Wanted *>> groups;
    for (Wanted &one : wanted)
        if (!one.done)
            groups[{one.remote.scan, one.remote.collection}].push_back(&one);
    Arrivals arrivals(server.host(), work);
    for (auto &[key, members] : groups) {
        int fruitless = 0;
        while (true) {
            LASTRA_CHECK(work.check());
            std::erase_if(members, [](const Wanted *one) { return one->done; });
            if (members.empty())
                break;
            const size_t before = arrivals.arrived();
            core::Done done;
            // After a break the rest comes file by file: a zip would begin from the start.
            if (members.size() < kFewFiles || fruitless > 1) {
                for (Wanted *one : members) {
                    done = fetchOne(server, *one, arrivals, work);
                    if (!done)
                        break;
                }
                LASTRA_CHECK(arrivals.commit());
            } else {
                std::map<QString, Wanted *> byName;
                qint64 bytes = 0;
                for (Wanted *one : members) {
                    byName[one->remote.name] = one;
                    bytes += one->remote.size >= 0 ? one->remote.size : kMaxUnlisted;
                }
                const QByteArray path = "/data/experiments/" + element(source.session) + "/scans/" +
                                        element(key.first) + "/resources/" + element(key.second) +
                                        "/files";
                done = fetchZip(server, path, byName, bytes, arrivals, work);
            }
            if (!done && !isBroken(done.error()))
                return core::passOn(done);
            if (!done && done.error().code == "xnat.pageInsteadOfData")
                server.doubtSession();
            fruitless = arrivals.arrived() > before ? 0 : fruitless + 1;
            if (fruitless >= kRounds) {
                if (!done)
                    return core::passOn(done);
                return core::fail("archive.verifyFailed",
                                  {QString::number(members.size()), server.host()});
            }
        }
    }
    for (const Wanted &one : wanted) {
        receipt.bytes += one.remote.size;
        receipt.files.push_back(
            {one.relative, one.remote.size, "md5:" + one.remote.md5, one.remote.scan, one.target});
    }
    return receipt;
}

} // namespace lastra::xnat
