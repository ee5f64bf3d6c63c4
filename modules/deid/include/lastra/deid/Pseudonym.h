#pragma once
// Replacement identities, the same on every machine with the same key, with no table behind them.

#include "lastra/deid/Policy.h"

#include <QDate>

#include <optional>

namespace lastra::deid {

// "2.25." and the decimal of a UUID made from the HMAC; registered UIDs stay. One value.
[[nodiscard]] QByteArray mapUid(const Key &key, QByteArrayView uid);

// Who a file is about: issuer and patient ID after clean-up; without an ID the study stands alone.
[[nodiscard]] QByteArray subjectIdentity(const QString &issuer, const QString &patientId,
                                         const QByteArray &studyUid);

struct Subject {
    QString pseudonym; // "LAS-" and 16 letters of base 32
    int shiftDays = 0; // whole weeks backwards, -364 to -3640
};
[[nodiscard]] Subject subjectOf(const Key &key, const QByteArray &identity);

// DA or DT moved by whole days, the zone dropped; nothing when it holds no whole date.
[[nodiscard]] std::optional<QByteArray> shiftDate(QByteArrayView value, int days);

} // namespace lastra::deid
