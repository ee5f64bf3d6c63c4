#include "KeyringStore.h"

#include "lastra/core/Digest.h"

#include <qt6keychain/keychain.h>

#include <QObject>
#include <QThread>

#include <future>

namespace lastra::core {

namespace {

// One for the whole program: QtKeychain's queue of jobs lives on the thread that first used it and
// stands still for good once that thread has ended.
class KeyringThread {
public:
    static QObject *worker() {
        static KeyringThread thread;
        return thread.m_worker;
    }

private:
    KeyringThread() : m_worker(new QObject) {
        m_thread.setObjectName(QStringLiteral("keyring"));
        m_worker->moveToThread(&m_thread);
        m_thread.start();
    }
    ~KeyringThread() {
        m_thread.quit();
        m_thread.wait();
        delete m_worker;
    }

    QThread m_thread;
    QObject *m_worker;
};

} // namespace

KeyringStore::KeyringStore(QString service) : m_service(std::move(service)) {}

template <class Job, class Prepare, class Finish>
Done KeyringStore::runJob(const QString &name, Prepare prepare, Finish finish) {
    // The promise outlives a caller who lost patience: the job may still end later.
    auto promise = std::make_shared<std::promise<Done>>();
    auto future = promise->get_future();
    QObject *worker = KeyringThread::worker();
    QMetaObject::invokeMethod(
        worker,
        [service = m_service, worker, name, promise, prepare, finish] {
            auto *job = new Job(service, worker);
            job->setAutoDelete(true);
            job->setInsecureFallback(false);
            job->setKey(name);
            prepare(job);
            QObject::connect(job, &QKeychain::Job::finished, worker,
                             [promise, finish](QKeychain::Job *ended) {
                                 promise->set_value(finish(static_cast<Job *>(ended)));
                             });
            job->start();
        },
        Qt::QueuedConnection);
    if (future.wait_for(m_patience) != std::future_status::ready)
        return fail("core.secretLocked", {}, QStringLiteral("the keyring did not answer"));
    return future.get();
}

namespace {

Done outcome(const QKeychain::Job *job) {
    switch (job->error()) {
    case QKeychain::NoError:
    case QKeychain::EntryNotFound:
        return {};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return fail("core.secretLocked");
    default:
        return fail("core.secretBackend", {}, job->errorString());
    }
}

} // namespace

Result<std::optional<SecretBytes>> KeyringStore::read(const QString &name) {
    auto value = std::make_shared<std::optional<SecretBytes>>();
    LASTRA_CHECK(runJob<QKeychain::ReadPasswordJob>(
        name, [](auto *) {},
        [value](QKeychain::ReadPasswordJob *job) -> Done {
            if (job->error() == QKeychain::NoError)
                *value = SecretBytes(job->binaryData());
            return outcome(job);
        }));
    return std::move(*value);
}

Done KeyringStore::write(const QString &name, const SecretBytes &value) {
    return runJob<QKeychain::WritePasswordJob>(
        name,
        [value](QKeychain::WritePasswordJob *job) {
            job->setBinaryData(value.view().toByteArray());
        },
        [](QKeychain::WritePasswordJob *job) { return outcome(job); });
}

Done KeyringStore::remove(const QString &name) {
    return runJob<QKeychain::DeletePasswordJob>(
        name, [](auto *) {}, [](QKeychain::DeletePasswordJob *job) { return outcome(job); });
}

Done KeyringStore::selfTest(std::chrono::milliseconds patience) {
    const auto usual = std::exchange(m_patience, patience);
    const QString name = QStringLiteral("self-test-") + QString::fromLatin1(randomBytes(8).toHex());
    const SecretBytes value(randomBytes(32));
    const auto attempt = [&]() -> Done {
        LASTRA_CHECK(write(name, value));
        LASTRA_TRY(back, read(name));
        LASTRA_CHECK(remove(name));
        if (!back || !(*back == value))
            return fail("core.secretLocked", {},
                        QStringLiteral("the test entry did not come back"));
        return {};
    };
    const Done done = attempt();
    m_patience = usual;
    return done;
}

} // namespace lastra::core
