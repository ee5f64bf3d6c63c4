#pragma once
// What slurmrestd v0.0.38 says, in this module's words. Pure.

#include "lastra/queue/Queue.h"

#include <QJsonObject>

namespace lastra::queue {

struct SlurmError {
    int number = 0; // 0: none
    QString text;
};
// The first of an answer's errors; its number stands under one of three names.
[[nodiscard]] SlurmError firstError(const QJsonObject &answer);

struct SubmitAnswer {
    enum class Kind {
        Accepted,        // a job_id is there, whatever stands beside it
        Refused,         // with the site's words
        RefusedSilently, // by the site's own filter, whose words are lost
        NotSent,
        TokenRefused,
        Doubtful // may have been accepted
    };
    Kind kind = Kind::Doubtful;
    qint64 jobId = 0;
    QString words;
};
[[nodiscard]] SubmitAnswer readSubmit(int httpStatus, const QJsonObject &answer);

// One record of a listing; an array that has not started is one record for all its waiting tasks.
struct SlurmRecord {
    qint64 jobId = 0; // of the array when it is one
    QString name, stateWord, reason;
    std::vector<int> tasks; // empty: not an array
    JobState state = JobState::Unknown;
    int exitCode = -1, restarts = 0;
    QDateTime started, ended, expectedStart;
};
[[nodiscard]] SlurmRecord readRecord(const QJsonObject &job);
// "0-3,7%2" -> 0 1 2 3 7, each once; those that no job of ours has are left out.
[[nodiscard]] std::vector<int> readTasks(const QString &text);

// When a JWT ends; invalid when that cannot be read from it.
[[nodiscard]] QDateTime tokenEnd(QByteArrayView jwt);

} // namespace lastra::queue
