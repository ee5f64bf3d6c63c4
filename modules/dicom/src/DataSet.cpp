#include "lastra/dicom/DataSet.h"

#include "lastra/dicom/CharacterSet.h"

#include <QtEndian>

#include <algorithm>

namespace lastra::dicom {
namespace {

template <class Elements>
auto place(Elements &elements, Tag tag) {
    return std::lower_bound(elements.begin(), elements.end(), tag,
                            [](const DataElement &e, Tag t) { return e.tag < t; });
}

QByteArray trimmed(QByteArray bytes) {
    while (!bytes.isEmpty() && (bytes.back() == ' ' || bytes.back() == '\0'))
        bytes.chop(1);
    return bytes;
}

bool singleValue(Vr vr) {
    return vr == VR::LT || vr == VR::ST || vr == VR::UT || vr == VR::UR;
}
} // namespace

const DataElement *DataSet::find(Tag tag) const {
    const auto at = place(m_elements, tag);
    return at != m_elements.end() && at->tag == tag ? &*at : nullptr;
}

DataElement *DataSet::find(Tag tag) {
    const auto at = place(m_elements, tag);
    return at != m_elements.end() && at->tag == tag ? &*at : nullptr;
}

void DataSet::append(DataElement element) {
    if (m_elements.empty() || m_elements.back().tag < element.tag) {
        m_elements.push_back(std::move(element));
        return;
    }
    const auto at = place(m_elements, element.tag);
    if (at != m_elements.end() && at->tag == element.tag)
        *at = std::move(element);
    else
        m_elements.insert(at, std::move(element));
}

DataElement &DataSet::set(Tag tag, Vr vr, QByteArray bytes) {
    DataElement element;
    element.tag = tag;
    element.vr = vr;
    element.bytes = std::move(bytes);
    append(std::move(element));
    return *find(tag);
}

DataElement &DataSet::setText(Tag tag, const QString &text) {
    const DictionaryEntry *entry = lookUp(tag);
    const std::optional<QByteArray> bytes = encodeText(text, characterSet());
    return set(tag, entry ? entry->vr : VR::UN, bytes.value_or(text.toUtf8()));
}

DataElement &DataSet::setItems(Tag tag, std::vector<DataSet> items) {
    DataElement &element = set(tag, VR::SQ, {});
    element.items = std::move(items);
    return element;
}

bool DataSet::remove(Tag tag) {
    const auto at = place(m_elements, tag);
    if (at == m_elements.end() || at->tag != tag)
        return false;
    m_elements.erase(at);
    return true;
}

QStringList DataSet::texts(const DataElement &element) const {
    if (element.bytes.isEmpty())
        return {};
    const QByteArray bytes = trimmed(element.bytes);
    const QString all = usesCharacterSet(element.vr)
                            ? decodeText(bytes, characterSet(), element.vr == VR::PN)
                            : QString::fromLatin1(bytes);
    if (singleValue(element.vr))
        return {all};
    QStringList values = all.split(QLatin1Char('\\'));
    for (QString &value : values) {
        value = value.trimmed();
        while (value.endsWith(QChar::Null))
            value.chop(1);
    }
    return values;
}

QStringList DataSet::texts(Tag tag) const {
    const DataElement *element = find(tag);
    return element ? texts(*element) : QStringList();
}

QString DataSet::text(Tag tag, int index) const {
    return texts(tag).value(index);
}

QByteArray DataSet::raw(Tag tag) const {
    const DataElement *element = find(tag);
    return element ? trimmed(element->bytes) : QByteArray();
}

std::optional<quint16> DataSet::u16(Tag tag) const {
    const DataElement *element = find(tag);
    if (!element || element->bytes.size() < 2)
        return std::nullopt;
    return qFromLittleEndian<quint16>(element->bytes.constData());
}

std::optional<double> DataSet::number(Tag tag, int index) const {
    const DataElement *element = find(tag);
    if (!element || index < 0)
        return std::nullopt;
    const int size = wordSize(element->vr);
    if (size > 1) {
        const qint64 at = qint64(size) * index;
        if (at + size > element->bytes.size())
            return std::nullopt;
        const char *from = element->bytes.constData() + at;
        if (element->vr == VR::US)
            return qFromLittleEndian<quint16>(from);
        if (element->vr == VR::SS)
            return qFromLittleEndian<qint16>(from);
        if (element->vr == VR::UL)
            return qFromLittleEndian<quint32>(from);
        if (element->vr == VR::SL)
            return qFromLittleEndian<qint32>(from);
        if (element->vr == VR::FL)
            return double(qFromLittleEndian<float>(from));
        if (element->vr == VR::FD)
            return qFromLittleEndian<double>(from);
        return std::nullopt;
    }
    bool ok = false;
    const double value = texts(*element).value(index).toDouble(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

const std::vector<DataSet> &DataSet::items(Tag tag) const {
    static const std::vector<DataSet> none;
    const DataElement *element = find(tag);
    return element ? element->items : none;
}

QByteArray DataSet::privateCreator(Tag tag) const {
    if (!tag.isPrivate() || tag.element < 0x1000)
        return {};
    return raw(Tag(tag.group, tag.element >> 8)).trimmed();
}

QByteArray DataSet::characterSet() const {
    const DataElement *own = find(Tag(0x00080005));
    return own ? trimmed(own->bytes) : m_inherited;
}

} // namespace lastra::dicom
