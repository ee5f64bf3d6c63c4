#pragma once
// Takes a zip while it comes off the network and hands out its members. Nothing in it can name a
// place outside its folder or inflate beyond what was announced.

#include "lastra/core/Result.h"

#include <QByteArray>
#include <QString>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace lastra::xnat {

// What becomes of the members; called on the receiver's own thread.
struct ZipTaker {
    // A member begins; the most bytes it may have, or -1 to pass over it.
    std::function<core::Result<qint64>(const QString &name)> begin;
    std::function<core::Done(QByteArrayView bytes)> bytes;
    std::function<core::Done()> end; // the member is whole, its CRC right
};

class ZipReceiver {
public:
    ZipReceiver(QString host, ZipTaker taker);
    ~ZipReceiver();
    ZipReceiver(const ZipReceiver &) = delete;

    // Waits while the reader is behind. The reader's error when it has stopped.
    core::Done write(QByteArrayView bytes);
    // No more bytes: waits for the reader. "xnat.zipBroken" when the zip is not whole.
    core::Done finish();
    // The transfer broke: what is whole stays taken, the rest is dropped.
    void abandon();

private:
    void read();
    core::Done readMembers();
    // The next bytes for libarchive; empty at the end.
    QByteArray take();

    struct Feed;
    QString m_host;
    ZipTaker m_taker;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<QByteArray> m_queue;
    qint64 m_queued = 0;
    bool m_ended = false, m_stopped = false;
    core::Done m_result;
    std::thread m_thread;
};

} // namespace lastra::xnat
