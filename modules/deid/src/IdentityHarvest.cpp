#include "IdentityHarvest.h"

#include "Tables.h"

#include <QRegularExpression>
#include <QStringConverter>

namespace lastra::deid {
namespace {

namespace VR = dicom::VR;

bool meaningless(const QString &word) {
    static const QSet<QString> none = {
        QStringLiteral("none"),       QStringLiteral("unknown"), QStringLiteral("anonymous"),
        QStringLiteral("anonymized"), QStringLiteral("patient"), QStringLiteral("study"),
        QStringLiteral("series"),     QStringLiteral("removed"), QStringLiteral("the"),
        QStringLiteral("of"),         QStringLiteral("and"),     QStringLiteral("di"),
        QStringLiteral("de"),         QStringLiteral("del")};
    return none.contains(word);
}

// By keyword, so that an attribute the engine's list forgot is still looked for.
bool identifies(const RawElement &element) {
    const dicom::DictionaryEntry *entry = dicom::lookUp(element.tag);
    if (!entry || element.tag.isPrivate() ||
        (entry->vr != VR::LO && entry->vr != VR::SH && entry->vr != VR::ST && entry->vr != VR::UT))
        return false;
    static const char *const exact[] = {"PatientID",
                                        "OtherPatientIDs",
                                        "AccessionNumber",
                                        "StudyID",
                                        "StationName",
                                        "DeviceSerialNumber",
                                        "IssuerOfPatientID",
                                        "MedicalRecordLocator",
                                        "AdmissionID",
                                        "MilitaryRank",
                                        "PlacerOrderNumberImagingServiceRequest",
                                        "FillerOrderNumberImagingServiceRequest",
                                        "RequestedProcedureID",
                                        "ScheduledProcedureStepID",
                                        "PerformedProcedureStepID"};
    for (const char *keyword : exact)
        if (entry->keyword == keyword)
            return true;
    return entry->keyword.contains("Address") || entry->keyword.contains("Telephone") ||
           entry->keyword.startsWith("Institution");
}

// Two-byte form of the text, and what else a program may have written it as.
void encodings(const QString &text, NeedleKind kind, Needles &needles) {
    needles.add(text.toUtf8(), kind);
    bool latin = true;
    for (const QChar c : text)
        latin = latin && c.unicode() < 0x100;
    if (latin)
        needles.add(text.toLatin1(), kind);
    const QSet<QChar> distinct(text.begin(), text.end());
    if (text.size() < 6 && distinct.size() < 5)
        return; // in two bytes too much like neighbouring pixels
    QStringEncoder little(QStringConverter::Utf16LE), big(QStringConverter::Utf16BE);
    needles.add(little.encode(text), kind);
    needles.add(big.encode(text), kind);
}

void cases(const QString &text, NeedleKind kind, Needles &needles) {
    const QString lower = text.toLower();
    QString title = lower;
    if (!title.isEmpty())
        title[0] = title[0].toUpper();
    for (const QString &form :
         {text, lower, text.toUpper(), title, plainForm(text), plainForm(text).toUpper()})
        encodings(form, kind, needles);
}
} // namespace

QString plainForm(const QString &text) {
    QString out;
    for (const QChar c : text.normalized(QString::NormalizationForm_KD))
        if (!c.isMark())
            out += c.toLower();
    return out;
}

// Letters and digits alone, of what has at least four digits.
static QString joined(const QString &text) {
    QString out;
    for (const QChar c : plainForm(text))
        if (c.isLetterOrNumber())
            out += c;
    const auto digits = std::count_if(out.begin(), out.end(), [](QChar c) { return c.isDigit(); });
    return digits >= 4 ? out : QString();
}

void IdentityHarvest::words(const QString &value, int shortest) {
    static const QRegularExpression gap(QStringLiteral("[^\\p{L}\\p{N}]+"));
    for (const QString &word : plainForm(value).split(gap, Qt::SkipEmptyParts))
        if (word.size() >= shortest && !meaningless(word))
            m_words.insert(word);
}

void IdentityHarvest::add(const RawFile &file) {
    static const QRegularExpression parts(QStringLiteral("[\\^=]"));
    const auto take = [&](const RawElement &found) {
        // A name is what its tag says, also where the file gives it the VR of something else.
        const dicom::DictionaryEntry *entry =
            found.tag.isPrivate() ? nullptr : dicom::lookUp(found.tag);
        RawElement named;
        const bool other = entry && entry->vr != found.vr && dicom::isText(entry->vr) &&
                           found.vr != VR::SQ && found.value.size() < 65536;
        if (other) {
            named = found;
            named.vr = entry->vr;
        }
        const RawElement &e = other ? named : found;
        if (e.vr == VR::PN) {
            for (const QString &value : e.texts()) {
                for (const QString &part : value.split(parts, Qt::SkipEmptyParts)) {
                    const QString name = part.trimmed();
                    words(name, 2);
                    if (name.size() >= 2 && !meaningless(plainForm(name)))
                        m_names.insert(name);
                }
            }
            for (const QByteArray &part : e.trimmed().replace('=', '^').split('^'))
                if (std::any_of(part.begin(), part.end(), [](char c) { return uchar(c) >= 0x80; }))
                    m_rawNames.insert(part.trimmed());
        } else if (e.vr == VR::UI) {
            for (const QByteArray &uid : e.trimmed().split('\\'))
                if (!uid.isEmpty() && !dicom::isRegisteredUid(uid))
                    m_uids.insert(uid);
        } else if (e.vr == VR::DA || e.vr == VR::DT) {
            for (const QByteArray &date : e.trimmed().split('\\'))
                if (date.size() >= 8 && date != "00000000" && !date.startsWith("19000101")) {
                    m_dates.insert(date.left(8));
                    m_days.insert(date.mid(4, 4));
                }
        } else if (identifies(e)) {
            for (const QString &value : e.texts()) {
                const QString id = value.trimmed();
                words(id, 4);
                if (!id.isEmpty() && !meaningless(plainForm(id)))
                    m_identifiers.insert(id);
                if (const QString tight = joined(id); tight.size() >= 5)
                    m_tight.insert(tight);
            }
        }
    };
    for (const RawElement &e : file.meta())
        if (e.tag != dicom::Tag(0x00020012)) // names a program, maybe this one
            take(e);
    for (const RawElement &e : file.elements())
        take(e);
}

void IdentityHarvest::merge(const IdentityHarvest &other) {
    m_names.unite(other.m_names);
    m_identifiers.unite(other.m_identifiers);
    m_words.unite(other.m_words);
    m_rawNames.unite(other.m_rawNames);
    m_uids.unite(other.m_uids);
    m_dates.unite(other.m_dates);
    m_tight.unite(other.m_tight);
    m_days.unite(other.m_days);
}

bool IdentityHarvest::spellsDate(const QString &text) const {
    static const QRegularExpression shape(QStringLiteral(
        "(?<![0-9])([0-9]{1,4})[-./ _,]([0-9]{1,2})(?:[-./ _,]([0-9]{2,4}))?(?![0-9])"));
    const auto known = [&](int year, const QString &month, const QString &day) {
        return isDate(QStringLiteral("%1%2%3")
                          .arg(year, 4, 10, QLatin1Char('0'))
                          .arg(month.toInt(), 2, 10, QLatin1Char('0'))
                          .arg(day.toInt(), 2, 10, QLatin1Char('0'))
                          .toLatin1());
    };
    for (qsizetype at = 0;; ++at) {
        const auto match = shape.match(text, at);
        if (!match.hasMatch())
            return false;
        at = match.capturedStart();
        const QString a = match.captured(1), b = match.captured(2), c = match.captured(3);
        if (a.size() == 4 && !c.isEmpty() && known(a.toInt(), b, c))
            return true;
        if (c.isEmpty()) { // day and month, of any year
            const QString day = a.rightJustified(2, u'0'), month = b.rightJustified(2, u'0');
            if (text[match.capturedEnd(1)] == u'/' && a.size() == 2 && b.size() == 2 &&
                (m_days.contains((month + day).toLatin1()) ||
                 m_days.contains((day + month).toLatin1())))
                return true;
            continue;
        }
        const int year = c.toInt();
        for (const int full : {year, 1900 + year, 2000 + year})
            if (a.size() <= 2 && (known(full, b, a) || known(full, a, b)))
                return true;
    }
}

bool IdentityHarvest::spellsIdentifier(const QString &text) const {
    static const QRegularExpression pieces(QStringLiteral("[0-9][^\\p{L}\\p{N}].*[0-9]"));
    if (!pieces.match(text).hasMatch())
        return false;
    const QString tight = joined(text);
    return std::any_of(m_tight.begin(), m_tight.end(),
                       [&](const QString &id) { return tight.contains(id); });
}

namespace {
// As bytes only what cannot be chance: the rest is looked for in the decoded texts.
bool searchable(const QString &value) {
    const QString plain = plainForm(value);
    const bool digits =
        std::all_of(plain.begin(), plain.end(), [](QChar c) { return c.isDigit(); });
    // sssss in two-byte text is also five equal pixels.
    const QSet<QChar> distinct(plain.begin(), plain.end());
    return plain.size() >= (digits ? 6 : 5) && distinct.size() >= 3 &&
           !tables().inVocabulary(plain);
}
} // namespace

void IdentityHarvest::fill(Needles &needles) const {
    for (const QString &name : m_names)
        if (searchable(name) || (name.size() >= 2 && name[0].unicode() >= 0x370))
            cases(name, NeedleKind::Name, needles);
    for (const QByteArray &name : m_rawNames)
        if (name.size() >= 6)
            needles.add(name, NeedleKind::Name);
    for (const QString &id : m_identifiers)
        if (searchable(id))
            cases(id,
                  std::all_of(id.begin(), id.end(), [](QChar c) { return c.isDigit(); })
                      ? NeedleKind::Number
                      : NeedleKind::Identifier,
                  needles);
    for (const QByteArray &uid : m_uids)
        needles.addUid(uid);
    for (const QByteArray &date : m_dates)
        if (std::all_of(date.begin(), date.end(), [](char c) { return c >= '0' && c <= '9'; }))
            needles.add(date, NeedleKind::Date);
}

qint64 IdentityHarvest::suppressed() const {
    const auto count = [](const QSet<QString> &set) {
        return std::count_if(set.begin(), set.end(),
                             [](const QString &value) { return !searchable(value); });
    };
    return count(m_names) + count(m_identifiers);
}

} // namespace lastra::deid
