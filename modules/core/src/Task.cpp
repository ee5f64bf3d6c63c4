#include "lastra/core/Task.h"

#include <algorithm>

namespace lastra::core {

TaskList::TaskList(QObject *parent) : QObject(parent) {
    // Tasks mostly wait for disk, network or their own worker threads: more of them than cores.
    m_pool.setMaxThreadCount(std::max(4, QThread::idealThreadCount()));
}

TaskList::~TaskList() {
    for (const Task &task : m_tasks)
        task.work->cancel();
    m_pool.waitForDone();
}

qint64 TaskList::add(const QString &name, const QString &icon, std::shared_ptr<Work> work) {
    Task task;
    task.id = m_next++;
    task.name = name;
    task.icon = icon;
    task.work = std::move(work);
    task.started = QDateTime::currentDateTimeUtc();
    m_tasks.push_back(std::move(task));
    Q_EMIT added(m_tasks.back().id);
    return m_tasks.back().id;
}

void TaskList::finish(qint64 id, const Error *error) {
    const auto task =
        std::find_if(m_tasks.begin(), m_tasks.end(), [id](const Task &t) { return t.id == id; });
    if (task == m_tasks.end())
        return;
    task->seconds = double(task->started.msecsTo(QDateTime::currentDateTimeUtc())) / 1000.0;
    task->state = !error                            ? Task::State::Finished
                  : error->code == "core.cancelled" ? Task::State::Cancelled
                                                    : Task::State::Failed;
    if (error)
        task->error = *error;
    Q_EMIT changed(id);
}

void TaskList::cancel(qint64 id) {
    const auto task =
        std::find_if(m_tasks.begin(), m_tasks.end(), [id](const Task &t) { return t.id == id; });
    if (task == m_tasks.end())
        return;
    task->work->cancel();
    Q_EMIT cancelAsked(id);
}

void TaskList::clearEnded() {
    std::erase_if(m_tasks, [](const Task &t) { return t.state != Task::State::Running; });
    Q_EMIT cleared();
}

int TaskList::running() const {
    return int(std::count_if(m_tasks.begin(), m_tasks.end(),
                             [](const Task &t) { return t.state == Task::State::Running; }));
}

} // namespace lastra::core
