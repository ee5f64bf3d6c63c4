#include "ElementWriter.h"

#include "lastra/dicom/CharacterSet.h"

#include <QtEndian>

#include <cmath>

namespace lastra::dicom {

QByteArray decimalString(double value) {
    if (!std::isfinite(value))
        return QByteArray();
    for (int digits = 15; digits > 0; --digits) {
        QByteArray text = QByteArray::number(value, 'g', digits);
        if (text.size() <= 16)
            return text;
    }
    return QByteArray();
}

QString decimalStrings(std::initializer_list<double> values) {
    QByteArrayList list;
    for (const double v : values)
        list << decimalString(v);
    return QString::fromLatin1(list.join('\\'));
}

namespace {

template <class T>
void append(QByteArray &bytes, T value) {
    value = qToLittleEndian(value);
    bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
}

// One value of a binary number VR. False when the text is no such number.
bool appendNumber(QByteArray &bytes, Vr vr, const QString &text) {
    bool ok = false;
    const double d = text.toDouble(&ok);
    if (!ok)
        return false;
    if (vr == VR::FL)
        append(bytes, float(d));
    else if (vr == VR::FD)
        append(bytes, d);
    else if (vr == VR::US || vr == VR::SS)
        append(bytes, quint16(qint64(d)));
    else if (vr == VR::UL || vr == VR::SL)
        append(bytes, quint32(qint64(d)));
    else
        return false;
    return true;
}

} // namespace

core::Done addElement(DataSet &target, const Element &e) {
    const Tag tag(e.group, e.element);
    const auto invalid = [&] { return core::fail("dicom.writeInvalid", {tag.toString()}); };
    if (e.vr.size() != 2 || e.group < 0x0008 ||
        (e.group >= 0x7fe0 && e.group != 0x7fe1 && !tag.isPrivate()))
        return invalid();
    const Vr vr = Vr(quint16(uchar(e.vr[0]) << 8 | uchar(e.vr[1])));
    if (!isKnownVr(vr))
        return invalid();
    if (vr == VR::SQ) {
        std::vector<DataSet> items;
        for (const auto &list : e.items) {
            DataSet item;
            item.setInheritedCharacterSet(target.characterSet());
            for (const Element &inner : list)
                LASTRA_CHECK(addElement(item, inner));
            items.push_back(std::move(item));
        }
        target.setItems(tag, std::move(items));
        return {};
    }
    QByteArray bytes = e.bytes;
    if (!e.text.isEmpty()) {
        if (vr == VR::AT) {
            for (const QString &part : e.text.split(QLatin1Char('\\'))) {
                const auto t = Tag::parse(part);
                if (!t)
                    return invalid();
                append(bytes, t->group);
                append(bytes, t->element);
            }
        } else if (wordSize(vr) > 1) {
            for (const QString &part : e.text.split(QLatin1Char('\\')))
                if (!appendNumber(bytes, vr, part))
                    return invalid();
        } else if (usesCharacterSet(vr)) {
            const auto encoded = encodeText(e.text, target.characterSet());
            if (!encoded)
                return invalid();
            bytes = *encoded;
        } else {
            bytes = e.text.toLatin1();
        }
    }
    target.set(tag, vr, std::move(bytes));
    return {};
}

} // namespace lastra::dicom
