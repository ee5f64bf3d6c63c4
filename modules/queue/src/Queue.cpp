#include "lastra/queue/Queue.h"

#include <QJsonArray>

#include <algorithm>

namespace lastra::queue {

namespace {
constexpr const char *kStates[] = {"sending",  "queued",      "stuck",          "running",
                                   "paused",   "finishing",   "cancelling",     "done",
                                   "failed",   "outOfMemory", "timedOut",       "preempted",
                                   "nodeLost", "cancelled",   "resultsMissing", "unknown"};

QJsonValue stamp(const QDateTime &at) {
    return at.isValid() ? QJsonValue(at.toUTC().toString(Qt::ISODate)) : QJsonValue();
}

QJsonObject progressJson(const JobProgress &p) {
    return {{QStringLiteral("done"), p.done},
            {QStringLiteral("total"), p.total},
            {QStringLiteral("unit"), p.unit},
            {QStringLiteral("case"), p.item}};
}
} // namespace

QString stateKey(JobState state) {
    return QLatin1String(kStates[int(state)]);
}

JobState stateFromKey(const QString &key) {
    for (size_t i = 0; i < std::size(kStates); ++i)
        if (key == QLatin1String(kStates[i]))
            return JobState(i);
    return JobState::Unknown;
}

bool isFinal(JobState state) {
    return state >= JobState::Done && state <= JobState::ResultsMissing;
}

QJsonObject JobSpec::toJson() const {
    QJsonArray files;
    for (const InputFile &input : inputs)
        files.append(QJsonObject{{QStringLiteral("path"), input.path},
                                 {QStringLiteral("name"), input.name}});
    return {{QStringLiteral("key"), key},
            {QStringLiteral("name"), name},
            {QStringLiteral("command"), QJsonArray::fromStringList(command)},
            {QStringLiteral("job"), job},
            {QStringLiteral("inputs"), files},
            {QStringLiteral("cpus"), cpus},
            {QStringLiteral("memoryMiB"), memoryMiB},
            {QStringLiteral("gpus"), gpus},
            {QStringLiteral("timeLimitMinutes"), timeLimitMinutes},
            {QStringLiteral("shards"), shards}};
}

JobSpec JobSpec::fromJson(const QJsonObject &json) {
    JobSpec spec;
    const auto text = [&](const char *name) { return json.value(QLatin1String(name)).toString(); };
    const auto number = [&](const char *name) { return json.value(QLatin1String(name)).toInt(); };
    spec.key = text("key");
    spec.name = text("name");
    for (const auto &word : json.value(QStringLiteral("command")).toArray())
        spec.command << word.toString();
    spec.job = json.value(QStringLiteral("job")).toObject();
    for (const auto &item : json.value(QStringLiteral("inputs")).toArray())
        spec.inputs.push_back({item.toObject().value(QStringLiteral("path")).toString(),
                               item.toObject().value(QStringLiteral("name")).toString()});
    spec.cpus = number("cpus");
    spec.memoryMiB = number("memoryMiB");
    spec.gpus = number("gpus");
    spec.timeLimitMinutes = number("timeLimitMinutes");
    spec.shards = number("shards");
    return spec;
}

double JobStatus::part() const {
    double sum = 0;
    for (const ShardStatus &shard : shards)
        sum += shard.state == JobState::Done ? 1
               : shard.progress.total > 0
                   ? std::clamp(double(shard.progress.done) / double(shard.progress.total), 0., 1.)
                   : 0;
    return shards.empty() ? (state == JobState::Done ? 1 : 0) : sum / double(shards.size());
}

QJsonObject JobStatus::toJson() const {
    QJsonArray parts;
    for (const ShardStatus &shard : shards)
        parts.append(QJsonObject{{QStringLiteral("index"), shard.index},
                                 {QStringLiteral("state"), stateKey(shard.state)},
                                 {QStringLiteral("attempt"), shard.attempt},
                                 {QStringLiteral("exitCode"), shard.exitCode},
                                 {QStringLiteral("progress"), progressJson(shard.progress)},
                                 {QStringLiteral("started"), stamp(shard.started)},
                                 {QStringLiteral("ended"), stamp(shard.ended)}});
    QJsonObject json{{QStringLiteral("id"), id},
                     {QStringLiteral("queue"), queue},
                     {QStringLiteral("name"), name},
                     {QStringLiteral("key"), key},
                     {QStringLiteral("remoteId"), remoteId},
                     {QStringLiteral("state"), stateKey(state)},
                     {QStringLiteral("why"), why},
                     {QStringLiteral("progress"), progressJson(progress)},
                     {QStringLiteral("shards"), parts},
                     {QStringLiteral("shardsDone"), shardsDone},
                     {QStringLiteral("submitted"), stamp(submitted)},
                     {QStringLiteral("started"), stamp(started)},
                     {QStringLiteral("ended"), stamp(ended)},
                     {QStringLiteral("expectedStart"), stamp(expectedStart)},
                     {QStringLiteral("asOf"), stamp(asOf)}};
    if (!error.code.isEmpty())
        json.insert(QStringLiteral("error"),
                    QJsonObject{{QStringLiteral("code"), QString::fromLatin1(error.code)},
                                {QStringLiteral("arguments"),
                                 QJsonArray::fromStringList(error.arguments)}});
    return json;
}

} // namespace lastra::queue
