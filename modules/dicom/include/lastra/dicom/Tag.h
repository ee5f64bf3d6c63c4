#pragma once
// Tags, value representations and the data dictionary (resources/dicom/dictionary.csv: PS3.6 and
// the newer tags of PS3.15 2026d that DCMTK 3.6.7 does not know).

#include <QByteArray>
#include <QString>

#include <compare>
#include <optional>

namespace lastra::dicom {

struct Tag {
    quint16 group = 0, element = 0;

    constexpr Tag() = default;
    constexpr Tag(quint16 g, quint16 e) : group(g), element(e) {}
    // Tag(0x00100020): patient ID.
    constexpr explicit Tag(quint32 number)
        : group(quint16(number >> 16)), element(quint16(number & 0xffff)) {}
    constexpr auto operator<=>(const Tag &) const = default;

    [[nodiscard]] constexpr quint32 number() const { return quint32(group) << 16 | element; }
    [[nodiscard]] constexpr bool isPrivate() const { return group & 1; }
    [[nodiscard]] constexpr bool isPrivateCreator() const {
        return isPrivate() && element >= 0x10 && element <= 0xff;
    }
    [[nodiscard]] QString toString() const; // "(0010,0020)"
    // "(0010,0020)", "00100020" or "0010,0020".
    [[nodiscard]] static std::optional<Tag> parse(QStringView text);
};

// The two letters of a VR as one number, so that a VR this program does not know stays what it is.
enum class Vr : quint16 {};
constexpr Vr vr(const char (&letters)[3]) {
    return Vr(quint16(static_cast<unsigned char>(letters[0]) << 8 |
                      static_cast<unsigned char>(letters[1])));
}
namespace VR {
inline constexpr Vr AE = vr("AE"), AS = vr("AS"), AT = vr("AT"), CS = vr("CS"), DA = vr("DA"),
                    DS = vr("DS"), DT = vr("DT"), FD = vr("FD"), FL = vr("FL"), IS = vr("IS"),
                    LO = vr("LO"), LT = vr("LT"), OB = vr("OB"), OD = vr("OD"), OF = vr("OF"),
                    OL = vr("OL"), OV = vr("OV"), OW = vr("OW"), PN = vr("PN"), SH = vr("SH"),
                    SL = vr("SL"), SQ = vr("SQ"), SS = vr("SS"), ST = vr("ST"), SV = vr("SV"),
                    TM = vr("TM"), UC = vr("UC"), UI = vr("UI"), UL = vr("UL"), UN = vr("UN"),
                    UR = vr("UR"), US = vr("US"), UT = vr("UT"), UV = vr("UV");
} // namespace VR

[[nodiscard]] bool isKnownVr(Vr vr);
[[nodiscard]] bool hasLongLength(Vr vr);    // explicit VR with two reserved and four length bytes
[[nodiscard]] int wordSize(Vr vr);          // bytes that a change of byte order swaps; 1: none
[[nodiscard]] bool isText(Vr vr);           // characters of any kind, dates and numbers included
[[nodiscard]] bool usesCharacterSet(Vr vr); // LO LT PN SH ST UC UT
[[nodiscard]] QByteArray vrName(Vr vr);

struct DictionaryEntry {
    Vr vr = VR::UN;
    QByteArray keyword, name;
    bool multiple = false; // value multiplicity may exceed one
};

// Repeating groups are the even groups 5000-501E and 6000-601E only. Null when not known; group
// lengths are UL, private creators LO. Thread-safe.
[[nodiscard]] const DictionaryEntry *lookUp(Tag tag);
[[nodiscard]] std::optional<Tag> tagOf(QByteArrayView keyword);
// In the UID registry of PS3.6 (resources/dicom/uids.csv): a definition, never an instance.
[[nodiscard]] bool isRegisteredUid(QByteArrayView uid);
// "SOP Class", "Transfer Syntax", ...; empty when not registered.
[[nodiscard]] QByteArray registeredUidType(QByteArrayView uid);
[[nodiscard]] QByteArray registeredUidName(QByteArrayView uid);

} // namespace lastra::dicom
