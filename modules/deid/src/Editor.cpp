#include "Editor.h"

#include "ElementKinds.h"
#include "Markers.h"
#include "Terms.h"
#include "lastra/dicom/CharacterSet.h"

#include <algorithm>

namespace lastra::deid {

using dicom::DataElement;
using dicom::DataSet;
namespace VR = dicom::VR;

namespace {

constexpr qint64 kMaxText = 64 << 20;

bool isCodeText(Tag tag) {
    return tag == Tag(0x00080100) || tag == Tag(0x00080102) || tag == Tag(0x00080103) ||
           tag == Tag(0x00080104) || tag == Tag(0x00080105) || tag == Tag(0x00080119);
}

QByteArray even(QByteArray bytes, char pad) {
    if (bytes.size() % 2)
        bytes.append(pad);
    return bytes;
}

QByteArray trimmed(QByteArray bytes) {
    while (!bytes.isEmpty() && (bytes.back() == ' ' || bytes.back() == '\0'))
        bytes.chop(1);
    while (!bytes.isEmpty() && bytes.front() == ' ')
        bytes.remove(0, 1);
    return bytes;
}
} // namespace

Editor::What Editor::ofCode(Code code, Tag parent, Tag tag) const {
    const auto type = [&] { return tables().type(m_sopClass, parent, tag); };
    switch (code) {
    case Code::X:
    case Code::None:
        return What::Remove;
    case Code::Z:
    case Code::ZorD:
        return type() == '1' ? What::Dummy : What::Empty;
    case Code::D:
        return What::Dummy;
    case Code::K:
        return What::Keep;
    case Code::C:
        return What::Clean;
    case Code::U:
        return What::Map;
    case Code::XorZ:
        return type() == '1' ? What::Dummy : type() == '2' ? What::Empty : What::Remove;
    case Code::XorD:
        return type() == '1' ? What::Dummy : What::Remove;
    case Code::XorZorD:
        return type() == '1' ? What::Dummy : type() == '2' ? What::Empty : What::Remove;
    case Code::XorZorU:
        // Under research a mapped reference says where an image comes from, and the code allows it.
        if (m_policy.has(Option::ModifiedDates) || type() == '1')
            return What::Recurse;
        return type() == '2' ? What::Empty : What::Remove;
    }
    return What::Remove;
}

Editor::Decision Editor::byTable(const Rule &rule, const DataElement &element, Tag parent) const {
    Decision d;
    d.what = ofCode(rule.basic, parent, element.tag);
    d.fallback = d.what;
    d.why = d.what == What::Map ? "uid" : "basicProfile";
    bool keep = false, clean = false;
    const char *why = "characteristics";
    for (int i = 0; i < kOptionCount; ++i) {
        if (!m_policy.options[i] || rule.options[i] == Code::None)
            continue;
        keep = keep || rule.options[i] == Code::K;
        clean = clean || rule.options[i] == Code::C;
        if (Option(i) == Option::FullDates || Option(i) == Option::ModifiedDates)
            why = "longitudinal";
        else if (Option(i) == Option::Descriptors)
            why = "descriptor";
        else if (Option(i) == Option::Uids)
            why = "uid";
    }
    // Dates of devices are public facts now and then: shifted, they would give the shift away.
    if (clean && rule.options[int(Option::Device)] == Code::K && isDate(element.vr))
        return d;
    if (clean || keep) {
        d.what = clean ? What::Clean : What::Keep; // where options conflict the tighter one wins
        d.why = why;
    }
    return d;
}

Editor::Decision Editor::byVr(const DataSet &set, const DataElement &element,
                              bool dummyItem) const {
    const Tag tag = element.tag;
    const Vr vr = element.vr;
    const bool research = m_policy.has(Option::ModifiedDates) || m_policy.has(Option::FullDates);
    if ((tag.group & 0xff00) == 0x6000)
        return {What::Remove, "overlay"};
    if (vr == VR::SQ)
        return {dummyItem ? What::RecurseDummy : What::Recurse, "byVr"};
    if (vr == VR::UI)
        return {m_policy.has(Option::Uids) ? What::Keep : What::Map, "uid"};
    if (isCodeText(tag)) {
        const QByteArray scheme = set.raw(Tag(0x00080102)).trimmed();
        const QByteArray value = set.raw(Tag(0x00080100)).trimmed();
        const bool good = !dummyItem && isCode(scheme, value) &&
                          !m_cleaner.holdsIdentity(QString::fromLatin1(value));
        if (good && (tag == Tag(0x00080100) || tag == Tag(0x00080102)))
            return {What::Keep, "code"};
        if (good && tag == Tag(0x00080104))
            return {What::Clean, "code", What::Dummy};
        if (good && tag == Tag(0x00080103))
            return {What::Clean, "code", What::Remove};
        return {tag == Tag(0x00080103) ? What::Remove : What::Dummy, "code"};
    }
    if (isDate(vr))
        return {research ? What::Clean : What::Remove, "longitudinal", What::Remove};
    if (vr == VR::TM)
        return {research ? What::Keep : What::Remove, "longitudinal"};
    if (vr == VR::CS || vr == VR::DS || vr == VR::IS || vr == VR::AS)
        return {What::Keep, "technical"};
    if (isNumeric(vr) || isImageBulk(tag))
        return {What::Keep, "technical"};
    if (const KeptText *kept = tables().keptText(tag); kept && !dummyItem) {
        const What fallback = kept->fallback == KeptText::Fallback::Dummy    ? What::Dummy
                              : kept->fallback == KeptText::Fallback::Remove ? What::Remove
                                                                             : What::Empty;
        if (kept->fallback == KeptText::Fallback::Never ||
            (kept->researchOnly && !m_policy.has(Option::Descriptors)))
            return {fallback, "byVr"};
        return {What::Clean, "technical", fallback};
    }
    return {What::Remove, "byVr"};
}

Editor::Decision Editor::decide(const DataSet &set, const DataElement &element, Tag parent,
                                bool dummyItem) const {
    const Tag tag = element.tag;
    if (m_policy.alwaysRemove.contains(tag.number()))
        return {What::Remove, "project"};
    if (tag.group == 0x0002 || tag.group == 0x0004)
        return {What::Remove, "basicProfile"};
    if (tag.isPrivate()) {
        if (tag.isPrivateCreator()) // decided at the end, when its block is known
            return {What::Keep, "safePrivate"};
        if (!m_policy.has(Option::SafePrivate) || dummyItem)
            return {What::Remove, "private"};
        const QByteArray creator = set.privateCreator(tag);
        const PrivateRule *rule = tables().safePrivate(tag, creator);
        if (!rule)
            return {What::Remove, "private"};
        Decision d{What::Clean, "safePrivate", What::Remove};
        d.vr = rule->vr;
        return d;
    }
    if (parent == Tag() && (tag == Tag(0x00100010) || tag == Tag(0x00100020)))
        return {What::Pseudonym, "pseudonym"};
    const dicom::DictionaryEntry *entry = dicom::lookUp(tag);
    if (!entry)
        return {What::Remove, "notInDictionary"};
    if ((tag.group & 0xff00) == 0x6000)
        return {What::Remove, "overlay"};
    if (tag == Tag(0x00080016))
        return {What::Keep, "technical"};
    // Text under the VR of a number, or anything in too large a number, is not what it says.
    const bool table = isImageBulk(tag) && (element.vr == VR::OB || element.vr == VR::OW);
    if ((!sameKind(entry->vr, element.vr) && !table) ||
        (isNumeric(element.vr) && !isImageBulk(tag) &&
         !numericLength(element.vr, element.length(), entry->multiple)) ||
        (tag.group == 0x7fe0 && parent != Tag()))
        return {What::Remove, "byVr"};
    if (const Rule *rule = tables().rule(tag))
        return byTable(*rule, element, parent);
    return byVr(set, element, dummyItem);
}

void Editor::makeDummy(DataElement &element) {
    const Vr vr = element.vr;
    const qint64 length = element.length();
    element.range = {};
    element.encapsulated = false;
    if (vr == VR::DA)
        element.bytes = "19000101";
    else if (vr == VR::DT)
        element.bytes = "19000101000000";
    else if (vr == VR::TM)
        element.bytes = "000000";
    else if (vr == VR::AS)
        element.bytes = "000Y";
    else if (vr == VR::DS || vr == VR::IS)
        element.bytes = "0 ";
    else if (vr == VR::UR)
        element.bytes = "urn:removed";
    else if (vr == VR::UI)
        map(element);
    else if (dicom::isText(vr))
        element.bytes = "REMOVED ";
    else
        element.bytes = QByteArray(std::min<qint64>(length, 1 << 20), '\0');
}

void Editor::map(DataElement &element) {
    if (element.onFile()) {
        element.range = {};
        element.bytes.clear();
        return;
    }
    QByteArrayList mapped;
    for (const QByteArray &part : trimmed(element.bytes).split('\\')) {
        const QByteArray uid = trimmed(part);
        auto found = uids.find(uid);
        if (found == uids.end()) {
            const QByteArray fresh = mapUid(m_key, uid);
            if (fresh == uid) { // registered, or nothing
                mapped << fresh;
                continue;
            }
            found = uids.insert(uid, fresh);
        }
        mapped << *found;
    }
    element.bytes = even(mapped.join('\\'), '\0');
}

// A record number in a numeric field is still a record number.
bool Editor::keepNumber(DataElement &element) {
    if (element.onFile()) {
        auto loaded = m_file->load(element, kMaxText);
        if (!loaded)
            return false;
        element.bytes = std::move(*loaded);
        element.range = {};
    }
    const NumberSet &numbers = m_cleaner.numbers();
    bool held = false, changed = false;
    QByteArrayList parts;
    if (numbers.isIn(element.bytes))
        parts = trimmed(element.bytes).split('\\');
    else if (const QByteArray all = trimmed(element.bytes);
             all.size() >= NumberSet::kShortest && all.size() <= 16)
        held = m_cleaner.isIdentifying(QString::fromLatin1(all));
    for (QByteArray &part : parts) {
        const QByteArray number = trimmed(part);
        const auto without = withoutNumbers(number, element.vr == VR::DS, numbers);
        held = held || !without || m_cleaner.isIdentifying(QString::fromLatin1(number));
        if (held)
            break;
        changed = changed || *without != number;
        part = *without;
    }
    if (held && isMeasure(element)) {
        m_measureHeld = true;
        return true;
    }
    if (held) {
        ++numbersEmptied;
        element.bytes.clear();
        return tables().type(m_sopClass, m_parent, element.tag) != '3';
    }
    if (changed) {
        ++numbersRewritten;
        element.bytes = even(parts.join('\\'), ' ');
    }
    return std::all_of(element.bytes.begin(), element.bytes.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c != '\0' && std::strchr("+-.eE \\", c)) || c == '\0';
    });
}

bool Editor::keepTime(DataElement &element) {
    QByteArrayList parts = trimmed(element.bytes).split('\\');
    bool changed = false;
    for (QByteArray &part : parts) {
        const auto without = timeWithoutNumbers(trimmed(part), m_cleaner.numbers());
        if (!without) {
            ++numbersEmptied;
            element.bytes.clear();
            return tables().type(m_sopClass, m_parent, element.tag) != '3';
        }
        changed = changed || *without != trimmed(part);
        part = *without;
    }
    if (changed) {
        ++numbersRewritten;
        element.bytes = even(parts.join('\\'), ' ');
    }
    return true;
}

// Coded strings: terms of the standard and words of the trade, whatever the attribute.
bool Editor::keepCode(DataElement &element) {
    const Tag tag = element.tag;
    const QByteArray whole = trimmed(element.bytes);
    // Their values decide how everything else is read.
    if (tag == Tag(0x00080060)) {
        if (!isModality(whole))
            element.bytes = "OT";
        return true;
    }
    if (tag == Tag(0x00280004))
        return isPhotometric(whole);
    const auto stays = [&](const QByteArray &value) {
        if (tag == Tag(0x00080005))
            return isCharacterSet(value);
        if (tag == Tag(0x0008010f)) // a number of PS3.16
            return std::all_of(value.begin(), value.end(),
                               [](char c) { return c >= '0' && c <= '9'; }) &&
                   value.size() <= 5 && !m_cleaner.holdsIdentity(QString::fromLatin1(value));
        return value.size() <= 16 && m_cleaner.mayStay(value);
    };
    QByteArrayList kept;
    qsizetype values = 0;
    for (const QByteArray &part : whole.split('\\')) {
        ++values;
        if (const QByteArray value = trimmed(part); stays(value))
            kept << value;
    }
    if (kept.size() == values)
        return true;
    element.bytes = even(kept.join('\\'), ' ');
    return !kept.isEmpty() || tables().type(m_sopClass, m_parent, tag) == '2';
}

// What stays by a rule is still looked at: a code with a name in it is no code.
bool Editor::keepChecked(DataSet &set, DataElement &element) {
    const Vr vr = element.vr;
    const Tag tag = element.tag;
    if (vr == VR::DS || vr == VR::IS)
        return keepNumber(element);
    if (vr == VR::AS && element.length() == 0)
        return true;
    if (vr == VR::AS) {
        const auto known = age(trimmed(element.bytes));
        element.bytes = known.value_or(QByteArray());
        return known || tables().type(m_sopClass, m_parent, tag) == '2';
    }
    if (vr == VR::TM) {
        const QByteArray value = trimmed(element.bytes);
        const bool shape =
            value.size() <= 64 && std::all_of(value.begin(), value.end(), [](char c) {
                return (c >= '0' && c <= '9') || c == '.' || c == '\\' || c == ':';
            });
        return shape && keepTime(element);
    }
    if (vr == VR::CS)
        return !element.onFile() && keepCode(element);
    if (dicom::isText(vr) && vr != VR::UI && !isCodeText(tag))
        return clean(set, element, {What::Clean, "", What::Remove});
    return true;
}

bool Editor::clean(DataSet &set, DataElement &element, const Decision &decision) {
    if (decision.vr != VR::UN) {
        const bool text = dicom::isText(decision.vr) && dicom::isText(element.vr);
        if (element.vr != VR::UN && !text && !sameKind(decision.vr, element.vr))
            return false;
        if (element.vr == VR::UN || text)
            element.vr = decision.vr;
    }
    const Vr vr = element.vr;
    if (element.bytes.isEmpty() && !element.onFile())
        return true;
    if (isDate(vr)) {
        QByteArrayList shifted;
        for (const QByteArray &part : trimmed(element.bytes).split('\\')) {
            const auto moved = shiftDate(part, m_subject.shiftDays);
            if (!moved)
                return false;
            const auto time = timeWithoutNumbers(moved->mid(8), m_cleaner.numbers());
            if (!time)
                return false;
            shifted << moved->left(8) + *time;
        }
        element.bytes = even(shifted.join('\\'), ' ');
        return true;
    }
    if (vr == VR::UI) {
        map(element);
        return true;
    }
    if (!dicom::isText(vr))
        return !element.onFile() && isNumeric(vr) && numericLength(vr, element.length(), true);
    if (!dicom::usesCharacterSet(vr))
        return vr != VR::AE && vr != VR::UR && keepChecked(set, element);
    // Long text cannot be proved clean; it goes.
    if (!isShortText(vr) || element.onFile())
        return false;
    QStringList kept;
    for (const QString &value : set.texts(element))
        if (const QString rest = m_cleaner.clean(value); !rest.isEmpty())
            kept << rest;
    if (kept.isEmpty())
        return false;
    const QString text = kept.join(QLatin1Char('\\'));
    const auto bytes = dicom::encodeText(text, set.characterSet());
    if (!bytes || (vr == VR::SH && text.size() > 16 * kept.size()))
        return false;
    element.bytes = even(*bytes, ' ');
    return true;
}

bool Editor::apply(DataSet &set, DataElement &element, Decision &decision, const QString &path) {
    const auto inside = [&](bool dummy) {
        const QString below =
            observer ? path + element.tag.toString() + QStringLiteral(" > ") : QString();
        for (DataSet &item : element.items) {
            item.setInheritedCharacterSet(item.characterSet());
            editSet(item, element.tag, dummy, below);
        }
        return true;
    };
    switch (decision.what) {
    case What::Remove:
        return false;
    case What::Empty:
        element.bytes.clear();
        element.range = {};
        element.encapsulated = false;
        element.items.clear();
        return true;
    case What::Dummy:
        if (element.isSequence())
            return inside(true);
        makeDummy(element);
        return true;
    case What::Recurse:
        return inside(false);
    case What::RecurseDummy:
        return inside(true);
    case What::Map:
        if (element.isSequence())
            return inside(false);
        map(element);
        return true;
    case What::Pseudonym:
        element.bytes = even(m_subject.pseudonym.toLatin1(), ' ');
        element.range = {};
        return true;
    case What::Keep:
        if (element.isSequence())
            return inside(false);
        if (const bool empty = element.length() == 0;
            !element.tag.isPrivateCreator() && !keepChecked(set, element))
            return false;
        else if (!empty && element.length() == 0)
            decision.what = What::Empty;
        return true;
    case What::Clean:
        if (element.isSequence())
            return inside(false);
        if (clean(set, element, decision))
            return true;
        decision.what = decision.fallback;
        decision.why = "basicProfile";
        if (decision.fallback == What::Clean || decision.fallback == What::Keep)
            return false;
        return apply(set, element, decision, path);
    }
    return false;
}

void Editor::editSet(DataSet &set, Tag parent, bool dummyItem, const QString &path) {
    std::vector<DataElement> &elements = set.elements();
    std::vector<char> stays(elements.size(), 1);
    // Decisions first: a code's meaning depends on a scheme that its own rule may change.
    std::vector<Decision> decisions;
    decisions.reserve(elements.size());
    for (DataElement &element : elements) {
        // One kind of text in the VR of another is judged by what its tag stands for.
        const dicom::DictionaryEntry *entry = dicom::lookUp(element.tag);
        if (!element.tag.isPrivate() && entry && dicom::isText(entry->vr) &&
            dicom::isText(element.vr))
            element.vr = entry->vr;
        decisions.push_back(decide(set, element, parent, dummyItem));
    }
    for (size_t i = 0; i < elements.size(); ++i) {
        DataElement &element = elements[i];
        Trace trace;
        if (observer) {
            trace.before = element.isSequence()        ? QString::number(element.items.size())
                           : dicom::isText(element.vr) ? set.texts(element).join(QLatin1Char('\\'))
                                                       : QString();
            const QByteArray creator = set.privateCreator(element.tag);
            const dicom::DictionaryEntry *entry = dicom::lookUp(element.tag);
            trace.name = entry ? QString::fromLatin1(entry->name)
                               : QStringLiteral("Private, ") + QString::fromLatin1(creator);
        }
        const What wanted = decisions[i].what;
        m_parent = parent;
        stays[i] = apply(set, element, decisions[i], path);
        if (!observer || element.tag.isPrivateCreator())
            continue;
        trace.tag = element.tag;
        trace.why = decisions[i].why;
        trace.set = &set;
        trace.path = path;
        trace.element = stays[i] ? &element : nullptr;
        const What what = decisions[i].what;
        trace.action = !stays[i]                                        ? Action::Remove
                       : what == What::Empty                            ? Action::Empty
                       : what == What::Map                              ? Action::NewUid
                       : what == What::Dummy || what == What::Pseudonym ? Action::Replace
                       : wanted == What::Clean && isDate(element.vr)    ? Action::Shift
                       : what == What::Clean                            ? Action::Clean
                                                                        : Action::Keep;
        observer(trace);
    }
    // A creator without a block goes, and so does one that the list does not know.
    for (size_t i = 0; i < elements.size(); ++i) {
        const Tag tag = elements[i].tag;
        if (!tag.isPrivateCreator())
            continue;
        bool used = false;
        for (size_t k = 0; k < elements.size() && !used; ++k)
            used = stays[k] && elements[k].tag.group == tag.group &&
                   elements[k].tag.element >> 8 == tag.element;
        stays[i] = used;
    }
    size_t out = 0;
    for (size_t i = 0; i < elements.size(); ++i)
        if (stays[i]) {
            if (out != i)
                elements[out] = std::move(elements[i]);
            ++out;
        }
    elements.erase(elements.begin() + qsizetype(out), elements.end());
}

QString Editor::edit(dicom::DataSetFile &file, const Subject &subject) {
    m_file = &file;
    m_subject = subject;
    m_sopClass = file.data.raw(Tag(0x00080016));
    m_measureHeld = false;
    const std::vector<DataSet> earlier = file.data.items(Tag(0x00120064));
    editSet(file.data, Tag(), false, {});
    if (!earlier.empty())
        file.data.setItems(Tag(0x00120064),
                           earlier); // read again when marking, which keeps codes only
    // A name and an ID are always there: Type 2 everywhere, and what files are found by.
    file.data.set(Tag(0x00100010), VR::PN, even(subject.pseudonym.toLatin1(), ' '));
    file.data.set(Tag(0x00100020), VR::LO, even(subject.pseudonym.toLatin1(), ' '));
    markDeidentified(file.data, m_policy);
    m_file = nullptr;
    return m_measureHeld ? QStringLiteral("identifierInMeasure") : QString();
}

} // namespace lastra::deid
