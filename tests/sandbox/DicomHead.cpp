#include "DicomHead.h"

#include <QtEndian>

namespace lastra::sandbox {
namespace {

constexpr quint32 kUndefined = 0xFFFFFFFF;
constexpr quint32 kItem = 0xFFFEE000, kItemEnd = 0xFFFEE00D, kSequenceEnd = 0xFFFEE0DD;

struct Reader {
    const QByteArray &bytes;
    qint64 at;
    bool explicitVr;
    // Of bytes; each use of constData() would look to the sanitizers' build as if it were empty.
    const char *data = bytes.constData();

    [[nodiscard]] bool has(qint64 n) const { return n >= 0 && at + n <= bytes.size(); }
    quint16 u16(qint64 offset) const { return qFromLittleEndian<quint16>(data + offset); }
    quint32 u32(qint64 offset) const { return qFromLittleEndian<quint32>(data + offset); }

    // Reads tag, VR and length; at then is the value.
    bool header(quint32 &tag, QByteArray &vr, quint32 &length) {
        if (!has(8))
            return false;
        tag = quint32(u16(at)) << 16 | u16(at + 2);
        vr.clear();
        if (!explicitVr || (tag >> 16) == 0xFFFE) {
            length = u32(at + 4);
            at += 8;
            return true;
        }
        vr = bytes.mid(at + 4, 2);
        static const QByteArrayList longForms{"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                              "SV", "UC", "UN", "UR", "UT", "UV"};
        if (longForms.contains(vr)) {
            if (!has(12))
                return false;
            length = u32(at + 8);
            at += 12;
        } else {
            length = u16(at + 6);
            at += 8;
        }
        return true;
    }

    // Past a sequence or item of undefined length.
    bool skipUndefined(quint32 end, int depth) {
        if (depth > 32)
            return false;
        while (true) {
            quint32 tag = 0, length = 0;
            QByteArray vr;
            if (!header(tag, vr, length))
                return false;
            if (tag == end)
                return true;
            if (length == kUndefined) {
                if (!skipUndefined(tag == kItem ? kItemEnd : kSequenceEnd, depth + 1))
                    return false;
            } else {
                if (!has(length))
                    return false;
                at += length;
            }
        }
    }
};

} // namespace

std::optional<DicomHead> readDicomHead(const QByteArray &bytes) {
    if (bytes.size() < 140 || bytes.mid(128, 4) != "DICM")
        return std::nullopt;
    DicomHead head;
    Reader reader{bytes, 132, true};
    while (true) {
        const qint64 start = reader.at;
        quint32 tag = 0, length = 0;
        QByteArray vr;
        if (reader.has(2) && reader.u16(reader.at) != 2 && reader.explicitVr &&
            head.transferSyntax == "1.2.840.10008.1.2")
            reader.explicitVr = false;
        if (!reader.header(tag, vr, length))
            break;
        if (tag > 0x0020FFFF)
            break;
        if (length == kUndefined) {
            if (!reader.skipUndefined(kSequenceEnd, 0))
                return std::nullopt;
            continue;
        }
        if (!reader.has(length))
            return std::nullopt;
        head.places[tag] = {start, reader.at, length};
        if (length <= 1024) {
            QByteArray value = bytes.mid(reader.at, length);
            while (value.endsWith('\0'))
                value.chop(1);
            head.values[tag] = QString::fromUtf8(value);
            if (tag == 0x00020010)
                head.transferSyntax = value.trimmed();
        }
        reader.at += length;
    }
    if (head.value(0x00080018).isEmpty() || head.value(0x0020000D).isEmpty())
        return std::nullopt;
    return head;
}

QByteArray applySiteScript(const QByteArray &bytes, const QString &project, const QString &subject,
                           const QString &session) {
    QByteArray out = bytes;
    const QList<std::pair<quint32, QString>> changes{
        {0x00100020, session}, {0x00100010, subject}, {0x00081030, project}};
    const auto head = readDicomHead(bytes);
    if (!head || head->transferSyntax == "1.2.840.10008.1.2")
        return bytes;
    for (const auto &[tag, text] : changes) { // from the back, so that places stay right
        if (!head->places.contains(tag))
            continue;
        const auto place = head->places[tag];
        QByteArray value = text.toUtf8();
        if (value.size() % 2)
            value.append(' ');
        out.replace(place.value, place.size, value);
        qToLittleEndian<quint16>(quint16(value.size()), out.data() + place.header + 6);
    }
    return out;
}

} // namespace lastra::sandbox
