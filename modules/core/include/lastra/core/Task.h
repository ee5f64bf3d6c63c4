#pragma once
// Something running in this program: snapshot in, work on a pool, result back on the owner's thread
// if the owner still lives. The list is what the task drawer shows.

#include "lastra/core/Work.h"

#include <QDateTime>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <vector>

namespace lastra::core {

struct Task {
    enum class State { Running, Finished, Failed, Cancelled };
    qint64 id = 0;
    QString name; // what the drawer says; no real name or ID of a patient
    QString icon; // name of an icon
    State state = State::Running;
    std::shared_ptr<Work> work;
    Error error; // when Failed
    QDateTime started;
    double seconds = 0; // how long it took, once ended
};

// Lives on the GUI thread; all calls and signals there. Newest task last.
class TaskList : public QObject {
    Q_OBJECT
public:
    explicit TaskList(QObject *parent = nullptr);
    // Stops what runs and waits for it. Nobody asked for that: cancelAsked() stays silent.
    ~TaskList() override;

    // Runs work(Work &) -> Result<T> on the pool, then then(Result<T>) here if owner still lives.
    template <class Fn, class Then>
    qint64 run(QObject *owner, const QString &name, const QString &icon, Fn work, Then then) {
        const std::shared_ptr<Work> shared = std::make_shared<Work>();
        const qint64 id = add(name, icon, shared);
        QPointer<QObject> guard(owner);
        m_pool.start(
            [this, id, guard, shared, fn = std::move(work), then = std::move(then)]() mutable {
                auto result = std::make_shared<decltype(fn(*shared))>(fn(*shared));
                QMetaObject::invokeMethod(
                    this,
                    [this, id, guard, result, then = std::move(then)]() mutable {
                        finish(id, *result ? nullptr : &result->error());
                        if (guard)
                            then(std::move(*result));
                    },
                    Qt::QueuedConnection);
            });
        return id;
    }

    void cancel(qint64 id);
    // Forgets the tasks that have ended.
    void clearEnded();
    [[nodiscard]] const std::vector<Task> &tasks() const { return m_tasks; }
    [[nodiscard]] int running() const;

Q_SIGNALS:
    void added(qint64 id);
    void cancelAsked(qint64 id); // by cancel(): a person wants it stopped
    void changed(qint64 id);     // ended; progress is polled by whoever shows it
    void cleared();

private:
    qint64 add(const QString &name, const QString &icon, std::shared_ptr<Work> work);
    void finish(qint64 id, const Error *error);

    std::vector<Task> m_tasks;
    qint64 m_next = 1;
    QThreadPool m_pool;
};

} // namespace lastra::core
