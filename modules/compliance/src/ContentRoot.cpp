#include "lastra/compliance/ContentRoot.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace lastra::compliance {

namespace {

struct Entry {
    QString path;    // as the disk names it
    QByteArray name; // relative, NFC, UTF-8
    qint64 size = 0;
    core::Sha256 leaf{};
};

core::Done hashEntry(Entry &entry, std::vector<char> &buffer, core::Work &work) {
    const QString shown = QString::fromUtf8(entry.name);
    const int fd =
        ::open(QFile::encodeName(entry.path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return core::fail(errno == ELOOP ? "compliance.contentLink" : "core.fileUnreadable",
                          {shown});
    struct Closer {
        int fd;
        ~Closer() { ::close(fd); }
    } closer{fd};
    struct stat before {
    }, after{};
    if (::fstat(fd, &before) != 0 || !S_ISREG(before.st_mode))
        return core::fail("compliance.contentLink", {shown});
    core::Sha256Hasher hasher;
    qint64 size = 0;
    for (;;) {
        const ssize_t got = ::read(fd, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return core::fail("core.fileUnreadable", {shown});
        if (got == 0)
            break;
        hasher.add(buffer.data(), size_t(got));
        size += got;
        work.advance(got);
        LASTRA_CHECK(work.check());
    }
    if (::fstat(fd, &after) != 0 || after.st_size != size ||
        after.st_mtim.tv_sec != before.st_mtim.tv_sec ||
        after.st_mtim.tv_nsec != before.st_mtim.tv_nsec)
        return core::fail("compliance.contentChanged", {shown});
    entry.size = size;
    entry.leaf =
        leafHash(core::hex(hasher.finish()) + ' ' + QByteArray::number(size) + ' ' + entry.name);
    return {};
}

core::Result<std::vector<Entry>> list(const QString &folder, qint64 &bytes, core::Work &work) {
    std::vector<Entry> entries;
    const QDir base(folder);
    QDirIterator walk(folder, QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System,
                      QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        LASTRA_CHECK(work.check());
        Entry entry;
        entry.path = walk.next();
        const QString name = base.relativeFilePath(entry.path);
        struct stat info {};
        if (::lstat(QFile::encodeName(entry.path).constData(), &info) != 0)
            return core::fail("core.fileUnreadable", {name});
        if (S_ISDIR(info.st_mode))
            continue;
        if (!S_ISREG(info.st_mode))
            return core::fail("compliance.contentLink", {name});
        entry.name = name.normalized(QString::NormalizationForm_C).toUtf8();
        bytes += info.st_size;
        entries.push_back(std::move(entry));
    }
    std::sort(entries.begin(), entries.end(),
              [](const Entry &a, const Entry &b) { return a.name < b.name; });
    return entries;
}

} // namespace

core::Sha256 leafHash(QByteArrayView bytes) {
    core::Sha256Hasher hasher;
    hasher.add("\0", 1);
    hasher.add(bytes);
    return hasher.finish();
}

core::Sha256 nodeHash(const core::Sha256 &left, const core::Sha256 &right) {
    core::Sha256Hasher hasher;
    hasher.add("\1", 1);
    hasher.add(core::view(left));
    hasher.add(core::view(right));
    return hasher.finish();
}

core::Sha256 treeRoot(const std::vector<core::Sha256> &leaves) {
    GrowingTree tree;
    for (const core::Sha256 &leaf : leaves)
        tree.add(leaf);
    return tree.root();
}

void GrowingTree::add(const core::Sha256 &leaf) {
    core::Sha256 hash = leaf;
    // Each trailing one bit of the size is a full subtree of that height, now merged.
    for (qint64 bits = m_size; bits & 1; bits >>= 1) {
        hash = nodeHash(m_peaks.back(), hash);
        m_peaks.pop_back();
    }
    m_peaks.push_back(hash);
    ++m_size;
}

core::Sha256 GrowingTree::root() const {
    if (m_peaks.empty())
        return core::sha256({});
    core::Sha256 hash = m_peaks.back();
    for (size_t i = m_peaks.size() - 1; i-- > 0;)
        hash = nodeHash(m_peaks[i], hash);
    return hash;
}

core::Result<ContentRoot> contentRoot(const QString &folder, core::Work &work) {
    ContentRoot content;
    work.begin(core::Unit::Bytes, -1, QStringLiteral("list"));
    if (!QDir(folder).exists())
        return core::fail("core.fileUnreadable", {QDir(folder).dirName()});
    LASTRA_TRY(entries, list(folder, content.bytes, work));
    if (entries.empty())
        return core::fail("compliance.contentEmpty", {QDir(folder).dirName()});
    work.begin(core::Unit::Bytes, content.bytes, QStringLiteral("digest"));

    std::atomic<size_t> next = 0;
    std::mutex mutex;
    core::Done done;
    const auto hashSome = [&] {
        std::vector<char> buffer(1 << 20);
        for (size_t i; (i = next.fetch_add(1)) < entries.size();) {
            if (auto one = hashEntry(entries[i], buffer, work); !one) {
                const std::lock_guard lock(mutex);
                if (done)
                    done = std::move(one);
                next = entries.size();
            }
        }
    };
    const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 1u, 8u);
    std::vector<std::jthread> pool;
    for (unsigned t = 1; t < threads && t < entries.size(); ++t)
        pool.emplace_back(hashSome);
    hashSome();
    pool.clear();
    LASTRA_CHECK(std::move(done));

    GrowingTree tree;
    content.bytes = 0;
    for (const Entry &entry : entries) {
        tree.add(entry.leaf);
        content.bytes += entry.size;
    }
    content.files = qint64(entries.size());
    content.root = QStringLiteral("sha256:") + QLatin1String(core::hex(tree.root()));
    return content;
}

} // namespace lastra::compliance
