#include "ObjectCheck.h"

#include "PixelCheck.h"
#include "Tables.h"

#include <QDate>
#include <QRegularExpression>
#include <optional>

#include <algorithm>

namespace lastra::deid {
namespace {

namespace VR = dicom::VR;

bool isDummy(const QByteArray &value) {
    if (value.isEmpty() || value == "REMOVED" || value == "urn:removed" || value == "000000" ||
        value == "000Y" || value == "0")
        return true;
    return value.startsWith("19000101") ||
           std::all_of(value.begin(), value.end(), [](char c) { return c == '\0' || c == '0'; });
}

// What the engine itself writes, wherever it stands.
bool isMarker(const RawElement &e) {
    if (e.tag == Tag(0x00120063) || e.tag == Tag(0x00120062) || e.tag == Tag(0x00280303))
        return e.path.empty();
    return !e.path.empty() && e.path.size() <= 2 &&
           (e.path[0] == Tag(0x00120064) || e.path[0] == Tag(0x0018a001));
}

bool retained(const Rule &rule, const Policy &policy) {
    for (int i = 0; i < kOptionCount; ++i)
        if (policy.options[i] && rule.options[i] != Code::None)
            return true;
    return false;
}

QByteArray topValue(const RawFile &file, quint32 tag) {
    const RawElement *e = file.top(Tag(tag));
    return e ? e->trimmed() : QByteArray();
}

std::optional<QDate> dateOf(const QByteArray &value) {
    const QDate date =
        QDate::fromString(QString::fromLatin1(value.left(8)), QStringLiteral("yyyyMMdd"));
    return date.isValid() ? std::optional(date) : std::nullopt;
}

// Ages above 89 years are one: 90.
bool ageAllowed(const QByteArray &age) {
    if (age.isEmpty() || age == "090Y")
        return true;
    bool number = false;
    const double value = age.chopped(1).toUInt(&number);
    const QByteArray units = "DWMY";
    const double days[] = {1, 7, 30.4375, 365.25};
    const qsizetype unit = units.indexOf(age.back());
    return number && age.size() == 4 && unit >= 0 && value * days[unit] < 90 * 365.25;
}

class ObjectCheck {
public:
    ObjectCheck(const RawFile &original, const RawFile &released, const Policy &policy,
                const IdentityHarvest &harvest, const Report &report)
        : m_original(original), m_released(released), m_policy(policy), m_harvest(harvest),
          m_report(report) {
        for (const RawElement &e : original.elements())
            if (dicom::isText(e.vr) && !e.value.isEmpty() && e.value.size() < 65536)
                m_before[e.tag.number()].insert(e.trimmed());
    }

    void element(const RawElement &e, ObjectFacts &facts);
    void file(const QString &name);
    void markers();

private:
    void table(const RawElement &e);
    void text(const RawElement &e);
    void date(const RawElement &e, ObjectFacts &facts);
    void privateElement(const RawElement &e);

    const RawFile &m_original, &m_released;
    const Policy &m_policy;
    const IdentityHarvest &m_harvest;
    const Report &m_report;
    QHash<quint32, QSet<QByteArray>> m_before;
};

void ObjectCheck::table(const RawElement &e) {
    if (!dicom::lookUp(e.tag) || (e.tag.group & 0xff00) == 0x6000 ||
        (e.tag.group & 0xff00) == 0x5000 || e.tag.group == 0x0002 || e.tag.group == 0x0004 ||
        (e.tag.group == 0x7fe0 && !e.path.empty()) || e.tag.group == 0xfffc ||
        e.tag == Tag(0x00880200) || e.tag == Tag(0x04000561))
        return m_report("tableAction", e.tag.toString());
    const QByteArray value = e.trimmed();
    if (e.vr == VR::LT || e.vr == VR::ST || e.vr == VR::UT || e.vr == VR::UR || e.vr == VR::AE ||
        e.vr == VR::UC) {
        const bool format = e.tag == Tag(0x20100010);
        if (!isDummy(value) && !format)
            m_report("tableAction", e.tag.toString());
        return;
    }
    const QByteArray pseudonym = topValue(m_released, 0x00100020);
    if (e.vr == VR::PN && !isDummy(value) && value != pseudonym)
        return m_report("tableAction", e.tag.toString());
    const Rule *rule = tables().rule(e.tag);
    if (!rule || e.vr == VR::SQ || rule->basic == Code::K || rule->basic == Code::U ||
        retained(*rule, m_policy) || isDummy(value) || value == pseudonym)
        return;
    // Removed, emptied or replaced it should be, and it still says something.
    const bool same = m_before.value(e.tag.number()).contains(value);
    if (same || rule->basic == Code::X)
        m_report("tableAction", e.tag.toString());
}

void ObjectCheck::text(const RawElement &e) {
    if (!dicom::isText(e.vr) || e.tag.isPrivateCreator() || e.vr == VR::UI || e.vr == VR::DS ||
        e.vr == VR::IS || e.vr == VR::TM || e.vr == VR::DA || e.vr == VR::DT ||
        e.value.size() > 65536)
        return;
    // Defined terms that everything else is read by.
    if (e.tag == Tag(0x00080005) || e.tag == Tag(0x00080060) || e.tag == Tag(0x00280004)) {
        static const QRegularExpression term(QStringLiteral("^[A-Z0-9_]{2,16}$|^PALETTE COLOR$"));
        static const QRegularExpression set(
            QStringLiteral("^((ISO[_ -](2022[_ -])?(IR[_ -]?)?[0-9]{1,3}|GB18030|GBK)?\\\\?)*$"));
        const QString value = QString::fromLatin1(e.trimmed());
        const bool good = (e.tag == Tag(0x00080005) ? set : term).match(value).hasMatch();
        const QString plain = plainForm(value);
        if (!good || (plain.size() >= 4 && m_harvest.isWord(plain)))
            m_report("identifyingText", e.tag.toString());
        return;
    }
    static const QRegularExpression gap(QStringLiteral("[^\\p{L}\\p{N}]+"));
    for (const QString &value : e.texts()) {
        for (const QString &word : plainForm(value).split(gap, Qt::SkipEmptyParts))
            if (word.size() >= 2 && m_harvest.isWord(word))
                return m_report("identifyingText", e.tag.toString());
        if (!m_policy.has(Option::FullDates) && m_harvest.spellsDate(value))
            return m_report("sourceDate", e.tag.toString());
        if (m_harvest.spellsIdentifier(value))
            return m_report("identifyingText", e.tag.toString());
    }
    if (e.vr == VR::AS && !ageAllowed(e.trimmed()))
        m_report("tableAction", e.tag.toString());
}

void ObjectCheck::date(const RawElement &e, ObjectFacts &facts) {
    if (e.vr != VR::DA && e.vr != VR::DT)
        return;
    const QByteArray value = e.trimmed();
    if (isDummy(value) || m_policy.has(Option::FullDates))
        return;
    if (!m_policy.has(Option::ModifiedDates))
        return m_report("sourceDate", e.tag.toString());
    const QSet<QByteArray> before = m_before.value(e.tag.number());
    for (const QByteArray &part : value.split('\\'))
        for (const QByteArray &old : before)
            if (old.left(8) == part.left(8))
                return m_report("sourceDate", e.tag.toString());
    // One date before, one after: their distance is the shift of this subject.
    if (before.size() == 1) {
        QByteArray old = *before.begin();
        old.replace(".", "");
        if (const auto a = dateOf(old), b = dateOf(value); a && b)
            facts.shifts.append(a->daysTo(*b));
    }
}

void ObjectCheck::privateElement(const RawElement &e) {
    if (e.tag.isPrivateCreator()) {
        if (!m_policy.has(Option::SafePrivate))
            m_report("privateElement", e.tag.toString());
        return;
    }
    if (!m_policy.has(Option::SafePrivate) || !tables().safePrivate(e.tag, e.creator))
        m_report("privateElement", e.tag.toString());
}

void ObjectCheck::element(const RawElement &e, ObjectFacts &facts) {
    if (e.vr == VR::UI) {
        for (const QByteArray &uid : e.trimmed().split('\\'))
            if (e.tag == Tag(0x00081155))
                facts.references.append(uid);
    }
    if (isMarker(e))
        return;
    if (e.tag.isPrivate())
        privateElement(e);
    else
        table(e);
    text(e);
    date(e, facts);
}

void ObjectCheck::file(const QString &name) {
    if (!m_released.preambleZero())
        m_report("preamble", {});
    if (!m_released.whole())
        m_report("trailingBytes", {});
    static const QSet<quint32> allowed = {0x00020000, 0x00020001, 0x00020002, 0x00020003,
                                          0x00020010, 0x00020012, 0x00020013};
    QByteArray instance;
    for (const RawElement &e : m_released.meta()) {
        if (!allowed.contains(e.tag.number()))
            m_report("fileMeta", e.tag.toString());
        if (e.tag == Tag(0x00020003))
            instance = e.trimmed();
    }
    const QByteArray sop = topValue(m_released, 0x00080018);
    if (instance != sop || sop.isEmpty())
        m_report("fileMeta", QStringLiteral("(0002,0003)"));
    const QString subject = QString::fromLatin1(topValue(m_released, 0x00100020));
    const QStringList parts = name.split(QLatin1Char('/'));
    const bool named = parts.size() == 4 && parts[0] == subject &&
                       parts[1].startsWith(QStringLiteral("2.25.")) &&
                       parts[2].startsWith(QStringLiteral("2.25.")) &&
                       parts[3] == QString::fromLatin1(sop) + QStringLiteral(".dcm");
    if (!named)
        m_report("fileName", {});
}

void ObjectCheck::markers() {
    if (topValue(m_released, 0x00120062) != "YES")
        m_report("markers", QStringLiteral("(0012,0062)"));
    const QByteArray expected = m_policy.has(Option::FullDates)       ? "UNMODIFIED"
                                : m_policy.has(Option::ModifiedDates) ? "MODIFIED"
                                                                      : "REMOVED";
    if (topValue(m_released, 0x00280303) != expected)
        m_report("markers", QStringLiteral("(0028,0303)"));
    if (!topValue(m_released, 0x00120063).contains(m_policy.digest.left(12)))
        m_report("markers", QStringLiteral("(0012,0063)"));
    const auto basic = std::any_of(
        m_released.elements().begin(), m_released.elements().end(), [](const RawElement &e) {
            return e.tag == Tag(0x00080100) && e.path == std::vector<Tag>{Tag(0x00120064)} &&
                   e.trimmed() == "113100";
        });
    if (!basic)
        m_report("markers", QStringLiteral("(0012,0064)"));
}

} // namespace

ObjectFacts checkObject(const RawFile &original, const RawFile &released, const QString &name,
                        const Policy &policy, const IdentityHarvest &harvest,
                        const Report &report) {
    ObjectFacts facts;
    facts.oldSop = topValue(original, 0x00080018);
    facts.newSop = topValue(released, 0x00080018);
    facts.oldStudy = topValue(original, 0x0020000d);
    facts.newStudy = topValue(released, 0x0020000d);
    facts.oldSeries = topValue(original, 0x0020000e);
    facts.newSeries = topValue(released, 0x0020000e);
    facts.pseudonym = topValue(released, 0x00100020);
    if (const RawElement *id = original.top(Tag(0x00100020)))
        facts.oldSubject = id->texts().value(0).simplified().toUtf8();
    if (facts.oldSubject.isEmpty())
        facts.oldSubject = "study:" + (facts.oldStudy.isEmpty() ? facts.oldSop : facts.oldStudy);
    else if (const RawElement *issuer = original.top(Tag(0x00100021)))
        facts.oldSubject += '\0' + issuer->texts().value(0).simplified().toUtf8();
    ObjectCheck check(original, released, policy, harvest, report);
    for (const RawElement &e : released.elements())
        check.element(e, facts);
    check.file(name);
    check.markers();
    checkPixels(original, released, report);
    return facts;
}

} // namespace lastra::deid
