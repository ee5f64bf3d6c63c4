#include "Markers.h"

#include "lastra/core/Version.h"

#include <algorithm>

namespace lastra::deid {

using dicom::DataSet;
using dicom::Tag;
namespace VR = dicom::VR;

namespace {
QByteArray even(QByteArray bytes, char pad) {
    if (bytes.size() % 2)
        bytes.append(pad);
    return bytes;
}
} // namespace

void markDeidentified(DataSet &set, const Policy &policy) {
    struct Method {
        const char *code, *meaning;
    };
    std::vector<Method> methods = {{"113100", "Basic Application Confidentiality Profile"}};
    const std::pair<Option, Method> options[] = {
        {Option::Descriptors, {"113105", "Clean Descriptors Option"}},
        {Option::FullDates,
         {"113106", "Retain Longitudinal Temporal Information Full Dates Option"}},
        {Option::ModifiedDates,
         {"113107", "Retain Longitudinal Temporal Information Modified Dates Option"}},
        {Option::PatientCharacteristics, {"113108", "Retain Patient Characteristics Option"}},
        {Option::Device, {"113109", "Retain Device Identity Option"}},
        {Option::Uids, {"113110", "Retain UIDs Option"}},
        {Option::SafePrivate, {"113111", "Retain Safe Private Option"}},
        {Option::Institution, {"113112", "Retain Institution Identity Option"}}};
    for (const auto &[option, method] : options)
        if (policy.has(option))
            methods.push_back(method);
    const auto code = [](const QByteArray &value, const QByteArray &meaning) {
        DataSet item;
        item.set(Tag(0x00080100), VR::SH, even(value, ' '));
        item.set(Tag(0x00080102), VR::SH, "DCM ");
        item.set(Tag(0x00080104), VR::LO, even(meaning, ' '));
        return item;
    };
    // Earlier steps stay on record, as far as their codes are ours to name.
    std::vector<DataSet> items;
    for (const DataSet &earlier : set.items(Tag(0x00120064))) {
        const QByteArray value = earlier.raw(Tag(0x00080100));
        const bool known =
            earlier.raw(Tag(0x00080102)) == "DCM" && value.size() == 6 && value.startsWith("1131");
        const bool again = std::any_of(methods.begin(), methods.end(),
                                       [&](const Method &m) { return value == m.code; });
        if (known && !again)
            items.push_back(code(value, "Earlier de-identification step"));
    }
    for (const Method &method : methods)
        items.push_back(code(method.code, method.meaning));
    set.set(Tag(0x00120062), VR::CS, "YES ");
    set.set(Tag(0x00120063), VR::LO,
            even("Lastra " + core::version().toLatin1() + "; PS3.15 2026d; " +
                     policy.name.left(16).toLatin1() + ' ' + policy.digest.left(12),
                 ' '));
    set.setItems(Tag(0x00120064), std::move(items));
    set.set(Tag(0x00280303), VR::CS,
            policy.has(Option::FullDates)       ? "UNMODIFIED"
            : policy.has(Option::ModifiedDates) ? "MODIFIED"
                                                : "REMOVED ");
    DataSet equipment;
    equipment.set(Tag(0x00080070), VR::LO, "Lastra");
    equipment.set(Tag(0x00181020), VR::LO, even(core::version().toLatin1(), ' '));
    equipment.setItems(Tag(0x0040a170), {code("109104", "De-identifying Equipment")});
    set.setItems(Tag(0x0018a001), {equipment});
}

} // namespace lastra::deid
