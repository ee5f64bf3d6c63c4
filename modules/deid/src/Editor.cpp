#include "Editor.h"

#include "Markers.h"
#include "lastra/dicom/CharacterSet.h"

#include <algorithm>

namespace lastra::deid {

using dicom::DataElement;
using dicom::DataSet;
namespace VR = dicom::VR;

namespace {

constexpr qint64 kMaxText = 64 << 20;

bool isDate(Vr vr) {
    return vr == VR::DA || vr == VR::DT;
}

bool isShortText(Vr vr) {
    return vr == VR::LO || vr == VR::SH;
}

bool isNumeric(Vr vr) {
    return vr == VR::AT || vr == VR::US || vr == VR::SS || vr == VR::UL || vr == VR::SL ||
           vr == VR::FL || vr == VR::FD || vr == VR::SV || vr == VR::UV || vr == VR::OF ||
           vr == VR::OD || vr == VR::OL || vr == VR::OV;
}

// Bulk values that are what an image is made of.
bool isImageBulk(Tag tag) {
    if (tag.group == 0x0066)
        return true; // surface meshes
    switch (tag.number()) {
    case 0x7fe00010: // pixels
    case 0x00283006: // LUT data
    case 0x00281201:
    case 0x00281202:
    case 0x00281203:
    case 0x00281204:
    case 0x00281221:
    case 0x00281222:
    case 0x00281223:
    case 0x00281224:
    case 0x00281408:
    case 0x54000110: // waveforms
    case 0x54000112:
    case 0x5400100a:
    case 0x54001010:
        return true;
    default:
        return false;
    }
}

// Where things are, how large they are and what a stored value stands for: no digit of it changes.
// All decimals measure something; of the whole numbers, these say how the rest is read.
bool isMeasure(const DataElement &element) {
    static const QSet<quint32> counts = {
        0x00081160, // referenced frame
        0x00280008, // frames
        0x30060046, // points of a contour
        0x300a0110, // control points
        0x300a00bc, // pairs of leaves
    };
    return element.vr == VR::DS || counts.contains(element.tag.number());
}

// Designators of vocabularies that are published; a local code may say anything.
bool isStandardScheme(const QByteArray &scheme) {
    static const QSet<QByteArray> schemes = {
        "DCM",      "SCT", "SRT",    "SNM3",   "99SDM", "UCUM", "LN",  "RADLEX",   "FMA",
        "NCIt",     "MDC", "ICD10",  "I10",    "I9",    "UMLS", "UNS", "ISO639_1", "ISO3166_1",
        "ISO639_2", "BI",  "RXNORM", "UBERON", "NICIP", "MSH",  "ACR"};
    return schemes.contains(scheme);
}

bool codeValueShape(const QByteArray &value) {
    return !value.isEmpty() && value.size() <= 16 &&
           std::all_of(value.begin(), value.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      std::strchr(".-_/{}[]%*'()+", c);
           });
}

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
        const bool good = !dummyItem && isStandardScheme(scheme) &&
                          (codeValueShape(value) || set.contains(Tag(0x00080119))) &&
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
    if (tag == Tag(0x00080016) || tag == Tag(0x00080005))
        return {What::Keep, "technical"};
    if (parent == Tag() && (tag == Tag(0x00100010) || tag == Tag(0x00100020)))
        return {What::Pseudonym, "pseudonym"};
    const dicom::DictionaryEntry *entry = dicom::lookUp(tag);
    if (!entry)
        return {What::Remove, "notInDictionary"};
    if ((tag.group & 0xff00) == 0x6000)
        return {What::Remove, "overlay"};
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

// What stays by a rule is still looked at: a code with a name in it is no code.
bool Editor::keepChecked(DataSet &set, DataElement &element) {
    const Vr vr = element.vr;
    const Tag tag = element.tag;
    if (vr == VR::DS || vr == VR::IS)
        return keepNumber(element);
    if (vr == VR::AS || vr == VR::TM) {
        const QByteArray value = trimmed(element.bytes);
        if (vr == VR::AS && value.size() == 4 && value.endsWith('Y') && value.left(3).toInt() > 89)
            element.bytes = "090Y";
        const bool shape =
            value.size() <= 64 && std::all_of(value.begin(), value.end(), [&](char c) {
                return (c >= '0' && c <= '9') || c == '.' || c == '\\' || c == ':' ||
                       (vr == VR::AS && std::strchr("DWMY", c));
            });
        return shape && (vr == VR::AS || keepTime(element));
    }
    if (vr == VR::CS) {
        // Their values decide how everything else is read.
        if (tag == Tag(0x00080005) || tag == Tag(0x00080060) || tag == Tag(0x00280004))
            return element.bytes.size() <= 128;
        if (element.onFile())
            return false;
        QByteArrayList kept;
        bool changed = false;
        int index = 0;
        for (const QByteArray &part : trimmed(element.bytes).split('\\')) {
            const QByteArray value = trimmed(part);
            const bool shape =
                value.size() <= 16 && std::all_of(value.begin(), value.end(), [](char c) {
                    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '_';
                });
            bool good = shape && !m_cleaner.holdsIdentity(QString::fromLatin1(value));
            // ORIGINAL\PRIMARY and the like, then words of the trade; a maker's free additions go.
            if (good && tag == Tag(0x00080008) && index >= 2)
                good = value.isEmpty() ||
                       m_cleaner.clean(QString::fromLatin1(value)) == QString::fromLatin1(value);
            if (good)
                kept << value;
            else
                changed = true;
            ++index;
        }
        if (changed)
            element.bytes = even(kept.join('\\'), ' ');
        return !changed || !kept.isEmpty();
    }
    if (dicom::isText(vr) && vr != VR::UI && !isCodeText(tag))
        return clean(set, element, {What::Clean, "", What::Remove});
    return true;
}

bool Editor::clean(DataSet &set, DataElement &element, const Decision &decision) {
    if (decision.vr != VR::UN && (element.vr == VR::UN || element.vr == decision.vr))
        element.vr = decision.vr;
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
        return !element.onFile() && (isNumeric(vr) || vr == VR::SQ);
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
    for (const DataElement &element : elements)
        decisions.push_back(decide(set, element, parent, dummyItem));
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
