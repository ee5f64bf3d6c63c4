#include "SlurmAnswers.h"

#include "JobFolder.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace lastra::queue {

namespace {

QString text(const QJsonObject &object, const char *key) {
    return object.value(QLatin1String(key)).toString();
}

qint64 number(const QJsonObject &object, const char *key) {
    return object.value(QLatin1String(key)).toInteger();
}

QDateTime time(const QJsonObject &object, const char *key) {
    const qint64 seconds = number(object, key);
    return seconds > 0 ? QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC) : QDateTime();
}

JobState stateOf(const QString &word, const QString &reason) {
    static const QStringList stuck{
        QStringLiteral("PartitionDown"),   QStringLiteral("PartitionTimeLimit"),
        QStringLiteral("PartitionConfig"), QStringLiteral("PartitionInactive"),
        QStringLiteral("JobHeldUser"),     QStringLiteral("JobHeldAdmin"),
        QStringLiteral("BadConstraints"),  QStringLiteral("DependencyNeverSatisfied")};
    static constexpr std::pair<const char *, JobState> kStates[] = {
        {"RUNNING", JobState::Running},
        {"CONFIGURING", JobState::Running},
        {"SUSPENDED", JobState::Paused},
        {"COMPLETING", JobState::Finishing},
        {"COMPLETED", JobState::Done},
        {"FAILED", JobState::Failed},
        {"OUT_OF_MEMORY", JobState::OutOfMemory},
        {"TIMEOUT", JobState::TimedOut},
        {"DEADLINE", JobState::TimedOut},
        {"PREEMPTED", JobState::Preempted},
        {"NODE_FAIL", JobState::NodeLost},
        {"BOOT_FAIL", JobState::NodeLost},
        {"CANCELLED", JobState::Cancelled}};
    if (word == u"PENDING")
        return stuck.contains(reason) ? JobState::Stuck : JobState::Queued;
    for (const auto &[name, state] : kStates)
        if (word == QLatin1String(name))
            return state;
    return JobState::Unknown; // shown as it is, never taken for an end
}

} // namespace

SlurmError firstError(const QJsonObject &answer) {
    for (const auto &item : answer.value(QStringLiteral("errors")).toArray()) {
        const QJsonObject object = item.toObject();
        SlurmError error;
        for (const char *key : {"error_number", "error_code", "errno"})
            if (const qint64 n = number(object, key); n != 0)
                error.number = int(n);
        const QString said = text(object, "error"), more = text(object, "description");
        error.text = said.isEmpty() ? more : said;
        if (!more.isEmpty() && more != said && !said.isEmpty() && said == u"Unspecified error")
            error.text = more;
        error.text = error.text.left(200);
        return error;
    }
    return {};
}

SubmitAnswer readSubmit(int httpStatus, const QJsonObject &answer) {
    using Kind = SubmitAnswer::Kind;
    const SlurmError error = firstError(answer);
    if (const qint64 id = number(answer, "job_id"); id > 0)
        return {Kind::Accepted, id, error.text};
    if (httpStatus == 401 || httpStatus == 403 || httpStatus == 511)
        return {Kind::TokenRefused, 0, error.text};
    switch (error.number) {
    case -1:
        return {Kind::RefusedSilently, 0, error.text};
    case 1800: // the gateway could not reach the controller
        return {Kind::NotSent, 0, error.text};
    case 0:
    case 5004: // timed out on send or receive
    case 5005: // zero bytes came back
        if (httpStatus < 400 || httpStatus >= 500)
            return {Kind::Doubtful, 0, error.text};
        break;
    default:
        break;
    }
    return {Kind::Refused, 0,
            error.text.isEmpty() ? QStringLiteral("HTTP %1").arg(httpStatus) : error.text};
}

std::vector<int> readTasks(const QString &text) {
    std::vector<bool> named(kMaxShards);
    const QStringList parts = text.section(u'%', 0, 0).split(u',', Qt::SkipEmptyParts);
    // As many parts as there can be tasks; a longer list repeats itself.
    for (const QString &part : parts.first(std::min<qsizetype>(parts.size(), kMaxShards))) {
        bool ok = false, toOk = false;
        const int from = part.section(u'-', 0, 0).toInt(&ok);
        const int to = part.contains(u'-') ? part.section(u'-', 1, 1).toInt(&toOk) : from;
        if (!ok || from < 0 || to < from || to >= kMaxShards)
            continue;
        for (int i = from; i <= to; ++i)
            named[size_t(i)] = true;
    }
    std::vector<int> tasks;
    for (int i = 0; i < kMaxShards; ++i)
        if (named[size_t(i)])
            tasks.push_back(i);
    return tasks;
}

SlurmRecord readRecord(const QJsonObject &job) {
    SlurmRecord record;
    const qint64 array = number(job, "array_job_id");
    record.jobId = array > 0 ? array : number(job, "job_id");
    record.name = text(job, "name");
    record.stateWord = text(job, "job_state");
    record.reason = text(job, "state_reason");
    if (record.reason == u"None")
        record.reason.clear();
    record.state = stateOf(record.stateWord, record.reason);
    if (array > 0) {
        const QJsonValue task = job.value(QStringLiteral("array_task_id"));
        if (task.isDouble())
            record.tasks = {task.toInt()};
        else
            record.tasks = readTasks(text(job, "array_task_string"));
    }
    // The raw wait status: 768 is exit 3, 9 is SIGKILL.
    const int status = int(number(job, "exit_code"));
    if (isFinal(record.state))
        record.exitCode = (status & 0x7f) != 0 ? 128 + (status & 0x7f) : (status >> 8) & 0xff;
    record.restarts = int(number(job, "restart_cnt"));
    if (record.stateWord == u"PENDING") {
        record.expectedStart = time(job, "start_time");
    } else {
        record.started = time(job, "start_time");
        if (isFinal(record.state))
            record.ended = time(job, "end_time");
    }
    return record;
}

QDateTime tokenEnd(QByteArrayView jwt) {
    const QList<QByteArray> parts = jwt.toByteArray().split('.');
    if (parts.size() != 3)
        return {};
    const QByteArray payload = QByteArray::fromBase64(parts[1], QByteArray::Base64UrlEncoding |
                                                                    QByteArray::OmitTrailingEquals);
    return time(QJsonDocument::fromJson(payload).object(), "exp");
}

} // namespace lastra::queue
