#include "lastra/dicom/Tag.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Home.h"

#include <QHash>

#include <algorithm>
#include <array>

namespace lastra::dicom {
namespace {

constexpr std::array kVrs = {VR::AE, VR::AS, VR::AT, VR::CS, VR::DA, VR::DS, VR::DT, VR::FD, VR::FL,
                             VR::IS, VR::LO, VR::LT, VR::OB, VR::OD, VR::OF, VR::OL, VR::OV, VR::OW,
                             VR::PN, VR::SH, VR::SL, VR::SQ, VR::SS, VR::ST, VR::SV, VR::TM, VR::UC,
                             VR::UI, VR::UL, VR::UN, VR::UR, VR::US, VR::UT, VR::UV};

struct Masked {
    quint32 mask = 0, value = 0;
    DictionaryEntry entry;
};

struct Registered {
    QByteArray name, type;
};

struct Dictionary {
    QHash<quint32, DictionaryEntry> exact;
    std::vector<Masked> masked;
    QHash<QByteArray, Tag> byKeyword;
    QHash<QByteArray, Registered> uids;

    Dictionary() {
        readTags();
        readUids();
    }

    static QList<QByteArray> lines(const char *name) {
        const auto bytes =
            core::readFile(core::resource(QString::fromLatin1(name)), qint64(4) << 20);
        if (!bytes) // without its dictionary the program must not go on guessing
            qFatal("resource %s is missing", name);
        QList<QByteArray> rows = bytes->split('\n');
        rows.removeFirst();
        return rows;
    }

    void readTags() {
        for (const QByteArray &line : lines("dicom/dictionary.csv")) {
            const QList<QByteArray> cells = line.split(',');
            if (cells.size() < 6 || cells[0].size() != 8)
                continue;
            DictionaryEntry entry;
            // Of two VRs the wider word, which is also what implicit VR means.
            const QByteArray vrText = cells[1].contains("OW") ? QByteArray("OW") : cells[1].left(2);
            entry.vr = cells[1].startsWith("NO")
                           ? VR::UN
                           : Vr(quint16(uchar(vrText[0]) << 8 | uchar(vrText[1])));
            entry.multiple = cells[2] != "1";
            entry.keyword = cells[3];
            entry.name = cells[4];
            if (!cells[0].contains('x')) {
                const Tag tag(cells[0].toUInt(nullptr, 16));
                byKeyword.insert(entry.keyword, tag);
                exact.insert(tag.number(), std::move(entry));
                continue;
            }
            Masked masked_;
            for (const char c : cells[0]) {
                masked_.mask = masked_.mask << 4 | (c == 'x' ? 0u : 0xfu);
                masked_.value =
                    masked_.value << 4 | (c == 'x' ? 0u : QByteArray(1, c).toUInt(nullptr, 16));
            }
            masked_.entry = std::move(entry);
            masked.push_back(std::move(masked_));
        }
    }

    void readUids() {
        for (const QByteArray &line : lines("dicom/uids.csv")) {
            const QList<QByteArray> cells = line.split(',');
            if (cells.size() == 3)
                uids.insert(cells[0], {cells[1], cells[2]});
        }
    }
};

const Dictionary &dictionary() {
    static const Dictionary instance;
    return instance;
}

QByteArray key(QByteArrayView view) {
    return QByteArray::fromRawData(view.data(), view.size());
}
} // namespace

QString Tag::toString() const {
    return QStringLiteral("(%1,%2)")
        .arg(group, 4, 16, QLatin1Char('0'))
        .arg(element, 4, 16, QLatin1Char('0'))
        .toUpper();
}

std::optional<Tag> Tag::parse(QStringView text) {
    QString digits = text.toString();
    digits.remove(QLatin1Char('(')).remove(QLatin1Char(')')).remove(QLatin1Char(','));
    bool ok = false;
    const quint32 number = digits.toUInt(&ok, 16);
    if (!ok || digits.size() != 8)
        return std::nullopt;
    return Tag(number);
}

bool isKnownVr(Vr vr) {
    return std::find(kVrs.begin(), kVrs.end(), vr) != kVrs.end();
}

bool hasLongLength(Vr vr) {
    return vr == VR::OB || vr == VR::OW || vr == VR::OF || vr == VR::OD || vr == VR::OL ||
           vr == VR::OV || vr == VR::SQ || vr == VR::UC || vr == VR::UR || vr == VR::UT ||
           vr == VR::UN || vr == VR::SV || vr == VR::UV;
}

int wordSize(Vr vr) {
    if (vr == VR::US || vr == VR::SS || vr == VR::OW || vr == VR::AT)
        return 2;
    if (vr == VR::UL || vr == VR::SL || vr == VR::FL || vr == VR::OL || vr == VR::OF)
        return 4;
    if (vr == VR::FD || vr == VR::OD || vr == VR::OV || vr == VR::SV || vr == VR::UV)
        return 8;
    return 1;
}

bool usesCharacterSet(Vr vr) {
    return vr == VR::LO || vr == VR::LT || vr == VR::PN || vr == VR::SH || vr == VR::ST ||
           vr == VR::UC || vr == VR::UT;
}

bool isText(Vr vr) {
    return usesCharacterSet(vr) || vr == VR::AE || vr == VR::AS || vr == VR::CS || vr == VR::DA ||
           vr == VR::DS || vr == VR::DT || vr == VR::IS || vr == VR::TM || vr == VR::UI ||
           vr == VR::UR;
}

QByteArray vrName(Vr vr) {
    const char letters[2] = {char(quint16(vr) >> 8), char(quint16(vr) & 0xff)};
    return QByteArray(letters, 2);
}

const DictionaryEntry *lookUp(Tag tag) {
    const Dictionary &d = dictionary();
    if (const auto found = d.exact.constFind(tag.number()); found != d.exact.constEnd())
        return &*found;
    if (tag.isPrivate()) {
        static const DictionaryEntry creator{VR::LO, "PrivateCreator", "Private Creator", false};
        return tag.isPrivateCreator() ? &creator : nullptr;
    }
    if (tag.element == 0) {
        static const DictionaryEntry length{VR::UL, "GroupLength", "Group Length", false};
        return &length;
    }
    const quint16 high = tag.group & 0xff00;
    if ((high == 0x5000 || high == 0x6000) && (tag.group & 0xff) > 0x1e)
        return nullptr;
    for (const Masked &masked : d.masked)
        if ((tag.number() & masked.mask) == masked.value)
            return &masked.entry;
    return nullptr;
}

std::optional<Tag> tagOf(QByteArrayView keyword) {
    const auto found = dictionary().byKeyword.constFind(key(keyword));
    if (found == dictionary().byKeyword.constEnd())
        return std::nullopt;
    return *found;
}

bool isRegisteredUid(QByteArrayView uid) {
    return dictionary().uids.contains(key(uid));
}

QByteArray registeredUidType(QByteArrayView uid) {
    return dictionary().uids.value(key(uid)).type;
}

QByteArray registeredUidName(QByteArrayView uid) {
    return dictionary().uids.value(key(uid)).name;
}

} // namespace lastra::dicom
