#include "ZipReceiver.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace lastra::xnat {
namespace {

constexpr qint64 kQueueBytes = 8 << 20;
constexpr qint64 kMaxPassedBytes = qint64(1) << 30; // of members nobody asked for
constexpr int kMaxMembers = 2'000'000;
constexpr qsizetype kMaxNameLength = 1024;

// A relative path that stays below its folder on every system.
bool isSafe(const QString &name) {
    if (name.isEmpty() || name.size() > kMaxNameLength || name.startsWith('/') ||
        name.contains('\\') || name.contains(QChar(0)) || (name.size() > 1 && name[1] == ':'))
        return false;
    for (const QString &part : name.split('/'))
        if (part == QLatin1String(".."))
            return false;
    return true;
}

} // namespace

// What libarchive's C callback needs: the receiver, and the block it is reading from.
struct ZipReceiver::Feed {
    ZipReceiver *receiver;
    QByteArray block;
    static la_ssize_t read(archive *, void *self, const void **data) {
        auto *feed = static_cast<Feed *>(self);
        feed->block = feed->receiver->take();
        *data = feed->block.constData();
        return la_ssize_t(feed->block.size());
    }
};

ZipReceiver::ZipReceiver(QString host, ZipTaker taker)
    : m_host(std::move(host)), m_taker(std::move(taker)), m_thread([this] { read(); }) {}

ZipReceiver::~ZipReceiver() {
    abandon();
}

core::Done ZipReceiver::write(QByteArrayView bytes) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_stopped || m_queued < kQueueBytes; });
    if (m_stopped)
        return m_result ? core::Done() : core::passOn(m_result);
    m_queue.push_back(bytes.toByteArray());
    m_queued += bytes.size();
    m_changed.notify_all();
    return {};
}

core::Done ZipReceiver::finish() {
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        m_changed.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
    return m_result;
}

void ZipReceiver::abandon() {
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        m_queue.clear();
        m_queued = 0;
        m_changed.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
}

QByteArray ZipReceiver::take() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_ended || !m_queue.empty(); });
    if (m_queue.empty())
        return {};
    QByteArray block = std::move(m_queue.front());
    m_queue.pop_front();
    m_queued -= block.size();
    m_changed.notify_all();
    return block;
}

void ZipReceiver::read() {
    core::Done result = readMembers();
    const std::lock_guard lock(m_mutex);
    m_result = std::move(result);
    m_stopped = true;
    m_changed.notify_all();
}

core::Done ZipReceiver::readMembers() {
    Feed feed{this, {}};
    const std::unique_ptr<archive, decltype(&archive_read_free)> zip(archive_read_new(),
                                                                     &archive_read_free);
    archive_read_support_format_zip_streamable(zip.get());
    if (archive_read_open(zip.get(), &feed, nullptr, &Feed::read, nullptr) != ARCHIVE_OK)
        return core::fail("xnat.zipBroken", {m_host});
    const auto unsafe = [this](const char *why) {
        return core::fail("xnat.zipUnsafe", {m_host, QLatin1String(why)});
    };
    qint64 passed = 0;
    for (int members = 0;; ++members) {
        archive_entry *entry = nullptr;
        const int next = archive_read_next_header(zip.get(), &entry);
        if (next == ARCHIVE_EOF)
            return {};
        if (next != ARCHIVE_OK)
            return core::fail("xnat.zipBroken", {m_host});
        if (members > kMaxMembers)
            return unsafe("members");
        const char *utf8 = archive_entry_pathname_utf8(entry);
        const QString name = QString::fromUtf8(utf8 ? utf8 : archive_entry_pathname(entry));
        if (!isSafe(name))
            return unsafe("path");
        if (archive_entry_filetype(entry) == AE_IFDIR)
            continue;
        if (archive_entry_filetype(entry) != AE_IFREG)
            return unsafe("link");
        LASTRA_TRY(wanted, m_taker.begin(name));
        const bool passOver = wanted < 0;
        const qint64 limit = passOver ? kMaxPassedBytes - passed : wanted;
        qint64 got = 0;
        while (true) {
            const void *data = nullptr;
            size_t size = 0;
            la_int64_t offset = 0;
            const int block = archive_read_data_block(zip.get(), &data, &size, &offset);
            if (block == ARCHIVE_EOF)
                break;
            if (block != ARCHIVE_OK)
                return core::fail("xnat.zipBroken", {m_host});
            got += qint64(size);
            if (got > limit)
                return unsafe("size");
            if (!passOver)
                LASTRA_CHECK(m_taker.bytes({static_cast<const char *>(data), qsizetype(size)}));
        }
        if (passOver)
            passed += got;
        else
            LASTRA_CHECK(m_taker.end());
    }
}

} // namespace lastra::xnat
