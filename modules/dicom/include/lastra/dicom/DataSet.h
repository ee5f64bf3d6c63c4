#pragma once
// The one editable DICOM object. Part 10 is read and written here without DCMTK: big values stay on
// the source file and are copied by the kernel, and every length is checked against the file before
// memory is asked for (see README).
//
// Errors: "dicom.notDicom" [file], "dicom.truncated" [file], "dicom.malformed" [file, position],
// "dicom.tooDeep" [file], "dicom.tooLarge" [file], "dicom.transferSyntax" [file, UID], and core's.

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Result.h"
#include "lastra/dicom/Tag.h"

#include <memory>
#include <vector>

namespace lastra::dicom {

class DataSet;

// A value that was left in the file that the data set was read from.
struct FileRange {
    qint64 offset = 0;
    qint64 length = 0; // 0: the value is in DataElement::bytes
    int swap = 1;      // word size to turn round while copying (big endian sources)
};

struct DataElement {
    Tag tag;
    Vr vr = VR::UN;
    bool encapsulated = false; // fragments with their item headers and the end delimiter
    QByteArray bytes;          // little endian, padding as it was on file
    FileRange range;
    std::vector<DataSet> items; // SQ

    [[nodiscard]] bool onFile() const { return range.length > 0; }
    [[nodiscard]] qint64 length() const { return onFile() ? range.length : bytes.size(); }
    [[nodiscard]] bool isSequence() const { return vr == VR::SQ; }
};

// Elements in ascending order, each tag once. Also one item of a sequence.
class DataSet {
public:
    [[nodiscard]] const std::vector<DataElement> &elements() const { return m_elements; }
    [[nodiscard]] std::vector<DataElement> &elements() { return m_elements; }
    [[nodiscard]] bool isEmpty() const { return m_elements.empty(); }

    [[nodiscard]] const DataElement *find(Tag tag) const;
    [[nodiscard]] DataElement *find(Tag tag);
    [[nodiscard]] bool contains(Tag tag) const { return find(tag) != nullptr; }

    // Inserts or replaces.
    DataElement &set(Tag tag, Vr vr, QByteArray bytes);
    DataElement &setText(Tag tag,
                         const QString &text); // VR of the dictionary, this set's characters
    DataElement &setItems(Tag tag, std::vector<DataSet> items);
    void append(DataElement element); // keeps the order; replaces an element of the same tag
    bool remove(Tag tag);

    // Without padding; a backslash parts values except in LT, ST, UT and UR.
    [[nodiscard]] QString text(Tag tag, int index = 0) const;
    [[nodiscard]] QStringList texts(Tag tag) const;
    [[nodiscard]] QStringList texts(const DataElement &element) const;
    [[nodiscard]] QByteArray raw(Tag tag) const; // trimmed of trailing blanks and NULs
    [[nodiscard]] std::optional<quint16> u16(Tag tag) const;
    [[nodiscard]] std::optional<double> number(Tag tag, int index = 0) const;
    [[nodiscard]] const std::vector<DataSet> &items(Tag tag) const; // empty when absent

    // Creator of the block that a private element belongs to; empty when there is none.
    [[nodiscard]] QByteArray privateCreator(Tag tag) const;

    // (0008,0005) in force here: its own, else that of the data set around it.
    [[nodiscard]] QByteArray characterSet() const;
    void setInheritedCharacterSet(QByteArray value) { m_inherited = std::move(value); }

private:
    std::vector<DataElement> m_elements;
    QByteArray m_inherited;
};

// Limits that no well-made file meets.
struct ReadLimits {
    qint64 keepOnFile = 64 << 10; // longer values are not loaded
    int depth = 64;
    qint64 elements = 2'000'000;
    qint64 loadedBytes = 256LL << 20;
    qint64 inflatedBytes = 512LL << 20;
    qint64 secondsPerMiB = 2;
};

// What a file was like, beyond its elements.
struct FileFacts {
    bool hadPreamble = true;
    bool hadMeta = true;
    bool preambleUsed = false;    // not all zero
    bool executable = false;      // the preamble starts like a program (MZ, ELF, Mach-O, #!)
    bool syntaxCorrected = false; // the data set was not in the declared transfer syntax
    qint64 trailingBytes = 0;     // after the data set, padding included
    qint64 duplicates = 0;        // elements that came twice; the first was kept
    qint64 fileSize = 0;
};

class DataSetFile {
public:
    DataSet meta; // group 0002 as read
    DataSet data;
    QByteArray transferSyntax; // as declared or inferred
    FileFacts facts;

    static core::Result<DataSetFile> read(const QString &path, const ReadLimits &limits = {});
    static core::Result<DataSetFile> parse(QByteArray file, const ReadLimits &limits = {});
    // An object made from nothing, to be written in explicit VR little endian.
    static DataSetFile create();

    // A value that was left on file, at most maxBytes of it. "dicom.tooLarge" beyond.
    [[nodiscard]] core::Result<QByteArray> load(const DataElement &element, qint64 maxBytes) const;

    // Syntax of what write() writes: deflated and big endian become explicit little endian, all
    // others stay what they are; pixels are never coded anew.
    [[nodiscard]] QByteArray outputSyntax() const;
    // Preamble of zeros, file meta written anew with Lastra's own implementation UID, the data set,
    // nothing after it. The first form fills an open AtomicFile that the caller commits.
    [[nodiscard]] core::Done write(core::AtomicFile &file) const;
    [[nodiscard]] core::Done write(const QString &path) const;
    [[nodiscard]] core::Result<QByteArray> toBytes() const; // loads everything

    struct Source; // an open file, or bytes in memory
private:
    std::shared_ptr<Source> m_source;
};

inline constexpr char kImplementationUid[] =
    "2.25.3071705567840995840921986370751368404"; // Lastra's own, made once from random bits
inline constexpr char kImplementationVersion[] = "LASTRA_0_1";

} // namespace lastra::dicom
