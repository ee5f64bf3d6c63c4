#include "lastra/deid/Pseudonym.h"

#include <QHash>

#include <algorithm>

namespace lastra::deid {
namespace {

QByteArrayView clean(QByteArrayView uid) {
    while (!uid.isEmpty() && (uid.back() == '\0' || uid.back() == ' '))
        uid.chop(1);
    while (!uid.isEmpty() && uid.front() == ' ')
        uid = uid.sliced(1);
    return uid;
}

QByteArray decimal(const uchar *bytes) {
    quint32 words[4];
    for (int i = 0; i < 4; ++i)
        words[i] = quint32(bytes[4 * i]) << 24 | quint32(bytes[4 * i + 1]) << 16 |
                   quint32(bytes[4 * i + 2]) << 8 | bytes[4 * i + 3];
    QByteArray digits;
    while (words[0] || words[1] || words[2] || words[3]) {
        quint64 rest = 0;
        for (quint32 &word : words) {
            rest = rest << 32 | word;
            word = quint32(rest / 1'000'000'000);
            rest %= 1'000'000'000;
        }
        for (int i = 0; i < 9; ++i) {
            digits.append(char('0' + rest % 10));
            rest /= 10;
        }
    }
    while (digits.endsWith('0') && digits.size() > 1)
        digits.chop(1);
    std::reverse(digits.begin(), digits.end());
    return digits;
}
} // namespace

QByteArray mapUid(const Key &key, QByteArrayView uid) {
    const QByteArrayView value = clean(uid);
    if (value.isEmpty())
        return {};
    if (dicom::isRegisteredUid(value))
        return value.toByteArray();
    QByteArray bytes = key.derive("uid", value).left(16);
    // RFC 9562: version 8 (own derivation), variant 10.
    bytes[6] = char((uchar(bytes[6]) & 0x0f) | 0x80);
    bytes[8] = char((uchar(bytes[8]) & 0x3f) | 0x80);
    return "2.25." + decimal(reinterpret_cast<const uchar *>(bytes.constData()));
}

QByteArray subjectIdentity(const QString &issuer, const QString &patientId,
                           const QByteArray &studyUid) {
    const QString id = patientId.simplified();
    if (id.isEmpty())
        return "study:" + studyUid;
    return "patient:" + issuer.simplified().toUtf8() + '\0' + id.toUtf8();
}

Subject subjectOf(const Key &key, const QByteArray &identity) {
    static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const QByteArray bytes = key.derive("patient", identity);
    Subject subject;
    subject.pseudonym = QStringLiteral("LAS-");
    int bits = 0;
    quint32 value = 0;
    for (int i = 0; i < 10; ++i) {
        value = value << 8 | uchar(bytes[i]);
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            subject.pseudonym += QLatin1Char(kLetters[value >> bits & 31]);
        }
    }
    const QByteArray date = key.derive("date", identity);
    const quint32 number = quint32(uchar(date[0])) << 24 | quint32(uchar(date[1])) << 16 |
                           quint32(uchar(date[2])) << 8 | uchar(date[3]);
    subject.shiftDays = -7 * int(52 + number % (520 - 52 + 1));
    return subject;
}

std::optional<QByteArray> shiftDate(QByteArrayView value, int days) {
    QByteArray text = clean(value).toByteArray();
    // ACR-NEMA wrote 1993.07.25.
    if (text.size() == 10 && text[4] == '.' && text[7] == '.')
        text.remove(7, 1).remove(4, 1);
    if (text.size() < 8)
        return std::nullopt;
    for (int i = 0; i < 8; ++i)
        if (text[i] < '0' || text[i] > '9')
            return std::nullopt;
    const QDate date(text.left(4).toInt(), text.mid(4, 2).toInt(), text.mid(6, 2).toInt());
    if (!date.isValid())
        return std::nullopt;
    QByteArray rest = text.mid(8);
    // The zone reveals the region.
    for (const char sign : {'+', '-'})
        if (const qsizetype at = rest.indexOf(sign); at >= 0)
            rest.truncate(at);
    for (const char c : rest)
        if ((c < '0' || c > '9') && c != '.')
            return std::nullopt;
    const QDate moved = date.addDays(days);
    return moved.toString(QStringLiteral("yyyyMMdd")).toLatin1() + rest;
}

} // namespace lastra::deid
